"""What is left to read of a source: the sentences that are neither quoted nor in the ledger, and those still pending.

Those that may hold an item come first. What points to one is what proves one later, the witnesses of the literal rule:
a date, a word that shows a kind of co-operation or a status, the names of actors of both sides.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from ukjsec import spans, witnesses, words
from ukjsec.corpus import Corpus
from ukjsec.errors import MissingFileError, UnknownNameError
from ukjsec.models import Source
from ukjsec.rules import texts
from ukjsec.vocabulary import KINDS, STATUS, Vocabulary, nearest
from ukjsec.words import plain

PENDING = "pending"

WEIGHTS = {"both sides": 4, "date": 3, "kind": 3, "one side": 1, "status": 1}
"""How much each sign counts: what only an item has above what any sentence may have."""

YEAR = re.compile(r"[0-9]+\s*(?:年代|[年月日])|(?<![0-9.,])(?:1[5-9]|20)[0-9]{2}s?(?![0-9]|[.,][0-9])")
"""A Japanese year, decade, month or day, or a year."""

LETTERS = re.compile(r"[^a-z]", re.IGNORECASE)
"""What ends a word of which a cue is the beginning."""

DATES = (
    YEAR,
    *(witnesses.date_witnesses(f"2000-{number:02}")[1] for number in (*range(1, 13), *witnesses.SEASONS)),
)
"""What shows a date: a year, any of the twelve months, any of the four seasons."""


@dataclass(frozen=True)
class Sentence:
    """A sentence that is still to be read."""

    paragraph: int
    number: int
    """The sentence within the paragraph, from 1."""
    account: str | None
    """`pending`, or None where nothing accounts for it."""
    text: str
    """The sentence itself."""
    signs: dict[str, tuple[str, ...]]
    """What points to an item: a key of `WEIGHTS` → the words of the sentence."""

    @property
    def weight(self) -> int:
        """How strongly it points to an item."""
        return sum(WEIGHTS[sign] for sign in self.signs)


@dataclass(frozen=True)
class Suggestions:
    """What is left to read of a source."""

    source: str
    sentences: tuple[Sentence, ...]
    """The strongest first, then as they stand in the text."""
    total: int
    """How many sentences the source has."""
    unread: tuple[str, ...] = ()
    """The files that could not be read whole: what they quote is not known."""


def sides(corpus: Corpus) -> tuple[witnesses.Witness, ...]:
    """The names of all that belong to one, and to the other, of the two states that take part in most records."""
    states = Counter(corpus.state(one.actor) for record in corpus.records.values() for one in record.participants)
    del states[None]
    return tuple(
        witnesses.name_witness(
            tuple(
                name
                for ident in corpus.actors
                if corpus.state(ident) == state
                for name in corpus.names[f"participants.{ident}"]
            )
        )
        for state, _ in states.most_common(2)
    )


def signs(sentence: str, both: tuple[witnesses.Witness, ...]) -> dict[str, tuple[str, ...]]:
    """What points to an item in a sentence: a key of `WEIGHTS` → the words of the sentence.

    Args:
        sentence: the sentence.
        both: what shows the one and the other side, see `sides`.
    """
    text = plain(sentence)
    named = [match[0] for pattern in both if (match := pattern.search(text))]
    dates = sorted((match.start(), match[0]) for pattern in DATES for match in pattern.finditer(text))
    found = {
        "both sides" if len(named) > 1 else "one side": named,
        "date": [date for _, date in dates],
        "kind": [word for terms in KINDS.values() for word in _cues(terms, text)],
        "status": _cues(STATUS, text),
    }
    return {sign: tuple(dict.fromkeys(shown)) for sign, shown in found.items() if shown}


def _cues(terms: Vocabulary, text: str) -> list[str]:
    """The words of a text that show one of the terms, one of each term; whole, also where a cue is a beginning."""
    found = [match for term in terms if term.pattern and (match := term.pattern.search(text))]
    return [(match[0] + LETTERS.split(text[match.end() :], maxsplit=1)[0]).lower() for match in found]


def suggestions(corpus: Corpus, ident: str, folder: Path) -> Suggestions:
    """What is left to read of a source.

    Args:
        corpus: the corpus.
        ident: the id of the source.
        folder: the folder that holds its text.

    Raises:
        UnknownNameError: there is no such source, or its manifest is not sound yet.
        MissingFileError: the folder is not there, or does not hold the text.
    """
    source = _source(corpus, ident)
    if not folder.is_dir():
        raise MissingFileError(f"{folder}: there is no such folder; name the one that holds the text `{source.file}`")
    held = texts.read(corpus, folder)
    if ident not in held.held:
        path = corpus.path("sources", ident)
        why = next(finding.message for finding in held.findings if finding.path == path)
        raise MissingFileError(f"{why}; name with --texts the folder that holds the text of `{ident}` as it was sealed")
    quoted = _quoted(corpus, held, ident)
    ledger = [(spans.parse(entry.at), entry.why) for entry in source.ledger]
    both = sides(corpus)
    left = []
    every = texts.sentences(corpus, ident, folder)
    for at, text in every.items():
        account = next((why for span, why in ledger if at in span), None)
        if at not in quoted and account in (None, PENDING):
            left.append(Sentence(*at, account, text, signs(text, both)))
    left.sort(key=lambda one: -one.weight)
    return Suggestions(ident, tuple(left), len(every), tuple(sorted(corpus.unsound)))


def _source(corpus: Corpus, ident: str) -> Source:
    if ident in corpus.sources:
        return corpus.sources[ident]
    if ident in corpus.claimed["sources"]:
        path = f"seeds/sources/{ident}.yaml"
        raise UnknownNameError(
            f"the manifest of `{ident}` is not sound yet; `ukjsec validate {path}` says what is wrong"
        )
    near = nearest(ident, corpus.sources)
    hint = f"did you mean `{near}`?" if near else f"there are {', '.join(corpus.sources)}"
    raise UnknownNameError(f"there is no source `{ident}`; {hint}")


def _quoted(corpus: Corpus, held: texts.Texts, ident: str) -> set[tuple[int, int]]:
    """The sentences that some record quotes, also by quotations that no seal proves yet."""
    starts = [words.sentences(paragraph) for paragraph in held.paragraphs[ident]]
    found = set()
    for record, at, entry in texts.entries(corpus):
        place, _ = texts.locate(held, record, at, entry) if entry.source == ident else (None, [])
        if place:
            paragraph, first, last = place
            numbers = [sum(start < word for start in starts[paragraph - 1]) for word in (first, last)]
            found |= {(paragraph, number) for number in range(numbers[0], numbers[1] + 1)}
    return found
