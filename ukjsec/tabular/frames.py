"""Frames taken in: what holds them, which columns of the table they have, and what is wrong with their shape."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import narwhals as nw

from ukjsec.checks import Held, Kind
from ukjsec.columns import Table
from ukjsec.errors import FrameError
from ukjsec.problems import Problem
from ukjsec.tabular.clusters import Cluster, engines
from ukjsec.tabular.results import Cell
from ukjsec.vocabulary import nearest

Data: TypeAlias = nw.DataFrame[Any] | nw.LazyFrame[Any]

LIMIT_ADDED = 100
"""Of more columns that are none of ours than these, the rest is not named."""

_ENGINES = "a pandas or polars DataFrame, a pyarrow Table, a polars LazyFrame, a DuckDB relation, a Dask or PySpark one"


@dataclass
class Frame:
    """A frame that is held against a table."""

    table: Table
    data: Data
    held: dict[str, Held]
    """The columns of the table that it has, each once."""
    native: Any
    """The frame as it came."""
    prefix: str
    """With this no column begins; names of columns that are added do."""
    columns: list[str]
    """The names of its columns, as they came."""
    mixed: frozenset[str] = frozenset()
    """The columns in which values of several types stand."""
    shape: list[Problem] = field(default_factory=list)
    """What is wrong with its columns."""
    cluster: Cluster | None = None
    """The frame in partitions, where it is one; `data` then has no rows, and the columns alone are known."""
    part: bool = False
    """Whether it is a partition of another."""

    @property
    def eager(self) -> bool:
        """Whether its rows are in memory."""
        return isinstance(self.data, nw.DataFrame)

    @property
    def numbered(self) -> bool:
        """Whether its rows have an order, and so numbers."""
        return self.eager and not self.part and self.cluster is None

    @property
    def row(self) -> str:
        """The column of the numbers of the rows, which a frame without an order lacks."""
        return f"{self.prefix}row"

    @property
    def broken(self) -> bool:
        """Whether its shape leaves nothing to ask: a column of the table is there twice."""
        return any(problem.rule == "duplicate-column" for problem in self.shape)

    @property
    def incomplete(self) -> bool:
        """Whether it lacks a column that is never empty, so that no row of it is whole."""
        return any(column.required and column.name not in self.held for column in self.table.columns)


def take(frame: object, table: Table) -> Frame:
    """Take a frame in.

    Raises:
        FrameError: it is no frame, or not one that can be read.
    """
    doubled = _doubled(frame)
    if doubled:
        names = _names(frame)
        taken = Frame(table, nw.from_dict({"_": [None]}, backend="pyarrow"), {}, frame, "_", names)
        taken.shape = [_twice(table, name, names) for name in doubled]
        return taken
    cluster = engines.taken(frame)
    data, schema, mixed = _in_parts(cluster) if cluster else taken_as(frame, "should be a table")
    columns = [str(name) for name in schema]
    prefix = "__ukjsec_"
    while any(name.lower().startswith(prefix) for name in columns):
        prefix += "_"
    taken = Frame(table, data, _held(table, schema, mixed), frame, prefix, columns, mixed, cluster=cluster)
    taken.shape = [*_missing(taken), *_added(taken)]
    if taken.numbered and isinstance(data, nw.DataFrame):
        taken.data = data.with_row_index(taken.row)
    return taken


def part(native: Any, names: Sequence[str], table: Table, prefix: str) -> Frame:
    """Take in columns of a partition of a frame, for which a prefix was chosen; their types may be its own."""
    arrow, mixed = _as_arrow(native[list(names)] if hasattr(native, "loc") else native.select(list(names)))
    data: Data = nw.from_native(_fastest(arrow))
    schema = data.collect_schema()
    taken = Frame(table, data, _held(table, schema, mixed), native, prefix, list(map(str, schema)), mixed, part=True)
    if isinstance(data, nw.DataFrame):
        taken.data = data.with_row_index(taken.row)
    return taken


def _fastest(table: Any) -> Any:
    """A table of Arrow for polars, where it is there and knows the types: it answers twice as fast."""
    try:
        import polars as pl  # noqa: PLC0415 (it need not be there)

        return pl.from_arrow(table)
    except Exception:  # noqa: BLE001 (it has exceptions of its own for what it cannot hold)
        return table


def texts(native: Any, names: Sequence[str]) -> Any:
    """Columns of a partition as one text for each row, in Arrow; nothing where one is missing, or no plain value."""
    import pyarrow as pa  # noqa: PLC0415 (0.2 s)

    data, schema, _ = taken_as(native, "should be a partition")
    plain = all(_kind(schema[name]) != "other" for name in names)
    if not plain:
        nothing: Any = pa.nulls(len(native), pa.string())
        return pa.chunked_array([nothing])
    return data.select(text=as_text(names)).to_native()["text"]


def as_text(names: Sequence[str]) -> nw.Expr:
    """Columns of plain values as one text; what joins them stands in no cell that is sound."""
    return nw.concat_str([nw.col(name).cast(nw.String) for name in names], separator="\x1f")


def _in_parts(cluster: Cluster) -> tuple[Data, Mapping[str, Any], frozenset[str]]:
    try:
        return nw.from_dict({"_": []}, backend="pyarrow"), cluster.schema(), frozenset()
    except Exception as error:  # noqa: BLE001 (each engine has exceptions of its own)
        raise _unreadable("should be a table", error) from None


def _held(table: Table, schema: Mapping[str, Any], mixed: frozenset[str]) -> dict[str, Held]:
    return {
        name: Held(name, "other" if name in mixed else _kind(kind), coded=isinstance(kind, nw.Categorical | nw.Enum))
        for name, kind in schema.items()
        if name in table.column_names
    }


def taken_as(frame: object, role: str) -> tuple[Data, Mapping[str, Any], frozenset[str]]:
    """A frame for Narwhals, its schema, and the columns in which Python objects of several types stand.

    Raises:
        FrameError: it is no frame, or not one that can be read; the message says what it should be.
    """
    try:
        arrow, mixed = _as_arrow(frame)
        data: Data = nw.from_native(arrow)
        return data, data.collect_schema(), mixed
    except (TypeError, AttributeError):
        raise FrameError(f"{type(frame).__name__} is not a frame, but {role}; hand over {_ENGINES}") from None
    except Exception as error:  # noqa: BLE001 (each engine has exceptions of its own)
        raise _unreadable(role, error) from None


def _unreadable(role: str, error: Exception) -> FrameError:
    first = next(iter(str(error).splitlines()), "") or type(error).__name__
    return FrameError(f"what {role} cannot be read: {first}; hand over {_ENGINES}")


def _names(frame: object) -> list[str]:
    if hasattr(frame, "collect_schema"):
        return []  # polars, which has no column twice, and warns who asks a lazy frame for the names of its columns
    names: Any = getattr(frame, "column_names", None)
    names = getattr(frame, "columns", ()) if names is None else names
    return [str(name) for name in names] if isinstance(names, Iterable) else []


def _doubled(frame: object) -> list[str]:
    names = _names(frame)
    return list(dict.fromkeys(name for name in names if names.count(name) > 1)) if len(names) > len(set(names)) else []


def _twice(table: Table, name: str, names: list[str]) -> Problem:
    at = len(names) - names[::-1].index(name)
    message = f"the column {name[:80]!r} is there {names.count(name)} times, so that nothing else was checked"
    return Problem(Cell(table.name, 1, at, name), "duplicate-column", message, "Delete or rename all but one of them.")


def _as_arrow(frame: Any) -> tuple[Any, frozenset[str]]:
    """A frame of pandas as a table of Arrow, and which of its columns hold values of several types; others as they are.

    Arrow asks patterns several times as fast, and knows days, texts and truth values from Python objects, of which the
    columns of pandas may consist. Most of what pandas holds is not copied.
    """
    package = type(frame).__module__.partition(".")[0]
    if package == "pyarrow" and hasattr(frame, "schema"):
        return _spelled_out(frame), frozenset()
    if package != "pandas" or not hasattr(frame, "dtypes"):
        return frame, frozenset()
    import pyarrow as pa  # noqa: PLC0415 (0.2 s)

    columns, mixed = {}, set()
    for name in frame.columns:
        try:
            found = pa.Array.from_pandas(frame[name])
        except UnicodeEncodeError:
            # Half a character, which Python alone can hold: what shows that one was lost stands for it.
            texts = [_encodable(value) for value in frame[name]]
            found = pa.array(texts, pa.string(), from_pandas=True)
        except (pa.ArrowException, TypeError, ValueError, OverflowError):
            mixed.add(str(name))
            here = ~frame[name].isna()
            texts = [str(value) if there else None for value, there in zip(frame[name], here, strict=True)]
            found = pa.array([_encodable(text) for text in texts], pa.string())
        columns[str(name)] = found
    return pa.table(columns), frozenset(mixed)


def _spelled_out(table: Any) -> Any:
    """A table of Arrow in which nothing but texts are categories, and texts are of the kind that every check knows."""
    import pyarrow as pa  # noqa: PLC0415 (as above)

    for at, one in enumerate(table.schema):
        inner = one.type.value_type if pa.types.is_dictionary(one.type) else None
        of_texts = inner is not None and (pa.types.is_string(inner) or pa.types.is_large_string(inner))
        if pa.types.is_string_view(one.type) or (inner is not None and not of_texts):
            table = table.set_column(at, one.name, table.column(at).cast(inner or pa.string()))
    return table


def _encodable(value: Any) -> Any:
    return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace") if isinstance(value, str) else value


def _kind(kind: Any) -> Kind:
    if kind in (nw.String, nw.Categorical) or isinstance(kind, nw.Enum):
        return "text"
    if kind == nw.Boolean:
        return "boolean"
    if kind == nw.Date:
        return "date"
    if isinstance(kind, nw.Datetime) or kind == nw.Datetime:
        return "moment"
    if kind.is_integer():
        return "integer"
    return "number" if kind.is_float() or kind.is_decimal() else "other"


def _missing(frame: Frame) -> list[Problem]:
    table, found = frame.table, []
    unknown = [name for name in frame.columns if name not in table.column_names]
    for column in table.columns:
        if column.name not in frame.held:
            alike = (name for name in unknown if name.casefold() == column.name)
            near = next(alike, None) or nearest(column.name, unknown[:LIMIT_ADDED])
            message = f"the column `{column.name}` is missing, which `{table.name}` has"
            repair = f"Is it `{near}`? Rename that." if near else f"Add it: {column.description}"
            found.append(Problem(Cell(table.name, 1, 1, column.name), "column-missing", message, repair))
    return found


def _added(frame: Frame) -> list[Problem]:
    unknown = [(at, name) for at, name in enumerate(frame.columns, 1) if name not in frame.table.column_names]
    return [
        Problem(
            Cell(frame.table.name, 1, at, name[:80]),
            "column-added",
            f"the column {name[:80]!r} is none of ours; it was not checked",
            "Nothing has to be done.",
            "notice",
        )
        for at, name in unknown[:LIMIT_ADDED]
    ]
