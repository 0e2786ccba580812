"""The structure of CSV bytes, told from the bytes alone: where quotation marks open and close, and where rows lie.

What a fast reader makes of a file can be trusted where the bytes add up: those of the cells, the commas between them,
the quotation marks around them and the line ends make the whole, to the byte. A row that is too short, an empty line or
a lost mark leaves some over. Only where that is so, or the place of a cell is asked for, are rows looked for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Self

import numpy as np

from ukjsec import csvfiles

COMMA, QUOTE, LF, CR = b',"\n\r'

_CELL_IN_QUOTES = re.compile(rb'"[^"]*"')


@dataclass(frozen=True)
class Structure:
    """Bytes that begin with a row, and end with one."""

    data: bytes
    width: int
    """How many columns a row has."""

    @cached_property
    def _bytes(self) -> Any:
        return np.frombuffer(self.data, np.uint8)

    @cached_property
    def quotes(self) -> Any:
        """Where the quotation marks stand."""
        return np.flatnonzero(self._bytes == QUOTE) if QUOTE in self.data else np.empty(0, np.int64)

    @property
    def whole(self) -> int:
        """How many of the bytes are whole rows, if they do not end with one."""
        end = len(self.data)
        while (end := self.data.rfind(b"\n", 0, end)) >= 0:
            if not np.searchsorted(self.quotes, end) % 2:
                return end + 1
        return 0

    def cut(self, end: int) -> Self:
        """The first of the bytes, of which what is known stays known."""
        if end == len(self.data):
            return self
        shorter = replace(self, data=self.data[:end])
        shorter.__dict__["quotes"] = self.quotes[: np.searchsorted(self.quotes, end)]
        return shorter

    @cached_property
    def misplaced(self) -> int | None:
        """Where the first quotation mark stands that neither opens nor closes a cell, nor is one of a doubled pair."""
        marks = self.quotes
        if not len(marks):
            return None
        opening, closing = marks[::2], marks[1::2]
        before = self._bytes[opening - 1]
        doubled = np.zeros(len(opening), bool)
        doubled[1:] = opening[1:] == closing[: len(opening) - 1] + 1
        opens = (before == COMMA) | (before == LF) | (opening == 0) | doubled
        after = self._bytes[np.minimum(closing + 1, len(self.data) - 1)]
        ended = (after == COMMA) | (after == LF) | (after == CR) | (closing + 1 == len(self.data))
        ended[: len(opening) - 1] |= doubled[1 : len(closing) + 1]
        wrong = [*opening[~opens][:1], *closing[~ended][:1], *(opening[-1:] if len(marks) % 2 else ())]
        return int(min(wrong)) if wrong else None

    @cached_property
    def doubled(self) -> int:
        """How many quotation marks stand for one within a cell."""
        return int(np.count_nonzero(self.quotes[2::2] == self.quotes[1:-1:2] + 1)) if len(self.quotes) > 2 else 0

    @cached_property
    def _inside(self) -> Any:
        """Whether each byte stands between quotation marks."""
        return np.bitwise_xor.accumulate(self._bytes == QUOTE)

    def _outside(self, byte: int) -> Any:
        here = self._bytes == byte
        return np.flatnonzero(here & ~self._inside if len(self.quotes) else here)

    @cached_property
    def lines(self) -> int:
        """How many lines end in it."""
        return len(self._line_ends) if CR in self.data else int(np.count_nonzero(self._bytes == LF))

    @cached_property
    def _line_ends(self) -> Any:
        """Where lines end, as editors see them: a carriage return alone ends one too."""
        ends = self._bytes == LF
        if CR in self.data:
            ends = ends | (self._bytes == CR)
            ends[:-1] &= ~((self._bytes[:-1] == CR) & (self._bytes[1:] == LF))
        return np.flatnonzero(ends)

    def lines_before(self, index: int) -> int:
        """How many lines end before an index."""
        return int(np.searchsorted(self._line_ends, index))

    @cached_property
    def _returns(self) -> tuple[int, Any]:
        """How many carriage returns outside of cells stand before a line feed, and where those are that do not."""
        if CR not in self.data:
            return 0, np.empty(0, np.int64)
        found = self._outside(CR)
        before = self._bytes[np.minimum(found + 1, len(self.data) - 1)] == LF
        return int(np.count_nonzero(before)), found[~before]

    def adds_up(self, rows: int, length: int) -> bool:
        """Whether so many whole rows, whose cells have so many bytes in all, are all that there is."""
        returns, lone = self._returns
        if self.misplaced is not None or len(lone):
            return False
        ends = rows - (not self.data.endswith(b"\n"))
        around = len(self.quotes) - self.doubled
        return length + rows * (self.width - 1) + ends + around + returns == len(self.data)

    @cached_property
    def rows(self) -> tuple[Any, Any]:
        """Where each line that is a row begins, and where it ends before its line end; empty lines are none."""
        ends = self._outside(LF)
        if not self.data.endswith(b"\n"):
            ends = np.append(ends, len(self.data))
        starts = np.concatenate([[0], ends[:-1] + 1])
        last = self._bytes[np.maximum(ends - 1, 0)] if len(self.data) else ends
        ends = ends - ((last == CR) & (ends > starts) & (ends < len(self.data)))
        there = ends > starts
        return starts[there], ends[there]

    @cached_property
    def odd(self) -> Any:
        """Whether each row has another number of cells, or a carriage return that ends no line."""
        starts, ends = self.rows
        commas = self._outside(COMMA)
        cells = np.searchsorted(commas, ends) - np.searchsorted(commas, starts) + 1
        _, lone = self._returns
        return (cells != self.width) | (np.searchsorted(lone, ends) > np.searchsorted(lone, starts))

    def swallowing(self, rows: int | None = None) -> int | None:
        """Where a cell begins that runs over several lines which look like rows of the table.

        Args:
            rows: how many rows there are, where that is known: of as many lines none stands within a cell.
        """
        if not len(self.quotes) or self.lines == rows or self.lines + 1 == rows:
            return None
        if not len(inner := np.flatnonzero((self._bytes == LF) & self._inside)):
            return None
        opening, closing = self._cells()
        which = np.unique(np.searchsorted(opening, inner) - 1)
        for first, last in zip(opening[which].tolist(), closing[which].tolist(), strict=True):
            start = self.data.rfind(b"\n", 0, first) + 1
            while start and self._inside[start - 1]:
                start = self.data.rfind(b"\n", 0, start - 1) + 1
            column = _CELL_IN_QUOTES.sub(b"", self.data[start:first]).count(b",")
            piece = self.data[first : last + 1].decode(errors="replace")
            if csvfiles.swallows(piece, column, self.width):
                return int(first)
        return None

    def _cells(self) -> tuple[Any, Any]:
        """Where each cell in quotation marks opens and closes, doubled marks left out."""
        opening, closing = self.quotes[::2], self.quotes[1::2]
        joined = opening[1:] == closing[:-1] + 1
        return opening[np.append(True, ~joined)], closing[np.append(~joined, True)]
