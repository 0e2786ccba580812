"""Small packages of any tables, as folders: what the comparison of packages is tried on."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from ukjsec import csvfiles

TYPES = {
    "string": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
}

Row = dict[str, Any]


@dataclass
class Made:
    """One table to be written."""

    fields: Mapping[str, str]
    """Column → type."""
    rows: Sequence[Row]
    """Columns that are left out are missing."""
    key: Sequence[str] = ("id",)
    schema: dict[str, Any] = field(default_factory=dict)
    """Further properties of its schema."""
    about: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Column → further properties of its field."""

    def described(self) -> dict[str, Any]:
        """Its schema."""
        fields = [{"name": name, "type": kind, **self.about.get(name, {})} for name, kind in self.fields.items()]
        return {"fields": fields, "primaryKey": list(self.key), **self.schema}

    def csv(self) -> bytes:
        """Its rows as CSV."""
        cells = [[csvfiles.text(row.get(name)) for name in self.fields] for row in self.rows]
        return csvfiles.render([list(self.fields), *cells])

    def parquet(self) -> bytes:
        """Its rows as Parquet."""
        schema = pa.schema([pa.field(name, TYPES[kind]) for name, kind in self.fields.items()])
        columns = [pa.array([row.get(one.name) for row in self.rows], one.type) for one in schema]
        sink = io.BytesIO()
        pq.write_table(pa.Table.from_arrays(columns, schema=schema), sink, write_page_checksum=True)
        return sink.getvalue()


def write(folder: Path, tables: Mapping[str, Made], form: str = "csv", version: str = "0.1.0") -> Path:
    """Write a package in one form (or `both`), and give its folder."""
    folder.mkdir(parents=True, exist_ok=True)
    resources = []
    for name, table in tables.items():
        for each in ("csv", "parquet") if form == "both" else (form,):
            data = table.csv() if each == "csv" else table.parquet()
            (folder / f"{name}.{each}").write_bytes(data)
            resources.append(
                {
                    "name": f"{name}-parquet" if form == "both" and each == "parquet" else name,
                    "path": f"{name}.{each}",
                    "format": each,
                    "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
                    "schema": table.described(),
                }
            )
    about = {"name": "example", "version": version, "resources": resources}
    (folder / "datapackage.json").write_text(json.dumps(about), "utf-8")
    return folder


def zipped(folder: Path, top: str = "") -> Path:
    """The zip archive of a folder, its files below a folder `top` in it."""
    file = folder.with_name(f"{folder.name}.zip")
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for path in sorted(folder.iterdir()):
            made.write(path, f"{top}{path.name}")
    return file


RECORD = {"id": "string", "type": "string", "title": "string", "status": "string", "occurred": "boolean",
          "date": "string", "date_event": "string", "date_earliest": "date", "ordinal": "integer",
          "note": "string"}  # fmt: skip


def record(ident: str, title: str, status: str, day: str | None = None, **others: Any) -> Row:
    """A record, whose headline date is that of its signing."""
    signed = {"date": day, "date_event": "signed", "date_earliest": date.fromisoformat(day)} if day else {}
    return {"id": ident, "type": "agreements", "title": title, "status": status, "occurred": True, **signed, **others}


def evidence(record: str, field: str, number: int, quote: str, basis: str | None = None) -> Row:
    """A row of the table of evidence."""
    match = "inferred" if basis else "literal"
    return {"record_id": record, "field": field, "number": number, "source_id": "source-1", "quote": quote,
            "match": match, "basis": basis}  # fmt: skip


def older() -> dict[str, Made]:
    """A package of three records."""
    records = [
        record("first", "The first pact", "signed", "2001-05-03"),
        record("second", "The second pact", "signed", "2002-01-01", note="Much is said."),
        record("third", "The third pact", "proposed"),
    ]
    quotes = [
        evidence("first", "status", 1, "signed a pact"),
        evidence("first", "dates.signed", 2, "On 3 May 2001"),
        evidence("second", "status", 1, "signed another"),
        evidence("third", "status", 1, "a third was proposed"),
    ]
    return {
        "records": Made(RECORD, records, about={"status": {"constraints": {"enum": ["proposed", "signed"]}}}),
        "agreements": Made(
            {**RECORD, "date_signed": "string"}, [{**one, "date_signed": one.get("date")} for one in records]
        ),
        "dates": Made(
            {"record_id": "string", "event": "string", "date": "string", "date_earliest": "date"},
            [
                {"record_id": one["id"], "event": "signed", "date": one["date"], "date_earliest": one["date_earliest"]}
                for one in records
                if "date" in one
            ],
            ("record_id", "event"),
        ),
        "participants": Made(
            {"record_id": "string", "actor_id": "string", "role": "string", "office": "string"},
            [{"record_id": one["id"], "actor_id": "gbr", "role": "party"} for one in records],
            ("record_id", "actor_id", "role"),
        ),
        "evidence": Made(
            {"record_id": "string", "field": "string", "number": "integer", "source_id": "string", "quote": "string",
             "match": "string", "basis": "string"},
            quotes,
            ("record_id", "field", "number"),
        ),
        "actors": Made(
            {"id": "string", "name": "string", "cow": "integer"}, [{"id": "gbr", "name": "Britain", "cow": 200}]
        ),
        "retired": Made({"id": "string", "successor_id": "string", "reason": "string"}, []),
    }  # fmt: skip


def newer() -> dict[str, Made]:
    """The next version: a record changed, one retired, one lost, one new; a column and a term that are new."""
    made = older()
    records = [
        record("first", "The first pact", "ended", "2001-05-04"),
        record("fourth", "A wholly new pact", "signed", "2004-01-01"),
    ]
    about = {"status": {"constraints": {"enum": ["proposed", "signed", "ended"]}, "description": "How far."}}
    made["records"] = Made({**RECORD, "title_ja": "string"}, records, about=about)
    made["agreements"].rows = [{**one, "date_signed": one["date"]} for one in records]
    made["dates"].rows = [
        {"record_id": one["id"], "event": "signed", "date": one["date"], "date_earliest": one["date_earliest"]}
        for one in records
    ]
    made["participants"].rows = [
        {"record_id": "first", "actor_id": "gbr", "role": "host", "office": "Prime Minister"},
        {"record_id": "first", "actor_id": "jpn", "role": "party"},
        {"record_id": "fourth", "actor_id": "gbr", "role": "party"},
    ]
    made["evidence"].rows = [
        evidence("first", "status", 1, "the pact ended", "It is said of the pact."),
        evidence("first", "dates.signed", 2, "On 4 May 2001"),
        evidence("first", "participants.jpn", 3, "with Japan"),
        evidence("fourth", "status", 1, "signed a fourth"),
    ]
    made["actors"].rows = [{"id": "gbr", "name": "United Kingdom", "cow": None}]
    made["retired"].rows = [{"id": "third", "successor_id": "fourth", "reason": "One item with the fourth."}]
    return made
