"""The files in folders that somebody names."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from ukjsec.errors import MissingFileError
from ukjsec.seeds import SUFFIXES

ENDINGS = (*SUFFIXES, ".seal")
"""What files end in that people write."""
TABLES = (".csv", ".parquet")
"""What the files of tables end in."""
LIMIT_FOLDERS = 32
"""How deep a folder that is named is looked into."""


def files_in(named: list[Path], endings: tuple[str, ...]) -> list[Path]:
    """The files that are named, and those in folders that are named, which end in one of several ways.

    Raises:
        MissingFileError: a path is not there, or is a folder that holds no such file.
    """
    files: list[Path] = []
    for path in named:
        if path.is_dir() and not (path.suffix in endings and not any(path.iterdir())):
            inner = sorted(file for file in below(path) if file.suffix.lower() in endings)
            if not inner:
                wanted = ", ".join(dict.fromkeys([*SUFFIXES, *TABLES] if endings == ENDINGS else endings))
                raise MissingFileError(f"{path}: there is no file in it to check; they end in {wanted}")
            files += inner
        elif path.exists() or path.is_symlink():
            files.append(path)
        else:
            raise MissingFileError(f"{path}: there is no such file or folder")
    return files


def below(folder: Path) -> Iterator[Path]:
    """Every file in a folder and the folders in it; links to folders are not followed, hidden folders passed over."""
    waiting = [(folder, 0)]
    while waiting:
        here, depth = waiting.pop()
        if depth > LIMIT_FOLDERS:
            raise MissingFileError(f"{folder}: folders stand in one another more than {LIMIT_FOLDERS} deep; name files")
        with os.scandir(here) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False) and not entry.name.endswith(ENDINGS):
                    waiting += [] if entry.name.startswith(".") else [(here / entry.name, depth + 1)]
                else:
                    yield here / entry.name


def within(file: Path, folder: Path) -> bool:
    """Whether a file stands in a folder, or in one below it; the file itself may be a link."""
    return (file.parent.resolve() / file.name).is_relative_to(folder.resolve())
