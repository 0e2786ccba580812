"""What differs between two packages, for a terminal: record by record, then row by row, tables and columns apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from ukjsec.changes import Change, Item, Quotation
from ukjsec.comparisons import Comparison, SchemaChange, Side
from ukjsec.comparisons.items import told
from ukjsec.reports import changes as report
from ukjsec.reports.changes import wrapped

MOST_ITEMS, MOST_CHANGES, MOST_SAID, LONGEST = 50, 30, 30, 500
"""How many items, changes of one, changes of tables and columns, and characters of a text are shown unless all are."""

MEND = (
    "An id that once meant one item never comes to mean another: enter it in seeds/retired.yaml of the newer version, "
    "with the reason and, where there is one, the record that takes its place, and build the package again."
)

EQUAL = "The two packages hold the same tables, with the same columns and rows."


@dataclass(frozen=True)
class Said:
    """One thing that is said otherwise, of as many tables as it is the same of."""

    change: SchemaChange
    tables: tuple[str, ...]

    @property
    def heading(self) -> str:
        """What it is about: `description changed: kind of records, agreements`."""
        tables = ", ".join(self.tables)
        where = f"{self.change.column} of {tables}" if self.change.column else tables
        return f"{self.change.what.replace('-', ' ')}: {where}"

    @property
    def sides(self) -> tuple[str, ...]:
        """What was said and what is; of what came or went that alone."""
        both = self.change.what.endswith(("-changed", "-reordered")) or (self.change.old and self.change.new)
        texts = [report.SEPARATOR.join(side) for side in (self.change.old, self.change.new)]
        return tuple(text or report.NOTHING for text in texts if text or both)

    @property
    def hint(self) -> tuple[str, str, str] | None:
        """What it may be in truth, the name of a column in the middle; None where nobody can tell."""
        if not self.change.likely:
            return None
        rows = "every row" if self.change.exactly else "nearly every row"
        return "Has it been renamed? ", self.change.likely, f" is new, and holds the same in {rows}."


def said(comparison: Comparison) -> list[Said]:
    """What is said otherwise of tables and columns; what is the same of several tables once."""
    grouped: dict[SchemaChange, list[str]] = {}
    for change in comparison.schema:
        alike = replace(change, table="") if change.column else change
        grouped.setdefault(alike, []).append(change.table)
    return [Said(change, tuple(tables)) for change, tables in grouped.items()]


def named(side: Side) -> str:
    """A package as people call it: `ukjsec 0.1.0`, or its path where it has neither name nor version."""
    return " ".join(filter(None, (side.name, side.version))) or side.shown


def names(comparison: Comparison) -> tuple[str, str]:
    """Which packages are compared; of two of one name and version the paths."""
    sides = (comparison.old, comparison.new)
    old, new = map(named, sides)
    return (old, new) if old != new else (f"{old} ({comparison.old.shown})", f"{new} ({comparison.new.shown})")


def text(comparison: Comparison, *, everything: bool = False) -> str:
    """A comparison for a terminal; unless everything is asked for, long lists are cut, and what is left out counted."""
    short: Callable[[str], str] = str if everything else shortened
    lines = [*wrapped(" -> ".join(map(short, names(comparison))), "", "  "), ""]
    cautions = comparison.cautions()
    lines += [*(line for caution in cautions for line in wrapped(caution, "", "  ")), *([""] if cautions else [])]
    if comparison.equal:
        return "\n".join([*lines, EQUAL, ""])
    items = told(comparison)
    if not everything:
        items = replace(items, items=tuple(map(_named, items.items)))
    lines += [*wrapped(report.headline(items)), ""]
    lines += _breaches(items.breaches, everything=everything)
    lines += _schema(said(comparison), everything=everything)
    shown = list(report.shown(items))
    most = len(shown) if everything else MOST_ITEMS
    for item in shown[:most]:
        lines += report.block(item if everything else _cut(item))
    if shown[most:]:
        lines += [*wrapped(f"… and {_counted(shown[most:])}; --all shows them."), ""]
    return "\n".join(lines)


def _breaches(items: Sequence[Item], *, everything: bool) -> Iterator[str]:
    if not items:
        return
    most = len(items) if everything else MOST_SAID
    for item in items[:most]:
        yield from wrapped(f"problem: {item.ident} {item.breach}", "", "  ")
        if item.successor:
            yield from wrapped(f"Has it been renamed? {item.successor} is new, and much like it.", "  ", "  ")
    if items[most:]:
        yield f"… and {len(items) - most} more such ids; --all shows them."
    yield from wrapped(MEND, "  -> ", "     ")
    yield ""


def _schema(found: Sequence[Said], *, everything: bool) -> Iterator[str]:
    if not found:
        return
    most = len(found) if everything else MOST_SAID
    yield "Tables and columns:"
    for one in found[:most]:
        yield from wrapped(one.heading if everything else shortened(one.heading), "  ", "    ")
        sides = one.sides if everything else map(shortened, one.sides)
        yield from wrapped(" -> ".join(sides), "    ", "    ")
        if one.hint:
            before, name, after = one.hint
            yield from wrapped(f"{before}{name if everything else shortened(name)}{after}", "    ", "    ")
    if found[most:]:
        yield f"  … and {len(found) - most} more; --all shows them."
    yield ""


def _counted(items: Sequence[Item]) -> str:
    """How many items of each table are left out."""
    counts = Counter((item.table, report.state(item.fate)) for item in items)
    return ", ".join(f"{number} {report.told(table, number)} {fate}" for (table, fate), number in counts.items())


def _cut(item: Item) -> Item:
    """An item with no more changes and characters than are shown."""
    rows = report.rows(item)
    kept = [
        Change(shortened(one.field), _shortened(one.old), _shortened(one.new), tuple(map(_quoted, one.evidence)))
        for one in rows[:MOST_CHANGES]
    ]
    if rows[MOST_CHANGES:]:
        kept.append(Change("…", (), (f"and {len(rows) - MOST_CHANGES} more; --all shows them",)))
    return replace(item, changes=tuple(kept))


def _named(item: Item) -> Item:
    """An item whose table, id, title, successor and reason have no more characters than are shown."""
    names = ("table", "ident", "title", "successor", "reason")
    if all(len(getattr(item, name) or "") <= LONGEST for name in names):
        return item
    table, ident, title = map(shortened, (item.table, item.ident, item.title))
    successor, reason = (text and shortened(text) for text in (item.successor, item.reason))
    return replace(item, table=table, ident=ident, title=title, successor=successor, reason=reason)


def _quoted(one: Quotation) -> Quotation:
    return replace(one, source=shortened(one.source), quote=shortened(one.quote))


def _shortened(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(shortened, texts))


def shortened(text: str, most: int = LONGEST) -> str:
    """A text of at most so many characters, with … where it was cut."""
    return text if len(text) <= most else f"{text[: most - 1]}…"
