"""The commands that compare: changes (two checkouts), diff (two packages)."""

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

MOST_LOST = 20
"""Of more lost ids than these the others are counted, where the report goes elsewhere."""


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
    from ukjsec.reports.tabulation import visible  # noqa: PLC0415

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
            say(visible(f"problem: {item.ident} {item.breach}"), sys.stderr)
        for flaw in compared.after:
            say("\n".join(map(visible, flaw.problems)), sys.stderr)


def diff(options: argparse.Namespace) -> int:
    """Say what one package holds that another does not."""
    from ukjsec import packagefiles, progress  # noqa: PLC0415
    from ukjsec.comparisons import items  # noqa: PLC0415
    from ukjsec.comparisons.packages import compare  # noqa: PLC0415
    from ukjsec.reports import comparisons  # noqa: PLC0415
    from ukjsec.reports.tabulation import visible  # noqa: PLC0415

    shown = progress.shown if options.patient else progress.silent
    packages = [
        packagefiles.find(
            given, options.address, progress=shown, tell=lambda sentence: say(f"ukjsec: {sentence}", sys.stderr)
        )
        for given in (options.old, options.new)
    ]
    compared = compare(*packages)
    if options.format == "text":
        say(comparisons.text(compared, everything=options.all))
    elif options.format == "json":
        from ukjsec.reports import comparisons_json  # noqa: PLC0415

        write(comparisons_json.document(compared), sys.stdout)
    else:
        from ukjsec.reports import comparisons_markdown  # noqa: PLC0415

        say(comparisons_markdown.page(compared, everything=options.all))
    if compared.lost and options.format != "text":
        # Where the report goes to a file, the log has to say why the command failed.
        lost = items.told(compared).breaches
        for item in lost[:MOST_LOST]:
            say(visible(f"problem: {comparisons.shortened(item.ident)} {item.breach}"), sys.stderr)
        if lost[MOST_LOST:]:
            say(f"problem: and {len(lost) - MOST_LOST} more such ids; the report names them", sys.stderr)
    return PROBLEMS if compared.lost else CLEAN
