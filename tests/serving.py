"""A server on this machine that sends what a test tells it to, down to the last byte and the last pause."""

from __future__ import annotations

import contextlib
import hashlib
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TypeAlias

VERSION = "0.1.0"
SUMS = "SHA256SUMS"
ZIP = f"ukjsec-{VERSION}.zip"
TABLE = "agreements.parquet"


def release(package: Path) -> dict[str, bytes]:
    """The files of a release of a package, with some of its tables: name → bytes."""
    found = {name: (package / name).read_bytes() for name in ("actors.parquet", TABLE, "records.parquet")}
    found["datapackage.json"] = (package / "datapackage.json").read_bytes()
    found[ZIP] = b"the whole package"
    lines = (f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in sorted(found.items()))
    found[SUMS] = "".join(lines).encode()
    return found


def path(name: str, version: str = VERSION) -> str:
    """Where a server has a file of a release."""
    return f"/releases/v{version}/{name}"


def held(cache: Path, release: dict[str, bytes], *, left: bool = False) -> set[str]:
    """The files of the release that the cache holds, each with the bytes of the release, and nothing else in it.

    Args:
        cache: the cache.
        release: the files of the release: name → bytes.
        left: whether a process was killed, so that a file that was on its way may still lie aside.
    """
    found = set()
    for file in cache.rglob("*"):
        if file.parent == cache / VERSION:
            assert not file.is_symlink()
            assert file.read_bytes() == release[file.name], file
            found.add(file.name)
        elif file.parent == cache / f".{VERSION}":
            assert file.name in ("lock", "origin.json") or (left and file.suffix == ".part"), file
        else:
            assert file in (cache / VERSION, cache / f".{VERSION}"), file
    return found


Answer: TypeAlias = Callable[["Connection"], object]
"""Answers one request; the connection is closed after it."""


class Connection:
    """One connection, on which one request has been read."""

    def __init__(self, made: socket.socket, good: bytes) -> None:
        self._socket = made
        self.good = good
        """The bytes of the file that was asked for; none when it is not there."""

    def send(self, data: bytes) -> None:
        """Send some bytes."""
        self._socket.sendall(data)

    def head(self, *lines: str, status: str = "200 OK") -> None:
        """Send the head of an answer."""
        self.send("".join(f"{line}\r\n" for line in (f"HTTP/1.1 {status}", *lines, "")).encode("latin-1"))

    def wait(self) -> None:
        """Send nothing, until the other side goes."""
        with contextlib.suppress(OSError):
            while self._socket.recv(1 << 16):
                pass

    def reset(self) -> None:
        """Break the connection off, as when a machine fails."""
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._socket.close()


class Server:
    """Serves files by their paths; a path in `answers` is answered so instead."""

    def __init__(self, files: dict[str, bytes], *, tls: ssl.SSLContext | None = None) -> None:
        self.files = files
        self.answers: dict[str, Answer] = {}
        self.asked: list[str] = []
        self.heads: list[str] = []
        self._tls = tls
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self.address = f"{'https' if tls else 'http'}://localhost:{self.port}/releases"
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def names(self) -> set[str]:
        """The names of its files."""
        return {path.rpartition("/")[2] for path in self.files}

    def close(self) -> None:
        """Take no more connections."""
        # Without this, the thread that waits for the next one keeps the port open.
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                made, _ = self._listening.accept()
                # A head and a body that are sent one after the other would wait for each other.
                made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                threading.Thread(target=self._serve, args=(made,), daemon=True).start()

    def _serve(self, made: socket.socket) -> None:
        with made, contextlib.suppress(OSError):
            if self._tls:
                made = self._tls.wrap_socket(made, server_side=True)
            self.serve(made)

    def serve(self, made: socket.socket) -> None:
        """Answer the requests of one connection."""
        with made, contextlib.suppress(OSError):
            while head := _head(made):
                path = head.split(" ")[1]
                self.asked.append(path.rpartition("/")[2])
                self.heads.append(head)
                good = self.files.get(path, b"")
                connection = Connection(made, good)
                if path in self.answers:
                    self.answers[path](connection)
                    return
                status = "200 OK" if path in self.files else "404 Not Found"
                connection.head(f"Content-Length: {len(good)}", status=status)
                connection.send(good)


def _head(made: socket.socket) -> str:
    """The head of a request; nothing when the other side has gone."""
    data = b""
    while not data.endswith(b"\r\n\r\n"):
        piece = made.recv(1)
        if not piece or not (data or piece.isalpha()):  # a client that wants TLS begins with no letter
            return ""
        data += piece
    return data.decode("latin-1")


@contextlib.contextmanager
def serving(files: dict[str, bytes], *, tls: ssl.SSLContext | None = None) -> Iterator[Server]:
    """Serve files for as long as the block takes."""
    server = Server(files, tls=tls)
    try:
        yield server
    finally:
        server.close()


def whole(*lines: str, status: str = "200 OK", body: bytes | None = None) -> Answer:
    """Answer with a head and a body, by default that of the file, and its length."""

    def answer(connection: Connection) -> None:
        data = connection.good if body is None else body
        connection.head(f"Content-Length: {len(data)}", "Connection: close", *lines, status=status)
        connection.send(data)

    return answer


def raw(*pieces: bytes) -> Answer:
    """Answer with some bytes, whatever they are."""

    def answer(connection: Connection) -> None:
        for piece in pieces:
            connection.send(piece)

    return answer


def endless(first: bytes, pieces: Iterable[bytes], pause: float = 0) -> Answer:
    """Answer with some bytes, and then with others again and again."""

    def answer(connection: Connection) -> None:
        connection.send(first)
        while True:
            for piece in pieces:
                connection.send(piece)
                time.sleep(pause)

    return answer


def late(seconds: float, answer: Answer | None = None) -> Answer:
    """Answer after some time."""

    def wait(connection: Connection) -> None:
        time.sleep(seconds)
        (answer or whole())(connection)

    return wait


def in_turn(*answers: Answer) -> Answer:
    """Answer each request in another way, in the end always in the last."""
    left = list(answers)

    def answer(connection: Connection) -> None:
        (left.pop(0) if len(left) > 1 else left[0])(connection)

    return answer
