"""Templates of new records: every field with its description and its terms, what is required left open.

They are made from the JSON Schemas, and so from the models: the sentence under a field is told here too. A line that
begins with `#` and a blank is told to the reader; one that begins with `#` alone is a field to be had.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ukjsec import documents, schemas
from ukjsec.corpus import Corpus
from ukjsec.errors import UnknownNameError
from ukjsec.models import RECORD_MODELS
from ukjsec.values import ID_PATTERN
from ukjsec.wrapping import wrap

LONGEST_ID = 80

COLUMNS = 100
"""The columns that the comments keep to."""

NAME = "NAME"
"""Stands where a name is to be chosen; in capitals, so that it is a problem where it is left."""

NAMES = {model.__name__.lower(): type_name for type_name, model in RECORD_MODELS.items()}
"""What one record of each type is called → the type."""

HEAD = (
    (
        "Fill in what stands open below. Lines such as `#dates:`, with no blank after the `#`, are fields: where a "
        "source says something of one, take its `#` away, and that of the line it is indented under. Leave out what no "
        "source says. Comments such as this one may be deleted."
    ),
    "Put a text into quotation marks when it holds `: ` or ` #`, or begins with a bracket or a quotation mark.",
)

LISTED = {"actor": "actors", "place": "places"}
"""The tables of the ids that a field takes."""


def vet(corpus: Corpus, ident: str) -> None:
    """Make sure that a new record may have an id.

    Raises:
        UnknownNameError: it is no id, is taken, or was retired.
    """
    if len(ident) > LONGEST_ID or not re.fullmatch(ID_PATTERN.strip("^$"), ident):
        raise UnknownNameError(
            f"{ident[:LONGEST_ID]!r} cannot be an id: use lower-case letters and digits, joined by single hyphens, at "
            f"most {LONGEST_ID} in all, such as uk-jp-memorandum-2012"
        )
    if ident in corpus.retired:
        entry = corpus.retired[ident]
        instead = f"; its successor is `{entry.successor}`" if entry.successor else ""
        raise UnknownNameError(f"the id `{ident}` was retired and is never used again{instead}; choose another")
    if ident in corpus.claimed["records"]:
        filed = corpus.filed.get(("records", ident))
        where = f" by {filed.path}" if filed else ""
        raise UnknownNameError(f"the id `{ident}` is taken{where}; choose another, or correct that record")


def modeline(name: str, root: Path, folder: Path | None) -> str | None:
    """The first line of a record, by which an editor finds the schema; None where there is no schema to be found.

    Args:
        name: what the record is, a key of `NAMES`.
        root: the folder that holds `schemas/`.
        folder: the folder of the record, where that lies in the checkout.
    """
    schema = root / "schemas" / f"{name}.schema.json"
    if folder is not None:
        found = Path(os.path.relpath(schema.resolve(), folder.resolve())).as_posix()
    elif schema.is_file():
        found = schema.resolve().as_uri()
    else:
        return None
    return f"# yaml-language-server: $schema={found}"


def template(corpus: Corpus, name: str, ident: str | None, path: str, first: str | None = None) -> str:
    """A new record, to be filled in: it is YAML as it stands, and `validate` names what is left open.

    Args:
        corpus: whose sources are named, and one of whose quotations is shown.
        name: what the record is, a key of `NAMES`.
        ident: its id; None leaves that open too.
        path: where it is to stand, as the reader is told.
        first: the first line, see `modeline`.
    """
    schema = schemas.json_schemas()[name]
    told = [
        f"{'An' if name[0] in 'aeiou' else 'A'} {name}: {schema['description'][0].lower()}{schema['description'][1:]}",
        *HEAD,
        f"Save it as {path}; `ukjsec validate {path}` says what is left to fill in.",
    ]
    lines = [first] if first else []
    lines += [line for each in told for line in wrap(each, "# ", "# ", width=COLUMNS)]
    for key, field in schema["properties"].items():
        required = key in schema["required"]
        lines += ["", *_comment(corpus, field, schema)]
        if key == "evidence":
            lines += _example(corpus, NAMES[name])
        written = [f"id: {_scalar(ident)}"] if key == "id" and ident else _written(key, field, schema)
        lines += written if required else map(_behind, written)
    return "".join(f"{line.rstrip()}\n" for line in lines)


def _resolved(field: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """A schema, or what it refers to."""
    found: dict[str, Any] = schema["$defs"][field["$ref"].rpartition("/")[2]] if "$ref" in field else field
    return found


def _item(field: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """The schema of what stands in a list or map; an empty one of a field that holds a single value."""
    inner: dict[str, Any] = field.get("items") or next(iter(field.get("patternProperties", {}).values()), {})
    return _resolved(inner, schema)


def _comment(corpus: Corpus, field: dict[str, Any], schema: dict[str, Any]) -> Iterator[str]:
    """What is told above a field: its description, its terms, and the same of the fields within it."""
    item = _item(field, schema)
    yield from wrap(" ".join([field["description"], *_form(field, schema)]), "# ", "# ", width=COLUMNS)
    yield from _terms(field)
    yield from _terms(item)
    for inner, told in item.get("properties", {}).items():
        more = told["description"]
        if inner in LISTED:
            more += f" `ukjsec show {LISTED[inner]}` lists the ids."
        elif inner == "source" and corpus.sources:
            more += f" There are {', '.join(sorted(corpus.sources))}."
        yield from wrap(more, f"# `{inner}`: ", "#   ", width=COLUMNS)
        yield from _terms(told)


def _form(field: dict[str, Any], schema: dict[str, Any]) -> Iterator[str]:
    """How the values of a map with named fields are written: it is one form for all."""
    for told in list(field.get("properties", {}).values())[:1]:
        yield _resolved(told, schema)["description"]


def _terms(field: dict[str, Any]) -> Iterator[str]:
    terms = field.get("oneOf", ())
    widest = max((len(term["const"]) for term in terms), default=0)
    for term in terms:
        name = f"#   {term['const']:{widest}}  "
        yield from wrap(term["description"], name, "#" + " " * (len(name) - 1), width=COLUMNS)


def _example(corpus: Corpus, type_name: str) -> Iterator[str]:
    """How a sound record of the type quotes: its first quotation that needs no reasoning, and proves several values."""
    for record in corpus.records.values():
        for entry in record.evidence if record.type == type_name else ():
            if not entry.basis and len(entry.supports) > 1:
                yield f"# So does {corpus.path('records', record.id)}:"
                yield f"#   - source: {entry.source}"
                yield f"#     quote: {_scalar(entry.quote)}"
                yield f"#     supports: [{', '.join(entry.supports)}]"
                return


def _written(key: str, field: dict[str, Any], schema: dict[str, Any]) -> list[str]:
    """A field as it is to be filled in; what is optional inside a required list stands behind a `#`."""
    item = _item(field, schema)
    if "default" in field:
        return [f"{key}: {field['default']}"]
    if "properties" in field:
        widest = max(map(len, field["properties"]))
        form = " ".join(_form(field, schema))
        told = {name: about["description"].removesuffix(form).rstrip() for name, about in field["properties"].items()}
        return [f"{key}:", *(f"  {f'{name}:':{widest + 1}}  # {about}" for name, about in told.items())]
    if "properties" not in item:
        return [f"{key}: []" if field.get("type") == "array" else f"{key}:"]
    lines = []
    for inner, told in item["properties"].items():
        optional = inner not in item["required"] and "minItems" in field
        (line,) = _written(inner, told, schema)
        lines.append(_behind(f"  {line}") if optional else f"  {line}")
    if field["type"] == "array":
        return [f"{key}:", f"- {lines[0].strip()}", *lines[1:]]
    return [f"{key}:", f"  {NAME}:", *(f"  {line}" for line in lines)]


def _behind(line: str) -> str:
    """A line behind a `#`, which leaves it in its column when it is taken away."""
    field = line.lstrip()
    return f"{line.removesuffix(field)}#{field}"


def _scalar(text: str) -> str:
    """A text as YAML writes it: in quotation marks where it would be something else without them."""
    plain = documents.compose(f"- {text}".encode(errors="replace")).value == [text]
    return text if plain else "'" + text.replace("'", "''") + "'"
