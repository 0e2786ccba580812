"""The file of a table as typed columns: Parquet or CSV, held against the schema that describes it, within limits."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from ukjsec import characters, csvfiles

if TYPE_CHECKING:
    import pyarrow as pa

LIMIT_CELLS = 50_000_000
"""The most cells of a table."""
LIMIT_ROWS = 5_000_000
LIMIT_COLUMNS = 500
LIMIT_GROUPS = 10_000
LIMIT_TEXT = 1_000_000_000
"""The most bytes of all texts of a table: of one in Parquet that is written once and repeated, a row needs few bits."""

FORMS = {
    "integer": r"^-?(0|[1-9][0-9]{0,17})$",
    "number": r"^-?[0-9]{1,300}(\.[0-9]{1,300})?([eE][+-]?[0-9]{1,3})?$",
    "date": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
}
"""How the cells of a type are written in CSV. Of any other type (and format) they are read as texts."""

TRUE, FALSE = ("true", "True", "TRUE", "1"), ("false", "False", "FALSE", "0")
"""The truth values of the standard, where a schema names none."""

Schema: TypeAlias = dict[str, Any]

_REPAIR_PARQUET = "Get the file again, or write it as plain Parquet, with one flat column for each field."


class UnfitFileError(Exception):
    """Raised when a file is damaged, beyond a limit, or does not hold what its schema says."""

    def __init__(self, message: str, repair: str) -> None:
        super().__init__(message)
        self.message = message
        self.repair = repair


@dataclass(frozen=True)
class Column:
    """What the schema says of a column."""

    name: str
    type: str
    """As the schema names it, with its format where that is not the default: `string`, `date`, `date %d.%m.%Y` …"""
    title: str = ""
    description: str = ""
    terms: tuple[str, ...] | None = None
    """The values that may stand there, in the order of the vocabulary; None where any may."""
    required: bool = False
    pattern: str = ""


def columns(schema: Schema) -> tuple[Column, ...]:
    """What a vetted schema says of the columns.

    Raises:
        UnfitFileError: it names a column twice.
    """
    found = tuple(map(_column, schema["fields"]))
    names = [column.name for column in found]
    twice = next((name for name in names if names.count(name) > 1), None) if len(set(names)) < len(names) else None
    if twice is not None:
        raise UnfitFileError(f"its schema names the column {twice[:80]!r} twice", "Delete one of the two.")
    return found


def _column(field: dict[str, Any]) -> Column:
    constraints = field.get("constraints", {})
    listed = constraints.get("enum")
    title, description, pattern = (
        text if isinstance(text, str) else ""
        for text in (field.get("title"), field.get("description"), constraints.get("pattern"))
    )
    form = field.get("format", "default")
    kind = field.get("type", "any")
    return Column(
        field["name"],
        kind if form in ("default", "") else f"{kind} {form}",
        title,
        description,
        tuple(map(str, listed)) if isinstance(listed, list) else None,
        constraints.get("required") is True,
        pattern,
    )


def columns_of(table: pa.Table) -> tuple[Column, ...]:
    """What the columns of a table are, where no schema says it."""
    names = {"int64": "integer", "double": "number", "bool": "boolean", "date32[day]": "date"}
    return tuple(Column(field.name, names.get(str(field.type), "string")) for field in table.schema)


def _fitting(names: list[str], described: tuple[Column, ...] | None) -> None:
    """Hold the columns of a file against those of its schema."""
    repair = "Name the same columns in the same order in both."
    if len(set(names)) < len(names):
        raise UnfitFileError("it has two columns of one name", "Rename one of the two.")
    wanted = [column.name for column in described] if described is not None else names
    if names != wanted:
        at = next((at for at, pair in enumerate(zip(names, wanted, strict=False)) if pair[0] != pair[1]), -1)
        at = at if at >= 0 else min(len(names), len(wanted))
        there, said = (repr(given[at][:80]) if at < len(given) else "none" for given in (names, wanted))
        raise UnfitFileError(f"its column {at + 1} is {there}, in its schema {said}", repair)


def _limited(rows: int, width: int) -> None:
    if rows > LIMIT_ROWS or width > LIMIT_COLUMNS or rows * width > LIMIT_CELLS:
        raise UnfitFileError(f"it has {rows:,} rows of {width:,} columns, more than are read", "Split it.")


def from_parquet(data: bytes, described: tuple[Column, ...] | None, _schema: Schema) -> pa.Table:
    """The columns of a Parquet file.

    Raises:
        UnfitFileError: it is damaged, too large, or not what its schema says.
    """
    import pyarrow as pa  # noqa: PLC0415 (0.2 s)
    import pyarrow.parquet as pq  # noqa: PLC0415

    try:
        with pq.ParquetFile(pa.BufferReader(data)) as looked_at:
            about, schema = looked_at.metadata, looked_at.schema_arrow
        _limited(about.num_rows, about.num_columns)
        if about.num_row_groups > LIMIT_GROUPS:
            raise UnfitFileError(f"it has {about.num_row_groups:,} parts, more than are read", _REPAIR_PARQUET)
        _fitting(schema.names, described)
        stored = {field.name: _kind(field) for field in schema}
        texts = [name for name, kind in stored.items() if kind == pa.string()]
        kinds = {one.name: _declared(one, stored[one.name]) for one in described or _undescribed(stored)}
        with pq.ParquetFile(pa.BufferReader(data), page_checksum_verification=True, read_dictionary=texts) as file:
            found = file.read()
        if found.num_rows != about.num_rows:
            raise UnfitFileError("its footer gives another number of rows than there are", _REPAIR_PARQUET)
        length = sum(_length(found.column(name)) for name in texts)
        if length > LIMIT_TEXT:
            raise UnfitFileError(f"its texts unpack to {length:,} bytes, more than are read", "Split it.")
        arrays = [found.column(name).cast(kind) for name, kind in kinds.items()]
    except (pa.ArrowException, OSError, MemoryError, ValueError, OverflowError) as error:
        reason = " ".join(str(error).split())[:200] or type(error).__name__
        raise UnfitFileError(f"this is no sound Parquet file: {reason}", _REPAIR_PARQUET) from None
    return pa.Table.from_arrays(arrays, names=schema.names)


def _undescribed(stored: dict[str, Any]) -> Iterator[Column]:
    """The columns of a file that no schema describes."""
    for name, kind in stored.items():
        yield Column(name, next((type_ for type_, known in _types().items() if known == kind), "any"))


def _types() -> dict[str, Any]:
    import pyarrow as pa  # noqa: PLC0415

    return {
        "string": pa.string(), "integer": pa.int64(), "number": pa.float64(), "boolean": pa.bool_(),
        "date": pa.date32(),
    }  # fmt: skip


def _declared(column: Column, stored: Any) -> Any:
    """The type that a column is read as, by its schema."""
    kind = _types().get(column.type)
    if kind is None:
        return _types()["string"]
    if kind != stored and (column.type, str(stored)) != ("number", "int64") and str(stored) != "null":
        said = f"its column {column.name[:80]!r} holds {stored}, but its schema says {column.type}"
        raise UnfitFileError(said, "Correct the type in one of the two.")
    return kind


def _kind(field: pa.Field[Any]) -> Any:
    """The type of what a column of a file holds."""
    import pyarrow as pa  # noqa: PLC0415

    of = pa.types
    inner: Any = field.type.value_type if of.is_dictionary(field.type) else field.type
    tests = (
        (pa.string(), of.is_string(inner) or of.is_large_string(inner)),
        (pa.int64(), of.is_integer(inner)),
        (pa.bool_(), of.is_boolean(inner)),
        (pa.float64(), of.is_floating(inner)),
        (pa.date32(), of.is_date(inner)),
    )
    found = next((kind for kind, holds in tests if holds), None)
    if found is None and any(is_one(inner) for is_one in (of.is_null, of.is_timestamp, of.is_time, of.is_decimal)):
        return inner
    if found is None:
        raise UnfitFileError(
            f"its column {field.name[:80]!r} holds {str(inner)[:80]}, which is no cell", _REPAIR_PARQUET
        )
    return found


def _length(column: Any) -> int:
    """How many bytes the texts of a column have, which stand in dictionaries."""
    import pyarrow.compute as pc  # noqa: PLC0415

    total = 0
    for chunk in column.chunks:
        lengths = pc.take(pc.binary_length(chunk.dictionary), chunk.indices)
        total += pc.sum(pc.cast(lengths, "int64")).as_py() or 0
    return total


def from_csv(data: bytes, described: tuple[Column, ...] | None, schema: Schema) -> pa.Table:
    """The columns of a CSV file, typed by its schema; without one all are texts.

    Raises:
        UnfitFileError: it is no strict CSV, too large, or not what its schema says.
    """
    import pyarrow as pa  # noqa: PLC0415 (0.2 s)
    import pyarrow.compute as pc  # noqa: PLC0415

    cells = _plain_cells(data) or _cells(data)
    names = cells.column_names
    _limited(cells.num_rows, len(names))
    _fitting(names, described)
    listed = schema.get("missingValues", [""])
    missing = [one.get("value") if isinstance(one, dict) else one for one in listed] if isinstance(listed, list) else []
    absent = pa.array([one for one in missing if isinstance(one, str)], pa.string())
    fields = schema.get("fields") or [{}] * len(names)
    arrays = []
    for column, texts, field in zip(described or columns_of(cells), cells.columns, fields, strict=True):
        there = pc.if_else(pc.is_in(texts, absent), None, texts)
        arrays.append(_typed(there, column, field))
        if arrays[-1].null_count > there.null_count:
            row = pc.index(pc.and_(arrays[-1].is_null(), there.is_valid()), pa.scalar(True)).as_py()
            said = f"row {row + 1}: {str(there[row].as_py())[:60]!r} in {column.name[:80]!r} is no {column.type}"
            raise UnfitFileError(said, "Correct the cell, or the type in the schema.")
    return pa.Table.from_arrays(arrays, names=names)


def _plain_cells(data: bytes) -> pa.Table | None:
    """The cells of a file that is written as ours are, as texts; None of any other.

    The library reads fast, but reads on where the form is broken. So the table is written again: where that gives the
    same bytes, it read what stands there.
    """
    import pyarrow as pa  # noqa: PLC0415 (0.2 s)
    import pyarrow.compute as pc  # noqa: PLC0415
    from pyarrow import csv  # noqa: PLC0415

    try:
        if next(characters.forbidden(data.decode()), None):
            return None
        end = data.index(b"\n") + 1
        names = data[: end - 1].decode().split(",")
        found = csv.read_csv(
            io.BytesIO(data),
            read_options=csv.ReadOptions(block_size=len(data)),
            parse_options=csv.ParseOptions(newlines_in_values=True),
            convert_options=csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string())),
        ).combine_chunks()
    except (pa.ArrowException, ValueError, KeyError):
        return None
    if found.column_names != names or len(names) == 1 or not found.num_rows:
        return None
    join: Any = pc.binary_join_element_wise
    quoted = (join("", pc.replace_substring(one, '"', '""'), "", '"') for one in found.columns)
    special = (pc.match_substring_regex(one, '[,"\\r\\n]') for one in found.columns)
    written = [pc.if_else(*each) for each in zip(special, quoted, found.columns, strict=True)]
    lines = join(join(*written, ","), "", "\n").combine_chunks()
    _, _, buffer = lines.buffers()
    size = pc.sum(pc.binary_length(lines)).as_py()
    return found if buffer is not None and buffer.to_pybytes()[:size] == data[end:] else None


def _cells(data: bytes) -> pa.Table:
    """The cells of a file that is read strictly, as texts."""
    import pyarrow as pa  # noqa: PLC0415 (0.2 s)

    found = csvfiles.read(data, most_rows=LIMIT_ROWS, most_bytes=len(data))
    for fault in found.faults:
        if fault.rule != "no-rows":
            raise UnfitFileError(f"line {fault.line}, column {fault.column}: {fault.message}", fault.repair)
    names = found.header.cells()
    if len(set(names)) < len(names):
        raise UnfitFileError("it has two columns of one name", "Rename one of the two.")
    texts = [pa.array([row.cell(at) for row in found.rows], pa.string()) for at in range(len(names))]
    return pa.Table.from_arrays(texts, names=names)


def _typed(cells: Any, column: Column, field: dict[str, Any]) -> Any:
    """Cells as values of their type; those that are none of it are missing."""
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.compute as pc  # noqa: PLC0415

    kind = _types().get(column.type, pa.string())
    odd = [key for key in ("decimalChar", "groupChar", "bareNumber", "missingValues") if key in field]
    if odd and kind != pa.string():
        said = f"`{odd[0]}` of the field {column.name[:80]!r} is not read"
        raise UnfitFileError(said, "Write numbers as 1234.5, what is missing as an empty cell, and delete it.")
    if column.type == "boolean":
        return pc.if_else(
            pc.is_in(cells, pa.array(_listed(field, "trueValues", TRUE))),
            True,
            pc.if_else(pc.is_in(cells, pa.array(_listed(field, "falseValues", FALSE))), False, None),
        )
    if column.type not in FORMS:
        return cells
    fit = pc.if_else(pc.match_substring_regex(cells, FORMS[column.type]), cells, None)
    if column.type != "date":
        return fit.cast(kind)
    # Days that no calendar has would end the cast of all, and are taken here for others: 30 February for 2 March.
    days = pc.strptime(fit, "%Y-%m-%d", "s", error_is_null=True).cast(kind)
    return pc.if_else(pc.equal(days.cast(pa.string()), fit), days, None)


def _listed(field: dict[str, Any], key: str, default: tuple[str, ...]) -> list[str]:
    given = field.get(key, default)
    return [one for one in given if isinstance(one, str)] if isinstance(given, list | tuple) else list(default)


READERS: dict[str, Callable[[bytes, tuple[Column, ...] | None, Schema], Any]] = {
    "csv": from_csv,
    "parquet": from_parquet,
}
"""The forms of files that hold tables."""
