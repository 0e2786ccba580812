"""One document held against its model: the errors of the model become findings at their routes."""

from __future__ import annotations

import json
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from ukjsec import vocabulary
from ukjsec.characters import strange
from ukjsec.described import Model
from ukjsec.problems import Finding, Route
from ukjsec.values import ADDRESS_PATTERN, FILE_PATTERN, ID_PATTERN, SPAN_PATTERN, slug
from ukjsec.vocabulary import nearest

M = TypeVar("M", bound=Model)

_WORDS = {
    "string_type": "text",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "bool_type": "true or false",
    "dict_type": "a map (`key: value`)",
    "model_type": "a map (`key: value`)",
    "model_attributes_type": "a map (`key: value`)",
    "tuple_type": "a list",
    "date_type": "a date such as 2026-01-31",
    "date_parsing": "a date such as 2026-01-31",
    "date_from_datetime_parsing": "a date such as 2026-01-31",
}

_HOW = {
    "string_type": "Put it into quotation marks, or write words. ",
    "int_type": "Write digits alone, without quotation marks. ",
    "float_type": "Write digits alone, with a point before the fraction: 2500000 or 0.5. ",
    "bool_type": "Write it without quotation marks. ",
    "dict_type": "Write `key: value`. ",
    "model_type": "Write `key: value`. ",
    "tuple_type": "Put it into square brackets, or begin each item with a dash. ",
}
"""How to write a value of the type, where the description of its field does not say it."""

_BOUNDS = {
    "greater_than_equal": "must be at least {ge}, not {shown}",
    "less_than_equal": "must be at most {le}, not {shown}",
    "string_too_long": "has {length} characters; at most {max_length} are allowed",
    "too_long": "has {length} characters; at most {max_length} are allowed",
    "too_short": "needs at least one item",
}

_FORMS = {
    ID_PATTERN: "lower-case letters and digits, joined by single hyphens: `uk-jp-memorandum`",
    f"^{SPAN_PATTERN}$": "a paragraph, a sentence or a range: `12`, `12.3`, `14-17`",
    "^[0-9a-f]{64}$": "64 digits and letters from a to f",
    FILE_PATTERN: "the name of a file, without a folder before it: `report-2015.txt`",
    ADDRESS_PATTERN: "an address of the web: `https://example.org/report`",
    "^[A-Z]{3}$": "three capital letters: `JPN`",
    "^[a-z]{2}(, [a-z]{2})*$": "codes of two lower-case letters, parted by a comma and a blank: `en, ja`",
}
"""What the patterns of the models mean, in words."""

LIMIT_FINDINGS = 100
"""Of a document with more errors than these, the rest is left for another time."""


def check(model: type[M], data: Any, path: str, route: Route = ()) -> tuple[M | None, list[Finding]]:
    """Hold plain data against a model.

    Args:
        model: the model.
        data: plain data, as `documents.compose` gives it.
        path: the file that it comes from.
        route: where in that file it stands.

    Returns:
        The instance (None where there are findings) and the findings, all of them.
    """
    try:
        return model.model_validate_json(json.dumps(data), strict=True), []
    except ValidationError as error:
        details = error.errors(include_url=False)[:LIMIT_FINDINGS]
        bad_keys = {detail["loc"][:-1] for detail in details if detail["loc"][-1:] == ("[key]",)}
        misspelt = {_meant(model, detail) for detail in details if detail["type"] == "extra_forbidden"}
        return None, [
            _finding(model, one, path, route)
            for one in details
            if not _follows(one, bad_keys) and not (one["type"] == "missing" and one["loc"] in misspelt)
        ]


def _meant(model: type[Model], error: ErrorDetails) -> Route:
    """The location of the field that an unknown one is most like: it is not missing, but misspelt."""
    parent, name = error["loc"][:-1], str(error["loc"][-1])
    return (*parent, nearest(name, fields(model, parent)) or name)


def _follows(error: ErrorDetails, bad_keys: set[tuple[str | int, ...]]) -> bool:
    """Whether an error only follows from another: below a bad key, or of a list all of whose items were refused."""
    location = error["loc"]
    below = any(location[: len(key)] == key and location[len(key) :] != ("[key]",) for key in bad_keys)
    return below or bool(error["type"] == "too_short" and error["input"])


def _finding(model: type[Model], error: ErrorDetails, path: str, route: Route) -> Finding:
    location = route + tuple(part for part in error["loc"] if part != "[key]")
    on_key = error["loc"][-1:] == ("[key]",)
    context = error.get("ctx", {})
    name = _name(location)
    kind = error["type"]
    if kind == "missing":
        return Finding(
            path,
            location,
            "missing-field",
            f"the field {name} is missing",
            f"Add `{location[-1]}:`. {description(model, error['loc'])}".strip(),
            on_key=True,
        )
    if kind == "extra_forbidden":
        known = fields(model, error["loc"][:-1])
        near = nearest(str(location[-1]), known)
        hint = f"Did you mean `{near}`? " if near else ""
        return Finding(
            path,
            location,
            "unknown-field",
            f"{name} is not a field here{strange(str(location[-1]))}",
            f"{hint}The fields are {', '.join(known)}.",
            on_key=True,
        )
    if kind in ("unknown-term", "impossible-date", "date-is-list", "blank-text", "formula"):
        message, repair = error["msg"], str(context.get("repair", ""))
        if kind == "unknown-term":
            message = f"{context['value']} is not a term of {context['vocabulary']}"
            repair = f"{_elsewhere(error)}{repair}"
        return Finding(path, location, kind, message, repair, on_key=on_key)
    told = description(model, error["loc"])
    if kind in _WORDS:
        empty = error["input"] is None
        message = (
            f"{name} is not filled in" if empty else f"{name} must be {_WORDS[kind]}, not {_shown(error['input'])}"
        )
        repair = f"Fill it in. {told}" if empty else f"{_HOW.get(kind, '')}{told}"
        return Finding(path, location, "wrong-type", message, repair.strip(), on_key=on_key)
    repair = f"{_slug_hint(error)}{told}"
    return Finding(path, location, "wrong-value", f"{name} {_breach(error)}", repair, on_key=on_key)


def _elsewhere(error: ErrorDetails) -> str:
    """Of a kind that another type of record has, where the file belongs."""
    if error["loc"] != ("kind",):
        return ""
    types = [name for name, terms in vocabulary.KINDS.items() if error["input"] in terms.names]
    return f"It is a kind of {types[0]}: move the file to seeds/{types[0]}/. " if types else ""


def _slug_hint(error: ErrorDetails) -> str:
    """Of a name that stands where an id belongs, the id that is most like it."""
    if error.get("ctx", {}).get("pattern") != ID_PATTERN:
        return ""
    found = slug(str(error["input"]))
    return f"Write `{found}`. " if found else ""


def _breach(error: ErrorDetails) -> str:
    """What a value of the right type does wrong, in words that end a sentence."""
    shown = _shown(error["input"])
    context = error.get("ctx", {})
    if error["type"] in _BOUNDS:
        length = len(error["input"]) if isinstance(error["input"], str) else 0
        return _BOUNDS[error["type"]].format(shown=shown, length=length, **context)
    form = _FORMS.get(str(context.get("pattern")))
    if form:
        return f"must be {form}, not {shown}{strange(str(error['input']))}"
    return f"is {shown}: {error['msg'][0].lower()}{error['msg'][1:]}"


def _name(location: Route) -> str:
    """What stands at a location, in the words of a message."""
    if not location:
        return "the document"
    if isinstance(location[-1], str):
        return f"`{location[-1][:80]}`"
    owner = f" of {_name(location[:-1])}" if location[:-1] else ""
    return f"item {location[-1] + 1}{owner}"


def _shown(value: Any) -> str:
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "a map"
    if isinstance(value, list):
        return "a list"
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _model_at(model: type[Model], location: Route) -> type[Model] | None:
    """The model that stands at a location, following fields through lists and maps."""
    current: type[Model] | None = model
    for part in location:
        if isinstance(part, int) or current is None:
            continue
        field = by_key(current).get(part)
        if field is None:
            continue
        current = _inner(current.model_fields[field].annotation)
    return current


def _inner(annotation: Any) -> type[Model] | None:
    if isinstance(annotation, type) and issubclass(annotation, Model):
        return annotation
    for argument in reversed(getattr(annotation, "__args__", ())):
        found = _inner(argument)
        if found:
            return found
    return None


def by_key(model: type[Model]) -> dict[str, str]:
    """The fields of a model by the keys under which they are written."""
    return {info.alias or name: name for name, info in model.model_fields.items()}


def fields(model: type[Model], location: Route) -> list[str]:
    """The keys that may stand at a location."""
    found = _model_at(model, location)
    return list(by_key(found)) if found else []


def description(model: type[Model], location: Route) -> str:
    """The sentence under the field at a location; empty where there is none."""
    keys = [part for part in location if isinstance(part, str) and part != "[key]"]
    for last in range(len(keys), 0, -1):
        owner = _model_at(model, tuple(keys[: last - 1]))
        field = by_key(owner).get(keys[last - 1]) if owner else None
        if owner and field:
            return owner.model_fields[field].description or ""
    return ""
