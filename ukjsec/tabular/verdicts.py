"""The verdict on a frame: its counts, and its first offending rows in the words that a single cell is given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ukjsec import judgements, layout
from ukjsec.checks import RowCheck
from ukjsec.columns import Column
from ukjsec.problems import Problem
from ukjsec.tabular import frames, links, runs, shares
from ukjsec.tabular.frames import Frame
from ukjsec.tabular.results import Cell, Result
from ukjsec.tabular.runs import Run

LONGEST_SHOWN = 80


def verdict(native: object, table: str, limit: int, against: Mapping[str, Any] | None, root: Path) -> Result:
    """Hold a frame against a table.

    Args:
        native: a frame of any engine that Narwhals knows.
        table: the name of the table.
        limit: of how many offending rows the problems are wanted.
        against: table → frame to which references lead, None where they are not to be followed.
        root: the folder whose `datapackage/` has the tables that are not named.

    Raises:
        UnknownNameError: there is no such table.
        FrameError: one of the frames is none.
    """
    frame = taken(native, table)
    if frame.broken or not frame.held:
        return Result(frame.table.name, None, {}, tuple(frame.shape), ())
    if frame.cluster:
        made, total, rows = shares.found(frame, frame.cluster, against, root, max(limit, 0))
        found = tuple(problems(made, rows))
        return Result(frame.table.name, total.rows, dict(total.counts), tuple(frame.shape), found, total.bad)
    made = runs.run(frame, against, root)
    counts, bad, first = runs.counted(made, max(limit, 0))
    found = () if first is None else tuple(problems(made, first.rows(named=True)))
    return Result(frame.table.name, made.rows, counts, (*frame.shape, *made.unknown), found, bad)


def taken(native: object, table: str) -> Frame:
    """A frame that is to be held against a table, by its name."""
    return frames.take(native, layout.table(table))


def problems(made: Run, found: list[dict[str, Any]]) -> Iterator[Problem]:
    """The problems of rows with codes, row by row, in the order of the columns."""
    asked = 0
    columns = {column.name: (at, column) for at, column in enumerate(made.frame.table.columns, 1)}
    for number, row in enumerate(found):
        plain = {name: _plain(value) for name, value in row.items()}
        said: list[tuple[int, str, str, str, str]] = []
        for name, one in made.cells.items():
            code = int(row[made.code(name)])
            if code:
                at, column = columns[name]
                said.append((at, name, *_of_cell(made.frame, column, one.checks[code - 1].rule, plain[name])))
        for index, other in enumerate(made.others):
            if int(row[made.other(index)]):
                name, rule = other.check.column, other.check.rule
                if isinstance(other, RowCheck):
                    words = _of_row(columns[name][1], other, plain)
                else:
                    words = links.words(other, plain, asked)
                    asked += rule == "dangling-key"
                said.append((columns[name][0], name, rule, *words))
        at_row = int(row[made.frame.row]) if made.frame.numbered else None
        key = tuple((name, str(plain[name])[:LONGEST_SHOWN]) for name in made.frame.table.key if name in plain)
        for at, name, rule, message, repair in sorted(said, key=lambda one: one[0]):
            line = 1 + (number if at_row is None else at_row)
            yield Problem(Cell(made.frame.table.name, line, at, name, at_row, key, plain[name]), rule, message, repair)


def _of_cell(frame: Frame, column: Column, rule: str, value: Any) -> tuple[str, str, str]:
    if column.name in frame.mixed:
        message = f"`{column.name}` holds values of several types, here {str(value)[:60]!r}"
        return rule, message, "Let all of its values be of one type."
    complaint = judgements.judge(column, value)
    if complaint and complaint[0] == rule:
        return complaint
    if rule == "impossible-date":
        # What lies beyond Python's own calendar did not come along.
        return rule, f"`{column.name}` is no day of the years 1 to 9999", "Write a day, such as 2026-01-31."
    return rule, f"`{column.name}` breaks the rule {rule}: {str(value)[:LONGEST_SHOWN]!r}", column.description


def _of_row(column: Column, check: RowCheck, row: Mapping[str, Any]) -> tuple[str, str]:
    if check.check.rule != "derived-differs":
        # The one other rule is that of kinds, which the type of the record chooses.
        return judgements.misfit(str(row["type"]), str(row[column.name]))
    follows = check.follows(row)
    expected = follows.get(column.name) if isinstance(follows, Mapping) else follows
    return judgements.differs(column.name, row[column.name], expected, "from the rest of the row")


def _plain(value: Any) -> Any:
    """A value of an engine as one of Python; None for what pandas calls NaT or NA."""
    if type(value).__name__ in ("NAType", "NaTType"):
        return None
    if hasattr(value, "item") and not isinstance(value, str | bytes):
        value = value.item()
    return value
