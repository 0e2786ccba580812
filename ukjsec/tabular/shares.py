"""A frame in partitions: what is found in each, where it lies, and the sum of it.

A partition is a frame in memory, and is run as one; which keys are there twice, and which ids are known, was found out
before of the whole. What leaves it is its share: counts, and its first offending rows, of which the sum keeps some.
"""

from __future__ import annotations

import pickle
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import narwhals as nw

from ukjsec.checks import CellChecks, Check, RowCheck, rows
from ukjsec.columns import Table
from ukjsec.tabular import frames, links, runs
from ukjsec.tabular.clusters import Cluster
from ukjsec.tabular.frames import Frame
from ukjsec.tabular.links import Link
from ukjsec.tabular.runs import Run

Pair = tuple[str, str]
"""A column, and a rule that is broken there."""


class Offender(NamedTuple):
    """A row that breaks some rule."""

    order: tuple[tuple[bool, str, Any], ...]
    """What rows are sorted by: what is missing comes last, and values of two types are not compared."""
    row: dict[str, Any]
    cells: tuple[Pair, ...]
    others: tuple[Pair, ...]
    """The rules of rows, keys and references."""


@dataclass
class Share:
    """What is found in a partition, or in several."""

    rows: int = 0
    bad: int = 0
    """How many rows break some rule."""
    counts: Counter[Pair] = field(default_factory=Counter)
    first: list[Offender] = field(default_factory=list)
    """The first of these rows, as many as are wanted."""


@dataclass(frozen=True)
class Judge:
    """What is sent to the partitions."""

    table: Table
    prefix: str
    names: tuple[str, ...]
    """The columns that are asked."""
    links: tuple[Link, ...]

    def run(self, part: object) -> Run:
        """Run a partition, as far as the types of its columns allow for links."""
        frame = frames.part(part, self.names, self.table, self.prefix)
        plain = {name for name, held in frame.held.items() if held.kind != "other"}
        return runs.examined(frame, frame.data, [link for link in self.links if plain.issuperset(link.after)])

    def share(self, part: object, limit: int) -> bytes:
        """What is found in a partition."""
        made = self.run(part)
        counts, bad, first = runs.counted(made, limit)
        found = [] if first is None else [_offender(made, row) for row in first.rows(named=True)]
        return pickle.dumps(Share(made.rows, bad, Counter(counts), found))

    def reasons(self, part: object) -> Any:
        """What each row of a partition breaks, as text."""
        import numpy as np  # noqa: PLC0415 (with the rows comes what needs it)
        import pyarrow as pa  # noqa: PLC0415 (as above)

        made = self.run(part)
        said = np.full(made.rows, "", object)
        suspects = runs.suspects(made)
        if suspects is not None:
            found = runs.collected(suspects.select(made.frame.row, reasons=made.reasons))
            said[found[made.frame.row].to_numpy()] = found["reasons"].to_list()
        return pa.chunked_array([pa.array(said, pa.string())])


def _offender(made: Run, row: Mapping[str, Any]) -> Offender:
    order = tuple(map(_ranked, (row[name] for name in runs.sorting(made.frame))))
    codes = {name: int(row[made.code(name)]) for name in made.cells}
    cells = tuple((name, made.cells[name].checks[code - 1].rule) for name, code in codes.items() if code)
    broken = (one.check for at, one in enumerate(made.others) if int(row[made.other(at)]))
    values = {name: row[name] for name in made.frame.held}
    return Offender(order, values, cells, tuple((check.column, check.rule) for check in broken))


def _ranked(value: Any) -> tuple[bool, str, Any]:
    # What is no number is not compared with one either: it is not equal to itself.
    return (True, "", "") if value is None or value != value else (False, type(value).__name__, value)  # noqa: PLR0124


def added(shares: Iterable[bytes], limit: int) -> bytes:
    """The sum of shares."""
    total = Share()
    for one in shares:
        share: Share = pickle.loads(one)  # noqa: S301 (what `share` made, as the engine brings it)
        total.rows += share.rows
        total.bad += share.bad
        total.counts += share.counts
        total.first = sorted([*total.first, *share.first], key=lambda found: found.order)[:limit]
    return pickle.dumps(total)


def found(
    frame: Frame, cluster: Cluster, against: Mapping[str, Any] | None, root: Path, limit: int
) -> tuple[Run, Share, list[dict[str, Any]]]:
    """Hold a frame in partitions against its table.

    Returns:
        A run as of a frame in memory, the sum of all shares, and the first offending rows with codes.
    """
    whole, followed = links.linked_in_parts(frame, cluster, against, root)
    judge = _judge(frame, whole, followed)
    share = partial(judge.share, limit=limit)
    total: Share = pickle.loads(whole.select(judge.names).reduced(share, partial(added, limit=limit)))  # noqa: S301 (as above)
    made = _retold(frame, total, followed)
    return made, total, list(_coded(made, total))


def said(frame: Frame, cluster: Cluster, against: Mapping[str, Any] | None, root: Path, name: str) -> Cluster:
    """A frame in partitions with a column more, which says what each row breaks."""
    whole, followed = links.linked_in_parts(frame, cluster, against, root)
    return whole.beside(name, _judge(frame, whole, followed).reasons)


def _judge(frame: Frame, whole: Cluster, followed: Iterable[Link]) -> Judge:
    ours = (name for name in whole.schema() if name in frame.held or name.startswith(frame.prefix))
    # The ids that are known serve for advice alone, which is given here.
    return Judge(frame.table, frame.prefix, tuple(ours), tuple(replace(link, known=()) for link in followed))


def _retold(frame: Frame, total: Share, followed: Iterable[Link]) -> Run:
    """A run with the rules that the first offending rows break."""
    made = Run(frame, frame.data, total.rows, None)
    of_cells = sorted({pair for one in total.first for pair in one.cells})
    for name in dict.fromkeys(name for name, _ in of_cells):
        checks = tuple(Check(rule, name, nw.lit(True)) for column, rule in of_cells if column == name)
        made.cells[name] = CellChecks(name, partial(tuple, checks), nw.lit(True))
    others: list[RowCheck | Link] = [*_of_rows(frame), *followed]
    known = {(one.check.column, one.check.rule): one for one in others}
    made.others = [known[pair] for pair in sorted({pair for one in total.first for pair in one.others})]
    return made


def _of_rows(frame: Frame) -> Iterator[RowCheck]:
    """The rules of the rows of a frame, also those that are made of the values that are found in it."""
    yield from rows.compiled(frame.table, frame.held)
    for one in rows.derivations(frame.table, frame.held):
        for name in one.columns:
            yield RowCheck(Check(rows.DERIVED, name, nw.lit(True)), one.columns, one.follows)


def _coded(made: Run, total: Share) -> Iterator[dict[str, Any]]:
    for one in total.first:
        row = one.row | dict.fromkeys(made.codes, 0)
        for name, rule in one.cells:
            row[made.code(name)] = 1 + [check.rule for check in made.cells[name].checks].index(rule)
        for at, other in enumerate(made.others):
            row[made.other(at)] = int((other.check.column, other.check.rule) in one.others)
        yield row
