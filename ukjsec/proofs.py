"""What the quotations of a record prove: where each stands, how it shows each value, and of which date it is."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from ukjsec import edtf, seals, spans, witnesses
from ukjsec.corpus import Corpus
from ukjsec.models import OPTIONAL_FIELDS, Evidence, Part, Record, Source, coded_fields
from ukjsec.seals import LEAF, Opening, Seal


@dataclass(frozen=True)
class Proof:
    """One value and one of the quotations that support it."""

    field: str
    number: int
    """The number of the evidence entry in the record, from 1."""
    evidence: Evidence
    opening: Opening | None
    """Where the quotation stands; None where it is not sealed."""
    match: str
    """`literal`, `carried` or `inferred`: of the value, by all its quotations together."""


def opening(corpus: Corpus, evidence: Evidence) -> Opening | None:
    """Where a quotation stands by the seal of its source; None where it is not opened, not there, or there twice."""
    found = openings(corpus, evidence)
    return found[0] if len(found) == 1 else None


def openings(corpus: Corpus, evidence: Evidence) -> list[Opening]:
    """Every place at which the seal of its source proves a quotation; looked up once."""
    key = (evidence.source, evidence.quote, evidence.paragraph)
    if key not in corpus.openings:
        sealed = corpus.seals.get(evidence.source)
        corpus.openings[key] = seals.find(sealed, evidence.quote, evidence.paragraph) if sealed else []
    found: list[Opening] = corpus.openings[key]
    return found


def proofs(corpus: Corpus, record: Record) -> list[Proof]:
    """Every proof of a record, field by field as its evidence first names them, then by entry."""
    allowed = coded_fields(record).keys() | OPTIONAL_FIELDS
    supporting: dict[str, list[int]] = defaultdict(list)
    for at, entry in enumerate(record.evidence):
        for name in dict.fromkeys(entry.supports):
            if name in allowed:
                supporting[name].append(at)
    places = [opening(corpus, entry) for entry in record.evidence]
    found = []
    for name, entries in supporting.items():
        wanted = witnesses.witnesses(record, name, corpus.names)
        match = witnesses.match(wanted, [record.evidence[at].quote for at in entries])
        found += [Proof(name, at + 1, record.evidence[at], places[at], match) for at in entries]
    return found


def part(source: Source, paragraph: int) -> Part | None:
    """The part of a source to which a paragraph belongs."""
    return next((one for one in source.parts if (paragraph, 1) in spans.parse(one.paragraphs)), None)


def as_of(corpus: Corpus, record: Record) -> str | None:
    """The date of the newest source part that supports the status, in EDTF; None while none is sealed."""
    dates = []
    for entry in record.evidence:
        source = corpus.sources.get(entry.source)
        place = opening(corpus, entry)
        if "status" in entry.supports and source and place:
            of = part(source, place.paragraph)
            if of:
                dates.append(of.date)
    return max(dates, key=newest, default=None)


def newest(text: str) -> tuple[date, date]:
    """A key that sorts dates in EDTF by their latest day, then by their earliest."""
    parsed = edtf.parse(text)
    return parsed.latest or date.max, parsed.earliest or date.min


def sentence_of(sealed: Seal, paragraph: int, word: int) -> int:
    """The number of the sentence, from 1, in which a word of a paragraph stands."""
    return sum(1 for start in sealed.sentences[paragraph - 1] if start <= word)


def sentences(sealed: Seal) -> list[tuple[int, int]]:
    """Every sentence of a source: paragraph and sentence, from 1."""
    return [(number, at) for number, starts in enumerate(sealed.sentences, 1) for at in range(1, len(starts) + 1)]


def word_count(sealed: Seal) -> int:
    """The number of words of a source."""
    return sum(len(leaves) // LEAF for leaves in sealed.leaves)


def quoted(corpus: Corpus) -> dict[str, list[tuple[Record, Opening]]]:
    """For each source the quotations that records take from it."""
    found: dict[str, list[tuple[Record, Opening]]] = {ident: [] for ident in corpus.sources}
    for record in corpus.records.values():
        for entry in record.evidence:
            place = opening(corpus, entry)
            if place and entry.source in found:
                found[entry.source].append((record, place))
    return found


def quoted_sentences(corpus: Corpus) -> dict[str, set[tuple[int, int]]]:
    """For each source the sentences (paragraph and sentence, from 1) that some record quotes."""
    found: dict[str, set[tuple[int, int]]] = {ident: set() for ident in corpus.sources}
    for ident, quotations in quoted(corpus).items():
        for _, place in quotations:
            sealed = corpus.seals[ident]
            first = sentence_of(sealed, place.paragraph, place.first)
            last = sentence_of(sealed, place.paragraph, place.last)
            found[ident] |= {(place.paragraph, number) for number in range(first, last + 1)}
    return found


def unsettled(corpus: Corpus) -> set[str]:
    """The sources of which it is not known what is quoted: a record, or the place of a quotation, is not known yet."""
    if corpus.unsound:
        return set(corpus.sources)
    entries = [entry for record in corpus.records.values() for entry in record.evidence]
    if any(entry.source not in corpus.sources for entry in entries):
        return set(corpus.sources)
    return {entry.source for entry in entries if opening(corpus, entry) is None}


def quoted_words(openings: list[Opening]) -> int:
    """How many words of a source are quoted, each counted once."""
    return len({(one.paragraph, word) for one in openings for word in range(one.first, one.last + 1)})
