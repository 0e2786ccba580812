"""The rows of the records: the records themselves, and the tables whose `record_id` points at one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

from ukjsec import proofs, witnesses
from ukjsec.corpus import Corpus
from ukjsec.layout import STAGES, stage_column
from ukjsec.models import RECORD_MODELS, Record, headline_event
from ukjsec.rows.cells import Row, date_cells, joined, text
from ukjsec.vocabulary import OCCURRED

Maker: TypeAlias = Callable[[Corpus], Iterator[Row]]


def makers() -> dict[str, Maker]:
    """What makes the rows of each table of this module."""
    return {
        "records": lambda corpus: (_record(corpus, record, "records") for record in corpus.records.values()),
        **{name: _of_type(name) for name in RECORD_MODELS},
        "dates": _dates,
        "participants": _participants,
        "places_of_records": _places_of_records,
        "quantities": _quantities,
        "relations": _relations,
        "topics": _topics,
        "evidence": _evidence,
    }


def _of_type(name: str) -> Maker:
    return lambda corpus: (_record(corpus, record, name) for record in corpus.records.values() if record.type == name)


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
        for event, when in record.dates.items():
            headline = event == headline_event(record)
            yield {"record_id": record.id, "event": event, **date_cells("date", when), "headline": headline}


def _participants(corpus: Corpus) -> Iterator[Row]:
    for record in corpus.records.values():
        for participant in record.participants:
            yield {
                "record_id": record.id,
                "actor_id": participant.actor,
                "role": participant.role,
                "office": participant.as_,
                "state_id": corpus.state(participant.actor),
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
                "value": _coded(record, proof.field),
                "number": proof.number,
                "source_id": proof.evidence.source,
                "quote": proof.evidence.quote,
                "paragraph": place.paragraph if place else None,
                "word_first": place.first if place else None,
                "word_last": place.last if place else None,
                "match": proof.match,
                "basis": None if proof.match == "literal" else proof.evidence.basis,
            }


def _coded(record: Record, field: str) -> str | None:
    """The value of a coded field, named as evidence names it, as text; None of `identity`, which has none.

    An actor or place has its roles for a value, a relation its kind; several are joined.
    """
    head, _, tail = field.partition(".")
    if head == "dates":
        return record.dates[tail]
    if head == "participants":
        return joined(each.role for each in record.participants if each.actor == tail)
    if head == "places":
        return joined(each.role for each in record.places if each.place == tail)
    if head == "quantities":
        quantity = record.quantities[tail]
        return f"{text(quantity.value)} {quantity.unit}"
    if head == "related":
        return joined(witnesses.relations(record, tail))
    return None if head == "identity" else text(getattr(record, head))
