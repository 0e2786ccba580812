"""The formats of a report: the one table of their names, and what writes each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, TypeAlias, assert_never, get_args

from ukjsec.problems import SOUND, Problem

Format: TypeAlias = Literal["text", "github", "json", "sarif"]
"""`text` for people, `github` for the log of a workflow, with annotations; `json` and `sarif` for programs."""

FORMATS: tuple[Format, ...] = get_args(Format)

DOCUMENTS: frozenset[Format] = frozenset({"json", "sarif"})
"""The formats that are one whole document: nothing else may be printed beside it."""


def render(
    form: Format, problems: Sequence[Problem], line_of: Callable[[Problem], str], *, colour: bool = False
) -> str:
    """A report in a format; ends with a line end.

    Args:
        form: the format.
        problems: the problems, sorted.
        line_of: problem → the line of its file, without its end.
        colour: whether text may use the terminal's colours.
    """
    # Each is imported when it is wanted: the command line starts with this module, and mostly nothing is wrong.
    if not problems and form not in DOCUMENTS:
        return f"{SOUND}\n"
    match form:
        case "text":
            from ukjsec.reports.text import text  # noqa: PLC0415

            return text(problems, line_of, colour=colour)
        case "github":
            from ukjsec.reports.github import commands  # noqa: PLC0415

            return commands(problems, line_of)
        case "json":
            from ukjsec.reports.json import verdict  # noqa: PLC0415

            return verdict(problems)
        case "sarif":
            from ukjsec.reports.sarif import log  # noqa: PLC0415

            return log(problems, line_of)
        case _:
            assert_never(form)
