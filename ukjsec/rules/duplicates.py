"""Whether anything is there twice: the same entry in one record, or likely the same item in two records.

The second is a question that a record can answer with `not-same-as`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ukjsec import edtf, proofs
from ukjsec.corpus import Corpus
from ukjsec.models import Record, headline_event
from ukjsec.problems import Finding
from ukjsec.rules.rule import Rule

RULES = (
    Rule(
        "likely-duplicate",
        "Two records of one kind share date, participants and topic.",
        "One item under two names would be counted twice.",
        "id: other-memorandum\ntitle: The same memorandum under another name\nrelated: []",
        "Merge the two, or answer with `related: [{type: not-same-as, to: <id>, note: …}]`.",
        "other record",
    ),
    Rule(
        "listed-twice",
        "A record lists the same actor and role, place and role, relation or topic twice.",
        "Each is one row of a table; of two that are the same, one would be lost.",
        "topics: [equipment, equipment]",
        "Keep one of the two.",
    ),
)

LONGEST_DAYS = 400
"""Dates wider than this overlap with everything, and say nothing of sameness."""

MOST_ALIKE = 5
"""So many others that a record is like are named; who has dealt with these hears of the next."""


def check(corpus: Corpus) -> Iterator[Finding]:
    """Findings about what is listed twice, and about pairs that look alike: at the second of two, once."""
    for record in corpus.checked():
        yield from _listed_twice(record, corpus.path("records", record.id))
    for first, second in sorted(_pairs(corpus), key=lambda pair: (pair[0].id, pair[1].id)):
        # One of the two is told: the one that somebody works on, which was named or has quotations not sealed yet.
        told, other = (first, second) if _in_work(corpus, first) and not _in_work(corpus, second) else (second, first)
        yield Finding(
            corpus.path("records", told.id),
            ("id",),
            "likely-duplicate",
            f"this may be the same item as `{other.id}`: same kind, overlapping date, same participants",
            f"Merge them, or answer `related: [{{type: not-same-as, to: {other.id}, note: …}}]`.",
        )


def _in_work(corpus: Corpus, record: Record) -> bool:
    if corpus.focus is not None:
        return corpus.concerns(record)
    return any(proofs.opening(corpus, entry) is None for entry in record.evidence)


def _pairs(corpus: Corpus) -> Iterator[tuple[Record, Record]]:
    """Every pair that looks alike and is not answered, the lesser id first."""
    groups: dict[tuple[str, str, str], list[tuple[date, date, Record]]] = {}
    for record in corpus.records.values():
        period = _period(record)
        if period:
            groups.setdefault((record.type, record.kind, record.unit), []).append((*period, record))
    for group in groups.values():
        # In the order of their first days each is held only against those that are not over: to hold all against all
        # would take most of the time of a large corpus.
        open_ones: list[tuple[date, Record]] = []
        for start, end, record in sorted(group, key=lambda one: (one[0], one[2].id)):
            open_ones = [one for one in open_ones if one[0] >= start]
            like = 0
            for _, other in open_ones:
                first, second = sorted((record, other), key=lambda one: one.id)
                if _alike(first, second) and not _answered(first, second):
                    like += 1
                    yield first, second
                if like == MOST_ALIKE:  # a thousand copies of one record would make half a million pairs
                    break
            open_ones.append((end, record))


def _period(record: Record) -> tuple[date, date] | None:
    """The bounds of the headline date; None where one is not known, or where it is too wide to say anything."""
    event = headline_event(record)
    if event is None:
        return None
    found = edtf.parse(record.dates[event])
    if found.earliest is None or found.latest is None or (found.latest - found.earliest).days > LONGEST_DAYS:
        return None
    return found.earliest, found.latest


def _listed_twice(record: Record, path: str) -> Iterator[Finding]:
    lists = {
        "participants": [f"{each.actor} as {each.role}" for each in record.participants],
        "places": [f"{each.place} as {each.role}" for each in record.places],
        "related": [f"{each.type} {each.to}" for each in record.related],
        "topics": record.topics,
    }
    for field, entries in lists.items():
        for at, entry in enumerate(entries):
            if entry in entries[:at]:
                yield Finding(path, (field, at), "listed-twice", f"`{entry}` is listed twice", "Keep one of the two.")


def _answered(first: Record, second: Record) -> bool:
    """Whether either record relates to the other, or they are one's series: then they are known to be two."""
    linked = {related.to for related in first.related} | {first.series}
    return second.id in linked or first.id in {related.to for related in second.related} | {second.series}


def _alike(first: Record, second: Record) -> bool:
    if first.topics and second.topics and not {*first.topics} & {*second.topics}:
        return False
    if first.ordinal and second.ordinal and first.ordinal != second.ordinal:
        return False
    ours, theirs = ({participant.actor for participant in record.participants} for record in (first, second))
    shared = len(ours & theirs)
    return shared >= 2 and 2 * shared > min(len(ours), len(theirs))
