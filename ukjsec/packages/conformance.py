"""The tables that bear the names of ours, held against the models: columns, cells, keys, references."""

from __future__ import annotations

from ukjsec.columns import Table
from ukjsec.descriptors import Descriptor
from ukjsec.judgements import checker
from ukjsec.members import Complaint
from ukjsec.packages.contents import Content
from ukjsec.problems import Finding
from ukjsec.vocabulary import nearest

LIMIT_FINDINGS = 200
"""Of a table with more complaints than these, the rest is left for another time."""
LIMIT_HINTS = 50
"""For so many unknown ids the nearest known one is looked up."""


def check(contents: dict[str, Content], about: Descriptor, ours: str) -> None:
    """Hold every content that is a table of ours against it; what is wrong is entered in the contents.

    Args:
        contents: the contents, by the name of their table.
        about: the descriptor, whose name and version are said where columns are missing.
        ours: the version of the rules.
    """
    for content in contents.values():
        if content.table:
            _columns(content, content.table, about, ours)
            _cells(content, content.table)
            _primary(content, content.table)
    for content in contents.values():
        if content.table:
            _references(content, content.table, contents)
        if len(content.findings) > LIMIT_FINDINGS:
            content.findings[LIMIT_FINDINGS:] = []


def _columns(content: Content, table: Table, about: Descriptor, ours: str) -> None:
    header = content.where(-1, 0)
    unknown = [name for name in content.columns if name not in table.column_names]
    for column in table.columns:
        if column.name not in content.at:
            near = nearest(column.name, unknown)
            message = (
                f"the column `{column.name}` is missing: `{table.name}` has it in version {ours}, whose rules count "
                f"here; this package is `{about.name[:80]}` {about.version[:40] or 'without a version'}"
            )
            repair = f"Is it `{near}`? Rename that." if near else f"Add it: {column.description}"
            content.findings.append(
                Finding(header.path, (), "column-missing", message, repair, at=(header.line, header.column))
            )
    for name in unknown:
        place = content.where(-1, content.at[name])
        message = f"the column {name[:80]!r} is none of ours; it was held against the package's own schema alone"
        at = (place.line, place.column)
        repair = "Nothing has to be done."
        content.findings.append(Finding(place.path, (), "column-added", message, repair, severity="notice", at=at))


def _cells(content: Content, table: Table) -> None:
    for column in table.columns:
        at = content.at.get(column.name)
        if at is None:
            continue
        check, known = checker(column), dict[str, Complaint | None]()
        for number, row in enumerate(content.rows):
            cell = row[at]
            if cell not in known:
                known[cell] = check(cell)
            complaint = known[cell]
            if complaint:
                content.complain(number, at, *complaint)
                if len(content.findings) > LIMIT_FINDINGS:
                    return


def _primary(content: Content, table: Table) -> None:
    if not all(name in content.at for name in table.key):
        return
    first: dict[tuple[str, ...], int] = {}
    for number in range(len(content.rows)):
        key = tuple(content.cell(number, name) for name in table.key)
        before = first.setdefault(key, number)
        if before != number and all(key):
            line = content.place(before, table.key[0]).line
            message = (
                f"{', '.join(table.key)} are those of line {line}"
                if len(key) > 1
                else f"{key[0]!r} is in line {line} too"
            )
            repair = "A key names one row: delete one of the two, or correct it."
            content.complain(number, content.at[table.key[0]], "duplicate-row", message, repair)
            if len(content.findings) > LIMIT_FINDINGS:
                return


def _references(content: Content, table: Table, contents: dict[str, Content]) -> None:
    asked = 0
    for column in table.columns:
        target = contents.get(column.references or "")
        if column.name not in content.at or target is None or "id" not in target.at:
            continue
        known = {target.cell(number, "id") for number in range(len(target.rows))}
        for number in range(len(content.rows)):
            cell = content.cell(number, column.name)
            if cell and cell not in known:
                asked += 1
                near = nearest(cell[:80], sorted(known)) if asked <= LIMIT_HINTS else None
                repair = (f"Did you mean `{near}`? " if near else "") + f"Name an id of `{column.references}`."
                message = f"`{column.name}` names {cell[:80]!r}, which is no id of `{column.references}`"
                content.complain(number, content.at[column.name], "dangling-key", message, repair)
                if len(content.findings) > LIMIT_FINDINGS:
                    return
