"""Whether everything that is named exists, and is what it is named as."""

from __future__ import annotations

from collections.abc import Iterator

from ukjsec.corpus import Corpus
from ukjsec.models import Actor, PlaceName, Record
from ukjsec.problems import Finding, Route
from ukjsec.rules.rule import Rule

RULES = (
    Rule(
        "unknown-actor",
        "An actor is not in actors.yaml.",
        "Participants are counted by actor; states are found through parents.",
        "participants:\n- {actor: gbr-nr, role: signatory}",
        "Correct the id, or add the actor to seeds/actors.yaml.",
    ),
    Rule(
        "unknown-place",
        "A place is not in places.yaml.",
        "Places are joined by their ids.",
        "places:\n- {place: lisbonn, role: area}",
        "Correct the id, or add the place to seeds/places.yaml.",
    ),
    Rule(
        "unknown-source",
        "A source has no manifest.",
        "A quotation of an unknown source proves nothing.",
        "evidence:\n- {source: exampel-source, quote: signed a memorandum in Lisbon, supports: [kind]}",
        "Correct the id, or add the source with `ukjsec source add`.",
    ),
    Rule(
        "unknown-record",
        "A record that is named does not exist.",
        "Relations, series and ledgers lead from record to record.",
        "series: no-such-series",
        "Correct the id, or add the record.",
    ),
    Rule(
        "retired-id",
        "A retired id is used.",
        "An id that once meant one item never comes to mean another.",
        "related: [{type: follows, to: old-memorandum}]",
        "Give the record a new id, or name the successor.",
    ),
    Rule(
        "not-a-series",
        "The record named as `series` does not count a series.",
        "Members belong to something that comes back.",
        (
            "series: example-exercise\nevidence:\n"
            "- {source: example-source, quote: in force since June 2001, supports: [series], basis: It is one.}"
        ),
        "Set `unit: series` on the one that is named, or use `related` with `part-of`.",
    ),
    Rule(
        "ordinal-without-series",
        "A record has an ordinal but no series.",
        "A number in a row means nothing without the row.",
        (
            "ordinal: 3\nevidence:\n"
            "- {source: example-source, quote: in force since June 2001, supports: [ordinal], basis: It was the third.}"
        ),
        "Name the record of the series, or drop the ordinal.",
    ),
    Rule(
        "parent-loop",
        "An actor is its own ancestor.",
        "States are found by going up through the parents.",
        "- {id: xa, name: Xa, kind: group, parent: xb}\n- {id: xb, name: Xb, kind: group, parent: xa}",
        "Correct the parent.",
        "actors",
    ),
)


LISTED = (
    ("actors", "parent", "actors"),
    ("places", "country", "actors"),
    ("retired", "successor", "records"),
    ("reliability", "source", "sources"),
)
"""What the items of the lists name: the list, its field, and what that names."""


def check(corpus: Corpus) -> Iterator[Finding]:
    """Findings about names that lead nowhere."""
    for record in corpus.checked():
        path = corpus.path("records", record.id)
        for what, ident, route in _named(record):
            yield from _unknown(corpus, path, route, what, ident)
        yield from _series(corpus, record, path)
        if record.id in corpus.retired:
            yield _retired(corpus, path, ("id",), record.id)
    if corpus.focus is not None:
        return
    for what, ident, path, route in _named_elsewhere(corpus):
        yield from _unknown(corpus, path, route, what, ident)
    told: set[str] = set()
    for ident in corpus.actors:
        loop = _loop(corpus, ident)
        if loop and ident not in told:
            told.update(loop)
            route = (*corpus.route("actors", ident), "parent")
            message = f"`{ident}` is its own ancestor: {' → '.join((*loop, ident))}"
            yield Finding("seeds/actors.yaml", route, "parent-loop", message, "Correct the parent.")


def _named_elsewhere(corpus: Corpus) -> Iterator[tuple[str, str, str, Route]]:
    """What sources, actors, places, retired ids and comparisons name: (kind, id, path, route)."""
    for source in corpus.sources.values():
        for at, entry in enumerate(source.ledger):
            if entry.record:
                yield "records", entry.record, corpus.path("sources", source.id), ("ledger", at, "record")
    for name, key, what in LISTED:
        for item in getattr(corpus, name).values():
            ident = getattr(item, key)
            if ident:
                yield what, ident, f"seeds/{name}.yaml", (*corpus.route(name, item.id), key)


def _named(record: Record) -> Iterator[tuple[str, str, Route]]:
    for at, participant in enumerate(record.participants):
        yield "actors", participant.actor, ("participants", at, "actor")
    for at, place in enumerate(record.places):
        yield "places", place.place, ("places", at, "place")
    for at, related in enumerate(record.related):
        yield "records", related.to, ("related", at, "to")
    for at, entry in enumerate(record.evidence):
        yield "sources", entry.source, ("evidence", at, "source")
    if record.series:
        yield "records", record.series, ("series",)


def _unknown(corpus: Corpus, path: str, route: Route, what: str, ident: str) -> Iterator[Finding]:
    if what == "records" and ident in corpus.retired:
        yield _retired(corpus, path, route, ident)
    elif not corpus.knows(what, ident):
        word = what.removesuffix("s")
        near = corpus.by_name.get((what, ident)) or corpus.nearest(what, ident)
        known = getattr(corpus, what).get(near)
        called = f" ({known.name})" if isinstance(known, Actor | PlaceName) else ""
        where = {"records": "seeds/<type>/", "sources": "seeds/sources/"}.get(what, f"seeds/{what}.yaml")
        repair = (f"Did you mean `{near}`{called}? " if near else "") + (
            f"`ukjsec show {what}` lists them; if it is new, add it to {where}."
        )
        yield Finding(path, route, f"unknown-{word}", f"there is no {word} `{ident}`", repair)


def _retired(corpus: Corpus, path: str, route: Route, ident: str) -> Finding:
    entry = corpus.retired[ident]
    repair = f"Name its successor, `{entry.successor}`." if entry.successor else "Choose another id."
    return Finding(path, route, "retired-id", f"the id `{ident}` was retired: {entry.reason}", repair)


def _series(corpus: Corpus, record: Record, path: str) -> Iterator[Finding]:
    series = corpus.records.get(record.series) if record.series else None
    if series and series.unit != "series":
        yield Finding(
            path,
            ("series",),
            "not-a-series",
            f"`{series.id}` counts {'an' if series.unit[0] in 'ai' else 'a'} {series.unit}, not a series",
            "Set `unit: series` there, or use `related` with `part-of`.",
        )
    if record.ordinal and not record.series:
        yield Finding(
            path,
            ("ordinal",),
            "ordinal-without-series",
            "an ordinal without a series",
            "Name the record of the series.",
        )


def _loop(corpus: Corpus, ident: str) -> list[str]:
    """The ids from an actor up to itself again; none where the way up ends elsewhere."""
    way = {ident: None}
    parent = corpus.actors[ident].parent
    while parent in corpus.actors and parent not in way:
        way[parent] = None
        parent = corpus.actors[parent].parent
    return list(way) if parent == ident else []
