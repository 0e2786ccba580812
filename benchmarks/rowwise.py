"""Peers of `peers.py` that look at one row after another: pydantic and frictionless."""

# ruff: noqa: PLC0415 (a peer imports what it needs, and nothing else)

from __future__ import annotations

import csv
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Any, Literal, TypeAlias

Rules: TypeAlias = dict[str, Any]


def letters(rules: Rules) -> str:
    """The pattern of a text without odd characters: quicker for Python than to look for any of them."""
    return f"[^{rules['suspect'].removeprefix('[')}*"


def pydantic(path: str, rules: Rules) -> int:
    """A strict model of a row; keys and references are held against a set of the ids."""
    from pydantic import ValidationError

    row = _row(rules)
    found, ids, pointers = 0, set(), []
    with Path(path).open(encoding="utf-8", newline="") as file:
        for texts in csv.DictReader(file):
            cells = {name: text for name, text in texts.items() if text}
            try:
                row.model_validate_strings(cells)
            except ValidationError as error:
                found += error.error_count()
            ident = cells.get("id")
            found += ident in ids
            ids.add(ident)
            if "series" in cells:
                pointers.append(cells["series"])
    return found + sum(pointer not in ids for pointer in pointers)


def _row(rules: Rules) -> Any:
    """The model: dates of more than a day have their bounds from a validator, as do kind and status."""
    from pydantic import AfterValidator, ConfigDict, Field, StringConstraints, create_model, model_validator

    plain, formula = re.compile(letters(rules)), re.compile(rules["formula"])
    kinds = {name: frozenset(names) for name, names in rules["kinds"].items()}
    occurred = frozenset(rules["occurred"])

    def clean(text: str) -> str:
        if not plain.fullmatch(text) or formula.search(text) or text != text.strip():
            raise ValueError("odd characters")
        return text

    def sound(row: Any) -> Any:
        if row.kind not in kinds[row.type]:
            raise ValueError("a kind of another type")
        if row.occurred is not (row.status in occurred):
            raise ValueError("not what follows from the status")
        if not _bounds_follow(row.date or "", row.date_earliest, row.date_latest, row.date_precision):
            raise ValueError("bounds that do not follow")
        return row

    ident = Annotated[str, StringConstraints(pattern=rules["id"], max_length=rules["longest_id"])]
    edtf = Annotated[str, StringConstraints(pattern=rules["edtf"])]
    prose = Annotated[str, StringConstraints(min_length=1, max_length=rules["longest"]), AfterValidator(clean)]
    types: dict[str, Any] = {name: Literal[tuple(names)] for name, names in rules["terms"].items()}
    types |= dict.fromkeys(("id", "series"), ident) | dict.fromkeys(("as_of", "date"), edtf)
    types |= dict.fromkeys(("title", "summary"), prose) | dict.fromkeys(("date_earliest", "date_latest"), date)
    types |= {"occurred": bool, "ordinal": Annotated[int, Field(ge=1)]}
    optional = {name: (types[name] | None, None) for name in rules["columns"] if name not in rules["required"]}
    fields: dict[str, Any] = optional | {name: (types[name], ...) for name in rules["required"]}
    config = ConfigDict(strict=True, extra="forbid")
    validators: dict[str, Any] = {"sound": model_validator(mode="after")(sound)}
    return create_model("Row", __config__=config, __validators__=validators, **fields)


def _bounds_follow(text: str, first: date | None, last: date | None, precision: str | None) -> bool:
    if precision not in ("day", "month", "year"):
        return True
    if first is None or last is None:
        return False
    if precision == "day":
        return text == first.isoformat() and first == last
    if precision == "month":
        following = last + timedelta(1)
        return f"{text[:7]}-01" == first.isoformat() and following.day == 1 and 28 <= (following - first).days <= 31
    return (first.isoformat(), last.isoformat()) == (f"{text[:4]}-01-01", f"{text[:4]}-12-31")


def frictionless(path: str, rules: Rules) -> int:
    """A schema with constraints, and two formulas over the cells of a row; bounds of dates are left out.

    It stops at a thousand errors, and so reports no more.
    """
    from frictionless import Checklist, Resource, Schema, checks

    def text(name: str, **constraints: Any) -> dict[str, Any]:
        return {"name": name, "type": "string", "constraints": {"required": name in rules["required"], **constraints}}

    prose = {
        "minLength": 1,
        "maxLength": rules["longest"],
        "pattern": rf"(?!\s)(?!.*(?:{rules['formula']})){letters(rules)}(?<!\s)",
    }
    fields = {
        **{name: text(name, pattern=rules["id"], maxLength=rules["longest_id"]) for name in ("id", "series")},
        **{name: text(name, pattern=rules["edtf"]) for name in ("as_of", "date")},
        **{name: text(name, enum=names) for name, names in rules["terms"].items()},
        **{name: text(name, **prose) for name in ("title", "summary")},
        **{name: {"name": name, "type": "date"} for name in ("date_earliest", "date_latest")},
        "occurred": {"name": "occurred", "type": "boolean", "constraints": {"required": True}},
        "ordinal": {"name": "ordinal", "type": "integer", "constraints": {"minimum": 1}},
    }
    schema = Schema.from_descriptor(
        {
            "fields": [fields[name] for name in rules["columns"]],
            "primaryKey": "id",
            "foreignKeys": [{"fields": "series", "reference": {"resource": "", "fields": "id"}}],
        }
    )
    kinds = " or ".join(f"(type == '{name}' and kind in {list(names)})" for name, names in rules["kinds"].items())
    formulas = [kinds, f"occurred == (status in {rules['occurred']})"]
    constraint: Any = checks.row_constraint  # type: ignore[attr-defined, unused-ignore]
    checklist = Checklist(checks=[constraint(formula=formula) for formula in formulas])
    report = Resource(Path(path).name, basepath=str(Path(path).parent), schema=schema).validate(checklist)
    return int(report.stats["errors"])
