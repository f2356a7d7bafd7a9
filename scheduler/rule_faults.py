"""What is wrong with a ward's rules: parameters that cannot be read, and names in them that nothing in the ward knows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Literal, get_args

from scheduler import packs
from scheduler.domain.codes import Kind
from scheduler.domain.declared import CODE, LINE, PERSON, TERM, declared_names
from scheduler.domain.errors import Fault, InputRefused
from scheduler.domain.oncall import ON_CALL, duties
from scheduler.domain.overtime import OVERTIME
from scheduler.domain.problem import Problem
from scheduler.domain.settings import RuleSetting
from scheduler.domain.text import Text
from scheduler.domain.wording import misspelt, one_of
from scheduler.rules.balance import Balance
from scheduler.rules.named import names_of
from scheduler.rules.registry import read, templates
from scheduler.rules.template import NameKind, Template

Kinds = NameKind | Literal["opening", "tagged"]
"""Besides the names in parameters: accounts of openings, and tags of people."""

Known = Mapping[Kinds, frozenset[str]]

WHAT: Mapping[Kinds, Text] = {
    "person": PERSON,
    "term": TERM,
    "code": CODE,
    "line": LINE,
    "account": Text("un compte des « openings » ou d'une règle BALANCE", "an account of 'openings' or of a BALANCE rule"),
    "opening": Text("un compte des « openings » ou du jeu de règles", "an account of 'openings' or of the rule pack"),
    "demand": Text("une ligne de besoin de « demand »", "a line of 'demand'"),
    "tag": Text("une étiquette d'un code ou d'une période", "a tag of a code or of an on-call period"),
    "tagged": Text("une étiquette d'une personne de « people »", "a tag of someone in 'people'"),
}
BUILT_IN = frozenset((*get_args(Kind), "work", ON_CALL, "guard", "standby", OVERTIME))
"""Tags that the program gives by itself; that a ward has nothing of the sort is no mistake."""


def rule_faults(problem: Problem) -> tuple[Fault, ...]:
    """Everything that is wrong with the rules of a ward that are on, at once; a template that is not known is no fault here.

    A name must be known: declared in the ward, or used by the ward's rule pack, whose rules say nothing where a ward has not
    what they speak of.
    """
    found: list[Fault] = []
    on = [setting for setting in problem.settings if setting.hardness != "off" and setting.template in templates()]
    bound = []
    for setting in on:
        template, wrong = read(setting, f"settings[{setting.id}]")
        found += wrong
        if template is not None:
            bound.append((setting, template))
    usual = _usual(problem)
    if usual is not None:
        known = _known(problem, (template for _, template in bound))
        for setting, template in bound:
            found += _unknown(setting, template, known, usual)
    return tuple(found)


def unknown_rules(problem: Problem) -> tuple[RuleSetting, ...]:
    """The hard rules of a ward whose template this version does not have: a plan would not keep them."""
    return tuple(each for each in problem.settings if each.hardness == "hard" and each.template not in templates())


def unknown_rule(setting: RuleSetting, way: str) -> Fault:
    """Such a rule as a fault; `way` is what lets a plan be made without it."""
    known = one_of(Text("une règle de cette version", "a rule of this version"), setting.template, tuple(templates()))
    expected = Text(f"{known.fr} ; ou {way} pour planifier sans elle", f"{known.en}; or {way} to plan without it")
    return Fault(f"settings[{setting.id}].template", setting.template, expected)


def _unknown(setting: RuleSetting, template: Template, known: Known, usual: Known) -> Iterator[Fault]:
    for place, kind, name in _named(setting, template):
        among = known[kind] | usual.get(kind, frozenset())
        if name in among or (kind in ("opening", "tagged") and not misspelt(name, sorted(among))):
            continue  # an account that is like no other begins at nothing for everyone; whoever had a tag may have left
        yield Fault(f"settings[{setting.id}].{place}", name, one_of(WHAT[kind], name, sorted(among)))


def _named(setting: RuleSetting, template: Template) -> Iterator[tuple[str, Kinds, str]]:
    """Every name in a rule that the ward must know: its place, its kind, and the name."""
    for at, tag in enumerate(setting.scope.tags):
        yield f"scope.tags[{at}]", "tagged", tag
    for place, kind, name in names_of(template):
        yield f"params.{place}", kind, name
    if isinstance(template, Balance) and template.account:
        yield "params.account", "opening", template.account


def _known(problem: Problem, bound: Iterable[Template]) -> Known:
    """What the ward declares, by kind of name."""
    names = declared_names(problem)
    held = duties(problem.lines)
    tags = {tag for code in problem.codes for tag in (*code.all_tags, *(t for part in code.segments for t in part.tags))}
    tags.update(tag for duty in held for tag in duty.tags)
    tags.update(tag for known in problem.pieces for piece in known.pieces for tag in piece.tags)
    brought = frozenset(item.account for item in problem.openings)
    return {
        "person": frozenset(names.people),
        "term": frozenset((*names.grades, *names.skills)),
        "code": frozenset(names.codes),
        "line": frozenset(names.lines),
        "demand": frozenset((*(line.id for line in problem.demand), *(duty.id for duty in held))),
        "account": brought.union(each.account for each in bound if isinstance(each, Balance)),
        "opening": brought,
        "tag": BUILT_IN | tags,
        "tagged": frozenset(tag for person in problem.people for tag in person.tags),
    }


def _usual(problem: Problem) -> Known | None:
    """The names that the ward's pack uses; None where this program has not got that pack, so that nobody can tell."""
    if problem.pack is None:
        return {}
    try:
        return _of_pack(problem.pack.name, problem.pack.version)
    except InputRefused:
        return None


@cache
def _of_pack(name: str, version: str) -> Known:
    found: dict[Kinds, set[str]] = {}
    for setting in packs.load(name, version).settings:
        template, _ = read(setting)
        for _, kind, used in _named(setting, template) if template is not None else ():
            found.setdefault(kind, set()).add(used)
    return {kind: frozenset(used) for kind, used in found.items()}
