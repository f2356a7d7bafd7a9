"""Problems, plans and run records as JSON: ward, plan and run files, what the solving process is sent, and digests."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any, TypeVar

from scheduler.domain.errors import Fault, InputRefused, NewerVersion
from scheduler.domain.jsontext import canonical, parse, render
from scheduler.domain.plan import Plan, RunRecord
from scheduler.domain.problem import Problem
from scheduler.domain.records import shape
from scheduler.domain.shapes import Faults
from scheduler.domain.text import Text
from scheduler.domain.validate import faults as ward_faults
from scheduler.domain.wording import shown

WARD = "releve-ward"
PLAN = "releve-plan"
RUN = "releve-run"
VERSION = 1
"""Of all three kinds of file; a field that older programs do not know makes a new version."""

T = TypeVar("T")


def to_json(value: Any) -> Any:
    """The JSON data of a domain value: fields in their order, those equal to their default left out."""
    kind: Any = type(value)
    return shape(kind).write(value)


def from_json(cls: type[T], data: object, place: str = "") -> tuple[T | None, list[Fault]]:
    """The value that JSON data describe, or None and everything that is wrong with them. Never raises on bad data."""
    found: Faults = []
    kind: Any = cls
    value = shape(kind).read(data, place, found)
    return (None if found else value), found


def as_planned(problem: Problem) -> Problem:
    """What a plan answers: everything but the call log, which goes on after it."""
    return replace(problem, calls=()) if problem.calls else problem


def digest(problem: Problem) -> str:
    """SHA-256 of a problem's canonical JSON without its call log, in hexadecimal; equal problems have equal digests."""
    return hashlib.sha256(canonical(to_json(as_planned(problem))).encode()).hexdigest()


def dump_ward(problem: Problem) -> str:
    """The text of a ward file."""
    return render({"format": WARD, "version": VERSION, **to_json(problem)})


def load_ward(text: str | bytes, source: str = "") -> Problem:
    """The problem of a ward file; `source` names it in messages.

    Raises InputRefused with every fault of form, or if there are none of content; NewerVersion for a newer file.
    """
    problem = _load(Problem, WARD, text, source)
    wrong = ward_faults(problem)
    if wrong:
        raise InputRefused(source, wrong)
    return problem


def dump_plan(plan: Plan) -> str:
    """The text of a plan file."""
    return render({"format": PLAN, "version": VERSION, **to_json(plan)})


def load_plan(text: str | bytes, source: str = "") -> Plan:
    """The plan of a plan file, of which `validate_rosters.plan_faults` tells whether it fits a problem.

    Raises InputRefused and NewerVersion as `load_ward` does.
    """
    return _load(Plan, PLAN, text, source)


def dump_run(record: RunRecord, problem: Problem) -> str:
    """The text of a run file: what was solved, whole, and how."""
    return render({"format": RUN, "version": VERSION, "record": to_json(record), "problem": to_json(problem)})


def load_run(text: str | bytes, source: str = "") -> tuple[RunRecord, Problem]:
    """The record of a run and the problem that was solved. Raises InputRefused and NewerVersion as `load_ward` does."""
    data = _opened(RUN, text, source)
    found = [
        Fault(name, shown(data[name]), Text("« record » ou « problem »", "'record' or 'problem'"))
        for name in data
        if name not in ("record", "problem")
    ]
    record, wrong = from_json(RunRecord, data.get("record"), "record")
    problem, more = from_json(Problem, data.get("problem"), "problem")
    found += wrong + more
    if problem is not None:
        found += [Fault(f"problem.{fault.place}", fault.value, fault.expected) for fault in ward_faults(problem)]
        if record is not None and record.problem_digest != digest(problem):
            expected = Text(f"l'empreinte du problème : {digest(problem)}", f"the problem's digest: {digest(problem)}")
            found.append(Fault("record.problem_digest", record.problem_digest, expected))
    if found or record is None or problem is None:
        raise InputRefused(source, found)
    return record, problem


def _load(cls: type[T], kind: str, text: str | bytes, source: str) -> T:
    value, wrong = from_json(cls, _opened(kind, text, source))
    if value is None:
        raise InputRefused(source, wrong)
    return value


def _opened(kind: str, text: str | bytes, source: str) -> dict[str, Any]:
    """The members of a file of this kind besides its heading."""
    data, wrong = parse(text)
    if wrong:
        raise InputRefused(source, wrong)
    if not isinstance(data, dict):
        raise InputRefused(source, [Fault("l. 1, col. 1", shown(data), Text("un objet { }", "an object { }"))])
    name, version = data.pop("format", None), data.pop("version", None)
    if name != kind:
        expected = Text(f"« {kind} », ce que ce fichier doit être", f"'{kind}', which this file has to be")
        raise InputRefused(source, [Fault("format", "" if name is None else shown(name), expected)])
    if type(version) is not int or version < 1:
        expected = Text(f"un numéro de version de 1 à {VERSION}", f"a version number from 1 to {VERSION}")
        raise InputRefused(source, [Fault("version", "" if version is None else shown(version), expected)])
    if version > VERSION:
        raise NewerVersion(
            Text(
                f"{source or kind} : {kind} version {shown(version)}, mais ce programme ne lit que jusqu'à la "
                f"version {VERSION} ; mettez Relève à jour.",
                f"{source or kind}: {kind} version {shown(version)}, but this program reads only up to "
                f"version {VERSION}; update Relève.",
            )
        )
    return data
