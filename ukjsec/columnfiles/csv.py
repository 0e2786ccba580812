"""A CSV file as typed columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ukjsec import characters, columnfiles, csvfiles
from ukjsec.columnfiles import Column, Schema, UnfitFileError, columns_of, fit, limit, source, types

if TYPE_CHECKING:
    import pyarrow as pa

FORMS = {
    "integer": r"^-?(0|[1-9][0-9]{0,17})$",
    "number": r"^-?[0-9]{1,300}(\.[0-9]{1,300})?([eE][+-]?[0-9]{1,3})?$",
    "date": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
}
"""How the cells of a type are written in CSV. Of any other type (and format) they are read as texts."""

TRUE, FALSE = ("true", "True", "TRUE", "1"), ("false", "False", "FALSE", "0")
"""The truth values of the standard, where a schema names none."""


def read(data: bytes, described: tuple[Column, ...] | None, schema: Schema) -> pa.Table:
    """The columns of a CSV file, typed by its schema; without one all are texts.

    Raises:
        UnfitFileError: it is no strict CSV, too large, or not what its schema says.
    """
    import pyarrow as pa  # noqa: PLC0415 (0.2 s)
    import pyarrow.compute as pc  # noqa: PLC0415

    cells = _plain_cells(data) or _cells(data)
    names = cells.column_names
    limit(cells.num_rows, len(names))
    fit(names, described)
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
        stream: Any = source(data)
        found = csv.read_csv(
            stream,
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

    found = csvfiles.read(data, most_rows=columnfiles.LIMIT_ROWS, most_bytes=len(data))
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

    kind = types().get(column.type, pa.string())
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
