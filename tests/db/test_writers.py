"""Several people at once: no edit is lost, none is applied twice, and no pair of edits breaks what each kept alone."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from sqlalchemy import Connection, text

from scheduler.db import commands, units
from scheduler.domain.errors import Conflict, StorageError
from scheduler.domain.problem import CellRef, Problem
from scheduler.domain.text import Text, same
from scheduler.services import store
from scheduler.services.stored import CellsChanged, CellWrite
from tests.db.stores import REF, act, cell, filled, put
from tests.domain.samples import WARD
from tests.postgres import PostgresServer

ORTIE, GENET = "900001", "900002"
MONDAY, WEDNESDAY = date(2027, 5, 3), date(2027, 5, 5)

Outcome = Exception | None


def together(*tasks: Callable[[], object]) -> list[Outcome]:
    """Runs tasks in threads that start at the same moment; what each raised, if anything."""
    start = threading.Barrier(len(tasks))

    def run(task: Callable[[], object]) -> Outcome:
        start.wait(10)
        try:
            task()
        except Exception as error:
            return error
        return None

    with ThreadPoolExecutor(len(tasks)) as pool:
        return list(pool.map(run, tasks))


def test_two_writers_on_one_cell_lose_nothing(database_url: str) -> None:
    """Each adds its own letter to what it reads; a note in the log for each that was acknowledged, in one chain."""
    each, codes = 12, [code.id for code in WARD.codes]
    acknowledged: Counter[str] = Counter()
    with filled(database_url) as opened:

        def edit(actor: str) -> None:
            with store.open(database_url, actor=actor) as mine:
                done = 0
                while done < each:
                    seen = mine.snapshot(REF)
                    wanted = codes[(codes.index(cell(seen, ORTIE, MONDAY) or "M") + 1) % len(codes)]
                    base = seen.versions[CellRef(ORTIE, MONDAY)]
                    try:
                        mine.write(REF, mine.act("assign"), [CellWrite(ORTIE, MONDAY, base, wanted)])
                    except CellsChanged:
                        continue
                    done += 1
                    acknowledged[actor] += 1

        assert together(lambda: edit("FICTIF-Lilas"), lambda: edit("FICTIF-Houx")) == [None, None]
        entries = opened.log(REF, 1000)
        written = [entry for entry in entries if entry.verb == "assign" and entry.changes]
        assert Counter(entry.actor for entry in entries if entry.verb == "assign") == acknowledged
        assert [entry.number for entry in entries] == list(range(1, len(entries) + 1))
        chain = [entry.changes[0] for entry in written]
        assert all(one.after["current"] == other.before["current"] for one, other in pairwise(chain))
        assert opened.snapshot(REF).versions[CellRef(ORTIE, MONDAY)] == len(written)


def nurses(problem: Problem, day: int) -> int:
    return sum(row.cells[problem.history_days + day] == "N" for row in problem.roster)


def keep_one(problem: Problem) -> Text | None:
    return None if nurses(problem, 2) else same("nobody at night")


@pytest.mark.parametrize("rounds", [6])
def test_two_managers_cannot_each_take_off_one_of_the_last_two(database_url: str, rounds: int) -> None:
    with filled(database_url) as opened, store.open(database_url, actor="FICTIF-Lilas") as other:
        for _ in range(rounds):
            put(opened, ORTIE, WEDNESDAY, "N")
            put(opened, GENET, WEDNESDAY, "N")
            versions = opened.snapshot(REF).versions

            def take_off(mine: store.Store, person: str, versions: object = versions) -> None:
                base = versions[CellRef(person, WEDNESDAY)]  # type: ignore[index]
                mine.write(REF, mine.act("assign"), [CellWrite(person, WEDNESDAY, base, "R")], guard=keep_one)

            outcomes = together(lambda: take_off(opened, ORTIE), lambda: take_off(other, GENET))
            assert [type(each) for each in outcomes if each is not None] == [Conflict]
            assert nurses(opened.snapshot(REF).problem, 2) == 1


def test_it_is_the_locks_that_keep_two_writers_apart(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """That the tests above can fail: without locks two writers who have both read one cell both get it."""
    read, plain = threading.Barrier(2), commands.draw

    def draw(connection: Connection, plan: int) -> tuple[int, int]:
        read.wait(10)
        return plain(connection, plan)

    monkeypatch.setattr(commands, "draw", draw)
    monkeypatch.setattr(units.Unit, "lock", lambda self, names, shared=(): None)
    with filled(postgres_url) as opened, store.open(postgres_url, actor="FICTIF-Lilas") as other:
        writes = [(opened, "M"), (other, "R")]
        outcomes = together(*(lambda mine=mine, code=code: put(mine, ORTIE, MONDAY, code, base=0) for mine, code in writes))
        assert outcomes == [None, None]


def test_commands_on_different_months_and_data_do_not_deadlock(database_url: str) -> None:
    wide = replace(WARD, id="fictif", days=60, references=(), roster=(), locks=(), pieces=(), overrides=())
    stopped: set[tuple[str, ...]] = set()
    with filled(database_url, wide) as opened:

        def edit(actor: str, seed: int) -> None:
            with store.open(database_url, actor=actor) as mine:
                for at in range(8):
                    day = date.fromordinal(MONDAY.toordinal() + (seed * 17 + at * 31) % 57)
                    people = [ORTIE, GENET] if seed % 2 else [GENET, ORTIE]
                    cells = [
                        CellWrite(person, date.fromordinal(day.toordinal() + gap), 0, "M")
                        for person in people
                        for gap in (0, 2)
                    ]
                    mine.write(REF, mine.act("apply_plan"), cells)
                    found = mine.snapshot(REF)
                    if at % 3 == seed:
                        changed = replace(found.problem, note=f"{actor} {at}")
                        try:
                            mine.replace_data(REF, mine.act("replace_data"), found.data_version, changed)
                        except Conflict as error:
                            stopped.add(error.targets)

        names = ["FICTIF-Lilas", "FICTIF-Houx", "FICTIF-Saule"]
        outcomes = together(*(lambda name=name, seed=seed: edit(name, seed) for seed, name in enumerate(names)))
        assert outcomes == [None] * 3
        assert stopped <= {("meta note",)}
        entries = opened.log(REF, 1000, changes=False)
        assert [entry.number for entry in entries] == list(range(1, len(entries) + 1))


def test_a_lost_connection_loses_and_repeats_nothing(postgres_server: PostgresServer, postgres_url: str) -> None:
    """The server ends every session again and again while somebody writes; each command is done once all the same."""
    wanted = 60
    with filled(postgres_url) as opened:
        stop = threading.Event()

        def end_sessions() -> None:
            name = postgres_url.split("/")[3].split("?")[0]
            while not stop.wait(0.03):
                postgres_server.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")

        thread = threading.Thread(target=end_sessions)
        thread.start()
        try:
            acknowledged = []
            for at in range(wanted):
                command = act("assign")
                code = "MN"[at % 2]
                for _ in range(50):
                    try:
                        done = opened.write(REF, command, [CellWrite(ORTIE, MONDAY, at, code)])
                    except StorageError:
                        continue
                    acknowledged.append((command.id, done.versions[CellRef(ORTIE, MONDAY)]))
                    break
        finally:
            stop.set()
            thread.join()
        assert [version for _, version in acknowledged] == list(range(1, wanted + 1))
        entries = [entry for entry in opened.log(REF, 1000) if entry.verb == "assign"]
        assert [entry.command for entry in entries] == [command for command, _ in acknowledged]


def test_a_busy_database_is_told_as_busy(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scheduler.db.engine.BUSY_SECONDS", 0.05)
    monkeypatch.setattr(units, "PAUSES", (0.01,))
    with filled(sqlite_url) as opened, store.open(sqlite_url) as other:
        held, release = threading.Event(), threading.Event()

        def hold(unit: units.Unit) -> None:
            unit.connection.execute(text("UPDATE scenario SET name = name"))
            held.set()
            release.wait(10)

        thread = threading.Thread(target=lambda: other._database.write(hold))
        thread.start()
        held.wait(10)
        try:
            with pytest.raises(StorageError, match="busy"):
                put(opened, ORTIE, MONDAY, "M", base=0)
            # Whoever only reads is never kept waiting.
            assert opened.snapshot(REF).problem == WARD
        finally:
            release.set()
            thread.join()
        put(opened, ORTIE, MONDAY, "M", base=0)
