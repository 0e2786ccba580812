"""What is known of a table in files when all of its batches were read: counts, and which rows break a rule.

Which keys are doubled, and which references lead nowhere, is known in the end, by the hashes that were remembered.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl

from ukjsec.columns import Table
from ukjsec.errors import FrameError
from ukjsec.faults import Fault
from ukjsec.problems import Problem
from ukjsec.streams import Stream, hashes
from ukjsec.streams.hashes import Hashes, Rows
from ukjsec.tabular import frames
from ukjsec.tabular.frames import Frame
from ukjsec.tabular.links import Link

IDENT = "id"


@dataclass
class Reference:
    """A column whose cells name rows of a table that is large, or still to be read."""

    column: str
    table: str
    named: Hashes = field(default_factory=Hashes)
    known: Hashes | None = None
    """The ids of that table, where they are known already."""


@dataclass
class Scan:
    """What is known of a table after all of its rows were read."""

    table: Table
    streams: Sequence[Stream]
    against: Mapping[str, Any]
    root: Path
    together: frozenset[str] = frozenset()
    """The tables that are read too: references to them are followed there."""
    starts: list[int] = field(default_factory=list)
    """The number of the first row of each file."""
    number: int = 0
    """How many rows there are."""
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    bad: Rows = field(default_factory=Rows)
    """The rows that break a rule by themselves."""
    linked: dict[tuple[str, str], Rows] = field(default_factory=dict)
    """(column, rule) → the rows that break it in sight of others."""
    unknown: list[Problem] = field(default_factory=list)
    keys: Hashes = field(default_factory=Hashes)
    idents: Hashes = field(default_factory=Hashes)
    """The ids that are misformed: no keys, but what refers to them leads somewhere."""
    references: dict[str, Reference] = field(default_factory=dict)
    listed: dict[Path, list[Link]] = field(default_factory=dict)
    """For each file the references to few ids, which every row is asked for."""

    @cached_property
    def frames(self) -> list[Frame]:
        """For each file a frame without rows: its columns and their types, and what is wrong with them."""
        return [self._frame(stream) for stream in self.streams]

    def _frame(self, stream: Stream) -> Frame:
        try:
            return frames.take(self._none(stream), self.table)
        except FrameError as error:
            message = f"this is no table that can be read: {str(error).partition(';')[0]}"
            repair = "Write its columns as texts, numbers, days and truth values."
            stream.complain([Fault(1, 1, "wrong-parquet", message, repair)])
            return frames.take(pl.DataFrame(), self.table)

    def _none(self, stream: Stream) -> Any:
        if len(set(stream.names)) < len(stream.names):
            import pyarrow as pa  # noqa: PLC0415 (alone it can hold two columns of one name)

            return pa.Table.from_arrays([pa.array([], pa.string())] * len(stream.names), names=stream.names)
        ours = stream.rows([])
        others = [pl.lit(None, pl.String).alias(name) for name in stream.names if name not in ours.columns]
        return ours.with_columns(others).select(stream.names)

    @property
    def stopped(self) -> bool:
        """Whether rows were left unread."""
        return any(stream.stopped for stream in self.streams)

    def close(self) -> None:
        """Delete what is on disk."""
        known = [one.known for one in self.references.values() if one.known is not None]
        for one in (self.keys, self.idents, *(one.named for one in self.references.values()), *known):
            one.close()

    @property
    def whole(self) -> bool:
        """Whether all of its ids are known: of what was not read nobody knows what it holds."""
        read = not any(stream.problems for stream in self.streams)
        return read and not any(frame.broken or IDENT not in frame.held for frame in self.frames)

    def _unfollowed(self, column: str, table: str) -> Problem:
        one = next(stream for stream in self.streams if column in stream.names)
        message = f"nobody looked where `{column}` leads: not all ids of `{table}` could be read"
        return Problem(one.place(None, column)[0], "rows-unchecked", message, "Mend that table first.", "notice")

    def known(self) -> list[Hashes]:
        """The ids of the table."""
        return [self.keys, self.idents]

    def link(self, others: Mapping[str, Scan]) -> None:
        """Find the keys that are doubled, and the references that lead nowhere.

        Args:
            others: the scans of the tables that are in files too, by name.
        """
        self._broken(self.table.key[0], "duplicate-row", hashes.doubled(self.keys))
        for column, reference in self.references.items():
            target = others.get(reference.table)
            if reference.known is None and (target is None or not target.whole):
                self.unknown.append(self._unfollowed(column, reference.table))
                continue
            known = [reference.known] if reference.known is not None else target.known() if target else []
            self._broken(column, "dangling-key", hashes.dangling(reference.named, known))

    def _broken(self, column: str, rule: str, numbers: Any) -> None:
        found = Rows()
        for some in numbers:
            found.add(some)
        if len(found):
            self.linked[column, rule] = found
            self.counts[column, rule] += len(found)

    @property
    def offending(self) -> Rows:
        """Every row that breaks a rule."""
        found = self.bad
        for one in self.linked.values():
            found = found | one
        return found
