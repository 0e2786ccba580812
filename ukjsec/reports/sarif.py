"""Problems as SARIF 2.1.0, the OASIS format in which code hosts and editors take the findings of checkers.

Every rule of the catalogue is described in it, so that a finding explains itself where it is shown.
"""

from __future__ import annotations

import hashlib
import re
import urllib.parse
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import PurePath
from typing import Any

from ukjsec import __version__
from ukjsec.problems import Place, Problem
from ukjsec.reports import catalogue
from ukjsec.reports.json import dumped
from ukjsec.reports.tabulation import visible
from ukjsec.rules import CATALOGUE, Rule

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

LEVELS = {"problem": "error", "notice": "note"}
"""The level for each severity."""

ROOT = "%SRCROOT%"
"""What paths are relative to; whoever reads the log knows where that is."""

FINGERPRINTED = 1000
"""So much of a line tells it from others."""

_UNWRITABLE = re.compile(r"[\ud800-\udc7f\udd00-\udfff]")
"""What stands for no byte of a file's name."""

_INDEX = {ident: index for index, ident in enumerate(CATALOGUE)}


def log(problems: Sequence[Problem], line_of: Callable[[Problem], str]) -> str:
    """The problems as one SARIF log with one run."""
    seen: Counter[str] = Counter()
    run = {
        "tool": {
            "driver": {
                "name": "ukjsec",
                "version": __version__,
                "rules": [_rule(rule) for rule in CATALOGUE.values()],
            }
        },
        "language": "en-GB",
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {ROOT: {"description": {"text": "The folder in which ukjsec was run, or its checkout."}}},
        "invocations": [{"executionSuccessful": True}],
        "results": [_result(problem, line_of(problem), seen) for problem in problems],
    }
    return dumped({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.ident,
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": f"{rule.title} {rule.why}"},
        "help": {"text": catalogue.rule(rule), "markdown": _help(rule)},
    }


def _help(rule: Rule) -> str:
    fragment = "\n".join(map(visible, rule.failing.split("\n")))
    return f"{rule.why}\n\nBreaks it:\n\n````\n{fragment}\n````\n\n**Repair:** {rule.repair}\n"


def _result(problem: Problem, line: str, seen: Counter[str]) -> dict[str, Any]:
    """One finding; `seen` counts the findings that are alike in all but the line's number."""
    told = "\0".join((problem.place.path, problem.rule, line[:FINGERPRINTED].strip()))
    alike = hashlib.sha256(told.encode(errors="surrogatepass")).hexdigest()[:32]
    seen[alike] += 1
    result = {
        "ruleId": problem.rule,
        "level": LEVELS[problem.severity],
        "message": {"text": _message(f"{problem.message}. {problem.repair}" if problem.repair else problem.message)},
        "locations": [{"physicalLocation": _location(problem.place)}],
        "partialFingerprints": {"ruleAndLine/v1": f"{alike}:{seen[alike]}"},
    }
    return result | ({"ruleIndex": _INDEX[problem.rule]} if problem.rule in _INDEX else {})


def _message(text: str) -> str:
    """A plain message of SARIF, where braces hold arguments unless they are doubled, and `[text](to)` is a link."""
    return visible(text).replace("{", "{{").replace("}", "}}").replace("](", "] (")


def _location(place: Place) -> dict[str, Any]:
    path = _UNWRITABLE.sub("\ufffd", place.path)
    if PurePath(path).is_absolute():
        artifact = {"uri": PurePath(path).as_uri()}
    else:
        # A name that is no UTF-8 keeps its bytes.
        artifact = {"uri": urllib.parse.quote(path, errors="surrogateescape"), "uriBaseId": ROOT}
    return {"artifactLocation": artifact, "region": {"startLine": place.line, "startColumn": place.column}}
