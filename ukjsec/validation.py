"""Validation: the whole corpus of a checkout, or files against it, or against the installed data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ukjsec import rules, seeds
from ukjsec.corpus import Corpus
from ukjsec.errors import MissingFileError
from ukjsec.problems import Problem
from ukjsec.seeds import SUFFIXES


@dataclass(frozen=True)
class Validation:
    """What was validated, and what was found."""

    corpus: Corpus
    problems: tuple[Problem, ...]
    """Sorted by place; notices among them."""
    files: int | None = None
    """How many files were named; None where the whole corpus was validated."""

    @property
    def failed(self) -> bool:
        """Whether there is any problem that is more than a notice."""
        return any(problem.severity == "problem" for problem in self.problems)


def root_for(start: Path) -> Path:
    """The root whose `seeds/` count: the checkout around `start`, or else the data that came with the library.

    Raises:
        MissingFileError: neither is there.
    """
    here = Path(__file__).resolve().parent
    found = seeds.find_root(start.resolve())
    for folder in (found, here / "data", here.parent):
        if folder and (folder / "seeds" / "sources").is_dir():
            return folder
    raise MissingFileError("there is no folder seeds/ here and none came with the library; install ukjsec again")


def validate(path: str | Path | Iterable[str | Path] = ()) -> list[Problem]:
    """Validate files, or, when none is named, the whole corpus of the checkout that one stands in.

    Args:
        path: a file, a folder, or several. In the folder `seeds/` of the checkout, files of any kind; elsewhere YAML
            (or JSON) files of records alone, which are checked as if they stood there.

    Returns:
        Every problem and notice, sorted by place; an empty list when all is well.

    Raises:
        MissingFileError: a path is not there.

    Example:
        >>> ukjsec.validate("my-record.yaml")  # doctest: +SKIP
        [Problem(place=Place(path='my-record.yaml', line=4, column=9), rule='unknown-term', ...)]
    """
    named = [path] if isinstance(path, str | Path) else list(path)
    return list(check([Path(one) for one in named], Path.cwd()).problems)


def check(named: list[Path], start: Path) -> Validation:
    """Validate the paths named, or the whole corpus around `start` when there is none.

    Raises:
        MissingFileError: a path is not there, or is a folder that holds nothing to check.
    """
    root = root_for(start)
    if not named:
        corpus = seeds.read(root)
        return Validation(corpus, tuple(rules.problems(corpus)))
    inside, outside = set(), []
    for file in _files(named):
        try:
            # A link is not followed: as a file it is refused, wherever it leads.
            inside.add((file.parent.resolve() / file.name).relative_to((root / "seeds").resolve()))
        except ValueError:
            outside.append(file)
    corpus = seeds.read(root, outside)
    paths = {f"seeds/{file.as_posix()}" for file in inside} | {file.as_posix() for file in outside}
    paths |= {path.removesuffix(".yaml") + ".seal" for path in paths if path.startswith("seeds/sources/")}
    found = tuple(problem for problem in rules.problems(corpus) if problem.place.path in paths)
    return Validation(corpus, found, len(inside) + len(outside))


def _files(named: list[Path]) -> list[Path]:
    files: list[Path] = []
    for path in named:
        if path.is_dir() and not (path.suffix in SUFFIXES and not any(path.iterdir())):
            inner = sorted(file for file in path.rglob("*") if file.suffix in (*SUFFIXES, ".seal"))
            if not inner:
                raise MissingFileError(f"{path}: there is no file in it to check; they end in {', '.join(SUFFIXES)}")
            files += inner
        elif path.exists() or path.is_symlink():
            files.append(path)
        else:
            raise MissingFileError(f"{path}: there is no such file or folder")
    return files
