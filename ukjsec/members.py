"""The files of a package: plain files below its folder, or members of its zip archive, and nothing else.

Nothing is followed (neither links nor addresses), nothing is unpacked onto the disk, and nothing is read beyond limits.
"""

from __future__ import annotations

import io
import os
import re
import stat
import zipfile
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, TypeAlias

LIMIT_FILE = 10_000_000
"""The most bytes of a file of a package; ours have less than a quarter of a million."""
LIMIT_PACKAGE = 40_000_000
"""The most bytes of all its files together."""
LIMIT_ARCHIVE = 5_000_000
"""The most bytes of a zip archive."""
LIMIT_MEMBERS = 200

_STEP = r"\.?\w(?:[\w.() \-]*[\w)\-])?"
PLAIN_PATH = re.compile(rf"{_STEP}(?:/{_STEP})*")
"""A relative path of which no system makes anything but a file below the folder."""

LONGEST_PATH = 200

Complaint: TypeAlias = tuple[str, str, str]
"""Rule, message and repair."""


class Members(Protocol):
    """The files of a package, by their paths within it."""

    @property
    def shown(self) -> str:
        """What stands before a path within the package where a problem names it."""

    def read(self, path: str, limit: int) -> bytes | Complaint:
        """The bytes of a file of at most `limit` bytes, or why it cannot be read."""


def too_large(limit: int) -> Complaint:
    """The complaint about a file of more bytes than are read."""
    return "package-too-large", f"the file has more than {limit:,} bytes, which is the most that is read", "Split it."


@dataclass(frozen=True)
class Folder:
    """The files below a folder."""

    folder: Path
    shown: str

    def read(self, path: str, limit: int) -> bytes | Complaint:
        """The bytes of a plain file; no step of its path may be a link."""
        file = self.folder
        try:
            for step in path.split("/"):
                file = file / step
                mode = file.lstat().st_mode
                if not (stat.S_ISDIR(mode) or stat.S_ISREG(mode)):
                    return "not-a-file", f"{path} is, or leads through, a link or device", "Put a plain file there."
            if not stat.S_ISREG(mode):
                return "not-a-file", f"{path} is a folder", "Name a file of it."
            # Between the look and the reading the file may become another: a link is refused, a pipe not waited for.
            flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
            with open(os.open(file, flags | getattr(os, "O_BINARY", 0)), "rb") as stream:  # noqa: PTH123 (a descriptor)
                if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
                    return "not-a-file", f"{path} is no file", "Put a plain file there."
                data = stream.read(limit + 1)
        except (FileNotFoundError, NotADirectoryError):
            return "file-missing", f"there is no file {path} in the package", "Add the file, or delete the resource."
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or "no reason given"
            return "unreadable-file", f"{path} cannot be read: {reason}", "Check its permissions."
        return data if len(data) <= limit else too_large(limit)


@dataclass(frozen=True)
class Archive:
    """The members of a zip archive, of which all have been vetted."""

    archive: zipfile.ZipFile
    members: dict[str, zipfile.ZipInfo]
    shown: str
    most: int = LIMIT_PACKAGE
    """The most bytes that all members together may unpack to."""
    spent: list[int] = field(default_factory=lambda: [0])

    def read(self, path: str, limit: int) -> bytes | Complaint:
        """The bytes of a member, unpacked in memory up to the limit, whatever size it claims."""
        member = self.members.get(path)
        if member is None:
            return "file-missing", f"there is no file {path} in the archive", "Add the file, or delete the resource."
        try:
            with self.archive.open(member) as stream:
                data = stream.read(limit + 1)
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError, ValueError):
            return "unsafe-archive", f"the member {path} of the archive is broken", "Pack it again."
        self.spent[0] += len(data)
        if len(data) > limit or self.spent[0] > self.most:
            return "unsafe-archive", f"the member {path} grows beyond {limit:,} bytes", "Pack plain files alone."
        return data


def archive(
    file: Path, name: str, *, most_packed: int = LIMIT_ARCHIVE, most: int = LIMIT_PACKAGE
) -> Archive | Complaint:
    """The archive in a file, when every member of it is a plain file that stays within the folder.

    Args:
        file: the zip archive.
        name: the name of the descriptor, which stands at the top or in the one folder there.
        most_packed: the most bytes that the archive may have.
        most: the most bytes that its members together may unpack to.
    """
    data = Folder(file.parent, "").read(file.name, most_packed)
    if isinstance(data, tuple):
        return data
    try:
        opened = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, OverflowError):
        return "unsafe-archive", "this is no zip archive, or a broken one", "Pack it again."
    complaint = _vetted(opened.infolist(), most)
    if complaint:
        return complaint
    names = {info.filename: info for info in opened.infolist() if not info.is_dir()}
    top = min(
        (path.removesuffix(name) for path in names if re.fullmatch(rf"([^/]+/)?{re.escape(name)}", path)), default=""
    )
    members = {path.removeprefix(top): info for path, info in names.items() if path.startswith(top)}
    return Archive(opened, members, f"{file.as_posix()}/{top}", most)


def _vetted(infos: list[zipfile.ZipInfo], most: int) -> Complaint | None:
    if len(infos) > LIMIT_MEMBERS:
        return (
            "unsafe-archive",
            f"the archive has {len(infos):,} members; at most {LIMIT_MEMBERS} are read",
            "Split it.",
        )
    repair = "Pack the plain files of the package alone, under relative names."
    seen: set[str] = set()
    total = 0
    for info in infos:
        name = info.filename[:LONGEST_PATH]
        mode = info.external_attr >> 16
        total += info.file_size
        if not PLAIN_PATH.fullmatch(info.filename.removesuffix("/")) or len(info.filename) > LONGEST_PATH:
            return "unsafe-archive", f"the member {name!r} could leave the folder it is unpacked in", repair
        if stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
            return "unsafe-archive", f"the member {name} is a link or device", repair
        if info.flag_bits & 1 or info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            return "unsafe-archive", f"the member {name} is encrypted, or packed in an unusual way", repair
        if name.lower() in seen:
            return "unsafe-archive", f"the archive has two members of the name {name}", repair
        seen.add(name.lower())
    if total > most:
        return (
            "unsafe-archive",
            f"the archive would unpack to {total:,} bytes; at most {most:,} are read",
            repair,
        )
    return None
