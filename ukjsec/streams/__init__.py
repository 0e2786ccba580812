"""Tables in files of any size, read in batches and held against the rules in bounded memory.

`delimited` and `columnar` read the batches of CSV and Parquet, `passes` hold each against the checks that frames are
held against, `hashes` remember keys and references over all batches, on disk where they are many, `scans` keep what is
found, and `verdicts` put the first offending rows into words, which are read once more for it. `recognition` tells
which table a file should be.

Files are read by polars, the fastest reader of those that were measured; it comes with `ukjsec[polars]`.
"""

from __future__ import annotations

import os
import stat
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ukjsec.faults import Fault
from ukjsec.files import KINDS
from ukjsec.problems import Place, Problem

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True)
class Batch:
    """Some rows of a file, one after another: the columns of the table that the file has."""

    data: pl.DataFrame
    first: int
    """The number of the first row within the file, from 0."""


class Stream(ABC):
    """A table in a file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._mark = (0, 0, 0)
        self.size = 0
        """How many bytes the file has."""
        self.names: list[str] = []
        """The columns of the file, in order."""
        self.columns: list[str] = []
        """Those of them that the table has, each once."""
        self.problems: list[Problem] = []
        """What is wrong with the file, as far as it was read: rows that cannot be read, or all that comes after one."""
        self.stopped = False
        """Whether rows were left unread."""

    def complain(self, faults: Iterable[Fault], *, above: int = 0, stop: bool = True) -> None:
        """Take faults in, whose lines count from those `above`; where nothing can be relied on behind them, stop."""
        for fault in faults:
            place = Place(self.path.as_posix(), above + fault.line, fault.column)
            self.problems.append(Problem(place, fault.rule, fault.message, fault.repair))
        self.stopped = self.stopped or stop

    def open(self, names: Callable[[], Iterable[str]], known: Collection[str]) -> None:
        """Find out what file it is.

        Args:
            names: reads the columns; an error that it raises is one of reading.
            known: the columns of the table.
        """
        try:
            found = self.path.stat()
            if not stat.S_ISREG(found.st_mode):
                # A pipe would be waited for.
                what = KINDS.get(stat.S_IFMT(found.st_mode), "something else")
                self.complain([Fault(1, 1, "not-a-file", f"here is {what}, not a file", "Name a plain file.")])
                return
            self.size, self._mark = found.st_size, _mark(found)
            self.names = list(names())
        except OSError as error:
            message = f"the file cannot be read: {error.strerror or error}"
            self.complain([Fault(1, 1, "unreadable-file", message, "Check its permissions.")])
        self.columns = [name for name in dict.fromkeys(self.names) if name in known]

    def compare(self) -> bool:
        """Whether the file is the one that was opened; if it has changed, it is complained of."""
        try:
            same = self.stopped or _mark(self.path.stat()) == self._mark
        except OSError:
            same = False
        if not same:
            message = "the file changed while it was read"
            self.complain([Fault(1, 1, "unreadable-file", message, "Check it again when it is whole.")])
        return same

    @abstractmethod
    def pieces(self) -> Iterator[Any]:
        """The file in pieces, read ahead; None where others are to be accepted before the next one is known.

        Of each the `weight` is how many bytes of the file it has, about.
        """

    @abstractmethod
    def parsed(self, piece: Any) -> pl.DataFrame | None:
        """The rows of a piece; None where it takes a closer look. Pieces may be parsed side by side, in any order."""

    @abstractmethod
    def accepted(self, piece: Any, frame: pl.DataFrame | None) -> Iterator[Batch]:
        """The rows of the next piece, which is parsed, with their numbers; what cannot be read is complained of."""

    @abstractmethod
    def rows(self, numbers: Sequence[int]) -> pl.DataFrame:
        """Some rows that were read before, by their numbers in ascending order."""

    @abstractmethod
    def place(self, number: int | None, name: str) -> tuple[Place, str]:
        """The place of a cell of these rows, or of a column where there is no number; and the line, if there is one."""


def _mark(found: os.stat_result) -> tuple[int, int, int]:
    """What tells a file from what it was before."""
    return found.st_size, found.st_mtime_ns, found.st_ino
