"""Everything that is generated, as one mapping from path to bytes: written, or compared with what is there."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from ukjsec import datapackage, rules, schemas
from ukjsec.corpus import Corpus
from ukjsec.errors import BrokenCorpusError
from ukjsec.files import alone

FOLDERS = ("schemas", "datapackage")
"""The folders that a build owns whole: a file in them that it does not make is removed."""


@dataclass(frozen=True)
class Difference:
    """A generated file that is not what a build would write."""

    path: str
    how: str
    """`missing`, `changed` or `left over`."""

    def __str__(self) -> str:
        return f"{self.path}: {self.how}"


def artefacts(corpus: Corpus) -> dict[str, bytes]:
    """Every generated file: path → bytes; the same corpus gives the same bytes on any machine.

    Raises:
        BrokenCorpusError: the corpus has problems, or notices: a package has no loose ends.
    """
    found = rules.problems(corpus)
    if found:
        message = f"nothing was built: {found[0]}; run `ukjsec validate` and mend what it says"
        raise BrokenCorpusError(message, found)
    return schemas.artefacts() | datapackage.artefacts(corpus, lambda path: _bytes(corpus.root / path))


def _bytes(file: Path) -> bytes | None:
    return file.read_bytes() if file.is_file() else None


def compare(root: Path, wanted: dict[str, bytes]) -> list[Difference]:
    """Every generated file that is missing, changed or left over, by path."""
    _refuse_links(root)
    found = []
    for path, data in wanted.items():
        there = _bytes(root / path)
        if there != data:
            found.append(Difference(path, "missing" if there is None else "changed"))
    for folder in FOLDERS:
        found += [Difference(path, "left over") for path in _left_over(root, folder, wanted)]
    return sorted(found, key=lambda difference: difference.path)


def _left_over(root: Path, folder: str, wanted: dict[str, bytes]) -> Iterator[str]:
    """What stands in a folder and is not wanted; of a folder of such files the name alone, for it may be deep."""
    folders = {parent.as_posix() for path in wanted for parent in PurePosixPath(path).parents}
    waiting = [folder] if (root / folder).is_dir() else []
    while waiting:
        with os.scandir(root / waiting.pop()) as entries:
            for entry in entries:
                path = Path(entry.path).relative_to(root).as_posix()
                if entry.is_dir(follow_symlinks=False) and path in folders:
                    waiting.append(path)
                elif path not in wanted:
                    yield path


def _refuse_links(root: Path) -> None:
    """A link in the place of a folder would lead a build to another folder, to fill or to empty."""
    for folder in FOLDERS:
        for name in (folder, f".{folder}.old", f".{folder}.new"):
            if (root / name).is_symlink():
                raise BrokenCorpusError(f"{root / name} is a link; delete it: a build writes into folders of its own")


def write(root: Path, wanted: dict[str, bytes]) -> list[Difference]:
    """Write every generated file that differs, and remove what is left over.

    Each folder is made whole beside the old one, then takes its name: a build that is killed leaves the old folder, or
    the new, and `recover` puts back the old one when it was killed between the two steps.

    Returns:
        What differed before.

    Raises:
        BusyFolderError: another build is at work here.
        BrokenCorpusError: a link stands in the place of a folder.
    """
    _refuse_links(root)
    with alone(root):
        recover(root)
        different = compare(root, wanted)
        for folder in FOLDERS:
            if any(difference.path.startswith(f"{folder}/") for difference in different):
                _swap(root, folder, {path: data for path, data in wanted.items() if path.startswith(f"{folder}/")})
        return different


def recover(root: Path) -> None:
    """Clear away what a killed build left behind, and put back the folder that it had moved aside."""
    for folder in FOLDERS:
        old, new = root / f".{folder}.old", root / f".{folder}.new"
        if old.is_dir() and not (root / folder).exists():
            old.rename(root / folder)
        for left in (old, new):
            if left.is_dir():
                shutil.rmtree(left)


def _swap(root: Path, folder: str, files: dict[str, bytes]) -> None:
    target, old, new = root / folder, root / f".{folder}.old", root / f".{folder}.new"
    try:
        for path, data in files.items():
            file = new / Path(path).relative_to(folder)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
        if target.exists():
            target.rename(old)
        new.rename(target)
    except BaseException:
        with contextlib.suppress(OSError):
            recover(root)
        raise
    if old.exists():
        shutil.rmtree(old)
