"""Two packages compared, table by table."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ukjsec.comparisons import (
    HUB,
    RETIRED,
    CellChange,
    Comparison,
    Key,
    RowChange,
    SchemaChange,
    Side,
    TableComparison,
    schemas,
)
from ukjsec.comparisons.rows import Matched, Row, chosen, listed, match
from ukjsec.comparisons.support import RECORDS, Support, field_of, record_of
from ukjsec.packagefiles import Package, Table


def compare(old: Package, new: Package) -> Comparison:
    """Compare two packages.

    Args:
        old: the older one.
        new: the newer one, whose evidence supports the new values.

    Returns:
        Every difference: of the tables, what their schemas say of them; of the rows, those whose key one side alone
        has, and the cells of those in both. The cells of a column that one side alone has are not told one by one: of
        such a column the schema's change says it all. Where the type of a column has changed, cells are compared as
        texts, as CSV has them.

    Raises:
        BrokenPackageError: a table has no primary key, or it does not tell its rows apart.
    """
    names = schemas.ordered(old.tables, new.tables)
    matched = {name: _matched(old.tables.get(name), new.tables.get(name)) for name in names}
    concerned = _concerned(matched)
    support = Support(new, concerned)
    retired = _retired(new.tables.get(RETIRED))
    tables = tuple(
        TableComparison(name, one.key, _Rows(name, one, support, retired).all(), _size(old, name), _size(new, name))
        for name, one in matched.items()
    )
    said = tuple(_renamed(change, matched[change.table]) for change in schemas.changes(old, new))
    return Comparison(_side(old), _side(new), said, tables, _titles(new.tables.get(HUB), concerned))


def _side(package: Package) -> Side:
    return Side(package.shown, package.name, package.version)


def _size(package: Package, name: str) -> int | None:
    return package.tables[name].data.num_rows if name in package.tables else None


def _matched(old: Table | None, new: Table | None) -> Matched:
    if old and new:
        return match(old, new)
    there = new or old
    alone = listed(there) if there else Matched((), [], [], [], {})
    return alone if new else replace(alone, added=[], removed=alone.added)


def _titles(table: Table | None, records: set[str]) -> dict[str, str]:
    if table is None or not records or not {"id", "title"} <= set(table.names):
        return {}
    return {
        str(row["id"]): str(row["title"])
        for row in chosen(table.data.select(["id", "title"]), "id", records)
        if row["title"] is not None
    }


def _concerned(matched: dict[str, Matched]) -> set[str]:
    """The records of which some row differs."""
    found = set()
    for name, one in matched.items():
        found |= {record_of(name, row) for row in (*one.added, *one.removed)}
        found |= {record_of(name, after) for _, after, _ in one.changed}
    return {record for record in found if record is not None}


def _retired(table: Table | None) -> dict[str, Row]:
    """The entries of retired ids, by id."""
    if table is None or "id" not in table.names:
        return {}
    return {str(row["id"]): row for row in table.data.to_pylist()}


def _renamed(change: SchemaChange, matched: Matched) -> SchemaChange:
    if change.what == "column-removed" and change.column in matched.renamed:
        likely, exactly = matched.renamed[change.column]
        return replace(change, likely=likely, exactly=exactly)
    return change


@dataclass(frozen=True)
class _Rows:
    """What became of the rows of a table."""

    name: str
    matched: Matched
    support: Support
    retired: dict[str, Row]

    def all(self) -> tuple[RowChange, ...]:
        """Those that differ, sorted by key."""
        found = [
            *map(self._added, self.matched.added),
            *map(self._gone, self.matched.removed),
            *(self._changed(*each) for each in self.matched.changed),
        ]
        return tuple(sorted(found, key=lambda row: row.key))

    def _key(self, row: Row) -> Key:
        return tuple(row[name] for name in self.matched.key)

    def _added(self, row: Row) -> RowChange:
        record = record_of(self.name, row)
        whole = self.name in RECORDS
        evidence = self.support.all(record) if whole else self.support.of(record, field_of(self.name, row))
        return RowChange(self._key(row), "added", (), row, record, evidence)

    def _gone(self, row: Row) -> RowChange:
        record = record_of(self.name, row)
        entry = self.retired.get(record or "") if self.name in RECORDS else None
        if entry is None:
            return RowChange(self._key(row), "removed", (), row, record)
        successor, reason = (str(entry[one]) if entry.get(one) else None for one in ("successor_id", "reason"))
        return RowChange(self._key(row), "retired", (), row, record, (), successor, reason)

    def _changed(self, before: Row, after: Row, columns: tuple[str, ...]) -> RowChange:
        record = record_of(self.name, after)
        cells = []
        for column in columns:
            proven = self.support.of(record, field_of(self.name, after, column)) if after[column] is not None else ()
            cells.append(CellChange(column, before[column], after[column], proven))
        return RowChange(self._key(after), "changed", tuple(cells), after, record)
