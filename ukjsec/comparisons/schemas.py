"""What two packages say otherwise of their tables and columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from ukjsec.columnfiles import Column
from ukjsec.comparisons import SchemaChange, SchemaFate
from ukjsec.packagefiles import Package, Table

Said = tuple[str, ...]

_OF_A_TABLE: tuple[tuple[SchemaFate, Callable[[Table], Said]], ...] = (
    ("key-changed", lambda table: table.key),
    ("title-changed", lambda table: _text(table.title)),
    ("description-changed", lambda table: _text(table.description)),
)
_OF_A_COLUMN: tuple[tuple[SchemaFate, Callable[[Column], Said]], ...] = (
    ("type-changed", lambda column: (column.type,)),
    ("required-changed", lambda column: ("required" if column.required else "optional",)),
    ("pattern-changed", lambda column: _text(column.pattern)),
    ("title-changed", lambda column: _text(column.title)),
    ("description-changed", lambda column: _text(column.description)),
)


def _text(text: str) -> Said:
    return (text,) if text else ()


def changes(old: Package, new: Package) -> Iterator[SchemaChange]:
    """Everything that is said otherwise, but for names of columns that were likely renamed: `rows` sees those.

    By table, those of the newer package first, then by column in the same way.
    """
    for name in ordered(old.tables, new.tables):
        before, after = old.tables.get(name), new.tables.get(name)
        if before is None or after is None:
            there = after or before
            said = there.names if there else ()
            yield (
                SchemaChange("table-added", name, new=said)
                if before is None
                else SchemaChange("table-removed", name, old=said)
            )
        else:
            yield from _of_a_table(before, after)


def ordered(old: Mapping[str, object], new: Mapping[str, object]) -> list[str]:
    """The names of both, those of the newer first."""
    return list(dict.fromkeys([*new, *old]))


def _of_a_table(old: Table, new: Table) -> Iterator[SchemaChange]:
    for what, said in _OF_A_TABLE:
        if said(old) != said(new):
            yield SchemaChange(what, new.name, None, said(old), said(new))
    for reference in sorted(new.references - old.references):
        yield SchemaChange("reference-added", new.name, None, (), (reference,))
    for reference in sorted(old.references - new.references):
        yield SchemaChange("reference-removed", new.name, None, (reference,), ())
    was, now = (tuple(name for name in one.names if name in other.names) for one, other in ((old, new), (new, old)))
    if was != now:
        yield SchemaChange("columns-reordered", new.name, None, was, now)
    before, after = ({column.name: column for column in table.columns} for table in (old, new))
    for name in ordered(before, after):
        if name not in before:
            yield SchemaChange("column-added", new.name, name, (), (after[name].type,))
        elif name not in after:
            yield SchemaChange("column-removed", new.name, name, (before[name].type,), ())
        else:
            yield from _of_a_column(new.name, before[name], after[name])


def _of_a_column(table: str, old: Column, new: Column) -> Iterator[SchemaChange]:
    for what, said in _OF_A_COLUMN:
        if said(old) != said(new):
            yield SchemaChange(what, table, new.name, said(old), said(new))
    if old.terms == new.terms:
        return
    if old.terms is None or new.terms is None:
        # Where any value may stand, every term is allowed: a list that comes narrows, one that goes widens.
        fate: SchemaFate = "terms-removed" if old.terms is None else "terms-added"
        yield SchemaChange(fate, table, new.name, old.terms or ("any",), new.terms or ("any",))
        return
    added = tuple(term for term in new.terms if term not in old.terms)
    removed = tuple(term for term in old.terms if term not in new.terms)
    if added:
        yield SchemaChange("terms-added", table, new.name, (), added)
    if removed:
        yield SchemaChange("terms-removed", table, new.name, removed, ())
    if [term for term in old.terms if term in new.terms] != [term for term in new.terms if term in old.terms]:
        yield SchemaChange("terms-reordered", table, new.name, old.terms, new.terms)
