"""Problems as text for people: place, rule, message, the line of the file with a caret, the repair."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence

from ukjsec.problems import Problem

RED, YELLOW, BOLD, PLAIN = "\x1b[31m", "\x1b[33m", "\x1b[1m", "\x1b[0m"
WIDTH = 100


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
        return "No problems."
    grave = sum(problem.severity == "problem" for problem in problems)
    counts = [_count(grave, "problem"), _count(len(problems) - grave, "notice")]
    files = len({problem.place.path for problem in problems})
    return f"{' and '.join(count for count in counts if not count.startswith('0'))} in {_count(files, 'file')}."


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _block(problem: Problem, line: str, *, colour: bool) -> str:
    shade = YELLOW if problem.severity == "notice" else RED
    place, rule = str(problem.place), problem.rule
    if colour:
        place, rule = f"{BOLD}{place}{PLAIN}", f"{shade}{rule}{PLAIN}"
    word = "notice: " if problem.severity == "notice" else ""
    lines = [f"{visible(place) if not colour else place}: {word}{rule}: {visible(problem.message)}"]
    if line.strip():
        shown, caret = excerpt(line, problem.place.column)
        number = str(problem.place.line)
        lines += [f"  {number} | {shown}", f"  {' ' * len(number)} | {caret}"]
    if problem.repair:
        lines.append(f"  -> {visible(problem.repair)}")
    return "\n".join(lines) + "\n"


def excerpt(line: str, column: int) -> tuple[str, str]:
    """The part of a line around a column (from 1), and a line with a caret below it; wide characters count two."""
    start = max(0, column - 1 - WIDTH // 2) if len(line) > WIDTH else 0
    part = line[start : start + WIDTH]
    before = visible(part[: column - 1 - start])
    return visible(part), " " * sum(_cells(character) for character in before) + "^"


def _cells(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def visible(text: str) -> str:
    """A text with every character that a terminal would obey, or nobody would see, written as an escape."""
    return "".join(
        character if character.isprintable() else f"\\u{{{ord(character):x}}}" for character in text.replace("\t", " ")
    )
