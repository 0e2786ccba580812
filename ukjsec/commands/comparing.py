"""The command that compares two checkouts: changes."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from ukjsec.commands.making import checkout
from ukjsec.commands.outcome import CLEAN, PROBLEMS, say, write
from ukjsec.errors import MissingFileError

if TYPE_CHECKING:
    from ukjsec.changes import Comparison


def changes(options: argparse.Namespace) -> int:
    """Say what one checkout holds that another does not."""
    from ukjsec import changes, seeds, statements  # noqa: PLC0415

    roots = [_root(options.base), _root(options.head) if options.head else checkout()]
    compared = changes.compare(*(statements.edition(seeds.read(root)) for root in roots))
    _show(compared, options.format)
    return PROBLEMS if compared.failed else CLEAN


def _root(folder: Path) -> Path:
    if not (folder / "seeds").is_dir():
        raise MissingFileError(f"{folder}: there is no folder seeds/ in it; name the folder of another checkout")
    return folder


def _show(compared: Comparison, form: str) -> None:
    from ukjsec.reports import changes, changes_markdown  # noqa: PLC0415

    if form == "text":
        say(changes.text(compared))
        return
    if form == "json":
        write(changes.document(compared), sys.stdout)
    else:
        say(changes_markdown.page(compared))
    if compared.failed:
        # Where the report goes to a file, the log has to say why the command failed.
        for item in compared.breaches:
            say(f"problem: {item.ident} {item.breach}", sys.stderr)
        for flaw in compared.after:
            say("\n".join(flaw.problems), sys.stderr)
