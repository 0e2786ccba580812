"""Dates: the bounds, precision and qualifier of every form, the refusals, and two other parsers as witnesses."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import time
import warnings
from collections.abc import Iterator
from dataclasses import FrozenInstanceError, dataclass
from datetime import date, timedelta
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ukjsec import edtf
from ukjsec.edtf import PATTERN, PRECISIONS, QUALIFIERS, Date, EdtfError, parse

with warnings.catch_warnings():
    # edtf 5.0 builds its grammar in a way that newer versions of pyparsing warn of, once, on import.
    warnings.filterwarnings("ignore", message="warn_[a-z_]+: setting results name")
    from edtf import EDTFParseException, parse_edtf

ONE_DAY = timedelta(days=1)


def bounds(text: str) -> str:
    """What `parse` makes of a text: `2014-01-01/2014-12-31`, with `..` for an open end, or `refused`."""
    try:
        found = parse(text)
    except EdtfError:
        return "refused"
    return f"{found.earliest or '..'}/{found.latest or '..'}"


# --- Exact cases ------------------------------------------------------------------------------------------------------

ACCEPTED = [
    # text, bounds, precision, qualifier
    ("1902", "1902-01-01/1902-12-31", "year", None),
    ("0001", "0001-01-01/0001-12-31", "year", None),
    ("9999", "9999-01-01/9999-12-31", "year", None),
    ("2012-06", "2012-06-01/2012-06-30", "month", None),
    ("2012-01", "2012-01-01/2012-01-31", "month", None),
    ("2012-12", "2012-12-01/2012-12-31", "month", None),
    ("9999-12", "9999-12-01/9999-12-31", "month", None),
    ("2023-02", "2023-02-01/2023-02-28", "month", None),
    ("2024-02", "2024-02-01/2024-02-29", "month", None),
    ("1900-02", "1900-02-01/1900-02-28", "month", None),
    ("2000-02", "2000-02-01/2000-02-29", "month", None),
    ("2022-05-05", "2022-05-05/2022-05-05", "day", None),
    ("2024-02-29", "2024-02-29/2024-02-29", "day", None),
    ("0001-01-01", "0001-01-01/0001-01-01", "day", None),
    ("9999-12-31", "9999-12-31/9999-12-31", "day", None),
    ("2013-21", "2013-03-01/2013-05-31", "season", None),
    ("2013-22", "2013-06-01/2013-08-31", "season", None),
    ("2013-23", "2013-09-01/2013-11-30", "season", None),
    ("2013-24", "2013-12-01/2014-02-28", "season", None),
    ("2023-24", "2023-12-01/2024-02-29", "season", None),
    ("2024-24", "2024-12-01/2025-02-28", "season", None),
    ("9998-24", "9998-12-01/9999-02-28", "season", None),
    ("199X", "1990-01-01/1999-12-31", "decade", None),
    ("001X", "0010-01-01/0019-12-31", "decade", None),
    ("999X", "9990-01-01/9999-12-31", "decade", None),
    ("2014~", "2014-01-01/2014-12-31", "year", "approximate"),
    ("2021?", "2021-01-01/2021-12-31", "year", "uncertain"),
    ("2021%", "2021-01-01/2021-12-31", "year", "approximate-uncertain"),
    ("2012-06~", "2012-06-01/2012-06-30", "month", "approximate"),
    ("2022-05-05?", "2022-05-05/2022-05-05", "day", "uncertain"),
    ("2013-24%", "2013-12-01/2014-02-28", "season", "approximate-uncertain"),
    ("199X~", "1990-01-01/1999-12-31", "decade", "approximate"),
    ("2019-11-18/2019-11-20", "2019-11-18/2019-11-20", "range", None),
    ("1902/1923", "1902-01-01/1923-12-31", "range", None),
    ("2012-06/2013", "2012-06-01/2013-12-31", "range", None),
    ("2013-22/2013-24", "2013-06-01/2014-02-28", "range", None),
    ("199X/2003", "1990-01-01/2003-12-31", "range", None),
    ("2002-01/..", "2002-01-01/..", "range", None),
    ("../2003", "../2003-12-31", "range", None),
    ("2013-24/..", "2013-12-01/..", "range", None),
    ("../199X?", "../1999-12-31", "range", "uncertain"),
    ("2013/2013", "2013-01-01/2013-12-31", "year", None),
    ("2022-05-05/2022-05-05", "2022-05-05/2022-05-05", "day", None),
    ("2013-23/2013-23~", "2013-09-01/2013-11-30", "season", "approximate"),
    ("2012/2012-06", "2012-01-01/2012-06-30", "range", None),
    ("2012-06/2012", "2012-06-01/2012-12-31", "range", None),
    ("2012-12-31/2012", "2012-12-31/2012-12-31", "range", None),
    ("2014~/2015", "2014-01-01/2015-12-31", "range", "approximate"),
    ("2014/2015?", "2014-01-01/2015-12-31", "range", "uncertain"),
    ("2014?/2015?", "2014-01-01/2015-12-31", "range", "uncertain"),
    ("2014~/2015?", "2014-01-01/2015-12-31", "range", "approximate-uncertain"),
    ("2014%/2015?", "2014-01-01/2015-12-31", "range", "approximate-uncertain"),
    ("2014~/..", "2014-01-01/..", "range", "approximate"),
    ("[2019-11..2021]", "2019-11-01/2021-12-31", "range", None),
    ("[2014-01..2014-04]", "2014-01-01/2014-04-30", "range", None),
    ("[2014-01-15..2014-04]", "2014-01-15/2014-04-30", "range", None),
    ("[..2003-10]", "../2003-10-31", "range", None),
    ("[..2024-02]", "../2024-02-29", "range", None),
    ("[2003..]", "2003-01-01/..", "range", None),
    ("[2014..2014]", "2014-01-01/2014-12-31", "year", None),
    ("[2014~..2015]", "2014-01-01/2015-12-31", "range", "approximate"),
    ("[..2003-10?]", "../2003-10-31", "range", "uncertain"),
]


@pytest.mark.parametrize(("text", "expected", "precision", "qualifier"), ACCEPTED, ids=[case[0] for case in ACCEPTED])
def test_accepted_forms(text: str, expected: str, precision: str, qualifier: str | None) -> None:
    """Every accepted form has exactly these bounds, this precision and this qualifier, and keeps its text."""
    found = parse(text)
    assert (bounds(text), found.precision, found.qualifier, found.text) == (expected, precision, qualifier, text)
    assert re.fullmatch(PATTERN, text)


def test_vocabularies_are_complete() -> None:
    """The accepted forms show every precision and every qualifier that there is, and no other."""
    assert {precision for _, _, precision, _ in ACCEPTED} == set(PRECISIONS)
    assert {qualifier for *_, qualifier in ACCEPTED} == {None, *QUALIFIERS}


def test_dates_are_values() -> None:
    """Equal texts give one and the same date, which cannot be altered."""
    found = parse("1902")
    assert parse("1902") is found
    assert found == Date("1902", date(1902, 1, 1), date(1902, 12, 31), "year", None)
    with pytest.raises(FrozenInstanceError):
        found.text = "1903"  # type: ignore[misc]


# --- Refusals ---------------------------------------------------------------------------------------------------------

REFUSED = [
    # text, part of the message
    ("", "'': there is no date here"),
    (" ", "white space"),
    (" 1902", "' 1902': there is white space before or after the date"),
    ("1902 ", "white space"),
    ("1902\n", "'1902\\n': there is white space before or after the date"),
    ("\t1902", "white space"),
    ("1902\u3000", "white space"),
    ("2014/2015\n", "white space"),
    ("[2003..]\n", "white space"),
    ("[2003..2004\n]", "white space"),
    ("2014 / 2015", "white space"),
    ("٢٠٢٣", "٢٠٢٣: a date is written with the plain digits 0 to 9"),
    ("2023-0٢", "plain digits"),
    ("２０２３", "plain digits"),
    ("2014–2016", "without other scripts or dashes"),
    ("\ud800", "plain digits"),
    ("1902\x00", "not a date in a form used here"),
    ("2023-02-31", "2023-02-31: February 2023 has 28 days"),
    ("2023-02-29", "2023-02-29: February 2023 has 28 days"),
    ("1900-02-29", "February 1900 has 28 days"),
    ("2024-02-30", "February 2024 has 29 days"),
    ("2023-04-31", "April 2023 has 30 days"),
    ("2023-12-32", "December 2023 has 31 days"),
    ("2023-01-00", "January 2023 has 31 days, of which the first is 01"),
    ("2022-05-05/2022-02-30", "2022-02-30: February 2022 has 28 days"),
    ("[2023-02-29..2024]", "2023-02-29: February 2023 has 28 days"),
    ("2014-00", "00 is no month"),
    ("2014-13", "13 is no month"),
    ("2014-20", "20 is no month"),
    ("2014-25", "25 is no month"),
    ("2014-41", "41 is no month"),
    ("2014-99-01", "99 is no month"),
    ("2014-21-03", "21 is a season, and seasons have no days"),
    ("2014-24-03", "24 is a season, and seasons have no days"),
    ("9999-24", "this winter ends in the year after 9999"),
    ("0000", "there is no year 0000"),
    ("0000-05-05", "there is no year 0000"),
    ("0000-21", "there is no year 0000"),
    ("000X", "there is no year 0000"),
    ("2014/2012", "2014/2012: the first date lies after the second"),
    ("2014-05-06/2014-05-05", "the first date lies after the second"),
    ("2013-24/2013-11", "the first date lies after the second"),
    ("[2014..2012]", "[2014..2012]: the first date lies after the second"),
    ("1984-1X", "X stands only for the last digit of a year"),
    ("198X-02", "X stands only for the last digit of a year"),
    ("198X-02-03", "X stands only for the last digit of a year"),
    ("19XX", "X stands only for the last digit of a year"),
    ("1984-XX", "X stands only for the last digit of a year"),
    ("199x", "X stands only for the last digit of a year"),
    ("X199", "X stands only for the last digit of a year"),
    ("2004-06-~11", "at the end of a whole date"),
    ("?2004-06", "at the end of a whole date"),
    ("2004~-06", "at the end of a whole date"),
    ("1902~~", "at the end of a whole date"),
    ("1902?~", "at the end of a whole date"),
    ("../..~", "at the end of a whole date"),
    ("[2014..2015]~", "at the end of a whole date"),
    ("2022-05-05T12:00:00", "times of day are not used here"),
    ("2022-05-05T12", "times of day are not used here"),
    ("12:00", "times of day are not used here"),
    ("12345", "a year has four digits"),
    ("Y17000000", "a year has four digits"),
    ("Y17E7", "a year has four digits"),
    ("17E7", "a year has four digits"),
    ("-0044", "a year has four digits"),
    ("+2014", "a year has four digits"),
    ("20220505", "a hyphen stands before the month"),
    ("2022-5-5", "a month has two digits"),
    ("2022-05-5", "a month has two digits, and so has a day"),
    ("{1667..1668}", "sets in braces { } are not used here"),
    ("{1667,1668}", "sets in braces { } are not used here"),
    ("[1667,1668]", "[1667,1668]: lists of dates are not used here"),
    ("[1667,1668,1670..1672]", "lists of dates are not used here"),
    ("..", "two dots join two dates in square brackets"),
    ("2014..2016", "two dots join two dates in square brackets"),
    ("2014..2016]", "2014..2016]: two dots join two dates in square brackets"),
    ("[2014/2016]", "[2014/2016]: two dots join two dates in square brackets"),
    ("[2014/2016", "[2014/2016: two dots join two dates in square brackets"),
    ("2014/2016]", "2014/2016]: two dots join two dates in square brackets"),
    ("[2014..2015]/2016", "two dots join two dates in square brackets"),
    ("[2014..2015..2016]", "2015..2016: two dots join two dates in square brackets"),
    ("[[2014..2015]]", "two dots join two dates in square brackets"),
    ("[2014", "two dots join two dates in square brackets"),
    ("[2014]", "two dots join two dates in square brackets"),
    ("[]", "two dots join two dates in square brackets"),
    ("/", "a date is missing at one end"),
    ("2014/", "a date is missing at one end"),
    ("/2014", "write two dots, as in 2002-01/.."),
    ("../..", "both ends are open"),
    ("[..]", "both ends are open"),
    ("[2014-21..2015]", "not a season"),
    ("[199X..2003]", "not a decade"),
    ("[..199X~]", "not a decade"),
    ("2014/2015/2016", "2014/2015/2016: an interval has one /"),
    ("05/05/2022", "which is the day and which the month"),
    ("2014-2016", "stands /, as in 2014/2016"),
    ("5 May 2022", "a month is written as a number"),
    ("May 2022", "a month is written as a number"),
    ("May 5, 2022", "a month is written as a number"),
    ("5.5.2022", "which is the day and which the month"),
    ("1.5", "not a date in a form used here"),
    ("190", "not a date in a form used here"),
    ("null", "not a date in a form used here"),
    ("1" * 64, "a year has four digits"),
    ("1" * 65, "the text is 65 characters long, and a date has at most 64"),
    ("1" * 1_000_000, "the text is 1000000 characters long"),
]


@pytest.mark.parametrize(("text", "words"), REFUSED, ids=[ascii(case[0])[:32] for case in REFUSED])
def test_refused_texts(text: str, words: str) -> None:
    """Every refused text is refused for its own reason, in one printable line."""
    with pytest.raises(EdtfError, match=re.escape(words)) as caught:
        parse(text)
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 300


def test_every_hint_is_given() -> None:
    """Each hint of the module is reached by one of the refused texts: none is hidden behind another."""
    given_hints = set()
    for text, _ in REFUSED:
        with pytest.raises(EdtfError) as caught:
            parse(text)
        given_hints.add(str(caught.value).partition(": ")[2])
    assert set(edtf._HINTS.values()) <= given_hints


@pytest.mark.parametrize("month", range(1, 13))
def test_days_too_many_are_told_with_the_month(month: int) -> None:
    """A day that a month does not have is refused with the name of the month and the number of its days."""
    first = date(2023, month, 1)
    days = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - first
    with pytest.raises(EdtfError, match=f"{first:%B} 2023 has {days.days} days$"):
        parse(f"2023-{month:02}-{days.days + 1}")


@pytest.mark.parametrize("text", ["2014/..x", "2014/.x", "2014/x.", "x./2014", ".x/2014", "[2014x.]", "[.x2014]"])
def test_the_pattern_takes_dots_for_dots(text: str) -> None:
    """Where two dots belong, the pattern takes nothing else."""
    assert not re.fullmatch(PATTERN, text)


def test_error_is_a_value_error() -> None:
    """A caller who knows only of ValueError catches the refusal too."""
    with pytest.raises(ValueError, match="13 is no month"):
        parse("2014-13")


def test_long_texts_are_refused_at_once() -> None:
    """Length is looked at first, so that a text of ten million characters costs next to nothing."""
    text = "[" + "9" * 10_000_000
    started = time.process_time()
    with pytest.raises(EdtfError, match="characters long"):
        parse(text)
    assert time.process_time() - started < 5


# --- Properties -------------------------------------------------------------------------------------------------------

NEAR_DATES = st.text(alphabet="0123456789X-/~?%[]., ", max_size=70)
PIECES = st.lists(
    st.sampled_from([*"-/~?%[]X", "..", "2014", "199", "02", "13", "24", "29", "31", "0000", "9999"]), max_size=9
).map("".join)
SIMPLE = st.builds(
    lambda day, form, mark: day.strftime(form) + mark,
    st.dates(min_value=date(1000, 1, 1)),
    st.sampled_from(["%Y", "%Y-%m", "%Y-%m-%d"]),
    st.sampled_from(["", "~", "?", "%"]),
)


@given(st.one_of(NEAR_DATES, PIECES, SIMPLE, st.from_regex(PATTERN, fullmatch=True), st.text(st.characters())))
def test_any_text_is_a_date_or_an_error(text: str) -> None:
    """Whatever the text, it is a sound date that matches the pattern, or it is refused with an EdtfError."""
    try:
        found = parse(text)
    except EdtfError:
        return
    assert re.fullmatch(PATTERN, text)
    assert found.text == text
    assert found.precision in PRECISIONS
    assert found.qualifier in {None, *QUALIFIERS}
    assert found.earliest or found.latest
    assert (found.earliest or date.min) <= (found.latest or date.max)


@given(st.from_regex(PATTERN, fullmatch=True))
def test_the_pattern_leaves_only_the_calendar_to_check(text: str) -> None:
    """A text that matches the pattern is accepted, unless the calendar forbids it."""
    try:
        parse(text)
    except EdtfError as error:
        assert re.search("has [0-9]{2} days|no year 0000|lies after|this winter ends", str(error))  # noqa: PT017


@given(st.dates())
def test_every_day_is_read_exactly(day: date) -> None:
    """A day, its month and its year are read as precisely those days, whatever the date."""
    text = day.isoformat()
    assert parse(text) == Date(text, day, day, "day", None)
    month, year = parse(text[:7]), parse(text[:4])
    assert month.earliest == day.replace(day=1)
    assert month.latest
    assert month.latest >= day
    assert (month.latest.year, month.latest.month) == (day.year, day.month)
    assert month.latest == date.max or (month.latest + ONE_DAY).day == 1
    assert (year.earliest, year.latest) == (date(day.year, 1, 1), date(day.year, 12, 31))


@given(st.integers(1, 9998))
def test_seasons_follow_one_another(year: int) -> None:
    """The four seasons of a year meet without a gap, and winter ends the day before the next spring."""
    seasons = [parse(f"{year:04d}-{code}") for code in (21, 22, 23, 24)]
    for one, following in zip(seasons, [*seasons[1:], parse(f"{year + 1:04d}-21")], strict=True):
        assert one.latest
        assert one.latest + ONE_DAY == following.earliest


@given(st.dates(), st.dates())
def test_two_days_are_a_span_in_one_order_only(first: date, second: date) -> None:
    """An interval and a range of two days run from one to the other, and are refused in reverse."""
    expected = f"{first}/{second}" if first <= second else "refused"
    assert bounds(f"{first}/{second}") == expected
    assert bounds(f"[{first}..{second}]") == expected


@given(SIMPLE, SIMPLE)
def test_a_span_takes_the_bounds_of_its_ends(first: str, second: str) -> None:
    """The bounds of a span are those of its two ends, open where an end is open."""
    one, two = parse(first), parse(second)
    assert bounds(f"{first}/..") == bounds(f"[{first}..]") == f"{one.earliest}/.."
    assert bounds(f"../{second}") == bounds(f"[..{second}]") == f"../{two.latest}"
    assert one.earliest
    assert two.latest
    expected = f"{one.earliest}/{two.latest}" if one.earliest <= two.latest else "refused"
    assert bounds(f"{first}/{second}") == bounds(f"[{first}..{second}]") == expected


def test_the_pattern_suits_other_engines() -> None:
    """The pattern uses nothing but what all engines share, and stands alone when anchors are put around it."""
    assert not re.search(r"\\[a-zA-Z]|\(\?|\^|\$", PATTERN)
    anchored = re.compile(f"^{PATTERN}$")
    for text in (*(case[0] for case in ACCEPTED), *(case[0] for case in REFUSED if not case[0].endswith("\n"))):
        assert bool(anchored.search(text)) == bool(re.fullmatch(PATTERN, text))


# --- Other parsers as witnesses ---------------------------------------------------------------------------------------

SINGLE_DATES = [
    *(f"{year:04d}" for year in (1, 42, 101, 1582, 1900, 1902, 1999, 2000, 2013, 2024, 2100, 9998, 9999)),
    *(f"{year}-{month:02d}" for year, month in product((1900, 2024), range(1, 13))),
    *(f"{year}-{code}" for year, code in product((1899, 1999, 2013, 2023, 2024), (21, 22, 23, 24))),
    *(f"{date(2024, 1, 1) + timedelta(days=days)}" for days in range(0, 366, 23)),
    *("1900-02-28", "2000-02-29", "2023-02-28", "2024-02-29", "2024-12-31", "0001-01-01", "9999-12-31"),
    *(f"{decade}X" for decade in (100, 187, 199, 200, 201, 999)),
]
ENDS = [
    *("1902", "2012-06", "2013-02", "2019-11-18", "2024-02-29"),
    *("2013-21", "2013-24", "199X", "2014~", "2013-05?", "2013-23%"),
]


def witnessed() -> Iterator[str]:
    """The texts put before the other parsers, some of them twice: single dates, qualified, joined and open ones."""
    yield from SINGLE_DATES
    yield from (text + mark for text, mark in product(SINGLE_DATES[::7], "~?%"))
    yield from (f"{first}/{second}" for first, second in product(ENDS, ENDS))
    yield from (form.format(end) for form, end in product(("{}/..", "../{}"), ENDS))
    points = [end for end in ENDS if parse(end).precision in {"year", "month", "day"}]
    yield from (f"[{first}..{second}]" for first, second in product(points, points))
    yield from (form.format(end) for form, end in product(("[{}..]", "[..{}]"), points))
    yield from (case[0] for case in ACCEPTED)
    yield from (case[0] for case in REFUSED if len(case[0]) <= 64)


@dataclass(frozen=True)
class Difference:
    """A way in which another parser is known to differ from ours."""

    where: str
    """A regular expression to be found in the text, or in our message where we refuse the text."""
    example: str
    """A text on which the two differ."""
    theirs: str
    """What the other parser makes of the example: bounds as `bounds` gives them, `refused`, or the name of a crash."""
    reason: str
    """Why we do otherwise."""


YEAR, MONTH, DAY = (f"{form}[~?%]?" for form in ("[0-9]{4}", "[0-9]{4}-[0-9]{2}", "[0-9]{4}-[0-9]{2}-[0-9]{2}"))
MIXED = rf"^\[({YEAR}\.\.({MONTH}|{DAY})|{MONTH}\.\.({YEAR}|{DAY})|{DAY}\.\.({YEAR}|{MONTH}))\]$"

PYTHON_EDTF = [
    # Errors of edtf 5.0
    Difference(
        "^(.*/)?[0-9]{4}-24$", "2013-24", "2013-12-01/2013-12-31", "cuts winter off at the end of its first year"
    ),
    Difference("^[0-9]{4}-2[1-4][~?%]$", "2013-21~", "refused", "knows no qualified season but in an interval"),
    Difference("^[0-9]{3}X/.+[~?%]$", "199X/2014~", "refused", "knows no qualified date after a decade"),
    Difference(r"^[0-9]{3}X/\.\.$", "199X/..", "refused", "knows no open end after a decade"),
    Difference(r"^\.\./[0-9]{3}X[~?%]?$", "../199X", "TypeError", "crashes on an open beginning before a decade"),
    Difference(
        MIXED, "[2019-11..2021]", "refused", "wants both ends of a range in one precision, unlike an interval's"
    ),
    Difference(r"^\[.*[~?%].*\]$", "[2014~..2015]", "refused", "knows no qualified end of a range"),
    Difference("the first date lies after", "2014/2012", "2014-01-01/2012-12-31", "accepts reversed spans"),
    Difference("has 28 days", "2023-02-29", "2023-02-29/2023-02-29", "accepts 29 February in any year"),
    Difference(
        "white space", "1902\n", "1902-01-01/1902-12-31", "trims the text, and skips spaces and line ends within"
    ),
    Difference("^1984-1X: ", "1984-1X", "AttributeError", "crashes on an unspecified digit of a month"),
    Difference("^X199: ", "X199", "0199-01-01/9199-12-31", "reads X in the place of any digit"),
    Difference("^/2014: ", "/2014", "2004-12-31/2014-12-31", "takes an unknown beginning for ten years"),
    Difference("^2014/: ", "2014/", "2014-01-01/2024-01-01", "takes an unknown end for ten years"),
    # Forms of EDTF that are left out here
    Difference(
        "no year 0000", "0000", "0000-01-01/0000-12-31", "the year 0000 is 1 BC, which datetime.date cannot hold"
    ),
    Difference(
        "this winter ends", "9999-24", "9999-12-01/9999-12-31", "the year 10000 is more than datetime.date can hold"
    ),
    Difference(
        "X stands only", "198X-02", "1980-02-01/1989-02-28", "unspecified digits elsewhere than at a year's end"
    ),
    Difference("X stands only", "19XX", "1900-01-01/1999-12-31", "centuries"),
    Difference(
        "is no month", "2014-41", "2014-07-01/2014-12-31", "seasons of a hemisphere, quarters, halves of a year"
    ),
    Difference("one mark out of", "2004-06-~11", "2004-06-11/2004-06-11", "qualifiers of a part of a date"),
    Difference("times of day", "2022-05-05T12:00:00", "2022-05-05/2022-05-05", "times of day"),
    Difference("a year has four digits", "Y17000000", "17000000-01-01/17000000-12-31", "long and negative years"),
    Difference("sets in braces", "{1667..1668}", "1667-01-01/1668-12-31", "sets"),
    Difference("lists of dates", "[1667,1668]", "1667-01-01/1668-12-31", "lists"),
    Difference("both ends are open", "../..", "../..", "intervals open at both ends"),
]

NODE_EDTF = [
    # Errors of @edtf-ts/core 0.4
    Difference(r"\b00[0-9][0-9X]", "0042", "1942-01-01/1942-12-31", "takes the years 0 to 99 for 1900 to 1999"),
    Difference(
        "^[0-9]{4}-2[1-4]/[0-9]{4}(-(0[1-9]|1[0-2])(-[0-9]{2})?)?$",
        "2013-24/2014",
        "refused",
        "knows no season before a plain date in an interval",
    ),
    Difference(MIXED, "[2019-11..2021]", "refused", "wants the ends of a range in one precision"),
    Difference(r"^2015\.\.2016: ", "[2014..2015..2016]", "2014-01-01/2015-12-31", "drops a third date"),
    Difference("white space", "1902\n", "1902-01-01/1902-12-31", "trims the text"),
    Difference("X stands only", "X199", "0199-01-01/9199-12-31", "reads X in the place of any digit"),
    Difference("a year has four digits", "Y17000000", "../..", "gives no bounds of years beyond its calendar"),
    # Forms of EDTF that are left out here
    Difference(
        "this winter ends", "9999-24", "9999-12-01/+010000-02-29", "the year 10000 is more than datetime.date can hold"
    ),
    Difference(
        "X stands only", "1984-1X", "1984-10-01/1984-12-31", "unspecified digits elsewhere than at a year's end"
    ),
    Difference("X stands only", "19XX", "1900-01-01/1999-12-31", "centuries"),
    Difference(
        "is no month", "2014-41", "2014-07-01/2014-12-31", "seasons of a hemisphere, quarters, halves of a year"
    ),
    Difference("one mark out of", "2004-06-~11", "2004-06-11/2004-06-11", "qualifiers of a part of a date"),
    Difference("times of day", "2022-05-05T12:00:00", "2022-05-05/2022-05-05", "times of day"),
    Difference("a year has four digits", "-0044", "-000044-01-01/-000044-12-31", "long and negative years"),
    Difference("sets in braces", "{1667..1668}", "1667-01-01/1668-12-31", "sets"),
    Difference("lists of dates", "[1667,1668]", "1667-01-01/1668-12-31", "lists"),
    Difference("two dots join", "[2014]", "2014-01-01/2014-12-31", "lists of one"),
    Difference("not a decade", "[..199X~]", "../1999-12-31", "decades in a range"),
    Difference("a date is missing", "2014/", "2014-01-01/..", "unknown ends"),
    Difference("both ends are open", "../..", "../..", "intervals open at both ends"),
]


def said(text: str) -> str:
    """The text itself where we accept it, our message where we refuse it."""
    try:
        return parse(text).text
    except EdtfError as error:
        return str(error)


def unexplained(theirs: dict[str, str], known: list[Difference]) -> list[str]:
    """The texts on which another parser differs from ours in a way that is not known."""
    return [
        f"{text!a}: ours {bounds(text)}, theirs {found}"
        for text, found in theirs.items()
        if bounds(text) != found and not any(re.search(one.where, said(text)) for one in known)
    ]


def outdated(theirs: dict[str, str], known: list[Difference]) -> list[str]:
    """The known differences whose example does not show them, or not any more."""
    return [
        f"{one.example!a}: {theirs[one.example]}, not {one.theirs}"
        for one in known
        if theirs[one.example] != one.theirs
        or one.theirs == bounds(one.example)
        or not re.search(one.where, said(one.example))
    ]


def python_edtf(text: str) -> str:
    """What the package edtf makes of a text, in the terms of `bounds`."""
    try:
        found = parse_edtf(text)
        ends = [found.lower_strict(), found.upper_strict()]
    except EDTFParseException:
        return "refused"
    except Exception as crash:  # noqa: BLE001 - whatever it raises is what this test is about
        return type(crash).__name__
    return "/".join(
        "{:04d}-{:02d}-{:02d}".format(*end[:3]) if isinstance(end, time.struct_time) else ".." for end in ends
    )


def test_the_package_edtf_agrees() -> None:
    """The package edtf finds the same bounds, or refuses the same texts, but for what it is known to do otherwise."""
    theirs = {text: python_edtf(text) for text in {*witnessed(), *(one.example for one in PYTHON_EDTF)}}
    assert unexplained(theirs, PYTHON_EDTF) == []
    assert outdated(theirs, PYTHON_EDTF) == []
    assert sum(bounds(text) == found != "refused" for text, found in theirs.items()) > 200


READ_IN_NODE = """
const { parse } = require(process.argv[1]);
const day = (end) => (Math.abs(end.getTime()) >= 8.64e15 ? ".." : end.toISOString().slice(0, -14));
const read = (text) => {
  const { success, value } = parse(text);
  return success ? day(value.min) + "/" + day(value.max) : "refused";
};
console.log(JSON.stringify(JSON.parse(require("fs").readFileSync(0, "utf8")).map(read)));
"""

MATCH_IN_NODE = """
const [pattern, texts] = JSON.parse(require("fs").readFileSync(0, "utf8"));
console.log(JSON.stringify(texts.map((text) => new RegExp("^" + pattern + "$", "u").test(text))));
"""


def run_in_node(script: str, given_data: object, *arguments: str) -> list[object]:
    """Run a script in node with data as JSON, and read the JSON list it prints; skip the test where node is missing."""
    node = shutil.which("node")
    if not node:
        pytest.skip("node is not installed")
    command = [node, "-e", script, *arguments]
    done = subprocess.run(command, input=json.dumps(given_data), capture_output=True, encoding="utf-8", check=True)
    found: list[object] = json.loads(done.stdout)
    return found


def test_the_package_edtf_ts_agrees() -> None:
    """The npm package @edtf-ts/core finds the same bounds, but for what it is known to do otherwise."""
    folder = os.environ.get("UKJSEC_NODE_MODULES")
    if not folder:
        pytest.skip("UKJSEC_NODE_MODULES names no node_modules folder with @edtf-ts/core")
    package = Path(folder).resolve() / "@edtf-ts" / "core"
    if not package.is_dir():
        pytest.skip(f"{package} is not there")
    texts = [*witnessed(), *(one.example for one in NODE_EDTF)]
    theirs = dict(zip(texts, map(str, run_in_node(READ_IN_NODE, texts, str(package))), strict=True))
    assert unexplained(theirs, NODE_EDTF) == []
    assert outdated(theirs, NODE_EDTF) == []
    assert sum(bounds(text) == found != "refused" for text, found in theirs.items()) > 200


def test_the_pattern_means_the_same_in_ecmascript() -> None:
    """A JSON Schema validator in JavaScript matches the pattern with the same texts as Python does."""
    texts = list(witnessed())
    assert run_in_node(MATCH_IN_NODE, [PATTERN, texts]) == [bool(re.fullmatch(PATTERN, text)) for text in texts]
