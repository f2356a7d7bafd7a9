"""Rule packs: complete, dated, sourced; the rules of French public hospitals that every ward has bite at their figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from scheduler import packs
from scheduler.domain.codec import dump_ward, load_ward
from scheduler.domain.demand import Series
from scheduler.domain.errors import InputRefused
from scheduler.domain.people import Grade
from scheduler.domain.problem import Problem
from scheduler.domain.text import Text, same
from scheduler.rules.evaluate import evaluate
from tests.rules.wards import CODES, SPRING, bound, shift, ward

M = shift("M", 405, 855, "morning")
S = shift("S", 825, 1275, "evening")
L = shift("L", 420, 1140, "day", "long")
EARLY = shift("E", 419, 1139, "day")
MINUTE = shift("I", 480, 961, "day")
EIGHT = shift("H", 480, 960, "day")
OVER = shift("V", 480, 961, "day", "overtime")
SHIFTS = (*(code for code in CODES if code.id not in "MS"), M, S, L, EARLY, MINUTE, EIGHT, OVER)


def under_pack(row: str, first: date = date(2027, 5, 3)) -> Problem:
    problem = ward([row.replace("|", " ")], first=first, codes=SHIFTS)
    return packs.apply(problem, "fph")


def broken(row: str, first: date = date(2027, 5, 3)) -> set[str]:
    """The rules of the law and of good practice that a row breaks."""
    book, grid = bound(under_pack(row, first))
    found = {f.rule for rule in book.rules for said in rule.statements for f in evaluate(said, grid) if f.people}
    return {name for name in found if name.startswith(("FPH", "GP"))}


FREE = "| R R R R R R R "


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        ("L L L L R R R | E R R R R R R", "FPH-01"),
        ("L L L I R R R" + FREE, "FPH-02"),
        ("L R R S M R R" + FREE, "FPH-09"),
        ("M M M M M M M | M R R R R R R", "FPH-10"),
        ("M M M M M R R | M M M M M M R", "FPH-11"),
        ("M M M R R M M | M M M R R M M", "FPH-12"),
        ("M M R R R K R | R R R R M M M", "FPH-12"),
        ("R R R R R M M | R R R R R M M | R R R R R M M", "FPH-13"),
        ("N N N N R R R" + FREE, "GP-01"),
        ("S M R R R R R" + FREE, "GP-02"),
        ("R M R R R R R" + FREE, "GP-03-WORK"),
        ("M M R M M R R" + FREE, "GP-03-REST"),
        ("R R R R M M R" + FREE, "GP-03-WEEKEND"),
        ("M M M M M M R" + FREE, "GP-03-RUN"),
        ("L L L L R R R" + FREE, "GP-03-LONG"),
    ],
)
def test_each_rule_is_broken_by_its_row(row: str, rule: str) -> None:
    assert rule in broken(row)


@pytest.mark.parametrize(
    "row",
    [
        "L L L H R R R" + FREE,  # 44 h in the week, to the minute
        "L L L V R R R" + FREE,  # the minute above them is overtime
        "M M M M M R R | M M M M M R R",
        "M M M R R R R | M M M M R R R",
        "N N N R R R R" + FREE,
        "R R R R R R R | R R R R R M M | R R R R R M M | R R R R R R R",
    ],
)
def test_rows_at_the_limit_keep_the_law(row: str) -> None:
    assert not {rule for rule in broken(row) if rule.startswith("FPH")}


def test_a_night_that_ends_on_saturday_takes_it_as_a_rest_day() -> None:
    assert "FPH-12" in broken("M M R R N R R | M M M R R M M")
    assert "FPH-12" not in broken("M M R N R R R | M M M R R M M")


def test_hours_of_rest_are_real_over_the_clock_change() -> None:
    assert "FPH-09" in broken("R R R R R L L" + FREE, SPRING)


def test_thirty_nine_hours_on_the_average_of_the_cycle() -> None:
    week = "M M M M M R R |"
    full = "L L L R R R R |"
    assert "FPH-03" not in broken(week * 4)
    heavy = "L L L H R R R |"
    assert "FPH-03" in broken(full + heavy * 3)


IDS = {
    "fph": {f"FPH-{n:02d}" for n in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 17, 25, 26, 33, 44, 45)} | {"GP-04"},
    "med": {f"MED-{n:02d}" for n in (1, 2, 3, 4, 7, 8)} | {f"INT-{n:02d}" for n in (1, 3, 4)} | {"MED-05-GUARD"},
    "eu": {f"EU-{n:02d}" for n in range(1, 6)},
}
"""Rules that each pack is asked for; what is left of the catalogue are pay, accounts and deadlines."""
UNDATED = {"MED-01", "MED-02", "MED-03", "MED-03-24H", "MED-04", "MED-08", "INT-02-NIGHT", "INT-02-SUNDAY", "INT-04"}
"""Rules of law whose first day is not known from the sources."""


@pytest.mark.parametrize("name", packs.names())
def test_a_pack_is_dated_sourced_bilingual_and_asks_for_layers_it_has(name: str) -> None:
    pack = packs.load(name)
    assert packs.names() == ("eu", "fph", "med")
    assert packs.versions(name)[-1] == pack.version
    assert {setting.id for setting in pack.settings} >= IDS[name]
    assert pack.layers == packs.load("fph").layers
    known = {setting.id for setting in pack.settings}
    for setting in pack.settings:
        assert setting.source
        assert setting.title.fr != setting.title.en
        assert not setting.comment or len(setting.comment.split(" / ")) == 2
        assert set(setting.replaces) <= known
        if setting.id.startswith(("FPH", "MED", "INT", "EU")):
            assert (setting.valid_from is None) == (setting.id in UNDATED)
            assert setting.url.startswith("http")
        if setting.hardness == "hard":
            assert setting.layer == ""


@pytest.mark.parametrize(
    ("first", "second", "rule"),
    [
        ("N N N N R R R", "R R R R J J R", "FAIR-NIGHTS"),
        ("R R R R R R J", "R R R R R R R", None),
        ("R R R R R R J | R R R R R R J", "R R R R R R R | R R R R R R R", "FAIR-SUNDAYS"),
    ],
)
def test_nights_and_sundays_are_shared_out_fairly(first: str, second: str, rule: str | None) -> None:
    two = ward([first.replace("|", ""), second.replace("|", "")], codes=SHIFTS)
    equal = replace(two, people=tuple(replace(who, quota=100) for who in two.people))
    book, grid = bound(packs.apply(equal, "fph"))
    found = {f.rule for each in book.rules for said in each.statements for f in evaluate(said, grid)}
    assert {name for name in found if name.startswith("FAIR")} == ({rule} if rule else set())


def intensive(beds: int = 12) -> Problem:
    grades = (Grade("IDE", same("IDE")), Grade("AS", same("AS")))
    return ward(["L R", "R K"], codes=SHIFTS, grades=grades, series=(Series("open_beds", Text("lits", "beds"), beds),))


def test_critical_care_ratios_come_with_the_beds() -> None:
    with_beds = packs.apply(intensive(), "fph")
    assert [line.id for line in with_beds.demand] == ["FPH-44-IDE", "FPH-44-AS"]
    book, grid = bound(with_beds)
    found = [f for rule in book.rules if rule.setting.id == "FPH-44" for said in rule.statements for f in evaluate(said, grid)]
    assert {(f.key[0], f.limit) for f in found} == {("FPH-44-IDE", 5), ("FPH-44-AS", 3)}
    without = packs.apply(ward(["L R"], codes=SHIFTS), "fph")
    assert without.demand == ()
    assert next(s for s in without.settings if s.id == "FPH-44").hardness == "off"


def test_a_ward_under_the_pack_goes_through_its_file() -> None:
    problem = under_pack("M M M M M R R" + FREE)
    assert load_ward(dump_ward(problem)) == problem
    assert packs.differences(problem) == ()


def test_a_ward_keeps_its_differences_in_a_newer_version() -> None:
    old = packs.load("fph")
    problem = under_pack("M M M M M R R" + FREE)
    own = {"FPH-10": {"params": {"period": "week", "minutes": 2880}}, "GP-01": {"weight": 9}, "FPH-01": {"comment": "vu"}}
    settings = tuple(replace(s, **own.get(s.id, {})) for s in problem.settings if s.id != "GP-02")
    extra = replace(settings[0], id="HOUSE-1")
    problem = replace(problem, settings=(*settings, extra))
    told = {(d.rule, d.kind, tuple(c.field for c in d.changes)) for d in packs.differences(problem)}
    assert told == {
        ("FPH-10", "changed", ("params",)), ("GP-01", "changed", ("weight",)), ("FPH-01", "changed", ("comment",)),
        ("GP-02", "removed", ()), ("HOUSE-1", "added", ()),
    }  # fmt: skip
    changed = {"FPH-01": {"title": same("48 h")}, "GP-01": {"weight": 5}}
    newer = tuple(replace(s, **changed.get(s.id, {})) for s in old.settings)
    new = replace(old, version="2027.1", settings=(*newer, replace(old.settings[0], id="FPH-99")))
    offered = packs.upgrade(problem, old, new)
    after = {s.id: s for s in offered.problem.settings}
    assert after["FPH-01"].title == same("48 h")
    assert after["FPH-01"].comment == "vu"
    assert after["FPH-10"].params["minutes"] == 2880
    assert after["GP-01"].weight == 9
    assert [(d.rule, [(c.before, c.after) for c in d.changes]) for d in offered.conflicts] == [("GP-01", [(5, 9)])]
    assert "GP-02" not in after
    assert {"HOUSE-1", "FPH-99"} <= set(after)
    assert {d.rule for d in offered.differences} == {"FPH-01", "FPH-99"}
    assert offered.problem.pack is not None
    assert offered.problem.pack.version == "2027.1"


def test_a_pack_with_mistakes_is_refused_with_all_of_them() -> None:
    text = """
name = "x"
version = "1"
published = "2027-01-01"
title = { fr = "x", en = "x" }
[[layers]]
id = "a"
name = { fr = "a", en = "a" }
[[settings]]
id = "one"
template = "RESTGAPP"
title = { fr = "t", en = "t" }
hardness = "soft"
layer = "b"
[[settings]]
id = "one"
template = "RESTGAP"
title = { fr = "t", en = "t" }
source = "law"
params = { minutes = "long" }
"""
    with pytest.raises(InputRefused) as refused:
        packs.read(text, "x.toml")
    places = [fault.place for fault in refused.value.faults]
    assert places[:2] == ["settings[one]", "settings[one].template"]
    assert {"settings[one].layer", "settings[one].source"} <= set(places)
    assert any("minutes" in place for place in places)
    with pytest.raises(InputRefused, match=r"fph"):
        packs.load("fhp")
    with pytest.raises(InputRefused):
        packs.load("fph", "1999.1")
    with pytest.raises(InputRefused, match="TOML"):
        packs.read("name = ")
