"""Rule packs: which rules a kind of establishment has, with which figures, since when and from which source, as data."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from importlib import resources
from typing import Any

from scheduler.domain.codec import from_json, to_json
from scheduler.domain.demand import DemandLine, Formula
from scheduler.domain.errors import Fault, InputRefused
from scheduler.domain.problem import PackRef, Problem
from scheduler.domain.settings import Layer, RuleSetting
from scheduler.domain.text import Text
from scheduler.domain.wording import one_of
from scheduler.rules.registry import setting_faults, templates

FOLDER = "resources.packs"

USUAL = "fph"
"""The pack that a new ward is offered first."""


@dataclass(frozen=True, slots=True)
class Pack:
    """A named version of a set of rules. `demand` holds lines that only wards with their grades and series take."""

    name: str
    version: str
    published: date
    title: Text
    layers: tuple[Layer, ...]
    settings: tuple[RuleSetting, ...]
    demand: tuple[DemandLine, ...] = ()

    @property
    def ref(self) -> PackRef:
        return PackRef(self.name, self.version)


@dataclass(frozen=True, slots=True)
class Change:
    """One field of a rule as JSON values: in the one version, and in the other (None: not there)."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Difference:
    """How one rule differs: `added` and `removed` rules carry no changes, `changed` ones a change for each field."""

    rule: str
    kind: str
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Upgrade:
    """A ward under another version of its pack: what the version changes, and where the ward had changed the same field.

    In a conflict the ward's own value stays.
    """

    problem: Problem
    differences: tuple[Difference, ...]
    conflicts: tuple[Difference, ...]


def names() -> tuple[str, ...]:
    """The packs that come with the program."""
    return tuple(sorted({name.split("@")[0] for name in _files()}))


def versions(name: str) -> tuple[str, ...]:
    """The versions of a pack that come with the program, oldest first."""
    return tuple(sorted((pack.version for pack in _packs(name)), key=_order))


def load(name: str, version: str | None = None) -> Pack:
    """A pack that comes with the program, by default its newest version. Raises InputRefused naming what there is."""
    if name not in names():
        raise InputRefused("", [Fault("pack", name, one_of(Text("un jeu de règles", "a rule pack"), name, names()))])
    found = {pack.version: pack for pack in _packs(name)}
    wanted = max(found, key=_order) if version is None else version
    if wanted not in found:
        what = Text(f"une version de « {name} »", f"a version of '{name}'")
        raise InputRefused("", [Fault("pack.version", wanted, one_of(what, wanted, tuple(found)))])
    return found[wanted]


def _packs(name: str) -> list[Pack]:
    folder = resources.files(FOLDER)
    return [read((folder / f"{file}.toml").read_text("utf-8"), file) for file in _files() if file.split("@")[0] == name]


def _files() -> list[str]:
    return sorted(item.name[:-5] for item in resources.files(FOLDER).iterdir() if item.name.endswith(".toml"))


def _order(version: str) -> tuple[tuple[int, str], ...]:
    """2026.2 before 2026.10."""
    return tuple((int(part), "") if part.isdigit() else (-1, part) for part in version.split("."))


def read(text: str, source: str = "") -> Pack:
    """A pack from TOML: name, version, published, title, layers, settings, demand. Raises InputRefused with every fault."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputRefused(source, [Fault("TOML", str(error), Text("un fichier TOML", "a TOML file"))]) from None
    pack, faults = from_json(Pack, data)
    if pack is not None:
        faults = _content(pack)
    if faults or pack is None:
        raise InputRefused(source, faults)
    return pack


def _content(pack: Pack) -> list[Fault]:
    """What a pack says that cannot be: twice the same name, an unknown rule or layer, wrong parameters."""
    faults = [
        Fault(f"{place}[{name}]", name, Text("un nom qui ne vient qu'une fois", "a name that comes only once"))
        for place, group in (("layers", pack.layers), ("settings", pack.settings), ("demand", pack.demand))
        for name in _twice(item.id for item in group)
    ]
    layers = {layer.id for layer in pack.layers}
    for setting in pack.settings:
        where = f"settings[{setting.id}]"
        if setting.template not in templates():
            what = Text("un modèle de règle", "a rule template")
            faults.append(Fault(f"{where}.template", setting.template, one_of(what, setting.template, tuple(templates()))))
        used = {setting.layer, *(level.layer for level in setting.levels.values())} - {""}
        for layer in sorted(used - layers):
            faults.append(Fault(f"{where}.layer", layer, one_of(Text("un niveau", "a layer"), layer, tuple(layers))))
        if not setting.source:
            faults.append(Fault(f"{where}.source", "", Text("la source de la règle", "where the rule comes from")))
    return [*faults, *setting_faults(pack.settings)]


def _twice(names: Iterable[str]) -> list[str]:
    seen: set[str] = set()
    return [name for name in names if name in seen or seen.add(name)]  # type: ignore[func-returns-value]


# --- wards


def apply(problem: Problem, name: str, version: str | None = None) -> Problem:
    """The ward under a pack: its layers and rules, and the demand lines whose grades and series the ward has."""
    return applied(problem, load(name, version))


def applied(problem: Problem, pack: Pack) -> Problem:
    """As `apply`, with a pack at hand. A rule over demand lines that the ward does not take is switched off."""
    taken = tuple(line for line in pack.demand if _fits(problem, line))
    offered = {line.id for line in pack.demand}
    own = {line.id for line in problem.demand}
    there = own | {line.id for line in taken}
    settings = tuple(
        replace(setting, hardness="off")
        if any(line in offered and line not in there for line in setting.params.get("lines", ()))
        else setting
        for setting in pack.settings
    )
    demand = (*problem.demand, *(line for line in taken if line.id not in own))
    return replace(problem, layers=pack.layers, settings=settings, demand=demand, pack=pack.ref)


def _fits(problem: Problem, line: DemandLine) -> bool:
    series = {item.id for item in problem.series}
    terms = {grade.id for grade in problem.grades} | {skill.id for skill in problem.skills}
    needs = [need for need in (line.minimum, line.target, line.maximum) if isinstance(need, Formula)]
    return all(need.of in series for need in needs) and all(term in terms for group in line.skill for term in group)


def differences(problem: Problem, pack: Pack | None = None) -> tuple[Difference, ...]:
    """What a ward has changed against its pack (by default the one it names); nothing for a ward without one."""
    if pack is None:
        if problem.pack is None:
            return ()
        pack = load(problem.pack.name, problem.pack.version)
    return compare(applied(problem, pack).settings, problem.settings)


def compare(before: Iterable[RuleSetting], after: Iterable[RuleSetting]) -> tuple[Difference, ...]:
    """What happened to each rule from one list to another, in the order of the first and then of the second."""
    old, new = {item.id: item for item in before}, {item.id: item for item in after}
    found = []
    for key, setting in old.items():
        if key not in new:
            found.append(Difference(key, "removed"))
        elif changes := _changes(setting, new[key]):
            found.append(Difference(key, "changed", changes))
    return (*found, *(Difference(key, "added") for key in new if key not in old))


def _changes(before: RuleSetting, after: RuleSetting) -> tuple[Change, ...]:
    first, second = to_json(before), to_json(after)
    named = [item.name for item in fields(RuleSetting)]
    return tuple(Change(key, first.get(key), second.get(key)) for key in named if first.get(key) != second.get(key))


def upgrade(problem: Problem, old: Pack, new: Pack) -> Upgrade:
    """The ward under a newer version of its pack, its own differences kept; shown to a person before it is taken."""
    mine = {item.rule: item for item in differences(problem, old)}
    ward = {setting.id: setting for setting in problem.settings}
    offered = applied(problem, new)
    settings, conflicts = [], []
    for setting in offered.settings:
        own = mine.get(setting.id)
        if own is None or own.kind == "added":
            settings.append(setting)
        elif own.kind == "changed":
            kept, clash = _merge(setting, ward[setting.id], own, _by_id(applied(problem, old).settings)[setting.id])
            settings.append(kept)
            if clash:
                conflicts.append(Difference(setting.id, "changed", clash))
    here = {setting.id for setting in settings}
    settings += [ward[item.rule] for item in mine.values() if item.kind == "added" and item.rule not in here]
    changed = replace(offered, settings=tuple(settings))
    return Upgrade(changed, compare(problem.settings, changed.settings), tuple(conflicts))


def _by_id(settings: Iterable[RuleSetting]) -> Mapping[str, RuleSetting]:
    return {setting.id: setting for setting in settings}


def _merge(new: RuleSetting, ward: RuleSetting, own: Difference, old: RuleSetting) -> tuple[RuleSetting, tuple[Change, ...]]:
    """The new rule with the ward's changed fields, and the fields that both changed to different values."""
    kept = {change.field: getattr(ward, change.field) for change in own.changes}
    moved = {change.field: change for change in _changes(old, new)}
    clash = tuple(
        Change(change.field, moved[change.field].after, change.after)
        for change in own.changes
        if change.field in moved and moved[change.field].after != change.after
    )
    return replace(new, **kept), clash
