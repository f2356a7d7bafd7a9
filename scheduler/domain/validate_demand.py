"""What is wrong with a ward's needs: demand lines, their figures and formulas, the series these count from."""

from __future__ import annotations

from itertools import pairwise

from scheduler.domain.codes import Segment
from scheduler.domain.declared import CODE, HEAVIEST, SERIES, TERM, Names, check_mask, check_segment
from scheduler.domain.demand import DayNeed, DemandLine, Formula, Need, Series
from scheduler.domain.findings import Findings
from scheduler.domain.problem import Problem

_CROWD = 10**6


def check_demand(problem: Problem, names: Names, found: Findings) -> None:
    """Adds what is wrong with the series and the demand lines."""
    series = {item.id: item for item in problem.series}
    for at, item in enumerate(problem.series):
        _check_series(item, found.at(f"series[{at}]"))
    for at, line in enumerate(problem.demand):
        _check_line(line, series, names, found.at(f"demand[{at}]"))


def _check_series(series: Series, found: Findings) -> None:
    found.within("usual", series.usual, 0, _CROWD)
    for at, (_, amount) in enumerate(series.values):
        found.within(f"values[{at}][1]", amount, 0, _CROWD)
    found.once((f"values[{at}][0]", day) for at, (day, _) in enumerate(series.values))


def _check_line(line: DemandLine, series: dict[str, Series], names: Names, found: Findings) -> None:
    for at, terms in enumerate(line.skill):
        found.all_known(f"skill[{at}]", terms, {**names.grades, **names.skills}, TERM)
        if not terms:
            found.add(f"skill[{at}]", "[]", "au moins un grade ou une compétence", "at least one grade or skill")
    _check_when(line, names, found)
    if line.post:
        found.word("post", line.post, "")
    elif line.counting == "posts":
        found.add("post", "", "le nom du poste, que « posts » compte", "the name of the post that 'posts' counts")
    found.within("under_weight", line.under_weight, 0, HEAVIEST)
    found.within("over_weight", line.over_weight, 0, HEAVIEST)
    _check_needs(line, series, found)
    for at, need in enumerate(line.by_date):
        _check_needs(need, series, found.at(f"by_date[{at}]"))
    found.once((f"by_date[{at}].date", need.date) for at, need in enumerate(line.by_date))


def _check_when(line: DemandLine, names: Names, found: Findings) -> None:
    found.all_known("codes", line.codes, names.codes, CODE)
    interval = (line.start is not None) + (line.end is not None)
    if bool(line.codes) + bool(interval) != 1 or interval == 1:
        given = " ".join(name for name in ("codes", "start", "end") if getattr(line, name) not in ((), None))
        found.add("codes", given, "soit « codes », soit « start » et « end »", "either 'codes' or 'start' and 'end'")
    elif line.start is not None and line.end is not None:
        check_segment(Segment(line.start, line.end), found)
    check_mask(line.days, found.at("days"))
    found.ordered("last", line.first, line.last)


def _check_needs(needs: DemandLine | DayNeed, series: dict[str, Series], found: Findings) -> None:
    given = [(name, need) for name in ("minimum", "target", "maximum") if (need := getattr(needs, name)) is not None]
    before = len(found.faults)
    for name, need in given:
        if isinstance(need, Formula):
            here = found.at(name)
            here.within("heads", need.heads, 0, _CROWD)
            here.within("units", need.units, 1, _CROWD)
            here.known("of", need.of, series, SERIES)
        else:
            found.within(name, need, 0, _CROWD)
    if len(found.faults) > before:
        return
    for (low_name, low), (high_name, high) in pairwise(given):
        worst = _crossing(low, high, series)
        if worst is not None:
            found.add(
                high_name,
                worst[1],
                f"au moins « {low_name} », soit {worst[0]}",
                f"at least '{low_name}', which is {worst[0]}",
            )


def _crossing(low: Need, high: Need, series: dict[str, Series]) -> tuple[int, int] | None:
    """A pair of figures of one day in which the lower need is above the higher one."""
    formulas = {need.of for need in (low, high) if isinstance(need, Formula)}
    if len(formulas) > 1:
        return None
    amounts = {0} if not formulas else {amount for name in formulas for amount in _amounts(series[name])}
    for amount in sorted(amounts):
        pair = _figure(low, amount), _figure(high, amount)
        if pair[0] > pair[1]:
            return pair
    return None


def _amounts(series: Series) -> set[int]:
    return {series.usual, *(amount for _, amount in series.values)}


def _figure(need: Need, amount: int) -> int:
    return need.value(amount) if isinstance(need, Formula) else need
