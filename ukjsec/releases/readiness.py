"""Whether a checkout is ready for a release: one version in every place, and its changes told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ukjsec import datapackage, versions
from ukjsec.datapackage import Citation
from ukjsec.errors import UkjsecError, VersionError
from ukjsec.releases import changelog
from ukjsec.wrapping import wrap

_LOCK = "uv.lock"


@dataclass(frozen=True)
class Obstacle:
    """Something that stands in the way of a release: as text what it is, and below it what to do."""

    where: str
    """The file, with the line where there is one; empty where the words name the files."""
    what: str
    repair: str
    """A sentence."""

    def __str__(self) -> str:
        first = f"{self.where}: {self.what}" if self.where else self.what
        return "\n".join([*wrap(first), *wrap(self.repair, "  -> ", "     ")])


def obstacles(root: Path, *, tag: str | None = None, draft: bool = False) -> list[Obstacle]:
    """What the files beside the data say against a release: versions that differ, changes that are not told.

    Args:
        root: the checkout.
        tag: the tag that the release is built from, which has to be `v<version>`; None when it is built from none.
        draft: whether the release is only tried, so that its section of the changelog need not be dated yet.
    """
    try:
        about = datapackage.citation(root)
    except UkjsecError as error:
        what, _, repair = str(error).rpartition("; ")
        return [Obstacle("", what, f"{repair[:1].upper()}{repair[1:]}.")]
    return [*_versions(root, about, tag), *_told(root, about, draft=draft)]


def _versions(root: Path, about: Citation, tag: str | None) -> Iterator[Obstacle]:
    try:
        versions.parse(about.version)
    except VersionError:
        what = f"the version {about.version!r} is not three numbers"
        yield Obstacle("pyproject.toml", what, "Number it as MAJOR.MINOR.PATCH, such as 0.2.0, in CITATION.cff too.")
    if tag is not None and tag != f"v{about.version}":
        repair = f"Set the tag v{about.version}, or number the version as the tag in pyproject.toml and CITATION.cff."
        yield Obstacle("pyproject.toml", f"the version is {about.version}, the tag {tag!r}", repair)
    lock = root / _LOCK
    pattern = rf'(?m)^name = "{re.escape(about.name)}"\nversion = "(.*)"$'
    locked = re.search(pattern, lock.read_text("utf-8")) if lock.is_file() else None
    if locked and locked[1] != about.version:
        what = f"the version is {locked[1]}, in pyproject.toml {about.version}"
        yield Obstacle(_LOCK, what, "Run `uv lock`, and commit it.")


def _told(root: Path, about: Citation, *, draft: bool) -> Iterator[Obstacle]:
    name = changelog.NAME
    if not _is_date(about.released):
        what = f"date-released is {about.released!r}, which is no day"
        yield Obstacle("CITATION.cff", what, 'Write the day of the release, such as date-released: "2026-11-22".')
    if not (root / name).is_file():
        yield Obstacle(
            name, "it is missing", f"Write what changed under a heading `## {about.version} ({about.released})`."
        )
        return
    try:
        every = changelog.sections((root / name).read_text("utf-8"))
    except UnicodeDecodeError as error:
        yield Obstacle(name, f"it is not UTF-8 at byte {error.start + 1}", "Save it as UTF-8.")
        return
    found = [section for section in every if section.version == about.version]
    if not found:
        repair = f"Write what changed under a heading `## {about.version} ({about.released})`."
        yield Obstacle(name, f"there is no section for version {about.version}", repair)
        return
    where = f"{name}:{found[0].line}"
    if len(found) > 1:
        lines = " and ".join(str(section.line) for section in found)
        yield Obstacle(where, f"version {about.version} has several sections, at lines {lines}", "Make them one.")
    if not found[0].body:
        yield Obstacle(where, f"the section of version {about.version} is empty", "Write what changed.")
    if not draft and _is_date(about.released) and found[0].date != about.released:
        said = f"dated {found[0].date!r}" if found[0].date else "not dated"
        what = f"version {about.version} is {said} here, and {about.released!r} in CITATION.cff (date-released)"
        heading = f"`## {about.version} ({about.released})`"
        repair = f"Write the day of the release in both, here as {heading}. To try before that day, add --draft."
        yield Obstacle(where, what, repair)


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except (TypeError, ValueError):
        return False
