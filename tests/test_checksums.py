"""The list of checksums: the form that everybody's tools check, and nothing that could lead astray."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ukjsec import checksums
from ukjsec.errors import ChecksumsError

SUM = hashlib.sha256(b"data").hexdigest()
FILES = {"records.parquet": b"one", "CITATION.cff": b"", "ukjsec-0.1.0+local.zip": b"two", "_x": b"three"}


def listed(*names: str) -> bytes:
    """A list of some names."""
    return "".join(f"{SUM}  {name}\n" for name in names).encode()


def test_what_is_written_is_read() -> None:
    """A list is sorted by name, says the digests that hashlib gives, and is read as it was meant."""
    digests = {name: checksums.digest(data) for name, data in FILES.items()}
    assert digests == {name: hashlib.sha256(data).hexdigest() for name, data in FILES.items()}
    data = checksums.render(digests)
    assert [line[66:] for line in data.decode().splitlines()] == sorted(FILES)
    assert checksums.parse(data) == digests


@pytest.mark.skipif(not shutil.which("sha256sum"), reason="sha256sum is not on this machine")
def test_coreutils_read_it_and_write_the_same(tmp_path: Path) -> None:
    """`sha256sum -c --strict` accepts what is written, and what `sha256sum` writes is the same and is read."""
    for name, content in FILES.items():
        (tmp_path / name).write_bytes(content)
    data = checksums.render({name: checksums.digest(content) for name, content in FILES.items()})
    (tmp_path / checksums.NAME).write_bytes(data)
    done = subprocess.run(
        ["sha256sum", "-c", "--strict", checksums.NAME], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count(": OK\n") == len(FILES)
    theirs = subprocess.run(["sha256sum", *sorted(FILES)], cwd=tmp_path, capture_output=True, check=True).stdout
    assert theirs == data


BROKEN = {
    "empty": (b"", 1, "empty"),
    "empty line": (listed("a") + b"\n" + listed("b"), 2, "the line is empty"),
    "cut off": (listed("a") + listed("b")[:-1], 2, "no end"),
    "cut off in the digest": (listed("a") + SUM[:20].encode(), 2, "no end"),
    "not UTF-8": (listed("a") + b"\xff\n", 2, "not UTF-8 at byte 69"),
    "UTF-16": (listed("a").decode().encode("utf-16"), 1, "not UTF-8 at byte 1 "),
    "byte order mark": ("\ufeff".encode() + listed("a"), 1, "does not begin with 64 hexadecimal digits"),
    "carriage return": (listed("a").replace(b"\n", b"\r\n"), 1, "carriage return|not plain"),
    "short digest": (SUM[1:].encode() + b"  a\n", 1, "64 hexadecimal"),
    "long digest": (b"0" + SUM.encode() + b"  a\n", 1, "64 hexadecimal"),
    "no hexadecimal digit": (b"g" + SUM[1:].encode() + b"  a\n", 1, "64 hexadecimal"),
    "other digits": (("٣" * 64 + "  a\n").encode(), 1, "64 hexadecimal"),
    "upper case": (SUM.upper().encode() + b"  a\n", 1, "upper-case"),
    "one space": (SUM.encode() + b" a\n", 1, "two spaces"),
    "three spaces": (SUM.encode() + b"   a\n", 1, "not plain"),
    "tabulator": (SUM.encode() + b"\ta\n", 1, "two spaces"),
    "binary": (SUM.encode() + b" *a\n", 1, "binary form"),
    "escaped": (b"\\" + SUM.encode() + b"  a\\nb\n", 1, "64 hexadecimal"),
    "no name": (SUM.encode() + b"  \n", 1, "two spaces"),
    "folder": (listed("a", "b/c"), 2, "out of the folder"),
    "folder of Windows": (listed("b\\c"), 1, "out of the folder"),
    "root": (listed("/etc/passwd"), 1, "out of the folder"),
    "parent": (listed(".."), 1, "out of the folder"),
    "parents within": (listed("a..b"), 1, "out of the folder"),
    "drive": (listed("C:a"), 1, "not plain"),
    "hidden": (listed(".bashrc"), 1, "not plain"),
    "option": (listed("-rf"), 1, "not plain"),
    "final point": (listed("a."), 1, "not plain"),
    "space at the end": (listed("a "), 1, "not plain"),
    "control character": (listed("a\x1b[2J"), 1, "not plain"),
    "null": (listed("a\0"), 1, "not plain"),
    "line separator": (listed("a\u2028b"), 1, "not plain"),
    "vertical tabulator": (listed("a\vb"), 1, "not plain"),
    "letter that looks Latin": (listed("rеcords"), 1, "not plain"),
    "device": (listed("nul.parquet"), 1, "device"),
    "twice": (listed("a", "b", "a"), 3, "stands in line 1"),
    "twice but for case": (listed("Records", "records"), 2, "stands in line 1"),
    "itself": (listed("a", "SHA256SUMS"), 2, "names itself"),
    "long name": (listed("a" * 201), 1, "longer than 200"),
    "many lines": (listed(*(f"n{number}" for number in range(1001))), 1001, "more than 1,000 lines"),
    "many bytes": (b"0" * (256 * 1024 + 1), 1, "longer than 262,144 bytes"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_list_that_cannot_be_relied_on_is_refused(case: str) -> None:
    """Every way in which a list can mislead is refused, with the line and the reason, and nothing a terminal obeys."""
    data, line, reason = BROKEN[case]
    with pytest.raises(ChecksumsError, match=reason) as caught:
        checksums.parse(data)
    assert caught.value.line == line
    assert f"line {line}:" in str(caught.value)
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 500


def test_the_limits_themselves_are_kept_within() -> None:
    """A list of as many lines as are allowed, with the longest names that fit, is read."""
    names = [f"n{number}".ljust(100, "x") for number in range(checksums.LIMIT_LINES)]
    assert list(checksums.parse(listed(*names))) == names
    assert list(checksums.parse(listed("a" * checksums.LONGEST_NAME))) == ["a" * checksums.LONGEST_NAME]


@settings(deadline=None)
@given(st.text(max_size=40))
def test_a_name_that_is_taken_is_that_of_a_file_in_the_folder(name: str) -> None:
    """Whatever the name: it is refused, or joined to a folder it is a file right in it."""
    try:
        found = checksums.parse(f"{SUM}  {name}\n".encode("utf-8", "surrogatepass"))
    except ChecksumsError:
        return
    for taken in found:
        assert (Path("/folder") / taken).resolve().parent == Path("/folder")
        assert taken == taken.strip()
        assert taken.isascii()


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    """No bytes make the reader fail in another way than by its own error."""
    for tried in (data, SUM.encode() + data, listed("a") + data):
        line = 1
        try:
            assert checksums.parse(tried)
        except ChecksumsError as error:
            line = error.line
        assert 1 <= line <= tried.count(b"\n") + 1


@pytest.mark.parametrize("name", ["a/b", "", "SHA256SUMS", "a\nb"])
def test_no_bad_list_is_written(name: str) -> None:
    """What would not be read is not written either."""
    with pytest.raises(ChecksumsError):
        checksums.render({name: SUM})
    with pytest.raises(ChecksumsError):
        checksums.render({"a": SUM.upper()})


def test_it_brings_nothing_heavy() -> None:
    """Reading a list needs neither models nor YAML nor pyarrow."""
    code = "import sys, ukjsec.checksums; print(sorted({'pydantic', 'yaml', 'pyarrow', 'pandas'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
