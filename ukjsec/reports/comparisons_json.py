"""A comparison of packages as JSON for programs: the form of `difference.py`, published as `difference.schema.json`."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from typing import Any

from ukjsec import __version__
from ukjsec.changes import Quotation
from ukjsec.comparisons import Cell, Comparison, RowChange, Side
from ukjsec.difference import (
    VERSION,
    ChangedCell,
    ChangedRow,
    ComparedTable,
    Difference,
    Lost,
    Package,
    Proof,
    Structure,
)
from ukjsec.reports.json import dumped, printable
from ukjsec.verdict import Tool


def document(comparison: Comparison) -> str:
    """A comparison as one JSON document with everything in it."""
    tables = (one for one in comparison.tables if one.rows or one.old_rows is None or one.new_rows is None)
    found = Difference(
        version=VERSION,
        tool=Tool(name="ukjsec", version=__version__),
        old=_package(comparison.old),
        new=_package(comparison.new),
        equal=comparison.equal,
        lost=tuple(Lost(table=_place(table), id=str(row.key[0])) for table, row in comparison.lost),
        structure=tuple(
            Structure(what=one.what, table=one.table, column=one.column, old=one.old, new=one.new, likely=one.likely)
            for one in comparison.schema
        ),
        tables=tuple(
            ComparedTable(
                name=one.name,
                key=one.key,
                old_rows=one.old_rows,
                new_rows=one.new_rows,
                rows=tuple(map(_row, one.rows)),
            )
            for one in tables
        ),
    )
    return dumped(found.model_dump())


def _place(table: str) -> Any:
    return table


def _package(side: Side) -> Package:
    return Package(path=printable(side.shown), name=side.name, version=side.version)


def _row(row: RowChange) -> ChangedRow:
    return ChangedRow(
        what=row.fate,
        key=tuple(map(_cell, row.key)),
        record_id=row.record_id,
        cells=tuple(
            ChangedCell(column=one.column, old=_cell(one.old), new=_cell(one.new), evidence=_proofs(one.evidence))
            for one in row.cells
        ),
        row=None if row.fate == "changed" else _cells(row.row),
        evidence=_proofs(row.evidence),
        successor=row.successor,
        reason=row.reason,
    )


def _cells(row: Mapping[str, Cell]) -> dict[str, str | int | float | bool | None]:
    return {name: _cell(value) for name, value in row.items()}


def _cell(value: Cell) -> str | int | float | bool | None:
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value


def _proofs(quotations: tuple[Quotation, ...]) -> tuple[Proof, ...]:
    return tuple(Proof(source=one.source, quote=one.quote, basis=one.basis) for one in quotations)
