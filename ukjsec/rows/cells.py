"""The cells of a row: what may stand in one, and how lists, dates and numbers are written there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from ukjsec import edtf
from ukjsec.csvfiles import Value, text

__all__ = ["JOINED", "Row", "Value", "date_cells", "joined", "text"]

Row: TypeAlias = dict[str, Value]

JOINED = "; "
"""What parts the texts of a list within one cell."""


def joined(texts: Iterable[str]) -> str | None:
    """A list of texts as one cell; None when it is empty."""
    return JOINED.join(texts) or None


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
