"""The Croissant description: whole and consistent in itself, and to mlcroissant a dataset whose records are ours."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import invented
import pyarrow.parquet as pq
import pytest

from ukjsec import build, checksums, releases, seeds
from ukjsec.layout import tables

LOAD = """
import base64, json, sys
import mlcroissant

def plain(value):
    if isinstance(value, bytes):
        return {"text": base64.b64encode(value).decode()}
    if hasattr(value, "isoformat"):
        return {"date": value.isoformat()}
    return value.item() if hasattr(value, "item") else value

dataset = mlcroissant.Dataset(jsonld=sys.argv[1])
names = sys.argv[2:] or [each.uuid for each in dataset.metadata.record_sets]
records = {name: [{key: plain(value) for key, value in row.items()} for row in dataset.records(name)] for name in names}
print(json.dumps(records))
"""
"""Loads record sets with mlcroissant, each once, and prints them; texts come as bytes, dates as points in time."""


RETIRED = [
    {"id": "old-memorandum", "reason": "Twice", "successor": "example-memorandum"},
    {"id": "older-memorandum", "reason": "Thrice"},
]


def release(root: Path, folder: Path) -> Path:
    """The release of a checkout, in a folder."""
    releases.write(folder, releases.artefacts(root, build.artefacts(seeds.read(root)), draft=True))
    return folder


TERMS = """
import sys
import rdflib

graph = rdflib.Graph().parse(sys.argv[1], format="json-ld", publicID="urn:release")
known = rdflib.namespace.SDO
used = {str(term) for triple in graph for term in triple if str(term).startswith(str(known))}
print(len(graph), *sorted(term for term in used if rdflib.URIRef(term) not in known))
"""
"""Counts the statements of a description, and prints the terms that schema.org does not have."""


@pytest.fixture(scope="module")
def bare(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of the invented corpus, in which a key that may be missing always is; nobody writes into it."""
    return release(built, tmp_path_factory.mktemp("bare") / "out")


@pytest.fixture(scope="module")
def released(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of the invented corpus, in which that key has a value; nobody writes into it."""
    folder = tmp_path_factory.mktemp("released")
    root = Path(shutil.copytree(built, folder / "root"))
    invented.put(root / "seeds/retired.yaml", RETIRED)
    return release(root, folder / "out")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of the project's own data; nobody writes into it."""
    return release(Path(__file__).resolve().parent.parent, tmp_path_factory.mktemp("project") / "out")


@pytest.fixture
def out(released: Path, tmp_path: Path) -> Path:
    """A copy of that folder, which a test may spoil."""
    return Path(shutil.copytree(released, tmp_path / "out"))


def description(folder: Path) -> dict[str, Any]:
    """The description of a release."""
    found: dict[str, Any] = json.loads((folder / "croissant.json").read_bytes())
    return found


def references(found: Any) -> Iterator[str]:
    """Every id that is referred to, not given: that of an object which says nothing else."""
    if isinstance(found, list):
        for each in found:
            yield from references(each)
    elif isinstance(found, dict):
        if found.keys() == {"@id"}:
            yield found["@id"]
        for key, each in found.items():
            if key != "@context":
                yield from references(each)


def test_every_file_is_described(released: Path) -> None:
    """Each Parquet file and the zip is a file object beside the description, with its size and digest."""
    files = {each["@id"]: each for each in description(released)["distribution"]}
    assert list(files) == sorted([*(f"{name}.parquet" for name in tables()), "ukjsec-0.1.0.zip"])
    for name, each in files.items():
        data = (released / name).read_bytes()
        assert (each["contentUrl"], each["sha256"]) == (name, checksums.digest(data))
        assert each["contentSize"] == f"{len(data)} B"


@pytest.mark.parametrize("which", ["bare", "released", "project"])
def test_every_table_and_term_is_described(request: pytest.FixtureRequest, which: str) -> None:
    """Each table is a record set with its key and columns, each vocabulary one with all its terms and definitions.

    A column that points at another table says so, unless it holds no value.
    """
    released = request.getfixturevalue(which)
    sets = {each["@id"]: each for each in description(released)["recordSet"]}
    rows = {name: pq.read_table(released / f"{name}.parquet").to_pydict() for name in tables()}
    assert list(sets)[: len(tables())] == list(tables())
    for name, table in tables().items():
        assert [field["@id"] for field in sets[name]["field"]] == [f"{name}/{each}" for each in table.column_names]
        assert [key["@id"] for key in sets[name]["key"]] == [f"{name}/{each}" for each in table.key]
        for column, field in zip(table.columns, sets[name]["field"], strict=True):
            assert field["description"] == column.description
            reference = field.get("references")
            if column.vocabulary:
                ident = f"vocabulary-{column.vocabulary.name}"
                assert reference == {"field": {"@id": f"{ident}/name"}}
                terms = {row[f"{ident}/name"]: row[f"{ident}/description"] for row in sets[ident]["data"]}
                assert terms == {term.name: term.definition for term in column.vocabulary}
            elif column.references and any(rows[name][column.name]):
                file = {"@id": f"{column.references}.parquet"}
                assert reference == {"fileObject": file, "extract": {"column": "id"}}
            else:
                assert reference is None


def test_the_description_is_consistent(released: Path) -> None:
    """No id is given twice, each that is referred to is given, and nothing is addressed outside the release."""
    found = description(released)
    given = [each["@id"] for each in (*found["distribution"], *found["recordSet"])]
    given += [field["@id"] for each in found["recordSet"] for field in each["field"]]
    assert len(given) == len(set(given))
    assert set(references(found)) <= set(given)
    assert found["conformsTo"] == "http://mlcommons.org/croissant/1.1"
    assert (found["version"], found["datePublished"], found["name"]) == ("0.1.0", "2002-05-01", "ukjsec")
    assert found["citeAs"] == "Nobody (2002). Invented (version 0.1.0) [Data set]."
    assert not any("/" in each["contentUrl"] for each in found["distribution"])


# Before mlcroissant.


@pytest.fixture(scope="session")
def python() -> Path:
    """The Python of an environment in which mlcroissant is installed."""
    named = os.environ.get("UKJSEC_MLCROISSANT", "")
    if not named or not Path(named).is_file():
        pytest.skip("UKJSEC_MLCROISSANT names no Python with mlcroissant[parquet]")
    return Path(named)


def ran(python: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """What mlcroissant says of a release; its cache is in the same folder."""
    command = [str(python), *arguments]
    cache = os.environ | {"CROISSANT_CACHE": str(folder / "cache")}
    return subprocess.run(command, env=cache, capture_output=True, text=True, check=False)


def validated(python: Path, folder: Path) -> tuple[int, list[str]]:
    """Exit code of `mlcroissant validate`, and all that it says but information, which begins with an I."""
    done = ran(python, folder, "-m", "mlcroissant.scripts.validate", f"--jsonld={folder / 'croissant.json'}")
    lines = (done.stdout + done.stderr).splitlines()
    assert lines, "not even that it is done"
    return done.returncode, [line for line in lines if not line.startswith("I")]


@pytest.mark.parametrize("which", ["bare", "project"])
def test_mlcroissant_accepts_it(python: Path, request: pytest.FixtureRequest, which: str) -> None:
    """`mlcroissant validate` has neither an error nor a warning."""
    assert validated(python, request.getfixturevalue(which)) == (0, [])


def nameless(found: dict[str, Any]) -> None:
    """Leave out what ought to be there."""
    found.pop("version")


def undigested(found: dict[str, Any]) -> None:
    """Leave out a digest."""
    found["distribution"][0].pop("sha256")


def untyped(found: dict[str, Any]) -> None:
    """Leave out a type."""
    found["recordSet"][0]["field"][0].pop("dataType")


def astray(found: dict[str, Any]) -> None:
    """Refer to nothing."""
    found["recordSet"][0]["field"][0]["source"]["fileObject"]["@id"] = "nothing.parquet"


def strange(found: dict[str, Any]) -> None:
    """Leave out a term of the context."""
    found["@context"].pop("parentField")


@pytest.mark.parametrize(("spoil", "code"), [(nameless, 0), (strange, 0), (undigested, 1), (untyped, 1), (astray, 1)])
def test_mlcroissant_looks_at_it(python: Path, out: Path, spoil: Callable[[dict[str, Any]], None], code: int) -> None:
    """What is left out or leads nowhere is warned of or refused: its silence means something."""
    found = description(out)
    spoil(found)
    (out / "croissant.json").write_text(json.dumps(found), "utf-8")
    ended, said = validated(python, out)
    assert ended == code
    assert said


def value(found: Any) -> Any:
    """A value that mlcroissant gave, as pyarrow gives it."""
    if isinstance(found, dict):
        return base64.b64decode(found["text"]).decode() if "text" in found else date.fromisoformat(found["date"][:10])
    return found


@pytest.mark.parametrize("which", ["bare", "released", "project"])
def test_mlcroissant_loads_our_records(python: Path, request: pytest.FixtureRequest, which: str) -> None:
    """Every record set holds the rows of its table, value by value and in their order; each vocabulary its terms."""
    released = request.getfixturevalue(which)
    done = ran(python, released, "-c", LOAD, str(released / "croissant.json"))
    assert done.returncode == 0, done.stderr
    found = {
        name: [{key.partition("/")[2]: value(each) for key, each in row.items()} for row in rows]
        for name, rows in json.loads(done.stdout).items()
    }
    for name in tables():
        assert found.pop(name) == pq.read_table(released / f"{name}.parquet").to_pylist()
    used = [column.vocabulary for table in tables().values() for column in table.columns if column.vocabulary]
    for vocabulary in {each.name: each for each in used}.values():
        terms = found.pop(f"vocabulary-{vocabulary.name}")
        assert terms == [{"description": term.definition, "name": term.name} for term in vocabulary]
    assert found == {}


def test_mlcroissant_notices_another_file(python: Path, out: Path) -> None:
    """A file of which one byte was changed is not loaded: the digest in the description is that of the file."""
    data = bytearray((out / "dates.parquet").read_bytes())
    data[99] ^= 1
    (out / "dates.parquet").write_bytes(bytes(data))
    done = ran(python, out, "-c", LOAD, str(out / "croissant.json"), "dates")
    assert done.returncode != 0
    assert "sha256" in done.stderr.lower() or "hash" in done.stderr.lower()


def test_schema_org_has_its_terms(python: Path, out: Path) -> None:
    """Read as linked data by rdflib, every term that is said to be of schema.org is one; an invented one is not."""
    for extra, unknown in (({}, []), ({"flavour": "sweet"}, ["https://schema.org/flavour"])):
        (out / "croissant.json").write_text(json.dumps(description(out) | extra), "utf-8")
        done = ran(python, out, "-c", TERMS, str(out / "croissant.json"))
        assert done.returncode == 0, done.stderr
        count, *found = done.stdout.split()
        assert int(count) > 1000
        assert found == unknown
