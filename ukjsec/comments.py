"""The comments of a YAML text, each kept at what it belongs to.

A comment on a line of its own belongs to the entry (the key of a map, the item of a list) that follows it; where it is
indented more than that, and as much as a list or map that ends before it, it stands at the end of that list or map. A
comment at the end of a line belongs to the entry that the line holds. Comments before the first entry of all belong to
the document, as do those after the last one that are not indented.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from ukjsec.documents import Token
from ukjsec.faults import Lines

_COMMENT = re.compile(r"#[^\n]*")
_HEADER = re.compile(r"[|>][-+0-9]*[ \t]+(#[^\n]*)")


@dataclass(slots=True)
class Comment:
    """A comment, from its `#` on."""

    text: str
    column: int
    """How many characters stand before it in its line."""
    alone: bool
    """Whether it has a line of its own."""
    above: bool
    """Whether it has a line of its own, and an empty line stands above it."""
    below: bool
    """Whether it has a line of its own, and an empty line follows."""
    deeper: int = 0
    """How much more it is indented than the first of those that it stands with: a field left out, in a map left out."""


@dataclass(slots=True)
class Node:
    """A plain value, or a list or map of entries."""

    value: Any
    """The plain data."""
    entries: list[Entry] = field(default_factory=list)
    foot: list[Comment] = field(default_factory=list)
    """The comments after the last entry."""


@dataclass(slots=True)
class Entry:
    """A key of a map with its value, an item of a list, or the value of a document."""

    key: str | None
    head: list[Comment]
    """The comments above it."""
    node: Node = field(default_factory=lambda: Node(None))
    trail: list[Comment] = field(default_factory=list)
    """The comments at the end of its line."""


@dataclass(slots=True)
class Commented:
    """The value of a text with its comments."""

    entry: Entry
    """The value; its head is the comments at the top of the text."""
    foot: list[Comment]
    """The comments at the end of the text."""


def read(text: str, tokens: Iterable[Token], value: Any) -> Commented:
    r"""The value of a text with its comments.

    Args:
        text: a text without faults, all of whose lines end in `\n`.
        tokens: its tokens.
        value: its plain data, as `documents.compose` gives it.
    """
    return _Reader(text).read(tokens, value)


def texts(text: str, tokens: Iterable[Token]) -> list[str]:
    """The comments of a text without faults, sorted, without the blanks at their ends."""
    found, end = [], 0
    for token in tokens:
        if token.kind == "scalar":
            found += _COMMENT.findall(text, end, token.start)
            header = _HEADER.match(text, token.start, token.end)
            found += [header[1]] if header else []
            end = token.end
    found += _COMMENT.findall(text, end)
    return sorted(comment.rstrip() for comment in found)


@dataclass(slots=True)
class _Level:
    """A list or map that is still open."""

    owner: Entry
    values: Iterator[Any]
    is_map: bool
    is_flow: bool
    column: int
    above: int
    """The column of the list or map around it."""
    waiting: Entry | None = None
    """The key that waits for its value."""


class _Reader:
    """Goes through the tokens of a text, and gives the comments between them to their entries."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._lines = Lines(text)
        self._end = 0
        self._levels: list[_Level] = []
        self._closed: list[_Level] = []
        self._carried: list[Comment] = []
        self._current: Entry | None = None

    def read(self, tokens: Iterable[Token], value: Any) -> Commented:
        root = Entry(None, [])
        for token in tokens:
            if token.kind == "end" and not self._levels[-1].is_flow:
                # Such a list or map ends without a mark: the comments before the next token may be its own.
                self._closed.append(self._levels.pop())
                continue
            self._collect(token.start)
            if token.kind == "end":
                self._close()
            elif not self._levels:
                root.head, self._carried = self._carried, []
                self._fill(root, token, value)
            elif self._levels[-1].is_map:
                self._key_or_value(self._levels[-1], token)
            else:
                level = self._levels[-1]
                self._fill(self._entry(level, None), token, next(level.values))
            self._end = max(self._end, self._end_of(token))
        self._collect(len(self._text))
        return Commented(root, self._carried)

    def _end_of(self, token: Token) -> int:
        if token.kind in ("list", "map") and not self._is_flow(token):
            return token.start
        # A text after `|` takes the line ends after it too.
        return token.start + len(self._text[token.start : token.end].rstrip(" \t\n"))

    def _is_flow(self, token: Token) -> bool:
        return self._text[token.start : token.start + 1] in ("[", "{")

    def _key_or_value(self, level: _Level, token: Token) -> None:
        if level.waiting is None:
            key, value = next(level.values)
            level.waiting = self._current = self._entry(level, key)
            level.waiting.node = Node(value)
            self._heading(level.waiting, token)
            return
        entry, level.waiting = level.waiting, None
        if token.kind == "scalar" or self._is_flow(token):
            entry.head += self._carried
            self._carried = []
        self._fill(entry, token, entry.node.value)

    def _entry(self, level: _Level, key: str | None) -> Entry:
        entry = Entry(key, self._carried)
        self._carried = []
        level.owner.node.entries.append(entry)
        return entry

    def _fill(self, entry: Entry, token: Token, value: Any) -> None:
        """Gives an entry its value, or opens the list or map that it is."""
        entry.node = Node(value)
        if token.kind == "scalar":
            self._current = entry
            self._heading(entry, token)
            return
        around = self._levels[-1] if self._levels else None
        self._levels.append(
            _Level(
                entry,
                iter(value.items() if token.kind == "map" else value),
                is_map=token.kind == "map",
                is_flow=self._is_flow(token) or bool(around and around.is_flow),
                column=self._column(token.start),
                above=around.column if around else 0,
            )
        )
        if self._is_flow(token):
            self._current = None

    def _heading(self, entry: Entry, token: Token) -> None:
        """Takes the comment after the `|` of a text in several lines."""
        header = _HEADER.match(self._text, token.start, token.end)
        if header:
            entry.trail.append(self._comment(header.start(1), header[1]))

    def _close(self) -> None:
        owner = self._levels.pop().owner
        (owner.node.foot if owner.node.entries else owner.head).extend(self._carried)
        self._carried = []
        self._current = owner

    def _collect(self, until: int) -> None:
        """Takes the comments up to the next token."""
        for match in _COMMENT.finditer(self._text, self._end, until):
            before = self._text[self._end : match.start()]
            mark = before.rstrip(" \t")[-1:]
            comment = self._comment(match.start(), match[0])
            # A dash or question mark opens the entry that comes, a comma or colon goes with the one that is here.
            if self._current and mark in ("", ",", ":"):
                self._current.trail.append(comment)
            else:
                self._put(comment)
            self._end = match.end()
        self._closed = []

    def _comment(self, start: int, text: str) -> Comment:
        column = self._column(start)
        before, end = start - column, start + len(text)
        alone = not self._text[before:start].strip()
        return Comment(
            text.rstrip(),
            column,
            alone,
            above=alone and before > 0 and not self._line(before - 1).strip(),
            below=alone and end + 1 < len(self._text) and not self._line(end + 1).strip(),
        )

    def _line(self, index: int) -> str:
        """The line around an index, or that ends there."""
        end = self._text.find("\n", index)
        return self._text[self._text.rfind("\n", 0, index) + 1 : end if end >= 0 else None]

    def _put(self, comment: Comment) -> None:
        """Gives a comment to a list or map that ends before it, or else keeps it for the entry that comes."""
        while self._closed:
            level = self._closed[0]
            if comment.column >= level.column and comment.column > level.above:
                _join(level.owner.node.foot, comment)
                return
            # What comes after a comment that is indented less belongs no deeper.
            self._closed.pop(0)
        _join(self._carried, comment)

    def _column(self, index: int) -> int:
        return self._lines.place(index)[1] - 1


def _join(found: list[Comment], comment: Comment) -> None:
    first = next((before for before in found if before.alone), comment)
    comment.deeper = max(0, comment.column - first.column) if comment.alone else 0
    found.append(comment)
