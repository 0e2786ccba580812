"""The process in which libraries of others read a package, started and listened to."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeAlias

from ukjsec.errors import MissingExtraError

MEMORY = 100_000_000
"""How many bytes the process may take beside those that the libraries themselves need."""
SECONDS = 0.6
"""How long it may work on one table, in seconds of its own work; ours need less than a tenth of that."""
SECONDS_A_MEGABYTE = 4.0
PATIENCE = 60.0
"""After how many seconds the process is ended however little it worked: it waits for something."""
UNPACKED = 60_000_000
"""How many bytes a Parquet file may unpack to."""

Answer: TypeAlias = dict[str, Any]


def needs(library: str) -> None:
    """Make sure that frictionless is there.

    Raises:
        MissingExtraError: it is not.
    """
    if find_spec(library) is None:
        raise MissingExtraError(
            f'to check a data package {library} is needed, which is an extra: pip install "ukjsec[frictionless]"'
        )


def seconds(size: int) -> float:
    """How long the process may work on a table of so many bytes."""
    return SECONDS + SECONDS_A_MEGABYTE * size / 1_000_000


@dataclass
class Task:
    """A process at work."""

    process: subprocess.Popen[str]
    begun: str = ""
    """What it worked on last."""
    done: bool = False
    """Whether it came to its end by itself."""
    answers: list[Answer] = field(default_factory=list)

    def listen(self) -> Iterator[Answer]:
        """What it found, once it is over; `begun` and `done` tell what became of it."""
        try:
            out, _ = self.process.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            out, _ = self.process.communicate()
        for line in out.splitlines():
            answer = _answer(line)
            self.begun = answer.get("begun", self.begun)
            self.done = self.done or "done" in answer
            if not {"begun", "done"} & answer.keys():
                yield answer


def _answer(line: str) -> Answer:
    try:
        answer = json.loads(line)
    except ValueError:  # a line that was cut off with the process
        return {}
    return answer if isinstance(answer, dict) else {}


def start(request: dict[str, Any]) -> Task:
    """Start the process with a request: see `child`."""
    process = subprocess.Popen(  # noqa: S603 (this Python, with a program of this folder)
        [sys.executable, "-I", str(Path(__file__).with_name("child.py"))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
        close_fds=True,
    )
    assert process.stdin is not None  # noqa: S101 (for the type checker)
    try:
        process.stdin.write(json.dumps(request))
        process.stdin.close()
    except BrokenPipeError:
        pass  # it ended already; what it said is listened to
    process.stdin = None
    return Task(process)
