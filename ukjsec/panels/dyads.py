"""Pairs of states: who takes part in a record with whom, and who gives what another gets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import combinations, product
from typing import NamedTuple

from ukjsec import dataset

OWN = ("GBR", "JPN")
"""The two states that the dataset is about, by their ISO codes."""

DIRECTIONS = {
    "provider": ("recipient",),
    "funder": ("recipient",),
    "grantor": ("recipient", "requester"),
}
"""The roles from which something goes to which others: goods, services, training and support, money, a permission.

Who asks a provider or funder for something need not be the one who gets it, so `requester` counts for permissions
alone. A visit, the supervision of others, a proposal and the running of an event give nothing to the other side.
"""


class Pair(NamedTuple):
    """Two states, by the ids of their actors; in a directed pair the first gives, and the second gets."""

    a: str
    b: str

    @property
    def turned(self) -> Pair:
        """The pair the other way round."""
        return Pair(self.b, self.a)


def states(actors: Iterable[dataset.Row]) -> dict[str, dataset.Row]:
    """The states among the actors, by id, in the order of their COW numbers; those without one come last."""
    found = [actor for actor in actors if actor["kind"] == "state"]
    found.sort(key=lambda state: (state["cow"] is None, state["cow"], state["iso3"] or "", state["id"]))
    return {state["id"]: state for state in found}


def own(states: Mapping[str, dataset.Row]) -> Pair:
    """The pair that the dataset is about.

    Raises:
        UnknownNameError: one of the two is no actor of the package.
    """
    by_code = {state["iso3"]: ident for ident, state in states.items()}
    for code in OWN:
        if code not in by_code:
            raise dataset.unknown("state", code, filter(None, by_code))
    return Pair(*sorted((by_code[code] for code in OWN), key=list(states).index))


def in_scope(states: Mapping[str, dataset.Row], pair: Pair) -> bool:
    """Whether a pair is the one that the dataset is about."""
    return pair in (own(states), own(states).turned)


def order(states: Mapping[str, dataset.Row], pairs_of: Mapping[str, Iterable[Pair]], *, directed: bool) -> list[Pair]:
    """The dataset's own pair and those of some records, in the order of the states; directed, its own both ways."""
    always = own(states)
    rank = list(states).index
    found = {always, *([always.turned] if directed else []), *(pair for each in pairs_of.values() for pair in each)}
    return sorted(found, key=lambda pair: (rank(pair.a), rank(pair.b)))


def together(
    states: Mapping[str, dataset.Row], records: Iterable[str], participants: Iterable[dataset.Row]
) -> dict[str, set[Pair]]:
    """The pairs of states that take part in each record, in whatever role, themselves or through a body of theirs.

    The dataset's own pair is in every record: that both take part is what makes an item a record, also where the
    source names a body of one side alone, or one body of both.
    """
    order = {ident: number for number, ident in enumerate(states)}
    named: dict[str, set[str]] = defaultdict(set)
    for row in participants:
        if row["state_id"] in states:
            named[row["record_id"]].add(row["state_id"])
    always = own(states)
    return {
        record: {always, *(Pair(*two) for two in combinations(sorted(named[record], key=order.__getitem__), 2))}
        for record in records
    }


def given(
    states: Mapping[str, dataset.Row], records: Iterable[str], participants: Iterable[dataset.Row]
) -> dict[str, set[Pair]]:
    """The pairs of states of which, in each record, the first gives what the second gets, as their roles tell."""
    having: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in participants:
        if row["state_id"] in states:
            having[row["record_id"]][row["role"]].add(row["state_id"])
    return {
        record: {
            Pair(giver, getter)
            for role, others in DIRECTIONS.items()
            for other in others
            for giver, getter in product(having[record][role], having[record][other])
            if giver != getter
        }
        for record in records
    }
