"""Texts broken into lines for a terminal, kana and kanji counted as two columns."""

from __future__ import annotations

import re
import unicodedata

WIDTH = 80
"""The columns of a terminal that what is shown keeps to."""

# Kana, kanji and their kin may be parted anywhere, all else at blanks only: ids and commands stay whole. An opening
# mark stays with what follows, a closing one with what it closes.
_PIECE = r"\s*[“「『]?(?:[^\s\u2e80-\uffef]+|[\u2e80-\uffef])[”」』、。)]*"


def cells_of(text: str) -> int:
    """How many cells of a terminal a text takes: wide characters take two, combining ones none."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(character) else 2 if unicodedata.east_asian_width(character) in "WF" else 1
        for character in text
    )


def wrap(text: str, first: str = "", rest: str = "", *, width: int = WIDTH) -> list[str]:
    """A text broken into lines of at most so many cells, the first and the rest with a beginning of its own."""
    lines: list[str] = []
    line, begun = first, False
    for piece in re.findall(_PIECE, text):
        part = piece if begun else piece.lstrip()
        if begun and cells_of(line + part) > width:
            lines.append(line)
            line, part = rest, piece.lstrip()
        line, begun = line + part, True
    return [*lines, line]
