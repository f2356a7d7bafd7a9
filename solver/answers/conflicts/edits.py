"""A relaxation applied to a ward, as one edit: the ward before it is the way back."""

from __future__ import annotations

from dataclasses import replace

from scheduler.domain.demand import DayNeed
from scheduler.domain.problem import Problem, Row
from scheduler.domain.time import days_between
from solver.answers.conflicts.found import NewNeed, Relaxation


def apply(problem: Problem, relaxation: Relaxation) -> Problem:
    """The ward with what a relaxation asks."""
    changed = {setting.id: setting for setting in relaxation.settings}
    needs: dict[str, list[NewNeed]] = {}
    for new in relaxation.needs:
        needs.setdefault(new.line, []).append(new)
    freed = set(relaxation.freed)
    return replace(
        problem,
        overrides=(*problem.overrides, *relaxation.overrides),
        settings=tuple(changed.get(setting.id, setting) for setting in problem.settings),
        demand=tuple(
            replace(line, by_date=_dated(line.by_date, needs[line.id])) if line.id in needs else line for line in problem.demand
        ),
        locks=(*(lock for lock in problem.locks if lock not in freed), *relaxation.locks),
        people=(*problem.people, *relaxation.people),
        roster=(*(_emptied(problem, row, relaxation) for row in problem.roster), *relaxation.rows),
    )


def _dated(known: tuple[DayNeed, ...], new: list[NewNeed]) -> tuple[DayNeed, ...]:
    dates = {each.need.date for each in new}
    return tuple(sorted((*(need for need in known if need.date not in dates), *(n.need for n in new)), key=lambda n: n.date))


def _emptied(problem: Problem, row: Row, relaxation: Relaxation) -> Row:
    days = {
        days_between(problem.first, cell.date) + problem.history_days for cell in relaxation.freed if cell.person == row.person
    }
    return replace(row, cells=tuple("" if at in days else cell for at, cell in enumerate(row.cells))) if days else row
