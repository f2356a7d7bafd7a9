"""What was reached on published instances beside what others reached: a table for people, and the same as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from scheduler.services.published import Records
from ui.commands.curve import number
from ui.commands.parser import DONE, NO, words
from ui.commands.solving import in_columns
from ui.qtlibs import language


@dataclass(frozen=True, slots=True)
class Entry:
    """One instance; None is what is not known. `seconds` is what our run took, `published_seconds` the other's limit.

    `ours` is None unless the roster is feasible; `bound` and `gap` (a share of `ours`) are ours, proved.
    """

    set: str
    instance: str
    seconds: float
    ours: int | None
    bound: int | None
    gap: float | None
    published: float | None
    published_seconds: float | None
    published_by: str | None
    best_known: float | None
    best_known_bound: float | None


def entry(line: Mapping[str, Any], records: Records, limit: float | None) -> Entry:
    """What a line of bench says, beside the records; compared at `limit` seconds, or at those it took."""
    group, instance, feasible = str(line["set"]), str(line["instance"]), bool(line["feasible"])
    taken = float(line["seconds"])
    other = records.at(group, instance, taken if limit is None else limit)
    known = records.best_known(group, instance)
    return Entry(
        group,
        instance,
        taken,
        line["objective"] if feasible else None,
        line["bound"],
        line["gap"] if feasible else None,
        None if other is None else other.objective,
        None if other is None else other.seconds,
        None if other is None else other.algorithm,
        known.value,
        known.bound,
    )


def table(entries: Sequence[Entry]) -> list[str]:
    """Lines for people, in the user's language; below them, what was not planned, and bounds that cannot be true."""
    heads = [
        words("instance", "instance"),
        words("nous", "ours"),
        words("meilleur publié", "best published"),
        words("en", "in"),
        words("meilleur connu", "best known"),
        words("écart prouvé", "proved gap"),
    ]
    others = [words("publié par", "published by"), *(each.published_by or "-" for each in entries)]
    lines = [f"{line}  {other}" for line, other in zip(in_columns([heads, *map(_cells, entries)]), others, strict=True)]
    lines += [_unplanned(each) for each in entries if each.ours is None]
    lines += [_too_high(each) for each in entries if _above(each.bound, each.best_known)]
    return lines


def status(entries: Sequence[Entry]) -> int:
    """The exit status: no, where an instance has no legal plan or a bound cannot be true."""
    wrong = any(each.ours is None or _above(each.bound, each.best_known) for each in entries)
    return NO if wrong else DONE


def as_csv(entries: Sequence[Entry]) -> str:
    """The same as CSV, with decimal points and names of columns that are the same in every language."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    names = [each.name for each in fields(Entry)]
    writer.writerow(names)
    for each in entries:
        writer.writerow([_plain(getattr(each, name)) for name in names])
    return stream.getvalue()


def _cells(each: Entry) -> list[str]:
    return [
        each.instance,
        _shown(each.ours),
        _shown(each.published),
        _limit(each),
        _shown(each.best_known),
        _gap(each.gap),
    ]


def _limit(each: Entry) -> str:
    if each.published is None:
        return "-"
    if each.published_seconds is None:
        return words("non dit", "not told")
    return f"{number(each.published_seconds)} s"


def _gap(gap: float | None) -> str:
    if gap is None:
        return "-"
    said = f"{100 * gap:.2f} %" if gap else "0 %"
    return said.replace(".", ",") if language() == "fr" else said


def _shown(value: float | None) -> str:
    return "-" if value is None else number(value)


def _plain(value: object) -> object:
    return "" if value is None else int(value) if isinstance(value, float) and value == int(value) else value


def _above(bound: float | None, known: float | None) -> bool:
    return bound is not None and known is not None and bound > known


def _unplanned(each: Entry) -> str:
    return words(
        f"{each.instance} : aucun planning légal qui couvre les besoins n'a été trouvé dans ce temps, ou il n'y en a pas.",
        f"{each.instance}: no legal plan that meets the demand was found in this time, or there is none.",
    )


def _too_high(each: Entry) -> str:
    bound, known = _shown(each.bound), _shown(each.best_known)
    return words(
        f"{each.instance} : notre borne {bound} dépasse la meilleure valeur connue {known} ; l'une des deux est fausse.",
        f"{each.instance}: our bound {bound} is above the best known value {known}; one of the two is wrong.",
    )
