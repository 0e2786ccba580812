"""A comparison of packages told record by record, as people think of it: what a record's rows say in all tables is one.

The columns that follow from others (bounds of dates, the copies of the hub's columns in the tables of the types) are
left out where what they follow from is told. `Comparison.tables` has every cell.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TypeAlias

from ukjsec import changes
from ukjsec.changes import Change, Item, Quotation
from ukjsec.comparisons import HUB, Cell, Comparison, RowChange, TableComparison
from ukjsec.comparisons.support import BOUNDS, DETAILS, EVIDENCE, HEADLINE, RECORDS, field_of
from ukjsec.csvfiles import text

REGISTER = "the table `retired`"

_OF_RECORDS = (*RECORDS, *DETAILS, EVIDENCE)

_SAID = ("basis", "match", "paragraph")
"""What is said of a quotation beside what follows from its place and from the value."""

_Bucket: TypeAlias = Mapping[str, list[RowChange]]
_Quoted: TypeAlias = tuple[Cell, Cell, Cell]


def told(comparison: Comparison) -> changes.Comparison:
    """What became of every record, and of every row of the other tables."""
    buckets: dict[str, dict[str, list[RowChange]]] = defaultdict(lambda: defaultdict(list))
    of_records = comparison.table(HUB) is not None
    for table in comparison.tables:
        if of_records and table.name in _OF_RECORDS:
            for row in table.rows:
                buckets[row.record_id or ""][table.name].append(row)
    records = _renamed(
        [item for ident in sorted(buckets) if (item := _record(ident, buckets[ident], comparison.titles))]
    )
    others = (
        _row(table, row)
        for table in comparison.tables
        if not (of_records and table.name in _OF_RECORDS)
        for row in table.rows
    )
    return changes.Comparison((*records, *others))


def _renamed(items: list[Item]) -> list[Item]:
    """The same, with the record that a lost one may be under another id."""
    lost = {item.ident: {one.field: one.old for one in item.changes} for item in items if item.fate == "removed"}
    fresh = {item.ident: {one.field: one.new for one in item.changes} for item in items if item.fate == "added"}
    likely = changes.likely(lost, fresh)
    return [replace(item, successor=likely[item.ident]) if item.ident in likely else item for item in items]


def _row(table: TableComparison, row: RowChange) -> Item:
    """One row of a table that tells of no record."""
    ident = readable(row)
    title = _title(row.row, ident)
    said = [name for name in row.row if name not in table.key]
    if row.fate == "changed":
        found = [Change(cell.column, _texts(cell.old), _texts(cell.new), cell.evidence) for cell in row.cells]
    else:
        cells = [(name, _texts(row.row[name])) for name in said if row.row[name] is not None]
        found = [Change(name, (), now) if row.fate == "added" else Change(name, now, ()) for name, now in cells]
    return Item(table.name, ident, title, row.fate, tuple(found), row.successor, row.reason, REGISTER)


def readable(row: RowChange) -> str:
    """The key of a row as a text: `rimpac`, `rimpac / held`."""
    return " / ".join(map(text, row.key))


def _title(row: Mapping[str, Cell], ident: str) -> str:
    return next((str(row[name]) for name in ("title", "name") if row.get(name)), ident)


def _texts(cell: Cell) -> tuple[str, ...]:
    return () if cell is None else (text(cell),)


def _record(ident: str, rows: _Bucket, titles: Mapping[str, str]) -> Item | None:
    """What became of a record, out of its rows in all tables; None where only what follows from others differs."""
    hub = next(iter(rows.get(HUB, ())), None)
    fate = hub.fate if hub else "changed"
    details = _merged(change for name in DETAILS for row in rows.get(name, ()) for change in _detail(name, row))
    dates = {change.field: change.new for change in details}
    found = [
        *(_hub(hub, dates) if hub else ()),
        *(change for name in RECORDS[1:] for row in rows.get(name, ()) for change in _typed(name, row, hub, dates)),
        *details,
        *_evidence(rows.get(EVIDENCE, ())),
    ]
    if fate == "changed" and not found:
        return None
    title = _title(hub.row if hub else {}, titles.get(ident, ident))
    successor, reason = (hub.successor, hub.reason) if hub else (None, None)
    return Item(HUB, ident, title, fate, tuple(found), successor, reason, REGISTER)


def _hub(row: RowChange, dates: Mapping[str, tuple[str, ...]]) -> Iterator[Change]:
    if row.fate == "changed":
        columns = {cell.column for cell in row.cells}
        for cell in row.cells:
            follows = (cell.column in BOUNDS and "date" in columns) or (
                cell.column == "date" and _texts(cell.new) in dates.values()
            )
            if not follows:
                yield Change(cell.column, _texts(cell.old), _texts(cell.new), cell.evidence)
        return
    for name, value in row.row.items():
        if value is not None and name not in ("id", *HEADLINE, "occurred", "as_of"):
            yield _one(name, text(value), row)


def _one(field: str, said: str, row: RowChange) -> Change:
    """A value that came with a row, or went with it."""
    if row.fate != "added":
        return Change(field, (said,), ())
    return Change(field, (), (said,), tuple(one for one in row.evidence if one.proves(field)))


def _typed(table: str, row: RowChange, hub: RowChange | None, dates: Mapping[str, tuple[str, ...]]) -> Iterator[Change]:
    """What the table of its type says of a record, and the hub does not."""
    if row.fate != "changed":
        columns = {cell.column for cell in hub.cells} if hub else set()
        if not hub or (hub.fate != row.fate and "type" not in columns):
            yield _one(f"row of {table}", readable(row), row)
        return
    there = {cell.column: cell for cell in hub.cells} if hub else {}
    for cell in row.cells:
        known = there.get(cell.column)
        if known and (known.old, known.new) == (cell.old, cell.new):
            continue
        field = field_of(table, row.row, cell.column)
        if not (cell.column.startswith("date_") and dates.get(field or "") == _texts(cell.new)):
            yield Change(cell.column, _texts(cell.old), _texts(cell.new), cell.evidence)


def _detail(table: str, row: RowChange) -> Iterator[Change]:
    """What a row says that belongs to a record: under the name by which evidence speaks of it, or below that."""
    about = DETAILS[table]
    field = field_of(table, row.row) or about.prefix
    if row.fate == "changed":
        columns = {cell.column for cell in row.cells}
        for cell in row.cells:
            if cell.column in about.derived and about.point in columns:
                continue
            name = field if cell.column == about.point else f"{field}.{cell.column}"
            yield Change(name, _texts(cell.old), _texts(cell.new), cell.evidence)
        return
    hidden = ("record_id", about.name if about.name != about.point else "", *about.derived)
    said = [(name, text(cell)) for name, cell in row.row.items() if cell is not None and name not in hidden]
    if about.point is None:
        yield from (_one(f"{field}.{name}", cell, row) for name, cell in said)
        return
    point = text(row.row.get(about.point))
    yield _one(field, ", ".join([point, *(f"{name}: {cell}" for name, cell in said if name != about.point)]), row)


def _merged(found: Iterable[Change]) -> list[Change]:
    """The changes of one field put together: an actor who had one role, and has another now, is one change."""
    merged: dict[str, Change] = {}
    for one in found:
        known = merged.get(one.field, Change(one.field, (), ()))
        evidence = tuple(dict.fromkeys([*known.evidence, *one.evidence]))
        merged[one.field] = Change(one.field, (*known.old, *one.old), (*known.new, *one.new), evidence)
    return list(merged.values())


def _evidence(rows: Iterable[RowChange]) -> Iterator[Change]:
    """The quotations that came, went or say something else; that they are numbered otherwise is nothing."""
    sides: tuple[dict[_Quoted, Mapping[str, Cell]], ...] = ({}, {})
    for row in rows:
        for cells, side in zip((row.before, {} if row.fate == "removed" else row.row), sides, strict=True):
            if cells:
                side[cells.get("source_id"), cells.get("quote"), cells.get("field")] = cells
    old, new = sides
    found: dict[str, tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
    for key in dict.fromkeys([*new, *old]):
        source, quote, field = map(text, key)
        was, now = found[Quotation(source, quote, ()).field]
        was += _said(field, old.get(key), new.get(key))
        now += _said(field, new.get(key), old.get(key))
    for name, (was, now) in found.items():
        if was or now:
            yield Change(name, tuple(dict.fromkeys(was)), tuple(dict.fromkeys(now)))


def _said(field: str, row: Mapping[str, Cell] | None, other: Mapping[str, Cell] | None) -> list[str]:
    """What a row of the evidence says that its counterpart does not."""
    if row is None:
        return []
    basis = [("basis", row.get("basis"))]
    said = basis if other is None else [(name, row.get(name)) for name in _SAID if row.get(name) != other.get(name)]
    told = [f"{name}: {text(cell)}" for name, cell in said if cell is not None]
    return [field, *told] if other is None else told
