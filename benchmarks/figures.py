"""How fast the library is, as ratios of medians measured side by side in one run.

Run it from a checkout with the development tools installed: `python benchmarks/figures.py [ROUNDS]`. Every command is a
fresh process; the commands of a pair take turns, so that a machine that slows down slows both.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
TYPES = {
    "agreements": "agreement",
    "exercises": "exercise",
    "dialogues": "dialogue",
    "operations": "operation",
    "projects": "project",
}

Command = list[str]

ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""Ours is measured as it is installed: with its bytecode, which the warm-up writes; that of the peers is there."""


def seconds(commands: Sequence[Command]) -> float:
    """Wall seconds of some commands, one after another."""
    start = time.perf_counter()
    for command in commands:
        subprocess.run(command, cwd=ROOT, env=ENVIRONMENT, check=True, capture_output=True)
    return time.perf_counter() - start


def compare(ours: Sequence[Command], theirs: Sequence[Command], rounds: int) -> tuple[float, float]:
    """The medians of both, in seconds, measured in turns after a warm-up."""
    seconds(ours)
    seconds(theirs)
    pairs = [(seconds(ours), seconds(theirs)) for _ in range(rounds)]
    return statistics.median(pair[0] for pair in pairs), statistics.median(pair[1] for pair in pairs)


def run(code: str) -> list[Command]:
    """A fresh Python that runs some code."""
    return [[PYTHON, "-c", code]]


def jsonschema(folder: Path) -> tuple[list[Command], list[Command]]:
    """check-jsonschema on every record: a process a type, and one process with a schema that joins the five."""
    base = [PYTHON, "-m", "check_jsonschema", "--schemafile"]
    files = {name: sorted(map(str, (ROOT / "seeds" / name).glob("*.yaml"))) for name in TYPES}
    each = [[*base, f"schemas/{TYPES[name]}.schema.json", *files[name]] for name in TYPES]
    schemas = [json.loads((ROOT / "schemas" / f"{model}.schema.json").read_text("utf-8")) for model in TYPES.values()]
    definitions = {name: part for schema in schemas for name, part in schema.pop("$defs").items()}
    joined = folder / "joined.json"
    joined.write_text(json.dumps({"anyOf": schemas, "$defs": definitions}), "utf-8")
    return each, [[*base, str(joined), *(file for group in files.values() for file in group)]]


def main() -> None:
    """Measure every figure and print it with its bound."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    with tempfile.TemporaryDirectory() as folder:
        each, joined = jsonschema(Path(folder))
        cli = [PYTHON, "-m", "ukjsec"]
        table = "datapackage/agreements.parquet"
        read = run(f"import pandas; pandas.read_parquet({table!r})")
        start = run("import pandas, pyarrow.parquet")
        release = [[*cli, "release", "--draft", "--out", str(Path(folder) / "release")]]
        figures: list[tuple[str, list[Command], list[Command], str]] = [
            ("import ukjsec / bare Python", run("import ukjsec"), run("pass"), "difference at most 0.05 s"),
            ("load / pandas.read_parquet", run("import ukjsec; ukjsec.load('agreements')"), read, "at most 1.15"),
            ("validate / check-jsonschema, five processes", [[*cli, "validate"]], each, "at most 1.00"),
            ("validate / check-jsonschema, one process", [[*cli, "validate"]], joined, "at most 1.00"),
            ("build / start-up of pandas + pyarrow", [[*cli, "build"]], start, "under 2.00"),
            ("release / build", release, [[*cli, "build"]], "under 3.00"),
        ]
        print(f"{'figure':<44} {'ours s':>7} {'theirs s':>8} {'ratio':>6} {'diff s':>7}  bound")
        for name, ours, theirs, bound in figures:
            mine, other = compare(ours, theirs, rounds)
            print(f"{name:<44} {mine:7.3f} {other:8.3f} {mine / other:6.2f} {mine - other:7.3f}  {bound}", flush=True)


if __name__ == "__main__":
    main()
