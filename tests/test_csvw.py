"""The package before a second standard: CSV on the Web (https://www.w3.org/TR/tabular-metadata/), by its own reader.

The metadata are made here, from the descriptor alone; the reader knows nothing of data packages.
"""

from __future__ import annotations

import json
import re
from datetime import datetime, time
from pathlib import Path
from typing import Any

import pytest
import readers
from csvw import CSVW

ROOT = Path(__file__).resolve().parent.parent

DATATYPES = {
    "string": "string",
    "integer": "integer",
    "number": "double",
    "boolean": {"base": "boolean", "format": "true|false"},
    "date": {"base": "date", "format": "yyyy-MM-dd"},
}


def datatype(field: dict[str, Any]) -> Any:
    """The type of a field, with its pattern or its terms."""
    constraints = field.get("constraints", {})
    pattern = constraints.get("pattern")
    if "enum" in constraints:
        pattern = "|".join(map(re.escape, constraints["enum"]))
    return {"base": field["type"], "format": pattern} if pattern else DATATYPES[field["type"]]


def metadata(folder: Path) -> Path:
    """Write the descriptor of a package as metadata of CSV on the Web; returns the file."""
    described = json.loads((folder / "datapackage.json").read_text("utf-8"))
    tables = []
    for resource in described["resources"]:
        if resource["format"] != "csv":
            continue
        schema = resource["schema"]
        columns = [
            {
                "name": field["name"],
                "titles": field["name"],
                "dc:description": field["description"],
                "datatype": datatype(field),
                "required": field.get("constraints", {}).get("required", False),
                "null": "",
            }
            for field in schema["fields"]
        ]
        keys = [
            {
                "columnReference": key["fields"],
                "reference": {
                    "resource": f"{key['reference']['resource'] or resource['name']}.csv",
                    "columnReference": key["reference"]["fields"],
                },
            }
            for key in schema.get("foreignKeys", [])
        ]
        made = {"columns": columns, "primaryKey": schema["primaryKey"], "foreignKeys": keys}
        tables.append({"url": resource["path"], "tableSchema": made})
    file = folder / "csvw-metadata.json"
    dialect = {"encoding": "utf-8", "lineTerminators": ["\n"], "trim": False}
    about = {"@context": "http://www.w3.org/ns/csvw", "dialect": dialect, "tables": tables}
    file.write_text(json.dumps(about), "utf-8")
    return file


def complaints(folder: Path) -> list[str]:
    """What the reader complains of: the first error, as it stops at one, or every warning.

    Not in its strict mode, in which a foreign key may not be empty: the standard does not say so of data.
    """
    try:
        package = CSVW(str(metadata(folder)), validate=True, strict=False)
        valid = package.is_valid
    except (ValueError, UserWarning) as error:
        return [f"{type(error).__name__}: {error}"]
    assert valid is not bool(package.warnings)
    return [str(one.message) for one in package.warnings]


@pytest.fixture
def ours(tmp_path: Path) -> Path:
    """A copy of our CSV files and their descriptor."""
    for file in (ROOT / "datapackage").iterdir():
        if file.suffix in (".csv", ".json"):
            (tmp_path / file.name).write_bytes(file.read_bytes())
    return tmp_path


def test_our_tables_are_valid_csv_on_the_web(ours: Path) -> None:
    """Types, patterns, terms, primary and foreign keys of every table hold, by that standard too."""
    assert complaints(ours) == []


def test_the_invented_tables_are_valid_csv_on_the_web(checkout: Path) -> None:
    """So do those of the invented corpus, which the cases below break."""
    assert complaints(checkout / "datapackage") == []


CSV_BREAKS = [
    ("participants", ",jpn-navy,", ",nobody,", "Key `nobody` not found in table actors.csv"),
    ("actors", ",force,gbr,", ",force,nobody,", "Key `nobody` not found in table actors.csv"),
    ("relations", ",example-memorandum,", ",example-nothing,", "Key `example-nothing` not found in table records.csv"),
    ("dates", ",in-force,", ",signed,", "duplicate primary key"),
    ("dates", ",signed,", ",singed,", "invalid lexical value for string: singed"),
    ("dates", "2001-05-03,2001-05-03", "3 May 2001,2001-05-03", "invalid lexical value for string: 3 May 2001"),
    ("dates", "2001-05-03,2001-05-03", "2001-05-03,2001-02-30", "2001-02-30"),
    ("participants", ",party,", ",,", "required column value is missing"),
    ("coverage", ",1,1,3,", ",1,1,many,", "many"),
    ("records", ",true,", ",TRUE,", "invalid lexical value for boolean: TRUE"),
    ("topics", "record_id,topic", "record_id,topics", "topic"),
]


@pytest.mark.parametrize("case", CSV_BREAKS)
def test_csv_on_the_web_is_looked_at(checkout: Path, case: tuple[str, str, str, str]) -> None:
    """Each broken key, term, pattern, type, gap and header is complained of: that nothing is means something."""
    name, old, new, said = case
    file = checkout / f"datapackage/{name}.csv"
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8", newline="")
    found = complaints(file.parent)
    assert any(said in one for one in found), found


def day(value: object) -> object:
    """A day, which that reader makes the first moment of it; any other value as it is."""
    return value.date() if isinstance(value, datetime) and value.time() == time.min else value


def test_csv_on_the_web_reads_the_same_values(ours: Path) -> None:
    """What that reader makes of every cell is, in value and type, what Python's csv module and the schema give."""
    package = CSVW(str(metadata(ours)), strict=False)
    tables = {table.url.string.removesuffix(".csv"): table for table in package.tables}
    wanted = readers.tables(ours)
    assert set(tables) == set(wanted)
    for name, columns in wanted.items():
        rows = list(tables[name].iterdicts())
        found = {
            column: (about.kind, readers.cells(day(row[column]) for row in rows)) for column, about in columns.items()
        }
        assert readers.differences("csvw", "csv", found, readers.expected(ours / f"{name}.csv", columns)) == []
