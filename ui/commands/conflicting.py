"""why without a cell: what in a ward cannot hold together, and what would make it possible."""

from __future__ import annotations

import argparse
from typing import Any

from scheduler.domain.codec import to_json
from scheduler.domain.problem import Problem
from scheduler.domain.text import Text
from solver.api import Asker, Conflict, Conflicts, ConflictsAsked
from ui.commands import solving
from ui.commands.output import tell, tell_data
from ui.commands.parser import DONE, NO

NONE = Text("Aucun conflit : tout peut tenir ensemble.", "No conflict: everything can hold together.")
NONE_FOUND = Text(
    "Aucun conflit trouvé dans ce temps ; la recherche n'est pas finie : il peut y en avoir.",
    "No conflict was found in this time; the search is not finished: there may be some.",
)
MORE = Text("Il peut y avoir d'autres conflits.", "There may be other conflicts.")
HELP = Text("Ce qui le rendrait possible, du moins cher au plus cher :", "What would make it possible, the cheapest first:")


def tell_conflicts(problem: Problem, given: argparse.Namespace) -> int:
    """Prints the conflicts of a ward; status 0 only where it is proved that there is none."""
    asker = Asker()
    try:
        with solving.interruptible(solving.TOLD) as stop:
            found: Conflicts = asker.ask(ConflictsAsked(problem, given.seconds), stop=stop) or Conflicts((), False)
    finally:
        asker.close()
    if given.json:
        tell_data(conflicts_json(found, given.lang))
    else:
        tell("\n".join(lines(found, given.lang)))
    return DONE if found.complete and not found.found else NO


def lines(found: Conflicts, lang: str) -> list[str]:
    """Each conflict with its members and relaxations, and whether that is all."""
    if not found.found:
        return [(NONE if found.complete else NONE_FOUND).get(lang)]
    out: list[str] = []
    for at, conflict in enumerate(found.found, 1):
        out += [f"{at}. {conflict.text.get(lang)}", *(f"   - {member.text.get(lang)}" for member in conflict.members)]
        if conflict.relaxations:
            out.append(f"   {HELP.get(lang)}")
            out += [f"   + {each.text.get(lang)} {each.price.get(lang)}" for each in conflict.relaxations]
    return out if found.complete else [*out, MORE.get(lang)]


def conflicts_json(found: Conflicts, lang: str) -> dict[str, Any]:
    """The same as JSON data; relaxations carry the edits of the ward that they are."""
    return {"complete": found.complete, "conflicts": [_json(conflict, lang) for conflict in found.found]}


def _json(conflict: Conflict, lang: str) -> dict[str, Any]:
    return {
        "sentence": conflict.text.get(lang),
        "missing": conflict.missing,
        "verified": conflict.verified,
        "minimal": conflict.minimal,
        "members": [
            {
                "kind": member.kind,
                "of": list(member.of),
                "people": list(member.people),
                "dates": [day.isoformat() for day in member.dates],
                "sentence": member.text.get(lang),
            }
            for member in conflict.members
        ],
        "relaxations": [
            {"sentence": each.text.get(lang), "cost": each.cost, "price": each.price.get(lang), "edits": to_json(each)}
            for each in conflict.relaxations
        ],
    }
