"""Hostile files are clear problems at their places: nothing crashes, hangs, is followed out of the tree, or is lost."""

from __future__ import annotations

import hashlib
import json
import os
import re
import resource
import socket
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import invented
import placing
import pytest
from hypothesis import given
from hypothesis import strategies as st
from measuring import LIMIT_MEBIBYTES, measured

from ukjsec import build, characters, documents, files, rules, sealfiles, seals, seeds, sources, spans, validation
from ukjsec.corpus import Corpus, placed
from ukjsec.errors import BrokenCorpusError, MissingFileError
from ukjsec.faults import LIMIT_BYTES
from ukjsec.models import Source
from ukjsec.problems import Finding
from ukjsec.rules import ledger

FOLDER = "seeds/agreements"
MEMORANDUM = f"{FOLDER}/example-memorandum.yaml"
MANIFEST = "seeds/sources/example-source.yaml"
SEAL = "seeds/sources/example-source.seal"
RECORD = invented.RECORDS["agreements/example-memorandum"]

Maker = Callable[[Path], object]
Placed = list[tuple[str, int, int, str]]


def found(root: Path) -> Placed:
    """What is found wrong in a corpus: path, line, column and rule."""
    problems = rules.problems(seeds.read(root))
    return [(one.place.path, one.place.line, one.place.column, one.rule) for one in problems]


def record(**changed: Any) -> bytes:
    """The memorandum with some fields changed, a field a line; what is bytes is written as it is."""
    lines = [
        f"{key}: ".encode() + (value if isinstance(value, bytes) else json.dumps(value, ensure_ascii=False).encode())
        for key, value in (RECORD | changed).items()
    ]
    return b"\n".join([*lines, b""])


def title(value: bytes) -> bytes:
    """The memorandum with a title, as it is written; the title begins at line 2, column 8."""
    return record(title=value)


def ascii_json(text: str) -> bytes:
    """A text in quotation marks, with everything that is not ASCII as an escape."""
    return json.dumps(text).encode()


# Texts: the bytes of the memorandum, and line, column and rule of what is found; all other files are sound.

SOUND: dict[str, bytes] = {
    "byte order mark": "\ufeff".encode() + record(),
    "CRLF": record().replace(b"\n", b"\r\n"),
    "lone CR": record().replace(b"\n", b"\r"),
    "a line end in a text": title(b'"one\\ntwo"'),
    "Latin amid Japanese": title("日英ACSA協定".encode()),
    "full-width letters": title("ＡＣＳＡ".encode()),
    "a Russian word": title("the Россия Treaty".encode()),
    "micro": title("5 μm and 3 Ωcm".encode()),
    "ideograph with a variation selector": title("葛\U000e0100城の協定".encode()),
    "symbol with a variation selector": title("a \u2764\ufe0f b".encode()),
    "accents without a form of their own": title("q\u0303 か\u309a".encode()),
    "no-break and ideographic blanks": title("a\u00a0b\u3000c\u2009d".encode()),
    "comma before a bracket": record(topics=b"[defence-relations,]"),
    "a command in a text": title(b'"::error::x %0A##[error]"'),
}

TEXTS: dict[str, tuple[bytes, list[tuple[int, int, str]]]] = {
    # Encodings
    "UTF-16": (record().decode().encode("utf-16"), [(1, 1, "not-utf-8")]),
    "UTF-16 without a mark": (record().decode().encode("utf-16-le"), [(1, 1, "not-utf-8")]),
    "UTF-16 of the other kind": (record().decode().encode("utf-16-be"), [(1, 1, "not-utf-8")]),
    "UTF-32": (record().decode().encode("utf-32"), [(1, 1, "not-utf-8")]),
    "Latin-1": (title(b"caf\xe9"), [(2, 11, "not-utf-8")]),
    "Shift-JIS": (title("日本".encode("shift-jis")), [(2, 8, "not-utf-8")]),
    "raw surrogate": (title(b"a\xed\xa0\x80"), [(2, 9, "not-utf-8")]),
    "escaped surrogate": (title(b'"a\\ud800"'), [(2, 12, "yaml-syntax")]),
    "escaped pair": (title(ascii_json("a😀")), [(2, 12, "yaml-syntax")]),
    "surrogate in an id": (record(id=b'"a\\udc00"'), [(1, 9, "yaml-syntax")]),
    # Characters
    "NUL": (title(b"a\0b"), [(2, 9, "control-character")]),
    "escaped NUL": (title(b'"a\\0b"'), [(2, 10, "control-character")]),
    "terminal escape": (title(b"a\x1b[31mb"), [(2, 9, "control-character")]),
    "eight-bit terminal escape": (title("a\x9b31m".encode()), [(2, 9, "control-character")]),
    "next line": (title("a\x85b".encode()), [(2, 9, "control-character")]),
    "no character": (title("a\U0001ffff".encode()), [(2, 9, "control-character")]),
    "bidirectional": (title("a\u202eb".encode()), [(2, 9, "invisible-character")]),
    "escaped bidirectional": (title(ascii_json("a\u202eb")), [(2, 10, "invisible-character")]),
    "tag": (title("a\U000e0041b".encode()), [(2, 9, "invisible-character")]),
    "zero width": (title("a\u200db".encode()), [(2, 9, "invisible-character")]),
    "zero width in a key": (record(**{"a\u200bb": 1}), [(len(RECORD) + 1, 2, "invisible-character")]),
    "mark amid the text": (title("a\ufeffb".encode()), [(2, 9, "invisible-character")]),
    "Hangul filler": (title("\u3164".encode()), [(2, 8, "invisible-character")]),
    "other Hangul filler": (title("a \u115f b".encode()), [(2, 10, "invisible-character")]),
    "blank Braille": (title("\u2800".encode()), [(2, 8, "invisible-character")]),
    "grapheme joiner": (title("a\u034fb".encode()), [(2, 9, "invisible-character")]),
    "selector on a letter": (title("a\ufe0f".encode()), [(2, 9, "invisible-character")]),
    "selectors in a row": (title("葛\U000e0100\U000e0101\U000e0102".encode()), [(2, 10, "invisible-character")]),
    "escaped selector": (title(b'"a\\ufe0f"'), [(2, 8, "invisible-character")]),
    "private use": (title("a\ue000".encode()), [(2, 9, "meaningless-character")]),
    "replacement": (title("caf\ufffd".encode()), [(2, 11, "meaningless-character")]),
    "heaped marks": (title(("a" + "\u0316" * 990).encode()), [(2, 9, "heaped-marks")]),
    "escaped heaped marks": (title(ascii_json("a" + "\u0316" * 9)), [(2, 8, "heaped-marks")]),
    "parted letter": (title("Cafe\u0301 in Paris".encode()), [(2, 12, "parted-letter")]),
    "parted kana": (title("か\u3099".encode()), [(2, 9, "parted-letter")]),
    "escaped parted letter": (title(ascii_json("Cafe\u0301")), [(2, 8, "parted-letter")]),
    # Look-alikes
    "Cyrillic in an id": (record(id="ex\u0430mple-memorandum"), [(1, 8, "look-alike-letter")]),
    "Greek in an id": (record(id="example-mem\u03bfrandum"), [(1, 17, "look-alike-letter")]),
    "Cyrillic by an escape": (record(id=b'"ex\\u0430mple-memorandum"'), [(1, 5, "look-alike-letter")]),
    "Cyrillic in a title": (title("A m\u0435morandum".encode()), [(2, 11, "look-alike-letter")]),
    "Cyrillic in a term": (record(kind="mem\u043erandum"), [(3, 11, "look-alike-letter")]),
    "full-width id": (record(id="\uff45xample-memorandum"), [(1, 5, "wrong-value")]),
    "id all Cyrillic": (record(id="\u0430\u0441\u0435"), [(1, 5, "wrong-value")]),
    "hyphen of another kind": (record(status="in\u2010force"), [(4, 9, "unknown-term")]),
    "full-width date": (record(dates=b"{signed: \xef\xbc\x92001-05-03}"), [(5, 17, "impossible-date")]),
    # Form
    "several documents": (record() + b"---\n" + record(), [(len(RECORD) + 1, 1, "several-documents")]),
    "nothing": (b"", [(1, 1, "empty-file")]),
    "comments alone": (b"# one\n# two\n", [(1, 1, "empty-file")]),
    "a list": (b"[1]", [(1, 1, "wrong-type")]),
    "a text": (b"x", [(1, 1, "wrong-type")]),
    "null": (b"null", [(1, 1, "wrong-type")]),
    "duplicate key by an escape": (record(t=1) + b'"\\u0069d": x\n', [(len(RECORD) + 2, 1, "duplicate-key")]),
    "duplicate key in JSON": (b'{"id": 1,\n "id": 2}', [(2, 2, "duplicate-key")]),
    "anchor": (title(b"&a One"), [(2, 8, "anchor-or-alias")]),
    "object": (title(b"!!python/object/apply:os.system [echo]"), [(2, 8, "tag")]),
    "tab before a key": (record().replace(b"\ntitle", b"\n\ttitle"), [(2, 1, "yaml-syntax")]),
    "a key without end": (b"k" * 1030 + b": x", [(1, 1031, "yaml-syntax")]),
    "a key in quotation marks without end": (b'{a: 1, "' + b"k" * 1030 + b'": x}', [(1, 1040, "yaml-syntax")]),
    "percent sign": (b"%x\n" + record(), [(1, 3, "yaml-syntax")]),
    "number as a key": (record(**{"1": b"x"}), [(len(RECORD) + 1, 1, "unknown-field")]),
    "null as a key": (record(null=b"x"), [(len(RECORD) + 1, 1, "unknown-field")]),
    "command as a key": (record(**{"'::error::x'": b"x"}), [(len(RECORD) + 1, 1, "unknown-field")]),
    "a long id": (record(id="a" * 90_000), [(1, 5, "wrong-value")]),
    "a long term": (record(status="a" * 90_000), [(4, 9, "unknown-term")]),
    "a long text": (record(summary="a" * 90_000), [(9, 10, "wrong-value")]),
    "a long date": (record(dates={"signed": "1" * 90_000}), [(5, 19, "impossible-date")]),
    "an empty date": (record(dates=b"{signed: }"), [(5, 17, "wrong-type")]),
    # Numbers
    **{
        f"ordinal {written}": (record(ordinal=written.encode()), [(len(RECORD) + 1, 10, rule)])
        for written, rule in [
            *((one, "wrong-type") for one in (".nan", "NaN", ".inf", "Infinity", "9" * 5000, "9" * 19, "0o17", "017")),
            *((one, "wrong-type") for one in ("0x1F", "1_000", "12:30", "1.0", "1e3", "+1", "１２", "٣", '"3"')),
            *((one, "wrong-value") for one in ("0", "-1")),
        ]
    },
    **{
        f"value {written}": (
            record(quantities=f"{{x: {{value: {written}, unit: person, stated: x}}}}".encode()),
            [(len(RECORD) + 1, 25, "wrong-type")],
        )
        for written in ("NaN", ".inf", "-Infinity", "nan", "1e400", "9" * 5000, "0x1F", "1_000", "５", "1:30")
    },
    **{
        f"date {written}": (record(dates=f"{{signed: {written}}}".encode()), [(5, 17, "impossible-date")])
        for written in ("0o17", "017", "0x1F", "1_000", "12:30", "20010503", "2001-5-3", "03/05/2001", "1.5", "-1")
    },
}


@pytest.mark.parametrize("name", SOUND)
def test_what_is_odd_but_sound(name: str, tmp_path: Path) -> None:
    """What is unusual and yet harmless is read without complaint."""
    (invented.write(tmp_path) / MEMORANDUM).write_bytes(SOUND[name])
    assert found(tmp_path) == []


@pytest.mark.parametrize("name", TEXTS)
def test_hostile_texts(name: str, tmp_path: Path) -> None:
    """A record that holds what no record may hold is complained of at the very place, once, and nothing else is."""
    data, expected = TEXTS[name]
    (invented.write(tmp_path) / MEMORANDUM).write_bytes(data)
    assert found(tmp_path) == [(MEMORANDUM, *one) for one in expected]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (record(id="\uff45xample-memorandum"), "character 1 of it is U+FF45 (FULLWIDTH LATIN SMALL LETTER E)"),
        (record(status="in\u2010force"), "character 3 of it is U+2010 (HYPHEN)"),
        (record(dates={"signed": "2001\u201305\u201303"}), "character 5 of it is U+2013 (EN DASH)"),
        (record(і=1), "character 1 of it is U+0456 (CYRILLIC SMALL LETTER BYELORUSSIAN-UKRAINIAN I)"),
        (title("A m\u0435mo".encode()), "U+0435 (CYRILLIC SMALL LETTER IE) stands amid Latin letters"),
        (title("e\u0301".encode()), "`é` is written as two characters, a letter and U+0301 (COMBINING ACUTE ACCENT)"),
        (title(("a" + "\u0316" * 30).encode()), "30 combining marks are heaped on one letter"),
        (title("\u3164\u3164".encode()), "the invisible character U+3164 (HANGUL FILLER) and 1 more"),
        (title("\ue000".encode()), "U+E000: each computer shows it differently"),
        (title("\ufffd".encode()), "U+FFFD (REPLACEMENT CHARACTER): something stood here that was lost"),
    ],
)
def test_what_nobody_sees_is_named(data: bytes, words: str, tmp_path: Path) -> None:
    """A character that cannot be told from another is named with its code point, by which it can be found."""
    (invented.write(tmp_path) / MEMORANDUM).write_bytes(data)
    (problem,) = rules.problems(seeds.read(tmp_path))
    assert words in problem.message


def test_kana_and_ideographs_are_not_called_strange() -> None:
    """A Japanese word where an id belongs is seen by everybody, and needs no code point."""
    assert characters.strange("協定") == ""
    assert characters.strange("plain-id") == ""
    assert characters.strange("協\u0430") == " (character 2 of it is U+0430 (CYRILLIC SMALL LETTER A))"


@given(st.text(st.characters(exclude_categories=[])))
def test_the_quick_look_misses_nothing(text: str) -> None:
    """A text that the quick look lets pass holds nothing forbidden, and a defused one nothing that a parser obeys."""
    every = list(re.finditer(characters._FORBIDDEN, text))
    assert characters.suspicious(text) or not any(characters._counts(match) for match in every)
    defused = characters.defused(text)
    assert len(defused) == len(text)
    assert not {match.lastgroup for match in characters.forbidden(defused)} & {"control", "invisible"}


# Files: what is put under seeds/, and what is found. The maker gets the root of the checkout.


def link(name: str, target: str) -> Maker:
    """A link."""
    return lambda root: (root / name).symlink_to(target)


def named(name: bytes, data: bytes = b"[1]") -> Maker:
    """A file of a name that need not be text."""

    def make(root: Path) -> None:
        with open(os.path.join(os.fsencode(root / FOLDER), name), "wb") as stream:  # noqa: PTH123, PTH118 (bytes)
            stream.write(data)

    return make


def elsewhere(name: str) -> Maker:
    """A folder that is a link to one outside the checkout."""

    def make(root: Path) -> None:
        (root / name).rename(root / "outside")
        (root / name).symlink_to(root / "outside")

    return make


def tied(root: Path) -> None:
    """A socket."""
    here = Path.cwd()
    os.chdir(root / FOLDER)  # the name of a socket has a hundred characters at most
    with socket.socket(socket.AF_UNIX) as made:
        made.bind("x.yaml")
    os.chdir(here)


def deep(root: Path) -> None:
    """A thousand folders in one another, and a record in the last."""
    handle = os.open(root / FOLDER, os.O_RDONLY)
    for _ in range(1000):
        os.mkdir("d", dir_fd=handle)
        inner = os.open("d", os.O_RDONLY, dir_fd=handle)
        os.close(handle)
        handle = inner
    os.close(os.open("x.yaml", os.O_CREAT | os.O_WRONLY, dir_fd=handle))
    os.close(handle)


@pytest.fixture(autouse=True)
def _shallow(tmp_path: Path) -> Iterator[None]:
    """Takes folders that are too deep to be deleted out of one another afterwards."""
    yield
    outer, inner = tmp_path / FOLDER / "d", tmp_path / FOLDER / "d/d"
    while inner.exists():
        inner.rename(outer.with_name("e"))
        outer.rmdir()
        outer.with_name("e").rename(outer)


def put(name: str, **changed: Any) -> Maker:
    """A copy of the memorandum."""
    return lambda root: (root / FOLDER / name).write_bytes(record(**changed))


FILES: dict[str, tuple[Maker, Placed]] = {
    "folder": (lambda root: (root / FOLDER / "x.yaml").mkdir(), [(f"{FOLDER}/x.yaml", 1, 1, "not-a-file")]),
    "pipe": (lambda root: os.mkfifo(root / FOLDER / "x.yaml"), [(f"{FOLDER}/x.yaml", 1, 1, "not-a-file")]),
    "stray pipe": (lambda root: os.mkfifo(root / "seeds/x"), [("seeds/x", 1, 1, "stray-file")]),
    "pipe as a seal": (
        lambda root: os.mkfifo(root / "seeds/sources/x.seal"),
        [("seeds/sources/x.seal", 1, 1, "not-a-file")],
    ),
    "socket": (tied, [(f"{FOLDER}/x.yaml", 1, 1, "not-a-file")]),
    "link to a device": (link(f"{FOLDER}/x.yaml", "/dev/zero"), [(f"{FOLDER}/x.yaml", 1, 1, "not-a-file")]),
    "broken link": (link(f"{FOLDER}/x.yaml", "nowhere"), [(f"{FOLDER}/x.yaml", 1, 1, "not-a-file")]),
    "link to itself": (link(f"{FOLDER}/x.yaml", "x.yaml"), [(f"{FOLDER}/x.yaml", 1, 1, "not-a-file")]),
    "link out of the tree": (link(f"{FOLDER}/x.yaml", "/etc/passwd"), [(f"{FOLDER}/x.yaml", 1, 1, "not-a-file")]),
    "link to a folder outside": (link(f"{FOLDER}/x", "/etc"), [(f"{FOLDER}/x", 1, 1, "not-a-file")]),
    "link to its own folder": (link(f"{FOLDER}/x", "."), [(f"{FOLDER}/x", 1, 1, "not-a-file")]),
    "folder of records as a link": (elsewhere(FOLDER), [(FOLDER, 1, 1, "not-a-file")]),
    "folder of sources as a link": (elsewhere("seeds/sources"), [("seeds/sources", 1, 1, "not-a-file")]),
    "hard link": (
        lambda root: os.link(root / MEMORANDUM, root / FOLDER / "copy.yaml"),
        [(f"{FOLDER}/copy.yaml", 2, 8, "duplicate-id")],
    ),
    "a thousand folders deep": (deep, [(f"{FOLDER}/d/d/d", 1, 1, "stray-file")]),
    "a line end in a name": (named(b"a\nb.yaml"), [(f"{FOLDER}/a\nb.yaml", 1, 1, "wrong-type")]),
    "a command in a name": (named(b"a\n::error::b.yaml"), [(f"{FOLDER}/a\n::error::b.yaml", 1, 1, "wrong-type")]),
    "a terminal escape in a name": (named(b"\x1b[2J.yaml"), [(f"{FOLDER}/\x1b[2J.yaml", 1, 1, "wrong-type")]),
    "a name that is not UTF-8": (named(b"\xff.yaml"), [(f"{FOLDER}/\udcff.yaml", 1, 1, "wrong-type")]),
    "a long name": (named(b"a" * 250 + b".yaml"), [(f"{FOLDER}/{'a' * 250}.yaml", 1, 1, "wrong-type")]),
    "a name like an option": (named(b"-rf.yaml"), [(f"{FOLDER}/-rf.yaml", 1, 1, "wrong-type")]),
    "capitals in a name": (
        put("Example-Memorandum.yaml"),
        [(f"{FOLDER}/Example-Memorandum.yaml", 1, 5, "duplicate-id")],
    ),
    "capitals in an ending": (
        put("example-memorandum.YAML"),
        [(f"{FOLDER}/example-memorandum.YAML", 1, 1, "stray-file")],
    ),
    "the same as JSON": (put("example-memorandum.json"), [(f"{FOLDER}/example-memorandum.json", 1, 5, "duplicate-id")]),
}


@pytest.mark.parametrize("name", FILES)
def test_hostile_files(name: str, tmp_path: Path) -> None:
    """What stands where a plain file belongs is complained of, not followed, opened or waited for."""
    make, expected = FILES[name]
    make(invented.write(tmp_path))
    assert found(tmp_path) == expected


@pytest.mark.parametrize(
    ("make", "word"), [("mkfifo", "a pipe"), ("mkdir", "a folder"), ("symlink", "a link"), ("device", "a device")]
)
def test_what_is_no_file_is_called_by_its_name(
    make: str, word: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The message says whether a link, a folder, a pipe or a device is in the way."""
    file = tmp_path / "x"
    if make == "symlink":
        file.symlink_to("nowhere")
    elif make == "device":
        file.touch()
        monkeypatch.setattr(stat, "S_ISREG", lambda _mode: False)
        monkeypatch.setattr(stat, "S_IFMT", lambda _mode: stat.S_IFCHR)
    else:
        getattr(os, make)(file)
    with pytest.raises(files.NotAFileError, match=word):
        files.read(file, 10)


def test_a_name_that_only_looks_like_the_id(tmp_path: Path) -> None:
    """Of a file whose name has a Cyrillic letter the message names it: nobody sees why the two should differ."""
    put("ex\u0430mple.yaml", id="example", dates={"signed": "1990"})(invented.write(tmp_path))
    (problem,) = [one for one in rules.problems(seeds.read(tmp_path)) if one.rule == "file-name-differs"]
    assert "`ex\u0430mple` (character 3 of it is U+0430 (CYRILLIC SMALL LETTER A))" in problem.message


def test_a_broken_checkout_is_not_passed_over(tmp_path: Path) -> None:
    """Where `seeds/` is there, however broken, it is validated, not the data that came with the library."""
    root = invented.write(tmp_path)
    for file in (root / "seeds/sources").iterdir():
        file.unlink()
    (root / "seeds/sources").rmdir()
    (root / "seeds/sources").write_text("x")
    assert validation.root_for(root / FOLDER) == root
    assert [(one.place.path, one.rule) for one in validation.check([], root).problems] == [
        ("seeds/sources", "stray-file")
    ]


def test_seeds_that_cannot_be_looked_into_are_a_checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the system keeps `seeds/` closed, that is said, and no other data are validated in its place."""
    (tmp_path / "seeds").mkdir()
    assert seeds.find_root(tmp_path) is None
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert seeds.find_root(tmp_path) == tmp_path


def test_seeds_as_a_link_are_refused(tmp_path: Path) -> None:
    """A checkout whose `seeds/` leads elsewhere is not read."""
    elsewhere("seeds")(invented.write(tmp_path))
    with pytest.raises(MissingFileError, match="this is a link"):
        seeds.read(tmp_path)


def test_outside_a_checkout_that_is_said(
    run: Callable[..., tuple[int, str, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who validates far from any checkout learns that it was the installed data that are sound."""
    (tmp_path / "far").mkdir()
    monkeypatch.chdir(tmp_path / "far")
    code, said, _ = run("validate")
    assert code == 0
    assert "There is no checkout here" in said


# Files that are named.


def test_a_folder_without_end_is_not_walked(tmp_path: Path) -> None:
    """A folder that is named is looked into so deep as is reasonable, and then that is said."""
    deep(invented.write(tmp_path))
    with pytest.raises(MissingFileError, match="more than 32 deep"):
        validation.check([tmp_path / "seeds"], tmp_path)


def test_links_and_hidden_folders_are_not_walked(tmp_path: Path) -> None:
    """In a folder that is named no link to a folder is followed, and no hidden folder looked into."""
    root = invented.write(tmp_path)
    (root / "drafts/.git").mkdir(parents=True)
    (root / "drafts/.git/x.yaml").write_text("[")
    (root / "drafts/out").symlink_to("/etc")
    (root / "drafts/around").symlink_to(".")
    (root / "drafts/example-memorandum.yaml").write_bytes(record())
    done = validation.check([root / "drafts"], root)
    assert (done.problems, done.files) == ((), 1)


def test_a_file_that_is_named_twice_is_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two spellings of one path are one file, which is no duplicate of itself."""
    (invented.write(tmp_path) / "example-memorandum.yaml").write_bytes(record())
    monkeypatch.chdir(tmp_path)
    named_twice = [Path("example-memorandum.yaml"), Path("seeds/../example-memorandum.yaml")]
    done = validation.check(named_twice, tmp_path)
    assert (done.problems, done.files) == ((), 1)


@pytest.mark.parametrize("name", ["pipe.yaml", "zero.yaml", "broken.yaml", "folder.yaml", "\udcff.yaml"])
def test_hostile_files_that_are_named(name: str, tmp_path: Path) -> None:
    """A pipe, device, link or folder that is named on the command line is complained of like one that is met."""
    root = invented.write(tmp_path)
    os.mkfifo(root / "pipe.yaml")
    (root / "zero.yaml").symlink_to("/dev/zero")
    (root / "broken.yaml").symlink_to("nowhere")
    (root / "folder.yaml").mkdir()
    (root / "\udcff.yaml").symlink_to("\udcfe")
    (problem,) = validation.check([root / name], root).problems
    assert (problem.place.path, problem.rule) == (f"{root}/{name}", "not-a-file")


# Files that change while they are read.

BROKEN = Finding(MEMORANDUM, ("title",), "blank-text", "of a file that has changed since")


def instead(file: Path, make: Callable[[Path], None]) -> None:
    """Put something else in the place of a file."""
    file.unlink()
    make(file)


CHANGES: dict[str, Callable[[Path], object]] = {
    "gone": lambda file: file.unlink(),
    "a pipe": lambda file: instead(file, os.mkfifo),
    "a folder": lambda file: instead(file, os.mkdir),
    "a link": lambda file: instead(file, lambda name: name.symlink_to("/dev/zero")),
    "empty": lambda file: file.write_bytes(b""),
    "grown": lambda file: file.write_bytes(b"a" * (LIMIT_BYTES + 9)),
    "no text": lambda file: file.write_bytes(b"\xff\0"),
    "another document": lambda file: file.write_bytes(b"- 1\n- 2\n"),
}


@pytest.mark.parametrize("how", CHANGES)
def test_a_file_that_changes_before_it_is_placed(how: str, tmp_path: Path) -> None:
    """A problem in a file that has changed or gone since it was read stands at the beginning of the file."""
    corpus = seeds.read(invented.write(tmp_path))
    CHANGES[how](tmp_path / MEMORANDUM)
    (problem,) = placed(corpus, [BROKEN])
    assert (problem.place.line, problem.place.column) == (1, 1)


@pytest.mark.parametrize("how", ["gone", "a folder"])
def test_a_file_that_changes_after_it_is_listed(how: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that vanishes between listing and reading is a problem of that file."""
    file, read = invented.write(tmp_path) / MEMORANDUM, files.read

    def late(asked: Path, most: int) -> bytes:
        if asked == file and file.is_file():
            CHANGES[how](file)
        return read(asked, most)

    monkeypatch.setattr(files, "read", late)
    (problem,) = rules.problems(seeds.read(tmp_path))
    assert (problem.place.path, problem.rule) == (MEMORANDUM, "unreadable-file" if how == "gone" else "not-a-file")


def test_a_link_put_between_question_and_opening_is_not_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A link that takes the place of a file just before it is opened leads nowhere."""
    file = tmp_path / "x"
    file.write_text("x")
    opened = os.open

    def late(name: str, *arguments: Any) -> int:
        file.unlink()
        file.symlink_to("/etc/passwd")
        return opened(name, *arguments)

    monkeypatch.setattr(os, "open", late)
    with pytest.raises(OSError, match="symbolic link"):
        files.read(file, 10)


# Seals and manifests.


def seal_text() -> list[str]:
    """The lines of the sound seal."""
    text = seals.Text(invented.LINES)
    places = text.positions("signed a memorandum in Lisbon") + text.positions("praised the weather at length")
    return sealfiles.render(seals.open_quotations(seals.seal("example-source", text), text, places)).split("\n")


LINES = seal_text()
LAST = len(LINES)
ALL = "\n".join(LINES)

SEALS: dict[str, tuple[str, int]] = {
    "nothing": ("", 1),
    "cut in a line": (ALL[:500], ALL[:500].count("\n") + 1),
    "cut after a line": ("\n".join(LINES[:4]) + "\n", 2),
    "CRLF": (ALL.replace("\n", "\r\n"), 1),
    "byte order mark": ("\ufeff" + ALL, 1),
    "another source": (ALL.replace("example-source", "other-source"), 2),
    "a path for a source": (ALL.replace("example-source", "../other"), 1),
    "a leaf changed": (ALL.replace(LINES[3][-9:], "0" * 9), 2),
    "a paragraph left out": ("\n".join(LINES[:3] + LINES[4:]), 4),
    "a paragraph twice": ("\n".join(LINES[:4] + LINES[3:]), 5),
    "digits of another script": (ALL.replace("\n1 ", "\n١ ", 1), 3),
    "a number of 5,000 digits": (ALL.replace("\n1 ", f"\n{'1' * 5000} ", 1), 3),
    "an opening of 5,000 digits": (f"{ALL}open {'9' * 5000} 1-2 {'0' * 64}\n", LAST),
    "an opening far away": (f"{ALL}open 9999999 9999999-9999999 {'0' * 32}\n", LAST),
    "an opening from the end": (f"{ALL}open 5 9-3 {'0' * 32}\n", LAST),
    "an opening of nothing": (f"{ALL}open 0 0-0 {'0' * 32}\n", LAST),
    "too few salts": (f"{ALL}open 5 1-3 {'0' * 64}\n", LAST),
    "an opening twice": (f"{ALL}{LINES[-2]}\n", LAST),
    "too long": ("x" * (sealfiles.MAX_CHARACTERS + 5), 1),
    "too many paragraphs": (
        "\n".join([*LINES[:2], *(f"{n} - -" for n in range(1, sealfiles.MAX_PARAGRAPHS + 9)), ""]),
        sealfiles.MAX_PARAGRAPHS + 3,
    ),
}


@pytest.mark.parametrize("name", SEALS)
def test_hostile_seals(name: str, tmp_path: Path) -> None:
    """A seal that `ukjsec seal` did not write is complained of at its line, and no quotation is held against it."""
    text, line = SEALS[name]
    (invented.write(tmp_path) / SEAL).write_text(text, "utf-8", newline="")
    assert found(tmp_path) == [(SEAL, line, 1, "broken-seal")]


@pytest.mark.parametrize("salts", ["0" * 32, "f" * 32])
def test_salts_of_other_words_prove_nothing(salts: str, tmp_path: Path) -> None:
    """A seal may hold any salts; a quotation is not proven by those of other words."""
    seal = invented.write(tmp_path) / SEAL
    lines = seal.read_text().split("\n")
    lines[-2] = lines[-2][:-32] + salts
    seal.write_text("\n".join(lines))
    assert {rule for _, _, _, rule in found(tmp_path)} == {"quotation-unsealed"}


MANIFESTS: dict[str, tuple[dict[str, Any], str]] = {
    "a path as file": ({"file": "../../../etc/passwd"}, "wrong-value"),
    "an absolute path as file": ({"file": "/etc/passwd"}, "wrong-value"),
    "a path of Windows as file": ({"file": "..\\x.txt"}, "wrong-value"),
    "a hidden file": ({"file": ".."}, "wrong-value"),
    "a script as address": ({"address": "javascript:alert(1)"}, "wrong-value"),
    "a file as address": ({"address": "file:///etc/passwd"}, "wrong-value"),
    "languages without end": ({"language": ", ".join(["en"] * 9999)}, "wrong-value"),
    "a day that was not": ({"retrieved": "2026-02-31"}, "wrong-type"),
    "a span of 7 digits": ({"ledger": [{"at": "9999999", "why": "context"}]}, "wrong-value"),
    "a span backwards": (
        {"ledger": [*invented.SOURCE["ledger"], {"at": "5-1", "why": "context"}]},
        "sentence-not-there",
    ),
    "a span from nought": ({"ledger": [*invented.SOURCE["ledger"], {"at": 0, "why": "context"}]}, "sentence-not-there"),
    "a span far away": (
        {"ledger": [*invented.SOURCE["ledger"], {"at": "999999-999999", "why": "context"}]},
        "sentence-not-there",
    ),
    "a span over all": ({"ledger": [{"at": "1-999999", "why": "context"}]}, "sentence-not-there"),
    "a part over all": ({"parts": [invented.SOURCE["parts"][0] | {"paragraphs": "1-999999"}]}, "parts-incomplete"),
}


@pytest.mark.parametrize("name", MANIFESTS)
def test_hostile_manifests(name: str, tmp_path: Path) -> None:
    """A manifest that names what is not there, or what is none of its business, is complained of, and it alone."""
    changed, rule = MANIFESTS[name]
    invented.put(invented.write(tmp_path) / MANIFEST, invented.SOURCE | changed)
    assert {(path, one) for path, _, _, one in found(tmp_path)} == {(MANIFEST, rule)}


SPAN = st.tuples(st.integers(0, 4), st.integers(0, 4), st.integers(0, 4), st.integers(0, 4)).map(
    lambda n: f"{n[0]}{f'.{n[1]}' * bool(n[1])}{f'-{n[2]}' * bool(n[2])}{f'.{n[3]}' * bool(n[2] and n[3])}"
)


@given(
    st.lists(SPAN, max_size=6),
    st.lists(st.integers(0, 3), max_size=4),
    st.sets(st.tuples(st.integers(1, 4), st.integers(1, 3))),
)
def test_the_ledger_is_what_it_says(entries: list[str], counts: list[int], quoted: set[tuple[int, int]]) -> None:
    """The quick account of a ledger is that of looking at every sentence for every entry."""
    starts = tuple(tuple(range(1, count + 1)) for count in counts)
    sealed = seals.Seal("x", tuple(bytes(seals.LEAF * count) for count in counts), starts)
    every = [(number, at) for number, count in enumerate(counts, 1) for at in range(1, count + 1)]
    expected, named_before = [], set[tuple[int, int]]()
    for at, entry in enumerate(entries):
        span = spans.parse(entry)
        here = {sentence for sentence in every if sentence in span}
        ends = span.last[1] == spans.LAST or span.last in here
        if not here or span.first not in here or not ends or span.last[0] > len(counts):
            expected.append((at, "sentence-not-there"))
        elif here <= quoted or here <= named_before:
            expected.append((at, "ledger-quoted"))
        named_before |= here
    source = Source.model_construct(id="x", ledger=tuple(_entry(entry) for entry in entries))
    assert [(one.route[1], one.rule) for one in ledger._named(source, sealed, "p", quoted)] == expected
    left = [one for one in every if one not in quoted and not any(one in spans.parse(entry) for entry in entries)]
    said = [one.message for one in ledger._unaccounted(source, sealed, "p", quoted)]
    assert [message.partition(": ")[2].partition(": ")[2] for message in said] == (
        [", ".join(f"{paragraph}.{number}" for paragraph, number in left)] if left else []
    )


def _entry(at: str) -> Any:
    from ukjsec.models import LedgerEntry

    return LedgerEntry.model_construct(at=at, why="context")


# Heavy input, measured in a process of its own.


def repeat(data: str) -> Maker:
    """The memorandum as a text that is given as an expression of Python."""
    return lambda root: (root / MEMORANDUM).write_bytes(eval(data)) and None  # noqa: S307 (written below)


def crowd(number: int, **changed: Any) -> Maker:
    """Copies of the memorandum, each of which points to the next where `{next}` stands."""

    def make(root: Path) -> None:
        for at in range(number):
            text = json.dumps(RECORD | changed | {"id": f"c{at}"}).replace("{next}", f"c{(at + 1) % number}")
            (root / FOLDER / f"c{at}.yaml").write_text(text)

    return make


def actors(number: int, parent: str) -> Maker:
    """Actors each of which has the next as its parent."""

    def make(root: Path) -> None:
        more = [
            {"id": f"p{at}", "name": f"P{at}", "kind": "group", "parent": parent.format((at + 1) % number)}
            for at in range(number)
        ]
        invented.put(root / "seeds/actors.yaml", [*invented.ACTORS, *more])

    return make


def sentences(root: Path) -> None:
    """A source of a hundred thousand sentences, and a ledger that names all of them two thousand times."""
    rows, starts = (bytes(8 * 1000),) * 100, (tuple(range(1, 1001)),) * 100
    (root / SEAL).write_text(sealfiles.render(seals.Seal("example-source", rows, starts)))
    invented.put(root / MANIFEST, invented.SOURCE | {"ledger": [{"at": "1-100", "why": "context"}] * 1999})


def strays(number: int) -> Maker:
    """Files that nothing reads."""

    def make(root: Path) -> None:
        for at in range(number):
            (root / FOLDER / f"s{at}.txt").touch()

    return make


def hostile_list(key: str, item: str, number: int = 1990) -> Maker:
    """The memorandum with a long list."""
    items = b"[" + b", ".join(item.replace("{}", str(at)).encode() for at in range(number)) + b"]"
    return lambda root: (root / MEMORANDUM).write_bytes(record(**{key: items}))


HEAVY: dict[str, tuple[Maker, str]] = {
    "brackets": (repeat("b'[' * 100_000"), "too-deep"),
    "maps": (repeat("b'{a: ' * 100_000"), "too-deep"),
    "dashes": (repeat("b'- ' * 100_000"), "too-deep"),
    "aliases": (
        repeat("b'a0: &a0 x\\n' + b''.join(b'a%d: &a%d [*a%d, *a%d]\\n' % (n, n, n - 1, n - 1) for n in range(1, 99))"),
        "anchor-or-alias",
    ),
    "50 MB": (repeat("b'id: ' + b'a' * 50_000_000"), "too-large"),
    "marks": (repeat("b'\"' * 900_000"), "yaml-syntax"),
    "lines": (repeat("b'\\n' * 900_000 + b'x'"), "wrong-type"),
    "invisible": (repeat("b'id: ' + '\\u200bx'.encode() * 200_000"), "invisible-character"),
    "heaped": (repeat("b'id: a' + '\\u0316'.encode() * 400_000"), "heaped-marks"),
    "parted": (repeat("b'id: ' + 'q\\u0303'.encode() * 300_000"), "wrong-value"),
    "mixed scripts": (repeat("b'id: ' + 'a\\u0430'.encode() * 300_000"), "look-alike-letter"),
    "100,000 keys": (repeat("b''.join(b'k%d: 1\\n' % n for n in range(100_000))"), "too-large"),
    "a huge key": (repeat("b'k' * 900_000 + b': x'"), "yaml-syntax"),
    "a huge text": (lambda root: (root / MEMORANDUM).write_bytes(record(title="v" * 900_000)), "wrong-value"),
    "terms": (hostile_list("topics", "t{}"), "unknown-term"),
    "participants": (hostile_list("participants", "{actor: a{}, role: party}"), "unknown-actor"),
    "quotations": (
        hostile_list("evidence", "{source: example-source, quote: word {}, supports: [dates.signed]}"),
        "quotation-unsealed",
    ),
    "strays": (strays(10_000), "stray-file"),
    "a ring of series": (crowd(200, series="{next}", ordinal=1), "not-a-series"),
    "a ring of relations": (crowd(200, related=[{"type": "part-of", "to": "{next}"}]), "value-without-evidence"),
    "copies": (crowd(600), "likely-duplicate"),
    "a ring of actors": (actors(1900, "p{}"), "parent-loop"),
    "unknown parents": (actors(1900, "nobody-{}"), "unknown-actor"),
    "a ledger over all": (sentences, "ledger-quoted"),
    "a long seal": (
        lambda root: (root / SEAL).write_text("x" * 2**26),
        "broken-seal",
    ),
}


@pytest.mark.parametrize("name", HEAVY)
def test_heavy_input(name: str, tmp_path: Path) -> None:
    """What is made to exhaust the validator ends as a complaint, and takes less than 200 MiB."""
    make, rule = HEAVY[name]
    make(invented.write(tmp_path))
    done = measured(tmp_path, "validate")
    assert (done.code, done.errors) == (1, "")
    assert f": {rule}: " in done.out
    assert done.mebibytes < LIMIT_MEBIBYTES


# What is touched while validating.

WATCHED = """\
import json, os, sys
seen = []
def watch(event, arguments):
    if event.split(".")[0] in ("socket", "subprocess", "urllib", "ctypes", "ftplib", "http") or event in (
        "os.system", "os.exec", "os.posix_spawn", "os.fork", "os.forkpty", "os.spawn", "os.remove", "os.rename",
        "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.chmod", "os.truncate", "shutil.rmtree"):
        seen.append([event, str(arguments)])
    if event == "open" and isinstance(arguments[0], (str, bytes)):
        writes = arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC) if arguments[2] else 0
        seen.append(["write" if writes else "read", os.path.realpath(os.fsdecode(arguments[0]))])
from ukjsec import cli
sys.addaudithook(watch)
try:
    code = cli.main(sys.argv[1:])
finally:
    sys.stderr.write(json.dumps([code, seen]))
"""


def watched(root: Path, *arguments: str) -> tuple[int, list[tuple[str, str]]]:
    """Run the command line: its exit code, and all that it did to files, networks and processes."""
    command = [sys.executable, "-B", "-c", WATCHED, *arguments]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True, errors="backslashreplace")
    code, seen = json.loads(done.stderr)
    return code, [tuple(one) for one in seen]


@pytest.mark.parametrize("arguments", [["validate"], ["validate", "seeds"], ["validate", "drafts/x.yaml"]])
def test_nothing_outside_is_touched(arguments: list[str], tmp_path: Path) -> None:
    """To validate a checkout full of traps opens files of the checkout alone, writes nothing and starts nothing."""
    root, secret = invented.write(tmp_path / "checkout"), tmp_path / "secret"
    secret.mkdir()
    (secret / "x.yaml").write_text("id: secret")
    for name in ("seeds/agreements/x.yaml", "seeds/actors.json", "seeds/sources/x.seal", "drafts/x.yaml"):
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).symlink_to(secret / "x.yaml")
    (root / "seeds/exercises/outside").symlink_to(secret)
    (root / "seeds/dialogues/zero.yaml").symlink_to("/dev/zero")
    (root / "seeds/dialogues/tag.yaml").write_bytes(title(b"!!python/object/apply:os.system [echo]"))
    (root / "seeds/dialogues/web.yaml").write_bytes(title(b"!include http://localhost/x.yaml"))
    invented.put(root / MANIFEST, invented.SOURCE | {"file": str(secret / "x.yaml"), "address": "http://localhost/"})
    code, seen = watched(root, *arguments)
    assert code == 1
    own = (str(root.resolve()), str(Path(seeds.__file__).parent), sys.prefix, sys.base_prefix, "/usr/", "/etc/local")
    outside = [one for one in seen if one[0] != "read" or not one[1].startswith(own)]
    assert outside == []
    assert any(path.startswith(str(root.resolve())) for _, path in seen)


# Those who write.


def full(root: Path, *arguments: str, room: int = 64) -> subprocess.CompletedProcess[str]:
    """Run the command line where no file may become larger than some bytes, as on a full disk."""
    return subprocess.run(
        [sys.executable, "-B", "-m", "ukjsec", *arguments],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (room, room)),
    )


def tree(root: Path) -> dict[str, str]:
    """Every file with the hash of its bytes."""
    every = [file for file in root.rglob("*") if file.is_file()]
    return {file.relative_to(root).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest() for file in every}


@pytest.mark.parametrize(
    "arguments", [["seal", "--texts", "texts"], ["source", "add", "texts/other.txt", "--id", "other"], ["build"]]
)
def test_a_full_disk_loses_nothing(arguments: list[str], checkout: Path) -> None:
    """What cannot be written whole leaves the old files as they were, no half ones, and an error that says so."""
    (checkout / "texts/other.txt").write_text(invented.LINES)
    evidence = [*RECORD["evidence"][:2], RECORD["evidence"][2] | {"quote": "been in force since June 2001"}]
    if arguments[0] == "seal":
        (checkout / MEMORANDUM).write_bytes(record(evidence=evidence))
    if arguments[0] == "build":
        (checkout / MEMORANDUM).write_bytes(title(b"Another title"))
    before = tree(checkout)
    done = full(checkout, *arguments)
    assert done.returncode == 2
    assert "File too large" in done.stderr
    assert "Traceback" not in done.stderr
    assert tree(checkout) == before
    assert full(checkout, *arguments, room=2**30).returncode == 0
    assert tree(checkout) != before


@pytest.mark.parametrize("name", [".example-source.seal.new", ".example-source.seal.old"])
def test_a_link_beside_a_seal_leads_nowhere(name: str, checkout: Path) -> None:
    """A link in the name of a temporary file, sent with a pull request, has nothing written where it leads."""
    precious = checkout / "precious"
    precious.write_text("precious")
    (checkout / "seeds/sources" / name).symlink_to(precious)
    (checkout / SEAL).unlink()
    done = sources.seal(checkout, checkout / "texts")
    assert done.written == ["example-source"]
    assert precious.read_text() == "precious"
    assert not (checkout / SEAL).is_symlink()


@pytest.mark.parametrize("name", ["datapackage", ".datapackage.new", ".datapackage.old", ".schemas.new"])
def test_a_link_in_the_place_of_a_built_folder_is_refused(name: str, checkout: Path) -> None:
    """A build neither fills nor empties a folder to which a link leads."""
    wanted = build.artefacts(seeds.read(checkout))
    precious = checkout / "precious"
    precious.mkdir()
    (precious / "x").write_text("precious")
    if (checkout / name).is_dir():
        (checkout / name).rename(checkout / "aside")
    (checkout / name).symlink_to(precious)
    for act in (build.compare, build.write):
        with pytest.raises(BrokenCorpusError, match="is a link; delete it"):
            act(checkout, wanted)
    assert [file.name for file in precious.iterdir()] == ["x"]


def test_left_over_links_and_folders_are_named_and_not_followed(checkout: Path) -> None:
    """What stands in a built folder and does not belong there is named once, however deep or wherever it leads."""
    wanted = build.artefacts(seeds.read(checkout))
    (checkout / "datapackage/out").symlink_to("/etc")
    (checkout / "datapackage/a/b").mkdir(parents=True)
    (checkout / "datapackage/a/b/c.txt").touch()
    assert [str(one) for one in build.compare(checkout, wanted)] == [
        "datapackage/a: left over",
        "datapackage/out: left over",
    ]
    build.write(checkout, wanted)
    assert build.compare(checkout, wanted) == []


@pytest.mark.parametrize("name", ["big.txt", "a\nb.txt", ".hidden.txt"])
def test_a_text_that_no_source_can_have(name: str, tmp_path: Path) -> None:
    """A text that is too large to be sealed, or whose name no manifest may hold, is refused before it is read."""
    file = invented.write(tmp_path) / name
    file.write_text("a")
    if name.startswith("big"):
        os.truncate(file, sources.LARGEST_TEXT + 1)
    with pytest.raises(MissingFileError, match="several sources" if name.startswith("big") else "plain name"):
        sources.add(tmp_path, file, "other")
    assert not (tmp_path / "seeds/sources/other.seal").exists()


# What is printed.


@pytest.mark.parametrize("command", ["show", "why", "cite", "explain", "coverage"])
def test_no_argument_is_obeyed(command: str, run: Callable[..., tuple[int, str, str]]) -> None:
    """An argument that holds terminal escapes or workflow commands comes back in a message as harmless text."""
    code, out, errors = run(command, "\x1b[31mx\n::error::y")
    assert (code, out) == (2, "")
    assert "\x1b" not in errors
    assert not [line for line in errors.split("\n") if line.lstrip().startswith("::")]


def test_no_name_or_line_is_obeyed(run: Callable[..., tuple[int, str, str]], checkout: Path) -> None:
    """Neither the name of a file nor a line of it is printed so that a terminal or a runner would obey it."""
    named(b"a\n::error::\x1b[31m\xff.yaml", title(b'"::error::\\u001b \x1b[31m" # \xff'))(checkout)
    named(b"b.yaml", b"::error::x: 1\n\x1b]0;x\x07: 2\n")(checkout)
    named(b"c.yaml", record(status="a\n::error::b"))(checkout)
    code, out, errors = run("validate")
    assert (code, errors) == (1, "")
    assert not {"\x1b", "\x07", "\udcff"} & set(out)
    assert not [line for line in out.split("\n") if line.lstrip().startswith("::")]


def test_places_in_a_text_with_odd_letters() -> None:
    """Letters and accents that are allowed neither move places nor are changed."""
    text = "a: q\u0303か\u309aか\nb: 葛\U000e0100c\n"
    assert documents.compose(text.encode()).value == {"a": "q\u0303か\u309aか", "b": "葛\U000e0100c"}
    assert placing.locate(text.encode(), ("b",)) == (2, 4)


def test_a_corpus_of_nothing(tmp_path: Path) -> None:
    """A corpus without any file has no problems to place."""
    assert placed(Corpus(tmp_path), []) == []
