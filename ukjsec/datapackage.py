"""The folder `datapackage/`: rows as CSV and Parquet, the descriptor, and the data dictionary."""

from __future__ import annotations

import hashlib
import io
import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ukjsec import dictionary, documents, schemas
from ukjsec.columns import Table
from ukjsec.corpus import Corpus
from ukjsec.errors import BrokenCorpusError, MissingFileError
from ukjsec.layout import tables
from ukjsec.rows import Row, Value, rows
from ukjsec.seeds import CODEBOOK

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


_PROJECT = ("name", "version")
_CITATION = ("version", "title", "abstract", "authors", "keywords", "date-released")
_SPECIAL = re.compile(r'[,"\r\n]')


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
    """
    file = root / CODEBOOK
    if not file.is_file():
        raise MissingFileError(f"{file} is missing; the package ships the coding rules: restore them")
    return file.read_text("utf-8")


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
        found[path] = _kept_or_new(as_parquet(table, found[f"datapackage/{name}.csv"], about), kept(path))
    found["datapackage/README.md"] = dictionary.dictionary(about.title, about.version, about.abstract).encode()
    found["datapackage/CODEBOOK.md"] = dictionary.codebook(_rules(corpus.root)).encode()
    found["datapackage/datapackage.json"] = schemas.as_json(descriptor(corpus, about, found))
    return found


def _cell(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return repr(value).removesuffix(".0")
    return str(value)


def as_csv(table: Table, content: list[Row]) -> bytes:
    """A table as CSV: UTF-8, LF, comma, a header, an empty cell for what is missing."""
    lines = [table.column_names, *([_cell(value) for value in row.values()] for row in content)]
    return "".join(",".join(map(_quoted, line)) + "\n" for line in lines).encode()


def _quoted(cell: str) -> str:
    """A cell in quotation marks where it needs them; the csv module of some versions of Python forgets a lone CR."""
    return '"' + cell.replace('"', '""') + '"' if _SPECIAL.search(cell) else cell


def as_arrow(table: Table, data: bytes, about: Citation) -> pa.Table:
    """A table as an Arrow table, read from its CSV: so both forms hold the same values.

    A vocabulary's terms, all of them and in their order, are the dictionary of its column.
    """
    import pyarrow as pa  # noqa: PLC0415 (an import of 0.2 s that most commands do not need)

    schema = schemas.arrow_schema(table, {"package": about.name, "version": about.version})
    types = {column.name: schema.field(column.name).type for column in table.columns}
    texts = {column.name: pa.string() for column in table.columns if column.vocabulary}
    found = _read_csv(data, types | texts)
    arrays = [
        _categories(found[column.name], column.vocabulary.names) if column.vocabulary else found[column.name]
        for column in table.columns
    ]
    return pa.Table.from_arrays(arrays, schema=schema)


def _read_csv(data: bytes, types: dict[str, Any]) -> pa.Table:
    """CSV as an Arrow table in one chunk; `pa.array` would do for lists, but it imports pandas, which costs 0.3 s."""
    from pyarrow import csv as arrow_csv  # noqa: PLC0415 (as above)

    return arrow_csv.read_csv(
        io.BytesIO(data),
        read_options=arrow_csv.ReadOptions(use_threads=False, block_size=max(len(data), 1)),
        parse_options=arrow_csv.ParseOptions(newlines_in_values=True),
        convert_options=arrow_csv.ConvertOptions(
            column_types=types,
            null_values=[""],
            strings_can_be_null=True,
            true_values=["true"],
            false_values=["false"],
        ),
    ).combine_chunks()


def _categories(column: Any, terms: tuple[str, ...]) -> pa.Array[Any]:
    """A chunked column of texts as a dictionary array over all terms of its vocabulary."""
    import pyarrow as pa  # noqa: PLC0415 (as above)
    import pyarrow.compute as pc  # noqa: PLC0415

    indices = pc.index_in(column.combine_chunks(), value_set=_terms(terms)).cast(pa.int8())
    return pa.DictionaryArray.from_arrays(indices, _terms(terms))


@cache
def _terms(terms: tuple[str, ...]) -> Any:
    import pyarrow as pa  # noqa: PLC0415 (as above)

    return _read_csv("\n".join(("term", *terms)).encode(), {"term": pa.string()})["term"].combine_chunks()


def as_parquet(table: Table, data: bytes, about: Citation) -> bytes:
    """A table as Parquet, from its CSV: explicit schema, page checksums, zstd."""
    import pyarrow as pa  # noqa: PLC0415 (as above)
    import pyarrow.parquet as pq  # noqa: PLC0415

    sink = pa.BufferOutputStream()
    pq.write_table(
        as_arrow(table, data, about),
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
