"""The tables that bear the names of ours, held against the models: columns, cells, keys, references."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import TypeAlias

from ukjsec import characters, edtf
from ukjsec.columns import DATE_PATTERN, Column, Table
from ukjsec.packages.contents import Content
from ukjsec.packages.descriptor import Descriptor
from ukjsec.packages.members import Complaint
from ukjsec.problems import Finding
from ukjsec.values import FORMULA_MARKS
from ukjsec.vocabulary import nearest

LIMIT_FINDINGS = 200
"""Of a table with more complaints than these, the rest is left for another time."""
LIMIT_HINTS = 50
"""For so many unknown ids the nearest known one is looked up."""
LONGEST_CELL = 10_000

Check: TypeAlias = Callable[[str], Complaint | None]

_FORMS: dict[str, tuple[re.Pattern[str], str]] = {
    "integer": (re.compile(r"-?(?:0|[1-9][0-9]{0,17})"), "a whole number, such as 12"),
    "number": (re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,9})?(?:e[+-]?[0-9]{1,2})?"), "a number, such as 12 or 0.5"),
    "boolean": (re.compile("true|false"), "true or false"),
    "date": (re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}"), "a day, such as 2026-01-31"),
}


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
        check, known = _checker(column), dict[str, Complaint | None]()
        for number, row in enumerate(content.rows):
            cell = row[at]
            if cell not in known:
                known[cell] = check(cell)
            complaint = known[cell]
            if complaint:
                content.complain(number, at, *complaint)
                if len(content.findings) > LIMIT_FINDINGS:
                    return


def _checker(column: Column) -> Check:
    """What tells whether a cell of a column is well."""
    pattern = re.compile(column.pattern.removeprefix("^").removesuffix("$")) if column.pattern else None
    name = f"`{column.name}`"

    def check(cell: str) -> Complaint | None:
        if not cell:
            missing = "cell-missing", f"{name} is empty", f"Fill it in. {column.description}"
            return missing if column.required else None
        if len(cell) > LONGEST_CELL:
            return "wrong-value", f"{name} has more than {LONGEST_CELL:,} characters", "Shorten it."
        form, words = _FORMS.get(column.type, (None, ""))
        if form:
            wrong = "wrong-type", f"{name} must be {words}, not {cell[:60]!r}", column.description
            return wrong if not form.fullmatch(cell) else _day(cell) if column.type == "date" else None
        if column.vocabulary:
            return None if cell in column.vocabulary else _unknown(cell, name, column.vocabulary.names)
        if column.pattern == DATE_PATTERN:
            return _edtf(cell)
        if pattern and not pattern.fullmatch(cell):
            return "wrong-value", f"{name} must have the form {column.pattern}, not {cell[:60]!r}", column.description
        return _text(cell, name)

    return check


def _unknown(cell: str, name: str, terms: tuple[str, ...]) -> Complaint:
    near = nearest(cell[:80], terms)
    hint = f"Did you mean `{near}`? " if near else ""
    return "unknown-term", f"{cell[:80]!r} is not a term of {name}", f"{hint}The terms are {', '.join(terms)}."


def _text(cell: str, name: str) -> Complaint | None:
    odd = next(characters.forbidden(cell), None)
    if odd:
        return characters.complaint(odd)
    if not FORMULA_MARKS.isdisjoint(cell.lstrip()[:1]):
        message = f"a spreadsheet would read this as a formula: {cell[:40]!r}"
        return "formula", message, "Begin the text with a letter or a digit."
    return ("blank-text", f"{name} has blanks at its start or end", "Delete them.") if cell != cell.strip() else None


def _day(cell: str) -> Complaint | None:
    try:
        date.fromisoformat(cell)
    except ValueError:
        return "impossible-date", f"{cell} is no day of the calendar", "Write a day, such as 2026-01-31."
    return None


def _edtf(cell: str) -> Complaint | None:
    try:
        edtf.parse(cell)
    except edtf.EdtfError as error:
        return "impossible-date", str(error), "Write the date in EDTF, such as 2012, 2012-06 or 2012-06-05."
    return None


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
