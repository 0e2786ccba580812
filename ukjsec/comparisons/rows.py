"""Two tables matched by key and compared column by column; only what differs becomes an object of Python."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from ukjsec.comparisons import Cell, pairing
from ukjsec.errors import BrokenPackageError
from ukjsec.packagefiles import Table

if TYPE_CHECKING:
    import pyarrow as pa

Row: TypeAlias = dict[str, Cell]


LIMIT_RENAMED = 20
"""Of more columns than these that only one table has, the others are not held against one another."""

ALIKE = 0.9
"""The share of rows with the same cell from which on a new column may be a lost one of another name."""


@dataclass(frozen=True)
class Matched:
    """How the rows of two tables belong together, and where those that do differ."""

    key: tuple[str, ...]
    added: list[Row]
    removed: list[Row]
    changed: list[tuple[Row, Row, tuple[str, ...]]]
    """Row before, row after, and the columns that differ, in the order of the newer table."""
    renamed: dict[str, tuple[str, bool]]
    """Column that only the older table has → one that only the newer has, and whether they agree in every row."""


def match(old: Table, new: Table) -> Matched:
    """Match the rows of two tables by key, and compare them.

    Raises:
        BrokenPackageError: there is no key in both, or one does not tell rows apart.
    """
    import pyarrow.compute as pc  # noqa: PLC0415

    key = _key(old, new)
    first, second = _alike(old.data, new.data)
    paired = pairing.by_order(first, second, key) or pairing.by_join(first, second, key)
    before, after = paired.before, paired.after
    shared = [name for name in after.column_names if name in before.column_names and name not in key]
    masks = {name: mask for name in shared if (mask := _differing(before.column(name), after.column(name))) is not None}
    changed = []
    if masks:
        some = pc.indices_nonzero(_any(list(masks.values())))
        flags = {name: mask.take(some).to_pylist() for name, mask in masks.items()}
        sides = zip(*map(_listed, (old.data, new.data), paired.rows(some)), strict=True)
        for number, (one, other) in enumerate(sides):
            changed.append((one, other, tuple(name for name, flag in flags.items() if flag[number])))
    return Matched(
        key,
        _sorted(_listed(new.data, paired.added), key),
        _sorted(_listed(old.data, paired.removed), key),
        sorted(changed, key=lambda each: _cells(each[1], key)),
        _renamed(before, after),
    )


def listed(table: Table) -> Matched:
    """All rows of a table that has no counterpart, as added ones.

    Raises:
        BrokenPackageError: there is no key, or it does not tell rows apart.
    """
    if not table.key:
        raise _keyless(table)
    _distinct(table, table.key)
    return Matched(table.key, _sorted(table.data.to_pylist(), table.key), [], [], {})


def chosen(table: pa.Table, column: str, values: Collection[str]) -> list[Row]:
    """The rows in which a column of texts has one of some values."""
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.compute as pc  # noqa: PLC0415

    if not pa.types.is_string(table.schema.field(column).type):
        return []
    return table.filter(pc.is_in(table.column(column), pairing.texts(sorted(values)))).to_pylist()


def _keyless(table: Table) -> BrokenPackageError:
    return BrokenPackageError(
        f"{table.place}: the table `{table.name}` has no `primaryKey`, so that nobody knows which of its rows are the "
        "same; add it to its schema in datapackage.json"
    )


def _key(old: Table, new: Table) -> tuple[str, ...]:
    """The columns that tell the rows of both apart: the newer key, or where it does not fit the older, the older."""
    for table in (old, new):
        if not table.key:
            raise _keyless(table)
        _distinct(table, table.key)
    if set(old.key) == set(new.key):
        return new.key
    failures = []
    for key, other in ((new.key, old), (old.key, new)):
        if not set(key) <= set(other.names):
            failures.append(f"{other.place} has no column `{next(name for name in key if name not in other.names)}`")
            continue
        try:
            _distinct(other, key)
        except BrokenPackageError as error:
            failures.append(str(error).partition(";")[0])
        else:
            return key
    raise BrokenPackageError(
        f"the table `{new.name}` has the key {', '.join(old.key)} in one package and {', '.join(new.key)} in the "
        f"other, and neither tells the rows of both apart: {'; '.join(failures)}"
    )


def _distinct(table: Table, key: tuple[str, ...]) -> None:
    """Make sure that a key is whole in every row, and no row's is another's."""
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.compute as pc  # noqa: PLC0415

    columns = [table.data.column(name) for name in key]
    for name, column in zip(key, columns, strict=True):
        if column.null_count:
            row = pc.indices_nonzero(column.is_null())[0].as_py()
            raise BrokenPackageError(
                f"{table.place}: row {row + 1} of `{table.name}` has no `{name[:80]}`, which its key needs; fill it in"
            )
    if pairing.ascending(columns):
        return
    keys = table.data.select(key)
    if keys.group_by(list(key)).aggregate([]).num_rows < keys.num_rows:
        counted = keys.group_by(list(key)).aggregate([([], "count_all")])
        twice = counted.filter(pc.greater(counted.column("count_all"), pa.scalar(1))).to_pylist()
        first = min(twice, key=lambda row: _cells(row, key))
        shown, number = " / ".join(str(first[name])[:80] for name in key), first["count_all"]
        raise BrokenPackageError(
            f"{table.place}: the key {shown} stands in {number} rows of `{table.name}`; delete or correct all but one"
        )


def _alike(old: pa.Table, new: pa.Table) -> tuple[pa.Table, pa.Table]:
    """Both tables, columns of different types as texts: that is told of the schema, not of each cell."""
    for name in new.column_names:
        if name in old.column_names and old.schema.field(name).type != new.schema.field(name).type:
            old, new = (
                table.set_column(table.column_names.index(name), name, _as_texts(table.column(name)))
                for table in (old, new)
            )
    return old.combine_chunks(), new.combine_chunks()


def _as_texts(column: Any) -> Any:
    """Cells as CSV has them."""
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.compute as pc  # noqa: PLC0415

    texts = column.cast(pa.string())
    return pc.replace_substring_regex(texts, r"\.0$", "") if pa.types.is_floating(column.type) else texts


def _differing(old: Any, new: Any) -> Any:
    """Which of two columns' cells differ; None when none does. What is missing equals what is missing, and no text."""
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.compute as pc  # noqa: PLC0415

    if old.equals(new):
        return None
    found = pc.coalesce(pc.not_equal(old, new), pc.xor(old.is_null(), new.is_null()))
    if pa.types.is_floating(old.type):
        neither = pc.and_(pc.is_nan(old), pc.is_nan(new))
        found = pc.and_not(found, pc.coalesce(neither, pa.scalar(False)))
    return found if pc.any(found).as_py() else None


def _any(masks: list[Any]) -> Any:
    import pyarrow.compute as pc  # noqa: PLC0415

    found = masks[0]
    for mask in masks[1:]:
        found = pc.or_(found, mask)
    return found


def _listed(table: pa.Table, rows: Any) -> list[Row]:
    return table.take(rows).to_pylist() if len(rows) else []


def _cells(row: Row, key: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(row[name] for name in key)


def _sorted(rows: list[Row], key: tuple[str, ...]) -> list[Row]:
    return sorted(rows, key=lambda row: _cells(row, key))


def _renamed(old: pa.Table, new: pa.Table) -> dict[str, tuple[str, bool]]:
    """Column of the older table alone → the one of the newer alone that is nearly the same, and whether wholly."""
    import pyarrow.compute as pc  # noqa: PLC0415

    found: dict[str, tuple[str, bool]] = {}
    taken: set[str] = set()
    fresh = [name for name in new.column_names if name not in old.column_names][:LIMIT_RENAMED]
    for name in [name for name in old.column_names if name not in new.column_names][:LIMIT_RENAMED]:
        before = old.column(name)
        for other in fresh:
            after = new.column(other)
            if after.type != before.type or after.null_count == len(after) or other in taken:
                continue
            mask = _differing(before, after)
            differing = 0 if mask is None else pc.sum(mask).as_py() or 0
            if differing <= (1 - ALIKE) * len(after):
                found[name] = (other, not differing)
                taken.add(other)
                break
    return found
