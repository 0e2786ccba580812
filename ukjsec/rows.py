"""The records of a corpus as rows of the tables of the package."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import date
from typing import TypeAlias

from ukjsec import edtf, proofs, spans
from ukjsec.columns import Table
from ukjsec.corpus import Corpus
from ukjsec.layout import STAGES, stage_column, tables
from ukjsec.models import RECORD_MODELS, Record, Source, headline_event
from ukjsec.reliability import agreement
from ukjsec.seals import LEAF
from ukjsec.vocabulary import OCCURRED

Value: TypeAlias = str | int | float | bool | date | None
Row: TypeAlias = dict[str, Value]

JOINED = "; "
"""What parts the texts of a list within one cell."""


def rows(corpus: Corpus, names: Collection[str] | None = None) -> dict[str, list[Row]]:
    """The rows of tables, sorted by the table's key; every row has every column of its table.

    Args:
        corpus: a corpus; sources without a seal are left out.
        names: the tables that are wanted; all when not said.
    """
    makers: dict[str, Callable[[Corpus], Iterator[Row]]] = {
        "records": lambda corpus: (_record(corpus, record, "records") for record in corpus.records.values()),
        **{name: _of_type(name) for name in RECORD_MODELS},
        "dates": _dates,
        "participants": _participants,
        "places_of_records": _places_of_records,
        "quantities": _quantities,
        "relations": _relations,
        "topics": _topics,
        "evidence": _evidence,
        "actors": _actors,
        "places": _places,
        "sources": _sources,
        "parts": _parts,
        "coverage": _coverage,
        "retired": _retired,
        "readings": _readings,
        "reliability": _reliability,
    }
    wanted = {name: table for name, table in tables().items() if names is None or name in names}
    return {name: _ordered(table, makers[name](corpus)) for name, table in wanted.items()}


def _ordered(table: Table, found: Iterator[Row]) -> list[Row]:
    unique = {tuple(row[name] for name in table.key): row for row in found}
    return [{name: unique[key].get(name) for name in table.column_names} for key in sorted(unique, key=_sortable)]


def _sortable(key: tuple[Value, ...]) -> tuple[tuple[str, Value], ...]:
    return tuple((type(value).__name__, value) for value in key)


def _of_type(name: str) -> Callable[[Corpus], Iterator[Row]]:
    return lambda corpus: (_record(corpus, record, name) for record in corpus.records.values() if record.type == name)


def date_cells(prefix: str, text: str | None) -> Row:
    """A date in EDTF and what is derived from it, as cells."""
    if text is None:
        return {}
    parsed = edtf.parse(text)
    return {
        prefix: text,
        f"{prefix}_earliest": parsed.earliest,
        f"{prefix}_latest": parsed.latest,
        f"{prefix}_precision": parsed.precision,
        f"{prefix}_qualifier": parsed.qualifier,
    }


def _record(corpus: Corpus, record: Record, table: str) -> Row:
    event = headline_event(record)
    return {
        "id": record.id,
        "type": record.type,
        "title": record.title,
        "title_ja": record.title_ja,
        "kind": record.kind,
        "status": record.status,
        "occurred": record.status in OCCURRED,
        "as_of": proofs.as_of(corpus, record),
        "unit": record.unit,
        "setting": record.setting,
        "date_event": event,
        **date_cells("date", record.dates[event] if event else None),
        "series": record.series,
        "ordinal": record.ordinal,
        **{stage_column(stage): record.dates.get(stage) for stage in STAGES.get(table, ())},
        "summary": record.summary,
        "note": record.note,
    }


def _dates(corpus: Corpus) -> Iterator[Row]:
    for record in corpus.records.values():
        for event, text in record.dates.items():
            headline = event == headline_event(record)
            yield {"record_id": record.id, "event": event, **date_cells("date", text), "headline": headline}


def _state(corpus: Corpus, ident: str) -> str | None:
    """The state to which an actor belongs, or None: bodies of several states have none."""
    seen: set[str] = set()
    current: str | None = ident
    while current in corpus.actors and current not in seen:
        seen.add(current)
        if corpus.actors[current].kind == "state":
            return current
        current = corpus.actors[current].parent
    return None


def _participants(corpus: Corpus) -> Iterator[Row]:
    for record in corpus.records.values():
        for participant in record.participants:
            yield {
                "record_id": record.id,
                "actor_id": participant.actor,
                "role": participant.role,
                "office": participant.as_,
                "state_id": _state(corpus, participant.actor),
            }


def _places_of_records(corpus: Corpus) -> Iterator[Row]:
    for record in corpus.records.values():
        for place in record.places:
            yield {"record_id": record.id, "place_id": place.place, "role": place.role}


def _quantities(corpus: Corpus) -> Iterator[Row]:
    for record in corpus.records.values():
        for name, quantity in record.quantities.items():
            cells = quantity.model_dump(exclude={"date"})
            yield {"record_id": record.id, "name": name, **cells, **date_cells("date", quantity.date)}


def _relations(corpus: Corpus) -> Iterator[Row]:
    for record in corpus.records.values():
        for related in record.related:
            yield {"record_id": record.id, "relation": related.type, "to_id": related.to, "note": related.note}


def _topics(corpus: Corpus) -> Iterator[Row]:
    for record in corpus.records.values():
        for topic in record.topics:
            yield {"record_id": record.id, "topic": topic}


def _evidence(corpus: Corpus) -> Iterator[Row]:
    for record in corpus.records.values():
        for proof in proofs.proofs(corpus, record):
            place = proof.opening
            yield {
                "record_id": record.id,
                "field": proof.field,
                "number": proof.number,
                "source_id": proof.evidence.source,
                "quote": proof.evidence.quote,
                "paragraph": place.paragraph if place else None,
                "word_first": place.first if place else None,
                "word_last": place.last if place else None,
                "match": proof.match,
                "basis": None if proof.match == "literal" else proof.evidence.basis,
            }


def _actors(corpus: Corpus) -> Iterator[Row]:
    for actor in corpus.actors.values():
        yield {
            **actor.model_dump(exclude={"aliases", "parent"}),
            "aliases": JOINED.join(actor.aliases) or None,
            "parent_id": actor.parent,
            "state_id": _state(corpus, actor.id),
        }


def _places(corpus: Corpus) -> Iterator[Row]:
    for place in corpus.places.values():
        yield {
            **place.model_dump(exclude={"aliases", "country"}),
            "aliases": JOINED.join(place.aliases) or None,
            "country_id": place.country,
        }


def _sealed(corpus: Corpus) -> list[Source]:
    return [source for ident, source in corpus.sources.items() if ident in corpus.seals]


def _sources(corpus: Corpus) -> Iterator[Row]:
    quoted = proofs.quoted(corpus)
    for source in _sealed(corpus):
        sealed = corpus.seals[source.id]
        yield {
            **source.model_dump(exclude={"authors", "parts", "ledger"}),
            "authors": JOINED.join(source.authors) or None,
            "date": max((part.date for part in source.parts), key=proofs.newest),
            "paragraphs": len(sealed.leaves),
            "sentences": len(proofs.sentences(sealed)),
            "words": proofs.word_count(sealed),
            "words_quoted": proofs.quoted_words([place for _, place in quoted[source.id]]),
        }


def _parts(corpus: Corpus) -> Iterator[Row]:
    for source in corpus.sources.values():
        for part in source.parts:
            span = spans.parse(part.paragraphs)
            yield {
                "source_id": source.id,
                "paragraph_first": span.first[0],
                "paragraph_last": span.last[0],
                **date_cells("date", part.date),
                "basis": part.basis,
                **date_cells("covers", part.covers),
            }


def _coverage(corpus: Corpus) -> Iterator[Row]:
    quoted = proofs.quoted_sentences(corpus)
    for source in _sealed(corpus):
        entries = [(spans.parse(entry.at), entry) for entry in source.ledger]
        for paragraph, number in proofs.sentences(corpus.seals[source.id]):
            sentence = (paragraph, number)
            entry = next((entry for span, entry in entries if sentence in span), None)
            is_quoted = sentence in quoted[source.id]
            yield {
                "source_id": source.id,
                "paragraph": paragraph,
                "sentence": number,
                "words": _words(corpus, source, paragraph, number),
                "account": "quoted" if is_quoted else entry.why if entry else None,
                "record_id": entry.record if entry and not is_quoted else None,
                "note": entry.note if entry and not is_quoted else None,
            }


def _words(corpus: Corpus, source: Source, paragraph: int, number: int) -> int:
    sealed = corpus.seals[source.id]
    starts = sealed.sentences[paragraph - 1]
    end = starts[number] if number < len(starts) else len(sealed.leaves[paragraph - 1]) // LEAF + 1
    return end - starts[number - 1]


def _retired(corpus: Corpus) -> Iterator[Row]:
    for retired in corpus.retired.values():
        yield {"id": retired.id, "successor_id": retired.successor, "reason": retired.reason}


ITEM = "item"
"""The field under which a comparison says whether both coders found the item."""


def _readings(corpus: Corpus) -> Iterator[Row]:
    for one in corpus.reliability.values():
        seen = {ITEM: (JOINED.join(one.first) or None, JOINED.join(one.second) or None), **one.fields}
        for name, (first, second) in seen.items():
            settled = one.settled.get(name)
            yield {
                "id": one.id,
                "source_id": one.source,
                "outcome": one.outcome,
                "field": name,
                "first": first,
                "second": second,
                "agreed": one.outcome == "same-item" if name == ITEM else first == second,
                "settled_by": settled.by if settled else None,
                "settled_how": settled.how if settled else None,
            }


def _reliability(corpus: Corpus) -> Iterator[Row]:
    pairs: dict[str, list[tuple[str | None, str | None]]] = {}
    for one in corpus.reliability.values():
        for name, (first, second) in one.fields.items():
            pairs.setdefault(name, []).append((first, second))
    for name, values in pairs.items():
        share, kappa = agreement(values)
        equal = sum(first == second for first, second in values)
        yield {"field": name, "values": len(values), "agreed": equal, "agreement": share, "kappa": kappa}
    items = [one.outcome == "same-item" for one in corpus.reliability.values()]
    if items:
        share = sum(items) / len(items)
        yield {"field": ITEM, "values": len(items), "agreed": sum(items), "agreement": share, "kappa": None}
