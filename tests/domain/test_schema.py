"""The published schemas accept what the program writes and refuse what it refuses."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from scheduler.domain.codec import dump_plan, dump_ward, from_json
from scheduler.domain.plan import Plan
from scheduler.domain.problem import Problem
from scheduler.domain.schema import plan_schema, ward_schema
from tests.domain.samples import PLAN, WARD
from tests.domain.strategies import values

_WARD = Draft202012Validator(ward_schema(), format_checker=Draft202012Validator.FORMAT_CHECKER)
_PLAN = Draft202012Validator(plan_schema(), format_checker=Draft202012Validator.FORMAT_CHECKER)


@pytest.mark.parametrize("schema", [ward_schema(), plan_schema()], ids=["ward", "plan"])
def test_the_schemas_are_schemas(schema: dict[str, Any]) -> None:
    Draft202012Validator.check_schema(schema)
    assert json.loads(json.dumps(schema)) == schema


def test_every_definition_is_used_and_every_reference_defined() -> None:
    for schema in (ward_schema(), plan_schema()):
        text = json.dumps(schema)
        for name in schema["$defs"]:
            assert f'"#/$defs/{name}"' in text
        assert set(schema["$defs"]) == {part.split('"')[0] for part in text.split("#/$defs/")[1:]}


def test_what_the_program_writes_is_accepted() -> None:
    _WARD.validate(json.loads(dump_ward(WARD)))
    _PLAN.validate(json.loads(dump_plan(PLAN)))


@settings(max_examples=25, deadline=None)
@given(values(Problem))
def test_any_ward_that_the_program_writes_is_accepted(problem: Problem) -> None:
    _WARD.validate(json.loads(dump_ward(problem)))


def test_the_heading_is_required() -> None:
    data = json.loads(dump_ward(WARD))
    for key, value in (("format", "releve-plan"), ("version", 2)):
        assert not _WARD.is_valid({**data, key: value})
        assert not _WARD.is_valid({name: item for name, item in data.items() if name != key})
    assert "Mapping" not in json.dumps(ward_schema())
    assert ward_schema()["$defs"]["Formula"]["description"].startswith("A need computed from a daily series")


_DATES = ["2027-05-03", "2027-13-01", "2027-02-29", "9999-12-31", "27-5-3"]
_CLOCKS = ["07:00", "7:00", "31:00", "72:00", "72:01", "25:61"]
_INSTANTS = ["2027-03-28T19:00Z", "2027-03-28T24:00Z", "2027-03-28 19:00"]
_NUMBERS = [0, 1, -1, 3.0, 3.5, 10**20, -(10**20), 1e300]
_LISTS = [[], [1], ["x"], [[]], ["2027-05-03", 4], ["2027-05-03", "4"], ["2027-05-03", 4, 5]]
_FORMULA = {"heads": 1, "units": 2, "of": "x"}
_OBJECTS = [{}, {"fr": "a"}, {"fr": "a", "en": "b"}, {"fr": "a", "en": 1}, {"x": 1}, {"\x01": "x"}]
_JUNK = st.sampled_from(
    [
        *(None, True, False, "", "x", ".", "1", "M", "work", "#FFFFFF", "\x01"),
        *(*_DATES, *_CLOCKS, *_INSTANTS, *_NUMBERS, *_LISTS, *_OBJECTS, _FORMULA, {**_FORMULA, "round": "upp"}),
    ]
)
_KEYS = st.sampled_from(["id", "quota", "first", "start", "params", "zzz", "minimum", "cells", "format", "fr"])


def _places(data: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [place for key, item in inner for place in ((*path, key), *_places(item, (*path, key)))]


def _spoilt(draw: st.DrawFn, whole: dict[str, Any]) -> dict[str, Any]:
    data = copy.deepcopy(whole)
    for _ in range(draw(st.integers(1, 2))):
        *path, last = draw(st.sampled_from(_places(data)))
        holder: Any = data
        for key in path:
            holder = holder[key]
        match draw(st.sampled_from(["replace", "drop", "add"])):
            case "replace":
                holder[last] = copy.deepcopy(draw(_JUNK))
            case "drop":
                del holder[last]
            case _ if isinstance(holder, dict):
                holder[draw(_KEYS)] = copy.deepcopy(draw(_JUNK))
            case _:
                holder.append(copy.deepcopy(draw(_JUNK)))
    return data


@st.composite
def spoilt_wards(draw: st.DrawFn) -> dict[str, Any]:
    data = json.loads(dump_ward(WARD))
    return _spoilt(draw, {key: item for key, item in data.items() if key not in ("format", "version")})


@st.composite
def spoilt_plans(draw: st.DrawFn) -> dict[str, Any]:
    data = json.loads(dump_plan(PLAN))
    return _spoilt(draw, {key: item for key, item in data.items() if key not in ("format", "version")})


def _agree(cls: type, validator: Draft202012Validator, heading: str, data: dict[str, Any]) -> None:
    by_schema = validator.is_valid({**data, "format": heading, "version": 1})
    _, faults = from_json(cls, {key: item for key, item in data.items() if key != "format"})
    assert by_schema == (not faults), (by_schema, [fault.say("en") for fault in faults])


@settings(max_examples=400, deadline=None)
@given(spoilt_wards())
def test_schema_and_program_agree_on_wards(data: dict[str, Any]) -> None:
    _agree(Problem, _WARD, "releve-ward", data)


@settings(max_examples=150, deadline=None)
@given(spoilt_plans())
def test_schema_and_program_agree_on_plans(data: dict[str, Any]) -> None:
    _agree(Plan, _PLAN, "releve-plan", data)
