"""The folder `datapackage/`: rows as CSV and Parquet, the descriptor, and the data dictionary."""

from __future__ import annotations

import csv
import hashlib
import io
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ukjsec import documents, schemas
from ukjsec.columns import Column, Table
from ukjsec.errors import BrokenCorpusError, MissingFileError
from ukjsec.layout import tables
from ukjsec.rows import Row, Value, rows
from ukjsec.seeds import Corpus

if TYPE_CHECKING:
    import pyarrow as pa

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"

LICENCES = (
    {
        "name": "CC-BY-4.0",
        "path": "https://creativecommons.org/licenses/by/4.0/",
        "title": "Creative Commons Attribution 4.0 International; quotations excepted",
    },
)


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
        BrokenCorpusError: the two name different versions, or CITATION.cff cannot be read.
    """
    for name in ("pyproject.toml", "CITATION.cff"):
        if not (root / name).is_file():
            raise MissingFileError(f"{root / name} is missing; the package takes its name, version and authors from it")
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    data = documents.compose((root / "CITATION.cff").read_bytes()).value
    if not isinstance(data, dict):
        raise BrokenCorpusError("CITATION.cff cannot be read; `check-jsonschema` says where it is broken")
    if str(data.get("version")) != project["version"]:
        raise BrokenCorpusError(
            f"CITATION.cff says version {data.get('version')}, pyproject.toml {project['version']}; make them one"
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


def _author(author: dict[str, str]) -> str:
    return author.get("name") or " ".join(part for key in ("given-names", "family-names") if (part := author.get(key)))


def artefacts(corpus: Corpus, kept: Callable[[str], bytes | None]) -> dict[str, bytes]:
    """Every file of `datapackage/`: path → bytes.

    Args:
        corpus: a corpus without problems.
        kept: path → the bytes that stand there now, or None. A Parquet file that is equal in schema, metadata and
            values keeps its bytes, since its footer names the version of the program that wrote it.
    """
    about = citation(corpus.root)
    found: dict[str, bytes] = {}
    for name, content in rows(corpus).items():
        table = tables()[name]
        found[f"datapackage/{name}.csv"] = as_csv(table, content)
        path = f"datapackage/{name}.parquet"
        found[path] = _kept_or_new(as_parquet(table, content, about), kept(path))
    found["datapackage/README.md"] = dictionary(about).encode()
    found["datapackage/datapackage.json"] = schemas.as_json(descriptor(corpus, about, found))
    return found


def _cell(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.15g}"
    return str(value)


def as_csv(table: Table, content: list[Row]) -> bytes:
    """A table as CSV: UTF-8, LF, comma, a header, an empty cell for what is missing."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(table.column_names)
    writer.writerows([_cell(value) for value in row.values()] for row in content)
    return stream.getvalue().encode()


def as_arrow(table: Table, content: list[Row], about: Citation) -> pa.Table:
    """A table as an Arrow table; a vocabulary's terms are its dictionary, in their order."""
    import pyarrow as pa  # noqa: PLC0415 (an import of 0.2 s that most commands do not need)

    schema = schemas.arrow_schema(table, {"package": about.name, "version": about.version})
    arrays = []
    for column in table.columns:
        values = [row[column.name] for row in content]
        if column.vocabulary:
            terms = column.vocabulary.names
            indices = pa.array([None if value is None else terms.index(str(value)) for value in values], pa.int8())
            arrays.append(pa.DictionaryArray.from_arrays(indices, pa.array(terms, pa.string())))
        else:
            arrays.append(pa.array(values, schema.field(column.name).type))
    return pa.Table.from_arrays(arrays, schema=schema)


def as_parquet(table: Table, content: list[Row], about: Citation) -> bytes:
    """A table as Parquet: explicit schema, page checksums, zstd."""
    import pyarrow as pa  # noqa: PLC0415 (as above)
    import pyarrow.parquet as pq  # noqa: PLC0415

    sink = pa.BufferOutputStream()
    pq.write_table(
        as_arrow(table, content, about),
        sink,
        version="2.6",
        compression="zstd",
        write_page_checksum=True,
        write_statistics=True,
    )
    return bytes(sink.getvalue().to_pybytes())


def _kept_or_new(new: bytes, old: bytes | None) -> bytes:
    return old if old is not None and same_parquet(new, old) else new


def same_parquet(first: bytes, second: bytes) -> bool:
    """Whether two Parquet files are equal in schema, metadata and values; a file that cannot be read equals none."""
    if first == second:
        return True
    import pyarrow as pa  # noqa: PLC0415 (as above)
    import pyarrow.parquet as pq  # noqa: PLC0415

    try:
        one, other = (pq.read_table(pa.BufferReader(data), page_checksum_verification=True) for data in (first, second))
    except (pa.ArrowException, OSError):
        return False
    return bool(one.schema.equals(other.schema, check_metadata=True) and one.equals(other))


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


def dictionary(about: Citation) -> str:
    """The data dictionary: what every table, column and term means, as Markdown."""
    lines = [
        f"# {about.title}",
        "",
        f"Version {about.version}. {about.abstract}",
        "",
        "This folder is generated by `ukjsec build`; do not edit it. Each table is there as CSV (UTF-8, comma, LF; an",
        "empty cell is a missing value, and nothing else is) and as Parquet with the same columns and types. Dates in",
        "EDTF keep the precision that the source gives; `*_earliest` and `*_latest` bound them by real days.",
        "",
        "| table | one row is | key |",
        "|---|---|---|",
        *(f"| [{table.name}](#{table.name}) | {table.row} | {', '.join(table.key)} |" for table in tables().values()),
        "",
    ]
    for table in tables().values():
        lines += [f"## {table.name}", "", table.row, "", "| column | type | what it is |", "|---|---|---|"]
        lines += [f"| `{column.name}` | {_kind(column)} | {column.description} |" for column in table.columns]
        lines.append("")
    lines += ["# Vocabularies", ""]
    used = {
        column.vocabulary.name: column.vocabulary
        for table in tables().values()
        for column in table.columns
        if column.vocabulary
    }
    for terms in used.values():
        if terms.name == "kind":
            continue
        lines += [f"## {terms.name}", "", terms.description, "", "| term | meaning |", "|---|---|"]
        lines += [f"| `{term.name}` | {term.definition} |" for term in terms]
        lines.append("")
    return "\n".join(lines)


def _kind(column: Column) -> str:
    if column.references:
        return f"{column.type} → {column.references}.id"
    if column.vocabulary:
        if column.vocabulary.name == "kind":
            return "a term of the kinds"
        return f"a term of [{column.vocabulary.name}](#{column.vocabulary.name})"
    return column.type + (", always there" if column.required else "")
