"""One cell of a table, judged by itself: what is wrong with it, why, and what to do.

A cell is held against its column, as text or as a value of a type, and then against the field of the model that the
column is taken from. Each cell has one complaint at most, the first that is met. What a cell of a data package is told,
a cell of a frame is told in the same words.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from typing import Annotated, Any, TypeAlias

from pydantic import Field, create_model

from ukjsec import characters, edtf, fields, vocabulary
from ukjsec.columns import DATE_PATTERN, Column
from ukjsec.described import Model
from ukjsec.members import Complaint
from ukjsec.rows.cells import JOINED, text
from ukjsec.values import FORMULA_MARKS
from ukjsec.vocabulary import nearest

LONGEST_CELL = 10_000

Check: TypeAlias = Callable[[str], Complaint | None]

FORMS: dict[str, tuple[re.Pattern[str], str]] = {
    "integer": (re.compile(r"-?(?:0|[1-9][0-9]{0,17})"), "a whole number, such as 12"),
    "number": (re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,9})?(?:e[+-]?[0-9]{1,2})?"), "a number, such as 12 or 0.5"),
    "boolean": (re.compile("true|false"), "true or false"),
    "date": (re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}"), "a day, such as 2026-01-31"),
}
"""How values of the types are written as text, and what to call them."""

CHARACTERS = (
    "control-character",
    "invisible-character",
    "meaningless-character",
    "heaped-marks",
    "parted-letter",
    "look-alike-letter",
)
"""The rules of the characters of a text, that which is complained of first at the beginning."""


def checker(column: Column) -> Check:
    """What tells whether a cell of a column, as text, is well; an empty one is missing."""
    stated = _stated(column)
    return lambda cell: stated(cell) if cell else _missing(column)


def _missing(column: Column) -> Complaint | None:
    missing = "cell-missing", f"`{column.name}` is empty", f"Fill it in. {column.description}"
    return missing if column.required else None


def _stated(column: Column) -> Check:
    pattern = re.compile(column.pattern.removeprefix("^").removesuffix("$")) if column.pattern else None
    name = f"`{column.name}`"

    def check(cell: str) -> Complaint | None:
        if len(cell) > LONGEST_CELL:
            return "wrong-value", f"{name} has more than {LONGEST_CELL:,} characters", "Shorten it."
        form, _ = FORMS.get(column.type, (None, ""))
        if form:
            return mistyped(column, cell) if not form.fullmatch(cell) else _day(cell) if column.type == "date" else None
        if column.vocabulary:
            return None if cell in column.vocabulary else _unknown(cell, name, column.vocabulary.names)
        if column.pattern == DATE_PATTERN:
            return _edtf(cell)
        if pattern and not pattern.fullmatch(cell):
            return "wrong-value", f"{name} must have the form {column.pattern}, not {cell[:60]!r}", column.description
        return _text(cell, name)

    return check


def mistyped(column: Column, value: object) -> Complaint:
    """The complaint about a value that is of another type than its column."""
    words = FORMS[column.type][1] if column.type in FORMS else "text"
    shown = repr(value) if isinstance(value, str | int | float) else str(value)
    return "wrong-type", f"`{column.name}` must be {words}, not {shown[:60]}", column.description


def _unknown(cell: str, name: str, terms: tuple[str, ...]) -> Complaint:
    near = nearest(cell[:80], terms)
    hint = f"Did you mean `{near}`? " if near else ""
    return "unknown-term", f"{cell[:80]!r} is not a term of {name}", f"{hint}The terms are {', '.join(terms)}."


def _text(cell: str, name: str) -> Complaint | None:
    # Not the first in the text, but the first by rank: which comes first is nothing that a whole column can be asked.
    odd = [characters.complaint(match) for match in characters.forbidden(cell)]
    if odd:
        return min(odd, key=lambda complaint: CHARACTERS.index(complaint[0]))
    if not FORMULA_MARKS.isdisjoint(cell.lstrip()[:1]):
        message = f"a spreadsheet would read this as a formula: {cell[:40]!r}"
        return "formula", message, "Begin the text with a letter or a digit."
    if not cell:
        return "blank-text", f"{name} is a text without a character", "Write a text, or leave it missing (null)."
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


def judge(column: Column, value: Any) -> Complaint | None:
    """What is wrong with a cell: a text, a value of a type, or None where it is missing.

    Unlike an empty cell of CSV, a text without a character is not missing: it is a text, and a wrong one.
    """
    if value is None:
        return _missing(column)
    if isinstance(value, str):
        complaint = _stated(column)(value)
        value = None if complaint else _typed(column, value)
    else:
        complaint = _of_type(column, value)
    return complaint or by_model(column, value)


def _typed(column: Column, cell: str) -> Any:
    """A sound text as a value of the type of its column."""
    if column.type == "boolean":
        return cell == "true"
    return {"integer": int, "number": float}.get(column.type, str)(cell)


def _of_type(column: Column, value: Any) -> Complaint | None:
    if column.type == "boolean":
        sound = isinstance(value, bool)
    elif column.type in ("integer", "number"):
        number = not isinstance(value, bool) and isinstance(value, int | float) and math.isfinite(value)
        sound = number and (column.type == "number" or value == math.floor(value))
    elif column.type == "date":
        midnight = isinstance(value, datetime) and value == datetime.combine(value, datetime.min.time(), value.tzinfo)
        sound = midnight or (isinstance(value, date) and not isinstance(value, datetime))
    else:
        sound = False
    return None if sound else mistyped(column, value)


def differs(name: str, stated: Any, follows: Any, whence: str) -> tuple[str, str]:
    """Message and repair where a cell is not what follows from others; `whence` says from which."""
    said = f"{text(stated)[:80]!r}" if text(stated) else "empty"
    should = f"{text(follows)[:80]!r}" if text(follows) else "nothing"
    message = f"`{name}` is {said}, but {whence} follows {should}"
    return message, "Correct the cell, or what it follows from; `ukjsec build` makes all of these columns."


def misfit(kind_of: str, kind: str) -> tuple[str, str]:
    """Message and repair of a kind that records of another type have."""
    _, message, repair = _unknown(kind, f"the kinds of `{kind_of}`", vocabulary.KINDS[kind_of].names)
    return message, repair


def by_model(column: Column, value: Any) -> Complaint | None:
    """What the field of the model that a column is taken from says of a value that is sound otherwise."""
    if column.origin is None:
        return None
    if column.listed and isinstance(value, str):
        value = value.split(JOINED)
    elif column.type == "integer" and isinstance(value, float):
        value = int(value)
    elif isinstance(value, datetime):
        value = value.date()
    plain = value.isoformat() if isinstance(value, date) else value
    found = fields.check(_alone(column), json.loads(json.dumps({column.name: plain})), "")[1]
    complaints = [(one.rule, one.message, one.repair) for one in found]
    # Of the items of a list, blanks count first: an item with blanks around it is not asked whether it is a formula.
    return min(complaints, key=lambda complaint: (complaint[0] != "blank-text", complaint[0]), default=None)


@cache
def _alone(column: Column) -> type[Model]:
    """A model of one field: that of the column, under the name of the column."""
    assert column.origin is not None  # noqa: S101 (the caller has looked)
    model, name = column.origin
    info = model.model_fields[name]
    kind: Any = info.annotation
    for mark in info.metadata:
        kind = Annotated[kind, mark]
    described = {column.name: (kind, Field(description=column.description))}
    return create_model("Cell", __base__=Model, **described)  # type: ignore[call-overload, no-any-return]
