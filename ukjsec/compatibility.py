"""Which step of the version number the changes since a release call for.

Major: a column is renamed, removed or changes its meaning. Minor: records or columns are added. Patch: values and words
are corrected. What else can change is put beside the one of these that it is most like, by what it does to those who
read the data: whether their programs break, see something new, or see something better.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import get_args

from ukjsec.comparisons import Comparison, Fate, RowChange, SchemaChange, SchemaFate, Side, TableComparison
from ukjsec.errors import VersionError
from ukjsec.versions import STEPS, Step, Version, parse

STEP_OF_SCHEMA: Mapping[SchemaFate, Step] = {
    "table-added": "minor",
    "table-removed": "major",
    "column-added": "minor",
    "column-removed": "major",
    "columns-reordered": "minor",
    "type-changed": "major",
    "terms-added": "minor",
    "terms-removed": "major",
    "terms-reordered": "patch",
    "required-changed": "major",
    "pattern-changed": "minor",
    "key-changed": "major",
    "reference-added": "minor",
    "reference-removed": "major",
    "title-changed": "patch",
    "description-changed": "patch",
}
"""What each change of a table or column calls for. A tightened `required` is no more than minor: see `_of_schema`."""

_SAID: Mapping[SchemaFate, str] = {
    "table-added": "the table is new",
    "table-removed": "the table is gone",
    "column-added": "new column `{column}`",
    "column-removed": "column `{column}` is gone",
    "columns-reordered": "the columns stand in another order",
    "type-changed": "column `{column}` changed its type from {old} to {new}",
    "terms-added": "column `{column}` has new terms: {new}",
    "terms-removed": "column `{column}` lost terms: {old}",
    "terms-reordered": "the terms of `{column}` stand in another order",
    "required-changed": "column `{column}` was {old}, and is {new}",
    "pattern-changed": "column `{column}` has another pattern",
    "key-changed": "the key was {old}, and is {new}",
    "reference-added": "new reference {new}",
    "reference-removed": "the reference {old} is gone",
    "title-changed": "another title",
    "description-changed": "another description",
}

_DOUBTFUL: frozenset[SchemaFate] = frozenset({"title-changed", "description-changed"})
"""Changes of words that may be corrections, or say that a column now means something else."""

_FATES: tuple[Fate, ...] = get_args(Fate)

SHOWN = 5
"""So many ids are named of a table's rows."""


@dataclass(frozen=True)
class Reason:
    """One thing that changed, and the step that it calls for."""

    step: Step
    table: str
    text: str


@dataclass(frozen=True)
class Judgement:
    """Whether a version number says what happened since an older release."""

    old: Version
    new: Version
    reasons: tuple[Reason, ...]
    """The largest step first, then by table."""
    doubts: tuple[SchemaChange, ...]
    """Changed words, for a person to read: if one of them changes what a column means, the step is major."""
    lost: tuple[tuple[str, str], ...]
    """Table and id of what vanished: a record that was not retired, or the entry of one that was.

    No version number makes that good.
    """

    @property
    def step(self) -> Step | None:
        """The largest step that something calls for; None where nothing changed."""
        return max((reason.step for reason in self.reasons), key=STEPS.index, default=None)

    @property
    def least(self) -> Version:
        """The least version that the changes allow."""
        return self.old.after(self.step) if self.step else self.old

    @property
    def fits(self) -> bool:
        """Whether the newer version is at least that, and no id was lost."""
        return self.new >= self.least and not self.lost


def judge(comparison: Comparison) -> Judgement:
    """Hold the version numbers of two packages against what differs between them.

    Raises:
        VersionError: one of them has no version, or one that is not three whole numbers.
    """
    reasons = [*_schema_reasons(comparison), *_row_reasons(comparison)]
    return Judgement(
        _version(comparison.old),
        _version(comparison.new),
        tuple(sorted(reasons, key=lambda reason: -STEPS.index(reason.step))),
        tuple(change for change in comparison.schema if change.what in _DOUBTFUL),
        tuple((table, str(row.key[0])) for table, row in comparison.lost),
    )


def _version(side: Side) -> Version:
    try:
        return parse(side.version)
    except VersionError as error:
        raise VersionError(f"{side.shown}: {error}") from None


def _schema_reasons(comparison: Comparison) -> Iterator[Reason]:
    for change in comparison.schema:
        old, new = (", ".join(map(str, side)) for side in (change.old, change.new))
        text = _SAID[change.what].format(column=change.column, old=old, new=new)
        if change.what in _DOUBTFUL and change.column:
            text = f"column `{change.column}` has {text}"
        if change.likely:
            text += f"; it may be `{change.likely}` now"
        yield Reason(_of_schema(change), change.table, text)


def _of_schema(change: SchemaChange) -> Step:
    # Who relied on a value being there breaks when it may be missing; the other way nobody does.
    if change.what == "required-changed" and change.new == ("required",):
        return "minor"
    return STEP_OF_SCHEMA[change.what]


def _row_reasons(comparison: Comparison) -> Iterator[Reason]:
    """One reason for each table and fate of rows; those of a table that is new or gone are told by the schema."""
    for table in comparison.tables:
        if table.old_rows is None or table.new_rows is None:
            continue
        for fate in _FATES:
            rows = [row for row in table.rows if row.fate == fate]
            if rows:
                yield Reason(_of_rows(table, fate), table.name, f"{_counted(rows)} {fate}{_named(rows)}")


def _of_rows(table: TableComparison, fate: Fate) -> Step:
    """Whoever has an id of its own, a record or an actor, is added or leaves; other rows are values of a record."""
    return "minor" if table.key == ("id",) and fate != "changed" else "patch"


def _counted(rows: list[RowChange]) -> str:
    return f"{len(rows)} row{'s'[len(rows) == 1 :]}"


def _named(rows: list[RowChange]) -> str:
    names = list(dict.fromkeys(row.record_id or ", ".join(map(str, row.key)) for row in rows))
    return f": {', '.join(names[:SHOWN])}{', …' if len(names) > SHOWN else ''}"
