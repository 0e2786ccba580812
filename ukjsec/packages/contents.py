"""The tables of a package as texts, whatever file they come from, with the place of every cell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from ukjsec import csvfiles
from ukjsec.columns import Table
from ukjsec.descriptors import Resource
from ukjsec.problems import Finding, Place

LIMIT_ROWS = 50_000


@dataclass
class Content:
    """The cells of one table."""

    resource: Resource
    columns: list[str]
    rows: list[list[str]]
    """As wide as `columns`; empty texts for what is missing."""
    shown: str
    """The path of the file, as problems give it."""
    where: Callable[[int, int], Place]
    """Row (from 0; -1 is the header) and column (from 0) → place."""
    table: Table | None = None
    """The table of ours that it bears the name of."""
    findings: list[Finding] = field(default_factory=list)
    broken: set[int] = field(default_factory=set)
    """The rows of which something was complained: nothing more is made of them."""

    def __post_init__(self) -> None:
        self.at = {name: at for at, name in enumerate(self.columns)}

    def cell(self, row: int, column: str) -> str:
        """A cell; empty where the table has no such column."""
        at = self.at.get(column)
        return "" if at is None else self.rows[row][at]

    def place(self, row: int, column: str) -> Place:
        """The place of a cell; where there is no such column, of the row's first cell."""
        return self.where(row, self.at.get(column, 0))

    def complain(self, row: int, at: int, rule: str, message: str, repair: str) -> None:
        """Enter what is wrong with a cell."""
        place = self.where(row, at)
        self.broken.add(row)
        self.findings.append(Finding(place.path, (), rule, message, repair, at=(place.line, place.column)))


def from_csv(resource: Resource, data: bytes, shown: str) -> tuple[Content | None, list[Finding]]:
    """The cells of a CSV file; None where it has breaches of its form, so that rows would be missing."""
    found = csvfiles.read(data, most_rows=LIMIT_ROWS, most_bytes=len(data))
    findings = [
        Finding(shown, (), one.rule, one.message, one.repair, at=(one.line, one.column))
        for one in found.faults
        if one.rule != "no-rows"
    ]
    if findings:
        return None, findings

    def where(row: int, column: int) -> Place:
        line = found.header if row < 0 else found.rows[row]
        return Place(shown, *found.lines.place(line.begin(column)))

    names = found.header.cells()
    content = Content(resource, names, [row.cells() for row in found.rows], shown, where)
    for at, name in enumerate(names):
        if name in names[:at]:
            place = where(-1, at)
            message = f"the column {name[:80]!r} is there twice" if name else "here a column has no name"
            repair = "Delete one of the two." if name else "Name it, or delete it."
            findings.append(Finding(shown, (), "duplicate-column", message, repair, at=(place.line, place.column)))
    return (None if findings else content), findings


def from_parquet(resource: Resource, names: list[str], columns: list[list[str]], place: Place) -> Content:
    """The cells of a Parquet file, which has no lines: the place of all of it is where the descriptor names it."""
    rows = [list(row) for row in zip(*columns, strict=True)]
    return Content(resource, names, rows, place.path, lambda _row, _column: place)
