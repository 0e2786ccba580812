"""Keys and references of a frame: which rows have the key of another, which cells name a row that is not there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import narwhals as nw

from ukjsec.checks import FITTING, Check
from ukjsec.checks.questions import one_of
from ukjsec.columns import Column
from ukjsec.errors import FrameError
from ukjsec.tabular import frames
from ukjsec.tabular.clusters import Cluster, engines
from ukjsec.tabular.frames import Data, Frame, taken_as
from ukjsec.vocabulary import nearest

LIMIT_LISTED = 20_000
"""So many known ids are handed to the engine as a list; more are joined."""
LIMIT_HINTS = 50
"""For so many unknown ids the nearest known one is looked up."""

_IDENT = "id"


@dataclass(frozen=True)
class Link:
    """A rule that looks beyond the row: of its key, or of a cell that names a row elsewhere."""

    check: Check
    after: tuple[str, ...]
    known: tuple[str, ...] = ()
    """The ids that are known, where they are few: from them the nearest is found."""
    references: str = ""
    """The table that is pointed at; empty of a key."""


def linked(frame: Frame, against: Mapping[str, Any] | None, root: Path) -> tuple[Data, list[Link]]:
    """Follow the key and the references of a frame.

    Args:
        frame: the frame.
        against: table → frame in which its rows stand, or None where references to it are not to be followed.
        root: the folder whose `datapackage/` has the tables that are not named.

    Returns:
        The data, with columns that the links ask for, and the links.

    Raises:
        FrameError: what a table is to be held against is no frame, or has no column `id`.
    """
    data, links = _key(frame, frame.data)
    for column in frame.table.columns:
        if column.references and column.name in frame.held and frame.held[column.name].kind == "text":
            data, link = _reference(frame, data, column, against or {}, root)
            links += [link] if link else []
    return data, links


def _key(frame: Frame, data: Data) -> tuple[Data, list[Link]]:
    key = _whole_key(frame)
    if not key:
        return data, []
    names = {name: f"{frame.prefix}key{at}" for at, name in enumerate(key)}
    number = f"{frame.prefix}same"
    whole = data.select(**{names[name]: frame.held[name].value for name in key}).drop_nulls()
    doubled = whole.group_by(*names.values()).agg(nw.len().alias(number)).filter(nw.col(number) > 1)
    if isinstance(doubled, nw.DataFrame):
        if doubled.is_empty():
            return data, []
    elif _count(doubled) == 0:
        return data, []
    left = data.with_columns(**{names[name]: frame.held[name].value for name in key})
    joined = left.join(doubled, on=list(names.values()), how="left")  # type: ignore[arg-type]
    broken = ~nw.col(number).is_null()
    return joined, [Link(Check("duplicate-row", key[0], broken), key)]


def _whole_key(frame: Frame) -> tuple[str, ...]:
    """The columns of the key, where a frame has all of them, in a fitting way."""
    types = {column.name: column.type for column in frame.table.columns}
    key = frame.table.key
    return key if all(name in frame.held and frame.held[name].kind in FITTING[types[name]] for name in key) else ()


def _count(data: nw.LazyFrame[Any]) -> int:
    return int(data.select(nw.len().alias("n")).collect()["n"][0])


def _reference(
    frame: Frame, data: Data, column: Column, against: Mapping[str, Any], root: Path
) -> tuple[Data, Link | None]:
    table = column.references or ""
    value = frame.held[column.name].value
    if table == frame.table.name and table not in against:
        if _IDENT not in frame.held or frame.held[_IDENT].kind != "text":
            return data, None
        ids: Data | None = frame.data.select(nw.col(_IDENT).cast(nw.String))
    else:
        ids = ids_elsewhere(table, against, root)
    if ids is None:
        return data, None
    same = type(ids) is type(data) and ids.implementation is data.implementation
    few = ids.head(LIMIT_LISTED + 1) if same else ids
    listed = few.collect() if isinstance(few, nw.LazyFrame) else few
    if len(listed) <= LIMIT_LISTED or not same:
        return data, listing(column.name, value, listed, table)
    here, there, found = (f"{frame.prefix}{what}_{column.name}" for what in ("names", "id", "found"))
    target = ids.drop_nulls().unique().select(nw.col(_IDENT).alias(there), nw.lit(1).alias(found))
    left = data.with_columns(value.cast(nw.String).alias(here))
    try:
        joined = left.join(target, left_on=here, right_on=there, how="left")  # type: ignore[arg-type]
    except Exception as error:  # noqa: BLE001 (each engine has exceptions of its own)
        first = next(iter(str(error).splitlines()), "") or type(error).__name__
        what = f"what stands for `{table}` cannot be joined to the frame: {first}"
        raise FrameError(f"{what}; hand over both from one engine, and of DuckDB from one connection") from None
    broken = ~value.is_null() & nw.col(found).is_null()
    return joined, Link(Check("dangling-key", column.name, broken), (column.name,), (), table)


def listing(column: str, value: nw.Expr, ids: nw.DataFrame[Any], table: str) -> Link:
    """The rule that a cell names one of few ids."""
    known = [ident for ident in ids[_IDENT].to_list() if isinstance(ident, str)]
    broken = ~value.is_null() & ~one_of(value, known)
    return Link(Check("dangling-key", column, broken), (column,), tuple(known), table)


def ids_elsewhere(table: str, against: Mapping[str, Any], root: Path) -> Data | None:
    """The ids of a table that is not the frame itself; None where references to it are not to be followed."""
    if table not in against:
        return _installed(table, root)
    return None if against[table] is None else _given(against[table], table)


def linked_in_parts(
    frame: Frame, cluster: Cluster, against: Mapping[str, Any] | None, root: Path
) -> tuple[Cluster, list[Link]]:
    """Follow the key and the references of a frame in partitions; arguments and errors are those of `linked`."""
    whole, links = _key_in_parts(frame, cluster)
    for column in frame.table.columns:
        if column.references and column.name in frame.held and frame.held[column.name].kind == "text":
            whole, link = _reference_in_parts(frame, whole, column, against or {}, root)
            links += [link] if link else []
    return whole, links


def _key_in_parts(frame: Frame, cluster: Cluster) -> tuple[Cluster, list[Link]]:
    key = _whole_key(frame)
    if not key:
        return cluster, []
    text = f"{frame.prefix}key"
    doubled = _texts(cluster, text, key).repeated(text, 2)
    marked, broken = _marked(cluster, text, key, doubled)
    return marked, [] if broken is None else [Link(Check("duplicate-row", key[0], broken), key)]


def _reference_in_parts(
    frame: Frame, cluster: Cluster, column: Column, against: Mapping[str, Any], root: Path
) -> tuple[Cluster, Link | None]:
    table, name = column.references or "", column.name
    text = f"{frame.prefix}names_{name}"
    if table == frame.table.name and table not in against:
        given = frame.cluster if _IDENT in frame.held and frame.held[_IDENT].kind == "text" else None
        if given is None:
            return cluster, None
    else:
        given = engines.taken(against.get(table))
    if given is None or type(given) is not type(cluster):
        ids = ids_elsewhere(table, against, root)
        if ids is None:
            return cluster, None
        listed = ids.collect() if isinstance(ids, nw.LazyFrame) else ids
        return cluster, listing(name, nw.col(name).cast(nw.String), listed, table)
    known = _ids_in_parts(given, text, table).repeated(text, 1)
    dangling = _texts(cluster, text, [name]).repeated(text, 1).without(known, text)
    marked, broken = _marked(cluster, text, [name], dangling)
    if broken is None:
        return marked, None
    few = known.first(text, LIMIT_LISTED + 1)
    advised = tuple(few) if len(few) <= LIMIT_LISTED else ()
    return marked, Link(Check("dangling-key", name, broken), (name,), advised, table)


def _texts(cluster: Cluster, text: str, names: Sequence[str]) -> Cluster:
    """Columns as one text for each row, in a column of its own."""
    return cluster.select(names).beside(text, partial(frames.texts, names=names)).select([text])


def _marked(cluster: Cluster, text: str, names: Sequence[str], wrong: Cluster) -> tuple[Cluster, nw.Expr | None]:
    """Tell the rows whose columns, as one text, are among wrong ones: by a list where these are few, or by a join.

    Returns:
        The frame, with what the answer asks for, and the answer; None where there is no such row.
    """
    few = wrong.first(text, LIMIT_LISTED + 1)
    if not few:
        return cluster, None
    if len(few) <= LIMIT_LISTED:
        return cluster, one_of(frames.as_text(names), few)
    mark = f"{text}_wrong"
    joined = cluster.beside(text, partial(frames.texts, names=names)).joined(wrong, text, mark)
    return joined, ~nw.col(mark).is_null()


def _ids_in_parts(cluster: Cluster, name: str, table: str) -> Cluster:
    if _IDENT not in cluster.schema():
        raise _without_ids(table)
    return _texts(cluster, name, [_IDENT])


def _without_ids(table: str) -> FrameError:
    return FrameError(f"what stands for `{table}` has no column `id`; hand over a frame that has one")


def _given(frame: Any, table: str) -> Data:
    cluster = engines.taken(frame)
    if cluster:
        ids = _ids_in_parts(cluster, f"{_IDENT}s", table).first(f"{_IDENT}s", None)
        return nw.from_dict({_IDENT: ids}, backend="pyarrow")
    data = taken_as(frame, f"should stand for `{table}`")[0]
    if _IDENT not in data.collect_schema().names():
        raise _without_ids(table)
    return data.select(nw.col(_IDENT).cast(nw.String))


def _installed(table: str, root: Path) -> Data:
    import pyarrow.parquet as pq  # noqa: PLC0415 (0.2 s)

    file = root / "datapackage" / f"{table}.parquet"
    try:
        return nw.from_native(pq.read_table(file, columns=[_IDENT]))
    except (OSError, ValueError):
        what = f"{file} cannot be read, which has the ids of `{table}`"
        raise FrameError(f"{what}; run `ukjsec build`, or pass against={{'{table}': frame}}") from None


def words(link: Link, row: Mapping[str, Any], asked: int) -> tuple[str, str]:
    """Message and repair of a row that breaks a link; the nearest id is looked up of the first ones `asked` alone."""
    if not link.references:
        key = ", ".join(f"`{name}` {str(row[name])[:80]!r}" for name in link.after)
        message = f"another row has the same key: {key}"
        return message, "A key names one row: delete one of the two, or correct it."
    cell = str(row[link.check.column])
    near = nearest(cell[:80], sorted(link.known)) if asked < LIMIT_HINTS and link.known else None
    message = f"`{link.check.column}` names {cell[:80]!r}, which is no id of `{link.references}`"
    return message, (f"Did you mean `{near}`? " if near else "") + f"Name an id of `{link.references}`."
