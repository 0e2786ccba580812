"""Strict CSV: exact cells at exact places, and every breach of the form named where it is."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ukjsec import csvfiles

TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["C", "M", "Zl", "Zp"], include_characters="\n"))
"""Texts of visible characters; letters of other scripts beside Latin ones are left to the tests of characters."""
PLAIN = st.text('ab ,;"\n\u00e9\u6771')
TABLES = st.tuples(
    st.lists(st.text('ab "\u6771', min_size=1), min_size=3, max_size=3),
    st.lists(st.lists(PLAIN, min_size=3, max_size=3).filter(any), min_size=1),
).map(lambda pair: [pair[0], *pair[1]])
"""Tables of three columns, whose names have one line."""


def found(data: bytes | str) -> list[tuple[int, int, str]]:
    """Line, column and rule of every fault."""
    table = csvfiles.read(data.encode() if isinstance(data, str) else data)
    return [(fault.line, fault.column, fault.rule) for fault in table.faults]


@given(TABLES, st.sampled_from(["\n", "\r\n"]))
def test_what_the_csv_module_writes_is_read_back(rows: list[list[str]], end: str) -> None:
    """Any table of texts comes back as it was written, whichever line end it has."""
    stream = io.StringIO()
    csv.writer(stream, lineterminator=end).writerows(rows)
    table = csvfiles.read(stream.getvalue().encode())
    assert table.faults == ()
    assert [row.cells() for row in (table.header, *table.rows)] == rows


@given(TABLES)
def test_what_is_rendered_is_read_back(rows: list[list[str]]) -> None:
    """Writing and reading are inverse."""
    table = csvfiles.read(csvfiles.render(rows))
    assert [row.cells() for row in (table.header, *table.rows)] == rows


@given(st.binary() | st.text('a,"\r\n').map(str.encode) | TEXTS.map(str.encode))
def test_no_bytes_raise(data: bytes) -> None:
    """Any bytes are a table or have faults, each at a place, and a table without rows is never without a fault."""
    table = csvfiles.read(data)
    assert table.faults or table.rows
    assert all(fault.line >= 1 and fault.column >= 1 and fault.message and fault.repair for fault in table.faults)
    assert all(len(row.pieces) == len(table.header.pieces) for row in table.rows)


@given(TABLES)
def test_each_cell_begins_where_it_is_said_to(rows: list[list[str]]) -> None:
    """At the place of a cell stands what was written, also after cells with line ends."""
    data = csvfiles.render(rows)
    table = csvfiles.read(data)
    lines = data.decode().split("\n")
    for row, cells in zip((table.header, *table.rows), rows, strict=True):
        for at, cell in enumerate(cells):
            line, column = table.lines.place(row.begin(at))
            rest = "\n".join([lines[line - 1][column - 1 :], *lines[line:]])
            assert rest.startswith(csvfiles.quoted(cell))


@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_places_after_a_cell_with_line_ends(start: bytes, end: bytes) -> None:
    """Lines are counted as an editor shows them, with a byte order mark or without, whatever ends them."""
    data = start + end.join([b"id,title,note", b'a,"one', b'two",x', b"b,c,d,e"]) + end
    table = csvfiles.read(data)
    assert table.lines.place(table.rows[0].begin(2)) == (3, 6)
    assert found(data) == [(4, 7, "ragged-row")]


FAULTS = {
    "semicolons": ("id;title\na;b\n", [(1, 3, "wrong-delimiter")]),
    "tabs": ("id\ttitle\na\tb\n", [(1, 3, "wrong-delimiter")]),
    "a line for Excel": ("sep=;\r\nid;title\r\n", [(1, 1, "wrong-delimiter")]),
    "a stray mark": ('id,title\na,b "c"\nd,e\n', [(2, 5, "csv-syntax")]),
    "more text": ('id,title\na,"b"c\nd,e\n', [(2, 6, "csv-syntax")]),
    "a lone carriage return": ("id,title\na\rb,c\n", [(2, 2, "csv-syntax")]),
    "too many cells": ("id,title\na,b,c\n", [(2, 5, "ragged-row")]),
    "too few cells": ("id,title,kind\na,b\nc,d,e\n", [(2, 4, "ragged-row")]),
    "each row": ('id,title\na\nb"\nc,"d"e\nf,g\n', [(2, 2, "ragged-row"), (3, 2, "csv-syntax"), (4, 6, "csv-syntax")]),
    "nothing": ("", [(1, 1, "empty-file")]),
    "empty lines": ("\n\r\n\n", [(1, 1, "empty-file")]),
    "no rows": ("id,title\n\n", [(1, 1, "no-rows")]),
    "never closed": ('id,title\na,"b\nc,d\n', [(2, 3, "csv-syntax")]),
    "closed by the next": ('id,title\na,"b\nc,"d"\n', [(2, 3, "csv-syntax")]),
    "in the header": ('id,"title\na,b"\n', [(1, 4, "csv-syntax")]),
    "control": ("id,title\na,b\x1bc\n", [(2, 4, "control-character")]),
    "bidirectional": ("id,title\na,\u202eb\n", [(2, 3, "invisible-character")]),
    "zero width": ("id,title\na,b\u200bc\n", [(2, 4, "invisible-character")]),
    "NUL": ("id,title\na,b\0c\n", [(2, 4, "control-character")]),
}


@pytest.mark.parametrize("name", FAULTS)
def test_breaches_are_named_where_they_are(name: str) -> None:
    """Each breach is found at its place, and nothing else."""
    text, expected = FAULTS[name]
    assert found(text) == expected


@pytest.mark.parametrize(
    ("row", "swallowed"),
    [
        ('a,"b,k,s,t\nc,d,k,s,t\ne,f",k,s,t', True),
        ('a,"b,k,s,t\ne,f",k,s,t', True),
        ('a,"b,k,s,t\nc,d,k,s,t\ne,f,g",k,s,t', True),
        ('"a,b,k,s,t\nc",b,k,s,t', True),
        ('a,b,k,s,"t\nc,b,k,s,t"', True),
        ('a,"First, of ships, men, and all,\nthe rest, with guns, and so, forth, on",k,s,t', False),
        ('a,"One\nTwo\nThree",k,s,t', False),
    ],
)
def test_a_mark_that_swallows_rows_is_found(row: str, *, swallowed: bool) -> None:
    """Two stray marks that make one cell of several rows are a fault at the first; a text of several lines is none."""
    text = f"id,title,kind,status,topic\n{row}\nx,y,k,s,t\n"
    table = csvfiles.read(text.encode())
    assert [fault.rule for fault in table.faults] == ["csv-syntax"] * swallowed
    assert len(table.rows) == (0 if swallowed else 2)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("caf\u00e9,b\n".encode("cp1252"), "in Windows-1252 it is `\u00e9`"),
        ("id,title\n".encode("utf-16"), "UTF-16"),
        ("id,title\n".encode("utf-16-le"), "UTF-16"),
        (b"PK\x03\x04 and more", "a workbook"),
        (b"\xd0\xcf\x11\xe0 and more", "a workbook"),
        (b"id\n\xff\n", "the byte 0xFF here is not UTF-8"),
    ],
)
def test_other_encodings_are_named(data: bytes, said: str) -> None:
    """What a spreadsheet program writes otherwise is recognised, with the way to the right form."""
    (fault,) = csvfiles.read(data).faults
    assert fault.rule == "not-utf-8"
    assert said in fault.message
    assert "LibreOffice" in fault.repair


def test_rows_with_a_fault_leave_the_others() -> None:
    """A fault within one row leaves the rows before and after it; empty rows say nothing."""
    table = csvfiles.read(b'id,title\na,b\nc\n,\n\n,,,\nd,e"f\ng,h\n')
    assert [row.cells() for row in table.rows] == [["a", "b"], ["", ""], ["g", "h"]]
    assert [fault.line for fault in table.faults] == [3, 7]


@pytest.mark.parametrize(
    ("data", "place"),
    [
        (b"a," * 300_000, (1, 4001)),
        (b"id,title\n" + b"a,b\n" * 200_000, (1002, 1)),
        (b"id,title\n" + b"a" * 2_000_000, (1, 1)),
    ],
)
def test_sizes_are_bounded(data: bytes, place: tuple[int, int]) -> None:
    """Too many columns, rows or bytes are one fault."""
    (fault,) = csvfiles.read(data).faults
    assert (fault.line, fault.column, fault.rule) == (*place, "too-large")


def test_faults_are_bounded() -> None:
    """The reading ends after a hundred faults."""
    assert len(found("id,title\n" + "a\n" * 1000)) == csvfiles.LIMIT_FAULTS
