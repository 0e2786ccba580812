"""Breaches of the dialect of YAML, in plain words: what the parser's complaints mean, and forbidden characters."""

from __future__ import annotations

import codecs
import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

LIMIT_BYTES = 1_000_000

LINE_END = re.compile(r"\r\n|\n|\r")
"""Lines end as editors see them."""

FORBIDDEN = re.compile(
    r"(?P<control>[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]+)"
    r"|[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]+",
)
"""Characters that no text may hold: a terminal would obey them, or nobody would see them."""

ESCAPE = re.compile(r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.)", re.DOTALL)
"""An escape in a text in double quotation marks."""

_ESCAPED = {"0": "\0", "a": "\a", "b": "\b", "v": "\v", "f": "\f", "e": "\x1b", "N": "\x85"}

_QUOTE = "Put the text in quotation marks."
COMPLEX_KEY = ("complex-key", "here a list or map is used as a key", _QUOTE)
ANCHOR = ("anchor-or-alias", "anchors (&) and aliases (*) are not read", f"Write the value out in full. {_QUOTE}")
TAG = ("tag", "tags (! and %TAG) are not read", f"Delete the tag. {_QUOTE}")

# What the parser says (a part of it), what that means, and what to do; the first that fits counts.
_PLAIN_WORDS = (
    ("tab character", "here is a tab where blanks are expected", "Indent with blanks, never with tabs."),
    ("expected ':'", "this line has no colon followed by a blank", "Write `key: value`, or indent a continued text."),
    ("mapping values", "here is a colon and a blank inside a plain text, or the line is indented wrongly", _QUOTE),
    ("expected key", "here the next key was expected", "Mend the indentation, or the quotation marks before."),
    ("expected '-'", "here the next item of the list was expected", "Mend the indentation, or begin with `- `."),
    ("sequence entries", "a list cannot begin here", f"Begin it in a line of its own. {_QUOTE}"),
    ("mapping keys", "a plain text cannot begin with a question mark and a blank", _QUOTE),
    ("',' or", "before this a bracket is not closed or a comma is missing", "Close the bracket, or add the comma."),
    ("node content", "here a value was expected", f"Delete the comma or bracket. {_QUOTE}"),
    ("document start", "the value of the file ends before this", "Put the whole text in one pair of quotation marks."),
    ("block scalar", "a text after | or > begins on a line of its own", f"Move it there. {_QUOTE}"),
    ("scanning a quoted", "the quotation mark that opens here is never closed", "Close it where the text ends."),
    ("invalid Unicode", "this escape is half a character (a surrogate) or none", "Write the character itself."),
    ("parsing a quoted", "this backslash begins no escape", r"Write \\ for it, or use single quotation marks."),
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


def decode(data: bytes) -> tuple[str, Fault | None]:
    """The text of a file without its byte order mark, or what keeps it from being one."""
    if len(data) > LIMIT_BYTES:
        message = f"the file has more than {LIMIT_BYTES:,} bytes"
        return "", Fault(1, 1, "too-large", message, "Split the file.")
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        return data.decode(), None
    except UnicodeDecodeError as error:
        before = data[: error.start].decode()
        message = f"the byte 0x{data[error.start]:02X} here is not UTF-8"
        return "", Fault(*Lines(before).place(len(before)), "not-utf-8", message, "Save the file in UTF-8.")


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


def forbidden(match: re.Match[str]) -> tuple[str, str, str]:
    """Rule, message and repair of forbidden characters."""
    kind = "control" if match["control"] else "invisible"
    name = unicodedata.name(match[0][0], "")
    more = f" and {len(match[0]) - 1} more" if len(match[0]) > 1 else ""
    message = f"here is the {kind} character U+{ord(match[0][0]):04X}{name and f' ({name})'}{more}"
    return f"{kind}-character", message, "Delete it."


def escaped(escape: re.Match[str]) -> re.Match[str] | None:
    """The forbidden character that an escape stands for; None where it stands for another, or for none."""
    code = escape[0][2:]
    number = int(code, 16) if code else 0
    return FORBIDDEN.match((chr(number) if number <= 0x10FFFF else "") if code else _ESCAPED.get(escape[0][1], ""))
