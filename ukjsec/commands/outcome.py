"""What every command has in common: its exit code, and how it prints."""

from __future__ import annotations

import stat
import sys
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from ukjsec.corpus import Corpus
    from ukjsec.problems import Problem

CLEAN, PROBLEMS, MISUSE = 0, 1, 2
"""The exit codes: nothing found, problems found, could not run."""


def say(text: str, stream: TextIO | None = None) -> None:
    """Print a text, each of its lines with escapes for what a terminal would obey."""
    from ukjsec.reports.tabulation import visible  # noqa: PLC0415 (commands import what they need, and no more)

    (stream or sys.stdout).write("".join(f"{visible(line)}\n" for line in text.removesuffix("\n").split("\n")))


def report(problems: Sequence[Problem], corpus: Corpus, *, colour: bool) -> None:
    """Print problems with the lines that they are about."""
    from ukjsec import faults  # noqa: PLC0415 (as above)
    from ukjsec.reports.text import text  # noqa: PLC0415

    @cache
    def content(path: str) -> list[str]:
        file = corpus.file(path)
        try:
            if not stat.S_ISREG(file.lstat().st_mode):
                return []  # no word of what a link leads to is shown
            with file.open("rb") as stream:
                return faults.lines_of(stream.read(faults.LIMIT_BYTES))
        except OSError:
            return []

    def line_of(problem: Problem) -> str:
        lines = content(problem.place.path)
        return lines[problem.place.line - 1] if problem.place.line <= len(lines) else ""

    sys.stdout.write(text(problems, line_of, colour=colour))
