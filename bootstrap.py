"""Makes the environment in .venv that the program and its tests run in, then starts one of them.

Standard library only, and importable by any Python 3.6, so that an old one gets a sentence and no traceback. Started by
`releve` and `run-tests`. A start that finds the environment ready only compares one digest.
"""

import contextlib
import hashlib
import os
import shutil
import subprocess
import sys

ROOT = os.path.dirname(os.path.abspath(__file__))
OLDEST = (3, 11)
INPUTS = ("pyproject.toml", "constraints.txt", "tests/requirements-postgres.txt", "bootstrap.py")
LOOPS = ("solver/paths/kernels.py", "solver/paths/building.py")
UNFINISHED = "releve-unfinished"


class SetupError(Exception):
    """The environment cannot be made here; the message says what to run."""


def french(environ):
    """Whether messages are in French: RELEVE_LANG, else the locale's own variables in their usual order."""
    names = ("RELEVE_LANG", "LC_ALL", "LC_MESSAGES", "LANG")
    return next((environ[name] for name in names if environ.get(name)), "").lower().startswith("fr")


def words(fr, en):
    return fr if french(os.environ) else en


def say(text):
    print("releve" + words(" : ", ": ") + text, file=sys.stderr, flush=True)


def digest(root):
    """What an environment was made from: the files that decide its content, and where it lies (its scripts name it)."""
    total = hashlib.sha256(root.encode())
    for name in INPUTS:
        with open(os.path.join(root, name), "rb") as file:
            total.update(file.read())
    for name in LOOPS:
        total.update(read(os.path.join(root, name)).encode())
    return total.hexdigest()


def stamp_path(root, purpose):
    return os.path.join(root, ".venv", "releve-ready-" + purpose)


def read(path):
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except OSError:
        return ""


def write(path, text):
    """Whole or not at all."""
    with open(path + ".new", "w", encoding="utf-8") as file:
        file.write(text)
    os.replace(path + ".new", path)


def venv_python(root):
    return os.path.join(root, ".venv", "bin", "python")


def program(root):
    return os.path.join(root, ".venv", "bin", "releve")


def ready(root, purpose):
    return (
        read(stamp_path(root, purpose)) == digest(root)
        and os.access(venv_python(root), os.X_OK)
        and os.access(program(root), os.X_OK)
    )


def check_machine(root):
    """Raises SetupError where set-up cannot even begin."""
    sudo = "" if os.geteuid() == 0 else "sudo "
    try:
        import ensurepip  # noqa: F401 - Debian packs it apart from Python
        import venv  # noqa: F401
    except ImportError:
        line = f"{sudo}apt-get install -y python3-venv python3-pip"
        raise SetupError(
            words(
                "il manque à Python {}.{} de quoi faire un environnement (venv, pip). Lancez :\n  {}",
                "Python {}.{} lacks what makes an environment (venv, pip). Run:\n  {}",
            ).format(sys.version_info[0], sys.version_info[1], line)
        ) from None
    if not os.access(root, os.W_OK):
        raise SetupError(
            words(
                "le dossier {0} ne peut être écrit, et il faut y préparer l'environnement. Copiez-le chez vous :\n"
                '  cp -r "{0}" ~/releve && ~/releve/releve',
                "the folder {0} cannot be written, and the environment has to be made there. Copy it to a place of"
                ' yours:\n  cp -r "{0}" ~/releve && ~/releve/releve',
            ).format(root)
        )


@contextlib.contextmanager
def alone(root):
    """Two first starts at once: the second waits for the first. The lock lies on the folder, no file is left."""
    import fcntl

    handle = os.open(root, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def run(command, root):
    """Runs one step quietly; what it wrote is shown only where it fails."""
    environ = dict(os.environ, PIP_DISABLE_PIP_VERSION_CHECK="1", PYTHONNOUSERSITE="1")
    environ.pop("PYTHONHOME", None)
    environ.pop("PYTHONPATH", None)
    done = subprocess.run(
        command, cwd=root, env=environ, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    if done.returncode:
        tail = done.stdout.decode("utf-8", "replace").strip().splitlines()[-15:]
        failed = words("cette commande a échoué", "this command failed")
        raise SetupError("\n".join([f"{failed} ({done.returncode}):", "  " + " ".join(command), *tail]))


def usable(root):
    """Whether an environment is there, finished or made by hand, that pip can bring up to date."""
    folder = os.path.join(root, ".venv")
    if os.path.exists(os.path.join(folder, UNFINISHED)) or not os.access(venv_python(root), os.X_OK):
        return False
    moved = os.path.exists(program(root)) and folder not in read(program(root))
    probe = f"import sys, pip; sys.exit(sys.version_info < {OLDEST!r})"
    asked = [venv_python(root), "-I", "-c", probe]
    quiet = subprocess.DEVNULL
    return not moved and subprocess.run(asked, stdin=quiet, stdout=quiet, stderr=quiet).returncode == 0


def make(root, purpose):
    """Makes or renews the environment; whatever interrupts it leaves it marked as unfinished."""
    folder = os.path.join(root, ".venv")
    unfinished = os.path.join(folder, UNFINISHED)
    renew = usable(root)
    if not renew and os.path.lexists(folder):
        say(
            words("l'environnement .venv est incomplet, il est refait", "the environment .venv is broken; it is remade")
        )
        if os.path.islink(folder) or not os.path.isdir(folder):
            os.unlink(folder)
        else:
            shutil.rmtree(folder)
    os.makedirs(folder, exist_ok=True)
    write(unfinished, "")
    for other in ("program", "tests"):
        with contextlib.suppress(OSError):
            os.unlink(stamp_path(root, other))
    say(
        words(
            "préparation de l'environnement dans .venv (une fois, une minute environ) ...",
            "making the environment in .venv (once, about a minute) ...",
        )
    )
    if not renew:
        # Not the Python of an environment that is active now: it may be the very one that was just taken away.
        run([getattr(sys, "_base_executable", sys.executable), "-I", "-m", "venv", folder], root)
    pip = [venv_python(root), "-I", "-m", "pip", "install", "--quiet", "--no-input"]
    if purpose == "tests":
        run([*pip, "--no-deps", "--require-hashes", "-r", os.path.join("tests", "requirements-postgres.txt")], root)
    run([*pip, "-c", "constraints.txt", "-e", ".[test]" if purpose == "tests" else "."], root)
    if os.path.exists(os.path.join(root, LOOPS[0])):
        with contextlib.suppress(SetupError):  # the solver then runs on numpy
            run([venv_python(root), "-m", "solver.paths.warm"], root)
    made = digest(root)
    for each in {"program", purpose}:
        write(stamp_path(root, each), made)
    os.unlink(unfinished)


def ensure(root, purpose):
    """Leaves an environment that is ready for the purpose ("program" or "tests")."""
    if ready(root, purpose):
        return
    check_machine(root)
    with alone(root):
        if not ready(root, purpose):
            make(root, purpose)


def main(arguments):
    if sys.version_info < OLDEST:
        say(
            words("il faut Python 3.11 ou plus récent ; celui-ci est ", "Python 3.11 or newer is needed; this one is ")
            + sys.version.split()[0]
        )
        return 2
    purpose, rest = arguments[0], arguments[1:]
    try:
        ensure(ROOT, purpose)
    except SetupError as error:
        say(str(error))
        return 2
    except OSError as error:
        say(words("préparation impossible : ", "set-up failed: ") + str(error))
        return 2
    except KeyboardInterrupt:
        say(words("interrompu", "interrupted"))
        return 130
    # The program may then install what Qt lacks on this machine: this command promised all the set-up.
    os.environ["RELEVE_SETUP"] = "1"
    if purpose == "tests":
        os.chdir(ROOT)
        os.execv(venv_python(ROOT), [venv_python(ROOT), os.path.join("tests", "run.py"), *rest])
    os.execv(program(ROOT), [program(ROOT), *rest])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
