"""What every command has in common: its exit code, and how it prints."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from ukjsec.corpus import Corpus
    from ukjsec.problems import Problem
    from ukjsec.reports.formats import Format

CLEAN, PROBLEMS, MISUSE = 0, 1, 2
"""The exit codes: nothing found, problems found, could not run."""


def say(text: str, stream: TextIO | None = None) -> None:
    """Print a text, each of its lines with escapes for what a terminal or a workflow runner would obey."""
    from ukjsec.reports.tabulation import inert, visible  # noqa: PLC0415 (commands import what they need, and no more)

    lines = text.removesuffix("\n").split("\n")
    write("".join(f"{inert(visible(line))}\n" for line in lines), stream or sys.stdout)


def write(text: str, stream: TextIO) -> None:
    """Write to a stream; where its reader has gone, what is left of the command is done in silence."""
    try:
        stream.write(text)
    except BrokenPipeError:
        silence(stream)


def flush(stream: TextIO) -> None:
    """Hand on all that was written, or drop it where the reader has gone.

    Raises:
        OSError: it cannot be written, as on a full disk; it is dropped.
    """
    try:
        stream.flush()
    except OSError as error:
        silence(stream)
        if not isinstance(error, BrokenPipeError):
            raise


def silence(stream: TextIO) -> None:
    """Let a stream lead nowhere: what it still holds would otherwise fail again, at the very end, over the code."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def report(
    problems: Sequence[Problem],
    corpus: Corpus,
    *,
    colour: bool,
    form: Format = "text",
    summary: Path | None = None,
) -> None:
    """Print problems with the lines that they are about.

    Args:
        problems: the problems, sorted.
        corpus: where they were found; it knows their files.
        colour: whether text may use the terminal's colours.
        form: the format. Where it is one of `formats.DOCUMENTS`, print nothing else to the standard output.
        summary: a file to which a summary in Markdown is added, first of all.

    Raises:
        OSError: the summary cannot be written.
    """
    from ukjsec import faults, files  # noqa: PLC0415 (as above)
    from ukjsec.reports import formats  # noqa: PLC0415

    @cache
    def content(path: str) -> list[str]:
        try:
            # No word of what a link leads to is shown.
            return faults.lines_of(files.read(corpus.file(path), faults.LIMIT_BYTES))
        except OSError:
            return []

    def line_of(problem: Problem) -> str:
        if problem.place in corpus.lines:
            return corpus.lines[problem.place]
        known = content(problem.place.path)
        return known[problem.place.line - 1] if problem.place.line <= len(known) else ""

    if summary:
        from ukjsec.reports import markdown  # noqa: PLC0415

        with summary.open("a", encoding="utf-8") as stream:
            stream.write(markdown.summary(problems, room=markdown.LIMIT_BYTES - stream.tell()))
    write(formats.render(form, problems, line_of, colour=colour), sys.stdout)
