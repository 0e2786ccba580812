"""Problems as a table in Markdown, for the summary of a workflow's job on GitHub.

Whatever comes from a file stands in code, where Markdown, HTML, mentions and addresses mean nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ukjsec.problems import Problem
from ukjsec.reports.tabulation import visible
from ukjsec.reports.text import summary as count

LIMIT_BYTES = 1_000_000
"""GitHub takes a summary of up to 1,048,576 bytes (1 MiB) for a step, and drops a larger one whole."""

LONGEST = 500
"""How many characters of a cell are shown."""

_TICKS = re.compile("`{3,}")


def summary(problems: Sequence[Problem], *, room: int = LIMIT_BYTES) -> str:
    """A heading that counts, and a row for every problem and notice.

    Args:
        problems: the problems, sorted.
        room: how many bytes of UTF-8 it may take; the rows that have no room are counted in a closing line, which with
            the heading is written in any case.
    """
    parts = [f"### ukjsec: {count(problems)}\n"]
    if problems:
        parts.append("\n| where | rule | what is wrong | repair |\n|---|---|---|---|\n")
    left = room - sum(len(part.encode()) for part in parts) - len(_left_out(len(problems)).encode())
    for done, problem in enumerate(problems):
        row = _row(problem)
        left -= len(row.encode())
        if left < 0:
            return "".join([*parts, _left_out(len(problems) - done)])
        parts.append(row)
    return "".join(parts)


def _left_out(number: int) -> str:
    return f"\n{number} more have no room here; `ukjsec validate` shows them.\n"


def _row(problem: Problem) -> str:
    rule = f"notice: {problem.rule}" if problem.severity == "notice" else problem.rule
    return f"| {' | '.join(map(code, (str(problem.place), rule, problem.message, problem.repair)))} |\n"


def code(text: str) -> str:
    """A text as code in a cell of a table: Markdown reads nothing in it but the marks that end it, and pipes."""
    shown = visible(text)
    if len(shown) > LONGEST:
        shown = shown[: LONGEST - 1] + "…"
    # A mark of more than 80 backticks is none to GitHub's reader, so that a longer one cannot be answered by a longer.
    shown = _TICKS.sub(lambda run: r"\u{60}" * len(run[0]), shown)
    # Readers differ over what a backslash before an escaped pipe means.
    shown = shown.replace(r"\|", r"\\u{7c}").replace("|", r"\|")
    if not shown:
        return ""
    return f"``` {shown} ```" if "`" in shown else f"`{shown}`"
