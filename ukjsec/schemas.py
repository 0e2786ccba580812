"""The folder `schemas/`: the models as JSON Schemas, the tables as Table Schemas; and the same tables for Arrow."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TypeAlias

from pydantic import TypeAdapter

from ukjsec.columns import Column, Table
from ukjsec.layout import tables
from ukjsec.models import RECORD_MODELS, Source
from ukjsec.seeds import LISTS

if TYPE_CHECKING:
    import pyarrow as pa

Metadata: TypeAlias = dict[bytes | str, bytes | str]
"""What a Parquet file says of itself, such as the name and the version of its package."""

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def artefacts() -> dict[str, bytes]:
    """Every file of `schemas/`: path → bytes."""
    found = {f"schemas/{name}.schema.json": as_json(schema) for name, schema in json_schemas().items()}
    return found | {f"schemas/{name}.table.json": as_json(table_schema(table)) for name, table in tables().items()}


def as_json(value: Any) -> bytes:
    """JSON for people to read: UTF-8, indented by two, LF, a line end at the end."""
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


def json_schemas() -> dict[str, dict[str, Any]]:
    """The JSON Schema (2020-12) of every kind of file under `seeds/`: of a record by its model's name."""
    kinds: dict[str, Any] = {model.__name__.lower(): model for model in RECORD_MODELS.values()}
    kinds["source"] = Source
    kinds |= {name: list[model] for name, model in LISTS.items()}  # type: ignore[valid-type]
    return {name: {"$schema": DIALECT, **_closed(TypeAdapter(kind).json_schema())} for name, kind in kinds.items()}


def _closed(schema: Any) -> Any:
    """A schema whose maps refuse every key that does not have the pattern of their keys: pydantic leaves that out."""
    if isinstance(schema, list):
        return [_closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {key: _closed(value) for key, value in schema.items()}
    return closed | ({"additionalProperties": False} if "patternProperties" in closed else {})


def table_schema(table: Table) -> dict[str, Any]:
    """The Table Schema (Data Package v2) of a table; its foreign keys point at resources by the tables' names."""
    schema: dict[str, Any] = {
        "fields": [_field(table, column) for column in table.columns],
        "missingValues": [""],
        "primaryKey": list(table.key),
    }
    keys = [
        {
            "fields": [column.name],
            "reference": {"resource": "" if column.references == table.name else column.references, "fields": ["id"]},
        }
        for column in table.columns
        if column.references
    ]
    return schema | ({"foreignKeys": keys} if keys else {})


def _field(table: Table, column: Column) -> dict[str, Any]:
    constraints: dict[str, Any] = {}
    if column.required:
        constraints["required"] = True
    if table.key == (column.name,):
        constraints["unique"] = True
    if column.pattern:
        constraints["pattern"] = column.pattern
    if column.vocabulary:
        constraints["enum"] = list(column.vocabulary.names)
    found: dict[str, Any] = {"name": column.name, "type": column.type, "description": column.description}
    if column.vocabulary:
        found["categories"] = [{"value": term.name, "label": term.name} for term in column.vocabulary]
    return found | ({"constraints": constraints} if constraints else {})


def arrow_schema(table: Table, package: Metadata) -> pa.Schema:
    """The Arrow schema of a table.

    Args:
        table: the table.
        package: what the file says of the package: its name and version.

    Returns:
        A schema whose fields carry `description`, and `terms` (a JSON list) where a vocabulary is closed. Columns with
        a vocabulary are dictionaries; dates are `date32`; only what is required is not nullable. Its `pandas` metadata
        say that whole numbers may be missing: without it pandas, and all who read through it, make them fractions.
    """
    import pyarrow as pa  # noqa: PLC0415 (an import of 0.2 s that most commands do not need)

    types: dict[str, Any] = {
        "string": pa.string(),
        "integer": pa.int64(),
        "number": pa.float64(),
        "boolean": pa.bool_(),
        "date": pa.date32(),
    }
    fields = []
    for column in table.columns:
        about = {"description": column.description}
        if column.vocabulary:
            about["terms"] = json.dumps(column.vocabulary.names)
        kind: Any = pa.dictionary(pa.int8(), pa.string()) if column.vocabulary else types[column.type]
        fields.append(pa.field(column.name, kind, nullable=not column.required, metadata=about))
    metadata: Metadata = {**package, "table": table.name, "title": table.title}
    return pa.schema(fields, metadata=metadata | {"description": table.row, "pandas": _pandas(table)})


def _pandas(table: Table) -> str:
    """What pandas looks for in a Parquet file: the columns that are to be `Int64`."""
    about = {"pandas_type": "int64", "numpy_type": "Int64", "metadata": None}
    whole = [column.name for column in table.columns if column.type == "integer"]
    columns = [{"name": name, "field_name": name, **about} for name in whole]
    return json.dumps({"index_columns": [], "column_indexes": [], "columns": columns})
