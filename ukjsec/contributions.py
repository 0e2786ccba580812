"""Contributions: the records of a sheet become files, as people write them under `seeds/`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ukjsec import canonical, comments, documents, fields, intake, sheets, validation
from ukjsec.csvfiles import SUFFIXES
from ukjsec.errors import BrokenCorpusError, MissingFileError, UnknownNameError
from ukjsec.faults import LIMIT_BYTES, decode
from ukjsec.files import alone, replace_all
from ukjsec.models import RECORD_MODELS
from ukjsec.validation import Validation

MOST_NAMED = 3
"""Of more files than these that stand in the way, the others are counted."""


@dataclass
class Contribution:
    """What came of a sheet."""

    validation: Validation
    """Where it failed, nothing was written."""
    written: list[Path] = field(default_factory=list)
    """The files that were not there before."""
    replaced: dict[Path, int] = field(default_factory=dict)
    """The files that were, and how many comments each held: they are gone."""
    kept: list[Path] = field(default_factory=list)
    """The files that hold the same data already; they were left as they are."""


def take_in(root: Path, file: Path, folder: Path, *, over: bool = False) -> Contribution:
    """Write the records of a sheet as YAML files in canonical form, all of them or none.

    Args:
        root: the folder that holds the `seeds/` against which the sheet is checked.
        file: the sheet.
        folder: where to: `seeds/` itself, or another folder; each record becomes `<type>/<id>.yaml` in it.
        over: whether files with other data may be replaced.

    Returns:
        What was done; nothing where the sheet has problems (notices do not count).

    Raises:
        MissingFileError: there is no such sheet.
        UnknownNameError: it is no file of a spreadsheet program, or files stand in the way.
        BusyFolderError: another process is writing here.
        OSError: a file cannot be written; what was there is there again.
    """
    if not (file.exists() or file.is_symlink()):
        raise MissingFileError(f"{file}: there is no such file")
    if file.suffix.lower() not in SUFFIXES:
        raise UnknownNameError(f"{file}: only tables are taken in, in files that end in {SUFFIXES[0]}")
    sheet = sheets.read(file)
    done = Contribution(validation.against(root, {file: sheet}))
    if done.validation.failed:
        return done
    there = folder.is_dir()
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with alone(folder):
            replace_all(_wanted(done, sheet, folder, over=over))
    finally:
        if not there and not any(folder.iterdir()):
            folder.rmdir()
    return done


def _wanted(done: Contribution, sheet: sheets.Sheet, folder: Path, *, over: bool) -> dict[Path, bytes]:
    """The files to be written; what stands there already is sorted into those that may be replaced, and those kept."""
    wanted, barred = {}, []
    for entry in sheet.entries:
        file = folder / str(entry.model) / f"{entry.data['id']}.yaml"
        twin = file.with_suffix(".json")
        if twin.exists() or file.parent.is_symlink() or file.is_symlink() or file.is_dir():
            wrong = twin if twin.exists() else file.parent if file.parent.is_symlink() else file
            raise UnknownNameError(
                f"{wrong} stands in the way: only plain files of YAML are replaced; nothing was done"
            )
        old = _old(file)
        if old is not None and _meaning(documents.compose(old).value) == _meaning(entry.data):
            done.kept.append(file)
            continue
        if old is None:
            done.written.append(file)
        else:
            done.replaced[file] = _comments(old)
            barred.append(file)
        wanted[file] = _canonical(entry)
    if barred and not over:
        named = ", ".join(map(str, barred[:MOST_NAMED]))
        more = f" and {len(barred) - MOST_NAMED} more" if len(barred) > MOST_NAMED else ""
        verb = "is" if len(barred) == 1 else "are"
        raise UnknownNameError(
            f"{named}{more} {verb} there already with other data; nothing was done: add --replace to write over them"
        )
    return wanted


def _old(file: Path) -> bytes | None:
    """The bytes of a file that is there, as many as a record can have."""
    if not file.exists():
        return None
    with file.open("rb") as stream:
        return stream.read(LIMIT_BYTES + 1)


def _comments(data: bytes) -> int:
    """How many comments a file holds; of one that cannot be read nothing is known."""
    if documents.compose(data).faults:
        return 0
    text, _ = decode(data)
    return len(comments.texts(text, documents.tokens(text)))


def _meaning(data: Any) -> Mapping[str, Any] | None:
    """What data say, however they are written; None where they are no record."""
    name = intake.type_by_kind(data)
    record = fields.check(RECORD_MODELS[name], data, "")[0] if name else None
    return record.model_dump() if record else None


def _canonical(entry: sheets.Entry) -> bytes:
    """The file of a record.

    Raises:
        BrokenCorpusError: there is none; the canonical form says why.
    """
    model = RECORD_MODELS[str(entry.model)]
    form = canonical.form(json.dumps(entry.data, ensure_ascii=False).encode(), canonical.shape(model))
    if form.data is None:
        raise BrokenCorpusError(f"{entry.path}: the record cannot be written as YAML: {form.reason}; nothing was done")
    return form.data
