"""The rules explained."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

from ukjsec.reports.tabulation import tabulate
from ukjsec.rules.rule import Rule
from ukjsec.wrapping import WIDTH


def rule(one: Rule) -> str:
    """One rule: what it is, why it matters, what breaks it, and the repair."""
    lines = [one.ident, "", *textwrap.wrap(f"{one.title} {one.why}", WIDTH), "", "Breaks it:", ""]
    lines += [f"    {line}" for line in one.failing.encode("unicode_escape").decode().replace("\\n", "\n").split("\n")]
    return "\n".join([*lines, "", *textwrap.wrap(f"Repair: {one.repair}", WIDTH)]) + "\n"


def listing(rules: Iterable[Rule]) -> str:
    """Every rule, a line each."""
    return tabulate(["rule", "what is wrong"], [[one.ident, one.title] for one in rules], width=WIDTH)


def markdown(rules: Iterable[Rule]) -> str:
    """Every rule as a row of a table in Markdown, for the guide to contributors."""
    rows = [f"| `{one.ident}` | {_cell(one.title)} | {_cell(one.repair)} |" for one in rules]
    return "\n".join(["| rule | what is wrong | what to do |", "|---|---|---|", *rows]) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
