"""Frames in partitions, on the engines of clusters that hold them: Dask and Spark.

Such an engine is not told the rules in words of its own: hundreds of expressions would be hundreds of steps of its
plan, which takes longer to make than to carry out. It is handed functions, which it calls with each partition where the
partition lies. What concerns the whole stays its own: groups, joins, adding up, and that what was lost is done again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Protocol, TypeAlias

Texts: TypeAlias = Callable[[Any], Any]
"""A function that is called with a partition, a DataFrame of pandas or a table of Arrow, and gives an array of Arrow:
a text, or nothing, for each row."""


class Cluster(Protocol):
    """A frame in partitions; whatever is made of it is lazy but for `first` and `reduced`."""

    native: Any

    def schema(self) -> Mapping[str, Any]:
        """The names and types of its columns, in the words of Narwhals."""

    def select(self, names: Sequence[str]) -> Cluster:
        """Some of its columns."""

    def beside(self, name: str, texts: Texts) -> Cluster:
        """All of its columns, and one more of texts."""

    def repeated(self, name: str, times: int) -> Cluster:
        """The different texts of a column that are there at least so often, as the only column."""

    def joined(self, known: Cluster, name: str, mark: str) -> Cluster:
        """All rows, and a column more in which something stands where the text of a column is a known one.

        Args:
            known: what `repeated` gave, so that no text is there twice.
            name: the column of texts, in both.
            mark: the name of the column that is added.
        """

    def without(self, known: Cluster, name: str) -> Cluster:
        """The texts that are not among known ones, of which each is there once."""

    def first(self, name: str, number: int | None) -> list[str]:
        """The texts of a column, without what is missing, or so many of them."""

    def reduced(self, share: Callable[[Any], bytes], added: Callable[[Iterable[bytes]], bytes]) -> bytes:
        """Make something of each partition, where it lies, and add it all up; all that leaves the engine is the sum."""

    def parted(self, name: str, names: Sequence[Any]) -> tuple[Any, Any]:
        """Some columns of the rows in which a text is empty, and of the others, with the text; both are native."""
