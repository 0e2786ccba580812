"""Frames of Spark, whose partitions come as batches of Arrow to processes of Python beside the machine of Java."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import narwhals as nw
import pyarrow as pa

from ukjsec.tabular.clusters import Cluster, Texts

ROWS_AT_ONCE = 1 << 17
"""Batches are put together until they have so many rows: each call of a function takes its time, whatever is in it."""

_SHARE = "share"


class SparkFrame:
    """A frame of Spark."""

    def __init__(self, native: Any) -> None:
        self.native = native

    def schema(self) -> Mapping[str, Any]:
        """The names and types of its columns."""
        schema: Mapping[str, Any] = nw.from_native(self.native).collect_schema()
        return schema

    def select(self, names: Sequence[str]) -> SparkFrame:
        """Some of its columns."""
        return SparkFrame(self.native.select(*map(_quoted, names)))

    def beside(self, name: str, texts: Texts) -> SparkFrame:
        """All of its columns, and one more of texts."""
        from pyspark.sql.types import StringType, StructField, StructType  # noqa: PLC0415 (not there without Spark)

        # Spark finds no column whose name has a full stop when it hands columns over: for the while they are numbered.
        names = self.native.columns
        numbered = self.native.toDF(*map(str, range(len(names))))
        schema = StructType([*numbered.schema.fields, StructField(name, StringType())])
        return SparkFrame(numbered.mapInArrow(partial(_beside, names, name, texts), schema).toDF(*names, name))

    def repeated(self, name: str, times: int) -> SparkFrame:
        """The different texts of a column that are there at least so often, as the only column."""
        counted = self.native.dropna(subset=[name]).groupBy(name).count()
        return SparkFrame(counted.where(counted["count"] >= times).select(name))

    def joined(self, known: Cluster, name: str, mark: str) -> SparkFrame:
        """All rows, and a column more in which something stands where the text of a column is a known one."""
        marked = known.native.selectExpr("*", f"1 as {mark}")
        return SparkFrame(self.native.join(marked, on=name, how="left"))

    def without(self, known: Cluster, name: str) -> SparkFrame:
        """The texts that are not among known ones, of which each is there once."""
        return SparkFrame(self.native.join(known.native, on=name, how="left_anti"))

    def first(self, name: str, number: int | None) -> list[str]:
        """The texts of a column, without what is missing, or so many of them."""
        texts = self.native.select(name).dropna()
        return [row[0] for row in (texts if number is None else texts.limit(number)).collect()]

    def reduced(self, share: Callable[[Any], bytes], added: Callable[[Iterable[bytes]], bytes]) -> bytes:
        """Make something of each partition, and add it up: what is left of each partition, in a task of its own."""
        schema = f"{_SHARE} binary"
        shares = self.native.mapInArrow(partial(_shared, share=share, added=added), schema)
        total = shares.repartition(1).mapInArrow(partial(_added, added=added), schema).collect()
        return added(bytes(row[0]) for row in total)

    def parted(self, name: str, names: Sequence[Any]) -> tuple[Any, Any]:
        """Some columns of the rows in which a text is empty, and of the others, with the text."""
        good = self.native.where(self.native[name] == "").select(*map(_quoted, names))
        return good, self.native.where(self.native[name] != "").select(*map(_quoted, [*names, name]))


def _quoted(name: str) -> str:
    """A name in which a full stop is no way into a structure."""
    return f"`{name.replace('`', '``')}`"


def _chunks(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
    held: list[pa.RecordBatch] = []
    for batch in batches:
        held.append(batch)
        if sum(one.num_rows for one in held) >= ROWS_AT_ONCE:
            yield pa.Table.from_batches(held)
            held = []
    if held:
        yield pa.Table.from_batches(held)


def _beside(
    names: Sequence[str], name: str, texts: Texts, batches: Iterable[pa.RecordBatch]
) -> Iterator[pa.RecordBatch]:
    for chunk in _chunks(batches):
        column = texts(chunk.rename_columns(list(names))).cast(pa.string())
        yield from chunk.append_column(name, column).combine_chunks().to_batches()


def _shared(
    batches: Iterable[pa.RecordBatch], share: Callable[[Any], bytes], added: Callable[[Iterable[bytes]], bytes]
) -> Iterator[pa.RecordBatch]:
    yield _binary(added(share(chunk) for chunk in _chunks(batches)))


def _added(batches: Iterable[pa.RecordBatch], added: Callable[[Iterable[bytes]], bytes]) -> Iterator[pa.RecordBatch]:
    yield _binary(added(one.as_py() for batch in batches for one in batch.column(0)))


def _binary(value: bytes) -> pa.RecordBatch:
    return pa.RecordBatch.from_pydict({_SHARE: pa.array([value], pa.binary())})
