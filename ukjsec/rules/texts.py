"""What only a holder of the texts can check: bytes, seals, and quotations to the letter."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ukjsec import seals, words
from ukjsec.corpus import Corpus
from ukjsec.models import Evidence, Record
from ukjsec.problems import Finding
from ukjsec.rules.rule import Rule
from ukjsec.seals import Span, Text

RULES = (
    Rule(
        "text-missing",
        "The text of a source is not in the folder that was named.",
        "What is not there cannot be verified.",
        "a folder without the source's file",
        "Name the folder that holds it, or restore the file.",
        "path",
    ),
    Rule(
        "text-differs",
        "The text of a source is not the one that was sealed: its SHA-256 is another.",
        "Paragraph numbers and quotations are those of exactly these bytes.",
        "a text with one letter changed",
        "Restore the text. A new edition is a new source.",
        "path",
    ),
    Rule(
        "seal-differs",
        "A seal is not that of the text.",
        "Someone changed it, or it was made of another text.",
        "a seal made of another text",
        "Make it anew with `ukjsec seal --texts DIR`.",
        "path",
    ),
    Rule(
        "quotation-not-in-source",
        "The words of a quotation do not stand in the source.",
        "A value would rest on words that nobody wrote.",
        "a quotation with one word changed",
        "Copy the words from the source, letter by letter.",
        "path",
    ),
    Rule(
        "quotation-not-verbatim",
        "A quotation has the words of the source, but not its punctuation.",
        "A quotation is verbatim or it is none.",
        "a quotation with a comma left out",
        "Copy it from the source, letter by letter.",
        "path",
    ),
)


@dataclass
class Texts:
    """The texts of a corpus's sources, as far as a folder holds them."""

    corpus: Corpus
    held: dict[str, Text] = field(default_factory=dict)
    """Source → its text."""
    paragraphs: dict[str, list[str]] = field(default_factory=dict)
    """Source → its paragraphs."""
    findings: list[Finding] = field(default_factory=list)


def read(corpus: Corpus, folder: Path) -> Texts:
    """Read the text of every source from a folder, each checked against its SHA-256."""
    texts = Texts(corpus)
    for source in corpus.sources.values():
        data = _bytes(folder / source.file)
        path = corpus.path("sources", source.id)
        if data is None:
            message = f"there is no `{source.file}` in {folder}"
            repair = "Name the folder that holds it."
            texts.findings.append(Finding(path, ("file",), "text-missing", message, repair))
        elif hashlib.sha256(data).hexdigest() != source.sha256:
            message = f"`{source.file}` has the SHA-256 {hashlib.sha256(data).hexdigest()}"
            texts.findings.append(Finding(path, ("sha256",), "text-differs", message, "Restore the text."))
        else:
            text = data.decode("utf-8-sig", "replace")
            texts.held[source.id] = Text(text)
            texts.paragraphs[source.id] = words.paragraphs(text)
    return texts


def _bytes(file: Path) -> bytes | None:
    return file.read_bytes() if file.is_file() else None


def entries(corpus: Corpus) -> Iterator[tuple[Record, int, Evidence]]:
    """Every quotation of the corpus: its record, its number from 0, and itself."""
    for record in corpus.records.values():
        for at, entry in enumerate(record.evidence):
            yield record, at, entry


def locate(texts: Texts, record: Record, at: int, entry: Evidence) -> tuple[Span | None, list[Finding]]:
    """Where a quotation stands in its text, by its words; with what is wrong where it is not one certain place."""
    path = texts.corpus.path("records", record.id)
    route = ("evidence", at, "quote")
    if entry.source not in texts.held or not words.words(entry.quote):
        return None, []
    found = texts.held[entry.source].positions(entry.quote, entry.paragraph)
    if len(found) == 1:
        return found[0], []
    if found:
        places = ", ".join(str(place[0]) for place in found)
        message = f"these words stand {len(found)} times in `{entry.source}`, in the paragraphs {places}"
        repair = "Lengthen the quotation, or name the `paragraph`."
        return None, [Finding(path, route, "quotation-found-twice", message, repair)]
    where = f" in paragraph {entry.paragraph}" if entry.paragraph else ""
    message = f"these words do not stand in `{entry.source}`{where}"
    return None, [Finding(path, route, "quotation-not-in-source", message, "Copy the words from the source.")]


def check(texts: Texts) -> Iterator[Finding]:
    """Findings that only a holder of the texts can make."""
    corpus = texts.corpus
    yield from texts.findings
    for ident, text in texts.held.items():
        sealed = corpus.seals.get(ident)
        for difference in seals.differences(sealed, text) if sealed else []:
            path = f"{corpus.path('sources', ident).removesuffix('.yaml')}.seal"
            repair = "Make it anew with `ukjsec seal --texts DIR`."
            yield Finding(path, (), "seal-differs", difference, repair, at=(1, 1))
    for record, at, entry in entries(corpus):
        place, findings = locate(texts, record, at, entry)
        yield from findings
        if place and not seals.is_verbatim(texts.paragraphs[entry.source][place[0] - 1], entry.quote):
            yield Finding(
                corpus.path("records", record.id),
                ("evidence", at, "quote"),
                "quotation-not-verbatim",
                f"the source has: {context(texts, entry.source, place, around=0)}",
                "Copy it from the source, letter by letter.",
            )


def context(texts: Texts, source: str, place: Span, *, around: int = 6) -> str:
    """A quotation in its text, with so many words before and after, and «» around it."""
    paragraph = texts.paragraphs[source][place[0] - 1]
    found = words.words(paragraph)
    first, last = place[1] - 1, place[2] - 1
    begin, end = max(0, first - around), min(len(found) - 1, last + around)
    before, quoted = paragraph[found[begin].start : found[first].start], paragraph[found[first].start : found[last].end]
    return f"{before}«{quoted}»{paragraph[found[last].end : found[end].end]}"


def sealed(texts: Texts, *, keep: bool = False) -> tuple[dict[str, seals.Seal], list[Finding]]:
    """The seal of every source whose text is held, every quotation opened; with the quotations that have no place.

    Args:
        texts: the texts.
        keep: whether what the seals open already stays open, as far as it is of the same text.
    """
    places: dict[str, set[Span]] = {ident: set() for ident in texts.held}
    findings = list(texts.findings)
    for record, at, entry in entries(texts.corpus):
        place, wrong = locate(texts, record, at, entry)
        findings += wrong
        if place:
            places[entry.source].add(place)
    made = {}
    for ident, text in texts.held.items():
        fresh, before = seals.seal(ident, text), texts.corpus.seals.get(ident)
        if keep and before and before.checksum == fresh.checksum:
            places[ident] |= {one.span for one in before.openings}
        made[ident] = seals.open_quotations(fresh, text, places[ident])
    return made, findings


def sentences(corpus: Corpus, ident: str, folder: Path) -> dict[tuple[int, int], str]:
    """The words of every sentence of a source, by paragraph and sentence from 1; none where the text is missing."""
    found: dict[tuple[int, int], str] = {}
    for number, paragraph in enumerate(read(corpus, folder).paragraphs.get(ident, []), 1):
        every = words.words(paragraph)
        starts = words.sentences(paragraph)
        # Not strict: a paragraph without words has no start, but its words end at 0.
        for at, (start, end) in enumerate(zip(starts, [*starts[1:], len(every)], strict=False), 1):
            found[number, at] = paragraph[every[start].start : every[end - 1].end]
    return found
