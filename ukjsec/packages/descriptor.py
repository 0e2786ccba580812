"""The descriptor of a package: read as JSON, with the place of everything in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ukjsec import descriptors, documents
from ukjsec.problems import Finding, Place, Route

_PAIR = re.compile(r"(?<!\\)((?:\\\\)*)\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})")


@dataclass
class Text:
    """The text of a descriptor: its data, or why it has none, and where everything stands in it."""

    data: Any
    findings: tuple[Finding, ...]
    plain: bytes
    """The text as YAML, in which everything stands where it stands in the JSON."""
    shown: str

    def place(self, route: Route, *, on_key: bool = False) -> Place:
        """The place of the value at a route, or of its key: it makes the text a locator."""
        return Place(self.shown, *self._places.locate(route, on_key=on_key))

    @cached_property
    def _places(self) -> documents.Places:
        return documents.places(self.plain)


def read(data: bytes, shown: str) -> Text:
    """Read a descriptor.

    Args:
        data: its bytes; JSON in UTF-8.
        shown: its path, as problems give it.
    """
    # YAML does not know the pairs of escapes by which JSON writes characters beyond the first 65,536. In the copy that
    # tells the places, one long escape and two marks take up as much room.
    plain = _PAIR.sub(_long_escape, data.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")
    found = documents.compose(plain).faults
    value: Any = None
    if not found or all(fault.rule == "yaml-syntax" for fault in found):
        value, fault = descriptors.parse(data)
        found = (fault,) if fault else found
    findings = tuple(Finding(shown, (), one.rule, one.message, one.repair, at=(one.line, one.column)) for one in found)
    return Text(None if findings else value, findings, plain, shown)


def _long_escape(match: re.Match[str]) -> str:
    high, low = int(match[2], 16), int(match[3], 16)
    return f"{match[1]}\\U{0x10000 + ((high - 0xD800) << 10) + low - 0xDC00:08x}??"
