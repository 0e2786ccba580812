"""What hostile input costs: seconds of work and memory of one `ukjsec validate`, for each kind that the tests know.

Run it from a checkout with the development tools installed: `python benchmarks/hostile.py`. Each is to take at most two
seconds and 200 MiB; a sound corpus, a sheet and a package stand beside them, since starting up is a part of every run.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

import invented  # noqa: E402 (the tests are no package)
import test_hostile  # noqa: E402
import test_packages  # noqa: E402
import test_spreadsheets  # noqa: E402
from measuring import measured  # noqa: E402

from ukjsec import build, seeds  # noqa: E402

SECONDS, MEBIBYTES = 2, 200


def cases(scratch: Path) -> Iterator[tuple[str, Path, tuple[str, ...]]]:
    """Every case: its name, a folder made for it, and what to run there."""
    sound = invented.write(scratch / "sound")
    yield "(a sound corpus)", sound, ("validate",)
    for name, (make, _) in test_hostile.HEAVY.items():
        make(invented.write(scratch / name))
        yield f"corpus: {name}", scratch / name, ("validate",)
    for name, text in test_spreadsheets.HOSTILE.items():
        invented.write(scratch / name)
        (scratch / name / "rows.csv").write_text(text, "utf-8")
        yield f"table: {name}", scratch / name, ("validate", "rows.csv")
    build.write(sound, build.artefacts(seeds.read(sound)))
    yield "(a sound package)", sound / "datapackage", ("validate", ".")
    for name, spoil in test_packages.HOSTILE.items():
        folder = Path(shutil.copytree(sound / "datapackage", scratch / f"package {name}"))
        spoil(folder)
        yield f"package: {name}", folder, ("validate", ".")


def main() -> None:
    """Measure every case thrice, and print the least that it took: what is above that is the machine's noise."""
    print(f"{'case':<32} {'seconds':>8} {'MiB':>6}")
    with tempfile.TemporaryDirectory() as scratch:
        for name, folder, command in cases(Path(scratch)):
            found = [measured(folder, *command) for _ in range(3)]
            seconds, mebibytes = min(one.seconds for one in found), max(one.mebibytes for one in found)
            over = "" if seconds <= SECONDS and mebibytes <= MEBIBYTES else "  over the bound"
            print(f"{name:<32} {seconds:8.2f} {mebibytes:6.0f}{over}", flush=True)


if __name__ == "__main__":
    main()
