"""The columns of a table as its schema describes them, which its file is held against, within limits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    import pyarrow as pa

LIMIT_CELLS = 50_000_000
"""The most cells of a table."""
LIMIT_ROWS = 5_000_000
LIMIT_COLUMNS = 500
LIMIT_GROUPS = 10_000
LIMIT_TEXT = 1_000_000_000
"""The most bytes of all texts of a table: of one in Parquet that is written once and repeated, a row needs few bits."""

Schema: TypeAlias = dict[str, Any]


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
        UnfitFileError: it names a column twice, or more of them than are read.
    """
    limit(0, len(schema["fields"]))
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


def fit(names: list[str], described: tuple[Column, ...] | None) -> None:
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


def limit(rows: int, width: int) -> None:
    """Refuse a table of more rows, columns or cells than are read."""
    if width > LIMIT_COLUMNS:
        said = f"it has {width:,} columns, more than the {LIMIT_COLUMNS:,} that are read"
        raise UnfitFileError(said, "Split it into tables with fewer columns.")
    for number, most, what in ((rows, LIMIT_ROWS, "row"), (rows * width, LIMIT_CELLS, "cell")):
        if number > most:
            said = f"it has {number:,} {what}{'' if number == 1 else 's'}, more than the {most:,} that are read"
            raise UnfitFileError(said, "Split it into tables with fewer rows.")


def source(data: bytes) -> pa.BufferReader:
    """The bytes of a file for Arrow to read, in memory of its own.

    Where one column is broken, its threads may still read others when the error has come. If they then let go of an
    object of Python while the interpreter ends, the process is aborted.
    """
    import pyarrow as pa  # noqa: PLC0415 (0.2 s)

    copied = pa.allocate_buffer(len(data))
    with pa.FixedSizeBufferWriter(copied) as writer:
        writer.write(data)
    return pa.BufferReader(copied)


def types() -> dict[str, Any]:
    """The Arrow type for each type of the standard that is not read as text, and for text."""
    import pyarrow as pa  # noqa: PLC0415

    return {
        "string": pa.string(), "integer": pa.int64(), "number": pa.float64(), "boolean": pa.bool_(),
        "date": pa.date32(),
    }  # fmt: skip
