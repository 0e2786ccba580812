"""The commands that check: validate, explain, coverage, verify."""

from __future__ import annotations

import argparse
from pathlib import Path

from ukjsec.commands.making import checkout
from ukjsec.commands.outcome import CLEAN, PROBLEMS, report, say
from ukjsec.errors import MissingFileError, UnknownNameError


def validate(options: argparse.Namespace) -> int:
    """Check the corpus, or files."""
    from ukjsec import seeds, validation  # noqa: PLC0415
    from ukjsec.progress import shown, silent  # noqa: PLC0415
    from ukjsec.reports.formats import DOCUMENTS  # noqa: PLC0415
    from ukjsec.reports.tabulation import visible  # noqa: PLC0415

    progress = shown if options.patient else silent
    done = validation.check(options.paths, Path.cwd(), progress, options.table, options.limit)
    report(done.problems, done.corpus, colour=options.colour, form=options.format, summary=options.summary)
    if not done.problems and done.files is None and options.format not in DOCUMENTS:
        records, sources = len(done.corpus.records), len(done.corpus.sources)
        say(f"Sound: {records} record{'s'[records == 1 :]}, {sources} source{'s'[sources == 1 :]}.")
        if seeds.find_root(Path.cwd()) is None:
            say(
                "There is no checkout here: these are the data that came with ukjsec, and files of yours were not "
                "checked. Name them: ukjsec validate my-record.yaml"
            )
    for line in done.told if options.format not in DOCUMENTS else ():
        say(f"Examined {visible(line)}.")
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


def verify(options: argparse.Namespace) -> int:
    """Hold the corpus against the texts."""
    from ukjsec import sources  # noqa: PLC0415

    done = sources.verify(checkout(), options.texts)
    if options.context:
        for record, source, context in done.contexts:
            say(f"{record} ({source})\n  {context}")
    for source, number in done.texts.items():
        say(f"{source}: {number} quotations compared with the text")
    report(done.problems, done.corpus, colour=options.colour)
    if not done.texts and not done.problems:
        raise MissingFileError(f"{options.texts} holds no text of any source: nothing was verified")
    return PROBLEMS if done.problems else CLEAN
