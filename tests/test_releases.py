"""Releases: the same bytes everywhere, all files or none, and nothing when something is amiss."""

from __future__ import annotations

import hashlib
import io
import json
import os
import pickle
import random
import shutil
import signal
import stat
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import dplib
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from frictionless import Package

from ukjsec import build, checksums, files, releases, seeds
from ukjsec.errors import BusyFolderError, MissingFileError, OccupiedFolderError
from ukjsec.layout import tables

Run = Callable[..., tuple[int, str, str]]

BESIDE = {
    "ukjsec-0.1.0.zip", "datapackage.json", "croissant.json", "CITATION.cff", "RELEASE_NOTES.md", "SHA256SUMS",
}  # fmt: skip

NAMES = sorted({*(f"{name}.parquet" for name in tables()), *BESIDE})


def release(root: Path, *, draft: bool = False) -> dict[str, bytes]:
    """The files of the release of a checkout."""
    return releases.artefacts(root, build.artefacts(seeds.read(root)), draft=draft)


@pytest.fixture(scope="module")
def released(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of the invented corpus in a folder; nobody writes into it."""
    folder = tmp_path_factory.mktemp("released") / "out"
    releases.write(folder, release(built))
    return folder


@pytest.fixture
def out(released: Path, tmp_path: Path) -> Path:
    """A copy of that folder, which a test may spoil."""
    return Path(shutil.copytree(released, tmp_path / "out"))


def content(folder: Path) -> dict[str, bytes]:
    """Name → bytes of every file of a folder."""
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def around(folder: Path) -> list[str]:
    """The names of what stands beside a folder, itself among them."""
    return sorted(file.name for file in folder.parent.iterdir())


# What is in it.


def test_a_release_has_its_files(released: Path, built: Path) -> None:
    """Every table as Parquet, just as it was built, the zip, two descriptions, citation, notes and checksums."""
    found = content(released)
    assert list(release(built)) == sorted(found) == NAMES
    for name in tables():
        assert found[f"{name}.parquet"] == (built / f"datapackage/{name}.parquet").read_bytes()
    assert found["CITATION.cff"] == (built / "CITATION.cff").read_bytes()


def test_the_archive_holds_the_whole_package(released: Path, built: Path) -> None:
    """Unpacked, the zip archive is the folder `datapackage/`, file by file; unzip and Python find nothing wrong."""
    file = released / "ukjsec-0.1.0.zip"
    with zipfile.ZipFile(file) as archive:
        assert archive.testzip() is None
        found = {name: archive.read(name) for name in archive.namelist()}
    assert found == content(built / "datapackage")
    commands = [[sys.executable, "-m", "zipfile", "-t", str(file)]]
    commands += [["unzip", "-tq", str(file)]] if shutil.which("unzip") else []
    for command in commands:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")


def test_an_archive_depends_on_its_files_and_the_day_alone() -> None:
    """Names are sorted, times and permissions are fixed, nothing is deflated; days that zip does not know are 1980."""
    data = releases.archive({"b": b"2", "a": b"1"}, "2026-11-22")
    assert data == releases.archive({"a": b"1", "b": b"2"}, "2026-11-22")
    infos = zipfile.ZipFile(io.BytesIO(data)).infolist()
    assert [info.filename for info in infos] == ["a", "b"]
    assert {info.date_time for info in infos} == {(2026, 11, 22, 0, 0, 0)}
    assert {(info.create_system, info.external_attr >> 16, info.compress_type) for info in infos} == {(3, 0o100644, 0)}
    old = zipfile.ZipFile(io.BytesIO(releases.archive({"a": b"1"}, "1902-01-30"))).infolist()[0]
    assert old.date_time == (1980, 1, 1, 0, 0, 0)
    # Any change of these bytes changes what has been released: it has to be meant.
    assert hashlib.sha256(data).hexdigest() == "ff2b87dc1fe36e132dcbd91bfb72c1866952351a400ed6f503d31f1ca7b76acb"


def test_the_checksums_are_those_of_the_files(out: Path) -> None:
    """Every file but the list is in it with its digest; `sha256sum -c` agrees, and notices a bit that was changed."""
    found = content(out)
    listed = checksums.parse(found.pop("SHA256SUMS"))
    assert listed == {name: hashlib.sha256(data).hexdigest() for name, data in found.items()}
    if not shutil.which("sha256sum"):
        pytest.skip("sha256sum is not on this machine")
    command = ["sha256sum", "-c", "--strict", "--quiet", "SHA256SUMS"]
    done = subprocess.run(command, cwd=out, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    spoilt = bytearray(found["dates.parquet"])
    spoilt[99] ^= 1
    (out / "dates.parquet").write_bytes(bytes(spoilt))
    done = subprocess.run(command, cwd=out, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "dates.parquet: FAILED\n")


def test_the_commands_of_the_notes_work(out: Path) -> None:
    """Who has some of the files checks them with the command that the notes name, as they name it."""
    notes = (out / "RELEASE_NOTES.md").read_text("utf-8")
    commands = [line.partition("#")[0].strip() for line in notes.splitlines() if line.startswith(("sha256", "shasum"))]
    assert len(commands) == 2
    for name in ("dates.parquet", "ukjsec-0.1.0.zip"):
        (out / name).unlink()
    tried = [command for command in commands if shutil.which(command.split()[0])]
    if not tried:
        pytest.skip("neither sha256sum nor shasum is on this machine")
    for command in tried:
        done = subprocess.run(command.split(), cwd=out, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.count(": OK") == len(NAMES) - 3


def test_the_notes_tell_what_changed_and_count(released: Path, built: Path) -> None:
    """The notes hold the changelog's section with its headings raised, and the number of rows of every table."""
    notes = (released / "RELEASE_NOTES.md").read_text("utf-8")
    assert notes.startswith(
        "# ukjsec 0.1.0\n\nReleased on 2002-05-01.\n\n## Data\n\n- It is there.\n\n## What is in it\n"
    )
    assert notes.endswith("Code: MIT.\n")
    for name, table in tables().items():
        rows = pq.read_table(built / f"datapackage/{name}.parquet").num_rows
        assert f"| `{name}` | {rows:,} | {table.row} |\n" in notes
    assert "\n5 records: 1 agreement, 1 exercise, 1 dialogue, 1 operation and 1 project; proven by " in notes
    assert not [line for line in notes.splitlines() if line != line.rstrip()]
    every = content(released)
    named = {name.replace("<table>", "records") for name in notes.split("`") if name in every or "<table>" in name}
    assert named >= BESIDE - {"RELEASE_NOTES.md"} | {"records.parquet"}


def test_changes_stand_in_the_notes(built: Path) -> None:
    """What changed in the data since an older release stands between what is told and what is counted."""
    made = build.artefacts(seeds.read(built))
    notes = releases.artefacts(built, made, changes="## Changes in the data\n\n- One.\n")["RELEASE_NOTES.md"].decode()
    assert "\n\n- It is there.\n\n## Changes in the data\n\n- One.\n\n## What is in it\n" in notes


# Its descriptor.


def descriptor(folder: Path) -> dict[str, Any]:
    """The descriptor of a release."""
    found: dict[str, Any] = json.loads((folder / "datapackage.json").read_bytes())
    return found


def test_the_descriptor_describes_the_files_beside_it(released: Path, built: Path) -> None:
    """Every table is one Parquet resource of its name, with digest, schema and foreign keys among these."""
    found = descriptor(released)
    whole = json.loads((built / "datapackage/datapackage.json").read_bytes())
    assert {key: value for key, value in found.items() if key != "resources"} == {
        key: value for key, value in whole.items() if key != "resources"
    }
    resources = {each["name"]: each for each in found["resources"]}
    assert list(resources) == list(tables())
    csv = {each["name"]: each["schema"] for each in whole["resources"]}
    for name, resource in resources.items():
        data = (released / resource["path"]).read_bytes()
        assert (resource["path"], resource["format"]) == (f"{name}.parquet", "parquet")
        assert resource["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"
        assert resource["schema"] == csv[name]
        keys = [key["reference"]["resource"] for key in resource["schema"].get("foreignKeys", [])]
        assert {key or name for key in keys} <= set(resources)
    assert sum(len(each["schema"].get("foreignKeys", [])) for each in resources.values()) > 30


def complaints(folder: Path, *names: str) -> set[tuple[str, str]]:
    """Resource and kind of everything that frictionless complains of, in the release or in some resources of it."""
    found = descriptor(folder)
    found["resources"] = [each for each in found["resources"] if not names or each["name"] in names]
    for resource in found["resources"]:
        resource.pop("hash")  # frictionless does not look at that of Parquet
    report = Package.from_descriptor(found, basepath=str(folder)).validate()
    assert not report.errors
    assert len(report.tasks) == len(names or tables())
    return {(task.name, error.type) for task in report.tasks for error in task.errors}


BREAKS = [
    ("participants", ("actors", "records"), "actor_id", "nobody", "foreign-key"),
    ("actors", (), "parent_id", "nobody", "foreign-key"),
    ("actors", (), "id", "gbr", "primary-key"),
    ("dates", ("records",), "date", "May", "constraint-error"),
    ("dates", ("records",), "event", "singed", "constraint-error"),
]


def test_frictionless_accepts_the_release_and_looks_at_it(out: Path) -> None:
    """Rows, keys and foreign keys are as described; each that is broken is complained of."""
    assert complaints(out) == set()
    for name, others, column, value, kind in BREAKS:
        file = out / f"{name}.parquet"
        data = file.read_bytes()
        table = pq.read_table(file)
        rows = table.to_pylist()
        rows[-1][column] = value
        pq.write_table(pa.Table.from_pylist(rows, schema=table.schema), file)
        assert (name, kind) in complaints(out, name, *others)
        file.write_bytes(data)


def test_frictionless_opens_the_archive(released: Path) -> None:
    """The zip archive is a package as it is."""
    report = Package(str(released / "ukjsec-0.1.0.zip")).validate()
    assert (report.valid, len(report.tasks)) == (True, 2 * len(tables()))


def test_the_official_profile_accepts_the_descriptor(released: Path) -> None:
    """The published JSON Schema of Data Package 2.0 has nothing against it, but against a broken one."""
    profile = Path(dplib.__file__).parent / "profiles" / "2.0" / "datapackage.json"
    command = [sys.executable, "-m", "check_jsonschema", "--schemafile", str(profile), "-"]
    for found, code in ((descriptor(released), 0), (descriptor(released) | {"resources": []}, 1)):
        done = subprocess.run(command, input=json.dumps(found), capture_output=True, text=True, check=False)
        assert done.returncode == code, done.stdout


def test_our_own_validation_accepts_the_release(run: Run, out: Path) -> None:
    """`ukjsec validate` finds nothing wrong with the folder, nor with the archive in it, and counts the records."""
    for path in (out, out / "ukjsec-0.1.0.zip"):
        code, said, _ = run("validate", str(path))
        assert (code, "5 records" in said) == (0, True)


# The same bytes everywhere.


@pytest.mark.parametrize(
    ("environment", "umask"),
    [
        ({"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "1"}, 0o077),
        ({"TZ": "America/Los_Angeles", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "4242"}, 0o002),
    ],
)
def test_the_same_bytes_everywhere(
    built: Path, released: Path, tmp_path: Path, environment: dict[str, str], umask: int
) -> None:
    """Time zone, locale, hash seed, umask and folder leave no trace in any byte, nor do times of files."""
    root = Path(shutil.copytree(built, tmp_path / "日本 root"))
    for file in (root / "datapackage").iterdir():
        os.utime(file, (86400 * 9000, 86400 * 9000))
        file.chmod(0o600)
    done = subprocess.run(
        [sys.executable, "-m", "ukjsec", "release", "--out", "../out put", "--tag", "v0.1.0"],
        cwd=root,
        env=os.environ | environment,
        umask=umask,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert content(tmp_path / "out put") == content(released)


# All or nothing.

KILLED = """
import os, pickle, sys
from pathlib import Path
from ukjsec import releases
wanted, name, count = pickle.load(open(sys.argv[1], "rb")), sys.argv[2], int(sys.argv[3])
real, calls = getattr(Path, name), 0
def dies(*arguments, **options):
    global calls
    calls += 1
    if calls == count:
        if name == "write_bytes":
            real(arguments[0], arguments[1][:7])
        os._exit(9)
    return real(*arguments, **options)
setattr(Path, name, dies)
releases.write(Path(sys.argv[4]), wanted)
"""

TURNS = """
import pickle, sys
from pathlib import Path
from ukjsec import releases
both = pickle.load(open(sys.argv[1], "rb"))
print("ready", flush=True)
while True:
    for wanted in both:
        releases.write(Path(sys.argv[2]), wanted)
"""

STEPS = [
    ("mkdir", 2),
    ("write_bytes", 1),
    ("write_bytes", 20),
    ("rename", 1),
    ("rename", 2),
    ("unlink", 3),
    ("rmdir", 1),
]
"""The steps of writing over an older try: the which-th call of a function of `Path`."""


@pytest.fixture(scope="module")
def draft(built: Path) -> dict[str, bytes]:
    """The files of a draft of the same release: two of them differ."""
    return release(built, draft=True)


@pytest.mark.parametrize(("name", "count"), STEPS)
def test_a_killed_release_leaves_a_whole_one(
    out: Path, tmp_path: Path, draft: dict[str, bytes], name: str, count: int
) -> None:
    """Whenever it is killed, the place holds the old or the new release whole, or nothing; the next call ends it."""
    old = content(out)
    (tmp_path / "wanted").write_bytes(pickle.dumps(draft))
    command = [sys.executable, "-c", KILLED, str(tmp_path / "wanted"), name, str(count), str(out)]
    assert subprocess.run(command, check=False).returncode == 9
    if (name, count) == ("rename", 2):
        assert not out.exists()
    else:
        assert content(out) == (draft if name in {"unlink", "rmdir"} else old)
    releases.write(out, draft)
    assert content(out) == draft
    assert around(out) == ["out", "wanted"]


def test_killed_at_any_time_it_leaves_a_whole_one(out: Path, tmp_path: Path, draft: dict[str, bytes]) -> None:
    """SIGKILL at random moments never leaves half a release, and the next call puts all in order."""
    old, chance = content(out), random.Random(5)  # noqa: S311 (when to kill)
    (tmp_path / "both").write_bytes(pickle.dumps([draft, old]))
    for _ in range(8):
        command = [sys.executable, "-c", TURNS, str(tmp_path / "both"), str(out)]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as writing:
            assert writing.stdout
            assert writing.stdout.readline() == b"ready\n"
            with pytest.raises(subprocess.TimeoutExpired):
                writing.wait(chance.uniform(0, 0.1))
            writing.send_signal(signal.SIGKILL)
        if out.exists():
            assert content(out) in (old, draft)
        releases.write(out, old)
        assert content(out) == old
        assert around(out) == ["both", "out"]


@pytest.mark.parametrize("step", STEPS[1:5])
@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_what_fails_is_undone_at_once(
    out: Path, monkeypatch: pytest.MonkeyPatch, draft: dict[str, bytes], step: tuple[str, int], error: BaseException
) -> None:
    """A full disk or an impatient reader leaves the old release as it was, and nothing beside it."""
    old, (name, count) = content(out), step
    real, calls = getattr(Path, name), []

    def fails(*arguments: Any, **options: Any) -> Any:
        calls.append(arguments)
        if len(calls) == count:
            raise error
        return real(*arguments, **options)

    with monkeypatch.context() as patch:
        patch.setattr(Path, name, fails)
        with pytest.raises(type(error)):
            releases.write(out, draft)
    assert content(out) == old
    assert around(out) == ["out"]


# The folder.


def test_an_older_try_is_replaced(out: Path, draft: dict[str, bytes]) -> None:
    """A folder that is empty, and one that holds an older try of the same release, are filled anew."""
    releases.write(out, draft)
    assert content(out) == draft
    empty = out.parent / "deep/er"
    empty.mkdir(parents=True)
    releases.write(empty, draft)
    assert content(empty) == draft
    assert around(empty) == ["er"]


def other(folder: Path) -> None:
    """Put a file of one's own beside."""
    (folder / "thesis.docx").write_text("years of work", "utf-8")


def inner(folder: Path) -> None:
    """Put a folder in the place of a file."""
    (folder / "dates.parquet").unlink()
    (folder / "dates.parquet").mkdir()


def linked(folder: Path) -> None:
    """Put a link in the place of a file."""
    file = folder / "dates.parquet"
    file.rename(folder.parent / "mine.parquet")
    file.symlink_to("../mine.parquet")


def changed(folder: Path) -> None:
    """Write into a file of the release."""
    with (folder / "RELEASE_NOTES.md").open("a", encoding="utf-8") as notes:
        notes.write("What I added.\n")


def unlisted(folder: Path) -> None:
    """Delete the list of checksums."""
    (folder / "SHA256SUMS").unlink()


def mislisted(folder: Path) -> None:
    """Cut the list of checksums."""
    (folder / "SHA256SUMS").write_bytes((folder / "SHA256SUMS").read_bytes()[:-1])


def version(folder: Path) -> None:
    """Make it the release of another version."""
    (folder / "ukjsec-0.1.0.zip").rename(folder / "ukjsec-0.0.9.zip")


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (other, r"no part of this release \(thesis.docx\)"),
        (version, r"no part of this release \(ukjsec-0.0.9.zip\)"),
        (inner, "holds a file dates.parquet that no release"),
        (linked, "holds a file dates.parquet that no release"),
        (changed, "holds a file RELEASE_NOTES.md that no release"),
        (unlisted, "holds a file CITATION.cff that no release"),
        (mislisted, "holds a file CITATION.cff that no release"),
    ],
)
def test_what_others_put_there_is_left(
    out: Path, draft: dict[str, bytes], spoil: Callable[[Path], None], said: str
) -> None:
    """A folder with anything that is not of this release is refused, says what it is, and is left as it was."""
    spoil(out)
    before = content(out)
    names = sorted(file.name for file in out.iterdir())
    with pytest.raises(OccupiedFolderError, match=said):
        releases.write(out, draft)
    assert content(out) == before
    assert sorted(file.name for file in out.iterdir()) == names


def test_what_others_put_beside_is_left(out: Path, draft: dict[str, bytes]) -> None:
    """A folder that bears the name of one in hand, but holds other files, is not cleared away."""
    (out.parent / ".out.new").mkdir()
    (out.parent / ".out.new/thesis.docx").write_text("years of work", "utf-8")
    with pytest.raises(OccupiedFolderError, match=r"\.out\.new holds files of another making"):
        releases.write(out, draft)
    assert (out.parent / ".out.new/thesis.docx").read_text("utf-8") == "years of work"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (".", "while one stands in it"),
        ("/", "while one stands in it"),
        ("CITATION.cff", "CITATION.cff is no folder"),
        ("CITATION.cff/out", "CITATION.cff is no folder"),
        ("datapackage", "holds what is no part of this release (CODEBOOK.md, README.md, actors.csv …)"),
    ],
)
def test_a_place_that_cannot_be_written_is_misuse(run: Run, checkout: Path, name: str, said: str) -> None:
    """Where no release can be put, the command says so and ends with 2; nothing is written."""
    before = content(checkout)
    code, _, complaint = run("release", "--out", name)
    assert (code, complaint.count("\n")) == (2, 1)
    assert said in complaint
    assert content(checkout) == before


def test_two_releases_do_not_mix(out: Path, draft: dict[str, bytes]) -> None:
    """While another process writes there, it is refused and changes nothing."""
    before = content(out)
    with files.alone(out.parent), pytest.raises(BusyFolderError, match="another ukjsec"):
        releases.write(out, draft)
    assert content(out) == before


def test_files_can_be_read_by_others(out: Path, draft: dict[str, bytes]) -> None:
    """The files have the permissions that any new file has."""
    releases.write(out, draft)
    (out.parent / "plain").write_text("", "utf-8")
    plain = stat.S_IMODE((out.parent / "plain").stat().st_mode)
    assert {stat.S_IMODE(file.stat().st_mode) for file in out.iterdir()} == {plain}


def test_notes_cannot_be_made_of_nothing(checkout: Path) -> None:
    """Who asks the library for a release without a section of the changelog is told so."""
    made = build.artefacts(seeds.read(checkout))
    (checkout / "CHANGELOG.md").unlink()
    with pytest.raises(MissingFileError, match=r"no section for version 0\.1\.0"):
        releases.artefacts(checkout, made)
