"""What bears upon a few records that were named: the rest of a corpus need not be read for them.

A problem of a record can depend on others only through what its text names: its id, its series, its relations, and its
kind, which a record that may be the same item shares. A file in which none of these words stands cannot matter.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

MOST_NAMED = 20
"""Of more records than these, so much would matter that everything is read."""


@dataclass(frozen=True)
class Focus:
    """The records that were named."""

    paths: frozenset[str]
    """Their files, as problems give them."""
    words: tuple[bytes, ...] | None
    """The words by which others matter to them; None where all others do."""

    quoted: frozenset[str] | None
    """The sources that they name; None where all may be."""

    def meets(self, path: str, data: bytes) -> bool:
        """Whether a record file matters to those that were named, or is one of them."""
        if self.words is None or path in self.paths:
            return True
        # With a backslash a text can be written in other letters than its own.
        return b"\\" in data or any(word in data for word in self.words)


def focus(paths: Iterable[str], documents: Iterable[Any]) -> Focus:
    """The focus on records.

    Args:
        paths: their files, as problems give them.
        documents: their plain data, of whatever shape it is.
    """
    named = frozenset(paths)
    if len(named) > MOST_NAMED:
        return Focus(named, None, None)
    words: set[str] = set()
    quoted: set[str] = set()
    for document in documents:
        if isinstance(document, dict):
            words |= _texts([document.get("id"), document.get("kind"), document.get("series")])
            words |= _texts(_each(document.get("related"), "to"))
            quoted |= _texts(_each(document.get("evidence"), "source"))
    return Focus(named, tuple(sorted(word.encode(errors="replace") for word in words)), frozenset(quoted))


def _each(items: Any, key: str) -> list[Any]:
    return [item.get(key) for item in items if isinstance(item, dict)] if isinstance(items, list) else []


def _texts(values: list[Any]) -> set[str]:
    return {value for value in values if isinstance(value, str) and value}
