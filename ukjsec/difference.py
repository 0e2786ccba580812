"""What differs between two packages, as a document for programs: a versioned form, apart from how it is held inside."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from ukjsec.described import Model, describe
from ukjsec.verdict import Tool

VERSION: Literal[1] = 1
"""Rises with every change of the form, also when a field is added."""

Cell: TypeAlias = str | int | float | bool | None

Count: TypeAlias = Annotated[int, Field(ge=0)]


class Package(Model):
    """One of the two packages."""

    path: str
    """Where it lies, or its version: as it was named."""
    name: str
    """What it calls itself; empty where it has no name."""
    version: str
    """Its version; empty where it has none."""


class Lost(Model):
    """An id that could come to mean something else: it was removed, and the newer package does not retire it."""

    table: Literal["records", "retired"]
    """Where it stood: among the records, or among the retired ids."""
    id: str
    """The id."""


class Structure(Model):
    """What is said otherwise of a table or a column."""

    what: Literal[
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
    """What became of it."""
    table: str
    """The table."""
    column: str | None
    """The column; null where it is about the whole table."""
    old: tuple[str, ...]
    """What was said: a type, a description, terms, columns; empty where nothing was."""
    new: tuple[str, ...]
    """What is said now."""
    likely: str | None
    """Of a column that is gone a new one that holds the same in nearly every row: it may have been renamed."""


class Proof(Model):
    """A quotation that supports a value."""

    source: str
    """The source, as in the table `sources`."""
    quote: str
    """The words of the source."""
    basis: str | None
    """The coder's reasoning, where the words alone do not say it."""


class ChangedCell(Model):
    """A cell with another value than before."""

    column: str
    """The column."""
    old: Cell
    """The value before; null where it was missing. Days are texts of ISO 8601; NaN and infinities are texts too."""
    new: Cell
    """The value now, in the same way."""
    evidence: tuple[Proof, ...]
    """What supports the new value."""


class ChangedRow(Model):
    """A row that is not what it was."""

    what: Literal["added", "removed", "retired", "changed"]
    """What became of it; retired is a record whose id the newer table `retired` lists."""
    key: tuple[Cell, ...]
    """Its key: the cells of the table's key columns."""
    record_id: str | None
    """The record that it is, or belongs to."""
    cells: tuple[ChangedCell, ...]
    """Of a changed row the cells that differ; empty otherwise."""
    row: dict[str, Cell] | None
    """Of a row that came or went all its cells, by column; null of a changed one."""
    evidence: tuple[Proof, ...]
    """Of an added row what supports it."""
    successor: str | None
    """Of a retired row the id in its place."""
    reason: str | None
    """Why it was retired."""


class ComparedTable(Model):
    """A table of which a row differs, or that one package alone has."""

    name: str
    """Its name."""
    key: tuple[str, ...]
    """The columns by which rows were matched."""
    old_rows: Count | None
    """How many rows it had; null where there was no such table."""
    new_rows: Count | None
    """How many rows it has; null where there is no such table."""
    rows: tuple[ChangedRow, ...]
    """The rows that differ, sorted by key."""


class Difference(Model):
    """What `ukjsec diff --format json` prints."""

    version: Literal[1]
    """The version of this form."""
    tool: Tool
    """What made it."""
    old: Package
    """The older package."""
    new: Package
    """The newer package."""
    equal: bool
    """Whether nothing differs."""
    lost: tuple[Lost, ...]
    """The ids that were lost; the exit code is 1 where there are any."""
    structure: tuple[Structure, ...]
    """What is said otherwise of tables and columns, by table."""
    tables: tuple[ComparedTable, ...]
    """The tables of which a row differs, or that one package alone has."""


describe(__name__)
