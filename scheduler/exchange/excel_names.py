"""Knows a ward's people and codes by everything that a sheet may call them."""

from __future__ import annotations

from collections.abc import Mapping

from scheduler.domain.codes import Code
from scheduler.domain.frame import Frame
from scheduler.domain.problem import Problem
from scheduler.domain.text import Text
from scheduler.domain.wording import one_of
from scheduler.exchange.excel_columns import plain
from scheduler.exchange.month import MASKED

_MARKS = " ▲*!?°"
_CODE = Text("un code du service", "a code of the ward")


class People:
    """The ward's people by everything that a sheet may call them."""

    def __init__(self, ward: Problem) -> None:
        self.by_id = {person.id: person for person in ward.people}
        self.numbers = {person.id: person.id for person in ward.people}
        for person in ward.people:
            self.numbers.setdefault(person.id.lstrip("0"), person.id)
        self.names: dict[str, str] = {}
        shared: set[str] = set()
        for person in ward.people:
            for name in {plain(person.name), plain(f"{person.given} {person.surname}"), plain(person.surname)}:
                shared |= {name} & self.names.keys()
                self.names[name] = person.id
        for name in shared:
            del self.names[name]
        self.shown = [f"{person.id} {person.name}" for person in ward.people]

    def find(self, texts: Mapping[str, str]) -> str:
        """The id of the person named, "" where nobody is, or where two people share what stands there."""
        number = texts.get("id", "")
        if number:
            return self.numbers.get(number) or self.numbers.get(number.lstrip("0"), "")
        full = texts.get("name") or f"{texts.get('surname', '')} {texts.get('given', '')}"
        return self.names.get(plain(full), "") if full.strip() else ""

    def agree(self, person: str, texts: Mapping[str, str]) -> bool:
        """Whether a name that stands beside a staff number has a word in common with that person's."""
        words = plain(" ".join(texts.get(name, "") for name in ("name", "surname", "given"))).split()
        return not words or not set(words).isdisjoint(plain(self.by_id[person].name).split())


class Codes:
    """The ward's codes by everything that a cell may call them; letters told apart by case only stay apart."""

    def __init__(self, ward: Problem, given: Mapping[str, str]) -> None:
        choices = [choice for choice in Frame(ward).choices if choice is not None]
        self.exact = {choice.text: choice.text for choice in choices}
        self.given = {text: code for text, code in given.items() if code in self.exact or code == ""}
        self.loose: dict[str, str] = {}
        shared: set[str] = set()
        for code in ward.codes:
            for word in _words(code):
                if self.loose.get(word, code.id) != code.id:
                    shared.add(word)
                self.loose[word] = code.id
        for word in shared:
            del self.loose[word]
        self.known = [code.id for code in ward.codes]

    def find(self, text: str) -> str | None:
        for word in (text, text.rstrip(_MARKS)):
            if word in self.given:
                return self.given[word]
            if word in self.exact:
                return self.exact[word]
        return self.loose.get(plain(text))

    def expected(self, text: str) -> Text:
        if text == MASKED:
            return Text("un code ; cette copie cache les motifs d'absence", "a code; this copy hides the reasons of absence")
        return one_of(_CODE, text, self.known)


def _words(code: Code) -> set[str]:
    return {word for word in (plain(code.id), plain(code.name.fr), plain(code.name.en)) if word}
