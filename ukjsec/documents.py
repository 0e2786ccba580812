r"""One YAML (or JSON) text → plain data, with exact places: the only importer of yaml.

The dialect has no surprises: `null`, `~` and nothing are None, `true` and `false` are truth values, plain integers of
at most 18 digits are integers; everything else is text, and so is whatever stands in quotation marks. Keys are text.
Lines end as editors see them (`\n`, `\r\n`, `\r`); lines and columns count from 1, columns in characters.

A text that breaks the rules has no value but faults, of these rules: `too-large`, `not-utf-8`, `control-character`,
`invisible-character`, `empty-file`, `several-documents`, `yaml-syntax`, `too-deep`, `complex-key`, `duplicate-key`,
`merge-key`, `anchor-or-alias`, `tag`. All are found at once, save that `too-large`, `not-utf-8`, `several-documents`,
`yaml-syntax` and `too-deep` end the reading, as do a hundred faults.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any

import yaml

from ukjsec.problems import Route

LIMIT_BYTES = 1_000_000
LIMIT_DEPTH = 32
LIMIT_FAULTS = 100

_WORDS = {"": None, "~": None, "null": None, "true": True, "false": False}
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,17})")
_LINE_END = re.compile(r"\r\n|\n|\r")
_TAG_DIRECTIVE = re.compile(r"(?<![^\r\n])%(?=TAG)")
_FORBIDDEN = re.compile(
    r"(?P<control>[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]+)"
    r"|[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\U000e0000-\U000e007f]+",
)
_ESCAPE = re.compile(r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.)", re.DOTALL)
_ESCAPED = {"0": "\0", "a": "\a", "b": "\b", "v": "\v", "f": "\f", "e": "\x1b", "N": "\x85"}

# U+2028 and U+2029 end a line for the parser, but neither in an editor nor in YAML 1.2. While it parses, two characters
# stand in for them that Unicode reserves for such use, and that no text may hold itself.
_HIDE = str.maketrans("\u2028\u2029", "\ufdd0\ufdd1")
_REVEAL = str.maketrans("\ufdd0\ufdd1", "\u2028\u2029")

_QUOTE = "Put the text in quotation marks."
_ANCHOR = ("anchor-or-alias", "anchors (&) and aliases (*) are not read", f"Write the value out in full. {_QUOTE}")
_TAG = ("tag", "tags (! and %TAG) are not read", f"Delete the tag. {_QUOTE}")
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


@dataclass(frozen=True)
class Document:
    """The plain data of a text; None where it has faults."""

    value: Any
    faults: tuple[Fault, ...] = ()


class Places:
    """The places of everything in a text, composed once to be asked often."""

    def __init__(self, data: bytes) -> None:
        text, _ = _decode(data)
        self._composer = _Composer(text)
        self._composer.read()

    def locate(self, route: Route, *, on_key: bool = False) -> tuple[int, int]:
        """The line and column of the value at the route, or of its key.

        A value begins with its first character: a text in quotation marks with the mark, a block text with its `|`, a
        list with its first `-`. A value that is left empty is right after its colon or dash. An item of a list has no
        key: the item itself stands for it. Where the route leads to nothing, the key of the nearest ancestor that
        exists is meant, and at the top the beginning of the document.
        """
        starts, keys = self._composer.starts, self._composer.keys
        route = (0, *route)
        while route and route not in starts:
            route, on_key = route[:-1], True
        start = starts.get(route, 0)
        return self._composer.lines.place(keys.get(route, start) if on_key else start)


def compose(data: bytes) -> Document:
    """The plain data of a text, or its faults sorted by place. Never raises."""
    text, fault = _decode(data)
    if fault:
        return Document(None, (fault,))
    composer = _Composer(text)
    composer.read()
    if composer.faults:
        return Document(None, tuple(sorted(composer.faults)[:LIMIT_FAULTS]))
    return Document(composer.documents[0])


def places(data: bytes) -> Places:
    """The places in a text: for several questions about it."""
    return Places(data)


def locate(data: bytes, route: Route, *, on_key: bool = False) -> tuple[int, int]:
    """The line and column of a single route: see `Places.locate`."""
    return Places(data).locate(route, on_key=on_key)


def line_of(data: bytes, line: int) -> str:
    """The text of a line without its end; empty where there is no such line."""
    text = data[:LIMIT_BYTES].removeprefix(codecs.BOM_UTF8).decode(errors="replace")
    lines = _LINE_END.split(text)
    return lines[line - 1] if 1 <= line <= len(lines) else ""


class _Lines:
    """Where the lines of a text begin, found out when first asked."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(end.end() for end in _LINE_END.finditer(self.text))]

    def place(self, index: int) -> tuple[int, int]:
        line = bisect_right(self._starts, index)
        return line, index - self._starts[line - 1] + 1


def _decode(data: bytes) -> tuple[str, Fault | None]:
    if len(data) > LIMIT_BYTES:
        message = f"the file has more than {LIMIT_BYTES:,} bytes"
        return "", Fault(1, 1, "too-large", message, "Split the file.")
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        return data.decode(), None
    except UnicodeDecodeError as error:
        before = data[: error.start].decode()
        message = f"the byte 0x{data[error.start]:02X} here is not UTF-8"
        return "", Fault(*_Lines(before).place(len(before)), "not-utf-8", message, "Save the file in UTF-8.")


@dataclass(slots=True)
class _Level:
    """A list or mapping that is still open; a mapping without a key waits for its next one."""

    container: dict[str, Any] | list[Any]
    route: Route
    wants_key: bool
    key: str = ""


class _Composer:
    """Puts the parser's events together, level by level and without recursion.

    Its routes begin with the number of the document, 0: the documents of a text are the items of a list.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = _Lines(text)
        self.documents: list[Any] = []
        self.faults: list[Fault] = []
        self.starts: dict[Route, int] = {}
        self.keys: dict[Route, int] = {}
        self._levels = [_Level(self.documents, (), wants_key=False)]
        self._stopped = False
        self._escapes = "\\" in text
        self._separators = "\u2028" in text or "\u2029" in text

    def read(self) -> None:
        handlers: dict[type[yaml.Event], Callable[[Any, int], None]] = {
            yaml.ScalarEvent: self._scalar,
            yaml.MappingStartEvent: self._open,
            yaml.SequenceStartEvent: self._open,
            yaml.MappingEndEvent: self._close,
            yaml.SequenceEndEvent: self._close,
            yaml.AliasEvent: self._alias,
            yaml.DocumentStartEvent: self._document,
        }
        try:
            for event in yaml.parse(self._screened(), Loader=yaml.CSafeLoader):
                handler = handlers.get(type(event))
                if handler:
                    handler(event, _index(event.start_mark))
                if self._stopped:
                    return
        except yaml.YAMLError as error:
            self._syntax(error)
            return
        if not self.documents:
            self._fault(0, "empty-file", "the file is empty", "Write its content, or delete the file.")

    def _fault(self, index: int, rule: str, message: str, repair: str) -> None:
        self.faults.append(Fault(*self.lines.place(index), rule, message, repair))
        self._stopped = self._stopped or len(self.faults) >= LIMIT_FAULTS

    def _screened(self) -> str:
        """The text as the parser may see it: of the same length, what is forbidden being reported and defused."""
        text = self.text
        # Whatever is forbidden is unprintable, and to know of anything unprintable is ten times faster.
        if not text.replace("\n", "").isprintable():
            for match in islice(_FORBIDDEN.finditer(text), LIMIT_FAULTS):
                self._forbid(match, match.start())
            text = _FORBIDDEN.sub(lambda match: "\ufffd" * len(match[0]), text).translate(_HIDE)
        if "%TAG" in text:
            # The parser compares every such directive with all others: many would keep it busy for seconds. Their
            # faults, found beforehand, stop the reading at the limit.
            for match in islice(_TAG_DIRECTIVE.finditer(text), LIMIT_FAULTS):
                self._fault(match.start(), *_TAG)
        return text

    def _forbid(self, match: re.Match[str], index: int) -> None:
        kind = "control" if match["control"] else "invisible"
        name = unicodedata.name(match[0][0], "")
        more = f" and {len(match[0]) - 1} more" if len(match[0]) > 1 else ""
        message = f"here is the {kind} character U+{ord(match[0][0]):04X}{name and f' ({name})'}{more}"
        self._fault(index, f"{kind}-character", message, "Delete it.")

    def _unescape(self, start: int, end: int) -> None:
        """Reports what is forbidden and comes as an escape in a text in double quotation marks."""
        for escape in _ESCAPE.finditer(self.text, start, end):
            code = escape[0][2:]
            match = _FORBIDDEN.match(chr(int(code, 16)) if code else _ESCAPED.get(escape[0][1], ""))
            if match:
                self._forbid(match, escape.start())
            if self._stopped:
                return

    def _document(self, _event: yaml.DocumentStartEvent, start: int) -> None:
        if self.documents:
            self._stopped = True
            message = "a second document begins here; a file holds one"
            self._fault(start, "several-documents", message, "Move it to a file of its own.")

    def _properties(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent, start: int) -> None:
        if event.anchor is not None:
            self._fault(start, *_ANCHOR)
        if event.tag is not None:
            self._fault(start, *_TAG)

    def _scalar(self, event: yaml.ScalarEvent, start: int) -> None:
        if event.anchor is not None or event.tag is not None:
            self._properties(event, start)
        if self._escapes and event.style == '"':
            self._unescape(start, _index(event.end_mark))
        value = event.value.translate(_REVEAL) if self._separators else event.value
        if self._levels[-1].wants_key:
            self._key(value, start, plain=not event.style)
        elif event.style:
            self._attach(value, start)
        elif value in _WORDS:
            self._attach(_WORDS[value], start)
        else:
            self._attach(int(value) if _INTEGER.fullmatch(value) else value, start)

    def _key(self, key: str, start: int, *, plain: bool) -> None:
        level = self._levels[-1]
        level.key = key
        level.wants_key = False
        first = self.keys.setdefault((*level.route, key), start)
        if plain and key == "<<":
            self._fault(start, "merge-key", "the key << would merge other keys in", "Write the keys out in full.")
        elif first != start:
            line, _ = self.lines.place(first)
            message = f"the key {key[:60]!r} stands in line {line} already"
            self._fault(start, "duplicate-key", message, "Keep one of them.")

    def _odd_key(self, start: int) -> Route:
        # The value that comes next needs some key, which nobody will see: the document has a fault by now.
        level = self._levels[-1]
        level.key = f"\0{start}"
        level.wants_key = False
        return (*level.route, start)

    def _attach(self, value: Any, start: int) -> Route:
        level = self._levels[-1]
        route: Route
        if isinstance(level.container, list):
            route = (*level.route, len(level.container))
            level.container.append(value)
        else:
            route = (*level.route, level.key)
            level.container[level.key] = value
            level.wants_key = True
        self.starts[route] = start
        return route

    def _open(self, event: yaml.CollectionStartEvent, start: int) -> None:
        self._properties(event, start)
        if len(self._levels) > LIMIT_DEPTH:
            self._stopped = True
            message = f"lists and maps are nested here to level {LIMIT_DEPTH + 1}; at most {LIMIT_DEPTH} are read"
            self._fault(start, "too-deep", message, "Nest them less deeply.")
            return
        mapping = isinstance(event, yaml.MappingStartEvent)
        container: dict[str, Any] | list[Any] = {} if mapping else []
        if self._levels[-1].wants_key:
            self._fault(start, "complex-key", "here a list or map is used as a key", _QUOTE)
            route = self._odd_key(start)
        else:
            route = self._attach(container, start)
        self._levels.append(_Level(container, route, wants_key=mapping))

    def _close(self, _event: yaml.CollectionEndEvent, _start: int) -> None:
        self._levels.pop()

    def _alias(self, _event: yaml.AliasEvent, start: int) -> None:
        self._fault(start, *_ANCHOR)
        if self._levels[-1].wants_key:
            self._odd_key(start)
        else:
            self._attach(None, start)

    def _syntax(self, error: yaml.YAMLError) -> None:
        end = len(self.text)
        said = f"{getattr(error, 'context', '')} {getattr(error, 'problem', '')}"
        began = _index(getattr(error, "context_mark", None), end)
        noticed = _index(getattr(error, "problem_mark", None), end)
        if " tag" in said:
            self._fault(min(began, noticed), *_TAG)
        elif " an anchor" in said or " an alias" in said:
            self._fault(began, *_ANCHOR)
        else:
            said = "tab character" if "any token" in said and self.text.startswith("\t", noticed) else said
            part, message, repair = next(words for words in _PLAIN_WORDS if words[0] in said)
            self._fault(began if part in _FROM_THE_BEGINNING else noticed, "yaml-syntax", message, repair)


def _index(mark: Any, otherwise: int = 0) -> int:
    """How many characters stand before a mark; the parser leaves marks out at times."""
    return mark.index if mark else otherwise
