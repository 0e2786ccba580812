"""The commands that read the data: show, why, cite, export."""

from __future__ import annotations

import argparse

from ukjsec.commands.outcome import CLEAN, say

OTHERS = ("actors", "places", "sources")
"""What is shown by its id beside records."""


def show(options: argparse.Namespace) -> int:
    """Show the tables, a table, or a record."""
    from ukjsec import dataset  # noqa: PLC0415
    from ukjsec.reports import records  # noqa: PLC0415

    version = options.number
    names = dataset.tables(version)
    if options.name is None:
        say("\n".join(names))
    elif options.name in names:
        say(records.table(options.name, dataset.load(options.name, as_="rows", version=version)))
    else:
        every = {name: dataset.load(name, as_="rows", version=version) for name in names}
        known = [str(row["id"]) for row in every["records"]]
        if options.name in known:
            say(records.record(every, options.name))
            return CLEAN
        others = {str(row["id"]): (name, row) for name in OTHERS for row in every[name]}
        if options.name not in others:
            for retired in every.get("retired", ()):
                if retired["id"] == options.name:
                    raise dataset.retirement(retired)
            where = f" in release {version}" if version else ""
            what = "table, record, actor, place or source"
            raise dataset.unknown(what, options.name, [*names, *known, *others], where)
        say(records.row(*others[options.name]))
    return CLEAN


def why(options: argparse.Namespace) -> int:
    """Show what proves a record."""
    from ukjsec import quotations  # noqa: PLC0415

    say(str(quotations.why(options.record, options.field, options.number)))
    return CLEAN


def cite(options: argparse.Namespace) -> int:
    """Print a citation."""
    from ukjsec import citations  # noqa: PLC0415

    say(citations.cite(options.style, source=options.source, version=options.number))
    return CLEAN


def export(options: argparse.Namespace) -> int:
    """Write tables as files."""
    from ukjsec import exports  # noqa: PLC0415

    for file in exports.export(options.tables, options.format, options.out):
        say(str(file))
    return CLEAN
