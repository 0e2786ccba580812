"""The commands: each takes the options that were given, prints, and returns the exit code."""

from __future__ import annotations

import argparse
import stat
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from ukjsec.errors import BrokenCorpusError, MissingFileError, UnknownNameError

if TYPE_CHECKING:
    from ukjsec.corpus import Corpus
    from ukjsec.problems import Problem

CLEAN, PROBLEMS, MISUSE = 0, 1, 2
"""The exit codes: nothing found, problems found, could not run."""


def say(text: str, stream: TextIO | None = None) -> None:
    """Print a text, each of its lines with escapes for what a terminal would obey."""
    from ukjsec.reports.tabulation import visible  # noqa: PLC0415 (as above)

    (stream or sys.stdout).write("".join(f"{visible(line)}\n" for line in text.removesuffix("\n").split("\n")))


def report(problems: Sequence[Problem], corpus: Corpus, *, colour: bool) -> None:
    """Print problems with the lines that they are about."""
    from ukjsec import faults  # noqa: PLC0415 (commands import what they need, and no more)
    from ukjsec.reports.problems import text  # noqa: PLC0415

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

    sys.stdout.write(text(problems, line_of, colour=colour))


def show(options: argparse.Namespace) -> int:
    """Show the tables, a table, or a record."""
    from ukjsec import dataset  # noqa: PLC0415
    from ukjsec.reports import records  # noqa: PLC0415

    names = dataset.tables()
    if options.name is None:
        say("\n".join(names))
    elif options.name in names:
        say(records.table(options.name, dataset.load(options.name, as_="rows")))
    else:
        every = {name: dataset.load(name, as_="rows") for name in names}
        known = [str(row["id"]) for row in every["records"]]
        if options.name not in known:
            raise dataset.unknown("table or record", options.name, [*names, *known])
        say(records.record(every, options.name))
    return CLEAN


def why(options: argparse.Namespace) -> int:
    """Show what proves a record."""
    from ukjsec import quotations  # noqa: PLC0415

    say(str(quotations.why(options.record, options.field)))
    return CLEAN


def cite(options: argparse.Namespace) -> int:
    """Print a citation."""
    from ukjsec import citations  # noqa: PLC0415

    say(citations.cite(options.style, source=options.source))
    return CLEAN


def export(options: argparse.Namespace) -> int:
    """Write tables as files."""
    from ukjsec import exports  # noqa: PLC0415

    for file in exports.export(options.tables, options.format, options.out):
        say(str(file))
    return CLEAN


def validate(options: argparse.Namespace) -> int:
    """Check the corpus, or files."""
    from ukjsec import validation  # noqa: PLC0415

    done = validation.check(options.paths, Path.cwd())
    report(done.problems, done.corpus, colour=options.colour)
    if not done.problems and done.files is None:
        records, sources = len(done.corpus.records), len(done.corpus.sources)
        say(f"Sound: {records} record{'s'[records == 1 :]}, {sources} source{'s'[sources == 1 :]}.")
    return PROBLEMS if done.failed else CLEAN


def explain(options: argparse.Namespace) -> int:
    """Explain a rule, or list them."""
    from ukjsec.reports import catalogue  # noqa: PLC0415
    from ukjsec.rules import CATALOGUE  # noqa: PLC0415
    from ukjsec.vocabulary import nearest  # noqa: PLC0415

    if options.rule and options.rule not in CATALOGUE:
        near = nearest(options.rule, CATALOGUE)
        hint = f"did you mean `{near}`?" if near else "`ukjsec explain` lists them."
        raise UnknownNameError(f"there is no rule `{options.rule}`; {hint}")
    say(catalogue.rule(CATALOGUE[options.rule]) if options.rule else catalogue.listing(CATALOGUE.values()))
    return CLEAN


def coverage(options: argparse.Namespace) -> int:
    """Account for the sentences."""
    from ukjsec import rows, rules, seeds, validation  # noqa: PLC0415
    from ukjsec.reports import coverage  # noqa: PLC0415
    from ukjsec.rules import texts  # noqa: PLC0415

    corpus = seeds.read(validation.root_for(Path.cwd()))
    found = rows.rows(corpus, ("coverage", "sources", "evidence"))
    if options.source is None:
        say(coverage.text(found["coverage"], found["sources"], found["evidence"]))
    elif options.source not in corpus.seals:
        raise UnknownNameError(f"there is no source `{options.source}` with a seal; {', '.join(corpus.seals)} have one")
    else:
        if options.texts and not options.texts.is_dir():
            raise MissingFileError(f"{options.texts}: there is no such folder; name the one that holds the texts")
        held = texts.sentences(corpus, options.source, options.texts) if options.texts else {}
        say(coverage.sentences(found["coverage"], options.source, held))
    failed = any(problem.rule in coverage.RULES for problem in rules.problems(corpus))
    return PROBLEMS if failed else CLEAN


def source(options: argparse.Namespace) -> int:
    """Take in a source."""
    from ukjsec import sources  # noqa: PLC0415

    manifest, seal = sources.add(_checkout(), options.text, options.ident)
    say(f"Wrote {manifest} and {seal}.\nFill in the manifest; `ukjsec validate` says what is missing.")
    return CLEAN


def seal(options: argparse.Namespace) -> int:
    """Open new quotations."""
    from ukjsec import sources  # noqa: PLC0415

    done = sources.seal(_checkout(), options.texts)
    for ident in done.written:
        say(f"Wrote seeds/sources/{ident}.seal.")
    say(f"The seals prove {done.opened} quotations.")
    if done.problems:
        report(done.problems, done.corpus, colour=options.colour)
    return PROBLEMS if done.problems else CLEAN


def verify(options: argparse.Namespace) -> int:
    """Hold the corpus against the texts."""
    from ukjsec import sources  # noqa: PLC0415

    done = sources.verify(_checkout(), options.texts)
    if options.context:
        for record, source, context in done.contexts:
            say(f"{record} ({source})\n  {context}")
    for source, number in done.texts.items():
        say(f"{source}: {number} quotations compared with the text")
    report(done.problems, done.corpus, colour=options.colour)
    if not done.texts and not done.problems:
        raise MissingFileError(f"{options.texts} holds no text of any source: nothing was verified")
    return PROBLEMS if done.problems else CLEAN


def build(options: argparse.Namespace) -> int:
    """Generate the package and the schemas."""
    from ukjsec import build, seeds  # noqa: PLC0415

    root = _checkout()
    corpus = seeds.read(root)
    try:
        wanted = build.artefacts(corpus)
    except BrokenCorpusError as error:
        if not error.problems:
            raise
        report(error.problems, corpus, colour=options.colour)
        say("Nothing was built: mend these first (a notice stops a build too).")
        return PROBLEMS
    different = build.compare(root, wanted) if options.check else build.write(root, wanted)
    for difference in different:
        say(str(difference))
    if options.check:
        verdict = (
            "A build would change these; run `ukjsec build`." if different else "The generated files are up to date."
        )
        say(verdict)
        return PROBLEMS if different else CLEAN
    say(f"Built {len(wanted)} files, {len(different)} of them changed.")
    return CLEAN


def _checkout() -> Path:
    from ukjsec import seeds  # noqa: PLC0415

    root = seeds.find_root(Path.cwd())
    if root is None:
        raise MissingFileError("this is no checkout of the project: there is no folder seeds/sources here or above")
    return root
