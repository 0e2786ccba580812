"""Two readings of the sources compared: what each coder saw, and how often they saw the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from ukjsec.described import Model, describe
from ukjsec.values import Id, TermOf, Text
from ukjsec.vocabulary import OUTCOME, SETTLED_BY

ITEM = "item"
"""The field under which the tables say whether both coders found the item."""


class Settlement(Model):
    """How a difference between the two readings was settled against the text."""

    by: Annotated[str, TermOf(SETTLED_BY)]
    """Which reading the record follows now."""
    how: Text
    """The reason, in a sentence."""


class Comparison(Model):
    """One item as two coders read it, each without sight of the other."""

    id: Id
    """The comparison's id: the source and a number."""
    source: Id
    """The source that both read."""
    outcome: Annotated[str, TermOf(OUTCOME)]
    """Whether both found the item, and as one."""
    first: tuple[Text, ...] = ()
    """The ids of the first coder's records, as they were then."""
    second: tuple[Text, ...] = ()
    """The ids that the second coder gave."""
    fields: dict[Text, Annotated[tuple[Text | None, ...], Field(min_length=2, max_length=2)]] = Field(default={})
    """Field → the first and the second value, where both coded the item; lists are joined by `; `."""
    settled: dict[Text, Settlement] = Field(default={})
    """Field, or `item` → how the difference was settled."""


describe(__name__)


def kappa(pairs: Sequence[tuple[str | None, ...]]) -> float | None:
    """Cohen's kappa of two coders, for nominal values: agreement beyond what chance alone makes likely.

    After Cohen, A Coefficient of Agreement for Nominal Scales (1960); chance is what the coders' own frequencies of the
    values make of it.

    Args:
        pairs: the value of the first and of the second coder, unit by unit, at least one; a missing value is a value
            too.

    Returns:
        1 when they agree throughout, 0 when as often as by chance, below it when less often. None where both used one
        value and no other: chance alone would agree then.
    """
    number = len(pairs)
    observed = sum(first == second for first, second in pairs) / number
    ours, theirs = Counter(first for first, _ in pairs), Counter(second for _, second in pairs)
    expected = sum(ours[value] * theirs[value] for value in ours) / number**2
    return None if expected == 1 else (observed - expected) / (1 - expected)
