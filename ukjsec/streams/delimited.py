"""A table in a CSV file, read in pieces of some megabytes: strict as `csvfiles` is, and as fast as polars.

Whatever polars makes of a piece counts only where the bytes of its cells add up to the piece (`structure`). Else the
rows that break the form are looked for, told in the words of `csvfiles`, and left out; after a mark that makes it
doubtful where rows begin, nothing is read.
"""

from __future__ import annotations

import codecs
from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import lru_cache
from io import BufferedReader
from pathlib import Path

import numpy as np
import polars as pl

from ukjsec import csvfiles
from ukjsec.encoding import foreign
from ukjsec.faults import LINE_END, Fault, Lines
from ukjsec.problems import Place
from ukjsec.streams import Batch, Stream
from ukjsec.streams.pieces import LONGEST_ROW, Piece, text_of, too_long
from ukjsec.streams.structure import Structure

PIECE = 1 << 24
"""So many bytes are read at once."""
LEAST = 1 << 20
"""So many bytes are read at once after a mark that is misplaced: where there is one, others follow."""
WAITING = 100
"""More often than this nobody has to be asked to accept what was read; a guard against waiting for ever."""
LONGEST_HEADER = 1 << 20
LIMIT_FAULTS = csvfiles.LIMIT_FAULTS


@dataclass(frozen=True)
class _Place:
    """Where rows lie that were read."""

    offset: int
    size: int
    first: int
    line: int
    sifted: bool
    """Whether rows between them were left out."""


class Delimited(Stream):
    """A CSV file."""

    def __init__(self, path: Path, known: Collection[str]) -> None:
        super().__init__(path)
        self._places: list[_Place] = []
        self._rows = 0
        self._line = 1
        self._header = csvfiles.Row(0, ())
        self._next = 0
        """Where the next piece begins that is accepted."""
        self._again: int | None = None
        """Where reading begins anew."""
        self._endless: int | None = None
        """Where a row begins whose end was not found."""
        self._piece = PIECE
        self.open(self._read_header, known)

    def _read_header(self) -> list[str]:
        with self.path.open("rb") as stream:
            head = stream.read(LONGEST_HEADER)
        if fault := foreign(head):
            self.complain([fault])
            return []
        begin = len(codecs.BOM_UTF8) if head.startswith(codecs.BOM_UTF8) else 0
        blank = len(head) - len(head[begin:].lstrip(b"\r\n"))
        self._line += head.count(b"\n", 0, blank)
        self._next = head.find(b"\n", blank) + 1 or len(head)
        line, undecoded = text_of(head[blank : self._next])
        if undecoded:
            self._complain([undecoded])
            return []
        if not line:
            self.complain([Fault(1, 1, "empty-file", "the file is empty", "Write a header, and a row below it.")])
            return []
        if len(line) == LONGEST_HEADER:
            message = f"the header has more than {LONGEST_HEADER:,} bytes"
            self._complain([Fault(1, 1, "too-large", message, "Delete the columns that hold nothing.")])
            return []
        self._header, faults = csvfiles.head(line, self._line - 1)
        if faults:
            self._complain(faults, above=0)
        self._line += 1
        return self._header.cells()

    def _complain(self, faults: Sequence[Fault], *, above: int | None = None, stop: bool = True) -> None:
        """Take faults in, whose lines count from the present one when nothing else is said."""
        self.complain(faults, above=self._line - 1 if above is None else above, stop=stop)
        if not self.stopped and len(self.problems) >= LIMIT_FAULTS:
            last = self.problems[-1].place
            message = f"{LIMIT_FAULTS} rows cannot be read; what comes after this one was not checked"
            repair = "Mend these first, and check again."
            self.complain([Fault(last.line, last.column, "rows-unchecked", message, repair)])

    def pieces(self) -> Iterator[Piece | None]:
        """The file in pieces that begin and end with a row, read ahead by one; None where others are to be taken first.

        Where rows begin is told by counting quotation marks. After one that is misplaced the count is wrong: when a
        piece is accepted in which there is one, reading begins anew behind its row.
        """
        if self.stopped:
            return
        with self.path.open("rb") as stream, ThreadPoolExecutor(1) as reader:
            waited = 0
            coming = reader.submit(self._piece_at, stream, self._next)
            while not self.stopped and waited < WAITING:
                if self._again is not None:
                    coming.result()
                    coming, self._again = reader.submit(self._piece_at, stream, self._again), None
                piece = coming.result()
                if piece is not None:
                    waited = 0
                    coming = reader.submit(self._piece_at, stream, piece.offset + len(piece.data))
                    yield piece
                elif self._next < self.size and self._next != self._endless:
                    waited += 1
                    yield None
                else:
                    break
            if self._next == self._endless:
                self._complain([too_long()])

    def _piece_at(self, stream: BufferedReader, offset: int) -> Piece | None:
        """The piece that begins at an offset: whole rows; None at the end, or where a line does not end."""
        size = self._piece
        while size <= LONGEST_ROW:
            stream.seek(offset)
            piece = Piece(stream.read(size), len(self.names), offset)
            if len(piece.data) < size:
                return piece if piece.data else None
            # Where no row seems to end, a mark may be misplaced: a closer look at the lines will tell.
            end = piece.whole or (piece.data.rfind(b"\n") + 1 if size > self._piece else 0)
            if end:
                return piece.cut(end)
            size *= 2
        self._endless = offset
        return None

    def parsed(self, piece: Piece) -> pl.DataFrame | None:
        """What polars reads of a piece, where all bytes are accounted for; all cells as texts, the empty ones missing.

        Pieces may be parsed side by side.
        """
        return self._named(frame, piece) if (frame := piece.frame()) is not None else None

    def accepted(self, piece: Piece, frame: pl.DataFrame | None) -> Iterator[Batch]:
        """The sound rows of the next piece, and complaints about the others."""
        if piece.offset != self._next or self.stopped:
            return  # it was cut where no row begins
        self._piece = min(2 * self._piece, PIECE)
        self._next += len(piece.data)
        if frame is not None and piece.swallowing(frame.height) is None:
            yield from self._kept(piece, frame, sifted=False)
            return
        trouble = self._trouble(piece)
        sound = len(piece.data) if trouble is None else piece.cut(trouble).whole
        rows = piece.cut(sound)
        if sound:
            yield from self._kept(rows, self._named(self._sifted(rows), rows), sifted=True)
        if trouble is not None and not self.stopped:
            row, faults, stop = self._row_at(piece.offset + sound)
            if faults:
                self._complain(faults, above=0, stop=stop)
                self._line += row.lines
            else:  # it is well, but longer than a piece
                yield from self._kept(row, self._named(self._sifted(row), row), sifted=True)
            self._next = self._again = row.offset + len(row.data)
            self._piece = min(LEAST, PIECE)

    def _trouble(self, structure: Structure) -> int | None:
        """Where the first byte stands that makes it doubtful where rows begin, or what they say."""
        found = [structure.misplaced] if structure.misplaced is not None else [structure.swallowing()]
        try:
            structure.data.decode()
        except UnicodeDecodeError as error:
            found.append(error.start)
        return min((at for at in found if at is not None), default=None)

    def _kept(self, piece: Piece, frame: pl.DataFrame, *, sifted: bool) -> Iterator[Batch]:
        self._places.append(_Place(piece.offset, len(piece.data), self._rows, self._line, sifted))
        self._line += piece.lines
        first, self._rows = self._rows, self._rows + frame.height
        if frame.height:
            yield Batch(frame, first)

    def _named(self, frame: pl.DataFrame, piece: Piece) -> pl.DataFrame:
        wanted = frame.select(pl.col(str(self.names.index(name))).alias(name) for name in self.columns)
        # Of a cell in quotation marks between which there is nothing, polars says that it is a text.
        return wanted.with_columns(pl.when(pl.all() != "").then(pl.all())) if len(piece.quotes) else wanted

    def _sifted(self, structure: Piece) -> pl.DataFrame:
        """The rows of a piece in which it is plain where they begin; those that break the form are left out."""
        starts, ends = structure.rows
        odd = structure.odd
        begun = self._line
        for start, end in zip(starts[odd].tolist(), ends[odd].tolist(), strict=True):
            self._line = begun + structure.lines_before(start)
            text = structure.data[start:end].decode()
            _, _, faults, stop = csvfiles.one(text, structure.width, self._line - 1)
            self._complain(faults, above=0, stop=stop)
            if self.stopped:
                odd = odd | (starts >= start)
                break
        self._line = begun
        spans = zip(starts[~odd].tolist(), ends[~odd].tolist(), strict=True)
        whole_rows = [structure.data[start:end] for start, end in spans]
        frame = Piece(b"\n".join(whole_rows), structure.width, 0).frame() if whole_rows else None
        if frame is not None:
            return frame
        # What polars cannot read of sound rows, if there is such a thing, is read slowly.
        rows = [csvfiles.one(row.decode(), structure.width)[0] for row in whole_rows]
        cells = [[cell or None for cell in row.cells()] for row in rows if row is not None]
        return pl.DataFrame(cells, schema={str(at): pl.String for at in range(structure.width)}, orient="row")

    def _row_at(self, offset: int) -> tuple[Piece, Sequence[Fault], bool]:
        """The row that begins somewhere, read strictly; its faults; whether nobody knows where the next one begins."""
        size, end = LEAST, 0
        with self.path.open("rb") as stream:
            while True:
                stream.seek(offset)
                data = stream.read(size)
                text, undecoded = text_of(data)
                # A line end may be cut in two, and a letter; where the row runs to the end of this, it may go on.
                text = text.removesuffix("\r") if len(data) == size else text
                _, end, faults, stop = csvfiles.one(text, len(self.names), self._line - 1)
                if end < len(text) or len(data) < size or size > LONGEST_ROW:
                    break
                size *= 4
        if undecoded and end == len(text):
            faults, stop = (replace(undecoded, line=undecoded.line + self._line - 1),), True
        return Piece(data[: len(text[:end].encode())], len(self.names), offset), faults, stop

    def rows(self, numbers: Sequence[int]) -> pl.DataFrame:
        """Some rows that were read before, by their numbers in ascending order."""
        found = []
        for number in numbers:
            row = self._row(number)[0]
            found.append([row.cell(self.names.index(name)) or None if row else None for name in self.columns])
        return pl.DataFrame(found, schema=dict.fromkeys(self.columns, pl.String), orient="row")

    def place(self, number: int | None, name: str) -> tuple[Place, str]:
        """The place of a cell, or of a column in the header, and the line in which it stands."""
        at = self.names.index(name) if name in self.names else 0
        row, line = (self._header, self._line_of_header) if number is None else self._row(number)
        if row is None or not row.pieces:
            return Place(self.path.as_posix(), line, 1), ""
        text = ",".join(row.pieces)
        lines, column = Lines(text).place(row.begin(at))
        return Place(self.path.as_posix(), line + lines - 1, column), LINE_END.split(text)[lines - 1]

    @property
    def _line_of_header(self) -> int:
        return self._places[0].line - 1 if self._places else 1

    @lru_cache(maxsize=1000)  # noqa: B019 (it goes with the stream, which lives as long as its check)
    def _row(self, number: int) -> tuple[csvfiles.Row | None, int]:
        """A row as it is written, and its line; None where the file has changed."""
        piece = self._places[bisect_right(self._places, number, key=lambda one: one.first) - 1]
        structure, starts, ends = self._located(piece)
        at = number - piece.first
        if at >= len(starts):
            return None, piece.line
        text = structure.data[int(starts[at]) : int(ends[at])].decode(errors="replace")
        row = csvfiles.one(text, len(self.names))[0]
        return row, piece.line + structure.lines_before(int(starts[at]))

    @lru_cache(maxsize=1)  # noqa: B019 (as above)
    def _located(self, piece: _Place) -> tuple[Structure, np.ndarray, np.ndarray]:
        with self.path.open("rb") as stream:
            structure = Structure(_bytes(stream, piece), len(self.names))
        starts, ends = structure.rows
        return (structure, starts[~structure.odd], ends[~structure.odd]) if piece.sifted else (structure, starts, ends)


def _bytes(stream: BufferedReader, piece: _Place) -> bytes:
    stream.seek(piece.offset)
    return stream.read(piece.size)
