"""Releases, fetched from where they are published: every file checked before it has its name, kept, and used again."""

from __future__ import annotations

import errno
import hashlib
import os
import warnings
from collections.abc import Callable, Iterable, Mapping
from io import BytesIO
from pathlib import Path, PurePath

from ukjsec import checksums, files, versions
from ukjsec.downloads import addresses, settings, shelves, transfers
from ukjsec.errors import ChecksumsError, DownloadError, UkjsecError
from ukjsec.progress import Progress, silent


def _warn(sentence: str) -> None:
    warnings.warn(sentence, UserWarning, stacklevel=2)


def fetch(
    version: str,
    address: str | Path | None = None,
    *,
    out: str | Path | None = None,
    progress: Progress = silent,
    tell: shelves.Tell = _warn,
) -> Path:
    """Fetch a release, each of its files checked against its SHA256SUMS; what was fetched before is not fetched again.

    Args:
        version: the version, such as `"0.2.0"`.
        address: where releases lie, an address of https or a folder: the files of one at `<address>/v<version>/`. None
            means what the environment says in `UKJSEC_RELEASES`, else the project's own place for releases, else where
            the same release was fetched from before.
        out: a folder to copy the files into; it is made when it is not there. None means to leave them in the cache,
            which is the platform's, or the folder that the environment says in `UKJSEC_CACHE`.
        progress: shows how far it has come.
        tell: takes a sentence about what was not as it should be and has been mended; by default it is a warning.

    Returns:
        The folder that holds the files of the release: `<table>.parquet`, `datapackage.json`, the zip of the whole
        package, `SHA256SUMS` and the others. Files in the cache are for reading only.

    Raises:
        VersionError: it is not a version.
        AddressError: there is no address to fetch from, and the release is not in the cache.
        DownloadError: the release is not there or cannot be fetched whole, or a file is not the one that it lists; or
            the files cannot be copied into `out`, which then holds none of them that it did not hold before.
        BusyFolderError: another process has been fetching the same release for too long.

    Example:
        >>> folder = ukjsec.fetch("0.2.0")
        >>> ukjsec.load("agreements", version="0.2.0")
    """
    if out is not None and Path(out).exists() and not Path(out).is_dir():
        raise DownloadError(f"{out} is a file, not a folder; name another place for the copies")
    folder = obtain(version, list, address, progress=progress, tell=tell)
    return folder if out is None else _delivered(folder, Path(out))


def obtain(
    version: str,
    choose: Callable[[Mapping[str, str]], Iterable[str]],
    address: str | Path | None = None,
    *,
    progress: Progress = silent,
    tell: shelves.Tell = _warn,
) -> Path:
    """Have some files of a release in the cache, fetched where they are not; gives the folder that holds them.

    What is not said here is as in `fetch`; `choose` takes the list of the release, name → SHA-256, and names the files
    that are wanted.
    """
    shelf = shelves.Shelf(str(versions.parse(version)), settings.cache())
    with shelf.usable():
        if not (listed := shelf.listed()) or shelf.lacks(listed, choose(listed)):
            if not os.path.lexists(shelf.folder):
                _base(shelf, address)  # without an address nothing is made, and here is nothing that can be damaged
            with shelf.alone(tell):
                # Who had the folder before may have fetched what is wanted.
                if not (listed := shelf.listed()) or shelf.lacks(listed, choose(listed)):
                    _fill(shelf, address, choose, progress, tell)
    return shelf.folder


def _base(shelf: shelves.Shelf, address: addresses.Place | None) -> addresses.Place:
    """Where a release is fetched from: the address that is given or set, else the one that it came from before.

    From there no other release can come: its list has to be the one that was kept.
    """
    return addresses.releases(address or settings.releases() or shelf.address())


def _fill(
    shelf: shelves.Shelf,
    address: addresses.Place | None,
    choose: Callable[[Mapping[str, str]], Iterable[str]],
    progress: Progress,
    tell: shelves.Tell,
) -> None:
    """Fetch what a shelf lacks."""
    shelf.clean()
    # What is damaged loses its name first of all: there may be no network to fetch it again.
    kept = shelf.listed()
    damaged = shelf.lacks(kept, choose(kept)) if kept else [checksums.NAME]
    for name in damaged:
        shelf.drop(name, tell)
    base = _base(shelf, address)
    with transfers.Courier() as courier:
        sums = _sums(courier, base, shelf.version)
        listed = _read(sums, base, shelf.version)
        shelf.note(sums, str(base.absolute() if isinstance(base, Path) else base))
        wanted = shelf.lacks(listed, choose(listed))
        for name in progress(wanted, f"fetching {shelf.version}"):
            shelf.drop(name, tell)
            try:
                _bring(courier, addresses.of(base, shelf.version, name), shelf.incoming(name), listed[name])
                shelf.keep(name)
            finally:
                shelf.incoming(name).unlink(missing_ok=True)


def _bring(courier: transfers.Courier, place: addresses.Place, file: Path, digest: str) -> None:
    """Fetch a file that a release lists, and hold it against the list."""
    with file.open("xb+") as stream:
        try:
            courier.bring(place, stream, shelves.LIMIT_BYTES)
        except transfers.MissingError as error:
            raise DownloadError(f"{error}, though the release lists it; tell those who publish the release") from None
        stream.seek(0)
        found = hashlib.file_digest(stream, "sha256").hexdigest()
    if found != digest:
        raise DownloadError(
            f"{place} is not the file that the release lists: its SHA-256 is {found}, not {digest}; it was cut short "
            "or changed on its way: try again, and if it stays so tell those who publish the release"
        )


def _sums(courier: transfers.Courier, base: addresses.Place, version: str) -> bytes:
    """Fetch the list of a release."""
    place = addresses.of(base, version, checksums.NAME)
    stream = BytesIO()
    try:
        courier.bring(place, stream, checksums.LIMIT_BYTES)
    except transfers.MissingError as error:
        advice = "see to the version and the address"
        last = PurePath(base).name
        if isinstance(base, Path) and not base.is_dir():
            advice = f"there is no folder {base} at all (an address begins with https://)"
        elif versions.tagged(last):
            advice = f"the address already ends in the folder of a version: leave `/{last}` out of it"
        raise DownloadError(f"there is no release {version} to be had: {error}; {advice}") from None
    return stream.getvalue()


def _read(sums: bytes, base: addresses.Place, version: str) -> dict[str, str]:
    """Read the list of a release, and see that it is the list of that release."""
    place = addresses.of(base, version, checksums.NAME)
    try:
        listed = checksums.parse(sums)
    except ChecksumsError as error:
        raise DownloadError(
            f"{place} is not a list of checksums: line {error.line}: {error.what}; see to the address"
        ) from None
    if f"ukjsec-{version}.zip" not in listed or "datapackage.json" not in listed:
        others = [name for name in listed if name.endswith(".zip")]
        what = f"it lists {', '.join(others[:3])}" if others else "it lists no package"
        raise DownloadError(
            f"{place} is not the list of release {version}: {what}, not ukjsec-{version}.zip with datapackage.json; "
            "see to the address, and tell those who publish the release"
        )
    return listed


def _delivered(folder: Path, out: Path) -> Path:
    """Copy the files of a release into a folder, where no other file of such a name may stand."""
    sums = (folder / checksums.NAME).read_bytes()
    wanted = {name: (folder / name).read_bytes() for name in checksums.parse(sums)}
    wanted[checksums.NAME] = sums
    try:
        for name, data in wanted.items():
            target = out / name
            if os.path.lexists(target) and (not target.is_file() or target.read_bytes() != data):
                raise DownloadError(f"{target} is there already, and is another file; name another folder")
        files.replace_all({out / name: data for name, data in wanted.items() if not (out / name).exists()})
    except UkjsecError:
        raise
    except OSError as error:
        advice = "name another folder"
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            advice = f"free some space, or {advice}"
        raise DownloadError(
            f"the files cannot be copied into {out}: {error.strerror or error}; none of them was; {advice} (the "
            f"release itself is in {folder})"
        ) from None
    return out
