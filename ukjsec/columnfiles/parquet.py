"""A Parquet file as typed columns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ukjsec import columnfiles
from ukjsec.columnfiles import Column, Schema, UnfitFileError, fit, limit, source, types

if TYPE_CHECKING:
    import pyarrow as pa

_REPAIR = "Get the file again, or write it as plain Parquet, with one flat column for each field."


def read(data: bytes, described: tuple[Column, ...] | None, _schema: Schema) -> pa.Table:
    """The columns of a Parquet file.

    Raises:
        UnfitFileError: it is damaged, too large, or not what its schema says.
    """
    import pyarrow as pa  # noqa: PLC0415 (0.2 s)
    import pyarrow.parquet as pq  # noqa: PLC0415

    try:
        with pq.ParquetFile(source(data)) as looked_at:
            about, schema = looked_at.metadata, looked_at.schema_arrow
        limit(about.num_rows, about.num_columns)
        if about.num_row_groups > columnfiles.LIMIT_GROUPS:
            raise UnfitFileError(f"it has {about.num_row_groups:,} parts, more than are read", _REPAIR)
        fit(schema.names, described)
        stored = {field.name: _kind(field) for field in schema}
        texts = [name for name, kind in stored.items() if kind == pa.string()]
        kinds = {one.name: _declared(one, stored[one.name]) for one in described or _undescribed(stored)}
        with pq.ParquetFile(source(data), page_checksum_verification=True, read_dictionary=texts) as file:
            found = file.read()
        if found.num_rows != about.num_rows:
            raise UnfitFileError("its footer gives another number of rows than there are", _REPAIR)
        length = sum(_length(found.column(name)) for name in texts)
        if length > columnfiles.LIMIT_TEXT:
            raise UnfitFileError(f"its texts unpack to {length:,} bytes, more than are read", "Split it.")
        arrays = [found.column(name).cast(kind) for name, kind in kinds.items()]
    except (pa.ArrowException, OSError, MemoryError, ValueError, OverflowError) as error:
        reason = " ".join(str(error).split())[:200] or type(error).__name__
        raise UnfitFileError(f"this is no sound Parquet file: {reason}", _REPAIR) from None
    return pa.Table.from_arrays(arrays, names=schema.names)


def _undescribed(stored: dict[str, Any]) -> Iterator[Column]:
    """The columns of a file that no schema describes."""
    for name, kind in stored.items():
        yield Column(name, next((type_ for type_, known in types().items() if known == kind), "any"))


def _declared(column: Column, stored: Any) -> Any:
    """The type that a column is read as, by its schema."""
    kind = types().get(column.type)
    if kind is None:
        return types()["string"]
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
        raise UnfitFileError(f"its column {field.name[:80]!r} holds {str(inner)[:80]}, which is no cell", _REPAIR)
    return found


def _length(column: Any) -> int:
    """How many bytes the texts of a column have, which stand in dictionaries."""
    import pyarrow.compute as pc  # noqa: PLC0415

    total = 0
    for chunk in column.chunks:
        lengths = pc.take(pc.binary_length(chunk.dictionary), chunk.indices)
        total += pc.sum(pc.cast(lengths, "int64")).as_py() or 0
    return total
