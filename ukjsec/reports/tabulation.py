"""Tables in plain text, for a terminal of 80 columns."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

WIDTH = 80


def tabulate(header: Sequence[str], rows: Sequence[Sequence[str]], *, width: int | None = None) -> str:
    """A table in columns as wide as they need; with a width, the last column is cut to fit. Ends with an empty line."""
    cells = [list(header), *([_flat(cell) for cell in row] for row in rows)]
    widths = [max(cells_of(row[at]) for row in cells) for at in range(len(header))]
    if width is not None:
        widths[-1] = max(8, min(widths[-1], width - sum(widths[:-1]) - 2 * (len(widths) - 1)))
    numeric = [
        all(row[at].replace("%", "").isdigit() or row[at] in ("", "-") for row in cells[1:])
        for at in range(len(header))
    ]
    lines = [_line(cells[0], widths, numeric), "  ".join("-" * wide for wide in widths)]
    lines += [_line(row, widths, numeric) for row in cells[1:]]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _flat(cell: str) -> str:
    return " ".join(cell.split())


def _line(row: Sequence[str], widths: Sequence[int], numeric: Sequence[bool]) -> str:
    found = []
    for cell, wide, right in zip(row, widths, numeric, strict=True):
        text = shorten(cell, wide)
        gap = " " * (wide - cells_of(text))
        found.append(gap + text if right else text + gap)
    return "  ".join(found)


def cells_of(text: str) -> int:
    """How many cells of a terminal a text takes: wide characters take two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def shorten(text: str, width: int) -> str:
    """A text cut to so many cells, with … where it was cut."""
    if cells_of(text) <= width:
        return text
    kept = ""
    for character in text:
        if cells_of(kept + character) > width - 1:
            break
        kept += character
    return kept.rstrip() + "…"
