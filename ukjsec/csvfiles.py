"""Strict CSV: the rows of a table with the place of every cell, and every breach of the form.

The form is RFC 4180 (https://www.rfc-editor.org/rfc/rfc4180), of which nothing is guessed: cells are parted by commas;
a cell that holds a comma, a quotation mark or a line end stands in quotation marks, and a mark inside it is doubled;
lines end with LF or CRLF; the text is UTF-8, with a byte order mark or without; the first row is the header, and every
row has as many cells. Python's own csv module reads on where any of this is broken, and tells no places.

A breach is a fault of one of these rules: `too-large`, `not-utf-8`, those of `characters.py`, `empty-file`,
`wrong-delimiter`, `csv-syntax`, `ragged-row`, `no-rows`. A row with a fault of its own is left out, and
the others are read; whatever makes it doubtful where rows begin ends the reading.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import TypeAlias

from ukjsec import characters, faults
from ukjsec.encoding import foreign, other_encoding
from ukjsec.faults import Fault, Lines

Value: TypeAlias = str | int | float | bool | date | None
"""What a cell stands for; None where it is empty."""

SUFFIXES = (".csv", ".tsv", ".xlsx", ".xls", ".ods")
"""What the files of spreadsheet programs end in; the first can be read, of the others the reader says what to do."""

LIMIT_ROWS = 1000
LIMIT_COLUMNS = 2000
LIMIT_FAULTS = 100

_PLAIN = re.compile(r'[^",\r\n]*')
_QUOTED = re.compile(r'"[^"]*+(?:""[^"]*+)*+"')
_ROW_END = re.compile(r"(?:\r?\n)+|\Z")
_REST_OF_CELL = re.compile(r"[^,\r\n]*")
_SPECIAL = re.compile(r'[,"\r\n]')
_SEPARATOR = re.compile(r",(?! )")
"""A comma as it stands between cells; in a sentence a blank follows."""

_SWALLOWED_FROM = 5
"""How many columns a table has at least for rows to be told from the lines of a text."""

_DELIMITERS = {";": "semicolons", "\t": "tabs", "|": "vertical bars"}

_WITH_COMMAS = (
    "Save it with commas: LibreOffice Calc asks for the mark when `Edit filter settings` is ticked; Excel takes it "
    "from the list separator in the region settings of the computer."
)


@dataclass(frozen=True, slots=True)
class Row:
    """A row as it is written: parted by commas its pieces are the text of the row again."""

    start: int
    """How many characters stand before it."""
    pieces: tuple[str, ...]
    """The cells, those in quotation marks with their marks."""

    def cell(self, at: int) -> str:
        """What a cell holds."""
        piece = self.pieces[at]
        return piece[1:-1].replace('""', '"') if piece.startswith('"') else piece

    def begin(self, at: int) -> int:
        """How many characters of the file stand before a cell."""
        return self.start + sum(len(piece) + 1 for piece in self.pieces[:at])

    def cells(self) -> list[str]:
        """What all of its cells hold."""
        return [self.cell(at) for at in range(len(self.pieces))]


@dataclass(frozen=True)
class Table:
    """The sound rows of a table, and the faults of all others."""

    lines: Lines
    header: Row = Row(0, ())
    rows: tuple[Row, ...] = ()
    """As wide as the header."""
    faults: tuple[Fault, ...] = ()
    """Sorted by place; none where all rows are sound."""


def text(value: Value) -> str:
    """A cell as text, the form in which CSV has it: `true` for a truth, `4` for 4.0, nothing for what is missing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return repr(value).removesuffix(".0")
    return str(value)


def quoted(cell: str) -> str:
    """A cell in quotation marks where it needs them; the csv module of some versions of Python forgets a lone CR."""
    return '"' + cell.replace('"', '""') + '"' if _SPECIAL.search(cell) else cell


def render(rows: Iterable[Iterable[str]]) -> bytes:
    """Rows of texts as CSV: UTF-8 without a byte order mark, LF, commas."""
    return "".join(",".join(map(quoted, row)) + "\n" for row in rows).encode()


def read(data: bytes, *, most_bytes: int = faults.LIMIT_BYTES, most_rows: int = LIMIT_ROWS) -> Table:
    """The table in the bytes of a file, of at most so many bytes and rows. Never raises."""
    fault = foreign(data)
    text, undecoded = ("", fault) if fault else faults.decode(data, most_bytes)
    if undecoded:
        if undecoded.rule == "not-utf-8" and not fault:
            undecoded = other_encoding(undecoded)
        return Table(Lines(""), faults=(undecoded,))
    reader = _Reader(text, most_rows)
    reader.read()
    return Table(reader.lines, reader.header, tuple(reader.rows), tuple(sorted(reader.faults)[:LIMIT_FAULTS]))


def head(line: str, above: int = 0) -> tuple[Row, tuple[Fault, ...]]:
    """The header of a table, which is this line, and its faults; without pieces where it cannot be read.

    Args:
        line: the line.
        above: how many lines stand above it in its file.
    """
    reader = _Reader(line, 0, above=above)
    row, _ = reader.row(0)
    if not reader.stopped:
        reader.keep(row)
    return reader.header, tuple(sorted(reader.faults))


def one(text: str, width: int, above: int = 0) -> tuple[Row | None, int, tuple[Fault, ...], bool]:
    """The row with which a text begins, of a table of so many columns; so many lines stand above it in its file.

    Returns:
        The row, None where it has a fault or no cells; where the next one begins; its faults; whether that is doubtful.
    """
    reader = _Reader(text, 1, Row(0, ("",) * width), above=above)
    row, end = reader.row(0)
    if not reader.stopped:
        reader.keep(row)
    return next(iter(reader.rows), None), end, tuple(sorted(reader.faults)), reader.stopped


@dataclass
class _Reader:
    text: str
    most_rows: int
    header: Row = Row(0, ())
    above: int = 0
    """How many lines stand above the text in its file."""
    rows: list[Row] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    stopped: bool = False
    broken: bool = False
    """Whether the row that is being read has a fault."""

    def __post_init__(self) -> None:
        self.lines = Lines(self.text)

    def read(self) -> None:
        self._screen()
        at = end.end() if (end := _ROW_END.match(self.text)) else 0
        while at < len(self.text) and not self.stopped:
            self.broken = False
            row, at = self.row(at)
            if not self.stopped:
                self.keep(row)
        if not self.header.pieces and not self.faults:
            self._fault(0, "empty-file", "the file is empty", "Write the header and a row for each record.")
        elif not self.rows and not self.faults:
            message = "below the header there is no row"
            self._fault(0, "no-rows", message, "Write a row for each record.")

    def _fault(self, index: int, rule: str, message: str, repair: str, *, stop: bool = False) -> None:
        line, column = self.lines.place(index)
        self.faults.append(Fault(self.above + line, column, rule, message, repair))
        self.broken = True
        self.stopped = self.stopped or stop or len(self.faults) >= LIMIT_FAULTS

    def _screen(self) -> None:
        """Reports characters that no text may hold, and ends the reading where there are any."""
        for match in islice(characters.forbidden(self.text), LIMIT_FAULTS):
            self._fault(match.start(), *characters.complaint(match), stop=True)

    def row(self, start: int) -> tuple[Row, int]:
        """The row that begins at an index, and the index where the next begins."""
        text, at = self.text, start
        pieces: list[str] = []
        while True:
            end = self._quoted(at, len(pieces)) if text.startswith('"', at) else self._plain(at)
            pieces.append(text[at:end])
            at = end
            if len(pieces) > LIMIT_COLUMNS:
                message = f"the row has more than {LIMIT_COLUMNS:,} cells"
                self._fault(
                    at - len(pieces[-1]), "too-large", message, "Delete the columns that hold nothing.", stop=True
                )
            if self.stopped or not text.startswith(",", at):
                break
            at += 1
        row = Row(start, tuple(pieces))
        ended = _ROW_END.match(text, at)
        if ended or self.stopped:
            return row, ended.end() if ended else at
        message = "here a carriage return ends a line by itself"
        self._fault(at, "csv-syntax", message, "End lines with LF or CRLF.", stop=True)
        return row, at

    def _plain(self, at: int) -> int:
        """The end of a cell without quotation marks around it."""
        end = _match_end(_PLAIN, self.text, at)
        if self.text.startswith('"', end):
            self._fault(
                end,
                "csv-syntax",
                "a quotation mark stands inside a cell that does not begin with one",
                "Put the whole cell into quotation marks, and double the mark inside it.",
            )
            return _match_end(_REST_OF_CELL, self.text, end)
        return end

    def _quoted(self, at: int, column: int) -> int:
        """The end of a cell in quotation marks."""
        matched = _QUOTED.match(self.text, at)
        close = "Close it where the cell ends, and double each mark that belongs to the text."
        if not matched:
            self._fault(at, "csv-syntax", "the quotation mark that opens here is never closed", close, stop=True)
            return len(self.text)
        end = matched.end()
        first, last = (self.above + self.lines.place(index)[0] for index in (at, end - 1))
        lone = not self.text.startswith((",", "\n", "\r\n"), end) and end < len(self.text)
        if lone and last > first:
            message = f"the quotation mark that opens here is closed only in line {last}, in the middle of a cell"
            self._fault(at, "csv-syntax", message, close, stop=True)
        elif lone:
            message = "after the quotation mark that closes the cell comes more text"
            self._fault(end, "csv-syntax", message, "Double each mark that belongs to the text.")
            end = _match_end(_REST_OF_CELL, self.text, end)
        elif last > first and (not self.header.pieces or swallows(matched[0], column, len(self.header.pieces))):
            message = f"the quotation mark that opens here is closed only in line {last}: it swallows rows"
            self._fault(at, "csv-syntax", message, close, stop=True)
        return end

    def keep(self, row: Row) -> None:
        width, cells = len(self.header.pieces), len(row.pieces)
        if not width:
            self._keep_header(row)
        elif self.broken:
            return
        elif len(self.rows) >= self.most_rows:
            message = f"the table has more than {self.most_rows:,} rows"
            self._fault(row.start, "too-large", message, "Split it.", stop=True)
        elif cells == width:
            self.rows.append(row)
        elif any(row.pieces):
            # A row of empty cells alone, as spreadsheet programs leave them behind, has nothing that could shift.
            number = f"{cells} cell{'s'[cells == 1 :]}"
            over = cells > width
            place = row.begin(width) if over else row.begin(cells) - 1
            repair = (
                "Put a text that holds a comma into quotation marks." if over else "Write a comma for every column."
            )
            self._fault(place, "ragged-row", f"the row has {number}; the header has {width}", repair)

    def _keep_header(self, row: Row) -> None:
        first = self.text[row.start : row.start + 80]
        if re.match(r"sep=.?\r?\n", first):
            message = f"the line `{first.splitlines()[0]}` is known to Excel alone"
            self._fault(row.start, "wrong-delimiter", message, "Delete it, and part cells by commas.", stop=True)
            return
        delimiter = re.search(r"[;\t|]", row.pieces[0]) if len(row.pieces) == 1 else None
        if delimiter:
            message = f"the cells are parted by {_DELIMITERS[delimiter[0]]}, not by commas"
            self._fault(row.start + delimiter.start(), "wrong-delimiter", message, _WITH_COMMAS, stop=True)
            return
        self.stopped = self.stopped or self.broken
        self.header = row


def swallows(piece: str, column: int, width: int) -> bool:
    """Whether a cell over several lines would be the end of a row, whole rows, and the beginning of another.

    So it is where a mark was left open and a later stray one closed it: without the two marks the lines would have as
    many commas as those of the table.
    """
    if width < _SWALLOWED_FROM:
        return False
    commas = [len(_SEPARATOR.findall(line)) for line in faults.LINE_END.split(piece)]
    return width - 1 in commas[1:-1] or (commas[0], commas[-1]) == (width - 1 - column, column)


def _match_end(pattern: re.Pattern[str], text: str, at: int) -> int:
    matched = pattern.match(text, at)
    return matched.end() if matched else at
