"""The campaign's wards are wards, its clocks and its memory watch say what happened, and its limits tell met from missed."""

from __future__ import annotations

import math
import subprocess
import sys
import time

import pytest

from scheduler.checking import check_problem
from scheduler.domain.codec import digest, dump_ward, load_ward
from scheduler.domain.frame import Frame
from scheduler.domain.plan import LayerResult, Plan
from scheduler.domain.validate import faults
from scheduler.rules.registry import bind, templates
from tests.benchmarks.wards_campaign import variants
from tests.benchmarks.wards_campaign.limits import LIMITS, Measured
from tests.benchmarks.wards_campaign.measure import Run, measured
from tests.benchmarks.wards_campaign.memory import PROC, Watch
from tests.benchmarks.wards_campaign.stops import Stop, partner_killed, stops
from tests.solver import small

MEBI = 2**20


@pytest.mark.parametrize("name", variants.VARIANTS)
def test_a_variant_is_a_valid_ward_of_its_own_and_always_the_same(name: str) -> None:
    ward, again = variants.VARIANTS[name](), variants.VARIANTS[name]()
    if ward is None or again is None:
        assert name.endswith("-fair")
        assert "FAIR" not in templates()
        return
    assert digest(ward) == digest(again)
    assert faults(ward) == ()
    assert bind(Frame(ward)).faults == ()
    shipped = {digest(variants.ward_a()), digest(variants.ward_b())}
    assert (digest(ward) in shipped) == (name in ("A", "B"))


def test_variants_have_what_they_are_about() -> None:
    def minutes(ward_name: str) -> set[int]:
        ward = variants.VARIANTS[ward_name]()
        assert ward is not None
        own = {code for person in ward.people if person.grade in ("IDE", "AS") and "M" in person.codes for code in person.codes}
        return {segment.end - segment.start for code in ward.codes if code.id in own - {"N"} for segment in code.segments}

    assert minutes("A") == {450}
    assert minutes("A-odd") == {462, 468}
    assert minutes("A-four") == {456, 462, 605}
    able = [sum("N" in p.codes and "M" in p.codes for p in ward.people) for ward in (variants.ward_a(), variants.more_nights())]
    assert able == [6, 11]
    longer = variants.twelve_weeks()
    assert longer.days == 84
    assert {len(row.cells) for row in longer.roster} == {84 + longer.history_days}
    assert len(longer.wishes) == 60
    assert sum("CA" in row.cells[-28:] for row in longer.roster) >= 9


def test_the_month_before_was_legal() -> None:
    ward = variants.after_a_month()
    assert (ward.history_days, ward.days) == (70, 56)
    check = check_problem(ward).check
    assert check is not None
    hard = {setting.id for setting in ward.settings if setting.hardness == "hard"}
    assert [check.sentence(f, "en") for f in check.all() if f.rule in hard and f.first >= -28] == []


def layers(*found: tuple[int, int | None]) -> tuple[LayerResult, ...]:
    return tuple(
        LayerResult(f"L{k}", value, bound, "closed" if value == bound else "held") for k, (value, bound) in enumerate(found)
    )


def run(ward: str, *moments: tuple[float, tuple[LayerResult, ...]], first: float | None = 1.0, memory: int = MEBI) -> Run:
    return Run(ward, 60.0, Plan("", layers=moments[-1][1] if moments else ()), True, first, moments, memory)


def test_a_layer_is_closed_when_it_was_proved_for_the_last_time() -> None:
    made = run("A", (2.0, layers((5, 5))), (3.0, layers((4, 2))), (6.0, layers((4, 4))), (9.0, layers((4, 4))))
    assert made.closed(0) == 6.0
    assert made.at(1.0) == ()
    assert [each.value for each in made.at(2.5)] == [5]
    assert [each.bound for each in made.at(60.0)] == [4]
    assert run("A", (2.0, layers((5, 5))), (3.0, layers((4, 2)))).closed(0) is None


def verdicts(found: Measured) -> dict[str, bool | None]:
    return {limit.title: limit.say(found)[1] for limit in LIMITS}


def test_limits_tell_met_from_missed() -> None:
    near = layers((6, 6), (0, 0), (3, 1), (5025, 4990), (9, None))
    a, b = run("A", (8.0, near), first=1.9), run("B", (29.0, layers(*[(1, 1)] * 4)))
    good = list(verdicts(Measured([a, b], [Stop("A", "", 1.0, 0.4, True)])).values())
    assert good == [True] * 6 + [None]
    far = layers((6, 5), (0, 0), (3, 0), (5025, 4900), (9, None))
    a, b = run("A", (8.0, far), first=2.1, memory=3 * 2**30), run("B", (31.0, layers(*[(1, 1)] * 4)))
    assert list(verdicts(Measured([a, b], [Stop("A", "", 1.0, 0.6, True)])).values()) == [False] * 6 + [None]
    assert set(verdicts(Measured([])).values()) == {None}
    assert verdicts(Measured([run("A", first=None)]))["A: first legal plan"] is False
    assert "1.05 of it" in LIMITS[0].say(Measured([run("A", (8.0, near), first=2.1)]))[0]
    assert LIMITS[2].figure(Measured([run("A", (8.0, layers(*[(3, None)] * 4)))])) == math.inf


@pytest.mark.skipif(not PROC.is_dir(), reason="the kernel's tables are Linux's own")
def test_memory_of_a_process_below_is_seen() -> None:
    code = "import time; kept = bytearray(200 * 2**20); print('there', flush=True); time.sleep(2)"
    with Watch() as watch, subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(0.5)
        process.kill()
    assert watch.most is not None
    assert 200 * MEBI < watch.most < 400 * MEBI


def test_a_run_is_measured_through_the_real_entry() -> None:
    made = measured("small", small.ward(2, 5, small.rule("rest", "RESTGAP", minutes=720), need=1), 30.0, 1, 1)
    assert made.closed(0) is not None
    assert made.legal
    assert made.first is not None
    assert made.searched is not None
    assert made.searched < made.first < made.seconds
    assert made.at(60.0) == made.plan.layers
    if PROC.is_dir():
        assert made.memory is not None
        assert 50 * MEBI < made.memory < 2000 * MEBI


def test_stops_and_the_death_of_the_second_process_are_measured() -> None:
    ward = small.ward(20, 28, *small.law(), need=3)
    found = next(stops("small", ward, 2.0, 1, 1))
    assert not found.plan
    assert 0.0 <= found.answered < 12.0
    as_a_file = load_ward(dump_ward(small.ward(10, 28, *small.law())))
    death = partner_killed("small", as_a_file, 12.0, 1)
    if PROC.is_dir():
        assert death.killed is not None
        assert death.harmless
