"""Files written so that nothing is lost: whole beside the old one, then put in its place."""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path

from ukjsec.errors import BusyFolderError

try:
    import fcntl
except ImportError:  # where there are no such locks, nothing is locked
    fcntl = None  # type: ignore[assignment]


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Keep a folder for this process; the lock leaves no file behind, and ends with the process, however that ends.

    Raises:
        BusyFolderError: another process has the folder.
    """
    if fcntl is None:
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BusyFolderError(f"another ukjsec is writing in {folder}; wait until it is done") from None
        yield
    finally:
        os.close(handle)


KINDS = {
    stat.S_IFLNK: "a link",
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}


class NotAFileError(OSError):
    """Raised when something that is no plain file stands where one belongs; its text says what it is."""


def read(file: Path, most: int) -> bytes:
    """The bytes of a plain file, of a too long one as many as show that it is; no link is followed, no pipe waited for.

    Raises:
        NotAFileError: it is a link, a folder, a pipe …
        OSError: it cannot be read.
    """
    _refuse_other(file.lstat())
    # Between the question and the opening another may have taken its place: what was opened is asked once more.
    with open(file, "rb", opener=_open_plain) as stream:
        _refuse_other(os.fstat(stream.fileno()))
        return stream.read(most + 1)


def _open_plain(file: str, flags: int) -> int:
    return os.open(file, flags | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))


def _refuse_other(found: os.stat_result) -> None:
    if not stat.S_ISREG(found.st_mode):
        raise NotAFileError(KINDS.get(stat.S_IFMT(found.st_mode), "something else"))


def replace(file: Path, data: bytes) -> None:
    """Write a file whole, with the permissions of the old one, or leave the old one as it was.

    Raises:
        OSError: the folder cannot be written to, or the disk is full.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    new = file.with_name(f".{file.name}.new")
    new.unlink(missing_ok=True)  # a link of that name would be followed
    try:
        with new.open("xb") as stream:
            stream.write(data)
        if file.exists():
            new.chmod(stat.S_IMODE(file.stat().st_mode))
        os.replace(new, file)  # noqa: PTH105 (says what it does: atomic, over an existing file)
    finally:
        new.unlink(missing_ok=True)


def replace_all(wanted: Mapping[Path, bytes]) -> None:
    """Write several files, all of them or none: each stands whole beside its place before the first takes it.

    Raises:
        OSError: one cannot be written; what was there is there again.
    """
    new = {file: file.with_name(f".{file.name}.new") for file in wanted}
    old = {file: file.with_name(f".{file.name}.old") for file in wanted if file.exists()}
    placed: list[Path] = []
    try:
        for file, data in wanted.items():
            file.parent.mkdir(parents=True, exist_ok=True)
            new[file].unlink(missing_ok=True)  # a link of that name would be followed
            new[file].write_bytes(data)
        for file, aside in old.items():
            aside.unlink(missing_ok=True)
            shutil.copy2(file, aside)
            new[file].chmod(stat.S_IMODE(file.stat().st_mode))
        for file in wanted:
            os.replace(new[file], file)  # noqa: PTH105 (says what it does: atomic, over an existing file)
            placed.append(file)
    except BaseException:
        for file in placed:
            if file in old:
                os.replace(old[file], file)  # noqa: PTH105 (as above)
            else:
                file.unlink()
        raise
    finally:
        for beside in (*new.values(), *old.values()):
            beside.unlink(missing_ok=True)
