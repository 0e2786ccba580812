"""How fast tables are validated, and in how much memory: ours beside its peers, as ratios of medians.

Run it from a checkout with the development tools, polars, and the peers: `pip install dataframely "pandera[polars]"`
(the others are among the development tools); what is not installed is named and left out. Then
`python benchmarks/tables.py [--rounds N] [--rows N] [--peers NAME ...] [--files DIR] [--plot]`.

The table is that of `generated.py`, and what each peer does stands in `peers.py`. Every measurement is a fresh process,
from its start to its end, and peers take turns in each round, so that a machine that slows down slows all. Each peer
has to find nothing in the sound table and something in the broken one. The fastest of the readers that only parse the
file is the limit of what can be reached. Slow peers have fewer rows, and are compared by rows per second.

`--plot` measures sizes from 10^4 to 10^7 rows too (for which it takes 4 GB of disk and some minutes), and writes
`tables.svg` and `tables.json`; a peer stops at the size that would take more than a minute, or more memory than there
is. `--draw` draws the figures of `tables.json` again. With `--files` the generated files are kept for the next run.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

# Nothing large is imported here before all is measured: a child counts the memory of its parent as its own peak.

HERE = Path(__file__).resolve().parent
FIGURES, PICTURE = HERE / "tables.json", HERE / "tables.svg"
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""All are measured as they are installed: with their bytecode, which the warm-up writes."""

READERS = {"polars": "polars", "pyarrow": "pyarrow", "duckdb-raw": "duckdb"}
"""What only parses the file, and its package."""
VALIDATORS = {"dataframely": "dataframely", "pandera": "pandera", "duckdb": "duckdb"}
SLOW = {"pydantic": 100_000, "frictionless": 20_000}
"""Peers that get no more rows than these."""
PACKAGES = {"ours": "polars"} | READERS | VALIDATORS | {name: name for name in SLOW}

SIZES = (10_000, 100_000, 1_000_000, 10_000_000)
LONGEST = 60.0
"""So many seconds a peer may take at a size, as far as the size before tells."""


@dataclass(frozen=True)
class Run:
    """One process: seconds from start to end, seconds of the processor, megabytes at its peak, violations found."""

    wall: float
    processor: float
    memory: float
    found: int


@dataclass(frozen=True)
class Figure:
    """A ratio with its bound, if there is one."""

    name: str
    value: float
    processor: float | None = None
    """The same ratio of seconds of the processor, which other work on the machine changes less; it has no bound."""
    most: float | None = None
    least: float | None = None

    @property
    def verdict(self) -> str:
        """The bound, and whether it is met."""
        if self.most is None and self.least is None:
            return ""
        met = self.value <= self.most if self.most is not None else self.value >= (self.least or 0)
        bound = f"at most {self.most}" if self.most is not None else f"at least {self.least}"
        return f"{bound}: {'met' if met else 'MISSED'}"


class Files:
    """The generated files, made when they are first wanted."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.mark = hashlib.sha256((HERE / "generated.py").read_bytes()).hexdigest()[:8]
        folder.mkdir(parents=True, exist_ok=True)
        self.rules = folder / "rules.json"
        subprocess.run([sys.executable, str(HERE / "peers.py"), "rules", str(self.rules)], env=ENVIRONMENT, check=True)

    def get(self, rows: int, suffix: str = "csv", *, bad: bool = False) -> Path:
        """A file of so many rows."""
        path = self.folder / f"records-{rows}{'-bad' if bad else ''}-{self.mark}.{suffix}"
        if not path.exists():
            command = [sys.executable, str(HERE / "generated.py"), str(rows), str(path), *(["--bad"] if bad else [])]
            subprocess.run(command, env=ENVIRONMENT, check=True)
        return path


def run(peer: str, file: Path, rules: Path) -> Run | None:
    """One run of a peer in a process of its own; None where it took more memory than there is.

    Raises:
        RuntimeError: it failed.
    """
    command = [sys.executable, str(HERE / "peers.py"), peer, str(file), str(rules)]
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        start = time.perf_counter()
        child = subprocess.Popen(command, env=ENVIRONMENT, stdout=output, stderr=errors)
        ended, excessive = threading.Event(), threading.Event()
        watch = threading.Thread(target=_watch, args=(child.pid, _available() * 0.85, ended, excessive))
        watch.start()
        # Not through `child`, which would not say what the process used.
        _, status, used = os.wait4(child.pid, 0)
        wall = time.perf_counter() - start
        child.returncode = os.waitstatus_to_exitcode(status)
        ended.set()
        watch.join()
        if excessive.is_set():
            return None
        output.seek(0)
        errors.seek(0)
        if child.returncode:
            raise RuntimeError(f"{peer} failed on {file.name}:\n{errors.read().decode(errors='replace')[-2000:]}")
        unit = 1 if sys.platform == "darwin" else 1024
        found = int(output.read().split()[-1])
        return Run(wall, used.ru_utime + used.ru_stime, used.ru_maxrss * unit / 1e6, found)


def _available() -> float:
    """Bytes of memory that are free; without end where nobody says it."""
    with suppress(OSError, StopIteration):
        lines = Path("/proc/meminfo").read_text("ascii").splitlines()
        return next(1024.0 * int(line.split()[1]) for line in lines if line.startswith("MemAvailable:"))
    return float("inf")


def _watch(process: int, most: float, ended: threading.Event, excessive: threading.Event) -> None:
    """End a process that takes more memory than this, before the machine has none left."""
    while not ended.wait(0.1):
        with suppress(OSError, IndexError):
            held = int(Path(f"/proc/{process}/statm").read_text("ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")
            if held > most:
                excessive.set()
                os.kill(process, 9)
                return


def measure(tasks: Mapping[str, tuple[str, Path]], rules: Path, rounds: int) -> dict[str, list[Run]]:
    """Run tasks, each a peer and a file, in turns; those that take too much memory are left out of what is returned."""
    found: dict[str, list[Run]] = {name: [] for name in tasks}
    for _ in range(rounds):
        for name, (peer, file) in tasks.items():
            made = run(peer, file, rules) if name in found else None
            if made:
                found[name].append(made)
            else:
                found.pop(name, None)
    return found


def prove(peers: list[str], files: Files, rows: int) -> None:
    """See to it that peers find nothing in the sound table and something in the broken one; they are warm then.

    Raises:
        RuntimeError: one does not.
    """
    for peer in peers:
        number = min(rows, SLOW.get(peer, rows))
        for bad in (False, True):
            made = run(peer, files.get(number, bad=bad), files.rules)
            if made and peer not in READERS and (made.found > 0) is not bad:
                raise RuntimeError(f"{peer} found {made.found} violations in the {'broken' if bad else 'sound'} table")


def median(runs: list[Run], what: str = "wall") -> float:
    """The median of runs."""
    return float(statistics.median(getattr(one, what) for one in runs))


def compare(peers: list[str], files: Files, rows: int, rounds: int) -> tuple[list[Figure], list[dict[str, Any]]]:
    """Measure all peers side by side at one size; returns the ratios, and what they are made of."""
    prove(peers, files, rows)
    sizes = {peer: min(rows, SLOW.get(peer, rows)) for peer in peers}
    tasks = {peer: (peer, files.get(sizes[peer])) for peer in peers}
    if "ours" in peers:
        tasks |= {"ours, 1 % bad": ("ours", files.get(rows, bad=True))}
        tasks |= {"ours, Parquet": ("ours", files.get(rows, "parquet"))}
    made = measure(tasks, files.rules, rounds)
    if "ours" in peers:
        sizes["ours, ten times"] = rows * 10
        made |= measure({"ours, ten times": ("ours", files.get(rows * 10))}, files.rules, 1)
    parts = [
        {"task": name, "rows": sizes.get(name, rows)}
        | {what: round(median(runs, what), 3) for what in ("wall", "processor", "memory", "found")}
        for name, runs in made.items()
    ]
    return (list(_ratios(made, rows)) if "ours" in made else []), parts


def _ratios(made: Mapping[str, list[Run]], rows: int) -> Iterator[Figure]:
    def times(name: str, mine: str, theirs: str, most: float | None = None) -> Figure:
        wall, processor = (median(made[mine], what) / median(made[theirs], what) for what in ("wall", "processor"))
        return Figure(name, round(wall, 3), round(processor, 3), most=most)

    readers = [name for name in READERS if name in made]
    if readers:
        fastest = min(readers, key=lambda name: median(made[name]))
        yield times(f"time / raw parse ({fastest})", "ours", fastest, most=1.5)
    for peer, most in (("dataframely", 1.0), ("pandera", 0.7), ("duckdb", None)):
        if peer in made:
            yield times(f"time / {peer}", "ours", peer, most=most)
    for peer, least in (("pydantic", None), ("frictionless", 40.0)):
        if peer in made:
            wall, processor = (
                rows / median(made["ours"], what) / (min(rows, SLOW[peer]) / median(made[peer], what))
                for what in ("wall", "processor")
            )
            yield Figure(f"rows per second / {peer}", round(wall, 3), round(processor, 3), least=least)
    yield times("time with 1 % bad rows / clean", "ours, 1 % bad", "ours", most=1.3)
    yield times("time of Parquet / CSV", "ours, Parquet", "ours", most=0.5)
    if "ours, ten times" in made:
        memory = median(made["ours, ten times"], "memory") / median(made["ours"], "memory")
        yield Figure("memory for ten times the rows", round(memory, 3), most=1.3)


def grow(peers: list[str], files: Files) -> list[dict[str, Any]]:
    """Measure each peer at growing sizes, until it takes too long or too much memory."""
    found: list[dict[str, Any]] = []
    left = list(peers)
    for rows in SIZES:
        tasks = {peer: (peer, files.get(rows)) for peer in left}
        made = measure(tasks, files.rules, 3 if rows < SIZES[-1] else 1)
        for peer, runs in made.items():
            figures = {what: round(median(runs, what), 3) for what in ("wall", "processor", "memory")}
            found.append({"peer": peer, "rows": rows} | figures)
            print(f"{rows:>10,} {peer:<12} {figures['wall']:7.2f} s {figures['memory']:7,.0f} MB", flush=True)
        left = [peer for peer, runs in made.items() if median(runs) * 10 < LONGEST]
    return found


def show(figures: list[Figure], parts: list[dict[str, Any]]) -> None:
    """Print what was measured, and the ratios."""
    print(f"{'median of':<16} {'rows':>10} {'wall s':>7} {'CPU s':>7} {'MB':>6} {'rows/s':>10} {'found':>7}")
    for part in parts:
        told = f"{part['task']:<16} {part['rows']:>10,} {part['wall']:7.2f} {part['processor']:7.2f}"
        print(f"{told} {part['memory']:6,.0f} {part['rows'] / part['wall']:10,.0f} {part['found']:7,.0f}")
    print(f"\n{'ours, as a ratio':<34} {'':>6} {'of CPU':>6}  bound")
    for figure in figures:
        processor = f"{figure.processor:6.2f}" if figure.processor is not None else f"{'':6}"
        print(f"{figure.name:<34} {figure.value:6.2f} {processor}  {figure.verdict}")


def main() -> None:
    """Measure, print, and draw where it is asked for."""
    parser = argparse.ArgumentParser(description="Measure how fast tables are validated, beside the peers.")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--peers", nargs="+", choices=list(PACKAGES), default=list(PACKAGES), metavar="NAME")
    parser.add_argument("--files", type=Path, help="the folder where the generated files are kept")
    parser.add_argument("--plot", action="store_true", help="measure all sizes, write tables.svg and tables.json")
    parser.add_argument("--draw", action="store_true", help="draw tables.svg from tables.json, and measure nothing")
    given = parser.parse_args()
    if not given.draw:
        with tempfile.TemporaryDirectory() as folder:
            _measured(given, Files(given.files or Path(folder)))
    if given.plot or given.draw:
        from curves import draw  # noqa: PLC0415 (large: see above)

        draw(json.loads(FIGURES.read_text("utf-8"))["sizes"], PICTURE)
        print(f"Drew {PICTURE.name}.")


def _measured(given: argparse.Namespace, files: Files) -> None:
    versions: dict[str, str] = {}
    for package in dict.fromkeys(PACKAGES[peer] for peer in given.peers):
        try:
            versions[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            print(f"{package} is not installed, and left out")
    peers = [peer for peer in given.peers if PACKAGES[peer] in versions]
    figures, parts = compare(peers, files, given.rows, given.rounds)
    show(figures, parts)
    if given.plot:
        whole = {
            "cores": os.cpu_count(),
            "versions": versions,
            "figures": [asdict(figure) for figure in figures],
            "runs": parts,
            "sizes": grow(peers, files),
        }
        FIGURES.write_text(json.dumps(whole, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
