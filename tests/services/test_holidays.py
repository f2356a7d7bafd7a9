"""Public holidays by region, in both languages, whatever the machine's own language is."""

from __future__ import annotations

from datetime import date

import pytest

from scheduler.domain.calendar import Holiday
from scheduler.domain.errors import InputRefused
from scheduler.domain.text import Text
from scheduler.services.holidays import regions, resolve


def test_the_holidays_of_the_sample_wards() -> None:
    found = resolve("FR", date(2027, 3, 15), date(2027, 6, 20))
    assert [holiday.date for holiday in found] == [
        date(2027, 3, 29),
        date(2027, 5, 1),
        date(2027, 5, 6),
        date(2027, 5, 8),
        date(2027, 5, 17),
    ]
    assert found[0] == Holiday(date(2027, 3, 29), Text("Lundi de Pâques", "Easter Monday"))


@pytest.mark.parametrize("region", ["FR-57", "FR-67", "FR-68", "FR-6AE"])
def test_alsace_and_moselle_have_two_more(region: str) -> None:
    year = date(2027, 1, 1), date(2027, 12, 31)
    local = set(resolve(region, *year)) - set(resolve("FR", *year))
    assert {holiday.date for holiday in local} == {date(2027, 3, 26), date(2027, 12, 26)}


def test_both_ends_and_several_years_are_held() -> None:
    found = resolve("FR", date(2026, 12, 25), date(2028, 1, 1))
    assert len(found) == 13
    assert (found[0].date, found[-1].date) == (date(2026, 12, 25), date(2028, 1, 1))
    assert resolve("FR", date(2027, 1, 2), date(2027, 1, 31)) == ()


@pytest.mark.parametrize("language", ["fr", "en_US", "de"])
def test_names_do_not_depend_on_the_machine(monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    for name in ("LANGUAGE", "LC_ALL", "LANG"):
        monkeypatch.setenv(name, language)
    assert resolve("DE-BY", date(2027, 1, 6), date(2027, 1, 6)) == (
        Holiday(date(2027, 1, 6), Text("Heilige Drei Könige", "Epiphany")),
    )


def test_every_region_is_resolved() -> None:
    for country in regions():
        for holiday in resolve(country, date(2027, 1, 1), date(2027, 12, 31)):
            assert holiday.name.fr
            assert holiday.name.en


@pytest.mark.parametrize(
    ("region", "named"),
    [
        ("ZZ", "FR, "),
        ("", "FR, "),
        ("fr", "the nearest is 'FR'"),
        ("FR-99", "FR-57, "),
        ("FR-Mosele", "FR-57, "),
        ("FR-", "FR-57"),
    ],
)
def test_an_unknown_region_names_those_that_are_known(region: str, named: str) -> None:
    with pytest.raises(InputRefused) as refused:
        resolve(region, date(2027, 1, 1), date(2027, 12, 31))
    (fault,) = refused.value.faults
    assert (fault.place, fault.value) == ("region", region)
    assert named in fault.expected.en
    assert fault.expected.fr.startswith("un")
