"""The package before independent judges: frictionless, the official profile, csv and pyarrow."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import shutil
import subprocess
import sys
from copy import deepcopy
from pathlib import Path
from typing import Any

import dplib
import invented
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from frictionless import Package

from ukjsec import build, datapackage, seeds
from ukjsec.errors import BrokenCorpusError, MissingFileError
from ukjsec.layout import tables
from ukjsec.rows import cells

NASTY = {
    "title": "NA",
    "summary": "Comma, \"quotes\", 'others'; and\na second line\n\nand a fourth.",
    "note": "A lone\rreturn and a\ttab: 日本、#N/A and null",
}
"""Texts that careless writers and readers of CSV spoil."""


@pytest.fixture(scope="module")
def nasty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A package with texts that are hard to write as CSV."""
    root = invented.write(tmp_path_factory.mktemp("nasty"))
    record = invented.RECORDS["agreements/example-memorandum"] | NASTY
    invented.put(root / "seeds/agreements/example-memorandum.yaml", record)
    build.write(root, build.artefacts(seeds.read(root)))
    return root / "datapackage"


@pytest.fixture
def package(checkout: Path) -> Path:
    """A package that a test may spoil."""
    return checkout / "datapackage"


def descriptor(package: Path) -> dict[str, Any]:
    """The descriptor of a package."""
    found: dict[str, Any] = json.loads((package / "datapackage.json").read_bytes())
    return found


def complaints(package: Path, *names: str, hashes: bool = False) -> set[tuple[str, str]]:
    """Resource and kind of everything that frictionless complains of, in the package or in some resources of it."""
    content = descriptor(package)
    content["resources"] = [each for each in content["resources"] if not names or each["name"] in names]
    for resource in content["resources"] if not hashes else []:
        resource.pop("hash")
        resource.pop("bytes", None)
    report = Package.from_descriptor(content, basepath=str(package)).validate()
    assert not report.errors
    assert len(report.tasks) == len(content["resources"])
    return {(task.name, error.type) for task in report.tasks for error in task.errors}


def rows_of(package: Path, name: str) -> list[dict[str, str]]:
    """The rows of a CSV file, as the standard library reads them."""
    return list(csv.DictReader(io.StringIO((package / f"{name}.csv").read_bytes().decode(), newline="")))


def test_frictionless_accepts_the_whole_package(built: Path) -> None:
    """Descriptor, CSV and Parquet resources, keys and foreign keys, hashes and sizes are as they ought to be."""
    assert complaints(built / "datapackage", hashes=True) == set()


def test_frictionless_accepts_hard_texts(nasty: Path) -> None:
    """Texts with commas, quotes, line ends and words for missing values disturb no resource."""
    assert complaints(nasty, "records", "records-parquet", "agreements", "agreements-parquet", hashes=True) == set()


CSV_BREAKS = [
    ("participants", ("actors", "records"), ",jpn-navy,", ",nobody,", "foreign-key"),
    ("actors", (), ",force,gbr,", ",force,nobody,", "foreign-key"),
    ("relations", ("records",), ",example-memorandum,", ",example-nothing,", "foreign-key"),
    ("dates", ("records",), ",in-force,", ",signed,", "primary-key"),
    ("actors", (), "gbr-rn,", "gbr,", "unique-error"),
    ("dates", ("records",), ",signed,", ",singed,", "constraint-error"),
    ("dates", ("records",), "2001-05-03,2001-05-03", "3 May 2001,2001-05-03", "constraint-error"),
    ("dates", ("records",), "2001-05-03,2001-05-03", "2001-05-03,2001-02-30", "type-error"),
    ("participants", ("actors", "records"), ",party,", ",,", "constraint-error"),
    ("coverage", ("sources", "records"), ",1,1,3,", ",1,1,many,", "type-error"),
    ("topics", ("records",), "record_id,topic", "record_id,topics", "incorrect-label"),
]


@pytest.mark.parametrize("case", CSV_BREAKS)
def test_frictionless_looks_at_the_csv(package: Path, case: tuple[str, tuple[str, ...], str, str, str]) -> None:
    """Each broken key, enumeration, pattern, required cell and type is complained of: its silence means something."""
    name, others, old, new, kind = case
    assert complaints(package, name, *others) == set()
    file = package / f"{name}.csv"
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8", newline="")
    assert (name, kind) in complaints(package, name, *others)


PARQUET_BREAKS = [
    ("participants", ("actors", "records"), "actor_id", "nobody", "foreign-key"),
    ("actors", ("actors",), "parent_id", "nobody", "foreign-key"),
    ("actors", ("actors",), "id", "gbr", "primary-key"),
    ("dates", ("records",), "date", "May", "constraint-error"),
    ("dates", ("records",), "event", "singed", "constraint-error"),
    ("coverage", ("sources", "records"), "note", None, None),
]


@pytest.mark.parametrize("case", PARQUET_BREAKS)
def test_frictionless_looks_at_the_parquet(
    package: Path, case: tuple[str, tuple[str, ...], str, str | None, str | None]
) -> None:
    """Keys, foreign keys (against the CSV resources), patterns and enumerations are checked in Parquet too."""
    name, others, column, value, kind = case
    file = package / f"{name}.parquet"
    table = pq.read_table(file)
    rows = table.to_pylist()
    rows[-1][column] = value
    pq.write_table(pa.Table.from_pylist(rows, schema=table.schema), file)
    found = complaints(package, f"{name}-parquet", *others)
    assert (f"{name}-parquet", kind) in found if kind else found == set()


def test_frictionless_compares_hash_and_size_of_csv(package: Path) -> None:
    """A letter that was changed in a CSV file, or one that was added, is noticed."""
    file = package / "sources.csv"
    text = file.read_text("utf-8")
    file.write_text(text.replace("Invented", "Imagined"), "utf-8")
    assert complaints(package, "sources", hashes=True) == {("sources", "hash-count")}
    file.write_text(text.replace("Invented", "Inventive"), "utf-8")
    assert complaints(package, "sources", hashes=True) == {("sources", "hash-count"), ("sources", "byte-count")}


def test_the_official_profile_accepts_the_descriptor(built: Path) -> None:
    """The published JSON Schema of Data Package 2.0 has nothing against the descriptor, but against a broken one."""
    profile = Path(dplib.__file__).parent / "profiles" / "2.0" / "datapackage.json"
    command = [sys.executable, "-m", "check_jsonschema", "--schemafile", str(profile)]
    file = built / "datapackage" / "datapackage.json"
    done = subprocess.run([*command, str(file)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    broken = json.dumps(descriptor(file.parent) | {"resources": [], "created": 7})
    done = subprocess.run([*command, "-"], input=broken, capture_output=True, text=True, check=False)
    assert done.returncode == 1


def test_the_descriptor_says_what_is_there(built: Path) -> None:
    """Every table is there in both forms with one schema; hash and bytes are those of the files."""
    content = descriptor(built / "datapackage")
    assert [content[key] for key in ("name", "version", "title")] == ["ukjsec", "0.1.0", "Invented"]
    assert content["contributors"] == [{"title": "Nobody", "roles": ["creator"]}]
    resources = {each["name"]: each for each in content["resources"]}
    assert set(resources) == {*tables(), *(f"{name}-parquet" for name in tables())}
    for name, resource in resources.items():
        data = (built / "datapackage" / resource["path"]).read_bytes()
        assert resource["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"
        assert resource.get("bytes") == (len(data) if resource["format"] == "csv" else None)
        twin = resources[name.removesuffix("-parquet")]["schema"]
        assert resource["schema"]["fields"] == twin["fields"]
    files = {file.name for file in (built / "datapackage").iterdir()}
    named = {each["path"] for each in resources.values()}
    assert files - named == {"README.md", "CODEBOOK.md", "datapackage.json"}


def test_a_key_to_the_table_itself_is_written_in_both_forms(built: Path) -> None:
    """The CSV resource names itself with an empty text, as the standard wants; Parquet points at the CSV."""
    resources = {each["name"]: each for each in descriptor(built / "datapackage")["resources"]}
    assert resources["actors"]["schema"]["foreignKeys"][0]["reference"] == {"resource": "", "fields": ["id"]}
    keys = resources["actors-parquet"]["schema"]["foreignKeys"]
    assert keys[0]["reference"] == {"resource": "actors", "fields": ["id"]}


@pytest.mark.parametrize("name", tables())
def test_csv_is_plain_and_sorted(built: Path, name: str) -> None:
    """CSV is UTF-8 without a mark, ends its lines with LF, has every column, and is sorted by its key, none twice."""
    data = (built / "datapackage" / f"{name}.csv").read_bytes()
    assert not data.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in data
    assert data.decode().endswith("\n")
    table, rows = tables()[name], rows_of(built / "datapackage", name)
    assert data.split(b"\n")[0].decode() == ",".join(table.column_names)
    whole = {column.name for column in table.columns if column.type == "integer"}
    keys = [tuple(int(row[key]) if key in whole else row[key] for key in table.key) for row in rows]
    assert keys == sorted(set(keys))


def test_texts_survive_csv(nasty: Path) -> None:
    """Commas, quotation marks, line ends, a lone CR and the text NA come back from CSV letter by letter."""
    row = next(row for row in rows_of(nasty, "agreements") if row["id"] == "example-memorandum")
    assert {key: row[key] for key in NASTY} == NASTY
    assert row["title_ja"] == ""


@pytest.mark.parametrize("name", tables())
def test_both_forms_hold_the_same_values(nasty: Path, name: str) -> None:
    """What Parquet holds is, cell by cell, what CSV holds; what is empty in one is missing in the other."""
    found = pq.read_table(nasty / f"{name}.parquet").to_pylist()
    texts = [{key: cells.text(value) for key, value in row.items()} for row in found]
    assert texts == rows_of(nasty, name)


@pytest.mark.parametrize("name", tables())
def test_parquet_says_what_it_is(built: Path, name: str) -> None:
    """Types are explicit, terms are all in the dictionary, what is required is not null, and all is described."""
    table = tables()[name]
    found = pq.read_table(built / "datapackage" / f"{name}.parquet")
    about = {key.decode(): value.decode() for key, value in (found.schema.metadata or {}).items()}
    assert about.items() >= {"package": "ukjsec", "version": "0.1.0", "table": name, "description": table.row}.items()
    assert found.column_names == list(table.column_names)
    types = {"string": "string", "integer": "int64", "number": "double", "boolean": "bool", "date": "date32[day]"}
    for column in table.columns:
        field = found.schema.field(column.name)
        about = {key.decode(): value.decode() for key, value in (field.metadata or {}).items()}
        assert about["description"] == column.description
        assert field.nullable is not (column.required or column.name in table.key)
        if column.vocabulary:
            assert str(field.type) == "dictionary<values=string, indices=int8, ordered=0>"
            assert json.loads(about["terms"]) == list(column.vocabulary.names)
            chunks: Any = found.column(column.name).chunks
            full = [chunk.dictionary.to_pylist() for chunk in chunks if found.num_rows]
            assert all(terms == list(column.vocabulary.names) for terms in full)
        else:
            assert str(field.type) == types[column.type]


def test_pandas_keeps_whole_numbers_whole(built: Path) -> None:
    """A column of whole numbers of which some are missing is read by plain pandas as such, not as fractions."""
    frame = pq.read_table(built / "datapackage" / "actors.parquet").to_pandas()
    assert str(frame["cow"].dtype) == "Int64"
    assert frame["cow"].isna().tolist() == [False, True, False, True]


@pytest.mark.parametrize("name", ["actors", "evidence"])
def test_a_flipped_byte_in_parquet_is_noticed(package: Path, name: str) -> None:
    """Every page has a checksum: a reader that verifies them refuses a page of which one bit was changed."""
    file = package / f"{name}.parquet"
    column = pq.ParquetFile(file).metadata.row_group(0).column(0)
    at = (column.dictionary_page_offset or column.data_page_offset) + column.total_compressed_size - 2
    data = bytearray(file.read_bytes())
    data[at] ^= 1
    file.write_bytes(bytes(data))
    with pytest.raises(OSError, match="CRC"):
        pq.read_table(file, page_checksum_verification=True)


def test_every_kind_has_room_in_its_dictionary() -> None:
    """The indices of dictionaries are eight bits wide, so that no vocabulary may have more than 127 terms."""
    assert max(len(c.vocabulary.names) for t in tables().values() for c in t.columns if c.vocabulary) < 128


def test_what_the_package_says_of_itself_is_checked(checkout: Path) -> None:
    """A missing file, a missing word, another version or broken TOML is named before anything is written."""
    root = checkout / "spoilt"
    sound = {name: (checkout / name).read_text("utf-8") for name in ("CITATION.cff", "pyproject.toml")}
    cases = [
        ("CITATION.cff", None, "CITATION.cff is missing"),
        ("CITATION.cff", "title: [", "cannot be read"),
        ("CITATION.cff", sound["CITATION.cff"].replace("abstract", "abstrakt"), "does not say abstract"),
        ("CITATION.cff", sound["CITATION.cff"].replace("0.1.0", "0.2.0"), "says version 0.2.0"),
        ("pyproject.toml", "[project", "pyproject.toml cannot be read"),
        ("pyproject.toml", "[tool]", "does not say name, version"),
    ]
    for name, text, said in cases:
        shutil.rmtree(root, ignore_errors=True)
        root.mkdir()
        for file, content in (deepcopy(sound) | {name: text}).items():
            if content is not None:
                (root / file).write_text(content, "utf-8")
        with pytest.raises((BrokenCorpusError, MissingFileError), match=said):
            datapackage.citation(root)
