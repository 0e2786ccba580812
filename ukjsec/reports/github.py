"""Problems as annotations of a pull request on GitHub, and as text for the log of the workflow.

The commands are those of GitHub's workflows: `::error file=…,line=…,col=…,title=…::message`. GitHub keeps ten of each
kind in a step and drops the others without a word, and its log shows neither file nor line of any. So the report as
text, with every problem, follows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import islice

from ukjsec.problems import Problem
from ukjsec.reports.tabulation import visible
from ukjsec.reports.text import counted, text

KEPT = 10
"""How many annotations of a kind GitHub keeps in a step."""

COMMANDS = {"problem": "error", "notice": "notice"}
"""The command for each severity."""

LINE_END = "\n"


def commands(problems: Sequence[Problem], line_of: Callable[[Problem], str]) -> str:
    """The first problems and notices as annotations, and all of them as text."""
    lines, more = [], []
    for severity, command in COMMANDS.items():
        alike = [problem for problem in problems if problem.severity == severity]
        lines += [_annotation(command, problem) for problem in islice(alike, KEPT)]
        more += [counted(len(alike) - KEPT, severity)] if len(alike) > KEPT else []
    if more:
        rest = " and ".join(more)
        lines.append(f"GitHub shows no more than {KEPT} of a kind beside the files. Below are all, {rest} more:")
    return "\n".join([*lines, text(problems, line_of)])


def _annotation(command: str, problem: Problem) -> str:
    place = problem.place
    properties = {"file": place.path}
    # A line or column that is none would cost the annotation, and a column needs a line.
    if place.line > 0:
        properties["line"] = str(place.line)
        if place.column > 0:
            properties["col"] = str(place.column)
    properties["title"] = problem.rule
    told = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    words = [visible(part) for part in (problem.message, problem.repair) if part]
    return f"::{command} {told}::{_data(LINE_END.join(words))}"


def _data(value: str) -> str:
    return value.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(value: str) -> str:
    return _data(visible(value)).replace(":", "%3A").replace(",", "%2C")
