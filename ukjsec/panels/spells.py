"""The days of a record: when its headline event was, or how long the thing was under way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from ukjsec import dataset, edtf

BEGINNINGS = ("signed", "agreed", "in-force", "held", "started", "launched")
"""The events before which a thing was not yet under way."""

SHOWN = (*BEGINNINGS, "attested", "ended")
"""The events on whose day it was under way; the headline event is one more, whatever it is."""

GOING_ON = ("active", "in-force")
"""The statuses that say so of the day of the source, which stands in `as_of`."""

OVER = ("completed", "ended")
"""The statuses that say that it was over by then."""


class Spell(NamedTuple):
    """The days of a record."""

    earliest: date | None
    """The first day that is possible; None is open."""
    latest: date | None
    """The last day that is possible; None is open."""
    shown: tuple[tuple[date, date], ...]
    """What is certain: from the last day on which it can have begun to the first on which it can have ended. Where the
    first of the two is the later one, it is certain only of a period in which both lie."""


def dated(records: Iterable[dataset.Row]) -> dict[str, Spell]:
    """The days on which the headline event of each record can have been; without a date a record has none.

    Args:
        records: rows of the table `records`.
    """
    found = {}
    for row in records:
        earliest, latest = row["date_earliest"], row["date_latest"]
        if earliest or latest:
            found[row["id"]] = Spell(earliest, latest, ((latest, earliest),) if earliest and latest else ())
    return found


def under_way(records: Iterable[dataset.Row], dates: Iterable[dataset.Row]) -> dict[str, Spell]:
    """The days on which each record was under way; what never was and what has no date has none.

    Args:
        records: rows of the table `records`.
        dates: all rows of the table `dates`.
    """
    dates_of: dict[str, list[dataset.Row]] = defaultdict(list)
    for row in dates:
        dates_of[row["record_id"]].append(row)
    rows = {row["id"]: row for row in records if row["occurred"]}
    return {ident: _lasting(rows[ident], dates_of[ident], spell) for ident, spell in dated(rows.values()).items()}


def days(spells: Mapping[str, Spell]) -> Iterator[date | None]:
    """The days at which spells begin and end."""
    for spell in spells.values():
        yield from (spell.earliest, spell.latest)
        for shown in spell.shown:
            yield from shown


def _lasting(record: dataset.Row, dates: Sequence[dataset.Row], headline: Spell) -> Spell:
    """The days on which something that came to be was under way."""
    if record["unit"] == "instance" and record["status"] == "completed":
        return headline._replace(shown=_shown([record["date"]]))
    seen = record["as_of"]
    said = [record["date"], *(row["date"] for row in dates if row["event"] in SHOWN)]
    begun = [row["date_earliest"] for row in dates if row["event"] in BEGINNINGS]
    over = [row["date_latest"] for row in dates if row["event"] == "ended"]
    if seen and record["status"] in OVER and not over:
        over = [row["date_latest"] for row in dates if row["event"] == "held"] or [edtf.parse(seen).latest]
    if seen and record["status"] in GOING_ON:
        said.append(seen)
    return Spell(
        earliest=min(begun) if begun and all(begun) else None,
        latest=over[0] if over else None,
        shown=_shown(said),
    )


def _shown(texts: Sequence[str]) -> tuple[tuple[date, date], ...]:
    """What dates in EDTF say for certain: an interval lasts from its first end to its second."""
    shown = []
    for text in texts:
        ends = [edtf.parse(end) for end in text.split("/") if end != ".."]
        since, until = ends[0].latest, ends[-1].earliest
        if since and until:
            shown.append((since, until))
    return tuple(shown)
