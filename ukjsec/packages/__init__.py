"""Foreign packages: a data package of ours, of a fork or of an older release, held against the standard and our rules.

Whatever a package says of itself is vetted before anything acts upon it: `members` hands out plain files of its folder
(or of its zip archive) and nothing else, `descriptors` knows the properties that a reader may obey and refuses those
that would make one fetch, unpack or guess (both stand outside, because `packagefiles` relies on them too),
`conformance`, `records` and `derived` hold cells and records against the models, and what libraries of others read
(frictionless, pyarrow) they read in `child`, a process with limits, without a network.
"""

from __future__ import annotations

from pathlib import Path

from ukjsec import documents, faults

DESCRIPTOR = "datapackage.json"


def recognised(path: Path) -> bool:
    """Whether a path is a package: its descriptor by name, a folder that holds one, a zip archive.

    A file of JSON of another name is one when it is a map with a list `resources`, which no record has.
    """
    if path.name == DESCRIPTOR or (path.suffix.lower() == ".zip" and not path.is_dir()):
        return True
    if path.is_symlink() and not path.is_dir():
        return False
    if path.is_dir():
        return (path / DESCRIPTOR).exists() or (path / DESCRIPTOR).is_symlink()
    return path.suffix == ".json" and path.is_file() and _has_resources(path)


def described(file: Path) -> bool:
    """Whether a file lies in the folder of a package, beside its descriptor."""
    return (file.parent / DESCRIPTOR).exists()


def _has_resources(file: Path) -> bool:
    try:
        with file.open("rb") as stream:
            data = stream.read(faults.LIMIT_BYTES)
    except OSError:
        return False
    value = documents.compose(data).value if b'"resources"' in data else None
    return isinstance(value, dict) and isinstance(value.get("resources"), list)
