"""One document held against its model: the errors of the model become findings at their routes."""

from __future__ import annotations

import json
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from ukjsec.models import Model
from ukjsec.problems import Finding, Route
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
        return None, [_finding(model, detail, path, route) for detail in error.errors(include_url=False)]


def _finding(model: type[Model], error: ErrorDetails, path: str, route: Route) -> Finding:
    location = route + tuple(part for part in error["loc"] if part != "[key]")
    on_key = error["loc"][-1:] == ("[key]",)
    context = error.get("ctx", {})
    name = str(location[-1]) if location else "the document"
    kind = error["type"]
    if kind == "missing":
        return Finding(
            path,
            location,
            "missing-field",
            f"the field `{name}` is missing",
            f"Add `{name}:`. {description(model, error['loc'])}".strip(),
            on_key=True,
        )
    if kind == "extra_forbidden":
        known = fields(model, error["loc"][:-1])
        near = nearest(name, known)
        hint = f"Did you mean `{near}`? " if near else ""
        return Finding(
            path,
            location,
            "unknown-field",
            f"`{name[:80]}` is not a field here",
            f"{hint}The fields are {', '.join(known)}.",
            on_key=True,
        )
    if kind in ("unknown-term", "impossible-date", "date-is-list", "blank-text"):
        message = (
            error["msg"] if kind != "unknown-term" else f"{context['value']} is not a term of {context['vocabulary']}"
        )
        return Finding(path, location, kind, message, str(context.get("repair", "")), on_key=on_key)
    if kind in _WORDS:
        return Finding(
            path,
            location,
            "wrong-type",
            f"`{name[:80]}` must be {_WORDS[kind]}, not {_shown(error['input'])}",
            description(model, error["loc"]),
            on_key=on_key,
        )
    return Finding(
        path,
        location,
        "wrong-value",
        f"`{name[:80]}` is {_shown(error['input'])}: {error['msg'][0].lower()}{error['msg'][1:]}",
        description(model, error["loc"]),
        on_key=on_key,
    )


def _shown(value: Any) -> str:
    if value is None:
        return "empty"
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
