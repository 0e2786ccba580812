"""Whether the dates of a record, and of records that belong together, can follow one another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from ukjsec import edtf
from ukjsec.corpus import Corpus
from ukjsec.edtf import Date
from ukjsec.models import Record, headline_event
from ukjsec.problems import Finding
from ukjsec.rules.rule import Rule

ORDER = (
    ("proposed", "announced"),
    ("proposed", "agreed"),
    ("proposed", "signed"),
    ("announced", "signed"),
    ("agreed", "signed"),
    ("signed", "in-force"),
    ("agreed", "in-force"),
    ("started", "ended"),
    ("launched", "ended"),
    ("signed", "ended"),
    ("held", "ended"),
    ("in-force", "ended"),
)
"""Pairs of events of which the first cannot come after the second."""

RULES = (
    Rule(
        "wrong-order",
        "One event is dated after another that it must come before.",
        "Nothing ends before it starts, or is in force before it is signed.",
        (
            "dates: {signed: 2001-05-03, in-force: 2001-06, ended: 1999}\nevidence:\n"
            "- {source: example-source, quote: in force since June 2001, supports: [dates.ended], basis: A slip.}"
        ),
        "Check both dates against their quotations.",
    ),
    Rule(
        "ordinal-out-of-row",
        "A member of a series is dated before one with a lower ordinal.",
        "The third of a row does not come before the second.",
        "a second of a row dated before the first",
        "Check the dates and ordinals of the series.",
        "path",
    ),
    Rule(
        "ordinal-taken",
        "Two members of a series have the same ordinal.",
        "There is one third of a row; most often the two are one item.",
        "two records of one series with the same ordinal",
        "Merge the two, or correct the ordinal.",
        "path",
    ),
)


def check(corpus: Corpus) -> Iterator[Finding]:
    """Findings about dates in an impossible order."""
    for record in corpus.records.values():
        path = corpus.path("records", record.id)
        for first, second in ORDER:
            if first in record.dates and second in record.dates and _after(record.dates[first], record.dates[second]):
                yield Finding(
                    path,
                    ("dates", second),
                    "wrong-order",
                    f"`{second}` ({record.dates[second]}) lies before `{first}` ({record.dates[first]})",
                    "Check both dates against their quotations.",
                )
    rows: dict[str, list[Record]] = defaultdict(list)
    for record in corpus.records.values():
        if record.series and record.ordinal:
            rows[record.series].append(record)
    for members in rows.values():
        yield from _row(corpus, sorted(members, key=lambda one: (one.ordinal, one.id)))


def _row(corpus: Corpus, members: list[Record]) -> Iterator[Finding]:
    for before, after in pairwise(members):
        # One of the two is told; where the first alone was named, it is the one that somebody is working on.
        told, other = (after, before) if corpus.concerns(after) else (before, after)
        path = corpus.path("records", told.id)
        if before.ordinal == after.ordinal:
            yield Finding(
                path,
                ("ordinal",),
                "ordinal-taken",
                f"`{other.id}` is number {other.ordinal} of the series `{other.series}` already",
                "Merge the two, or correct the ordinal.",
            )
        elif _after(_headline(before), _headline(after)):
            how = "before" if told is after else "after"
            yield Finding(
                path,
                ("ordinal",),
                "ordinal-out-of-row",
                f"number {told.ordinal} of the series is dated {how} number {other.ordinal}, `{other.id}`",
                "Check the dates and ordinals of the series.",
            )


def _headline(record: Record) -> str | None:
    event = headline_event(record)
    return record.dates[event] if event else None


def _after(first: str | None, second: str | None) -> bool:
    """Whether the first date certainly begins after the second is over."""
    if first is None or second is None:
        return False
    begins, ends = _parsed(first).earliest, _parsed(second).latest
    return begins is not None and ends is not None and begins > ends


def _parsed(text: str) -> Date:
    return edtf.parse(text)
