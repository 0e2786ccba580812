"""What a file is that should be CSV in UTF-8, and is something else: told by its bytes, with what to do about it."""

from __future__ import annotations

import re

from ukjsec.faults import Fault

_AS_CSV = (
    "Save the table as CSV in UTF-8 with commas: in Excel choose `CSV UTF-8 (Comma delimited)`; LibreOffice Calc asks "
    "for both when it saves as `Text CSV`."
)


def foreign(data: bytes) -> Fault | None:
    """What a file is that is no text in UTF-8 at all, known by its first bytes."""
    kind, repair = "", _AS_CSV
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        kind = "this is a workbook of a spreadsheet program, not CSV"
    elif data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in data[:2]:
        kind = "the file is in UTF-16, not UTF-8"
    elif data.startswith(b"\x1f\x8b"):
        kind, repair = "this file is compressed (gzip)", "Unpack it first."
    return Fault(1, 1, "not-utf-8", kind, repair) if kind else None


def other_encoding(fault: Fault) -> Fault:
    """A byte that is not UTF-8, and what it is in the encoding in which Excel writes what it calls plain CSV."""
    byte = re.search("0x(..)", fault.message)
    character = bytes.fromhex(byte[1]).decode("cp1252", errors="ignore") if byte else ""
    shown = character and character.isprintable()
    message = f"{fault.message}; in Windows-1252 it is `{character}`" if shown else fault.message
    return Fault(fault.line, fault.column, fault.rule, message, _AS_CSV)
