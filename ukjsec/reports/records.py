"""Tables and single records of the package, readable in 80 columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ukjsec.reports.tabulation import tabulate
from ukjsec.wrapping import WIDTH, cells_of, wrap

INDENT = " " * 13

SHOWN = {
    **dict.fromkeys(
        ("records", "agreements", "exercises", "dialogues", "operations", "projects"),
        ("years", "status", "id"),
    ),
    "dates": ("record_id", "event", "date"),
    "participants": ("record_id", "role", "actor_id"),
    "evidence": ("record_id", "field", "match"),
    "actors": ("id", "kind", "name"),
    "places": ("id", "kind", "name"),
    "sources": ("id", "date", "title"),
    "parts": ("source_id", "paragraph_first", "paragraph_last", "date", "covers"),
}
"""The columns that are shown of a table, cut to fit; of other tables as many as fit."""


def table(name: str, rows: Sequence[Mapping[str, Any]]) -> str:
    """A table, one line a row, sorted by date where it has one."""
    if not rows:
        return f"The table {name} has no rows.\n"
    columns = SHOWN.get(name) or _fitting(rows)
    if "years" in columns:
        rows = sorted(({**row, "years": _years(row)} for row in rows), key=_when)
    cells = [[_cell(row[column]) for column in columns] for row in rows]
    noun = "row" if len(rows) == 1 else "rows"
    return tabulate(columns, cells, width=WIDTH) + f"\n{len(rows)} {noun} of {name}.\n"


def row(name: str, found: Mapping[str, Any]) -> str:
    """One row of a table, a line each column that is not missing."""
    widest = max(map(len, found))
    lines = [f"{found['id']} ({name})", ""]
    for column, value in found.items():
        if value is not None and column != "id":
            lines += wrap(_cell(value), f"{column:{widest}}  ", " " * (widest + 2))
    return "\n".join(lines) + "\n"


def _when(row: Mapping[str, Any]) -> tuple[str, str]:
    """A key that sorts by time, what has no date last."""
    return str(row["date_earliest"] or row["date_latest"] or "~"), str(row["id"])


def _years(row: Mapping[str, Any]) -> str:
    """The years in which the headline date can lie: `2003`, `2001–2003`, `–2003` when it is open before."""
    years = [str(row[bound] or "")[:4] for bound in ("date_earliest", "date_latest")]
    return years[0] if years[0] == years[1] else "–".join(years)


def _fitting(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    chosen: list[str] = []
    room = WIDTH + 2
    for column in rows[0]:
        wide = min(30, max(len(column), *(cells_of(_cell(row[column])) for row in rows))) + 2
        if chosen and room < wide:
            break
        chosen.append(column)
        room -= wide
    return chosen


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:,.15g}" if isinstance(value, float) else str(value)


def record(tables: Mapping[str, Sequence[Mapping[str, Any]]], ident: str) -> str:
    """One record with everything that belongs to it; the quotations are left to `why`."""
    row = next(row for row in tables["records"] if row["id"] == ident)
    actors = {actor["id"]: actor["name"] for actor in tables["actors"]}
    places = {place["id"]: place["name"] for place in tables["places"]}
    own = {name: [found for found in rows if found.get("record_id") == ident] for name, rows in tables.items()}
    fields = [
        ("type", f"{row['type']}: {row['kind']}"),
        ("status", f"{row['status']} (as of {row['as_of']})"),
        ("counts", f"{row['unit']}, {row['setting']}"),
        ("series", row["series"] and f"{row['series']}{', number ' + str(row['ordinal']) if row['ordinal'] else ''}"),
        ("dates", [f"{date['event']} {date['date']}" for date in own["dates"]]),
        ("participants", [_participant(found, actors) for found in own["participants"]]),
        ("places", [f"{places[found['place_id']]} ({found['role']})" for found in own["places_of_records"]]),
        ("quantities", [_quantity(found) for found in own["quantities"]]),
        ("topics", ", ".join(str(found["topic"]) for found in own["topics"])),
        ("related", [f"{found['relation']} {found['to_id']}" for found in own["relations"]]),
        ("note", row["note"]),
        ("evidence", _evidence(own["evidence"], ident)),
    ]
    titles = [line for title in (row["title"], row["title_ja"]) if title for line in wrap(title)]
    lines = [*titles, ident, "", *wrap(row["summary"]), ""]
    for name, value in fields:
        for at, item in enumerate(value if isinstance(value, list) else [value] if value else []):
            label = f"{name if at == 0 else '':<13}"
            lines += wrap(str(item), label, INDENT)
    return "\n".join(lines) + "\n"


def _participant(row: Mapping[str, Any], actors: Mapping[str, str]) -> str:
    office = f", {row['office']}" if row["office"] else ""
    return f"{actors[row['actor_id']]}{office} ({row['role']})"


def _quantity(row: Mapping[str, Any]) -> str:
    bound = "" if row["bound"] == "exact" else f"{row['bound']} "
    when = f" ({row['date']})" if row["date"] else ""
    return f"{row['name']}: {bound}{_cell(row['value'])} {row['unit']}{when}; stated “{row['stated']}”"


def _evidence(rows: Sequence[Mapping[str, Any]], ident: str) -> list[str]:
    quotations = len({row["number"] for row in rows})
    values = len({row["field"] for row in rows})
    literal = len({row["field"] for row in rows if row["match"] == "literal"})
    what = f"quotation{'s prove' if quotations > 1 else ' proves'} {values} value{'s' if values > 1 else ''}"
    return [f"{quotations} {what}, {literal} literally:", f"ukjsec why {ident}"]
