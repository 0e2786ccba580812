"""A table of any size, made by a rule: 15 columns of `records` with a key, a reference, terms, patterns, dates, texts.

A row is about 340 bytes of CSV. Every row is sound, or one in a hundred breaks a rule, each time another one. The same
rows come of the same number at every run. No text holds a line end, as none of ours does.

Run it from a checkout with polars installed: `python benchmarks/generated.py ROWS FILE [--bad]`; the end of the name of
the file says whether it is CSV or Parquet.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
from peers import KEPT, table

from ukjsec import vocabulary
from ukjsec.rows.cells import date_cells

AT_ONCE = 100_000
SEED = 20120410
EVERY = 100
BROKEN_AT = 57
"""Of each hundred rows this one is broken; rows to which others refer are never among them."""
SERIES_EVERY = 20
"""Rows with these numbers are what the others are members of."""

FIRST_DAY, LAST_DAY = date(1945, 9, 2), date(2029, 12, 31)
FORMS = {"day": 0.70, "month": 0.20, "year": 0.06, "other": 0.03, "none": 0.01}
"""Which share of the dates is of which form."""

WORDS = """
access agreement aid air airspace allied annual base bilateral board British civil co-operation coast command
committee council crew cyber deck defence deployment dialogue disaster exchange exercise export fleet frigate
guard helicopter industry information Japanese joint logistics maritime medical meeting memorandum mine minister
mission missile naval navy nuclear observers ocean office officers Pacific partnership patrol peace permanent
pilot policy port project relief research reserve search secretary security self-defence ship staff statement
strategic supply support survey talks technology training transfer treaty troops United visit working year
""".split()  # noqa: SIM905 (ninety words read better so)
OTHERS = ("–", "“partnership”", "Shōnan", "防衛装備品", "日英", "Yokosuka’s", "自衛隊", "café", "£20m", "円滑化協定")
"""Words beyond ASCII, as about one row in ten has them."""

Generator: TypeAlias = np.random.Generator
Break: TypeAlias = Callable[[], dict[str, pl.Expr]]


def _ids(numbers: np.ndarray[Any, np.dtype[np.int64]]) -> pl.Series:
    """The id of each row: two words, by which they do not stand in order, and the number."""
    words = pl.Series("word", [word.lower() for word in WORDS])
    mixed = (numbers * 2654435761) % (1 << 32)
    first, second = (words.gather((mixed >> shift) % len(words)) for shift in (7, 17))
    parts = pl.DataFrame({"first": first, "second": second, "number": numbers})
    return parts.select(pl.format("{}-{}-{}", "first", "second", "number")).to_series()


@cache
def _dates() -> tuple[pl.DataFrame, dict[str, tuple[int, int]]]:
    """Every date that occurs, with what is computed from it; form → where its dates begin and end."""
    days = [FIRST_DAY + timedelta(number) for number in range((LAST_DAY - FIRST_DAY).days + 1)]
    years = range(FIRST_DAY.year + 1, LAST_DAY.year + 1)
    random = np.random.default_rng(SEED)
    starts = [days[at] for at in random.integers(0, len(days) - 100, 2000)]
    texts = {
        "day": [str(day) for day in days],
        "month": [f"{year}-{month:02}" for year in years for month in range(1, 13)],
        "year": [str(year) for year in years],
        "other": [
            *(f"{start}/{start + timedelta(int(random.integers(1, 30)))}" for start in starts),
            *(f"{year}-{season}" for year in years for season in range(21, 25)),
            *(f"{year}~" for year in years),
            *(f"{decade}X" for decade in range(195, 203)),
            *(f"{year}-04/.." for year in years),
            *(f"[{year}-01..{year}-04]" for year in years),
            *(f"[..{year}-10]" for year in years),
        ],
        "none": [""],
    }
    places: dict[str, tuple[int, int]] = {}
    names = ("date", "date_earliest", "date_latest", "date_precision")
    rows: list[tuple[Any, ...]] = []
    for form, found in texts.items():
        places[form] = (len(rows), len(rows) + len(found))
        rows += [tuple(map(date_cells("date", text or None).get, names)) for text in found]
    kinds = (pl.String, pl.Date, pl.Date, pl.String)
    return pl.DataFrame(rows, schema=dict(zip(names, kinds, strict=True)), orient="row"), places


def _dated(random: Generator, number: int) -> pl.DataFrame:
    """Dates, as many as asked for, of the forms in their shares."""
    pool, places = _dates()
    forms = random.choice(len(FORMS), number, p=list(FORMS.values()))
    starts, ends = (np.array([places[form][at] for form in FORMS])[forms] for at in (0, 1))
    found: pl.DataFrame = pool[starts + (random.random(number) * (ends - starts)).astype(np.int64)]
    return found


@cache
def _phrases(words: int, *, plain: bool) -> pl.Series:
    """Phrases of so many words, with a comma in most and quotation marks in some."""
    random = np.random.default_rng([SEED, words, plain])
    found = []
    for number in range(4999 if plain else 499):
        picked = [WORDS[at] for at in random.integers(0, len(WORDS), words)]
        if not plain:
            picked[int(random.integers(1, words))] = OTHERS[number % len(OTHERS)]
        if words > 4:
            at = int(random.integers(1, words - 1))
            picked[at] += "," if number % 3 else ""
            picked[-1] = f'"{picked[-1]}"' if number % 20 == 0 else picked[-1]
        found.append(" ".join([picked[0].capitalize(), *picked[1:]]))
    return pl.Series("phrase", found)


def _written(random: Generator, number: int, words: int, beyond: float) -> pl.Series:
    """Phrases, of which a share has characters beyond ASCII."""
    plain, others = _phrases(words, plain=True), _phrases(words, plain=False)
    places = random.integers(0, len(plain), number)
    elsewhere = len(plain) + places % len(others)
    return plain.append(others).gather(np.where(random.random(number) < beyond, elsewhere, places))


def _picked(random: Generator, names: tuple[str, ...], number: int) -> pl.Series:
    return pl.Series("term", names).gather(random.integers(0, len(names), number))


def _chunk(start: int, number: int, rows: int) -> pl.DataFrame:
    """Some sound rows, typed."""
    random = np.random.default_rng([SEED, start])
    numbers = np.arange(start, start + number)
    pairs = [(kind_of, kind) for kind_of, terms in vocabulary.KINDS.items() for kind in terms.names]
    at = random.integers(0, len(pairs), number)
    dates = _dated(random, number)
    members = pl.Series("member", random.random(number) < 0.5)
    series = _ids(random.integers(0, -(-rows // SERIES_EVERY), number) * SERIES_EVERY)
    frame = pl.DataFrame(
        {
            "number": numbers,
            "id": _ids(numbers),
            "type": pl.Series("type", [pair[0] for pair in pairs]).gather(at),
            "kind": pl.Series("kind", [pair[1] for pair in pairs]).gather(at),
            "status": _picked(random, vocabulary.STATUS.names, number),
            "as_of": _dated(random, number)["date"].fill_null("2003-10"),
            "date_event": _picked(random, vocabulary.EVENT.names, number),
            "series": series.zip_with(members, pl.Series("none", [None] * number, dtype=pl.String)),
            "ordinal": pl.Series("ordinal", random.integers(1, 40, number)),
            "first": _written(random, number, 4, 0.03),
            "second": _written(random, number, 9, 0.04),
            "third": _written(random, number, 11, 0.04),
            **{name: dates[name] for name in dates.columns},
        }
    )
    dated, member = pl.col("date").is_not_null(), pl.col("series").is_not_null()
    return frame.with_columns(
        occurred=pl.col("status").is_in(sorted(vocabulary.OCCURRED)),
        title=pl.format("{} of {}", "first", "number"),
        summary=pl.format("{}. {}.", "second", "third"),
        date_event=pl.when(dated).then("date_event"),
        ordinal=pl.when(member).then("ordinal"),
    ).select("number", *KEPT)


def _breaks() -> list[dict[str, pl.Expr]]:
    """How rows are broken, in turn: column → what stands in it instead, as text."""

    def stated(**texts: str | None) -> dict[str, pl.Expr]:
        return {name: pl.lit(text, dtype=pl.String) for name, text in texts.items()}

    def changed(column: str, pattern: str, *, more: str = "") -> dict[str, pl.Expr]:
        return {column: pl.format(pattern, pl.col(column)) + more}

    occurred, precision = pl.col("occurred") == "true", pl.col("date_precision") == "day"
    return [
        stated(type="agrements"),
        stated(kind="memorandom"),
        stated(type="projects", kind="treaty"),
        stated(status="Signed"),
        stated(status=None),
        {"occurred": pl.when(occurred).then(pl.lit("false")).otherwise(pl.lit("true"))},
        changed("id", "Item_{}"),
        changed("id", "{}", more="-and-so-on" * 8),
        {"id": pl.col("id").shift(1)},
        stated(as_of="spring 2003"),
        stated(date="2023-02-31"),
        stated(date_earliest="2031-12-31"),
        stated(date_latest="1939-12-31"),
        {"date_precision": pl.when(precision).then(pl.lit("month")).otherwise(pl.lit("day"))},
        stated(date_event="happened"),
        {"series": pl.format("no-such-record-{}", "number")},
        stated(series="No such record"),
        stated(ordinal="0"),
        stated(ordinal="three"),
        stated(title=None),
        changed("title", "{}", more="\u200b"),
        changed("title", "={}"),
        changed("summary", " {}"),
        changed("summary", "{}", more="\x07"),
        changed("summary", "{}", more=" and so on" * 100),
    ]


def _broken(texts: pl.DataFrame) -> pl.DataFrame:
    """The rows as texts, one in a hundred broken."""
    ways = _breaks()
    at = pl.col("number")
    turn = pl.when(at % EVERY == BROKEN_AT).then(at // EVERY % len(ways))
    found: dict[str, pl.Expr] = {}
    for number, way in enumerate(ways):
        for column, text in way.items():
            found[column] = pl.when(turn == number).then(text).otherwise(found.get(column, pl.col(column)))
    return texts.with_columns(**found)


def _texts(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(pl.all().exclude("number").cast(pl.String))


def chunks(rows: int, *, bad: bool = False) -> Iterator[pl.DataFrame]:
    """The rows as texts, some at once."""
    for start in range(0, rows, AT_ONCE):
        texts = _texts(_chunk(start, min(AT_ONCE, rows - start), rows))
        yield (_broken(texts) if bad else texts).select(KEPT)


def _schema() -> pa.Schema:
    """The types of Parquet: dictionaries for terms, days for days."""
    kinds: dict[str, Any] = {"boolean": pa.bool_(), "integer": pa.int64(), "date": pa.date32(), "string": pa.string()}
    terms: Any = pa.dictionary(pa.int32(), pa.string())
    return pa.schema([(one.name, terms if one.vocabulary else kinds[one.type]) for one in table().columns])


def _typed(texts: pl.DataFrame) -> pa.Table:
    """The rows with their types; what is none of the type becomes 0, or missing."""
    day = pl.col("date_earliest", "date_latest").str.to_date("%Y-%m-%d", strict=False)
    ordinal = pl.col("ordinal")
    number = pl.when(ordinal.is_not_null()).then(ordinal.cast(pl.Int64, strict=False).fill_null(0))
    typed: pa.Table = texts.with_columns(day, number, occurred=pl.col("occurred") == "true").to_arrow()
    return typed.cast(pa.schema([field.with_type(_plain(field.type)) for field in _schema()])).cast(_schema())


def _plain(kind: pa.DataType) -> pa.DataType:
    return pa.string() if pa.types.is_dictionary(kind) else kind


def write(path: Path, rows: int, *, bad: bool = False) -> None:
    """Write a file of so many rows, CSV or Parquet; it has its name when it is whole."""
    unfinished = path.with_name(f"{path.name}.unfinished")
    if path.suffix == ".parquet":
        with pq.ParquetWriter(unfinished, _schema(), compression="zstd", write_page_checksum=True) as writer:
            for chunk in chunks(rows, bad=bad):
                writer.write_table(_typed(chunk), row_group_size=AT_ONCE)
    else:
        with unfinished.open("wb") as file:
            for number, chunk in enumerate(chunks(rows, bad=bad)):
                chunk.write_csv(file, include_header=number == 0)
    unfinished.replace(path)


def main() -> None:
    """Write one file."""
    parser = argparse.ArgumentParser(description="Write a generated table of records.")
    parser.add_argument("rows", type=int)
    parser.add_argument("file", type=Path)
    parser.add_argument("--bad", action="store_true", help="break one row in a hundred")
    given = parser.parse_args()
    write(given.file, given.rows, bad=given.bad)


if __name__ == "__main__":
    main()
