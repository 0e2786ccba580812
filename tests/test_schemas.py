"""The schemas: sound by their metaschemas, described throughout, and of one mind with the models."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from copy import deepcopy
from datetime import date as day
from pathlib import Path
from typing import Annotated, Any

import dplib
import invented
import pytest
from pydantic import Field

from ukjsec import columns, intake, schemas
from ukjsec.described import Model
from ukjsec.fields import check
from ukjsec.layout import tables
from ukjsec.models import RECORD_MODELS, Agreement

MEMORANDUM = invented.RECORDS["agreements/example-memorandum"]
KINDS = [*(model.__name__.lower() for model in RECORD_MODELS.values()), "source", *intake.LISTS]


def judge(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Ask check-jsonschema."""
    command = [sys.executable, "-m", "check_jsonschema", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def changed(*route: str | int, to: Any = ...) -> dict[str, Any]:
    """The memorandum with another value at a route, or with none."""
    record = deepcopy(MEMORANDUM)
    place: Any = record
    for part in route[:-1]:
        place = place[part]
    if to is ...:
        del place[route[-1]]
    else:
        place[route[-1]] = to
    return record


QUANTITY = {"value": 2, "unit": "person", "stated": "two people"}

SOUND = {
    "as it is": MEMORANDUM,
    "an empty field": changed("note", to=None),
    "a bare year": changed("dates", "signed", to=2001),
    "about a year": changed("dates", "signed", to="2001~"),
    "a fraction as text": changed("quantities", to={"people": QUANTITY | {"value": "2.5"}}),
    "an office": changed("participants", 0, to={"actor": "jpn", "role": "party", "as": "Minister"}),
}

BROKEN = {
    "unknown field": changed("sumary", to="x"),
    "unknown field of a participant": changed("participants", 0, "rank", to="x"),
    "unknown field of evidence": changed("evidence", 0, "page", to=3),
    "model's name of an alias": changed("participants", 0, "as_", to="Minister"),
    "missing title": changed("title"),
    "missing role": changed("participants", 0, "role"),
    "missing evidence": changed("evidence"),
    "no evidence": changed("evidence", to=[]),
    "no participants": changed("participants", to=[]),
    "nothing supported": changed("evidence", 0, "supports", to=[]),
    "unknown kind": changed("kind", to="napkin"),
    "kind of another type": changed("kind", to="naval-exercise"),
    "unknown status": changed("status", to="singed"),
    "unknown unit": changed("unit", to="dozen"),
    "unknown topic": changed("topics", to=["gossip"]),
    "unknown event": changed("dates", to={"singed": "2001"}),
    "unknown relation": changed("related", to=[{"type": "cousin", "to": "example-exercise"}]),
    "unknown bound": changed("quantities", to={"people": QUANTITY | {"bound": "roughly"}}),
    "a date that is none": changed("dates", "signed", to="May 2001"),
    "a month that is none": changed("dates", "signed", to="2001-13"),
    "a list for a date": changed("dates", "signed", to=["2001..2002"]),
    "a truth value for a date": changed("dates", "signed", to=True),
    "text for a whole number": changed("ordinal", to="3"),
    "a fraction for a whole number": changed("ordinal", to=2.5),
    "zero for an ordinal": changed("ordinal", to=0),
    "zero for a paragraph": changed("evidence", 0, "paragraph", to=0),
    "a word for a number": changed("quantities", to={"people": QUANTITY | {"value": "many"}}),
    "a number for a text": changed("note", to=7),
    "a text for a list": changed("topics", to="defence-relations"),
    "a map for a list": changed("participants", to={"jpn": "party"}),
    "a list for a map": changed("dates", to=["2001"]),
    "a list for a record": [MEMORANDUM],
    "an empty text": changed("title", to=""),
    "a long text": changed("title", to="x" * 1001),
    "an id in capitals": changed("id", to="Example"),
    "an id that is too long": changed("id", to="x" * 81),
    "a name of a quantity in capitals": changed("quantities", to={"People": QUANTITY}),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every schema in a folder, as a build writes them."""
    root = tmp_path_factory.mktemp("schemas")
    for path, data in schemas.artefacts().items():
        (root / Path(path).name).write_bytes(data)
    return root


class Sample(Model):
    """A model with a field of every type."""

    whole: Annotated[int, Field(ge=1)] | None = None
    """A whole number."""
    share: Annotated[float, Field(le=1)]
    """A share."""
    when: day | None = None
    """A day."""
    point: str
    """A text."""


def test_a_column_has_the_type_of_its_field() -> None:
    """Optional or annotated, a number stays a number and a day a day; all else is text."""
    types = {name: columns.field(Sample, name).type for name in Sample.model_fields}
    assert types == {"whole": "integer", "share": "number", "when": "date", "point": "string"}


def test_a_key_is_always_there() -> None:
    """No column that identifies a row can be missing."""
    for table in tables().values():
        required = {column.name for column in table.columns if column.required}
        assert set(table.key) <= required, table.name


def test_a_date_of_an_event_reads_as_a_sentence() -> None:
    """The description of the column of an event is made of the event's definition."""
    described = {column.name: column.description for column in tables()["agreements"].columns}
    assert described["date_in_force"] == "When it came into force, in EDTF."
    assert described["date_agreed"] == "When it was agreed, or decided together, in EDTF."


def test_every_model_and_table_has_a_schema(folder: Path) -> None:
    """There is a JSON Schema for every kind of file under seeds/ and a Table Schema for every table, and no more."""
    names = {f"{kind}.schema.json" for kind in (*KINDS, "verdict", "difference")}
    names |= {f"{name}.table.json" for name in tables()}
    assert {file.name for file in folder.iterdir()} == names


def test_schemas_keep_to_their_metaschemas(folder: Path) -> None:
    """Each JSON Schema is one by the metaschema of 2020-12 that it names, each Table Schema by the profile of 2.0."""
    assert {schema["$schema"] for schema in schemas.json_schemas().values()} == {schemas.DIALECT}
    done = judge("--check-metaschema", *folder.glob("*.schema.json"))
    assert done.returncode == 0, done.stdout
    profile = Path(dplib.__file__).parent / "profiles" / "2.0" / "tableschema.json"
    done = judge("--schemafile", profile, *folder.glob("*.table.json"))
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("kind", "files"),
    [
        *((model.__name__.lower(), f"{name}/*.yaml") for name, model in RECORD_MODELS.items()),
        ("source", "sources/*.yaml"),
        *((name, f"{name}.yaml") for name in ("actors", "places", "retired")),
    ],
)
def test_sound_files_are_accepted(folder: Path, built: Path, kind: str, files: str) -> None:
    """Every file of the invented corpus keeps to its schema."""
    found = list((built / "seeds").glob(files))
    assert found
    done = judge("--schemafile", folder / f"{kind}.schema.json", *found)
    assert done.returncode == 0, done.stdout


def test_schema_and_model_are_of_one_mind(folder: Path, tmp_path: Path) -> None:
    """What the model refuses an editor with the schema refuses too, and what the one accepts the other accepts."""
    cases = {**SOUND, **BROKEN}
    assert len(cases) == len(SOUND) + len(BROKEN)
    files = {str(tmp_path / f"{number}.json"): name for number, name in enumerate(cases)}
    for file, name in files.items():
        invented.put(Path(file), cases[name])
    done = judge("-o", "json", "--schemafile", folder / "agreement.schema.json", *files)
    refused = {files[error["filename"]] for error in json.loads(done.stdout)["errors"]}
    assert refused == set(BROKEN)
    assert {name for name, record in cases.items() if check(Agreement, record, "x.yaml")[1]} == set(BROKEN)


def test_the_model_looks_closer_than_a_schema_can(folder: Path, tmp_path: Path) -> None:
    """A day that no calendar has and blanks around a text pass the schema; the model alone refuses them."""
    cases = [changed("dates", "signed", to="2001-02-30"), changed("title", to=" A memorandum")]
    for number, record in enumerate(cases):
        invented.put(tmp_path / f"{number}.json", record)
        assert check(Agreement, record, "x.yaml")[1]
    done = judge("--schemafile", folder / "agreement.schema.json", *tmp_path.glob("*.json"))
    assert done.returncode == 0, done.stdout


def nodes(schema: Any) -> Iterator[dict[str, Any]]:
    """Every map in a schema."""
    if isinstance(schema, dict):
        yield schema
    for inner in schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else []:
        yield from nodes(inner)


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_and_term_is_described(kind: str) -> None:
    """An editor that hovers over any field or term shows a sentence."""
    fields = terms = 0
    for node in nodes(schemas.json_schemas()[kind]):
        for name, field in node.get("properties", {}).items() if node.get("type") == "object" else []:
            assert field.get("description", "").strip(), name
            fields += 1
        if "const" in node:
            assert node["description"].strip(), node
            terms += 1
    assert fields > 2
    assert terms > 2 or kind == "retired"


@pytest.mark.parametrize("name", tables())
def test_every_column_is_described(name: str) -> None:
    """Each column has a sentence, an enumeration the same terms as its categories, a pattern only where text is."""
    schema = schemas.table_schema(tables()[name])
    for field in schema["fields"]:
        assert field["description"].strip()
        terms = field.get("constraints", {}).get("enum")
        assert terms == ([each["value"] for each in field["categories"]] if "categories" in field else None)
        assert field["type"] == "string" or "pattern" not in field.get("constraints", {})
    required = {field["name"] for field in schema["fields"] if field.get("constraints", {}).get("required")}
    assert set(schema["primaryKey"]) <= required
    assert {key["reference"]["resource"] for key in schema.get("foreignKeys", [])} <= {"", *tables()}


def test_ajv_accepts_the_schemas_in_strict_mode(folder: Path) -> None:
    """A second implementation, which refuses every keyword that it does not know, compiles each schema."""
    modules = os.environ.get("UKJSEC_NODE_MODULES", "")
    if not (Path(modules) / "ajv").is_dir() or not shutil.which("node"):
        pytest.skip("UKJSEC_NODE_MODULES names no folder with ajv, or there is no node")
    script = (
        "const Ajv = require('ajv/dist/2020').default, fs = require('fs');"
        "for (const file of process.argv.slice(1)) {"
        "  const ajv = new Ajv({strict: true, allowUnionTypes: true, formats: {date: true}});"
        "  ajv.compile(JSON.parse(fs.readFileSync(file)));"
        "}"
    )
    command = ["node", "-e", script, *map(str, folder.glob("*.schema.json"))]
    environment = os.environ | {"NODE_PATH": modules}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_ajv_accepts_table_schemas_and_descriptor_by_the_profiles(folder: Path, checkout: Path) -> None:
    """It finds nothing against them in those of Data Package 2.0, but something against a broken one."""
    modules = os.environ.get("UKJSEC_NODE_MODULES", "")
    if not (Path(modules) / "ajv").is_dir() or not shutil.which("node"):
        pytest.skip("UKJSEC_NODE_MODULES names no folder with ajv, or there is no node")
    script = (
        "const Ajv = require('ajv').default, fs = require('fs');"
        "const [profile, ...files] = process.argv.slice(1).map(file => JSON.parse(fs.readFileSync(file)));"
        # The profiles name formats for forms, such as `textarea`, that no checker knows.
        "const accepts = new Ajv({strict: false, validateFormats: false}).compile(profile);"
        "process.stdout.write(JSON.stringify(files.map(file => accepts(file))));"
    )
    environment = os.environ | {"NODE_PATH": modules}
    profiles = Path(dplib.__file__).parent / "profiles" / "2.0"
    descriptor = checkout / "datapackage" / "datapackage.json"
    broken = checkout / "broken.json"
    broken.write_text(json.dumps({"fields": [{"name": 7}], "resources": []}), "utf-8")
    for profile, files in (("tableschema", sorted(folder.glob("*.table.json"))), ("datapackage", [descriptor])):
        command = ["node", "-e", script, str(profiles / f"{profile}.json"), *map(str, files), str(broken)]
        done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
        assert (done.returncode, done.stderr) == (0, "")
        assert json.loads(done.stdout) == [*[True] * len(files), False]
