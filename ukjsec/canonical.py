"""The one canonical form of a file that people write under `seeds/`: data and comments → text.

- Fields stand in the order of the models, unknown ones after them; what is no model's keeps its order.
- A list or map of plain values stands in one line, every other one an entry to a line; evidence, the parts of a source,
  the items of a list file, and whatever holds a comment of its own, are always written an entry to a line.
- A text stands in one line however long, one with line ends after `|`. It bears no marks where it means the same
  without them, here and to other readers of YAML 1.1 and 1.2, else double ones. Days stay without marks, as people
  write them: YAML 1.2 reads them as text, and so does this dialect. So do the numbers with a fraction of spans and
  quantities, whose fields read both. Where no value stands after a key, none is written.
- No empty lines, but between the items of a list file, and beside a comment that has one there.
- A comment stands above its entry, two blanks after it, or at the end of its list or map.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, get_args, get_origin, get_type_hints

from ukjsec import comments, documents
from ukjsec.comments import Comment, Commented, Entry, Node
from ukjsec.described import Model
from ukjsec.documents import Token
from ukjsec.faults import LINE_END, decode
from ukjsec.models import Evidence, Part
from ukjsec.values import Number, Span

_OPEN = (Evidence, Part)
"""Models whose fields are sentences: each has a line of its own."""

_UNSAFE = re.compile(
    r"""\A[-?:,\[\]{}#&*!|>'"%@`\s]"""  # a mark of YAML's at the beginning
    r"|:\Z|:\s|\s\#|\s\Z|\A\.\.\.|[\x00-\x1f\x7f-\x9f\u2028\u2029]",
    re.VERBOSE,
)
_UNSAFE_IN_BRACKETS = re.compile(r"[,\[\]{}?]")
_READ_OTHERWISE = re.compile(
    r"|~|=|<<|null|true|false|yes|no|on|off|y|n"
    r"|[-+]?(?:\.[0-9_]+|[0-9][0-9_]*(?:\.[0-9_]*)?)(?:e[-+]?[0-9]+)?"
    r"|[-+]?0[xob][0-9a-f_]+"
    r"|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?"
    r"|[-+]?\.(?:inf|nan)"
    r"|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:t|[ \t]+)[0-9]{1,2}:.*",
    re.IGNORECASE,
)
"""Plain texts that some reader of YAML 1.1 or 1.2 takes for no text: words, numbers, times of a day."""
_FRACTION = re.compile(r"-?[0-9]+\.[0-9]+")
_UNSAFE_LINE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]|\s\Z")


@dataclass(frozen=True)
class Shape:
    """What the form of a value takes from its model."""

    fields: Mapping[str, Shape] = field(default_factory=dict)
    """The shapes of the fields, in the model's order."""
    each: Shape | None = None
    """The shape of every item of a list, or value of a map."""
    is_open: bool = False
    """Whether each field has a line of its own."""
    is_number: bool = False
    """Whether a number with a fraction needs no marks."""

    def of(self, key: str | None) -> Shape:
        """The shape of an entry."""
        return self.fields.get(key or "", self.each or NO_SHAPE)


NO_SHAPE = Shape()


@cache
def shape(model: type[Model]) -> Shape:
    """The shape of a model's data."""
    hints = get_type_hints(model, include_extras=True)
    fields = {info.alias or name: _shape(hints[name]) for name, info in model.model_fields.items()}
    return Shape(fields, is_open=model in _OPEN)


def listing(model: type[Model]) -> Shape:
    """The shape of a file that is a list of a model's data."""
    return Shape(each=replace(shape(model), is_open=True))


def _shape(annotation: Any) -> Shape:
    if annotation in (Span, Number):
        return Shape(is_number=True)
    if isinstance(annotation, type) and issubclass(annotation, Model):
        return shape(annotation)
    inner = get_args(annotation)
    if get_origin(annotation) is tuple:
        return Shape(each=_shape(inner[0]))
    if get_origin(annotation) is dict:
        return Shape(each=_shape(inner[1]))
    return _shape(inner[0]) if inner else NO_SHAPE


@dataclass(frozen=True)
class Form:
    """The canonical form of a file; without bytes where it has none."""

    data: bytes | None
    reason: str = ""
    """Why there is none."""


def form(data: bytes, shape: Shape) -> Form:
    """The canonical form of a file, held against the file: the same data and comments, and a form that is its own.

    Args:
        data: the bytes of a file without faults.
        shape: what its form takes from the models.
    """
    text = "\n".join(LINE_END.split(decode(data)[0]))
    value = documents.compose(data).value
    tokens = list(documents.tokens(text))
    written = _written(text, tokens, value, shape)
    again = documents.compose(written.encode())
    if again.faults:
        return Form(None, f"it could not be read: {again.faults[0].message}")
    if _dumped(again.value) != _dumped(value):
        return Form(None, "it would hold other data")
    new_tokens = list(documents.tokens(written))
    if comments.texts(written, new_tokens) != comments.texts(text, tokens):
        return Form(None, "it would not hold the same comments")
    if _written(written, new_tokens, again.value, shape) != written:
        return Form(None, "it would have another form in turn")
    return Form(written.encode())


def _written(text: str, tokens: list[Token], value: Any, shape: Shape) -> str:
    return _Writer().write(comments.read(text, tokens, value), shape)


def _dumped(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


@dataclass
class _Writer:
    """Writes values with their comments, line by line."""

    lines: list[str] = field(default_factory=list)

    def write(self, document: Commented, shape: Shape) -> str:
        entry = document.entry
        _settle(entry, shape)
        apart = isinstance(entry.node.value, list) and shape.of(None).is_open
        self._comments(entry.head, 0)
        if entry.node.entries:
            self._comments(entry.trail, 0)
            self._block(entry.node, shape, 0, apart=apart)
        else:
            self._line("", _inline(entry.node, shape), entry.trail)
        if document.foot and apart:
            self._space()
        self._comments(document.foot, 0)
        while self.lines and not self.lines[-1]:
            self.lines.pop()
        return "".join(f"{line}\n" for line in self.lines)

    def _block(self, node: Node, shape: Shape, indent: int, lead: str = "", *, apart: bool = False) -> None:
        """Writes a list or map; where there is a lead, the first entry goes on in that line."""
        if isinstance(node.value, list):
            self._list(node, shape, indent, lead, apart=apart)
        else:
            self._map(node, shape, indent, lead)

    def _map(self, node: Node, shape: Shape, indent: int, lead: str) -> None:
        for entry in node.entries:
            self._comments(entry.head, indent)
            start = f"{lead or ' ' * indent}{_scalar(entry.key)}:"
            inner, lead = shape.of(entry.key), ""
            value = entry.node.value
            if _stands_open(entry.node, inner):
                self._line(start, "", entry.trail)
                self._block(entry.node, inner, indent if isinstance(value, list) else indent + 2)
            elif _is_literal(value):
                self._line(start, " |" if value.endswith("\n") else " |-", entry.trail)
                lines = value.removesuffix("\n").split("\n")
                self.lines += [f"{' ' * (indent + 2)}{line}" if line else "" for line in lines]
            else:
                self._line(start, "" if value is None else f" {_inline(entry.node, inner)}", entry.trail)
        self._comments(node.foot, indent)

    def _list(self, node: Node, shape: Shape, indent: int, lead: str, *, apart: bool) -> None:
        inner = shape.of(None)
        for item in node.entries:
            if apart and item is not node.entries[0]:
                self._space()
            self._comments(item.head, indent)
            start, lead = f"{lead or ' ' * indent}- ", ""
            if _stands_open(item.node, inner):
                self._block(item.node, inner, indent + 2, start)
            else:
                self._line(start, _inline(item.node, inner), item.trail)
        self._comments(node.foot, indent + 2)

    def _line(self, start: str, rest: str, trail: list[Comment]) -> None:
        self.lines.append(f"{start}{rest}{f'  {trail[0].text}' if trail else ''}")

    def _comments(self, found: list[Comment], indent: int) -> None:
        for comment in found:
            if comment.above:
                self._space()
            self.lines.append(f"{' ' * (indent + comment.deeper)}{comment.text}")
            if comment.below:
                self._space()

    def _space(self) -> None:
        if self.lines and self.lines[-1]:
            self.lines.append("")


def _settle(entry: Entry, shape: Shape) -> None:
    """Puts what an entry holds into order, and its comments where there is a place for them."""
    node = entry.node
    order = {name: at for at, name in enumerate(shape.fields)}
    node.entries.sort(key=lambda inner: order.get(inner.key or "", len(order)))
    for inner in node.entries:
        _settle(inner, shape.of(inner.key))
    entry.head += entry.trail[1:]
    del entry.trail[1:]
    if entry.key is None and node.entries:
        # Between the dash of an item and what it holds there is no place.
        entry.head += node.entries[0].head
        node.entries[0].head = []
        if _stands_open(node, shape):
            entry.head += entry.trail
            entry.trail = []
    if isinstance(node.value, list) and node.entries:
        _sink(node, shape)


def _sink(node: Node, shape: Shape) -> None:
    """Gives the comments below a list to its last item where that is written an entry to a line: they look the same."""
    last, inner = node.entries[-1].node, shape.of(None)
    if node.foot and _stands_open(last, inner):
        last.foot += node.foot
        node.foot = []
        if isinstance(last.value, list):
            _sink(last, inner)


def _stands_open(node: Node, shape: Shape) -> bool:
    """Whether a list or map is written an entry to a line."""
    return bool(node.entries) and (
        shape.is_open
        or bool(node.foot)
        or any(entry.head or entry.trail or entry.node.entries for entry in node.entries)
    )


def _inline(node: Node, shape: Shape, *, in_brackets: bool = False) -> str:
    if not isinstance(node.value, list | dict):
        return _scalar(node.value, in_brackets=in_brackets, is_number=shape.is_number)
    parts = [
        ("" if entry.key is None else f"{_scalar(entry.key, in_brackets=True)}: ")
        + _inline(entry.node, shape.of(entry.key), in_brackets=True)
        for entry in node.entries
    ]
    return f"[{', '.join(parts)}]" if isinstance(node.value, list) else f"{{{', '.join(parts)}}}"


def _scalar(value: Any, *, in_brackets: bool = False, is_number: bool = False) -> str:
    if not isinstance(value, str):
        return json.dumps(value)
    if is_number and _FRACTION.fullmatch(value):
        return value
    if _UNSAFE.search(value) or _READ_OTHERWISE.fullmatch(value) or (in_brackets and _UNSAFE_IN_BRACKETS.search(value)):
        return json.dumps(value, ensure_ascii=False).replace("\u2028", r"\u2028").replace("\u2029", r"\u2029")
    return value


def _is_literal(value: Any) -> bool:
    """Whether a text of several lines can be written after `|` as it is."""
    if not isinstance(value, str) or "\n" not in value:
        return False
    lines = value.removesuffix("\n").split("\n")
    return bool(lines[0] and lines[-1]) and not (lines[0][0].isspace() or any(map(_UNSAFE_LINE.search, lines)))
