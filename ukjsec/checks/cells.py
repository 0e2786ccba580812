"""The checks of the cells of a column, from its description and from the field of the model that it is taken from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

import narwhals as nw
from annotated_types import Ge, Gt, Le, Lt, MaxLen, MinLen, MultipleOf
from pydantic.fields import FieldInfo

from ukjsec import edtf, judgements
from ukjsec.checks import FITTING, CellChecks, Check, Doubt, Held, patterns
from ukjsec.checks.questions import has, length, on_calendar, one_of, true
from ukjsec.columns import DATE_PATTERN, Column
from ukjsec.rows.cells import JOINED
from ukjsec.values import Number, TermOf, Text

_TEXT_MARK = get_args(Text)[1]
_NUMBER_MARK = get_args(Number)[1]
_TEXT_FORMS = {"integer": patterns.INTEGER, "number": patterns.NUMBER, "date": patterns.DAY_FORM}


def compiled(column: Column, held: Held) -> CellChecks:
    """The checks of a column that a frame holds in a certain way.

    Raises:
        ValueError: the model demands something of which is not known how to ask it of a whole column.
    """
    limits = _limits(column)
    missing = held.value.is_null()
    found: list[tuple[str, nw.Expr]]
    if held.kind not in FITTING[column.type]:
        found = [("wrong-type", nw.lit(True))]
        suspect, doubt = nw.lit(True), None
    elif column.type == "string":
        found, suspect, doubt = _texts(column, held, limits)
    else:
        found = list(_typed(column, held, limits))
        suspect, doubt = _any(found), None
    # The order of `&` is that of logic, not of numpy: nothing but false comes of what is missing.
    checks = [Check(rule, column.name, ~missing & broken) for rule, broken in found]
    suspect = ~missing & suspect
    if column.required:
        checks.insert(0, Check("cell-missing", column.name, missing))
        suspect = missing | suspect
    return CellChecks(column.name, tuple(checks), suspect, doubt)


class _Limits:
    """What a model's field demands, beside type, terms and pattern, which the column knows itself."""

    def __init__(self) -> None:
        self.least: list[tuple[str, float]] = []
        self.lengths: list[int] = []
        self.text = False


def _limits(column: Column) -> _Limits:
    found = _Limits()
    for mark in column.marks:
        for name in ("ge", "gt", "le", "lt"):
            if isinstance(mark, Ge | Gt | Le | Lt) and hasattr(mark, name):
                found.least.append((name, float(getattr(mark, name))))
        if isinstance(mark, MaxLen):
            found.lengths.append(mark.max_length)
        elif mark == _TEXT_MARK:
            found.text = True
        elif isinstance(mark, MinLen) and mark.min_length == 1 and not column.pattern:
            found.text = True  # an empty text is a blank one
        elif not _known(mark, column):
            raise ValueError(f"of {column.name} the model demands {mark!r}; say in checks/cells.py how to check it")
    return found


def _known(mark: object, column: Column) -> bool:
    """Whether what a mark demands is said by the column, or by a mark beside it."""
    if isinstance(mark, FieldInfo | TermOf | Ge | Gt | Le | Lt) or mark is _NUMBER_MARK:
        return True
    if isinstance(mark, MinLen):
        return mark.min_length <= 1
    if isinstance(mark, MultipleOf):
        return False
    return bool(getattr(mark, "pattern", None)) and bool(column.pattern or column.vocabulary)


def _any(found: list[tuple[str, nw.Expr]]) -> nw.Expr:
    expression = nw.lit(False)
    for _, broken in found:
        expression = expression | broken
    return expression


def _not_whole(text: nw.Expr, pattern: str) -> nw.Expr:
    differs = ~has(text, pattern)
    return differs if patterns.takes_line_ends(pattern) else differs | has(text, patterns.LINE_END_LAST)


def _typed(column: Column, held: Held, limits: _Limits) -> Iterator[tuple[str, nw.Expr]]:
    value = held.value
    if held.kind == "text" and column.type == "boolean":
        yield "wrong-type", ~one_of(value, ["true", "false"])
        return
    if held.kind == "text":
        misformed = _not_whole(value, _TEXT_FORMS[column.type])
        yield "wrong-type", misformed
        if column.type == "date":
            yield "impossible-date", ~has(value, patterns.DAY)
        # What is not of the form is not cast, and pandas casts nothing that is missing: a number stands for both.
        elif limits.least:
            sound = ~value.is_null() & ~misformed
            inside = str(int(limits.least[0][1]))
            number = nw.when(sound).then(value).otherwise(nw.lit(inside)).cast(nw.Float64)
            yield "wrong-value", _outside(number, limits)
        return
    if held.kind == "moment":
        clock = (value.dt.hour(), value.dt.minute(), value.dt.second(), value.dt.microsecond())
        yield "wrong-type", _any([("", true(part != 0)) for part in clock])
    if held.kind in ("date", "moment"):
        # Engines hold days that no calendar of ours has, and infinite ones, which are of no year.
        yield "impossible-date", ~on_calendar(value)
    if held.kind == "number":
        number = value.cast(nw.Float64)
        whole = number != number.floor() if column.type == "integer" else nw.lit(False)
        yield "wrong-type", ~true(number.is_finite()) | true(whole)
    if limits.least:
        yield "wrong-value", _outside(value.cast(nw.Float64) if held.kind == "number" else value, limits)


def _outside(number: nw.Expr, limits: _Limits) -> nw.Expr:
    beyond = {"ge": number.__lt__, "gt": number.__le__, "le": number.__gt__, "lt": number.__ge__}
    return _any([("", true(beyond[name](limit))) for name, limit in limits.least])


def _texts(column: Column, held: Held, limits: _Limits) -> tuple[list[tuple[str, nw.Expr]], nw.Expr, Doubt | None]:
    text = held.value
    too_long = length(text) > judgements.LONGEST_CELL
    if column.vocabulary:
        unknown = ~one_of(text, column.vocabulary.names)
        return [("wrong-value", too_long), ("unknown-term", unknown)], unknown, None
    if column.pattern == DATE_PATTERN:
        return _dates(column, text, too_long)
    found = [("wrong-value", too_long)]
    suspects: list[tuple[str, nw.Expr]] = []
    if column.pattern:
        misformed = _not_whole(text, patterns.whole(column.pattern))
        found.append(("wrong-value", misformed))
        suspects.append(("", misformed))
    if not column.pattern or limits.text:
        found += _words(text, column)
        suspects.append(("", has(text, f"{patterns.suspect()}|{patterns.FORMULA}|{patterns.BLANK_EDGE}")))
        if column.listed:
            suspects.append(("", has(text, patterns.BLANK_ITEM)))
    longest = min([*limits.lengths, judgements.LONGEST_CELL])
    suspects.append(("", length(text) > longest))
    if not column.listed:
        found.append(("wrong-value", length(text) > longest))
        return found, _any(suspects), None

    def short(cell: str) -> bool:
        return all(len(item) <= longest for item in cell.split(JOINED))

    doubtful = (length(text) > longest) & ~too_long
    return found, _any(suspects), Doubt("wrong-value", column.name, text, doubtful, short)


def _words(text: nw.Expr, column: Column) -> Iterator[tuple[str, nw.Expr]]:
    """What is forbidden in a text, in the order of `judgements`."""
    forbidden = patterns.of_characters()
    for rule in judgements.CHARACTERS:
        alone = has(text, forbidden[rule])
        if rule == "invisible-character":
            alone = alone | has(text, forbidden["selector"])
        yield rule, alone
    yield "formula", has(text, patterns.LEADING_FORMULA)
    yield "blank-text", has(text, patterns.BLANK_EDGE)
    if column.listed:
        yield "blank-text", has(text, patterns.BLANK_ITEM)
    if column.origin:
        yield "formula", has(text, patterns.FORMULA)


def _dates(column: Column, text: nw.Expr, too_long: nw.Expr) -> tuple[list[tuple[str, nw.Expr]], nw.Expr, Doubt]:
    last_winter = has(text, patterns.LAST_WINTER, literal=True)
    impossible = _not_whole(text, patterns.EDTF) | last_winter
    unsure = _not_whole(text, patterns.EDTF_SURE) | last_winter
    plain = text.fill_null("").str.replace_all(r"[\[\]~?%]", "")
    first = plain.str.replace_all(r"(?:/|\.\.).*$", "")
    last = plain.str.replace_all(r"^.*(?:/|\.\.)", "")
    two = (first != "") & (last != "") & (first != plain)
    years, months, days = ((first.str.slice(0, to), last.str.slice(0, to)) for to in (4, 7, 10))
    both_months = (length(first) >= 7) & (length(last) >= 7)
    both_days = (length(first) == 10) & (length(last) == 10)
    # Years, months and days in EDTF stand in the order of their texts, as far as both have them; seasons do not.
    later = (
        (years[0] > years[1])
        | ((years[0] == years[1]) & both_months & (months[0] > months[1]))
        | ((months[0] == months[1]) & both_days & (days[0] > days[1]))
    )
    special = has(text, r"[0-9]{4}-2[1-4]|X")
    found = [("wrong-value", too_long), ("impossible-date", impossible | (two & ~special & later))]
    doubtful = ~impossible & two & special & ~(years[0] < years[1])
    return found, unsure, Doubt("impossible-date", column.name, text, doubtful, _is_date)


def _is_date(text: str) -> bool:
    try:
        edtf.parse(text)
    except edtf.EdtfError:
        return False
    return True
