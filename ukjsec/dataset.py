"""The reading wing: the tables of the data package, and the quotations behind their values.

All that is known here of types and descriptions comes from the package's own files: from the schema of the Parquet
files and from the descriptor. pandas and pyarrow are imported inside the calls that use them.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, overload

from ukjsec import frames, periods
from ukjsec.errors import BrokenPackageError, MissingPackageError, UnknownNameError
from ukjsec.frames import about, terms

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import frictionless
    import pandas as pd
    import pyarrow as pa

__all__ = [
    "BrokenPackageError",
    "about",
    "descriptor",
    "folder",
    "known_record",
    "load",
    "package",
    "read",
    "retirement",
    "select",
    "tables",
    "terms",
    "unknown",
]

Row: TypeAlias = dict[str, Any]

DESCRIPTOR = "datapackage.json"
_LIBRARY = Path(__file__).resolve().parent
_REMEDY = "in a checkout run `ukjsec build`, elsewhere `pip install --force-reinstall ukjsec`"


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


def descriptor(version: str | None = None) -> dict[str, Any]:
    """The descriptor of the data package, or of the release of a version, as plain data."""
    version = _other(version)
    path = (folder() if version is None else _released(version, DESCRIPTOR)) / DESCRIPTOR
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise _broken(path, error, version) from None
    if not isinstance(found, dict) or not isinstance(found.get("resources"), list):
        raise _broken(path, "it lists no resources", version)
    return found


def tables(version: str | None = None) -> list[str]:
    """The names of the tables, in the order of the package: what `load` can be asked for.

    Args:
        version: that of a release, which is fetched as by `load`; None means the data that came with the library.

    Returns:
        `records` (every record, with the columns that all have) and its five types `agreements`, `exercises`,
        `dialogues`, `operations` and `projects` come first; then `dates`, `participants` and the other tables whose
        `record_id` points at a record; then actors, places and sources.

    Raises:
        MissingPackageError: the data package is not there.
        DownloadError: the release cannot be fetched.

    Example:
        >>> ukjsec.tables()[:3]
        ['records', 'agreements', 'exercises']
    """
    names = (resource["name"].removesuffix("-parquet") for resource in descriptor(version)["resources"])
    return list(dict.fromkeys(names))


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
    table: str,
    as_: Literal["pandas"] = "pandas",
    within: str | int | None = None,
    certainly: bool = True,
    version: str | None = None,
) -> pd.DataFrame: ...
@overload
def load(
    table: str,
    as_: Literal["arrow"],
    within: str | int | None = None,
    certainly: bool = True,
    version: str | None = None,
) -> pa.Table: ...
@overload
def load(
    table: str,
    as_: Literal["rows"],
    within: str | int | None = None,
    certainly: bool = True,
    version: str | None = None,
) -> list[Row]: ...
def load(
    table: str,
    as_: Literal["pandas", "arrow", "rows"] = "pandas",
    within: str | int | None = None,
    certainly: bool = True,
    version: str | None = None,
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
        version: that of a release, such as `"0.2.0"`: this table of it is fetched, checked against the release's
            SHA256SUMS and kept, as `fetch` does for all its files, so that it is there without network the next time.
            None means the data that came with the library, which also serves for the version that they have; but not
            in a checkout, whose data may differ from the release of that version.

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
        VersionError, AddressError, DownloadError, BusyFolderError: the release cannot be fetched; see `fetch`.

    Example:
        >>> frame = ukjsec.load("agreements", within="2012/2015")
        >>> frame.attrs["version"], frame.attrs["descriptions"]["kind"]
        ('0.1.0', 'What sort of item it is.')
    """
    if as_ not in ("pandas", "arrow", "rows"):
        raise unknown("form", as_, ("pandas", "arrow", "rows"))
    found = read(table, version)
    if within is not None:
        period = periods.period(within)
        if not set(frames.BOUNDS) <= set(found.column_names):
            others = f"; these have: {', '.join(_dated())}" if version is None else ""
            raise UnknownNameError(f"the table {table} has no dates{others}")
        found = frames.within(found, period, certainly=certainly)
    if as_ == "arrow":
        return found
    if as_ == "rows":
        return found.to_pylist()
    try:
        return frames.frame(found)
    except frames.BrokenTableError as error:
        raise _broken(_file(table, version), error, version) from None


def read(table: str, version: str | None = None) -> pa.Table:
    """Read the Parquet file of a table, its checksums compared; that of a release, when a version is named."""
    path = _file(table, version)
    try:
        return frames.read(path, table, version)
    except frames.BrokenTableError as error:
        raise _broken(path, error, version) from None


def _file(table: str, version: str | None) -> Path:
    """The Parquet file of a table, fetched when it is of another version."""
    file = f"{table}.parquet"
    other = _other(version)
    if other is not None:
        return _released(other, file) / file
    path = folder() / file
    if not str(table).isidentifier() or not path.is_file():
        known = tables()
        raise _broken(path, "it is missing") if table in known else unknown("table", table, known)
    return path


def _other(version: str | None) -> str | None:
    """The version, when it is not that of the data that came with the library."""
    if version is None or (_LIBRARY.parent / "seeds").is_dir():
        return version
    return None if version == descriptor()["version"] else version


def _released(version: str, file: str) -> Path:
    """The folder of a release, which holds at least this file of it."""
    from ukjsec import downloads  # noqa: PLC0415 (most calls need no release)

    def choose(listed: Mapping[str, str]) -> list[str]:
        if file not in listed:
            known = [name.removesuffix(".parquet") for name in listed if name.endswith(".parquet")]
            raise unknown("table", file.removesuffix(".parquet"), known, f" in release {version}")
        return [file]

    return downloads.obtain(version, choose)


def select(table: str, column: str, value: object, version: str | None = None) -> list[Row]:
    """The rows of a table in which a column has a value."""
    found = read(table, version)
    return frames.at(
        found, (row for row, each in enumerate(found.column(column).to_pylist()) if each == value)
    ).to_pylist()


def known_record(record_id: str, version: str | None = None) -> str:
    """The id of a record, given back when there is one.

    Raises:
        UnknownNameError: there is none; the message names the nearest id, or the successor of one that was retired.
    """
    known = [str(ident) for ident in read("records", version).column("id").to_pylist()]
    if record_id in known:
        return record_id
    for retired in select("retired", "id", record_id, version):
        raise retirement(retired)
    raise unknown("record", record_id, known)


def retirement(retired: Row) -> UnknownNameError:
    """The complaint about an id that was retired, from its row of the table `retired`."""
    successor = retired["successor_id"]
    advice = f"ask for its successor, `{successor}`" if successor else "it has no successor"
    return UnknownNameError(f"the id `{retired['id']}` was retired ({retired['reason']}); {advice}")


def _dated() -> list[str]:
    """The tables whose rows have a date with bounds."""
    columns = {
        resource["name"]: {field["name"] for field in resource["schema"]["fields"]}
        for resource in descriptor()["resources"]
    }
    return [name for name in tables() if set(frames.BOUNDS) <= columns[name]]


def unknown(what: str, name: object, known: Iterable[str], where: str = "") -> UnknownNameError:
    """The complaint about a name that does not exist, with the nearest one that does, or all of a few."""
    from difflib import get_close_matches  # noqa: PLC0415 (only on the way out)

    names = list(known)
    near = get_close_matches(str(name)[:80], names, n=1)
    if near:
        advice = f"did you mean `{near[0]}`?"
    else:
        listed = f"there {'are' if len(names) > 1 else 'is'} {', '.join(names) or 'none'}"
        advice = listed if len(names) < 30 else "none is like it"
    return UnknownNameError(f"there is no {what} `{name}`{where}; {advice}")


def _broken(path: Path, reason: object, version: str | None = None) -> BrokenPackageError:
    """The complaint about a file of the package, in one line."""
    first = next(iter(str(reason).splitlines()), "") or type(reason).__name__
    remedy = _REMEDY if _other(version) is None else "tell those who publish the release"
    return BrokenPackageError(f"{path} cannot be used: {first}; {remedy}")
