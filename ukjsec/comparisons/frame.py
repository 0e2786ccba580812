"""A comparison of packages as a DataFrame: a row for each cell that changed, and for each row that came or went."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ukjsec import packagefiles
from ukjsec.changes import Quotation
from ukjsec.comparisons import Comparison, RowChange
from ukjsec.comparisons.items import readable
from ukjsec.comparisons.packages import compare

if TYPE_CHECKING:
    import pandas as pd

DESCRIPTIONS = {
    "table": "The table.",
    "key": "The key of the row, its cells joined by ` / `.",
    "record_id": "The record that the row is, or belongs to.",
    "change": "What became of it: `added`, `removed`, `retired` or `changed`.",
    "column": "The column of a changed cell; missing where a whole row came or went.",
    "old": "The value before, as a plain value of its type; None where it was missing.",
    "new": "The value now, in the same way.",
    "evidence": "The quotations that support the new value or the added row, each with its source, joined by `; `.",
    "successor_id": "Of a retired row the id that takes its place, where there is one.",
    "reason": "Why it was retired.",
}
"""Every column of the frame, and what it means."""


def diff(old: str | PathLike[str], new: str | PathLike[str], *, address: str | Path | None = None) -> pd.DataFrame:
    """Compare two data packages, row by row and cell by cell. Keys decide what is the same row, never its place.

    Args:
        old: the older package: the path of its folder, of a zip archive of it, or of its `datapackage.json`; or the
            version of a release, such as `"0.1.0"`, which is fetched. What lies at the path counts first.
        new: the newer one, in the same way.
        address: where releases lie, as `ukjsec.fetch` takes it.

    Returns:
        A row for each cell that changed, and one for each row that was added, removed or retired, by table, then by
        key. Columns: `table`, `key`, `record_id`, `change`, `column`, `old`, `new`, `evidence`, `successor_id` and
        `reason`; `change` is a category, `old` and `new` hold plain values (str, int, float, bool, `datetime.date`,
        None), the others are `string`. The cells of a row that came or went are not listed: load them. Nor are those
        of a column that one side alone has; `frame.attrs["schema"]` tells of it, and of all else that the packages
        say otherwise of tables and columns, as a list of dicts. `frame.attrs` holds besides `package`, `old_version`,
        `version` (the newer one), `title`, `description` and `descriptions` (column → what it means).

        A warning says where the two bear different names, or the older one has the greater version.

    Raises:
        MissingFileError: there is no package at a path.
        BrokenPackageError: a package is damaged or unsafe, or the key of a table does not tell its rows apart.
        UkjsecError: a release cannot be fetched.

    Example:
        >>> frame = ukjsec.diff("0.1.0", "0.2.0")
        >>> frame[frame["change"] == "changed"][["key", "column", "old", "new", "evidence"]]
        >>> frame[(frame["table"] == "records") & (frame["change"] == "added")]
    """
    given = (one if isinstance(one, str) else Path(one) for one in (old, new))
    compared = compare(*(packagefiles.find(one, address) for one in given))
    for caution in compared.cautions():
        warnings.warn(caution, UserWarning, stacklevel=2)
    return as_frame(compared)


def as_frame(comparison: Comparison) -> pd.DataFrame:
    """A comparison as `diff` gives it."""
    import pandas as pd  # noqa: PLC0415 (0.5 s)

    rows = [row for table in comparison.tables for change in table.rows for row in _rows(table.name, change)]
    columns = dict(zip(DESCRIPTIONS, zip(*rows, strict=True) if rows else [()] * len(DESCRIPTIONS), strict=True))
    text = pd.StringDtype("pyarrow")
    fates = pd.CategoricalDtype(["added", "removed", "retired", "changed"])
    types: dict[str, Any] = {"change": fates, "old": object, "new": object}
    frame = pd.DataFrame({name: pd.Series(list(cells), dtype=types.get(name, text)) for name, cells in columns.items()})
    frame.attrs = {
        "package": comparison.new.name,
        "version": comparison.new.version,
        "old_version": comparison.old.version,
        "title": f"{comparison.old.shown} compared with {comparison.new.shown}",
        "description": "One changed cell, or one row that was added, removed or retired.",
        "descriptions": dict(DESCRIPTIONS),
        "schema": [asdict(change) for change in comparison.schema],
    }
    return frame


def _rows(table: str, change: RowChange) -> Iterator[tuple[Any, ...]]:
    start = (table, readable(change), change.record_id, change.fate)
    end = (change.successor, change.reason)
    if change.fate != "changed":
        yield (*start, None, None, None, _quoted(change.evidence), *end)
        return
    for cell in change.cells:
        yield (*start, cell.column, cell.old, cell.new, _quoted(cell.evidence), *end)


def _quoted(quotations: Iterable[Quotation]) -> str | None:
    return "; ".join(f"“{one.quote}” ({one.source})" for one in quotations) or None
