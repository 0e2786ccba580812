"""What differs between two editions of the data, item by item and value by value.

An edition is plain texts and knows neither files nor models: two checkouts can be compared, and two packages. What is
listed is compared by what it is, never by where it stands in its list.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

Values: TypeAlias = Mapping[str, tuple[str, ...]]
"""Field → its values as texts, sorted, none twice: one of a title, several of topics. No field is empty.

Fields are named as `supports` names them (`dates.signed`, `participants.jpn-mod`), or lie below such a name
(`quantities.fuel.value`).
"""

Fate: TypeAlias = Literal["added", "changed", "retired", "removed", "unknown"]
"""What became of an item; unknown where one of the two sides could not be read."""

ALIKE = 0.6
"""The share of values in common from which on a new item may be a lost one under another id."""

COMMON = 50
"""What more new items than these have in common tells none of them apart."""


def below(name: str, top: str) -> bool:
    """Whether a field is the other, or lies below it."""
    return name == top or name.startswith(f"{top}.")


@dataclass(frozen=True)
class Quotation:
    """A quotation, and the fields that it proves."""

    source: str
    quote: str
    supports: tuple[str, ...]
    basis: str | None = None
    sealed: bool = True
    """Whether the seal of the source proves that the words stand there."""

    @property
    def field(self) -> str:
        """The field under which a record lists it."""
        return f"evidence.{self.source} “{self.quote}”"

    def proves(self, name: str) -> bool:
        """Whether it supports a field, or the one that a field lies below."""
        return any(below(name, one) for one in self.supports)


@dataclass(frozen=True)
class Flaw:
    """A file of which something could not be read, so that it takes no part in the comparison."""

    path: str
    problems: tuple[str, ...]
    """What is wrong in it, each with its place."""


@dataclass(frozen=True)
class Edition:
    """All that is said at one time: in a checkout, or in a package."""

    tables: Mapping[str, Mapping[str, Values]]
    """`records`, `actors` … → id → values."""
    quotations: Mapping[str, tuple[Quotation, ...]] = field(default_factory=dict)
    """Record → its quotations."""
    unread: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Table → the ids that are there but could not be read; `*` where not even the ids are known."""
    flaws: tuple[Flaw, ...] = ()

    def hides(self, table: str, ident: str) -> bool:
        """Whether an item may be there although it could not be read."""
        return bool(self.unread.get(table, frozenset()) & {ident, "*"})


@dataclass(frozen=True)
class Change:
    """One field with different values before and after."""

    field: str
    old: tuple[str, ...]
    new: tuple[str, ...]
    evidence: tuple[Quotation, ...] = ()
    """What supports the new values."""


@dataclass(frozen=True)
class Item:
    """One item that is not what it was, and what became of it."""

    table: str
    ident: str
    title: str
    fate: Fate
    changes: tuple[Change, ...] = ()
    """Of an added item every field, of a removed one every field that it had."""
    successor: str | None = None
    """Of a retired record the one in its place; of a removed one a new one that is so like it that it may be it."""
    reason: str | None = None
    """Why it was retired."""
    register: str = "seeds/retired.yaml"
    """Where retired ids are listed."""

    @property
    def breach(self) -> str | None:
        """How the law is broken that an id, once a record's, is never used again; None where it is kept."""
        if self.table == "records" and self.fate == "removed":
            return f"was removed, but is not in {self.register}"
        if self.table == "retired" and self.fate == "removed":
            return f"was retired, but is no longer in {self.register}"
        return None


@dataclass(frozen=True)
class Comparison:
    """Two editions, compared."""

    items: tuple[Item, ...]
    """By table, in the order of the tables, then by id."""
    before: tuple[Flaw, ...] = ()
    after: tuple[Flaw, ...] = ()

    @property
    def breaches(self) -> tuple[Item, ...]:
        """The items whose ids could come to mean something else."""
        return tuple(item for item in self.items if item.breach)

    @property
    def failed(self) -> bool:
        """Whether the newer edition has to be mended: it loses an id, or could not be read whole."""
        return bool(self.breaches or self.after)


def compare(old: Edition, new: Edition) -> Comparison:
    """Compare two editions."""
    items: list[Item] = []
    for table in dict.fromkeys([*old.tables, *new.tables]):
        before, after = old.tables.get(table, {}), new.tables.get(table, {})
        renamed = likely({key: before[key] for key in before.keys() - after}, _fresh(before, after))
        for ident in sorted(before.keys() | after.keys()):
            item = _item(old, new, table, ident)
            if item and item.fate == "removed" and ident in renamed:
                item = replace(item, successor=renamed[ident])
            items += [item] if item else []
    return Comparison(tuple(items), old.flaws, new.flaws)


def differences(old: Values, new: Values, quotations: Iterable[Quotation] = ()) -> Iterator[Change]:
    """Every field whose values differ, those of the newer side first, in its order; with what supports the new ones."""
    given = tuple(quotations)
    for name in dict.fromkeys([*new, *old]):
        was, now = old.get(name, ()), new.get(name, ())
        if was != now:
            yield Change(name, was, now, tuple(one for one in given if now and one.proves(name)))


def _item(old: Edition, new: Edition, table: str, ident: str) -> Item | None:
    before, after = (edition.tables.get(table, {}).get(ident) for edition in (old, new))
    title = _title(after or before or {}, ident)
    changes = tuple(differences(before or {}, after or {}, new.quotations.get(ident, ()) if table == "records" else ()))
    if before is not None and after is not None:
        return Item(table, ident, title, "changed", changes) if changes else None
    if (new if after is None else old).hides(table, ident):
        return Item(table, ident, title, "unknown")
    if after is not None:
        return Item(table, ident, title, "added", changes)
    if table != "records":
        return Item(table, ident, title, "removed", changes)
    entry = new.tables.get("retired", {}).get(ident)
    if entry is None:
        fate: Fate = "unknown" if new.hides("retired", ident) else "removed"
        return Item(table, ident, title, fate, changes if fate == "removed" else ())
    successor, reason = (entry.get(name, (None,))[0] for name in ("successor", "reason"))
    return Item(table, ident, title, "retired", changes, successor, reason)


def _title(values: Values, ident: str) -> str:
    return next((values[name][0] for name in ("title", "name") if values.get(name)), ident)


def _fresh(before: Mapping[str, Values], after: Mapping[str, Values]) -> dict[str, Values]:
    return {key: after[key] for key in after.keys() - before}


def likely(lost: Mapping[str, Values], fresh: Mapping[str, Values]) -> dict[str, str]:
    """Lost id → the new one that has most of its values: it may have been renamed."""
    holders: dict[tuple[str, str], list[str]] = {}
    for ident in sorted(fresh):
        for pair in _pairs(fresh[ident]):
            holders.setdefault(pair, []).append(ident)
    found = {}
    for ident, values in lost.items():
        pairs = list(_pairs(values))
        shared = Counter(one for pair in pairs if len(holders.get(pair, ())) <= COMMON for one in holders.get(pair, ()))
        if shared:
            best, number = max(shared.items(), key=lambda each: each[1])
            if number >= ALIKE * max(len(pairs), len(list(_pairs(fresh[best])))):
                found[ident] = best
    return found


def _pairs(values: Values) -> Iterator[tuple[str, str]]:
    return ((name, text) for name, texts in values.items() for text in texts)
