"""The two forms of a table: what a Parquet file holds, read in a process of its own, against the CSV of the table."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

from ukjsec.columns import Table
from ukjsec.descriptors import Complaints, Resource
from ukjsec.members import Complaint
from ukjsec.packages import judge
from ukjsec.packages.contents import Content, from_parquet
from ukjsec.problems import Place, Route

FORMS = ("csv", "parquet")

BROKEN = "Write the file again, as plain Parquet with one flat column for each field."


def start(resources: list[Resource], data: dict[str, bytes], folder: Path) -> judge.Task | None:
    """Start the process that reads the Parquet files; None where there are none."""
    files = {one.name: f"{one.at}.parquet" for one in resources if one.form == "parquet" and one.name in data}
    for name, file in files.items():
        (folder / file).write_bytes(data[name])
    if not files:
        return None
    seconds = {name: judge.seconds(len(data[name])) for name in files}
    request = {"task": "parquet", "folder": str(folder), "files": files, "seconds": seconds}
    return judge.start(request | {"memory": judge.MEMORY, "limit": judge.UNPACKED})


def read(task: judge.Task | None, resources: list[Resource]) -> Iterator[tuple[Resource, judge.Answer]]:
    """What the process says of each Parquet file; of that at which it was ended, that it was."""
    by_name = {one.name: one for one in resources}
    answered = set()
    for answer in task.listen() if task else ():
        answered.add(answer["resource"])
        yield by_name[answer["resource"]], answer
    if task and not task.done:
        begun = by_name.get(task.begun) or next(one for one in resources if one.form == "parquet")
        if begun.name not in answered:
            yield begun, {"stopped": "time"}


def complaint(answer: judge.Answer) -> Complaint | None:
    """What is wrong with a Parquet file as such."""
    if "stopped" in answer:
        message = (
            "the reading of this file took too long or too much memory, or crashed the reader, and was ended; the "
            "Parquet files after it were not read"
        )
        return "check-stopped", message, BROKEN
    if "bomb" in answer:
        return "wrong-parquet", f"by its own footer this file unpacks to {answer['bomb']}: more than is read", BROKEN
    if "odd" in answer:
        return "wrong-parquet", f"columns that no cell can hold: {', '.join(answer['odd'])[:300]}", BROKEN
    if "note" in answer:
        return "wrong-parquet", f"this is no sound Parquet file: {' '.join(answer['note'].split())[:200]}", BROKEN
    return None


def compare(
    task: judge.Task | None,
    resources: list[Resource],
    contents: dict[str, Content],
    unread: set[str],
    package: Placed,
) -> Complaints:
    """Complaints about Parquet files, at routes; of tables that are in Parquet alone, the cells are entered."""
    for resource, answer in read(task, resources):
        route = ("resources", resource.at, "path")
        wrong = complaint(answer)
        content = contents.get(resource.table)
        if wrong:
            unread.add(resource.table)
            yield route, wrong
        elif content is None and resource.table not in unread:
            place = package.place(route)
            contents[resource.table] = from_parquet(resource, answer["names"], answer["columns"], place)
        elif content:
            difference = _difference(content, answer, package.ours.get(resource.table))
            if difference:
                message = f"{resource.path} is not what {content.resource.path} is: {difference}"
                yield route, ("forms-differ", message, "Write both from the same rows: `ukjsec build` does.")


class Placed(Protocol):
    """What is asked of the package here."""

    ours: dict[str, Table]

    def place(self, route: Route) -> Place:
        """The place of a value of the descriptor."""


def _difference(content: Content, answer: dict[str, Any], table: Table | None) -> str:
    names, kinds, columns = answer["names"], answer["kinds"], answer["columns"]
    if names != content.columns:
        strange = next(
            (name for name in (*names, *content.columns) if (name in names) != (name in content.columns)), ""
        )
        return f"the column {strange[:80]!r} is in one alone" if strange else "the columns stand in another order"
    for column in table.columns if table else ():
        if column.name in names and kinds[names.index(column.name)] != column.type:
            return f"`{column.name}` is of the type {kinds[names.index(column.name)]}, not {column.type}"
    rows = len(columns[0]) if columns else 0
    if rows != len(content.rows):
        return f"it has {rows:,} rows, not {len(content.rows):,}"
    differing = [
        (row, at)
        for at, column in enumerate(columns)
        for row in range(rows)
        if column[row] != content.rows[row][at] and not _same(column[row], content.rows[row][at], kinds[at])
    ]
    if not differing:
        return ""
    row, at = min(differing)
    more = f", and {len(differing) - 1:,} more cells differ" if len(differing) > 1 else ""
    there = f"line {content.where(row, at).line} of the CSV"
    return f"`{names[at]}` is {columns[at][row][:60]!r}, but {content.rows[row][at][:60]!r} in {there}{more}"


def _same(one: str, other: str, kind: str) -> bool:
    """Whether two texts are one number, written in two ways."""
    if kind != "number" or not one or not other:
        return False
    try:
        return float(one) == float(other)
    except ValueError:
        return False
