"""The course of a search: news only, in time order, and never more points than a picture can show."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain.course import MOST_POINTS, Course, Courses, Point
from scheduler.domain.plan import LayerResult


def test_only_news_makes_a_point() -> None:
    courses = Courses()
    assert courses.add(1.0, (LayerResult("a", 9), LayerResult("b", 5, 2)))
    assert not courses.add(2.0, (LayerResult("a", 9), LayerResult("b", 5, 2)))
    assert courses.add(3.0, (LayerResult("a", 9), LayerResult("b", 5, 3)))
    assert courses.of("a") == [Point(1.0, 9, None)]
    assert courses.of("b") == [Point(1.0, 5, 2), Point(3.0, 5, 3)]
    assert courses.of("c") == []


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), max_size=1000))
def test_the_points_stay_few_and_keep_the_first_and_the_last(told: list[tuple[int, int]]) -> None:
    course = Course()
    for at, (value, bound) in enumerate(told):
        course.add(float(at), LayerResult("x", value, bound))
    assert len(course.points) <= MOST_POINTS
    assert [point.seconds for point in course.points] == sorted(point.seconds for point in course.points)
    if told:
        assert (course.points[0].objective, course.points[0].bound) == told[0]
        assert (course.points[-1].objective, course.points[-1].bound) == told[-1]
    assert all((point.objective, point.bound) == told[int(point.seconds)] for point in course.points)
