"""What each command of the command line is for, and what it takes."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from ukjsec.reports.formats import FORMATS


class Command(NamedTuple):
    """One command: its name is the key in `COMMANDS`."""

    home: str
    """The module of `ukjsec.commands` that holds it, imported when it is run."""
    function: str
    what: str
    """What it is for, as the help lists it."""
    example: str
    take: Callable[[argparse.ArgumentParser], None]
    """Adds what it takes to its parser."""


def formats(made: argparse.ArgumentParser) -> None:
    """Let a command choose the format of its report: pass `form=options.format, summary=options.summary` to `report`.

    `options.format` is never `auto` when the command runs. Where it is one of `formats.DOCUMENTS`, all that is said
    beside the report goes to the error stream: `say(text, sys.stderr)`.
    """
    made.add_argument(
        "--format",
        choices=("auto", *FORMATS),
        default="auto",
        help="of the report; auto, the default, is github in a workflow of GitHub's, else text",
    )
    made.add_argument("--summary", type=Path, metavar="FILE", help="add the report as a table in Markdown to this file")


def texts(made: argparse.ArgumentParser) -> None:
    """Demand the folder of the source texts."""
    made.add_argument("--texts", type=Path, required=True, metavar="DIR", help="the folder of the texts")


def _number(made: argparse.ArgumentParser) -> None:
    """Let a command read the data of a release."""
    made.add_argument(
        "--version", dest="number", metavar="VERSION", help="of the data: a release, such as 0.2.0; else what is here"
    )


def _show(made: argparse.ArgumentParser) -> None:
    made.add_argument("name", nargs="?", help="a table, or an id; without it the tables are listed")
    _number(made)


def _why(made: argparse.ArgumentParser) -> None:
    made.add_argument("record", help="the id of a record")
    made.add_argument("field", nargs="?", help="one value, such as dates.signed")
    _number(made)


def _cite(made: argparse.ArgumentParser) -> None:
    made.add_argument("source", nargs="?", help="the id of a source")
    made.add_argument("--style", default="text", help="text, bibtex or csl-json")
    _number(made)


def _export(made: argparse.ArgumentParser) -> None:
    made.add_argument("tables", nargs="*", metavar="TABLE", help="the tables; all when none is named")
    made.add_argument("--format", choices=("csv", "parquet", "json"), default="csv")
    made.add_argument("--out", type=Path, required=True, metavar="DIR", help="the folder to write into")


def address(made: argparse.ArgumentParser) -> None:
    """Let a command be told where releases lie."""
    made.add_argument(
        "--from",
        dest="address",
        metavar="ADDRESS",
        help="where releases lie: an address of https, or a folder; its files at ADDRESS/vVERSION/",
    )


def _fetch(made: argparse.ArgumentParser) -> None:
    made.add_argument("number", metavar="VERSION", help="its version, such as 0.2.0")
    address(made)
    made.add_argument("--out", type=Path, metavar="DIR", help="copy the files into this folder; else they stay cached")
    made.epilog = (
        f"{made.epilog}\n\nenvironment:\n"
        "  UKJSEC_RELEASES  where releases lie, when --from does not say it\n"
        "  UKJSEC_CACHE     the folder in which fetched releases are kept"
    )


def _validate(made: argparse.ArgumentParser) -> None:
    made.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="files, folders or packages; all by default")
    made.add_argument(
        "--table", metavar="NAME", help="which table files of CSV or Parquet are; else their columns tell"
    )
    made.add_argument(
        "--limit", type=_limit, default=100, metavar="N", help="show so many offending rows of each table (100)"
    )
    formats(made)


def _limit(text: str) -> int:
    """A number of rows.

    Raises:
        argparse.ArgumentTypeError: it is none.
    """
    if not (text.isascii() and text.isdigit()):
        raise argparse.ArgumentTypeError(f"{text!r} is no number of rows; write 0 or more")
    return int(text)


def _explain(made: argparse.ArgumentParser) -> None:
    made.add_argument("rule", nargs="?", help="the name of a rule, as a report gives it")


def _new(made: argparse.ArgumentParser) -> None:
    made.add_argument("type", choices=("agreement", "exercise", "dialogue", "operation", "project"))
    made.add_argument("id", nargs="?", metavar="ID", help="its id; in a checkout the file is written where it belongs")
    made.add_argument("--out", type=Path, metavar="FILE", help="the file to write, which must not be there yet")
    made.add_argument("--csv", action="store_true", help="make a sheet for many records, to be filled in a spreadsheet")


def _suggest(made: argparse.ArgumentParser) -> None:
    made.add_argument("source", help="the id of the source")
    made.add_argument("--texts", type=Path, metavar="DIR", help="the folder that holds its text; it must be named")


def _fmt(made: argparse.ArgumentParser) -> None:
    made.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="files or folders; all of seeds/ when none")
    made.add_argument("--check", action="store_true", help="write nothing; name the files that would change")
    formats(made)


def _import(made: argparse.ArgumentParser) -> None:
    made.add_argument("table", type=Path, metavar="TABLE", help="the CSV file: a row for each record")
    made.add_argument("--out", type=Path, metavar="DIR", help="the folder to write into; seeds/ when none is named")
    made.add_argument("--replace", action="store_true", help="write over files that are there with other data")


def _coverage(made: argparse.ArgumentParser) -> None:
    made.add_argument("source", nargs="?", help="list the sentences of this source")
    made.add_argument("--texts", type=Path, metavar="DIR", help="the folder of the texts, to show the words")


def _source(made: argparse.ArgumentParser) -> None:
    made.add_argument("action", choices=("add",))
    made.add_argument("text", type=Path, help="the text file, in UTF-8")
    made.add_argument("--id", required=True, dest="ident", help="the id that the source is to have")


def _verify(made: argparse.ArgumentParser) -> None:
    texts(made)
    made.add_argument("--context", action="store_true", help="print every quotation in its context")


def _build(made: argparse.ArgumentParser) -> None:
    made.add_argument("--check", action="store_true", help="write nothing; say what a build would change")


def _release(made: argparse.ArgumentParser) -> None:
    made.add_argument("--out", type=Path, required=True, metavar="DIR", help="the folder to write: empty, or not there")
    made.add_argument(
        "--since", metavar="OLD", help="the release before (a folder, zip or version): what changed goes into the notes"
    )
    address(made)
    state = made.add_mutually_exclusive_group()
    state.add_argument("--tag", metavar="TAG", help="the tag it is built from; it has to be v and the version")
    state.add_argument("--draft", action="store_true", help="try it: the changelog need not date the version yet")


def _version(made: argparse.ArgumentParser) -> None:
    made.add_argument("--since", metavar="OLD", help="an older release to compare with: a folder, zip or version")
    address(made)


def _changes(made: argparse.ArgumentParser) -> None:
    made.add_argument("base", type=Path, metavar="BASE", help="the folder of the checkout to compare with")
    made.add_argument("head", type=Path, nargs="?", metavar="HEAD", help="that of the changed one; else this one")
    made.add_argument("--format", choices=("text", "markdown", "json"), default="text", help="of the report")


def _diff(made: argparse.ArgumentParser) -> None:
    made.add_argument("old", metavar="OLD", help="a package: a folder, a zip, a datapackage.json; or a version")
    made.add_argument("new", metavar="NEW", help="the newer one, in the same way")
    address(made)
    made.add_argument("--format", choices=("text", "markdown", "json"), default="text", help="of the report")
    made.add_argument("--all", action="store_true", help="cut no list short, however long (json never does)")
    made.epilog = (
        f"{made.epilog}\n\nexit codes: 0 compared, whatever differs; 1 an id was lost: a record is gone\n"
        "that is not retired; 2 could not run"
    )


COMMANDS = {
    "show": Command("reading", "show", "show a table, or one record, actor, place or source", "show gbr-mod", _show),
    "why": Command(
        "reading", "why", "show the quotations that prove a record, or one value of it", "why rimpac status", _why
    ),
    "cite": Command("reading", "cite", "print how to cite the dataset, or a source", "cite --style bibtex", _cite),
    "export": Command(
        "reading", "export", "write tables as files", "export --format csv --out tables records dates", _export
    ),
    "fetch": Command("fetching", "fetch", "fetch a release, each file checked", "fetch 0.2.0 --out release", _fetch),
    "validate": Command(
        "checking", "validate", "check everything, or the files that are named", "validate seeds/agreements", _validate
    ),
    "explain": Command("checking", "explain", "explain a rule, or list the rules", "explain basis-missing", _explain),
    "new": Command(
        "contributing", "new", "make the template of a new record", "new agreement uk-jp-memorandum-2012", _new
    ),
    "suggest": Command(
        "contributing",
        "suggest",
        "list the sentences of a source that are still to be read",
        "suggest drifte-2003 --texts texts",
        _suggest,
    ),
    "fmt": Command("formatting", "fmt", "bring files to the canonical form", "fmt my-record.yaml", _fmt),
    "import": Command(
        "importing", "take_in", "write the rows of a CSV table as YAML files", "import records.csv", _import
    ),
    "coverage": Command(
        "checking", "coverage", "account for every sentence of every source", "coverage drifte-2003", _coverage
    ),
    "source": Command(
        "making", "source", "take in a new source text", "source add report.txt --id report-2024", _source
    ),
    "seal": Command(
        "making", "seal", "open the new quotations of the sources whose texts you hold", "seal --texts texts", texts
    ),
    "verify": Command(
        "checking", "verify", "hold every quotation and seal against the texts", "verify --texts texts", _verify
    ),
    "build": Command("making", "build", "generate datapackage/ and schemas/", "build --check", _build),
    "release": Command("releasing", "release", "write the files of a release", "release --out dist/release", _release),
    "version": Command(
        "releasing",
        "version",
        "check the version number, and its step since a release",
        "version --since old.zip",
        _version,
    ),
    "changes": Command(
        "comparing", "changes", "say what this checkout changes in the data", "changes ../before", _changes
    ),
    "diff": Command("comparing", "diff", "compare two packages or releases", "diff 0.1.0 datapackage", _diff),
}
"""Every command, in the order of the help."""
