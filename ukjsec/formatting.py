"""Files brought to the canonical form, or held against it."""

from __future__ import annotations

import codecs
import os
import shlex
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ukjsec import canonical, documents, faults, intake, seeds, vocabulary
from ukjsec.canonical import Shape
from ukjsec.corpus import Corpus
from ukjsec.errors import MissingFileError
from ukjsec.files import replace
from ukjsec.models import RECORD_MODELS, Record, Source
from ukjsec.problems import Place, Problem

RECORD = canonical.shape(Record)
"""What the form of a record takes from its model: the fields of all types stand in the order of their base."""

_LONGEST_SHOWN = 40


@dataclass
class Formatting:
    """What formatting did, or would do."""

    corpus: Corpus
    """Knows the files by their paths, for a report; holds nothing else."""
    problems: list[Problem] = field(default_factory=list)
    """Sorted by place: files that have no canonical form and, where nothing is written, those that are not in it."""
    written: list[str] = field(default_factory=list)
    """The files that were changed."""
    kept: int = 0
    """How many files are in the canonical form already."""
    passed: list[str] = field(default_factory=list)
    """The files of JSON: they have no such form."""


def format_files(named: list[Path], start: Path, *, check: bool = False) -> Formatting:
    """Bring files to the canonical form.

    Args:
        named: files and folders; all of `seeds/` in the checkout around `start` where there is none.
        start: the folder that one stands in.
        check: write nothing, and complain of every file that would change.

    Raises:
        MissingFileError: a path is not there, or a folder holds no such file, or there is no checkout.
        OSError: a file cannot be written; those before it are.
    """
    root = seeds.find_root(start.resolve())
    if root is None and not named:
        raise MissingFileError("there is no folder seeds/sources here or above; name the files to be formatted")
    done = Formatting(Corpus(root or start))
    for file in [inner for path in named or [done.corpus.root / "seeds"] for inner in _files(path)]:
        path = _path(file, done.corpus.root)
        if path not in done.corpus.overlaid:
            done.corpus.overlaid[path] = file
            _format_one(done, file, path, check=check)
    done.problems.sort()
    return done


def _format_one(done: Formatting, file: Path, path: str, *, check: bool) -> None:
    if file.suffix == ".json":
        done.passed.append(path)
        return
    data = _read(done, file, path)
    if data is None:
        return
    document = documents.compose(data)
    if document.faults:
        done.problems += [
            Problem(Place(path, fault.line, fault.column), fault.rule, fault.message, fault.repair)
            for fault in document.faults
        ]
        return
    shape = _shape(file, document.value)
    if shape is None:
        message = "this is no record, and no list or manifest of seeds/"
        _complain(done, path, "unknown-type", message, "Name files of the data only; a record needs an id and a kind.")
        return
    form = canonical.form(data, shape)
    if form.data is None:
        message = f"the file has no canonical form: {form.reason}"
        _complain(done, path, "form-unsafe", message, "Shorten what is very long, or write it in a simpler way.")
    elif form.data == data:
        done.kept += 1
    elif check:
        line, column, message = difference(data, form.data)
        repair = f"Run `ukjsec fmt {shlex.quote(path)}`."
        done.problems.append(Problem(Place(path, line, column), "not-canonical", message, repair))
    else:
        replace(file, form.data)
        done.written.append(path)


def _complain(done: Formatting, path: str, rule: str, message: str, repair: str) -> None:
    done.problems.append(Problem(Place(path, 1, 1), rule, message, repair))


def _read(done: Formatting, file: Path, path: str) -> bytes | None:
    """The bytes of a plain file, of a too long one as many as show that it is; None where it cannot be read."""
    try:
        if stat.S_ISREG(file.lstat().st_mode):
            with file.open("rb") as stream:
                return stream.read(faults.LIMIT_BYTES + 1)
        _complain(done, path, "not-a-file", "this is a link or a folder, not a file", "Put a plain file here.")
    except OSError as error:
        message = f"the file cannot be read: {error.strerror or 'no reason given'}"
        _complain(done, path, "unreadable-file", message, "Check its permissions.")
    return None


def _shape(file: Path, data: Any) -> Shape | None:
    """What the form of a file takes from the models: by its place in `seeds/`, elsewhere by what it holds."""
    folder = file.absolute().parent
    if folder.name == "seeds" and file.stem in intake.LISTS:
        return canonical.listing(intake.LISTS[file.stem])
    if folder.parent.name == "seeds" and folder.name == "sources":
        return canonical.shape(Source)
    if folder.parent.name == "seeds" and folder.name in RECORD_MODELS:
        return RECORD
    if not isinstance(data, dict) or not {"id", "kind"} <= data.keys():
        return None
    known = any(data["kind"] in terms.names for terms in vocabulary.KINDS.values())
    return RECORD if known or folder.name in RECORD_MODELS or {"participants", "evidence"} & data.keys() else None


def _path(file: Path, root: Path) -> str:
    """The path of a file as it is reported: from the root of the checkout where the file is one of its `seeds/`."""
    whole = file.parent.resolve() / file.name
    seeds_folder = (root / "seeds").resolve()
    return f"seeds/{whole.relative_to(seeds_folder).as_posix()}" if seeds_folder in whole.parents else file.as_posix()


def _files(named: Path) -> Iterator[Path]:
    if not named.is_dir() or named.is_symlink():
        if not (named.exists() or named.is_symlink()):
            raise MissingFileError(f"{named}: there is no such file or folder")
        if named.suffix not in seeds.SUFFIXES:
            raise MissingFileError(f"{named}: only files that end in {' or '.join(seeds.SUFFIXES)} are formatted")
        yield named
        return
    found = False
    for folder, inner, names in os.walk(named):
        inner[:] = sorted(name for name in inner if not name.startswith("."))
        for name in sorted([*names, *inner]):
            if Path(name).suffix in seeds.SUFFIXES and not name.startswith("."):
                found = True
                yield Path(folder, name)
    if not found:
        raise MissingFileError(f"{named}: there is no file in it to format; they end in {', '.join(seeds.SUFFIXES)}")


def difference(data: bytes, form: bytes) -> tuple[int, int, str]:
    """The line and column, from 1, at which a file first differs from its canonical form, and how."""
    if data.startswith(codecs.BOM_UTF8):
        return 1, 1, "the file begins with a byte order mark; the canonical form has none"
    have, want = faults.lines_of(data), faults.lines_of(form)[:-1]
    ended = not have[-1]
    have = have[:-1] if ended else have
    if have == want and b"\r" in data:
        line = data[: data.index(b"\r")].count(b"\n") + 1
        return line, len(have[line - 1]) + 1, "the line ends in a carriage return; the canonical form has none"
    if have == want:
        return len(have), len(have[-1]) + 1, "the file ends without a line end; the canonical form has one"
    at = next(at for at in range(max(len(have), len(want))) if have[at : at + 1] != want[at : at + 1])
    if at == len(want):
        return at + 1, 1, f"{_shown(have[at], 0)} stands here; the canonical form has nothing more"
    if at == len(have):
        return at, len(have[-1]) + 1, f"the file ends here; the canonical form has the line {_shown(want[at], 0)}"
    pairs = enumerate(zip(have[at], want[at], strict=False))
    column = next((column for column, (ours, theirs) in pairs if ours != theirs), min(len(have[at]), len(want[at])))
    message = f"{_shown(have[at], column)} stands here; the canonical form has {_shown(want[at], column)}"
    return at + 1, column + 1, message


def _shown(line: str, column: int) -> str:
    if not line:
        return "an empty line"
    rest = line[column:]
    if not rest:
        return "the end of the line"
    return repr(rest if len(rest) <= _LONGEST_SHOWN else f"{rest[: _LONGEST_SHOWN - 1]}…")
