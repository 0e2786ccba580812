"""How fast `ukjsec diff` is, against reading the same two packages: ratios of medians measured side by side in one run.

Run it from a checkout with the development tools installed: `python benchmarks/comparison.py [ROUNDS [RECORDS ...]]`.
The packages are the real one many times over, every copy of its records under ids of its own; the newer one differs
from the older in a few hundred rows. Every command is a fresh process, and those of a pair take turns.
"""

from __future__ import annotations

import hashlib
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from figures import ROOT, Command, compare, run

OF_RECORDS = {"id", "record_id", "to_id", "series"}
"""The columns that hold ids of records."""

ONCE = {"actors", "places", "sources", "parts", "coverage", "retired", "readings", "reliability"}
"""The tables that are not copied."""

CHANGED = 300
"""How many records have another title in the newer package; a third as many come, and as many go."""

BOUND = 3


def write(folder: Path, number: int, *, newer: bool) -> int:
    """Write a package with so many records; returns how many rows it has in all."""
    about = json.loads((ROOT / "datapackage" / "datapackage.json").read_text("utf-8"))
    real = {path.stem: pq.read_table(path) for path in sorted((ROOT / "datapackage").glob("*.parquet"))}
    copies = -(-number // real["records"].num_rows)
    some = real["records"].column("id").to_pylist()[: CHANGED // 3]
    kept, rows = [], 0
    for resource in about["resources"]:
        if resource["format"] != "parquet":
            continue
        name = resource["path"].removesuffix(".parquet")
        table = real[name] if name in ONCE else pa.concat_tables(copied(real[name], at) for at in range(copies))
        if name not in ONCE:
            column = "id" if "id" in table.column_names else "record_id"
            lacking = pa.array([f"{ident}-{copies - 1 if newer else 0}" for ident in some])
            table = table.filter(pc.invert(pc.is_in(table.column(column), lacking)))
            table = table.take(order(table, resource["schema"]["primaryKey"]))
        if newer and name == "records":
            table = retitled(table)
        pq.write_table(table, folder / resource["path"], version="2.6", compression="zstd", write_page_checksum=True)
        resource["hash"] = f"sha256:{hashlib.sha256((folder / resource['path']).read_bytes()).hexdigest()}"
        kept.append(resource)
        rows += table.num_rows
    about["resources"] = kept
    (folder / "datapackage.json").write_text(json.dumps(about), "utf-8")
    return rows


def order(table: pa.Table, key: list[str]) -> pa.Array[Any]:
    """The order of the rows by key."""
    keys: Any = table.select(key)
    for at, field in enumerate(keys.schema):
        if pa.types.is_dictionary(field.type):
            keys = keys.set_column(at, field.name, keys.column(at).cast(pa.string()))
    found: pa.Array[Any] = pc.sort_indices(keys, [(name, "ascending") for name in key])
    return found


def copied(table: pa.Table, at: int) -> pa.Table:
    """A copy of a table's rows, with ids of its own."""
    for number, field in enumerate(table.schema):
        if field.name in OF_RECORDS:
            joined: Any = pc.binary_join_element_wise
            ids = joined(table.column(field.name), str(at), "-")
            table = table.set_column(number, field, ids)
    return table


def retitled(table: pa.Table) -> pa.Table:
    """The records, some of them with another title, evenly spread."""
    at = table.column_names.index("title")
    step = max(table.num_rows // CHANGED, 1)
    titles: list[Any] = table.column("title").to_pylist()
    for row in range(0, table.num_rows, step):
        titles[row] = f"{titles[row]}, corrected"
    return table.set_column(at, table.schema.field(at), [titles])


def reading(folders: list[Path]) -> list[Command]:
    """A fresh Python that reads every table of both packages, their checksums compared."""
    code = (
        "import pyarrow.parquet as pq, pathlib\n"
        f"for folder in {list(map(str, folders))!r}:\n"
        "    for path in pathlib.Path(folder).glob('*.parquet'):\n"
        "        pq.read_table(path, page_checksum_verification=True)\n"
    )
    return run(code)


def main() -> None:
    """Measure the command and the call at each size, and print them with their bound."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 9
    print(f"{'records':>8} {'rows':>9}  {'figure':<14} {'ours s':>7} {'reading s':>9} {'ratio':>6}  bound")
    for number in [int(given) for given in sys.argv[2:]] or [1_000, 10_000, 100_000]:
        with tempfile.TemporaryDirectory() as place:
            folders = [Path(place) / name for name in ("old", "new")]
            for folder, newer in zip(folders, (False, True), strict=True):
                folder.mkdir()
                rows = write(folder, number, newer=newer)
            old, new = map(str, folders)
            command = f"from ukjsec import cli; assert cli.main(['diff', {old!r}, {new!r}]) == 1"
            call = f"import ukjsec; assert len(ukjsec.diff({old!r}, {new!r}))"
            for figure, code in (("ukjsec diff", command), ("ukjsec.diff()", call)):
                mine, other = compare(run(code), reading(folders), rounds)
                told = f"{number:>8,} {rows:>9,}  {figure:<14} {mine:7.3f} {other:9.3f} {mine / other:6.2f}"
                print(f"{told}  under {BOUND}", flush=True)


if __name__ == "__main__":
    main()
