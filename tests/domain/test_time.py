"""Local clock times against UTC, at the clock changes above all, and the shares of a piece over a cut axis."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from scheduler.domain.time import (
    DAY,
    add_days,
    clock,
    days_between,
    format_clock,
    iso_instant,
    local_date,
    local_time,
    now_minute,
    now_utc,
    overlap,
    parse_clock,
    parse_instant,
    share,
    today,
    utc_minute,
)

PARIS = "Europe/Paris"
SPRING = date(2027, 3, 28)
AUTUMN = date(2027, 10, 31)
_ZONES = st.sampled_from([PARIS, "UTC", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "America/Martinique"])
_DAYS = st.one_of(
    st.dates(date(2000, 1, 1), date(2040, 12, 31)),
    st.sampled_from([SPRING, AUTUMN, add_days(SPRING, -1), add_days(AUTUMN, -1), add_days(AUTUMN, 1)]),
)


def utc(words: str) -> int:
    """The UTC minute of an ISO text, by another way than the module's own."""
    return int(datetime.fromisoformat(words).replace(tzinfo=UTC).timestamp()) // 60


def night(start: date) -> int:
    """Real minutes of a night from 21:00 to 07:00."""
    return utc_minute(start, 31 * 60, PARIS) - utc_minute(start, 21 * 60, PARIS)


def test_a_night_of_ten_hours_lasts_nine_in_spring_and_eleven_in_autumn() -> None:
    assert night(add_days(SPRING, -1)) == 9 * 60
    assert night(add_days(AUTUMN, -1)) == 11 * 60
    assert night(SPRING) == night(AUTUMN) == night(date(2027, 5, 3)) == 10 * 60


def test_the_days_of_clock_changes_have_23_and_25_hours() -> None:
    for day, minutes in ((SPRING, 1380), (AUTUMN, 1500), (date(2027, 5, 3), DAY)):
        assert utc_minute(add_days(day, 1), 0, PARIS) - utc_minute(day, 0, PARIS) == minutes


@pytest.mark.parametrize(
    ("day", "words", "instant"),
    [
        (SPRING, "01:59", "2027-03-28T00:59"),
        (SPRING, "02:00", "2027-03-28T01:00"),  # does not exist: read as 03:00
        (SPRING, "02:30", "2027-03-28T01:30"),  # does not exist: read as 03:30
        (SPRING, "03:00", "2027-03-28T01:00"),
        (add_days(SPRING, -1), "26:30", "2027-03-28T01:30"),
        (add_days(SPRING, -1), "31:00", "2027-03-28T05:00"),
        (AUTUMN, "01:59", "2027-10-30T23:59"),
        (AUTUMN, "02:00", "2027-10-31T00:00"),  # exists twice: the first
        (AUTUMN, "02:59", "2027-10-31T00:59"),
        (AUTUMN, "03:00", "2027-10-31T02:00"),
        (add_days(AUTUMN, -1), "26:30", "2027-10-31T00:30"),
        (date(2026, 12, 31), "24:00", "2026-12-31T23:00"),
    ],
)
def test_local_times_around_the_clock_changes(day: date, words: str, instant: str) -> None:
    assert utc_minute(day, parse_clock(words), PARIS) == utc(instant)


def test_the_doubled_hour_is_told_apart_only_in_utc() -> None:
    first, second = utc("2027-10-31T00:30"), utc("2027-10-31T01:30")
    assert clock(first, PARIS) == clock(second, PARIS) == "02:30"
    assert utc_minute(AUTUMN, 150, PARIS) == first
    assert clock(utc_minute(SPRING, 150, PARIS), PARIS) == "03:30"


@given(_DAYS, st.integers(0, 3 * DAY), _ZONES)
def test_a_local_time_comes_back_unless_it_does_not_exist(day: date, minute: int, zone: str) -> None:
    instant = utc_minute(day, minute, zone)
    back = local_time(instant, zone)
    wall = datetime(day.year, day.month, day.day) + timedelta(minutes=minute)  # noqa: DTZ001
    skipped = back.replace(tzinfo=None) - wall
    if skipped:
        assert timedelta(0) < skipped <= timedelta(hours=1)
        assert local_time(instant - 60, zone).utcoffset() != back.utcoffset()
    else:
        assert back.fold == 0
        assert clock(instant, zone) == wall.strftime("%H:%M")
        assert local_date(instant, zone) == wall.date()


@given(st.integers(utc("2000-01-01T00:00"), utc("2040-12-31T00:00")), _ZONES)
def test_an_instant_comes_back_unless_its_local_time_is_a_repetition(instant: int, zone: str) -> None:
    seen = local_time(instant, zone)
    again = utc_minute(seen.date(), 60 * seen.hour + seen.minute, zone)
    shift = ZoneInfo(zone).utcoffset(seen.replace(tzinfo=None, fold=0))
    second = seen.utcoffset()
    assert shift is not None
    assert second is not None
    assert instant - again == (shift - second) // timedelta(minutes=1)
    assert (instant == again) == (seen.fold == 0)


@given(_DAYS, st.integers(0, 3 * DAY), st.integers(0, 2))
def test_minutes_past_midnight_are_those_of_the_next_day(day: date, minute: int, days: int) -> None:
    assume(minute >= days * DAY)
    assert utc_minute(day, minute, PARIS) == utc_minute(add_days(day, days), minute - days * DAY, PARIS)


@given(st.integers(0, 3 * DAY))
def test_clock_words_come_back(minute: int) -> None:
    assert parse_clock(format_clock(minute)) == minute


@pytest.mark.parametrize("words", ["", "7", "7:", ":30", "7:5", "07:60", "72:01", "-1:00", "07:00:00", "ab:cd", "7h30", "²:00"])
def test_no_clock_words(words: str) -> None:
    with pytest.raises(ValueError):
        parse_clock(words)


_MINUTE = st.integers(-3000, 3000)


@given(_MINUTE, _MINUTE, _MINUTE, _MINUTE)
def test_overlap_counts_the_minutes_in_both(start: int, end: int, first: int, last: int) -> None:
    assert overlap(start, end, first, last) == len(set(range(start, end)) & set(range(first, last)))


@given(st.integers(0, 2000), st.integers(-1000, 1000), st.integers(1, 1500), st.lists(st.integers(-1500, 3000), max_size=12))
def test_shares_over_a_cut_axis_sum_to_the_amount(amount: int, start: int, length: int, cuts: list[int]) -> None:
    everywhere = sorted({-5000, *cuts, 5000})
    assert sum(share(amount, start, start + length, first, last) for first, last in pairwise(everywhere)) == amount


@given(st.integers(0, 1440), st.integers(1, 1440), st.integers(-100, 1500), st.integers(-100, 1500))
def test_a_share_is_the_even_part_to_within_a_minute(amount: int, length: int, first: int, last: int) -> None:
    part = share(amount, 0, length, first, last)
    assert abs(part * length - amount * overlap(0, length, first, last)) <= length
    if amount == length:
        assert part == overlap(0, length, first, last)
    if last <= first:
        assert part == 0


def test_shares_by_hand() -> None:
    assert share(690, 0, 720, 0, 720) == 690
    assert share(690, 0, 720, 0, 360) == 345
    assert share(1, 0, 2, 0, 1) == 1
    assert share(1, 0, 2, 1, 2) == 0
    assert share(690, 0, 720, 720, 800) == 0


def test_days() -> None:
    assert add_days(date(2028, 2, 28), 2) == date(2028, 3, 1)
    assert days_between(date(2027, 12, 31), date(2028, 1, 1)) == 1
    assert days_between(date(2028, 1, 1), date(2027, 12, 31)) == -1


def test_the_present_is_told_in_utc_and_in_the_ward_s_zone() -> None:
    before = datetime.now(UTC).replace(microsecond=0)
    told = datetime.strptime(now_utc(), "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    assert timedelta(0) <= told - before < timedelta(minutes=1)
    assert today(PARIS) in {moment.astimezone(ZoneInfo(PARIS)).date() for moment in (before, datetime.now(UTC))}


@pytest.mark.parametrize(
    ("words", "instant"),
    [
        ("2027-05-11T05:40", "2027-05-11T03:40Z"),
        ("2027-05-11 05:40:59", "2027-05-11T03:40Z"),
        ("2027-05-11T05:40Z", "2027-05-11T05:40Z"),
        ("2027-05-11T05:40+02:00", "2027-05-11T03:40Z"),
        ("2027-10-31T02:30", "2027-10-31T00:30Z"),
        ("2027-10-31T02:30+01:00", "2027-10-31T01:30Z"),
    ],
)
def test_an_instant_is_read_in_its_own_zone_or_the_wards(words: str, instant: str) -> None:
    assert iso_instant(parse_instant(words, PARIS)) == instant
    assert parse_instant(instant, PARIS) == utc(instant)


@pytest.mark.parametrize("words", ["", "2027-05-11", "05:40", "2027-02-30T05:40", "tomorrow", "20270511T0540"])
def test_what_is_no_instant_is_refused(words: str) -> None:
    with pytest.raises(ValueError):
        parse_instant(words, PARIS)


def test_now_is_the_same_minute_however_it_is_told() -> None:
    before, told, after = now_minute(), utc(now_utc()), now_minute()
    assert before <= told <= after
