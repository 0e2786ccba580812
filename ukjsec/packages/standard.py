"""What the standard says of a package: the verdict of frictionless on a copy that holds nothing but what was vetted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

from ukjsec import csvfiles
from ukjsec.columns import Table
from ukjsec.descriptors import Descriptor
from ukjsec.errors import MissingExtraError
from ukjsec.packages import judge
from ukjsec.packages.contents import Content
from ukjsec.problems import Finding, Place

LIMIT_FINDINGS = 200
"""Of a package with more complaints of the standard than these, the rest is left for another time."""

LIMIT_NOTE = 300


def start(about: Descriptor, contents: dict[str, Content], unread: set[str], folder: Path) -> judge.Task:
    """Start the process that holds the tables against the standard: all that could be read.

    The cells are written anew, so that the numbers of rows are ours; Parquet files take part as the CSV they stand for.
    Of our tables the patterns are ours, and their foreign keys are left to our rules; the patterns of others run within
    the limits of the process. Tables with patterns that nobody knows come last: of the others all is said by then.
    """
    handed = {
        name: content
        for name, content in contents.items()
        if name not in unread and len(content.findings) < LIMIT_FINDINGS // 2
    }
    names = {content.resource.name for content in handed.values()}
    described, seconds = [], {"*": 2 * judge.seconds(0) + 1.0}
    for content in sorted(handed.values(), key=_patterns):
        resource = content.resource
        data = csvfiles.render([content.columns, *content.rows])
        (folder / f"{resource.at}.csv").write_bytes(data)
        seconds[resource.name] = judge.seconds(len(data))
        copy = resource.described | {
            "type": "table",
            "path": f"{resource.at}.csv",
            "format": "csv",
            "encoding": "utf-8",
        }
        if resource.schema is not None:
            copy["schema"] = _schema(resource.schema, content.table, names)
        described.append(copy)
    descriptor = about.described | {"resources": described}
    request = {"task": "judge", "folder": str(folder), "descriptor": descriptor, "seconds": seconds}
    return judge.start(request | {"memory": judge.MEMORY})


def _patterns(content: Content) -> int:
    """How many columns have a pattern that is none of ours."""
    ours = content.table.column_names if content.table else ()
    fields = content.resource.schema["fields"] if content.resource.schema else []
    return sum(1 for one in fields if "pattern" in one.get("constraints", {}) and one.get("name") not in ours)


def _schema(schema: dict[str, Any], table: Table | None, names: set[str]) -> dict[str, Any]:
    copy = deepcopy(schema)
    patterns = {column.name: column.pattern for column in table.columns} if table else {}
    for one in copy["fields"]:
        constraints = one.get("constraints", {})
        if one.get("name") in patterns:
            constraints.pop("pattern", None)
            if patterns[one["name"]]:
                one["constraints"] = constraints | {"pattern": patterns[one["name"]]}
    keys = [
        key
        for key in copy.get("foreignKeys", [])
        if (key["reference"].get("resource") or None) in {None, *names} and not _ours(key, table)
    ]
    copy.pop("foreignKeys", None)
    return copy | ({"foreignKeys": keys} if keys else {})


def _ours(key: dict[str, Any], table: Table | None) -> bool:
    """Whether a foreign key is one of ours, which our own rules have followed already: each costs frictionless much."""
    fields, reference = key["fields"], key["reference"]
    field = fields if isinstance(fields, str) else fields[0] if len(fields) == 1 else None
    target = (reference.get("resource") or (table.name if table else "")).removesuffix("-parquet")
    columns = {column.name: column.references for column in table.columns} if table else {}
    return bool(field and target and columns.get(field) == target and reference["fields"] in ("id", ["id"]))


def findings(task: judge.Task, shown: str, about: Descriptor, contents: dict[str, Content]) -> Iterator[Finding]:
    """What the standard says, but for what was said of the same cells already.

    Raises:
        MissingExtraError: the process finds no frictionless.
    """
    by_name = {content.resource.name: content for content in contents.values()}
    at = {one.name: ("resources", one.at, "name") for one in about.resources}
    said = {(one.path, one.at) for content in contents.values() for one in content.findings}
    rows = {(path, place[0]) for path, place in said if place}
    for number, answer in enumerate(task.listen()):
        if "missing" in answer:
            raise MissingExtraError('frictionless cannot be imported; run pip install "ukjsec[frictionless]"')
        if number >= LIMIT_FINDINGS:
            continue
        name = str(answer.get("resource", ""))
        content = by_name.get(name)
        note = " ".join(f"{answer.get('title', '')}: {answer.get('note', '')}".removeprefix(": ").split())[:LIMIT_NOTE]
        message = f"by the standard, as frictionless reads it: {note}"
        repair = "Mend the table, or what its schema says of it."
        route = at.get(name) or _property(answer.get("note", ""))
        if "stopped" in answer:
            yield _stopped(shown, at.get(name, ()))
        elif content is None or not answer.get("row"):
            yield Finding(shown, route, "against-standard", message, repair)
        else:
            place = _place(content, answer)
            known = (place.path, (place.line, place.column)) in said or (
                not answer.get("field") and (place.path, place.line) in rows
            )
            if not known:
                yield Finding(place.path, (), "against-standard", message, repair, at=(place.line, place.column))
    if not task.done:
        yield _stopped(shown, at.get(task.begun, ()))


def _property(note: str) -> tuple[str | int, ...]:
    """The property of the descriptor that a note is about."""
    named = re.search(r"at property '([A-Za-z]+)", note) or re.match("(license|contributor|source)", note)
    return (named[1] if named[1].endswith("s") or named[0] != named[1] else f"{named[1]}s",) if named else ()


def _place(content: Content, answer: judge.Answer) -> Place:
    row = min(answer["row"] - 2, len(content.rows) - 1)
    column = (answer.get("field") or 1) - 1
    return content.where(row, min(column, len(content.columns) - 1))


def _stopped(shown: str, route: tuple[str | int, ...]) -> Finding:
    message = (
        "the check against the standard took too long or too much memory, and was ended here, so that "
        "what comes after it is unchecked: a pattern may backtrack for ever"
    )
    return Finding(shown, route, "check-stopped", message, "Write simpler patterns, or smaller tables.")
