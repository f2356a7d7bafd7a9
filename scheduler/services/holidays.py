"""Public holidays of a region as resolved dates: the only door to the `holidays` library."""

from __future__ import annotations

from datetime import date

import holidays

from scheduler.domain.calendar import Holiday
from scheduler.domain.errors import Fault, InputRefused
from scheduler.domain.text import Text
from scheduler.domain.wording import nearest, shown

_DEPARTMENTS = {"FR": {"67": "6AE", "68": "6AE"}}
"""Subdivisions under the names people know them by: the library has Bas-Rhin and Haut-Rhin as Alsace only."""


def resolve(region: str, first: date, last: date) -> tuple[Holiday, ...]:
    """The public holidays from `first` to `last`, both included, in order, with their French and English names.

    `region` is a country (FR) or a country and a subdivision (FR-57: Moselle, with its Good Friday and 26 December;
    FR-67 and FR-68 likewise). A name that the library does not have in a language is given in the country's own.
    Raises InputRefused for a region that is not known; the message names those that are.
    """
    country, subdivision = _known(region)
    french, english = (_named(country, subdivision, range(first.year, last.year + 1), lang) for lang in ("fr", "en"))
    return tuple(Holiday(day, Text(french[day], english[day])) for day in sorted(french) if first <= day <= last)


def regions() -> dict[str, tuple[str, ...]]:
    """The countries that `resolve` knows, by their two letters, with their subdivisions."""
    listed = holidays.list_supported_countries()
    return {country: tuple(listed[country]) for country in sorted(listed) if len(country) == 2}


def _known(region: str) -> tuple[str, str | None]:
    country, dash, subdivision = region.partition("-")
    known = regions()
    if country not in known:
        raise _refused(region, "un pays de la liste", "a country of the list", tuple(known))
    if not dash:
        return country, None
    subdivision = _DEPARTMENTS.get(country, {}).get(subdivision, subdivision)
    if subdivision not in known[country]:
        accepted = (country, *(f"{country}-{part}" for part in (*known[country], *_DEPARTMENTS.get(country, ()))))
        raise _refused(region, "une région de la liste", "a region of the list", accepted)
    return country, subdivision


def _refused(region: str, fr: str, en: str, accepted: tuple[str, ...]) -> InputRefused:
    close, names = nearest(region, accepted), ", ".join(accepted)
    near = Text(f" (le plus proche est « {close} »)", f" (the nearest is '{close}')") if close else Text("", "")
    expected = Text(f"{fr}{near.fr} : {names}", f"{en}{near.en}: {names}")
    return InputRefused("", [Fault("region", shown(region), expected)])


def _named(country: str, subdivision: str | None, years: range, lang: str) -> dict[date, str]:
    own = holidays.country_holidays(country, subdiv=subdivision)
    spoken = next((name for name in own.supported_languages if name.split("_")[0] == lang), own.default_language)
    # The language is always said: without it the library takes the one of the machine.
    found = holidays.country_holidays(country, subdiv=subdivision, years=years, language=spoken)
    return dict(found)
