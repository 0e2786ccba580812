"""What differs between two packages, as Markdown: for release notes and pull requests."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from ukjsec.comparisons import Comparison
from ukjsec.comparisons.items import told
from ukjsec.reports import changes_markdown
from ukjsec.reports.changes_markdown import prose
from ukjsec.reports.comparisons import EQUAL, names, said
from ukjsec.reports.markdown import LIMIT_BYTES, code

MOST_SAID = 100
"""Of more changes of tables and columns than these the others are counted."""


def page(comparison: Comparison, *, everything: bool = False) -> str:
    """A comparison as a page that GitHub takes, with a count of what had to be left out; or with everything in it."""
    title = f"What changed from {' to '.join(map(prose, names(comparison)))}"
    title = "\n\n".join([title, *(f"**{caution}**" for caution in comparison.cautions(prose))])
    if comparison.equal:
        return f"## {title}\n\n{EQUAL}\n"
    return changes_markdown.page(
        told(comparison),
        room=sys.maxsize if everything else LIMIT_BYTES,
        title=title,
        above=list(_schema(comparison, everything=everything)),
        command="ukjsec diff --all",
    )


def _schema(comparison: Comparison, *, everything: bool) -> Iterator[str]:
    found = said(comparison)
    if not found:
        return
    yield "### Tables and columns\n"
    most = len(found) if everything else MOST_SAID
    for one in found[:most]:
        tables = ", ".join(map(code, one.tables))
        where = f"{code(one.change.column)} of {tables}" if one.change.column else tables
        sides = " → ".join(map(prose, one.sides))
        line = f"- {one.change.what.replace('-', ' ')}: {where}"
        line += f": {sides}" if sides else ""
        yield f"{line}. {one.hint[0]}{code(one.hint[1])}{one.hint[2]}" if one.hint else line
    if found[most:]:
        yield f"- … and {len(found) - most} more"
    yield ""
