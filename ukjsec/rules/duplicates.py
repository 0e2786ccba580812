"""Whether anything is there twice: the same entry in one record, or likely the same item in two records.

The second is a question that a record can answer with `not-same-as`.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from ukjsec import edtf
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


def check(corpus: Corpus) -> Iterator[Finding]:
    """Findings about what is listed twice, and about pairs that look alike: at the second of two, once."""
    for record in corpus.records.values():
        yield from _listed_twice(record, corpus.path("records", record.id))
    groups: dict[tuple[str, str], list[Record]] = {}
    for record in corpus.records.values():
        groups.setdefault((record.type, record.kind), []).append(record)
    for group in groups.values():
        for first, second in combinations(sorted(group, key=lambda record: record.id), 2):
            if _alike(first, second) and not _answered(first, second):
                yield Finding(
                    corpus.path("records", second.id),
                    ("id",),
                    "likely-duplicate",
                    f"this may be the same item as `{first.id}`: same kind, overlapping date, same participants",
                    f"Merge them, or answer `related: [{{type: not-same-as, to: {first.id}, note: …}}]`.",
                )


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
    if first.unit != second.unit or (first.ordinal and second.ordinal and first.ordinal != second.ordinal):
        return False
    ours, theirs = ({participant.actor for participant in record.participants} for record in (first, second))
    shared = len(ours & theirs)
    return shared >= 2 and 2 * shared > min(len(ours), len(theirs)) and _overlap(first, second)


def _overlap(first: Record, second: Record) -> bool:
    events = headline_event(first), headline_event(second)
    if None in events:
        return False
    one, other = (
        edtf.parse(record.dates[event]) for record, event in zip((first, second), events, strict=True) if event
    )
    bounds = (one.earliest, one.latest, other.earliest, other.latest)
    if None in bounds:
        return False
    start, end, begin, stop = (bound for bound in bounds if bound is not None)
    narrow = (end - start).days <= LONGEST_DAYS and (stop - begin).days <= LONGEST_DAYS
    return narrow and start <= stop and begin <= end
