"""What is found in a frame: a verdict, counts, and the first offending rows in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ukjsec.errors import BadTableError
from ukjsec.problems import Place, Problem

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, order=True)
class Cell(Place):
    """A cell of a frame: `path` is the table, `line` and `column` count rows and columns from 1.

    A frame without an order has no rows to count: `line` is 1 there, and the key tells the row.
    """

    name: str = ""
    """The column."""
    row: int | None = None
    """The number of the row, from 0; None of what concerns all rows, and in a frame without an order."""
    key: tuple[tuple[str, str], ...] = ()
    """The columns of the table's key, and what stands there in this row."""
    value: Any = field(default=None, compare=False)
    """What stands in the cell; None where it is missing."""

    def __str__(self) -> str:
        named = ", ".join(f"{name}={value}" for name, value in self.key)
        where = f"[{self.row}]" if self.row is not None else f"[{named}]" if self.key else ""
        return f"{self.path}{where}.{self.name}"


@dataclass(frozen=True, order=True)
class FileCell(Cell):
    """A cell of a table in a file: `path`, `line` and `column` are its place, as of any other problem.

    `row` counts from 0 within the file. In Parquet, which has no lines, `line` is the number of the row from 1, and
    `column` that of the table's column.
    """

    written: str = field(default="", compare=False)
    """The line of the file in which the cell stands."""

    def __str__(self) -> str:
        return Place.__str__(self)


@dataclass(frozen=True)
class Result:
    """What was found in a frame that was held against a table.

    Its counts are of all rows; its problems are those of the first offending rows, as many as were asked for.
    """

    table: str
    """The table that it was held against."""
    rows: int | None
    """How many rows it has; None where its shape left nothing to count."""
    by_column: Mapping[tuple[str, str], int]
    """(column, rule) → how many cells break the rule, those of all rows; the shape is not counted."""
    shape: tuple[Problem, ...]
    """What is wrong with the columns; notices among them."""
    found: tuple[Problem, ...]
    """What is wrong with the first offending rows."""
    bad_rows: int = 0
    """How many rows break some rule."""
    stopped: bool = False
    """Whether rows of a file were left unread; `shape` says why."""

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong; a notice is nothing wrong."""
        return not self.by_column and all(problem.severity == "notice" for problem in self.shape)

    @property
    def counts(self) -> dict[str, int]:
        """Rule → how often it is broken, the most broken first."""
        found: dict[str, int] = {}
        for problem in self.shape:
            if problem.severity == "problem":
                found[problem.rule] = found.get(problem.rule, 0) + 1
        for (_, rule), number in self.by_column.items():
            found[rule] = found.get(rule, 0) + number
        return dict(sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))

    def problems(self) -> list[Problem]:
        """What is wrong with the columns, then with the first offending rows, row by row, in the order of the columns.

        The place of each is a `Cell`: it has the number of the row (from 0) or its key, the column and the value.
        """
        return [*self.shape, *self.found]

    def to_frame(self) -> pd.DataFrame:
        """The problems as a DataFrame of the columns table, row, key, column, value, rule, message, repair, severity.

        `row` counts from 0 and is missing where there is no order; `key` and `value` are text.
        """
        import pandas as pd  # noqa: PLC0415 (0.4 s)

        rows = []
        for problem in self.problems():
            cell = problem.place if isinstance(problem.place, Cell) else Cell(self.table, 1, 1)
            key = ", ".join(f"{name}={value}" for name, value in cell.key)
            value = None if cell.value is None else str(cell.value)
            rows.append((self.table, cell.row, key or None, cell.name, value, problem.rule, problem.message,
                         problem.repair, problem.severity))  # fmt: skip
        names = ["table", "row", "key", "column", "value", "rule", "message", "repair", "severity"]
        kinds = dict.fromkeys(names, "string") | {"row": "Int64"}
        return pd.DataFrame(rows, columns=names).astype(kinds)

    def raise_for_problems(self) -> None:
        """Raise if anything is wrong.

        Raises:
            BadTableError: something is; it carries this result.
        """
        if not self.ok:
            raise BadTableError(f"{self}; look at the result's problems()", self)

    def __str__(self) -> str:
        rows = "" if self.rows is None else f" of {self.rows:,} row{'s'[self.rows == 1 :]}"
        rows += ", after which nothing was read" if self.stopped and self.rows is not None else ""
        if self.ok:
            return f"{self.table}{rows}: no problems"
        counted = ", ".join(f"{rule} {number:,}" for rule, number in self.counts.items())
        of_rows = f", in {self.bad_rows:,} of them" if self.bad_rows else ""
        number = sum(self.counts.values())
        return f"{self.table}{rows}: {number:,} problem{'s'[number == 1 :]}{of_rows}: {counted}"
