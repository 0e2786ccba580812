"""The peers of `tables.py`: each holds one file of `generated.py` against the rules of its table, in its own idiom.

Run by `tables.py`, each in a fresh process: `python benchmarks/peers.py PEER FILE RULES`; prints how many violations
were found. RULES is a file of patterns and terms, made by `python benchmarks/peers.py rules RULES`, so that no peer has
to import what is ours.

The rules: cells that must not be empty; ids of at most 80 characters, each once; terms; kinds that fit the type; what
occurred follows from the status; dates in EDTF whose days the calendar has; for a day, month or year the bounds and the
precision follow from it; `series` is an id; `ordinal` is a whole number from 1; texts have 1 to 1,000 characters, none
of them odd, no blanks at their ends, and begin no formula. Ours holds every date against its bounds, also seasons and
intervals, and refuses intervals whose ends are reversed: no peer is asked that.
"""

# ruff: noqa: PLC0415 (a peer imports what it needs, and nothing else)

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import framewise
import rowwise

if TYPE_CHECKING:
    from ukjsec.columns import Table

ROOT = Path(__file__).resolve().parent.parent

KEPT = (
    "id", "type", "title", "kind", "status", "occurred", "as_of", "date", "date_event", "date_earliest", "date_latest",
    "date_precision", "series", "ordinal", "summary",
)  # fmt: skip
"""The columns of `records` that the files have."""

Rules: TypeAlias = dict[str, Any]
Peer: TypeAlias = Callable[[str, Rules], int]


def table() -> Table:
    """Our table `records`, of which these columns are kept."""
    from ukjsec.layout import tables

    whole = tables()["records"]
    return replace(whole, columns=tuple(column for column in whole.columns if column.name in KEPT), key=("id",))


def rules() -> Rules:
    """What the columns demand, for those that do not know our models."""
    from ukjsec import vocabulary
    from ukjsec.checks import patterns
    from ukjsec.values import LONGEST_ID

    columns = {column.name: column for column in table().columns}
    return {
        "columns": list(columns),
        "terms": {name: column.vocabulary.names for name, column in columns.items() if column.vocabulary},
        "kinds": {name: terms.names for name, terms in vocabulary.KINDS.items()},
        "occurred": sorted(vocabulary.OCCURRED),
        "required": [name for name, column in columns.items() if column.required],
        "id": patterns.whole(columns["id"].pattern or ""),
        "longest_id": LONGEST_ID,
        "longest": 1000,
        "edtf": patterns.EDTF,
        "odd": f"{patterns.suspect()}|{patterns.FORMULA}|{patterns.BLANK_EDGE}",
        "suspect": patterns.suspect(),
        "formula": patterns.FORMULA,
    }


def ours(path: str, _: Rules) -> int:
    """All rules, all counts, and the first hundred offending rows in words."""
    from ukjsec.streams.recognition import Delivery
    from ukjsec.streams.verdicts import verdict

    delivery = Delivery({"records": [Path(path)]}, {"records": table()})
    return sum(verdict(delivery, 100, {}, ROOT)["records"].counts.values())


def raw_polars(path: str, _: Rules) -> int:
    """Reads a file, and no more."""
    import polars as pl

    pl.read_csv(path, infer_schema=False)
    return 0


def raw_pyarrow(path: str, rules: Rules) -> int:
    """Reads a file, and no more."""
    import pyarrow as pa
    from pyarrow import csv

    csv.read_csv(path, convert_options=csv.ConvertOptions(column_types=dict.fromkeys(rules["columns"], pa.string())))
    return 0


def raw_duckdb(path: str, _: Rules) -> int:
    """Reads a file into a table in memory, and no more."""
    import duckdb

    duckdb.sql(f"CREATE TABLE t AS FROM read_csv('{path}', all_varchar = true)")
    return 0


def duckdb(path: str, rules: Rules) -> int:
    """One query over the file that counts what breaks each rule; lists and patterns are written into it."""
    import duckdb

    def listed(names: list[str]) -> str:
        return "(" + ", ".join(f"'{name}'" for name in names) + ")"

    def matches(column: str, pattern: str) -> str:
        return f"regexp_full_match({column}, '{pattern[1:-1]}')"

    broken = [f"{name} IS NULL" for name in rules["required"]]
    broken += [f"{name} NOT IN {listed(names)}" for name, names in rules["terms"].items()]
    kinds = " ".join(f"WHEN '{name}' THEN kind NOT IN {listed(names)}" for name, names in rules["kinds"].items())
    broken += [f"CASE type {kinds} END"]
    for column in ("id", "series"):
        broken += [f"NOT {matches(column, rules['id'])}", f"length({column}) > {rules['longest_id']}"]
    for column in ("title", "summary"):
        odd = rules["odd"].replace("'", "''")
        broken += [f"length({column}) > {rules['longest']}", f"regexp_matches({column}, '{odd}')"]
    broken += [f"NOT {matches(column, rules['edtf'])}" for column in ("as_of", "date")]
    for column in ("date_earliest", "date_latest"):
        broken += [f"{column} IS NOT NULL AND try_cast({column} AS DATE) IS NULL"]
    broken += [
        "occurred NOT IN ('true', 'false')",
        f"(occurred = 'true') <> (status IN {listed(rules['occurred'])})",
        "ordinal IS NOT NULL AND NOT coalesce(try_cast(ordinal AS BIGINT) >= 1, false)",
        """CASE date_precision
            WHEN 'day' THEN NOT coalesce(date = date_earliest AND date = date_latest, false)
            WHEN 'month' THEN NOT coalesce(date[:7] || '-01' = date_earliest
                AND date_latest = last_day(try_cast(date_earliest AS DATE))::VARCHAR, false)
            WHEN 'year' THEN NOT coalesce(date[:4] || '-01-01' = date_earliest
                AND date[:4] || '-12-31' = date_latest, false)
        END""",
    ]
    counts = " + ".join(f"count(*) FILTER ({one})" for one in broken)
    query = f"""
        WITH t AS MATERIALIZED (FROM read_csv('{path}', all_varchar = true))
        SELECT (SELECT {counts} FROM t)
            + (SELECT coalesce(sum(number), 0) FROM (SELECT count(*) AS number FROM t GROUP BY id HAVING number > 1))
            + (SELECT count(*) FROM t ANTI JOIN t AS known ON t.series = known.id WHERE t.series IS NOT NULL)
    """  # noqa: S608 (the path and the lists are our own)
    return int(duckdb.connect().execute(query).fetchall()[0][0])


PEERS: dict[str, Peer] = {
    "ours": ours,
    "polars": raw_polars,
    "pyarrow": raw_pyarrow,
    "duckdb-raw": raw_duckdb,
    "dataframely": framewise.dataframely,
    "pandera": framewise.pandera,
    "duckdb": duckdb,
    "pydantic": rowwise.pydantic,
    "frictionless": rowwise.frictionless,
}


def main() -> None:
    """Run one peer."""
    name, path, *more = sys.argv[1:]
    if name == "rules":
        Path(path).write_text(json.dumps(rules()), "utf-8")
        return
    print(PEERS[name](path, json.loads(Path(more[0]).read_text("utf-8"))))


if __name__ == "__main__":
    main()
