"""One file at a time from a server that may do anything: within limits of time and size, or a clear error.

No library for HTTP limits the time of a whole answer: their limits are of the silence between two pieces of it, of
which a server may send one byte at a time, and none is of looking a name up. So each request is made in a thread of
its own, and the one who waits for it goes when its time is over, and cuts the connection.
"""

from __future__ import annotations

import queue
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Self

from ukjsec import files
from ukjsec.downloads import addresses
from ukjsec.errors import DownloadError

if TYPE_CHECKING:
    from types import TracebackType

    from ukjsec.downloads.connections import Connections, Head, News, Request


@dataclass(frozen=True)
class Limits:
    """How long a transfer is waited for, and how often it is tried."""

    silence: float = 20.0
    """Seconds that an answer may take beside the time that its bytes take at the least speed."""
    speed: float = 1024.0
    """The least speed, in bytes a second."""
    total: float = 900.0
    """Seconds for all files of one release together."""
    redirects: int = 5
    attempts: int = 3
    """How often a file is asked for, when connections break or the server says that it has failed."""
    pause: float = 0.5
    """Seconds before the second attempt; each further pause is twice as long."""


LIMITS = Limits()

_REDIRECTS = frozenset({301, 302, 303, 307, 308})


class MissingError(DownloadError):
    """Raised when the server or folder is there, and the file is not."""


class Courier:
    """Brings files, over connections that are kept from one to the next; to be used in a `with` statement."""

    def __init__(self) -> None:
        self._connections: Connections | None = None
        self._until = time.monotonic() + LIMITS.total

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._connections is not None:
            self._connections.cut()

    def bring(self, place: addresses.Place, sink: BinaryIO, most: int) -> None:
        """Bring a file.

        Args:
            place: where it lies.
            sink: takes its bytes; what was in it is dropped.
            most: how many bytes it may have.

        Raises:
            MissingError: it is not there.
            DownloadError: it cannot be had; the error says why, and what to do.
            OSError: the sink cannot be written to.
        """
        if isinstance(place, Path):
            sink.write(_copied(place, most))
            return
        from ukjsec.downloads.connections import Connections, PassingError  # noqa: PLC0415 (few calls need it)

        self._connections = self._connections or Connections()
        for attempt in range(1, LIMITS.attempts + 1):
            sink.seek(0)
            sink.truncate()
            try:
                self._follow(self._connections, place, sink, most)
            except PassingError as error:
                pause = LIMITS.pause * 2 ** (attempt - 1)
                if attempt == LIMITS.attempts or time.monotonic() + pause > self._until:
                    times = f"{attempt} times in a row" if attempt > 1 else "and there is no time left to try again"
                    raise DownloadError(f"{error}, {times}; try again later") from None
                time.sleep(pause)
            else:
                return

    def _follow(self, connections: Connections, start: str, sink: BinaryIO, most: int) -> None:
        """Ask for a file, and wherever the answers to that lead."""
        from ukjsec.downloads.connections import Request  # noqa: PLC0415 (few calls need it)

        address = start
        wait = _Wait(start, self._until)
        for _ in range(LIMITS.redirects + 1):
            request = Request(connections, address, LIMITS.silence)
            try:
                head = wait.head(request, address)
                if head.status not in _REDIRECTS:
                    _accept(head, address, most)
                    wait.body(request, address, sink, most)
                    return
            finally:
                request.leave()
            target = addresses.redirected(start, address, head.location)
            if target is None:
                raise DownloadError(
                    f"{address} redirects to {head.location[:200]!r}, which is neither on the same server nor a place "
                    "known to belong to it; if you trust that place, name it as the address of the releases"
                )
            address = target
        raise DownloadError(f"{start} redirects more than {LIMITS.redirects} times; tell those who run the server")


class _Wait:
    """The patience with a server, from the first request for a file on."""

    def __init__(self, start: str, until: float) -> None:
        self._start = start
        self._began = time.monotonic()
        self._until = until
        self._answered = False
        self._received = 0

    def head(self, request: Request, address: str) -> Head:
        """The head of the answer."""
        head = self._next(request, address)
        if head is None or isinstance(head, bytes):
            raise TypeError(head)
        self._answered = True
        return head

    def body(self, request: Request, address: str, sink: BinaryIO, most: int) -> None:
        """Write the body of the answer."""
        while (piece := self._next(request, address)) is not None:
            if not isinstance(piece, bytes):
                raise TypeError(piece)
            self._received += len(piece)
            if self._received > most:
                raise _too_long(address, most)
            sink.write(piece)

    def _next(self, request: Request, address: str) -> Head | bytes | None:
        from ukjsec.downloads.connections import failure  # noqa: PLC0415 (few calls need it)

        enough = self._began + LIMITS.silence + self._received / LIMITS.speed
        try:
            news: News = request.next(min(enough, self._until) - time.monotonic())
        except queue.Empty:
            raise self._over(enough) from None
        if isinstance(news, Exception):
            raise failure(address, news)
        if news is not None and time.monotonic() > min(enough, self._until):
            raise self._over(enough)
        return news

    def _over(self, enough: float) -> DownloadError:
        if enough > self._until:
            return DownloadError(
                f"the release was not whole after {LIMITS.total / 60:.3g} minutes; what came is kept: try again"
            )
        if self._answered:
            return DownloadError(
                f"{self._start} comes at less than {LIMITS.speed / 1024:.3g} KiB a second; try again later, or from "
                "another network"
            )
        return DownloadError(f"{self._start} was not answered within {LIMITS.silence:.3g} seconds; try again later")


def _accept(head: Head, address: str, most: int) -> None:
    """Refuse an answer that cannot be the file."""
    from ukjsec.downloads.connections import PassingError  # noqa: PLC0415 (few calls need it)

    if head.status in (404, 410):
        raise MissingError(f"{address} is not there (status {head.status})")
    if head.status >= 500:
        raise PassingError(f"{address} was answered with status {head.status}: the server has failed")
    if head.status == 429:
        raise DownloadError(f"{address} was answered with status 429: too many requests; try again later")
    if head.status != 200:
        raise DownloadError(f"{address} was answered with status {head.status}, not 200; see to the address")
    if head.coding.lower() not in ("", "identity"):
        raise DownloadError(
            f"{address} comes packed as {head.coding[:40]!r}, which was not asked for; tell those who run the server"
        )
    if head.length is not None and head.length > most:
        raise _too_long(address, most)


def _copied(path: Path, most: int) -> bytes:
    """The bytes of a file of a folder of releases."""
    try:
        data = files.read(path, most)
    except FileNotFoundError:
        raise MissingError(f"{path} is not there") from None
    except OSError as error:
        raise DownloadError(f"{path} cannot be read: {error.strerror or error}; see to that file") from None
    if len(data) > most:
        raise _too_long(path, most)
    return data


def _too_long(place: addresses.Place, most: int) -> DownloadError:
    return DownloadError(
        f"{place} has more than {most:,} bytes, which no file of a release has; see to the address, and tell those "
        "who publish the release"
    )
