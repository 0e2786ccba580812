"""Programs that read tables: what each makes of a CSV or a Parquet file, in one form that can be compared.

The oracle is Python's own csv module with the Table Schema of the descriptor; nothing of the library takes part in it.
"""

from __future__ import annotations

import csv
import io
import json
import math
import os
import shutil
import subprocess
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.csv as arrow_csv
import pyarrow.parquet as pq

HERE = Path(__file__).resolve().parent

KINDS = {"string": "text", "integer": "integer", "number": "double", "boolean": "boolean", "date": "date"}
"""Type of the Table Schema → kind of a column; one with a closed list of terms is a `vocabulary`."""

UNTOLD = "untold"
"""The kind of a column without values of which a program does not keep the type."""


@dataclass(frozen=True)
class Column:
    """A column as the Table Schema describes it."""

    kind: str
    terms: tuple[str, ...] = ()


Columns: TypeAlias = dict[str, Column]
Cells: TypeAlias = list[str | None]
Content: TypeAlias = dict[str, tuple[str, Cells]]
"""Column → its kind and its cells, each with its own type before it."""

Reader: TypeAlias = Callable[[Path, Columns], Content]


def tables(folder: Path) -> dict[str, Columns]:
    """The tables of a package or of a release, and their columns, as the descriptor has them."""
    described = json.loads((folder / "datapackage.json").read_text("utf-8"))
    assert all(resource["schema"]["missingValues"] == [""] for resource in described["resources"])
    return {
        resource["name"].removesuffix("-parquet"): {
            field["name"]: Column("vocabulary", tuple(term["value"] for term in field["categories"]))
            if "categories" in field
            else Column(KINDS[field["type"]])
            for field in resource["schema"]["fields"]
        }
        for resource in described["resources"]
    }


def cell(value: object) -> str | None:
    """A value with its type before it, so that 1, 1.0, true and "1" are four different cells; None when missing."""
    if value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value)):
        return None
    for kind, shown in ((bool, "boolean"), (int, "integer"), (float, "double"), (str, "text")):
        if isinstance(value, kind):
            return f"{shown} {value!r}" if kind is float else f"{shown} {value}"
    if isinstance(value, date) and not isinstance(value, datetime):
        return f"date {value.isoformat()}"
    raise TypeError(f"{type(value)} is no cell")


def cells(values: Iterable[object]) -> Cells:
    """Values as cells."""
    return [cell(value) for value in values]


def expected(file: Path, columns: Columns) -> Content:
    """What stands in a CSV file, by Python's csv module and the Table Schema; a cell of another type is an error."""
    header, *rows = csv.reader(io.StringIO(file.read_bytes().decode(), newline=""), strict=True)
    assert header == list(columns)
    assert all(len(row) == len(columns) for row in rows)
    return {
        name: (column.kind, [cell(_value(text, column)) if text else None for text in (row[at] for row in rows)])
        for at, (name, column) in enumerate(columns.items())
    }


def _value(text: str, column: Column) -> object:
    makers: dict[str, Callable[[str], object]] = {
        "text": str,
        "integer": int,
        "double": float,
        "boolean": {"true": True, "false": False}.__getitem__,
        "date": date.fromisoformat,
        "vocabulary": lambda term: column.terms[column.terms.index(term)],
    }
    return makers[column.kind](text)


ARROW = {
    "text": pa.string(),
    "integer": pa.int64(),
    "double": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "vocabulary": pa.dictionary(pa.int32(), pa.string()),
}


def _arrow_kind(kind: Any) -> str:
    if pa.types.is_dictionary(kind) and pa.types.is_string(kind.value_type):
        return "vocabulary"
    return next((name for name, each in ARROW.items() if each == kind), str(kind))


def _of_arrow(table: Any) -> Content:
    columns = zip(table.schema, table.columns, strict=True)
    return {field.name: (_arrow_kind(field.type), cells(column.to_pylist())) for field, column in columns}


def pyarrow_parquet(file: Path, _: Columns) -> Content:
    """pyarrow, page checksums compared."""
    return _of_arrow(pq.read_table(file, page_checksum_verification=True))


def pyarrow_csv(file: Path, columns: Columns) -> Content:
    """The reader of CSV of pyarrow, told the types."""
    return _of_arrow(
        arrow_csv.read_csv(
            file,
            parse_options=arrow_csv.ParseOptions(newlines_in_values=True),
            convert_options=arrow_csv.ConvertOptions(
                column_types={name: ARROW[column.kind] for name, column in columns.items()},
                null_values=[""],
                strings_can_be_null=True,
            ),
        )
    )


def _pandas_kind(series: Any) -> str:
    kind = series.dtype
    if isinstance(kind, pd.ArrowDtype):
        return _arrow_kind(kind.pyarrow_dtype)
    if isinstance(kind, pd.CategoricalDtype):
        return "vocabulary"
    if kind == "object":  # so pandas keeps dates; of a column without values it does not know what they would be
        found = pd.api.types.infer_dtype(series, skipna=True)
        return UNTOLD if found == "empty" else found
    names = {"str": "text", "Int64": "integer", "float64": "double", "bool": "boolean", "boolean": "boolean"}
    return names.get(str(kind), str(kind))


def of_pandas(frame: pd.DataFrame) -> Content:
    """A DataFrame of pandas."""
    return {
        str(name): (_pandas_kind(series), cells(None if pd.isna(value) else value for value in series.tolist()))
        for name, series in frame.items()
    }


def pandas_parquet(file: Path, _: Columns) -> Content:
    """pandas, plainly: as nearly everyone calls it."""
    return of_pandas(pd.read_parquet(file))


def pandas_arrow_parquet(file: Path, _: Columns) -> Content:
    """The same with the types of Arrow."""
    return of_pandas(pd.read_parquet(file, dtype_backend="pyarrow"))


def pandas_frame(file: Path, columns: Columns) -> pd.DataFrame:
    """A CSV file by pandas, told the types."""
    types: dict[str, Any] = {"text": "str", "integer": "Int64", "double": "float64", "boolean": "boolean"}
    days = [name for name, column in columns.items() if column.kind == "date"]
    wanted = {
        name: pd.CategoricalDtype(list(column.terms)) if column.terms else types[column.kind]
        for name, column in columns.items()
        if name not in days
    }
    found = pd.read_csv(
        file, dtype=wanted, parse_dates=days, date_format="%Y-%m-%d", keep_default_na=False, na_values=[""]
    )
    # pandas has no days of its own, only moments; a moment within a day is refused here.
    return found.astype(dict.fromkeys(days, pd.ArrowDtype(pa.date32())))


def pandas_csv(file: Path, columns: Columns) -> Content:
    """The reader of CSV of pandas."""
    return of_pandas(pandas_frame(file, columns))


POLARS: dict[Any, str] = {
    pl.String: "text",
    pl.Int64: "integer",
    pl.Float64: "double",
    pl.Boolean: "boolean",
    pl.Date: "date",
    pl.Categorical: "vocabulary",
    pl.Enum: "vocabulary",
}


def of_polars(frame: pl.DataFrame) -> Content:
    """A DataFrame of polars."""
    return {
        series.name: (POLARS.get(series.dtype.base_type(), str(series.dtype)), cells(series.to_list()))
        for series in frame
    }


def polars_parquet(file: Path, _: Columns) -> Content:
    """polars, by its own reader of Parquet."""
    return of_polars(pl.read_parquet(file))


def polars_frame(file: Path, columns: Columns) -> pl.DataFrame:
    """A CSV file by polars, told the types."""
    types = {kind: made for made, kind in POLARS.items()}
    wanted = {name: pl.Enum(column.terms) if column.terms else types[column.kind]() for name, column in columns.items()}
    return pl.read_csv(file, schema=wanted)


def polars_csv(file: Path, columns: Columns) -> Content:
    """The reader of CSV of polars."""
    return of_polars(polars_frame(file, columns))


@cache
def duckdb_alone(folder: Path) -> duckdb.DuckDBPyConnection:
    """DuckDB that reads this folder and nothing else, without network, and fetches no extension."""
    connection = duckdb.connect(
        config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"},
    )
    connection.execute(f"SET allowed_directories = ['{folder.as_posix()}/']")
    connection.execute("SET enable_external_access = false")
    return connection


def _of_duckdb(file: Path, query: str) -> Content:
    kinds = {
        "VARCHAR": "text",
        "BIGINT": "integer",
        "DOUBLE": "double",
        "BOOLEAN": "boolean",
        "DATE": "date",
        "ENUM": "vocabulary",
    }
    found = duckdb_alone(file.parent).execute(query, [str(file)])
    described, rows = found.description, found.fetchall()
    return {
        about[0]: (kinds.get(str(about[1]).split("(")[0], str(about[1])), cells(row[at] for row in rows))
        for at, about in enumerate(described or ())
    }


def _sql(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def duckdb_parquet(file: Path, _: Columns) -> Content:
    """DuckDB, by its own reader of Parquet."""
    return _of_duckdb(file, "SELECT * FROM read_parquet(?)")


def duckdb_csv(file: Path, columns: Columns) -> Content:
    """The reader of CSV of DuckDB, strict and guessing nothing."""
    types = {"text": "VARCHAR", "integer": "BIGINT", "double": "DOUBLE", "boolean": "BOOLEAN", "date": "DATE"}
    wanted = ", ".join(
        f"{_sql(name)}: " + _sql(f"ENUM({', '.join(map(_sql, column.terms))})" if column.terms else types[column.kind])
        for name, column in columns.items()
    )
    form = (
        "auto_detect = false, header = true, delim = ',', quote = '\"', escape = '\"', nullstr = '', new_line = '\\n'"
    )
    return _of_duckdb(file, f"SELECT * FROM read_csv(?, columns = {{{wanted}}}, {form})")  # noqa: S608 (our own names)


PARQUET: dict[str, Reader] = {
    "pandas": pandas_parquet,
    "pandas, with types of Arrow": pandas_arrow_parquet,
    "pyarrow": pyarrow_parquet,
    "polars": polars_parquet,
    "DuckDB": duckdb_parquet,
}
CSV: dict[str, Reader] = {"pandas": pandas_csv, "pyarrow": pyarrow_csv, "polars": polars_csv, "DuckDB": duckdb_csv}

WITHOUT_TERMS = {("DuckDB", "parquet"), ("hyparquet", "parquet")}
"""Who reads a column of terms from Parquet as text, because Parquet has no type for it and Arrow's note is not read."""

WITHOUT_TYPE_OF_NOTHING = {("pandas", "parquet")}
"""Who keeps dates as plain objects, so that a column of dates without any says nothing of its type."""


def differences(reader: str, form: str, found: Content, wanted: Content) -> list[str]:
    """Where a program reads other columns, kinds or values than are wanted."""
    if list(found) != list(wanted):
        return [f"columns: {list(found)}"]
    said = []
    for name, (kind, values) in wanted.items():
        got, given = found[name]
        told = "text" if kind == "vocabulary" and (reader, form) in WITHOUT_TERMS else kind
        nothing = (reader, form) in WITHOUT_TYPE_OF_NOTHING and kind == "date" and not any(values)
        if got != told and not (got == UNTOLD and nothing):
            said.append(f"{name}: {got}, not {told}")
        if len(given) != len(values):
            said.append(f"{name}: {len(given)} cells, not {len(values)}")
        pairs = enumerate(zip(given, values, strict=False), start=1)
        said += [f"{name}, row {row}: {one!r}, not {other!r}" for row, (one, other) in pairs if one != other]
    return said


def missing_javascript() -> str | None:
    """Why files cannot be read in JavaScript here; None when they can."""
    modules = Path(os.environ.get("UKJSEC_NODE_MODULES", ""))
    named = "UKJSEC_NODE_MODULES" in os.environ
    if named and shutil.which("node") and all((modules / name).is_dir() for name in _MODULES):
        return None
    return f"UKJSEC_NODE_MODULES names no folder with {', '.join(_MODULES)}, or there is no node"


_MODULES = ("hyparquet", "hyparquet-compressors", "papaparse")


def javascript(folder: Path, form: str) -> dict[str, Content]:
    """Every table of a package in one form, as hyparquet or Papa Parse reads it."""
    modules = Path(os.environ["UKJSEC_NODE_MODULES"]).resolve()
    return _asked(["node", str(HERE / "readers.mjs"), str(modules)], folder, form)


@cache
def missing_r(package: str) -> str | None:
    """Why files cannot be read in R here; None when they can."""
    if not shutil.which("Rscript"):
        return "there is no Rscript"
    asked = f"quit(status = !all(sapply(c('{package}', 'jsonlite'), requireNamespace, quietly = TRUE)))"
    done = subprocess.run(["Rscript", "-e", asked], capture_output=True, check=False)
    return f"R has no {package} or no jsonlite" if done.returncode else None


def r(folder: Path, form: str) -> dict[str, Content]:
    """Every table of a package in one form, as nanoparquet or readr reads it."""
    return _asked(["Rscript", str(HERE / "readers.R")], folder, form)


def _asked(command: list[str], folder: Path, form: str) -> dict[str, Content]:
    """What a program prints of the tables that it is told on standard input, all in one run."""
    asked = {
        name: {
            "form": form,
            "file": str((folder / f"{name}.{form}").resolve()),
            "columns": [{"name": key, "kind": of.kind, "terms": of.terms} for key, of in columns.items()],
        }
        for name, columns in tables(folder).items()
    }
    done = subprocess.run(command, input=json.dumps(asked).encode(), capture_output=True, check=False)
    assert (done.returncode, done.stderr.decode()) == (0, "")
    return {
        table: {column["name"]: (column["kind"], [_told(one) for one in column["cells"]]) for column in columns}
        for table, columns in json.loads(done.stdout).items()
    }


def _told(found: str | None) -> str | None:
    """A cell as another program writes it: only numbers may be written in more than one way."""
    if found is not None and found.startswith("double "):
        return cell(float(found.removeprefix("double ")))
    return found


def in_r(wanted: Content) -> Content:
    """What is wanted of R, which has no whole numbers of 64 bits: they are doubles there."""
    return {
        name: ("double", [one and cell(float(one.removeprefix("integer "))) for one in values])
        if kind == "integer"
        else (kind, values)
        for name, (kind, values) in wanted.items()
    }


def to_fifteen_digits(content: Content) -> Content:
    """A table whose doubles have no more digits than every reader gets right, and are nothing when next to it."""

    def rounded(one: str | None) -> str | None:
        if one is None or not one.startswith("double "):
            return one
        number = float(one.removeprefix("double "))
        return cell(float(f"{number:.15g}") if abs(number) > 1e-290 else 0.0)

    return {name: (kind, [rounded(one) for one in values]) for name, (kind, values) in content.items()}
