"""Commands of two people in any order against a plain model of cells: what a store holds is what the model holds."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from scheduler.domain.codec import digest
from scheduler.domain.errors import Conflict
from scheduler.domain.problem import CellRef
from scheduler.services import store
from scheduler.services.stored import APPLY_PLAN, RECORD_WORKED, Act, CellsChanged, CellWrite, Done, Snapshot, WardRef
from tests.db.stores import act, cell
from tests.domain.samples import WARD
from tests.postgres import PostgresServer

ACTORS = ("FICTIF-Tilleul", "FICTIF-Lilas")
PLACES = tuple(CellRef(person, date(2027, 5, day)) for person in ("900001", "900002") for day in (3, 5))
Value = tuple[str, bool]


@dataclass
class Plan:
    """The model: what each cell holds, since which command (0: the start), and how often it was written."""

    cells: dict[CellRef, Value]
    marks: dict[CellRef, str]
    versions: dict[CellRef, int]
    note: str = ""
    published: dict[CellRef, str] | None = None


@dataclass
class Past:
    """A command that was done: what it replaced in each cell, and whether it stands."""

    actor: str
    scenario: str
    verb: str
    request: list[CellWrite]
    answer: Done
    before: dict[CellRef, tuple[Value, str]] = field(default_factory=dict)
    after: dict[CellRef, Value] = field(default_factory=dict)
    stands: bool = True


class Commands(RuleBasedStateMachine):
    """Two sessions on one ward and its scenarios."""

    url = ""

    def __init__(self) -> None:
        super().__init__()
        self.sessions = {actor: store.open(self.url, actor=actor) for actor in ACTORS}
        self.past: list[tuple[str, Past]] = []

    @initialize()
    def start(self) -> None:
        first = self.sessions[ACTORS[0]]
        # A ward of its own in each run, so that runs may share a database.
        self.ward = replace(WARD, id=act("").id)
        ref = first.create_ward(self.ward, first.act("create_ward"))
        found = first.snapshot(ref)
        cells = {place: (cell(found, place.person, place.date), False) for place in PLACES}
        self.plans = {"": Plan(cells, dict.fromkeys(PLACES, ""), {place: found.versions[place] for place in PLACES}, WARD.note)}

    def ref(self, scenario: str) -> WardRef:
        return WardRef(self.ward.id, scenario)

    def scenario(self, pick: int) -> str:
        return sorted(self.plans)[pick % len(self.plans)]

    @rule(
        actor=st.sampled_from(ACTORS),
        pick=st.integers(0, 3),
        verb=st.sampled_from(["assign", "lock", APPLY_PLAN, RECORD_WORKED]),
        wanted=st.dictionaries(
            st.sampled_from(PLACES), st.tuples(st.sampled_from(["", "M", "N", "R"]), st.booleans()), min_size=1
        ),
        stale=st.sets(st.sampled_from(PLACES)),
    )
    def write(self, actor: str, pick: int, verb: str, wanted: dict[CellRef, Value], stale: set[CellRef]) -> None:
        scenario = self.scenario(pick)
        plan, opened, command = self.plans[scenario], self.sessions[actor], Act.new(verb, actor)
        request = [
            CellWrite(at.person, at.date, plan.versions[at] - (1 if at in stale and plan.versions[at] else 0), *value)
            for at, value in wanted.items()
        ]
        late = {at for at in wanted if at in stale and plan.versions[at] and plan.cells[at] != wanted[at]}
        if late and verb not in (APPLY_PLAN, RECORD_WORKED):
            with pytest.raises(CellsChanged) as stopped:
                opened.write(self.ref(scenario), command, request)
            assert {CellRef(each.person, each.date) for each in stopped.value.conflicts} == late
            return
        done = opened.write(self.ref(scenario), command, request)
        assert {CellRef(each.person, each.date) for each in done.conflicts} == late
        changed = {at: value for at, value in wanted.items() if plan.cells[at] != value}
        if verb == APPLY_PLAN:
            changed = {at: value for at, value in changed.items() if at not in late}
        past = Past(actor, scenario, verb, request, done)
        past.before = {at: (plan.cells[at], plan.marks[at]) for at in changed}
        past.after = changed
        for at, value in changed.items():
            plan.cells[at], plan.marks[at] = value, command.id
            plan.versions[at] += 1
        assert done.versions == {at: plan.versions[at] for at in wanted}
        self.past.append((command.id, past))

    @rule(pick=st.integers(0, 30), redo=st.booleans())
    def undo_or_redo(self, pick: int, redo: bool) -> None:
        if not self.past:
            return
        name, past = self.past[-1 - pick % len(self.past)]
        plan, opened = self.plans[past.scenario], self.sessions[past.actor]
        reverse = opened.redo if redo else opened.undo
        expected = {at: (mark if redo else name) for at, (_, mark) in past.before.items()}
        possible = past.stands != redo and all(plan.marks[at] == mark for at, mark in expected.items())
        verb = Act.new("redo" if redo else "undo", past.actor)
        if not possible:
            with pytest.raises(Conflict):
                reverse(self.ref(past.scenario), verb, name)
            return
        reverse(self.ref(past.scenario), verb, name)
        past.stands = redo
        for at, (value, mark) in past.before.items():
            plan.cells[at], plan.marks[at] = (past.after[at], name) if redo else (value, mark)
            plan.versions[at] += 1

    @rule(pick=st.integers(0, 30))
    def ask_again(self, pick: int) -> None:
        if self.past:
            name, past = self.past[pick % len(self.past)]
            again = Act(name, past.verb, past.actor)
            assert self.sessions[past.actor].write(self.ref(past.scenario), again, past.request) == past.answer

    @rule(actor=st.sampled_from(ACTORS), pick=st.integers(0, 3), note=st.sampled_from(["", "a", "b"]))
    def change_data(self, actor: str, pick: int, note: str) -> None:
        scenario = self.scenario(pick)
        opened = self.sessions[actor]
        found = opened.snapshot(self.ref(scenario))
        opened.replace_data(
            self.ref(scenario), opened.act("replace_data"), found.data_version, replace(found.problem, note=note)
        )
        self.plans[scenario].note = note

    @rule(pick=st.integers(0, 3))
    def copy(self, pick: int) -> None:
        if len(self.plans) < 3:
            source, opened = self.scenario(pick), self.sessions[ACTORS[0]]
            plan = self.plans[source]
            made = opened.copy_scenario(self.ref(source), opened.act("copy_scenario"), f"essai {len(self.plans)}")
            # In a copy nothing is left of who wrote what, and versions begin anew.
            marks = {at: "" if not plan.versions[at] else "copy" for at in PLACES}
            versions = {at: min(1, plan.versions[at]) for at in PLACES}
            self.plans[made.scenario] = replace(plan, cells=dict(plan.cells), marks=marks, versions=versions)

    @rule(pick=st.integers(0, 3))
    def publish(self, pick: int) -> None:
        scenario, opened = self.scenario(pick), self.sessions[ACTORS[1]]
        done = opened.publish(self.ref(scenario), opened.act("publish"), WARD.first, date(2027, 5, 6), "FICTIF-Chêne")
        found = opened.snapshot(self.ref(scenario))
        assert done.digest == found.digest == digest(opened.published_problem(self.ref(scenario), done.number))
        self.plans[scenario].published = {at: value[0] for at, value in self.plans[scenario].cells.items()}

    @invariant()
    def the_store_holds_what_the_model_holds(self) -> None:
        for scenario, plan in getattr(self, "plans", {}).items():
            found = self.sessions[ACTORS[0]].snapshot(self.ref(scenario))
            held = {at: (cell(found, at.person, at.date), at in found.problem.locks) for at in PLACES}
            assert held == plan.cells
            assert {at: found.versions[at] for at in PLACES} == plan.versions
            assert found.problem.note == plan.note
            if plan.published is not None:
                assert {at: published(found, at) for at in PLACES} == plan.published

    def teardown(self) -> None:
        for opened in self.sessions.values():
            opened.close()


def published(found: Snapshot, at: CellRef) -> str:
    reference = next((each for each in found.problem.references if each.name == "published"), None)
    rows = {row.person: row.cells for row in reference.rows} if reference else {}
    return rows[at.person][(at.date - found.problem.first).days] if at.person in rows else ""


def machine(url: str) -> type[Commands]:
    return type("CommandsHere", (Commands,), {"url": url})


def test_any_commands_on_sqlite() -> None:
    with tempfile.TemporaryDirectory() as folder:
        here = machine(f"sqlite:///{Path(folder) / 'ward.db'}")
        run_state_machine_as_test(here, settings=settings(max_examples=25, stateful_step_count=20, deadline=None))


def test_any_commands_on_postgresql(postgres_server: PostgresServer) -> None:
    name = postgres_server.create()
    here = machine(postgres_server.url(name))
    run_state_machine_as_test(here, settings=settings(max_examples=10, stateful_step_count=15, deadline=None))
    postgres_server.drop(name)
