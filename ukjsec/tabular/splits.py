"""The good rows of a frame, and the others with their reasons; both on the engine that holds the frame."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import narwhals as nw

from ukjsec.errors import FrameError
from ukjsec.tabular import runs, shares, verdicts
from ukjsec.tabular.frames import Data, Frame

REASONS = "problems"
"""The column that is added to the rows that fail: `column: rule`, joined by `; `."""


class Split(NamedTuple):
    """The rows of a frame, parted; each row stands in one of the two."""

    good: Any
    """The rows without a problem, as they came."""
    failures: Any
    """The others, with a column `problems` that says why: `kind: unknown-term; date: impossible-date`."""


def split(native: Any, table: str, against: Mapping[str, Any] | None, root: Path) -> Split:
    """Part the rows of a frame; arguments and errors are those of `verdicts.verdict`."""
    frame = verdicts.taken(native, table)
    reasons = _reasons_name(frame)
    if frame.broken:
        raise FrameError(f"{frame.shape[0].message.partition(', so')[0]}; delete or rename all but one of them")
    if frame.incomplete:
        rules = "; ".join(f"{one.place.name}: {one.rule}" for one in frame.shape if one.severity == "problem")  # type: ignore[attr-defined]
        return _all_fail(frame, reasons, rules)
    if frame.cluster:
        in_parts = shares.said(frame, frame.cluster, against, root, reasons)
        return Split(*in_parts.parted(reasons, native.columns))
    made = runs.run(frame, against, root)
    if made.unknown:
        stopped = "; ".join(f"{one.place.name}: {one.rule}" for one in made.unknown)  # type: ignore[attr-defined]
        return _all_fail(frame, reasons, stopped)
    if made.suspicious is None:
        whole: Data = nw.from_native(native)
        none = whole.with_columns(nw.lit("").alias(reasons)).head(0)
        return Split(native, none.to_native())
    coded = made.coded(made.data)
    said = coded.with_columns(**{reasons: made.reasons})
    if not isinstance(said, nw.DataFrame):
        columns = [*frame.columns, reasons]
        failures = said.filter(made.bad).select(*columns)
        return Split(said.filter(~made.bad).select(*frame.columns).to_native(), failures.to_native())
    # Of an eager frame the rows are those that came, with their types and index, in their order.
    said = said.select(frame.row, reasons, **{f"{frame.prefix}bad": made.bad}).sort(frame.row)
    rows: nw.DataFrame[Any] = nw.from_native(native, eager_only=True)
    bad = said[f"{frame.prefix}bad"].to_list()
    texts = said.filter(nw.col(f"{frame.prefix}bad"))[reasons].to_list()
    failing = rows.filter(bad)
    series = nw.new_series(reasons, texts, nw.String, backend=rows.implementation)
    return Split(rows.filter([not one for one in bad]).to_native(), _beside(failing, series).to_native())


def _beside(data: nw.DataFrame[Any], series: nw.Series[Any]) -> nw.DataFrame[Any]:
    native: Any = series.to_native()
    if data.implementation.is_pandas():
        native.index = data.to_native().index
    return data.with_columns(nw.from_native(native, series_only=True).alias(series.name))


def _all_fail(frame: Frame, reasons: str, why: str) -> Split:
    if frame.cluster:
        said = frame.cluster.beside(reasons, partial(_repeated, why))
        return Split(*said.parted(reasons, frame.native.columns))
    whole: Data = nw.from_native(frame.native)
    return Split(
        whole.head(0).to_native(),
        whole.with_columns(nw.lit(why).alias(reasons)).to_native(),
    )


def _repeated(text: str, part: Any) -> Any:
    import pyarrow as pa  # noqa: PLC0415 (with the rows comes what needs it)

    return pa.chunked_array([pa.array([text] * len(part), pa.string())])


def _reasons_name(frame: Frame) -> str:
    name = REASONS
    while name in frame.columns:
        name += "_"
    return name
