"""The door to stored wards: opens a database by its URL and carries out commands on it; gives and takes only values."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from types import TracebackType

import platformdirs

from scheduler.db import calls, commands, data, frozen, health, history, past, scenarios, snapshots, undo, units, wards
from scheduler.domain.calls import Answer, Call
from scheduler.domain.errors import Fault
from scheduler.domain.plan import Plan
from scheduler.domain.problem import Problem
from scheduler.domain.text import Text
from scheduler.services.store_compare import compared
from scheduler.services.stored import (
    Act,
    CellWrite,
    Comparison,
    Done,
    LogEntry,
    Publication,
    RunInfo,
    Snapshot,
    Stood,
    WardInfo,
    WardRef,
)

Guard = Callable[[Problem], Text | None]
"""Looks at the plan as a command would leave it, and says why it must not."""

_SCHEME = re.compile("(sqlite|postgres(ql)?)([+][a-z0-9_]+)?:", re.IGNORECASE)


def is_url(text: str) -> bool:
    """Whether a text means a database rather than a file's path."""
    return _SCHEME.match(text) is not None


def default_url() -> str:
    """The URL of the user's own database, in the local folder that does not roam; the folder is made where it is missing."""
    folder = platformdirs.user_data_path("releve", appauthor=False, roaming=False, ensure_exists=True)
    return f"sqlite:///{folder / 'releve.db'}"


def open(url: str, *, actor: str = "") -> Store:
    """Opens a database; a new or empty one gets its tables, any other is left as it is.

    Raises StorageError with what to do where it cannot be reached or is not one of ours. One that must not be written
    (newer version, network share, no right) opens, and says why in `read_only`.
    """
    return Store(units.open_database(url), url, actor)


def upgrade(url: str) -> tuple[str, ...]:
    """Takes a database to the newest schema, whole or not at all; the steps taken. Raises StorageError."""
    return units.upgrade_database(url)


def check(url: str) -> list[Fault]:
    """Everything that is wrong with a database: its tables, its file, wards that do not load or have faults.

    Nothing is written. Raises StorageError where it cannot be opened at all.
    """
    return health.check_database(url)


class Store:
    """An open database. Every method is one transaction; any thread may call. Errors of the database are StorageError."""

    def __init__(self, database: units.Database, url: str, actor: str) -> None:
        self._database = database
        self.url = url
        self.actor = actor

    def __enter__(self) -> Store:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        self._database.close()

    @property
    def shown(self) -> str:
        """The URL or path as it may be shown: without a password."""
        return self._database.shown

    @property
    def read_only(self) -> Text | None:
        """Why the database must not be written, or None where it may."""
        return self._database.read_only

    def act(self, verb: str) -> Act:
        """A new command of this store's actor."""
        return Act.new(verb, self.actor)

    # --- wards

    def wards(self) -> tuple[WardInfo, ...]:
        """Every ward with its scenarios, by name."""
        return self._database.read(wards.list_wards)

    def find(self, name: str) -> WardRef:
        """A ward by id or name, or a scenario as "Ward/Scenario". Raises InputRefused naming what there is."""
        return wards.find_plan(self.wards(), name)

    def create_ward(self, problem: Problem, act: Act) -> WardRef:
        """Stores a new ward with all its cells. Raises InputRefused where it has faults or its id is taken."""
        return wards.create_ward(self._database, problem, act)

    def snapshot(self, ref: WardRef) -> Snapshot:
        """The plan as it stands at this instant. Raises InputRefused where it does not exist."""
        return self._database.read(lambda connection: snapshots.snapshot(self._database, connection, ref))

    # --- commands

    def write(
        self,
        ref: WardRef,
        act: Act,
        cells: Sequence[CellWrite],
        *,
        guard: Guard | None = None,
    ) -> Done:
        """Writes cells, all or none. Raises CellsChanged where one has changed since its `base`, InputRefused for bad cells.

        The verbs `apply_plan` and `repair` leave changed cells as they are and return them as conflicts; `record_worked`
        writes them all the same and returns them. `guard` sees the plan as it would
        be, under the locks, and stops the command (Conflict) by saying why; what was worked is never stopped.
        """
        return commands.write_cells(self._database, ref, act, cells, guard)

    def replace_data(self, ref: WardRef, act: Act, base: int, problem: Problem, cells: Sequence[CellWrite] = ()) -> Done:
        """Stores what differs in everything of `problem` that is not a cell; `base` is the data version that was edited.

        What others changed since is kept; Conflict where both changed one item. `cells` are written with it, for a change
        that needs both (a code renamed). Raises InputRefused where the ward would have faults.
        """
        return data.replace_data(self._database, ref, act, base, problem, cells)

    def log_call(self, ref: WardRef, act: Act, call: Call) -> Done:
        """Adds a call to the call log. Raises InputRefused where its id is taken, or its person or code unknown."""
        return calls.log_call(self._database, ref, act, call)

    def answer_call(self, ref: WardRef, act: Act, seen: Call, answer: Answer, answered: int) -> Done:
        """Writes the answer, come at a UTC minute, over the call as its writer saw it; Conflict where it has changed since.

        Raises InputRefused where there is no such call, or its answer comes before it.
        """
        return calls.answer_call(self._database, ref, act, seen, answer, answered)

    def undo(self, ref: WardRef, act: Act, command: str, *, guard: Guard | None = None) -> Done:
        """Puts back what a command of the same actor found; Conflict where a cell or item has changed since.

        Raises InputRefused for a command that is someone else's, or that cannot be undone (a publication).
        """
        return undo.reverse(self._database, ref, act, command, guard, redo=False)

    def redo(self, ref: WardRef, act: Act, command: str, *, guard: Guard | None = None) -> Done:
        """Does again what `undo` took back of that command; raises as `undo` does."""
        return undo.reverse(self._database, ref, act, command, guard, redo=True)

    def log(
        self, ref: WardRef, limit: int = 100, after: int = 0, *, newest: bool = False, changes: bool = True
    ) -> tuple[LogEntry, ...]:
        """Commands with numbers above `after`, oldest first: the first `limit` of them, or the last ones with `newest`.

        Without `changes` only how many things each changed is read (in its summary).
        """
        return self._database.read(lambda connection: history.read_log(connection, ref, limit, after, newest, changes))

    # --- publishing

    def publish(self, ref: WardRef, act: Act, first: date, last: date, by: str) -> Publication:
        """Makes the plan of these days known, by a named person: kept whole as it stands, but for the call log, which goes on;
        their months become published.

        Raises InputRefused for an empty name or days outside the horizon.
        """
        return frozen.publish(self._database, ref, act, first, last, by)

    def publications(self, ref: WardRef) -> tuple[Publication, ...]:
        """What was published of the plan, oldest first."""
        return self._database.read(lambda connection: frozen.publications(connection, ref))

    def published_problem(self, ref: WardRef, number: int) -> Problem:
        """The ward as it stood when it was published. Raises InputRefused where there is no such publication."""
        return self._database.read(lambda connection: frozen.published_problem(connection, ref, number))

    def stood(self, ref: WardRef) -> Stood | None:
        """The plan that a repair keeps close to: of what was published, proposed by the solver and accepted, or copied from
        another plan, the newest that was not undone. None where there is nothing of the kind. Raises StorageError.
        """
        return self._database.read(lambda connection: past.stood(connection, ref))

    # --- scenarios

    def copy_scenario(self, ref: WardRef, act: Act, name: str) -> WardRef:
        """A copy of the plan as it stands, a draft of its own from then on. Raises InputRefused for a name already given."""
        return scenarios.copy_scenario(self._database, ref, act, name)

    def rename_scenario(self, ref: WardRef, act: Act, name: str) -> WardRef:
        """Another name for a scenario. Raises InputRefused for a name already given."""
        return scenarios.rename_scenario(self._database, ref, act, name)

    def delete_scenario(self, ref: WardRef, act: Act) -> None:
        """Takes a scenario out of every list; its record stays in the database."""
        scenarios.delete_scenario(self._database, ref, act)

    def compare(self, a: WardRef, b: WardRef) -> Comparison:
        """Two plans at the same instant: cells, data, costs by layer, hard rules broken."""
        return compared(*self._database.read(lambda connection: snapshots.side_by_side(self._database, connection, a, b)))

    # --- runs

    def save_run(self, ref: WardRef, plan: Plan, problem: Problem | None = None) -> int:
        """Records what the solver answered, and the problem it was asked without its call log (None: the plan as it stands).

        Returns its number; the same answer is recorded once. Raises InputRefused where the plan does not answer that problem.
        """
        return frozen.save_run(self._database, ref, plan, problem)

    def runs(self, ref: WardRef) -> tuple[RunInfo, ...]:
        """The recorded runs, oldest first."""
        return self._database.read(lambda connection: frozen.list_runs(connection, ref))

    def run(self, ref: WardRef, number: int) -> tuple[Plan, Problem]:
        """A recorded run: its plan with the record, and what was solved. Raises InputRefused where there is none."""
        return self._database.read(lambda connection: frozen.read_run(connection, ref, number))
