"""Tables in files: read in batches, judged as frames are, told at the places of the files."""

from __future__ import annotations

import os
import random
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import agreement
import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import ukjsec
from ukjsec import csvfiles
from ukjsec.errors import FrameError, MissingExtraError, MissingFileError, UnknownNameError
from ukjsec.layout import tables
from ukjsec.streams import columnar, delimited, examination, hashes, passes, pieces, recognition
from ukjsec.streams.columnar import Columnar
from ukjsec.streams.delimited import Delimited
from ukjsec.streams.hashes import Hashes, Rows
from ukjsec.tabular import links
from ukjsec.tabular.results import FileCell, Result

pytestmark = pytest.mark.usefixtures("inside")
Run = Callable[..., tuple[int, str, str]]
CALM = settings(deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture
def inside(built: Path, package: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in the checkout of the invented corpus, whose package is the one that is loaded."""
    monkeypatch.chdir(built)
    return package


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let batches be small, so that a small table has many, and put hashes of few rows on disk."""
    for module, name, number in (
        (delimited, "PIECE", 3000), (columnar, "ROWS", 50), (passes, "TOGETHER", 40), (hashes, "HELD", 60)
    ):  # fmt: skip
        monkeypatch.setattr(module, name, number)


def written(path: Path, rows: list[dict[str, Any]]) -> Path:
    """Write rows of texts as CSV."""
    lines = [list(rows[0]), *(["" if value is None else str(value) for value in row.values()] for row in rows)]
    path.write_bytes(csvfiles.render(lines))
    return path


def topics(path: Path, *pairs: tuple[str, str]) -> Path:
    """Write a table of topics as CSV."""
    return written(path, [{"record_id": one, "topic": two} for one, two in pairs])


def told(result: Result) -> list[tuple[Any, ...]]:
    """List row, column, rule and value of what is wrong with the rows."""
    cells = [(problem.place, problem.rule) for problem in result.found]
    return sorted((cell.row, cell.name, rule, str(cell.value)) for cell, rule in cells)  # type: ignore[attr-defined]


def rules(result: Result) -> list[str]:
    """List the problems of a result as `place: rule`."""
    return [f"{problem.place}: {problem.rule}" for problem in result.problems()]


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("texts", [False, True], ids=["parquet", "csv"])
@pytest.mark.parametrize("name", tables())
def test_a_file_is_judged_as_the_frame_of_its_rows(
    name: str, texts: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever its rows hold, a file in many batches gets the problems, counts and words that the frame gets."""
    rng = random.Random(f"{name} {texts}")  # noqa: S311 (nothing here is a secret)
    monkeypatch.setattr(links, "LIMIT_LISTED", rng.choice([1, 20_000]))
    rows = agreement.make(tables()[name], 150, rng, texts=texts)
    against = {other: pa.table({"id": sorted(agreement.KNOWN)}) for other in ("actors", "places", "records", "sources")}
    against.pop(name, None)
    if texts:
        # In CSV an empty cell is missing.
        rows = [{key: None if value == "" else value for key, value in row.items()} for row in rows]
        file = written(tmp_path / "table.csv", rows)
    else:
        file = tmp_path / "table.parquet"
    frame = agreement.arrow(tables()[name], rows, texts=texts, coded=not texts)
    if not texts:
        pq.write_table(frame, file, row_group_size=70)
    expected = ukjsec.validate(pl.from_arrow(frame), table=name, against=against, limit=10**6)
    found = ukjsec.validate(file, table=name, against=against, limit=10**6)
    assert told(found) == told(expected)
    assert found.by_column == expected.by_column
    assert (found.rows, found.bad_rows) == (expected.rows, expected.bad_rows)
    assert found.bad_rows
    assert {one.message for one in found.found} == {one.message for one in expected.found}


@pytest.mark.usefixtures("small")
def test_problems_are_at_the_lines_and_columns_of_their_cells(tmp_path: Path) -> None:
    """At the place of each problem the cell stands as it is written, also below cells of several lines."""
    rng = random.Random(7)  # noqa: S311 (as above)
    table = tables()["evidence"]
    rows = agreement.make(table, 400, rng, texts=True)
    for row in rows[::9]:
        row["basis"] = 'several\nlines, and "marks"\r\nof each'
    file = written(tmp_path / "evidence.csv", rows)
    lines = re.split(r"\r\n|\n|\r", file.read_bytes().decode())
    found = ukjsec.validate(file, table="evidence", limit=10**6).found
    assert len(found) > 100
    for problem in found:
        cell = problem.place
        assert isinstance(cell, FileCell)
        shown = csvfiles.quoted("" if cell.value is None else str(cell.value))
        assert cell.written == lines[cell.line - 1]
        assert cell.written[cell.column - 1 :].startswith(re.split(r"\r\n|\n|\r", shown)[0])
        assert str(cell) == f"{file.as_posix()}:{cell.line}:{cell.column}"


CELLS = (
    "", "a", "é", "\r", "a\r", '"b"\r', '"x"', '""', '"a,b"', '"q""q"', '"n\nl"', '"\r\n"', "日", 'x"y', '"open',
    '"a"b', " z", "a\rb", '"1,2,3\n4,5,6\n7,8,9"',
)  # fmt: skip


def strictly(text: str) -> tuple[list[tuple[str | None, ...]], list[tuple[int, int, str]]]:
    """The rows of a table as they are read strictly, one by one, and the faults."""
    found = csvfiles.read(text.encode(), most_rows=10**6)
    rows = [tuple(cell or None for cell in row.cells()) for row in found.rows]
    faults = [(fault.line, fault.column, fault.rule) for fault in found.faults]
    return rows, [fault for fault in faults if fault[2] != "no-rows"]


def fast(file: Path) -> tuple[list[tuple[str | None, ...]], list[tuple[int, int, str]]]:
    """The same as they are read in pieces."""
    stream = Delimited(file, ("a", "b", "c"))
    rows: list[tuple[str | None, ...]] = []
    for piece in stream.pieces():
        for batch in stream.accepted(piece, stream.parsed(piece)) if piece else ():
            assert batch.first == len(rows)
            rows += batch.data.rows()
    return rows, [(one.place.line, one.place.column, one.rule) for one in stream.problems]


@settings(CALM, max_examples=300)
@given(
    rows=st.lists(
        st.lists(st.sampled_from(CELLS), min_size=3, max_size=3) | st.lists(st.sampled_from(CELLS[:13]), max_size=5),
        max_size=9,
    ),
    end=st.sampled_from(["\n", "\r\n"]),
    closed=st.booleans(),
    piece=st.sampled_from([7, 16, 64, 1000]),
)
@example(rows=[['x"y', '"n\nl"', '"x"']], end="\n", closed=True, piece=7)
@example(rows=[['"open', "a", "a\rb"], ['"\r\n"', "z", '"q""q"'], ["a"]], end="\r\n", closed=False, piece=16)
@example(rows=[["", "a", '"q""q"', '"n\nl"', "日"], ["", "", ""]], end="\r\n", closed=False, piece=7)
@example(rows=[["a", "a", "a"], ["a", "a"], ["a", "", "a", ""]], end="\n", closed=False, piece=1000)
def test_pieces_are_read_as_strictly_as_rows_one_by_one(
    rows: list[list[str]], end: str, closed: bool, piece: int, tmp_path_factory: Any
) -> None:
    """The fast reader gives the rows of the strict one, and complains at the same places, wherever pieces are cut."""
    text = end.join(map(",".join, [["a", "b", "c"], *rows])) + (end if closed else "")
    file = tmp_path_factory.mktemp("pieces") / "table.csv"
    file.write_bytes(text.encode())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delimited, "PIECE", piece)
        patch.setattr(delimited, "LEAST", 5)
        assert fast(file) == strictly(text)


def test_a_mark_that_swallows_rows_is_found(tmp_path: Path) -> None:
    """Where a mark is left open and a later one closes it, the rows between are not taken for a text."""
    file = tmp_path / "dates.csv"
    row = "rimpac,held,2012,2012-01-01,2012-12-31,year,,true\n"
    header = ",".join(tables()["dates"].column_names) + "\n"
    opened, closed = row.replace("held", '"held', 1), row.replace("held", 'held"', 1)
    file.write_text(header + row * 20 + opened + row * 20 + closed, "utf-8")
    problem = ukjsec.validate(file, table="dates", against={"records": None}).problems()[0]
    assert (problem.rule, str(problem.place)) == ("csv-syntax", f"{file}:22:8")
    assert problem.message == "the quotation mark that opens here is closed only in line 43: it swallows rows"


def test_sound_rows_are_read_fast_whatever_marks_they_have() -> None:
    """Doubled marks, cells of several lines, line ends of Windows and a lacking last one need no closer look."""
    for text in ('"a ""b"" c",d\n', '"a\nb",c\n', 'a,b\r\n"c",""\r\n', "a,b\nc,d", '"""a""",b\n"c",d'):
        assert pieces.Piece(text.encode(), 2, 0).frame() is not None, text


def test_a_line_without_end_ends_the_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A row that does not end within the limit is told, and no more memory is taken than that."""
    for module in (delimited, pieces):
        monkeypatch.setattr(module, "LONGEST_ROW", 400)
    monkeypatch.setattr(delimited, "PIECE", 100)
    file = tmp_path / "topics.csv"
    file.write_text("record_id,topic\na,trade\n" + "b" * 5000 + "\nc,trade\n", "utf-8")
    result = ukjsec.validate(file, table="topics", against={"records": None})
    assert [told.partition(".csv:")[2] for told in rules(result)] == ["3:1: too-large"]
    assert (result.rows, result.stopped) == (1, True)


def test_rows_that_break_the_form_are_told_and_the_others_judged(tmp_path: Path) -> None:
    """A ragged row and a stray mark are problems at their places; the other rows are judged, and the places hold."""
    file = tmp_path / "topics.csv"
    file.write_text('record_id,topic\na,trade\nb,trade,x\nc,tr"ade\n\n"d",x\n', "utf-8", newline="")
    result = ukjsec.validate(file, table="topics", against={"records": None})
    assert [place.partition("topics.csv:")[2] for place in rules(result)] == [
        "3:9: ragged-row", "4:5: csv-syntax", "6:5: unknown-term",
    ]  # fmt: skip
    assert (result.rows, result.bad_rows, result.ok, result.stopped) == (2, 1, False, False)


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    ("data", "rule", "rows"),
    [
        (b"", "empty-file", None),
        (b"\n\n", "empty-file", None),
        (b"record_id;topic\na;trade\n", "wrong-delimiter", None),
        (b"PK\x03\x04 a workbook", "not-utf-8", None),
        (b"\x1f\x8b\x08 packed", "not-utf-8", None),
        ("record_id,topic\n".encode("utf-16"), "not-utf-8", None),
        (b"record_id,topic\na,trade\nb,tr\xe4de\nc,trade\n", "not-utf-8", 1),
        (b'record_id,topic\na,trade\n"b,trade\nc,trade\n', "csv-syntax", 1),
        (b"record_id,topic\na,trade\rb,trade\n", "csv-syntax", 0),
        (b"record_id,topic,topic\na,b,c\n", "duplicate-column", None),
        (b"one,two\na,b\n", "column-missing", None),
        (b"record_id,topic\n" + b"a\n" * 150, "rows-unchecked", 0),
    ],
)
def test_a_file_of_another_form_gets_a_clear_answer(data: bytes, rule: str, rows: int | None, tmp_path: Path) -> None:
    """What is no table, or breaks off, is told with a repair; the rows before it are judged."""
    file = tmp_path / "topics.csv"
    file.write_bytes(data)
    result = ukjsec.validate(file, table="topics", against={"records": None})
    problems = [problem for problem in result.problems() if problem.severity == "problem"]
    assert problems[-1].rule == rule
    assert all(problem.repair for problem in problems)
    assert result.rows == rows
    assert not result.ok
    assert len(problems) <= 101


def test_after_a_broken_end_no_reference_is_said_to_lead_nowhere(tmp_path: Path) -> None:
    """Where the rest of a file was not read, nobody knows which rows it has."""
    rows = [["id", "successor_id", "reason"], ["a", "z", "It was doubled."]]
    file = tmp_path / "retired.csv"
    file.write_bytes(csvfiles.render(rows) + b'"z,,never closed\n')
    assert ukjsec.validate(file, table="retired", against={"records": pa.table({"id": ["z"]})}).counts == {
        "csv-syntax": 1
    }


def test_where_ids_are_not_known_references_are_not_followed(tmp_path: Path, run: Run) -> None:
    """A table that cannot be read whole, or has no ids, makes no reference to it a problem; a notice says so."""
    records = ["id,type\n", "id,type,id\na,b,a\n", "type\nx\n", "id,type\na,b,c\n"]
    topics(tmp_path / "topics.csv", ("a", "trade"))
    for text in records:
        (tmp_path / "records.csv").write_text(text, "utf-8")
        _, out, _ = run("validate", str(tmp_path))
        followed = text is records[0]
        assert ("dangling-key" in out) == followed
        assert ("not all ids of `records` could be read" in out) != followed


def test_a_damaged_parquet_file_is_a_problem(tmp_path: Path) -> None:
    """A file that is cut off, has a flipped byte or is none at all is told in one line."""
    file = tmp_path / "topics.parquet"
    pq.write_table(pa.table({"record_id": ["a"] * 500, "topic": ["trade"] * 500}), file, write_page_checksum=True)
    whole = file.read_bytes()
    flipped = bytearray(whole)
    flipped[40] ^= 255
    for data in (whole[:-20], bytes(flipped), b"PAR1", b""):
        file.write_bytes(data)
        result = ukjsec.validate(file, table="topics", against={"records": None})
        assert [problem.rule for problem in result.problems()] == ["wrong-parquet"]
        assert result.stopped


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_what_is_no_plain_file_is_a_problem(form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A pipe, which would be waited for, a folder and a file that may not be read are told; nothing is raised."""
    file = tmp_path / f"topics.{form}"
    os.mkfifo(file)
    assert rules(ukjsec.validate(file, table="topics")) == [f"{file}:1:1: not-a-file"]
    file.unlink()
    file.write_bytes(b"record_id,topic\n")

    def refused(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "stat", refused)
    problems = (Delimited if form == "csv" else Columnar)(file, ()).problems
    assert [(one.rule, one.message) for one in problems] == [
        ("unreadable-file", "the file cannot be read: Permission denied")
    ]


def test_columns_of_parquet_may_hold_anything(tmp_path: Path) -> None:
    """Lists and maps are cells of a wrong type, in columns of ours; in others they are left alone."""
    file = tmp_path / "topics.parquet"
    pq.write_table(pa.table({"record_id": [["a"], None], "topic": ["trade", "x"], "more": [{"a": 1}, None]}), file)
    result = ukjsec.validate(file, table="topics", against={"records": None})
    assert result.counts == {"cell-missing": 1, "unknown-term": 1, "wrong-type": 1}
    assert rules(result) == [
        f"{file}:1:3: column-added", f"{file}:1:1: wrong-type", f"{file}:2:1: cell-missing", f"{file}:2:2: unknown-term"
    ]  # fmt: skip


def test_of_many_bad_rows_the_first_are_told_and_all_counted(tmp_path: Path, run: Run) -> None:
    """`--limit` says of how many rows problems are shown; a line says how many there are."""
    file = topics(tmp_path / "topics.csv", *((f"a-{at}", "x") for at in range(500)))
    code, out, _ = run("validate", str(file), "--limit", "3")
    assert code == 1
    assert out.count(": unknown-term: ") == 3
    assert "topics of 500 rows: 1,000 problems, in 500 of them" in out
    assert "the first 3 of these rows are shown" in out
    assert run("validate", str(file), "--limit", "-1")[0] == 2


def test_tables_of_a_folder_refer_to_one_another(tmp_path: Path, run: Run) -> None:
    """In a folder, files are told by their columns, references lead to tables beside them, parts are one table."""
    folder = tmp_path / "delivery"
    folder.mkdir()
    records = pl.DataFrame(ukjsec.load("records", "arrow")).with_columns(
        pl.col("id") + "-x", series=pl.lit(None, pl.String)
    )
    records.write_parquet(folder / "all-of-them.parquet")
    first, second = str(records["id"][0]), str(records["id"][1])
    topics(folder / "part-1.csv", (first, "trade"), (second, "trade"))
    topics(folder / "part-2.csv", (first, "trade"), ("nobody", "trade"))
    (folder / "notes.csv").write_text("some,thing\n", "utf-8")
    code, out, _ = run("validate", str(folder))
    assert code == 1
    assert "part-1.csv:2:1: duplicate-row" in out
    assert "part-2.csv:2:1: duplicate-row" in out
    assert "part-2.csv:3:1: dangling-key" in out
    assert "Examined" in out
    assert "all-of-them.parquet: records of" in out
    assert "part-1.csv and 1 more: topics of 4 rows: 3 problems" in out


def test_a_table_that_does_not_tell_what_it_is_may_be_named(tmp_path: Path, run: Run) -> None:
    """A Parquet file with the columns of no table is refused until `--table` names one."""
    file = tmp_path / "what.parquet"
    pq.write_table(pa.table({"record_id": ["a"], "x": ["trade"], "y": [1], "z": [2]}), file)
    code, _, errors = run("validate", str(file))
    assert (code, "name the one it should be (--table)" in errors) == (2, True)
    code, out, _ = run("validate", str(file), "--table", "topics")
    assert (code, "column-missing: the column `topic` is missing" in out) == (1, True)
    code, _, errors = run("validate", str(file), "--table", "topisc")
    assert (code, "did you mean `topics`?" in errors) == (2, True)
    code, _, errors = run("validate", str(tmp_path / "nothing.csv"), "--table", "topics")
    assert code == 2
    assert run("validate", "seeds/agreements", "--table", "topics")[0] == 2


def test_line_ends_of_windows_and_names_in_capitals_are_known(tmp_path: Path, run: Run) -> None:
    """A table is known by its columns also with CRLF, and columns in other case are told to be renamed."""
    folder = tmp_path / "delivery"
    folder.mkdir()
    file = folder / "any.CSV"
    file.write_bytes(b"record_id,topic\r\nrimpac,logistic\r\n")
    _, out, _ = run("validate", str(file))
    assert f"{file}:2:8: unknown-term" in out
    assert ukjsec.validate(folder, table="topics").counts["unknown-term"] == 1
    file.write_bytes(b"Record_ID,Topic\nrimpac,trade\n")
    _, out, _ = run("validate", str(file))
    assert "Is it `Record_ID`? Rename that." in out
    assert "Is it `Topic`? Rename that." in out


def test_what_is_passed_over_in_a_folder_is_said(tmp_path: Path, run: Run) -> None:
    """Files of a folder that are no tables of ours, and links, get a notice; one that bears our name is to be ours."""
    folder = tmp_path / "delivery"
    folder.mkdir()
    topics(folder / "topics.csv", (str(ukjsec.load("records", "rows")[0]["id"]), "trade"))
    (folder / "notes.csv").write_text("some,thing\n", "utf-8")
    (folder / "link.csv").symlink_to(folder / "topics.csv")
    code, out, _ = run("validate", str(folder))
    assert (code, out.count("notice: passed-over: this is no table of ours")) == (0, 2)
    (folder / "agreements.csv").write_text("id;title\n", "utf-8")
    code, out, _ = run("validate", str(folder))
    assert (code, "agreements.csv:1:3: wrong-delimiter" in out) == (1, True)


def test_a_file_that_is_named_twice_counts_once(tmp_path: Path) -> None:
    """Rows are not doubled because their file is named beside its folder."""
    file = topics(tmp_path / "topics.csv", ("a", "trade"))
    result = ukjsec.validate([tmp_path, file, file], table="topics", against={"records": None})
    assert (result.ok, result.rows) == (True, 1)


def test_tables_may_lie_beside_other_files(tmp_path: Path, run: Run) -> None:
    """In a folder with records in YAML, and packages below it, each file is taken for what it is, once."""
    folder = tmp_path / "mixed"
    (folder / "part").mkdir(parents=True)
    topics(folder / "topics.csv", ("nobody", "trade"))
    (folder / "note.json").write_text("{}", "utf-8")
    (folder / "record.yaml").write_text("id: a\n", "utf-8")
    code, out, _ = run("validate", str(folder), str(folder / "topics.csv"))
    assert code == 1
    assert out.count("dangling-key") == 1 + 1  # the problem, and the count
    assert "record.yaml:1:1: " in out
    assert "duplicate-row" not in out


def test_parts_in_folders_of_their_own_are_tables_too(tmp_path: Path, run: Run) -> None:
    """A folder that bears the name of a table holds parts of it, and what lies beside refers to them."""
    folder = tmp_path / "delivery"
    for name in ("records", "topics"):
        (folder / name).mkdir(parents=True)
    records = pl.DataFrame(ukjsec.load("records", "arrow")).with_columns(
        pl.col("id") + "-x", series=pl.lit(None, pl.String)
    )
    records.write_parquet(folder / "records" / "part-0.parquet")
    ident = str(records["id"][0])
    topics(folder / "topics" / "part-0.csv", (ident, "trade"))
    topics(folder / "topics" / "part-1.csv", (ident, "equipment"))
    code, out, _ = run("validate", str(folder))
    assert (code, "part-0.csv and 1 more: topics of 2 rows: no problems" in out) == (0, True)


def test_parts_may_lack_a_column_each(tmp_path: Path) -> None:
    """Of parts that lack a column, or hold it as numbers, what is there is judged, and each is told what it lacks."""
    whole = pa.table({"id": ["a", "b"], "successor_id": ["a", "z"], "reason": ["Doubled.", "Doubled."]})
    for at, part in enumerate((whole, whole.select(["id", "reason"]), whole.set_column(1, "successor_id", [[1, 2]]))):
        pq.write_table(part, tmp_path / f"part-{at}.parquet")
    result = ukjsec.validate(tmp_path, table="retired", against={"records": pa.table({"id": ["a"] * 30_000})})
    assert result.counts == {"duplicate-row": 6, "wrong-type": 2, "column-missing": 1, "dangling-key": 1}


def test_each_form_of_a_delivery_refers_to_its_own(tmp_path: Path, run: Run) -> None:
    """Where the same tables lie there as CSV and as Parquet, references lead to rows of the same form."""
    folder = tmp_path / "delivery"
    folder.mkdir()
    records = pl.DataFrame(ukjsec.load("records", "arrow")).with_columns(series=pl.lit(None, pl.String))
    for form in ("csv", "parquet"):
        named = records.with_columns(pl.col("id") + f"-{form}")
        topic = pl.DataFrame({"record_id": [named["id"][0]], "topic": ["trade"]})
        for name, frame in (("records", named), ("topics", topic)):
            getattr(frame, f"write_{form}")(folder / f"{name}.{form}")
    code, out, _ = run("validate", str(folder))
    assert (code, out.count("no problems")) == (0, 4)


def test_no_limit_hides_that_something_is_wrong(tmp_path: Path, run: Run) -> None:
    """What is not shown is a problem in every form of report."""
    file = topics(tmp_path / "topics.csv", *((f"a-{at}", "x") for at in range(5)))
    for form, limit, more in (("text", 0, 5), ("json", 2, 3), ("github", 4, 1)):
        code, out, _ = run("validate", str(file), "--limit", str(limit), "--format", form)
        assert code == 1
        assert "No problems" not in out
        assert f"{more} more row" in out
        assert "unknown-term 5" in out


@pytest.mark.usefixtures("small")
def test_a_file_that_changes_meanwhile_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is said of rows of a file that was cut off, replaced or deleted while it was read, but that it was."""
    file = tmp_path / "topics.csv"
    original = passes.run
    for change in (lambda: file.write_text("record_id,topic\n", "utf-8"), file.unlink):
        topics(file, *((f"a-{at}", "x") for at in range(500)))

        def changed(scan: Any, read: Any, change: Any = change) -> None:
            original(scan, read)
            change()

        monkeypatch.setattr(passes, "run", changed)
        result = ukjsec.validate(file, table="topics", against={"records": None})
        assert [f"{one.rule}: {one.message}" for one in result.problems()] == [
            "unreadable-file: the file changed while it was read"
        ]
        assert result.stopped


def test_days_of_ages_far_off_are_impossible(tmp_path: Path) -> None:
    """A day or a moment whose year no engine could tell is a problem of its cell."""
    sources: Any = ukjsec.load("sources", "arrow")
    at = sources.column_names.index("retrieved")
    for days in (
        pa.array([2**31 - 5] * len(sources), pa.int32()).cast(pa.date32()),
        pa.array([-(2**62)] * len(sources), pa.int64()).cast(pa.timestamp("us")),
    ):
        file = tmp_path / "sources.parquet"
        pq.write_table(sources.set_column(at, "retrieved", days), file)
        assert ukjsec.validate(file, table="sources").by_column["retrieved", "impossible-date"] == len(sources)


def test_parquet_without_columns_or_with_unknown_ones_is_told(tmp_path: Path, run: Run) -> None:
    """No columns are columns that are missing; a type that nobody reads is a problem of that file alone."""
    file = tmp_path / "topics.parquet"
    pq.write_table(pa.table({"a": [1]}).select([]), file)
    assert ukjsec.validate(file, table="topics").counts == {"column-missing": 2}
    odd = pa.array([1], pa.decimal256(70))
    pq.write_table(pa.table({"record_id": odd, "topic": ["trade"]}), file)
    other = topics(tmp_path / "other.csv", ("nobody", "x"))
    code, out, _ = run("validate", str(file), str(other))
    assert code == 1
    assert "topics.parquet:1:1: wrong-" in out
    assert "other.csv:2:8: unknown-term" in out


def test_words_name_the_lines_of_the_file(tmp_path: Path) -> None:
    """A mark that is closed in a later line is told with the number of that line in the file."""
    file = tmp_path / "topics.csv"
    rows = "".join(f"a-{at},trade\n" for at in range(50))
    file.write_text(f'record_id,topic\n{rows}"open,trade\nb"c,trade\n', "utf-8")
    problem = ukjsec.validate(file, table="topics", against={"records": None}).problems()[-1]
    assert str(problem.place).endswith(":52:1")
    assert "closed only in line 53" in problem.message


def test_sheets_of_records_are_sheets_still(tmp_path: Path, run: Run) -> None:
    """A CSV file with the header of a sheet is read as records, not as a table."""
    sheet = tmp_path / "rows.csv"
    _, out, _ = run("new", "agreement", "--csv")
    sheet.write_text(out, "utf-8")
    assert recognition.recognised(sheet) is None
    _, out, _ = run("validate", str(sheet))
    assert "no-rows" in out
    sheet.write_text("id,type,title,kind,status,unit,setting,summary\n", "utf-8")
    assert recognition.recognised(sheet) is None


def test_tables_are_told_by_columns_name_or_first_row(tmp_path: Path) -> None:
    """A file of any name is the table whose columns it has; the first row tells, where several have the same."""
    for name, table in tables().items():
        row = [name if column == "type" else "x" for column in table.column_names]
        file, columnar = tmp_path / "any-name.csv", tmp_path / "any-name.parquet"
        file.write_bytes(csvfiles.render([table.column_names, row]))
        pq.write_table(
            pa.table({column: [cell] for column, cell in zip(table.column_names, row, strict=True)}), columnar
        )
        assert recognition.recognised(file) == recognition.recognised(columnar) == table
    few = tmp_path / "dialogues.csv"
    few.write_text(",".join(tables()["exercises"].column_names[:-2]) + "\n", "utf-8")
    assert recognition.recognised(few) == tables()["dialogues"]


def test_every_table_of_the_package_is_sound_in_both_forms(inside: Path, tmp_path: Path) -> None:
    """The files of our own package, taken out of it, have no problem."""
    for form in ("csv", "parquet"):
        for file in inside.glob(f"*.{form}"):
            (tmp_path / file.name).write_bytes(file.read_bytes())
    found = ukjsec.validate(tmp_path)
    assert found == []
    told = examination.examine(recognition.deliveries(sorted(tmp_path.iterdir()))[0], 9, inside.parent, lambda a, _: a)
    assert len(told.told) == 2 * len(tables())
    assert all(": no problems" in line for line in told.told)


@pytest.mark.usefixtures("small")
def test_nothing_is_left_in_the_folder_of_temporary_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is put away on disk has no name, while it is there and after."""
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    seen: list[list[Path]] = []
    original = Hashes._put_away

    def spied(self: Hashes) -> None:
        original(self)
        seen.append(list((tmp_path / "temporary").iterdir()))

    monkeypatch.setattr(Hashes, "_put_away", spied)
    file = topics(tmp_path / "topics.csv", *((f"a-{at}", "trade") for at in range(500)))
    assert ukjsec.validate(file, table="topics").rows == 500
    assert seen
    assert all(listed == [] for listed in seen)


def test_misuse_is_told(tmp_path: Path) -> None:
    """Files of two forms as one table, no file, no table: each says what to do."""
    one = topics(tmp_path / "a.csv", ("a", "trade"))
    pq.write_table(pa.table({"record_id": ["b"], "topic": ["trade"]}), tmp_path / "b.parquet")
    with pytest.raises(FrameError, match=r"one form, not \.csv and \.parquet"):
        ukjsec.validate([one, tmp_path / "b.parquet"], table="topics")
    with pytest.raises(MissingFileError, match="no such file"):
        ukjsec.validate(tmp_path / "c.csv", table="topics")
    with pytest.raises(UnknownNameError, match="did you mean `topics`"):
        ukjsec.validate(one, table="topisc")
    (tmp_path / "empty").mkdir()
    with pytest.raises(MissingFileError, match=r"they end in \.csv, \.parquet"):
        ukjsec.validate(tmp_path / "empty", table="topics")


def test_without_polars_it_is_said_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run) -> None:
    """Files of tables need an extra; the message names the command that installs it."""
    file = topics(tmp_path / "topics.csv", ("a", "trade"))
    for name in ("polars", "ukjsec.streams.verdicts"):
        monkeypatch.delitem(__import__("sys").modules, name, raising=False)
    monkeypatch.setitem(__import__("sys").modules, "polars", None)
    monkeypatch.delattr("ukjsec.streams.verdicts", raising=False)
    with pytest.raises(MissingExtraError, match=r'pip install "ukjsec\[polars\]"'):
        ukjsec.validate(file, table="topics")
    assert run("validate", str(file))[0] == 2
    file.unlink()
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "notes.csv").write_text("some,thing\n", "utf-8")
    code, out, _ = run("validate", str(tmp_path / "folder"))
    assert (code, "passed-over" in out) == (0, True), "where there are no tables, nobody needs it"


def test_rows_are_a_set() -> None:
    """Rows are counted once, joined, asked for, and listed from the lowest."""
    rng = np.random.default_rng(1)
    numbers = rng.integers(0, 300_000, 5000)
    one, two = Rows(), Rows()
    one.add(numbers[:4000])
    two.add(numbers[3000:])
    both = one | two
    assert len(both) == len(set(numbers.tolist()))
    assert both.first(7) == sorted(set(numbers.tolist()))[:7]
    asked = np.array([*numbers[:5].tolist(), 10**9])
    assert both.having(asked).tolist() == [True] * 5 + [False]
    assert len(one) == len(set(numbers[:4000].tolist())), "what is joined is left as it was"


@pytest.mark.parametrize("held", [50, 10**6], ids=["on disk", "in memory"])
def test_hashes_find_what_is_doubled_and_what_leads_nowhere(held: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rows of doubled keys, and of references to none of the ids, are those that a count of the values gives."""
    monkeypatch.setattr(hashes, "HELD", held)
    rng = random.Random(3)  # noqa: S311 (as above)
    keys = [f"k{rng.randrange(900)}" for _ in range(1000)]
    names = [None if rng.random() < 0.1 else f"k{rng.randrange(1200)}" for _ in range(1000)]
    data = pl.DataFrame({"key": keys, "name": names})
    ids, references = Hashes(), Hashes()
    for at in range(0, 1000, 70):
        part, rows = data[at : at + 70], np.arange(at, min(at + 70, 1000))
        ids.add(hashes.of(part, ["key"], rows))
        references.add(hashes.of(part, ["name"], rows))
    assert ids.spread == (held == 50)
    doubled = sorted(int(row) for some in hashes.doubled(ids) for row in some)
    assert doubled == [at for at, key in enumerate(keys) if keys.count(key) > 1]
    lost = sorted(int(row) for some in hashes.dangling(references, [ids, Hashes()]) for row in some)
    assert lost == [at for at, name in enumerate(names) if name is not None and name not in keys]
    ids.close()
    references.close()
    assert not ids.spread or ids._file.closed  # type: ignore[union-attr]


def test_keys_of_which_half_a_hash_is_the_same_are_told_apart() -> None:
    """Where one of two hashes is the same, the other decides."""
    form = [("one", np.uint64), ("two", np.uint64), ("row", np.uint64)]
    some, known = Hashes(), Hashes()
    some.add(np.array([(1, 1, 0), (1, 2, 1), (1, 1, 2), (5, 5, 3), (6, 7, 4), (8, 8, 5)], form))
    known.add(np.array([(1, 2, 0), (5, 6, 0), (6, 7, 0)], form))
    assert sorted(int(row) for part in hashes.doubled(some) for row in part) == [0, 2]
    assert sorted(int(row) for part in hashes.dangling(some, [known]) for row in part) == [0, 2, 3, 5]
