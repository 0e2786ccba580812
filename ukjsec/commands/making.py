"""The commands of a checkout that make files: source, seal, build."""

from __future__ import annotations

import argparse
from pathlib import Path

from ukjsec.commands.outcome import CLEAN, PROBLEMS, report, say
from ukjsec.errors import BrokenCorpusError, MissingFileError


def source(options: argparse.Namespace) -> int:
    """Take in a source."""
    from ukjsec import sources  # noqa: PLC0415

    manifest, seal = sources.add(checkout(), options.text, options.ident)
    say(f"Wrote {manifest} and {seal}.\nFill in the manifest; `ukjsec validate` says what is missing.")
    return CLEAN


def seal(options: argparse.Namespace) -> int:
    """Open new quotations."""
    from ukjsec import sources  # noqa: PLC0415

    done = sources.seal(checkout(), options.texts)
    for ident in done.written:
        say(f"Wrote seeds/sources/{ident}.seal.")
    say(f"The seals prove {done.opened} quotations.")
    if done.problems:
        report(done.problems, done.corpus, colour=options.colour)
    return PROBLEMS if done.problems else CLEAN


def build(options: argparse.Namespace) -> int:
    """Generate the package and the schemas."""
    from ukjsec import build, seeds  # noqa: PLC0415

    root = checkout()
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


def checkout() -> Path:
    """The checkout that one stands in.

    Raises:
        MissingFileError: one stands in none.
    """
    from ukjsec import seeds  # noqa: PLC0415

    root = seeds.find_root(Path.cwd())
    if root is None:
        raise MissingFileError("this is no checkout of the project: there is no folder seeds/sources here or above")
    return root
