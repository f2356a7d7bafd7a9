"""The shape of the source: what may import what, one place for time, small files, nothing of anyone's machine."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("scheduler", "solver", "ui")
TIME_MODULE = "scheduler/domain/time.py"
LINES = 400
TEXT_SUFFIXES = {
    "",
    ".py",
    ".md",
    ".toml",
    ".txt",
    ".json",
    ".sh",
    ".csv",
    ".po",
    ".pot",
    ".ts",
    ".qss",
    ".ini",
    ".mako",
}
PASSED_OVER = {".git", ".venv", "__pycache__", "build", "dist", "out"}

# Put together here, so that this file does not hold what it looks for.
MACHINE_PLACES = ["/" + name + "/" for name in ("work", "root", "opt")] + [
    "/" + "home" + "/",
    '"/' + "tmp",
    "'/" + "tmp",
]
REGISTRIES = [
    ".".join(parts) for parts in (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("npmjs", "com"))
]

# Importer, and the only modules of the first level named that it may import; the most particular importer counts.
SIGHT: dict[str, dict[str, tuple[str, ...]]] = {
    "ui": {
        "solver": ("solver.api",),
        "scheduler": ("scheduler.services", "scheduler.checking", "scheduler.rules", "scheduler.domain"),
    },
    "ui.__main__": {"solver": ("solver.worker",), "scheduler": (), "PySide6": ()},
    "ui.cli": {
        "PySide6": (),
        "solver": ("solver.api",),
        "scheduler": ("scheduler.services", "scheduler.checking", "scheduler.rules", "scheduler.domain"),
    },
    "solver": {"ui": (), "scheduler": ("scheduler.domain", "scheduler.rules"), "PySide6": ()},
    "solver.api": {"ui": (), "scheduler": ("scheduler.domain", "scheduler.rules"), "PySide6": (), "ortools": ()},
    "scheduler": {"ui": (), "solver": (), "PySide6": (), "ortools": (), "sqlalchemy": (), "openpyxl": ()},
    "scheduler.db": {"ui": (), "solver": (), "PySide6": (), "ortools": (), "openpyxl": ()},
    "scheduler.exchange": {"ui": (), "solver": (), "PySide6": (), "ortools": (), "sqlalchemy": ()},
    "scheduler.rules": {"ui": (), "solver": (), "scheduler": ("scheduler.rules", "scheduler.domain")},
    "scheduler.domain": {"ui": (), "solver": (), "scheduler": ("scheduler.domain",)},
}


def sources(*folders: str) -> list[Path]:
    return sorted(
        path for folder in folders for path in (ROOT / folder).rglob("*.py") if "__pycache__" not in path.parts
    )


def label(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def module_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and full name of everything imported, at any depth of the file."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}: a relative import"
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def within(name: str, package: str) -> bool:
    return name == package or name.startswith(package + ".")


def out_of_sight(module: str, tree: ast.AST) -> list[str]:
    """Imports that this module may not make."""
    importer = max((key for key in SIGHT if within(module, key)), key=len, default=None)
    if importer is None:
        return []
    allowed = SIGHT[importer]
    return [
        f"{module}:{line} imports {name}"
        for line, name in imports(tree)
        for top, seen in allowed.items()
        if within(name, top) and not any(within(name, each) for each in seen)
    ]


def duration_arithmetic(tree: ast.AST) -> list[str]:
    """Places that take a duration from instants, which is right only in UTC and therefore is done in one module."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in ("total_seconds", "timestamp", "utcfromtimestamp"):
            found.append(f"line {node.lineno}: .{node.attr}")
        elif (
            isinstance(node, ast.Attribute) and node.attr in ("seconds", "microseconds") and _is_difference(node.value)
        ):
            found.append(f"line {node.lineno}: (a - b).{node.attr}")
        elif isinstance(node, ast.Call) and _called(node) == "timedelta" and not _only_days(node):
            found.append(f"line {node.lineno}: timedelta of less than days")
        elif _is_difference(node) and any(_makes_instant(side) for side in (node.left, node.right)):
            found.append(f"line {node.lineno}: a difference of instants")
    return found


def _is_difference(node: ast.AST) -> bool:
    return isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub)


def _called(node: ast.AST) -> str:
    if not isinstance(node, ast.Call):
        return ""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _makes_instant(node: ast.AST) -> bool:
    return _called(node) in ("datetime", "utcnow", "astimezone", "fromisoformat", "combine", "fromtimestamp") or (
        _called(node) == "now" and isinstance(node.func, ast.Attribute)
    )


def _only_days(node: ast.Call) -> bool:
    return len(node.args) <= 1 and all(keyword.arg in ("days", "weeks") for keyword in node.keywords)


def test_package_init_files_are_empty() -> None:
    assert [
        label(path) for path in sources(*PACKAGES, "resources") if path.name == "__init__.py" and path.stat().st_size
    ] == []


def test_files_stay_small() -> None:
    counted = {label(path): len(path.read_text(encoding="utf-8").splitlines()) for path in sources(*PACKAGES, "tests")}
    assert {name: count for name, count in counted.items() if count > LINES} == {}


def test_imports_go_strictly_downwards() -> None:
    trees = {module_of(path): ast.parse(path.read_text(encoding="utf-8")) for path in sources(*PACKAGES)}
    assert [line for module, tree in trees.items() for line in out_of_sight(module, tree)] == []


def test_the_domain_needs_only_the_standard_library() -> None:
    allowed = sys.stdlib_module_names | {"scheduler"}
    outside = [
        f"{label(path)}:{line} imports {name}"
        for path in sources("scheduler/domain")
        for line, name in imports(ast.parse(path.read_text(encoding="utf-8")))
        if name.split(".")[0] not in allowed
    ]
    assert outside == []


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("ui.window.grid", "from solver import cpsat"),
        ("ui.window.grid", "import scheduler.db.tables"),
        ("ui.cli", "from PySide6.QtCore import QObject"),
        ("solver.cpsat", "from scheduler.services import wards"),
        ("solver.api", "def late():\n    import ortools.sat"),
        ("scheduler.services.wards", "import sqlalchemy"),
        ("scheduler.rules.cover", "from scheduler import packs"),
        ("scheduler.domain.time", "from scheduler.rules import api"),
    ],
)
def test_an_import_upwards_is_found(module: str, source: str) -> None:
    assert out_of_sight(module, ast.parse(source))


def test_only_the_time_module_computes_durations() -> None:
    found = {
        label(path): duration_arithmetic(ast.parse(path.read_text(encoding="utf-8")))
        for path in sources(*PACKAGES)
        if label(path) != TIME_MODULE
    }
    assert {name: lines for name, lines in found.items() if lines} == {}


@pytest.mark.parametrize(
    "source",
    [
        "hours = (end - start).total_seconds() / 3600",
        "rest = (end - start).seconds // 60",
        "long = end - start > timedelta(hours=12)",
        "minutes = (end - start) // datetime.timedelta(minutes=1)",
        "age = datetime.now(UTC) - start",
        "at = start.timestamp()",
    ],
)
def test_a_duration_computed_elsewhere_is_found(source: str) -> None:
    assert duration_arithmetic(ast.parse(source))


def test_days_may_be_counted_anywhere() -> None:
    assert duration_arithmetic(ast.parse("n = (last - first).days + 1; day = first + timedelta(days=n)")) == []


def test_resources_are_not_read_beside_the_code() -> None:
    used = [
        f"{label(path)}:{node.lineno}"
        for path in sources(*PACKAGES)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Name) and node.id == "__file__"
    ]
    assert used == [], "importlib.resources finds them in a wheel and in a bundle as well"


def test_nothing_names_a_machine_or_a_registry() -> None:
    named = []
    for path in sorted(ROOT.rglob("*")):
        if PASSED_OVER & set(path.relative_to(ROOT).parts) or not path.is_file() or path.suffix not in TEXT_SUFFIXES:
            continue
        if any(part.startswith(".") and part != ".ci" for part in path.relative_to(ROOT).parts):
            continue
        content = path.read_text(encoding="utf-8")
        named += [f"{label(path)}: {word}" for word in (*MACHINE_PLACES, *REGISTRIES) if word in content]
    assert named == []


def loaded_by(statement: str) -> set[str]:
    """Top-level modules that a fresh process holds after a statement."""
    script = f"{statement}\nimport sys; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return {name.split(".")[0] for name in done.stdout.split()}


def test_the_windows_process_loads_qt_but_no_solver_library() -> None:
    loaded = loaded_by("import ui.window.app")
    assert "PySide6" in loaded
    assert "ortools" not in loaded


@pytest.mark.parametrize("module", ["ui.__main__", "ui.cli", "solver.api", "scheduler.services"])
def test_the_command_line_loads_neither_qt_nor_solver_library(module: str) -> None:
    assert not {"PySide6", "ortools"} & loaded_by(f"import {module}")
