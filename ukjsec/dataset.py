"""The reading wing: the tables of the data package, and the quotations behind their values.

All that is known here of types and descriptions comes from the package's own files: from the schema of the Parquet
files and from the descriptor. pandas and pyarrow are imported inside the calls that use them.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, overload

from ukjsec import periods
from ukjsec.errors import MissingPackageError, UkjsecError, UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

    import frictionless
    import pandas as pd
    import pyarrow as pa

Row: TypeAlias = dict[str, Any]

DESCRIPTOR = "datapackage.json"
_LIBRARY = Path(__file__).resolve().parent
_REMEDY = "in a checkout run `ukjsec build`, elsewhere `pip install --force-reinstall ukjsec`"
_ABOUT = ("package", "version", "table", "title", "description")
_BOUNDS = ("date_earliest", "date_latest")


class BrokenPackageError(UkjsecError, RuntimeError):
    """Raised when a file of the data package is damaged, or is not a file of ukjsec at all."""


def folder(library: Path = _LIBRARY) -> Path:
    """The folder of the data package that belongs to this library.

    A checkout reads its own `datapackage/`, or the one that a build, killed between two steps, had moved aside; an
    installed library reads the package that came with it.

    Raises:
        MissingPackageError: there is none.
    """
    root = library.parent
    checkout = (root / "datapackage", root / ".datapackage.old")
    places = checkout if (root / "seeds").is_dir() else (library / "data" / "datapackage",)
    for place in places:
        if (place / DESCRIPTOR).is_file():
            return place
    raise MissingPackageError(f"there is no data package in {places[0]}; {_REMEDY}")


def descriptor() -> dict[str, Any]:
    """The descriptor of the data package, as plain data."""
    path = folder() / DESCRIPTOR
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise _broken(path, error) from None
    if not isinstance(found, dict) or not isinstance(found.get("resources"), list):
        raise _broken(path, "it lists no resources")
    return found


def tables() -> list[str]:
    """The names of the tables, in the order of the package: what `load` can be asked for.

    Returns:
        `records` (every record, with the columns that all have) and its five types `agreements`, `exercises`,
        `dialogues`, `operations` and `projects` come first; then `dates`, `participants` and the other tables whose
        `record_id` points at a record; then actors, places and sources.

    Raises:
        MissingPackageError: the data package is not there.

    Example:
        >>> ukjsec.tables()[:3]
        ['records', 'agreements', 'exercises']
    """
    return [resource["name"] for resource in descriptor()["resources"] if resource.get("format") == "csv"]


def package() -> frictionless.Package:
    """The data package as a `frictionless.Package`, to validate, describe, convert or publish it.

    Raises:
        ImportError: frictionless is not installed: `pip install "ukjsec[frictionless]"`.
        MissingPackageError: the data package is not there.

    Example:
        >>> ukjsec.package().get_resource("agreements").schema.field_names[:2]
        ['id', 'type']
    """
    try:
        import frictionless  # noqa: PLC0415 (an extra, and 0.25 s)
    except ImportError:
        raise ImportError(
            'ukjsec.package() needs frictionless, which is an extra: pip install "ukjsec[frictionless]"'
        ) from None
    return frictionless.Package(str(folder() / DESCRIPTOR))


@overload
def load(
    table: str, as_: Literal["pandas"] = "pandas", within: str | int | None = None, certainly: bool = True
) -> pd.DataFrame: ...
@overload
def load(table: str, as_: Literal["arrow"], within: str | int | None = None, certainly: bool = True) -> pa.Table: ...
@overload
def load(table: str, as_: Literal["rows"], within: str | int | None = None, certainly: bool = True) -> list[Row]: ...
def load(
    table: str,
    as_: Literal["pandas", "arrow", "rows"] = "pandas",
    within: str | int | None = None,
    certainly: bool = True,
) -> pd.DataFrame | pa.Table | list[Row]:
    """Load a table.

    Args:
        table: its name; `tables()` lists them.
        as_: `"pandas"` for a DataFrame, `"arrow"` for the `pyarrow.Table` as it stands in the file, `"rows"` for a
            list of dicts of plain Python values (`datetime.date`, None for what is missing).
        within: a period: only rows whose date lies in it. A date or an interval in EDTF: `"2012"`, `"2012-06"`,
            `"2012-01/2015-06"`, `"2015/.."`; for tables with the columns `date_earliest` and `date_latest`.
        certainly: True keeps the rows whose date lies in the period for certain, with both its bounds; False also
            those whose date can overlap with it. A bound that is missing is open and reaches without end; a row that
            has no date at all is in no period.

    Returns:
        The rows in the order of the table's key. In a DataFrame text is `string`, whole numbers are `Int64`, other
        numbers `float64`, truth values `boolean`, days `datetime64[s]` (years 1 to 9999) and coded terms `category`,
        whose categories are all terms of the vocabulary in its order, used or not. What is missing is `pd.NA`, `NaT`
        or `NaN`, never zero and never empty text. `frame.attrs` holds `package`, `version`, `table`, `title`,
        `description` (what a row is) and `descriptions` (column → what it means).

    Raises:
        UnknownNameError: there is no such table or form, or the table has no dates to ask for.
        PeriodError: `within` is not a date or an interval in EDTF.
        MissingPackageError: the data package is not there.

    Example:
        >>> frame = ukjsec.load("agreements", within="2012/2015")
        >>> frame.attrs["version"], frame.attrs["descriptions"]["kind"]
        ('0.1.0', 'What sort of item it is.')
    """
    if as_ not in ("pandas", "arrow", "rows"):
        raise unknown("form", as_, ("pandas", "arrow", "rows"))
    found = read(table)
    if within is not None:
        found = _within(found, table, within, certainly=certainly)
    if as_ == "arrow":
        return found
    return found.to_pylist() if as_ == "rows" else _frame(found)


def read(table: str) -> pa.Table:
    """Read the Parquet file of a table, its checksums compared."""
    path = folder() / f"{table}.parquet"
    if not str(table).isidentifier() or not path.is_file():
        known = tables()
        raise _broken(path, "it is missing") if table in known else unknown("table", table, known)
    import pyarrow as pa  # noqa: PLC0415 (0.2 s)
    import pyarrow.parquet as pq  # noqa: PLC0415

    try:
        with pq.ParquetFile(path, page_checksum_verification=True) as opened:
            found = opened.read()
    except (pa.ArrowException, OSError) as error:
        raise _broken(path, error) from None
    if (found.schema.metadata or {}).get(b"table") != table.encode():
        raise _broken(path, f"it does not say that it is the table {table}")
    return found


def select(table: str, column: str, value: object) -> list[Row]:
    """The rows of a table in which a column has a value."""
    found = read(table)
    return _at(found, (row for row, each in enumerate(found.column(column).to_pylist()) if each == value)).to_pylist()


def _at(table: pa.Table, positions: Iterable[int]) -> pa.Table:
    """Some rows of a table, by their positions."""
    import pyarrow as pa  # noqa: PLC0415

    return table.take(pa.array(list(positions), pa.int64()))


def known_record(record_id: str) -> str:
    """The id of a record, given back when there is one.

    Raises:
        UnknownNameError: there is none; the message names the nearest id, or the successor of one that was retired.
    """
    known = [str(ident) for ident in read("records").column("id").to_pylist()]
    if record_id in known:
        return record_id
    for retired in select("retired", "id", record_id):
        successor = retired["successor_id"]
        advice = f"ask for its successor, `{successor}`" if successor else "it has no successor"
        raise UnknownNameError(f"the id `{record_id}` was retired ({retired['reason']}); {advice}")
    raise unknown("record", record_id, known)


def terms(field: pa.Field[Any]) -> list[str] | None:
    """The terms of the vocabulary of a column, in their order; None where any value may stand."""
    listed = (field.metadata or {}).get(b"terms")
    return None if listed is None else json.loads(listed)


def about(schema: pa.Schema) -> dict[Hashable | None, Any]:
    """What a table says of itself, for `DataFrame.attrs`."""
    said: dict[Hashable | None, Any] = {name: (schema.metadata or {})[name.encode()].decode() for name in _ABOUT}
    said["descriptions"] = {field.name: (field.metadata or {})[b"description"].decode() for field in schema}
    return said


def _frame(table: pa.Table) -> pd.DataFrame:
    import pandas as pd  # noqa: PLC0415 (0.5 s)
    import pyarrow as pa  # noqa: PLC0415

    types = {pa.string(): pd.StringDtype("pyarrow"), pa.int64(): pd.Int64Dtype(), pa.bool_(): pd.BooleanDtype()}
    for number, field in enumerate(table.schema):
        if pa.types.is_date(field.type):
            days = field.with_type(pa.timestamp("s"))
            table = table.set_column(number, days, table.column(number).cast(days.type))
    frame: pd.DataFrame = table.to_pandas(types_mapper=types.get, ignore_metadata=True)
    for field in table.schema:
        listed = terms(field)
        if listed is not None and list(frame[field.name].cat.categories) != listed:
            strange = sorted(set(frame[field.name].dropna().unique()) - set(listed))
            if strange:
                where = f"column {field.name} has no term {', '.join(strange)}"
                raise _broken(folder() / f"{about(table.schema)['table']}.parquet", where)
            frame[field.name] = frame[field.name].cat.set_categories(listed)
    frame.attrs = about(table.schema)
    return frame


def _within(table: pa.Table, name: str, within: str | int, *, certainly: bool) -> pa.Table:
    """The rows whose date lies in a period, for certain or possibly."""
    period = periods.period(within)
    if not set(_BOUNDS) <= set(table.column_names):
        raise UnknownNameError(f"the table {name} has no dates; these have: {', '.join(_dated())}")
    ask = periods.lies_in if certainly else periods.can_overlap
    pairs = zip(*(table.column(bound).to_pylist() for bound in _BOUNDS), strict=True)
    return _at(table, (row for row, pair in enumerate(pairs) if any(pair) and ask(pair, period)))


def _dated() -> list[str]:
    """The tables whose rows have a date with bounds."""
    columns = {
        resource["name"]: {field["name"] for field in resource["schema"]["fields"]}
        for resource in descriptor()["resources"]
    }
    return [name for name in tables() if set(_BOUNDS) <= columns[name]]


def unknown(what: str, name: object, known: Iterable[str]) -> UnknownNameError:
    """The complaint about a name that does not exist, with the nearest one that does, or all of a few."""
    from difflib import get_close_matches  # noqa: PLC0415 (only on the way out)

    names = list(known)
    near = get_close_matches(str(name)[:80], names, n=1)
    if near:
        advice = f"did you mean `{near[0]}`?"
    else:
        advice = f"there is {', '.join(names)}" if len(names) < 30 else "none is like it"
    return UnknownNameError(f"there is no {what} `{name}`; {advice}")


def _broken(path: Path, reason: object) -> BrokenPackageError:
    """The complaint about a file of the package, in one line."""
    first = next(iter(str(reason).splitlines()), "") or type(reason).__name__
    return BrokenPackageError(f"{path} cannot be used: {first}; {_REMEDY}")
