"""Which of the files that are named are tables of ours, and which table each is: told by name and header alone."""

from __future__ import annotations

import codecs
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ukjsec import csvfiles, layout
from ukjsec.columns import Table
from ukjsec.encoding import foreign
from ukjsec.errors import UnknownNameError
from ukjsec.folders import TABLES
from ukjsec.layout import tables
from ukjsec.models import RECORD_MODELS

ALIKE = 0.5
"""A file that shares so much of the columns of a table is to be that table."""

LONGEST_HEADER = 1 << 16

_TYPE = "type"

_DERIVED = frozenset({"occurred", "as_of", "date_earliest", "date_latest"})
"""Columns of every table of records, one of which a sheet of records never has: they are computed."""


@dataclass
class Delivery:
    """Tables that lie in one folder: references between them are followed."""

    files: dict[str, list[Path]] = field(default_factory=dict)
    """Name of the table and ending of its files, such as `dates.csv` → the files, whose rows it has together."""
    tables: dict[str, Table] = field(default_factory=dict)
    """The same names → tables."""

    def add(self, path: Path, table: Table) -> None:
        """Add a file."""
        name = f"{table.name}{path.suffix.lower()}"
        self.files.setdefault(name, []).append(path)
        self.tables[name] = table


def deliveries(
    files: Iterable[Path], named: str | None = None, *, found_in_folder: bool = False
) -> tuple[list[Delivery], list[Path]]:
    """Sort the files that are tables by their folders; a folder that bears the name of a table holds parts of it.

    Args:
        files: the files; one that is named twice counts once.
        named: the table that all of them are, when that is known; else each tells it.
        found_in_folder: whether nobody named them: then a file with the name of a table is to be one, sound or not.

    Returns:
        The tables, and the files that are none.

    Raises:
        UnknownNameError: there is no such table, or it cannot be told which one a Parquet file is.
    """
    table = None if named is None else layout.table(named)
    found: dict[Path, Delivery] = {}
    others = []
    for path in {os.path.abspath(path): path for path in files}.values():  # noqa: PTH100 (links stay)
        known = None
        if path.suffix.lower() in TABLES and not path.is_symlink() and path.is_file():
            known = table or recognised(path) or (_by_name(path) if found_in_folder and not _dotted(path) else None)
        if known is None:
            others.append(path)
        else:
            folder = path.parent.parent if path.parent.name == known.name else path.parent
            found.setdefault(folder, Delivery()).add(path, known)
    return list(found.values()), others


def recognised(path: Path) -> Table | None:
    """The table that a file is by its columns, or where these are those of several, by its name or its first row.

    Returns:
        The table; None of a CSV file that is none of ours.

    Raises:
        UnknownNameError: a Parquet file is none of ours, which nothing else can be done with.
    """
    columnar = path.suffix.lower() == ".parquet"
    by_name = _by_name(path)
    names, first = (_of_parquet if columnar else _of_csv)(path)
    if names is None:
        # A Parquet file that cannot be read is told so, whatever it should be.
        return (by_name or tables()["records"]) if columnar else None
    shares = {name: _share(table, names) for name, table in tables().items()}
    best = [name for name, share in shares.items() if share == max(shares.values())]
    likely = next((name for name in (*_called(path), first) if name in best), best[0])
    a_sheet = likely in ("records", *RECORD_MODELS) and not _DERIVED & {name.casefold() for name in names}
    if shares[likely] >= ALIKE and not a_sheet:
        return tables()[likely]
    if columnar and by_name is None:
        raise UnknownNameError(f"{path}: it has the columns of no table of ours; name the one it should be (--table)")
    return by_name if columnar else None


def _called(path: Path) -> tuple[str, str]:
    return path.name.partition(".")[0], path.parent.name


def _by_name(path: Path) -> Table | None:
    return next((tables()[name] for name in _called(path) if name in tables()), None)


def _dotted(path: Path) -> bool:
    """Whether the header is that of a sheet of records."""
    return path.suffix.lower() == ".csv" and "." in _first_line(path)[0].partition(",")[2]


def _share(table: Table, names: Sequence[str]) -> float:
    """How much of the columns of both is common to both, whatever their case."""
    folded = {name.casefold() for name in names}
    return len(folded & set(table.column_names)) / len({*folded, *table.column_names})


def _of_parquet(path: Path) -> tuple[Sequence[str] | None, str]:
    """The columns of a file, None where it cannot be read; and the type of record that its first row is of."""
    import pyarrow as pa  # noqa: PLC0415 (0.2 s)
    import pyarrow.parquet as pq  # noqa: PLC0415

    try:
        with pq.ParquetFile(str(path)) as file:
            names = file.schema_arrow.names
            some = file.iter_batches(batch_size=1, columns=[_TYPE]) if _TYPE in names else ()
            return names, next((str(value) for batch in some for value in batch.column(0).to_pylist()), "")
    except (pa.ArrowException, OSError, ValueError):
        return None, ""


def _of_csv(path: Path) -> tuple[Sequence[str] | None, str]:
    """The same of a CSV file; no columns where its header is that of a sheet of records."""
    line, rest = _first_line(path)
    names = csvfiles.head(line)[0].cells() if line else []
    if not names or any("." in name for name in names):
        return None, ""
    row = csvfiles.one(rest, len(names))[0] if rest and _TYPE in names else None
    return names, row.cell(names.index(_TYPE)) if row else ""


def _first_line(path: Path) -> tuple[str, str]:
    """The first line of a file that is not empty, and the beginning of what follows; nothing of what is no CSV."""
    try:
        with path.open("rb") as stream:
            head = stream.read(LONGEST_HEADER)
    except OSError:
        return "", ""
    if foreign(head):
        return "", ""
    text = head.removeprefix(codecs.BOM_UTF8).lstrip(b"\r\n").decode(errors="replace")
    line, _, rest = text.partition("\n")
    return line.removesuffix("\r"), rest
