"""The sample wards that come with the program: all people in them are invented."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import resources

from scheduler.domain.codec import dump_ward, load_ward
from scheduler.domain.errors import Fault, InputRefused
from scheduler.domain.problem import Problem
from scheduler.domain.text import Text
from scheduler.domain.wording import one_of
from scheduler.services import hospital

_TITLES = {
    "ward-a": Text(
        "Médecine polyvalente : 28 agents, 3 postes de 7 h 30 et 10 h la nuit",
        "General medicine: 28 staff, three shifts of 7 h 30 and 10 h at night",
    ),
    "ward-b": Text("Réanimation : 60 agents, 2 postes de 12 h", "Intensive care: 60 staff, two shifts of 12 h"),
    "service-c": Text(
        "Bloc opératoire : 12 médecins, une ligne de garde et une d'astreinte",
        "Operating theatre: 12 doctors, a line of guards and one of standbys",
    ),
}

HOSPITAL = "hospital"
"""The sample that is not one ward but many."""
_HOSPITAL_TITLE = Text(
    "Hôpital : un dossier de 40 unités de 25 agents, en 4 pôles", "Hospital: a folder of 40 wards of 25 staff, in 4 divisions"
)


def names() -> tuple[str, ...]:
    """The names of the sample wards."""
    return tuple(_TITLES)


def title(name: str) -> Text:
    """What a sample ward is, in a few words; also the hospital."""
    if is_hospital(name):
        return _HOSPITAL_TITLE
    return _TITLES[_known(name)]


def is_hospital(name: str) -> bool:
    """Whether the hospital of 40 wards is meant."""
    return name.casefold() == HOSPITAL


def hospital_texts() -> Iterator[tuple[str, str]]:
    """The ward files of the hospital: names and texts, made anew and always the same."""
    for ward in hospital.wards():
        yield f"{ward.id}.json", dump_ward(ward)


def text(name: str) -> str:
    """A sample ward's file; its letter is short for its name. Raises InputRefused naming those there are."""
    return (resources.files("resources.samples") / f"{_known(name)}.json").read_text("utf-8")


def load(name: str) -> Problem:
    """A sample ward. Raises InputRefused as `text` does."""
    return load_ward(text(name), _known(name))


def _known(name: str) -> str:
    wanted = name.casefold().removesuffix(".json")
    found = next((title for title in _TITLES if wanted in (title, title.rpartition("-")[2])), "")
    if not found:
        expected = one_of(Text("un service d'exemple", "a sample ward"), name, (*names(), HOSPITAL))
        raise InputRefused("", [Fault("NAME", name, expected)])
    return found
