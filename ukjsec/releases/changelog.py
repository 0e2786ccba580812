"""CHANGELOG.md: the section of one version, as its heading dates it and as its words tell it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

NAME = "CHANGELOG.md"

_HEADING = re.compile(r"## +\[?v?(?P<version>[^\s\]]+)\]?(?: *(?:\((?P<bracketed>.*)\)|- *(?P<dashed>.*)))? *")
_FENCE = re.compile(r" {0,3}(```|~~~)")


@dataclass(frozen=True)
class Section:
    """What is told of one version."""

    version: str
    date: str
    """What its heading says in brackets, such as `2026-11-22` or `unreleased`; empty when it says nothing."""
    line: int
    """Where its heading stands, from 1."""
    body: str
    """What follows the heading, up to the next version, without blank lines at its ends; headings in it begin `###`."""


def sections(text: str) -> list[Section]:
    """Every section of a changelog that is headed by `## <version> (<date>)`, in its order."""
    found: list[Section] = []
    heading: re.Match[str] | None = None
    start = 0
    lines = text.splitlines()
    for number, line, is_text in (*_lines(lines), (len(lines) + 1, "## ", True)):
        if not (is_text and line.startswith("## ")):
            continue
        if heading:
            date = (heading["bracketed"] or heading["dashed"] or "").strip()
            body = "\n".join(lines[start : number - 1]).strip("\n")
            found.append(Section(heading["version"], date, start, body))
        heading, start = _HEADING.fullmatch(line), number
    return found


def raised(body: str) -> str:
    """A section's body with its headings one level higher, for a document of its own."""
    return "\n".join(
        line[1:] if is_text and re.match("###+ ", line) else line for _, line, is_text in _lines(body.split("\n"))
    )


def _lines(lines: list[str]) -> Iterator[tuple[int, str, bool]]:
    """Number from 1, line, and whether it is text: not code between fences, in which `##` heads nothing."""
    fence = ""
    for number, line in enumerate(lines, start=1):
        mark = _FENCE.match(line)
        yield number, line, not fence and not mark
        if mark and fence in ("", mark[1]):
            fence = "" if fence else mark[1]
