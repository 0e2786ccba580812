"""The checks of the cells of a column, from its description and from the field of the model that it is taken from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import reduce
from operator import or_
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
    doubt: Doubt | None = None
    excused = None
    if held.kind not in FITTING[column.type]:
        suspect = nw.lit(True)
    elif column.type == "string":
        suspect, doubt = _suspect_text(column, held.value, limits)
        excused = _in_order(held.value) if column.pattern == DATE_PATTERN else None
    else:
        sure = _sure(column, limits) if held.kind == "text" else ""
        suspect = _not_plainly(held.value, sure) if sure else _any(_typed(column, held, limits))
    suspect = ~missing & suspect

    def listed() -> tuple[Check, ...]:
        # The order of `&` is that of logic, not of numpy: nothing but false comes of what is missing.
        checks = [Check(rule, column.name, ~missing & broken) for rule, broken in _broken(column, held, limits)]
        return (Check("cell-missing", column.name, missing), *checks) if column.required else tuple(checks)

    return CellChecks(column.name, listed, missing | suspect if column.required else suspect, doubt, excused)


def _broken(column: Column, held: Held, limits: _Limits) -> Iterable[tuple[str, nw.Expr]]:
    """Rule → where a cell breaks it, in the order in which they count."""
    if held.kind not in FITTING[column.type]:
        return [("wrong-type", nw.lit(True))]
    return _texts(column, held.value, limits) if column.type == "string" else _typed(column, held, limits)


class _Limits:
    """What a model's field demands, beside type, terms and pattern, which the column knows itself."""

    def __init__(self) -> None:
        self.least: list[tuple[str, float]] = []
        self.longest = judgements.LONGEST_CELL
        self.text = False


def _limits(column: Column) -> _Limits:
    found = _Limits()
    for mark in column.marks:
        for name in ("ge", "gt", "le", "lt"):
            if isinstance(mark, Ge | Gt | Le | Lt) and hasattr(mark, name):
                found.least.append((name, float(getattr(mark, name))))
        if isinstance(mark, MaxLen):
            found.longest = min(found.longest, mark.max_length)
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


def _any(found: Iterable[tuple[str, nw.Expr]]) -> nw.Expr:
    expression = nw.lit(False)
    for _, broken in found:
        expression = expression | broken
    return expression


def _not_whole(text: nw.Expr, pattern: str) -> nw.Expr:
    differs = ~has(text, pattern)
    return differs if patterns.takes_line_ends(pattern) else differs | has(text, patterns.LINE_END_LAST)


def _not_plainly(text: nw.Expr, pattern: str) -> nw.Expr:
    r"""Where a text is not from end to end what a pattern says: asked once, of engines that know `\z`.

    Python is none of them: a frame of Python's own texts is made one of Arrow's before.
    """
    return ~has(text, pattern.removesuffix("$") + "\\z")


def _sure(column: Column, limits: _Limits) -> str:
    """A pattern of texts that are well for certain, as most are: quicker to ask than each check is; or nothing."""
    if column.type == "date":
        return patterns.DAY
    if column.type != "integer":
        return ""
    # As many digits as every number within the limits may have, if it is not negative.
    least = max([limit + (name == "gt") for name, limit in limits.least if name in ("ge", "gt")], default=0.0)
    most = min([limit - (name == "lt") for name, limit in limits.least if name in ("le", "lt")], default=1e18)
    digits = max((number for number in range(1, 19) if 10**number - 1 <= most), default=0)
    zero = "0|" if least <= 0 else ""
    return f"^(?:{zero}[1-9][0-9]{{0,{digits - 1}}})$" if least <= 1 and digits else ""


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


def _suspect_text(column: Column, text: nw.Expr, limits: _Limits) -> tuple[nw.Expr, Doubt | None]:
    """Where a text may break a rule, and what expressions cannot say of it."""
    if column.vocabulary:
        return ~one_of(text, column.vocabulary.names), None
    if column.pattern == DATE_PATTERN:
        parts = _Dates(text)
        doubtful = ~parts.impossible & parts.two & parts.special & ~(parts.years[0] < parts.years[1])
        return _not_plainly(text, patterns.EDTF_SURE), Doubt("impossible-date", column.name, text, doubtful, _is_date)
    suspects = [_not_plainly(text, patterns.whole(column.pattern))] if column.pattern else []
    if not column.pattern or limits.text:
        suspects.append(has(text, f"{patterns.suspect()}|{patterns.FORMULA}|{patterns.BLANK_EDGE}"))
        suspects += [has(text, patterns.BLANK_ITEM)] if column.listed else []
    suspects.append(length(text) > limits.longest)
    found = reduce(or_, suspects)
    if not column.listed:
        return found, None

    def short(cell: str) -> bool:
        return all(len(item) <= limits.longest for item in cell.split(JOINED))

    doubtful = (length(text) > limits.longest) & ~_too_long(text)
    return found, Doubt("wrong-value", column.name, text, doubtful, short)


def _too_long(text: nw.Expr) -> nw.Expr:
    return length(text) > judgements.LONGEST_CELL


def _texts(column: Column, text: nw.Expr, limits: _Limits) -> Iterator[tuple[str, nw.Expr]]:
    yield "wrong-value", _too_long(text)
    if column.vocabulary:
        yield "unknown-term", ~one_of(text, column.vocabulary.names)
        return
    if column.pattern == DATE_PATTERN:
        parts = _Dates(text)
        yield "impossible-date", parts.impossible | (parts.two & ~parts.special & parts.later)
        return
    if column.pattern:
        yield "wrong-value", _not_whole(text, patterns.whole(column.pattern))
    if not column.pattern or limits.text:
        yield from _words(text, column)
    if not column.listed:
        yield "wrong-value", length(text) > limits.longest


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


def _in_order(text: nw.Expr) -> nw.Expr:
    """Where a text is an interval from day to day, month to month or year to year, which do not lie in reverse."""
    found = nw.lit(False)
    for length_of_one in (4, 7, 10):
        first, last = text.str.slice(0, length_of_one), text.str.slice(length_of_one + 1, length_of_one)
        found = found | ((length(text) == 2 * length_of_one + 1) & true(first <= last))
    return ~_not_plainly(text, patterns.ALIKE_ENDS) & found


class _Dates:
    """What is asked of texts that should be dates."""

    def __init__(self, text: nw.Expr) -> None:
        last_winter = has(text, patterns.LAST_WINTER, literal=True)
        self.impossible = _not_whole(text, patterns.EDTF) | last_winter
        plain = text.fill_null("").str.replace_all(r"[\[\]~?%]", "")
        first = plain.str.replace_all(r"(?:/|\.\.).*$", "")
        last = plain.str.replace_all(r"^.*(?:/|\.\.)", "")
        self.two = (first != "") & (last != "") & (first != plain)
        self.years, months, days = ((first.str.slice(0, to), last.str.slice(0, to)) for to in (4, 7, 10))
        both_months = (length(first) >= 7) & (length(last) >= 7)
        both_days = (length(first) == 10) & (length(last) == 10)
        # Years, months and days in EDTF stand in the order of their texts, as far as both have them; seasons do not.
        self.later = (
            (self.years[0] > self.years[1])
            | ((self.years[0] == self.years[1]) & both_months & (months[0] > months[1]))
            | ((months[0] == months[1]) & both_days & (days[0] > days[1]))
        )
        self.special = has(text, r"[0-9]{4}-2[1-4]|X")


def _is_date(text: str) -> bool:
    try:
        edtf.parse(text)
    except edtf.EdtfError:
        return False
    return True
