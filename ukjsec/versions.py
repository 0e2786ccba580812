"""Version numbers: three whole numbers for library and data together, and the steps between them.

What a step means is said in `compatibility.py`. Numbers are ordered as https://semver.org orders them; it knows more
forms, such as `1.0.0-rc.1`, which no release of ours bears.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias, get_args

from ukjsec.errors import VersionError

Step: TypeAlias = Literal["patch", "minor", "major"]

STEPS: tuple[Step, ...] = get_args(Step)
"""Every step, the smallest first."""

_NUMBER = re.compile(r"(0|[1-9][0-9]{0,5})\.(0|[1-9][0-9]{0,5})\.(0|[1-9][0-9]{0,5})")


@dataclass(frozen=True, order=True)
class Version:
    """A version number; the newer one is the greater."""

    major: int
    minor: int
    patch: int

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}.{self.patch}"

    @property
    def unsettled(self) -> bool:
        """Whether it comes before 1.0.0, when what calls for a major step takes a minor one."""
        return self.major == 0

    def after(self, step: Step) -> Version:
        """The least version that is a step of this size away: its smaller numbers begin at 0 again."""
        if step == "patch":
            return replace(self, patch=self.patch + 1)
        if step == "minor" or self.unsettled:
            return Version(self.major, self.minor + 1, 0)
        return Version(self.major + 1, 0, 0)


def parse(text: str) -> Version:
    """A version from its text.

    Raises:
        VersionError: it is not three whole numbers with points between them.
    """
    found = _NUMBER.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        if meant := tagged(text):
            raise VersionError(f"{text!r} is not a version; did you mean {meant}?")
        raise VersionError(f"{str(text)[:40]!r} is not a version; name one by its three numbers, such as 0.2.0")
    return Version(*map(int, found.groups()))


def tagged(text: object) -> Version | None:
    """The version in the name of a tag or of a folder of releases, such as `v0.2.0`; None when it is no such name."""
    found = _NUMBER.fullmatch(text, 1) if isinstance(text, str) and text.startswith("v") else None
    return found and Version(*map(int, found.groups()))
