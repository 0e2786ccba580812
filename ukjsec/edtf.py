"""Dates as text: a subset of the Extended Date/Time Format, read into days.

The format is EDTF as the Library of Congress specifies it (Extended Date/Time Format Specification, 2019, a profile of
ISO 8601-2:2019). The forms read here, of its levels 0, 1 and 2:

- a year, month or day: `1902`, `2012-06`, `2022-05-05`;
- a season, `2013-21` to `2013-24`: spring, summer, autumn, winter;
- a decade: `199X`;
- any of these with a qualifier at its end: `~` approximate, `?` uncertain, `%` both;
- an interval of two of these, or with one end open: `2019-11-18/2019-11-20`, `2002-01/..` (still going on), `../2003`;
- one day or span out of a range between two years, months or days: `[2019-11..2021]`, `[..2003-10]` (happened by then),
  `[2003..]`.

Where the specification leaves room, these conventions hold:

- Years run from 0001 to 9999 in the proleptic Gregorian calendar.
- Seasons are the meteorological ones of the northern hemisphere, of three whole months each: spring begins on 1 March,
  summer on 1 June, autumn on 1 September. Winter belongs to the year in which it begins: `2013-24` is 1 December 2013
  to 28 February 2014.
- A qualifier stands apart and never widens the bounds: `2014~` has the bounds of `2014`. An interval or range has the
  qualifier of either end; where the ends differ, both are meant, as with `%`.
- The two ends may differ in precision. An interval or range runs from the first day of its first end to the last day of
  its second, and is reversed where those two days are. Its precision is `range`, or that of its ends where they are the
  same date.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

PRECISIONS = ("day", "month", "season", "year", "decade", "range")
"""How closely a date is known, from a single day to a span between two dates."""

QUALIFIERS = ("approximate", "uncertain", "approximate-uncertain")
"""The reservations a date can carry, for the marks `~`, `?` and `%`."""

# Plain groups and character classes only: the pattern is handed to JSON Schema, Frictionless and XML Schema engines,
# which share neither `(?:` nor `\d`; one group around all of it lets them put their own anchors there.
_POINT = "[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?[~?%]?"
_ANY = f"({_POINT}|([0-9]{{3}}X|[0-9]{{4}}-2[1-4])[~?%]?)"
PATTERN = rf"({_ANY}(/({_ANY}|\.\.))?|\.\./{_ANY}|\[({_POINT}\.\.({_POINT})?|\.\.{_POINT})\])"
"""A regular expression, without anchors, which every text that `parse` accepts matches from end to end.

It also matches what only a calendar can refuse: impossible days, the year 0000 and reversed intervals.
"""

_LONGEST = 64
_MARKS = {"~": "approximate", "?": "uncertain", "%": "approximate-uncertain"}
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_DATE = re.compile(r"([0-9]{3}[0-9X])(?:-([0-9]{2})(?:-([0-9]{2}))?)?([~?%]?)")

# In this order: the first symptom found gives the hint, and the last one is found in every text.
_HINTS = {
    r"^$": "there is no date here: write one such as 2022-05-05, 2012-06 or 1902",
    r"^\s|\s$": "there is white space before or after the date: remove it",
    r"[^\x00-\x7f]": "a date is written with the plain digits 0 to 9 and the hyphen -, without other scripts or dashes",
    r"[{}]": "sets in braces { } are not used here: give every date an entry of its own",
    r"^(?:[0-9]{1,2}\s+)?[A-Z][a-z]{2,8}\.?\s+(?:[0-9]{1,2},\s+)?[0-9]{4}$": (
        "a month is written as a number after the year, as in 2012-06, and a day after it, as in 2012-06-12"
    ),
    r",": "lists of dates are not used here: for one date out of several write a range such as [1667..1668]",
    r"[0-9]T|:": "times of day are not used here: write the day alone, such as 2022-05-05",
    r"^[0-9]{4}-[0-9]{4}$": "between the first and the last year of an interval stands /, as in 2014/2016",
    r"^[Y+-]|[0-9]{5}|[0-9]E": "a year has four digits, and a hyphen stands before the month and before the day",
    r"[0-9]x|X": "X stands only for the last digit of a year, as in 199X, and no month follows it",
    r"[~?%]": "one mark out of ~, ? and % may stand at the end of a whole date, as in 2004-06-11~, and nowhere else",
    r"\.\.|[\[\]]": "two dots join two dates in square brackets, as in [2019-11..2021]",
    r"-[0-9](-|$)": "a month has two digits, and so has a day, as in 2022-05-05",
    r"^[0-9]{1,2}[/.][0-9]{1,2}[/.][0-9]{4}$": (
        "it is not plain which is the day and which the month: write the year, the month and the day, as in 2012-06-12"
    ),
    r"/": "an interval has one / between two dates, and a date is written as 2022-05-05",
    r"": "this is not a date in a form used here: write one such as 2022-05-05, 2012-06 or 1902",
}


class EdtfError(ValueError):
    """Raised for text that is not a date; its message is one sentence that says what is wrong, for any reader."""


@dataclass(frozen=True)
class Date:
    """A date as written, and the days it can mean."""

    text: str
    """The text as given."""
    earliest: date | None
    """The first day it can mean, or None where the beginning is open."""
    latest: date | None
    """The last day it can mean, or None where the end is open; never before `earliest`."""
    precision: str
    """One of `PRECISIONS`."""
    qualifier: str | None
    """One of `QUALIFIERS`, or None where the date carries no mark."""


@lru_cache(maxsize=4096)
def parse(text: str) -> Date:
    """Read a date.

    Args:
        text: The date, in one of the forms of this module; nothing may stand before or after it, not even a line end.

    Returns:
        The date with its bounds, which are days and both included.

    Raises:
        EdtfError: If the text is anything else, or names a day that the calendar does not have.
    """
    if len(text) > _LONGEST:
        raise EdtfError(f"the text is {len(text)} characters long, and a date has at most {_LONGEST}")
    if text.startswith("[") and text.endswith("]") and ".." in text:
        first, _, second = text[1:-1].partition("..")
        return _span(text, _range_end(first), _range_end(second))
    first, slash, second = text.partition("/")
    if slash and "/" not in second and not {"[", "]"} & set(text):
        return _span(text, _interval_end(first, text), _interval_end(second, text))
    return _simple(text)


def _interval_end(text: str, whole: str) -> Date | None:
    if not text:
        raise _error(whole, "a date is missing at one end: where that end is open write two dots, as in 2002-01/..")
    return None if text == ".." else _simple(text)


def _range_end(text: str) -> Date | None:
    if not text:
        return None
    end = _simple(text)
    if end.precision in {"season", "decade"}:
        raise _error(text, f"a range in square brackets has years, months or days at its ends, not a {end.precision}")
    return end


def _span(text: str, first: Date | None, second: Date | None) -> Date:
    """Join the two ends of an interval or range, of which None is open."""
    if first is None and second is None:
        raise _error(text, "both ends are open: at least one of them has to be a date")
    earliest = first.earliest if first else None
    latest = second.latest if second else None
    if earliest and latest and earliest > latest:
        raise _error(text, "the first date lies after the second: write the earlier one first")
    ends = [end for end in (first, second) if end]
    forms = {(end.earliest, end.latest, end.precision) for end in ends}
    precision = ends[0].precision if len(ends) == 2 and len(forms) == 1 else "range"
    qualifiers = {end.qualifier for end in ends if end.qualifier}
    qualifier = "approximate-uncertain" if len(qualifiers) > 1 else next(iter(qualifiers), None)
    return Date(text, earliest, latest, precision, qualifier)


def _simple(text: str) -> Date:
    """Read a date that is neither an interval nor a range."""
    match = _DATE.fullmatch(text)
    if not match or ("X" in text and match[2]):
        raise _error(text, next(hint for symptom, hint in _HINTS.items() if re.search(symptom, text)))
    if match[1] in {"0000", "000X"}:
        raise _error(text, "there is no year 0000: years begin at 0001")
    return Date(text, *_bounds(text, match), _MARKS.get(match[4]))


def _bounds(text: str, match: re.Match[str]) -> tuple[date, date, str]:
    """The first day, the last day and the precision of a match of `_DATE`."""
    if match[1].endswith("X"):
        year = 10 * int(match[1][:3])
        return date(year, 1, 1), date(year + 9, 12, 31), "decade"
    year = int(match[1])
    if not match[2]:
        return date(year, 1, 1), date(year, 12, 31), "year"
    month = int(match[2])
    if 21 <= month <= 24 and not match[3]:
        return _season(text, year, month)
    if not 1 <= month <= 12:
        what = "a season, and seasons have no days" if 21 <= month <= 24 else "no month"
        raise _error(text, f"{match[2]} is {what}: months are 01 to 12, seasons 21 (spring) to 24 (winter)")
    last = _last_day(year, month)
    if not match[3]:
        return date(year, month, 1), last, "month"
    if not 1 <= int(match[3]) <= last.day:
        raise _error(
            text,
            f"{_MONTHS[month - 1]} {match[1]} has {last.day} days" + ", of which the first is 01" * (match[3] == "00"),
        )
    day = date(year, month, int(match[3]))
    return day, day, "day"


def _season(text: str, year: int, code: int) -> tuple[date, date, str]:
    if code < 24:
        month = 3 * (code - 20)
        return date(year, month, 1), _last_day(year, month + 2), "season"
    if year == date.max.year:
        raise _error(text, "this winter ends in the year after 9999, and years end there")
    return date(year, 12, 1), _last_day(year + 1, 2), "season"


def _last_day(year: int, month: int) -> date:
    return date(year, 12, 31) if month == 12 else date(year, month + 1, 1) - timedelta(days=1)


def _error(text: str, reason: str) -> EdtfError:
    """Make the error, quoting text that would not show as it is, such as line ends."""
    plain = text.isprintable() and text == text.strip() != ""
    return EdtfError(f"{text if plain else ascii(text)}: {reason}")
