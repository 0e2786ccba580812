"""Whether every sentence of every source is accounted for: quoted, or named in the ledger with a reason."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import accumulate

from ukjsec import proofs, spans
from ukjsec.corpus import Corpus
from ukjsec.models import Source
from ukjsec.problems import Finding
from ukjsec.rules.rule import Rule
from ukjsec.seals import Seal

RULES = (
    Rule(
        "sentence-unaccounted",
        "A sentence of a source is neither quoted nor in the ledger.",
        "Completeness is measured: what nobody read might hold an item.",
        "ledger: []",
        "Quote it in a record, or add it to the ledger with the reason why none needs it.",
        "source",
    ),
    Rule(
        "sentence-not-there",
        "A ledger or a part names a sentence or paragraph that the source does not have.",
        "The account would be of another text.",
        "ledger:\n- {at: 900, why: context}",
        "Correct the number; `ukjsec coverage SOURCE` lists the sentences.",
        "source",
    ),
    Rule(
        "ledger-without-record",
        "A ledger entry repeats, or is a detail of, a record that it does not name.",
        "The reader wants to go there.",
        "ledger: [{at: 1-5, why: repeats}]",
        "Add `record:` with the id.",
        "source",
    ),
    Rule(
        "ledger-quoted",
        "A ledger entry says that a sentence needs no quotation, but every sentence it names is quoted.",
        "An account that contradicts itself is not read again.",
        "ledger:\n- {at: 2.1, why: context}",
        "Drop the entry.",
        "source",
    ),
    Rule(
        "parts-incomplete",
        "The parts of a source leave a paragraph out, or two of them share one.",
        "The date of a passage is the date of its part.",
        "parts: [{paragraphs: 2-5, date: 2002-04, basis: So it says., covers: 2001/2002}]",
        "Let the parts follow one another from the first paragraph to the last.",
        "source",
    ),
)


def check(corpus: Corpus) -> Iterator[Finding]:
    """Findings about sentences without an account, and accounts without a sentence."""
    if corpus.focus is not None:
        return
    quoted = proofs.quoted_sentences(corpus)
    unsettled = proofs.unsettled(corpus)
    for source in corpus.sources.values():
        sealed = corpus.seals.get(source.id)
        path = corpus.path("sources", source.id)
        yield from _entries(source, path)
        if sealed is not None:
            yield from _parts(source, sealed, path)
            yield from _named(source, sealed, path, quoted[source.id])
            if source.id not in unsettled:
                yield from _unaccounted(source, sealed, path, quoted[source.id])


def _entries(source: Source, path: str) -> Iterator[Finding]:
    for at, entry in enumerate(source.ledger):
        if entry.why in ("repeats", "detail-of") and not entry.record:
            yield Finding(
                path,
                ("ledger", at, "why"),
                "ledger-without-record",
                f"`{entry.why}` names no record",
                "Add `record:` with the id of the record.",
            )


def _parts(source: Source, sealed: Seal, path: str) -> Iterator[Finding]:
    expected = 1
    for at, part in enumerate(source.parts):
        span = spans.parse(part.paragraphs)
        if "." in part.paragraphs:
            yield Finding(
                path,
                ("parts", at, "paragraphs"),
                "parts-incomplete",
                f"`{part.paragraphs}` cuts through a paragraph",
                "Name whole paragraphs, such as 12 or 14-17.",
            )
        elif span.first[0] != expected or span.last[0] < span.first[0]:
            yield Finding(
                path,
                ("parts", at, "paragraphs"),
                "parts-incomplete",
                f"this part begins with paragraph {span.first[0]}; the next paragraph is {expected}",
                "Let the parts follow one another without a gap.",
            )
        expected = span.last[0] + 1
    if expected != len(sealed.leaves) + 1:
        yield Finding(
            path,
            ("parts", len(source.parts) - 1, "paragraphs"),
            "parts-incomplete",
            f"the parts end with paragraph {expected - 1}; the source has {len(sealed.leaves)}",
            "Let the last part end with the last paragraph.",
        )


def _named(source: Source, sealed: Seal, path: str, quoted: set[tuple[int, int]]) -> Iterator[Finding]:
    every = proofs.sentences(sealed)
    # A manifest may name every sentence thousands of times: each run is looked up by its ends, and walked through once.
    unquoted = [0, *accumulate(sentence not in quoted for sentence in every)]
    left = list(range(len(every) + 1))
    for at, entry in enumerate(source.ledger):
        span = spans.parse(entry.at)
        first, end = bisect_left(every, span.first), bisect_right(every, span.last)
        here = every[first : first + 1] == [span.first] and first < end
        ends_there = here and (span.last[1] == spans.LAST or span.last == every[end - 1])
        if not ends_there or span.last[0] > len(sealed.leaves):
            yield Finding(
                path,
                ("ledger", at, "at"),
                "sentence-not-there",
                f"the source has no sentence `{entry.at}`",
                f"Correct it; `ukjsec coverage {source.id}` lists the sentences.",
            )
        elif unquoted[end] == unquoted[first] or _unnamed(left, first) >= end:
            yield Finding(
                path,
                ("ledger", at, "at"),
                "ledger-quoted",
                f"`{entry.at}` is accounted for already: quoted by a record, or named above",
                "Drop the entry.",
            )
        index = _unnamed(left, first)
        while index < end:
            left[index] = index + 1
            index = _unnamed(left, index)


def _unnamed(left: list[int], index: int) -> int:
    """The first sentence from an index on that no entry names yet; each that is named points to one behind it."""
    found = index
    while found < len(left) - 1 and left[found] != found:
        found = left[found]
    while index < found:
        left[index], index = found, left[index]
    return found


def _unaccounted(source: Source, sealed: Seal, path: str, quoted: set[tuple[int, int]]) -> Iterator[Finding]:
    every = proofs.sentences(sealed)
    begun = [0] * (len(every) + 1)
    for entry in source.ledger:
        span = spans.parse(entry.at)
        first, end = bisect_left(every, span.first), bisect_right(every, span.last)
        if first < end:
            begun[first] += 1
            begun[end] -= 1
    missing = [
        sentence
        for sentence, covered in zip(every, accumulate(begun), strict=False)
        if not covered and sentence not in quoted
    ]
    if missing:
        listed = ", ".join(f"{paragraph}.{number}" for paragraph, number in missing[:12])
        more = f" and {len(missing) - 12} more" if len(missing) > 12 else ""
        yield Finding(
            path,
            ("ledger",),
            "sentence-unaccounted",
            f"not quoted and not in the ledger: {_count(missing)}: {listed}{more}",
            "Quote each in a record, or add it to the ledger with the reason why none needs it.",
            on_key=True,
        )


def _count(sentences: list[tuple[int, int]]) -> str:
    return "1 sentence" if len(sentences) == 1 else f"{len(sentences)} sentences"
