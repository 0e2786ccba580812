"""The rows of what stands beside the records: actors, places, sources and their account, retired ids, two readings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from ukjsec import proofs, spans
from ukjsec.corpus import Corpus
from ukjsec.models import Source
from ukjsec.reliability import ITEM, kappa
from ukjsec.rows.cells import Row, date_cells, joined
from ukjsec.rows.records import Maker
from ukjsec.seals import LEAF, Seal

DIGITS = 4
"""The digits after the point of a share: more than that is noise in some hundred values."""


def makers() -> dict[str, Maker]:
    """What makes the rows of each table of this module."""
    return {
        "actors": _actors,
        "places": _places,
        "sources": _sources,
        "parts": _parts,
        "coverage": _coverage,
        "retired": _retired,
        "readings": _readings,
        "reliability": _reliability,
    }


def _actors(corpus: Corpus) -> Iterator[Row]:
    for actor in corpus.actors.values():
        yield {
            **actor.model_dump(exclude={"aliases", "parent"}),
            "aliases": joined(actor.aliases),
            "parent_id": actor.parent,
            "state_id": corpus.state(actor.id),
        }


def _places(corpus: Corpus) -> Iterator[Row]:
    for place in corpus.places.values():
        yield {
            **place.model_dump(exclude={"aliases", "country"}),
            "aliases": joined(place.aliases),
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
            "authors": joined(source.authors),
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
        sealed = corpus.seals[source.id]
        entries = [(spans.parse(entry.at), entry) for entry in source.ledger]
        for paragraph, number in proofs.sentences(sealed):
            sentence = (paragraph, number)
            entry = next((entry for span, entry in entries if sentence in span), None)
            is_quoted = sentence in quoted[source.id]
            yield {
                "source_id": source.id,
                "paragraph": paragraph,
                "sentence": number,
                "words": _words(sealed, paragraph, number),
                "account": "quoted" if is_quoted else entry.why if entry else None,
                "record_id": entry.record if entry and not is_quoted else None,
                "note": entry.note if entry and not is_quoted else None,
            }


def _words(sealed: Seal, paragraph: int, number: int) -> int:
    """The number of words of a sentence."""
    starts = sealed.sentences[paragraph - 1]
    end = starts[number] if number < len(starts) else len(sealed.leaves[paragraph - 1]) // LEAF + 1
    return end - starts[number - 1]


def _retired(corpus: Corpus) -> Iterator[Row]:
    for retired in corpus.retired.values():
        yield {"id": retired.id, "successor_id": retired.successor, "reason": retired.reason}


def _readings(corpus: Corpus) -> Iterator[Row]:
    for one in corpus.reliability.values():
        seen = {ITEM: (joined(one.first), joined(one.second)), **one.fields}
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
    pairs: dict[str, list[tuple[str | None, ...]]] = defaultdict(list)
    for one in corpus.reliability.values():
        for name, pair in one.fields.items():
            pairs[name].append(pair)
    for name, values in pairs.items():
        beyond = kappa(values)
        cells = _agreement([first == second for first, second in values])
        yield {"field": name, **cells, "kappa": None if beyond is None else round(beyond, DIGITS)}
    items = [one.outcome == "same-item" for one in corpus.reliability.values()]
    if items:
        yield {"field": ITEM, **_agreement(items), "kappa": None}


def _agreement(same: Sequence[bool]) -> Row:
    return {"compared": len(same), "agreed": sum(same), "agreement": round(sum(same) / len(same), DIGITS)}
