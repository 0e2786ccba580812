"""What differs between two data packages: row by row, cell by cell, and in what their descriptors say of the tables.

A row is the same row when its key is the same, wherever it stands. Cells are compared as values of their type: what is
missing is not empty text. `comparisons.packages.compare` makes a `Comparison`; here is what one consists of.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias, get_args

from ukjsec import versions
from ukjsec.changes import Quotation
from ukjsec.csvfiles import Value
from ukjsec.errors import VersionError

Cell: TypeAlias = Value
"""A cell; None where it is missing."""

Key: TypeAlias = tuple[Any, ...]
"""The cells that tell a row from all others of its table, in the order of `TableComparison.key`; none is missing."""

Fate: TypeAlias = Literal["added", "removed", "retired", "changed"]
"""What became of a row. Retired is one whose own id stands in the newer table `retired`, and in the older did not."""

SchemaFate: TypeAlias = Literal[
    "table-added",
    "table-removed",
    "column-added",
    "column-removed",
    "columns-reordered",
    "type-changed",
    "terms-added",
    "terms-removed",
    "terms-reordered",
    "required-changed",
    "pattern-changed",
    "key-changed",
    "reference-added",
    "reference-removed",
    "title-changed",
    "description-changed",
]
"""What became of a table or column."""

SCHEMA_FATES: tuple[SchemaFate, ...] = get_args(SchemaFate)

LONGEST_NAME = 80
"""So many characters of a package's name stand in a sentence."""

HUB, RETIRED = "records", "retired"
"""The table of all records, and the one of the ids that no record has any longer."""


@dataclass(frozen=True)
class Side:
    """One of the two packages."""

    shown: str
    """Where it lies, or the version that it was fetched by: as the caller named it."""
    name: str
    """What the package calls itself; empty where it has no name."""
    version: str
    """Its version; empty where it has none."""


@dataclass(frozen=True)
class SchemaChange:
    """One thing that is said otherwise of a table or column than before."""

    what: SchemaFate
    table: str
    column: str | None = None
    """The column; None where it is about the whole table."""
    old: tuple[str, ...] = ()
    """What was said: a type, a description, terms, the columns of a key; empty where nothing was."""
    new: tuple[str, ...] = ()
    """What is said now. A reference reads `state_id -> actors.id`."""
    likely: str | None = None
    """Of a column that is gone the new one that holds the same in nearly every row: it may have been renamed."""
    exactly: bool = False
    """Whether that one holds the same in every row."""


@dataclass(frozen=True)
class CellChange:
    """One cell with another value than before."""

    column: str
    old: Cell
    new: Cell
    evidence: tuple[Quotation, ...] = ()
    """The quotations that support the new value, as the newer package lists them."""


@dataclass(frozen=True)
class RowChange:
    """One row that is not what it was."""

    key: Key
    fate: Fate
    cells: tuple[CellChange, ...] = ()
    """Of a changed row the cells that differ, in the order of the newer columns; none of other rows."""
    row: Mapping[str, Cell] = field(default_factory=dict)
    """All its cells, by column: as they are now, or as they were where the row is gone."""
    record_id: str | None = None
    """The record that the row is, or belongs to."""
    evidence: tuple[Quotation, ...] = ()
    """Of an added row the quotations that support it; of an added record all that it has."""
    successor: str | None = None
    """Of a retired row the id that takes its place, where there is one."""
    reason: str | None = None
    """Why it was retired."""

    @property
    def before(self) -> Mapping[str, Cell]:
        """All its cells as they were; of an added row none. Columns that are gone are left out."""
        if self.fate == "added":
            return {}
        return {**self.row, **{cell.column: cell.old for cell in self.cells}}


@dataclass(frozen=True)
class TableComparison:
    """One table, compared."""

    name: str
    key: tuple[str, ...]
    """The columns of the key by which rows were matched."""
    rows: tuple[RowChange, ...]
    """The rows that differ, sorted by key; of a table that one package alone has, all of its rows."""
    old_rows: int | None
    """How many rows the older package has; None where it has no such table."""
    new_rows: int | None
    """How many rows the newer package has; None where it has no such table."""

    def count(self, fate: Fate) -> int:
        """How many rows have a fate."""
        return sum(1 for row in self.rows if row.fate == fate)


@dataclass(frozen=True)
class Comparison:
    """Two packages, compared."""

    old: Side
    new: Side
    schema: tuple[SchemaChange, ...]
    """By table, in the order of the tables, then by column."""
    tables: tuple[TableComparison, ...]
    """Every table of the two, those of the newer package first, in its order; equal ones have no rows."""
    titles: Mapping[str, str] = field(default_factory=dict)
    """The titles of the records in both packages of which some row differs, as the newer one has them."""

    def table(self, name: str) -> TableComparison | None:
        """A table by its name; None where neither package has it."""
        return next((one for one in self.tables if one.name == name), None)

    def cautions(self, mark: Callable[[str], str] = str) -> tuple[str, ...]:
        """Why this may not be the comparison that was meant, in sentences; names of packages go through `mark`."""
        found = []
        names = [one.name[:LONGEST_NAME] for one in (self.old, self.new)]
        if all(names) and self.old.name != self.new.name:
            found.append(f"These are two different packages: {' and '.join(map(mark, names))}")
        try:
            old, new = (versions.parse(one.version) for one in (self.old, self.new))
        except VersionError:
            return tuple(found)
        if old > new:
            found.append(f"OLD is version {old}, newer than {new}: are the two swapped?")
        return tuple(found)

    @property
    def equal(self) -> bool:
        """Whether tables and schemas are the same; only names and versions of the packages may differ."""
        return not self.schema and not any(one.rows for one in self.tables)

    @property
    def lost(self) -> tuple[tuple[str, RowChange], ...]:
        """Table and row of each id that could come to mean something else: it was removed, and not retired.

        So it is with a record that the newer table `retired` does not name, and with an entry of that table itself.
        """
        tables = (one for one in self.tables if one.name in (HUB, RETIRED))
        return tuple((table.name, row) for table in tables for row in table.rows if row.fate == "removed")
