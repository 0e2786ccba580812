"""Files written so that nothing is lost: whole beside the old one, then put in its place."""

from __future__ import annotations

import os
from pathlib import Path


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
