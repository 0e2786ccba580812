"""The checks of columns: taken from the models, and the same to every engine."""

from __future__ import annotations

import re
from typing import Annotated, Any

import agreement
import narwhals as nw
import polars as pl
import pyarrow as pa
import pytest
from pydantic import Field

from ukjsec import characters, judgements
from ukjsec.checks import Held, cells, patterns
from ukjsec.checks.questions import has
from ukjsec.columns import Column, field
from ukjsec.described import Model
from ukjsec.layout import tables
from ukjsec.values import FORMULA_MARKS, Id, Text

NASTY = [
    "",
    "a",
    "A",
    "a-b",
    "a\n",
    "a\r\n",
    "a\u2028",
    "a\x85",
    "a\n\n",
    "\na",
    "a\r",
    "ａ",
    "a\x00",
    "١",
    "１",
    "ſ",
    "K",
    "é",
    "e\u0301",
    "12",
    "12\n",
    "-0",
    "0",
    "007",
    "1e3",
    "false",
    "true\n",
    "2012-02-29",
    "2013-02-29",
    "2012-02-29\n",
    "0000-01-01",
    "2100-02-29",
    "2000-02-29",
    "2012-06/2012-05",
    "2012",
    "199X",
    "[2012..]",
    "JPN",
    "JPN\n",
    "ＪＰＮ",
    "ſſſ",
    "https://x.org/ b",
    "https://x.org/\u3000b",
    "https://x.org/b",
    "https://x.org/b\n",
    "en, ja",
    "en,ja",
    "0" * 64,
    "0" * 65,
    " a",
    "a ",
    "\u3000a",
    "a\xa0",
    "\x1fa",
    "\ufeff",
    "=a",
    " =a",
    "\n=a",
    "a;=b",
    "a; =b",
    "a\t+b",
    "＝a",
    "-a",
    "a-",
    "1\ufe0f",
    "\ufe0f",
    "漢\ufe00",
    "漢\ufe00\ufe00",
    "a\u0301\u0301\u0301\u0301\u0301",
    "かが\u3099",
    "か\u3099",
    "Аb",
    "bА",
    "Абв",
    "\U000e0100",
    "\U0010ffff",
    "\ufdd0",
    "\x7f",
    "\x9f",
    "\x1b[0m",
    "a.txt",
    ".a",
    "a/b",
    "a\\b",
    "a\nb",
]

PATTERNS = {
    **{f"of {name}": pattern for name, pattern in patterns.of_characters().items()},
    **{
        name: getattr(patterns, name)
        for name in ("LINE_END_LAST", "LEADING_FORMULA", "FORMULA", "BLANK_EDGE", "BLANK_ITEM")
    },
    "suspect": patterns.suspect(),
}
WHOLE = {
    name: getattr(patterns, name)
    for name in ("INTEGER", "NUMBER", "DAY_FORM", "DAY", "EDTF", "EDTF_SURE", "ALIKE_ENDS")
} | {
    f"{table.name}.{column.name}": patterns.whole(column.pattern)
    for table in tables().values()
    for column in table.columns
    if column.pattern
}


class Invented(Model):
    """An invented model, as someone may write one."""

    code: Annotated[str, Field(pattern="^[a-z]{3}(-x)?$", max_length=5)]
    """A code."""
    share: Annotated[int, Field(gt=2, lt=5)]
    """A share."""
    words: Annotated[Text, Field(max_length=4)] | None = None
    """A few words."""
    names: tuple[Id, ...] = ()
    """Names."""
    even: Annotated[int, Field(multiple_of=2)] = 2
    """What nobody knows how to ask of a column."""


@pytest.mark.parametrize("engine", agreement.ENGINES)
def test_a_pattern_matches_the_same_texts_on_every_engine(engine: str) -> None:
    """Line ends, digits and letters of other scripts, and case are taken alike by Python and by each engine."""
    held = pa.table({"text": pa.array([*NASTY, None])})
    data: Any = nw.from_native(agreement.ENGINES[engine](held))
    asked = {name: has(nw.col("text"), pattern) for name, pattern in PATTERNS.items()}
    asked |= {name: ~cells._not_whole(nw.col("text"), pattern) for name, pattern in WHOLE.items()}
    found = data.with_columns(**asked)
    rows = (found.collect() if isinstance(found, nw.LazyFrame) else found).rows(named=True)
    assert len(rows) == len(NASTY) + 1
    for row in rows:
        for name, pattern in (PATTERNS | WHOLE).items():
            wanted = (row["text"] or "") if row["text"] == row["text"] else ""
            if name in WHOLE and row["text"] in NASTY:
                inner = pattern.removeprefix("^").removesuffix("$")
                assert bool(row[name]) == bool(re.fullmatch(inner, wanted)), (name, wanted)
            elif row["text"] in NASTY:
                assert bool(row[name]) == bool(re.search(pattern, wanted)), (name, wanted)
            else:
                assert not row[name] or name in WHOLE, name


def test_patterns_say_of_a_text_what_the_characters_say() -> None:
    """The patterns of columns find the same rule broken first as the search in one text, and suspect each such text."""
    for text in [
        *NASTY,
        *(f"a{mark}b" for mark in agreement.WORDS),
        *(a + b for a in agreement.WORDS for b in agreement.WORDS),
    ]:
        by_search = [characters.complaint(match)[0] for match in characters.forbidden(text)]
        by_pattern = {rule for rule, pattern in patterns.of_characters().items() if re.search(pattern, text)}
        by_pattern = {"invisible-character" if rule == "selector" else rule for rule in by_pattern}
        rank = judgements.CHARACTERS.index
        assert min(by_search, key=rank, default="") == min(by_pattern, key=rank, default=""), ascii(text)
        assert not by_search or re.search(patterns.suspect(), text), ascii(text)
        lead = not FORMULA_MARKS.isdisjoint(text.lstrip()[:1])
        assert bool(re.search(patterns.LEADING_FORMULA, text)) == lead, ascii(text)
        assert bool(re.search(patterns.BLANK_EDGE, text)) == (text != text.strip() or not text), ascii(text)


def test_every_letter_that_has_an_accented_form_is_known_to_the_pattern() -> None:
    """Of every letter and mark, the pattern says what the search in a text says."""
    marks = [one for one in map(chr, range(0x10000)) if re.match(f"[{characters.MARKS}]", one)]
    letters = [one for one in map(chr, range(0x3100)) if re.match(f"[{characters.LETTERS}]", one)]
    parted = re.compile(patterns.of_characters()["parted-letter"])
    wanted = [a + m for a in letters for m in marks[:130] if any(characters.forbidden(a + m))]
    found = [a + m for a in letters for m in marks[:130] if parted.search(a + m)]
    assert len(found) > 500
    assert found == wanted


def test_a_dollar_that_stops_before_a_line_end_is_guarded() -> None:
    """Python and Java find `$` before a last line end too: with the guard, a whole text is a whole one to them."""
    for pattern in WHOLE.values():
        inner = re.compile(pattern.removeprefix("^").removesuffix("$"))
        for text in [one + end for one in NASTY for end in ("", "\n")]:
            found = re.search(pattern, text) is not None
            if not patterns.takes_line_ends(pattern):
                found = found and not re.search(patterns.LINE_END_LAST, text)
            assert found == bool(inner.fullmatch(text)), (pattern, text)


def test_intervals_are_excused_when_they_are_dates() -> None:
    """Of intervals whose ends are written alike, those in order are well without a closer look, and no others."""
    points = (
        "2011",
        "2012",
        "2012-01",
        "2012-06",
        "2012-06-04",
        "2012-06-05",
        "2013-02-29",
        "2012-13",
        "2012-21",
        "201X",
    )
    column = next(one for one in tables()["sources"].columns if one.name == "date")
    compiled = cells.compiled(column, Held("date", "text"))
    texts = [f"{first}/{last}" for first in points for last in points]
    assert compiled.excused is not None
    found = nw.from_native(pl.DataFrame({"date": texts})).select(excused=compiled.excused)["excused"].to_list()
    for text, excused in zip(texts, found, strict=True):
        first, _, last = text.partition("/")
        alike = len(first) == len(last) and first <= last and not {first, last} & {"2013-02-29", "2012-13", "2012-21"}
        assert excused == (alike and "X" not in text), text
        assert not excused or judgements.judge(column, text) is None, text


@pytest.mark.parametrize("pattern", [r"\d+", r"a\b", r"(?=a)b", r"(?i)a", r"\w", r"(?P<x>a)", r"a\Z"])
def test_a_pattern_that_engines_read_differently_is_refused(pattern: str) -> None:
    """Whoever writes a pattern into a model that means something else elsewhere is told."""
    with pytest.raises(ValueError, match="engine"):
        patterns.whole(pattern)


def _broken(column: Column, values: list[Any], kind: Any) -> list[list[str]]:
    """The rules that each value breaks, column-wise, and row-wise."""
    compiled = cells.compiled(column, Held(column.name, kind))
    data = nw.from_native(pl.DataFrame({column.name: values}))
    found = data.select(**{str(at): check.broken for at, check in enumerate(compiled.checks)}).rows(named=True)
    suspected = data.select(suspect=compiled.suspect)["suspect"].to_list()
    rules = [next((compiled.checks[int(at)].rule for at, broken in row.items() if broken), "") for row in found]
    alone = [judgements.judge(column, value) for value in values]
    assert all(suspect or not rule for suspect, rule in zip(suspected, rules, strict=True))
    return [rules, [one[0] if one else "" for one in alone]]


def _dates() -> list[str]:
    """Points of every kind that a calendar has and has not, and spans of two of them."""
    days = [f"{year}-{month}-{day}" for year in agreement.YEARS for month in agreement.MONTHS for day in agreement.DAYS]
    points = [*agreement.YEARS, *(f"{year}-{month}" for year in agreement.YEARS for month in agreement.MONTHS), *days]
    ends = [one for one in points if one[:4] in ("2012", "2013", "199X", "1996")]
    spans = [f"{one}/{two}" for one in ends[::5] for two in ends[::3]]
    ranges = [f"[{one}..{two}]" for one in ends[::11] for two in ends[::7]]
    marked = [f"{one}{mark}" for one in points[::7] for mark in ("~", "?", "%", "~~", "\n")]
    same = [f"{one}/{one}" for one in ends]
    decades = [f"199X/{one}" for one in ("1989", "1990", "1995", "199X", "2000", "1995-05")]
    decades += [f"{one}/199X" for one in ("1989", "1990", "1995", "2000", "2000-01-01")]
    winters = ["9999-24", "9999-24/..", "../9999-24?", "2012/9999-24", "2014-01/2013-24", "2014-03/2013-24"]
    return [*points, *spans, *ranges, *marked, *same, *decades, *winters]


def test_every_date_is_judged_as_the_parser_reads_it() -> None:
    """Impossible days, year zero, reversed spans, seasons, decades: columns find what the parser finds."""
    signed = next(column for column in tables()["agreements"].columns if column.name == "date_signed")
    values = _dates()
    compiled = cells.compiled(signed, Held("date_signed", "text"))
    assert compiled.doubt
    data = nw.from_native(pl.DataFrame({"date_signed": values}))
    flags = {str(at): check.broken for at, check in enumerate(compiled.checks)}
    flags |= {"doubtful": compiled.doubt.doubtful, "suspect": compiled.suspect}
    found = {True: 0, False: 0}
    for value, row in zip(values, data.select(**flags).rows(named=True), strict=True):
        doubtful, suspect = row.pop("doubtful"), row.pop("suspect")
        broken = any(row.values()) or (doubtful and not compiled.doubt.sound(value))
        assert broken == (judgements.judge(signed, value) is not None), value
        assert suspect or not broken, value
        found[broken] += 1
    assert min(found.values()) > 1000


def test_every_day_is_judged_as_the_calendar_has_it() -> None:
    """Texts of days are impossible exactly where Python's calendar has no such day, and of no other form."""
    retrieved = next(column for column in tables()["sources"].columns if column.name == "retrieved")
    by_column, by_row = _broken(retrieved, _dates(), "text")
    assert by_column == by_row
    assert {"", "wrong-type", "impossible-date"} == set(by_row)


@pytest.mark.parametrize(
    ("name", "kind", "values", "rules"),
    [
        (
            "code",
            "text",
            ["abc", "abc-x", "ABC", "abc-y", "abcd", None],
            ["", "", *["wrong-value"] * 3, "cell-missing"],
        ),
        ("share", "integer", [2, 3, 4, 5, None], ["wrong-value", "", "", "wrong-value", "cell-missing"]),
        ("share", "text", ["3", "5", "3.0", "x"], ["", "wrong-value", "wrong-type", "wrong-type"]),
        ("words", "text", ["abcd", "abcde", "", None, "=a"], ["", "wrong-value", "blank-text", "", "formula"]),
        ("words", "text", ["a;=b", "a =b", "a\n+"], ["formula", "", "formula"]),
    ],
)
def test_a_field_that_is_added_to_a_model_is_checked(name: str, kind: str, values: list[Any], rules: list[str]) -> None:
    """Bounds, lengths, patterns and strictness of a new field hold in whole columns, without another line."""
    by_column, by_row = _broken(field(Invented, name), values, kind)
    assert by_column == by_row == rules


def test_a_demand_that_nobody_can_ask_of_a_column_is_refused() -> None:
    """A field with a limit that the checks do not know stops the compilation; it never goes unchecked."""
    with pytest.raises(ValueError, match=r"MultipleOf.*say in checks/cells\.py"):
        cells.compiled(field(Invented, "even"), Held("even", "integer"))


def test_every_column_of_every_table_can_be_compiled() -> None:
    """No column of ours demands what cannot be asked of a frame, typed or of texts."""
    for table in tables().values():
        for column in table.columns:
            assert cells.compiled(column, Held(column.name, "text")).checks
            kind: Any = "text" if column.type == "string" else column.type
            assert cells.compiled(column, Held(column.name, kind)).column == column.name


def test_an_item_of_a_list_that_is_too_long_is_found_though_no_expression_says_so() -> None:
    """Of a column of joined texts the long ones are in doubt, and judged one by one."""
    authors = next(column for column in tables()["sources"].columns if column.name == "authors")
    doubt = cells.compiled(authors, Held("authors", "text")).doubt
    assert doubt
    values = ["a; b", "a" * 1001, "; ".join(["a" * 600] * 2), None]
    data = nw.from_native(pl.DataFrame({"authors": values}))
    doubtful = data.filter(doubt.doubtful)["authors"].to_list()
    assert doubtful == values[1:3]
    assert [doubt.sound(text) for text in doubtful] == [False, True]
    assert judgements.judge(authors, "a" * 1001) is not None


def test_of_the_items_of_a_list_blanks_count_before_formulas() -> None:
    """An item with blanks around it is told so, and only one without is asked whether it begins a formula."""
    authors = next(column for column in tables()["sources"].columns if column.name == "authors")
    by_column, by_row = _broken(authors, [";  =x", "a; =b", "a;=b", "a;=b; ; c", "a;  b", "a; b"], "text")
    assert by_column == by_row == ["blank-text", "formula", "formula", "blank-text", "blank-text", ""]
