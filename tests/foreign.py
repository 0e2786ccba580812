"""Packages to spoil: the sound package of the invented corpus, changed in one point or another."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

Change = Callable[[dict[str, Any]], None]


def descriptor(folder: Path) -> dict[str, Any]:
    """The descriptor of a package."""
    found: dict[str, Any] = json.loads((folder / "datapackage.json").read_text("utf-8"))
    return found


def describe(folder: Path, given: dict[str, Any]) -> None:
    """Write the descriptor of a package, indented as ours is."""
    text = json.dumps(given, ensure_ascii=False, indent=2) + "\n"
    (folder / "datapackage.json").write_text(text, "utf-8")


def without_parquet(folder: Path, *tables: str) -> None:
    """Take the Parquet files of tables, or all, out of a package."""
    given = descriptor(folder)
    gone = {f"{table}-parquet" for table in tables}
    given["resources"] = [
        one for one in given["resources"] if one["format"] != "parquet" or (gone and one["name"] not in gone)
    ]
    describe(folder, given)


def resized(folder: Path) -> None:
    """Let the descriptor give the sizes and hashes that the files have."""
    given = descriptor(folder)
    for one in given["resources"]:
        file = folder / one["path"]
        if file.is_file():
            data = file.read_bytes()
            one["hash"] = f"sha256:{hashlib.sha256(data).hexdigest()}"
            if "bytes" in one:
                one["bytes"] = len(data)
    describe(folder, given)


def change(folder: Path, fragment: dict[str, Any]) -> None:
    """Put properties in place of those of the descriptor, and items of `resources` in place of those of the first."""
    given = descriptor(folder)
    if fragment.get("resources"):
        for one, new in zip(given["resources"], fragment["resources"], strict=False):
            one.update(new)
    given.update({key: value for key, value in fragment.items() if key != "resources" or not value})
    describe(folder, given)


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    return list(csv.DictReader(io.StringIO((folder / name).read_text("utf-8"), newline="")))


def fill(folder: Path, name: str, content: list[dict[str, str]], columns: list[str] | None = None) -> None:
    """Write the rows of a CSV file, and take its Parquet out of the package."""
    found = io.StringIO(newline="")
    writer = csv.DictWriter(found, columns or list(content[0]), lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(content)
    (folder / name).write_text(found.getvalue(), "utf-8", newline="")
    without_parquet(folder, name.removesuffix(".csv"))
    resized(folder)


def table(folder: Path, fragment: str) -> None:
    """Put the columns of a fragment in place of those of the first rows of the file that it names."""
    name, _, text = fragment.partition("\n")
    content = rows(folder, name)
    for row, new in zip(content, csv.DictReader(io.StringIO(text)), strict=False):
        row.update(new)
    fill(folder, name, content)
