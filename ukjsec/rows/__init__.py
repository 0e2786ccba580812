"""The records of a corpus as rows of the tables of the package."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from ukjsec.columns import Table
from ukjsec.corpus import Corpus
from ukjsec.layout import tables
from ukjsec.rows import records, registers
from ukjsec.rows.cells import Row, Value

__all__ = ["Row", "Value", "rows"]


def rows(corpus: Corpus, names: Collection[str] | None = None) -> dict[str, list[Row]]:
    """The rows of tables, sorted by the table's key; every row has every column of its table.

    Args:
        corpus: a corpus; sources without a seal are left out.
        names: the tables that are wanted; all when not said.
    """
    makers = records.makers() | registers.makers()
    wanted = {name: table for name, table in tables().items() if names is None or name in names}
    return {name: _ordered(table, makers[name](corpus)) for name, table in wanted.items()}


def _ordered(table: Table, found: Iterator[Row]) -> list[Row]:
    unique = {tuple(row[name] for name in table.key): row for row in found}
    return [{name: unique[key].get(name) for name in table.column_names} for key in sorted(unique, key=_sortable)]


def _sortable(key: tuple[Value, ...]) -> tuple[tuple[str, Value], ...]:
    return tuple((type(value).__name__, value) for value in key)
