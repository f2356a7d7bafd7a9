"""DEFINITION: what a ward's codes and on-call lines must themselves keep, before anybody is planned with them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Literal

from scheduler.domain.codes import WORK, Code, Select
from scheduler.domain.frame import Frame
from scheduler.domain.oncall import Duty
from scheduler.domain.problem import Problem
from scheduler.domain.settings import RuleSetting
from scheduler.domain.text import Text, hours
from scheduler.rules.api import NO_DAYS, Finding, Stated
from scheduler.rules.template import Reach, Template, Unit, param

Amounts = Iterator[tuple[str, int]]
"""What of a definition is judged, and how much it is."""

SPANS = ("effective", "amplitude", "part", "break")


@dataclass(frozen=True)
class Definition(Template):
    """Limits of a shift's definition: effective time, amplitude, parts, break; of an on-call line the people it goes round.

    Judged on `shift` codes of kind work that `select` holds and `but` does not, or on the periods of `on_call` lines by their
    tags. A hole of at least `interruption` minutes parts a shift; `parts` keeps shifts of one part, or those of several. The
    break is what lies between amplitude and effective time. `pool` counts the people in scope who may hold a line, where
    there are any. What is broken is told as already there: no plan can mend it.
    """

    key: ClassVar[str] = "DEFINITION"
    title: ClassVar[Text] = Text("Définition des codes et des lignes", "Definition of codes and lines")
    about: ClassVar[Text] = Text(
        "Durée, amplitude, vacations et pause d'un code ; amplitude et effectif d'une ligne de garde.",
        "Length, amplitude, parts and break of a code; amplitude and people of an on-call line.",
    )
    over: ClassVar[Text] = Text(
        "{what} : {measure} {value}, maximum {limit} ({rule}).", "{what}: {measure} {value}, maximum {limit} ({rule})."
    )
    under: ClassVar[Text] = Text(
        "{what} : {measure} {value}, minimum {limit} ({rule}).", "{what}: {measure} {value}, minimum {limit} ({rule})."
    )
    effective: ClassVar[Text] = Text("temps de travail effectif", "effective working time")
    amplitude: ClassVar[Text] = Text("amplitude", "amplitude")
    count: ClassVar[Text] = Text("nombre de vacations", "number of parts")
    part: ClassVar[Text] = Text("vacation de", "a part of")
    pause: ClassVar[Text] = Text("pause", "break")
    people: ClassVar[Text] = Text("personnes pouvant la tenir", "people who may hold it")

    levels: ClassVar[tuple[str, ...]] = ("minimum", "maximum")

    on: Literal["shift", "on_call"] = param("shift", Text("Concerne", "Judges"))
    select: Select = param(WORK, Text("Codes ou périodes", "Codes or periods"))
    but: Select | None = param(None, Text("Sauf", "Except"))
    parts: Literal["any", "one", "several"] = param("any", Text("Postes", "Shifts"))
    interruption: int = param(60, Text("Coupure à partir de", "Parted by a hole of"), unit="minutes", low=1, high=1440)
    most_effective: int | None = param(None, Text("Temps effectif maximal", "Most effective time"), unit="minutes", low=0)
    most_amplitude: int | None = param(None, Text("Amplitude maximale", "Most amplitude"), unit="minutes", low=0)
    most_parts: int | None = param(None, Text("Vacations au plus", "Parts at most"), low=1)
    least_part: int | None = param(None, Text("Vacation minimale", "Least part"), unit="minutes", low=0)
    least_break: int | None = param(None, Text("Pause minimale", "Least break"), unit="minutes", low=0)
    break_over: int = param(360, Text("Pause au-delà de", "Break where work exceeds"), unit="minutes", low=0)
    pool: int | None = param(None, Text("Personnes par ligne au moins", "People a line at least"), low=1)

    def state(self, reach: Reach) -> Iterator[Stated]:
        if reach.first > reach.last:
            return
        limits = {
            "effective": ("maximum", self.most_effective), "amplitude": ("maximum", self.most_amplitude),
            "count": ("maximum", self.most_parts), "part": ("minimum", self.least_part),
            "break": ("minimum", self.least_break), "pool": ("minimum", self.pool),
        }  # fmt: skip
        for name, about, value in self._judged(reach):
            level, limit = limits[about]
            if limit is None or (value <= limit if level == "maximum" else value >= limit):
                continue
            yield Stated(reach.rule, NO_DAYS, about, name, level, value, limit, reach.first, reach.last)  # type: ignore[arg-type]

    def _judged(self, reach: Reach) -> Iterator[tuple[str, str, int]]:
        """The id of each code, period or line, what of it is judged, and how much it is."""
        frame = reach.frame
        if self.on == "shift":
            for code in frame.problem.codes:
                if code.kind == "work" and code.works and self._concerns(code.all_tags, code.id):
                    yield from ((code.id, about, value) for about, value in self._shift(code))
            return
        judged = [duty for duty in frame.duties if self._concerns(frozenset(duty.tags), duty.id)]
        for duty in judged:
            yield duty.id, "amplitude", duty.period.end - duty.period.start
        for line in dict.fromkeys(duty.line for duty in judged):
            held = len({person for person in reach.people if _may_hold(frame, person, line.id)})
            if held:
                yield line.id, "pool", held

    def _concerns(self, tags: frozenset[str], name: str) -> bool:
        def held(select: Select) -> bool:
            return (name in select.codes or not tags.isdisjoint(select.tags)) != select.negate

        return held(self.select) and (self.but is None or not held(self.but))

    def _shift(self, code: Code) -> Amounts:
        segments = sorted(code.segments, key=lambda segment: segment.start)
        parts = [[segments[0]]]
        for segment in segments[1:]:
            if segment.start - parts[-1][-1].end >= self.interruption:
                parts.append([])
            parts[-1].append(segment)
        if (self.parts == "one" and len(parts) > 1) or (self.parts == "several" and len(parts) == 1):
            return
        amplitude = segments[-1].end - segments[0].start
        effective = sum(s.end - s.start if s.effective is None else s.effective for s in segments)
        yield "effective", effective
        yield "amplitude", amplitude
        yield "count", len(parts)
        yield "part", min(part[-1].end - part[0].start for part in parts)
        if effective > self.break_over:
            yield "break", amplitude - effective

    def units(self, level: str, problem: Problem) -> Iterator[tuple[Unit, int]]:
        """Nothing: what is broken is already there and costs no plan anything."""
        yield from ()

    def sentence(self, finding: Finding, frame: Frame, setting: RuleSetting, lang: str) -> str:
        about = str(finding.extra["about"])
        measure = {"break": self.pause, "pool": self.people}.get(about) or getattr(self, about)
        pattern = self.over if finding.level == "maximum" else self.under

        def say(amount: int) -> str:
            return hours(amount) if about in SPANS else str(amount)

        return pattern.get(lang).format(
            what=_name(frame, str(finding.extra["of"]), lang),
            measure=measure.get(lang),
            value=say(finding.value),
            limit=say(finding.limit),
            rule=setting.title.get(lang),
        )


def _may_hold(frame: Frame, person: int, line: str) -> bool:
    """Whether a person may ever hold a period of an on-call line."""
    held = frame.klass(Select(tags=(f"line:{line}",))).choices
    return not held.isdisjoint(frame.options[person])


def _name(frame: Frame, name: str, lang: str) -> str:
    """What is judged, as people call it: its letters and its name."""
    codes: dict[str, Code | Duty] = {code.id: code for code in frame.problem.codes}
    found = codes.get(name) or next((duty for duty in frame.duties if name in (duty.id, duty.line.id)), None)
    assert found is not None
    if isinstance(found, Duty) and name == found.line.id:
        return found.line.name.get(lang)
    words = found.name.get(lang)
    return name if words in ("", name) else f"{name} ({words})"
