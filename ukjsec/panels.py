"""Counts of records by period: what certainly and what possibly fell in a year or a quarter."""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import product
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from ukjsec import dataset

if TYPE_CHECKING:
    import pandas as pd

_PER_YEAR = {"year": 1, "quarter": 4}

_DESCRIPTIONS = {
    "period": "The year, such as 2015, or the quarter, such as 2015Q1.",
    "start": "The first day of the period.",
    "end": "The last day of the period.",
    "type": "The type of record.",
    "unit": "What the records count; counts of different units are never added up.",
    "certain": "Records whose headline date certainly lies in the period; missing where no source covers the period.",
    "possible": "Records whose headline date can overlap with it, the certain ones among them; missing likewise.",
    "covered": "The share of the days of the period that some part of a source reports on, from 0 to 1.",
}


class _Period(NamedTuple):
    name: str
    start: date
    end: date


def panel(
    freq: Literal["year", "quarter"] = "year", types: str | Iterable[str] | None = None, occurred: bool = True
) -> pd.DataFrame:
    """Count records by period.

    Args:
        freq: `"year"` or `"quarter"`.
        types: the types of record to count, such as `"exercises"` or `["agreements", "dialogues"]`; None means all.
        occurred: True counts what came to be; False counts every record, what was only proposed or wished for too.

    Returns:
        A DataFrame with one row for each period × type × unit, whether or not there is a record, from the first to the
        last year in which a record is dated or a source reports. Its columns: `period` (`2015`, `2015Q1`), `start` and
        `end` (days), `type`, `unit` (`instance`, `series`, `activity`: never to be added up), `certain` (records whose
        headline date certainly lies in the period), `possible` (whose date can overlap with it, the certain ones among
        them; an open end reaches without end) and `covered` (the share of the days of the period, 0 to 1, on which
        some part of a source reports).

        Both counts are `Int64`, and **missing, not zero, where no source covers the period**, not even a day of it.
        Where `covered` is below 1, a count is of that share; keep `frame[frame.covered == 1]` to be strict. What a
        part covers is in `load("parts")`: an open end reaches to the day when the part was written; a part whose
        beginning is open is not counted, since nobody knows from where on it reports. Records without a date are
        counted nowhere.

    Raises:
        UnknownNameError: there is no such frequency or type.
        MissingPackageError: the data package is not there.

    Example:
        >>> frame = ukjsec.panel("year", types="dialogues")
        >>> frame[frame.unit == "instance"].set_index("period").certain
    """
    if freq not in _PER_YEAR:
        raise dataset.unknown("frequency", freq, _PER_YEAR)
    import pandas as pd  # noqa: PLC0415 (0.5 s)

    table = dataset.read("records")
    vocabulary = {name: dataset.terms(table.schema.field(name)) or [] for name in ("type", "unit")}
    wanted = _chosen(types, vocabulary["type"])
    dated = [row for row in table.to_pylist() if row["date_earliest"] or row["date_latest"]]
    covered = _covered(dataset.read("parts").to_pylist())
    periods = _periods(freq, [*((row["date_earliest"], row["date_latest"]) for row in dated), *covered])
    counted = [row for row in dated if row["occurred"] or not occurred]
    certain, possible = _counts(freq, periods, counted)
    shares = [_share(period, covered) for period in periods]

    cells = list(product(range(len(periods)), wanted, vocabulary["unit"]))

    def counts(found: Counter[tuple[int, str, str]]) -> pd.Series[Any]:
        return pd.Series([found[cell] if shares[cell[0]] else None for cell in cells], dtype="Int64")

    frame = pd.DataFrame(
        {
            "period": pd.Series([periods[at].name for at, _, _ in cells], dtype=pd.StringDtype("pyarrow")),
            "start": pd.Series([periods[at].start.isoformat() for at, _, _ in cells], dtype="datetime64[s]"),
            "end": pd.Series([periods[at].end.isoformat() for at, _, _ in cells], dtype="datetime64[s]"),
            "type": pd.Categorical([kind for _, kind, _ in cells], categories=vocabulary["type"]),
            "unit": pd.Categorical([unit for _, _, unit in cells], categories=vocabulary["unit"]),
            "certain": counts(certain),
            "possible": counts(possible),
            "covered": pd.Series([shares[at] for at, _, _ in cells], dtype="float64"),
        }
    )
    what = f"One {freq} of one type and unit of record, with counts of records."
    about = dataset.about(table.schema)
    about.update(table="panel", title="Panel", description=what, descriptions=dict(_DESCRIPTIONS))
    frame.attrs = about
    return frame


def _chosen(types: str | Iterable[str] | None, known: list[str]) -> list[str]:
    """The types asked for, in the order of the vocabulary."""
    asked = known if types is None else [types] if isinstance(types, str) else list(types)
    for name in asked:
        if name not in known:
            raise dataset.unknown("type of record", name, known)
    return [name for name in known if name in asked]


def _covered(parts: Sequence[dataset.Row]) -> list[tuple[date, date]]:
    """The spans of days that the parts of sources report on, in order, none overlapping another."""
    spans = (
        (part["covers_earliest"], part["covers_latest"] or max(part["date_latest"], part["covers_earliest"]))
        for part in parts
        if part["covers_earliest"] and (part["covers_latest"] or part["date_latest"])
    )
    merged: list[tuple[date, date]] = []
    for first, last in sorted(spans):
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return merged


def _periods(freq: str, spans: Iterable[tuple[date | None, date | None]]) -> list[_Period]:
    """Every period of the years from the first to the last of some days."""
    years = [day.year for span in spans for day in span if day]
    months = 12 // _PER_YEAR[freq]
    return [
        _Period(
            f"{year:04}" + (f"Q{last // 3}" if freq == "quarter" else ""),
            date(year, last - months + 1, 1),
            date(year, last, monthrange(year, last)[1]),
        )
        for year in (range(min(years), max(years) + 1) if years else ())
        for last in range(months, 13, months)
    ]


def _counts(
    freq: str, periods: Sequence[_Period], records: Iterable[dataset.Row]
) -> tuple[Counter[tuple[int, str, str]], Counter[tuple[int, str, str]]]:
    """How many records lie in each period (by its position) for certain, and how many possibly, by type and unit."""

    def position(day: date) -> int:
        return _PER_YEAR[freq] * (day.year - periods[0].start.year) + (day.month - 1) * _PER_YEAR[freq] // 12

    certain: Counter[tuple[int, str, str]] = Counter()
    possible: Counter[tuple[int, str, str]] = Counter()
    for record in records:
        earliest, latest = record["date_earliest"], record["date_latest"]
        first = position(earliest) if earliest else 0
        last = position(latest) if latest else len(periods) - 1
        possible.update((at, record["type"], record["unit"]) for at in range(first, last + 1))
        if first == last and earliest and latest:
            certain[first, record["type"], record["unit"]] += 1
    return certain, possible


def _share(period: _Period, covered: Iterable[tuple[date, date]]) -> float:
    """The share of the days of a period that lie in some span."""
    days = sum(max(0, (min(last, period.end) - max(first, period.start)).days + 1) for first, last in covered)
    return days / ((period.end - period.start).days + 1)
