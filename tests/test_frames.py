"""Frames held against the tables: verdicts, counts, problems, the good rows and the others, and hostile input."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import agreement
import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import ukjsec
from ukjsec.errors import BadTableError, FrameError
from ukjsec.layout import tables
from ukjsec.tabular import frames, links, runs
from ukjsec.tabular.results import Cell, Result

pytestmark = pytest.mark.usefixtures("inside")


@pytest.fixture
def inside(built: Path, package: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in the checkout of the invented corpus, whose package is the one that is loaded."""
    monkeypatch.chdir(built)
    return package


def topics(*pairs: tuple[Any, Any]) -> pa.Table:
    """Make a table of topics from records and topics."""
    return pa.table({"record_id": pa.array([one for one, _ in pairs]), "topic": pa.array([two for _, two in pairs])})


def rules(result: Result) -> list[str]:
    """List the problems of a result as `place: rule`."""
    return [f"{problem.place}: {problem.rule}" for problem in result.problems()]


@pytest.fixture
def known() -> str:
    """The id of a record that the package has."""
    return str(ukjsec.load("records", "rows")[0]["id"])


@pytest.mark.parametrize("table", tables())
@pytest.mark.parametrize("as_", ["pandas", "arrow"])
def test_our_own_tables_have_no_problems(table: str, as_: Any) -> None:
    """Every table, as it is loaded, is sound in every form."""
    frame: Any = ukjsec.load(table, as_)
    result = ukjsec.validate(frame, table=table)
    assert result.ok
    assert result.problems() == []
    assert result.rows == len(frame)
    assert str(result) == f"{table} of {result.rows:,} row{'s'[result.rows == 1 :]}: no problems"
    result.raise_for_problems()


def test_the_csv_of_our_own_tables_has_no_problems_as_texts(inside: Path) -> None:
    """Every table, read as texts alone, is sound."""
    for table in ukjsec.tables():
        frame = pl.read_csv(inside / f"{table}.csv", infer_schema=False)
        assert ukjsec.validate(frame, table=table).ok, table


@pytest.mark.parametrize("engine", agreement.ENGINES)
def test_problems_have_row_column_value_rule_and_repair(engine: str, known: str) -> None:
    """The problems of a frame name the row by its number or key, and say what those of a package say."""
    frame = agreement.ENGINES[engine](topics((known, "equipment"), ("nobody", "equipmant"), (None, "trade")))
    result = ukjsec.validate(frame, table="topics")
    lazy = engine in ("polars lazy", "duckdb")
    first, second = ("[record_id=nobody, topic=equipmant]", "[record_id=None, topic=trade]") if lazy else ("[1]", "[2]")
    assert rules(result) == [
        f"topics{first}.record_id: dangling-key",
        f"topics{first}.topic: unknown-term",
        f"topics{second}.record_id: cell-missing",
    ]
    problem = result.problems()[1]
    assert isinstance(problem.place, Cell)
    assert (problem.place.row, problem.place.name, problem.place.value) == (None if lazy else 1, "topic", "equipmant")
    assert problem.message == "'equipmant' is not a term of `topic`"
    assert problem.repair.startswith("Did you mean `equipment`?")
    assert result.counts == {"cell-missing": 1, "dangling-key": 1, "unknown-term": 1}
    assert result.by_column == {
        ("record_id", "cell-missing"): 1,
        ("record_id", "dangling-key"): 1,
        ("topic", "unknown-term"): 1,
    }
    assert (result.ok, result.rows, result.bad_rows) == (False, 3, 2)


def test_the_words_are_those_of_a_package(checkout: Path, run: Callable[..., tuple[int, str, str]]) -> None:
    """A cell of a frame is complained of by the same rule, message and repair as the cell of a package."""
    file = checkout / "datapackage" / "participants.csv"
    data = pl.read_csv(file, infer_schema=False)
    spoilt = data.with_columns(role=pl.lit("hosst"), office=pl.lit("=1+1"), actor_id=pl.lit("gbr-nr")).head(1)
    spoilt.write_csv(file)
    _, said, _ = run("validate", "datapackage", "--format", "json")
    problems = ukjsec.validate(spoilt, table="participants").problems()
    assert {problem.rule for problem in problems} == {"unknown-term", "formula", "dangling-key"}
    for problem in problems:
        for part in (problem.rule, problem.message, problem.repair):
            assert str(part).replace('"', '\\"') in said


def test_a_result_is_a_frame_too(known: str) -> None:
    """`to_frame` gives a row for each problem, with row, key, column, value and rule."""
    result = ukjsec.validate(topics((known, "x"), (known, "trade")), table="topics")
    frame = result.to_frame()
    assert list(frame.columns) == ["table", "row", "key", "column", "value", "rule", "message", "repair", "severity"]
    row = frame.iloc[0].to_dict()
    assert (row["table"], row["row"], row["key"]) == ("topics", 0, f"record_id={known}, topic=x")
    assert (row["column"], row["value"], row["rule"], row["severity"]) == ("topic", "x", "unknown-term", "problem")
    assert len(ukjsec.validate(topics((known, "trade")), table="topics").to_frame()) == 0


def test_problems_raise_when_asked_to(known: str) -> None:
    """`raise_for_problems` raises an error that carries the result, and says how much is wrong."""
    result = ukjsec.validate(topics((known, "x")), table="topics")
    with pytest.raises(BadTableError, match="topics of 1 row: 1 problem, in 1 of them: unknown-term 1") as raised:
        result.raise_for_problems()
    assert raised.value.result is result


@pytest.mark.parametrize("engine", ["polars", "polars lazy", "duckdb"])
def test_ten_thousand_bad_rows_are_counted_and_as_many_told_as_wanted(engine: str, known: str) -> None:
    """However much is wrong, the answer is bounded by the limit, and the counts are of everything."""
    frame = agreement.ENGINES[engine](topics(*((f"{known}x", f"term{number:05d}") for number in range(10_000))))
    result = ukjsec.validate(frame, table="topics", limit=3)
    assert result.counts == {"dangling-key": 10_000, "unknown-term": 10_000}
    assert len(result.problems()) == 6
    assert len(ukjsec.validate(frame, table="topics").problems()) == 200
    assert ukjsec.validate(frame, table="topics", limit=0).problems() == []
    assert [problem.place.value for problem in result.found][1::2] == ["term00000", "term00001", "term00002"]  # type: ignore[attr-defined]


@pytest.mark.parametrize("engine", agreement.ENGINES)
def test_every_row_of_a_doubled_key_is_complained_of(engine: str, known: str) -> None:
    """Which of two rows with one key is the right one nobody knows: both are told, on every engine."""
    frame = agreement.ENGINES[engine](topics((known, "trade"), (known, "equipment"), (known, "trade")))
    result = ukjsec.validate(frame, table="topics")
    assert result.counts == {"duplicate-row": 2}
    assert f"`record_id` '{known}', `topic` 'trade'" in result.problems()[0].message


def test_a_failed_cast_makes_the_other_checks_of_the_cell_unknown() -> None:
    """A text that is no number breaks one rule, and is not held against the range; nor is a bad id looked up."""
    actors = pa.table({"id": ["gbr", "No Id"], "cow": ["1e3", "1000"], "parent_id": ["No Id", None]})
    found = ukjsec.validate(actors, table="actors").by_column
    cells = {pair: number for pair, number in found.items() if pair[0] in ("id", "cow", "parent_id")}
    assert cells == {
        ("id", "wrong-value"): 1,
        ("cow", "wrong-type"): 1,
        ("cow", "wrong-value"): 1,
        ("parent_id", "wrong-value"): 1,
    }


def test_whole_numbers_may_stand_in_floats_and_nan_is_missing_in_pandas_alone() -> None:
    """Floats hold whole numbers where pandas has nothing else; NaN is a value elsewhere, and a wrong one."""
    frame = pd.DataFrame({"id": ["gbr", "jpn", "usa"], "cow": [200.0, None, 1.5], "gw": [float("inf"), 740, 2]})
    found = ukjsec.validate(frame, table="actors").by_column
    assert {pair for pair in found if pair[0] in ("cow", "gw")} == {("cow", "wrong-type"), ("gw", "wrong-type")}
    nan = pl.DataFrame({"id": ["gbr"], "cow": [float("nan")]})
    assert ukjsec.validate(nan, table="actors").by_column["cow", "wrong-type"] == 1


def test_days_may_carry_a_midnight_but_no_other_time() -> None:
    """A day is taken from a column of moments where it has no time of day."""
    moments = [dt.datetime(2012, 1, 1), dt.datetime(2012, 1, 1, 10), None]  # noqa: DTZ001 (as pandas has them)
    result = ukjsec.validate(pd.DataFrame({"id": ["a", "b", "c"], "retrieved": moments}), table="sources")
    assert result.by_column["retrieved", "wrong-type"] == 1
    assert any(
        "retrieved` must be a day, such as 2026-01-31, not 2012-01-01 10:00" in one.message for one in result.found
    )


def test_days_beyond_the_calendar_are_problems_and_not_fetched() -> None:
    """A day of the year 10000, or an infinite one, breaks a rule; nothing overflows."""
    sources: Any = ukjsec.load("sources", "arrow")
    beyond = pa.array([3_000_000] * len(sources), pa.int32()).cast(pa.date32())
    frame = sources.set_column(sources.column_names.index("retrieved"), "retrieved", beyond)
    assert ukjsec.validate(frame, table="sources").counts == {"impossible-date": len(sources)}
    connection = duckdb.connect()
    connection.register("frame", sources)
    infinite = connection.sql("select * exclude(retrieved), 'infinity'::date as retrieved from frame")
    result = ukjsec.validate(infinite, table="sources")
    assert result.counts == {"impossible-date": len(sources)}
    assert "years 1 to 9999" in result.problems()[0].message


def test_what_follows_from_the_date_and_the_status_is_compared() -> None:
    """Bounds, precision, qualifier and `occurred` that do not follow are told, each with what follows."""
    records = ukjsec.load("records").head(1).astype({"date_precision": "string"})
    spoilt = records.assign(date="2012-06", date_earliest=pd.Timestamp("2012-06-02"), date_precision="day")
    spoilt["occurred"] = ~spoilt["occurred"]
    result = ukjsec.validate(spoilt, table="records")
    told = {problem.place.name: problem.message for problem in result.found}  # type: ignore[attr-defined]
    assert "`date_earliest` is '2012-06-02" in told["date_earliest"]
    assert "follows '2012-06-01'" in told["date_earliest"]
    assert "`date_precision` is 'day', but from the rest of the row follows 'month'" in told["date_precision"]
    assert "occurred" in told
    assert set(result.counts) <= {"derived-differs"}


def test_a_day_that_claims_to_be_approximate_is_compared_too() -> None:
    """A qualifier that the date does not have is told, also of a plain day with sound bounds."""
    dates = pl.DataFrame(ukjsec.load("dates", "arrow")).with_columns(pl.col("date_qualifier").cast(pl.String))
    spoilt = dates.with_columns(date_qualifier=pl.lit("approximate"))
    wrong = dates.filter(pl.col("date_qualifier").fill_null("") != "approximate").height
    assert wrong
    assert ukjsec.validate(spoilt, table="dates").counts == {"derived-differs": wrong}


def test_the_kind_has_to_be_one_of_its_type(inside: Path) -> None:
    """In the table of all records a kind of another type is refused, with the kinds of this one."""
    assert inside.is_dir()
    records = pl.DataFrame(ukjsec.load("records", "arrow")).with_columns(pl.col("kind", "type").cast(pl.String))
    kinds = records.with_columns(kind=pl.lit("memorandum"))
    wrong = records.filter(pl.col("type") != "agreements").height
    result = ukjsec.validate(kinds, table="records")
    assert wrong
    assert result.counts == {"unknown-term": wrong}
    assert "is not a term of the kinds of" in result.problems()[0].message


@pytest.mark.parametrize("engine", agreement.ENGINES)
def test_good_rows_and_failures_are_parted(engine: str, known: str) -> None:
    """Each row is in one of two frames of the kind that came in; failures say why."""
    frame = agreement.ENGINES[engine](topics((known, "equipment"), ("nobody", "x"), (known, "trade")))
    good, failures = ukjsec.filter(frame, table="topics")
    assert type(good) is type(failures) is type(frame)
    assert sorted(row["topic"] for row in agreement.rows_of(good)) == ["equipment", "trade"]
    assert agreement.rows_of(failures) == [
        {"record_id": "nobody", "topic": "x", "problems": "topic: unknown-term; record_id: dangling-key"}
    ]
    whole, none = ukjsec.filter(good, table="topics")
    assert len(agreement.rows_of(whole)) == 2
    assert agreement.rows_of(none) == []


def test_the_rows_of_pandas_keep_index_types_and_objects() -> None:
    """What comes back from `filter` is what came: index, types, and a column of the name `problems`."""
    frame = pd.DataFrame(
        {"record_id": ["a", "b"], "topic": pd.Categorical(["trade", "x"]), "problems": [[1], {}]}, index=[7, 9]
    )
    good, failures = ukjsec.filter(frame, table="topics", against={"records": None})
    pd.testing.assert_frame_equal(good, frame.loc[[7]])
    pd.testing.assert_frame_equal(failures.drop(columns="problems_"), frame.loc[[9]])
    assert failures["problems_"].tolist() == ["topic: unknown-term"]


def test_references_are_followed_where_they_are_told_to(known: str) -> None:
    """`against` says where the rows stand that are pointed at; None leaves a reference alone."""
    frame = pl.DataFrame({"record_id": ["one", "two"], "topic": ["trade", "trade"]})
    assert ukjsec.validate(frame, table="topics").counts == {"dangling-key": 2}
    assert ukjsec.validate(frame, table="topics", against={"records": None}).ok
    for ids in (pd.DataFrame({"id": ["one"]}), pl.LazyFrame({"id": ["one"]}), pa.table({"id": ["one"]})):
        result = ukjsec.validate(frame, table="topics", against={"records": ids})
        assert [problem.place.value for problem in result.found] == ["two"]  # type: ignore[attr-defined]
    assert ukjsec.validate(pl.DataFrame({"record_id": [known], "topic": ["trade"]}), table="topics").ok


@pytest.mark.parametrize("engine", agreement.ENGINES)
def test_many_known_ids_are_joined(engine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is true of a few known ids, handed over as a list, is true of many, which the engine joins."""
    monkeypatch.setattr(links, "LIMIT_LISTED", 1)
    convert = agreement.ENGINES[engine]
    ids = convert(pa.table({"id": ["one", "two", "two", None]}))
    frame = convert(topics(("one", "trade"), ("three", "trade"), (None, "trade"), ("two", "x")))
    result = ukjsec.validate(frame, table="topics", against={"records": ids})
    assert result.counts == {"cell-missing": 1, "dangling-key": 1, "unknown-term": 1}
    good, failures = ukjsec.filter(frame, table="topics", against={"records": ids})
    assert len(agreement.rows_of(good)) == 1
    assert {row["problems"] for row in agreement.rows_of(failures)} == {
        "record_id: dangling-key", "record_id: cell-missing", "topic: unknown-term"
    }  # fmt: skip


def test_frames_that_cannot_be_joined_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two relations of different connections of DuckDB, too many ids to list: the message says what to do."""
    monkeypatch.setattr(links, "LIMIT_LISTED", 1)
    ids = duckdb.connect().sql("select unnest(['one', 'two']) as id")
    frame = duckdb.connect().sql("select 'one' as record_id, 'trade' as topic")
    with pytest.raises(FrameError, match="from one connection"):
        ukjsec.validate(frame, table="topics", against={"records": ids})


def test_too_many_values_in_doubt_are_left_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where too many different values had to be judged one by one, the column is unchecked, and nothing is good."""
    monkeypatch.setattr(runs, "LIMIT_DOUBTS", 1)
    agreements: Any = ukjsec.load("agreements", "arrow")
    frame = pa.concat_tables([agreements] * 2).set_column(
        agreements.column_names.index("date"), "date", pa.array([f"{1900 + at}" for at in range(2 * len(agreements))])
    )
    result = ukjsec.validate(frame, table="agreements")
    assert not result.ok
    assert result.counts["check-stopped"] >= 1
    good, failures = ukjsec.filter(frame, table="agreements")
    assert (len(good), len(failures)) == (0, len(frame))


SHAPES: dict[str, tuple[Any, list[str]]] = {
    "a missing column": (pl.DataFrame({"record_id": [None]}), ["topics.topic: column-missing"]),
    "a misspelt column": (
        pd.DataFrame({"record_id": [None], "topics": ["x"]}),
        ["topics.topic: column-missing", "topics.topics: column-added"],
    ),
    "a doubled column": (
        pd.DataFrame([["a", "b", "c"]], columns=["record_id", "topic", "topic"]), ["topics.topic: duplicate-column"]
    ),
    "a doubled column of Arrow": (
        pa.Table.from_arrays([pa.array(["a"])] * 3, names=["record_id", "topic", "topic"]),
        ["topics.topic: duplicate-column"],
    ),
    "another table": (
        pd.DataFrame({"a": [1]}),
        ["topics.record_id: column-missing", "topics.topic: column-missing", "topics.a: column-added"],
    ),
    "no columns": (pd.DataFrame(), ["topics.record_id: column-missing", "topics.topic: column-missing"]),
    "names that are no texts": (
        pd.DataFrame([[1]]),
        ["topics.record_id: column-missing", "topics.topic: column-missing", "topics.0: column-added"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
def test_a_frame_of_another_shape_gets_a_clear_answer(shape: str) -> None:
    """Missing, misspelt and doubled columns are problems of the columns, and each has a repair."""
    frame, expected = SHAPES[shape]
    result = ukjsec.validate(frame, table="topics", against={"records": None})
    assert rules(Result("topics", 0, {}, result.shape, ())) == expected
    assert not result.ok
    assert all(problem.repair for problem in result.problems())
    if "doubled" in shape:
        with pytest.raises(FrameError, match="'topic' is there 2 times; delete or rename"):
            ukjsec.filter(frame, table="topics")
    else:
        good, failures = ukjsec.filter(frame, table="topics", against={"records": None})
        assert (len(good), len(failures)) == (0, len(frame))
        assert all("topic: column-missing" in row["problems"] for row in agreement.rows_of(failures))


TYPES: dict[str, Any] = {
    "numbers and days": pd.DataFrame({"record_id": [1], "topic": [dt.date(2012, 1, 1)]}),
    "lists and maps": pl.DataFrame({"record_id": [{"a": 1}], "topic": [[1]]}),
    "values of several types": pd.DataFrame({"record_id": ["a", 2], "topic": [["x"], {"a": 1}]}),
    "bytes": pa.table({"record_id": [b"a"], "topic": [b"b"]}),
    "truths": pl.DataFrame({"record_id": [True], "topic": [False]}),
    "times": lambda: duckdb.sql("select time '10:00' as record_id, interval 1 day as topic"),
}


@pytest.mark.parametrize("types", TYPES)
def test_wrong_types_are_problems_of_every_cell(types: str) -> None:
    """A column of another type has a wrong cell in every row that is not missing; nothing is cast in silence."""
    frame = TYPES[types]() if types == "times" else TYPES[types]
    result = ukjsec.validate(frame, table="topics")
    assert set(result.counts) == {"wrong-type"}
    assert {problem.rule for problem in result.problems()} == {"wrong-type"}
    assert result.bad_rows == result.rows


def test_categories_that_are_no_texts_are_no_texts() -> None:
    """A dictionary of numbers in a column of texts is a wrong type; views of texts are texts."""
    numbers = pa.array([1, 2]).dictionary_encode()
    views = pa.array(["trade", "x"], pa.string_view())
    frame = pa.table({"record_id": numbers, "topic": views})
    assert ukjsec.validate(frame, table="topics").by_column == {
        ("record_id", "wrong-type"): 2, ("topic", "unknown-term"): 1
    }  # fmt: skip


def test_columns_in_which_all_is_missing_have_any_type() -> None:
    """A column of nothing is missing, whatever its type is called."""
    for frame in (
        pl.DataFrame({"record_id": [None], "topic": [None]}),
        pa.table({"record_id": [None], "topic": [None]}),
        pd.DataFrame({"record_id": [None], "topic": [float("nan")]}),
    ):
        assert ukjsec.validate(frame, table="topics").counts == {"cell-missing": 2}


def test_half_a_character_and_terminal_escapes_are_found() -> None:
    """What Python alone can hold in a text does not stop the check."""
    frame = pd.DataFrame({"record_id": pd.Series(["a\ud800", "\x1b[31m"], dtype=object), "topic": ["trade"] * 2})
    found = ukjsec.validate(frame, table="topics").by_column
    assert found == {("record_id", "meaningless-character"): 1, ("record_id", "control-character"): 1}
    good, failures = ukjsec.filter(frame, table="topics")
    assert (len(good), failures["record_id"].tolist()) == (0, ["a\ud800", "\x1b[31m"])


def test_an_empty_frame_is_sound() -> None:
    """A table without rows breaks no rule."""
    for frame in (pl.DataFrame({"record_id": [], "topic": []}), topics(), pl.LazyFrame({"record_id": [], "topic": []})):
        result = ukjsec.validate(frame, table="topics")
        assert (result.ok, result.rows) == (True, 0)


@pytest.mark.parametrize("thing", [None, 3, [1, 2], {"a": 1}, pd.Series([1])])
def test_what_is_no_frame_is_refused(thing: Any) -> None:
    """Whatever else is handed over is told what is wanted."""
    with pytest.raises(FrameError, match="frame"):
        ukjsec.validate(thing, table="topics")


def test_misuse_is_told(known: str) -> None:
    """A frame without its table, a table that is none, references to no frame: each says what to do."""
    frame = topics((known, "trade"))
    for convert in agreement.ENGINES.values():
        with pytest.raises(FrameError, match="say which table"):
            ukjsec.validate(convert(frame))
    with pytest.raises(ukjsec.UkjsecError, match="no table `topisc`; did you mean `topics`"):
        ukjsec.validate(frame, table="topisc")
    with pytest.raises(FrameError, match="int is not a frame, but should stand for `records`"):
        ukjsec.validate(frame, table="topics", against={"records": 3})
    with pytest.raises(FrameError, match="no column `id`"):
        ukjsec.validate(frame, table="topics", against={"records": frame})


def test_a_column_of_any_name_may_stand_beside_ours(known: str) -> None:
    """Names that the checks would give to columns of their own are no trouble."""
    frame = pl.DataFrame({"record_id": [known], "topic": ["x"], "__ukjsec_row": ["mine"], "__ukjsec_code_topic": [5]})
    assert ukjsec.validate(frame, table="topics").counts == {"unknown-term": 1}
    _, failures = ukjsec.filter(frame, table="topics")
    assert failures.columns == [*frame.columns, "problems"]


def test_nothing_is_collected_but_results(monkeypatch: pytest.MonkeyPatch, known: str) -> None:
    """Of a lazy frame, no more rows are fetched than results have."""
    fetched: list[int] = []
    original = runs.collected

    def spy(data: frames.Data) -> Any:
        found = original(data)
        fetched.append(len(found))
        return found

    monkeypatch.setattr(runs, "collected", spy)
    monkeypatch.setattr(runs, "LIMIT_FETCHED", 10)
    frame = pl.LazyFrame({"record_id": [known] * 5000, "topic": ["x"] * 5000})
    result = ukjsec.validate(frame, table="topics", limit=7)
    assert result.by_column["topic", "unknown-term"] == 5000
    assert fetched
    assert max(fetched) == 7


def test_files_are_validated_without_narwhals() -> None:
    """Whoever checks files waits for no frame library."""
    code = "import sys, ukjsec; ukjsec.validate; import ukjsec.validation; print('narwhals' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
