"""What is taken into a corpus: the bytes of a file, its plain data, and the models and records that they make."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

from ukjsec import documents, files, vocabulary
from ukjsec.claims import claim
from ukjsec.corpus import Corpus
from ukjsec.described import Model
from ukjsec.faults import LIMIT_BYTES
from ukjsec.fields import check
from ukjsec.models import RECORD_MODELS, Actor, PlaceName, Record, Retired
from ukjsec.problems import Finding, Route
from ukjsec.reliability import Comparison
from ukjsec.vocabulary import nearest

LISTS: dict[str, type[Model]] = {
    "actors": Actor,
    "places": PlaceName,
    "retired": Retired,
    "reliability": Comparison,
}
"""The files of `seeds/` that hold a list, and the model of its items."""

_KINDS = [kind for terms in vocabulary.KINDS.values() for kind in terms.names]

M = TypeVar("M", bound=Model)


def content(corpus: Corpus, path: str, limit: int) -> bytes | None:
    """The bytes of a plain file, of a too long one as many as show that it is; None where it cannot be read."""
    try:
        return files.read(corpus.file(path), limit)
    except files.NotAFileError as error:
        corpus.findings.append(no_file(path, str(error)))
        return None
    except OSError as error:
        message = f"the file cannot be read: {error.strerror or 'no reason given'}"
        corpus.findings.append(Finding(path, (), "unreadable-file", message, "Check its permissions.", at=(1, 1)))
        return None


def no_file(path: str, kind: str) -> Finding:
    """The complaint about what bears the name of a file and is of another kind."""
    message = f"this is {kind}, not a file"
    return Finding(path, (), "not-a-file", message, "Put a plain file here; links are not followed.", at=(1, 1))


def data(corpus: Corpus, path: str) -> tuple[bool, Any]:
    """Whether a file could be read, and its plain data; of a record that bears upon nothing asked for, not so much."""
    data = content(corpus, path, LIMIT_BYTES)
    if data is None or not _matters(corpus, path, data):
        return False, None
    document = documents.compose(data)
    corpus.findings += [
        Finding(path, (), fault.rule, fault.message, fault.repair, at=(fault.line, fault.column))
        for fault in document.faults
    ]
    return not document.faults, document.value


def _matters(corpus: Corpus, path: str, data: bytes) -> bool:
    if corpus.focus is None or path in corpus.overlaid or path.split("/")[1] not in RECORD_MODELS:
        return True
    return corpus.focus.meets(path, data)


def keep(corpus: Corpus, model: type[M], data: Any, path: str, route: Route = ()) -> M | None:
    """Hold plain data against a model; the corpus keeps the findings."""
    instance, findings = check(model, data, path, route)
    corpus.findings += findings
    return instance


def take(corpus: Corpus, data: Any, path: str, name: str | None, *, named: bool = False) -> Record | None:
    """Take the plain data of one record into a corpus, with what is found wrong in it.

    Args:
        corpus: the corpus.
        data: plain data, as `documents.compose` gives it.
        path: where it comes from: a file, or a document that `corpus.locators` knows.
        name: the type of record, a key of `RECORD_MODELS`; None where the kind alone can say it.
        named: whether the file bears the name of the id.

    Returns:
        The record; None where it could not be taken in.
    """
    corpus.unsound.add(path)
    unique = claim(corpus, "records", data, path, None if named else ())
    name = name or type_by_kind(data)
    if name is None and (isinstance(data, list) or Path(path).stem in LISTS or Path(path).parent.name == "sources"):
        message = "this is no record: outside `seeds/` records alone are checked"
        repair = "Put actors, places and sources into the folder seeds/ of a checkout, and run `ukjsec validate` there."
        corpus.findings.append(Finding(path, (), "unknown-type", message, repair))
        return None
    if name is None:
        kind = data.get("kind") if isinstance(data, dict) else None
        near = nearest(kind, _KINDS) if isinstance(kind, str) else None
        route = ("kind",) if isinstance(data, dict) and "kind" in data else ()
        message = "neither the folder nor the kind says which type of record this is"
        repair = (f"Did you mean the kind `{near}`? " if near else "") + (
            f"Put the file into a folder named {', '.join(RECORD_MODELS)}, or give it a known kind."
        )
        corpus.findings.append(Finding(path, route, "unknown-type", message, repair))
        return None
    record = keep(corpus, RECORD_MODELS[name], data, path)
    if not record or not unique:
        return None
    corpus.records[record.id] = record
    corpus.unsound.discard(path)
    return record


def type_by_kind(data: Any) -> str | None:
    """The type of record that has the kind of plain data; None where none has."""
    kind = data.get("kind") if isinstance(data, dict) else None
    return next((name for name, terms in vocabulary.KINDS.items() if kind in terms.names), None)
