"""Conflicts in the manager's words: each member a sentence with its people, dates, values and limits, in both languages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from scheduler.domain.frame import Frame
from scheduler.domain.rosters import Grid
from scheduler.domain.text import Text, hours
from scheduler.rules.amounts import DAYS as FULL
from scheduler.rules.amounts import RESTS, say_amount
from scheduler.rules.api import Allow, Gap, Heads, Hole, Run, Statement, Total
from scheduler.rules.template import say_day, say_days, stretches
from solver.answers.conflicts.instances import Atom, Instance

COUNTS = Text(
    "un deux trois quatre cinq six sept huit neuf dix onze douze",
    "one two three four five six seven eight nine ten eleven twelve",
)
ALONE = Text("Ceci ne peut pas tenir :", "This cannot hold:")
TOGETHER = Text("Ces {n} éléments ne peuvent pas tenir ensemble :", "These {n} cannot hold together:")
MISSING = Text("{days}, il manque {n} quel que soit le planning.", "{days} any plan lacks {n}.")
SHIFT = Text("poste", "shift")
RULE = Text("« {title} »{limit} : {who}, {when}{past}.", "'{title}'{limit}: {who}, {when}{past}.")
PAST = Text(" ; compte ce qui précède la période : {what}", "; counting what came before the period: {what}")
WORKED = Text("{code} {when}", "{code} {when}")
WORKED_BY = Text("{who} {code} {when}", "{who} {code} {when}")
DAYS = Text("{n} jours travaillés", "{n} days worked")
NAMED = 3
"""Pieces of work before the period that are named one by one; of more only how many days."""
NEED = Text("{lines} : {need} {when}{before} ; {who}.", "{lines}: {need} {when}{before}; {who}.")
BEFORE = Text(" (dont {n} déjà en conflit par ailleurs)", " ({n} of them already in another conflict)")
NEEDED = Text("{n} nécessaires", "{n} needed")
ONE_NEEDED = Text("1 nécessaire", "1 needed")
SERVE = Text("peuvent servir : {who}", "who can serve: {who}")
NOBODY = Text("personne ne peut servir", "nobody can serve")
FACT = Text("{who} : {what}, {when}.", "{who}: {what}, {when}.")
AWAY = Text("absence", "absent")
LOCKED = Text("{code} verrouillé", "{code} locked")
EMPTY = Text("la case vide", "the empty cell")
EMPTY_LOCKED = Text("case vide verrouillée", "empty cell locked")
AT_MOST = Text("au plus {n}", "at most {n}")
AT_LEAST = Text("au moins {n}", "at least {n}")
REST = Text("au moins {n} de repos entre deux services", "at least {n} of rest between duties")
ROW = Text("{n} d'affilée", "{n} in a row")
FULL_DAYS = Text("{rests} de {days}", "{rests} of {days}")
PAUSE = Text("un repos continu de {n}", "a continuous rest of {n}")
NOT_CODES = Text("pas {codes}", "not {codes}")


def _number(n: int, lang: str) -> str:
    words = COUNTS.get(lang).split()
    return words[n - 1] if 0 < n <= len(words) else str(n)


def in_both(say: Callable[[str], str]) -> Text:
    return Text(say("fr"), say("en"))


def listed(parts: Sequence[str], lang: str) -> str:
    """A, B and C."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {'et' if lang == 'fr' else 'and'} {parts[-1]}"


def names(frame: Frame, people: Iterable[int], lang: str) -> str:
    return listed([frame.problem.people[person].name for person in people], lang)


def days(frame: Frame, found: Iterable[int], lang: str) -> str:
    """Days as people say them: stretches from one to another, single ones by name."""
    parts = []
    for first, last in stretches(found):
        parts.append(_pair(frame, first, last, lang) if last == first + 1 else say_days(frame, first, last, lang))
    return listed(parts, lang)


def _pair(frame: Frame, first: int, last: int, lang: str) -> str:
    on = "les" if lang == "fr" else "on"
    return f"{on} {listed([say_day(frame, first, lang), say_day(frame, last, lang)], lang)}"


def heading(count: int) -> Text:
    return ALONE if count == 1 else in_both(lambda lang: TOGETHER.get(lang).format(n=_number(count, lang)))


# --- members


def rule_member(frame: Frame, held: Sequence[Instance], given: Grid) -> Text:
    """A rule for people in a span of days, with its limit, and what was worked in that span before the horizon."""
    setting = held[0].setting
    people = sorted({person for one in held for person in one.atom.people})
    first, last = min(one.atom.first for one in held), max(one.atom.last for one in held)

    def say(lang: str) -> str:
        limits = list(dict.fromkeys(limit for one in held if (limit := limit_of(frame, one.stated, lang))))
        return RULE.get(lang).format(
            title=setting.title.get(lang),
            limit=f" ({listed(limits, lang)})" if limits else "",
            who=names(frame, people, lang),
            when=say_days(frame, first, last, lang),
            past=past(frame, held, given, lang),
        )

    return in_both(say)


def past(frame: Frame, held: Sequence[Instance], given: Grid, lang: str) -> str:
    """What was worked before the horizon in the days that a rule's instances speak of; nothing where nothing was."""
    spans = {(person, day) for one in held for person in one.atom.people for day in range(max(one.atom.first, frame.first), 0)}
    worked: dict[tuple[int, str], list[int]] = {}
    for person, day in sorted(spans):
        choice = given.at(person, day)
        if frame.works[choice]:
            worked.setdefault((person, frame.text(choice)), []).append(day)
    if not worked:
        return ""
    several = len({person for one in held for person in one.atom.people}) > 1
    pattern = (WORKED_BY if several else WORKED).get(lang)
    parts = [
        pattern.format(who=names(frame, [person], lang), code=code, when=days(frame, found, lang))
        for (person, code), found in worked.items()
    ]
    count = sum(map(len, worked.values()))
    what = listed(parts, lang) if len(parts) <= NAMED else DAYS.get(lang).format(n=count)
    return PAST.get(lang).format(what=what)


def limit_of(frame: Frame, said: Statement, lang: str) -> str:
    """What a single instance asks, in a few words; empty where the rule's title says it."""
    if isinstance(said, Total):
        ((low, high),) = said.limits
        words = []
        if low is not None:
            words.append(AT_LEAST.get(lang).format(n=say_amount(said.measure, low, lang)))
        if high is not None:
            words.append(AT_MOST.get(lang).format(n=say_amount(said.measure, high, lang)))
        return listed(words, lang)
    if isinstance(said, Gap):
        return REST.get(lang).format(n=hours(said.minutes))
    if isinstance(said, Run):
        low, high = said.low, said.high
        pattern, n = (AT_MOST, high) if high is not None else (AT_LEAST, low)
        return pattern.get(lang).format(n=ROW.get(lang).format(n=n))
    if isinstance(said, Hole):
        return _hole(said, lang)
    if isinstance(said, Allow):
        options = set(frame.options[said.person])
        codes = dict.fromkeys(frame.text(c) for _, found in said.cells for c in sorted(found) if c in options)
        return NOT_CODES.get(lang).format(codes=", ".join(codes)) if codes else ""
    return ""


def _hole(said: Hole, lang: str) -> str:
    if said.minutes is not None:
        return PAUSE.get(lang).format(n=hours(said.minutes))
    size = max(len(block) for block in said.periods[0].blocks)
    rests, size_said = RESTS.say(said.need).get(lang), FULL.say(size).get(lang)
    return AT_LEAST.get(lang).format(n=FULL_DAYS.get(lang).format(rests=rests, days=size_said))


def need_member(frame: Frame, needs: Sequence[Heads], serving: Sequence[int], before: int = 0) -> Text:
    """The minimum of lines on days, in all, and who could serve; `before`: heads that another conflict lacks already."""
    lines = {line.id: line.name for line in frame.demand}
    total = sum(said.minimum or 0 for said in needs)
    ids = list(dict.fromkeys(said.line for said in needs))

    def say(lang: str) -> str:
        needed = (ONE_NEEDED if total == 1 else NEEDED).get(lang).format(n=total)
        return NEED.get(lang).format(
            lines=listed([lines[one].get(lang) for one in ids], lang),
            need=needed,
            when=days(frame, (said.day for said in needs), lang),
            before=BEFORE.get(lang).format(n=before) if before else "",
            who=SERVE.get(lang).format(who=names(frame, serving, lang)) if serving else NOBODY.get(lang),
        )

    return in_both(say)


def fact_member(frame: Frame, atoms: Sequence[Atom]) -> Text:
    """Given facts of people: what kind, on which days; the reason of a confidential absence stays untold."""

    def say(lang: str) -> str:
        by_person: dict[int, dict[str, list[int]]] = {}
        for atom in sorted(atoms, key=lambda atom: (atom.people, atom.first)):
            by_person.setdefault(atom.people[0], {}).setdefault(what(frame, atom.of, lang), []).append(atom.first)
        alike: dict[tuple[str, str], list[int]] = {}
        for person, codes in by_person.items():
            for code, found in codes.items():
                alike.setdefault((code, days(frame, found, lang)), []).append(person)
        return " ".join(
            FACT.get(lang).format(who=names(frame, people, lang), what=code, when=when)
            for (code, when), people in alike.items()
        )

    return in_both(say)


def what(frame: Frame, text: str, lang: str) -> str:
    """What stands in a cell that is a given fact, as a member of a conflict."""
    if not text:
        return EMPTY_LOCKED.get(lang)
    code = frame.code(frame.by_text[text])
    said = cell(frame, text, lang)
    return LOCKED.get(lang).format(code=said) if code is not None and code.planned else said


def cell(frame: Frame, text: str, lang: str) -> str:
    """What stands in a cell: its name and code, of a confidential one only that it is an absence."""
    if not text:
        return EMPTY.get(lang)
    code = frame.code(frame.by_text[text])
    if code is None or code.confidential:
        return AWAY.get(lang)
    return f"{code.name.get(lang)} ({text})"


def missing(frame: Frame, found: Iterable[int], count: int, lang: str) -> str:
    """How many shifts any plan lacks, of the needs on these days."""
    when = days(frame, found, lang)
    return MISSING.get(lang).format(days=when[0].upper() + when[1:], n=counted(count, SHIFT, lang))


def counted(count: int, thing: Text, lang: str) -> str:
    """1 shift, 2 shifts."""
    return f"{count} {thing.get(lang)}{'' if count == 1 else 's'}"
