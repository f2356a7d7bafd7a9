"""What is wrong with the call log: people that the ward does not have, answers without an instant or before the question."""

from __future__ import annotations

from collections.abc import Iterable

from scheduler.domain.calls import Call
from scheduler.domain.declared import PERSON, Names
from scheduler.domain.findings import Findings
from scheduler.domain.time import iso_instant


def check_calls(calls: Iterable[Call], names: Names, found: Findings) -> None:
    """Adds what is wrong with each call. Its code may have gone from the ward since: the log tells what was."""
    for at, call in enumerate(calls):
        here = found.at(f"calls[{at}]")
        here.known("person", call.person, names.people, PERSON)
        if not call.code.strip():
            here.add("code", call.code, "le code du poste à pourvoir", "the code of the shift to be filled")
        if call.answer == "waiting" and call.answered is not None:
            given = iso_instant(call.answered)
            here.add("answered", given, "rien tant que la réponse est attendue", "nothing while the answer is waited for")
        elif call.answer != "waiting" and call.answered is None:
            here.add("answered", "", "l'instant de la réponse", "the instant of the answer")
        elif call.answered is not None and call.answered < call.asked:
            asked = iso_instant(call.asked)
            given = iso_instant(call.answered)
            here.add("answered", given, f"un instant à partir de l'appel, {asked}", f"an instant not before the call, {asked}")
