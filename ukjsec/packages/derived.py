"""What a package states and what follows from the rest of it: tables made anew from its records, cell by cell."""

from __future__ import annotations

from collections.abc import Iterator

from ukjsec.corpus import Corpus
from ukjsec.judgements import differs
from ukjsec.layout import tables
from ukjsec.models import RECORD_MODELS
from ukjsec.packages.contents import Content
from ukjsec.packages.records import Rebuilt
from ukjsec.rows import records, registers
from ukjsec.rows.cells import Row, text

LIMIT_FINDINGS = 100
"""Of a table with more differences than these, the rest is left for another time."""

COMPARED = ("records", *RECORD_MODELS, "dates", "participants", "quantities", "evidence", "actors")
"""The tables that are made anew; of the others every cell is taken as it stands, or needs a seal."""


def check(made: Rebuilt, contents: dict[str, Content]) -> None:
    """Enter in the tables where they differ from what their own records make."""
    makers = records.makers() | registers.makers()
    for name in COMPARED:
        if name in contents:
            unsure = made.unsure.get(name, set())
            found = (row for row in _rows(made, name, makers[name](made.corpus)) if row.get("id") not in unsure)
            _compare(contents[name], found, made.corpus)
    for name in RECORD_MODELS:
        if name in contents:
            _of_one_type(contents["records"], contents[name], name)


def _rows(made: Rebuilt, name: str, found: Iterator[Row]) -> Iterator[Row]:
    """The rows as the package numbers its quotations, which need not begin with 1."""
    for row in found:
        if name == "evidence":
            ident, number = row["record_id"], row["number"]
            if isinstance(ident, str) and isinstance(number, int):
                row["number"] = made.numbers[ident][number - 1]
        if "as_of" in row and not _sources_known(made.corpus, str(row["id"])):
            row["as_of"] = None
        yield row


def _sources_known(corpus: Corpus, ident: str) -> bool:
    """Whether all sources of a record are known, so that it follows as of when its status holds."""
    return all(entry.source in corpus.sources for entry in corpus.records[ident].evidence)


def _compare(content: Content, made: Iterator[Row], corpus: Corpus) -> None:
    table = tables()[content.resource.table]
    if not all(name in content.at for name in table.key):
        return
    numbers = {tuple(content.cell(number, name) for name in table.key): number for number in range(len(content.rows))}
    found = 0
    for row in made:
        number = numbers.get(tuple(text(row.get(name)) for name in table.key))
        if number is None or number in content.broken:
            continue
        for name in table.column_names:
            stated, follows = content.cell(number, name), text(row.get(name))
            if name not in content.at or stated == follows or _cannot_follow(corpus, table.name, name, follows):
                continue
            found += 1
            if found <= LIMIT_FINDINGS:
                message, repair = differs(name, stated, follows, "from the rest of the package")
                content.complain(number, content.at[name], "derived-differs", message, repair)


def _cannot_follow(corpus: Corpus, table: str, column: str, follows: str) -> bool:
    """Whether what a cell follows from is not in the package: other sources than ours, actors that are missing."""
    if column == "as_of" and not follows:
        return True
    if table == "evidence" and column in ("paragraph", "word_first", "word_last"):
        return True
    return column == "state_id" and not corpus.actors


def _of_one_type(hub: Content, content: Content, name: str) -> None:
    """Every record stands in the table of its type, and in no other."""
    numbers = {hub.cell(number, "id"): number for number in range(len(hub.rows))}
    listed = {content.cell(number, "id"): number for number in range(len(content.rows))}
    for ident, number in numbers.items():
        if hub.cell(number, "type") == name and ident not in listed and number not in hub.broken:
            message = f"{ident[:80]!r} is one of `{name}`, but has no row in that table"
            hub.complain(number, hub.at["id"], "row-missing", message, f"Add it to `{name}`, or correct its `type`.")
    for ident, number in listed.items():
        at = numbers.get(ident)
        if at is not None and hub.cell(at, "type") != name and number not in content.broken:
            message = f"{ident[:80]!r} is one of `{hub.cell(at, 'type')[:80]}` by the table `records`"
            content.complain(number, content.at["id"], "row-missing", message, "Move the row to that table.")
