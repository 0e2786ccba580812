"""Columns and rows are judged alike: on rows that hypothesis makes, on every engine, problem by problem."""

from __future__ import annotations

import random

import agreement
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ukjsec.layout import tables

NAMES = tuple(tables())
CALM = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


@CALM
@given(name=st.sampled_from(NAMES), texts=st.booleans(), coded=st.booleans(), rng=st.randoms(use_true_random=False))
def test_columns_and_rows_are_judged_alike(name: str, texts: bool, coded: bool, rng: random.Random) -> None:
    """Whatever the rows hold, each engine finds what is found row by row, and nothing else."""
    rows = agreement.make(tables()[name], 12, rng, texts=texts)
    engines = {one: agreement.ENGINES[one] for one in ("polars", "pyarrow")}
    assert agreement.compare(tables()[name], rows, texts=texts, coded=coded, engines=engines) == []


@pytest.mark.parametrize("engine", [*agreement.ENGINES, agreement.FILE])
@pytest.mark.parametrize("texts", [False, True], ids=["typed", "texts"])
def test_every_engine_judges_every_kind_of_breach_alike(engine: str, texts: bool) -> None:
    """On each engine hundreds of rows of the tables with most rules are judged as they are row by row."""
    for name in ("agreements", "sources") if texts else ("records", "parts"):
        rng = random.Random(f"{name} {texts}")  # noqa: S311 (nothing here is a secret)
        rows = agreement.make(tables()[name], 300, rng, texts=texts)
        engines = {engine: agreement.ENGINES.get(engine)}
        assert agreement.compare(tables()[name], rows, texts=texts, coded=not texts, engines=engines) == []


def test_the_rows_break_every_rule_and_some_break_none() -> None:
    """The rows are worth judging: every rule that a table can break is broken by some, and many rows break none."""
    found: set[str] = set()
    sound = 0
    for texts in (False, True):
        for table in tables().values():
            rng = random.Random(5)  # noqa: S311 (as above)
            rows = agreement.make(table, 400, rng, texts=texts)
            broken = agreement.by_rows(table, rows, {"records": frozenset(agreement.KNOWN)})
            sound += len(rows) - len(broken)
            found |= {reason.partition(": ")[2] for reasons in broken.values() for reason in reasons}
    assert found == {
        "blank-text", "cell-missing", "control-character", "dangling-key", "derived-differs", "duplicate-row",
        "formula", "heaped-marks", "impossible-date", "invisible-character", "look-alike-letter",
        "meaningless-character", "parted-letter", "unknown-term", "wrong-type", "wrong-value",
    }  # fmt: skip
    assert sound > 1000
