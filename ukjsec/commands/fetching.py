"""The command that fetches a release: fetch."""

from __future__ import annotations

import argparse
import sys

from ukjsec import progress
from ukjsec.commands.outcome import CLEAN, say


def fetch(options: argparse.Namespace) -> int:
    """Fetch a release, and print the folder that holds it."""
    from ukjsec import downloads  # noqa: PLC0415

    folder = downloads.fetch(
        options.number,
        options.address,
        out=options.out,
        progress=progress.shown if options.patient else progress.silent,
        tell=lambda sentence: say(f"ukjsec: {sentence}", sys.stderr),
    )
    say(str(folder))
    return CLEAN
