"""The pass over the files of a table: batch after batch is held against the rules, and what is found is counted.

Of a batch quick expressions tell the rows that may break a rule. These are gathered over the batches and judged
together, as a frame is, since it takes as long to ask a few rows as to ask a hundred thousand. Of all rows the keys and
the references are remembered by their hashes.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import chain, repeat
from typing import Any

import narwhals as nw
import numpy as np
import polars as pl

from ukjsec.checks import FITTING, CellChecks, Derivation, RowCheck, rows
from ukjsec.checks.questions import one_of
from ukjsec.streams import Batch, Stream, hashes
from ukjsec.streams.hashes import Hashes
from ukjsec.streams.scans import IDENT, Reference, Scan
from ukjsec.tabular import links, runs
from ukjsec.tabular.frames import Frame
from ukjsec.tabular.links import Link

TOGETHER = 40_000
"""So many rows that may break a rule are judged at once."""
ABREAST = 2
"""So many batches are looked at side by side: while one waits for the engine, Python can prepare another."""
LIMIT_JUDGED = 50_000
"""The judgements of so many combinations of dates are remembered."""


def run(scan: Scan, read: Callable[[int], object]) -> None:
    """Read all rows of a table; `read` is told how many bytes more are done."""
    for stream, frame in zip(scan.streams, scan.frames, strict=True):
        scan.starts.append(scan.number)
        if frame.held and not frame.broken:
            _Pass(scan, stream, frame).run(read)
            stream.compare()


class _Pass:
    """The pass over one file."""

    def __init__(self, scan: Scan, stream: Stream, frame: Frame) -> None:
        self.scan, self.stream, self.frame = scan, stream, frame
        self.start = scan.number
        self.cells: dict[str, CellChecks] = runs.compiled(frame)
        self.links: list[Link] = []
        self.refer()
        scan.listed[stream.path] = self.links
        types = {column.name: column.type for column in scan.table.columns}
        fitting = {name for name, held in frame.held.items() if held.kind in FITTING[types[name]]}
        self.key = list(scan.table.key) if set(scan.table.key) <= fitting else []
        self.others: list[RowCheck | Link] = [*rows.compiled(scan.table, frame.held), *self.links]
        self.derivations = [_Derived(one) for one in rows.derivations(scan.table, frame.held)]
        self.waiting: list[pl.DataFrame] = []

    def refer(self) -> None:
        """Tell the references that can be followed at once from those that are remembered."""
        scan = self.scan
        for column in scan.table.columns:
            table = column.references
            if not table or column.name not in self.frame.held or self.frame.held[column.name].kind != "text":
                continue
            reference = scan.references.get(column.name)
            if reference is None and table not in {scan.table.name, *scan.together} - {*scan.against}:
                ids = links.ids_elsewhere(table, scan.against, scan.root)
                if ids is None:
                    continue
                listed = runs.collected(ids)
                if len(listed) <= links.LIMIT_LISTED:
                    value = self.frame.held[column.name].value
                    self.links.append(links.listing(column.name, value, listed, table))
                    continue
                reference = Reference(column.name, table, known=Hashes())
                found = pl.DataFrame({IDENT: listed[IDENT].to_arrow()})
                reference.known.add(hashes.of(found, [IDENT], np.arange(len(found))))  # type: ignore[union-attr]
            scan.references[column.name] = reference or Reference(column.name, table)

    def run(self, read: Callable[[int], object]) -> None:
        """Hold every batch against the rules."""
        with ThreadPoolExecutor(ABREAST) as workers:
            coming: deque[tuple[Any, Future[tuple[pl.DataFrame | None, _Look | None]]]] = deque()
            pieces = self.stream.pieces()
            for piece in chain(pieces, repeat(None, ABREAST + 1)):
                if piece is not None:
                    coming.append((piece, workers.submit(self.parsed, piece)))
                if coming and (piece is None or len(coming) > ABREAST):
                    first, future = coming.popleft()
                    frame, look = future.result()
                    for batch in self.stream.accepted(first, frame):
                        self.take(batch, look if look and batch.data is frame else self.look(batch.data))
                    read(first.weight)
        self.judge()

    def parsed(self, piece: Any) -> tuple[pl.DataFrame | None, _Look | None]:
        """The rows of a piece, and what a first look tells of them."""
        frame = self.stream.parsed(piece)
        return frame, None if frame is None else self.look(frame)

    def look(self, data: pl.DataFrame) -> _Look:
        """Tell the rows that may break a rule from the others, of which nothing but hashes is wanted any more."""
        held: nw.DataFrame[Any] = nw.from_native(data, eager_only=True)
        found = held.select(**{name: one.suspect for name, one in self.cells.items()}, **self.beside(held)).to_native()
        suspicious = found.select(pl.any_horizontal(pl.all())).to_series().to_numpy()
        rows = np.arange(len(data))
        hashed = self.hashed(data, rows)
        if not suspicious.any():
            return _Look(None, rows[:0], hashed)
        sound = {what: some[~suspicious[some["row"]]] for what, some in hashed.items()}
        # Some texts of a batch would keep the memory of all of them: they are copied.
        some = pl.from_arrow(data.filter(suspicious).to_arrow(compat_level=pl.CompatLevel.oldest()))
        assert isinstance(some, pl.DataFrame)  # noqa: S101 (of a table it makes no series)
        return _Look(some, rows[suspicious], sound)

    def beside(self, held: nw.DataFrame[Any]) -> dict[str, nw.Expr]:
        """Where rows break a rule of several columns."""
        derived = ((at, one.wrong(held)) for at, one in enumerate(self.derivations))
        flags = {f"derived {at}": wrong for at, wrong in derived if wrong is not None}
        return flags | {f"other {at}": one.check.broken for at, one in enumerate(self.others)}

    def take(self, batch: Batch, look: _Look) -> None:
        """Take in what is known of a batch, in the order of the batches."""
        start = self.start + batch.first
        self.scan.number = start + len(batch.data)
        self.remember(look.hashed, start)
        if look.suspicious is not None:
            row = pl.Series(self.frame.row, look.rows + start, pl.UInt64)
            self.waiting.append(look.suspicious.with_columns(row))
            if sum(map(len, self.waiting)) >= TOGETHER:
                self.judge()

    def judge(self) -> None:
        """Judge the rows that wait, and count what they break."""
        if not self.waiting:
            return
        data, self.waiting = pl.concat(self.waiting, how="vertical_relaxed"), []
        row, broken = self.frame.row, {}
        found = self.judged(data)
        if found is not None:
            made, coded = found
            self.scan.bad.add(coded.filter(pl.any_horizontal(pl.col(*made.codes) > 0))[row].to_numpy())
            broken = {name: coded.filter(pl.col(made.code(name)) > 0)[row].to_numpy() for name in made.cells}
        self.remember(self.hashed(data, data[row].to_numpy(), broken), 0)
        if self.key == [IDENT] and IDENT in broken:
            misformed = np.isin(data[row].to_numpy(), broken[IDENT])
            self.scan.idents.add(hashes.of(self.plain(data.filter(misformed), [IDENT]), [IDENT], broken[IDENT]))

    def judged(self, data: pl.DataFrame) -> tuple[runs.Run, pl.DataFrame] | None:
        """Judge rows as those of a frame: the run, and the rows with the codes of what they break; None where nothing.

        Dates that go from one to another are suspect, and many: those that are written plainly are well.
        """
        held: nw.DataFrame[Any] = nw.from_native(data, eager_only=True)
        excused = {name: one.excused for name, one in self.cells.items() if one.excused is not None}
        flags = {
            name: one.suspect & ~excused[name] if name in excused else one.suspect for name, one in self.cells.items()
        }
        flags |= self.beside(held)
        some = held.filter(nw.any_horizontal(*flags.values(), ignore_nulls=True))
        if not len(some):
            return None
        frame = replace(self.frame, data=some, shape=[])
        made = runs.examined(frame, frame.data, self.links)
        self.scan.unknown += [one for one in made.unknown if one not in self.scan.unknown]
        coded: Any = runs.suspects(made)
        if coded is None:
            return None
        counts, _ = runs.tallied(made, coded)
        self.scan.counts.update(counts)
        return made, coded.to_native()

    def hashed(self, data: pl.DataFrame, rows: Any, broken: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Column of a reference, or nothing for the key → the hashes in these rows, but for those of broken cells."""
        found = {}
        held = [name for name in self.scan.references if name in self.frame.held]
        wanted = {name: [name] for name in held if self.frame.held[name].kind == "text"}
        wanted |= {"": self.key} if self.key else {}
        for what, names in wanted.items():
            lost = [broken[name] for name in names if name in broken] if broken else []
            some = self.plain(data, names)
            if lost:
                sound = ~np.isin(rows, np.concatenate(lost))
                found[what] = hashes.of(some.filter(sound), names, rows[sound])
            else:
                found[what] = hashes.of(some, names, rows)
        return found

    def plain(self, data: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
        """Some columns, as values that are hashed alike whatever file they are from."""
        as_held = {"text": pl.String, "integer": pl.Int64}
        return data.select(pl.col(name).cast(as_held[kind]) if (kind := self.frame.held[name].kind) in as_held else name
                           for name in names)  # fmt: skip

    def remember(self, hashed: Mapping[str, Any], start: int) -> None:
        """Remember hashes of rows that are counted from `start`."""
        for what, some in hashed.items():
            some["row"] += np.uint64(start)
            (self.scan.references[what].named if what else self.scan.keys).add(some)


@dataclass(frozen=True)
class _Look:
    """What a first look tells of the rows of a batch."""

    suspicious: pl.DataFrame | None
    """The rows that may break a rule; None where none may."""
    rows: Any
    """Their numbers within the batch."""
    hashed: dict[str, Any]
    """The hashes of the other rows, which are sound."""


class _Derived:
    """What follows from dates: each combination of values is judged once, however many batches have it."""

    def __init__(self, derivation: Derivation) -> None:
        self.derivation = derivation
        self.judged: dict[tuple[Any, ...], bool] = {}
        """By combination; looks of several batches share it, and at worst judge one twice."""

    def wrong(self, held: nw.DataFrame[Any]) -> nw.Expr | None:
        """Where a row has a combination that is wrong; None where no row has."""
        one = self.derivation
        doubtful = held.select(*one.columns)
        doubtful = doubtful if one.certain is None else doubtful.filter(~one.certain)
        names = [str(at) for at in range(len(one.keys))]
        combinations = doubtful.select(**dict(zip(names, one.keys, strict=True))).unique().rows()
        if len(self.judged) > LIMIT_JUDGED:
            self.judged = {}
        known, wrong = self.judged, []
        for combination in combinations:
            if combination not in known:
                known[combination] = bool(one.judged(combination))
            if known[combination]:
                wrong.append("|".join(map(str, combination)))
        key = nw.concat_str([part.cast(nw.String) for part in one.keys], separator="|")
        return one_of(key, wrong) if wrong else None
