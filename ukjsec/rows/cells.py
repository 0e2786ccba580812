"""The cells of a row: what may stand in one, and how lists, dates and numbers are written there."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TypeAlias

from ukjsec import edtf

Value: TypeAlias = str | int | float | bool | date | None
Row: TypeAlias = dict[str, Value]

JOINED = "; "
"""What parts the texts of a list within one cell."""


def joined(texts: Iterable[str]) -> str | None:
    """A list of texts as one cell; None when it is empty."""
    return JOINED.join(texts) or None


def text(value: Value) -> str:
    """A cell as text, the form in which CSV has it: `true` for a truth, `4` for 4.0, nothing for what is missing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return repr(value).removesuffix(".0")
    return str(value)


def date_cells(prefix: str, text: str | None) -> Row:
    """A date in EDTF and what is derived from it, as cells."""
    if text is None:
        return {}
    parsed = edtf.parse(text)
    return {
        prefix: text,
        f"{prefix}_earliest": parsed.earliest,
        f"{prefix}_latest": parsed.latest,
        f"{prefix}_precision": parsed.precision,
        f"{prefix}_qualifier": parsed.qualifier,
    }
