"""RELEASE_NOTES.md: what a release brings, what its files are, how to check them, and how much is in it."""

from __future__ import annotations

from collections.abc import Mapping

from ukjsec import checksums
from ukjsec.datapackage import Citation
from ukjsec.layout import tables
from ukjsec.releases import changelog

NAME = "RELEASE_NOTES.md"


def notes(about: Citation, told: str, counts: Mapping[str, int], *, changes: str = "", draft: bool = False) -> str:
    """The notes of a release, as Markdown.

    Args:
        about: what the package says of itself.
        told: the section of the changelog, as `changelog.sections` gives its body.
        counts: table → the number of its rows.
        changes: what changed in the data since the release before, as Markdown whose headings begin `##`; empty where
            no such release was named.
        draft: whether the release is only tried.
    """
    parts = [
        f"# {about.name} {about.version}",
        "**A draft: not released, and not to be cited.**" if draft else f"Released on {about.released}.",
        changelog.raised(told),
        changes,
        "## What is in it",
        _summary(counts),
        _table(counts),
        _files(about),
    ]
    return "\n\n".join(part.strip("\n") for part in parts if part) + "\n"


def _summary(counts: Mapping[str, int]) -> str:
    kinds = [_counted(counts, name) for name in ("agreements", "exercises", "dialogues", "operations", "projects")]
    return (
        f"{_counted(counts, 'records')}: {', '.join(kinds[:-1])} and {kinds[-1]}; proven by {counts['evidence']:,} "
        f"rows of evidence from {_counted(counts, 'sources')}."
    )


def _counted(counts: Mapping[str, int], name: str) -> str:
    return f"{counts[name]:,} {name.removesuffix('s') if counts[name] == 1 else name}"


def _table(counts: Mapping[str, int]) -> str:
    rows = [f"| `{name}` | {counts[name]:,} | {table.row} |" for name, table in tables().items()]
    return "\n".join(["| table | rows | one row is |", "|---|---:|---|", *rows])


def _files(about: Citation) -> str:
    archive = f"{about.name}-{about.version}.zip"
    return f"""## Files

| file | what it is |
|---|---|
| `<table>.parquet` | each table, typed and described; read it with pandas, polars, DuckDB, R or Spark |
| `{archive}` | the whole data package: every table as CSV and Parquet, data dictionary, codebook |
| `datapackage.json` | describes the Parquet files (Data Package 2.0): columns, keys, vocabularies, sources |
| `croissant.json` | describes them for machine learning (Croissant 1.1) |
| `CITATION.cff` | how to cite this version |
| `{checksums.NAME}` | the SHA-256 of every other file |

Get the files that you need and `{checksums.NAME}` into one folder, then check there that they are whole and unchanged:

```sh
sha256sum --check --ignore-missing {checksums.NAME}     # Linux
shasum -a 256 --check --ignore-missing {checksums.NAME} # macOS
```

`ukjsec fetch {about.version}` does both by itself. The library of the same version holds the same data:
`import ukjsec; ukjsec.load("records")`.

Data: CC BY 4.0, the quotations excepted, which belong to their publishers. Code: MIT.
"""
