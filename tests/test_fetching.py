"""The command `fetch`, in processes of their own: at once, killed, over TLS, through a proxy, on a terminal."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import re
import select
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import termios
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest
import serving
import trustme
from serving import SUMS, TABLE, VERSION, Connection, Server, held, in_turn, late, path, whole

from ukjsec import checksums, errors
from ukjsec.downloads import addresses, settings

PATIENCE = 60.0
"""Seconds that a busy machine is waited for."""


@pytest.fixture(scope="session")
def release(built: Path) -> dict[str, bytes]:
    """The files of a release of the invented corpus: name → bytes."""
    return serving.release(built / "datapackage")


@pytest.fixture
def server(release: dict[str, bytes]) -> Iterator[Server]:
    """A server that has the release."""
    with serving.serving({path(name): data for name, data in release.items()}) as server:
        yield server


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    """The cache."""
    return tmp_path / "cache"


@pytest.fixture
def surroundings(cache: Path) -> dict[str, str]:
    """The environment of the processes: a cache, and nothing else that is set for downloads."""
    told = ("_proxy", "ukjsec_", "ssl_cert", "ci", "github_actions")
    plain = {name: value for name, value in os.environ.items() if not name.lower().endswith(told[0])}
    plain = {name: value for name, value in plain.items() if not name.lower().startswith(told[1:])}
    return plain | {settings.CACHE: str(cache)}


def command(*arguments: str) -> list[str]:
    """The command line in a process of its own."""
    return [sys.executable, "-m", "ukjsec", *arguments]


def started(surroundings: dict[str, str], *arguments: str) -> subprocess.Popen[str]:
    """Start the command line."""
    return subprocess.Popen(
        command(*arguments), env=surroundings, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def ended(surroundings: dict[str, str], *arguments: str) -> tuple[int, str, str]:
    """Run the command line: exit code, what it printed, what it complained of."""
    process = started(surroundings, *arguments)
    out, complaints = process.communicate(timeout=PATIENCE)
    assert "Traceback" not in complaints
    return process.returncode, out, complaints


def test_the_command_prints_the_folder(
    server: Server, surroundings: dict[str, str], cache: Path, release: dict[str, bytes]
) -> None:
    """`ukjsec fetch` prints the folder and nothing else; fresh processes then need no network and no address."""
    expected = (0, f"{cache / VERSION}\n", "")
    assert ended(surroundings | {settings.RELEASES: server.address}, "fetch", VERSION) == expected
    assert held(cache, release) == set(release)
    server.close()
    assert ended(surroundings, "fetch", VERSION) == expected
    load = f"frame = ukjsec.load('agreements', version='{VERSION}')"
    code = f"import ukjsec; {load}; print(frame.attrs['version'], len(frame))"
    loaded = subprocess.run(
        [sys.executable, "-c", code], env=surroundings, capture_output=True, text=True, check=True, timeout=PATIENCE
    )
    version, rows = loaded.stdout.split()
    assert (version, int(rows) > 0, loaded.stderr) == (VERSION, True, "")


def test_a_copy_serves_as_a_mirror(
    server: Server, surroundings: dict[str, str], cache: Path, release: dict[str, bytes], tmp_path: Path
) -> None:
    """What `--out` has written, `--from` takes, with no network: for a machine that has none."""
    out = tmp_path / "mirror" / f"v{VERSION}"
    code, said, _ = ended(surroundings, "fetch", VERSION, "--from", server.address, "--out", str(out))
    assert (code, said) == (0, f"{out}\n")
    if shutil.which("sha256sum"):
        subprocess.run(["sha256sum", "--check", "--strict", "--quiet", SUMS], cwd=out, check=True)
    server.close()
    shutil.rmtree(cache)
    assert ended(surroundings, "fetch", VERSION, "--from", str(out.parent))[0] == 0
    assert held(cache, release) == set(release)


def test_a_release_comes_from_its_maker_to_its_reader(
    checkout: Path, surroundings: dict[str, str], cache: Path, tmp_path: Path
) -> None:
    """What `ukjsec release` writes, `fetch` brings whole, and `load` gives as it was built, in an empty folder."""
    made, empty = tmp_path / "made", tmp_path / "empty"
    empty.mkdir()
    subprocess.run(command("release", "--draft", "--out", str(made)), cwd=checkout, check=True, capture_output=True)
    content = {file.name: file.read_bytes() for file in made.iterdir()}
    with serving.serving({path(name): data for name, data in content.items()}) as server:
        found = subprocess.run(
            command("fetch", VERSION, "--from", server.address),
            cwd=empty,
            env=surroundings,
            capture_output=True,
            text=True,
            check=True,
        )
    assert found.stdout == f"{cache / VERSION}\n"
    assert held(cache, content) == set(content)
    code = f"""
import json, ukjsec
names = ukjsec.tables("{VERSION}")
ids = [row["id"] for row in ukjsec.load("records", "rows", version="{VERSION}")]
proofs = {{ident: ukjsec.why(ident, version="{VERSION}").to_rows() for ident in ids}}
rows = {{name: ukjsec.load(name, "rows", version="{VERSION}") for name in names}}
print(json.dumps([rows, proofs], default=str))
"""
    loaded = subprocess.run(
        [sys.executable, "-c", code], cwd=empty, env=surroundings, capture_output=True, text=True, check=True
    )
    rows, proofs = json.loads(loaded.stdout)
    assert list(rows)[:3] == ["records", "agreements", "exercises"]
    for name, found_rows in rows.items():
        built = pq.ParquetFile(checkout / "datapackage" / f"{name}.parquet").read().to_pylist()
        assert found_rows == json.loads(json.dumps(built, default=str)), name
    assert sum(map(len, proofs.values())) == len(rows["evidence"]) > 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["../x"], "'../x' is not a version"),
        ([VERSION], "nobody has said where the releases lie"),
        ([VERSION, "--from", "https://user:secret@example.org/x"], "a user name or password in it is not taken"),
        ([VERSION, "--from", "https://\x1b[31mred"], r"the address 'https://\x1b[31mred' holds"),
        (["9.9.9", "--from", "SERVER"], "there is no release 9.9.9 to be had"),
    ],
)
def test_what_cannot_be_fetched_is_misuse(
    server: Server, surroundings: dict[str, str], arguments: list[str], said: str
) -> None:
    """Every error is one line on the error stream, without escapes or passwords, and the exit code is 2."""
    given = [server.address if argument == "SERVER" else argument for argument in arguments]
    code, out, complaints = ended(surroundings, "fetch", *given)
    assert (code, out) == (2, "")
    assert complaints.startswith("ukjsec: ")
    assert said in complaints
    assert complaints.count("\n") == 1
    assert "secret" not in complaints
    assert "\x1b" not in complaints


@pytest.mark.parametrize(
    ("code", "absent"),
    [
        ("import ukjsec; ukjsec.load('agreements')", {"urllib3", "filelock", "platformdirs", "tqdm"}),
        (f"import ukjsec; ukjsec.fetch('{VERSION}')", {"urllib3", "filelock", "tqdm", "pandas", "pydantic", "yaml"}),
        (f"import ukjsec; ukjsec.load('agreements', version='{VERSION}')", {"urllib3", "filelock", "pydantic", "yaml"}),
    ],
)
def test_what_a_call_does_not_need_is_not_imported(
    server: Server, surroundings: dict[str, str], code: str, absent: set[str]
) -> None:
    """Neither the data at hand nor a release in the cache costs the import of what downloads need."""
    assert ended(surroundings, "fetch", VERSION, "--from", server.address)[0] == 0
    run = subprocess.run(
        [sys.executable, "-c", f"import sys; {code}; print(*sys.modules)"],
        env=surroundings,
        capture_output=True,
        text=True,
        check=True,
    )
    present = set(run.stdout.split())
    assert "ukjsec" in present
    assert present & absent == set()


# At once, and killed.


def until(happened: object, what: str) -> None:
    """Wait for something."""
    end = time.monotonic() + PATIENCE
    while not happened():  # type: ignore[operator]
        assert time.monotonic() < end, what
        time.sleep(0.02)


def test_processes_at_once_fetch_once(
    server: Server, surroundings: dict[str, str], cache: Path, release: dict[str, bytes]
) -> None:
    """Of several processes one fetches, the others wait and say so; all succeed, and every file is asked for once."""
    going = threading.Event()

    def slow(connection: Connection) -> None:
        going.wait(PATIENCE)
        whole()(connection)

    server.answers[path(TABLE)] = slow
    processes = [started(surroundings, "fetch", VERSION, "--from", server.address) for _ in range(3)]
    until(lambda: TABLE in server.asked, "nobody asks")
    time.sleep(3)
    going.set()
    said = [process.communicate(timeout=PATIENCE) for process in processes]
    assert [process.returncode for process in processes] == [0, 0, 0]
    assert {out for out, _ in said} == {f"{cache / VERSION}\n"}
    waiting = f"ukjsec: another process is fetching release {VERSION}; waiting for it\n"
    assert sorted(complaints for _, complaints in said) == ["", waiting, waiting]
    assert sorted(server.asked) == sorted(release)
    assert held(cache, release) == set(release)


def test_a_killed_process_leaves_no_bad_file_and_blocks_nobody(
    server: Server, surroundings: dict[str, str], cache: Path, release: dict[str, bytes]
) -> None:
    """Killed half-way through a file, a process leaves it aside; the one that waits goes on, and clears it away."""

    def half(connection: Connection) -> None:
        connection.head(f"Content-Length: {len(connection.good)}")
        connection.send(connection.good[: len(connection.good) // 2])
        connection.wait()

    server.answers[path(TABLE)] = in_turn(half, half, whole())
    part = cache / f".{VERSION}" / f"{TABLE}.part"
    first = started(surroundings, "fetch", VERSION, "--from", server.address)
    until(part.exists, "nothing is on its way")
    second = started(surroundings, "fetch", VERSION, "--from", server.address)
    time.sleep(1.5)
    assert second.poll() is None
    first.send_signal(signal.SIGKILL)
    first.communicate()
    until(lambda: server.asked.count(TABLE) == 2, "the second does not go on")
    assert part.exists()
    second.send_signal(signal.SIGKILL)
    second.communicate()
    assert part.exists()
    before = held(cache, release, left=True)
    assert SUMS in before
    assert TABLE not in before
    assert ended(surroundings, "fetch", VERSION, "--from", server.address)[0] == 0
    assert held(cache, release) == set(release)
    assert all(server.asked.count(name) == 1 for name in before - {SUMS})


def test_an_interrupted_command_says_so_in_one_line(
    server: Server, surroundings: dict[str, str], cache: Path, release: dict[str, bytes]
) -> None:
    """Ctrl-C while a server says nothing ends at once with one line, exit code 130 and nothing half-written."""
    server.answers[path(TABLE)] = in_turn(Connection.wait, whole())
    process = started(surroundings, "fetch", VERSION, "--from", server.address)
    until(lambda: TABLE in server.asked, "nobody asks")
    process.send_signal(signal.SIGINT)
    out, complaints = process.communicate(timeout=10)
    assert (process.returncode, out) == (130, "")
    assert complaints == "ukjsec: interrupted; no file is left half-written\n"
    assert TABLE not in held(cache, release)
    assert ended(surroundings, "fetch", VERSION, "--from", server.address)[0] == 0
    assert held(cache, release) == set(release)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("show", "agreements"), " of agreements.\n"),
        (("show", "retired-id"), "source `retired-id` in release 0.1.0; "),
        (("cite",), f"(version {VERSION})"),
        (("why", "nothing-of-the-kind"), "there is no record `nothing-of-the-kind`"),
    ],
)
def test_the_data_of_a_release_are_read(
    built: Path, surroundings: dict[str, str], cache: Path, arguments: tuple[str, ...], said: str
) -> None:
    """`show`, `why` and `cite` read the release that `--version` names, and keep what they fetched of it."""
    every = {file.name: file.read_bytes() for file in (built / "datapackage").iterdir() if file.suffix != ".csv"}
    every[f"ukjsec-{VERSION}.zip"] = b"the whole package"
    every[SUMS] = checksums.render({name: checksums.digest(data) for name, data in every.items()})
    with serving.serving({path(name): data for name, data in every.items()}) as server:
        code, out, complaints = ended(
            surroundings | {settings.RELEASES: server.address}, *arguments, "--version", VERSION
        )
    assert said in out + complaints
    assert code == (0 if out else 2)
    assert held(cache, every) > {SUMS}


def test_damage_is_told_in_one_line_by_every_command(server: Server, surroundings: dict[str, str], cache: Path) -> None:
    """What the library warns of is said by a command as a sentence, without a line of the program."""
    told = surroundings | {settings.RELEASES: server.address}
    assert ended(told, "cite", "--version", VERSION)[0] == 0
    file = cache / VERSION / "datapackage.json"
    file.write_bytes(b"{")
    code, _, complaints = ended(told, "cite", "--version", VERSION)
    said = f"ukjsec: {file} was damaged and has been removed; it has to be fetched again\n"
    assert (code, complaints) == (0, said)


def test_the_help_names_what_the_environment_sets(surroundings: dict[str, str]) -> None:
    """`fetch --help` names both variables of the environment that it obeys."""
    code, out, _ = ended(surroundings, "fetch", "--help")
    assert code == 0
    assert {settings.RELEASES, settings.CACHE} <= set(out.split())


def test_killed_at_any_time_the_cache_is_good(
    server: Server, surroundings: dict[str, str], cache: Path, release: dict[str, bytes]
) -> None:
    """However often processes are killed, the cache holds no bad file at any time, and the next fetch succeeds."""
    for name in release:
        server.answers[path(name)] = late(0.06)
    for pause in (0.3, 0.35, 0.4, 0.45, 0.5, 0.6):
        process = started(surroundings, "fetch", VERSION, "--from", server.address)
        time.sleep(pause)
        process.kill()
        process.communicate()
        held(cache, release, left=True)
    assert ended(surroundings, "fetch", VERSION, "--from", server.address)[0] == 0
    assert held(cache, release) == set(release)


def test_a_really_full_disk_is_named(server: Server, surroundings: dict[str, str], tmp_path: Path) -> None:
    """On a disk that is full indeed: a clear error, and no bad file."""
    disk = tmp_path / "disk"
    disk.mkdir()
    script = f'mount -t tmpfs -o size=16k none "{disk}" && "$@"; code=$?; ls -A "{disk}"/0.1.0 2> /dev/null; exit $code'
    mounted = ["unshare", "--map-root-user", "--mount", "sh", "-c", script, "sh"]
    if not shutil.which("unshare") or subprocess.run([*mounted, "true"], capture_output=True, check=False).returncode:
        pytest.skip("this machine does not let a test mount a disk")
    run = subprocess.run(
        [*mounted, *command("fetch", VERSION, "--from", server.address)],
        env=surroundings | {settings.CACHE: str(disk)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 2
    assert f"ukjsec: the cache {disk} cannot be used: No space left on device" in run.stderr
    assert run.stderr.endswith("; free some space, or name another folder in UKJSEC_CACHE\n")
    assert run.stderr.count("\n") == 1
    assert SUMS in run.stdout


# On a terminal.


def on_a_terminal(surroundings: dict[str, str], *arguments: str) -> str:
    """What the command line shows on a terminal."""
    master, slave = pty.openpty()
    termios.tcsetwinsize(slave, (24, 80))
    process = subprocess.Popen(command(*arguments), env=surroundings, stdout=slave, stderr=slave)
    os.close(slave)
    shown = b""
    with contextlib.suppress(OSError):
        while select.select([master], [], [], PATIENCE)[0] and (piece := os.read(master, 1 << 16)):
            shown += piece
    os.close(master)
    assert process.wait(PATIENCE) == 0
    return shown.decode()


def test_a_terminal_shows_how_far_it_has_come(server: Server, surroundings: dict[str, str], cache: Path) -> None:
    """A slow fetch shows a bar on a terminal; none in CI, and none where the error stream is no terminal."""
    server.answers[path(TABLE)] = late(1)
    arguments = ("fetch", VERSION, "--from", server.address)
    shown = on_a_terminal(surroundings, *arguments)
    assert f"fetching {VERSION}" in shown
    assert "files" in shown
    assert shown.endswith(f"{cache / VERSION}\r\n")
    shutil.rmtree(cache)
    assert on_a_terminal(surroundings | {"CI": "true"}, *arguments) == f"{cache / VERSION}\r\n"
    shutil.rmtree(cache)
    assert ended(surroundings, *arguments) == (0, f"{cache / VERSION}\n", "")


# Over TLS, and through a proxy.


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    """An authority that nobody trusts unless told to."""
    return trustme.CA()


def tls(authority: trustme.CA, name: str) -> ssl.SSLContext:
    """The server's side of TLS, with a certificate for a name."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    return context


def test_a_certificate_that_nobody_vouches_for_is_refused(
    release: dict[str, bytes], surroundings: dict[str, str], cache: Path, authority: trustme.CA, tmp_path: Path
) -> None:
    """A server has to prove its name; an authority that the machine trusts may vouch for it, for that name alone."""
    authority.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
    trusting = surroundings | {"SSL_CERT_FILE": str(tmp_path / "authority.pem")}
    published = {path(name): data for name, data in release.items()}
    with serving.serving(published, tls=tls(authority, "localhost")) as server:
        code, _, said = ended(surroundings, "fetch", VERSION, "--from", server.address)
        assert code == 2
        assert f"localhost:{server.port} does not prove that it is what it says: " in said
        assert "CERTIFICATE_VERIFY_FAILED" in said
        assert server.asked == []
        assert held(cache, release) == set()
        server.answers[path(TABLE)] = whole(f"Location: http://localhost:{server.port}/x", status="302 Found")
        code, _, said = ended(trusting, "fetch", VERSION, "--from", server.address)
        assert (code, f"redirects to 'http://localhost:{server.port}/x'" in said) == (2, True)
        server.answers.clear()
        assert ended(trusting, "fetch", VERSION, "--from", server.address)[0] == 0
        assert held(cache, release) == set(release)
    with serving.serving(published, tls=tls(authority, "other.example")) as server:
        shutil.rmtree(cache)
        code, _, said = ended(trusting, "fetch", VERSION, "--from", server.address)
        assert (code, "does not prove that it is what it says" in said) == (2, True)
    with serving.serving(published) as server:
        code, _, said = ended(trusting, "fetch", VERSION, "--from", server.address.replace("http:", "https:"))
        assert code == 2
        assert re.search("does not prove that it is what it says|the connection to .* broke", said)


class Proxy:
    """A proxy that leads every tunnel to one server of this machine."""

    def __init__(self, server: Server, *, answer: str = "200 Connected") -> None:
        self._server, self._answer = server, answer
        self.asked: list[str] = []
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://user:secret@localhost:{self._listening.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Take no more connections."""
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                made, _ = self._listening.accept()
                threading.Thread(target=self._lead, args=(made,), daemon=True).start()

    def _lead(self, made: socket.socket) -> None:
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            head += made.recv(1)
        self.asked.append(head.decode())
        made.sendall(f"HTTP/1.1 {self._answer}\r\n\r\n".encode())
        with made, socket.create_connection(("127.0.0.1", self._server.port)) as there, contextlib.suppress(OSError):
            while self._answer.startswith("200"):
                for ready in select.select([made, there], [], [], PATIENCE)[0]:
                    data = ready.recv(1 << 16)
                    if not data:
                        return
                    (there if ready is made else made).sendall(data)


def test_the_proxy_of_the_environment_is_used(
    release: dict[str, bytes], surroundings: dict[str, str], cache: Path, authority: trustme.CA, tmp_path: Path
) -> None:
    """An address elsewhere is reached by way of the proxy that is set, and its password is never shown."""
    authority.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
    context = tls(authority, "releases.example")
    with serving.serving({path(name): data for name, data in release.items()}, tls=context) as server:
        proxy, strict = Proxy(server), Proxy(server, answer="403 Forbidden")
        trusting = surroundings | {"SSL_CERT_FILE": str(tmp_path / "authority.pem")}
        arguments = ("fetch", VERSION, "--from", "https://releases.example/releases")
        code, _, said = ended(trusting | {"HTTPS_PROXY": strict.address}, *arguments)
        assert code == 2
        assert "releases.example cannot be reached, by way of the proxy localhost:" in said
        assert "403 Forbidden; see to HTTPS_PROXY and NO_PROXY" in said
        assert "secret" not in said
        code, _, said = ended(trusting | {"ALL_PROXY": "socks5://localhost:1"}, *arguments)
        assert code == 2
        assert "the proxy that is set cannot be used: " in said
        assert said.endswith("set HTTPS_PROXY to one of http\n")
        code, _, said = ended(trusting | {"HTTPS_PROXY": "http://[::1"}, *arguments)
        assert (code, said) == (2, "ukjsec: the proxy that is set is not an address; see to HTTPS_PROXY\n")
        assert ended(trusting | {"HTTPS_PROXY": proxy.address}, *arguments) == (0, f"{cache / VERSION}\n", "")
        assert held(cache, release) == set(release)
        assert len(proxy.asked) == 1
        assert proxy.asked[0].startswith("CONNECT releases.example:443 HTTP/1")
        assert "Basic dXNlcjpzZWNyZXQ=" in proxy.asked[0]
        proxy.close()
        strict.close()


def test_this_machine_is_asked_without_a_proxy(server: Server, surroundings: dict[str, str]) -> None:
    """An address of this machine is never asked for by way of a proxy."""
    nowhere = {
        "HTTP_PROXY": "http://localhost:1",
        "http_proxy": "http://localhost:1",
        "ALL_PROXY": "http://localhost:1",
    }
    assert ended(surroundings | nowhere, "fetch", VERSION, "--from", server.address)[0] == 0
    assert not any("proxy" in head.lower() for head in server.heads)
    assert all("\r\nAccept-Encoding: identity\r\n" in head for head in server.heads)


# Addresses and settings.


HUB = "https://github.com/anna/ukjsec/releases"
STORE = "https://release-assets.githubusercontent.com/x?y=z"


@pytest.mark.parametrize(
    ("start", "current", "location", "target"),
    [
        ("https://a.example/x", "https://a.example/x", "/y", "https://a.example/y"),
        ("https://a.example/x", "https://a.example/x", "https://A.example:443/y", "https://A.example:443/y"),
        ("https://a.example/x", "https://a.example/x", "//b.example/y", None),
        ("https://a.example/x", "https://a.example/x", "https://a.example:8443/y", None),
        ("https://a.example/x", "https://a.example/x", "http://a.example/y", None),
        ("https://a.example/x", "https://a.example/x", "https://a.example@b.example/y", None),
        ("https://a.example/x", "https://a.example/x", "https://user@a.example/y", None),
        ("https://a.example/x", "https://a.example/x", "https://a.example\\@b.example/y", None),
        ("https://a.example/x", "https://a.example/x", "https://a.example.b.example/y", None),
        ("https://a.example/x", "https://a.example/x", "ftp://a.example/y", None),
        ("https://a.example/x", "https://a.example/x", "file:///y", None),
        ("https://a.example/x", "https://a.example/x", "https://[::1/y", None),
        ("https://a.example/x", "https://a.example/x", STORE, None),
        ("http://localhost/x", "http://localhost/x", "https://localhost/x", "https://localhost/x"),
        ("http://localhost/x", "https://localhost/x", "http://localhost/y", None),
        (f"{HUB}/x", f"{HUB}/x", STORE, STORE),
        (f"{HUB}/x", STORE, "/y", "https://release-assets.githubusercontent.com/y"),
        (f"{HUB}/x", f"{HUB}/x", STORE.replace("https", "http"), None),
        (f"{HUB}/x", f"{HUB}/x", "https://raw.githubusercontent.com/x", None),
        (f"{HUB}/x", STORE, "https://a.example/", None),
        ("https://github.com.a.example/x", "https://github.com.a.example/x", STORE, None),
    ],
)
def test_where_a_redirect_may_lead(start: str, current: str, location: str, target: str | None) -> None:
    """To the same server, up to https, and from GitHub to where GitHub keeps files; nowhere else."""
    assert addresses.redirected(start, current, location) == target


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("https://a.example/releases/", "https://a.example/releases"),
        (HUB, f"{HUB}/download"),
        (f"{HUB}/download", f"{HUB}/download"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("http://[::1]:8000/x", "http://[::1]:8000/x"),
        ("file:///srv/a%20b", Path("/srv/a b")),
        ("releases", Path("releases")),
        (Path("releases"), Path("releases")),
    ],
)
def test_what_an_address_is_read_as(given: str | Path, read: str | Path) -> None:
    """Addresses lose the slash at their end, GitHub's page leads to its files, and what has no scheme is a folder."""
    assert addresses.releases(given) == read


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("http://a.example/x", "is one of http, where anybody on the way can change what is sent"),
        ("http://localhost.example/x", "is one of http"),
        ("https://a.example/x?y", "has a `\\?` or `#` part"),
        ("https://a.example/x#y", "has a `\\?` or `#` part"),
        ("https://u@a.example/", "a user name or password"),
        ("https://a.example/x y", "holds blanks"),
        ("https://a.example/\n", "holds blanks"),
        ("https://ä.example/", "letters outside ASCII"),
        ("ftp://a.example/x", "is not one of https, nor a folder"),
        ("file://a.example/x", "is not one of https, nor a folder"),
        ("https:///x", "is not one of https, nor a folder"),
        ("https://a.example:port/x", "is not an address"),
        ("https://[::1", "is not an address"),
    ],
)
def test_what_is_no_address_is_refused(given: str, message: str) -> None:
    """What releases cannot be fetched from, or not safely, is refused with the reason."""
    with pytest.raises(errors.AddressError, match=message):
        addresses.releases(given)


def test_settings_come_from_the_environment_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The environment says where releases lie and are kept; else the project's metadata, and the platform."""
    from email.message import Message
    from importlib import metadata

    found = Message()
    found["Project-URL"] = "Source, https://a.example/source"
    found["Project-URL"] = "Releases, https://a.example/releases"
    monkeypatch.setattr(metadata, "metadata", lambda _: found)
    monkeypatch.delenv(settings.RELEASES, raising=False)
    assert settings.releases() == "https://a.example/releases"
    monkeypatch.setenv(settings.RELEASES, "https://b.example")
    assert settings.releases() == "https://b.example"
    monkeypatch.setenv(settings.RELEASES, "")
    del found["Project-URL"]
    assert settings.releases() is None
    monkeypatch.setenv(settings.CACHE, "~/kept")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert settings.cache() == tmp_path / "kept"
    monkeypatch.delenv(settings.CACHE)
    assert settings.cache().name == "ukjsec"
