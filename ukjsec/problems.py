"""What is wrong, and where: values, never exceptions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

Route: TypeAlias = tuple[str | int, ...]
"""The way from the top of a document to a value: keys and 0-based list positions."""

Severity: TypeAlias = Literal["problem", "notice"]

SOUND = "No problems."
"""What people are told when nothing is wrong."""


@dataclass(frozen=True, order=True)
class Place:
    """A position in a file: its path, and 1-based line and column (in characters)."""

    path: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


@dataclass(frozen=True, order=True)
class Problem:
    """One complaint at one place; the same place and rule is the same problem, whatever the words."""

    place: Place
    rule: str
    """The kebab-case name of the rule that was broken: `ukjsec explain` says more about it."""
    message: str = field(compare=False)
    """One sentence: what is wrong, with the offending value."""
    repair: str = field(default="", compare=False)
    """One sentence: what to do about it; empty where the message says it already."""
    severity: Severity = field(default="problem", compare=False)
    """A notice informs and leaves the exit code alone; a problem has to be mended."""

    def __str__(self) -> str:
        return f"{self.place}: {self.rule}: {self.message}"


@dataclass(frozen=True)
class Finding:
    """A complaint whose place is still a route in a file; `corpus.placed` turns it into a Problem."""

    path: str
    """The file, relative to the root of the checkout, with forward slashes."""
    route: Route
    rule: str
    message: str
    repair: str = ""
    on_key: bool = False
    """Whether the key at the end of the route is meant, not its value."""
    severity: Severity = "problem"
    at: tuple[int, int] | None = None
    """Line and column, where they are known already; the route is not asked then."""
