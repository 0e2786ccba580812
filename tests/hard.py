"""Packages of invented tables with values that careless writers and readers spoil, in every column that can have them.

They are made by the library's own writers from rows of no corpus: keys point nowhere, and texts are in no form.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from itertools import cycle
from pathlib import Path

from ukjsec import schemas, tablefiles
from ukjsec.columns import Column
from ukjsec.layout import tables
from ukjsec.rows import Row, Value

TEXTS = (
    *("NA", "N/A", "#N/A", "<NA>", "n/a", "null", "NULL", "None", "nil", "nan", "NaN", "-", ".", "?", "\\N", "(null)"),
    *("TRUE", "true", "False", "yes", "no", "inf", "-inf", "Infinity", "1", "007", "1e5", "-0", "0x1F", "0.10"),
    *("1_000", "1,200", "2012", "2012-06", "2012-06-05", "2012-06-05T00:00:00Z", "12:30", "1/2", "١٢", "１２"),
    *('"', '""', "'", "''", '"quoted"', 'she said "no", twice', ",", ",,", ";", "|", "a,b", "\\", "\\n", 'ends in "'),
    *("\n", "a\nb", "a\n\nb\n", "\na", "a\r\nb", "a\rb", "\r", "\t", " ", "  blanks  ", "\u00a0", "a\u2028b"),
    *("\ttab\t", "\u202eleft", "\u0085", "ﬁ"),
    *("日本", "日英、「会議」", "𠮷野家", "e\u0301 and é", "\U0001f469\u200d\u2708", "Ünïcödé"),
    # No byte order mark, which is forbidden in texts (`invisible-character`): some readers drop it.
    *("=1+1", "@SUM(A1)", "+44", "#comment", "--", "/*", "{}", "[1, 2]", "<b>&amp;</b>", "%s", "$(x)", "x" * 40_000),
)  # fmt: skip

VALUES: dict[str, tuple[Value, ...]] = {
    "string": TEXTS,
    "integer": (0, -1, 1, 7, 255, 2**31, -(2**31) - 1, 2**53, 2**53 + 1, 2**63 - 1, -(2**63)),
    "number": (
        *(0.1, -0.1, 0.30000000000000004, 1 / 3, 2.5, -1.0, 0.0, -0.0, 123456789.12345679, 2.0**53, 1e16, 1e22),
        *(5e-324, 2.2250738585072014e-308, 1.7976931348623157e308, -2.5e-7, 9007199254740993.0, 8.5e-05, 0.885),
    ),
    "boolean": (True, False),
    "date": (
        *(date.min, date.max, date(1, 12, 31), date(1582, 10, 10), date(1677, 9, 21), date(1900, 2, 28)),
        *(date(1969, 12, 31), date(1970, 1, 1), date(2000, 2, 29), date(2262, 4, 12), date(2012, 6, 1)),
    ),
}
"""Type of a column → values, of which none is missing."""


def write(folder: Path, how: str) -> Path:
    """Write a package: `mixed` has gaps all over, `missing` no value that is not required, `empty` no rows."""
    resources = []
    for table in tables().values():
        rows = list(_rows(table.columns, how))
        data = tablefiles.as_csv(table, rows)
        parquet = tablefiles.as_parquet(table, data, {"package": "invented", "version": "0.0.0"})
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{table.name}.csv").write_bytes(data)
        (folder / f"{table.name}.parquet").write_bytes(parquet)
        schema = schemas.table_schema(table)
        resources.append({"name": table.name, "path": f"{table.name}.csv", "format": "csv", "schema": schema})
    (folder / "datapackage.json").write_text(json.dumps({"resources": resources}), "utf-8")
    return folder


def _rows(columns: tuple[Column, ...], how: str) -> Iterator[Row]:
    wells = [cycle(column.vocabulary.names if column.vocabulary else VALUES[column.type]) for column in columns]
    for number in range(0 if how == "empty" else 3 * len(TEXTS) // 2):
        # Where a value is missing its well is left as it is, so that every value comes up in every column.
        yield {
            column.name: next(wells[at]) if column.required or (how == "mixed" and (number + at) % 3) else None
            for at, column in enumerate(columns)
        }
