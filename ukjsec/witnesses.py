"""The literal rule: what must stand in a quotation for a value to be read off it.

Every coded value has witnesses: of a date its year, month, day and season word; of a quantity the words as printed; of
a participant or place a name; of a term one of its cues. A value is `literal` when one of its quotations holds all of
them, `carried` when several together do, and otherwise `inferred`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import TypeAlias

from ukjsec import vocabulary
from ukjsec.models import Record
from ukjsec.vocabulary import Vocabulary, cue_pattern
from ukjsec.words import plain

Witness: TypeAlias = re.Pattern[str]

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
SEASONS = {21: "spring", 22: "summer", 23: "autumn|fall", 24: "winter"}
ORDINALS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
)  # fmt: skip
LIMITS = (
    "early", "mid", "middle", "late", "beginning", "start", "end", "by", "before", "after", "since", "until", "till",
    "between", "over the last", "past", "decade", "around", "toward*",
)  # fmt: skip

NEVER = re.compile(r"(?!)")
"""The witness that no quotation holds: of what can only be inferred."""

_SIMPLE = re.compile(r"([0-9]{3}[0-9X])(?:-([0-9]{2}))?(?:-([0-9]{2}))?")


@cache
def name_witness(names: tuple[str, ...]) -> Witness:
    """Any of the names, as whole words and in their own case."""
    return re.compile("|".join(_whole(plain(name)) for name in sorted(names, key=len, reverse=True)))


def _whole(text: str) -> str:
    """A pattern for a text that is not a part of a longer word or number."""
    before = r"(?<![^\W_])(?<![0-9][.,])" if text[0].isascii() and text[0].isalnum() else ""
    after = r"(?![^\W_])" if text[-1].isascii() and text[-1].isalnum() else ""
    return before + re.escape(text) + after


def _year(text: str) -> Witness:
    if text.endswith("X"):
        return re.compile(rf"(?<![0-9]){text[:3]}0s|(?<![0-9]){text[:3]}0\s*年代")
    return re.compile(rf"(?<![0-9]){text}(?![0-9])")


def _month(number: int) -> Witness:
    if number in SEASONS:
        return re.compile(rf"\b(?:{SEASONS[number]})\b", re.IGNORECASE)
    name = MONTHS[number - 1]
    return re.compile(rf"\b(?:{name}|{name[:3]}{'|Sept' if number == 9 else ''})\b|(?<![0-9]){number}\s*月")


def _day(number: int) -> Witness:
    return re.compile(rf"(?<![0-9,.])0?{number}(?:st|nd|rd|th)?(?![0-9A-Za-z]|[,.][0-9]|\s*[年月])")


@cache
def date_witnesses(text: str) -> tuple[Witness, ...]:
    """The witnesses of a date in EDTF.

    Of an interval those of both ends; of a one-of range the years and a limiting word (`early`, `since`, `by`).
    """
    found: dict[str, Witness] = {}
    for year, month, date in _SIMPLE.findall(text):
        found[year] = _year(year)
        if text.startswith("["):
            found["limit"] = limit_witness()
            continue
        if month:
            found[f"month {month}"] = _month(int(month))
        if date:
            found[f"day {date}"] = _day(int(date))
    return tuple(found.values())


@cache
def limit_witness() -> Witness:
    """A word that limits a time: early, late, since, by."""
    return cue_pattern(LIMITS) or NEVER


@cache
def ordinal_witness(number: int) -> Witness:
    """The ordinal in words or digits."""
    word = f"{ORDINALS[number - 1]}|" if number <= len(ORDINALS) else ""
    return re.compile(rf"\b(?:{word}{number}(?:st|nd|rd|th))\b|第{number}(?![0-9])", re.IGNORECASE)


@cache
def text_witness(text: str) -> Witness:
    """The text itself, not as a part of a longer word or number."""
    return re.compile(_whole(plain(text)))


def _term(terms: Vocabulary) -> Callable[[str], tuple[Witness, ...]]:
    @cache
    def witnesses(name: str) -> tuple[Witness, ...]:
        pattern = terms[name].pattern
        return (pattern or NEVER,)

    return witnesses


_TERMS = {
    "status": _term(vocabulary.STATUS),
    "unit": _term(vocabulary.UNIT),
    "setting": _term(vocabulary.SETTING),
    "related": _term(vocabulary.RELATION),
    **{f"kind of {kind}": _term(terms) for kind, terms in vocabulary.KINDS.items()},
}


def relations(record: Record, to: str) -> list[str]:
    """The relations of a record to another that evidence must prove, all of them under one field."""
    return [related.type for related in record.related if related.to == to and related.type != "not-same-as"]


def witnesses(record: Record, field: str, names: Mapping[str, tuple[str, ...]]) -> tuple[Witness, ...]:
    """The witnesses of a coded field of a record.

    Args:
        record: the record.
        field: the field as evidence names it, such as `dates.signed`.
        names: the names and aliases of every actor and place, by `participants.<id>` and `places.<id>`.
    """
    head, _, tail = field.partition(".")
    if head == "kind":
        return _TERMS[f"kind of {record.type}"](record.kind)
    if head in ("status", "unit", "setting"):
        return _TERMS[head](getattr(record, head))
    if head == "dates":
        return date_witnesses(record.dates[tail])
    if head in ("participants", "places"):
        return (name_witness(names[field]),) if field in names else (NEVER,)
    if head == "quantities":
        return (text_witness(record.quantities[tail].stated),)
    if head == "related":
        return tuple(witness for relation in relations(record, tail) for witness in _TERMS["related"](relation))
    if head == "series":
        return _TERMS["related"]("part-of")
    if head == "ordinal" and record.ordinal:
        return (ordinal_witness(record.ordinal),)
    if head == "title_ja" and record.title_ja:
        return (text_witness(record.title_ja),)
    return (NEVER,)


@cache
def _plain(quote: str) -> str:
    """A quotation made plain once, since it is asked for every value that it supports."""
    return plain(quote)


def match(wanted: Sequence[Witness], quotes: Iterable[str]) -> str:
    """`literal`, `carried` or `inferred`: how the quotations show a value with these witnesses."""
    held = [{at for at, witness in enumerate(wanted) if witness.search(_plain(quote))} for quote in quotes]
    if any(len(found) == len(wanted) for found in held):
        return "literal"
    if held and len(set().union(*held)) == len(wanted):
        return "carried"
    return "inferred"


_NUMBER = re.compile(r"[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?")
_SCALES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9}
_NUMERALS = {
    word: float(number)
    for number, word in enumerate(
        ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
    )
} | {"single": 1.0, "a": 1.0, "both": 2.0, "dozen": 12.0, "fifty": 50.0}


def stated_numbers(stated: str) -> set[float]:
    """Every number that the words as printed can be read as: `$2.5 million` is 2,500,000."""
    text = plain(stated).lower()
    scale = next((factor for word, factor in _SCALES.items() if word in text), 1)
    # Decimal, since 8.2 times a million is 8,199,999.999999999 to a float.
    numbers = {float(Decimal(number.replace(",", "")) * scale) for number in _NUMBER.findall(text)}
    return numbers | {_NUMERALS[word] * scale for word in re.findall(r"[a-z]+", text) if word in _NUMERALS}
