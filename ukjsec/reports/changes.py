"""What differs between two editions of the data, for a terminal and for programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from ukjsec.changes import Change, Comparison, Fate, Flaw, Item, Quotation, below
from ukjsec.reports.tabulation import visible
from ukjsec.wrapping import wrap

VERSION = 1
"""Of the JSON document: raised when a key changes its meaning or goes."""

NOUNS = {
    "records": "record",
    "actors": "actor",
    "places": "place",
    "sources": "source",
    "retired": "retired id",
    "reliability": "compared reading",
}

FATES: tuple[Fate, ...] = ("added", "changed", "retired", "removed", "unknown")

NOTHING = "–"
"""Stands for a value that is not there."""

SEPARATOR = "; "
"""Stands between the values of a list."""

SAME = 4
"""Of a list with more values in common than these, the changed ones alone are shown."""

MEND = (
    "Enter it there, with the reason and, where there is one, the record that takes its place: "
    "an id that once meant one item never comes to mean another."
)


def text(comparison: Comparison) -> str:
    """A comparison for a terminal."""
    lines = [*wrapped(headline(comparison)), ""]
    for item in comparison.breaches:
        lines += breach(item)
    for heading, flaws in unreadable(comparison):
        lines += [
            heading,
            *(line for flaw in flaws for told in flaw.problems for line in wrapped(told, "  ", "    ")),
            "",
        ]
    for item in shown(comparison):
        lines += block(item)
    return "\n".join(lines)


def wrapped(text: str, first: str = "", rest: str = "") -> list[str]:
    """A text broken into lines; a line end in a value is shown as an escape, lest the value write lines of its own.

    For the same reason lines with values in them go on at a distance from the margin.
    """
    return wrap(visible(text), first, rest)


def breach(item: Item) -> list[str]:
    """How an item breaks the law of ids, in lines."""
    lines = [*wrapped(f"problem: {item.ident} {item.breach}", "", "  "), *wrapped(MEND, "  -> ", "     ")]
    if item.successor:
        lines += wrapped(f"Has it been renamed? {item.successor} is new, and much like it.", "     ", "     ")
    return [*lines, ""]


def block(item: Item) -> list[str]:
    """What became of an item, in lines."""
    lines = wrapped(f"{told(item.table, 1)} {state(item.fate)}: {item.ident}", "", "  ")
    lines += [*(wrapped(item.title, "  ", "  ") if item.title != item.ident else ()), *_fate(item)]
    for change in rows(item):
        lines += _change(item, change)
    return [*lines, ""]


def _fate(item: Item) -> list[str]:
    if item.fate == "retired":
        into = f" In its place: {item.successor}." if item.successor else " Nothing takes its place."
        return wrapped(f"Reason: {item.reason}{into}", "  ", "  ")
    if item.fate == "unknown":
        return ["  not compared, because its file or list cannot be read"]
    return []


def _change(item: Item, change: Change) -> list[str]:
    before, after = sides(change)
    said = after if item.fate == "added" else f"{before} -> {after}"
    lines = wrapped(f"{change.field}: {said}", "    ", "      ")
    for one in change.evidence:
        lines += wrapped(quoted(one), "      ", "        ")
    return lines


def quoted(one: Quotation) -> str:
    """A quotation with its source, in a line."""
    sealed = "" if one.sealed else ", not sealed yet"
    return f"“{one.quote}” ({one.source}{sealed})"


def headline(comparison: Comparison) -> str:
    """How many items of each table were added, changed …, in one line."""
    counts = Counter[tuple[str, Fate]]((item.table, item.fate) for item in comparison.items)
    parts = []
    for table in dict.fromkeys(item.table for item in comparison.items):
        fates = [f"{counts[table, fate]} {state(fate)}" for fate in FATES if counts[table, fate]]
        parts.append(f"{told(table, 2)}: {', '.join(fates)}")
    return "; ".join(parts) + "." if parts else "No value of the data is different."


def state(fate: str) -> str:
    """What became of an item, in words."""
    return "not compared" if fate == "unknown" else fate


def told(table: str, number: int) -> str:
    """What the items of a table are called, one or several."""
    plural = "" if number == 1 else "s"
    return f"{NOUNS[table]}{plural}" if table in NOUNS else f"row{plural} of {table}"


def unreadable(comparison: Comparison) -> list[tuple[str, Sequence[Flaw]]]:
    """The files that could not be read on either side, each list under its heading."""
    sides = (
        ("Could not be read, and so not compared:", comparison.after),
        ("Could not be read of what was there before, and so not compared:", comparison.before),
    )
    return [(heading, flaws) for heading, flaws in sides if flaws]


def shown(comparison: Comparison) -> Iterator[Item]:
    """The items as they are shown to people: by table, then by what became of them.

    Entries of retired ids are left out: they are told where the record is.
    """
    told = {item.ident for item in comparison.items if item.fate == "retired"}
    tables = list(dict.fromkeys(item.table for item in comparison.items))
    wanted = (item for item in comparison.items if item.table != "retired" or item.ident not in told)
    return iter(sorted(wanted, key=lambda item: (tables.index(item.table), FATES.index(item.fate))))


def rows(item: Item) -> list[Change]:
    """The changes that are shown to people: all of an added or changed item, none of one that is gone.

    A new quotation is not told once more where every field that it supports is shown with it.
    """
    if item.fate not in ("added", "changed"):
        return []
    told: dict[str, set[str]] = {}
    for change in item.changes:
        for one in change.evidence:
            told.setdefault(one.field, set()).update(name for name in one.supports if below(change.field, name))

    def repeated(change: Change) -> bool:
        said = {one for one in change.new if not one.startswith(("basis: ", "paragraph: "))}
        return not change.old and said <= told.get(change.field, set())

    return [change for change in item.changes if not repeated(change)]


def sides(change: Change) -> tuple[str, str]:
    """The values before and after, as two texts; of a long list those that differ."""
    common = set(change.old) & set(change.new)
    if len(common) <= SAME:
        return _joined(change.old), _joined(change.new)
    rest = f"… and {len(common)} as before"
    before, after = ([*(one for one in side if one not in common), rest] for side in (change.old, change.new))
    return _joined(before), _joined(after)


def _joined(texts: Sequence[str]) -> str:
    return SEPARATOR.join(texts) or NOTHING


def document(comparison: Comparison) -> str:
    """A comparison for programs: JSON with everything in it, its version first."""
    from ukjsec.reports.json import dumped  # noqa: PLC0415 (it imports the models, which a text does without)

    unread = [
        {"side": side, "path": flaw.path, "problems": [visible(problem) for problem in flaw.problems]}
        for side, flaws in (("before", comparison.before), ("after", comparison.after))
        for flaw in flaws
    ]
    items = [_entry(item) for item in comparison.items]
    return dumped({"version": VERSION, "failed": comparison.failed, "unread": unread, "items": items})


def _entry(item: Item) -> dict[str, Any]:
    return {
        "table": item.table,
        "id": item.ident,
        "title": item.title,
        "fate": item.fate,
        "successor": item.successor,
        "reason": item.reason,
        "breach": item.breach,
        "changes": [
            {
                "field": change.field,
                "old": list(change.old),
                "new": list(change.new),
                "evidence": [
                    {"source": one.source, "quote": one.quote, "basis": one.basis, "sealed": one.sealed}
                    for one in change.evidence
                ],
            }
            for change in item.changes
        ],
    }
