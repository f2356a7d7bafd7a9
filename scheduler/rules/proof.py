"""How good a plan is proved to be, in a sentence a manager reads: layer by layer, in what the layer counts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scheduler.domain.plan import LayerResult, percent
from scheduler.domain.problem import Problem
from scheduler.domain.settings import RuleSetting
from scheduler.domain.text import Text
from scheduler.rules.registry import read
from scheduler.rules.template import Unit

POINTS: Unit = "points"

COUNTED: dict[Unit, tuple[Text, Text]] = {
    "uncovered": (Text("1 poste non couvert", "1 shift uncovered"), Text("{n} postes non couverts", "{n} shifts uncovered")),
    "posts": (Text("1 poste d'écart", "1 shift off"), Text("{n} postes d'écart", "{n} shifts off")),
    "heads": (Text("une personne d'écart sur un poste ou une plage horaire", "one person off on a shift or part of a day"),
              Text("{n} fois une personne d'écart sur un poste ou une plage horaire",
                   "{n} times one person off on a shift or part of a day")),
    "minutes": (Text("", ""), Text("{n} d'écart en tout", "{n} off in all")),
    "days": (Text("1 jour de trop ou en moins", "1 day too many or too few"),
             Text("{n} jours de trop ou en moins", "{n} days too many or too few")),
    "weekends": (Text("1 week-end de trop ou en moins", "1 weekend too many or too few"),
                 Text("{n} week-ends de trop ou en moins", "{n} weekends too many or too few")),
    "rests": (Text("1 repos manquant", "1 rest missing"), Text("{n} repos manquants", "{n} rests missing")),
    "overtime": (Text("1 heure supplémentaire commencée", "1 hour of overtime begun"),
                 Text("{n} heures supplémentaires commencées", "{n} hours of overtime begun")),
    "wishes": (Text("1 souhait non accordé", "1 wish not granted"),
               Text("{n} souhaits non accordés", "{n} wishes not granted")),
    "changes": (Text("1 case changée", "1 cell changed"), Text("{n} cases changées", "{n} cells changed")),
    "points": (Text("1 point", "1 point"), Text("{n} points", "{n} points")),
}  # fmt: skip
"""What so many units of each kind are called: one of them, and more."""

UNAVOIDABLE = Text("c'est prouvé inévitable", "proved unavoidable")
WITHIN = Text("aucun planning ne peut faire mieux de plus de {gap}", "no plan can be more than {gap} better")
OPEN = Text("Rien n'est encore prouvé de : {layers}.", "Nothing is proved yet of: {layers}.")
MET = Text("Entièrement respecté, on ne peut mieux : {layers}.", "Fully met, none can do better: {layers}.")
ORDER = Text(
    "Chaque niveau est comparé aux plannings aussi bons sur ceux qui le précèdent.",
    "Each layer is compared with plans as good in those before it.",
)


@dataclass(frozen=True, slots=True)
class Count:
    """What a layer counts: its unit, and how much one of them adds to the layer's value."""

    unit: Unit = POINTS
    weight: int = 1

    @property
    def scale(self) -> int:
        """How much of the layer's value is one on a picture's axis: an hour, or one of what it counts."""
        return 60 * self.weight if self.unit == "minutes" else self.weight

    def short(self, value: int) -> str:
        """So much of it where the unit is known beside it: 6, 84 h."""
        shown = -(-value // self.weight)
        return _hours(shown) if self.unit == "minutes" else str(shown)

    def say(self, value: int) -> Text:
        """So much of it, as people read it: 6 shifts uncovered, 84 h off in all."""
        one, many = COUNTED[self.unit]
        said = self.short(value)
        return one if said == "1" else many.format(n=said)


def counts(problem: Problem) -> dict[str, Count]:
    """What each layer of a ward counts, where everything in it counts the same at the same weight; else points.

    A layer in which no rule counts anything is not there.
    """
    found: dict[str, set[Count]] = {}
    for setting in problem.settings:
        for layer, count in _counted(problem, setting):
            found.setdefault(layer, set()).add(count)
    return {layer: _common(kinds) for layer, kinds in found.items()}


def _common(kinds: set[Count]) -> Count:
    units, weights = {each.unit for each in kinds}, {each.weight for each in kinds}
    if len(weights) > 1:
        return Count()
    unit = next(iter(units)) if len(units) == 1 else "heads" if units <= {"uncovered", "posts", "heads"} else POINTS
    return Count(unit, 1 if unit == POINTS else next(iter(weights)))


def _counted(problem: Problem, setting: RuleSetting) -> Iterable[tuple[str, Count]]:
    if setting.hardness == "off" or (setting.hardness == "hard" and setting.template != "COVER"):
        return
    template, _ = read(setting)
    if template is None or not any(setting.scope.names(person) for person in problem.people):
        return
    for level in template.levels:
        special = setting.levels.get(level)
        layer, weight = (setting.layer, setting.weight) if special is None else (special.layer, special.weight)
        for unit, each in template.units(level, problem):
            if weight * each > 0:
                yield layer, Count(unit, 1 if unit == POINTS else weight * each)


def sentence(problem: Problem, layers: Sequence[LayerResult]) -> Text:
    """How good a plan is and what is proved of it; empty where there is no plan.

    Layers that cost nothing come together at the end. The claim of a gap is rounded up, so that it is true.
    """
    known = counts(problem)
    names = {layer.id: layer.name for layer in problem.layers}
    shown = [each for each in layers if each.layer in known or each.value]
    if not shown:
        return Text("", "")
    named = [(names[each.layer], known.get(each.layer, Count()).say(each.value), each) for each in shown]
    parts = [_layer(name, said, each) for name, said, each in named if each.value and _proved(each)]
    parts += _listed(OPEN, [_beside(name, said) for name, said, each in named if each.value and not _proved(each)])
    parts += _listed(MET, [name for name, _, each in named if not each.value])
    if any(each.value and _proved(each) for each in shown[1:]):
        parts.append(ORDER)
    return Text(" ".join(part.fr for part in parts), " ".join(part.en for part in parts))


def _layer(name: Text, said: Text, result: LayerResult) -> Text:
    if result.bound == result.value:
        return Text(f"{name.fr} : {said.fr}, {UNAVOIDABLE.fr}.", f"{name.en}: {said.en}, {UNAVOIDABLE.en}.")
    assert result.gap is not None
    fr, en = (WITHIN.get(lang).format(gap=percent(result.gap, lang)) for lang in ("fr", "en"))
    return Text(f"{name.fr} : {said.fr} ; {fr}.", f"{name.en}: {said.en}; {en}.")


def _proved(result: LayerResult) -> bool:
    """Whether there is anything to say of what is proved: a bound of nothing is none."""
    return bool(result.bound)


def _beside(name: Text, said: Text) -> Text:
    return Text(f"{name.fr} ({said.fr})", f"{name.en} ({said.en})")


def _listed(pattern: Text, items: Sequence[Text]) -> list[Text]:
    fr, en = (", ".join(item.get(lang) for item in items) for lang in ("fr", "en"))
    return [Text(pattern.fr.format(layers=fr), pattern.en.format(layers=en))] if items else []


def _hours(minutes: int) -> str:
    """Minutes as a sum in a sentence: 84 h, 83 h 45, 45 min."""
    whole, rest = divmod(minutes, 60)
    if not whole:
        return f"{rest} min"
    return f"{whole} h {rest:02d}" if rest else f"{whole} h"
