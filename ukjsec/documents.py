r"""One YAML (or JSON) text → plain data, with exact places: the only importer of yaml.

The dialect has no surprises: `null`, `~` and nothing are None, `true` and `false` are truth values, plain integers of
at most 18 digits are integers; everything else is text, and so is whatever stands in quotation marks. Keys are text.
Lines end as editors see them (`\n`, `\r\n`, `\r`); lines and columns count from 1, columns in characters.

A text that breaks the rules has no value but faults, of these rules: `too-large`, `not-utf-8`, `empty-file`,
`several-documents`, `yaml-syntax`, `too-deep`, `complex-key`, `duplicate-key`, `merge-key`, `anchor-or-alias`, `tag`,
and those of forbidden characters (`characters.py`). All are found at once, save that `too-large`, `not-utf-8`,
`several-documents`, `yaml-syntax` and `too-deep` end the reading, as do a hundred faults.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, Literal

import yaml

from ukjsec import characters, faults
from ukjsec.faults import Fault, Lines, decode
from ukjsec.problems import Route

LIMIT_DEPTH = 32
LIMIT_FAULTS = 100
LIMIT_VALUES = 50_000
LIMIT_ITEMS = 2000
LONGEST_KEY = 1024
"""The parser takes what is longer for no key."""

_EMPTY = ("the file is empty", "the file holds nothing but comments")
_WORDS = {"": None, "~": None, "null": None, "true": True, "false": False}
INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,17})")
_TAG_DIRECTIVE = re.compile(r"(?<![^\r\n])%(?=TAG)")

# U+2028 and U+2029 end a line for the parser, but neither in an editor nor in YAML 1.2. While it parses, two characters
# stand in for them that Unicode reserves for such use, and that no text may hold itself.
_HIDE = str.maketrans("\u2028\u2029", "\ufdd0\ufdd1")
_REVEAL = str.maketrans("\ufdd0\ufdd1", "\u2028\u2029")

_KINDS: dict[type[yaml.Event], Literal["scalar", "list", "map", "end"]] = {
    yaml.ScalarEvent: "scalar",
    yaml.SequenceStartEvent: "list",
    yaml.MappingStartEvent: "map",
    yaml.SequenceEndEvent: "end",
    yaml.MappingEndEvent: "end",
}


@dataclass(frozen=True)
class Document:
    """The plain data of a text; None where it has faults."""

    value: Any
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class Token:
    """A plain value or key, or where a list or map begins or ends: the characters that it takes, which may be none."""

    kind: Literal["scalar", "list", "map", "end"]
    start: int
    end: int


class Places:
    """The places of everything in a text, composed once to be asked often."""

    def __init__(self, data: bytes) -> None:
        text, _ = decode(data)
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
    text, fault = decode(data)
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


def tokens(text: str) -> Iterator[Token]:
    """The tokens of a text that has no faults, in their order; what stands between them are marks and comments."""
    for event in yaml.parse(text.translate(_HIDE), Loader=yaml.CSafeLoader):
        if type(event) in _KINDS:
            yield Token(_KINDS[type(event)], _index(event.start_mark), _index(event.end_mark))


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
        self.lines = Lines(text)
        self.documents: list[Any] = []
        self.faults: list[Fault] = []
        self.starts: dict[Route, int] = {}
        self.keys: dict[Route, int] = {}
        self._levels = [_Level(self.documents, (), wants_key=False)]
        self._stopped = False
        self._quoted = (0, 0)
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
            text = self._screened()
            for event in () if self._stopped else yaml.parse(text, Loader=yaml.CSafeLoader):
                handler = handlers.get(type(event))
                if handler:
                    handler(event, _index(event.start_mark))
                if self._stopped:
                    return
        except yaml.YAMLError as error:
            self._syntax(error)
            return
        if not self.documents and not self._stopped:
            self._fault(0, "empty-file", _EMPTY[bool(self.text.strip())], "Write its content, or delete the file.")

    def _fault(self, index: int, rule: str, message: str, repair: str) -> None:
        self.faults.append(Fault(*self.lines.place(index), rule, message, repair))
        self._stopped = self._stopped or len(self.faults) >= LIMIT_FAULTS

    def _screened(self) -> str:
        """The text as the parser may see it: of the same length, what is forbidden being reported and defused."""
        text = self.text
        if characters.suspicious(text):
            for match in islice(characters.forbidden(text), LIMIT_FAULTS):
                self._fault(match.start(), *characters.complaint(match))
            text = characters.defused(text)
        if self._separators:
            text = text.translate(_HIDE)
        if "%TAG" in text:
            # The parser compares every such directive with all others: many would keep it busy for seconds. Their
            # faults, found beforehand, stop the reading at the limit.
            for match in islice(_TAG_DIRECTIVE.finditer(text), LIMIT_FAULTS):
                self._fault(match.start(), *faults.TAG)
        return text

    def _unescape(self, start: int, end: int, value: str) -> None:
        """Reports what is forbidden and comes as an escape in a text in double quotation marks.

        What is forbidden beside some others alone, such as an accent, is reported where the text begins.
        """
        before = len(self.faults)
        for escape in faults.ESCAPE.finditer(self.text, start, end):
            match = characters.alone(faults.escaped(escape))
            if match:
                self._fault(escape.start(), *characters.complaint(match))
            if self._stopped:
                return
        if len(self.faults) == before:
            for match in islice(characters.beside(value), 1):
                self._fault(start, *characters.complaint(match))

    def _document(self, _event: yaml.DocumentStartEvent, start: int) -> None:
        if self.documents:
            self._stopped = True
            message = "a second document begins here; a file holds one"
            self._fault(start, "several-documents", message, "Move it to a file of its own, or delete the line `---`.")

    def _properties(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent, start: int) -> None:
        if event.anchor is not None:
            self._fault(start, *faults.ANCHOR)
        if event.tag is not None:
            self._fault(start, *faults.TAG)

    def _scalar(self, event: yaml.ScalarEvent, start: int) -> None:
        if event.anchor is not None or event.tag is not None:
            self._properties(event, start)
        if event.style in ("'", '"'):
            self._quoted = (start, _index(event.end_mark))
            if self._escapes and event.style == '"':
                self._unescape(*self._quoted, event.value)
        value = event.value.translate(_REVEAL) if self._separators else event.value
        if self._levels[-1].wants_key:
            self._key(value, start, plain=not event.style)
        elif event.style:
            self._attach(value, start)
        elif value in _WORDS:
            self._attach(_WORDS[value], start)
        else:
            self._attach(int(value) if INTEGER.fullmatch(value) else value, start)

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
        if len(self.starts) > LIMIT_VALUES or len(level.container) > LIMIT_ITEMS:
            self._stopped = True
            what = f"the file has more than {LIMIT_VALUES:,} values, or a list or map more than {LIMIT_ITEMS:,}"
            self._fault(start, "too-large", what, "Split it.")
        return route

    def _open(self, event: yaml.CollectionStartEvent, start: int) -> None:
        self._properties(event, start)
        if len(self._levels) > LIMIT_DEPTH:
            self._too_deep(start, f"level {LIMIT_DEPTH + 1}")
            return
        mapping = isinstance(event, yaml.MappingStartEvent)
        container: dict[str, Any] | list[Any] = {} if mapping else []
        if self._levels[-1].wants_key:
            self._fault(start, *faults.COMPLEX_KEY)
            route = self._odd_key(start)
        else:
            route = self._attach(container, start)
        self._levels.append(_Level(container, route, wants_key=mapping))

    def _too_deep(self, start: int, level: str) -> None:
        self._stopped = True
        message = f"lists and maps are nested here to {level}; at most {LIMIT_DEPTH} are read"
        self._fault(start, "too-deep", message, "Nest them less deeply.")

    def _close(self, _event: yaml.CollectionEndEvent, _start: int) -> None:
        self._levels.pop()

    def _alias(self, _event: yaml.AliasEvent, start: int) -> None:
        self._fault(start, *faults.ANCHOR)
        if self._levels[-1].wants_key:
            self._odd_key(start)
        else:
            self._attach(None, start)

    def _syntax(self, error: yaml.YAMLError) -> None:
        end = len(self.text)
        said = f"{getattr(error, 'context', '')} {getattr(error, 'problem', '')}"
        began = _index(getattr(error, "context_mark", None), end)
        noticed = _index(getattr(error, "problem_mark", None), end)
        if "maximum nesting depth" in said:
            # Newer parsers have a limit of their own, which they meet looking ahead.
            self._too_deep(noticed, "a thousand levels")
        elif " tag" in said:
            self._fault(min(began, noticed), *faults.TAG)
        elif " an anchor" in said or " an alias" in said:
            self._fault(began, *faults.ANCHOR)
        else:
            said = "tab character" if "any token" in said and self.text.startswith("\t", noticed) else said
            begin = max(self.text.rfind(mark, 0, noticed) for mark in "\r\n,{[:") + 1
            said = "long key" if self.text.startswith(":", noticed) and noticed - begin > LONGEST_KEY else said
            from_the_beginning, message, repair = faults.syntax(said)
            # A mark that is never closed swallows what follows, up to the mark that should open the next text.
            self.faults = [fault for fault in self.faults if fault.rule != faults.COMPLEX_KEY[0]]
            opened, closed = (self.lines.place(index)[0] for index in self._quoted)
            if opened < closed and noticed <= self._quoted[1] + 1:
                self._fault(self._quoted[0], *faults.unclosed(closed))
            else:
                self._fault(began if from_the_beginning else noticed, "yaml-syntax", message, repair)


def _index(mark: Any, otherwise: int = 0) -> int:
    """How many characters stand before a mark; the parser leaves marks out at times."""
    return mark.index if mark else otherwise
