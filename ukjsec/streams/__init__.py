"""Tables in files of any size, read in batches and held against the rules in bounded memory.

`delimited` and `columnar` read the batches of CSV and Parquet, `passes` hold each against the checks that frames are
held against, `hashes` remember keys and references over all batches, on disk where they are many, `scans` keep what is
found, and `verdicts` put the first offending rows into words, which are read once more for it. `recognition` tells
which table a file should be.

Files are read by polars, the fastest reader of those that were measured; it comes with `ukjsec[polars]`.
"""

from __future__ import annotations

import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from ukjsec.faults import Fault
from ukjsec.files import KINDS, NotAFileError
from ukjsec.problems import Place, Problem

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True)
class Batch:
    """Some rows of a file, one after another: the columns of the table that the file has."""

    data: pl.DataFrame
    first: int
    """The number of the first row within the file, from 0."""


class Piece(Protocol):
    """A part of a file."""

    @property
    def weight(self) -> int:
        """How many bytes of the file it has, about."""


class Stream(Protocol):
    """A table in a file."""

    path: Path
    names: list[str]
    """The columns of the file, in order."""
    columns: list[str]
    """Those of them that the table has, each once."""
    size: int
    """How many bytes the file has."""
    problems: list[Problem]
    """What is wrong with the file, as far as it was read: rows that cannot be read, or all that comes after one."""
    stopped: bool
    """Whether rows were left unread."""

    def pieces(self) -> Iterator[Any]:
        """The file in pieces, read ahead; None where others are to be accepted before the next one is known."""

    def parsed(self, piece: Any) -> pl.DataFrame | None:
        """The rows of a piece; None where it takes a closer look. Pieces may be parsed side by side, in any order."""

    def accepted(self, piece: Any, frame: pl.DataFrame | None) -> Iterator[Batch]:
        """The rows of the next piece, which is parsed, with their numbers; what cannot be read is complained of."""

    def rows(self, numbers: Sequence[int]) -> pl.DataFrame:
        """Some rows that were read before, by their numbers in ascending order."""

    def place(self, number: int | None, name: str) -> tuple[Place, str]:
        """The place of a cell of these rows, or of a column where there is no number; and the line, if there is one."""


def size_of(path: Path) -> int:
    """How many bytes a file has.

    Raises:
        NotAFileError: it is a folder, or a pipe that nobody might ever write to.
        OSError: it cannot be read.
    """
    found = path.stat()
    if not stat.S_ISREG(found.st_mode):
        raise NotAFileError(KINDS.get(stat.S_IFMT(found.st_mode), "something else"))
    return found.st_size


def unreadable(error: OSError) -> Fault:
    """What is said of a file that cannot be read."""
    if isinstance(error, NotAFileError):
        return Fault(1, 1, "not-a-file", f"here is {error}, not a file", "Name a plain file.")
    message = f"the file cannot be read: {error.strerror or error}"
    return Fault(1, 1, "unreadable-file", message, "Check its permissions.")
