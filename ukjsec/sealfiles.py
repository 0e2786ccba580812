"""Seals as files: text, a line per paragraph and a line per opening, in one canonical form."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from ukjsec.seals import LEAF, SALT, SOURCE, Opening, Seal, SealError, lines_of

MAX_CHARACTERS = 4 * 2**20
"""A seal file longer than this (a text of some 250,000 words, a long book) is refused unread."""

MAX_PARAGRAPHS = 50_000
"""A seal of more paragraphs is refused."""

_HEADER = re.compile(rf"ukjsec-seal 1 ({SOURCE.pattern})")
_PARAGRAPH = re.compile(r"([1-9][0-9]{0,6}) (-|[1-9][0-9]{0,6}(?:,[1-9][0-9]{0,6})*) (-|(?:[0-9a-f]{16})+)")
_OPENING = re.compile(r"open ([1-9][0-9]{0,6}) ([1-9][0-9]{0,6})-([1-9][0-9]{0,6}) ((?:[0-9a-f]{32})+)")


def render(sealed: Seal) -> str:
    """Return the text of a seal file, its lines ended by LF.

    They are `ukjsec-seal 1 <source>`; `checksum <hex>`; for each paragraph `<number> <sentences> <leaves>`, the
    positions with commas, the leaves in hexadecimal, both `-` where there is no word; for each opening
    `open <paragraph> <first>-<last> <salts>`.
    """
    header, *paragraphs = lines_of(sealed)
    openings = [f"open {one.paragraph} {one.first}-{one.last} {one.salts.hex()}" for one in sealed.openings]
    return "".join(f"{line}\n" for line in [header, f"checksum {sealed.checksum}", *paragraphs, *openings])


def parse(text: str) -> Seal:
    """Return the seal that a seal file holds.

    Raises:
        SealError: The text is not to the letter what `render` makes of a seal; it bears the line.
    """
    if len(text) > MAX_CHARACTERS:
        raise SealError(f"a seal file may have {MAX_CHARACTERS:,} characters; this one has more")
    lines = text.split("\n")
    header = _HEADER.fullmatch(lines[0])
    if not header:
        raise SealError("the first line has to be `ukjsec-seal 1` and the name of the source")
    if lines[-1]:
        raise SealError("the last line has to end with a line feed", len(lines))
    leaves: list[bytes] = []
    sentences: list[tuple[int, ...]] = []
    openings: list[Opening] = []
    for number, line in enumerate(lines[2:-1], 3):
        try:
            if line.startswith("open "):
                openings.append(_parse_opening(line, leaves, openings[-1:]))
            elif openings:
                raise SealError("a paragraph may not follow an opening")  # noqa: TRY301 (the line is added in one place)
            else:
                row, starts = _parse_paragraph(line, len(leaves) + 1)
                leaves.append(row)
                sentences.append(starts)
        except SealError as error:
            raise SealError(str(error), number) from None
        if len(leaves) > MAX_PARAGRAPHS:
            raise SealError(f"a seal may have {MAX_PARAGRAPHS:,} paragraphs", number)
    sealed = Seal(header[1], tuple(leaves), tuple(sentences), tuple(openings))
    if lines[1] != f"checksum {sealed.checksum}":
        raise SealError("the checksum is not that of the paragraphs below", 2)
    return sealed


def _parse_paragraph(line: str, number: int) -> tuple[bytes, tuple[int, ...]]:
    """Return the leaves and sentence starts that a line states."""
    found = _PARAGRAPH.fullmatch(line)
    if not found:
        raise SealError("a paragraph has to be its number, sentence starts and leaves")
    if int(found[1]) != number:
        raise SealError(f"paragraph {number} is due here, not {found[1]}")
    leaves = bytes.fromhex(found[3].removeprefix("-"))
    starts = tuple(map(int, found[2].split(","))) if found[2] != "-" else ()
    rising = all(earlier < later for earlier, later in pairwise(starts))
    if starts[:1] != (1,)[: len(leaves)] or not rising or any(start > len(leaves) // LEAF for start in starts):
        raise SealError("sentence starts have to rise from 1 within the words, and to be `-` where there are none")
    return leaves, starts


def _parse_opening(line: str, leaves: Sequence[bytes], before: Sequence[Opening]) -> Opening:
    """Return the opening that a line states, given the one before it, if any."""
    found = _OPENING.fullmatch(line)
    if not found:
        raise SealError("an opening has to be `open`, a paragraph, first and last word, and salts")
    one = Opening(int(found[1]), int(found[2]), int(found[3]), bytes.fromhex(found[4]))
    if one.paragraph > len(leaves) or not one.first <= one.last <= len(leaves[one.paragraph - 1]) // LEAF:
        raise SealError("the opening is of words that the seal does not have")
    if len(one.salts) != (one.last - one.first + 1) * SALT:
        raise SealError("the opening has not one salt for each of its words")
    if any(other.span >= one.span for other in before):
        raise SealError("openings have to be sorted by place, each one once")
    return one
