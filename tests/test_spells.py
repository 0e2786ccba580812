"""How long records were under way: certain where a source says so, possible where none denies it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ukjsec import edtf, vocabulary
from ukjsec.panels import spells, timeline

EVENTS = ["started", "held", "attested", "ended", "signed", "reported", "announced", "dated"]
DATES = [
    "2002",
    "2003-05",
    "[2002..2004]",
    "[..2005]",
    "[2004..]",
    "2001/2006",
    "2003-06/..",
    "../2004",
    "199X",
    "2004~",
]


def record(
    status: str, unit: str, as_of: str | None, dates: dict[str, str]
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """A row of `records`, with its rows of `dates`; the first date is the headline."""
    rows = []
    for event, text in dates.items():
        date = edtf.parse(text)
        bounds = {"date_earliest": date.earliest, "date_latest": date.latest}
        rows.append({"record_id": "x", "event": event, "date": text, **bounds})
    empty = {"date": None, "date_earliest": None, "date_latest": None}
    headline = {name: rows[0][name] for name in empty} if rows else empty
    occurred = status in vocabulary.OCCURRED
    return {"id": "x", "status": status, "occurred": occurred, "unit": unit, "as_of": as_of, **headline}, rows


def years(spell: spells.Spell, first: int = 2000, last: int = 2008) -> tuple[str, str]:
    """The years of a decade that are certain and those that are possible, by their last digits."""
    line = timeline.Timeline("year", [edtf.parse(str(year)).earliest for year in (first, last)])
    certain, possible = line.certain(spell), line.possible(spell)
    return "".join(map(str, sorted(certain))), "".join(map(str, sorted(possible)))


@pytest.mark.parametrize(
    ("status", "unit", "as_of", "dates", "expected"),
    [
        ("active", "activity", "2005", {"started": "2002"}, ("25", "2345678")),
        ("active", "series", "[2004..2005]", {"started": "2002"}, ("2", "2345678")),
        ("active", "activity", None, {"started": "2002"}, ("2", "2345678")),
        ("active", "activity", "2005", {"attested": "2003/2004"}, ("345", "012345678")),
        ("active", "instance", "2006", {"launched": "2002", "attested": "2004"}, ("246", "2345678")),
        ("active", "activity", "2006", {"started": "[..2003]"}, ("6", "012345678")),
        ("active", "instance", "2006", {"started": "[..2003]", "in-force": "2004"}, ("46", "012345678")),
        ("active", "activity", None, {"started": "2004", "attested": "2002"}, ("24", "245678")),
        ("ended", "activity", "2007", {"started": "2002", "ended": "2005"}, ("25", "2345")),
        ("ended", "activity", "2005", {"started": "2002"}, ("2", "2345")),
        ("ended", "activity", "2005", {"ended": "[2004..]"}, ("", "012345678")),
        ("ended", "instance", "2007", {"signed": "2002", "ended": "2004"}, ("24", "234")),
        ("completed", "activity", "2007", {"held": "2002/2004"}, ("234", "234")),
        ("completed", "instance", "2007", {"held": "2002/2004"}, ("234", "234")),
        ("completed", "instance", "2007", {"held": "[2002..2004]"}, ("", "234")),
        ("completed", "instance", "2007", {"announced": "2003"}, ("3", "3")),
        ("signed", "instance", "2007", {"signed": "2003", "reported": "2006"}, ("3", "345678")),
        ("in-force", "instance", "2006", {"signed": "2002", "in-force": "2003"}, ("236", "2345678")),
        ("in-force", "instance", "2006", {"attested": "2004"}, ("46", "012345678")),
        ("agreed", "instance", "2006", {"reported": "2004", "expected": "2007"}, ("4", "012345678")),
    ],
)
def test_what_is_under_way_when(
    status: str, unit: str, as_of: str | None, dates: dict[str, str], expected: tuple[str, str]
) -> None:
    """Certain are the years of which a source says it; possible those between, and later ones until its end is told."""
    row, its_dates = record(status, unit, as_of, dates)
    assert years(spells.under_way([row], its_dates)["x"]) == expected


def test_what_never_was_is_not_under_way() -> None:
    """A proposal is under way nowhere, and so is what has no date; a proposal has its date all the same."""
    proposal, dates = record("proposed", "activity", "2005", {"proposed": "2004"})
    assert spells.under_way([proposal], dates) == {}
    assert years(spells.dated([proposal])["x"]) == ("4", "4")
    undated, none = record("active", "activity", "2005", {})
    assert spells.under_way([undated], none) == spells.dated([undated]) == {}


def test_the_events_and_statuses_are_terms() -> None:
    """Every event and status that the reading knows is a term of the vocabulary."""
    assert set(spells.SHOWN) <= set(vocabulary.EVENT.names)
    assert {*spells.GOING_ON, *spells.OVER} <= vocabulary.OCCURRED


@given(
    status=st.sampled_from(sorted(vocabulary.OCCURRED)),
    unit=st.sampled_from(["instance", "series", "activity"]),
    as_of=st.sampled_from([None, *DATES]),
    dates=st.dictionaries(st.sampled_from(EVENTS), st.sampled_from(DATES), min_size=1),
    freq=st.sampled_from(["year", "quarter"]),
)
def test_what_is_dated_is_under_way_then(
    status: str, unit: str, as_of: str | None, dates: dict[str, str], freq: str
) -> None:
    """Every period for which a record counts by its date, it counts for as under way too."""
    row, its_dates = record(status, unit, as_of, dates)
    dated, lasting = spells.dated([row]), spells.under_way([row], its_dates)
    line = timeline.Timeline(freq, [*spells.days(dated), *spells.days(lasting)])
    assert line.certain(dated["x"]) <= line.certain(lasting["x"])
    assert line.certain(dated["x"]) <= line.possible(dated["x"])
    assert line.certain(lasting["x"]) <= line.possible(lasting["x"])
    assert all(0 <= at < len(line.periods) for at in line.certain(lasting["x"]))
