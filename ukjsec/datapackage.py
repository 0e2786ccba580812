"""The folder `datapackage/`: rows as CSV and Parquet, the descriptor, and the data dictionary."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ukjsec import dictionary, documents, schemas, tablefiles
from ukjsec.columns import Table
from ukjsec.corpus import Corpus
from ukjsec.errors import BrokenCorpusError, MissingFileError
from ukjsec.layout import tables
from ukjsec.rows import rows
from ukjsec.seeds import CODEBOOK

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"

LICENCES = (
    {
        "name": "CC-BY-4.0",
        "path": "https://creativecommons.org/licenses/by/4.0/",
        "title": "Creative Commons Attribution 4.0 International; quotations excepted",
    },
)


_PROJECT = ("name", "version")
_CITATION = ("version", "title", "abstract", "authors", "keywords", "date-released")


@dataclass(frozen=True)
class Citation:
    """What the package says of itself: taken from CITATION.cff and pyproject.toml, said nowhere else."""

    name: str
    version: str
    title: str
    abstract: str
    authors: tuple[str, ...]
    keywords: tuple[str, ...]
    released: str


def citation(root: Path) -> Citation:
    """Read what the package says of itself.

    Raises:
        MissingFileError: pyproject.toml or CITATION.cff is missing.
        BrokenCorpusError: the two name different versions, or one of them cannot be read or lacks something.
    """
    for name in ("pyproject.toml", "CITATION.cff"):
        if not (root / name).is_file():
            raise MissingFileError(f"{root / name} is missing; the package takes its name, version and authors from it")
    try:
        project = tomllib.loads((root / "pyproject.toml").read_text("utf-8")).get("project", {})
    except ValueError as error:
        raise BrokenCorpusError(f"pyproject.toml cannot be read: {error}; mend it") from error
    data = documents.compose((root / "CITATION.cff").read_bytes()).value
    if not isinstance(data, dict):
        raise BrokenCorpusError("CITATION.cff cannot be read; `check-jsonschema` says where it is broken")
    for file, wanted, found in (("pyproject.toml", _PROJECT, project), ("CITATION.cff", _CITATION, data)):
        missing = [name for name in wanted if name not in found]
        if missing:
            raise BrokenCorpusError(f"{file} does not say {', '.join(missing)}; add it")
    if str(data["version"]) != project["version"]:
        raise BrokenCorpusError(
            f"CITATION.cff says version {data['version']}, pyproject.toml {project['version']}; make them one"
        )
    return Citation(
        project["name"],
        project["version"],
        data["title"],
        " ".join(data["abstract"].split()),
        tuple(_author(author) for author in data["authors"]),
        tuple(data["keywords"]),
        data["date-released"],
    )


def _rules(root: Path) -> str:
    """The coding rules, written by hand.

    Raises:
        MissingFileError: they are missing.
        BrokenCorpusError: they are not text in UTF-8.
    """
    file = root / CODEBOOK
    if not file.is_file():
        raise MissingFileError(f"{file} is missing; the package ships the coding rules: restore them")
    try:
        return file.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise BrokenCorpusError(f"{CODEBOOK} is not UTF-8 at byte {error.start + 1}; save it as UTF-8") from error


def _author(author: dict[str, str]) -> str:
    return author.get("name") or " ".join(part for key in ("given-names", "family-names") if (part := author.get(key)))


def artefacts(corpus: Corpus, kept: Callable[[str], bytes | None]) -> dict[str, bytes]:
    """Every file of `datapackage/`: path → bytes.

    Args:
        corpus: a corpus without problems.
        kept: path → the bytes that stand there now, or None. A Parquet file that `tablefiles` finds the same
            keeps its bytes, since its footer names the version of the program that wrote it.
    """
    about = citation(corpus.root)
    package: schemas.Metadata = {"package": about.name, "version": about.version}
    found: dict[str, bytes] = {}
    for name, content in rows(corpus).items():
        table = tables()[name]
        found[f"datapackage/{name}.csv"] = data = tablefiles.as_csv(table, content)
        path = f"datapackage/{name}.parquet"
        found[path] = _kept_or_new(tablefiles.as_parquet(table, data, package), kept(path))
    found["datapackage/README.md"] = dictionary.dictionary(about.title, about.version, about.abstract).encode()
    found["datapackage/CODEBOOK.md"] = dictionary.codebook(_rules(corpus.root)).encode()
    found["datapackage/datapackage.json"] = schemas.as_json(descriptor(corpus, about, found))
    return found


def _kept_or_new(new: bytes, old: bytes | None) -> bytes:
    return old if old is not None and tablefiles.same_parquet(new, old) else new


def descriptor(corpus: Corpus, about: Citation, files: dict[str, bytes]) -> dict[str, Any]:
    """The descriptor of the package (Data Package v2): each table as CSV and as Parquet, with one schema."""
    resources = []
    for table in tables().values():
        schema = schemas.table_schema(table)
        resources.append(_resource(table, schema, files, "csv", "text/csv"))
    for table in tables().values():
        schema = _pointing_at_csv(schemas.table_schema(table), table)
        resources.append(_resource(table, schema, files, "parquet", "application/vnd.apache.parquet"))
    return {
        "$schema": PROFILE,
        "name": about.name,
        "title": about.title,
        "description": about.abstract,
        "version": about.version,
        "created": f"{about.released}T00:00:00Z",
        "keywords": list(about.keywords),
        "licenses": list(LICENCES),
        "contributors": [{"title": author, "roles": ["creator"]} for author in about.authors],
        "sources": [
            {"title": source.title} | ({"path": source.address} if source.address else {})
            for _, source in sorted(corpus.sources.items())
        ],
        "resources": resources,
    }


def _pointing_at_csv(schema: dict[str, Any], table: Table) -> dict[str, Any]:
    """A schema whose references to the table itself name the CSV resource: the keys of both forms are the same."""
    for key in schema.get("foreignKeys", []):
        key["reference"]["resource"] = key["reference"]["resource"] or table.name
    return schema


def _resource(table: Table, schema: dict[str, Any], files: dict[str, bytes], form: str, media: str) -> dict[str, Any]:
    data = files[f"datapackage/{table.name}.{form}"]
    is_csv = form == "csv"
    return {
        "name": table.name if is_csv else f"{table.name}-{form}",
        "type": "table",
        "title": table.title,
        "description": table.row,
        "path": f"{table.name}.{form}",
        "format": form,
        "mediatype": media,
        **({"encoding": "utf-8", "bytes": len(data)} if is_csv else {}),
        "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
        "schema": schema,
    }
