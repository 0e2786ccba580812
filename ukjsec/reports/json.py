"""Problems as JSON for programs: the versioned form of `verdict.py`, whose schema is `verdict.schema.json`."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from ukjsec import __version__
from ukjsec.problems import Problem
from ukjsec.reports.tabulation import COMMAND, visible
from ukjsec.verdict import VERSION, Complaint, Counts, Tool, Verdict

_SURROGATE = re.compile(r"[\ud800-\udfff]")
_UNUSUAL = re.compile(r"[^\n -~]")


def verdict(problems: Sequence[Problem]) -> str:
    """The problems as one JSON document; its strings hold nothing that a terminal or a runner would obey."""
    found = Verdict(
        version=VERSION,
        tool=Tool(name="ukjsec", version=__version__),
        counts=Counts(
            problems=sum(problem.severity == "problem" for problem in problems),
            notices=sum(problem.severity == "notice" for problem in problems),
            files=len({problem.place.path for problem in problems}),
        ),
        problems=tuple(map(_complaint, problems)),
    )
    return dumped(found.model_dump())


def _complaint(problem: Problem) -> Complaint:
    return Complaint(
        path=printable(problem.place.path),
        line=problem.place.line,
        column=problem.place.column,
        rule=problem.rule,
        severity=problem.severity,
        message=visible(problem.message),
        repair=visible(problem.repair),
    )


def printable(path: str) -> str:
    """A path that can be written as UTF-8, whatever bytes its name is made of."""
    return _SURROGATE.sub("\ufffd", path)


def dumped(value: Any) -> str:
    """JSON that may be printed anywhere: what would be obeyed, or not be seen, is written as JSON's own escapes."""
    text = json.dumps(value, ensure_ascii=False, indent=2) + "\n"
    return _UNUSUAL.sub(_printable, COMMAND.sub(r"\\u0023", text))


def _printable(match: re.Match[str]) -> str:
    return match[0] if match[0].isprintable() or match[0] == "\u3000" else json.dumps(match[0])[1:-1]
