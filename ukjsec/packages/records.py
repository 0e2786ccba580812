"""The records of a package, put together again from its tables and taken into a corpus, as if they were files.

What the tables keep is enough for every rule that needs neither seals nor ledgers. Problems are placed in the cells
that a value came from: each record is a document of its own, and knows the cell behind each of its routes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ukjsec import fields, intake
from ukjsec.corpus import Corpus, Filed
from ukjsec.models import Source
from ukjsec.packages.contents import Content
from ukjsec.problems import Place, Route
from ukjsec.rows.cells import JOINED
from ukjsec.seals import Opening

DETAILS = ("dates", "participants", "places_of_records", "quantities", "relations", "topics", "evidence")
"""The tables whose rows belong to a record."""

REGISTERS = {
    "actors": {"id": "id", "name": "name", "name_ja": "name_ja", "aliases": "aliases", "kind": "kind",
               "parent": "parent_id", "iso3": "iso3", "cow": "cow", "gw": "gw", "reference": "reference"},
    "places": {"id": "id", "name": "name", "aliases": "aliases", "kind": "kind", "country": "country_id"},
    "retired": {"id": "id", "successor": "successor_id", "reason": "reason"},
    "sources": {name: name for name in ("id", "title", "authors", "publisher", "address", "retrieved", "language",
                                        "rights", "file", "sha256")},
}  # fmt: skip
"""The tables that stand beside the records: the field of the model → the column."""

_PLAIN = ("id", "title", "title_ja", "kind", "status", "unit", "setting", "series", "ordinal", "summary", "note")
_LISTS = {"aliases", "authors"}
_WHOLE = {"ordinal", "cow", "gw", "paragraph"}


NEEDED = {
    "records": (*_PLAIN, "type"),
    "dates": ("record_id", "event", "date"),
    "participants": ("record_id", "actor_id", "role", "office"),
    "places_of_records": ("record_id", "place_id", "role"),
    "quantities": ("record_id", "name", "value", "unit", "bound", "date", "stated"),
    "relations": ("record_id", "relation", "to_id", "note"),
    "topics": ("record_id", "topic"),
    "evidence": ("record_id", "field", "number", "source_id", "quote", "paragraph", "basis"),
    "actors": ("id", "name", "name_ja", "aliases", "kind", "parent_id"),
    "places": ("id", "name", "aliases", "kind"),
}
"""The columns from which records are put together: without one of them every record would seem to lack something."""


@dataclass
class Cells:
    """Where the values of one document stand: it makes the document known to `Corpus.locators`."""

    start: Place
    cells: dict[Route, Place] = field(default_factory=dict)
    keys: dict[Route, Place] = field(default_factory=dict)

    def place(self, route: Route, *, on_key: bool = False) -> Place:
        """The cell at a route, or the one that holds its key; else that of the nearest route above."""
        if on_key and route in self.keys:
            return self.keys[route]
        while route and route not in self.cells:
            route = route[:-1]
        return self.cells.get(route, self.start)


@dataclass
class Rebuilt:
    """What the tables of a package make."""

    corpus: Corpus
    numbers: dict[str, list[int]] = field(default_factory=dict)
    """For each record the numbers of its quotations, in their order."""
    unsure: dict[str, set[str]] = field(default_factory=dict)
    """The actors and places of which not all is known, because their row or that of a parent has a problem."""


def can_be_rebuilt(contents: dict[str, Content]) -> bool:
    """Whether all is there from which records are put together."""
    return all(name in contents and contents[name].at.keys() >= set(columns) for name, columns in NEEDED.items())


def rebuild(contents: dict[str, Content]) -> Rebuilt:
    """Take what the tables hold into a corpus: of rows with a problem, and of what they belong to, only the ids.

    Args:
        contents: the contents of our tables, by name; `records` among them.
    """
    corpus = Corpus(Path())
    made = Rebuilt(corpus)
    for name in REGISTERS:
        if name in contents:
            _register(corpus, name, contents)
        else:
            corpus.claimed[name].add("*")
    rows = {name: _by_record(contents[name]) for name in DETAILS if name in contents}
    records = contents["records"]
    made.unsure = {name: _unsure(corpus, contents[name]) for name in ("actors", "places")}
    spoilt = _spoilt(contents) | _naming(contents["participants"], "actor_id", made.unsure["actors"])
    spoilt |= _naming(contents["places_of_records"], "place_id", made.unsure["places"])
    for number in range(len(records.rows)):
        ident = records.cell(number, "id")
        corpus.claimed["records"].add(ident)
        if number in records.broken or ident in spoilt:
            corpus.unsound.add(ident)
            continue
        at = {name: found.get(ident, []) for name, found in rows.items()}
        path = f"{records.shown}:{records.place(number, 'id').line}"
        cells = Cells(records.place(number, "id"))
        corpus.locators[path] = cells
        data = _record(made, contents, number, at, cells)
        intake.take(corpus, data, path, records.cell(number, "type"))
    return made


def _by_record(content: Content) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for number in range(len(content.rows)):
        found[content.cell(number, "record_id")].append(number)
    return found


def _spoilt(contents: dict[str, Content]) -> set[str]:
    """The records of which some row of another table has a problem."""
    return {
        contents[name].cell(number, "record_id")
        for name in DETAILS
        if name in contents
        for number in contents[name].broken
    }


def _unsure(corpus: Corpus, content: Content) -> set[str]:
    """The ids of a register that were not taken in, and of actors those too whose way up leads through one."""
    name = content.resource.table
    ids = {content.cell(number, "id") for number in range(len(content.rows))}
    unsure: set[str] = ids - getattr(corpus, name).keys()
    parents = {one.id: one.parent for one in corpus.actors.values()} if name == "actors" else {}
    for ident in parents:
        way: dict[str | None, None] = {}
        up: str | None = ident
        while up in parents and up not in way:
            way[up] = None
            up = parents[up]
        if up in unsure:
            unsure |= {one for one in way if one}
    return unsure


def _naming(content: Content, column: str, idents: set[str]) -> set[str]:
    rows = range(len(content.rows)) if idents else ()
    return {content.cell(row, "record_id") for row in rows if content.cell(row, column) in idents}


def _value(column: str, cell: str) -> Any:
    if column in _LISTS:
        return cell.split(JOINED)
    return int(cell) if column in _WHOLE else cell


def _taken(
    content: Content, number: int, columns: dict[str, str], cells: Cells, at: tuple[Route, str] = ((), "id")
) -> dict[str, Any]:
    """The fields of an item, from the cells of a row; `at` is its route, and the column that stands for all of it."""
    route, key = at
    if route:
        cells.cells[route] = content.place(number, key)
    found = {}
    for name, column in columns.items():
        cell = content.cell(number, column)
        if cell:
            found[name] = _value(name, cell)
            cells.cells[*route, name] = content.place(number, column)
    return found


def _record(made: Rebuilt, contents: dict[str, Content], number: int, at: dict[str, list[int]], cells: Cells) -> Any:
    data = _taken(contents["records"], number, {name: name for name in _PLAIN}, cells)

    def items(table: str, name: str, columns: dict[str, str], key: str) -> Iterator[dict[str, Any]]:
        for position, row in enumerate(at.get(table, ())):
            yield _taken(contents[table], row, columns, cells, ((name, position), key))

    for name, table, columns, key in (
        ("participants", "participants", {"actor": "actor_id", "role": "role", "as": "office"}, "actor_id"),
        ("places", "places_of_records", {"place": "place_id", "role": "role"}, "place_id"),
        ("related", "relations", {"type": "relation", "to": "to_id", "note": "note"}, "to_id"),
    ):
        data[name] = list(items(table, name, columns, key))
    data["topics"] = [one["topic"] for one in items("topics", "topics", {"topic": "topic"}, "topic")]
    data["dates"] = {}
    for row in at.get("dates", ()):
        event = contents["dates"].cell(row, "event")
        data["dates"][event] = contents["dates"].cell(row, "date")
        cells.cells["dates", event] = contents["dates"].place(row, "date")
        cells.keys["dates", event] = contents["dates"].place(row, "event")
    data["quantities"] = {}
    columns = {name: name for name in ("value", "unit", "bound", "date", "stated")}
    for row in at.get("quantities", ()):
        name = contents["quantities"].cell(row, "name")
        data["quantities"][name] = _taken(contents["quantities"], row, columns, cells, (("quantities", name), "value"))
        cells.keys["quantities", name] = contents["quantities"].place(row, "name")
    if "evidence" in contents:
        data["evidence"] = _evidence(made, contents["evidence"], data.get("id", ""), at["evidence"], cells)
    return data


def _evidence(made: Rebuilt, content: Content, ident: str, at: list[int], cells: Cells) -> list[dict[str, Any]]:
    """The quotations of a record: the rows of one number are one quotation and what it supports."""
    by_number: dict[int, list[int]] = defaultdict(list)
    for row in at:
        by_number[int(content.cell(row, "number") or 0)].append(row)
    made.numbers[ident] = sorted(by_number)
    found = []
    for position, number in enumerate(made.numbers[ident]):
        rows = by_number[number]
        columns = {"source": "source_id", "quote": "quote", "paragraph": "paragraph"}
        entry = _taken(content, rows[0], columns, cells, (("evidence", position), "number"))
        entry["supports"] = [content.cell(row, "field") for row in rows]
        for at_support, row in enumerate(rows):
            cells.cells["evidence", position, "supports", at_support] = content.place(row, "field")
            for column in (*columns.values(), "word_first", "word_last"):
                if content.cell(row, column) != content.cell(rows[0], column):
                    message = (
                        f"`{column}` of quotation {number} of `{ident}` is another in line {_line(content, rows[0])}"
                    )
                    repair = "The rows of one number are one quotation: correct one of them, or its number."
                    content.complain(row, content.at[column], "derived-differs", message, repair)
        basis = next((row for row in rows if content.cell(row, "basis")), None)
        if basis is not None:
            entry["basis"] = content.cell(basis, "basis")
            cells.cells["evidence", position, "basis"] = content.place(basis, "basis")
        _open(made.corpus, content, rows[0], entry)
        found.append(entry)
    return found


def _line(content: Content, row: int) -> int:
    return content.place(row, "number").line


def _open(corpus: Corpus, content: Content, row: int, entry: dict[str, Any]) -> None:
    """Let the place of a quotation be known, which a seal proves elsewhere: here the table alone states it."""
    words = [content.cell(row, column) for column in ("word_first", "word_last")]
    if entry.get("paragraph") and all(words):
        key = (entry.get("source"), entry.get("quote"), entry["paragraph"])
        corpus.openings[key] = [Opening(entry["paragraph"], int(words[0]), int(words[1]), b"")]


def _register(corpus: Corpus, name: str, contents: dict[str, Content]) -> None:
    content = contents[name]
    path = f"seeds/{name}.yaml"  # as the rules call these lists
    cells = Cells(content.where(-1, 0))
    corpus.locators[path] = cells
    for number in range(len(content.rows)):
        ident = content.cell(number, "id")
        corpus.claimed[name].add(ident)
        if number in content.broken:
            continue
        route: Route = (number,)
        data = _taken(content, number, REGISTERS[name], cells, (route, "id"))
        if name == "sources":
            if "parts" not in contents or ident in _sources_of_broken_parts(contents["parts"]):
                continue
            data["parts"] = list(_parts(contents["parts"], ident, route, cells))
        model = fields.check(intake.LISTS[name], data, path, route) if name in intake.LISTS else None
        instance, findings = model or fields.check(Source, data, path, route)
        corpus.findings += findings
        if instance:
            corpus.filed[name, ident] = Filed(path, route)
            getattr(corpus, name)[ident] = instance


def _sources_of_broken_parts(content: Content) -> set[str]:
    return {content.cell(number, "source_id") for number in content.broken}


def _parts(content: Content, source: str, route: Route, cells: Cells) -> Iterator[dict[str, Any]]:
    mine = [number for number in range(len(content.rows)) if content.cell(number, "source_id") == source]
    for position, number in enumerate(mine):
        columns = {name: name for name in ("date", "basis", "covers")}
        part = _taken(content, number, columns, cells, ((*route, "parts", position), "paragraph_first"))
        first, last = (content.cell(number, f"paragraph_{end}") for end in ("first", "last"))
        yield part | {"paragraphs": f"{first}-{last}"}
