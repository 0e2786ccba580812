"""Peers of `peers.py` that hold a whole frame of polars against a schema: dataframely and pandera."""

# ruff: noqa: PLC0415 (a peer imports what it needs, and nothing else)

from __future__ import annotations

from typing import Any, TypeAlias

Rules: TypeAlias = dict[str, Any]


def read(path: str) -> Any:
    """A file as texts, but for days and truth values, which polars does not cast from text by itself."""
    import polars as pl

    texts = pl.read_csv(path, infer_schema=False, schema_overrides={"occurred": pl.Boolean})
    return texts.with_columns(pl.col("date_earliest", "date_latest").str.to_date("%Y-%m-%d", strict=False))


def bounds() -> Any:
    """Whether bounds and precision follow from a day, month or year; false where a bound is missing, or was no day."""
    import polars as pl

    date, first, last, precision = (pl.col(f"date{part}") for part in ("", "_earliest", "_latest", "_precision"))
    month, year = date.str.slice(0, 7), date.str.slice(0, 4)
    day = (date == first.dt.to_string("%Y-%m-%d")) & (first == last)
    in_month = (month == first.dt.to_string("%Y-%m")) & (first.dt.day() == 1) & (last == first.dt.month_end())
    in_year = (first.dt.to_string("%Y-%m-%d") == year + "-01-01") & (last.dt.to_string("%Y-%m-%d") == year + "-12-31")
    day, in_month, in_year = (one.fill_null(False) for one in (day, in_month, in_year))
    follows = pl.when(precision == "day").then(day).when(precision == "month").then(in_month)
    return follows.when(precision == "year").then(in_year).otherwise(pl.lit(True))


def fitting(rules: Rules) -> Any:
    """Whether the kind is one of the type."""
    import polars as pl

    found = pl.lit(False)
    for name, kinds in rules["kinds"].items():
        found = found | ((pl.col("type") == name) & pl.col("kind").is_in(kinds))
    return found


def dataframely(path: str, rules: Rules) -> int:
    """A schema that filters: terms are enums; the reference is a rule, as it leads to the same table.

    The lengths that it knows are of bytes: of texts, a check of their characters stands for them. To filter a lazy
    frame, on either engine, was no quicker, and no more was `is_valid`, which counts nothing.
    """
    import dataframely as dy
    import polars as pl

    prose: dict[str, Any] = {
        "nullable": False,
        "check": {
            "length": lambda text: text.str.len_chars().is_between(1, rules["longest"]),
            "plain": lambda text: ~text.str.contains(rules["odd"]),
        },
    }
    ident: dict[str, Any] = {"regex": rules["id"], "max_length": rules["longest_id"]}

    class Records(dy.Schema):  # type: ignore[misc, unused-ignore]
        id = dy.String(primary_key=True, **ident)
        type = dy.Enum(rules["terms"]["type"])
        title = dy.String(**prose)
        kind = dy.Enum(rules["terms"]["kind"])
        status = dy.Enum(rules["terms"]["status"])
        occurred = dy.Bool()
        as_of = dy.String(nullable=False, regex=rules["edtf"])
        date = dy.String(nullable=True, regex=rules["edtf"])
        date_event = dy.Enum(rules["terms"]["date_event"], nullable=True)
        date_earliest = dy.Date(nullable=True)
        date_latest = dy.Date(nullable=True)
        date_precision = dy.Enum(rules["terms"]["date_precision"], nullable=True)
        series = dy.String(nullable=True, **ident)
        ordinal = dy.Int64(nullable=True, min=1)
        summary = dy.String(**prose)

        fits = dy.rule()(lambda _: fitting(rules))
        follows = dy.rule()(lambda _: pl.col("occurred") == pl.col("status").is_in(rules["occurred"]))
        bounds = dy.rule()(lambda _: bounds())
        refers = dy.rule()(lambda _: pl.col("series").is_in(pl.col("id").implode()))

    _, failure = Records.filter(read(path), cast=True)
    return sum(failure.counts().values())


def pandera(path: str, rules: Rules) -> int:
    """A schema on the backend of polars, of which all failures are asked for; that of pandas takes twice as long."""
    import pandera.polars as pa
    import polars as pl

    def where(expression: Any) -> Any:
        return pa.Check(lambda data: data.lazyframe.select(expression))

    def plain(data: Any) -> Any:
        return data.lazyframe.select(~pl.col(data.key).str.contains(rules["odd"]))

    ident = [pa.Check.str_matches(rules["id"]), pa.Check.str_length(max_value=rules["longest_id"])]
    edtf = pa.Check.str_matches(rules["edtf"])
    prose = [pa.Check.str_length(1, rules["longest"]), pa.Check(plain)]
    terms = {name: pa.Check.isin(names) for name, names in rules["terms"].items()}
    schema = pa.DataFrameSchema(
        {
            "id": pa.Column(str, ident),
            "type": pa.Column(str, terms["type"]),
            "title": pa.Column(str, prose),
            "kind": pa.Column(str, terms["kind"]),
            "status": pa.Column(str, terms["status"]),
            "occurred": pa.Column(bool),
            "as_of": pa.Column(str, edtf),
            "date": pa.Column(str, edtf, nullable=True),
            "date_event": pa.Column(str, terms["date_event"], nullable=True),
            "date_earliest": pa.Column(pl.Date, nullable=True),
            "date_latest": pa.Column(pl.Date, nullable=True),
            "date_precision": pa.Column(str, terms["date_precision"], nullable=True),
            "series": pa.Column(str, ident, nullable=True),
            "ordinal": pa.Column(int, pa.Check.ge(1), nullable=True),
            "summary": pa.Column(str, prose),
        },
        checks=[
            where(fitting(rules)),
            where(pl.col("occurred") == pl.col("status").is_in(rules["occurred"])),
            where(bounds()),
            where(pl.col("series").is_null() | pl.col("series").is_in(pl.col("id").implode())),
        ],
        unique=["id"],
    )
    # Its own coercion is slower, and reports what is missing with what is no number: that becomes 0 here, out of range.
    ordinal = pl.col("ordinal")
    number = pl.when(ordinal.is_not_null()).then(ordinal.cast(pl.Int64, strict=False).fill_null(0))
    try:
        schema.validate(read(path).with_columns(ordinal=number), lazy=True)
    except pa.errors.SchemaErrors as found:
        return int(found.failure_cases.height)
    return 0
