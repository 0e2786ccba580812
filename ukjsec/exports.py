"""Tables of the package written as files, for those who work elsewhere."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from ukjsec import dataset
from ukjsec.errors import MissingFileError
from ukjsec.files import replace


def export(names: Iterable[str], form: str, folder: Path) -> list[Path]:
    """Write tables into a folder, each a file of its own; a file of that name is replaced whole.

    Args:
        names: the tables; all when there is none.
        form: `csv`, `parquet` (both to the byte as in the package) or `json` (a list of objects).
        folder: where to; made when it is not there.

    Returns:
        The files, in the order of the tables.

    Raises:
        UnknownNameError: there is no such table.
        MissingFileError: the folder cannot be written to.
    """
    known = dataset.tables()
    wanted = list(names) or known
    for name in wanted:
        if name not in known:
            raise dataset.unknown("table", name, known)
    written = []
    for name in wanted:
        data = _json(name) if form == "json" else (dataset.folder() / f"{name}.{form}").read_bytes()
        target = folder / f"{name}.{form}"
        try:
            replace(target, data)
        except OSError as error:
            raise MissingFileError(f"{target} cannot be written: {error.strerror}; choose another --out") from error
        written.append(target)
    return written


def _json(name: str) -> bytes:
    return (json.dumps(dataset.load(name, as_="rows"), ensure_ascii=False, indent=2, default=str) + "\n").encode()
