"""The columns of a sheet of records: each header is the way to a value in a record, and says how its cells are read.

A header is a field (`title`), a key of a map (`dates.signed`, `quantities.fuel-total.value`) or a field of a numbered
item (`participants.1.actor`); numbers count from 1, as people count. A list of plain texts (`topics`,
`evidence.1.supports`) is one cell, its items parted by semicolons. `type` names the type of record where the kind alone
does not. All that is taken from the JSON Schemas, and so from the models.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, TypeAlias

from ukjsec import schemas
from ukjsec.csvfiles import Row
from ukjsec.faults import Lines
from ukjsec.layout import STAGES
from ukjsec.models import RECORD_MODELS
from ukjsec.problems import Finding, Route
from ukjsec.values import ID_PATTERN
from ukjsec.vocabulary import nearest

TYPE = "type"
"""The header of the column that names the type of record."""

Form: TypeAlias = Literal["text", "whole", "list"]
"""How a cell is read: as text, as a whole number where it is one, as texts parted by semicolons."""

_NUMBER = re.compile(r"[1-9][0-9]{0,3}")
_GROUPS = {"participants": 2, "places": 1, "related": 1, "evidence": 3}
"""How many numbered items an empty sheet has room for."""

Schema: TypeAlias = dict[str, Any]


@dataclass(frozen=True)
class Column:
    """A column of a sheet."""

    name: str
    route: Route
    """The way to the value in a record, numbers counted from 1."""
    form: Form


@dataclass(frozen=True)
class _Field:
    """A field of a record, and what stands within it."""

    form: Form
    keys: tuple[str, ...] | str | None = None
    """The keys of a map, or their pattern; None of what is no map."""
    inner: dict[str, Form] | None = None
    """The fields of the items of a list, or of the values of a map; None where these are plain."""

    @property
    def numbered(self) -> bool:
        return self.inner is not None and self.keys is None


def column(name: str) -> Column | None:
    """The column of a header; None where it names no field."""
    if name == TYPE:
        return Column(name, (TYPE,), "text")
    first, *more = name.split(".")
    field = _fields().get(first)
    route: list[str | int] = [first]
    if field is None:
        return None
    if field.numbered:
        if not more or not _NUMBER.fullmatch(more[0]):
            return None
        route.append(int(more.pop(0)))
    elif field.keys is not None:
        if not more or not _is_key(field.keys, more[0]):
            return None
        route.append(more.pop(0))
    if field.inner is None:
        return None if more else Column(name, tuple(route), field.form)
    if len(more) != 1 or more[0] not in field.inner:
        return None
    return Column(name, (*route, more[0]), field.inner[more[0]])


def hint(name: str) -> str:
    """What a header may have been meant to be, in a sentence."""
    first, *more = name.split(".")
    field = _fields().get(first)
    if field and field.form == "list":
        return f"`{first}` is one column; part its items by semicolons."
    key = more[0] if more and re.fullmatch(ID_PATTERN, more[0]) else "1"
    if more and not (field and field.numbered and not _NUMBER.fullmatch(more[0])):
        near = nearest(name, [each for one in ((first,) if field else _fields()) for each in names(one, key)])
        if near:
            return f"Did you mean `{near}`?"
    if field and (field.numbered or field.keys is not None):
        known = [f"`{each}`" for each in names(first, "1" if field.numbered else "NAME")]
        return f"Its columns are {', '.join(known)}{'; numbers count from 1' if field.numbered else ''}."
    near = nearest(name, (TYPE, *_fields()))
    if near:
        return f"Did you mean `{near}`?"
    return f"Columns bear the names of fields: {', '.join(each for one in _fields() for each in names(one, '1')[:1])} …"


def header(type_name: str) -> list[str]:
    """The header of an empty sheet for records of a type.

    It has every field that they must have, and room for what they usually have; quantities have names of their own
    (`quantities.NAME.value`), and a further item takes the next number.
    """
    found = []
    for first, field in _fields().items():
        if field.numbered:
            numbers = range(1, _GROUPS[first] + 1)
            found += [each for number in numbers for each in names(first, str(number))]
        elif first == "dates":
            found += [f"{first}.{event}" for event in STAGES[type_name]]
        elif field.keys is None:
            found.append(first)
    return found


def ordered(names: set[str]) -> list[str]:
    """Headers in the order of the fields, of the terms of a vocabulary, and of numbers."""
    fields = list(_fields())

    def rank(name: str) -> tuple[Any, ...]:
        first, *more = name.split(".")
        field = _fields().get(first)
        if field is None:
            return (-1,)
        place: list[Any] = [fields.index(first)]
        if more and field.numbered:
            place.append(int(more.pop(0)))
        elif more:
            key = more.pop(0)
            place.append(field.keys.index(key) if isinstance(field.keys, tuple) else key)
        return (*place, *(list(field.inner or ()).index(each) for each in more))

    return sorted(names, key=rank)


def complaints(row: Row, path: str, lines: Lines) -> Iterator[Finding]:
    """What is wrong with the header of a table, in the file of a path."""
    place = lines.place
    names = row.cells()
    if names and not any(map(column, names)):
        message = "the first row is no header: none of its cells names a field"
        repair = f"Write the names of the columns above the rows. {hint('')}"
        yield Finding(path, (), "no-header", message, repair, at=place(row.start))
        return
    first: dict[str, int] = {}
    index = row.start
    for at, name in enumerate(names):
        found = (path, ())
        if not name.strip():
            message, repair = f"column {at + 1} has no name", "Name it, or delete the column with all its cells."
            yield Finding(*found, "unknown-column", message, repair, at=place(index))
        elif not column(name):
            yield Finding(*found, "unknown-column", f"{name[:80]!r} names no field", hint(name), at=place(index))
        elif name in first:
            message = f"the column `{name}` stands already at column {first[name] + 1}"
            yield Finding(*found, "duplicate-column", message, "Delete one of the two.", at=place(index))
        first.setdefault(name, at)
        index += len(row.pieces[at]) + 1


@cache
def _fields() -> dict[str, _Field]:
    """The fields of records of all types."""
    known = schemas.json_schemas()
    return {
        name: _field(field, known[model.__name__.lower()])
        for model in RECORD_MODELS.values()
        for name, field in known[model.__name__.lower()]["properties"].items()
    }


def _field(field: Schema, schema: Schema) -> _Field:
    values = field.get("patternProperties", {})
    item = _resolved(field.get("items") or next(iter(values.values()), {}), schema)
    inner = (
        {key: _form(_resolved(one, schema)) for key, one in item["properties"].items()}
        if "properties" in item
        else None
    )
    if "properties" in field:
        value = _resolved(next(iter(field["properties"].values())), schema)
        return _Field(_form(value), tuple(field["properties"]))
    if values:
        return _Field(_form(item), next(iter(values)), inner)
    return _Field("text", None, inner) if inner else _Field(_form(field))


def _form(field: Schema) -> Form:
    types = field.get("type", "string")
    if types == "array":
        return "list"
    return "whole" if {"integer", "number"} & {*([types] if isinstance(types, str) else types)} else "text"


def _resolved(field: Schema, schema: Schema) -> Schema:
    """A schema, or what it refers to."""
    found: Schema = schema["$defs"][field["$ref"].rpartition("/")[2]] if "$ref" in field else field
    return found


def _is_key(keys: tuple[str, ...] | str, key: str) -> bool:
    return key in keys if isinstance(keys, tuple) else bool(re.fullmatch(keys.strip("^$"), key))


def names(first: str, key: str) -> list[str]:
    """The headers of a field, of the item or key that is given."""
    field = _fields()[first]
    prefixes: Iterator[str]
    if field.numbered or isinstance(field.keys, str):
        prefixes = iter((f"{first}.{key}",))
    else:
        prefixes = (f"{first}.{each}" for each in field.keys) if field.keys else iter((first,))
    return [f"{prefix}.{each}" if field.inner else prefix for prefix in prefixes for each in field.inner or ("",)]
