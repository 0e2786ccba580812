"""How fast validation is on corpora of many sizes, as ratios of medians measured side by side in one run.

Run it from a checkout with the development tools installed: `python benchmarks/validation.py [ROUNDS]`. The records are
resampled from the real ones, evidence and seals included (`resampling.py`). The peer is check-jsonschema with the
generated schemas on the same files, a process for each type of record; it checks far less.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import resampling
from figures import PYTHON, ROOT, TYPES, Command, compare

MIB = 1024
"""Kibibytes, the unit in which the system counts memory, in a mebibyte."""


def ours(corpus: Path, *paths: str) -> list[Command]:
    """Validate a corpus whole, or files of it."""
    return [[PYTHON, "-c", f"import os, sys; os.chdir({str(corpus)!r}); from ukjsec import cli; sys.exit(cli.main())",
             "validate", *paths]]  # fmt: skip


def theirs(corpus: Path) -> list[Command]:
    """The peer on every record of a corpus, a process for each type."""
    base = [PYTHON, "-m", "check_jsonschema", "--schemafile"]
    files = {name: sorted(map(str, (corpus / "seeds" / name).glob("*.yaml"))) for name in TYPES}
    return [[*base, str(_schema(name)), *files[name]] for name in TYPES]


def _schema(name: str) -> Path:
    return ROOT / "schemas" / f"{TYPES[name]}.schema.json"


def memory(command: Command) -> float:
    """The most memory, in MiB, that a command takes while it runs, measured in a process of its own."""
    code = "import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True, capture_output=True); "
    code += "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    done = subprocess.run([PYTHON, "-c", code, *command], check=True, capture_output=True, text=True)
    return int(done.stdout) / MIB


def line(name: str, mine: float, other: float, bound: str) -> None:
    """Print a figure."""
    print(f"{name:<58} {mine:8.3f} {other:8.3f} {mine / other:6.2f}  {bound}", flush=True)


def main() -> None:
    """Measure every figure and print it with its bound."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    with tempfile.TemporaryDirectory() as scratch:
        sizes = {number: Path(scratch) / str(number) for number in (100, 2000, 20_000)}
        for number, corpus in sizes.items():
            found = len(resampling.write(corpus, number))
            if found != number:
                sys.exit(f"made {found} records instead of {number}")
        print(f"{'figure':<58} {'ours s':>8} {'theirs s':>8} {'ratio':>6}  bound")
        mine, other = compare(ours(sizes[2000]), theirs(sizes[2000]), rounds)
        line("2,000 files / check-jsonschema", mine, other, "at most 0.30")
        large = statistics.median(compare(ours(sizes[20_000]), [], 1)[0] for _ in range(max(1, rounds // 3)))
        line("20,000 files / 2,000 files", large, mine, "at most 11")
        changed = next((sizes[100] / "seeds" / "agreements").glob("*.yaml"))
        one = [[*theirs(sizes[100])[0][:4], str(_schema("agreements")), str(changed)]]
        mine, other = compare(ours(sizes[100], str(changed)), one, 3 * rounds)
        line("one of 100 files / check-jsonschema on that file", mine, other, "at most 1.00")
        print(f"peak memory for 20,000 files: {memory(ours(sizes[20_000])[0]):.0f} MiB, under 400")


if __name__ == "__main__":
    main()
