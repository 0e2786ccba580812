"""The periods of a panel: which days lie in them, which records, and how much of each some source reports on."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from ukjsec import dataset
from ukjsec.panels.spells import Spell

PER_YEAR = {"year": 1, "quarter": 4}
"""How many periods a year has, by the name of the frequency."""


class Period(NamedTuple):
    """A year or a quarter."""

    name: str
    start: date
    end: date


class Timeline:
    """Every period of some years, in order; a record lies in them by their positions, from 0."""

    def __init__(self, freq: str, days: Iterable[date | None]) -> None:
        self._per_year = PER_YEAR[freq]
        years = [day.year for day in days if day]
        months = 12 // self._per_year
        self.periods = [
            Period(
                f"{year:04}" + (f"Q{last // 3}" if freq == "quarter" else ""),
                date(year, last - months + 1, 1),
                date(year, last, monthrange(year, last)[1]),
            )
            for year in (range(min(years), max(years) + 1) if years else ())
            for last in range(months, 13, months)
        ]

    def possible(self, spell: Spell) -> set[int]:
        """The periods that a spell can overlap with, the certain ones too; an open end reaches to that of the line."""
        first = self._position(spell.earliest) if spell.earliest else 0
        last = self._position(spell.latest) if spell.latest else len(self.periods) - 1
        return self.certain(spell).union(range(first, last + 1))

    def certain(self, spell: Spell) -> set[int]:
        """The periods in which a spell lies for certain."""
        spans = [(self._position(since), self._position(until)) for since, until in spell.shown]
        return {at for first, last in spans for at in range(first, last + 1)}

    def _position(self, day: date) -> int:
        return self._per_year * (day.year - self.periods[0].start.year) + (day.month - 1) * self._per_year // 12

    def shares(self, covered: Sequence[tuple[date, date]]) -> list[float]:
        """The share of the days of each period that lie in some span."""
        return [_share(period, covered) for period in self.periods]


def covered(parts: Iterable[dataset.Row]) -> list[tuple[date, date]]:
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


def _share(period: Period, covered: Iterable[tuple[date, date]]) -> float:
    days = sum(max(0, (min(last, period.end) - max(first, period.start)).days + 1) for first, last in covered)
    return days / ((period.end - period.start).days + 1)
