"""The command line: the only reader of arguments and of the environment."""

from __future__ import annotations

import argparse
import gc
import os
import stat
import sys
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TextIO

from ukjsec.errors import BrokenCorpusError, MissingFileError, UkjsecError, UnknownNameError

if TYPE_CHECKING:
    from ukjsec.corpus import Corpus
    from ukjsec.problems import Problem

CLEAN, PROBLEMS, MISUSE = 0, 1, 2

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
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    if arguments is None:
        gc.disable()  # the process is over before its garbage matters, and to look for it takes a tenth of the time
    options = parser().parse_args(arguments)
    try:
        code = int(options.run(options))
        sys.stdout.flush()
    except UkjsecError as error:
        return _misuse(str(error))
    except BrokenPipeError:
        # The reader of a pipe has gone; without this Python complains once more at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return CLEAN
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        return _misuse(f"{where}{error.strerror or error}; nothing more was done")
    return code


def _misuse(message: str) -> int:
    _print(f"ukjsec: {message}", sys.stderr)
    return MISUSE


class _Parser(argparse.ArgumentParser):
    """A parser that repeats no character which a terminal would obey."""

    def error(self, message: str) -> NoReturn:
        from ukjsec.reports.tabulation import visible  # noqa: PLC0415 (commands import what they need, and no more)

        super().error(visible(message))


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
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True, prog="ukjsec")

    def command(
        name: str, run: Callable[[argparse.Namespace], int], what: str, example: str
    ) -> argparse.ArgumentParser:
        made = commands.add_parser(
            name,
            help=what,
            description=f"{what[0].upper()}{what[1:]}.",
            epilog=f"example:\n  ukjsec {example}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        made.set_defaults(run=run)
        return made

    one = command("show", _show, "show a table, or one record", "show uk-jp-two-plus-two-2015")
    one.add_argument("name", nargs="?", help="a table or the id of a record; without it the tables are listed")
    one = command("why", _why, "show the quotations that prove a record, or one value of it", "why rimpac status")
    one.add_argument("record", help="the id of a record")
    one.add_argument("field", nargs="?", help="one value, such as dates.signed")
    one = command("cite", _cite, "print how to cite the dataset, or a source", "cite --style bibtex")
    one.add_argument("source", nargs="?", help="the id of a source")
    one.add_argument("--style", default="text", help="text, bibtex or csl-json")
    one = command("export", _export, "write tables as files", "export --format csv --out tables records dates")
    one.add_argument("tables", nargs="*", metavar="TABLE", help="the tables; all when none is named")
    one.add_argument("--format", choices=("csv", "parquet", "json"), default="csv")
    one.add_argument("--out", type=Path, required=True, metavar="DIR", help="the folder to write into")
    one = command("validate", _validate, "check everything, or the files that are named", "validate seeds/agreements")
    one.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="files or folders; all when none is named")
    one = command("explain", _explain, "explain a rule, or list the rules", "explain basis-missing")
    one.add_argument("rule", nargs="?", help="the name of a rule, as a report gives it")
    one = command("coverage", _coverage, "account for every sentence of every source", "coverage drifte-2003")
    one.add_argument("source", nargs="?", help="list the sentences of this source")
    one.add_argument("--texts", type=Path, metavar="DIR", help="the folder of the texts, to show the words")
    one = command("source", _source, "take in a new source text", "source add report.txt --id report-2024")
    one.add_argument("action", choices=("add",))
    one.add_argument("text", type=Path, help="the text file, in UTF-8")
    one.add_argument("--id", required=True, dest="ident", help="the id that the source is to have")
    one = command("seal", _seal, "open the new quotations of the sources whose texts you hold", "seal --texts texts")
    one.add_argument("--texts", type=Path, required=True, metavar="DIR", help="the folder of the texts")
    one = command("verify", _verify, "hold every quotation and seal against the texts", "verify --texts texts")
    one.add_argument("--texts", type=Path, required=True, metavar="DIR", help="the folder of the texts")
    one.add_argument("--context", action="store_true", help="print every quotation in its context")
    one = command("build", _build, "generate datapackage/ and schemas/", "build --check")
    one.add_argument("--check", action="store_true", help="write nothing; say what a build would change")
    return top


class _Version(argparse.Action):
    """Looks the version up when it is asked for: that costs more than all the rest of the parser."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from ukjsec import __version__  # noqa: PLC0415 (as the docstring says)

        _print(f"ukjsec {__version__}")
        parser.exit()


def _print(text: str, stream: TextIO | None = None) -> None:
    """Print a text, each of its lines with escapes for what a terminal would obey."""
    from ukjsec.reports.tabulation import visible  # noqa: PLC0415 (as above)

    (stream or sys.stdout).write("".join(f"{visible(line)}\n" for line in text.removesuffix("\n").split("\n")))


def _report(problems: Sequence[Problem], corpus: Corpus) -> None:
    from ukjsec import faults  # noqa: PLC0415 (commands import what they need, and no more)
    from ukjsec.reports import problems as report  # noqa: PLC0415

    @cache
    def content(path: str) -> list[str]:
        file = corpus.file(path)
        try:
            if not stat.S_ISREG(file.lstat().st_mode):
                return []  # no word of what a link leads to is shown
            with file.open("rb") as stream:
                return faults.lines_of(stream.read(faults.LIMIT_BYTES))
        except OSError:
            return []

    def line_of(problem: Problem) -> str:
        lines = content(problem.place.path)
        return lines[problem.place.line - 1] if problem.place.line <= len(lines) else ""

    colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    sys.stdout.write(report.text(problems, line_of, colour=colour))


def _show(options: argparse.Namespace) -> int:
    from ukjsec import dataset  # noqa: PLC0415
    from ukjsec.reports import records  # noqa: PLC0415

    names = dataset.tables()
    if options.name is None:
        _print("\n".join(names))
    elif options.name in names:
        _print(records.table(options.name, dataset.load(options.name, as_="rows")))
    else:
        every = {name: dataset.load(name, as_="rows") for name in names}
        known = [str(row["id"]) for row in every["records"]]
        if options.name not in known:
            raise dataset.unknown("table or record", options.name, [*names, *known])
        _print(records.record(every, options.name))
    return CLEAN


def _why(options: argparse.Namespace) -> int:
    from ukjsec import quotations  # noqa: PLC0415

    _print(str(quotations.why(options.record, options.field)))
    return CLEAN


def _cite(options: argparse.Namespace) -> int:
    from ukjsec import citations  # noqa: PLC0415

    _print(citations.cite(options.style, source=options.source))
    return CLEAN


def _export(options: argparse.Namespace) -> int:
    from ukjsec import exports  # noqa: PLC0415

    for file in exports.export(options.tables, options.format, options.out):
        _print(str(file))
    return CLEAN


def _validate(options: argparse.Namespace) -> int:
    from ukjsec import validation  # noqa: PLC0415

    done = validation.check(options.paths, Path.cwd())
    _report(done.problems, done.corpus)
    if not done.problems and done.files is None:
        records, sources = len(done.corpus.records), len(done.corpus.sources)
        _print(f"Sound: {records} record{'s'[records == 1 :]}, {sources} source{'s'[sources == 1 :]}.")
    return PROBLEMS if done.failed else CLEAN


def _explain(options: argparse.Namespace) -> int:
    from ukjsec.reports import catalogue  # noqa: PLC0415
    from ukjsec.rules import CATALOGUE  # noqa: PLC0415
    from ukjsec.vocabulary import nearest  # noqa: PLC0415

    if options.rule and options.rule not in CATALOGUE:
        near = nearest(options.rule, CATALOGUE)
        hint = f"did you mean `{near}`?" if near else "`ukjsec explain` lists them."
        raise UnknownNameError(f"there is no rule `{options.rule}`; {hint}")
    _print(catalogue.rule(CATALOGUE[options.rule]) if options.rule else catalogue.listing(CATALOGUE.values()))
    return CLEAN


def _coverage(options: argparse.Namespace) -> int:
    from ukjsec import rows, rules, seeds, validation  # noqa: PLC0415
    from ukjsec.reports import coverage  # noqa: PLC0415
    from ukjsec.rules import texts  # noqa: PLC0415

    corpus = seeds.read(validation.root_for(Path.cwd()))
    found = rows.rows(corpus, ("coverage", "sources", "evidence"))
    if options.source is None:
        _print(coverage.text(found["coverage"], found["sources"], found["evidence"]))
    elif options.source not in corpus.seals:
        raise UnknownNameError(f"there is no source `{options.source}` with a seal; {', '.join(corpus.seals)} have one")
    else:
        if options.texts and not options.texts.is_dir():
            raise MissingFileError(f"{options.texts}: there is no such folder; name the one that holds the texts")
        held = texts.sentences(corpus, options.source, options.texts) if options.texts else {}
        _print(coverage.sentences(found["coverage"], options.source, held))
    failed = any(problem.rule in coverage.RULES for problem in rules.problems(corpus))
    return PROBLEMS if failed else CLEAN


def _source(options: argparse.Namespace) -> int:
    from ukjsec import sources  # noqa: PLC0415

    manifest, seal = sources.add(_checkout(), options.text, options.ident)
    _print(f"Wrote {manifest} and {seal}.\nFill in the manifest; `ukjsec validate` says what is missing.")
    return CLEAN


def _seal(options: argparse.Namespace) -> int:
    from ukjsec import seeds, sources  # noqa: PLC0415

    root = _checkout()
    done = sources.seal(root, options.texts)
    for ident in done.written:
        _print(f"Wrote seeds/sources/{ident}.seal.")
    _print(f"The seals prove {done.opened} quotations.")
    if done.problems:
        _report(done.problems, seeds.read(root))
    return PROBLEMS if done.problems else CLEAN


def _verify(options: argparse.Namespace) -> int:
    from ukjsec import seeds, sources  # noqa: PLC0415

    root = _checkout()
    done = sources.verify(root, options.texts)
    if options.context:
        for record, source, context in done.contexts:
            _print(f"{record} ({source})\n  {context}")
    for source, number in done.texts.items():
        _print(f"{source}: {number} quotations compared with the text")
    _report(done.problems, seeds.read(root))
    if not done.texts and not done.problems:
        raise MissingFileError(f"{options.texts} holds no text of any source: nothing was verified")
    return PROBLEMS if done.problems else CLEAN


def _build(options: argparse.Namespace) -> int:
    from ukjsec import build, seeds  # noqa: PLC0415

    root = _checkout()
    corpus = seeds.read(root)
    try:
        wanted = build.artefacts(corpus)
    except BrokenCorpusError as error:
        if not error.problems:
            raise
        _report(error.problems, corpus)
        _print("Nothing was built: mend these first (a notice stops a build too).")
        return PROBLEMS
    different = build.compare(root, wanted) if options.check else build.write(root, wanted)
    for difference in different:
        _print(str(difference))
    if options.check:
        verdict = (
            "A build would change these; run `ukjsec build`." if different else "The generated files are up to date."
        )
        _print(verdict)
        return PROBLEMS if different else CLEAN
    _print(f"Built {len(wanted)} files, {len(different)} of them changed.")
    return CLEAN


def _checkout() -> Path:
    from ukjsec import seeds  # noqa: PLC0415

    root = seeds.find_root(Path.cwd())
    if root is None:
        raise MissingFileError("this is no checkout of the project: there is no folder seeds/sources here or above")
    return root
