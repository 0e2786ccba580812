"""The quotations behind the cells of a package: which columns of which tables a field of the evidence stands for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from ukjsec.changes import Quotation
from ukjsec.comparisons import HUB, Cell
from ukjsec.comparisons.rows import chosen
from ukjsec.packagefiles import Package

EVIDENCE = "evidence"

RECORDS = (HUB, "agreements", "exercises", "dialogues", "operations", "projects")
"""The tables whose rows are records: the hub, and those of one type each, under the same ids."""


@dataclass(frozen=True)
class Detail:
    """A table of which each row belongs to a record, as the evidence speaks of it."""

    prefix: str
    """`dates` of `dates.signed`."""
    name: str
    """The column that names the row within its record: `event`."""
    point: str | None = None
    """The column that is the value of the field itself; the others lie below it."""
    derived: tuple[str, ...] = ()
    """The columns that follow from others."""


BOUNDS = ("date_earliest", "date_latest", "date_precision", "date_qualifier")

DETAILS = {
    "dates": Detail("dates", "event", "date", (*BOUNDS, "headline")),
    "participants": Detail("participants", "actor_id", "role", ("state_id",)),
    "places_of_records": Detail("places", "place_id", "role"),
    "quantities": Detail("quantities", "name", None, BOUNDS),
    "relations": Detail("related", "to_id", "relation"),
    "topics": Detail("topics", "topic", "topic"),
}

HEADLINE = ("date", "date_event", *BOUNDS)
"""The columns of a record that say its headline date."""

FOLLOWS = {"occurred": "status", "as_of": "status", "type": "kind"}
"""Column of a record → the field whose quotations support it."""

_NEEDED = {"record_id", "field", "source_id", "quote"}


def record_of(table: str, row: Mapping[str, Cell]) -> str | None:
    """The record that a row is, or belongs to."""
    found = row.get("id" if table in RECORDS else "record_id")
    return found if isinstance(found, str) else None


def field_of(table: str, row: Mapping[str, Cell], column: str | None = None) -> str | None:
    """The field of the evidence that a cell stands for, or a whole row; None where no evidence speaks of it."""
    detail = DETAILS.get(table)
    if detail:
        name = row.get(detail.name)
        return detail.prefix if table == "topics" else f"{detail.prefix}.{name}" if name else None
    if column is None or table not in RECORDS:
        return None
    if column in HEADLINE:
        event = row.get("date_event")
        return f"dates.{event}" if event else None
    if column.startswith("date_"):
        return f"dates.{column.removeprefix('date_').replace('_', '-')}"
    return FOLLOWS.get(column, column)


class Support:
    """The quotations of some records, by field."""

    def __init__(self, package: Package, records: Collection[str]) -> None:
        """Looks up the evidence of records in a package; one without a table of evidence has none."""
        self._of: Mapping[str, list[Quotation]] = _quotations(package, records)

    def all(self, record: str | None) -> tuple[Quotation, ...]:
        """All quotations of a record."""
        return tuple(self._of.get(record or "", ()))

    def of(self, record: str | None, field: str | None) -> tuple[Quotation, ...]:
        """The quotations that support a field of a record."""
        return tuple(one for one in self.all(record) if field is not None and one.proves(field))


def _quotations(package: Package, records: Collection[str]) -> dict[str, list[Quotation]]:
    table = package.tables.get(EVIDENCE)
    if not table or not set(table.names) >= _NEEDED or not records:
        return {}
    rows: list[dict[str, Any]] = chosen(table.data, "record_id", records)
    grouped: dict[tuple[str, str, str, Any], list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        if all(isinstance(row[name], str) for name in _NEEDED):
            grouped[row["record_id"], row["source_id"], row["quote"], row.get("number")].append(row)
    found: dict[str, list[Quotation]] = defaultdict(list)
    for (record, source, quote, _), alike in grouped.items():
        basis = next((one["basis"] for one in alike if one.get("basis")), None)
        found[record].append(Quotation(source, quote, tuple(one["field"] for one in alike), basis))
    return found
