"""Keys of rows remembered by their hashes: 16 bytes for a key of any length, on disk where there are many.

Two hashes of 64 bits with seeds of their own stand for a key. That two of ten million different keys have both in
common is less likely than one in 10^24, and the seeds are drawn anew for each check, so that nobody can make it happen.
"""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Iterator, Sequence
from typing import IO, Any

import numpy as np
import polars as pl

HELD = 500_000
"""So many hashes are held in memory; more of them go to disk."""
PARTS = 64
"""Among so many files they are parted by their first bits, so that each can be held at once."""

_FORM = np.dtype([("one", np.uint64), ("two", np.uint64), ("row", np.uint64)])
_PART = np.uint64(64 - PARTS.bit_length() + 1)
_SEEDS = secrets.randbits(60), secrets.randbits(60)


def of(data: pl.DataFrame, columns: Sequence[str], rows: Any) -> Any:
    """The hashes of the values of some columns, and the numbers of their rows; rows in which one is missing have none.

    Args:
        data: the rows.
        columns: the columns whose values are hashed together.
        rows: the number of each row, an array of integers.
    """
    there = ~data.select(pl.any_horizontal(pl.col(*columns).is_null())).to_series().to_numpy()
    whole = data.select(columns) if there.all() else data.select(columns).filter(there)
    found = np.empty(len(whole), _FORM)
    for name, seed in zip(("one", "two"), _SEEDS, strict=True):
        found[name] = (whole.to_series().hash(seed) if len(columns) == 1 else whole.hash_rows(seed)).to_numpy()
    found["row"] = np.asarray(rows)[there]
    return found


class Hashes:
    """Hashes with the numbers of their rows."""

    def __init__(self) -> None:
        self._held: list[Any] = []
        self._number = 0
        self._file: IO[bytes] | None = None
        """A file without a name, which is gone with the process, however that ends."""
        self._runs: list[list[tuple[int, int]]] = [[] for _ in range(PARTS)]
        """For each part where its hashes stand in the file: offset, and bytes."""

    def add(self, hashes: Any) -> None:
        """Remember some."""
        if not len(hashes):
            return
        self._held.append(hashes)
        self._number += len(hashes)
        if self._number > HELD:
            self._put_away()

    def _put_away(self) -> None:
        self._file = self._file or tempfile.TemporaryFile(prefix="ukjsec-")  # noqa: SIM115 (it lasts as long as this)
        hashes = np.concatenate(self._held)
        which = (hashes["one"] >> _PART).astype(np.uint8)
        hashes = hashes[np.argsort(which, kind="stable")]
        ends = np.cumsum(np.bincount(which, minlength=PARTS)).tolist()
        begin = self._file.seek(0, os.SEEK_END)
        self._file.write(hashes.tobytes())
        for runs, start, end in zip(self._runs, [0, *ends], ends, strict=False):
            runs.append((begin + start * _FORM.itemsize, (end - start) * _FORM.itemsize))
        self._held, self._number = [], 0

    def parts(self, *, spread: bool) -> Iterator[Any]:
        """All hashes: those of one part after those of another where they are spread, else all at once."""
        if not spread:
            yield np.concatenate(self._held) if self._held else np.empty(0, _FORM)
            return
        self._put_away() if self._held else None
        for runs in self._runs:
            yield np.frombuffer(b"".join(self._read(*run) for run in runs), _FORM)

    def _read(self, offset: int, size: int) -> bytes:
        assert self._file is not None  # noqa: S101 (it has runs)
        self._file.seek(offset)
        return self._file.read(size)

    @property
    def spread(self) -> bool:
        """Whether some are on disk."""
        return self._file is not None

    def close(self) -> None:
        """Let go of what is on disk."""
        if self._file:
            self._file.close()


def doubled(hashes: Hashes) -> Iterator[Any]:
    """The numbers of the rows whose hash another row has too.

    Each half of a hash is looked at by itself, for which sorted numbers are enough: that both are there twice, but of
    two other rows, is as unlikely as that two keys have both in common.
    """
    for part in hashes.parts(spread=hashes.spread):
        again = _again(part["one"])
        both = (again, _again(part["two"])) if len(again) else None
        for start in range(0, len(part), HELD) if both else ():
            some = part[start : start + HELD]
            yield some["row"][np.isin(some["one"], both[0]) & np.isin(some["two"], both[1])]  # type: ignore[index]


def _again(numbers: Any) -> Any:
    """The numbers that are there more than once."""
    ordered = np.sort(numbers)
    return np.unique(ordered[1:][ordered[1:] == ordered[:-1]])


def dangling(hashes: Hashes, known: Sequence[Hashes]) -> Iterator[Any]:
    """The numbers of the rows whose hash is none of those that are known."""
    spread = any(one.spread for one in (hashes, *known))
    for part, *others in zip(*(one.parts(spread=spread) for one in (hashes, *known)), strict=True):
        if len(part):
            # Each half by itself, as above.
            there = [_within(part[half], [other[half] for other in others]) for half in ("one", "two")]
            yield part["row"][~(there[0] & there[1])]


def _within(numbers: Any, known: Sequence[Any]) -> Any:
    """Whether each number is one of those that are known."""
    different, which = np.unique(numbers, return_inverse=True)
    listed = np.sort(np.concatenate(known))
    if not len(listed):
        return np.zeros(len(numbers), bool)
    return (listed[np.minimum(np.searchsorted(listed, different), len(listed) - 1)] == different)[which]


class Rows:
    """A set of rows, a bit for each."""

    def __init__(self) -> None:
        self._bits = np.zeros(1 << 10, np.uint8)

    def add(self, numbers: Any) -> None:
        """Add rows by their numbers."""
        numbers = np.asarray(numbers).astype(np.int64)
        if not len(numbers):
            return
        needed = int(numbers.max()) // 8 + 1
        if needed > len(self._bits):
            self._bits = np.concatenate([self._bits, np.zeros(max(needed, len(self._bits)), np.uint8)])
        np.bitwise_or.at(self._bits, numbers >> 3, (1 << (numbers & 7)).astype(np.uint8))

    def __or__(self, other: Rows) -> Rows:
        both = Rows()
        short, long = sorted((self._bits, other._bits), key=len)
        both._bits = long.copy()
        both._bits[: len(short)] |= short
        return both

    def __len__(self) -> int:
        return int(np.bitwise_count(self._bits).sum())

    def having(self, numbers: Any) -> Any:
        """Whether each of some rows is in the set."""
        numbers = np.asarray(numbers).astype(np.int64)
        inside = numbers < 8 * len(self._bits)
        found = np.zeros(len(numbers), bool)
        found[inside] = (self._bits[numbers[inside] >> 3] >> (numbers[inside] & 7)) & 1 == 1
        return found

    def first(self, number: int) -> list[int]:
        """The lowest numbers, as many as asked for."""
        found: list[int] = []
        for start in range(0, len(self._bits), 1 << 16):
            if len(found) >= number:
                break
            bits = np.unpackbits(self._bits[start : start + (1 << 16)], bitorder="little")
            found += (np.flatnonzero(bits) + 8 * start).tolist()
        return found[:number]
