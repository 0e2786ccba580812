"""The command line in a process of its own, with what it takes: for input that is made to exhaust it.

The tests hold what is said, and the memory, which a busy machine leaves alone; `benchmarks/hostile.py` prints the
seconds.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

LIMIT_MEBIBYTES = 200
LONGEST_SECONDS = 120
"""A process that takes longer is ended, and the measurement fails."""

# What a process has used is known to its parent alone, and counts the parent's own memory when that is large: so a
# small one starts it.
LAUNCHER = """\
import json, resource, subprocess, sys
limit, *command = sys.argv[1:]
done = subprocess.run(command, capture_output=True, timeout=float(limit))
used = resource.getrusage(resource.RUSAGE_CHILDREN)
unit = 2**20 if sys.platform == "darwin" else 2**10
print(json.dumps([done.returncode, done.stdout.decode(), done.stderr.decode(),
                  used.ru_utime + used.ru_stime, used.ru_maxrss / unit]))
"""


@dataclass(frozen=True)
class Measured:
    """What a command said and took."""

    code: int
    out: str
    errors: str
    seconds: float
    """Of work of the processor, over all its processes."""
    mebibytes: float
    """At most at one time, of its largest process."""


def measured(folder: Path, *arguments: str) -> Measured:
    """Run the command line in a folder.

    Raises:
        subprocess.CalledProcessError: it did not end in time.
    """
    command = [sys.executable, "-c", LAUNCHER, str(LONGEST_SECONDS), sys.executable, "-m", "ukjsec", *arguments]
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    return Measured(*json.loads(run.stdout))
