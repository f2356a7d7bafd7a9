"""Why a cell holds what it holds, and why not something else: rules with their figures, and the best other plan."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import replace

from scheduler.domain.frame import BLANK
from scheduler.domain.problem import Problem, Row
from scheduler.domain.text import Text
from solver.answers import why_words as say
from solver.answers.bounds import MAKING, Joined, bounds_of
from solver.answers.otherwise import Other, Otherwise, Scope, compared
from solver.answers.proofs import Least, Proofs
from solver.answers.standing import Standing, Wards
from solver.answers.why_rules import Alone
from solver.questions import CellChange, Cost, Why, WhyAsked, Within
from solver.questions import exact as proved

PROVING = 0.12
"""Seconds that are kept for a bound of what the best plan found costs."""


def why(asked: WhyAsked, wards: Wards, stop: threading.Event, tell: Callable[[Why], None] = lambda found: None) -> Why:
    """Answers within the question's time; with `stop` what was found until then. `tell` hears what is known before."""
    end = time.monotonic() + asked.seconds
    ward = wards.of(with_plan(asked.problem, asked.rows))
    return _Cell(asked, wards, ward, stop, end).answer(tell)


def with_plan(problem: Problem, rows: Iterable[Row]) -> Problem:
    """A problem with a plan in its roster; what the plan leaves blank stays as it is."""
    cells = {row.person: row.cells for row in rows}
    known = problem.history_days
    own = {row.person: row.cells for row in problem.roster}
    empty = ("",) * (known + problem.days)
    filled = []
    for person in problem.people:
        row = own.get(person.id, empty)
        plan = cells.get(person.id, ())
        horizon = [text or row[known + day] for day, text in enumerate(plan)] or list(row[known:])
        filled.append(Row(person.id, (*row[:known], *horizon)))
    return replace(problem, roster=tuple(filled))


class _Cell:
    def __init__(self, asked: WhyAsked, wards: Wards, ward: Standing, stop: threading.Event, end: float) -> None:
        self.asked, self.wards, self.ward, self.stop, self.end = asked, wards, ward, stop, end
        self.frame, self.grid = ward.frame, ward.grid
        self.person, self.day = self.frame.person_index[asked.person], self.frame.day(asked.date)
        self.alone = Alone(ward, self.person, self.day)
        self.words, self.held = self.alone.words, self.alone.held

    # --- the answer

    def answer(self, tell: Callable[[Why], None]) -> Why:
        fact = self.alone.fact()
        if fact is not None:
            return self._with([self.words.say(fact, code=self.words.code(self.held))], exact=True)
        allowed = set(self.frame.options[self.person]) - {self.held}
        if self.asked.code is None:
            self.alone.why_this()
        else:
            wanted = self.alone.why_not(self.asked.code)
            if wanted is None:
                return replace(self._with([], exact=True), possible=self.frame.parse(self.asked.code) == self.held)
            allowed = {wanted}
        if self._unfinished():
            return self._with([self.words.say(say.UNFINISHED)])
        return self._cost(frozenset(allowed), tell)

    def _unfinished(self) -> bool:
        """Whether a cell that a plan decides is undecided."""
        days, grid = range(self.frame.last + 1), self.grid
        return any(grid.at(p, d) == BLANK and not grid.fixed(p, d) for p in range(len(grid.rows)) for d in days)

    # --- what it would cost

    def _cost(self, allowed: frozenset[int], tell: Callable[[Why], None]) -> Why:
        """Seeks other plans, each better than the one before, and proves where none can be."""
        cell = self.person, self.day
        group = self._joined(float("inf"))
        if group is not None and not group.possible(cell, allowed):
            return self._never()
        people = None if group is None else group.group.persons
        end = self.end if group is None else self.end - PROVING
        search = Otherwise(self.ward, cell, allowed, self.asked.reach, self.stop, end, people)
        proofs = Proofs(self.ward, cell, allowed, self.asked.known)
        alone = self._alone()
        best = None if search.small else alone  # of a small ward the best plan is found at once, layer by layer
        done = best is not None and self._exact(search, proofs, best)
        if best is not None and not done:
            tell(self._found(best, proofs.of(best, group), False, search))
        for found in () if done else search.plans():
            best = found if best is None or not best.better(found) else best
            if self._exact(search, proofs, best):
                break
            tell(self._found(best, proofs.of(best, group), False, search))
            group = group or self._joined(MAKING)
            if group is not None and self.end - time.monotonic() > PROVING / 2:
                proofs.seek(group, best)
            if self._exact(search, proofs, best):
                break
        best = best or alone
        if best is None:
            return self._never() if search.impossible else self._none(search)
        if not done:
            proofs.floors = search.floors(best)
        if group is not None and best.dearer is not None:
            proofs.go_on(group, best)
        return self._found(best, proofs.of(best, group), self._exact(search, proofs, best), search)

    def _alone(self) -> Other | None:
        """The plan that stands with only the cell changed, where that keeps the hard rules: the best until a better one is
        found."""
        if not self.alone.free or self.ward.check.broken():
            return None
        cell, choice = (self.person, self.day), min(self.alone.free, key=lambda one: [max(0, m) for m in one.more]).choice
        grid = self.grid.copy()
        grid.put(*cell, choice)
        return compared(self.ward, grid, [cell])

    def _joined(self, making: float) -> Joined | None:
        """Those whom rules join to the person, where bounds stand ready or more than `making` seconds are left for them."""
        may_make = self.end - time.monotonic() > making
        bounds = bounds_of(self.wards, self.ward, self._over, may_make)
        return None if bounds is None else bounds.of(self.person, self._over)

    def _over(self) -> bool:
        return self.stop.is_set() or time.monotonic() >= self.end

    @staticmethod
    def _exact(search: Otherwise, proofs: Proofs, best: Other) -> bool:
        """Whether nothing costs more, or it is proved that no plan can be cheaper in the first layer that does."""
        layer = best.dearer
        if layer is None:
            return True
        if search.proved is not None and search.proved > layer:
            proofs.hold(layer, best.more[layer])
        return proofs.held.get(layer, 0) >= best.more[layer]

    def _code(self) -> Text:
        """The other choice, in words."""
        if self.asked.code is not None:
            return Text(self.asked.code, self.asked.code)
        return self.words.say(say.OTHERWISE, code=self.words.code(self.held))

    def _never(self) -> Why:
        never = say.NEVER if self.asked.code is not None else say.NEVER_OTHER
        return self._with([self.words.say(never, code=self._code())], exact=True)

    def _none(self, search: Otherwise) -> Why:
        pattern = say.NOT_FOUND if self.asked.code is not None else say.NOT_FOUND_OTHER
        return self._with([self.words.say(pattern, code=self._code(), around=self._around(search.days))])

    def _around(self, days: Iterable[int]) -> Text:
        days = sorted(days)
        return self.words.days(days[0], days[-1])

    def _found(self, best: Other, least: Least, exact: bool, search: Otherwise) -> Why:
        before, layers = self.ward.check.costs(), self.frame.problem.layers
        costs = tuple(
            Cost(one.id, now + more, more, proved)
            for one, now, more, proved in zip(layers, before, best.more, least, strict=True)
        )
        if best.dearer is None:
            said = [*self._as_good(best), *self.words.costs(before, best.more)]
        else:
            pattern, changed = say.DEARER if exact else say.FOUND, say.CHANGED.say(len(best.changed))
            there = self.words.code(best.grid.at(self.person, self.day))
            said = [self.words.say(pattern, code=there, changed=changed), *self.words.costs(before, best.more)]
            said += self._proofs(best.dearer, costs, exact, search)
        return replace(
            self._with(said, exact),
            possible=True,
            more=costs,
            within=self._within(search.scope) if best.dearer is not None else None,
            rows=best.grid.horizon_rows(),
            changes=tuple(
                CellChange(
                    self.frame.problem.people[person].id,
                    self.frame.date(day),
                    self.frame.text(self.grid.at(person, day)),
                    self.frame.text(choice),
                )
                for person, day, choice in best.changed
            ),
        )

    def _as_good(self, best: Other) -> list[Text]:
        """That a plan costs nothing more. Where it does so only with other changes, what the cell alone would cost; and that
        those others are better without it, where they are."""
        choice = best.grid.at(self.person, self.day)
        code, cells = self.words.code(choice), say.CELLS.say(len(best.changed))
        alone = next((one.more for one in self.alone.free if one.choice == choice), ())
        if not any(more > 0 for more in alone):
            return [self.words.say(say.AS_GOOD, code=code, cells=cells)]
        said = [self.words.say(say.TOGETHER, code=code, cells=cells, costs=self.words.differences(alone))]
        before = self.ward.check.costs()
        with self.ward.tried([one for one in best.changed if one[:2] != (self.person, self.day)]) as check:
            more = tuple(after - now for after, now in zip(check.costs(), before, strict=True))
            legal = not check.broken()
        if legal and next((change for change in more if change), 0) < 0:
            said.append(self.words.say(say.ANYWAY, costs=self.words.differences(more)))
        return said

    def _within(self, scope: Scope | None) -> Within | None:
        if scope is None:
            return None
        return Within(scope.most, self.frame.date(min(scope.days)), self.frame.date(max(scope.days)))

    def _proofs(self, dearer: int, costs: tuple[Cost, ...], exact: bool, search: Otherwise) -> list[Text]:
        """What of the costs is proved: of the first layer that costs more, of those before it, and of plans near by."""
        words, cost = self.words, costs[dearer]
        layer = self.frame.problem.layers[dearer].name
        same = words.layers(at for at in range(min(dearer, len(proved(costs)))))
        said = [] if same is None else [words.say(say.SAME, layers=same)]
        if exact:
            return [*said, words.say(say.PROVED, code=self._code(), layer=layer)]
        if cost.least is not None and cost.least > 0:
            said.append(words.say(say.BETWEEN, layer=layer, least=words.amount(dearer, cost.least)))
        scope = search.scope
        if scope is None:
            return [*said, words.say(say.AT_MOST, layer=layer, around=self._around(search.days))]
        pattern = say.ONLY if scope.most is None else say.NEAR
        return [*said, words.say(pattern, layer=layer, most=scope.most, around=self._around(scope.days))]

    def _with(self, said: list[Text], exact: bool = False) -> Why:
        return Why((*self.alone.reasons, *map(self.alone.reason, said)), exact=exact)
