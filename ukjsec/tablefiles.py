"""A table as a file: its rows as CSV, and the same values as Parquet."""

from __future__ import annotations

import io
from functools import cache
from typing import TYPE_CHECKING, Any

from ukjsec import schemas
from ukjsec.columns import Table
from ukjsec.csvfiles import quoted
from ukjsec.rows import Row, cells

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

_INT32 = 0x15
"""Before an integer of 32 bits that is the next field of a struct (Thrift's compact protocol)."""


def as_csv(table: Table, content: list[Row]) -> bytes:
    """A table as CSV: UTF-8, LF, comma, a header, an empty cell for what is missing."""
    lines = [table.column_names, *([cells.text(value) for value in row.values()] for row in content)]
    return "".join(",".join(map(quoted, line)) + "\n" for line in lines).encode()


def as_arrow(table: Table, data: bytes, package: schemas.Metadata) -> pa.Table:
    """A table as an Arrow table, read from its CSV: so both forms hold the same values.

    A vocabulary's terms, all of them and in their order, are the dictionary of its column.
    """
    import pyarrow as pa  # noqa: PLC0415 (an import of 0.2 s that most commands do not need)

    schema = schemas.arrow_schema(table, package)
    types = {column.name: schema.field(column.name).type for column in table.columns}
    coded = {column.name: pa.dictionary(pa.int32(), pa.string()) for column in table.columns if column.vocabulary}
    found = _read_csv(data, types | coded)
    arrays = [
        _categories(found[column.name], column.vocabulary.names) if column.vocabulary else found[column.name]
        for column in table.columns
    ]
    return pa.Table.from_arrays(arrays, schema=schema)


def _read_csv(data: bytes, types: dict[str, Any]) -> pa.Table:
    """CSV as an Arrow table in one chunk; `pa.array` would do for lists, but it imports pandas, which costs 0.3 s."""
    from pyarrow import csv as arrow_csv  # noqa: PLC0415 (as above)

    return arrow_csv.read_csv(
        io.BytesIO(data),
        read_options=arrow_csv.ReadOptions(use_threads=False, block_size=max(len(data), 1)),
        parse_options=arrow_csv.ParseOptions(newlines_in_values=True),
        convert_options=arrow_csv.ConvertOptions(
            column_types=types,
            null_values=[""],
            strings_can_be_null=True,
            true_values=["true"],
            false_values=["false"],
        ),
    ).combine_chunks()


def _categories(column: Any, terms: tuple[str, ...]) -> pa.Array[Any]:
    """A chunked dictionary column as an array over all terms of its vocabulary, in their order.

    Its codes are put together by hand: `pyarrow.compute` would do it, but costs as much to import as the whole of CSV.
    """
    import pyarrow as pa  # noqa: PLC0415 (as above)

    found = column.combine_chunks()
    places = [terms.index(term) for term in found.dictionary.to_pylist()]
    codes = bytes(0 if at is None else places[at] for at in found.indices.to_pylist())
    validity = found.indices.buffers()[0]
    indices = pa.Array.from_buffers(pa.int8(), len(codes), [validity, pa.py_buffer(codes)], found.null_count)
    return pa.DictionaryArray.from_arrays(indices, _terms(terms))


@cache
def _terms(terms: tuple[str, ...]) -> Any:
    import pyarrow as pa  # noqa: PLC0415 (as above)

    return _read_csv("\n".join(("term", *terms)).encode(), {"term": pa.string()})["term"].combine_chunks()


def as_parquet(table: Table, data: bytes, package: schemas.Metadata) -> bytes:
    """A table as Parquet, from its CSV: explicit schema, page checksums, zstd."""
    import pyarrow as pa  # noqa: PLC0415 (as above)
    import pyarrow.parquet as pq  # noqa: PLC0415

    sink = pa.BufferOutputStream()
    pq.write_table(
        as_arrow(table, data, package),
        sink,
        version="2.6",
        compression="zstd",
        write_page_checksum=True,
        write_statistics=True,
    )
    return bytes(sink.getvalue().to_pybytes())


def same_parquet(first: bytes, second: bytes) -> bool:
    """Whether two Parquet files are equal in schema, metadata, values, compression and page checksums.

    They may differ in what another version of the writer makes of it. A file that cannot be read equals none.
    """
    if first == second:
        return True
    import pyarrow as pa  # noqa: PLC0415 (as above)
    import pyarrow.parquet as pq  # noqa: PLC0415

    try:
        files = [pq.ParquetFile(pa.BufferReader(data), page_checksum_verification=True) for data in (first, second)]
        one, other = (file.read() for file in files)
    except (pa.ArrowException, OSError):
        return False
    ways = [_stored(file.metadata, data) for file, data in zip(files, (first, second), strict=True)]
    return bool(one.schema.equals(other.schema, check_metadata=True) and one.equals(other) and ways[0] == ways[1])


def _stored(about: pq.FileMetaData, data: bytes) -> set[tuple[str, bool]]:
    """How the columns of a file are stored: compression, and whether their first page has a checksum."""
    groups = [group for group in map(about.row_group, range(about.num_row_groups)) if group.num_rows]
    columns = [column for group in groups for column in map(group.column, range(group.num_columns))]
    firsts = [column.dictionary_page_offset or column.data_page_offset for column in columns]
    return {(column.compression, _has_checksum(data, at)) for column, at in zip(columns, firsts, strict=True)}


def _has_checksum(data: bytes, page: int) -> bool:
    """Whether the page that begins at an offset has a checksum, which pyarrow does not tell.

    Its header is a Thrift struct in the compact protocol: type and two sizes, each an integer of 32 bits, then, where
    there is one, the checksum as a fourth; what follows otherwise is a struct.
    """
    at = page
    for _ in range(3):
        at += 1
        while data[at] & 0x80:  # the number goes on in the next byte
            at += 1
        at += 1
    return data[at] == _INT32
