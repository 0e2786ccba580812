"""Places in a document, asked for one by one: the library asks for many at once."""

from __future__ import annotations

from ukjsec import documents, faults
from ukjsec.problems import Route


def locate(data: bytes, route: Route, *, on_key: bool = False) -> tuple[int, int]:
    """The line and column of a single route: see `Places.locate`."""
    return documents.places(data).locate(route, on_key=on_key)


def line_of(data: bytes, line: int) -> str:
    """The text of a line without its end; empty where there is no such line."""
    lines = faults.lines_of(data)
    return lines[line - 1] if 1 <= line <= len(lines) else ""
