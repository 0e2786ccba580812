"""Sheets: tables of records as spreadsheet programs write them, a row for each record.

What the columns mean is told in `headers.py`, what form the file has in `csvfiles.py`. An empty cell is a missing
value, an item of a list all of whose cells are empty is left out, and so is an empty row; line ends within a cell count
as LF, as in YAML. Each row becomes a document of its own, the plain data of a record as YAML gives it: models and
rules need not know where it came from, and the corpus is told the places of its cells.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from ukjsec import csvfiles, documents, fields, headers, intake, vocabulary
from ukjsec.corpus import Corpus
from ukjsec.csvfiles import Row, Table
from ukjsec.faults import LIMIT_BYTES, LINE_END, Lines
from ukjsec.headers import TYPE, Column
from ukjsec.models import RECORD_MODELS
from ukjsec.problems import Finding, Place, Problem, Route
from ukjsec.vocabulary import nearest

LIMIT_FINDINGS = 100
"""After so many complaints of a sheet its further rows are left for another time."""

LIMIT_VALUES = 10_000
"""How many values the rows of a sheet may have; a hundred records have about four thousand."""

ITEMS = ";"
"""What parts the items of a list in one cell."""


@dataclass
class Sheet:
    """The records of a table, and what is wrong with the table itself."""

    path: str
    """The file, as problems give it."""
    table: Table
    columns: tuple[Column, ...] = ()
    """Those of the header; none where the header is broken."""
    findings: tuple[Finding, ...] = ()
    most: int | None = None
    """Of more rows than these there are too many values; None where there are not."""
    named: dict[Place, str] = field(default_factory=dict)
    """The headers of the cells whose places were asked for."""

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """The records of all rows that hold something."""
        rows = self.table.rows[: self.most] if self.columns else ()
        return tuple(Entry(self, row) for row in rows if any(row.pieces))


class Entry:
    """One row of a sheet: the plain data of a record, and the places of its cells."""

    def __init__(self, sheet: Sheet, row: Row) -> None:
        self.sheet = sheet
        self.row = row
        self.type: str | None = None
        """What the column `type` says."""
        self.data: dict[str, Any] = {}
        self._cells: dict[Route, int] = {}
        filled = [(at, column) for at, column in enumerate(sheet.columns) if row.pieces[at]]
        self._numbers = _numbers(column for _, column in filled)
        for name, numbers in self._numbers.items():
            self.data[name] = [{} for _ in numbers]
        for at, column in filled:
            text = LINE_END.sub("\n", row.cell(at))
            if column.name == TYPE:
                self.type = text
            else:
                _put(self.data, self._counted(column.route), _value(text, column))
            self._cells[self._counted(column.route)] = at

    @property
    def path(self) -> str:
        """The name of the document: the file and the line in which the row begins."""
        return f"{self.sheet.path}:{self.sheet.table.lines.place(self.row.start)[0]}"

    @property
    def model(self) -> str | None:
        """The type of record, a key of `RECORD_MODELS`, as the row says it or its kind; None where neither does."""
        return self.type if self.type in RECORD_MODELS else None if self.type else intake.type_by_kind(self.data)

    def place(self, route: Route, *, on_key: bool = False) -> Place:  # noqa: ARG002 (the header is far from the row)
        """The place of the cell at a route, or of an item in it; of what is missing, the cell that it belongs into.

        Where no column is meant for it, the first cell of the item that lacks it counts, at the top that of the row.
        """
        cells = self._cells
        if route in cells:
            return self._at(cells[route])
        if route[:-1] in cells and isinstance(route[-1], int):
            return self._at(cells[route[:-1]], route[-1])
        if route in self._columns:
            return self._at(self._columns[route])
        for length in range(len(route), 0, -1):
            for known in (cells, self._columns):
                near = [at for other, at in known.items() if other[:length] == route[:length]]
                if near:
                    return self._at(min(near))
        return Place(self.sheet.path, *self.sheet.table.lines.place(self.row.start))

    def name(self, route: Route) -> str:
        """What a column for a route is called."""
        numbers = list(self._numbers.get(str(route[0]), ())) if route else []
        return ".".join(
            str((numbers[part] if part < len(numbers) else part + 1) if isinstance(part, int) else part)
            for part in route
        )

    def worded(self, finding: Finding) -> Finding:
        """A complaint about the form of a record in the words of tables: in those of YAML it would mislead."""
        if finding.rule == "missing-field":
            name = self.name(finding.route)
            wanted = [name] if headers.column(name) else headers.names(name.partition(".")[0], "1")
            there = {column.name for column in self.sheet.columns}
            how = "Fill" if there.intersection(wanted) else "Add"
            listed = " and ".join(f"`{each}`" for each in wanted[:2])
            about = fields.description(RECORD_MODELS[self.model or "agreements"], finding.route)
            repair = f"{how} the column{'s'[: len(wanted) - 1]} {listed}. {about}".strip()
            return replace(finding, message=f"the field `{name}` is missing", repair=repair)
        if finding.rule == "wrong-type":
            return replace(finding, repair=finding.repair.replace(", without quotation marks", ""))
        return finding

    def take(self, corpus: Corpus) -> None:
        """Take the record into a corpus, with what is found wrong in it."""
        corpus.locators[self.path] = self
        known = len(corpus.findings)
        if self.model:
            intake.take(corpus, self.data, self.path, self.model)
        else:
            corpus.unsound.add(self.path)
            corpus.findings.append(self._typeless())
            corpus.claimed["records"].add(str(self.data.get("id", "*")))
        corpus.findings[known:] = [
            self.worded(finding) if finding.path == self.path else finding for finding in corpus.findings[known:]
        ]

    def _typeless(self) -> Finding:
        if self.type:
            near = nearest(self.type, RECORD_MODELS)
            repair = (f"Did you mean `{near}`? " if near else "") + f"The types are {', '.join(RECORD_MODELS)}."
            return Finding(self.path, (TYPE,), "unknown-type", f"{self.type[:80]!r} is no type of record", repair)
        kind = self.data.get("kind")
        near = nearest(kind, [name for terms in vocabulary.KINDS.values() for name in terms.names]) if kind else None
        repair = (f"Did you mean `{near}`? " if near else "") + (
            f"Write a known kind, or add the column `type` with one of {', '.join(RECORD_MODELS)}."
        )
        message = f"{kind[:80]!r} is a kind of no type of record" if kind else "the field `kind` is missing"
        return Finding(self.path, ("kind",), "unknown-type", message, repair)

    def _counted(self, route: Route) -> Route:
        """A route whose number counts from 0 those items that are not empty; an empty one comes after them."""
        if len(route) < 2 or not isinstance(route[1], int):
            return route
        numbers = self._numbers.get(str(route[0]), {})
        return (route[0], numbers.get(route[1], len(numbers) + route[1] - 1), *route[2:])

    @cached_property
    def _columns(self) -> dict[Route, int]:
        """Every column by the route that it is meant for."""
        return {self._counted(column.route): at for at, column in enumerate(self.sheet.columns)}

    def _at(self, at: int, item: int | None = None) -> Place:
        """The place of a cell, or of an item of the list in it."""
        index, piece = self.row.begin(at), self.row.pieces[at]
        items = piece.split(ITEMS)
        if item is not None and item < len(items):
            index += sum(len(each) + 1 for each in items[:item])
            index += len(items[item]) - len(items[item].lstrip()) + (item == 0 and piece.startswith('"'))
        place = Place(self.sheet.path, *self.sheet.table.lines.place(index))
        self.sheet.named[place] = self.sheet.columns[at].name
        return place


def read(file: Path) -> Sheet:
    """The sheet in a file, or what keeps it from being read."""
    path = file.as_posix()
    alone = Corpus(file.parent, overlaid={path: file})
    data = intake.content(alone, path, LIMIT_BYTES)
    return Sheet(path, Table(Lines("")), findings=tuple(alone.findings)) if data is None else parse(data, path)


def parse(data: bytes, path: str) -> Sheet:
    """The sheet in the bytes of a file. Never raises.

    Args:
        data: the bytes; of a file that is too long as many as show that it is.
        path: the file, as problems are to give it.
    """
    table = csvfiles.read(data)
    found = [
        Finding(path, (), fault.rule, fault.message, fault.repair, at=(fault.line, fault.column))
        for fault in table.faults
    ]
    sheet = Sheet(path, table)
    wrong = list(headers.complaints(table.header, path, table.lines))
    if any(finding.rule == "no-header" for finding in wrong):
        found = [finding for finding in found if finding.rule != "no-rows"]
    if not wrong:
        sheet.columns = tuple(column for column in map(headers.column, table.header.cells()) if column)
        sheet.most = _room(table)
    if sheet.most is not None:
        at = table.lines.place(table.rows[sheet.most].start)
        message = f"up to this row the table has more than {LIMIT_VALUES:,} values"
        found.append(Finding(path, (), "too-large", message, "Split it.", at=at))
    if sheet.columns and not found and not sheet.entries:
        message, repair = "below the header all cells are empty", "Write a row for each record."
        found = [Finding(path, (), "no-rows", message, repair, at=(1, 1))]
    sheet.findings = (*found, *wrong)
    return sheet


def take(corpus: Corpus, sheet: Sheet, file: Path) -> None:
    """Take the records of a sheet into a corpus that was read without those for which they stand.

    Args:
        corpus: the corpus.
        sheet: the sheet.
        file: where it stands.
    """
    corpus.overlaid[sheet.path] = file
    corpus.findings += sheet.findings
    if sheet.findings:
        # Rows that could not be read may hold any record: none is called unknown.
        corpus.claimed["records"].add("*")
        corpus.unsound.add(sheet.path)
    start = len(corpus.findings)
    for entry in sheet.entries:
        if len(corpus.findings) - start >= LIMIT_FINDINGS:
            message = f"from here on no row was checked: more than {LIMIT_FINDINGS} problems came before"
            corpus.claimed["records"].add("*")
            corpus.unsound.add(sheet.path)
            at = sheet.table.lines.place(entry.row.start)
            repair = "Mend those, and check again."
            corpus.findings.append(Finding(sheet.path, (), "rows-unchecked", message, repair, at=at))
            return
        entry.take(corpus)


def stood_for(sheet: Sheet) -> set[tuple[str, str]]:
    """Type and id of every record for which a row stands, if there is such a record."""
    return {(entry.model, str(entry.data["id"])) for entry in sheet.entries if entry.model and "id" in entry.data}


def worded(sheet: Sheet, problem: Problem) -> Problem:
    """A problem of a sheet that names the column of its cell."""
    header = sheet.named.get(problem.place)
    if not header or f"`{header}`" in problem.message:
        return problem
    return replace(problem, message=f"{problem.message} (column `{header}`)")


def _room(table: Table) -> int | None:
    """How many rows there is room for; None where there is for all. In any cell semicolons may part values."""
    values = 0
    for number, row in enumerate(table.rows):
        values += sum(1 + piece.count(ITEMS) for piece in row.pieces if piece)
        if values > LIMIT_VALUES:
            return number
    return None


def _numbers(columns: Iterable[Column]) -> dict[str, dict[int, int]]:
    """The numbers that items of each list have, in their order → their positions from 0."""
    found: dict[str, set[int]] = {}
    for column in columns:
        if len(column.route) > 1 and isinstance(column.route[1], int):
            found.setdefault(str(column.route[0]), set()).add(column.route[1])
    return {name: {number: at for at, number in enumerate(sorted(numbers))} for name, numbers in found.items()}


def _put(data: Any, route: Route, value: Any) -> None:
    for part in route[:-1]:
        data = data[part] if isinstance(part, int) else data.setdefault(part, {})
    data[route[-1]] = value


def _value(text: str, column: Column) -> Any:
    """What a cell holds, as YAML would give it."""
    if column.form == "list":
        return [item.strip() for item in text.split(ITEMS)]
    if column.form == "whole" and documents.INTEGER.fullmatch(text):
        return int(text)
    return text
