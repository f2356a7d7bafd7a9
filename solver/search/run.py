"""One search: audit, first plan, then the layers in order, each minimised with the earlier ones held, until time is up."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from scheduler.domain.codec import digest
from scheduler.domain.frame import Frame
from scheduler.domain.plan import LayerResult, LayerStatus, Plan, PlanStatus, RunRecord
from scheduler.domain.rosters import Grid
from scheduler.domain.text import Text
from scheduler.domain.time import now_utc
from scheduler.rules.registry import RuleBook, bind
from solver.api import Event, SolveJob
from solver.columns.plans import loosened
from solver.columns.search import FIT, ColumnSearch, rosters_of
from solver.columns.shares import Unsupported
from solver.columns.visit import Limits
from solver.paths.graph import MOST_STATES, NoRoster, TooLarge
from solver.record import Usage, engines, own, package_version, took
from solver.search.audit import audit, no_roster, unknown_rules, unread
from solver.search.partner import Mailbox, Partners
from solver.search.score import score

if TYPE_CHECKING:
    from solver.search.exact import Exact

NEIGHBOURHOODS_AN_EFFORT = 4
"""How many neighbourhoods a unit of effort pays for."""

MOST_CELLS_BESIDE = 200
"""Free cells up to which CP-SAT runs beside the columns: it closes gaps of small wards. Larger ones get partners."""

LEAST_SEARCH = 5.0
"""Seconds that a search gets, if it was given as many, however long its process took to start."""

ASKER = -1
"""The number, among partners, of the process that asked for this one."""

WORTH_A_PARTNER = 8.0
"""Seconds below which no further process is worth its start."""

SHARE = 0.75
"""Part of the time left that an open layer may take while others wait."""

FIRST_SHARE = 0.25
"""Part of the time that the person-by-person first plan may take."""


def solve(
    job: SolveJob, emit: Callable[[Event], None], stop: threading.Event, mail: Mailbox | None = None, waited: float = 0.0
) -> Plan:
    """The best plan within the job's limits, with its bounds and record. Never raises for an infeasible ward.

    Plans put into `mail` while it runs are taken over where they are better. `waited` are the seconds since the job was asked
    for: they are part of its time, but never of the last `LEAST_SEARCH` seconds.
    """
    return Search(job, emit, stop, mail, waited).run()


def counted(waited: float, seconds: float | None) -> float:
    """How much of what somebody waited before the search is taken from its seconds."""
    return 0.0 if seconds is None else min(waited, max(0.0, seconds - LEAST_SEARCH))


class Search:
    """State of one run: the best grid, the layers' values and bounds, and the clock."""

    def __init__(
        self, job: SolveJob, emit: Callable[[Event], None], stop: threading.Event, mail: Mailbox | None = None,
        waited: float = 0.0,
    ) -> None:  # fmt: skip
        self.job, self.emit, self.stop = job, emit, stop
        self.mail = Mailbox() if mail is None else mail
        self.partners = Partners()
        self.begun = time.monotonic() - counted(waited, job.seconds)
        self.started = now_utc()
        self.before, self.beside = own(), Usage()
        self.frame = Frame(job.problem)
        self.book: RuleBook = bind(self.frame)
        self.given = Grid.of(self.frame)
        self.best: Grid | None = None
        self.values: tuple[int, ...] = ()
        count = len(job.problem.layers)
        self.bounds: list[int | None] = [None] * count
        self.statuses: list[LayerStatus] = ["open"] * count
        self.first: tuple[float, tuple[int, ...]] | None = None
        self.messages: list[Text] = []
        self._certain: set[int] = set()
        """Layers that cost the same in every plan."""
        self._taking = threading.RLock()
        self.proved_infeasible = False

    @cached_property
    def exact(self) -> Exact:
        from solver.search.exact import Exact  # it takes a while to load, and most wards never need it

        return Exact(self)

    # --- the clock

    def elapsed(self) -> float:
        return time.monotonic() - self.begun

    def left(self) -> float:
        """Seconds left; without a wall-clock limit as good as none."""
        return 1e6 if self.job.seconds is None else self.job.seconds - self.elapsed()

    # --- the run

    def run(self) -> Plan:
        if self.book.faults:
            self.messages += unread(self.book)
            return self._plan()
        self._call_partners()
        try:
            self._run()
        finally:
            self.beside = self.partners.end()
        return self._plan()

    def _call_partners(self) -> None:
        """Starts a process for each further worker, for a ward on which they pay; never where the same plan has to come
        again."""
        grid, problem = self.given, self.frame.problem
        free = sum(not grid.fixed(person, day) for person in range(len(problem.people)) for day in range(problem.days))
        if self.job.effort is not None or free <= MOST_CELLS_BESIDE or (self.job.seconds or 0.0) <= WORTH_A_PARTNER:
            return
        self.partners.call(self.job, self.left(), self.mail.put, self._other_proved)

    def _run(self) -> None:
        self.messages += audit(self.book, self.given)
        self.emit(Event("audit", self.elapsed(), messages=tuple(self.messages)))
        columns = self._columns()
        if columns is not None:
            columns.limits = Limits(self.over)
            columns.first()
            if self.best is None and columns.costs is not None:
                self._mend(columns)
        if self.best is None and not self.proved_infeasible:
            self._first()
        if not self.proved_infeasible:
            self._layers(columns)

    def over(self) -> bool:
        """Whether the search has to end."""
        return self.stop.is_set() or self.left() <= 0.2

    def _columns(self) -> ColumnSearch | None:
        """The search by columns, where every rule can be priced along paths; a person without a roster ends the search."""
        try:
            people = rosters_of(self.book, self.given, self.over)
            if people is None:
                return None
            return ColumnSearch(self.book, self.given, people, self.job.seed, self.take, self.prove_under, self.hear)
        except NoRoster as none:
            self.proved_infeasible = True
            self.messages.append(no_roster(self.frame, none.person))
        except (TooLarge, Unsupported):
            pass
        return None

    def _mend(self, columns: ColumnSearch) -> None:
        """Seeks a legal plan from one that breaks a hard rule between people."""
        end = self.elapsed() + self.left() * SHARE
        limits = Limits(lambda: self.over() or self.best is not None or self.elapsed() >= end)
        if self.job.effort is not None:
            limits = Limits(limits.stopped, self.job.effort * NEIGHBOURHOODS_AN_EFFORT, 1e6)
        columns.minimise(0, limits)

    def _first(self) -> None:
        effort = self.job.effort is not None
        deadline = self.begun + FIRST_SHARE * (self.job.seconds or 60.0)
        from solver.search.first import first_plan

        start = first_plan(self.book, self.given, self.job.seed, deadline, self.stop, effort)
        if start is not None:
            self.take(start)

    def _layers(self, columns: ColumnSearch | None) -> None:
        if columns is not None and self.best is not None:
            columns.learn(self.best)
            open_layers = columns.priced()
            self._certain = set(range(len(self.bounds))) - set(open_layers)
            for k in self._certain:
                self.bounds[k], self.statuses[k] = self.values[k], "closed"
            self._rounds(columns, open_layers)
            return
        model = self.exact.model
        open_layers = [k for k, goal in enumerate(model.goals) if goal.terms]
        self._certain = set(range(len(model.goals))) - set(open_layers)
        for k in self._certain:
            self.bounds[k], self.statuses[k] = model.goals[k].constant, "closed"
        if not open_layers:
            self.exact.minimise(None, self.left(), 1.0)
        self._rounds(columns, open_layers)

    def _rounds(self, columns: ColumnSearch | None, open_layers: list[int]) -> None:
        """Visit the open layers in order, and those that stay unproved once more."""
        visits = 0
        pending = list(open_layers)
        while pending and not self.stop.is_set() and self.left() > 0.3 and not self.proved_infeasible and visits < 2:
            for place, k in enumerate(pending):
                if self.stop.is_set() or self.left() <= 0.2 or self.proved_infeasible:
                    break
                if self.reached(k):
                    if self.statuses[k] == "open":
                        self.statuses[k] = "held"
                    continue
                rest = len(pending) - place
                share = self.left() if rest == 1 else self.left() * max(1.0 / rest, SHARE)
                self._visit(columns, k, share, (1.0 / rest if rest > 1 else 1.0), visits > 0)
            visits += 1
            if self.job.effort is not None:
                break
            pending = [k for k in open_layers if not self.reached(k)]

    def _visit(self, columns: ColumnSearch | None, k: int, seconds: float, effort_share: float, again: bool) -> None:
        """Minimise one layer: by columns, and beside them or after them by CP-SAT, which proves what columns leave open."""
        if columns is None or self.best is None:
            self.exact.minimise(k, seconds, effort_share)
            return
        columns.learn(self.best)
        if columns.late:
            columns.complete(MOST_STATES if k >= min(columns.late) and (again or self.job.seed % 2 == 0) else FIT)
        effort = self.job.effort
        if effort is not None:
            count = max(1, int(effort * effort_share * NEIGHBOURHOODS_AN_EFFORT))
            self._by_columns(columns, k, Limits(lambda: self.over() or self.reached(k), count, 1e6))
            if not self.reached(k):
                self.exact.minimise(k, seconds, effort_share)
            return
        end = self.elapsed() + seconds
        beside = None
        small = columns.cells <= MOST_CELLS_BESIDE
        if small and self.job.workers == 1:  # one after the other
            end -= seconds / 2
        elif small:
            beside = threading.Thread(target=self.exact.minimise, args=(k, seconds, effort_share, self.job.workers - 1))
            beside.start()
        self._by_columns(columns, k, Limits(lambda: self.over() or self.elapsed() >= end or self._settled(k)))
        if beside is not None:
            self.exact.closed.set()
            beside.join()
            self.exact.closed.clear()
        elif small and not self.reached(k):
            self.exact.minimise(k, seconds / 2, effort_share)

    def reached(self, k: int) -> bool:
        """Whether a layer is as good as it has to be: closed, or within the job's goal."""
        return self.best is not None and LayerResult(
            "", self.values[k], self.bounds[k], self.statuses[k]
        ).reached(self.job.goal)

    def _settled(self, k: int) -> bool:
        """Whether a layer is as good as it has to be, here or by a partner with a plan that is as good."""
        return self.reached(k) or self.partners.closed(k, self.values)

    def _by_columns(self, columns: ColumnSearch, k: int, limits: Limits) -> None:
        columns.minimise(k, limits)
        while self.hear() is not None:
            for number, layers in self.partners.each():
                self._other_proved(layers, number)
        bound = self.bounds[k]
        if bound is not None and bound >= self.values[k]:
            self.statuses[k] = "closed"
        elif self.statuses[k] == "open":
            self.statuses[k] = "held"
        self.partners.share(self.results())
        self.emit(Event("bound", self.elapsed(), self.frame.problem.layers[k].id, self.results()))

    # --- the best plan

    def hear(self) -> Grid | None:
        """The newest plan that came from elsewhere, if there is one: where it is no better, parts of it may be."""
        layers = self.mail.take_proved()
        if layers:
            self._other_proved(layers, ASKER)
        rows = self.mail.take()
        if not rows:
            return None
        grid = self.given.copy()
        grid.fill(rows, 0)
        self.take(grid)
        return grid

    def raise_bound(self, k: int, bound: float) -> None:
        if abs(bound) > 1e15:
            return
        rounded = max(0, -int(-bound // 1) if bound != int(bound) else int(bound))
        known = self.bounds[k]
        self.bounds[k] = rounded if known is None else max(known, rounded)

    def take(self, grid: Grid) -> bool:
        """Take a plan if it is legal, by the evaluator, and better than the best one."""
        values, broken = score(self.book, grid)
        with self._taking:
            if broken or (self.best is not None and values >= self.values):
                return False
            self._accept(grid, values)
            return True

    def prove(self, k: int, bound: int) -> None:
        """Take a proved bound of a layer, and tell it."""
        with self._taking:
            before = self.bounds[k]
            self.raise_bound(k, bound)
            if self.bounds[k] != before:
                self.emit(Event("bound", self.elapsed(), self.frame.problem.layers[k].id, self.results()))

    def prove_under(self, k: int, bound: int, costs: tuple[int, ...]) -> None:
        """Take a bound that is proved of a layer for plans that cost no more than this in the layers before."""
        if not loosened(costs[:k], self.values[:k]):
            self.prove(k, bound)

    def _other_proved(self, layers: tuple[LayerResult, ...], number: int) -> None:
        """Take over the bounds of a partner: those for plans that are no better in the layers before than the best."""
        with self._taking:
            self.partners.heard(layers, number)
            for k, layer in enumerate(layers if self.best is not None else ()):
                if layer.bound is not None:
                    self.prove(k, layer.bound)
                    if layer.bound >= self.values[k]:
                        self.statuses[k] = "closed"
                if self.values[k] > layer.value:
                    break  # what follows holds for plans as good as that
            self.partners.share(self.results())

    def _accept(self, grid: Grid, values: tuple[int, ...]) -> None:
        changed = 0
        if self.best is not None:
            changed = next(k for k, (old, new) in enumerate(zip(self.values, values, strict=True)) if old != new)
            # A bound holds for plans as good as the best in the earlier layers.
            for later in set(loosened(self.values, values)) - self._certain:
                self.bounds[later] = None
        self.best, self.values = grid, values
        for k, bound in enumerate(self.bounds):
            if bound is not None and bound >= values[k]:
                self.statuses[k] = "closed"
            elif k > changed:  # one before it that was held unproved stays so
                self.statuses[k] = "open"
        for k, value in enumerate(values):
            if value == 0:  # nothing costs less than nothing
                self.bounds[k], self.statuses[k] = 0, "closed"
        if self.first is None:
            self.first = (self.elapsed(), values)
        rows = grid.horizon_rows()
        self.partners.tell(rows)
        self.emit(Event("solution", self.elapsed(), "", self.results(), rows))

    def results(self) -> tuple[LayerResult, ...]:
        if self.best is None:
            return ()
        layers = self.frame.problem.layers
        return tuple(
            LayerResult(layer.id, value, bound, status)
            for layer, value, bound, status in zip(layers, self.values, self.bounds, self.statuses, strict=True)
        )

    # --- the end

    def _plan(self) -> Plan:
        status = self._status()
        record = RunRecord(
            problem_digest=digest(self.job.problem),
            ward=self.job.problem.id,
            program_version=package_version("releve"),
            solver_version=engines(),
            seed=self.job.seed,
            workers=self.job.workers,
            started=self.started,
            wall_seconds=round(self.elapsed(), 3),
            status=status,
            pack=self.job.problem.pack,
            seconds=self.job.seconds,
            effort=self.job.effort,
            first_plan_seconds=None if self.first is None else round(self.first[0], 3),
            first_plan_objective=None if self.first is None else self.first[1],
            layers=self.results(),
            goal=self.job.goal,
        )
        usage = own()
        record = took(record, replace(usage, cpu_seconds=usage.cpu_seconds - self.before.cpu_seconds) + self.beside)
        rows = () if self.best is None else self.best.horizon_rows()
        plan = Plan(record.problem_digest, rows, record.layers, status, tuple(self.messages), record)
        return replace(plan, messages=(*unknown_rules(self.book), *plan.messages))

    def _status(self) -> PlanStatus:
        if self.proved_infeasible:
            return "infeasible"
        if self.stop.is_set():
            return "stopped"
        if self.best is None:
            return "unknown"
        return "optimal" if all(status == "closed" for status in self.statuses) else "feasible"
