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


def release(options: argparse.Namespace) -> int:
    """Write the files of a release into a folder."""
    from ukjsec import build, releases, seeds  # noqa: PLC0415 (commands import what they need, and no more)
    from ukjsec.releases import readiness  # noqa: PLC0415

    root = checkout()
    corpus = seeds.read(root)
    obstacles = [str(one) for one in readiness.obstacles(root, tag=options.tag, draft=options.draft)]
    wanted: dict[str, bytes] = {}
    try:
        wanted = build.artefacts(corpus)
    except BrokenCorpusError as error:
        if not error.problems and not obstacles:
            raise
        if error.problems:
            report(error.problems, corpus, colour=options.colour)
    else:
        different = [str(one) for one in build.compare(root, wanted)]
        # What is released has been looked at and committed; and so its bytes are not those of today's Parquet writer.
        obstacles += (
            [*different, "  -> Run `ukjsec build`, look at what it changes, and commit it."] if different else []
        )
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
    if options.draft:
        say("This is a draft, and its notes say so; for the release itself leave out --draft.")
    return CLEAN


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
    obstacles = readiness.obstacles(root, draft=True)
    for obstacle in obstacles:
        say(str(obstacle))
    fits = True
    if options.since:
        _, judgement = _since(options.since, options.address, root)
        say(compatibility.text(judgement))
        fits = judgement.fits
    elif not obstacles:
        say(f"{datapackage.citation(root).version}, in every place that bears it.")
    return CLEAN if fits and not obstacles else PROBLEMS


def _since(old: str, address: str | None, root: Path) -> tuple[Comparison, Judgement]:
    """What changed in a checkout's package since an older release, and whether its version says so."""
    from ukjsec import compatibility, packagefiles  # noqa: PLC0415
    from ukjsec.comparisons.packages import compare  # noqa: PLC0415

    before = packagefiles.find(old, address, tell=lambda sentence: say(f"ukjsec: {sentence}", sys.stderr))
    compared = compare(before, packagefiles.read(root / "datapackage"))
    return compared, compatibility.judge(compared)
