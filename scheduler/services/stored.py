"""What the store takes and gives: references to plans, commands, snapshots, conflicts, log entries; only values."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from scheduler.domain.codes import Piece
from scheduler.domain.errors import Conflict, Fault
from scheduler.domain.problem import CellRef, Problem
from scheduler.domain.text import Text

MAIN = ""
"""The scenario that is the ward's own plan."""

RECORD_WORKED = "record_worked"
APPLY_PLAN = "apply_plan"
REPAIR = "repair"
"""Changes that a repair, or a replacement, proposed: the plan that stood stays the one that later repairs keep close to."""
PUBLISH = "publish"
COPY_SCENARIO = "copy_scenario"


@dataclass(frozen=True, slots=True)
class Act:
    """One command of one person: `id` is made by whoever asks, so that asking again cannot apply it twice."""

    id: str
    verb: str
    actor: str

    @classmethod
    def new(cls, verb: str, actor: str) -> Act:
        return cls(str(uuid.uuid4()), verb, actor)


@dataclass(frozen=True, slots=True)
class WardRef:
    """A ward's plan: the main one, or a scenario by its id."""

    ward: str
    scenario: str = MAIN


@dataclass(frozen=True, slots=True)
class ScenarioInfo:
    """A scenario of a ward: `parent` is the id of the plan it was copied from, `created` an ISO instant in UTC."""

    id: str
    name: str
    parent: str
    created: str
    by: str


@dataclass(frozen=True, slots=True)
class WardInfo:
    """What a list of wards shows: the main plan's name and horizon, and the scenarios beside it."""

    id: str
    name: str
    first: date
    days: int
    scenarios: tuple[ScenarioInfo, ...] = ()


class Versions(Mapping[CellRef, int]):
    """The version of each cell when it was read; 0 for a cell that was never written."""

    __slots__ = ("_known",)

    def __init__(self, known: Mapping[tuple[str, date], int]) -> None:
        self._known = known

    def __getitem__(self, cell: CellRef) -> int:
        return self._known.get((cell.person, cell.date), 0)

    def __contains__(self, cell: object) -> bool:
        return isinstance(cell, CellRef) and (cell.person, cell.date) in self._known

    def __iter__(self) -> Iterator[CellRef]:
        return (CellRef(person, day) for person, day in self._known)

    def __len__(self) -> int:
        return len(self._known)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A plan as it stood at one instant. `states` are those of its months ("2027-05"); `last_change` the newest log number.

    `data_version` counts the changes of everything that is not a cell.
    """

    ref: WardRef
    problem: Problem
    digest: str
    versions: Versions
    data_version: int
    states: Mapping[str, str]
    last_change: int


@dataclass(frozen=True, slots=True)
class CellWrite:
    """What a cell shall hold, and the version that its editor saw (`base`). `pieces` None: those of the code."""

    person: str
    date: date
    base: int
    current: str
    locked: bool = False
    pieces: tuple[Piece, ...] | None = None


@dataclass(frozen=True, slots=True)
class CellConflict:
    """A cell that someone else changed since it was read: what stands there now, since which act, and what was wanted."""

    person: str
    date: date
    base: int
    version: int
    current: str
    wanted: str
    verb: str
    actor: str
    at: str

    @property
    def target(self) -> str:
        return f"{self.person} {self.date.isoformat()}"


class CellsChanged(Conflict):
    """Cells to be written have changed since they were read; nothing was written."""

    def __init__(self, text: Text, conflicts: tuple[CellConflict, ...]) -> None:
        super().__init__(text, (each.target for each in conflicts))
        self.conflicts = conflicts


@dataclass(frozen=True, slots=True)
class Done:
    """What a command did: the versions that its cells have now, and the cells in which someone else had been first.

    `apply_plan` and `repair` left such cells as they were, `record_worked` wrote them all the same. `data_version` is the
    plan's afterwards.
    """

    command: str
    versions: Mapping[CellRef, int] = field(default_factory=dict)
    conflicts: tuple[CellConflict, ...] = ()
    data_version: int = 0


@dataclass(frozen=True, slots=True)
class Publication:
    """A plan made known to the staff by a named person: the ward frozen as it then stood, by its digest."""

    number: int
    first: date
    last: date
    by: str
    at: str
    digest: str


@dataclass(frozen=True, slots=True)
class Stood:
    """The plan that a repair keeps close to: the whole ward as it was when its plan was last `published` or `accepted` (a plan
    that the solver proposed), when this scenario was `copied`, or as it was `opened` where nothing of that is known.

    `by` is who did it, `at` an ISO instant in UTC; each is empty where it is not known.
    """

    problem: Problem
    how: Literal["published", "accepted", "copied", "opened"]
    at: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class LogChange:
    """One thing that a command changed, before and after, as JSON values (None: it did not exist; a cell always does).

    `target` is `cell/DATE/PERSON`, `item/KIND/KEY`, or names a publication, run or scenario.
    """

    target: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class LogEntry:
    """A command in the order in which commands took effect; `undone` says that its changes do not stand any more."""

    number: int
    command: str
    verb: str
    actor: str
    at: str
    undone: bool
    summary: Text
    changes: tuple[LogChange, ...] = ()


@dataclass(frozen=True, slots=True)
class CellDifference:
    """A cell that two plans fill differently."""

    person: str
    date: date
    a: str
    b: str


@dataclass(frozen=True, slots=True)
class ItemDifference:
    """Data other than cells that two plans hold differently, as JSON values (None: it is not there).

    `kind` is the problem's field ("settings", "people" ...), `key` the item's id in it.
    """

    kind: str
    key: str
    a: Any
    b: Any


@dataclass(frozen=True, slots=True)
class LayerCost:
    """What a plan costs in one layer of the objective."""

    layer: str
    value: int


@dataclass(frozen=True, slots=True)
class Side:
    """One of two compared plans: its costs by layer, the hard rules it breaks, in sentences; what kept it from a check."""

    ref: WardRef
    costs: tuple[LayerCost, ...]
    breaches: tuple[Text, ...]
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two plans side by side, cell by cell and cost by cost."""

    a: Side
    b: Side
    cells: tuple[CellDifference, ...]
    items: tuple[ItemDifference, ...]

    @property
    def settings(self) -> tuple[ItemDifference, ...]:
        return tuple(item for item in self.items if item.kind == "settings")


@dataclass(frozen=True, slots=True)
class RunInfo:
    """A recorded run of the solver, as a list shows it."""

    number: int
    at: str
    status: str
    problem_digest: str
