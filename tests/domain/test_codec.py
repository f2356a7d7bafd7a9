"""What is written is read again unchanged, and equal values give equal files."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from scheduler.domain.codec import (
    digest,
    dump_plan,
    dump_run,
    dump_ward,
    from_json,
    load_plan,
    load_run,
    load_ward,
    to_json,
)
from scheduler.domain.errors import InputRefused
from scheduler.domain.jsontext import canonical, parse, render
from scheduler.domain.people import Person
from scheduler.domain.plan import LayerResult, Plan, RunRecord, said_usage
from scheduler.domain.problem import Problem, Row
from scheduler.domain.records import shape
from scheduler.domain.settings import LevelCost, RuleSetting
from tests.domain.samples import PLAN, RECORD, WARD
from tests.domain.strategies import values

_BROAD = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


@_BROAD
@given(values(Problem))
def test_any_problem_survives_the_way_through_text(problem: Problem) -> None:
    data, wrong = parse(render(to_json(problem)))
    assert (wrong, from_json(Problem, data)) == ([], (problem, []))
    again = from_json(Problem, data)[0]
    assert again is not None
    assert digest(again) == digest(problem)


@_BROAD
@given(values(Plan))
def test_any_plan_survives_the_way_through_a_file(plan: Plan) -> None:
    assert load_plan(dump_plan(plan)) == plan


def test_a_ward_survives_the_way_through_a_file() -> None:
    assert load_ward(dump_ward(WARD)) == WARD
    assert load_ward(dump_ward(WARD).encode("utf-8-sig")) == WARD


def test_a_run_carries_its_whole_problem() -> None:
    assert load_run(dump_run(RECORD, WARD)) == (RECORD, WARD)


def test_a_run_whose_problem_was_changed_is_refused() -> None:
    with pytest.raises(InputRefused) as refused:
        load_run(dump_run(RECORD, replace(WARD, days=5, roster=(), references=())))
    assert [fault.place for fault in refused.value.faults] == ["record.problem_digest"]


def test_a_run_without_its_parts_names_both() -> None:
    with pytest.raises(InputRefused) as refused:
        load_run('{"format": "releve-run", "version": 1, "recrod": {}}')
    assert [fault.place for fault in refused.value.faults] == ["recrod", "record", "problem"]


def test_fields_equal_to_their_default_are_left_out() -> None:
    person = Person("900001", "FICTIF-Ortie", "Camille", "IDE", "jour")
    assert to_json(person) == {
        "id": "900001",
        "surname": "FICTIF-Ortie",
        "given": "Camille",
        "grade": "IDE",
        "contract": "jour",
    }


def test_cells_clocks_instants_and_texts_are_readable() -> None:
    data = to_json(WARD)
    assert data["roster"][0]["cells"] == "N N R . M/accueil+G . R+A"
    assert data["codes"][1]["segments"] == [{"start": "21:00", "end": "31:00"}]
    assert data["pieces"][0]["pieces"][0]["start"] == "2027-04-30T19:00Z"
    assert data["codes"][1]["name"] == {"fr": "nuit", "en": "night"}
    assert data["settings"][1]["title"] == "COVER"
    assert data["demand"][0]["maximum"] == {"heads": 2, "units": 5, "of": "lits"}


def test_cells_are_read_from_a_list_too() -> None:
    assert from_json(Row, {"person": "x", "cells": ["M", "", "R"]}) == (Row("x", ("M", "", "R")), [])
    assert from_json(Row, {"person": "x", "cells": "M .\n R"}) == (Row("x", ("M", "", "R")), [])


def test_a_whole_number_may_be_written_with_a_fraction_of_zero() -> None:
    value, wrong = from_json(LayerResult, {"layer": "cover", "value": 3.0})
    assert wrong == []
    assert value == LayerResult("cover", 3)
    assert type(value.value) is int


def test_equal_wards_have_one_text_and_one_digest() -> None:
    rule = RuleSetting(
        "r", "T", WARD.codes[0].name, params={"a": 1, "b": (2,)}, levels={"x": LevelCost("l"), "y": LevelCost("l")}
    )
    turned = replace(rule, params={"b": (2,), "a": 1}, levels={"y": LevelCost("l"), "x": LevelCost("l")})
    one, other = replace(WARD, settings=(rule,)), replace(WARD, settings=(turned,))
    assert dump_ward(one) == dump_ward(other)
    assert digest(one) == digest(other)
    assert digest(one) != digest(WARD)
    assert digest(replace(WARD, roster=WARD.roster[:1])) != digest(WARD)


def test_the_call_log_changes_the_file_and_not_what_a_plan_answers() -> None:
    quiet = replace(WARD, calls=())
    assert dump_ward(quiet) != dump_ward(WARD)
    assert digest(quiet) == digest(WARD) == PLAN.problem_digest
    assert digest(replace(WARD, people=tuple(replace(who, availability=()) for who in WARD.people))) != digest(WARD)


def test_the_digest_is_that_of_the_canonical_text() -> None:
    text = canonical(to_json(WARD))
    assert json.loads(text) == to_json(WARD)
    assert ": " not in text.split('"note"')[0].replace('": "', "")
    assert len(digest(WARD)) == 64


def test_a_type_that_files_cannot_carry_is_found_at_once() -> None:
    with pytest.raises(TypeError):
        shape(bytes)


def test_a_plan_knows_its_gap() -> None:
    assert LayerResult("x", 40, 38).gap == pytest.approx(0.05)
    assert LayerResult("x", 0, 0).gap == 0
    assert LayerResult("x", 40).gap is None
    assert PLAN.layers[0].gap == 0


def test_a_record_from_before_energy_and_goals_is_read() -> None:
    data = to_json(RECORD)
    for name in ("goal", "peak_megabytes", "watts_per_core", "watt_hours", "cpu_seconds"):
        del data[name]
    old, wrong = from_json(RunRecord, data)
    assert wrong == []
    assert old is not None
    assert (old.goal, old.watt_hours, old.cpu_seconds) == (None, None, None)
    assert said_usage(old).en == ""


def test_what_a_run_took_is_said_in_a_line() -> None:
    assert said_usage(RECORD).en == (
        "4.5 s of processor time, 310 MiB of memory, about 0.015 Wh (an estimate at 12 W a core)"
    )
    assert said_usage(RECORD).fr == (
        "4,5 s de processeur, 310 Mio de mémoire, environ 0,015 Wh (estimation à 12 W par cœur)"
    )


def test_short_members_stand_on_one_line() -> None:
    lines = dump_ward(WARD).splitlines()
    assert '  {"person": "900001", "cells": "N N R . M/accueil+G . R+A"},' in lines
    assert max(len(line) for line in lines if "note" not in line) <= 120
