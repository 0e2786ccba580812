"""Two readings of the sources compared: what each coder saw, and how often they saw the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from ukjsec.models import Model
from ukjsec.values import Id, TermOf, Text
from ukjsec.vocabulary import OUTCOME, SETTLED_BY


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


def agreement(pairs: Sequence[tuple[str | None, str | None]]) -> tuple[float, float | None]:
    """How far two coders agree.

    Args:
        pairs: the value of the first and of the second coder, unit by unit; a missing value is a value too.

    Returns:
        The share of units with equal values, and Cohen's kappa for nominal values (Cohen, A Coefficient of Agreement
        for Nominal Scales, 1960): agreement beyond what the coders' own frequencies make likely, 1 when perfect. None
        where both used a single value throughout, since chance alone would agree then.
    """
    number = len(pairs)
    observed = sum(first == second for first, second in pairs) / number
    ours, theirs = Counter(first for first, _ in pairs), Counter(second for _, second in pairs)
    expected = sum(ours[value] * theirs[value] for value in ours) / number**2
    return observed, None if expected == 1 else (observed - expected) / (1 - expected)
