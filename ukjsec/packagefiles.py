"""A data package as its reader gets it: every table typed, whatever files it comes in, and nothing read on trust.

A package is a folder with a `datapackage.json`, the zip archive of one, or the path of the descriptor. What its
descriptor says is vetted (`descriptors`), its files are plain ones that stay within the folder (`members`), and each is
held against the hash and size that the descriptor gives. Of a table that is there as Parquet and as CSV, the Parquet is
read, its page checksums compared; CSV is read strictly and typed by the schema. Nothing is guessed: what does not fit
ends the reading.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ukjsec import columnfiles, descriptors
from ukjsec.columnfiles import Column, UnfitFileError, csv, parquet
from ukjsec.descriptors import Resource
from ukjsec.errors import BrokenPackageError, MissingFileError
from ukjsec.members import LIMIT_FILE as LIMIT_DESCRIPTOR
from ukjsec.members import Folder, Members, archive
from ukjsec.progress import Progress, silent

if TYPE_CHECKING:
    import pyarrow as pa

DESCRIPTOR = "datapackage.json"

VERSION = re.compile(r"[0-9]+\.[0-9]+\.[0-9]+[0-9A-Za-z.+-]*")
"""What is taken for the version of a release, where no file of that name is there."""

ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:/")
"""How the address of a file elsewhere begins; a single letter is a drive of Windows."""

LIMIT_FILE = 500_000_000
"""The most bytes of a file; of this package at a thousand times its size the largest has a quarter of them."""
LIMIT_PACKAGE = 2_000_000_000
"""The most bytes of all files, packed or unpacked."""

_TOO_LARGE = ("up to here the package has more bytes than are read", "Split it.")

_READERS: Mapping[str, Callable[..., pa.Table]] = {"csv": csv.read, "parquet": parquet.read}
"""The forms of files that hold tables."""

THREADS = 4
"""So many tables are read at once."""


@dataclass(frozen=True)
class Table:
    """One table of a package."""

    name: str
    title: str
    description: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    """The primary key; empty where the schema names none."""
    references: frozenset[str]
    """The foreign keys, each as `state_id -> actors.id`."""
    data: pa.Table
    """The cells: `string`, `int64`, `double`, `bool` or `date32`, in the order of the columns."""
    place: str
    """The path of its file, as complaints give it."""

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(column.name for column in self.columns)


@dataclass(frozen=True)
class Package:
    """A package, all of its tables read."""

    shown: str
    """Its path, as it was named."""
    name: str
    version: str
    tables: Mapping[str, Table]
    """By name, in the order of the descriptor."""


def find(
    given: str | Path,
    address: str | Path | None = None,
    *,
    progress: Progress = silent,
    tell: Callable[[str], None] | None = None,
) -> Package:
    """Read the package at a path, or the release of a version; what lies at the path counts first.

    Args:
        given: the path, as `read` takes it, or a version such as `0.2.0` or `v0.2.0`, which is fetched where the
            cache lacks it.
        address: where releases lie, as `downloads.fetch` takes it.
        progress: shows how far the fetching has come.
        tell: takes a sentence about what went otherwise while fetching; by default it is a warning.

    Raises:
        MissingFileError: there is nothing at the path, or no package.
        BrokenPackageError: something in it is damaged, unsafe, or says what cannot be read.
        UkjsecError: the release cannot be fetched; see `downloads.fetch`.
    """
    path = Path(given)
    version = str(given).removeprefix("v")
    if os.path.lexists(path):
        return read(path)
    if ADDRESS.match(str(given)):
        raise MissingFileError(f"{str(given)[:200]}: addresses are not read: fetch it first, or name a version")
    if not VERSION.fullmatch(version):
        return read(path)
    from ukjsec import downloads  # noqa: PLC0415 (only releases are fetched)

    fetched = partial(downloads.obtain, version, _needed, address, progress=progress)
    folder = fetched() if tell is None else fetched(tell=tell)
    return replace(read(folder), shown=version)


def _needed(listed: Mapping[str, str]) -> list[str]:
    """The files of a release that its descriptor describes."""
    return [name for name in listed if name == DESCRIPTOR or name.endswith(".parquet")]


def read(path: Path) -> Package:
    """Read a package.

    Args:
        path: the folder with its descriptor (or with the folder `datapackage/` of a checkout), a zip archive of it, or
            the descriptor itself.

    Raises:
        MissingFileError: there is nothing at the path, or no package.
        BrokenPackageError: something in it is damaged, unsafe, or says what cannot be read; the message names the file
            and the remedy.
    """
    members, name = _opened(path)
    shown = f"{members.shown}{name}"
    data = members.read(name, LIMIT_DESCRIPTOR)
    if isinstance(data, tuple):
        raise _complaint(shown, data[1:])
    described, fault = descriptors.parse(data)
    if fault:
        raise _complaint(f"{shown}:{fault.line}:{fault.column}", (fault.message, fault.repair))
    about, findings = descriptors.vet(described, shown)
    problem = next((one for one in findings if one.severity == "problem"), None)
    if problem or not about:
        said = (f"{_route(problem.route)}{problem.message}", problem.repair) if problem else ("it is no package", "")
        raise _complaint(shown, said)
    tables = {one.name: one for one in _tables(members, about.resources, described)}
    return Package(str(path), about.name, about.version, tables)


def _opened(path: Path) -> tuple[Members, str]:
    """The files of a package, and the name of its descriptor among them."""
    try:
        inner, found = path / "datapackage", {one: (path / one).exists() for one in (".", DESCRIPTOR)}
        is_folder, within = path.is_dir(), inner if (inner / DESCRIPTOR).is_file() and not found[DESCRIPTOR] else path
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "its name is none"
        raise MissingFileError(f"{str(path)[:200]}: this cannot be a package: {reason}") from None
    if not found["."]:
        raise MissingFileError(f"{path}: there is no such file or folder")
    if is_folder:
        if not (within / DESCRIPTOR).exists():
            raise MissingFileError(f"{path}: there is no {DESCRIPTOR} in this folder; name the folder of a package")
        return Folder(within, f"{within.as_posix()}/"), DESCRIPTOR
    if path.suffix.lower() not in (".zip", ".json"):
        said = f"name the folder that holds {DESCRIPTOR}, the descriptor itself, or a zip of it"
        raise MissingFileError(f"{path}: this is no package: {said}")
    if path.suffix.lower() == ".json":
        return Folder(path.parent, f"{path.parent.as_posix()}/".removeprefix("./")), path.name
    opened = archive(path, DESCRIPTOR, most_packed=LIMIT_FILE, most=LIMIT_PACKAGE)
    if isinstance(opened, tuple):
        raise _complaint(path.as_posix(), opened[1:])
    return opened, DESCRIPTOR


def _route(route: tuple[str | int, ...]) -> str:
    return f"`{'.'.join(map(str, route))}`: " if route else ""


def _complaint(shown: str, said: tuple[str, ...]) -> BrokenPackageError:
    message, repair = said
    return BrokenPackageError(f"{shown}: {message.rstrip('.')}; {repair[:1].lower()}{repair[1:].removesuffix('.')}")


def _tables(members: Members, resources: list[Resource], described: Any) -> Iterator[Table]:
    """The tables, each from its Parquet file where it has one."""
    chosen: dict[str, Resource] = {}
    for resource in resources:
        if resource.form in _READERS and (resource.table not in chosen or resource.form == "parquet"):
            chosen[resource.table] = resource
    spent = 0
    with ThreadPoolExecutor(THREADS) as pool:
        made = []
        for resource in chosen.values():
            data = members.read(resource.path, LIMIT_FILE)
            place = f"{members.shown}{resource.path}"
            if isinstance(data, tuple):
                raise _complaint(place, data[1:])
            spent += len(data)
            made.append(pool.submit(_table, place, data, resource, described["resources"][resource.at]))
            if spent > LIMIT_PACKAGE:
                raise _complaint(place, _TOO_LARGE)
        spent = 0
        for one in made:
            table = one.result()
            spent += table.data.nbytes
            if spent > LIMIT_PACKAGE:
                raise _complaint(table.place, _TOO_LARGE)
            yield table


def _table(place: str, data: bytes, resource: Resource, given: dict[str, Any]) -> Table:
    _same(place, resource, data)
    try:
        columns = columnfiles.columns(resource.schema) if resource.schema else None
        found = _READERS[resource.form](data, columns, resource.schema or {})
    except UnfitFileError as error:
        raise _complaint(place, (error.message, error.repair)) from None
    title, about = (text if isinstance(text := given.get(key), str) else "" for key in ("title", "description"))
    return Table(
        resource.table,
        title,
        about,
        columns or columnfiles.columns_of(found),
        _key(place, resource, found.column_names),
        frozenset(_references(place, resource)),
        found,
        place,
    )


def _same(place: str, resource: Resource, data: bytes) -> None:
    """Hold a file against the size and hash that the descriptor gives."""
    again = "Get the package again from where it is published, or build it again."
    if resource.bytes is not None and resource.bytes != len(data):
        raise _complaint(place, (f"the file has {len(data):,} bytes, not {resource.bytes:,} as declared", again))
    if resource.hash:
        kind, digits = resource.hash
        found = hashlib.new(kind, data, usedforsecurity=False).hexdigest()
        if found != digits:
            raise _complaint(place, (f"the {kind} of the file is {found[:12]}…, not {digits[:12]}… as declared", again))


def _texts(given: Any) -> list[str] | None:
    """A list of texts, which may be written as one; None where it is something else."""
    listed = [given] if isinstance(given, str) else given
    return listed if isinstance(listed, list) and listed and all(isinstance(one, str) for one in listed) else None


def _key(place: str, resource: Resource, names: list[str]) -> tuple[str, ...]:
    given = (resource.schema or {}).get("primaryKey")
    if given is None:
        return ()
    key = _texts(given)
    if not key or not set(key) <= set(names) or len(set(key)) < len(key):
        raise _complaint(place, ("`primaryKey` in its schema does not name columns", "Name columns of the table."))
    return tuple(key)


def _references(place: str, resource: Resource) -> Iterator[str]:
    wrong = "`foreignKeys` in its schema are not read", "Write them as the standard has it: fields and reference."
    given = (resource.schema or {}).get("foreignKeys", [])
    if not isinstance(given, list):
        raise _complaint(place, wrong)
    for one in given:
        reference = one.get("reference") if isinstance(one, dict) else None
        if not isinstance(reference, dict) or not isinstance(reference.get("resource", ""), str):
            raise _complaint(place, wrong)
        target = reference.get("resource", "").removesuffix("-parquet") or resource.table
        fields, others = _texts(one.get("fields")), _texts(reference.get("fields"))
        if not fields or not others:
            raise _complaint(place, wrong)
        yield f"{', '.join(fields)} -> {target}.{', '.join(others)}"
