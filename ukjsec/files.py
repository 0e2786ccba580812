"""Files written so that nothing is lost: whole beside the old one, then put in its place."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
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


def replace(file: Path, data: bytes) -> None:
    """Write a file whole, or leave the old one as it was.

    Raises:
        OSError: the folder cannot be written to, or the disk is full.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    new = file.with_name(f".{file.name}.new")
    try:
        new.write_bytes(data)
        os.replace(new, file)  # noqa: PTH105 (says what it does: atomic, over an existing file)
    finally:
        new.unlink(missing_ok=True)
