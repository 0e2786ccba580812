"""The command line: the only reader of arguments and of the environment."""

from __future__ import annotations

import argparse
import contextlib
import gc
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

from ukjsec.commands import checking, comparing, contributing, formatting, importing, making, reading
from ukjsec.commands.outcome import MISUSE, flush, say
from ukjsec.errors import UkjsecError
from ukjsec.reports.formats import FORMATS

EXAMPLES = """\
examples:
  ukjsec show agreements            the agreements, a line each
  ukjsec why abe-visit-uk-2014      the quotations that prove a record
  ukjsec validate                   check everything in this checkout
  ukjsec validate my-record.yaml    check one file against the data
  ukjsec export --format csv --out tables

exit codes: 0 clean, 1 problems found, 2 could not run
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code."""
    # A process may be started without these streams.
    sys.stdout, sys.stderr = (stream or Path(os.devnull).open("w") for stream in (sys.stdout, sys.stderr))  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    if arguments is None:
        gc.disable()  # the process is over before its garbage matters, and to look for it takes a tenth of the time
        # What others have installed for pydantic is neither looked for nor run on what strangers wrote.
        os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    try:
        options = parser().parse_args(arguments)
        if not hasattr(options, "run"):
            say(parser().format_help(), sys.stderr)
            return MISUSE
        options.colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
        options.patient = sys.stderr.isatty() and "CI" not in os.environ
        if getattr(options, "format", None) == "auto":
            options.format = "github" if os.environ.get("GITHUB_ACTIONS") == "true" else "text"
        code = int(options.run(options))
        flush(sys.stdout)
    except UkjsecError as error:
        return _misuse(str(error))
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        return _misuse(f"{where}{error.strerror or error}; nothing more was done")
    finally:
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(OSError):
                flush(stream)
    return code


def _misuse(message: str) -> int:
    say(f"ukjsec: {message}", sys.stderr)
    return MISUSE


class _Parser(argparse.ArgumentParser):
    """A parser that repeats no character which a terminal would obey."""

    def error(self, message: str) -> NoReturn:
        from ukjsec.reports.tabulation import visible  # noqa: PLC0415 (commands import what they need, and no more)

        super().error(visible(message))


def _formats(made: argparse.ArgumentParser) -> None:
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


def _validate(made: argparse.ArgumentParser) -> None:
    made.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="files, folders or packages; all by default")
    _formats(made)


def _fmt(made: argparse.ArgumentParser) -> None:
    made.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="files or folders; all of seeds/ when none")
    made.add_argument("--check", action="store_true", help="write nothing; name the files that would change")
    _formats(made)


def _import(made: argparse.ArgumentParser) -> None:
    made.add_argument("table", type=Path, metavar="TABLE", help="the CSV file: a row for each record")
    made.add_argument("--out", type=Path, metavar="DIR", help="the folder to write into; seeds/ when none is named")
    made.add_argument("--replace", action="store_true", help="write over files that are there with other data")


def parser() -> argparse.ArgumentParser:
    """The parser of the command line."""
    top = _Parser(
        prog="ukjsec",
        usage="ukjsec COMMAND [OPTION ...]",
        description="The open dataset of United Kingdom-Japan security co-operation.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument("--version", action=_Version, nargs=0, help="show the version of library and data, and exit")
    subparsers = top.add_subparsers(title="commands", metavar="COMMAND", prog="ukjsec")

    def command(
        name: str, run: Callable[[argparse.Namespace], int], what: str, example: str
    ) -> argparse.ArgumentParser:
        made = subparsers.add_parser(
            name,
            help=what,
            description=f"{what[0].upper()}{what[1:]}.",
            epilog=f"example:\n  ukjsec {example}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        made.set_defaults(run=run)
        return made

    one = command("show", reading.show, "show a table, or one record, actor, place or source", "show gbr-mod")
    one.add_argument("name", nargs="?", help="a table, or an id; without it the tables are listed")
    one = command(
        "why", reading.why, "show the quotations that prove a record, or one value of it", "why rimpac status"
    )
    one.add_argument("record", help="the id of a record")
    one.add_argument("field", nargs="?", help="one value, such as dates.signed")
    one = command("cite", reading.cite, "print how to cite the dataset, or a source", "cite --style bibtex")
    one.add_argument("source", nargs="?", help="the id of a source")
    one.add_argument("--style", default="text", help="text, bibtex or csl-json")
    one = command("export", reading.export, "write tables as files", "export --format csv --out tables records dates")
    one.add_argument("tables", nargs="*", metavar="TABLE", help="the tables; all when none is named")
    one.add_argument("--format", choices=("csv", "parquet", "json"), default="csv")
    one.add_argument("--out", type=Path, required=True, metavar="DIR", help="the folder to write into")
    _validate(
        command(
            "validate", checking.validate, "check everything, or the files that are named", "validate seeds/agreements"
        )
    )
    one = command("explain", checking.explain, "explain a rule, or list the rules", "explain basis-missing")
    one.add_argument("rule", nargs="?", help="the name of a rule, as a report gives it")
    one = command("new", contributing.new, "make the template of a new record", "new agreement uk-jp-memorandum-2012")
    one.add_argument("type", choices=("agreement", "exercise", "dialogue", "operation", "project"))
    one.add_argument("id", nargs="?", metavar="ID", help="its id; in a checkout the file is written where it belongs")
    one.add_argument("--out", type=Path, metavar="FILE", help="the file to write, which must not be there yet")
    one.add_argument("--csv", action="store_true", help="make a sheet for many records, to be filled in a spreadsheet")
    one = command(
        "suggest",
        contributing.suggest,
        "list the sentences of a source that are still to be read",
        "suggest drifte-2003 --texts texts",
    )
    one.add_argument("source", help="the id of the source")
    one.add_argument("--texts", type=Path, metavar="DIR", help="the folder that holds its text; it must be named")
    _fmt(command("fmt", formatting.fmt, "bring files to the canonical form", "fmt my-record.yaml"))
    _import(command("import", importing.take_in, "write the rows of a CSV table as YAML files", "import records.csv"))
    one = command("coverage", checking.coverage, "account for every sentence of every source", "coverage drifte-2003")
    one.add_argument("source", nargs="?", help="list the sentences of this source")
    one.add_argument("--texts", type=Path, metavar="DIR", help="the folder of the texts, to show the words")
    one = command("source", making.source, "take in a new source text", "source add report.txt --id report-2024")
    one.add_argument("action", choices=("add",))
    one.add_argument("text", type=Path, help="the text file, in UTF-8")
    one.add_argument("--id", required=True, dest="ident", help="the id that the source is to have")
    one = command(
        "seal", making.seal, "open the new quotations of the sources whose texts you hold", "seal --texts texts"
    )
    one.add_argument("--texts", type=Path, required=True, metavar="DIR", help="the folder of the texts")
    one = command("verify", checking.verify, "hold every quotation and seal against the texts", "verify --texts texts")
    one.add_argument("--texts", type=Path, required=True, metavar="DIR", help="the folder of the texts")
    one.add_argument("--context", action="store_true", help="print every quotation in its context")
    one = command("build", making.build, "generate datapackage/ and schemas/", "build --check")
    one.add_argument("--check", action="store_true", help="write nothing; say what a build would change")
    one = command("changes", comparing.changes, "say what this checkout changes in the data", "changes ../before")
    one.add_argument("base", type=Path, metavar="BASE", help="the folder of the checkout to compare with")
    one.add_argument("head", type=Path, nargs="?", metavar="HEAD", help="that of the changed one; else this one")
    one.add_argument("--format", choices=("text", "markdown", "json"), default="text", help="of the report")
    return top


class _Version(argparse.Action):
    """Looks the version up when it is asked for: that costs more than all the rest of the parser."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from ukjsec import __version__  # noqa: PLC0415 (as the docstring says)

        say(f"ukjsec {__version__}")
        parser.exit()
