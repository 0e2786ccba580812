"""Records written as sheets, to be filled in or corrected in a spreadsheet program: what `sheets.py` reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ukjsec import csvfiles, headers
from ukjsec.headers import TYPE
from ukjsec.sheets import ITEMS


def render(records: Iterable[tuple[str, Mapping[str, Any]]]) -> bytes:
    """Records as a sheet: of sound ones, `sheets.parse` gives the same data back.

    Args:
        records: the type and the plain data of each.
    """
    rows = [_cells(data) | {TYPE: name} for name, data in records]
    header = headers.ordered({name for row in rows for name in row})
    return csvfiles.render([header, *([row.get(name, "") for name in header] for row in rows)])


def template(type_name: str) -> bytes:
    """The empty sheet for records of a type: its header alone."""
    return csvfiles.render([headers.header(type_name)])


def _cells(value: Any, name: str = "") -> dict[str, str]:
    """Plain data as cells by their headers; what is empty has none."""
    inner: Iterable[tuple[str, Any]]
    if isinstance(value, dict):
        inner = value.items()
    elif isinstance(value, list) and any(isinstance(item, dict) for item in value):
        inner = ((str(number), item) for number, item in enumerate(value, start=1))
    elif value is None:
        return {}
    else:
        return {name: f"{ITEMS} ".join(map(str, value)) if isinstance(value, list) else str(value)}
    return {key: text for part, item in inner for key, text in _cells(item, f"{name}.{part}" if name else part).items()}
