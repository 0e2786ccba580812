"""Pieces of a CSV file: bytes that begin and end with a row, and what polars reads of them."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from ukjsec.encoding import other_encoding
from ukjsec.faults import Fault, Lines
from ukjsec.streams.structure import Structure

LONGEST_ROW = 1 << 26
"""A row of more bytes ends the reading."""


@dataclass(frozen=True)
class Piece(Structure):
    """A piece of the file."""

    offset: int

    @property
    def weight(self) -> int:
        """How many bytes it has."""
        return len(self.data)

    def frame(self) -> pl.DataFrame | None:
        """The rows, all cells as texts, as polars reads them; None where not all bytes are accounted for."""
        schema = {str(at): pl.String for at in range(self.width)}
        # Of a last line without an end, polars passes over a comma too many.
        data = self.data if self.data.endswith(b"\n") else self.data + b"\n"
        try:
            frame = pl.read_csv(data, has_header=False, schema=schema)
        except pl.exceptions.PolarsError:
            return None
        length = sum(frame.select(pl.all().str.len_bytes().sum()).row(0)) if frame.height else 0
        return frame if self.adds_up(frame.height, length) else None


def too_long() -> Fault:
    """What is said of a row that does not end."""
    message = f"the row that begins here has more than {LONGEST_ROW:,} bytes"
    return Fault(1, 1, "too-large", message, "Most likely this is no table; else split the row.")


def text_of(data: bytes) -> tuple[str, Fault | None]:
    """The text with which bytes begin, and what is said of the byte with which it ends too early."""
    try:
        return data.decode(), None
    except UnicodeDecodeError as error:
        text = data[: error.start].decode()
        message = f"the byte 0x{data[error.start]:02X} here is not UTF-8"
        return text, other_encoding(Fault(*Lines(text).place(len(text)), "not-utf-8", message, ""))
