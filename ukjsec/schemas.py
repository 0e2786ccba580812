"""The folder `schemas/`: the models as JSON Schemas, the tables as Table Schemas; and the same tables for Arrow."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TypeAlias

from pydantic import TypeAdapter

from ukjsec.columns import Column, Table
from ukjsec.described import Model
from ukjsec.difference import Difference
from ukjsec.intake import LISTS
from ukjsec.layout import tables
from ukjsec.models import RECORD_MODELS, Source
from ukjsec.verdict import Verdict

if TYPE_CHECKING:
    import pyarrow as pa

Metadata: TypeAlias = dict[bytes | str, bytes | str]
"""What a Parquet file says of itself, such as the name and the version of its package."""

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def artefacts() -> dict[str, bytes]:
    """Every file of `schemas/`: path → bytes."""
    found = {f"schemas/{name}.schema.json": as_json(schema) for name, schema in json_schemas().items()}
    found["schemas/verdict.schema.json"] = as_json(verdict_schema())
    found["schemas/difference.schema.json"] = as_json(difference_schema())
    return found | {f"schemas/{name}.table.json": as_json(table_schema(table)) for name, table in tables().items()}


def as_json(value: Any) -> bytes:
    """JSON for people to read: UTF-8, indented by two, LF, a line end at the end."""
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


def json_schemas() -> dict[str, dict[str, Any]]:
    """The JSON Schema (2020-12) of every kind of file under `seeds/`: of a record by its model's name."""
    kinds: dict[str, Any] = {model.__name__.lower(): model for model in RECORD_MODELS.values()}
    kinds["source"] = Source
    kinds |= {name: list[model] for name, model in LISTS.items()}  # type: ignore[valid-type]
    return {name: _schema(TypeAdapter(kind).json_schema()) for name, kind in kinds.items()}


def _schema(made: dict[str, Any]) -> dict[str, Any]:
    """A schema that pydantic made, as editors show it best; it accepts the same."""
    shared: dict[str, Any] = {}
    found = _shown(made, shared)
    if shared:
        found["$defs"] = found.get("$defs", {}) | shared
    return {"$schema": DIALECT, **found}


def _shown(schema: Any, shared: dict[str, Any]) -> Any:
    """A schema as editors show it best; what the fields of a map have in common is put into `shared`."""
    if isinstance(schema, list):
        return [_shown(each, shared) for each in schema]
    if not isinstance(schema, dict):
        return schema
    shown = _optional({key: _shown(value, shared) for key, value in schema.items()})
    if "patternProperties" in shown:
        shown["additionalProperties"] = False  # pydantic leaves out that no other key is allowed
    if "properties" in shown and shown.get("type") == "object":
        shown["properties"] = {name: _told(name, field, shared) for name, field in shown["properties"].items()}
    return shown


def _optional(schema: dict[str, Any]) -> dict[str, Any]:
    """A schema without a choice between a value and nothing, of which editors show neither.

    Nor does it name defaults that say no more than that the field is left out, because editors write them out.
    """
    choices = schema.get("anyOf", [])
    if len(choices) == 2 and choices[1] == {"type": "null"} and "type" in choices[0] and "oneOf" not in choices[0]:
        kinds = choices[0]["type"]
        kinds = [*(kinds if isinstance(kinds, list) else [kinds]), "null"]
        schema = choices[0] | {key: value for key, value in schema.items() if key != "anyOf"} | {"type": kinds}
    if schema.get("default", ...) in (None, [], {}):
        schema = {key: value for key, value in schema.items() if key != "default"}
    return schema


def _told(name: str, field: dict[str, Any], shared: dict[str, Any]) -> dict[str, Any]:
    """A field with what an editor tells of it, without the title that pydantic made of its name.

    Over a term, and over the name of its field, an editor shows the definition of the term in place of the field's
    description: there the description is the title too, because that is shown above. Terms that are keys become fields,
    because only of fields does an editor tell anything.
    """
    field = {key: value for key, value in field.items() if key != "title"}
    terms = field.get("propertyNames", {}).get("oneOf")
    if "oneOf" in field:
        field["title"] = field["description"]
    elif "oneOf" in field.get("items", {}):
        field["items"] = field["items"] | {"title": field["description"]}
    elif terms:
        value = shared[name] = field["additionalProperties"]
        more = f" {value['description']}" if "description" in value else ""
        told = {term["const"]: {"$ref": f"#/$defs/{name}", "description": term["description"] + more} for term in terms}
        del field["propertyNames"]
        field |= {"properties": told, "additionalProperties": False}
    return field


def verdict_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of what `ukjsec validate --format json` prints."""
    return _printed(Verdict)


def difference_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of what `ukjsec diff --format json` prints."""
    return _printed(Difference)


def _printed(form: type[Model]) -> dict[str, Any]:
    return {"$schema": DIALECT, **TypeAdapter(form).json_schema(mode="serialization")}


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
