"""The rules that concern one row of a table: columns that follow from others, and terms that depend on one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import partial
from typing import Any

import narwhals as nw

from ukjsec import edtf, vocabulary
from ukjsec.checks import FITTING, Check, Derivation, Held, RowCheck
from ukjsec.checks.questions import one_of, true
from ukjsec.columns import DATE_PATTERN, Table
from ukjsec.layout import STAGES, stage_column
from ukjsec.models import RECORD_MODELS
from ukjsec.rows.cells import date_cells

DERIVED = "derived-differs"
DAY = "%Y-%m-%d"


def compiled(table: Table, held: Mapping[str, Held]) -> Iterator[RowCheck]:
    """The checks of the rows of a table, as far as a frame has the columns that they need."""
    yield from _of_records(table, _fitting(table, held))


def _fitting(table: Table, held: Mapping[str, Held]) -> dict[str, Held]:
    """The columns of the table that a frame holds in a fitting way: of the others every cell is wrong."""
    types = {column.name: column.type for column in table.columns}
    return {name: one for name, one in held.items() if name in types and one.kind in FITTING[types[name]]}


def _of_records(table: Table, held: Mapping[str, Held]) -> Iterator[RowCheck]:
    values = {name: one.value for name, one in held.items()}
    if {"status", "occurred"} <= set(values):
        stated = _truth(held["occurred"])
        follows = one_of(values["status"], sorted(vocabulary.OCCURRED))
        broken = _there(values, "status", "occurred") & ((stated & ~follows) | (~stated & follows))
        yield RowCheck(Check(DERIVED, "occurred", broken), ("status", "occurred"), _occurred)
    if table.name in RECORD_MODELS and "type" in values:
        yield RowCheck(
            Check(DERIVED, "type", _there(values, "type") & ~one_of(values["type"], [table.name])),
            ("type",),
            lambda _row: table.name,
        )
    if table.name == "records" and {"type", "kind"} <= set(values):
        pairs = [f"{name}|{kind}" for name, terms in vocabulary.KINDS.items() for kind in terms.names]
        fitting = one_of(nw.concat_str([values["type"], values["kind"]], separator="|"), pairs)
        yield RowCheck(
            Check("unknown-term", "kind", _there(values, "type", "kind") & ~fitting),
            ("type", "kind"),
            lambda _row: None,
        )
    for event in STAGES.get(table.name, ()):
        stage = stage_column(event)
        if {"date", "date_event", stage} <= set(values):
            here = one_of(values["date_event"], [event])
            differs = values["date"].fill_null("") != values[stage].fill_null("")
            broken = _there(values, "date_event") & here & differs
            yield RowCheck(Check(DERIVED, stage, broken), ("date", "date_event", stage), lambda row: row["date"])


def _there(values: Mapping[str, nw.Expr], *names: str) -> nw.Expr:
    """True where nothing is missing; before `&` it keeps what comes of missing values from being null."""
    return ~nw.any_horizontal(*(values[name].is_null() for name in names), ignore_nulls=True)


def _truth(held: Held) -> nw.Expr:
    return one_of(held.value, ["true"]) if held.kind == "text" else true(held.value)


def _occurred(row: Mapping[str, Any]) -> bool:
    return row["status"] in vocabulary.OCCURRED


def derivations(table: Table, held: Mapping[str, Held]) -> Iterator[Derivation]:
    """What is computed from the dates of a table: bounds, precision and qualifier, as far as a frame has them."""
    held = _fitting(table, held)
    for column in table.columns:
        names = [f"{column.name}_{part}" for part in ("earliest", "latest", "precision", "qualifier")]
        names = [name for name in names if name in table.column_names and name in held]
        if column.pattern == DATE_PATTERN and column.name in held and names:
            columns = (column.name, *names)
            keys = tuple(_key(held[name]) for name in columns)
            yield Derivation(
                columns, _certain(columns, held), keys, partial(_follows, column.name), partial(_judged, columns)
            )


def _certain(columns: tuple[str, ...], held: Mapping[str, Held]) -> nw.Expr | None:
    """Where the date is a day or goes from day to day, as its bounds say: most dates do, and need not be judged."""
    prefix = columns[0]
    date, first, last, precision, qualifier = (
        held.get(prefix + part) for part in ("", "_earliest", "_latest", "_precision", "_qualifier")
    )
    if not (date and first and last and first.kind == last.kind):
        return None
    begin, end = ((one.value if one.kind == "text" else one.value.dt.to_string(DAY)) for one in (first, last))
    one_day = (date.value == begin) & (first.value == last.value)
    days = (date.value == nw.concat_str([begin, end], separator="/")) & (first.value < last.value)
    if precision:
        one_day, days = one_day & (precision.value == "day"), days & (precision.value == "range")
    found = true(one_day) | true(days)
    return found & qualifier.value.is_null() if qualifier else found


def _key(held: Held) -> nw.Expr:
    value = held.value
    if held.kind in ("date", "moment"):
        # Filled before they are cast: pandas has no whole numbers beside what is missing; months of polars are bytes.
        parts = (value.dt.year(), value.dt.month(), value.dt.day())
        year, month, day = (part.fill_null(0).cast(nw.Int64) for part in parts)
        return year * 10000 + month * 100 + day
    return value.fill_null("")


def _follows(prefix: str, row: Mapping[str, Any]) -> Mapping[str, object]:
    return date_cells(prefix, row[prefix])


def _judged(columns: tuple[str, ...], keys: tuple[Any, ...]) -> frozenset[str]:
    """Which columns of a combination are wrong; none where the date itself is, of which nothing follows."""
    prefix = columns[0]
    try:
        follows = date_cells(prefix, keys[0] or None)
    except edtf.EdtfError:
        return frozenset()
    stated = zip(columns[1:], keys[1:], strict=True)
    return frozenset(name for name, key in stated if key != _as_key(follows.get(name), key))


def _as_key(value: object, like: object) -> object:
    if isinstance(like, str):
        return "" if value is None else str(value)
    return value.year * 10000 + value.month * 100 + value.day if isinstance(value, date) else 0
