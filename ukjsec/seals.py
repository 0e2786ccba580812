"""Seals: published commitments to the words of a text, so that quotations are checked by those who do not hold it.

The scheme, for whoever implements it again. Words and sentences are those of `ukjsec.words`; paragraphs, and the
words in one, are counted from 1. H(n, p, k, m) is BLAKE2b with n bytes of digest, personalisation p (ASCII, filled up
with zero bytes), key k and message m; int is four bytes, most significant first; text is UTF-8.

- window of a paragraph: the list of the paragraph itself, then of the paragraphs that follow it, then (when the text
  ends) of those that precede it, nearest first, until these have MIN_WORDS words together or the text is used up.
- key of a paragraph: H(32, "ukjsec key 1", none, m), m being for each paragraph of the window the int number of its
  words, and for each of these the int length in bytes and the bytes.
- place of a word: int paragraph, int position in the paragraph.
- salt of a word: H(16, "ukjsec salt 1", key, place). Leaf of a word: H(8, "ukjsec leaf 1", salt, place + word).
- the file: `sealfiles.render` says its lines. Its checksum is H(16, "ukjsec sum 1", none, m), m being the first line
  and the lines of the paragraphs, each with its LF. It does not cover the openings, so opening a quotation adds one
  line.

Why it holds. Without its salt a leaf says nothing of its word, and salts follow from the key alone, which only the
words give: 80 words of prose, quoted in part, cannot be guessed. A heading could, by trying the vocabulary; that is why
the key of a short paragraph takes in its neighbours, and why a holder of a copy needs these too to open a quotation.
For the same reason `exposed` names the paragraphs of which so much is quoted that the rest could be guessed.
To make a false word pass, a salt must be found by 2**64 trials for each word and place (place is in the leaf, so that
trials do not count for all leaves at once), and a holder still sees with `differences` that it is not the text's.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import blake2b
from typing import TypeAlias

from ukjsec import words

MIN_WORDS = 80
"""The least number of words that a key is made of, where the text has as many."""

MIN_HIDDEN = 12
"""The least number of words of a window that should stay unquoted, so that they cannot be guessed together."""

SALT, LEAF = 16, 8
"""The sizes of a salt and of a leaf in bytes."""

Span: TypeAlias = tuple[int, int, int]
"""Where a quotation stands: paragraph, first and last word, all from 1, the last one inclusive."""

SOURCE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
"""The form of the name of a source."""


class SealError(ValueError):
    """Raised when a seal file is not what `sealfiles.render` writes, or a seal does not fit what is asked of it."""

    def __init__(self, message: str, line: int = 1) -> None:
        super().__init__(message)
        self.line = line
        """The line of the seal file, from 1."""


@dataclass(frozen=True, order=True)
class Opening:
    """The public salts of one quotation."""

    paragraph: int
    first: int
    last: int
    salts: bytes
    """SALT bytes a word, in order."""

    @property
    def span(self) -> Span:
        """The place of the quotation: its locator."""
        return self.paragraph, self.first, self.last


@dataclass(frozen=True)
class Seal:
    """What is published of a text: leaves of all words, sentence starts, salts of the quoted words."""

    source: str
    leaves: tuple[bytes, ...]
    """For each paragraph LEAF bytes a word."""
    sentences: tuple[tuple[int, ...], ...]
    """For each paragraph the positions (from 1) of the words that start a sentence."""
    openings: tuple[Opening, ...] = ()
    """Sorted, none twice."""

    @property
    def checksum(self) -> str:
        """What the second line of the file says of the first and of the paragraphs, in hexadecimal."""
        return _hash(16, b"ukjsec sum 1", "".join(f"{line}\n" for line in lines_of(self)).encode()).hex()

    @cached_property
    def _by_length(self) -> dict[int, _Openings]:
        """Number of words → the openings of so many words."""
        groups: dict[int, list[Opening]] = {}
        for one in self.openings:
            groups.setdefault(one.last - one.first + 1, []).append(one)
        return {number: _Openings(self.leaves, group) for number, group in groups.items()}


class _Openings:
    """Openings of one length, which learn their first words: a leaf fits one word, so it is tried until it is met."""

    def __init__(self, leaves: Sequence[bytes], openings: list[Opening]) -> None:
        self.leaves = leaves
        self.met: dict[str, list[Opening]] = {}
        self.unmet = openings

    def find(self, sought: Sequence[str]) -> list[Opening]:
        first = sought[0]
        if first not in self.met:
            found = [one for one in self.unmet if self._fits(one, 0, first)]
            # In this order a second thread may try an opening twice, but loses none.
            self.met[first] = found
            if found:
                self.unmet = [one for one in self.unmet if one not in found]
        return [
            one for one in self.met[first] if all(self._fits(one, index, word) for index, word in enumerate(sought))
        ]

    def _fits(self, one: Opening, index: int, word: str) -> bool:
        position = one.first + index
        leaf = self.leaves[one.paragraph - 1][(position - 1) * LEAF : position * LEAF]
        return _leaf(one.salts[index * SALT : (index + 1) * SALT], one.paragraph, position, word) == leaf


class Text:
    """A text in the hands of a holder: its words, and the keys that they give."""

    def __init__(self, text: str) -> None:
        self.paragraphs = words.paragraphs(text)
        self.words = [[word.text for word in words.words(paragraph)] for paragraph in self.paragraphs]
        self._keys: dict[int, bytes] = {}

    @cached_property
    def _places(self) -> dict[str, list[tuple[int, int]]]:
        """Word → the paragraphs and positions where it stands, both from 1."""
        places: dict[str, list[tuple[int, int]]] = {}
        for number, row in enumerate(self.words, 1):
            for position, word in enumerate(row, 1):
                places.setdefault(word, []).append((number, position))
        return places

    def positions(self, quote: str, paragraph: int | None = None) -> list[Span]:
        """Return all places where the words of a quotation stand one after another in a (or the given) paragraph."""
        sought = [word.text for word in words.words(quote)]
        return [
            (number, position, position + len(sought) - 1)
            for number, position in (self._places.get(sought[0], []) if sought else [])
            if paragraph in (None, number) and self.words[number - 1][position - 1 :][: len(sought)] == sought
        ]

    def opening(self, paragraph: int, first: int, last: int) -> Opening:
        """Return the salts of the words `first` to `last` of a paragraph.

        Raises:
            SealError: The text has no such words.
        """
        if not (1 <= paragraph <= len(self.words) and 1 <= first <= last <= len(self.words[paragraph - 1])):
            raise SealError(f"the text has no words {first}-{last} in a paragraph {paragraph}")
        return Opening(paragraph, first, last, b"".join(self._salts(paragraph, range(first, last + 1))))

    def leaves(self, paragraph: int) -> bytes:
        """Return the leaves of a paragraph, LEAF bytes a word."""
        row = self.words[paragraph - 1]
        salts = self._salts(paragraph, range(1, len(row) + 1))
        return b"".join(
            _leaf(salt, paragraph, position, word)
            for position, (salt, word) in enumerate(zip(salts, row, strict=True), 1)
        )

    def sentences(self, paragraph: int) -> tuple[int, ...]:
        """Return the positions (from 1) of the words that start the sentences of a paragraph."""
        return tuple(index + 1 for index in words.sentences(self.paragraphs[paragraph - 1]))

    def _salts(self, paragraph: int, positions: range) -> Iterator[bytes]:
        if paragraph not in self._keys:
            window = _window([len(row) for row in self.words], paragraph)
            self._keys[paragraph] = _key([self.words[number - 1] for number in window])
        key = self._keys[paragraph]
        return (_hash(SALT, b"ukjsec salt 1", _int(paragraph) + _int(position), key) for position in positions)


def seal(source: str, text: str | Text) -> Seal:
    """Return the seal of a text, nothing in it opened.

    Raises:
        SealError: The name of the source is not made of a-z, 0-9 and single hyphens between them.
    """
    if not SOURCE.fullmatch(source):
        raise SealError(f"{source!r} cannot name a source: use a-z, 0-9 and hyphens")
    held = _held(text)
    numbers = range(1, len(held.words) + 1)
    return Seal(source, tuple(map(held.leaves, numbers)), tuple(map(held.sentences, numbers)))


def open_quotations(sealed: Seal, text: str | Text, places: Iterable[Span]) -> Seal:
    """Return the seal with openings for exactly the quotations at these places, and no others.

    Raises:
        SealError: A place is outside the text, or the text is not the one that was sealed.
    """
    held = _held(text)
    openings = tuple(sorted({held.opening(*place) for place in places}))
    for one in openings:
        if len(sealed.leaves) < one.paragraph or sealed.leaves[one.paragraph - 1] != held.leaves(one.paragraph):
            raise SealError(f"paragraph {one.paragraph} of the text, or a neighbour of it, is not what was sealed")
    return replace(sealed, openings=openings)


def find(sealed: Seal, quote: str, paragraph: int | None = None) -> list[Opening]:
    """Return the openings that prove a quotation: those whose every leaf is made of its salt and the quoted word.

    It does not need the text. None means that the quotation is false, or not opened. Punctuation is not looked at.
    """
    sought = [word.text for word in words.words(quote)]
    group = sealed._by_length.get(len(sought))  # noqa: SLF001 (an index that is nobody else's concern)
    return [one for one in (group.find(sought) if group else []) if paragraph in (None, one.paragraph)]


def differences(sealed: Seal, text: str | Text) -> list[str]:
    """Return one sentence for each thing in which a seal is not that of the text; none when it is."""
    held = _held(text)
    found: list[str] = []
    for number in range(1, max(len(held.words), len(sealed.leaves)) + 1):
        if number > len(sealed.leaves):
            found.append(f"paragraph {number} of the text is not in the seal")
        elif number > len(held.words):
            found.append(f"paragraph {number} of the seal is not in the text")
        elif sealed.leaves[number - 1] != held.leaves(number):
            short = len(held.words[number - 1]) < MIN_WORDS
            found.append(f"paragraph {number}{', or a neighbour of it,' if short else ''} has other words in the seal")
        elif sealed.sentences[number - 1] != held.sentences(number):
            found.append(f"paragraph {number} has its sentences elsewhere in the seal")
    for one in sealed.openings:
        name = f"opening {one.paragraph} {one.first}-{one.last}"
        if one.paragraph > len(held.words) or one.last > len(held.words[one.paragraph - 1]):
            found.append(f"{name} is outside the text")
        elif one != held.opening(*one.span):
            found.append(f"{name} has other salts than the text")
    return found


def exposed(sealed: Seal) -> list[int]:
    """Return the paragraphs whose unopened words could be guessed: fewer than MIN_HIDDEN of their key are hidden.

    A paragraph that is opened as a whole hides nothing and is not named.
    """
    counts = [len(row) // LEAF for row in sealed.leaves]
    opened = {(one.paragraph, at) for one in sealed.openings for at in range(one.first, one.last + 1)}
    hidden = [
        sum((number, position) not in opened for position in range(1, count + 1))
        for number, count in enumerate(counts, 1)
    ]
    return [
        number
        for number in range(1, len(counts) + 1)
        if hidden[number - 1] and sum(hidden[at - 1] for at in _window(counts, number)) < MIN_HIDDEN
    ]


def is_verbatim(paragraph: str, quote: str) -> bool:
    """Tell whether a quotation stands in a paragraph to the letter, punctuation and case included.

    Both are compared in NFKC with white space collapsed; the quotation may not begin or end within a word.
    """
    whole, part = (" ".join(unicodedata.normalize("NFKC", text).split()) for text in (paragraph, quote))
    inside = {at for word in words.words(whole) for at in range(word.start + 1, word.end)}
    starts = (found.start() for found in re.finditer(f"(?={re.escape(part)})", whole))
    return bool(part) and any(not inside & {start, start + len(part)} for start in starts)


def lines_of(sealed: Seal) -> list[str]:
    """Return the first line of the seal file and those of the paragraphs: what the checksum covers."""
    return [f"ukjsec-seal 1 {sealed.source}"] + [
        f"{number} {','.join(map(str, starts)) or '-'} {leaves.hex() or '-'}"
        for number, (starts, leaves) in enumerate(zip(sealed.sentences, sealed.leaves, strict=True), 1)
    ]


def _window(counts: Sequence[int], paragraph: int) -> list[int]:
    """Return the paragraphs whose words make the key of one, from the number of words in each."""
    chosen: list[int] = []
    total = 0
    for number in (*range(paragraph, len(counts) + 1), *range(paragraph - 1, 0, -1)):
        chosen.append(number)
        total += counts[number - 1]
        if total >= MIN_WORDS:
            break
    return chosen


def _key(window: Sequence[Sequence[str]]) -> bytes:
    """Return the key that the words of some paragraphs make; the numbers keep ("ab", "c") apart from ("a", "bc")."""
    message = bytearray()
    for row in window:
        message += _int(len(row))
        for word in row:
            encoded = word.encode()
            message += _int(len(encoded)) + encoded
    return _hash(32, b"ukjsec key 1", bytes(message))


def _leaf(salt: bytes, paragraph: int, position: int, word: str) -> bytes:
    return _hash(LEAF, b"ukjsec leaf 1", _int(paragraph) + _int(position) + word.encode(), salt)


def _hash(size: int, purpose: bytes, message: bytes, key: bytes = b"") -> bytes:
    return blake2b(message, digest_size=size, key=key, person=purpose).digest()


def _int(number: int) -> bytes:
    return number.to_bytes(4, "big")


def _held(text: str | Text) -> Text:
    return text if isinstance(text, Text) else Text(text)
