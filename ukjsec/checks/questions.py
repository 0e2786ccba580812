"""Questions to a column whose answer is never null: of what is missing it is false, or nothing.

Engines differ in what they answer of missing values, and pandas in how it joins the answers.
"""

from __future__ import annotations

from collections.abc import Iterable

import narwhals as nw


def true(answer: nw.Expr) -> nw.Expr:
    """Where an answer is true."""
    return answer.fill_null(False)


def has(text: nw.Expr, pattern: str, *, literal: bool = False) -> nw.Expr:
    """Where a pattern matches somewhere in a text."""
    return true(text.str.contains(pattern, literal=literal))


def one_of(value: nw.Expr, known: Iterable[object]) -> nw.Expr:
    """Where a value is one of those that are known."""
    listed = list(known)
    return true(value == listed[0] if len(listed) == 1 else value.is_in(listed))


def length(text: nw.Expr) -> nw.Expr:
    """How many characters a text has."""
    return text.str.len_chars().fill_null(0)


def on_calendar(day: nw.Expr) -> nw.Expr:
    """Where a day lies in the years 1 to 9999."""
    return true((day.dt.year() >= 1) & (day.dt.year() <= 9999))
