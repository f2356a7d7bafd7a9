"""Files that cannot be used: every fault is told with its place, all at once, and no content makes reading fail."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.domain.codec import dump_plan, dump_ward, from_json, load_plan, load_ward, to_json
from scheduler.domain.demand import DemandLine
from scheduler.domain.errors import Fault, InputRefused, NewerVersion
from scheduler.domain.jsontext import parse
from scheduler.domain.people import Person
from scheduler.domain.plan import RunRecord
from scheduler.domain.problem import Problem
from tests.domain.samples import PLAN, RECORD, WARD


def told(cls: type, data: object) -> list[tuple[str, str]]:
    value, wrong = from_json(cls, data)
    assert (value is None) == bool(wrong)
    return [(fault.place, fault.value) for fault in wrong]


def changed(path: str, value: object) -> dict[str, Any]:
    """The sample ward's data with one value replaced; `path` as in faults."""
    data: Any = json.loads(json.dumps(to_json(WARD)))
    keys = path.replace("[", ".").replace("]", "").split(".")
    inner = data
    for key in keys[:-1]:
        inner = inner[int(key)] if key.isdigit() else inner[key]
    inner[int(keys[-1]) if keys[-1].isdigit() else keys[-1]] = value
    return data  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("path", "value", "shown", "fr", "en"),
    [
        ("people[1].quota", "80", "80", "un nombre entier", "a whole number"),
        ("people[1].quota", True, "true", "un nombre entier", "a whole number"),
        ("people[1].quota", 79.5, "79.5", "un nombre entier", "a whole number"),
        ("people[1].quota", None, "null", "un nombre entier", "a whole number"),
        ("people[1].quota", 2**53, str(2**53), "2^53 - 1", "the nearest is 9007199254740991"),
        ("people[1].quota", -(2**80), "-2^80...", "2^53 - 1", "the nearest is -9007199254740991"),
        ("people[1].quota", float("nan"), "nan", "un nombre entier", "a whole number"),
        ("people[1].quota", float("inf"), "inf", "un nombre entier", "a whole number"),
        ("people[0].given", 3, "3", "un texte", "a text"),
        ("people[0].given", "a\x00b", "a?b", "sans caractère de commande", "without control characters"),
        ("people[0].given", "\ud800", "?", "sans caractère de commande", "without control characters"),
        ("people", {}, "{}", "une liste", "a list"),
        ("people[0]", ["x"], "[...]", "un objet", "an object"),
        ("first", "2027-02-29", "2027-02-29", "une date comme 2027-05-03", "a date like 2027-05-03"),
        ("first", "20270503", "20270503", "une date", "a date"),
        ("first", "2027-W18-1", "2027-W18-1", "une date", "a date"),
        ("first", "9999-12-31", "9999-12-31", "de 1900-01-01 à 2199-12-31", "from 1900-01-01 to 2199-12-31"),
        ("first", 20270503, "20270503", "une date", "a date"),
        ("people[0].until", True, "true", "une date", "a date"),
        ("codes[0].segments[0].start", "6h45", "6h45", "HH:MM", "HH:MM"),
        ("codes[0].segments[0].start", "72:01", "72:01", "72:00", "72:00"),
        ("codes[0].segments[0].start", "07:60", "07:60", "HH:MM", "HH:MM"),
        ("codes[0].segments[0].start", 420, "420", "HH:MM", "HH:MM"),
        ("codes[0].planned", 1, "1", "true ou false", "true or false"),
        ("codes[0].kind", "wrok", "wrok", "la plus proche est « work »", "the nearest is 'work'"),
        ("codes[0].kind", "zzz", "zzz", "work | rest | leave", "work | rest | leave"),
        ("pieces[0].pieces[0].start", "2027-04-30T19:00", "2027-04-30T19:00", "instant UTC", "UTC instant"),
        ("pieces[0].pieces[0].start", "2027-04-30T24:00Z", "2027-04-30T24:00Z", "instant UTC", "UTC instant"),
        ("codes[0].name", {"fr": "matin", "en": 3}, None, "un texte", "a text"),
        ("roster[0].cells", 7, "7", "les codes de la personne", "the person's codes"),
        ("roster[0].cells", ["M", 7], None, "un texte", "a text"),
        ("demand[0].minimum", "1", "1", "un nombre entier ou un objet", "a whole number or an object"),
        ("series[0].values[0]", ["2027-05-04"], "[...]", "une liste de 2", "a list of 2"),
        ("settings[0].params", [], "[]", "un objet", "an object"),
        ("settings[0].params.minutes", float("nan"), "nan", "un nombre", "a number"),
        ("settings[0].params.minutes", 10**30, "2^99...", "un nombre", "a number"),
        ("settings[0].levels", {"minimum": 3}, None, "un objet", "an object"),
    ],
)
def test_each_kind_of_fault(path: str, value: object, shown: str | None, fr: str, en: str) -> None:
    problem, wrong = from_json(Problem, changed(path, value))
    assert problem is None
    assert len(wrong) == 1
    assert wrong[0].place.startswith(path)
    assert shown is None or wrong[0].value == shown
    assert fr in wrong[0].say("fr")
    assert en in wrong[0].say("en")


def test_unknown_and_missing_fields_are_told_together() -> None:
    data = {"id": "1", "surname": 3, "givne": "x", "grade": "IDE", "contract": "c", "quota": "x", "zzzzzz": 1}
    value, wrong = from_json(Person, data, "people[3]")
    assert value is None
    assert [fault.place for fault in wrong] == [
        "people[3].surname",
        "people[3].givne",
        "people[3].quota",
        "people[3].zzzzzz",
        "people[3].given",
    ]
    assert wrong[1].say("en") == "people[3].givne: got 'x', expected a known field; the nearest is 'given'"
    assert "id, surname, given" in wrong[3].say("fr")
    assert "required" in wrong[4].say("en")


def test_places_inside_texts_tables_and_parameters() -> None:
    assert told(Problem, changed("codes[0].name", {"fr": "a", "de": "b"})) == [
        ("codes[0].name.de", "b"),
        ("codes[0].name.en", "null"),
    ]
    levels = {"a b": {"layer": "cover", "weight": None}}
    assert told(Problem, changed("settings[1].levels", levels)) == [('settings[1].levels["a b"].weight', "null")]
    assert told(Problem, changed("settings[0].params", {"x": [1, {"y": float("inf")}]})) == [
        ("settings[0].params.x[1].y", "inf")
    ]


def test_parameters_nested_beyond_reason_are_refused() -> None:
    deep: Any = 1
    for _ in range(31):
        deep = [deep]
    assert told(Problem, changed("settings[0].params", {"x": deep})) == []
    assert len(told(Problem, changed("settings[0].params", {"x": [deep]}))) == 1
    endless: list[Any] = []
    endless.append(endless)
    assert len(told(Problem, changed("settings[0].params", {"x": endless}))) == 1


def test_numbers_of_seconds() -> None:
    data = to_json(RECORD)
    assert from_json(RunRecord, {**data, "wall_seconds": 3})[0] is not None
    for bad in (True, "3", float("nan"), 10**400, None):
        assert [place for place, _ in told(RunRecord, {**data, "wall_seconds": bad})] == ["wall_seconds"]


def refused(text: str | bytes) -> list[Fault]:
    with pytest.raises(InputRefused) as caught:
        load_ward(text, "salle.json")
    assert caught.value.text.fr.startswith("salle.json")
    return list(caught.value.faults)


@pytest.mark.parametrize(
    ("text", "place", "expected"),
    [
        ('{"format": "releve-ward",\n "days": 3,, }', "l. 2, col. 12", "a name in double quotes"),
        ('{"format" "x"}', "l. 1, col. 11", "a colon after the name"),
        ("[1 2]", "l. 1, col. 4", "a comma, ] or }"),
        ('{"a": }', "l. 1, col. 7", "a value"),
        ('{"a": "b}', "l. 1, col. 7", "a quote at the end of the text"),
        ('{"a": 1} x', "l. 1, col. 10", "the end of the file"),
        ('{"a": "b\nc"}', "l. 1, col. 9", "a line break written \\n"),
        ('{"a": "\\x"}', "l. 1, col. 8", "well-formed JSON"),
        ("", "l. 1, col. 1", "a value"),
        ("[" * 200_000, "l. 1, col. 1", "fewer nested levels"),
        (b'{"a": "\xe9"}', "byte 7", "a file in UTF-8"),
        ("[]", "l. 1, col. 1", "an object { }"),
        ("3", "l. 1, col. 1", "an object { }"),
        ("{}", "format", "'releve-ward', which this file has to be"),
        ('{"format": "releve-plan", "version": 1}', "format", "'releve-ward', which this file has to be"),
        ('{"format": "releve-ward"}', "version", "a version number from 1 to 1"),
        ('{"format": "releve-ward", "version": true}', "version", "a version number from 1 to 1"),
        ('{"format": "releve-ward", "version": 0}', "version", "a version number from 1 to 1"),
        ('{"format": "releve-ward", "version": "1"}', "version", "a version number from 1 to 1"),
    ],
)
def test_a_text_that_is_no_ward_file(text: str | bytes, place: str, expected: str) -> None:
    wrong = refused(text)
    assert [(fault.place, fault.expected.en) for fault in wrong] == [(place, expected)]


def test_names_that_stand_twice_are_told_with_their_places() -> None:
    text = (
        dump_ward(WARD)
        .replace('"days": 4,', '"days": 4, "days": 5,')
        .replace('"minutes": 660', '"minutes": 660, "minutes": 600')
    )
    wrong = refused(text)
    assert sorted((fault.place, fault.value) for fault in wrong) == [
        ("days", "days"),
        ("settings[0].params.minutes", "minutes"),
    ]


@pytest.mark.parametrize(
    "number",
    ["NaN", "Infinity", "-Infinity", "1e999", "9" * 5000, "-" + "9" * 5000],
    ids=["nan", "infinity", "-infinity", "overflow", "long", "-long"],
)
def test_numbers_that_are_none(number: str) -> None:
    assert [fault.place for fault in refused(dump_ward(WARD).replace('"days": 4', f'"days": {number}'))] == ["days"]
    text = dump_ward(WARD).replace('"minutes": 660', f'"minutes": {number}')
    assert [fault.place for fault in refused(text)] == ["settings[0].params.minutes"]


def test_a_newer_file_is_refused_with_both_versions() -> None:
    text = dump_ward(WARD).replace('"version": 1', '"version": 12').replace('"days"', '"jours"')
    with pytest.raises(NewerVersion) as caught:
        load_ward(text, "salle.json")
    for said in (caught.value.text.fr, caught.value.text.en):
        assert said.startswith("salle.json")
        assert "version 12," in said
        assert "version 1 ;" in said.replace("1;", "1 ;")
    with pytest.raises(NewerVersion):
        load_plan(dump_plan(PLAN).replace('"version": 1', '"version": 2'))


def test_faults_of_form_and_of_many_places_come_at_once() -> None:
    text = dump_ward(WARD).replace('"quota": 80', '"quota": "x"').replace('"2027-05-06"', '"6 mai"').replace('"hard"', '"hrad"')
    assert [fault.place for fault in refused(text)] == ["people[1].quota", "holidays[0].date", "settings[0].hardness"]


_ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary() | st.integers(2**60, 10**400),
    lambda inner: (
        st.lists(inner)
        | st.tuples(inner)
        | st.dictionaries(st.text() | st.integers() | st.sampled_from(["id", "people", "first", "codes"]), inner)
    ),
    max_leaves=20,
)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from([Problem, Person, DemandLine, RunRecord]), _ANYTHING)
def test_no_data_make_reading_fail(cls: type, data: object) -> None:
    value, wrong = from_json(cls, data)
    assert (value is None) == bool(wrong)
    for fault in wrong:
        assert fault.expected.fr
        assert fault.say("en")


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.text(), st.binary(), st.text(st.sampled_from('{}[]",:0123456789.eE+-tfn \\u'))))
def test_no_text_makes_reading_fail(text: str | bytes) -> None:
    _, wrong = parse(text)
    assert all(fault.place for fault in wrong)
    with pytest.raises(InputRefused):
        load_ward(text)
