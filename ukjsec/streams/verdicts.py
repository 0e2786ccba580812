"""The verdict on tables in files: counts of all rows, and the first offending ones in words, at their places."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import narwhals as nw
import numpy as np
import polars as pl

from ukjsec.checks import Check
from ukjsec.columns import Table
from ukjsec.problems import Place, Problem
from ukjsec.streams import Stream, passes
from ukjsec.streams.columnar import Columnar
from ukjsec.streams.delimited import Delimited
from ukjsec.streams.recognition import Delivery
from ukjsec.streams.scans import Scan
from ukjsec.tabular import runs, verdicts
from ukjsec.tabular.frames import Frame
from ukjsec.tabular.links import Link
from ukjsec.tabular.results import Cell, FileCell, Result

Read = Callable[[int], object]
"""Is told how many bytes more are done."""


def verdict(
    delivery: Delivery, limit: int, against: Mapping[str, Any], root: Path, read: Read = lambda _: None
) -> dict[str, Result]:
    """Hold tables in files against their rules.

    Args:
        delivery: the tables; references between them are followed.
        limit: of how many offending rows of each the problems are wanted.
        against: table → frame to which references lead, None where they are not to be followed.
        root: the folder whose `datapackage/` has the tables that are not named.
        read: is told how many bytes more are done.

    Returns:
        The names of the delivery → what was found; the places of problems are those of the files.
    """
    scans: dict[str, Scan] = {}
    try:
        together = frozenset(table.name for table in delivery.tables.values())
        for name, table in delivery.tables.items():
            streams = [stream(path, table) for path in delivery.files[name]]
            scans[name] = Scan(table, streams, against, root, together)
            passes.run(scans[name], read)
        for name, scan in scans.items():
            alike = {other.table.name: other for key, other in scans.items() if _ending(key) == _ending(name)}
            scan.link({other.table.name: other for other in scans.values()} | alike)
        return {name: _result(scan, max(limit, 0)) for name, scan in scans.items()}
    finally:
        for scan in scans.values():
            scan.close()


def stream(path: Path, table: Table) -> Stream:
    """A file that is to be a table."""
    return (Columnar if path.suffix.lower() == ".parquet" else Delimited)(path, table.column_names)


def _ending(name: str) -> str:
    return name.rpartition(".")[2]


def _result(scan: Scan, limit: int) -> Result:
    offending = scan.offending
    found = list(_found(scan, offending.first(limit))) if limit else []
    shape: list[Problem] = []
    for one, frame in zip(scan.streams, scan.frames, strict=True):
        shape += [*one.problems, *(_of_column(problem, one) for problem in frame.shape if one.names or not one.stopped)]
    counts = {pair: number for pair, number in scan.counts.items() if number}
    asked = any(frame.held and not frame.broken for frame in scan.frames)
    return Result(
        scan.table.name,
        scan.number if asked else None,
        counts,
        (*shape, *scan.unknown),
        tuple(found),
        len(offending),
        scan.stopped,
    )


def _of_column(problem: Problem, one: Stream) -> Problem:
    cell = problem.place
    assert isinstance(cell, Cell)  # noqa: S101 (frames know no other)
    return replace(problem, place=_placed(cell, one.place(None, cell.name)))


def _placed(cell: Cell, found: tuple[Place, str]) -> FileCell:
    place, written = found
    return FileCell(place.path, place.line, place.column, cell.name, cell.row, cell.key, cell.value, written)


def _found(scan: Scan, numbers: list[int]) -> Iterator[Problem]:
    """The problems of some rows, which are read once more for it."""
    for at, (one, frame) in enumerate(zip(scan.streams, scan.frames, strict=True)):
        wanted = [number for number in numbers if bisect_right(scan.starts, number) - 1 == at]
        if wanted and one.compare():
            with suppress(OSError):  # it is gone, which is said below
                found = list(_of_rows(scan, one, frame, wanted, scan.starts[at]))
                yield from found if one.compare() else ()
            one.compare()


def _of_rows(scan: Scan, one: Stream, frame: Frame, numbers: list[int], start: int) -> Iterator[Problem]:
    data = one.rows([number - start for number in numbers])
    linked, flags = _links(scan, frame, numbers)
    data = data.with_columns(pl.Series(frame.row, numbers, pl.UInt32 if numbers[-1] < 1 << 32 else pl.UInt64), *flags)
    held = replace(frame, data=nw.from_native(data, eager_only=True), shape=[])
    made = runs.examined(held, held.data, [*scan.listed[one.path], *linked])
    _, _, first = runs.counted(made, len(numbers))
    for problem in verdicts.problems(made, first.rows(named=True)) if first is not None else ():
        cell = problem.place
        assert isinstance(cell, Cell)  # noqa: S101 (as above)
        assert cell.row is not None  # noqa: S101 (the rows of files have numbers)
        local = replace(cell, row=cell.row - start)
        yield replace(problem, place=_placed(local, one.place(local.row, cell.name)))


def _links(scan: Scan, frame: Frame, numbers: list[int]) -> tuple[list[Link], list[pl.Series]]:
    """The rules that were found broken in sight of other rows, as flags of these rows."""
    found, flags = [], []
    for at, ((column, rule), rows) in enumerate(scan.linked.items()):
        name = f"{frame.prefix}link{at}"
        flags.append(pl.Series(name, rows.having(np.array(numbers))))
        key = rule == "duplicate-row"
        after = scan.table.key if key else (column,)
        references = "" if key else scan.references[column].table
        found.append(Link(Check(rule, column, nw.col(name)), tuple(after), (), references))
    return found, flags
