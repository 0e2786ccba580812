"""A table in a Parquet file, read in batches of rows; the checksums of its pages are compared."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from ukjsec.faults import Fault
from ukjsec.problems import Place
from ukjsec.streams import Batch, Stream

ROWS = 1 << 16
"""So many rows are read at once."""


_BEYOND = 2_932_897
"""The first day after the year 9999, counted from 1970."""

_IN_A_DAY = {"s": 86_400, "ms": 86_400_000, "us": 86_400_000_000, "ns": 86_400_000_000_000}


@dataclass(frozen=True)
class _Rows:
    """Some rows of the file, one after another."""

    data: pa.RecordBatch
    first: int
    weight: int
    """How many bytes of the file they have, about."""


class Columnar(Stream):
    """A Parquet file; the line of a place is the number of the row, from 1, and its column that of the table."""

    def __init__(self, path: Path, known: Collection[str]) -> None:
        super().__init__(path)
        self._schema: pa.Schema = pa.schema([])
        self._number = 0
        self.open(self._read_footer, known)

    def _read_footer(self) -> list[str]:
        with self.path.open("rb"):
            pass  # what cannot be opened is told from what is no Parquet, of which the library says the same
        try:
            with self._open() as file:
                self._schema, self._number = file.schema_arrow, file.metadata.num_rows
        except (pa.ArrowException, OSError, ValueError) as error:
            self.complain([_damaged(str(error) or type(error).__name__)])
        return list(self._schema.names)

    def _open(self) -> pq.ParquetFile:
        # By its name: of an object of Python, a thread that still reads when an error has come could let go too late.
        return pq.ParquetFile(str(self.path), page_checksum_verification=True)

    def pieces(self) -> Iterator[_Rows]:
        """The file in batches of rows."""
        if self.stopped:
            return
        first = 0
        try:
            with self._open() as file:
                for batch in file.iter_batches(batch_size=ROWS, columns=self.columns, use_threads=True):
                    yield _Rows(batch, first, self.size * len(batch) // max(self._number, 1))
                    first += len(batch)
        except (pa.ArrowException, OSError, MemoryError, ValueError) as error:
            self.complain([_damaged(str(error) or type(error).__name__)])

    def parsed(self, piece: _Rows) -> pl.DataFrame | None:
        """The rows of a batch, as they are typed; categories as the texts that they stand for."""
        return _frame(pa.Table.from_batches([piece.data]).select(self.columns))

    def accepted(self, piece: _Rows, frame: pl.DataFrame | None) -> Iterator[Batch]:
        """The rows of the next batch, with their numbers."""
        if frame is None:
            self.complain([_damaged(f"what stands in the rows from {piece.first + 1:,} on is not known to polars")])
        elif len(frame):
            yield Batch(frame, piece.first)

    def rows(self, numbers: Sequence[int]) -> pl.DataFrame:
        """Some rows that were read before, by their numbers in ascending order."""
        found = _frame(pa.Table.from_batches([], self._schema).select(self.columns))
        assert found is not None  # noqa: S101 (a file in which polars knows nothing has no rows that were read)
        for piece in self.pieces() if numbers else ():
            here = [number - piece.first for number in numbers if 0 <= number - piece.first < len(piece.data)]
            frame = self.parsed(piece) if here else None
            found = found if frame is None else pl.concat([found, frame[here]], how="vertical_relaxed")
            if piece.first + len(piece.data) > numbers[-1]:
                break
        return found

    def place(self, number: int | None, name: str) -> tuple[Place, str]:
        """The place of a cell, or of a column; there are no lines to be shown."""
        at = self.names.index(name) + 1 if name in self.names else 1
        return Place(self.path.as_posix(), 1 if number is None else number + 1, at), ""


def _damaged(reason: str) -> Fault:
    message = f"this is no sound Parquet file: {' '.join(reason.split())[:200]}"
    repair = "Get the file again, or write it as plain Parquet, with one flat column for each field."
    return Fault(1, 1, "wrong-parquet", message, repair)


def _frame(table: pa.Table) -> pl.DataFrame | None:
    for at, field in enumerate(table.schema):
        if pa.types.is_dictionary(field.type):
            # Decoded once, and here: each check would do it again.
            table = table.set_column(at, field.name, table.column(at).cast(field.type.value_type))
        elif pa.types.is_decimal256(field.type):
            # Of so many digits polars makes no number.
            table = table.set_column(at, field.name, table.column(at).cast(pa.float64()))
        elif pa.types.is_date(field.type) or pa.types.is_timestamp(field.type):
            table = table.set_column(at, field.name, _near(table.column(at)))
    try:
        found = pl.from_arrow(table)
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException):
        return None
    return found if isinstance(found, pl.DataFrame) else None


def _near(days: Any) -> Any:
    """Days and moments; in the place of those that lie ages beyond the calendar one that lies just beyond it.

    Of them polars could not even tell the year, and what they are makes no difference: a day of no year of ours.
    """
    import pyarrow.compute as pc  # noqa: PLC0415 (few tables need it)

    whole = pa.int32() if days.type.bit_width == 32 else pa.int64()
    in_a_day = 1 if whole == pa.int32() else _IN_A_DAY[getattr(days.type, "unit", "ms")]
    last = min(_BEYOND * in_a_day, 2**63 - 1)
    numbers: Any = days.cast(whole)
    found: Any = pc.min_max(numbers).as_py()
    if all(number is None or -last <= number <= last for number in found.values()):
        return days
    far: Any = pc.or_(pc.greater(numbers, last), pc.less(numbers, -last))  # type: ignore[call-overload]
    return pc.if_else(far, pa.scalar(last, whole), numbers).cast(days.type)
