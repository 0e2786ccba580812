"""Downloads from a real server that misbehaves in every way: a clear error, soon, and a cache without a bad file."""

from __future__ import annotations

import errno
import fcntl
import gc
import gzip
import hashlib
import os
import re
import shutil
import socket
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import serving
from serving import (
    SUMS,
    TABLE,
    VERSION,
    ZIP,
    Answer,
    Connection,
    Server,
    endless,
    held,
    in_turn,
    late,
    path,
    raw,
    whole,
)

import ukjsec
from ukjsec import checksums, downloads, errors
from ukjsec.downloads import settings, shelves, transfers

LONGEST = 15.0
"""Seconds within which every error has to come, under the limits of these tests."""

Fetch = Callable[..., tuple[Path, list[str]]]


@pytest.fixture(scope="session")
def release(built: Path) -> dict[str, bytes]:
    """The files of a release of the invented corpus: name → bytes."""
    return serving.release(built / "datapackage")


@pytest.fixture
def server(release: dict[str, bytes]) -> Iterator[Server]:
    """A server that has the release."""
    with serving.serving({path(name): data for name, data in release.items()}) as server:
        yield server


@pytest.fixture(autouse=True)
def surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A cache of its own, nothing set, and limits that a test can wait for."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.delenv(settings.RELEASES, raising=False)
    monkeypatch.setenv(settings.CACHE, str(tmp_path / "cache"))
    monkeypatch.setattr(shelves, "LIMIT_BYTES", 1 << 20)
    monkeypatch.setattr(transfers, "LIMITS", transfers.Limits(silence=0.5, speed=50_000, total=3, pause=0.01))


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    """The cache."""
    return tmp_path / "cache"


@pytest.fixture
def fetch(server: Server) -> Fetch:
    """Fetch from the server: the folder, and what was told."""

    def fetch(address: Any = None, **options: Any) -> tuple[Path, list[str]]:
        told: list[str] = []
        return downloads.fetch(VERSION, address or server.address, tell=told.append, **options), told

    return fetch


@pytest.fixture
def kept(cache: Path, release: dict[str, bytes]) -> Callable[[], set[str]]:
    """The names of the files in the cache, each of which is sound."""
    return lambda: held(cache, release)


def refused(fetch: Fetch, kind: type[errors.UkjsecError] = errors.DownloadError) -> str:
    """What is complained of, in good time, and with advice."""
    began = time.monotonic()
    with pytest.raises(kind) as caught:
        fetch()
    assert time.monotonic() - began < LONGEST
    message = str(caught.value)
    assert message.isprintable()
    assert "; " in message
    assert len(message) < 700
    return message


# What goes well.


def test_a_release_is_fetched_and_kept(server: Server, fetch: Fetch, cache: Path, release: dict[str, bytes]) -> None:
    """Every file that the release lists is fetched once, and is there without a network the next time."""
    folder, told = fetch()
    assert folder == cache / VERSION
    assert held(cache, release) == set(release)
    assert sorted(server.asked) == sorted(release)
    server.close()
    assert fetch() == (folder, [])
    assert downloads.fetch(VERSION) == folder
    assert told == []


def test_one_table_is_fetched_alone(
    server: Server, cache: Path, release: dict[str, bytes], monkeypatch: pytest.MonkeyPatch, package: Path
) -> None:
    """`load` of a version fetches the list and the one table, keeps both, and gives the table in every form."""
    monkeypatch.setenv(settings.RELEASES, server.address)
    frame = ukjsec.load("agreements", version=VERSION)
    assert held(cache, release) == {SUMS, TABLE}
    assert server.asked == [SUMS, TABLE]
    server.close()
    own = ukjsec.load("agreements")
    assert len(own) > 0
    assert frame.equals(own)
    assert frame.attrs == own.attrs
    assert ukjsec.load("agreements", "rows", version=VERSION) == ukjsec.load("agreements", "rows")
    assert ukjsec.load("agreements", "arrow", version=VERSION).equals(ukjsec.load("agreements", "arrow"))
    within = ukjsec.load("agreements", "rows", within="1800", version=VERSION)
    assert within == []
    assert package.is_dir()


@pytest.mark.usefixtures("package")
def test_the_tables_of_a_release_are_listed(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """`tables` of a version reads its descriptor; a table that it has not is named with the nearest one."""
    monkeypatch.setenv(settings.RELEASES, server.address)
    assert ukjsec.tables(VERSION) == ukjsec.tables()
    with pytest.raises(errors.UnknownNameError, match=rf"no table `agreement` in release {VERSION}; .*`agreements`"):
        ukjsec.load("agreement", version=VERSION)
    with pytest.raises(errors.UnknownNameError, match="the table actors has no dates"):
        ukjsec.load("actors", within="2012", version=VERSION)
    assert set(server.asked) == {SUMS, "datapackage.json", "actors.parquet"}


def test_a_table_of_another_version_is_refused(
    server: Server, release: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A release whose tables say that they are of another version is broken, whatever its list says."""
    changed = {name: data for name, data in release.items() if name not in (SUMS, ZIP)} | {"ukjsec-0.9.0.zip": b""}
    sums = checksums.render({name: checksums.digest(data) for name, data in changed.items()})
    server.files = {path(name, "0.9.0"): data for name, data in changed.items()} | {path(SUMS, "0.9.0"): sums}
    monkeypatch.setenv(settings.RELEASES, server.address)
    said = r"agreements\.parquet cannot be used: it does not say that it is of version 0\.9\.0; tell those who publish"
    with pytest.raises(errors.BrokenPackageError, match=said):
        ukjsec.load("agreements", version="0.9.0")


def test_the_version_at_hand_needs_no_network(package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An installed library serves the version of its own data; a checkout, whose data may have changed, does not."""
    assert package.is_dir()
    with pytest.raises(errors.AddressError, match="nobody has said where the releases lie"):
        ukjsec.load("agreements", version=VERSION)
    from ukjsec import dataset

    monkeypatch.setattr(dataset, "_LIBRARY", tmp_path / "site-packages" / "ukjsec")
    assert ukjsec.load("agreements", "rows", version=VERSION) == ukjsec.load("agreements", "rows")
    assert ukjsec.tables(VERSION) == ukjsec.tables()
    with pytest.raises(errors.AddressError):
        ukjsec.load("agreements", version="0.2.0")


def test_a_release_lies_in_a_folder_too(fetch: Fetch, cache: Path, release: dict[str, bytes], tmp_path: Path) -> None:
    """A plain folder, or an address of files, serves as the place of releases: for mirrors, and where no network is."""
    mirror = tmp_path / "a mirror" / f"v{VERSION}"
    mirror.mkdir(parents=True)
    for name, data in release.items():
        (mirror / name).write_bytes(data)
    for place in (mirror.parent, str(mirror.parent), mirror.parent.as_uri()):
        fetch(place)
        assert held(cache, release) == set(release)
        shutil.rmtree(cache)
    (mirror / TABLE).unlink()
    with pytest.raises(errors.DownloadError, match=r"agreements\.parquet is not there, though the release lists it"):
        fetch(mirror.parent)
    os.mkfifo(mirror / TABLE)
    with pytest.raises(errors.DownloadError, match=r"agreements\.parquet cannot be read: a pipe"):
        fetch(mirror.parent)
    assert TABLE not in held(cache, release)
    shutil.rmtree(cache)
    with pytest.raises(errors.DownloadError, match=r"no release 0\.1\.0 to be had: .*there is no folder .*https://"):
        fetch(tmp_path / "nowhere")


def test_files_are_copied_where_they_are_wanted(fetch: Fetch, release: dict[str, bytes], tmp_path: Path) -> None:
    """`out` holds a copy of each file, which serves as a place of releases; another file there is never replaced."""
    out = tmp_path / "mirror" / f"v{VERSION}"
    assert fetch(out=out)[0] == out
    assert {file.name: file.read_bytes() for file in out.iterdir()} == release
    fetch(out=out)
    (out / TABLE).write_bytes(b"mine")
    with pytest.raises(errors.DownloadError, match=r"agreements\.parquet is there already, and is another file"):
        fetch(out=out)
    assert (out / TABLE).read_bytes() == b"mine"


def test_all_files_are_copied_or_none(
    fetch: Fetch, cache: Path, release: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that is full while files are copied is named, with what to do, and holds none of them."""
    out = tmp_path / "copies"
    write = Path.write_bytes

    def full(self: Path, data: bytes) -> int:
        if self.parent == out and self.name == f".{TABLE}.new":
            write(self, data[:5])
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return write(self, data)

    monkeypatch.setattr(Path, "write_bytes", full)
    said = refused(lambda: fetch(out=out))
    assert said.startswith(f"the files cannot be copied into {out}: No space left on device; none of them was; free ")
    assert f"the release itself is in {cache / VERSION}" in said
    assert list(out.iterdir()) == []
    monkeypatch.setattr(Path, "write_bytes", write)
    fetch(out=out)
    assert {file.name: file.read_bytes() for file in out.iterdir()} == release


def test_copies_go_into_a_folder(server: Server, fetch: Fetch, tmp_path: Path) -> None:
    """A file where the folder of the copies should be is said before anything is fetched, and stays."""
    (tmp_path / "mine").write_text("mine")
    assert "mine is a file, not a folder; name another" in refused(lambda: fetch(out=tmp_path / "mine"))
    assert server.asked == []
    assert f"cannot be copied into {tmp_path / 'mine/x'}: " in refused(lambda: fetch(out=tmp_path / "mine/x"))
    assert (tmp_path / "mine").read_text() == "mine"


def test_a_redirect_on_the_same_server_is_followed(server: Server, fetch: Fetch, release: dict[str, bytes]) -> None:
    """A redirect to another path of the server is followed, absolute or relative."""
    server.files["/elsewhere"] = release[TABLE]
    server.answers[path(TABLE)] = whole("Location: /elsewhere", status="302 Found", body=b"")
    server.answers[path(ZIP)] = whole(f"Location: ../v{VERSION}/again", status="307 Temporary Redirect", body=b"moved")
    server.answers[path("again")] = whole(body=release[ZIP])
    fetch()
    assert {"elsewhere", "again"} <= set(server.asked)


def test_files_come_over_one_connection(server: Server, fetch: Fetch, monkeypatch: pytest.MonkeyPatch) -> None:
    """A connection is kept from one file to the next: over TLS a new one costs more than the file."""
    served = []
    serve = server.serve

    def counted(made: socket.socket) -> None:
        served.append(made)
        serve(made)

    monkeypatch.setattr(server, "serve", counted)
    fetch()
    assert len(served) == 1


@pytest.mark.parametrize("failing", [raw(), Connection.reset, whole(status="503 Busy"), whole(status="500 Oh")])
def test_a_passing_failure_is_tried_again(
    server: Server, fetch: Fetch, cache: Path, release: dict[str, bytes], failing: Answer
) -> None:
    """A broken connection or a failing server is asked again, and what came before is dropped."""

    def half(connection: Connection) -> None:
        connection.head(f"Content-Length: {len(connection.good)}")
        connection.send(connection.good[:100])

    for name in (SUMS, TABLE):
        server.answers[path(name)] = in_turn(failing, half, whole())
    fetch()
    assert held(cache, release) == set(release)
    assert server.asked.count(TABLE) == 3
    assert server.asked.count(SUMS) == 3


# What goes wrong.


def announced(send: Callable[[Connection], None]) -> Answer:
    """Announce the whole file, and send something else."""

    def answer(connection: Connection) -> None:
        connection.head(f"Content-Length: {len(connection.good)}")
        send(connection)

    return answer


def cut_and_reset(connection: Connection) -> None:
    """Send the beginning of a file, and break off."""
    connection.send(connection.good[:50])
    time.sleep(0.1)
    connection.reset()


def chunked(*pieces: bytes) -> Answer:
    """Answer in chunks, or what should be such."""
    return raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", *pieces)


def packed(connection: Connection) -> None:
    """Answer with the file packed, as nobody asked."""
    data = gzip.compress(connection.good)
    connection.head(f"Content-Length: {len(data)}", "Content-Encoding: gzip")
    connection.send(data)


OK = b"HTTP/1.1 200 OK\r\n"

MISBEHAVIOUR: dict[str, tuple[Answer, str, int]] = {
    "forbidden": (whole(status="403 Forbidden"), "status 403, not 200; see to the address", 1),
    "no-content": (raw(b"HTTP/1.1 204 No Content\r\n\r\n"), "status 204", 1),
    "partial": (whole(status="206 Partial Content"), "status 206", 1),
    "many": (whole(status="429 Too Many Requests"), "too many requests; try again later", 1),
    "failing": (whole(status="500 Oh"), "status 500: the server has failed, 3 times in a row; try again later", 3),
    "closed": (raw(), "broke before .* was whole, 3 times", 3),
    "reset": (Connection.reset, "broke before .* was whole, 3 times", 3),
    "cut": (announced(lambda made: made.send(made.good[:50])), "broke before .* was whole, 3 times", 3),
    "cut-and-reset": (announced(cut_and_reset), "broke before .* was whole, 3 times", 3),
    "silent": (Connection.wait, r"not answered within 0\.5 seconds; try again later|does not answer", 1),
    "silent-body": (announced(Connection.wait), r"less than 48\.8 KiB a second|does not answer", 1),
    "trickle": (
        endless(OK + b"Content-Length: 10000\r\n\r\n", [b"x"], 0.05),
        r"less than 48\.8 KiB a second",
        1,
    ),
    "trickle-chunks": (
        endless(OK + b"Transfer-Encoding: chunked\r\n\r\n", [b"1\r\nx\r\n"], 0.05),
        r"less than 48\.8 KiB a second; try again later, or from another network",
        1,
    ),
    "trickle-head": (endless(OK, [b"X", b":", b"y", b"\r", b"\n"], 0.05), r"not answered within 0\.5 seconds", 1),
    "trickle-line": (endless(OK + b"X: ", [b"y"], 0.05), r"not answered within 0\.5 seconds", 1),
    "trickle-chunk-size": (
        endless(OK + b"Transfer-Encoding: chunked\r\n\r\n", [b"0"], 0.05),
        r"less than 48\.8 KiB a second",
        1,
    ),
    "endless": (endless(OK + b"\r\n", [b"x" * 10_000]), r"has more than [\d,]+ bytes, which no file of a release", 1),
    "endless-chunks": (
        endless(OK + b"Transfer-Encoding: chunked\r\n\r\n", [b"2710\r\n" + b"x" * 10_000 + b"\r\n"]),
        r"has more than [\d,]+ bytes",
        1,
    ),
    "long": (raw(OK + b"Content-Length: 99999999999\r\n\r\n"), r"has more than [\d,]+ bytes", 1),
    "endless-head": (endless(OK, [b"X: y\r\n"]), "does not answer as a server of the web does: got more than 100", 1),
    "endless-line": (endless(OK, [b"X" * 10_000]), "does not answer as a server of the web does", 1),
    "endless-redirect": (
        endless(b"HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\n\r\n", [b"x" * 10_000]),
        "redirects to 'file:///etc/passwd'",
        1,
    ),
    "no-http": (raw(b"SSH-2.0-OpenSSH_9.2\r\n"), "does not answer as a server of the web does", 1),
    "red": (raw(b"\x1b[31mred\r\n"), r"does not answer as a server of the web does: .*\\x1b\[31mred", 1),
    "no-lengths": (raw(OK + b"Content-Length: 5, 6\r\n\r\nxxxxx"), "does not answer as a server of the web does", 1),
    "odd-chunks": (chunked(b"zz\r\nxx\r\n"), "does not answer as a server of the web does", 1),
    "negative-chunks": (chunked(b"-5\r\nxxxxx\r\n"), "does not answer as a server|was whole|not the file|no end", 1),
    "cut-chunks": (chunked(b"5\r\nxxxxx\r\n"), "broke before .* was whole, 3 times", 3),
    "packed": (packed, "comes packed as 'gzip', which was not asked for", 1),
    "loop": (whole(f"Location: {path(TABLE)}", status="302 Found", body=b""), "redirects more than 5 times", 6),
    "nowhere": (whole(status="302 Found", body=b""), "redirects to ''", 1),
    "file": (whole("Location: file:///etc/passwd", status="302 Found"), "redirects to 'file:///etc/passwd'", 1),
    "other-host": (
        whole("Location: https://releases.example/x", status="301 Moved"),
        "neither on the same server nor a place known to belong to it; if you trust that place, name it",
        1,
    ),
    "other-port": (
        whole("Location: http://localhost:1/x", status="308 Moved"),
        "redirects to 'http://localhost:1/x'",
        1,
    ),
    "control": (whole("Location: /\x1b[31mx", status="302 Found"), r"redirects to '/\\x1b\[31mx'", 1),
}


@pytest.mark.parametrize("name", [SUMS, TABLE])
@pytest.mark.parametrize(
    "how",
    [
        # In this case alone urllib3 leaves a socket to the garbage collection.
        pytest.param(how, marks=pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"))
        if how == "no-lengths"
        else how
        for how in MISBEHAVIOUR
    ],
)
def test_a_misbehaving_server_is_refused(
    server: Server, fetch: Fetch, kept: Callable[[], set[str]], how: str, name: str
) -> None:
    """Whatever a server does, in the list or a file: a clear error in time, no bad file, and no thread left behind."""
    answer, message, times = MISBEHAVIOUR[how]
    if how == "loop":
        answer = whole(f"Location: {path(name)}", status="302 Found", body=b"")
    server.answers[path(name)] = answer
    assert re.search(message, refused(fetch))
    before = kept()
    assert before == set() if name == SUMS else SUMS in before
    assert name not in before
    assert server.asked.count(name) == times
    until = time.monotonic() + LONGEST
    while any(thread.name == "ukjsec download" for thread in threading.enumerate()):
        assert time.monotonic() < until, "a thread still waits for the server"
        time.sleep(0.02)
    gc.collect()  # what urllib3 leaves to it is this test's, not the next one's
    # What did come is not fetched again.
    server.answers.clear()
    server.asked.clear()
    fetch()
    assert kept() == server.names
    assert set(server.asked) == (server.names - before) | {SUMS}


def test_a_missing_release_is_told_from_a_missing_file(server: Server, fetch: Fetch, cache: Path) -> None:
    """Where the list is not there, there is no such release; a file that it lists and that is not there is a fault."""
    with pytest.raises(errors.DownloadError, match=r"there is no release 9\.9\.9 to be had: http://.* \(status 404\)"):
        downloads.fetch("9.9.9", server.address)
    assert not (cache / "9.9.9").exists()
    del server.files[path(TABLE)]
    assert "agreements.parquet is not there (status 404), though the release lists it" in refused(fetch)


@pytest.mark.parametrize(
    "spoil",
    [lambda good: good[:-1], lambda good: good + b"x", lambda good: bytes([good[0] ^ 1]) + good[1:], lambda _: b""],
)
def test_a_file_with_another_hash_is_refused(
    server: Server, fetch: Fetch, cache: Path, release: dict[str, bytes], spoil: Callable[[bytes], bytes]
) -> None:
    """A file that is not the listed one, by one bit or byte, gets no name; nor does one cut short without notice."""
    data = spoil(release[TABLE])
    server.answers[path(TABLE)] = raw(OK + b"\r\n", data)
    message = refused(fetch)
    assert (
        f"its SHA-256 is {hashlib.sha256(data).hexdigest()}, not {hashlib.sha256(release[TABLE]).hexdigest()}"
        in message
    )
    assert TABLE not in held(cache, release)


SOUND = "0" * 64


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"<!DOCTYPE html>\n<html></html>\n", "is not a list of checksums: line 1: it does not begin with 64"),
        (b"", "line 1: the list is empty"),
        (b"\xff\xfe", "line 1: it is not UTF-8"),
        (b"x" * (checksums.LIMIT_BYTES + 1), r"has more than 262,144 bytes"),
        (f"{SOUND}  ../x\n".encode(), r"line 1: the name '\.\./x' could lead out of the folder"),
        (f"{SOUND}  /etc/passwd\n".encode(), "could lead out of the folder"),
        (f"{SOUND}  a\\b\n".encode(), "could lead out of the folder"),
        (f"{SOUND}  .lock\n".encode(), r"the name '\.lock' is not plain"),
        (f"{SOUND}  a\0b\n".encode(), "is not plain"),
        (f"{SOUND}  {ZIP}\n{SOUND}  datapackage.json".encode(), "the line has no end"),
        (f"{SOUND}  SHA256SUMS\n".encode(), "the list names itself"),
        (f"{SOUND}  datapackage.json\n".encode(), f"not the list of release {VERSION}: it lists no package"),
        (
            f"{SOUND}  datapackage.json\n{SOUND}  ukjsec-0.0.9.zip\n".encode(),
            rf"not the list of release {VERSION}: it lists ukjsec-0\.0\.9\.zip, not ukjsec-0\.1\.0\.zip",
        ),
    ],
)
def test_a_list_that_is_none_is_refused(
    server: Server, fetch: Fetch, kept: Callable[[], set[str]], data: bytes, message: str
) -> None:
    """A list that is a page, empty, huge, unsafe, cut, or that of another release brings nothing into the cache."""
    server.files[path(SUMS)] = data
    assert re.search(message, refused(fetch))
    assert kept() == set()
    assert server.asked == [SUMS]


@pytest.mark.parametrize("version", ["../x", "1", "latest", "0.1", "0.1.0.0", "01.1.0", "0.1.0\n", "０.1.0", ""])
def test_what_is_no_version_is_refused(server: Server, cache: Path, version: str) -> None:
    """A version is three numbers; anything else reaches neither the server nor the cache."""
    for call in (downloads.fetch, lambda version: ukjsec.load("agreements", version=version), ukjsec.tables):
        with pytest.raises(
            errors.VersionError, match=r"is not a version; name one by its three numbers, such as 0\.2\.0"
        ):
            call(version)
    assert server.asked == []
    assert not cache.exists()


def test_a_version_is_told_from_its_tag(server: Server, cache: Path) -> None:
    """A tag is no version, and no part of the address; each error says what to write instead."""
    with pytest.raises(errors.VersionError, match=r"^'v0\.1\.0' is not a version; did you mean 0\.1\.0\?$"):
        downloads.fetch(f"v{VERSION}")
    said = rf"no release {VERSION} to be had: .*/v{VERSION}/v{VERSION}/SHA256SUMS is not there.*; the address already "
    with pytest.raises(errors.DownloadError, match=rf"{said}ends in the folder of a version: leave `/v{VERSION}` out"):
        downloads.fetch(VERSION, f"{server.address}/v{VERSION}/")
    mirror = cache.parent / "mirror" / f"v{VERSION}"
    mirror.mkdir(parents=True)
    with pytest.raises(errors.DownloadError, match=rf"leave `/v{VERSION}` out of it"):
        downloads.fetch(VERSION, mirror)


def test_no_network_is_said(fetch: Fetch, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A refused connection, and a name that nobody knows, are told apart; none of both is tried again."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(errors.DownloadError, match=rf"localhost:{port} cannot be reached: Connection refused; see to"):
        fetch(f"http://localhost:{port}")

    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(errors.DownloadError, match=r"the name of releases\.example cannot be looked up; see to"):
        fetch("https://releases.example/ukjsec")
    assert not (cache / VERSION).exists()


def test_a_name_that_is_looked_up_for_ever_is_given_up(fetch: Fetch, monkeypatch: pytest.MonkeyPatch) -> None:
    """Looking a name up knows no limit of its own; the transfer's holds."""
    awake = threading.Event()

    def slow(*_: object, **__: object) -> None:
        awake.wait(10)
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    monkeypatch.setattr(socket, "getaddrinfo", slow)
    assert "was not answered within 0.5 seconds" in refused(lambda: fetch("https://releases.example/ukjsec"))
    awake.set()


def test_all_files_together_have_a_limit(
    server: Server, fetch: Fetch, cache: Path, release: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that is slow with every file, each within its limit, is left in the end; what came is kept."""
    monkeypatch.setattr(transfers, "LIMITS", transfers.Limits(silence=1, total=1))
    for name in release:
        server.answers[path(name)] = late(0.3)
    assert "the release was not whole after 0.0167 minutes; what came is kept: try again" in refused(fetch)
    assert {SUMS} < held(cache, release) < set(release)


def test_the_limit_of_all_files_holds_in_silence_too(
    server: Server, fetch: Fetch, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that is begun late is not waited for beyond the limit of all files together."""
    monkeypatch.setattr(transfers, "LIMITS", transfers.Limits(silence=30, total=0.5))
    server.answers[path(TABLE)] = Connection.wait
    assert "the release was not whole after" in refused(fetch)


def test_without_an_address_what_to_name_is_said(cache: Path) -> None:
    """Where nobody says where releases lie, the error names the three ways to say it."""
    with pytest.raises(errors.AddressError, match=r"--from.*ukjsec\.fetch\(version, address=\.\.\.\).*UKJSEC_RELEASES"):
        downloads.fetch(VERSION)
    assert not cache.exists()


# What is in the cache.


@pytest.mark.parametrize("name", [SUMS, TABLE])
@pytest.mark.parametrize("end", [-1, 0, None])
def test_a_damaged_file_is_fetched_again(
    server: Server, fetch: Fetch, kept: Callable[[], set[str]], name: str, end: int | None
) -> None:
    """A file of the cache that has changed is found at its next use, and fetched again; without network it goes."""
    file = fetch()[0] / name
    bad = file.read_bytes()[:end] + (b"\n" if end is None else b"")
    file.write_bytes(bad)
    server.asked.clear()
    assert fetch()[1] == [f"{file} was damaged and has been removed; it has to be fetched again"]
    assert kept() == server.names
    assert server.asked == ([SUMS] if name == SUMS else [SUMS, TABLE])
    file.write_bytes(bad)
    server.close()
    with pytest.raises(errors.DownloadError, match="cannot be reached"):
        fetch()
    assert kept() == server.names - {name}


def test_a_damaged_file_is_told_of_without_an_address(
    server: Server, fetch: Fetch, cache: Path, kept: Callable[[], set[str]]
) -> None:
    """Where no address is given, damage is told first, and mended from where the release came from before."""
    file = fetch()[0] / TABLE
    told: list[str] = []
    file.write_bytes(b"PAR1")
    downloads.fetch(VERSION, tell=told.append)
    assert kept() == server.names
    damaged = [f"{file} was damaged and has been removed; it has to be fetched again"]
    assert told == damaged
    file.write_bytes(b"PAR1")
    server.close()
    with pytest.raises(errors.DownloadError, match=rf"localhost:{server.port} cannot be reached"):
        downloads.fetch(VERSION, tell=told.append)
    assert told == damaged * 2
    assert kept() == server.names - {TABLE}
    (cache / f".{VERSION}" / "origin.json").unlink()
    with pytest.raises(errors.AddressError, match="nobody has said where the releases lie"):
        downloads.fetch(VERSION, tell=told.append)
    assert told[2:] == [f"{cache / VERSION / SUMS} was damaged and has been removed; it has to be fetched again"]


def test_a_folder_is_remembered_from_wherever_it_was_named(
    release: dict[str, bytes], tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder that was named from the folder one was in is found again from another one."""
    mirror = tmp_path / "mirror" / f"v{VERSION}"
    mirror.mkdir(parents=True)
    for name, data in release.items():
        (mirror / name).write_bytes(data)
    monkeypatch.chdir(tmp_path)
    (downloads.fetch(VERSION, "mirror") / TABLE).unlink()
    monkeypatch.chdir(mirror)
    downloads.fetch(VERSION)
    assert held(cache, release) == set(release)


def test_a_library_user_hears_of_damage_as_a_warning(
    server: Server, cache: Path, release: dict[str, bytes], monkeypatch: pytest.MonkeyPatch, package: Path
) -> None:
    """`load` warns of a damaged file, and gives the right table."""
    monkeypatch.setenv(settings.RELEASES, server.address)
    ukjsec.load("agreements", version=VERSION)
    (cache / VERSION / TABLE).write_bytes(b"PAR1")
    with pytest.warns(
        UserWarning, match=r"agreements\.parquet was damaged and has been removed; it has to be fetched again"
    ):
        assert ukjsec.load("agreements", "rows", version=VERSION) == ukjsec.load("agreements", "rows")
    assert held(cache, release) == {SUMS, TABLE}
    assert package.is_dir()


def test_a_link_in_the_cache_is_not_followed(
    fetch: Fetch, cache: Path, release: dict[str, bytes], tmp_path: Path
) -> None:
    """A link in the place of a file is replaced by the file; what it leads to stays as it is."""
    fetch()
    (tmp_path / "mine").write_bytes(release[TABLE])
    (cache / VERSION / TABLE).unlink()
    (cache / VERSION / TABLE).symlink_to(tmp_path / "mine")
    assert fetch()[1]
    assert not (cache / VERSION / TABLE).is_symlink()
    assert held(cache, release) == set(release)
    assert (tmp_path / "mine").read_bytes() == release[TABLE]


def test_a_release_that_changes_is_refused(
    server: Server, fetch: Fetch, cache: Path, release: dict[str, bytes]
) -> None:
    """Another list at the address is an error, when something has to be fetched at all; deleting the folder helps."""
    fetch()
    changed = dict(release, **{ZIP: b"another package"})
    del changed[SUMS]
    sums = checksums.render({name: checksums.digest(data) for name, data in changed.items()})
    server.files |= {path(ZIP): changed[ZIP], path(SUMS): sums}
    assert fetch()[1] == []
    (cache / VERSION / TABLE).unlink()
    message = refused(fetch)
    assert f"the release {VERSION} at {server.address} is not the one that was fetched before from" in message
    assert f"to take the new one, delete {cache / VERSION}" in message
    assert held(cache, release) == set(release) - {TABLE}
    (cache / VERSION / SUMS).write_bytes(b"damaged")
    assert "is not the one that was fetched before" in refused(fetch)
    shutil.rmtree(cache / VERSION)
    fetch()
    assert held(cache, changed | {SUMS: sums}) == set(release)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"address": 1}', "\xff"])
def test_a_damaged_note_of_the_origin_is_mended(
    fetch: Fetch, cache: Path, release: dict[str, bytes], text: str
) -> None:
    """Where the note of the list's origin cannot be read, the list is fetched again, and nothing else."""
    fetch()
    (cache / f".{VERSION}" / "origin.json").write_text(text, "latin-1")
    assert fetch()[1] == [f"{cache / VERSION / SUMS} was damaged and has been removed; it has to be fetched again"]
    assert fetch()[1] == []
    assert held(cache, release) == set(release)


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda cache: cache.write_text(""), "cannot be used: (Not a directory|File exists)"),
        (lambda cache: cache.symlink_to("nowhere/at/all"), "cannot be used: (File exists|No such file)"),
        (lambda cache: cache.symlink_to(cache.name), "cannot be used: (File exists|Too many levels)"),
        (
            lambda cache: (cache.mkdir(), (cache / VERSION).symlink_to(tempfile.gettempdir())),
            "cannot be used: a link stands where a folder belongs at .*/0.1.0;",
        ),
        (
            lambda cache: (cache.mkdir(), (cache / f".{VERSION}").symlink_to(tempfile.gettempdir())),
            "cannot be used: a link stands where a folder belongs at .*/.0.1.0;",
        ),
        (lambda cache: (cache.mkdir(), (cache / VERSION).write_text("")), "cannot be used: (Not a dir|File exists)"),
        (lambda cache: (cache / VERSION / TABLE).mkdir(parents=True), "a folder stands where a file belongs at"),
        (lambda cache: (cache / f".{VERSION}" / "lock").mkdir(parents=True), "cannot be used: Is a directory"),
        (lambda cache: (cache / f".{VERSION}" / "x.part").mkdir(parents=True), "cannot be used: "),
    ],
)
def test_a_cache_that_is_none_is_named(
    fetch: Fetch, cache: Path, spoil: Callable[[Path], object], message: str
) -> None:
    """A file, a link or a folder in the wrong place is named, with the way to another cache."""
    spoil(cache)
    said = refused(fetch)
    assert re.search(message, said)
    assert "name another folder in UKJSEC_CACHE" in said


def test_an_unwritable_cache_is_named(fetch: Fetch, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cache that may not be written is named; as root, who may write anywhere, the test gives its rights up."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o555)
    monkeypatch.setenv(settings.CACHE, str(folder / "cache"))
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        message = refused(fetch)
    finally:
        if root:
            os.seteuid(0)
        folder.rmdir()
    assert message.startswith(f"the cache {folder / 'cache'} cannot be used: Permission denied at ")
    assert "name another folder in UKJSEC_CACHE" in message


def test_a_disk_without_locks_is_named(fetch: Fetch, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where files cannot be locked nothing is fetched: any other lock would outlive a process that is killed."""

    def missing(*_: object) -> None:
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))

    monkeypatch.setattr(fcntl, "flock", missing)
    assert f"the cache {cache} cannot be used: Function not implemented" in refused(fetch)


@pytest.mark.parametrize("name", [SUMS, TABLE])
def test_a_full_disk_is_named(
    fetch: Fetch, cache: Path, release: dict[str, bytes], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """A disk that is full while a file is written is named, and the file has no name."""
    keep = shelves.Shelf.keep

    def full(self: Any, each: str) -> None:
        if each == name:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self.incoming(each)))
        keep(self, each)

    monkeypatch.setattr(shelves.Shelf, "keep", full)
    message = refused(fetch)
    assert "cannot be used: No space left on device at " in message
    assert message.endswith("free some space, or name another folder in UKJSEC_CACHE")
    monkeypatch.undo()
    monkeypatch.setenv(settings.CACHE, str(cache))
    assert name not in {file.name for file in (cache / VERSION).iterdir()}
    fetch()
    assert held(cache, release) == set(release)
