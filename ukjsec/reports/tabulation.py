"""Text and tables for a terminal of 80 columns."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ukjsec.wrapping import cells_of

NARROWEST = 8
"""What a column that is cut keeps at least."""

# The runner of GitHub's workflows compares by the rules of a language, in which accents that stand alone do not count.
COMMAND = re.compile(r"#(?=[^\w\s#\[]*#[^\w\s#\[]*\[)")
"""The first mark of `##[name]`, a command to runners wherever it stands in a line."""

OPENING = re.compile(r"^(\s*):(?=[^\w\s]*:)")
"""The first colon of `::name::`, a command to them at the beginning of a line."""


def tabulate(header: Sequence[str], rows: Sequence[Sequence[str]], *, width: int | None = None) -> str:
    """A table in columns as wide as they need. Ends with a line end.

    Args:
        header: the names of the columns.
        rows: the cells.
        width: the room there is; where it is too little, the widest columns but the first are cut.
    """
    cells = [list(header), *([_flat(cell) for cell in row] for row in rows)]
    widths = [max(cells_of(row[at]) for row in cells) for at in range(len(header))]
    over = sum(widths) + 2 * (len(widths) - 1) - width if width is not None else 0
    while over > 0 and max(widths[1:], default=0) > NARROWEST:
        widths[1 + widths[1:].index(max(widths[1:]))] -= 1
        over -= 1
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


def visible(text: str) -> str:
    """A text with every character that a terminal would obey, or nobody would see, written as an escape."""
    if text.isprintable() and "#" not in text:
        return text
    return "".join(escapes(text))


def escapes(text: str) -> list[str]:
    """The characters of a text as `visible` shows them; the command `##[name]` of workflow runners is broken too."""
    commands = {match.start() for match in COMMAND.finditer(text)}
    return [
        " "
        if character == "\t"
        else f"\\u{{{ord(character):x}}}"
        if at in commands or not (character.isprintable() or character == "\u3000")
        else character
        for at, character in enumerate(text)
    ]


def inert(line: str) -> str:
    """A line that no workflow runner reads as its command `::name::`, which may stand after blanks."""
    return OPENING.sub(r"\1\\u{3a}", line)
