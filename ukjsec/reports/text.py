"""Problems as text for people: place, rule, message, the line of the file with a caret, the repair."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ukjsec.problems import SOUND, Problem
from ukjsec.reports.tabulation import escapes, inert, visible
from ukjsec.wrapping import WIDTH, cells_of, wrap

REPAIR_WIDTH = 100
"""The columns to which a repair is wrapped: it may list a whole vocabulary."""

RED, YELLOW, BOLD, PLAIN = "\x1b[31m", "\x1b[33m", "\x1b[1m", "\x1b[0m"


def text(problems: Sequence[Problem], line_of: Callable[[Problem], str], *, colour: bool = False) -> str:
    """Every problem with its line, and a closing count.

    Args:
        problems: the problems, sorted.
        line_of: problem → the line of its file, without its end.
        colour: whether to use the terminal's colours.
    """
    blocks = [_block(problem, line_of(problem), colour=colour) for problem in problems]
    return "\n".join([*blocks, summary(problems)]) + "\n"


def summary(problems: Sequence[Problem]) -> str:
    """How many problems and notices, in how many files."""
    if not problems:
        return SOUND
    grave = sum(problem.severity == "problem" for problem in problems)
    counts = [counted(grave, "problem"), counted(len(problems) - grave, "notice")]
    files = len({problem.place.path for problem in problems})
    return f"{' and '.join(count for count in counts if not count.startswith('0'))} in {counted(files, 'file')}."


def counted(number: int, noun: str) -> str:
    """A number of things, in the singular too."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _block(problem: Problem, line: str, *, colour: bool) -> str:
    shade = YELLOW if problem.severity == "notice" else RED
    place, rule = visible(str(problem.place)), problem.rule
    if colour:
        place, rule = f"{BOLD}{place}{PLAIN}", f"{shade}{rule}{PLAIN}"
    word = "notice: " if problem.severity == "notice" else ""
    lines = [f"{place}: {word}{rule}: {visible(problem.message)}"]
    if line.strip():
        number = str(problem.place.line)
        shown, caret = excerpt(line, problem.place.column, WIDTH - len(number) - len("   | "))
        lines += [f"  {number} | {shown}", f"  {' ' * len(number)} | {caret}"]
    if problem.repair:
        lines += wrap(visible(problem.repair), "  -> ", "     ", width=REPAIR_WIDTH)
    return "\n".join(map(inert, lines)) + "\n"


def excerpt(line: str, column: int, width: int) -> tuple[str, str]:
    """The part of a line around a column (from 1) that takes so many cells, … where it is cut; a caret below it."""
    start = max(0, column - 1 - width)
    shown = escapes(line[start : column - 1 + width])
    before, after = shown[: column - 1 - start], shown[column - 1 - start :]
    cut, left = start > 0, cells_of("".join(before))
    wanted = cells_of("".join(after)) + (len(line) >= column + width)
    while before and cut + left > max(width // 2, width - wanted):
        left -= cells_of(before.pop(0))
        cut = True
    before = ["…" * cut, *before]
    room = width - cut - left
    if wanted > room:
        while len(after) > 1 and cells_of("".join(after)) > room - 1:
            after.pop()
        after.append("…")
    return "".join(before + after), " " * (cut + left) + "^"
