"""Building: the same bytes everywhere, all or nothing, and never less than what stood there before."""

from __future__ import annotations

import hashlib
import json
import os
import pickle
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import invented
import pyarrow.parquet as pq
import pytest

from ukjsec import build, dataset, files, seeds
from ukjsec.errors import BrokenCorpusError, BusyFolderError

MEMORANDUM = "seeds/agreements/example-memorandum.yaml"

BUILD = """
import sys, time
time.time = lambda: float(sys.argv[2])
from pathlib import Path
from ukjsec import build, seeds
root = Path(sys.argv[1])
build.write(root, build.artefacts(seeds.read(root)))
"""

KILLED = """
import os, pickle, shutil, sys
from pathlib import Path
from ukjsec import build
wanted, owner, name, count = pickle.load(open(sys.argv[1], "rb")), *sys.argv[2:4], int(sys.argv[4])
home = {"Path": Path, "shutil": shutil}[owner]
real, calls = getattr(home, name), 0
def dies(*arguments, **options):
    global calls
    calls += 1
    if calls == count:
        if name == "write_bytes":
            real(arguments[0], arguments[1][:7])
        os._exit(9)
    return real(*arguments, **options)
setattr(home, name, dies)
build.write(Path(sys.argv[5]), wanted)
"""


def state(root: Path) -> dict[str, tuple[bytes, int]]:
    """Path → bytes and time of change of every generated file, and of what a build has in hand."""
    folders = [folder for folder in root.iterdir() if folder.name.strip(".").split(".")[0] in build.FOLDERS]
    files = [file for folder in folders for file in folder.rglob("*") if file.is_file()]
    return {file.relative_to(root).as_posix(): (file.read_bytes(), file.stat().st_mtime_ns) for file in files}


def content(root: Path) -> dict[str, bytes]:
    """Path → bytes of every generated file."""
    return {path: data for path, (data, _) in state(root).items()}


def wanted(root: Path) -> dict[str, bytes]:
    """What a build of a checkout makes."""
    return build.artefacts(seeds.read(root))


def retitle(root: Path) -> None:
    """Change a title, which stands in four of the files."""
    invented.put(root / MEMORANDUM, invented.RECORDS["agreements/example-memorandum"] | {"title": "Another title"})


def test_a_second_build_changes_nothing(checkout: Path) -> None:
    """Who builds twice finds every byte and every time of change as it was."""
    before = state(checkout)
    assert len(before) > 60
    assert build.write(checkout, wanted(checkout)) == []
    assert state(checkout) == before


@pytest.mark.parametrize(
    ("environment", "clock", "umask"),
    [
        ({"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "1"}, "0", 0o077),
        ({"TZ": "America/Los_Angeles", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "4242"}, "4e9", 0o002),
    ],
)
def test_the_same_bytes_everywhere(
    built: Path, tmp_path: Path, environment: dict[str, str], clock: str, umask: int
) -> None:
    """Time zone, locale, hash seed, clock, umask and folder leave no trace in any byte."""
    root = Path(shutil.copytree(built, tmp_path / "日本 root", ignore=shutil.ignore_patterns(*build.FOLDERS)))
    done = subprocess.run(
        [sys.executable, "-c", BUILD, str(root), clock],
        cwd=tmp_path,
        env=os.environ | environment,
        umask=umask,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert content(root) == content(built)


def test_a_title_changes_what_names_it(checkout: Path) -> None:
    """Only the tables that hold a changed value, and the descriptor, are written anew."""
    retitle(checkout)
    different = {str(each) for each in build.write(checkout, wanted(checkout))}
    names = ("agreements.csv", "agreements.parquet", "records.csv", "records.parquet", "datapackage.json")
    assert different == {f"datapackage/{name}: changed" for name in names}
    assert build.compare(checkout, wanted(checkout)) == []


def test_comparing_names_what_differs_and_writes_nothing(checkout: Path) -> None:
    """A missing, a changed and a left-over file are named, sorted by path, and nothing is touched."""
    (checkout / "datapackage/actors.csv").unlink()
    (checkout / "datapackage/dates.csv").write_text("changed", "utf-8")
    (checkout / "schemas/old.schema.json").write_text("{}", "utf-8")
    before = state(checkout)
    assert [str(each) for each in build.compare(checkout, wanted(checkout))] == [
        "datapackage/actors.csv: missing",
        "datapackage/dates.csv: changed",
        "schemas/old.schema.json: left over",
    ]
    assert state(checkout) == before
    build.write(checkout, wanted(checkout))
    assert build.compare(checkout, wanted(checkout)) == []
    assert not (checkout / "schemas/old.schema.json").exists()


def unsealed(root: Path) -> None:
    """Leave a quotation unsealed."""
    record = json.loads((root / MEMORANDUM).read_bytes())
    record["evidence"][0]["quote"] = "the defence ministers of Japan"
    invented.put(root / MEMORANDUM, record)


def misspelt(root: Path) -> None:
    """Misspell a term."""
    invented.put(root / MEMORANDUM, invented.RECORDS["agreements/example-memorandum"] | {"status": "singed"})


@pytest.mark.parametrize(("spoil", "rule"), [(unsealed, "quotation-unsealed"), (misspelt, "unknown-term")])
def test_a_broken_corpus_builds_nothing(checkout: Path, spoil: Callable[[Path], None], rule: str) -> None:
    """A problem, and the notice of an unsealed quotation too, stop a build; no byte and no time changes."""
    before = state(checkout)
    spoil(checkout)
    with pytest.raises(BrokenCorpusError, match=rf"{rule}: .*run `ukjsec validate`"):
        wanted(checkout)
    assert state(checkout) == before


@pytest.mark.parametrize("options", [{"data_page_version": "2.0"}, {"row_group_size": 2}])
def test_parquet_of_another_writer_keeps_its_bytes(checkout: Path, options: dict[str, Any]) -> None:
    """Equal in all that a build asks for is equal: the bytes stay, and the descriptor's hash follows them."""
    file = checkout / "datapackage/evidence.parquet"
    pq.write_table(pq.read_table(file), file, compression="zstd", write_page_checksum=True, **options)
    data = file.read_bytes()
    assert {str(each) for each in build.write(checkout, wanted(checkout))} == {"datapackage/datapackage.json: changed"}
    assert file.read_bytes() == data
    resources = json.loads((checkout / "datapackage/datapackage.json").read_bytes())["resources"]
    found = next(each["hash"] for each in resources if each["path"] == "evidence.parquet")
    assert found == f"sha256:{hashlib.sha256(data).hexdigest()}"


@pytest.mark.parametrize("options", [{"compression": "zstd"}, {"compression": "gzip", "write_page_checksum": True}])
@pytest.mark.parametrize("name", ["evidence", "reliability"])
def test_parquet_that_is_stored_otherwise_is_replaced(
    checkout: Path, built: Path, name: str, options: dict[str, Any]
) -> None:
    """Equal values without page checksums, or compressed in another way, are not kept: a build would not write them."""
    file = checkout / f"datapackage/{name}.parquet"
    pq.write_table(pq.read_table(file), file, **options)
    assert f"datapackage/{name}.parquet: changed" in map(str, build.write(checkout, wanted(checkout)))
    assert content(checkout) == content(built)


def emptied(data: bytes) -> bytes:
    """Nothing."""
    return data[:0]


def halved(data: bytes) -> bytes:
    """The first half."""
    return data[: len(data) // 2]


def flipped(data: bytes) -> bytes:
    """One bit of a page is another; only its checksum tells."""
    changed = bytearray(data)
    changed[60] ^= 1
    return bytes(changed)


@pytest.mark.parametrize("spoil", [emptied, halved, flipped])
def test_a_corrupt_parquet_file_is_replaced(checkout: Path, built: Path, spoil: Callable[[bytes], bytes]) -> None:
    """A file that cannot be read, or has a wrong page, is made anew."""
    file = checkout / "datapackage/evidence.parquet"
    file.write_bytes(spoil(file.read_bytes()))
    assert "datapackage/evidence.parquet: changed" in map(str, build.write(checkout, wanted(checkout)))
    assert content(checkout) == content(built)


@pytest.mark.parametrize("change", ["value", "metadata"])
def test_parquet_of_other_content_is_replaced(checkout: Path, built: Path, change: str) -> None:
    """A Parquet file in which a value or a word of the metadata was changed by hand is made anew."""
    file = checkout / "datapackage/actors.parquet"
    table = pq.read_table(file)
    if change == "metadata":
        table = table.replace_schema_metadata({**table.schema.metadata, b"version": b"9"})
    else:
        table = table.slice(0, 2)
    pq.write_table(table, file)
    build.write(checkout, wanted(checkout))
    assert content(checkout) == content(built)


STEPS = [
    ("Path", "write_bytes", 1),
    ("Path", "write_bytes", 9),
    ("Path", "mkdir", 1),
    ("Path", "rename", 1),
    ("Path", "rename", 2),
    ("shutil", "rmtree", 1),
]
"""The steps of a build: owner, function, and the which-th call of it. One folder is swapped in these tests."""


@pytest.mark.parametrize(("owner", "name", "count"), STEPS)
def test_a_killed_build_leaves_a_whole_package(
    checkout: Path, tmp_path: Path, owner: str, name: str, count: int
) -> None:
    """Whenever a build is killed, the old or the new package is there whole, or is put back; the next build ends it."""
    old = content(checkout)
    retitle(checkout)
    new = wanted(checkout)
    (tmp_path / "wanted").write_bytes(pickle.dumps(new))
    command = [sys.executable, "-c", KILLED, str(tmp_path / "wanted"), owner, name, str(count), str(checkout)]
    assert subprocess.run(command, check=False).returncode == 9
    between = not (checkout / "datapackage").exists()
    assert between is ((name, count) == ("rename", 2))
    found = dataset.folder(checkout / "ukjsec")
    table = pq.read_table(found / "records.parquet", page_checksum_verification=True)
    assert table.num_rows == len(invented.RECORDS)
    build.recover(checkout)
    assert content(checkout) == (new if name == "rmtree" else old)
    build.write(checkout, new)
    assert content(checkout) == new


@pytest.mark.parametrize("step", [step for step in STEPS if step[1] != "rmtree"])
@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_what_fails_is_undone_at_once(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, step: tuple[str, str, int], error: BaseException
) -> None:
    """A full disk or an impatient reader leaves every byte and time as it was, and nothing beside."""
    owner, name, count = step
    before = state(checkout)
    retitle(checkout)
    new = wanted(checkout)
    home = {"Path": Path, "shutil": shutil}[owner]
    real, calls = getattr(home, name), []

    def fails(*arguments: Any, **options: Any) -> Any:
        calls.append(arguments)
        if len(calls) == count:
            raise error
        return real(*arguments, **options)

    with monkeypatch.context() as patch:
        patch.setattr(home, name, fails)
        with pytest.raises(type(error)):
            build.write(checkout, new)
    assert state(checkout) == before


def test_recovering_a_sound_checkout_changes_nothing(checkout: Path) -> None:
    """Where no build was killed there is nothing to put back; what one left behind is cleared away."""
    before = state(checkout)
    (checkout / ".datapackage.new").mkdir()
    (checkout / ".datapackage.new/half.csv").write_text("half", "utf-8")
    (checkout / ".schemas.old").mkdir()
    build.recover(checkout)
    assert state(checkout) == before
    assert not list(checkout.glob(".*.new")) + list(checkout.glob(".*.old"))


def test_a_build_clears_away_what_another_left(checkout: Path) -> None:
    """Files that a killed build had made never get into the package of the next one."""
    (checkout / ".datapackage.new").mkdir()
    (checkout / ".datapackage.new/half.csv").write_text("half", "utf-8")
    retitle(checkout)
    new = wanted(checkout)
    build.write(checkout, new)
    assert content(checkout) == new


def test_two_builds_do_not_mix(checkout: Path) -> None:
    """While one build writes, another is refused and changes nothing; the lock leaves no file."""
    wanted = build.artefacts(seeds.read(checkout))
    before = sorted(file.name for file in checkout.iterdir())
    with files.alone(checkout), pytest.raises(BusyFolderError, match="another ukjsec"):
        build.write(checkout, wanted)
    assert build.write(checkout, wanted) == []
    assert sorted(file.name for file in checkout.iterdir()) == before
