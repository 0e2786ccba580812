"""Requests to servers, each made in a thread of its own, and what went wrong with them in words.

urllib3 is imported here, which takes time: import this module inside the calls that need it.
"""

from __future__ import annotations

import queue
import socket
import threading
import urllib.request
from contextlib import suppress
from http.client import HTTPException, IncompleteRead, RemoteDisconnected
from typing import NamedTuple, TypeAlias

import urllib3
from urllib3 import exceptions
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from ukjsec.downloads import addresses
from ukjsec.errors import DownloadError

_PIECE = 1 << 14
_CUT_OFF = "Response ended prematurely"
"""What is said of a body in pieces that stops before its last one; older versions say that a piece has no length."""

_WAITING = 16
"""How many pieces a thread may be ahead of the one who takes them."""


class PassingError(DownloadError):
    """Raised when the next attempt may well succeed."""


class Head(NamedTuple):
    """What an answer says before its body."""

    status: int
    location: str
    """Where a redirect leads; empty when none is said."""
    coding: str
    """Of the body, as for transport; empty when there is none."""
    length: int | None
    """Of the body, in bytes, where it is said."""


News: TypeAlias = Head | bytes | Exception | None
"""What the thread of a request hands on: the head, pieces of the body, and at the end None or what went wrong."""


class Connections:
    """Connections that are kept from one request to the next, and can all be cut."""

    def __init__(self) -> None:
        self._managers: dict[str | None, urllib3.PoolManager] = {}
        self._made: list[HTTPConnection] = []

    def cut(self) -> None:
        """End every connection; a thread that waits for a server wakes up, and ends."""
        for connection in self._made:
            if connection.sock is not None:
                with suppress(OSError):
                    # As a plain socket: to end the encryption in good form would be to wait for the server again.
                    socket.socket.shutdown(connection.sock, socket.SHUT_RDWR)
            connection.close()
        for manager in self._managers.values():
            manager.clear()

    def ask(self, address: str, silence: float) -> urllib3.BaseHTTPResponse:
        """Send a request, and read the head of the answer."""
        proxy = proxy_for(address)
        if proxy not in self._managers:
            self._managers[proxy] = self._manager(proxy)
        return self._managers[proxy].request(
            "GET",
            address,
            headers={"Accept-Encoding": "identity", "User-Agent": "ukjsec"},
            timeout=urllib3.Timeout(connect=silence, read=silence),
            redirect=False,
            retries=False,
            preload_content=False,
        )

    def _manager(self, proxy: str | None) -> urllib3.PoolManager:
        if proxy is None:
            manager = urllib3.PoolManager()
        else:
            user = urllib3.util.parse_url(proxy).auth
            headers = urllib3.make_headers(proxy_basic_auth=user) if user else None
            manager = urllib3.ProxyManager(proxy, proxy_headers=headers)
        made = self._made

        class Plain(HTTPConnection):
            def connect(self) -> None:
                made.append(self)
                super().connect()

        class Safe(HTTPSConnection):
            def connect(self) -> None:
                made.append(self)
                super().connect()

        class PlainPool(HTTPConnectionPool):
            ConnectionCls = Plain

        class SafePool(HTTPSConnectionPool):
            ConnectionCls = Safe

        manager.pool_classes_by_scheme = {"http": PlainPool, "https": SafePool}
        return manager


def proxy_for(address: str) -> str | None:
    """The proxy that the environment, or the system, sets for an address; none for this machine itself."""
    parts = urllib3.util.parse_url(address)
    host = parts.host or ""
    if addresses.on_this_machine(host) or urllib.request.proxy_bypass(host):
        return None
    proxies = urllib.request.getproxies()
    proxy = proxies.get(parts.scheme or "") or proxies.get("all")
    return proxy if not proxy or "://" in proxy else f"http://{proxy}"


class Request:
    """One request, from looking up the name to the last byte, in a thread of its own."""

    def __init__(self, connections: Connections, address: str, silence: float) -> None:
        self._news: queue.Queue[News] = queue.Queue(_WAITING)
        self._left = threading.Event()
        self._work = (connections, address, silence)
        threading.Thread(target=self._run, name="ukjsec download", daemon=True).start()

    def next(self, seconds: float) -> News:
        """What comes next.

        Raises:
            queue.Empty: nothing has come in so many seconds.
        """
        return self._news.get(timeout=max(seconds, 0))

    def leave(self) -> None:
        """Take no more of the answer."""
        self._left.set()

    def _run(self) -> None:
        connections, address, silence = self._work
        try:
            response = connections.ask(address, silence)
            length = response.headers.get("content-length", "")
            self._hand_on(
                Head(
                    response.status,
                    response.headers.get("location", ""),
                    response.headers.get("content-encoding", ""),
                    int(length) if length.isascii() and length.isdigit() else None,
                )
            )
            for piece in response.stream(_PIECE, decode_content=False):
                self._hand_on(piece)
                if self._left.is_set():  # of other answers than the file, whose body may have no end
                    return
            self._hand_on(None)
        except Exception as error:  # noqa: BLE001 (whatever it is, the one who waits has to hear of it)
            self._hand_on(error)

    def _hand_on(self, news: News) -> None:
        while not self._left.is_set():
            with suppress(queue.Full):
                self._news.put(news, timeout=0.1)
                return


_STRANGE = "{host} does not answer as a server of the web does{way}: {said}; see to the address"
_BROKEN = (ConnectionError, RemoteDisconnected, exceptions.IncompleteRead, IncompleteRead)
_FAILURES: tuple[tuple[tuple[type[BaseException], ...], str], ...] = (
    (
        (exceptions.ProxySchemeUnknown, exceptions.ProxySchemeUnsupported),
        "the proxy that is set cannot be used: {said}; set HTTPS_PROXY to one of http",
    ),
    ((exceptions.ProxyError,), "{host} cannot be reached{way}: {said}; see to HTTPS_PROXY and NO_PROXY"),
    (
        (exceptions.SSLError,),
        "{host} does not prove that it is what it says{way}: {said}; see to the address, and to this machine's clock",
    ),
    (
        (exceptions.NameResolutionError, socket.gaierror),
        "the name of {host} cannot be looked up{way}; see to the address and the network",
    ),
    # Some versions of urllib3 hold this to be a kind of the next.
    ((exceptions.NewConnectionError,), "{host} cannot be reached{way}: {said}; see to the address and the network"),
    (
        (exceptions.ConnectTimeoutError, exceptions.ReadTimeoutError, TimeoutError),
        "{host} does not answer{way}; try again later",
    ),
    ((exceptions.InvalidChunkLength,), _STRANGE),
    (_BROKEN, "the connection to {host} broke before {address} was whole{way}"),
    ((exceptions.HTTPError, HTTPException, OSError, ValueError), _STRANGE),
)
"""What errors mean, and what to do; the first that fits is said."""


def failure(address: str, error: Exception) -> DownloadError:
    """What went wrong with a request, and what to do."""
    try:
        proxy = proxy_for(address)
        way = f", by way of the proxy {urllib3.util.parse_url(proxy).netloc}" if proxy else ""
    except ValueError:
        return DownloadError("the proxy that is set is not an address; see to HTTPS_PROXY")
    reasons = [error, *error.args, error.__cause__]
    reasons += [reason.__cause__ for reason in reasons if isinstance(reason, Exception)]
    said = _said(reasons)
    chunks = [reason for reason in reasons if isinstance(reason, exceptions.InvalidChunkLength)]
    if said == _CUT_OFF or any(not chunk.length for chunk in chunks):
        reasons = [ConnectionError()]
    for kinds, message in _FAILURES:
        if any(isinstance(reason, kinds) for reason in reasons):
            host = urllib3.util.parse_url(address).netloc
            kind = PassingError if kinds is _BROKEN else DownloadError
            return kind(message.format(host=host, way=way, said=said, address=address))
    raise error


def _said(reasons: list[object]) -> str:
    """What the innermost of some reasons says, in one line."""
    inner = [reason for reason in reasons if isinstance(reason, Exception)][-1]
    text = (inner.strerror if isinstance(inner, OSError) else None) or str(inner) or type(inner).__name__
    # A server may have put there what a terminal would obey.
    return "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in " ".join(text.split())[:200])
