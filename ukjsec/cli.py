"""The command line: the only reader of arguments and of the environment."""

from __future__ import annotations

import argparse
import contextlib
import gc
import os
import sys
import warnings
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

from ukjsec.arguments import COMMANDS
from ukjsec.commands.outcome import MISUSE, flush, say
from ukjsec.errors import UkjsecError

INTERRUPTED = 130
"""The exit code after Ctrl-C: 128 and the number of the signal, as shells have it."""

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
        given = sys.argv[1:] if arguments is None else arguments
        options = parser(given[0] if given and given[0] in COMMANDS else None).parse_args(given)
        if not hasattr(options, "command"):
            say(parser().format_help(), sys.stderr)
            return MISUSE
        options.colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
        options.patient = sys.stderr.isatty() and "CI" not in os.environ
        if getattr(options, "format", None) == "auto":
            options.format = "github" if os.environ.get("GITHUB_ACTIONS") == "true" else "text"
        code = _run(options)
        flush(sys.stdout)
    except UkjsecError as error:
        return _misuse(str(error))
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        return _misuse(f"{where}{error.strerror or error}; nothing more was done")
    except KeyboardInterrupt:
        say("ukjsec: interrupted; no file is left half-written", sys.stderr)
        return INTERRUPTED
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


def parser(only: str | None = None) -> argparse.ArgumentParser:
    """The parser of the command line; with the name of a command, of this one alone, which is made sooner."""
    top = _Parser(
        prog="ukjsec",
        usage="ukjsec COMMAND [OPTION ...]",
        description="The open dataset of United Kingdom-Japan security co-operation.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument("--version", action=_Version, nargs=0, help="show the version of library and data, and exit")
    subparsers = top.add_subparsers(title="commands", metavar="COMMAND", prog="ukjsec")
    for name, command in COMMANDS.items():
        if only in (None, name):
            made = subparsers.add_parser(
                name,
                help=command.what,
                description=f"{command.what[0].upper()}{command.what[1:]}.",
                epilog=f"example:\n  ukjsec {command.example}",
                formatter_class=argparse.RawDescriptionHelpFormatter,
            )
            made.set_defaults(command=command)
            command.take(made)
    return top


def _run(options: argparse.Namespace) -> int:
    home = import_module(f"ukjsec.commands.{options.command.home}")
    with warnings.catch_warnings():
        shown = warnings.showwarning

        def told(message: Warning | str, category: type[Warning], *place: Any, **more: Any) -> None:
            # What the library tells its callers is for the user; what others warn of is for programmers.
            if category is UserWarning:
                say(f"ukjsec: {message}", sys.stderr)
            else:
                shown(message, category, *place, **more)

        warnings.showwarning = told
        return int(getattr(home, options.command.function)(options))


class _Version(argparse.Action):
    """Looks the version up when it is asked for: that costs more than all the rest of the parser."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from ukjsec import __version__  # noqa: PLC0415 (as the docstring says)

        say(f"ukjsec {__version__}")
        parser.exit()
