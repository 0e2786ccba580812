"""The keys of the schemas of a package: that what they name is there."""

from __future__ import annotations

from typing import Any

from ukjsec.columns import Table
from ukjsec.descriptors import Complaints, Resource
from ukjsec.members import Complaint


def vet(resources: list[Resource], declared: set[str], ours: dict[str, Table]) -> Complaints:
    """Complaints about keys, at routes of the descriptor; the keys complained of are taken out of the schemas.

    Args:
        resources: the resources, whose schemas are changed.
        declared: the names of all resources, those too that were left out.
        ours: the tables of ours that are there, by name.
    """
    fields = {one.name: _names(one.schema) for one in resources if one.schema}
    for one in resources:
        if one.schema is not None:
            yield from _own(one, one.schema, fields[one.name], ours.get(one.table))
            yield from _others(one, one.schema, fields, declared)


def _own(one: Resource, schema: dict[str, Any], names: list[str], table: Table | None) -> Complaints:
    route = ("resources", one.at, "schema")
    for key in ("primaryKey", "uniqueKeys"):
        value = schema.get(key)
        complaint = _listed([value] if key == "primaryKey" else value, names, key) if value is not None else None
        if complaint:
            del schema[key]
            yield (*route, key), complaint
    if table and "primaryKey" not in schema:
        message = f"the table `{table.name}` has no primary key; ours is {', '.join(table.key)}"
        yield route, ("bad-key", message, "Add `primaryKey`.")


def _others(one: Resource, schema: dict[str, Any], fields: dict[str, list[str]], declared: set[str]) -> Complaints:
    route = ("resources", one.at, "schema", "foreignKeys")
    foreign = schema.pop("foreignKeys", [])
    kept = []
    for at, key in enumerate(foreign if isinstance(foreign, list) else [foreign]):
        complaint, target = _foreign(key, one, fields, declared)
        if complaint:
            yield ((*route, at) if isinstance(foreign, list) else route), complaint
        elif target in fields:
            kept.append(key)
    if kept:
        schema["foreignKeys"] = kept


def _names(schema: dict[str, Any]) -> list[str]:
    return [field["name"] for field in schema["fields"] if isinstance(field.get("name"), str)]


def _fields(value: Any) -> list[str] | None:
    found = [value] if isinstance(value, str) else value
    return found if isinstance(found, list) and found and all(isinstance(one, str) for one in found) else None


def _listed(keys: Any, names: list[str], what: str) -> Complaint | None:
    for value in keys if isinstance(keys, list) else [None]:
        fields = _fields(value)
        if fields is None:
            return "bad-key", f"`{what}` must be a list of names of fields", "Name the fields."
        missing = [field for field in fields if field not in names]
        if missing:
            return "bad-key", f"`{what}` names {missing[0][:80]!r}, which is no field here", _known(names)
    return None


def _foreign(key: Any, one: Resource, fields: dict[str, list[str]], declared: set[str]) -> tuple[Complaint | None, str]:
    reference = key.get("reference") if isinstance(key, dict) else None
    ours = _fields(key.get("fields")) if isinstance(key, dict) else None
    theirs = _fields(reference.get("fields")) if isinstance(reference, dict) else None
    if ours is None or theirs is None or len(ours) != len(theirs) or not isinstance(reference, dict):
        message = "a foreign key has `fields`, and as many `fields` in its `reference`"
        return ("bad-key", message, "Write both as lists of names."), ""
    if set(reference) - {"resource", "fields"} or not isinstance(reference.get("resource", ""), str):
        message = "this foreign key leads to another package, which is not read"
        return ("unread-property", message, "Name a resource of this package."), ""
    target = reference.get("resource") or one.name
    if target not in declared and "*" not in declared:
        return ("bad-key", f"the foreign key leads to {target[:80]!r}, which is no resource here", "Correct it."), ""
    for names, known in ((ours, fields.get(one.name)), (theirs, fields.get(target))):
        missing = [name for name in names if known is not None and name not in known]
        if missing:
            message = f"the foreign key names {missing[0][:80]!r}, which is no field there"
            return ("bad-key", message, _known(known or [])), ""
    return None, target


def _known(names: list[str]) -> str:
    return f"The fields are {', '.join(name[:40] for name in names[:30])}."
