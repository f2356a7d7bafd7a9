"""A repair as it is told: what changes in it, what it costs, what stays uncovered or broken, in the manager's words."""

from __future__ import annotations

from scheduler.domain.rosters import Grid
from scheduler.domain.text import Text
from scheduler.rules.api import Finding
from scheduler.rules.live import LiveCheck
from scheduler.rules.template import say_day
from solver.answers.before import place_of
from solver.answers.case import Case
from solver.answers.near import Cell, all_heads, heads, parts_of
from solver.answers.prices import Prices
from solver.questions import Alternative, CellChange, Cost

NOBODY = Text("Personne de plus pour {code} le {when}.", "Nobody more for {code} on {when}.")


class Telling:
    """Tells rosters of one case."""

    def __init__(self, case: Case) -> None:
        self.case, self.prices = case, Prices(case.asked, case.frame)

    def alternative(self, grid: Grid, proved: bool, everywhere: bool) -> Alternative:
        """A roster of the whole horizon as an alternative."""
        case = self.case
        changed = self._changed(grid)
        with case.ward.tried([(*cell, grid.at(*cell)) for cell in changed]) as check:
            layers = zip(case.frame.problem.layers, check.costs(), strict=True)
            costs = tuple(Cost(layer.id, value, value - case.before.costs.get(layer.id, 0)) for layer, value in layers)
            uncovered = (*self._uncovered(check), *self._unfilled(grid))
            broken = tuple(_said(check, finding) for finding in check.broken() if case.before.worse(finding))
            rows = case.grid.horizon_rows()
        changes = tuple(self._change(cell, grid) for cell in changed)
        return Alternative(rows, changes, costs, uncovered, proved, everywhere and not broken, broken)

    def _changed(self, grid: Grid) -> list[Cell]:
        people, days = range(len(self.case.frame.problem.people)), range(self.case.frame.last + 1)
        stood = self.case.grid
        return [(person, day) for day in days for person in people if grid.at(person, day) != stood.at(person, day)]

    def _change(self, cell: Cell, grid: Grid) -> CellChange:
        (person, day), frame = cell, self.case.frame
        held, choice = self.case.grid.at(*cell), grid.at(*cell)
        notice = self.prices.notice(day, held, choice)
        return CellChange(frame.problem.people[person].id, frame.date(day), frame.text(held), frame.text(choice), notice)

    def _uncovered(self, check: LiveCheck) -> tuple[Text, ...]:
        """What is short of its minimum now and was not before."""
        return tuple(
            _said(check, finding)
            for finding in check
            if finding.level == "minimum"
            and "line" in finding.extra
            and finding.limit - finding.value > self._accepted(finding)
        )

    def _accepted(self, finding: Finding) -> int:
        place = place_of(finding)
        wanted = self.case.wanted.get(place)
        stood = self.case.before.short_in(place)[0]
        return stood if wanted is None else min(stood, max(0, finding.limit - wanted))

    def _unfilled(self, grid: Grid) -> tuple[Text, ...]:
        """Gaps for which there is nobody more, where no minimum says so."""
        case, frame = self.case, self.case.frame
        wanted = case.wanted
        if not wanted:
            return ()
        lacking = {
            place[:2]
            for said in all_heads(case.ward.book)
            for place, part in parts_of(said)
            if (there := heads(part, grid)) < wanted.get(place, 0) and there >= (said.minimum or 0)
        }
        days = {day for _, day in lacking}
        gaps = dict.fromkeys((frame.day(gap.date), gap.code) for gap in case.asked.gaps)
        return tuple(
            Text(*(NOBODY.get(lang).format(code=code, when=say_day(frame, day, lang)) for lang in ("fr", "en")))
            for day, code in gaps
            if day in days
        )


def _said(check: LiveCheck, finding: Finding) -> Text:
    return Text(check.sentence(finding, "fr"), check.sentence(finding, "en"))
