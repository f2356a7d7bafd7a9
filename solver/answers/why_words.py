"""The sentences of "why" and "why not", in French and English: people, dates, codes, values, limits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from scheduler.domain import time
from scheduler.domain.frame import Frame
from scheduler.domain.text import LANGUAGES, Plural, Text
from scheduler.rules.api import Finding, Heads
from scheduler.rules.live import LiveCheck
from scheduler.rules.proof import Count, counts
from scheduler.rules.template import code_name, say_day, say_days

PAST = Text(
    "{who}, {day} : {code} est dans le passé connu, aucun planning ne le change.",
    "{who}, {day}: {code} lies in the known past; no plan changes it.",
)
LOCKED = Text(
    "{who}, {day} : {code} est verrouillé, aucun planning ne le change.",
    "{who}, {day}: {code} is locked; no plan changes it.",
)
LOCKED_EMPTY = Text(
    "{who}, {day} : la case est vide et verrouillée, aucun planning ne la remplit.",
    "{who}, {day}: the cell is empty and locked; no plan fills it.",
)
GIVEN = Text(
    "{who}, {day} : {code} est un fait saisi (congé, absence, formation ...) ; aucun planning n'y change rien.",
    "{who}, {day}: {code} is entered as a fact (leave, absence, training ...); no plan changes it.",
)
RECORDED = Text(
    "{who}, {day} : le travail réel est enregistré ({code}), aucun planning ne le change.",
    "{who}, {day}: what was really worked is recorded ({code}); no plan changes it.",
)
UNDECIDED = Text("{who}, {day} : rien n'est encore décidé.", "{who}, {day}: nothing is decided yet.")
UNFINISHED = Text(
    "Des cases du planning ne sont pas décidées ; ce qu'un autre choix coûterait se dit d'un planning complet.",
    "Some cells of the plan are undecided; what another choice would cost can be told of a complete plan.",
)
HELD = Text("{who}, {day} : {code} est déjà dans la case.", "{who}, {day}: the cell holds {code} already.")

NEEDED = Text(
    "{line} {when}{clock} : {value} avec {who}, {limit} au moins ; sans ce service il en manquerait.",
    "{line} {when}{clock}: {value} with {who}, at least {limit}; without this shift somebody would be missing.",
)
SHORT = Text(
    "{line} {when}{clock} : {value} avec {who}, {limit} au moins ; il en manque déjà.",
    "{line} {when}{clock}: {value} with {who}, at least {limit}; somebody is missing already.",
)
SPARE = Text(
    "{line} {when}{clock} : {value} avec {who}, {limit} au moins ; sans ce service il y aurait encore assez de monde.",
    "{line} {when}{clock}: {value} with {who}, at least {limit}; without this shift there would still be enough.",
)
AIMED = Text(
    "{line} {when}{clock} : {value} avec {who}, cible {limit}.", "{line} {when}{clock}: {value} with {who}, target {limit}."
)

BREAKS = Text("Avec {code} à cette place et le reste inchangé : {breach}", "With {code} there and all else unchanged: {breach}")
BESIDES = Text(
    "Avec {code} pour {who} {when} et le reste inchangé, {rules}.",
    "With {code} for {who} {when} and all else unchanged, {rules}.",
)
RULES = Plural(
    Text("{n} autre règle stricte est enfreinte", "{n} more hard rule is broken"),
    Text("{n} autres règles strictes sont enfreintes", "{n} more hard rules are broken"),
)
CELLS = Plural(Text("{n} case change", "{n} cell changes"), Text("{n} cases changent", "{n} cells change"))
CHANGED = Plural(Text("{n} case", "{n} cell"), Text("{n} cases", "{n} cells"))
NO_OTHER = Text(
    "Aucun autre code ne respecte toutes les règles strictes pour {who} {when} tant que le reste du planning ne change pas.",
    "No other code keeps every hard rule for {who} {when} while the rest of the plan stays.",
)
FREE = Text(
    "Avec {code} pour {who} {when} et le reste inchangé, aucune règle stricte n'est enfreinte.",
    "With {code} for {who} {when} and all else unchanged, no hard rule is broken.",
)

NEVER = Text(
    "Prouvé : aucun planning conforme aux règles strictes ne donne {code} à {who} {when}, quoi que les autres fassent.",
    "Proved: no plan that keeps the hard rules gives {who} {code} {when}, whatever the others do.",
)
NEVER_OTHER = Text(
    "Prouvé : aucun planning conforme aux règles strictes ne donne autre chose à {who} {when}, quoi que les autres fassent.",
    "Proved: no plan that keeps the hard rules gives {who} anything else {when}, whatever the others do.",
)
NOT_FOUND = Text(
    "Aucun planning avec {code} {when} n'a été trouvé qui respecte les règles strictes en ne changeant que des cases {around}.",
    "No plan with {code} {when} was found that keeps the hard rules by changing only cells {around}.",
)
NOT_FOUND_OTHER = Text(
    "Aucun planning avec autre chose {when} n'a été trouvé qui respecte les règles strictes en ne changeant que des cases "
    "{around}.",
    "No plan with anything else {when} was found that keeps the hard rules by changing only cells {around}.",
)

AS_GOOD = Text(
    "Un planning avec {code} pour {who} {when} ne coûte rien de plus, à aucun niveau ; {cells}.",
    "A plan with {code} for {who} {when} costs nothing more in any layer; {cells}.",
)
TOGETHER = Text(
    "Un planning avec {code} pour {who} {when} ne coûte rien de plus, à aucun niveau, mais {cells} : cette case seule "
    "coûterait plus ({costs}), les autres changements le compensent.",
    "A plan with {code} for {who} {when} costs nothing more in any layer, but {cells}: this cell alone would cost more "
    "({costs}), which the other changes make up for.",
)
ANYWAY = Text(
    "Sans toucher à cette case, ces autres changements seuls améliorent déjà le planning ({costs}).",
    "Without this cell those other changes alone improve the plan already ({costs}).",
)
DEARER = Text(
    "Le meilleur planning avec {code} pour {who} {when} change {changed} et coûte plus :",
    "The best plan with {code} for {who} {when} changes {changed} and costs more:",
)
FOUND = Text(
    "Le meilleur planning trouvé avec {code} pour {who} {when} change {changed} et coûte plus :",
    "The best plan found with {code} for {who} {when} changes {changed} and costs more:",
)
MORE = Text("{layer} : {after} au lieu de {before}, soit {more} de plus.", "{layer}: {after} instead of {before}, {more} more.")
LESS = Text(
    "{layer} : {after} au lieu de {before}, soit {more} de moins.", "{layer}: {after} instead of {before}, {more} less."
)
PROVED = Text(
    "C'est prouvé : aucun planning avec {code} {when}, aussi bon aux niveaux précédents, ne coûte moins à ce niveau : {layer}.",
    "Proved: no plan with {code} {when} that is as good in the layers before costs less in this one: {layer}.",
)
SAME = Text(
    "C'est prouvé : quoi qu'on change, cela ne coûte ni plus ni moins que dit ici à ces niveaux : {layers}.",
    "Proved: whatever else changes, in these layers it costs neither more nor less than said here: {layers}.",
)
DIFFERS_MORE = Text("{layer} : {more} de plus", "{layer}: {more} more")
DIFFERS_LESS = Text("{layer} : {more} de moins", "{layer}: {more} less")
BETWEEN = Text(
    "Prouvé : à ce niveau, {layer}, au moins {least} de plus.", "Proved: in this layer, {layer}, at least {least} more."
)
AT_MOST = Text(
    "Non prouvé à partir de ce niveau, {layer} : c'est au plus cela ; "
    "rien de mieux n'a été trouvé en changeant des cases {around}.",
    "Not proved from this layer on, {layer}: it is at most that; nothing better was found by changing cells {around}.",
)
NEAR = Text(
    "Prouvé pour {most} cases changées au plus, {around} : à ce niveau, {layer}, rien ne coûte moins. "
    "En changeant davantage, c'est au plus cela.",
    "Proved for at most {most} changed cells, {around}: in this layer, {layer}, nothing costs less. "
    "With more changes it is at most that.",
)
ONLY = Text(
    "Prouvé tant que seules des cases {around} changent : à ce niveau, {layer}, rien ne coûte moins. "
    "En changeant davantage, c'est au plus cela.",
    "Proved as long as only cells {around} change: in this layer, {layer}, nothing costs less. "
    "With more changes it is at most that.",
)
OTHERWISE = Text("autre chose que {code}", "anything other than {code}")


class Words:
    """Says what concerns one cell of a ward: who, when, and the codes there."""

    def __init__(self, frame: Frame, person: int, day: int) -> None:
        self.frame, self.person, self.day = frame, person, day
        self.who = frame.problem.people[person].name
        self.counts = counts(frame.problem)

    def say(self, pattern: Text, **values: object) -> Text:
        """A sentence about the cell; values that are texts are said in the sentence's language."""
        said = {}
        for lang in LANGUAGES:
            own = {name: value.get(lang) if isinstance(value, Text) else value for name, value in values.items()}
            day = say_day(self.frame, self.day, lang)
            when = say_days(self.frame, self.day, self.day, lang)
            said[lang] = pattern.get(lang).format(**{"who": self.who, "day": day, "when": when, **own})
        return Text(said["fr"], said["en"])

    def code(self, choice: int) -> str:
        return code_name(self.frame, choice)

    def days(self, first: int, last: int) -> Text:
        """A stretch of days."""
        return Text(*(say_days(self.frame, first, last, lang) for lang in LANGUAGES))

    def breach(self, check: LiveCheck, finding: Finding) -> Text:
        return Text(*(check.sentence(finding, lang) for lang in LANGUAGES))

    def served(self, said: Heads, slot: tuple[int, int], there: int) -> Iterator[Text]:
        """What a demand line has with this person in it, in a part of its day: against its minimum, and its target."""
        line = next(line for line in self.frame.demand if line.id == said.line)
        zone = self.frame.problem.zone
        clock = "" if line.start is None else f" {time.clock(slot[0], zone)}–{time.clock(slot[1], zone)}"
        values = {"line": line.name, "clock": clock, "value": there, "when": self.days(said.day, said.day)}
        if said.minimum:
            pattern = NEEDED if there == said.minimum else SHORT if there < said.minimum else SPARE
            yield self.say(pattern, limit=said.minimum, **values)
        if said.target and said.target != said.minimum:
            yield self.say(AIMED, limit=said.target, **values)

    def costs(self, before: Sequence[int], more: Sequence[int]) -> list[Text]:
        """By layer that differs, what it costs instead of what it costs now."""
        found = []
        for layer, now, change in zip(self.frame.problem.layers, before, more, strict=True):
            if change:
                count = self.counts.get(layer.id, Count())
                pattern = MORE if change > 0 else LESS
                after, amount = count.say(now + change), count.short(abs(change))
                found.append(self.say(pattern, layer=layer.name, after=after, before=count.short(now), more=amount))
        return found

    def differences(self, more: Sequence[int]) -> Text:
        """The layers that differ, by how much, in a row."""
        found = [
            self.say(DIFFERS_MORE if change > 0 else DIFFERS_LESS, layer=layer.name, more=self.amount(at, abs(change)))
            for at, (layer, change) in enumerate(zip(self.frame.problem.layers, more, strict=True))
            if change
        ]
        return Text(*(", ".join(each.get(lang) for each in found) for lang in LANGUAGES))

    def layers(self, places: Iterable[int]) -> Text | None:
        """Those of some layers in which anything counts, by their names; None where there is none."""
        layers = self.frame.problem.layers
        names = [layers[at].name for at in places if layers[at].id in self.counts]
        return Text(*(", ".join(name.get(lang) for name in names) for lang in LANGUAGES)) if names else None

    def amount(self, layer: int, value: int) -> str:
        """So much of what a layer counts."""
        return self.counts.get(self.frame.problem.layers[layer].id, Count()).short(value)
