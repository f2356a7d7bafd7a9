"""Published nurse-rostering instances of INRC-II, all weeks as one horizon, as problems made of the rule templates.

Source of the format and its costs: Ceschia et al. 2015, Second International Nurse Rostering Competition. The days before the
horizon are written out as history, so that runs go on from them; an excess that is all in the history is already there and not
paid. Totals brought into the horizon above their limit are likewise not paid again (the published histories bring 0).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from scheduler.domain.codes import Code, Segment, Select
from scheduler.domain.demand import DayNeed, DemandLine
from scheduler.domain.people import Contract, Grade, HeldSkill, Person, Skill
from scheduler.domain.problem import Opening, Problem, Row
from scheduler.domain.settings import Layer, LevelCost, RuleSetting, Scope, Wish
from scheduler.domain.text import Text, same
from scheduler.domain.time import add_days
from scheduler.exchange.inrc2_text import ANY, DAYS, Competition, Past, Terms, read_files
from scheduler.exchange.instance_text import EVERYONE, FIRST_DAY, REST, ZONE, Source, codes, setting, starting, write_text

SET = "inrc2-static"

_COVER, _COST = "cover", "cost"
_OPTIMUM, _SHIFT_RUN, _WORK_RUN, _OFF_RUN, _REQUEST, _WEEKEND, _TOTAL, _WEEKENDS = 30, 15, 30, 30, 10, 30, 20, 30
_GRADE = Grade("all staff", Text("Personnel", "Staff"))
_DAY_SHIFT = Segment(0, 480)
"""The files tell no times; every shift is given the same ones, and only the stated successions part them."""

_WORK = {"tags": ["work"]}
_FREE = {"tags": ["work"], "negate": True}


def read(directory: Path, instance: str) -> Problem:
    """The instance `<set>_<history>_<weeks>` of a set's folder. Raises InputRefused with every fault, by file and line."""
    found = read_files(directory, instance)
    worked = _neutral(found)
    history = 2 + max((past.work + past.off for past in found.history.values()), default=0)
    days = 7 * found.weeks
    return Problem(
        f"{SET}.{instance}",
        instance,
        FIRST_DAY,
        days,
        (
            Code(REST, Text("Repos", "Day off"), "rest", credit="none"),
            Code(worked, Text("Travail d'avant", "Work before"), "work", (_DAY_SHIFT,), planned=False),
            *(Code(shift, same(shift), "work", (_DAY_SHIFT,)) for shift in found.shifts),
        ),
        tuple(
            Person(name, name, "", _GRADE.id, contract, skills=tuple(map(HeldSkill, skills)))
            for name, (contract, skills) in found.nurses.items()
        ),
        (Layer(_COVER, Text("Effectif minimal", "Minimum cover")), Layer(_COST, Text("Coût", "Cost"))),
        history_days=history,
        zone=ZONE,
        anchor=FIRST_DAY,
        grades=(_GRADE,),
        skills=tuple(Skill(skill, same(skill)) for skill in found.skills),
        contracts=tuple(Contract(name, same(name), 0) for name in found.contracts),
        demand=tuple(_demand(found)),
        wishes=tuple(_wishes(found)),
        settings=tuple(_settings(found, history + days)),
        roster=tuple(Row(name, _before(found.history[name], history, worked) + ("",) * days) for name in found.nurses),
        openings=tuple(_openings(found)),
    )


def _neutral(found: Competition) -> str:
    """A code for days worked before the last run of one shift, of which only the number is known."""
    name = "worked"
    while name in found.shifts:
        name += "+"
    return name


def _before(past: Past, days: int, worked: str) -> tuple[str, ...]:
    """The known days: the run of the last shift inside the run of work, and rest before; or days off, and work before."""
    if past.off:
        return (worked,) * (days - past.off) + (REST,) * past.off
    earlier = (REST,) * (days - past.work) + (worked,) * (past.work - past.same)
    return earlier + (past.last,) * past.same


def _demand(found: Competition) -> Iterator[DemandLine]:
    for shift in found.shifts:
        for skill in found.skills:
            needs = {
                7 * week + day: need
                for (week, day, of, by), need in found.needs.items()
                if of == shift and by == skill and need != (0, 0)
            }
            dated = tuple(
                DayNeed(add_days(FIRST_DAY, day), minimum=low, target=best) for day, (low, best) in sorted(needs.items())
            )
            name = f"{shift} {skill}"
            yield DemandLine(name, same(name), codes=(shift,), by_date=dated, counting="posts", post=skill)


def _wishes(found: Competition) -> Iterator[Wish]:
    for at, (name, day, shift) in enumerate(found.requests):
        when = add_days(FIRST_DAY, day)
        select = Select(tags=("work",)) if shift == ANY else Select(codes=(shift,))
        yield Wish(f"{at}", name, when, when, select, "avoid")


def _openings(found: Competition) -> Iterator[Opening]:
    for name, past in found.history.items():
        yield Opening(name, "assignments", past.total)
        yield Opening(name, "weekends", past.weekends)


def _settings(found: Competition, known: int) -> Iterator[RuleSetting]:
    yield setting("skills", "ELIGIBLE", Text("Compétences", "Skills"), own=True)
    words = [[codes(before), codes(*after)] for before, after in found.forbidden.items() if after]
    if words:
        yield setting("succession", "PATTERN", Text("Successions interdites", "Forbidden successions"), words=words)
    levels = {"minimum": LevelCost(_COVER), "target": LevelCost(_COST, _OPTIMUM), "maximum": LevelCost(_COST)}
    yield RuleSetting("cover", "COVER", Text("Effectif", "Cover"), "soft", _COVER, levels=levels)
    for shift, limits in found.shifts.items():
        title = Text(f"{shift} de suite", f"{shift} in a row")
        yield from _run(f"run {shift}", title, _SHIFT_RUN, limits, EVERYONE, known, select=codes(shift))
    yield setting("requests", "PREF", Text("Demandes", "Requests"), "soft", _COST, _REQUEST)
    for name, terms in found.contracts.items():
        yield from _contract(name, terms, known)


def _contract(name: str, terms: Terms, known: int) -> Iterator[RuleSetting]:
    scope = Scope(contracts=(name,))
    work, off = Text("Jours travaillés de suite", "Days of work in a row"), Text("Repos de suite", "Days off in a row")
    yield from _run(f"work {name}", work, _WORK_RUN, terms.work, scope, known)
    yield from _run(f"off {name}", off, _OFF_RUN, terms.off, scope, known, quiet=True)
    if terms.complete:
        words = [[_WORK, _FREE], [_FREE, _WORK]]
        title, saturday = Text("Week-end entier", "Complete weekend"), starting(5)
        yield setting(f"weekend {name}", "PATTERN", title, "soft", _COST, _WEEKEND, scope, words=words, days=saturday)
    low, high = terms.total
    title, measure = Text("Nombre de services", "Total assignments"), {"count": "days", "how": "start"}
    total = {"window": "horizon", "measure": measure, "opening": "assignments", "minimum": low, "maximum": high}
    yield setting(f"total {name}", "WINDOW", title, "soft", _COST, _TOTAL, scope, **total)
    weekends = {"window": "horizon", "measure": {"count": "weekends", "how": "start"}, "opening": "weekends"}
    title = Text("Week-ends travaillés", "Weekends worked")
    yield setting(f"weekends {name}", "WINDOW", title, "soft", _COST, _WEEKENDS, scope, maximum=terms.weekends, **weekends)


def _run(
    key: str, title: Text, weight: int, limits: tuple[int, int], scope: Scope, known: int, **params: Any
) -> Iterator[RuleSetting]:
    """The limits of a run that goes on from the history; those that no run can break are left out."""
    low, high = limits
    if low > 1:
        params["minimum"] = low
    if high < known:
        params["maximum"] = high
    if "minimum" in params or "maximum" in params:
        yield setting(key, "RUN", title, "soft", _COST, weight, scope, edge="history", **params)


def write_roster(problem: Problem, rows: Iterable[Row], directory: Path) -> Path:
    """Write `<instance>/sol-week<k>.txt` for every week and return that folder.

    Raises InputRefused where a cell of work names no skill, StorageError where a file cannot be written.
    """
    source = Source()
    source.file = problem.name
    weeks: list[list[str]] = [[] for _ in range(problem.days // 7)]
    for row in rows:
        for day, cell in enumerate(row.cells[-problem.days :]):
            shift, _, skill = cell.partition("/")
            if skill:
                weeks[day // 7].append(f"{row.person} {DAYS[day % 7]} {shift} {skill}")
            elif cell not in ("", REST):
                source.add(f"{row.person} {day} {cell}", Text("un poste avec sa compétence", "a shift with its skill"))
    source.refuse_faults()
    folder = directory / problem.name
    dataset = problem.name.partition("_")[0]
    for week, lines in enumerate(weeks):
        head = ["SOLUTION", f"{week} {dataset}", "", f"ASSIGNMENTS = {len(lines)}"]
        write_text(folder / f"sol-week{week}.txt", "\n".join([*head, *lines]) + "\n")
    return folder


def read_roster(problem: Problem, folder: Path) -> tuple[Row, ...]:
    """A roster from the `sol-week<k>.txt` of a folder. Raises InputRefused with every fault, by file and line."""
    source = Source()
    cells = {person.id: [REST] * problem.days for person in problem.people}
    known = {f"{code} {line.post}" for line in problem.demand for code in line.codes}
    for week in range(problem.days // 7):
        left = 0
        for at, line in source.lines(folder / f"sol-week{week}.txt"):
            source.line = at
            head, _, count = (part.strip() for part in line.partition("="))
            if head == "ASSIGNMENTS":
                left = source.number(count, Text("le nombre de lignes", "the number of lines"))
            elif left and line:
                left -= 1
                _assign(line, week, cells, known, source)
        if left:
            source.add(f"{left}", Text("toutes les affectations annoncées", "all the assignments announced"))
    source.refuse_faults()
    return tuple(Row(name, tuple(line)) for name, line in cells.items())


def _assign(line: str, week: int, cells: dict[str, list[str]], known: set[str], source: Source) -> None:
    words = line.split()
    if len(words) != 4 or words[1][:3] not in DAYS:
        source.add(line, Text("une ligne comme Nom Mon Early Nurse", "a line such as Name Mon Early Nurse"))
        return
    name, day, shift, skill = words
    someone = source.known(name, cells, Text("une personne de l'instance", "someone of the instance"))
    if source.known(f"{shift} {skill}", known, Text("un poste et une compétence", "a shift and a skill")) and someone:
        at = 7 * week + DAYS.index(day[:3])
        if cells[name][at] != REST:
            source.add(line, Text("une affectation par jour et personne", "one assignment a day and person"))
        cells[name][at] = f"{shift}/{skill}"
