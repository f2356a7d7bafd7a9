"""Reads the files of the Second International Nurse Rostering Competition: scenario, history and weeks, with every fault."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from scheduler.domain.errors import Fault, InputRefused
from scheduler.domain.text import Text
from scheduler.exchange.instance_text import Source

ANY = "Any"
NOTHING = "None"
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

_INSTANCE = re.compile(r"([^_\s/\\]+)_(\d+)_(\d+(?:-\d+)*)")
_PAIR = r"\(\s*(\d{1,6})\s*,\s*(\d{1,6})\s*\)"
_SHIFT = re.compile(rf"(\S+)\s+{_PAIR}")
_CONTRACT = re.compile(rf"(\S+)\s+{_PAIR}\s*{_PAIR}\s*{_PAIR}\s*(\d{{1,6}})\s+([01])")
_NEEDS = re.compile(rf"(\S+)\s+(\S+)\s+{_PAIR}" + rf"\s*{_PAIR}" * 6)

A_SHIFT = Text("un poste de SHIFT_TYPES", "a shift of SHIFT_TYPES")
A_SKILL = Text("une compétence de SKILLS", "a skill of SKILLS")
A_CONTRACT = Text("un contrat de CONTRACTS", "a contract of CONTRACTS")
A_NURSE = Text("une personne de NURSES", "someone of NURSES")
A_DAY = Text("un jour, de Mon à Sun", "a day, Mon to Sun")


@dataclass(frozen=True, slots=True)
class Terms:
    """A contract: limits (low, high) of assignments, days of work and days off in a row; weekends; both days of one."""

    total: tuple[int, int]
    work: tuple[int, int]
    off: tuple[int, int]
    weekends: int
    complete: bool


@dataclass(frozen=True, slots=True)
class Past:
    """What a nurse brings into the first week."""

    total: int
    weekends: int
    last: str
    same: int
    work: int
    off: int


@dataclass
class Competition:
    """Everything that the files of one instance say; needs are (week, weekday, shift, skill) to (minimum, optimum)."""

    weeks: int = 0
    skills: list[str] = field(default_factory=list)
    shifts: dict[str, tuple[int, int]] = field(default_factory=dict)
    forbidden: dict[str, tuple[str, ...]] = field(default_factory=dict)
    contracts: dict[str, Terms] = field(default_factory=dict)
    nurses: dict[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)
    history: dict[str, Past] = field(default_factory=dict)
    needs: dict[tuple[int, int, str, str], tuple[int, int]] = field(default_factory=dict)
    requests: list[tuple[str, int, str]] = field(default_factory=list)
    """Nurse, day of the horizon, and the shift (or Any) not wanted."""


Sections = dict[str, Callable[[str], None]]


@dataclass
class _Files:
    source: Source = field(default_factory=Source)
    found: Competition = field(default_factory=Competition)
    week: int = 0

    def read(self, path: Path, sections: Sections, required: tuple[str, ...]) -> None:
        """Reads one file: a line that begins with a section's name opens it, with `= n` for its number of lines."""
        section, seen = "", set()
        counts: dict[str, tuple[int, int]] = {}
        got: dict[str, int] = {}
        before = len(self.source.faults)
        for at, line in self.source.lines(path):
            self.source.line = at
            if not line:
                continue
            head, _, value = (part.strip() for part in line.partition("="))
            if head in sections:
                section = head
                seen.add(head)
                if value and head in ("SCENARIO", "WEEKS"):
                    sections[head](value)
                elif value:
                    counts[head] = self.source.line, self.source.number(value, Text("un nombre", "a number"))
            elif section:
                got[section] = got.get(section, 0) + 1
                sections[section](line)
            else:
                self.source.known(head, sections, Text("une section", "a section"))
        for name, (self.source.line, count) in counts.items():
            if got.get(name, 0) != count:
                lines = got.get(name, 0)
                self.source.add(f"{name} = {count}", Text(f"{lines}, le nombre de lignes", f"{lines}, the number of lines"))
        self.source.line = 0
        for name in required if len(self.source.faults) == before else ():
            if name not in seen:
                self.source.add("", Text(f"la section {name}", f"the section {name}"))

    def match(self, pattern: re.Pattern[str], line: str, form: str) -> tuple[str, ...]:
        found = pattern.fullmatch(line)
        if found is None:
            self.source.add(line, Text(f"une ligne comme {form}", f"a line such as {form}"))
        return () if found is None else found.groups()

    def limits(self, low: str, high: str) -> tuple[int, int]:
        if int(low) > int(high):
            self.source.add(f"({low},{high})", Text("(minimum,maximum)", "(minimum,maximum)"))
        return int(low), int(high)

    # --- scenario

    def scenario(self) -> Sections:
        return {
            "SCENARIO": lambda line: None,
            "WEEKS": self._weeks,
            "SKILLS": self._skill,
            "SHIFT_TYPES": self._shift,
            "FORBIDDEN_SHIFT_TYPES_SUCCESSIONS": self._forbidden,
            "CONTRACTS": self._contract,
            "NURSES": self._nurse,
        }

    def _weeks(self, word: str) -> None:
        self.found.weeks = self.source.number(word, Text("le nombre de semaines", "the number of weeks"), 1, 520)

    def _skill(self, line: str) -> None:
        if len(line.split()) != 1:
            self.source.add(line, Text("une compétence en un mot", "a skill in one word"))
        elif self.source.new(line, self.found.skills, A_SKILL):
            self.found.skills.append(line)

    def _shift(self, line: str) -> None:
        got = self.match(_SHIFT, line, "Early (2,5)")
        if got and self.source.shift_name(got[0], {**self.found.shifts, ANY: None, NOTHING: None}):
            self.found.shifts[got[0]] = self.limits(*got[1:])

    def _forbidden(self, line: str) -> None:
        before, count, *after = [*line.split(), "", ""] if len(line.split()) < 2 else line.split()
        self.source.known(before, self.found.shifts, A_SHIFT)
        if count != str(len(after)):
            self.source.add(line, Text("le nombre de postes, puis les postes", "the number of shifts, then the shifts"))
        for shift in after:
            self.source.known(shift, self.found.shifts, A_SHIFT)
        self.found.forbidden[before] = tuple(after)

    def _contract(self, line: str) -> None:
        got = self.match(_CONTRACT, line, "FullTime (15,22) (3,5) (2,3) 2 1")
        if got and self.source.new(got[0], self.found.contracts, A_CONTRACT):
            total, work, off = (self.limits(got[at], got[at + 1]) for at in (1, 3, 5))
            self.found.contracts[got[0]] = Terms(total, work, off, int(got[7]), got[8] == "1")

    def _nurse(self, line: str) -> None:
        words = line.split()
        if len(words) < 3 or words[2] != str(len(words) - 3):
            form = "Nom Contrat nombre Compétence ..."
            self.source.add(line, Text(f"une ligne comme {form}", "a line such as Name Contract number Skill ..."))
        elif self.source.new(words[0], self.found.nurses, Text("un nom", "a name")):
            self.source.known(words[1], self.found.contracts, A_CONTRACT)
            for skill in words[3:]:
                self.source.known(skill, self.found.skills, A_SKILL)
            self.found.nurses[words[0]] = words[1], tuple(dict.fromkeys(words[3:]))

    # --- history

    def past(self) -> Sections:
        return {"HISTORY": lambda line: None, "NURSE_HISTORY": self._past}

    def _past(self, line: str) -> None:
        words = line.split()
        if len(words) != 7:
            fr, en = "nom total week-ends poste|None série travail repos", "name total weekends shift|None run work off"
            self.source.add(line, Text(fr, en))
            return
        name, total, weekends, last, *runs = words
        if self.source.known(name, self.found.nurses, A_NURSE) and name in self.found.history:
            self.source.add(name, Text("chaque personne une seule fois", "everyone once only"))
        counts = [self.source.number(word, Text("un nombre", "a number"), 0, 3000) for word in (total, weekends, *runs)]
        past = Past(counts[0], counts[1], last, *counts[2:])
        at_work = last != NOTHING and self.source.known(last, self.found.shifts, A_SHIFT)
        possible = 1 <= past.same <= past.work and past.off == 0 if at_work else not past.same + past.work and past.off > 0
        if not possible and (at_work or last == NOTHING):
            fr = "un dernier poste avec ses jours de suite et sans repos, ou None avec des jours de repos seulement"
            self.source.add(line, Text(fr, "a last shift with its run and no days off, or None with days off alone"))
        self.found.history[name] = past

    # --- weeks

    def weekly(self) -> Sections:
        return {"WEEK_DATA": lambda line: None, "REQUIREMENTS": self._needs, "SHIFT_OFF_REQUESTS": self._request}

    def _needs(self, line: str) -> None:
        got = self.match(_NEEDS, line, "Early Nurse (1,1) (1,1) (1,1) (1,1) (1,1) (0,1) (0,1)")
        if not got:
            return
        self.source.known(got[0], self.found.shifts, A_SHIFT)
        self.source.known(got[1], self.found.skills, A_SKILL)
        for day in range(7):
            key = self.week, day, got[0], got[1]
            if key in self.found.needs and not day:
                self.source.add(line, Text("chaque poste et compétence une seule fois", "each shift and skill once only"))
            self.found.needs[key] = self.limits(got[2 + 2 * day], got[3 + 2 * day])

    def _request(self, line: str) -> None:
        words = line.split()
        if len(words) != 3:
            self.source.add(line, Text("une ligne comme Nom Early|Any Tue", "a line such as Name Early|Any Tue"))
            return
        self.source.known(words[0], self.found.nurses, A_NURSE)
        self.source.known(words[1], [*self.found.shifts, ANY], A_SHIFT)
        if words[2][:3] not in DAYS:
            self.source.add(words[2], A_DAY)
        else:
            self.found.requests.append((words[0], 7 * self.week + DAYS.index(words[2][:3]), words[1]))


def read_files(directory: Path, instance: str) -> Competition:
    """The files of an instance such as `n030w4_1_6-2-9-1`: set, history, weeks. Raises InputRefused with every fault."""
    named = _INSTANCE.fullmatch(instance)
    if named is None:
        raise InputRefused(
            "", [Fault("instance", instance, Text("un nom comme n030w4_1_6-2-9-1", "a name such as n030w4_1_6-2-9-1"))]
        )
    name, history, weeks = named[1], named[2], named[3].split("-")
    files = _Files()
    files.read(directory / f"Sc-{name}.txt", files.scenario(), ("WEEKS", "SKILLS", "SHIFT_TYPES", "CONTRACTS", "NURSES"))
    files.source.refuse_faults()  # the other files refer to it, and would repeat what is wrong with it
    if len(weeks) != files.found.weeks:
        files.source.add(instance, Text(f"{files.found.weeks} semaines", f"{files.found.weeks} weeks"))
    files.read(directory / f"H0-{name}-{history}.txt", files.past(), ("NURSE_HISTORY",))
    for nurse in files.found.nurses if not files.source.faults else ():
        files.source.known(nurse, files.found.history, Text("l'historique de chaque personne", "everyone's history"))
    for files.week, week in enumerate(weeks):
        files.read(directory / f"WD-{name}-{week}.txt", files.weekly(), ("REQUIREMENTS",))
    files.source.refuse_faults()
    return files.found
