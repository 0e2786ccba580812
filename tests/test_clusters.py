"""Frames in partitions, on Dask with two worker processes and on Spark: verdicts, the good rows, and killed workers.

These engines are no part of the development environment; `.ci/run` makes one of their own. By hand, with Java:

    .venv/bin/pip install --group clusters && .venv/bin/pytest tests/test_clusters.py
"""

from __future__ import annotations

import datetime as dt
import os
import pickle
import random
import signal
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread
from typing import Any

import agreement
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import ukjsec
from ukjsec.errors import FrameError
from ukjsec.layout import tables
from ukjsec.tabular import frames, links, runs
from ukjsec.tabular.clusters import engines
from ukjsec.tabular.results import Cell, Result

pytestmark = [
    pytest.mark.usefixtures("inside"),
    pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas:FutureWarning"),
]

Convert = Callable[[pa.Table], Any]


@pytest.fixture
def inside(built: Path, package: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in the checkout of the invented corpus, whose package is the one that is loaded."""
    monkeypatch.chdir(built)
    return package


@pytest.fixture(scope="module")
def workers() -> Iterator[Any]:
    """Start two processes of Dask, which do what is computed from then on."""
    if lacking := agreement.missing("dask"):
        pytest.skip(lacking)
    from distributed import Client, LocalCluster

    with (
        LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address="127.0.0.1:0") as cluster,
        Client(cluster) as client,
    ):
        yield client


@pytest.fixture(params=agreement.CLUSTERS)
def convert(request: pytest.FixtureRequest) -> Convert:
    """Tell how a table of Arrow is handed to an engine, whose processes have been started."""
    if lacking := agreement.missing(request.param):
        pytest.skip(lacking)
    if request.param.startswith("dask"):
        request.getfixturevalue("workers")
    found: Convert = agreement.CLUSTERS[request.param]
    return found


@pytest.fixture
def dask(request: pytest.FixtureRequest) -> Any:
    """Hand over Dask's frames, and two worker processes with them."""
    request.getfixturevalue("workers")
    import dask.dataframe

    return dask.dataframe


@pytest.fixture
def spark() -> Any:
    """Hand over a session of Spark."""
    if lacking := agreement.missing("spark"):
        pytest.skip(lacking)
    return agreement.spark()


@pytest.fixture
def known() -> str:
    """The id of a record that the package has."""
    return str(ukjsec.load("records", "rows")[0]["id"])


def topics(*pairs: tuple[Any, Any]) -> pa.Table:
    """Make a table of topics from records and topics."""
    names = ("record_id", "topic")
    return pa.table({name: pa.array([pair[at] for pair in pairs], pa.string()) for at, name in enumerate(names)})


def rules(result: Result) -> list[str]:
    """List the problems of a result as `place: rule`."""
    return [f"{problem.place}: {problem.rule}" for problem in result.problems()]


def parts(result: tuple[Any, Any]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Fetch the good rows and the others."""
    good, failures = result
    return agreement.rows_of(good), agreement.rows_of(failures)


@pytest.mark.parametrize("texts", [False, True], ids=["typed", "texts"])
@pytest.mark.parametrize("name", tables())
def test_columns_and_rows_are_judged_alike(name: str, texts: bool, convert: Convert) -> None:
    """Of every table, sound and broken rows are judged as they are row by row."""
    rng = random.Random(f"{name} {texts}")  # noqa: S311 (nothing here is a secret)
    rows = agreement.make(tables()[name], 150, rng, texts=texts)
    found = agreement.compare(tables()[name], rows, texts=texts, coded=not texts, engines={"cluster": convert})
    assert found == []


def test_our_own_tables_have_no_problems(convert: Convert) -> None:
    """A table as it is loaded is sound, and all of its rows are good."""
    for table in ("agreements", "participants"):
        frame: Any = ukjsec.load(table, "arrow")
        result = ukjsec.validate(convert(frame), table=table)
        assert (result.ok, result.rows, result.problems()) == (True, len(frame), [])
        good, failures = parts(ukjsec.filter(convert(frame), table=table))
        assert (len(good), failures) == (len(frame), [])


def test_problems_have_key_column_value_rule_and_repair(convert: Convert, known: str) -> None:
    """The problems name a row by its key, as it has no number, and say what those of any frame say."""
    frame = topics((known, "equipment"), ("nobody", "equipmant"), (None, "trade"))
    result = ukjsec.validate(convert(frame), table="topics")
    assert rules(result) == [
        "topics[record_id=nobody, topic=equipmant].record_id: dangling-key",
        "topics[record_id=nobody, topic=equipmant].topic: unknown-term",
        "topics[record_id=None, topic=trade].record_id: cell-missing",
    ]
    place = result.problems()[1].place
    assert isinstance(place, Cell)
    assert (place.row, place.name, place.value) == (None, "topic", "equipmant")
    assert (result.ok, result.rows, result.bad_rows) == (False, 3, 2)
    plain = ukjsec.validate(frame, table="topics")
    assert result.by_column == plain.by_column
    said = [(problem.rule, problem.message, problem.repair) for problem in result.problems()]
    assert said == [(problem.rule, problem.message, problem.repair) for problem in plain.problems()]


def test_the_words_are_those_of_a_frame_in_memory(convert: Convert) -> None:
    """What rows, cells and dates break is told in the same words, whichever partition it was found in."""
    rng = random.Random(11)  # noqa: S311 (nothing here is a secret)
    frame = agreement.arrow(tables()["records"], agreement.make(tables()["records"], 90, rng, texts=False), texts=False)
    frame = frame.drop(["serial"])
    wanted = ukjsec.validate(pl.DataFrame(pl.from_arrow(frame)).lazy(), table="records")
    found = ukjsec.validate(convert(frame), table="records")
    assert found.by_column == wanted.by_column

    def told(result: Result) -> set[tuple[str, str, str, str]]:
        return {(str(one.place), one.rule, one.message, one.repair) for one in result.problems()}

    assert told(found) == told(wanted)


def test_however_much_is_wrong_as_many_rows_are_told_as_wanted(convert: Convert) -> None:
    """The answer is bounded by the limit and begins with the first keys; the counts are of everything."""
    pairs = [(f"nobody-{number % 7}", f"term{number:05d}") for number in range(2000)]
    frame = convert(topics(*random.Random(1).sample(pairs, len(pairs))))  # noqa: S311 (as above)
    result = ukjsec.validate(frame, table="topics", limit=3)
    assert result.counts == {"dangling-key": 2000, "unknown-term": 2000}
    assert [problem.place.value for problem in result.found][1::2] == ["term00000", "term00007", "term00014"]  # type: ignore[attr-defined]
    assert len(ukjsec.validate(frame, table="topics").found) == 200
    assert ukjsec.validate(frame, table="topics", limit=0).found == ()


@pytest.mark.parametrize("listed", [20_000, 1, 0], ids=["listed", "joined", "all joined"])
def test_every_row_of_a_doubled_key_is_complained_of(
    convert: Convert, known: str, listed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows with one key are found in all partitions, whether the keys are few or so many that they are joined."""
    monkeypatch.setattr(links, "LIMIT_LISTED", listed)
    pairs = [(known, "trade"), (known, "equipment"), (known, "trade"), ("a", "x"), ("a", "x"), (None, "x"), (None, "x")]
    frame = convert(topics(*pairs))
    result = ukjsec.validate(frame, table="topics", against={"records": None})
    assert result.counts == {"unknown-term": 4, "cell-missing": 2, "duplicate-row": 2}
    assert f"`record_id` '{known}', `topic` 'trade'" in " ".join(one.message for one in result.found)
    good, failures = parts(ukjsec.filter(frame, table="topics", against={"records": None}))
    assert good == [{"record_id": known, "topic": "equipment"}]
    assert sum(row["problems"] == "record_id: duplicate-row" for row in failures) == 2


def test_the_good_rows_and_the_others_are_two_lazy_frames(convert: Convert, known: str) -> None:
    """`filter` gives two frames of the kind that came in; the failures say why, and the good ones are sound."""
    frame = convert(topics((known, "equipment"), ("nobody", "x"), (known, "trade")))
    good, failures = ukjsec.filter(frame, table="topics")
    assert type(good) is type(failures) is type(frame)
    assert sorted(row["topic"] for row in agreement.rows_of(good)) == ["equipment", "trade"]
    assert agreement.rows_of(failures) == [
        {"record_id": "nobody", "topic": "x", "problems": "topic: unknown-term; record_id: dangling-key"}
    ]
    assert parts(ukjsec.filter(good, table="topics"))[1] == []
    assert len(agreement.rows_of(ukjsec.filter(failures, table="topics").failures)) == 1


def test_references_are_followed_where_they_are_told_to(convert: Convert) -> None:
    """`against` takes frames of the same engine and of others, and None leaves a reference alone."""
    frame = convert(topics(("one", "trade"), ("two", "trade"), ("two", "equipment")))
    ids = pa.table({"id": pa.array(["one", None, "one", "three"])})
    assert ukjsec.validate(frame, table="topics").counts == {"dangling-key": 3}
    assert ukjsec.validate(frame, table="topics", against={"records": None}).ok
    for there in (convert(ids), ids, pl.DataFrame(ids.to_pydict()).lazy()):
        result = ukjsec.validate(frame, table="topics", against={"records": there})
        assert [problem.place.value for problem in result.found] == ["two", "two"]  # type: ignore[attr-defined]
        assert "Name an id of `records`" in result.found[0].repair
    here = topics(("one", "trade"), ("two", "trade"))
    assert ukjsec.validate(here, table="topics", against={"records": convert(ids)}).counts == {"dangling-key": 1}
    for wrong in (frame, convert(topics())):
        with pytest.raises(FrameError, match="no column `id`"):
            ukjsec.validate(frame, table="topics", against={"records": wrong})
        with pytest.raises(FrameError, match="no column `id`"):
            ukjsec.validate(here, table="topics", against={"records": wrong})


@pytest.mark.parametrize("listed", [1, 0])
def test_many_known_ids_are_joined(convert: Convert, listed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is true of few ids, handed over as a list, is true of many, which the engine joins."""
    monkeypatch.setattr(links, "LIMIT_LISTED", listed)
    ids = convert(pa.table({"id": ["one", "two", "two", None]}))
    frame = convert(topics(("one", "trade"), ("three", "trade"), ("four", "trade"), (None, "trade"), ("two", "x")))
    result = ukjsec.validate(frame, table="topics", against={"records": ids})
    assert result.counts == {"cell-missing": 1, "dangling-key": 2, "unknown-term": 1}
    good, failures = parts(ukjsec.filter(frame, table="topics", against={"records": ids}))
    assert good == [{"record_id": "one", "topic": "trade"}]
    assert {row["problems"] for row in failures} == {
        "record_id: dangling-key", "record_id: cell-missing", "topic: unknown-term"
    }  # fmt: skip


def test_references_within_a_table_are_followed_over_all_partitions(convert: Convert) -> None:
    """A parent may stand in another partition than its child."""
    plain = [row for row in ukjsec.load("actors", "rows") if row["parent_id"] != row["id"]]
    frame: Any = ukjsec.load("actors", "arrow")
    assert ukjsec.validate(convert(frame), table="actors").ok
    parent = next(row["parent_id"] for row in plain if row["parent_id"])
    without = frame.filter(pa.compute.not_equal(frame["id"], parent))
    found = ukjsec.validate(convert(without), table="actors")
    assert found.by_column == ukjsec.validate(without, table="actors").by_column
    assert found.by_column["parent_id", "dangling-key"] >= 1


def test_a_frame_without_rows_is_sound(convert: Convert) -> None:
    """Partitions without rows, and frames of nothing else, break no rule."""
    result = ukjsec.validate(convert(topics()), table="topics")
    assert (result.ok, result.rows) == (True, 0)
    assert parts(ukjsec.filter(convert(topics()), table="topics")) == ([], [])


def test_partitions_may_be_empty(dask: Any, spark: Any, known: str) -> None:
    """A partition without rows, or of nothing but what is missing, is judged as any other."""
    pandas = [topics(*pairs).to_pandas().astype(object) for pairs in ([], [(None, None)], [(known, "x")], [])]
    frame = dask.concat([dask.from_pandas(one, npartitions=1) for one in pandas])
    wanted = {"cell-missing": 2, "unknown-term": 1}
    assert ukjsec.validate(frame, table="topics").counts == wanted
    assert [len(rows) for rows in parts(ukjsec.filter(frame, table="topics"))] == [0, 2]
    same = spark.createDataFrame(topics((None, None), (known, "x"))).repartition(8)
    assert ukjsec.validate(same, table="topics").counts == wanted
    assert [len(rows) for rows in parts(ukjsec.filter(same, table="topics"))] == [0, 2]
    none = same.where("1 = 0")
    assert ukjsec.validate(none, table="topics").rows == 0


SHAPES: dict[str, tuple[pa.Table, list[str]]] = {
    "a missing column": (pa.table({"record_id": ["a"]}), ["topics.topic: column-missing"]),
    "a misspelt column": (
        pa.table({"record_id": ["a"], "topics": ["x"]}), ["topics.topic: column-missing", "topics.topics: column-added"]
    ),
    "another table": (
        pa.table({"a.b": [1]}),
        ["topics.record_id: column-missing", "topics.topic: column-missing", "topics.a.b: column-added"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
def test_a_frame_of_another_shape_gets_a_clear_answer(shape: str, convert: Convert) -> None:
    """Missing and misspelt columns are problems of the columns, and no row is good."""
    frame, expected = SHAPES[shape]
    result = ukjsec.validate(convert(frame), table="topics", against={"records": None})
    assert rules(Result("topics", 0, {}, result.shape, ())) == expected
    good, failures = parts(ukjsec.filter(convert(frame), table="topics", against={"records": None}))
    assert (len(good), len(failures)) == (0, 1)
    assert "topic: column-missing" in failures[0]["problems"]


def test_a_doubled_column_is_told(dask: Any, spark: Any) -> None:
    """Where a column of the table is there twice, nothing else is checked."""
    twice = pd.DataFrame([["a", "b", "c"]], columns=["record_id", "topic", "topic"])
    for frame in (dask.from_pandas(twice, npartitions=1), spark.sql("select 'a' record_id, 'b' topic, 'c' topic")):
        assert rules(ukjsec.validate(frame, table="topics")) == ["topics.topic: duplicate-column"]
        with pytest.raises(FrameError, match="'topic' is there 2 times; delete or rename"):
            ukjsec.filter(frame, table="topics")


TYPES: dict[str, pa.Table] = {
    "numbers and days": pa.table({"record_id": [1], "topic": [dt.date(2012, 1, 1)]}),
    "lists and maps": pa.table({"record_id": [{"a": 1}], "topic": [[1]]}),
    "bytes": pa.table({"record_id": [b"a"], "topic": [b"b"]}),
    "truths": pa.table({"record_id": [True], "topic": [False]}),
}


@pytest.mark.parametrize("types", TYPES)
def test_wrong_types_are_problems_of_every_cell(types: str, convert: Convert) -> None:
    """A column of another type has a wrong cell in every row that is not missing."""
    result = ukjsec.validate(convert(TYPES[types]), table="topics")
    assert set(result.counts) == {"wrong-type"}
    assert {problem.rule for problem in result.problems()} == {"wrong-type"}
    assert result.bad_rows == result.rows == 1
    assert [len(rows) for rows in parts(ukjsec.filter(convert(TYPES[types]), table="topics"))] == [0, 1]


def test_days_beyond_the_calendar_are_problems_and_not_fetched(convert: Convert) -> None:
    """A day of the year 10000 breaks a rule; nothing overflows."""
    sources: Any = ukjsec.load("sources", "arrow")
    beyond = pa.array([3_000_000] * len(sources), pa.int32()).cast(pa.date32())
    frame = sources.set_column(sources.column_names.index("retrieved"), "retrieved", beyond)
    if "objects" in getattr(convert, "__name__", ""):
        pytest.skip("no object of Python is such a day")
    result = ukjsec.validate(convert(frame), table="sources")
    assert result.counts == {"impossible-date": len(sources)}


def test_however_many_values_are_in_doubt_all_are_judged(convert: Convert, monkeypatch: pytest.MonkeyPatch) -> None:
    """What would be too much for one machine is the work of many: in partitions nothing is left unchecked."""
    monkeypatch.setattr(runs, "LIMIT_DOUBTS", 1)
    agreements: Any = ukjsec.load("agreements", "arrow")
    at = agreements.column_names.index("date")
    frame = agreements.set_column(at, "date", pa.array([f"{1900 + number}" for number in range(len(agreements))]))
    part = frames.part(frame, frame.column_names, tables()["agreements"], "__ukjsec_")
    assert runs.examined(part, part.data, []).unknown == []
    result = ukjsec.validate(convert(frame), table="agreements")
    assert "check-stopped" not in result.counts
    assert result.counts["derived-differs"] >= len(frame)


def test_columns_of_any_name_may_stand_beside_ours(convert: Convert, known: str) -> None:
    """Names with full stops, and those that the checks would give to columns of their own, are no trouble."""
    more: dict[str, Any] = {"a.b": [1], "__ukjsec_key": ["mine"], "problems": ["none"], "`": [2.5]}
    frame = pa.table({"record_id": [known], "topic": ["x"], **more})
    assert ukjsec.validate(convert(frame), table="topics").counts == {"unknown-term": 1}
    _, failures = parts(ukjsec.filter(convert(frame), table="topics"))
    assert failures == [frame.to_pylist()[0] | {"problems_": "topic: unknown-term"}]


@pytest.mark.parametrize("listed", [20_000, 0])
def test_the_rows_of_dask_keep_index_and_types(
    dask: Any, known: str, listed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What comes back from `filter` is what came: index, types and labels, also where keys were joined."""
    monkeypatch.setattr(links, "LIMIT_LISTED", listed)
    frame = pd.DataFrame(
        {"record_id": [known] * 4, "topic": pd.Categorical(["trade", "x", "trade", "equipment"]), 7: [1, 2, 3, 4]},
        index=pd.Index([7, 9, 11, 13], name="nr"),
    )
    came = dask.from_pandas(frame, npartitions=2)
    frame = came.compute()
    good, failures = ukjsec.filter(came, table="topics")
    pd.testing.assert_frame_equal(good.compute(), frame.loc[[13]])
    found = failures.compute().sort_index()
    pd.testing.assert_frame_equal(found.drop(columns="problems"), frame.loc[[7, 9, 11]])
    doubled = "record_id: duplicate-row"
    assert found["problems"].tolist() == [doubled, "topic: unknown-term", doubled]


def test_misuse_is_told(convert: Convert, known: str) -> None:
    """A frame without its table, and a table that is none: each says what to do."""
    frame = convert(topics((known, "trade")))
    with pytest.raises(FrameError, match="say which table"):
        ukjsec.validate(frame)
    with pytest.raises(ukjsec.UkjsecError, match="no table `topisc`; did you mean `topics`"):
        ukjsec.validate(frame, table="topisc")


def test_what_is_no_frame_of_these_engines_is_none(dask: Any, spark: Any) -> None:
    """A series of Dask and a row of Spark are refused as anything else is."""
    series = dask.from_pandas(pd.DataFrame({"id": ["a"]}), npartitions=1)["id"]
    for thing in (series, spark.sql("select 1 a").collect()[0]):
        assert engines.taken(thing) is None
        with pytest.raises(FrameError, match=r"is not a frame|cannot be read"):
            ukjsec.validate(thing, table="topics")


LARGE = 20_000
WIDTH = 2_000


def test_dask_fetches_nothing_but_results(dask: Any, workers: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of forty megabytes some kilobytes come back from the workers, and nothing before it is asked for."""
    fetched: list[int] = []
    original = type(workers).gather

    def spy(*arguments: Any, **options: Any) -> Any:
        found = original(*arguments, **options)
        fetched.append(len(pickle.dumps(found)))
        return found

    def made(number: int) -> pd.DataFrame:
        ids = [f"nobody-{number}-{at}" for at in range(LARGE // 4)]
        return pd.DataFrame(
            {"record_id": ids, "topic": ["trade", "x"] * (len(ids) // 2), "more": ["m" * WIDTH] * len(ids)}
        )

    monkeypatch.setattr(type(workers), "gather", spy)
    frame = dask.from_map(made, range(4))
    result = ukjsec.validate(frame, table="topics", limit=7, against={"records": pa.table({"id": ["a"]})})
    assert result.counts == {"dangling-key": LARGE, "unknown-term": LARGE // 2}
    assert fetched
    assert sum(fetched) < 20_000
    fetched.clear()
    good, failures = ukjsec.filter(frame, table="topics", against={"records": None})
    assert sum(fetched) < 20_000
    assert (len(good), len(failures)) == (LARGE // 2, LARGE // 2)


def test_spark_fetches_nothing_but_results(spark: Any) -> None:
    """Spark refuses to fetch more than some megabytes: the frame itself cannot be, and its verdict can."""
    from py4j.protocol import Py4JJavaError

    # On its way a frame is compressed: what is to be large is put together from hashes.
    more = f"array_join(transform(sequence(1, {WIDTH // 64}), number -> sha2(concat(id, '-', number), 256)), '') more"
    topic = "if(id % 2 = 0, 'trade', 'x') topic"
    frame = spark.range(LARGE).selectExpr("concat('nobody-', id) record_id", topic, more)
    with pytest.raises(Py4JJavaError, match="maxResultSize"):
        frame.collect()
    result = ukjsec.validate(frame, table="topics", limit=7, against={"records": pa.table({"id": ["a"]})})
    assert result.counts == {"dangling-key": LARGE, "unknown-term": LARGE // 2}
    good, failures = ukjsec.filter(frame, table="topics", against={"records": None})
    assert (good.count(), failures.count()) == (LARGE // 2, LARGE // 2)


def waiting(folder: str, *, together: bool) -> Callable[[], None]:
    """Make a function that waits to be killed whenever it is called for the first, third, fifth time.

    What it has learnt it keeps in files, as it is called in other processes.

    Args:
        folder: where these are.
        together: whether the other children of the same process are to be killed too.
    """

    def wait() -> None:
        with open(f"{folder}/calls", "ab") as calls:  # noqa: PTH123 (it goes to processes that lack these tests)
            calls.write(b".")
            number = calls.tell()
        if number % 2:
            doomed, parent = str(os.getpid()), os.getppid()
            if together:
                with open(f"/proc/{parent}/task/{parent}/children") as children:  # noqa: PTH123 (as above)
                    doomed = children.read()
            # First by another name, so that whoever reads it finds it whole.
            with open(f"{folder}/{number}.new", "w") as note:  # noqa: PTH123 (as above)
                note.write(doomed)
            os.rename(f"{folder}/{number}.new", f"{folder}/{number}.waiting")  # noqa: PTH104 (as above)
            time.sleep(600)

    return wait


@contextmanager
def killer(folder: Path) -> Iterator[list[list[int]]]:
    """Kill the processes that wait for it, until the end; those that were killed, time by time."""
    killed: list[list[int]] = []
    done = Event()

    def kill() -> None:
        while not done.wait(0.05):
            for note in folder.glob("*.waiting"):
                doomed = list(map(int, note.read_text("utf-8").split()))
                note.unlink()
                for process in doomed:
                    with suppress(ProcessLookupError):
                        os.kill(process, signal.SIGKILL)
                killed.append(doomed)

    thread = Thread(target=kill)
    thread.start()
    try:
        yield killed
    finally:
        done.set()
        thread.join()


SPOILT = [(f"nobody-{number}", ("trade", "x")[number % 2]) for number in range(90)] + [("nobody-2", "trade")] * 2
WRONG = {"dangling-key": 92, "unknown-term": 45, "duplicate-row": 3}


def test_a_killed_worker_of_dask_changes_nothing(dask: Any, tmp_path: Path) -> None:
    """Each pass over the data loses the process in which a partition is judged; what it had done is done again."""
    wait = waiting(str(tmp_path), together=False)
    pieces = [topics(*SPOILT[at::3]).to_pandas() for at in range(3)]

    def made(number: int) -> pd.DataFrame:
        if number == 1:
            wait()
        return pieces[number]

    frame = dask.from_map(made, range(3))
    with killer(tmp_path) as killed:
        result = ukjsec.validate(frame, table="topics", limit=1000)
        good, failures = ukjsec.filter(frame, table="topics")
        counted = (len(good), len(failures))
    assert len(killed) >= 4
    wanted = ukjsec.validate(dask.from_pandas(pd.concat(pieces), npartitions=2), table="topics", limit=1000)
    assert result == wanted
    assert (result.counts, result.rows, len(result.found)) == (WRONG, len(SPOILT), sum(WRONG.values()))
    assert counted == (0, len(SPOILT))


def test_a_killed_worker_of_spark_changes_nothing(spark: Any, tmp_path: Path) -> None:
    """The same of the processes of Python in which Spark makes partitions and judges them."""
    wait = waiting(str(tmp_path), together=True)

    def slow(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            if "nobody-1" in batch.column(0).to_pylist():
                wait()
            yield batch

    sound = spark.createDataFrame(topics(*SPOILT)).repartition(3, "record_id")
    frame = sound.mapInArrow(slow, sound.schema)
    with killer(tmp_path) as killed:
        result = ukjsec.validate(frame, table="topics", limit=1000)
        good, failures = ukjsec.filter(frame, table="topics")
        counted = (good.count(), failures.count())
    assert len(killed) >= 4
    assert all(len(doomed) >= 2 for doomed in killed)
    assert result == ukjsec.validate(sound, table="topics", limit=1000)
    assert (result.counts, result.rows, len(result.found)) == (WRONG, len(SPOILT), sum(WRONG.values()))
    assert counted == (0, len(SPOILT))
