"""One table of a package, from its Parquet file: as it stands there, and as a DataFrame.

Types, terms and descriptions come from the file's own schema. pandas and pyarrow are imported inside the calls.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ukjsec import edtf, periods

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

    import pandas as pd
    import pyarrow as pa

BOUNDS = ("date_earliest", "date_latest")
"""The columns with the bounds of the date of a row."""

_ABOUT = ("package", "version", "table", "title", "description")


class BrokenTableError(ValueError):
    """Raised when a file is not the table that it should be; its text says why, in one line."""


def read(path: Path, table: str, version: str | None = None) -> pa.Table:
    """Read the Parquet file of a table, its checksums compared.

    Raises:
        BrokenTableError: it cannot be read, or is of another table or, when one is named, version.
    """
    import pyarrow as pa  # noqa: PLC0415 (0.2 s)
    import pyarrow.parquet as pq  # noqa: PLC0415

    try:
        with pq.ParquetFile(path, page_checksum_verification=True) as opened:
            found = opened.read()
    except (pa.ArrowException, OSError) as error:
        raise BrokenTableError(next(iter(str(error).splitlines()), "") or type(error).__name__) from None
    if (found.schema.metadata or {}).get(b"table") != table.encode():
        raise BrokenTableError(f"it does not say that it is the table {table}")
    if version is not None and found.schema.metadata.get(b"version") != version.encode():
        raise BrokenTableError(f"it does not say that it is of version {version}")
    return found


def at(table: pa.Table, positions: Iterable[int]) -> pa.Table:
    """Some rows of a table, by their positions."""
    import pyarrow as pa  # noqa: PLC0415

    return table.take(pa.array(list(positions), pa.int64()))


def within(table: pa.Table, period: edtf.Date, *, certainly: bool) -> pa.Table:
    """The rows whose date lies in a period, for certain or possibly."""
    ask = periods.lies_in if certainly else periods.can_overlap
    pairs = zip(*(table.column(bound).to_pylist() for bound in BOUNDS), strict=True)
    return at(table, (row for row, pair in enumerate(pairs) if any(pair) and ask(pair, period)))


def terms(field: pa.Field[Any]) -> list[str] | None:
    """The terms of the vocabulary of a column, in their order; None where any value may stand."""
    listed = (field.metadata or {}).get(b"terms")
    return None if listed is None else json.loads(listed)


def about(schema: pa.Schema) -> dict[Hashable | None, Any]:
    """What a table says of itself, for `DataFrame.attrs`."""
    said: dict[Hashable | None, Any] = {name: (schema.metadata or {})[name.encode()].decode() for name in _ABOUT}
    said["descriptions"] = {field.name: (field.metadata or {})[b"description"].decode() for field in schema}
    return said


def frame(table: pa.Table) -> pd.DataFrame:
    """A table as a DataFrame, with the types that `ukjsec.load` promises.

    Raises:
        BrokenTableError: it holds a coded value that its vocabulary does not have.
    """
    import pandas as pd  # noqa: PLC0415 (0.5 s)
    import pyarrow as pa  # noqa: PLC0415

    types = {pa.string(): pd.StringDtype("pyarrow"), pa.int64(): pd.Int64Dtype(), pa.bool_(): pd.BooleanDtype()}
    for number, field in enumerate(table.schema):
        if pa.types.is_date(field.type):
            days = field.with_type(pa.timestamp("s"))
            table = table.set_column(number, days, table.column(number).cast(days.type))
    made: pd.DataFrame = table.to_pandas(types_mapper=types.get, ignore_metadata=True)
    for field in table.schema:
        listed = terms(field)
        if listed is not None and list(made[field.name].cat.categories) != listed:
            strange = sorted(set(made[field.name].dropna().unique()) - set(listed))
            if strange:
                raise BrokenTableError(f"column {field.name} has no term {', '.join(strange)}")
            made[field.name] = made[field.name].cat.set_categories(listed)
    made.attrs = about(table.schema)
    return made
