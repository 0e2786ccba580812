"""The commands of a release: release, version."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from ukjsec.commands.making import checkout
from ukjsec.commands.outcome import CLEAN, PROBLEMS, report, say
from ukjsec.errors import BrokenCorpusError, VersionError

if TYPE_CHECKING:
    from ukjsec.comparisons import Comparison
    from ukjsec.compatibility import Judgement

SHOWN = 5
"""So many files that are not up to date are named."""


def release(options: argparse.Namespace) -> int:
    """Write the files of a release into a folder."""
    from ukjsec import releases  # noqa: PLC0415 (commands import what they need, and no more)
    from ukjsec.releases import readiness  # noqa: PLC0415

    root = checkout()
    obstacles = [str(one) for one in readiness.obstacles(root, tag=options.tag, draft=options.draft)]
    wanted, stale = _built(root, obstacles, colour=options.colour)
    obstacles += stale
    changes = ""
    if wanted and not obstacles and options.since:
        changes, refusal = _told(options.since, options.address, root)
        obstacles += [refusal] if refusal else []
    if not wanted or obstacles:
        for said in obstacles:
            say(said)
        say("Nothing was released: mend what is said above first (a notice stops a release too).")
        return PROBLEMS
    files = releases.artefacts(root, wanted, changes=changes, draft=options.draft)
    releases.write(options.out, files)
    say(f"Wrote {len(files)} files, {sum(map(len, files.values())) / 1e6:.1f} MB, into {options.out}.")
    if not options.since:
        say("Its notes do not list what changed in the data; unless it is the first release, name OLD with --since.")
    if options.draft:
        say("This is a draft, and its notes say so; for the release itself leave out --draft.")
    return CLEAN


def _built(root: Path, obstacles: list[str], *, colour: bool) -> tuple[dict[str, bytes], list[str]]:
    """What a build would write, nothing where it cannot; and which of it is not there, for people.

    What is released has been looked at and committed; and so its bytes are not those of today's Parquet writer.

    Raises:
        BrokenCorpusError: there can be no build, for a reason that is no problem of the corpus and not told yet.
    """
    from ukjsec import build, seeds  # noqa: PLC0415

    corpus = seeds.read(root)
    try:
        wanted = build.artefacts(corpus)
    except BrokenCorpusError as error:
        if not error.problems and not obstacles:
            raise
        if error.problems:
            report(error.problems, corpus, colour=colour)
        return {}, []
    different = [str(one) for one in build.compare(root, wanted)]
    more = [f"and {len(different) - SHOWN} more"] if len(different) > SHOWN else []
    advice = ["  -> Run `ukjsec build`, look at what it changes, and commit it."]
    return wanted, [*different[:SHOWN], *more, *advice] if different else []


def _told(old: str, address: str | None, root: Path) -> tuple[str, str]:
    """What changed since an older release, as Markdown for the notes; or why the version does not fit.

    Raises:
        VersionError: what is named is no other version.
    """
    from ukjsec.reports import comparisons_markdown, compatibility  # noqa: PLC0415

    compared, judgement = _since(old, address, root)
    if judgement.old >= judgement.new:
        raise VersionError(f"{old} is version {judgement.old}, and this is {judgement.new}; name an older release")
    if not judgement.fits:
        return "", compatibility.text(judgement).removesuffix("\n")
    say(compatibility.verdict(judgement))
    return comparisons_markdown.page(compared), ""


def version(options: argparse.Namespace) -> int:
    """Hold the version number against its rule, and against all places that bear it."""
    from ukjsec import datapackage  # noqa: PLC0415
    from ukjsec.releases import readiness  # noqa: PLC0415
    from ukjsec.reports import compatibility  # noqa: PLC0415

    root = checkout()
    obstacles = [str(one) for one in readiness.obstacles(root, draft=True)]
    wanted, stale = _built(root, obstacles, colour=options.colour)
    for obstacle in (*obstacles, *stale):
        say(obstacle)
    fits = bool(wanted) and not stale
    # What has not been built is not what would be released: to compare it would say that nothing has changed.
    if options.since and fits:
        _, judgement = _since(options.since, options.address, root)
        say(compatibility.text(judgement))
        fits = judgement.fits
    elif fits and not obstacles:
        say(f"{datapackage.citation(root).version}, in every place that bears it.")
    return CLEAN if fits and not obstacles else PROBLEMS


def _since(old: str, address: str | None, root: Path) -> tuple[Comparison, Judgement]:
    """What changed in a checkout's package since an older release, and whether its version says so."""
    from ukjsec import compatibility, packagefiles  # noqa: PLC0415
    from ukjsec.comparisons.packages import compare  # noqa: PLC0415

    before = packagefiles.find(old, address, tell=lambda sentence: say(f"ukjsec: {sentence}", sys.stderr))
    after = packagefiles.read(root / "datapackage")
    if before.name != after.name:
        raise VersionError(
            f"{old} is the package {before.name!r}, not {after.name!r}; name an older release of this one"
        )
    compared = compare(before, after)
    return compared, compatibility.judge(compared)
