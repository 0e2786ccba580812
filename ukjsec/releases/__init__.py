"""A release: the files that people download, as one mapping from name to bytes, and the folder that holds them."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from ukjsec import checksums, datapackage, files, schemas
from ukjsec.datapackage import Citation
from ukjsec.errors import ChecksumsError, MissingFileError, OccupiedFolderError
from ukjsec.releases import changelog, croissant, notes

DESCRIPTOR = "datapackage.json"
CITATION = "CITATION.cff"

_FOLDER = "datapackage/"
_PARQUET = "-parquet"


def artefacts(root: Path, built: Mapping[str, bytes], *, changes: str = "", draft: bool = False) -> dict[str, bytes]:
    """Every file of a release: name → bytes, sorted; the same checkout gives the same bytes on any machine.

    Args:
        root: a checkout against whose release `readiness` found nothing.
        built: what a build makes of it, which is what stands there: path → bytes.
        changes: what changed in the data since the release before, as Markdown for the notes.
        draft: whether the release is only tried; its notes say so.

    Raises:
        MissingFileError: CITATION.cff or pyproject.toml is missing, or the changelog has no section for the version.
        BrokenCorpusError: the two name different versions.
    """
    about = datapackage.citation(root)
    package = {path.removeprefix(_FOLDER): data for path, data in built.items() if path.startswith(_FOLDER)}
    found = {name: data for name, data in package.items() if name.endswith(".parquet")}
    counts = {name.removesuffix(".parquet"): _rows(data) for name, data in found.items()}
    found[f"{about.name}-{about.version}.zip"] = archive(package, about.released)
    found[croissant.NAME] = schemas.as_json(croissant.description(about, found))
    found[DESCRIPTOR] = schemas.as_json(descriptor(json.loads(package[DESCRIPTOR])))
    found[CITATION] = (root / CITATION).read_bytes()
    told = notes.notes(about, _told(root, about), counts, changes=changes, draft=draft)
    found[notes.NAME] = told.encode()
    found[checksums.NAME] = checksums.render({name: checksums.digest(data) for name, data in found.items()})
    return dict(sorted(found.items()))


def _told(root: Path, about: Citation) -> str:
    file = root / changelog.NAME
    every = changelog.sections(file.read_text("utf-8")) if file.is_file() else []
    bodies = [section.body for section in every if section.version == about.version]
    if not bodies:
        raise MissingFileError(f"{file} has no section for version {about.version}; write what changed")
    return bodies[0]


def _rows(data: bytes) -> int:
    """The number of rows of a Parquet file."""
    import pyarrow as pa  # noqa: PLC0415 (an import of 0.2 s that most commands do not need)
    import pyarrow.parquet as pq  # noqa: PLC0415

    return int(pq.ParquetFile(pa.BufferReader(data)).metadata.num_rows)


def archive(content: Mapping[str, bytes], day: str) -> bytes:
    """A zip archive whose bytes depend on its files and the day alone.

    The files are stored as they are: what deflating makes of them depends on the library that does it and on its
    version (zlib and zlib-ng differ), so that two machines would not make the same bytes. The Parquet files are
    compressed already, and servers compress the rest on its way.

    Args:
        content: name → bytes.
        day: the day that its files are of, as `2026-11-22`; zip knows none before 1980.
    """
    year, month, date = map(int, day.split("-"))
    stamp = (year, month, date, 0, 0, 0) if year >= 1980 else (1980, 1, 1, 0, 0, 0)
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED) as made:
        for name, data in sorted(content.items()):
            info = zipfile.ZipInfo(name, stamp)
            info.create_system = 3  # Unix, on every system
            info.external_attr = 0o100644 << 16
            made.writestr(info, data)
    return sink.getvalue()


def descriptor(package: dict[str, Any]) -> dict[str, Any]:
    """The descriptor of the Parquet files of a release, each a resource named as its table.

    Args:
        package: the descriptor of the whole package, in which they are named `<table>-parquet`, and foreign keys point
            at the CSV resources.
    """
    resources = []
    for resource in package["resources"]:
        if not resource["name"].endswith(_PARQUET):
            continue
        name = resource["name"].removesuffix(_PARQUET)
        schema = dict(resource["schema"])
        if "foreignKeys" in schema:
            # The standard has a table name itself by an empty name.
            schema["foreignKeys"] = [_pointing(key, own=name) for key in schema["foreignKeys"]]
        resources.append(resource | {"name": name, "schema": schema})
    return package | {"resources": resources}


def _pointing(key: dict[str, Any], own: str) -> dict[str, Any]:
    reference = key["reference"]
    return key | {"reference": reference | {"resource": "" if reference["resource"] == own else reference["resource"]}}


def write(folder: Path, wanted: Mapping[str, bytes]) -> None:
    """Write a release into a folder that is not there, is empty, or holds a release of the same version.

    The folder is made whole beside its place, then takes its name: whenever this is killed, the place holds the old
    release whole, the new one whole, or nothing, and the next call clears away what was left.

    Raises:
        OccupiedFolderError: the folder holds something else, which is not touched.
        BusyFolderError: another process is writing there.
        OSError: it cannot be written; what was there is there still.
    """
    place = folder.resolve()
    if place == Path.cwd().resolve() or place.parent == place:
        raise OccupiedFolderError(f"{folder} cannot be put in place while one stands in it; name a folder below it")
    for above in (place, *place.parents):
        if above.exists() and not above.is_dir():
            raise OccupiedFolderError(f"{above} is no folder; name one that is empty or not there yet")
    new, old = place.with_name(f".{place.name}.new"), place.with_name(f".{place.name}.old")
    place.parent.mkdir(parents=True, exist_ok=True)
    with files.alone(place.parent):
        _recover(place, new, old, wanted)
        _refuse_other(place, wanted)
        try:
            new.mkdir()
            for name, data in wanted.items():
                (new / name).write_bytes(data)
            if place.exists():
                place.rename(old)
            new.rename(place)
        except BaseException:
            _recover(place, new, old, wanted)
            raise
        _clear(old, wanted)


def _recover(place: Path, new: Path, old: Path, wanted: Iterable[str]) -> None:
    """Clear away what a killed or failed call left, and put back the release that it had moved aside."""
    if old.is_dir() and not place.exists():
        old.rename(place)
    for left in (new, old):
        _clear(left, wanted)


def _clear(folder: Path, names: Iterable[str]) -> None:
    """Delete a folder of our own making, and nothing in it that is not ours."""
    if folder.is_symlink() or not folder.is_dir():
        return
    for name in names:
        (folder / name).unlink(missing_ok=True)
    try:
        folder.rmdir()
    except OSError as error:
        raise OccupiedFolderError(f"{folder} holds files of another making; look at them and delete it") from error


def _refuse_other(place: Path, wanted: Mapping[str, bytes]) -> None:
    """Refuse a folder that holds anything but a whole release of the same version, as its own checksums tell."""
    there = sorted(file.name for file in place.iterdir()) if place.exists() else []
    if not there:
        return
    found = {name: _content(place / name) for name in there[: len(wanted) + 1]}
    repair = "name a folder that is empty or not there yet"
    others = [name for name in found if name not in wanted]
    if others:
        shown = ", ".join(others[:3]) + (" …" if len(others) > 3 else "")
        raise OccupiedFolderError(f"{place} holds what is no part of this release ({shown}); {repair}")
    try:
        digests = checksums.parse(found.get(checksums.NAME) or b"")
    except ChecksumsError:
        digests = {}
    ours = {name: data is not None and digests.get(name) == checksums.digest(data) for name, data in found.items()}
    changed = [name for name, same in ours.items() if not same and name != checksums.NAME]
    if changed or not digests:
        which = changed[0] if changed else checksums.NAME
        raise OccupiedFolderError(f"{place} holds a file {which} that no release has put there; {repair}")


def _content(file: Path) -> bytes | None:
    """The bytes of a plain file; None of anything else."""
    try:
        return files.read(file, file.lstat().st_size)
    except files.NotAFileError:
        return None
