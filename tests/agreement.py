"""Whether columns and rows are judged alike: a program that makes rows, sound and broken, and compares the verdicts.

    python tests/agreement.py --rows 1000000 --seed 1
    python tests/agreement.py --rows 1000000 --files
    python tests/agreement.py --rows 100000 --clusters

Each batch of rows of some table is judged twice: row by row, by what judges one cell or one record (the cells of
packages, the models, `edtf.parse`, the makers of derived columns), and column by column, on every engine. The verdicts
have to agree problem by problem: row, column, rule. The first batch that does not is printed, and the program ends
with 1.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

import ukjsec
from ukjsec import csvfiles, judgements, vocabulary
from ukjsec.columns import DATE_PATTERN, Column, Table
from ukjsec.layout import STAGES, stage_column, tables
from ukjsec.models import RECORD_MODELS
from ukjsec.rows.cells import date_cells, text

Row = dict[str, Any]
Reasons = dict[int, frozenset[str]]
SERIAL = "serial"
"""A column more, by which rows are known again on engines that keep no order."""

KNOWN = ("uk-jp-one", "uk-jp-two", "gbr", "jpn", "a")
"""The ids that other tables have."""

WORDS = (
    "",
    " ",
    "Memorandum",
    "of",
    "覚書",
    "ノート",
    "é",
    "naïve",
    "жжж",
    "-",
    "=",
    "＝1",
    "+1",
    "@x",
    ";",
    "; ",
    ";  ",
    "\n",
    "\r",
    "\t",
    "\r\n",
    "\u2028",
    "\x85",
    "\u3000",
    "\xa0",
    "\x00",
    "\x1b",
    "\x7f",
    "\u200b",
    "\u00ad",
    "\ufeff",
    "\ufffd",
    "\ue000",
    "\U0010ffff",
    "\ufdd0",
    "e\u0301",
    "q\u0301",
    "か\u3099",
    "\u0301" * 4,
    "\u0301" * 5,
    "А",
    "Аbc",
    "abсd",
    "Ωmega",
    "\ufe0f",
    "1\ufe0f",
    "漢\ufe00",
    "漢\ufe00\ufe00",
    "\U000e0100",
    "葛\U000e0100",
    "１２",
    "Ⅻ",
    "😀",
    "x" * 79,
    "x" * 999,
    "y" * 10_000,
    "|",
    "'",
    '"',
    "\\",
    "%",
    "$",
    "a",
    "Z",
    "0",
)
IDS = (
    "uk-jp-one",
    "uk-jp-two",
    "a",
    "a-b",
    "A",
    "-a",
    "a-",
    "a--b",
    "a_b",
    "a\n",
    "a" * 80,
    "a" * 81,
    "ａ",
    "jpn",
    "gbr",
)
YEARS = ("0000", "0001", "1900", "1996", "2000", "2012", "2013", "9999", "199X", "000X", "012X", "12", "20122")
MONTHS = ("00", "01", "02", "04", "06", "11", "12", "13", "20", "21", "22", "23", "24", "25", "1")
DAYS = ("00", "01", "15", "21", "28", "29", "30", "31", "32")
MARKS = ("", "", "", "", "~", "?", "%", "~~")
WHOLES = (
    "0",
    "1",
    "-1",
    "12",
    "999",
    "1000",
    "007",
    "-0",
    "+1",
    " 1",
    "1 ",
    "1e3",
    "1.0",
    "１２",
    "1\n",
    "",
    "9" * 18,
    "9" * 19,
)
NUMBERS = (*WHOLES, "0.5", "-0.25", ".5", "1.", "1e-3", "1E3", "nan", "inf", "1" * 16, "0." + "1" * 10)
TRUTHS = ("true", "false", "True", "FALSE", "1", "", "true ", "true\n")


def sound_date(rng: random.Random) -> str:
    """Make a date that can be read, most often a day."""
    day = date(1990, 1, 1) + timedelta(days=rng.randrange(12_000))
    other = day + timedelta(days=rng.randrange(1, 90))
    forms = (
        f"{day}",
        f"{day}",
        f"{day}",
        f"{day:%Y-%m}",
        f"{day:%Y}",
        f"{day}/{other}",
        f"{day:%Y-%m}/{other}",
        f"{day:%Y}~",
        f"{day:%Y}-2{rng.randrange(1, 5)}",
        f"{str(day)[:3]}X",
        f"{day}/..",
        f"../{day}?",
        f"[{day:%Y-%m}..{other:%Y}]",
        f"[..{day}]",
        f"{day:%Y}-21/{other:%Y}-24",
        f"{day}%",
    )
    return rng.choice(forms)


def any_date(rng: random.Random) -> str:
    """Make what may be a date."""

    def point() -> str:
        parts = [rng.choice(YEARS), rng.choice(MONTHS), rng.choice(DAYS)][: rng.randrange(1, 4)]
        return "-".join(parts) + rng.choice(MARKS)

    forms: tuple[Callable[[], str], ...] = (
        point,
        point,
        lambda: f"{point()}/{point()}",
        lambda: f"{point()}/..",
        lambda: f"../{point()}",
        lambda: f"[{point()}..{point()}]",
        lambda: f"[..{point()}]",
        lambda: f"[{point()}..]",
        lambda: f"{point()}\n",
        lambda: rng.choice(("", "/", "../..", "[]", "[..]", "today", "2012/2013/2014", "２０１２")),
    )
    return rng.choice(forms)()


def any_text(rng: random.Random) -> str:
    """Make a text, of words that are sound alone, or not."""
    return "".join(rng.choice(WORDS) for _ in range(rng.randrange(1, 4)))


def sound_cell(column: Column, rng: random.Random) -> Any:  # noqa: C901 (a table of cases)
    """Make a value that breaks no rule of its cell."""
    if not column.required and rng.random() < 0.3:
        return None
    if column.type == "boolean":
        return rng.random() < 0.5
    if column.type == "integer":
        return rng.randrange(1, 900)
    if column.type == "number":
        return rng.choice((0.5, 12.0, 2500000.0, -1.25))
    if column.type == "date":
        return date(1990, 1, 1) + timedelta(days=rng.randrange(12_000))
    if column.vocabulary:
        return rng.choice(column.vocabulary.names)
    if column.pattern == DATE_PATTERN:
        return sound_date(rng)
    if column.references:
        return rng.choice(KNOWN)
    known = {
        "sha256": "0" * 64,
        "language": "en, ja",
        "iso3": "JPN",
        "file": "a-text.txt",
        "address": "https://x.org/a",
    }
    if column.name in known:
        return known[column.name]
    if column.pattern or column.references:
        return f"item-{rng.randrange(10**9)}"
    return rng.choice(("UK–Japan Memorandum", "日英防衛交流に関する覚書", "a; b", "one; another"))


def broken_cell(column: Column, rng: random.Random) -> Any:
    """Make a value of the right type that may break a rule."""
    if rng.random() < 0.1:
        return None
    if column.type == "boolean":
        return rng.random() < 0.5
    if column.type == "integer":
        return rng.choice((-1, 0, 1, 999, 1000, 2**40))
    if column.type == "number":
        return rng.choice((0.0, -1.5, 1e14, float("inf"), float("-inf")))
    if column.type == "date":
        return rng.choice((date(1, 1, 1), date(9999, 12, 31), date(2012, 2, 29)))
    if column.vocabulary:
        return rng.choice((column.vocabulary.names[0].upper(), f"{column.vocabulary.names[0]} ", "", "treety"))
    if column.pattern == DATE_PATTERN:
        return any_date(rng)
    return rng.choice((*IDS, any_text(rng))) if column.pattern or column.references else any_text(rng)


def broken_text(column: Column, rng: random.Random) -> str | None:
    """Make a text for a column of any type, which may break a rule."""
    forms = {"integer": WHOLES, "number": NUMBERS, "boolean": TRUTHS}
    if column.type in forms:
        return rng.choice(forms[column.type])
    if column.type == "date":
        return any_date(rng)
    value: str | None = broken_cell(column, rng)
    return value


def make(table: Table, number: int, rng: random.Random, *, texts: bool) -> list[Row]:
    """Make rows of a table: most of them follow the rules but for a cell or two.

    Args:
        table: the table.
        number: how many.
        rng: what chooses.
        texts: whether all values are texts, as CSV has them.
    """
    rows: list[Row] = []
    for serial in range(number):
        row: Row = {column.name: sound_cell(column, rng) for column in table.columns}
        row |= {name: f"item-{rng.randrange(10**9)}" for name in table.key if name in ("id", "record_id", "source_id")}
        follow(table, row, rng)
        if table.name in RECORD_MODELS:
            row["type"] = table.name
        if texts:
            row = {name: None if value is None else text(value) for name, value in row.items()}
        for _ in range(rng.choice((0, 0, 1, 1, 2, 4))):
            column = rng.choice(table.columns)
            if rng.random() < 0.3:
                value = sound_cell(column, rng)  # which may not follow from the others
                row[column.name] = text(value) if texts and value is not None else value
            else:
                row[column.name] = broken_text(column, rng) if texts else broken_cell(column, rng)
        if rows and rng.random() < 0.05:
            row |= {name: rng.choice(rows)[name] for name in table.key}
        rows.append(row | {SERIAL: serial})
    return rows


def follow(table: Table, row: Row, rng: random.Random) -> None:
    """Let a row have what follows from its other cells, most often."""
    for column in table.columns:
        if column.pattern == DATE_PATTERN and rng.random() < 0.95:
            derived = dict.fromkeys(name for name in row if name.startswith(f"{column.name}_") and name in _DERIVED)
            row |= derived | {
                name: value for name, value in date_cells(column.name, row[column.name]).items() if name in row
            }
    if "occurred" in row and rng.random() < 0.95:
        row["occurred"] = row["status"] in vocabulary.OCCURRED
    for event in STAGES.get(table.name, ()):
        if row["date_event"] == event and rng.random() < 0.95:
            row[stage_column(event)] = row["date"]
    if table.name == "records" and rng.random() < 0.95:
        row["kind"] = rng.choice(vocabulary.KINDS[row["type"]].names)


_PARTS = ("earliest", "latest", "precision", "qualifier")
_DERIVED = frozenset(f"{prefix}_{part}" for prefix in ("date", "covers") for part in _PARTS)


@lru_cache(maxsize=1_000_000)
def judged(table: str, name: str, kind: str, value: Any) -> str | None:  # noqa: ARG001 (1 and True are one key)
    """Judge one cell, in Python: the rule that it breaks first."""
    column = next(column for column in tables()[table].columns if column.name == name)
    complaint = judgements.judge(column, value)
    return complaint[0] if complaint else None


def by_rows(table: Table, rows: list[Row], known: Mapping[str, frozenset[str]]) -> Reasons:
    """Judge rows one by one: serial number → `column: rule` of everything that is wrong."""
    keys = Counter(tuple(row[name] for name in table.key) for row in rows)
    own = frozenset(row["id"] for row in rows if row.get("id") is not None)
    found: Reasons = {}
    for row in rows:
        broken = {}
        for column in table.columns:
            value = row[column.name]
            rule = judged(table.name, column.name, type(value).__name__, value)
            if rule:
                broken[column.name] = rule
        reasons = {f"{name}: {rule}" for name, rule in broken.items()}
        whole = {name: value for name, value in row.items() if name not in broken}
        reasons |= set(_of_row(table, whole))
        key = tuple(row[name] for name in table.key)
        if keys[key] > 1 and None not in key and not broken.keys() & set(table.key):
            reasons.add(f"{table.key[0]}: duplicate-row")
        for column in table.columns:
            targets = own if column.references == table.name else known.get(column.references or "", frozenset())
            if column.references and whole.get(column.name) is not None and whole[column.name] not in targets:
                reasons.add(f"{column.name}: dangling-key")
        if reasons:
            found[row[SERIAL]] = frozenset(reasons)
    return found


def _of_row(table: Table, row: Row) -> Iterator[str]:
    """Judge what follows from other cells, all of which are sound."""
    plain = {name: None if value is None else text(value) for name, value in row.items()}
    if {"status", "occurred"} <= set(row) and plain["occurred"] != text(row["status"] in vocabulary.OCCURRED):
        yield "occurred: derived-differs"
    if table.name in RECORD_MODELS and row.get("type", table.name) != table.name:
        yield "type: derived-differs"
    if table.name == "records" and {"type", "kind"} <= set(row) and row["kind"] not in vocabulary.KINDS[row["type"]]:
        yield "kind: unknown-term"
    for event in STAGES.get(table.name, ()):
        stage = stage_column(event)
        if {"date", "date_event", stage} <= set(row) and row["date_event"] == event and row["date"] != row[stage]:
            yield f"{stage}: derived-differs"
    for column in table.columns:
        names = [f"{column.name}_{part}" for part in _PARTS if f"{column.name}_{part}" in table.column_names]
        if column.pattern == DATE_PATTERN and names and {column.name, *names} <= set(row):
            follows = date_cells(column.name, row[column.name])
            for name in names:
                if (plain[name] or "") != text(follows.get(name)):
                    yield f"{name}: derived-differs"


_ARROW: dict[str, pa.DataType] = {"string": pa.string(), "integer": pa.int64(), "number": pa.float64(),
                                  "boolean": pa.bool_(), "date": pa.date32()}  # fmt: skip


def arrow(table: Table, rows: list[Row], *, texts: bool, coded: bool = False) -> pa.Table:
    """Put rows into an Arrow table; vocabularies as dictionaries when `coded`."""
    fields: list[tuple[str, Any]] = [(SERIAL, pa.int64())]
    for column in table.columns:
        kind: Any = pa.string() if texts else _ARROW[column.type]
        fields.append((column.name, pa.dictionary(pa.int16(), pa.string()) if coded and column.vocabulary else kind))
    columns: dict[str, Any] = {name: pa.array([row[name] for row in rows], kind) for name, kind in fields}
    return pa.table(columns)


def _duckdb(frame: pa.Table) -> duckdb.DuckDBPyRelation:
    return duckdb.from_arrow(frame)


ENGINES: dict[str, Callable[[pa.Table], Any]] = {
    "polars": pl.from_arrow,
    "polars lazy": lambda frame: pl.DataFrame(pl.from_arrow(frame)).lazy(),
    "pyarrow": lambda frame: frame,
    "duckdb": _duckdb,
    "pandas": lambda frame: frame.to_pandas(),
    "pandas of objects": lambda frame: frame.to_pandas().astype(object),
    "pandas of arrow": lambda frame: frame.to_pandas(types_mapper=pd.ArrowDtype),
}
"""How a table of Arrow is handed to each engine."""


PARTITIONS = 3


@cache
def spark() -> Any:
    """Start Spark on two cores; a task is tried four times, and no more than some megabytes may be fetched."""
    from pyspark.sql import SparkSession

    # Its processes are not children of this one: they have to find the same Python, and the same modules.
    found = str(Path(ukjsec.__file__).parent.parent)
    os.environ |= {"PYSPARK_PYTHON": sys.executable, "PYTHONPATH": found, "SPARK_LOCAL_IP": "127.0.0.1"}
    settings = {
        "spark.driver.maxResultSize": "4m",
        "spark.sql.shuffle.partitions": "2",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "OFF",
    }
    return SparkSession.builder.master("local[2,4]").config(map=settings).getOrCreate()


def _dask(frame: pa.Table) -> Any:
    import dask.dataframe as dd

    return dd.from_pandas(frame.to_pandas(types_mapper=pd.ArrowDtype), npartitions=PARTITIONS)


def _dask_of_objects(frame: pa.Table) -> Any:
    import dask
    import dask.dataframe as dd

    # Dask would make texts of all objects, so that true became True.
    with dask.config.set({"dataframe.convert-string": False}):
        return dd.from_pandas(frame.to_pandas().astype(object), npartitions=PARTITIONS)


def _spark(frame: pa.Table) -> Any:
    return spark().createDataFrame(frame)


CLUSTERS: dict[str, Callable[[pa.Table], Any]] = {"dask": _dask, "dask of objects": _dask_of_objects, "spark": _spark}
"""The same of engines that hold a table in partitions; they need not be there, and `missing` says so."""


def missing(engine: str) -> str:
    """Say what an engine of `CLUSTERS` lacks here; nothing where it lacks nothing."""
    packages = ("pyspark",) if engine == "spark" else ("dask", "distributed")
    lacking = [name for name in packages if not find_spec(name)]
    lacking += ["java"] if engine == "spark" and not shutil.which("java") else []
    return f"{engine} needs {' and '.join(lacking)}" if lacking else ""


def rows_of(native: Any) -> list[dict[str, Any]]:
    """The rows of a frame of any engine."""
    package = type(native).__module__.partition(".")[0]
    if package == "pyspark":
        return [row.asDict() for row in native.collect()]
    if package == "dask":
        native = native.compute()
    if isinstance(native, pl.LazyFrame):
        native = native.collect()
    if isinstance(native, pl.DataFrame):
        return native.to_dicts()
    if isinstance(native, pd.DataFrame):
        return native.to_dict("records")  # type: ignore[return-value]
    if isinstance(native, duckdb.DuckDBPyRelation):
        native = native.to_arrow_table()
    found: list[dict[str, Any]] = native.to_pylist()
    return found


def by_file(table: Table, frame: pa.Table, known: Mapping[str, frozenset[str]], *, texts: bool) -> Reasons:
    """Judge a file of rows, of texts as CSV: number of the row → `column: rule` of everything that is wrong."""
    against = {name: pa.table({"id": pa.array(sorted(ids), pa.string())}) for name, ids in known.items()}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / ("rows.csv" if texts else "rows.parquet")
        if texts:
            cells = zip(*(column.to_pylist() for column in frame.columns), strict=True)
            lines = (["" if cell is None else str(cell) for cell in row] for row in cells)
            file.write_bytes(csvfiles.render([frame.column_names, *lines]))
        else:
            pq.write_table(frame, file)
        result = ukjsec.validate(file, table=table.name, against=against, limit=10**9)
    found: dict[int, set[str]] = {}
    for problem in result.found:
        found.setdefault(problem.place.row, set()).add(f"{problem.place.name}: {problem.rule}")  # type: ignore[attr-defined]
    assert sum(result.by_column.values()) == len(result.found)
    return {row: frozenset(reasons) for row, reasons in found.items()}


def by_columns(table: Table, native: Any, known: Mapping[str, frozenset[str]]) -> Reasons:
    """Judge a frame column by column: serial number → `column: rule` of everything that is wrong."""
    against = {name: pa.table({"id": pa.array(sorted(ids), pa.string())}) for name, ids in known.items()}
    good, failures = ukjsec.filter(native, table=table.name, against=against)
    found = {int(row[SERIAL]): frozenset(row["problems"].split("; ")) for row in rows_of(failures)}
    assert not found.keys() & {int(row[SERIAL]) for row in rows_of(good)}
    result = ukjsec.validate(native, table=table.name, against=against, limit=10**9)
    frame = result.to_frame()
    frame = frame[frame["rule"] != "column-added"]
    said = Counter(f"{name}: {rule}" for name, rule in zip(frame["column"], frame["rule"], strict=True))
    counted = Counter({f"{name}: {rule}": number for (name, rule), number in result.by_column.items()})
    assert said == counted == Counter(reason for reasons in found.values() for reason in reasons)
    return found


FILE = "file"
"""Stands for rows in a file, which no engine holds: in CSV what is empty is missing, whatever it was."""


def compare(table: Table, rows: list[Row], *, texts: bool, coded: bool, engines: Mapping[str, Any]) -> list[str]:
    """Say where the verdict of columns differs from that of rows; nothing where all engines agree with it."""
    return compared(table, rows, texts=texts, coded=coded, engines=engines)[0]


def compared(
    table: Table, rows: list[Row], *, texts: bool, coded: bool, engines: Mapping[str, Any]
) -> tuple[list[str], int]:
    """Say the same, and how many rows break some rule."""
    made = {row[name] for row in rows for name in table.key if str(row[name]).startswith("item-")}
    ids = frozenset((*KNOWN, *(one for one in made if not one.endswith("7"))))
    known = {name: ids for name in ("actors", "places", "records", "sources") if name != table.name}
    if FILE in engines and texts:
        rows = [{name: None if value == "" else value for name, value in row.items()} for row in rows]
    wanted = by_rows(table, rows, known)
    frame = arrow(table, rows, texts=texts, coded=coded)
    differences = []
    for engine, convert in engines.items():
        if engine == FILE:
            found = by_file(table, frame, known, texts=texts)
        else:
            found = by_columns(table, convert(frame), known)
        for serial in sorted(wanted.keys() | found.keys()):
            by_row, by_column = wanted.get(serial, frozenset()), found.get(serial, frozenset())
            if by_row != by_column:
                broken = {reason.partition(":")[0] for reason in by_row ^ by_column}
                cells = {name: rows[serial][name] for name in sorted(broken)}
                said = f"rows {sorted(by_row - by_column)}, columns {sorted(by_column - by_row)}"
                differences.append(f"{engine}, {table.name}, row {serial}: {said}: {cells!r:.300}")
    return differences, len(wanted)


def main() -> int:
    """Compare until so many rows are judged."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=100_000, help="how many rows in all")
    options.add_argument("--batch", type=int, default=5_000, help="how many rows in a frame")
    options.add_argument("--engines", type=int, default=len(ENGINES), help="on how many engines each frame, in turn")
    options.add_argument("--files", action="store_true", help="in files, CSV and Parquet, in the place of frames")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--clusters", action="store_true", help="on Dask and Spark, where they are installed")
    chosen = options.parse_args()
    rng = random.Random(chosen.seed)  # noqa: S311 (nothing here is a secret)
    done, broken, started = 0, 0, time.monotonic()
    turns: Counter[str] = Counter()
    offered = {name: CLUSTERS[name] for name in CLUSTERS if not missing(name)} if chosen.clusters else ENGINES
    offered = {FILE: lambda frame: frame} if chosen.files else offered
    names, known = list(offered), list(tables().values())
    while done < chosen.rows:
        table = known[(done // chosen.batch) % len(known)]
        texts = rng.random() < 0.5
        rows = make(table, chosen.batch, rng, texts=texts)
        engines = {name: offered[name] for name in names[: chosen.engines]}
        names = names[chosen.engines :] + names[: chosen.engines]
        differences, wrong = compared(table, rows, texts=texts, coded=rng.random() < 0.3, engines=engines)
        if differences:
            print(*differences[:20], sep="\n")  # noqa: T201
            return 1
        done, broken = done + len(rows), broken + wrong
        turns.update(dict.fromkeys(engines, len(rows)))
        if sys.stderr.isatty():
            print(f"{done:,} rows", file=sys.stderr, end="\r")  # noqa: T201
    took = time.monotonic() - started
    print(f"{done:,} rows, of which {broken:,} break some rule; in {took:.0f} s all agree:")  # noqa: T201
    for name, number in turns.items():
        print(f"  {number:>9,} rows on {name}")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
