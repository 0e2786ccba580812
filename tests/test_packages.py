"""Foreign packages: the sound are clean, and whatever is wrong is one problem at its place, however hostile it is."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import foreign
import pytest
from measuring import LIMIT_MEBIBYTES, measured

from ukjsec import cli, rules, validation
from ukjsec.packages import judge, recognised
from ukjsec.rules import packages as catalogue

pytest.importorskip("frictionless")

from ukjsec.packages.examination import examine

ROOT = Path(__file__).resolve().parent.parent
RECORDS = ROOT / "datapackage"

Spoil = Callable[[Path], object]


@pytest.fixture
def package(built: Path, tmp_path: Path) -> Path:
    """A copy of the sound package."""
    return Path(shutil.copytree(built / "datapackage", tmp_path / "package"))


@pytest.fixture
def plain(package: Path) -> Path:
    """The same without Parquet files, which is quicker to examine."""
    foreign.without_parquet(package)
    return package


class _Nobody(judge.Task):
    """A judge who works in no process, and finds what he is told to."""

    def __init__(self, *found: judge.Answer) -> None:
        self.done = True
        self.found = found

    def listen(self) -> Iterator[judge.Answer]:
        return iter(self.found)


@pytest.fixture
def unjudged(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the standard out: our own rules have to find it."""
    monkeypatch.setattr(judge, "start", lambda _request: _Nobody())


def found(path: Path) -> list[tuple[str, int, int, str]]:
    """File, line, column and rule of everything that is found in a package."""
    folder = f"{path.as_posix()}/"
    return [
        (one.place.path.removeprefix(folder), one.place.line, one.place.column, one.rule)
        for one in examine(path).problems
    ]


def in_descriptor(path: Path) -> list[str]:
    """What is found in the descriptor alone: rule and the line that is meant."""
    lines = (path / "datapackage.json").read_text("utf-8").splitlines()
    return [f"{rule}: {lines[line - 1].strip().rstrip(',')}" for file, line, _, rule in found(path) if ".json" in file]


# What is sound


def test_the_sound_package_is_clean(package: Path) -> None:
    """The package of the invented corpus has neither problem nor notice, and it is said what was examined."""
    done = examine(package)
    assert done.problems == []
    assert done.summary == "ukjsec 0.1.0, 21 tables, 5 records"


def test_our_own_package_is_clean_from_anywhere(tmp_path: Path) -> None:
    """The data that we publish validate in an empty folder, outside of a checkout, with exit code 0."""
    done = subprocess.run(
        [sys.executable, "-m", "ukjsec", "validate", str(RECORDS)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("No problems.\nExamined ")


@pytest.mark.parametrize("top", ["", "package-0.1.0/"])
def test_an_archive_is_read_without_unpacking_it(package: Path, tmp_path: Path, top: str) -> None:
    """A zip archive of the folder, or of what is in it, is as sound as the folder."""
    file = tmp_path / "package.zip"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for one in package.iterdir():
            made.write(one, f"{top}{one.name}")
    assert examine(file).problems == []


def test_a_descriptor_written_by_a_program_is_read(plain: Path) -> None:
    """JSON without blanks, and with characters as pairs of escapes, is JSON; places stay right after such a pair."""
    given = foreign.descriptor(plain) | {"title": "\U0001f1ec\U0001f1e7", "resources": []}
    text = json.dumps(given, separators=(",", ":"))
    (plain / "datapackage.json").write_text(text, "utf-8")
    assert found(plain) == [("datapackage.json", 1, text.index("[]") + 1, "not-a-package")]


# What is broken: the fragments of the catalogue

NOTICES = {"profile-not-read", "other-version", "other-package", "table-added", "column-added"}

FRAGMENTS = {
    "not-a-package": ("datapackage.json", '"resources": []'),
    "unsafe-path": ("datapackage.json", '"path": "../records.csv"'),
    "file-missing": ("datapackage.json", '"path": "no-such-table.csv"'),
    "unread-property": ("datapackage.json", '"compression": "gz"'),
    "profile-not-read": ("datapackage.json", '"$schema": "https://example.org/profile.json"'),
    "unknown-hash": ("datapackage.json", '"hash": "crc32:00000000"'),
    "hash-differs": ("datapackage.json", '"hash": "md5:00000000000000000000000000000000"'),
    "size-differs": ("datapackage.json", '"bytes": 1'),
    "against-standard": ("datapackage.json", '"licenses": ['),
    "other-version": ("datapackage.json", '"version": "0.0.9"'),
    "cell-missing": ("participants.csv", "example-exercise,gbr-rn,,,gbr"),
    "duplicate-row": ("participants.csv", "example-exercise,gbr-rn,participant,,jpn"),
    "dangling-key": ("participants.csv", "example-exercise,gbr-nr,participant,,gbr"),
    "derived-differs": ("participants.csv", "example-exercise,gbr-rn,participant,,jpn"),
}
"""For each rule whose fragment is run, the file and the line in which it is found."""


def spoil(folder: Path, ident: str) -> None:
    """Put the failing fragment of a rule into a package."""
    rule = rules.CATALOGUE[ident]
    if rule.subject == "descriptor":
        foreign.change(folder, json.loads(rule.failing))
    else:
        foreign.table(folder, rule.failing)


@pytest.mark.parametrize("ident", FRAGMENTS)
def test_failing_fragments_fail(plain: Path, ident: str) -> None:
    """The fragment of a rule breaks that rule, at its line, and none other; a notice leaves the exit code alone."""
    spoil(plain, ident)
    (problem,) = {problem.rule: problem for problem in examine(plain).problems}.values()
    file, line = FRAGMENTS[ident]
    lines = (plain / file).read_text("utf-8").splitlines()
    assert (problem.rule, Path(problem.place.path).name) == (ident, file)
    assert lines[problem.place.line - 1].strip().rstrip(",") == line
    assert problem.message.isprintable()
    assert problem.repair
    assert problem.severity == ("notice" if ident in NOTICES else "problem")


# What is broken: situations


def unnumbered(folder: Path) -> None:
    """A number of the descriptor is none."""
    text = (folder / "datapackage.json").read_text("utf-8")
    (folder / "datapackage.json").write_text(text.replace('"0.1.0"', "NaN"), "utf-8")


def grown(folder: Path) -> None:
    """A file has eleven megabytes."""
    (folder / "topics.csv").write_bytes(b"x" * 11_000_000)


def unkeyed(folder: Path) -> None:
    """A table has no primary key, and a foreign key leads nowhere."""
    given = foreign.descriptor(folder)
    schema = next(one["schema"] for one in given["resources"] if one["name"] == "topics")
    del schema["primaryKey"]
    schema["foreignKeys"] = [{"fields": ["record_id"], "reference": {"resource": "record", "fields": ["id"]}}]
    foreign.describe(folder, given)


def mislabelled(folder: Path) -> None:
    """A Parquet file is CSV."""
    (folder / "topics.parquet").write_bytes((folder / "topics.csv").read_bytes())
    foreign.resized(folder)


def cut(folder: Path) -> None:
    """A Parquet file is cut off."""
    file = folder / "topics.parquet"
    file.write_bytes(file.read_bytes()[:-100])
    foreign.resized(folder)


def bombed(folder: Path) -> None:
    """A Parquet file of a few kilobytes unpacks to 80 MB."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    column = pa.array([b"0" * 80_000_000], pa.binary())
    pq.write_table(pa.table({"topic": column}), folder / "topics.parquet", compression="zstd", use_dictionary=False)
    foreign.resized(folder)


def listed(folder: Path) -> None:
    """A Parquet file has lists for cells."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    pq.write_table(pa.table({"record_id": ["a"], "topic": [["x", "y"]]}), folder / "topics.parquet")
    foreign.resized(folder)


def emptied(folder: Path) -> None:
    """A Parquet file lost its row."""
    import pyarrow.parquet as pq

    pq.write_table(pq.read_table(folder / "topics.parquet").slice(0, 0), folder / "topics.parquet")
    foreign.resized(folder)


def recoded(folder: Path) -> None:
    """A Parquet file has a number as text, in a column of ours."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pq.read_table(folder / "quantities.parquet")
    at = table.column_names.index("value")
    table = table.set_column(at, "value", pa.array(["1200"] + ["2500000"] * (len(table) - 1)))
    pq.write_table(table, folder / "quantities.parquet")
    foreign.resized(folder)


def trees(folder: Path, pattern: str = "[a-z]+", cell: str = "oak") -> None:
    """There is one table more, with a pattern of its own."""
    given = foreign.descriptor(folder)
    field = {"name": "tree", "type": "string", "constraints": {"pattern": pattern}}
    given["resources"].append({"name": "trees", "path": "trees.csv", "schema": {"fields": [field]}})
    foreign.describe(folder, given)
    (folder / "trees.csv").write_text(f"tree\n{cell}\n", "utf-8")


def endless(folder: Path) -> None:
    """The pattern of a table that nobody knows backtracks for ever."""
    foreign.without_parquet(folder)
    trees(folder, "(a+)+$", "a" * 40 + "!")


def swapped(folder: Path) -> None:
    """Two columns have each other's names, in the file alone."""
    file = folder / "relations.csv"
    file.write_bytes(file.read_bytes().replace(b"record_id,relation", b"relation,record_id"))
    foreign.without_parquet(folder, "relations")
    foreign.resized(folder)


def orchard(folder: Path) -> None:
    """The package is about something else."""
    given = {"name": "orchard", "resources": []}
    foreign.describe(folder, given)
    trees(folder)


def tableless(folder: Path) -> None:
    """A table of ours is gone."""
    given = foreign.descriptor(folder)
    given["resources"] = [one for one in given["resources"] if not one["name"].startswith("topics")]
    foreign.describe(folder, given)


def columns(folder: Path, change: Callable[[list[str]], list[str]]) -> None:
    """Change the columns of the topics, in file and schema."""
    content = foreign.rows(folder, "topics.csv")
    names = change(list(content[0]))
    foreign.fill(folder, "topics.csv", [row | {"weight": "3"} for row in content], names)
    given = foreign.descriptor(folder)
    schema = next(one["schema"] for one in given["resources"] if one["name"] == "topics")
    known = {one["name"]: one for one in schema["fields"]}
    schema["fields"] = [known.get(name, {"name": name, "type": "integer"}) for name in names]
    schema["primaryKey"] = names[:1]
    foreign.describe(folder, given)


def shorter(folder: Path) -> None:
    """The topics lack a column, as if of an older release."""
    columns(folder, lambda names: names[:1])


def longer(folder: Path) -> None:
    """The topics have one column more, as a fork may have."""
    columns(folder, lambda names: [*names, "weight"])


def orphaned(folder: Path) -> None:
    """A record has no row in the table of its type."""
    content = foreign.rows(folder, "agreements.csv")
    foreign.fill(folder, "agreements.csv", content[:0], list(content[0]))


def doubled(folder: Path) -> None:
    """Two resources have the same name."""
    given = foreign.descriptor(folder)
    given["resources"].append(next(one for one in given["resources"] if one["name"] == "topics"))
    foreign.describe(folder, given)


def slipped(folder: Path) -> None:
    """The package is an archive with a member that would leave the folder."""
    with zipfile.ZipFile(folder.with_suffix(".zip"), "w") as made:
        made.write(folder / "datapackage.json", "datapackage.json")
        made.writestr("../evil.csv", "x")


SITUATIONS: list[tuple[str, Spoil, str, str]] = [
    ("duplicate-resource", doubled, "datapackage.json", '"name": "topics"'),
    ("not-json", unnumbered, "datapackage.json", '"version": NaN'),
    ("package-too-large", grown, "datapackage.json", '"path": "topics.csv"'),
    ("wrong-parquet", mislabelled, "datapackage.json", '"path": "topics.parquet"'),
    ("wrong-parquet", cut, "datapackage.json", '"path": "topics.parquet"'),
    ("wrong-parquet", bombed, "datapackage.json", '"path": "topics.parquet"'),
    ("wrong-parquet", listed, "datapackage.json", '"path": "topics.parquet"'),
    ("forms-differ", emptied, "datapackage.json", '"path": "topics.parquet"'),
    ("forms-differ", recoded, "datapackage.json", '"path": "quantities.parquet"'),
    ("header-differs", swapped, "relations.csv", "relation,record_id,to_id,note"),
    ("other-package", orchard, "datapackage.json", '"name": "orchard"'),
    ("table-missing", tableless, "datapackage.json", '"resources": ['),
    ("table-added", trees, "datapackage.json", '"name": "trees"'),
    ("column-missing", shorter, "topics.csv", "record_id"),
    ("column-added", longer, "topics.csv", "record_id,topic,weight"),
    ("row-missing", orphaned, "records.csv", "example-memorandum,agreements"),
]


@pytest.mark.parametrize(("ident", "make", "file", "line"), SITUATIONS, ids=[one[1].__name__ for one in SITUATIONS])
def test_situations_are_found(package: Path, ident: str, make: Spoil, file: str, line: str) -> None:
    """What no fragment can show is found at its line, and nothing else is."""
    make(package)
    problems = examine(package).problems
    lines = (package / file).read_text("utf-8").splitlines()
    (problem,) = [one for one in problems if not (ident == "row-missing" and one.rule == "dangling-key")]
    assert (problem.rule, Path(problem.place.path).name) == (ident, file)
    assert lines[problem.place.line - 1].strip().startswith(line)
    assert problem.severity == ("notice" if ident in NOTICES else "problem")


def test_every_rule_has_a_case() -> None:
    """A rule of packages that no test breaks is an oversight."""
    cases = {*FRAGMENTS, *(one[0] for one in SITUATIONS), *ELSEWHERE}
    assert {rule.ident for rule in catalogue.RULES} == cases
    assert {rule.ident for rule in catalogue.RULES if rule.subject != "path"} == set(FRAGMENTS)


ELSEWHERE = {"bad-key", "check-stopped", "unsafe-archive"}
"""The rules that tests of their own break, below."""


def test_keys_lead_somewhere(plain: Path) -> None:
    """A table of ours without its primary key, and a foreign key to a resource that is not there, are two problems."""
    unkeyed(plain)
    assert [one.partition(":")[0] for one in in_descriptor(plain)] == ["bad-key", "bad-key"]


def test_keys_in_a_circle_are_no_harm(plain: Path) -> None:
    """Two tables whose foreign keys lead to each other are read to the end."""
    given = foreign.descriptor(plain)
    schema = next(one["schema"] for one in given["resources"] if one["name"] == "actors")
    key = {"fields": ["id"], "reference": {"resource": "participants", "fields": ["actor_id"]}}
    schema["foreignKeys"].append(key)
    foreign.describe(plain, given)
    assert found(plain) == []


def test_an_endless_pattern_is_ended(plain: Path) -> None:
    """A pattern that backtracks for ever ends the check of its table; what else is wrong is said all the same."""
    foreign.table(plain, "participants.csv\nactor_id\ngbr-nr\n")
    endless(plain)
    rules_found = [rule for _, _, _, rule in found(plain)]
    assert sorted(rules_found) == ["check-stopped", "dangling-key", "table-added"]


def test_a_table_that_takes_too_much_memory_is_named(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the process runs out of memory at a table, it is said at that table, and the others are checked on."""
    said = {"parquet": {"resource": "topics-parquet"}, "judge": {"resource": "topics"}}
    monkeypatch.setattr(judge, "start", lambda one: _Nobody(said[one["task"]] | {"stopped": "memory"}))
    assert in_descriptor(package) == ['check-stopped: "name": "topics"', 'check-stopped: "path": "topics.parquet"']


def test_a_pattern_put_into_a_table_of_ours_is_never_run(plain: Path) -> None:
    """Where a column is ours, our pattern is held against it, whatever the descriptor says."""
    given = foreign.descriptor(plain)
    given["resources"][0]["schema"]["fields"][2].setdefault("constraints", {})["pattern"] = "(.+)+!$"
    foreign.describe(plain, given)
    assert found(plain) == []


# What leads out of the package


@pytest.mark.parametrize(
    "path",
    ["../secret.csv", "/etc/passwd", "a/../../secret.csv", "http://127.0.0.1/x.csv", "file:///etc/passwd", "*.csv",
     "C:\\secret.csv", "~/secret.csv", "x.csv?y", "a//b.csv", "", "records.csv/", "./records.csv", "a\\b.csv",
     "x" * 300],
)  # fmt: skip
@pytest.mark.usefixtures("unjudged")
def test_paths_stay_in_the_package(plain: Path, path: str) -> None:
    """A path that could lead elsewhere is one problem, at the path, and nothing is read."""
    foreign.change(plain, {"resources": [{"path": path}]})
    assert [one.partition(":")[0] for one in in_descriptor(plain)] == ["unsafe-path"]


def to_file(folder: Path) -> None:
    """A table is a link to a file outside."""
    (folder / "topics.csv").rename(folder.parent / "secret.csv")
    (folder / "topics.csv").symlink_to(folder.parent / "secret.csv")


def to_nothing(folder: Path) -> None:
    """A table is a link to itself."""
    (folder / "topics.csv").unlink()
    (folder / "topics.csv").symlink_to("topics.csv")


def pipe(folder: Path) -> None:
    """A table is a pipe, which nobody writes to."""
    (folder / "topics.csv").unlink()
    os.mkfifo(folder / "topics.csv")


def inner(folder: Path) -> None:
    """A table is a folder."""
    (folder / "topics.csv").unlink()
    (folder / "topics.csv").mkdir()


def through(folder: Path) -> None:
    """A table stands in a folder that is a link to one outside."""
    (folder.parent / "tables").mkdir()
    (folder / "topics.csv").rename(folder.parent / "tables" / "topics.csv")
    (folder / "tables").symlink_to(folder.parent / "tables")
    text = (folder / "datapackage.json").read_text("utf-8")
    (folder / "datapackage.json").write_text(text.replace('"topics.csv"', '"tables/topics.csv"'), "utf-8")


@pytest.mark.parametrize("make", [to_file, to_nothing, pipe, inner, through])
@pytest.mark.usefixtures("unjudged")
def test_plain_files_alone_are_read(plain: Path, make: Spoil) -> None:
    """A link, wherever it leads, a pipe and a folder are problems, at the path, and are not waited for."""
    make(plain)
    assert [one.partition(":")[0] for one in in_descriptor(plain)] == ["not-a-file"]


def test_a_descriptor_that_is_a_link_is_not_read(plain: Path) -> None:
    """Neither is the descriptor itself, and the folder is a package all the same."""
    (plain / "datapackage.json").rename(plain.parent / "secret.json")
    (plain / "datapackage.json").symlink_to(plain.parent / "secret.json")
    assert recognised(plain)
    assert found(plain) == [("datapackage.json", 1, 1, "not-a-file")]


@pytest.mark.parametrize(
    "given",
    [{"data": [[1]]}, {"scheme": "http"}, {"innerpath": "x"}, {"extrapaths": ["x"]}, {"control": {}}, {"layout": {}},
     {"dialect": {"delimiter": ";"}}, {"dialect": "http://127.0.0.1/d"}, {"encoding": "latin-1"}, {"schema": "x.json"},
     {"path": ["records.csv", "topics.csv"]}, {"detector": {}}, {"checks": []}, {"pipeline": {}},
     {"sources": [{"$ref": "http://127.0.0.1/s"}]}],
)  # fmt: skip
@pytest.mark.usefixtures("unjudged")
def test_what_makes_readers_fetch_or_guess_is_refused(plain: Path, given: dict[str, Any]) -> None:
    """A property that a reader would obey is one problem, at the property, and is not obeyed."""
    foreign.change(plain, {"resources": [given]})
    assert [one.partition(":")[0] for one in in_descriptor(plain)] == ["unread-property"]


@pytest.mark.parametrize(
    "given",
    [{"name": 3}, {"name": "A B"}, {"path": 7}, {"schema": 7}, {"schema": {"fields": 7}}, {"schema": {"fields": [7]}},
     {"schema": {"fields": [{"name": 8}]}}, {"schema": {"fields": [{"name": "id", "type": []}]}}, {"format": 1},
     {"encoding": 3}, {"bytes": "3"}, {"bytes": -1}, {"bytes": True}, {"hash": 7}, {"hash": "sha256:zz"}],
)  # fmt: skip
@pytest.mark.usefixtures("unjudged")
def test_wrong_types_are_problems(plain: Path, given: dict[str, Any]) -> None:
    """Whatever type a property has, there is a problem and no crash."""
    foreign.change(plain, {"resources": [given]})
    assert found(plain)


def test_nothing_is_asked_of_the_network(plain: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Addresses anywhere in a descriptor are left alone: a server that listens hears nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/x"
        given = foreign.descriptor(plain)
        given |= {"profile": address, "$schema": address, "homepage": address, "image": address}
        given["resources"][1]["$schema"] = address
        given["resources"][2]["profile"] = address
        given["resources"][3]["schema"] = address
        given["resources"][4]["path"] = address
        foreign.describe(plain, given)
        monkeypatch.setattr(socket.socket, "connect", None)
        assert {rule for *_, rule in found(plain)} >= {"profile-not-read", "unread-property", "unsafe-path"}
        with pytest.raises(TimeoutError):
            server.accept()


def test_the_process_of_the_judges_is_fenced(tmp_path: Path) -> None:
    """Where a library were to connect, to start a program, to write, or to read elsewhere, it is refused."""
    (tmp_path / "inside").mkdir()
    (tmp_path / "inside" / "a.csv").write_text("a\n", "utf-8")
    code = f"""
import runpy, socket, subprocess
child = runpy.run_path({str(ROOT / "ukjsec/packages/child.py")!r})
child["fence"]({str(tmp_path / "inside")!r})
def tried(act):
    try:
        act()
    except PermissionError:
        return "refused"
    return "done"
print(
    tried(lambda: open({str(tmp_path / "inside" / "a.csv")!r}).read()),
    tried(lambda: open({str(tmp_path / "inside" / "b.csv")!r}, "w")),
    tried(lambda: open("/etc/passwd").read()),
    tried(lambda: socket.create_connection(("127.0.0.1", 9))),
    tried(lambda: subprocess.run(["true"])),
)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["done", *["refused"] * 4]


# Descriptors that are hard to read

HARD = {
    "deep list": (b"[" * 100_000, "too-deep"),
    "deep map": (b'{"a":' * 100_000, "too-deep"),
    "digits": (b'{"resources": ' + b"9" * 5000 + b"}", "not-a-package"),
    "escaped duplicate": (b'{"resources": [], "\\u0072esources": []}', "duplicate-key"),
    "empty": (b"", "empty-file"),
    "UTF-16": ('{"a": 1}'.encode("utf-16"), "not-utf-8"),
    "Latin-1": ('{"a": "é"}'.encode("latin-1"), "not-utf-8"),
    "YAML": (b"resources:\n- name: x\n", "not-json"),
    "list": (b"[1]", "not-a-package"),
    "infinity": (b'{"resources": [{"bytes": -Infinity}]}', "not-json"),
    "escape": (b'{"name": "a\\u001b[2J"}', "control-character"),
    "cut off": (b'{"resources": [', "not-json"),
    "large": (b'{"a": "' + b"x" * 2_000_000 + b'"}', "too-large"),
}


@pytest.mark.parametrize("name", HARD)
def test_hard_descriptors_are_problems(tmp_path: Path, name: str) -> None:
    """A descriptor that is no sound JSON is a problem of the right rule, and nothing more is done."""
    data, rule = HARD[name]
    (tmp_path / "datapackage.json").write_bytes(data)
    assert [one[3] for one in found(tmp_path)] == [rule]


# Archives


def write(file: Path, *members: tuple[str | zipfile.ZipInfo, bytes]) -> Path:
    """Write a zip archive."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in members:
            made.writestr(name, data)
    return file


def linked() -> zipfile.ZipInfo:
    """A member that is a link."""
    info = zipfile.ZipInfo("records.csv")
    info.external_attr = 0o120777 << 16
    return info


@pytest.mark.parametrize(
    "members",
    [
        [("../../evil.csv", b"x")],
        [("/etc/evil.csv", b"x")],
        [("a\\..\\evil.csv", b"x")],
        [(linked(), b"/etc/passwd")],
        [("topics.csv", b"0" * 300_000_000)],
        [(f"{number}.csv", b"") for number in range(300)],
        [("A.csv", b"x"), ("a.csv", b"y")],
    ],
    ids=["slip", "absolute", "backslash", "link", "bomb", "many", "case"],
)
def test_unsafe_archives_are_not_unpacked(tmp_path: Path, members: list[Any]) -> None:
    """An archive that would do harm when it is unpacked is one problem; nothing is written."""
    file = write(tmp_path / "package.zip", ("datapackage.json", b"{}"), *members)
    problems = examine(file).problems
    assert [(one.place.path, one.rule) for one in problems] == [(file.as_posix(), "unsafe-archive")]
    assert list(tmp_path.rglob("*")) == [file]


def test_an_archive_that_lies_about_sizes_is_caught(tmp_path: Path) -> None:
    """A member that grows beyond the size it claims is broken, not unpacked on."""
    descriptor = b'{"name": "x", "resources": [{"name": "a", "path": "a.csv"}]}'
    file = write(tmp_path / "package.zip", ("datapackage.json", descriptor), ("a.csv", b"a\n" * 6_000_000))
    data = file.read_bytes().replace((12_000_000).to_bytes(4, "little"), (2).to_bytes(4, "little"))
    file.write_bytes(data)
    assert {one.rule for one in examine(file).problems} == {"unsafe-archive", "other-package"}


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"PK\x05\x06" + b"\xff" * 18, b"no archive"])
def test_broken_archives_are_problems(tmp_path: Path, data: bytes) -> None:
    """What only bears the name of an archive is a problem."""
    (tmp_path / "package.zip").write_bytes(data)
    assert [one.rule for one in examine(tmp_path / "package.zip").problems][:1] in (
        ["unsafe-archive"],
        ["file-missing"],
    )


# Cells and records


@pytest.mark.parametrize(
    ("fragment", "rule", "cell"),
    [
        ('actors.csv\nname\n"=HYPERLINK(""x"")"\n', "formula", '"=HYPERLINK'),
        ("dates.csv\ndate\n2001-02-30\n", "impossible-date", "2001-02-30"),
        ("dates.csv\ndate_earliest\n2001-02-30\n", "impossible-date", "2001-02-30"),
        ("dates.csv\ndate_latest\n2001-11-29\n", "derived-differs", "2001-11-29"),
        ("dates.csv\nheadline\nfalse\n", "derived-differs", "false"),
        ("records.csv\noccurred\nfalse\n", "derived-differs", "false"),
        ("quantities.csv\nvalue\n１２\n", "wrong-type", "１２"),
        ("participants.csv\nrole\npartty\n", "unknown-term", "partty"),
        ("actors.csv\niso3\ngb\n", "wrong-value", "gb,"),
        ("exercises.csv\nsummary\nSomething else.\n", "derived-differs", "Something else."),
        ("evidence.csv\nvalue\nnothing\n", "derived-differs", "nothing"),
        ("actors.csv\nname\n Britain\n", "blank-text", " Britain"),
    ],
)
@pytest.mark.usefixtures("unjudged")
def test_cells_are_held_against_the_models(plain: Path, fragment: str, rule: str, cell: str) -> None:
    """A cell that the models refuse, or that does not follow, is found at its line and column; no others are."""
    foreign.table(plain, fragment)
    (place,) = found(plain)
    line = (plain / place[0]).read_text("utf-8").splitlines()[place[1] - 1]
    assert (place[0], place[3]) == (fragment.partition("\n")[0], rule)
    assert line[place[2] - 1 :].startswith(cell)


def test_rules_across_records_speak_of_cells(plain: Path) -> None:
    """A date in an impossible order is found in the table of the dates, as in a file of YAML."""
    content = foreign.rows(plain, "dates.csv")
    at = next(at for at, row in enumerate(content) if row["event"] == "in-force")
    content[at] |= {
        "date": "1999",
        "date_earliest": "1999-01-01",
        "date_latest": "1999-12-31",
        "date_precision": "year",
    }
    foreign.fill(plain, "dates.csv", content)
    found_rules = {(file, line, rule) for file, line, _, rule in found(plain)}
    assert ("dates.csv", at + 2, "wrong-order") in found_rules
    assert {rule for file, _, rule in found_rules if file == "dates.csv"} == {"wrong-order"}


def test_two_tables_with_faults_are_one_list(plain: Path) -> None:
    """What the form of CSV, our rules and the standard say stands in one list, sorted by place, none said twice."""
    foreign.table(plain, "participants.csv\nrole\npartty\n")
    foreign.change(plain, {"licenses": [{}]})
    data = (plain / "topics.csv").read_bytes() + b'a,b,c\nx,"stray\n'
    (plain / "topics.csv").write_bytes(data)
    foreign.resized(plain)
    assert [(file, rule) for file, _, _, rule in found(plain)] == [
        ("datapackage.json", "against-standard"),
        ("participants.csv", "unknown-term"),
        ("topics.csv", "ragged-row"),
        ("topics.csv", "csv-syntax"),
    ]


def test_the_standard_is_held_against_tables_of_others(plain: Path) -> None:
    """In a table that is none of ours, frictionless finds what breaks its schema, at the line and column."""
    trees(plain, "[a-z]+", 'oak\n"elm\n9"\nOAK')
    assert [one for one in found(plain) if one[0] == "trees.csv"] == [
        ("trees.csv", 3, 1, "against-standard"),
        ("trees.csv", 5, 1, "against-standard"),
    ]


def test_a_table_in_parquet_alone_is_checked_too(package: Path) -> None:
    """Where there is no CSV of a table, the same rules hold for its Parquet, at the path in the descriptor."""
    foreign.table(package, "topics.csv\nrecord_id\nexample-memorandum\n")
    given = foreign.descriptor(package)
    given["resources"] = [one for one in given["resources"] if one["name"] != "actors"]
    for one in given["resources"]:
        if "-parquet" in one["name"]:
            one["schema"].pop("foreignKeys", None)
        keys = one["schema"].get("foreignKeys", [])
        one["schema"]["foreignKeys"] = [key for key in keys if key["reference"]["resource"] != "actors"]
    foreign.describe(package, given)
    assert found(package) == []


# The command


def test_the_command_reports_packages_and_records_together(
    run: Callable[..., tuple[int, str, str]], plain: Path
) -> None:
    """A package and a record named at once are one report with one exit code."""
    spoil(plain, "dangling-key")
    code, out, err = run("validate", str(plain), "seeds/agreements/example-memorandum.yaml")
    assert (code, err) == (1, "")
    assert "participants.csv:2:18: dangling-key" in out
    assert "| example-exercise,gbr-nr,participant,,gbr" in out
    assert f"Examined {plain.as_posix()}: ukjsec 0.1.0, 21 tables, 4 records." in out


def test_a_record_in_json_is_no_package(tmp_path: Path) -> None:
    """A package is known by its name, or by a list of resources; every other JSON is a record."""
    record, other = tmp_path / "record.json", tmp_path / "other.json"
    record.write_text('{"id": "record", "title": "On \\"resources\\""}', "utf-8")
    other.write_text('{"name": "x", "resources": []}', "utf-8")
    assert [recognised(record), recognised(other), recognised(tmp_path)] == [False, True, False]
    assert [one.rule for one in validation.validate(other)] == ["not-a-package"]


def test_without_the_extra_the_command_says_what_to_install(
    plain: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where frictionless is missing, nothing is checked by halves: misuse, with the command that installs it."""
    monkeypatch.setattr(judge, "find_spec", lambda _name: None)
    assert cli.main(["validate", str(plain)]) == 2
    assert 'pip install "ukjsec[frictionless]"' in capsys.readouterr().err


def test_frictionless_stays_out_of_our_process(plain: Path) -> None:
    """The libraries of the judges are imported in their own process only."""
    code = f"""
import sys
from pathlib import Path
from ukjsec.packages.examination import examine
assert not examine(Path({str(plain)!r})).problems
print({{"frictionless", "pyarrow", "pandas"}} & set(sys.modules))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


HOSTILE: dict[str, Spoil] = {"endless": endless, "bombed": bombed, "mislabelled": mislabelled, "grown": grown}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_packages_cost_little(package: Path, name: str) -> None:
    """A hostile package ends as a clear problem, and takes less than 200 MiB."""
    HOSTILE[name](package)
    done = measured(package, "validate", ".")
    assert (done.code, done.errors) == (1, "")
    assert done.mebibytes < LIMIT_MEBIBYTES
