"""Published results: which of them a run is compared with, what a table's faults are told as, and the history of a search."""

from __future__ import annotations

from pathlib import Path

import pytest

from scheduler.domain.course import Point
from scheduler.domain.errors import InputRefused
from scheduler.domain.plan import LayerResult
from scheduler.services import published
from scheduler.services.benchmarks import History, load, sets
from scheduler.services.published import Known, Records, Result
from tests.exchange.judged import benchmarks

KNOWN = "set,instance,best_ub,best_lb,source\ncurtois,One,607,607,here\ncurtois,Two,828,,there\n"
RESULTS = """set,instance,algorithm,seconds,objective,source
curtois,One,Slow,3600,1308,s
curtois,One,Quick,600,1341,s
curtois,One,Quicker,600,1339.5,s
curtois,One,Proof,880.4,1300,s
curtois,One,Untold,,1200,s
curtois,Two,"Alone, untold",,900,s
curtois,Two,Without a value,60,,s
other,Two,Elsewhere,60,1,s
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "set" / "deep").mkdir(parents=True)
    (tmp_path / published.BEST_KNOWN).write_text(KNOWN, "utf-8")
    (tmp_path / published.RESULTS).write_text(RESULTS, "utf-8-sig")
    return tmp_path


@pytest.mark.parametrize(
    ("seconds", "algorithm", "limit"),
    [
        (599.9, "Quicker", 600.0),
        (600.0, "Quicker", 600.0),
        (880.3, "Quicker", 600.0),
        (881.0, "Proof", 880.4),
        (3600.0, "Slow", 3600.0),
        (1e6, "Slow", 3600.0),
    ],
)
def test_a_run_is_compared_at_its_own_time_limit(folder: Path, seconds: float, algorithm: str, limit: float) -> None:
    found = published.read(folder).at("curtois", "One", seconds)
    assert found is not None
    assert (found.algorithm, found.seconds) == (algorithm, limit)


def test_a_result_without_a_limit_stands_only_where_no_other_does(folder: Path) -> None:
    records = published.read(folder)
    assert records.at("curtois", "Two", 60) == Result("Alone, untold", None, 900)
    assert records.at("other", "Two", 60) == Result("Elsewhere", 60, 1)
    assert records.at("curtois", "Three", 60) is None
    assert records.best_known("curtois", "One") == Known(607, 607)
    assert records.best_known("curtois", "Two") == Known(828, None)
    assert records.best_known("other", "Two") == Known(None, None)


def test_the_tables_lie_beside_a_file_a_folder_or_two_above(folder: Path) -> None:
    (folder / "set" / "One.txt").write_text("", "utf-8")
    whole = published.read(folder)
    assert whole.known
    assert whole.results
    assert published.read(folder / "set" / "One.txt") == published.read(folder / "set" / "deep") == whole
    (folder / "set" / "deep" / "er" / "yet").mkdir(parents=True)
    assert published.read(folder / "set" / "deep" / "er" / "yet") == Records()


def test_a_folder_of_sets_is_all_of_them_or_the_one_that_holds_an_instance(tmp_path: Path) -> None:
    for name in ("one/Instance1.txt", "one/rosters/Instance1.tsv", "two/small/Sc-n005w4.txt", "two/large/Sc-n120w8.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("", "utf-8")
    assert sets(tmp_path) == [tmp_path / "one", tmp_path / "two" / "large", tmp_path / "two" / "small"]
    assert sets(tmp_path, "Instance1") == [tmp_path / "one"]
    assert sets(tmp_path, "n005w4_1_6-2-9-1") == [tmp_path / "two" / "small"]
    assert sets(tmp_path / "one") == [tmp_path / "one"]
    assert sets(tmp_path / "nowhere") == [tmp_path / "nowhere"]


def test_every_wrong_number_of_both_tables_is_told_at_once(folder: Path) -> None:
    (folder / published.BEST_KNOWN).write_text(KNOWN.replace("828", "many"), "utf-8")
    (folder / published.RESULTS).write_text(RESULTS.replace("880.4", "-1").replace("1341", "nan"), "utf-8")
    with pytest.raises(InputRefused) as refused:
        published.read(folder)
    told = [(fault.place, fault.value) for fault in refused.value.faults]
    assert told == [
        ("best_known.csv:3 best_ub", "many"),
        ("published_results.csv:3 objective", "nan"),
        ("published_results.csv:5 seconds", "-1"),
    ]


@pytest.mark.parametrize("content", [b"instance,objective\nOne,1\n", b"\xff\xfe\x00", b""])
def test_a_table_that_is_none_is_refused_by_name(folder: Path, content: bytes) -> None:
    (folder / published.RESULTS).write_bytes(content)
    with pytest.raises(InputRefused, match=r"published_results\.csv"):
        published.read(folder)


def test_the_real_tables_are_read_and_agree_with_themselves() -> None:
    for part in ("curtois", "inrc2/n030w4"):
        records = published.read(benchmarks() / part)
        assert records.known
        for (group, instance), known in records.known.items():
            assert known.value is not None
            assert known.bound is None or known.bound <= known.value
            for result in records.results.get((group, instance), ()):
                assert result.objective >= known.value, (instance, result)
    curtois = {name for _, name, _ in load(benchmarks() / "curtois")}
    assert all(records.at("curtois", name, 600) is not None for name in curtois)


def test_a_history_keeps_news_of_the_last_layer_once_nothing_else_is_short() -> None:
    history = History()
    history.add(0.1, ())
    history.add(0.2, (LayerResult("cover", 2), LayerResult("cost", 40)))
    history.add(0.3, (LayerResult("cover", 0, 0), LayerResult("cost", 60)))
    history.add(0.4, (LayerResult("cover", 0, 0), LayerResult("cost", 60)))
    history.add(0.5, (LayerResult("cover", 0, 0), LayerResult("cost", 60, 12)))
    history.add(0.6, (LayerResult("cover", 0, 0), LayerResult("cost", 50, 12)))
    assert history.points == [Point(0.3, 60, None), Point(0.5, 60, 12), Point(0.6, 50, 12)]
