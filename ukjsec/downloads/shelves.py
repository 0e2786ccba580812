"""The place of a release in the cache: what is kept there, what is on its way, and who may write.

The cache holds for each version two folders: `<version>/` with files of the release and nothing else, each as
SHA256SUMS lists it; and `.<version>/` with the lock, the files that are on their way, and what is known of the list.
"""

from __future__ import annotations

import errno
import json
import os
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from ukjsec import checksums, files
from ukjsec.downloads import settings, transfers
from ukjsec.errors import BusyFolderError, DownloadError, UkjsecError

LIMIT_BYTES = 1 << 27
"""No file of a release is longer."""

_LOCK, _ORIGIN = "lock", "origin.json"

Tell: TypeAlias = Callable[[str], None]
"""Takes a sentence that the user should hear, while the work goes on."""


@dataclass(frozen=True)
class Shelf:
    """The place of one release in the cache."""

    version: str
    cache: Path

    @property
    def folder(self) -> Path:
        """The folder of the files of the release."""
        return self.cache / self.version

    @property
    def _work(self) -> Path:
        return self.cache / f".{self.version}"

    @contextmanager
    def usable(self) -> Iterator[None]:
        """Say what to do when the cache itself cannot be read or written."""
        try:
            for each in (self.folder, self._work):
                if each.is_symlink():
                    raise NotADirectoryError(errno.ENOTDIR, "a link stands where a folder belongs", str(each))
            yield
        except UkjsecError:
            raise
        except OSError as error:
            where = f" at {error.filename}" if error.filename else ""
            advice = f"name another folder in {settings.CACHE}"
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                advice = f"free some space, or {advice}"
            raise DownloadError(
                f"the cache {self.cache} cannot be used: {error.strerror or error}{where}; {advice}"
            ) from None

    @contextmanager
    def alone(self, tell: Tell) -> Iterator[None]:
        """Keep the shelf for this process; the lock ends with the process, however that ends."""
        from filelock import FileLock, Timeout  # noqa: PLC0415 (few calls need it)

        self._work.mkdir(parents=True, exist_ok=True)
        # A lock that is no more than the presence of a file would outlive a process that is killed.
        lock = FileLock(self._work / _LOCK, fallback_to_soft=False)
        try:
            lock.acquire(timeout=1)
        except Timeout:
            tell(f"another process is fetching release {self.version}; waiting for it")
            try:
                lock.acquire(timeout=transfers.LIMITS.total)
            except Timeout:
                raise BusyFolderError(
                    f"another process has been fetching release {self.version} for more than "
                    f"{transfers.LIMITS.total / 60:.3g} minutes; end it, or name another folder in {settings.CACHE}"
                ) from None
        try:
            yield
        finally:
            lock.release()

    def clean(self) -> None:
        """Remove what a process that was killed has left."""
        for left in self._work.iterdir():
            if left.name not in (_LOCK, _ORIGIN):
                left.unlink()

    def incoming(self, name: str) -> Path:
        """Where a file is written while it is on its way."""
        return self._work / f"{name}.part"

    def keep(self, name: str) -> None:
        """Give a file that was checked its name."""
        os.replace(self.incoming(name), self.folder / name)  # noqa: PTH105 (says what it does: atomic)

    def listed(self) -> dict[str, str] | None:
        """The list of the release as it was fetched; None when it was not, or is damaged."""
        origin = self._origin()
        try:
            sums = files.read(self.folder / checksums.NAME, checksums.LIMIT_BYTES)
        except OSError:
            return None
        return checksums.parse(sums) if origin and origin["sha256"] == checksums.digest(sums) else None

    def address(self) -> str | None:
        """Where the list was fetched from; None when it was not."""
        origin = self._origin()
        return origin["address"] if origin else None

    def _origin(self) -> dict[str, str] | None:
        """From where the list was fetched, and its SHA-256; None when it was not."""
        if not self.folder.is_dir():
            return None
        try:
            origin = json.loads(files.read(self._work / _ORIGIN, checksums.LIMIT_BYTES))
            return {name: str(origin[name]) for name in ("address", "sha256")}
        except (OSError, ValueError, TypeError, KeyError):
            return None

    def note(self, sums: bytes, address: str) -> None:
        """Keep the list of the release, or see that it is the one that was kept.

        Raises:
            DownloadError: it is another one.
        """
        before = self._origin()
        if before is None:
            self.folder.mkdir(exist_ok=True)
            origin = {"address": address, "sha256": checksums.digest(sums)}
            files.replace(self._work / _ORIGIN, json.dumps(origin).encode())
        elif before["sha256"] != checksums.digest(sums):
            raise DownloadError(
                f"the release {self.version} at {address} is not the one that was fetched before from "
                f"{before['address']}: its SHA256SUMS is another one. A release never changes: ask those who publish "
                f"it; to take the new one, delete {self.folder}"
            )
        if self.listed() is None:
            self.incoming(checksums.NAME).write_bytes(sums)
            self.keep(checksums.NAME)

    def lacks(self, listed: Mapping[str, str], names: Iterable[str]) -> list[str]:
        """The files, of some, that are not there or damaged."""
        return [name for name in names if not self._sound(name, listed[name])]

    def _sound(self, name: str, digest: str) -> bool:
        try:
            return checksums.digest(files.read(self.folder / name, LIMIT_BYTES)) == digest
        except OSError:
            return False

    def drop(self, name: str, tell: Tell) -> None:
        """Remove a file that is not as it was when it was kept."""
        file = self.folder / name
        if not os.path.lexists(file):
            return
        if stat.S_ISDIR(file.lstat().st_mode):
            raise IsADirectoryError(errno.EISDIR, "a folder stands where a file belongs", str(file))
        file.unlink()
        tell(f"{file} was damaged and has been removed; it has to be fetched again")
