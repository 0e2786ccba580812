"""Which rows of two tables have the same key.

Tables in the order of their keys, as ours are, are walked side by side: equal stretches are found by comparing blocks,
and are cut out without a copy. All others are joined.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

MOST_STEPS = 5_000
"""Of tables that differ in more places than these, a join finds the rows sooner."""

BLOCK, LARGEST_BLOCK = 64, 1 << 20
"""How many rows are compared at first, and at most, before the next are."""

_OLD, _NEW = "old row", "new row"


@dataclass(frozen=True)
class Paired:
    """The rows of two tables, by their keys."""

    before: pa.Table
    """The rows of the older table that are in both."""
    after: pa.Table
    """Those of the newer table, in the same order."""
    removed: Any
    """The positions of the rows that only the older table has."""
    added: Any
    """The positions of those that only the newer one has."""
    stretches: tuple[Any, Any, Any]
    """Where the rows in both come from, in stretches: the first one in either table, and the length (numpy arrays)."""

    def rows(self, some: Any) -> tuple[Any, Any]:
        """The positions, in the older table and in the newer, of some rows that are in both."""
        import numpy as np  # noqa: PLC0415

        first, second, lengths = self.stretches
        wanted = numbers(some)
        ends = np.cumsum(lengths)
        stretch = np.searchsorted(ends, wanted, side="right")
        within = wanted - (ends - lengths)[stretch]
        return positions(first[stretch] + within), positions(second[stretch] + within)


def positions(found: Any) -> Any:
    """Positions in a numpy array for Arrow; `pa.array` would do, but it imports pandas, which costs 0.3 s."""
    import pyarrow as pa  # noqa: PLC0415

    return pa.Array.from_buffers(pa.int64(), len(found), [None, pa.py_buffer(found)])


def numbers(found: Any) -> Any:
    """Positions from Arrow as a numpy array, for the same reason."""
    import numpy as np  # noqa: PLC0415
    import pyarrow as pa  # noqa: PLC0415

    whole = _whole(found) if isinstance(found, pa.ChunkedArray) else found
    whole = whole.cast(pa.int64())
    if not len(whole):
        return np.zeros(0, dtype=np.int64)
    return np.frombuffer(whole.buffers()[1], dtype=np.int64, count=len(whole), offset=8 * whole.offset)


def texts(found: Sequence[str]) -> Any:
    """Texts for Arrow, for the same reason."""
    import numpy as np  # noqa: PLC0415
    import pyarrow as pa  # noqa: PLC0415

    written = [one.encode() for one in found]
    offsets: Any = np.zeros(len(written) + 1, dtype=np.int32)
    np.cumsum([len(one) for one in written], out=offsets[1:])
    return pa.StringArray.from_buffers(len(written), pa.py_buffer(offsets), pa.py_buffer(b"".join(written)))


def ascending(columns: Sequence[Any]) -> bool:
    """Whether rows are strictly in the order of the cells of some columns: then no two have the same."""
    import pyarrow.compute as pc  # noqa: PLC0415

    if len(columns[0]) < 2:
        return True
    rising: Any = None
    level: Any = None
    for column in columns:
        above, below = column.slice(0, len(column) - 1), column.slice(1)
        more = pc.greater(below, above)
        rising = more if level is None else pc.or_(rising, pc.and_(level, more))
        same = pc.equal(below, above)
        level = same if level is None else pc.and_(level, same)
    return bool(pc.all(rising).as_py())


def by_order(old: pa.Table, new: pa.Table, key: tuple[str, ...]) -> Paired | None:
    """Pair the rows of two tables; None where they are not in order, or differ in too many places."""
    import numpy as np  # noqa: PLC0415

    sides = [[_whole(table.column(name)) for name in key] for table in (old, new)]
    if not all(map(ascending, sides)):
        return None
    walk = _Walk(*sides)
    if not walk.done():
        return None
    found = walk.stretches or [(0, 0, 0)]
    first, second, lengths = (np.array(column, dtype=np.int64) for column in zip(*found, strict=True))
    return Paired(
        _joined(old, first, lengths),
        _joined(new, second, lengths),
        positions(np.array(walk.removed, dtype=np.int64)),
        positions(np.array(walk.added, dtype=np.int64)),
        (first, second, lengths),
    )


def _whole(column: Any) -> Any:
    """A column as one array, so that its slices cost nothing."""
    import pyarrow as pa  # noqa: PLC0415

    if column.num_chunks == 1:
        return column.chunk(0)
    return pa.concat_arrays(column.chunks) if column.num_chunks else pa.nulls(0, column.type)


def _joined(table: pa.Table, starts: Any, lengths: Any) -> pa.Table:
    """Some stretches of a table, one after another; they share its memory."""
    import pyarrow as pa  # noqa: PLC0415

    return pa.concat_tables(table.slice(int(at), int(length)) for at, length in zip(starts, lengths, strict=True))


class _Walk:
    """A walk down two tables in order."""

    def __init__(self, old: list[Any], new: list[Any]) -> None:
        self.old, self.new = old, new
        self.stretches: list[tuple[int, int, int]] = []
        self.removed: list[int] = []
        self.added: list[int] = []

    def done(self) -> bool:
        """Walk to the end; False when that would take too many steps."""
        at, to = 0, 0
        ends = len(self.old[0]), len(self.new[0])
        while at < ends[0] and to < ends[1]:
            length = self._alike(at, to, min(ends[0] - at, ends[1] - to))
            if length:
                self.stretches.append((at, to, length))
                at, to = at + length, to + length
            elif self._cells(self.old, at) < self._cells(self.new, to):
                self.removed.append(at)
                at += 1
            else:
                self.added.append(to)
                to += 1
            if len(self.stretches) + len(self.removed) + len(self.added) > MOST_STEPS:
                return False
        self.removed += range(at, ends[0])
        self.added += range(to, ends[1])
        return True

    def _alike(self, at: int, to: int, most: int) -> int:
        """How many rows from two positions on have the same keys."""
        import pyarrow.compute as pc  # noqa: PLC0415

        length, block = 0, BLOCK
        while length < most:
            block = min(block, most - length)
            pairs = [
                (one.slice(at + length, block), other.slice(to + length, block))
                for one, other in zip(self.old, self.new, strict=True)
            ]
            if not all(one.equals(other) for one, other in pairs):
                places = [pc.indices_nonzero(pc.not_equal(*pair)) for pair in pairs]
                return length + min(int(place[0].as_py()) for place in places if len(place))
            length += block
            block = min(2 * block, LARGEST_BLOCK)
        return length

    @staticmethod
    def _cells(columns: list[Any], at: int) -> tuple[Any, ...]:
        return tuple(column[at].as_py() for column in columns)


def by_join(old: pa.Table, new: pa.Table, key: tuple[str, ...]) -> Paired:
    """Pair the rows of two tables, whatever their order."""
    import numpy as np  # noqa: PLC0415
    import pyarrow.compute as pc  # noqa: PLC0415

    sides = [
        table.select(list(key)).append_column(name, positions(np.arange(table.num_rows, dtype=np.int64)))
        for table, name in ((old, _OLD), (new, _NEW))
    ]
    both = sides[0].join(sides[1], list(key), join_type="full outer").select([_OLD, _NEW]).combine_chunks()
    first, second = both.column(_OLD), both.column(_NEW)
    pairs = both.filter(pc.and_(first.is_valid(), second.is_valid())).sort_by(_OLD)
    at, to = pairs.column(_OLD), pairs.column(_NEW)
    return Paired(
        old.take(at),
        new.take(to),
        first.filter(second.is_null()).combine_chunks(),
        second.filter(first.is_null()).combine_chunks(),
        (numbers(at), numbers(to), np.ones(len(at), dtype=np.int64)),
    )
