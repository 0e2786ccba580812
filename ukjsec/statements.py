"""All that a checkout states, as plain texts by field: what can be compared with what another states."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ukjsec import proofs
from ukjsec.changes import Edition, Flaw, Quotation, Values
from ukjsec.corpus import Corpus, placed
from ukjsec.described import Model
from ukjsec.models import Record
from ukjsec.rows.cells import joined, text

TABLES = ("records", "actors", "places", "sources", "retired", "reliability")
"""What a corpus holds by id, in the order in which changes are told."""

KEYS = {"participants": "actor", "places": "place", "related": "to", "parts": "paragraphs", "ledger": "at"}
"""The lists whose entries are told apart by one of their fields; two entries of one such name are two values of it."""

UNORDERED = frozenset({"topics", "aliases", "first", "second"})
"""The lists of texts whose order says nothing: each text is a value of its own."""

TAKEN_IN = frozenset({"seal-missing"})
"""What is found wrong while reading, but keeps nothing from being read."""


def edition(corpus: Corpus) -> Edition:
    """All that a corpus states; what could not be read of it is named."""
    held: dict[str, dict[str, Model]] = {what: getattr(corpus, what) for what in TABLES}
    tables = {what: {ident: values(item) for ident, item in items.items()} for what, items in held.items()}
    for ident in tables["sources"]:
        tables["sources"][ident] |= _seal(corpus, ident)
    return Edition(
        tables,
        {record.id: tuple(_quotations(corpus, record)) for record in corpus.records.values()},
        {what: frozenset(corpus.claimed[what] - items.keys()) for what, items in held.items()},
        tuple(_flaws(corpus)),
    )


def values(item: Model) -> dict[str, tuple[str, ...]]:
    """Every value of an item but its id, by field; see `changes.Values`."""
    found: dict[str, list[str]] = {"type": [item.type]} if isinstance(item, Record) else {}
    for name, value in item.model_dump(mode="json", by_alias=True, exclude_none=True, exclude={"id"}).items():
        for key, said in _said(name, value):
            found.setdefault(key, []).append(said)
    return {name: tuple(sorted(set(texts))) for name, texts in found.items()}


def _said(name: str, value: Any) -> Iterator[tuple[str, str]]:
    """Field and text of every value within one."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _said(f"{name}.{key}", inner)
    elif not isinstance(value, list):
        yield name, text(value)
    elif name in KEYS:
        yield from ((f"{name}.{entry.pop(KEYS[name])}", _in_words(entry)) for entry in value)
    elif name == "evidence":
        yield from (pair for entry in value for pair in _evidence(entry))
    elif name in UNORDERED:
        yield from ((name, inner) for inner in value)
    elif value:
        yield name, str(joined("(none)" if inner is None else inner for inner in value))


def _in_words(entry: dict[str, Any]) -> str:
    """What an entry says: its first field, which is its point, then the others by name."""
    (_, point), *others = entry.items()
    return ", ".join([text(point), *(f"{name}: {text(value)}" for name, value in others)])


def _evidence(entry: dict[str, Any]) -> Iterator[tuple[str, str]]:
    name = Quotation(entry["source"], entry["quote"], ()).field
    yield from ((name, field) for field in entry["supports"])
    yield from ((name, f"{key}: {text(entry[key])}") for key in ("paragraph", "basis") if key in entry)


def _quotations(corpus: Corpus, record: Record) -> Iterator[Quotation]:
    for entry in record.evidence:
        sealed = proofs.opening(corpus, entry) is not None
        yield Quotation(entry.source, entry.quote, entry.supports, entry.basis, sealed)


def _seal(corpus: Corpus, ident: str) -> Values:
    sealed = corpus.seals.get(ident)
    if not sealed:
        return {}
    size = f"{len(sealed.leaves)} paragraphs, {proofs.word_count(sealed)} words, checksum {sealed.checksum}"
    return {"seal": (size,), "seal.quotations": (str(len(sealed.openings)),)}


def _flaws(corpus: Corpus) -> Iterator[Flaw]:
    """The files of which something could not be taken in, with their problems; not those that only break a rule."""
    problems = placed(corpus, (one for one in corpus.findings if one.rule not in TAKEN_IN))
    found: dict[str, list[str]] = {}
    for problem in problems:
        found.setdefault(problem.place.path, []).append(str(problem))
    return (Flaw(path, tuple(told)) for path, told in found.items())
