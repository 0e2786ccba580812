"""The command that brings files to the canonical form: fmt."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from ukjsec.commands.outcome import CLEAN, PROBLEMS, report, say


def fmt(options: argparse.Namespace) -> int:
    """Bring files to the canonical form, or check that they are in it."""
    from ukjsec import formatting  # noqa: PLC0415 (commands import what they need, and no more)
    from ukjsec.reports.formats import DOCUMENTS  # noqa: PLC0415

    done = formatting.format_files(options.paths, Path.cwd(), check=options.check)
    stream = sys.stderr if options.format in DOCUMENTS else sys.stdout
    for path in done.passed:
        say(f"{path}: left as it is; only YAML has a canonical form.", stream)
    for path in done.written:
        say(f"Formatted {path}.", stream)
    if done.problems or options.format in DOCUMENTS:
        report(done.problems, done.corpus, colour=options.colour, form=options.format, summary=options.summary)
    if not options.check:
        say(f"{_count(len(done.written))} changed, {done.kept} in the canonical form already.", stream)
    elif not done.problems:
        say(f"{_count(done.kept)} in the canonical form.", stream)
    return PROBLEMS if done.problems else CLEAN


def _count(number: int) -> str:
    return f"{number} file{'s'[number == 1 :]}"
