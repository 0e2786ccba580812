"""The command that takes in tables of records: import."""

from __future__ import annotations

import argparse
from pathlib import Path

from ukjsec.commands.making import checkout
from ukjsec.commands.outcome import CLEAN, PROBLEMS, report, say
from ukjsec.errors import MissingFileError


def take_in(options: argparse.Namespace) -> int:
    """Write the records of a table as files."""
    from ukjsec import contributions, validation  # noqa: PLC0415 (commands import what they need, and no more)

    try:
        root = validation.root_for(Path.cwd()) if options.out else checkout()
    except MissingFileError as error:
        raise MissingFileError(f"{error}; name a folder to write into with --out DIR") from None
    done = contributions.take_in(root, options.table, options.out or root / "seeds", over=options.replace)
    if done.validation.problems:
        report(done.validation.problems, done.validation.corpus, colour=options.colour)
    if done.validation.failed:
        say("Nothing was imported: mend the problems first.")
        return PROBLEMS
    for file in done.written:
        say(f"Wrote {_shown(file)}.")
    for file, lost in done.replaced.items():
        say(f"Replaced {_shown(file)}{f'; its comments ({lost}) are gone' if lost else ''}.")
    if done.kept:
        say(f"Left {len(done.kept)} as they are: they say the same already.")
    return CLEAN


def _shown(file: Path) -> Path:
    """A path as short as it can be told."""
    return file.relative_to(Path.cwd()) if file.is_relative_to(Path.cwd()) else file
