"""The Croissant description of a release: its Parquet files as record sets, for those who train on tables or list them.

The form is Croissant 1.1 of MLCommons (http://mlcommons.org/croissant/1.1), which is JSON-LD over schema.org.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ukjsec import checksums
from ukjsec.columns import Column, Table
from ukjsec.datapackage import LICENCES, Citation
from ukjsec.layout import tables
from ukjsec.vocabulary import Vocabulary

NAME = "croissant.json"

VERSION = "http://mlcommons.org/croissant/1.1"

CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "dct": "http://purl.org/dc/terms/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "sc": "https://schema.org/",
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "description": {"@container": "@language"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "name": {"@container": "@language"},
    **{
        term: f"cr:{term}"
        for term in (
            "arrayShape", "citeAs", "column", "containedIn", "equivalentProperty", "extract", "field", "fileObject",
            "fileProperty", "fileSet", "format", "includes", "isArray", "isLiveDataset", "jsonPath", "key", "md5",
            "parentField", "path", "recordSet", "references", "regex", "repeated", "replace", "samplingRate",
            "separator", "source", "subField", "transform",
        )
    },
}  # fmt: skip
"""What the terms of the description mean; the standard asks for each of these, also where one is not used."""

_TYPES = {
    "string": "sc:Text",
    "integer": "cr:Int64",
    "number": "cr:Float64",
    "boolean": "sc:Boolean",
    "date": "sc:Date",
}

_FORMATS = {
    # The name that readers of Croissant know, not the one that was registered later.
    ".parquet": "application/x-parquet",
    ".zip": "application/zip",
}


def description(about: Citation, files: Mapping[str, bytes]) -> dict[str, Any]:
    """The description of a release, as plain data.

    Args:
        about: what the package says of itself.
        files: name → bytes of the files of the release: `<table>.parquet` for every table, and the zip archive.

    Returns:
        A file object for each file, at its name beside the description; a record set for each table, with types, keys
        and references; and one for each vocabulary, an enumeration with the definitions. No address is given, for none
        is known.
    """
    cited = f"{', '.join(about.authors)} ({about.released[:4]}). {about.title} (version {about.version}) [Data set]."
    used = {column.vocabulary.name: column.vocabulary for column in _columns() if column.vocabulary}
    return {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": VERSION,
        "name": about.name,
        "alternateName": about.title,
        "description": about.abstract,
        "version": about.version,
        "datePublished": about.released,
        "license": [licence["path"] for licence in LICENCES],
        "creator": [{"@type": "sc:Organization", "name": author} for author in about.authors],
        "keywords": list(about.keywords),
        "inLanguage": ["en", "ja"],
        "citeAs": cited,
        "distribution": [_file(name, data) for name, data in sorted(files.items())],
        "recordSet": [
            *(_records(table, files[f"{table.name}.parquet"]) for table in tables().values()),
            *(_enumeration(vocabulary) for _, vocabulary in sorted(used.items())),
        ],
    }


def _columns() -> Iterable[Column]:
    return (column for table in tables().values() for column in table.columns)


def _file(name: str, data: bytes) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": name,
        "name": name,
        "contentUrl": name,
        "contentSize": f"{len(data)} B",
        "encodingFormat": next(form for ending, form in _FORMATS.items() if name.endswith(ending)),
        "sha256": checksums.digest(data),
    }


def _records(table: Table, data: bytes) -> dict[str, Any]:
    optional = [column.name for column in table.columns if column.references and not column.required]
    empty = _empty(data, optional) if optional else set()
    return {
        "@type": "cr:RecordSet",
        "@id": table.name,
        "name": table.name,
        "description": table.row,
        "key": [{"@id": f"{table.name}/{name}"} for name in table.key],
        "field": [_field(table, column, is_empty=column.name in empty) for column in table.columns],
    }


def _empty(data: bytes, names: list[str]) -> set[str]:
    """Those columns of a Parquet file that hold no value."""
    import pyarrow as pa  # noqa: PLC0415 (an import of 0.2 s that most commands do not need)
    import pyarrow.parquet as pq  # noqa: PLC0415

    found = pq.read_table(pa.BufferReader(data), columns=names)
    return {name for name in names if found.column(name).null_count == found.num_rows}


def _field(table: Table, column: Column, *, is_empty: bool) -> dict[str, Any]:
    found: dict[str, Any] = {
        "@type": "cr:Field",
        "@id": f"{table.name}/{column.name}",
        "name": column.name,
        "description": column.description,
        "dataType": _TYPES[column.type],
        "source": _column(table.name, column.name),
    }
    if column.vocabulary:
        found["references"] = {"field": {"@id": f"{_ident(column.vocabulary)}/name"}}
    elif column.references and not is_empty:
        # Named by its file, not as a field: a table that waits for itself cannot be loaded. And a column without values
        # refers to nothing: what joins over it takes it for a column of numbers, and fails.
        found["references"] = _column(column.references, "id")
    return found


def _column(table: str, column: str) -> dict[str, Any]:
    return {"fileObject": {"@id": f"{table}.parquet"}, "extract": {"column": column}}


def _ident(vocabulary: Vocabulary) -> str:
    return f"vocabulary-{vocabulary.name}"


def _enumeration(vocabulary: Vocabulary) -> dict[str, Any]:
    ident = _ident(vocabulary)
    return {
        "@type": "cr:RecordSet",
        "@id": ident,
        "name": ident,
        "description": vocabulary.description,
        "dataType": "sc:Enumeration",
        "key": [{"@id": f"{ident}/name"}],
        "field": [
            {
                "@type": "cr:Field",
                "@id": f"{ident}/{what}",
                "name": what,
                "description": told,
                "dataType": "sc:Text",
            }
            for what, told in (("name", "The term."), ("description", "What it means."))
        ],
        "data": [{f"{ident}/name": term.name, f"{ident}/description": term.definition} for term in vocabulary],
    }
