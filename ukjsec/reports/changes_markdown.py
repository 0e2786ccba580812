"""What differs between two editions of the data, as Markdown: the summary of a pull request."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from ukjsec.changes import Change, Comparison, Fate, Item, Quotation
from ukjsec.reports.changes import FATES, MEND, rows, shown, sides, state, told, unreadable
from ukjsec.reports.markdown import LIMIT_BYTES, code
from ukjsec.reports.tabulation import visible

MOST_NAMED, MOST_ROWS, MOST_QUOTED, LONGEST = 50, 200, 5, 1000
"""How many names, rows of one item, quotations of one value and characters of one text are shown."""

# Letters, digits, and marks that mean nothing where they stand; not those of addresses, mentions, formulas and emoji.
_PLAIN = re.compile(r"(?:[^\W_]|[ .,;'\"()?!%/+–—…“”‘’「」、。・-]|:(?=[ ]|$))+")
_LINKED = re.compile(r"www\.|://|\bGH-\d", re.IGNORECASE)


def page(
    comparison: Comparison,
    *,
    room: int = LIMIT_BYTES,
    title: str = "What changes in the data",
    above: Sequence[str] = (),
    command: str = "ukjsec changes",
) -> str:
    """A comparison as a page that takes at most so many bytes of UTF-8, and says what it had to leave out.

    Args:
        comparison: what is different.
        room: the most bytes.
        title: the heading of the page, in Markdown.
        above: what stands above the items, in Markdown; it takes room, and is never left out.
        command: the command that shows what the page leaves out.
    """
    parts = [f"## {title}\n", _overview(comparison)]
    parts += _listed([_breach(item) for item in comparison.breaches], "such ids")
    for heading, flaws in unreadable(comparison):
        lines = [f"- {code(problem)}" for flaw in flaws for problem in flaw.problems]
        parts += [f"**{heading}**\n", "\n".join(_listed(lines, "problems")) + "\n"]
    parts += above
    left: list[Item] = []
    size = _bytes(parts) + _bytes(_left_out([Item("", "x" * LONGEST, "", "added")] * (MOST_NAMED + 1), command))
    table = ""
    for item in shown(comparison):
        above = [f"### {told(item.table, 2).capitalize()}\n"] if item.table != table else []
        block = [*above, _block(item)]
        if size + _bytes(block) > room:
            left.append(item)
            continue
        table = item.table
        size += _bytes(block)
        parts += block
    return "\n".join([*parts, *_left_out(left, command)])


def _bytes(parts: Iterable[str]) -> int:
    return sum(len(part.encode()) + 1 for part in parts)


def _overview(comparison: Comparison) -> str:
    if not comparison.items:
        return "No value of the data is different from before.\n"
    counts = Counter[tuple[str, Fate]]((item.table, item.fate) for item in comparison.items)
    fates = [fate for fate in FATES if any(item.fate == fate for item in comparison.items)]
    lines = [_row(["", *(state(fate) for fate in fates)]), _row(["---", *("--:" for _ in fates)])]
    tables = dict.fromkeys(item.table for item in comparison.items)
    lines += [_row([told(table, 2), *(str(counts[table, fate] or "") for fate in fates)]) for table in tables]
    return "\n".join([*lines, "", "This shows what is different, not whether it is right.\n"])


def _breach(item: Item) -> str:
    renamed = f" Has it been renamed? {code(item.successor)} is new, and much like it." if item.successor else ""
    return f"**Problem:** {code(item.ident)} {item.breach}. {MEND}{renamed}\n"


def _listed(lines: Sequence[str], what: str) -> list[str]:
    rest = len(lines) - MOST_NAMED
    return [*lines[:MOST_NAMED], *([f"… and {rest} more {what}.\n"] if rest > 0 else [])]


def _block(item: Item) -> str:
    """One item under a heading of its own."""
    lines = [f"#### {state(item.fate).capitalize()}: {prose(item.title)}\n"]
    lines += [f"{told(item.table, 1).capitalize()} {code(item.ident)}\n"]
    if item.fate == "retired":
        into = f" In its place: {code(item.successor)}." if item.successor else " Nothing takes its place."
        lines.append(f"Reason: {prose(item.reason or '')}{into}\n")
    if item.fate == "unknown":
        lines.append("Its file, or the list that it stands in, cannot be read: see above.\n")
    changes = rows(item)
    proven = any(change.evidence for change in changes)
    header = [
        "field",
        *(["before", "now"] if item.fate == "changed" else ["value"]),
        *(["proven by"] if proven else []),
    ]
    if changes:
        lines += [_row(header), _row(["---"] * len(header))]
        lines += [_change(item, change, proven=proven) for change in changes[:MOST_ROWS]]
        lines.append(f"\n… and {len(changes) - MOST_ROWS} more fields.\n" if len(changes) > MOST_ROWS else "")
    return "\n".join(lines)


def _change(item: Item, change: Change, *, proven: bool) -> str:
    before, after = map(prose, sides(change))
    cells = [code(change.field), *([before, after] if item.fate == "changed" else [after])]
    if proven:
        shown = [_quoted(one) for one in change.evidence[:MOST_QUOTED]]
        rest = len(change.evidence) - MOST_QUOTED
        cells.append("<br>".join([*shown, *([f"… and {rest} more"] if rest > 0 else [])]))
    return _row(cells)


def _quoted(one: Quotation) -> str:
    basis = f" {prose(one.basis)}" if one.basis else ""
    return f"{prose(f'“{one.quote}”')} ({code(one.source)}{'' if one.sealed else ', not sealed yet'}){basis}"


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _left_out(items: Sequence[Item], command: str) -> list[str]:
    if not items:
        return []
    named = [f"- {state(item.fate)}: {code(item.ident)}" for item in items]
    heading = f"**Left out, because GitHub takes no longer page: {len(items)} more.** `{command}` shows them.\n"
    return [heading, "\n".join(_listed(named, "items")) + "\n"]


def prose(text: str) -> str:
    """A text as Markdown that says just that text: plain where nothing in it could be read as more, else as code."""
    shown = visible(text)
    if _PLAIN.fullmatch(shown) and not _LINKED.search(shown):
        return shown if len(shown) <= LONGEST else f"{shown[: LONGEST - 1]}…"
    return code(shown)
