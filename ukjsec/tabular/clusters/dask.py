"""Frames of Dask, whose partitions are DataFrames of pandas."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

import narwhals as nw
import pandas as pd

from ukjsec.tabular.clusters import Cluster, Texts

_TEXT = "string[pyarrow]"
_SHARE = "share"
_AT_ONCE = 16
"""So many shares are added up by one task."""


class DaskFrame:
    """A frame of Dask.

    It is asked in its own words, not in those of Narwhals, which will know it by a plugin alone.
    """

    def __init__(self, native: Any) -> None:
        self.native = native

    def schema(self) -> Mapping[str, Any]:
        """The names and types of its columns; objects are taken for texts, as Dask itself does."""
        schema = nw.from_native(_meta(self.native), eager_only=True).schema
        return {str(name): kind for name, kind in schema.items()}

    def select(self, names: Sequence[str]) -> DaskFrame:
        """Some of its columns."""
        return DaskFrame(self.native[list(names)])

    def beside(self, name: str, texts: Texts) -> DaskFrame:
        """All of its columns, and one more of texts."""
        meta = _meta(self.native).assign(**{name: pd.Series(dtype=_TEXT)})
        return DaskFrame(self.native.map_partitions(_beside, name, texts, meta=meta))

    def repeated(self, name: str, times: int) -> DaskFrame:
        """The different texts of a column that are there at least so often, as the only column."""
        number = f"{name}_number"
        counted = self.native.groupby(name).size().rename(number).reset_index()
        return DaskFrame(counted[counted[number] >= times][[name]])

    def joined(self, known: Cluster, name: str, mark: str) -> DaskFrame:
        """All rows, and a column more in which something stands where the text of a column is a known one."""
        index = f"{mark}_index"
        left = self.native.assign(**{index: self.native.index})
        joined = left.merge(known.native.assign(**{mark: 1}), on=name, how="left")
        # A join makes an index of its own: what comes back is to have the one that it came with.
        back = partial(_indexed, column=index, name=self.native.index.name)
        return DaskFrame(joined.map_partitions(back, meta=back(_meta(joined))))

    def without(self, known: Cluster, name: str) -> DaskFrame:
        """The texts that are not among known ones, of which each is there once."""
        mark = f"{name}_known"
        joined = self.native.merge(known.native.assign(**{mark: 1}), on=name, how="left")
        return DaskFrame(joined[joined[mark].isna()][[name]])

    def first(self, name: str, number: int | None) -> list[str]:
        """The texts of a column, without what is missing, or so many of them."""
        texts = self.native[[name]].dropna()
        found = texts.compute() if number is None else texts.head(number, npartitions=-1)
        return [str(text) for text in found[name]]

    def reduced(self, share: Callable[[Any], bytes], added: Callable[[Iterable[bytes]], bytes]) -> bytes:
        """Make something of each partition, and add it up, some at a time, as a tree."""
        add = partial(_added, added=added)
        meta = pd.DataFrame({_SHARE: pd.Series(dtype=object)})
        total = self.native.reduction(partial(_shared, share=share), add, combine=add, meta=meta, split_every=_AT_ONCE)
        return bytes(total.compute()[_SHARE].iloc[0])

    def parted(self, name: str, names: Sequence[Any]) -> tuple[Any, Any]:
        """Some columns of the rows in which a text is empty, and of the others, with the text."""
        empty = self.native[name] == ""
        return self.native[empty][list(names)], self.native[~empty][[*names, name]]


def _meta(native: Any) -> pd.DataFrame:
    from dask.dataframe.utils import make_meta  # noqa: PLC0415 (it is not there without Dask)

    found: pd.DataFrame = make_meta(native)
    return found


def _beside(part: pd.DataFrame, name: str, texts: Texts) -> pd.DataFrame:
    return part.assign(**{name: pd.Series(pd.array(texts(part), dtype=_TEXT), index=part.index)})


def _indexed(part: pd.DataFrame, column: str, name: Any) -> pd.DataFrame:
    return part.set_index(column).rename_axis(index=name)


def _shared(part: pd.DataFrame, share: Callable[[Any], bytes]) -> pd.DataFrame:
    return pd.DataFrame({_SHARE: pd.Series([share(part)], dtype=object)})


def _added(shares: pd.DataFrame, added: Callable[[Iterable[bytes]], bytes]) -> pd.DataFrame:
    return pd.DataFrame({_SHARE: pd.Series([added(shares[_SHARE])], dtype=object)})
