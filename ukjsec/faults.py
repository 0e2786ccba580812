"""Breaches of the dialect of YAML, in plain words: what the complaints of the parser mean."""

from __future__ import annotations

import codecs
import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

LIMIT_BYTES = 1_000_000

LINE_END = re.compile(r"\r\n|\n|\r")
"""Lines end as editors see them."""

ESCAPE = re.compile(r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.)", re.DOTALL)
"""An escape in a text in double quotation marks."""

_ESCAPED = {"0": "\0", "a": "\a", "b": "\b", "v": "\v", "f": "\f", "e": "\x1b", "N": "\x85"}

_QUOTE = "Put the text in quotation marks."
_SAVE = "Save the file in UTF-8: most editors ask for the encoding at `Save as`."
COMPLEX_KEY = ("complex-key", "here a list or map is used as a key", _QUOTE)
ANCHOR = (
    "anchor-or-alias",
    "anchors (&) and aliases (*) are not read",
    "Write the value out in full; put a text that begins with & or * in quotation marks.",
)
TAG = ("tag", "tags (! and %TAG) are not read", "Delete the tag; put a text that begins with ! in quotation marks.")

# What the parser says (a part of it), what that means, and what to do; the first that fits counts.
_PLAIN_WORDS = (
    ("long key", "before this colon stands a text that is too long for a key", f"Write a short key. {_QUOTE}"),
    ("tab character", "here is a tab where blanks are expected", "Indent with blanks, never with tabs."),
    (
        "expected ':'",
        "this line has no colon followed by a blank",
        "Write `key: value`, or indent a continued text; a pasted blank may be another character: type it anew.",
    ),
    (
        "mapping values",
        "here is a colon and a blank inside a plain text, or the line is indented wrongly",
        f"{_QUOTE} Or mend the indentation.",
    ),
    (
        "expected key",
        "here the next key was expected",
        "Mend the indentation (of a template, take the # away before the line above as well), or the quotation marks.",
    ),
    ("expected '-'", "here the next item of the list was expected", "Mend the indentation, or begin with `- `."),
    ("sequence entries", "a list cannot begin here", f"Begin it in a line of its own. {_QUOTE}"),
    ("mapping keys", "a plain text cannot begin with a question mark and a blank", _QUOTE),
    ("',' or", "before this a bracket is not closed or a comma is missing", "Close the bracket, or add the comma."),
    ("node content", "here a value was expected", f"Delete the comma or bracket. {_QUOTE}"),
    (
        "document start",
        "the value of the file ends before this",
        "Put the whole text in one pair of quotation marks; before the first item of a list delete the `[]`.",
    ),
    ("block scalar", "a text after | or > begins on a line of its own", f"Move it there. {_QUOTE}"),
    ("scanning a quoted", "the quotation mark that opens here is never closed", "Close it where the text ends."),
    ("invalid Unicode", "this escape is half a character (a surrogate) or none", "Write the character itself."),
    ("parsing a quoted", "this backslash begins no escape", r"Write \\ for it, or use single quotation marks."),
    ("directive", "a line cannot begin with a percent sign", _QUOTE),
    ("any token", "a plain text cannot begin with this character", _QUOTE),
    ("", "this is not YAML as its grammar has it", "Compare the line with those of a sound file."),
)
# The parser notices these at the end of the file or in the line below: the mistake is where the thing begins.
_FROM_THE_BEGINNING = ("expected ':'", "scanning a quoted")


@dataclass(frozen=True, order=True)
class Fault:
    """A breach of the dialect, at a 1-based line and column."""

    line: int
    column: int
    rule: str
    message: str
    repair: str


class Lines:
    """Where the lines of a text begin, found out when first asked."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(end.end() for end in LINE_END.finditer(self.text))]

    def place(self, index: int) -> tuple[int, int]:
        """The line and column, from 1, of the character at an index."""
        line = bisect_right(self._starts, index)
        return line, index - self._starts[line - 1] + 1


def decode(data: bytes, most: int = LIMIT_BYTES) -> tuple[str, Fault | None]:
    """The text of a file without its byte order mark, or what keeps it from being one, such as too many bytes."""
    if len(data) > most:
        message = f"the file has more than {most:,} bytes"
        return "", Fault(1, 1, "too-large", message, "Split the file.")
    if _wide(data[:400]):
        return "", Fault(1, 1, "not-utf-8", "the file is in UTF-16, not UTF-8", _SAVE)
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        return data.decode(), None
    except UnicodeDecodeError as error:
        before = data[: error.start].decode()
        message = f"the byte 0x{data[error.start]:02X} here is not UTF-8"
        return "", Fault(*Lines(before).place(len(before)), "not-utf-8", message, _SAVE)


def _wide(head: bytes) -> bool:
    """Whether a file that begins so is in UTF-16: it says so, or every other byte of most letters is zero."""
    zeros = sorted((head[::2].count(0), head[1::2].count(0)))
    return head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or (zeros[0] == 0 < len(head) <= 4 * zeros[1])


def lines_of(data: bytes) -> list[str]:
    """The lines of a text as an editor shows them, without their ends."""
    return LINE_END.split(data[:LIMIT_BYTES].removeprefix(codecs.BOM_UTF8).decode(errors="replace"))


def unclosed(line: int) -> tuple[str, str, str]:
    """Rule, message and repair of a quotation mark that swallows what follows, up to the next mark in some line."""
    message = f"the quotation mark that opens here is closed only by the next one, in line {line}"
    return "yaml-syntax", message, "Close it where the text ends."


def syntax(said: str) -> tuple[bool, str, str]:
    """What a complaint of the parser means.

    Returns:
        Whether the mistake is where the thing begins, not where it was noticed; the message; the repair.
    """
    part, message, repair = next(words for words in _PLAIN_WORDS if words[0] in said)
    return part in _FROM_THE_BEGINNING, message, repair


def escaped(escape: re.Match[str]) -> str:
    """The character that an escape stands for; nothing where it stands for none, or for a harmless one."""
    digits = escape[0][2:]
    number = int(digits, 16) if digits else 0
    return (chr(number) if number <= 0x10FFFF else "") if digits else _ESCAPED.get(escape[0][1], "")
