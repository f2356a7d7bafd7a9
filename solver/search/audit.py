"""Supply against demand before any search: what cannot be met, in sentences, by grade, week and day."""

from __future__ import annotations

from itertools import combinations

from scheduler.domain.demand import DemandLine
from scheduler.domain.frame import Frame
from scheduler.domain.rosters import Grid
from scheduler.domain.text import LANGUAGES, Text
from scheduler.domain.time import share
from scheduler.rules.api import Heads, Total, span_lifted
from scheduler.rules.registry import RuleBook
from scheduler.rules.template import say_day, say_days, stretches

MOST_SENTENCES = 40

MOST_CODES = 4
"""Kinds of shift of one grade that are counted together: more would be too many ways to choose them."""

EVERYONE = Text("Tous les agents", "All staff")

Week = tuple[tuple[tuple[str, ...], ...], int]
Codes = tuple[str, ...]
Serving = dict[tuple[int, int], set[int]]
"""The choices by which a cell (person, day) serves."""
WeekLimits = dict[tuple[int, int], list[tuple[frozenset[int], int]]]
"""By person and Monday, the choices that a limit of the week counts and the minutes that it leaves."""


def audit(book: RuleBook, grid: Grid) -> list[Text]:
    """Sentences on demand that no plan can meet: lines without enough people on a day, and lines whose qualified people
    together cannot work as many days in a week as the line needs (their limits of hours counted one by one)."""
    lines = {line.id: line for line in book.frame.demand}
    heads = [said for rule in book.rules for said in rule.statements if isinstance(said, Heads) and said.minimum]
    return [*_days(book, grid, lines, heads), *_weeks(book, grid, lines, heads)][:MOST_SENTENCES]


def unread(book: RuleBook) -> list[Text]:
    """Rules that cannot be read are not left out without a word: nothing is planned, and each fault is said."""
    said = ((fault.say("fr"), fault.say("en")) for fault in book.faults)
    return [Text(f"Rien n'est planifié : {fr}.", f"Nothing is planned: {en}.") for fr, en in said]


def _able(book: RuleBook, grid: Grid, person: int, day: int, choices: frozenset[int]) -> bool:
    if not book.frame.first <= day <= book.frame.last:
        return False
    if grid.fixed(person, day):
        return grid.at(person, day) in choices
    return not choices.isdisjoint(book.frame.options[person])


def _days(book: RuleBook, grid: Grid, lines: dict[str, DemandLine], heads: list[Heads]) -> list[Text]:
    """Lines that have too few people left on some days: absent, locked elsewhere or not qualified. What is the same on days
    that follow each other is told once."""
    short: dict[tuple[str, int, int], list[int]] = {}
    for said in heads:
        able = _fewest(book, grid, said)
        if said.minimum is not None and able < said.minimum:
            short.setdefault((said.line, said.minimum, able), []).append(said.day)
    found = [(first, last, key) for key, days in short.items() for first, last in stretches(days)]
    return [_lacking(book.frame, lines[line], first, last, needed, able) for first, last, (line, needed, able) in sorted(found)]


def _fewest(book: RuleBook, grid: Grid, said: Heads) -> int:
    """How many people can serve at most, where they are fewest."""
    able = ({person for person, day, choices in cells if _able(book, grid, person, day, choices)} for _, _, cells in said.slots)
    return min(map(len, able), default=0)


def _lacking(frame: Frame, line: DemandLine, first: int, last: int, needed: int, able: int) -> Text:
    one = first == last
    fr, en = (say_day(frame, first, lang) if one else say_days(frame, first, last, lang) for lang in LANGUAGES)
    return Text(
        f"{line.name.fr}, {fr} : {needed} nécessaires{'' if one else ' chaque jour'}, {able} possibles.",
        f"{line.name.en}, {en}: {needed} needed{'' if one else ' each day'}, {able} possible.",
    )


def _weeks(book: RuleBook, grid: Grid, lines: dict[str, DemandLine], heads: list[Heads]) -> list[Text]:
    """Weeks in which everyone who serves some lines, taken together, cannot give as many shifts as these lines need.

    Lines with the same qualified people are added up, all of them or those on which few can serve. A person gives at most
    one shift a day, and no more than his hours of the week allow.
    """
    frame = book.frame
    needs: dict[Week, dict[Codes, int]] = {}
    members: dict[Week, dict[Codes, Serving]] = {}
    for said in heads:
        line = lines[said.line]
        if not line.codes or said.minimum is None:
            continue
        key = (line.skill, said.day - frame.weekday(said.day))
        needs.setdefault(key, {}).setdefault(line.codes, 0)
        needs[key][line.codes] += said.minimum
        serving = members.setdefault(key, {}).setdefault(line.codes, {})
        for _, _, cells in said.slots:
            for person, day, choices in cells:
                serving.setdefault((person, day), set()).update(choices)
    out, limits = [], _week_limits(book)
    for (skill, monday), by_codes in sorted(needs.items(), key=lambda item: item[0][1]):
        found = _too_many(book, grid, limits, by_codes, members[skill, monday], monday)
        if found is not None:
            codes, needed, possible = found
            some = f" ({', '.join(codes)})" if len(codes) < len(set().union(*by_codes)) else ""
            who = Text(*(", ".join(" / ".join(group) for group in skill) or EVERYONE.get(lang) for lang in LANGUAGES))
            fr, en = (say_day(frame, monday, lang) for lang in LANGUAGES)
            out.append(
                Text(
                    f"{who.fr}{some}, semaine du {fr} : {needed} services nécessaires, {possible} possibles.",
                    f"{who.en}{some}, week of {en}: {needed} shifts needed, {possible} possible.",
                )
            )
    return out


def _too_many(
    book: RuleBook, grid: Grid, limits: WeekLimits, needs: dict[Codes, int], members: dict[Codes, Serving], monday: int
) -> tuple[Codes, int, int] | None:
    """Codes of which more shifts are needed in a week than people can give, with both numbers: all of them, or where these
    are not too many together (others can serve some of them only) the fewest."""
    for size in (len(needs), *range(1, min(len(needs), MOST_CODES))):
        for some in combinations(needs, size):
            needed = sum(needs[codes] for codes in some)
            serving: Serving = {}
            for codes in some:
                for cell, choices in members[codes].items():
                    serving.setdefault(cell, set()).update(choices)
            possible = _possible(book, grid, limits, serving, monday)
            if possible < needed:
                return tuple(dict.fromkeys(code for codes in some for code in codes)), needed, possible
    return None


def _possible(book: RuleBook, grid: Grid, limits: WeekLimits, cells: Serving, monday: int) -> int:
    """The most shifts that the people can give in the week: each day once, the shortest first, within their weekly minutes.

    Minutes count where they fall: the night of Sunday brings only its first hours.
    """
    frame = book.frame
    begin, end = frame.midnight(monday), frame.midnight(monday + 7)
    total = 0
    for person in {p for p, _ in cells}:
        days = [day for p, day in cells if p == person and _able(book, grid, person, day, frozenset(cells[p, day]))]
        choices = set().union(*(cells[person, day] for day in days)) & set(frame.options[person])
        counted = (left for of, left in limits.get((person, monday), ()) if of.issuperset(choices))
        limit = min(counted, default=None)
        given = 0
        for minutes in sorted(_least(frame, cells[person, day], day, begin, end) for day in days):
            if limit is not None:
                limit -= minutes
                if limit < 0:
                    break
            given += 1
        # What is given already may pass the limit: it is worked all the same.
        total += max(given, sum(grid.fixed(person, day) for day in days))
    return total


def _least(frame: Frame, choices: set[int], day: int, begin: int, end: int) -> int:
    return min(
        sum(share(piece.effective, piece.start, piece.end, begin, end) for piece in frame.pieces(choice, day))
        for choice in choices
    )


def _week_limits(book: RuleBook) -> WeekLimits:
    """The hard limits of minutes over a civil week, less the balance that a person brings."""
    found: WeekLimits = {}
    for rule in book.rules:
        for said in rule.statements if rule.setting.hardness == "hard" else ():
            if not isinstance(said, Total) or len(said.people) != 1 or said.measure.takes != "effective":
                continue
            choices = book.frame.klass(said.measure.select).choices
            for slot, (_, high) in zip(said.windows, said.limits, strict=True):
                week = range(slot.first, slot.last + 1)
                if high is not None and len(week) == 7 and not span_lifted(said.lifted, week):
                    found.setdefault((said.people[0], slot.first), []).append((choices, high - said.opening))
    return found


def unknown_rules(book: RuleBook) -> list[Text]:
    """Hard rules that this version does not know and that no plan of it keeps."""
    return [
        Text(
            f"La règle « {each.title.fr} » ({each.template}) est inconnue de cette version : "
            "le planning n'en tient pas compte.",
            f"The rule '{each.title.en}' ({each.template}) is unknown to this version: the plan does not keep it.",
        )
        for each in book.unknown
        if each.hardness == "hard"
    ]


def no_roster(frame: Frame, person: int) -> Text:
    """That there is no plan, because a person has no roster."""
    who = frame.problem.people[person].name
    return Text(
        f"{who} : aucun planning individuel ne respecte toutes les règles strictes.",
        f"{who}: no roster of this person alone keeps every hard rule.",
    )
