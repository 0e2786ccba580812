"""Sources: a new text taken in, and the seals kept true to the texts."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, field
from pathlib import Path

from ukjsec import documents, sealfiles, seals, seeds, words
from ukjsec.corpus import Corpus, placed
from ukjsec.errors import MissingFileError, UnknownNameError
from ukjsec.files import replace, replace_all
from ukjsec.models import Source
from ukjsec.problems import Problem
from ukjsec.rules import texts
from ukjsec.values import FILE_PATTERN, ID_PATTERN, LONGEST_ID

LARGEST_TEXT = 2_000_000
"""In bytes; a seal of so long a text has about as many as are read."""

MANIFEST = """\
# What the source is. Take the `#` away and fill in; `ukjsec validate` says what is missing.
id: {ident}
# title: {title}
# authors: [A. Writer, B. Writer]
# publisher: {publisher}
# language: {language}
# rights: {rights}
file: {file}
sha256: {sha256}
# One part for the whole text, or several where passages were written at different times.
parts:
- paragraphs: 1-{paragraphs}
  # date: {date}
  # basis: {basis}
  # covers: {covers}
# Every sentence is quoted by a record or stands here, such as `- {{at: 12.3, why: context}}`.
ledger: []
"""


@dataclass
class Sealing:
    """What sealing did."""

    corpus: Corpus
    """The corpus, as it was read."""
    written: list[str] = field(default_factory=list)
    """The sources whose seal was made or changed."""
    opened: int = 0
    """How many quotations the seals prove now."""
    problems: list[Problem] = field(default_factory=list)


def add(root: Path, text: Path, ident: str) -> tuple[Path, Path]:
    """Take in a new source text: write its manifest, to be filled in, and its seal.

    Args:
        root: the checkout.
        text: the text file, in UTF-8.
        ident: the id of the source.

    Returns:
        The manifest and the seal.

    Raises:
        MissingFileError: there is no such text, or it is not UTF-8.
        UnknownNameError: the id is not one, or is taken.
    """
    if not re.fullmatch(ID_PATTERN.strip("^$"), ident) or len(ident) > LONGEST_ID:
        raise UnknownNameError(
            f"{ident[:LONGEST_ID]!r} cannot be an id: use at most {LONGEST_ID} of a-z, 0-9 and single hyphens"
        )
    if not text.is_file():
        raise MissingFileError(f"{text}: there is no such file")
    if not re.fullmatch(FILE_PATTERN.strip("^$"), text.name) or not text.name.isprintable():
        raise MissingFileError(f"{text}: give the file a plain name, such as {ident}.txt")
    if text.stat().st_size > LARGEST_TEXT:
        raise MissingFileError(f"{text}: a text may have {LARGEST_TEXT:,} bytes; take it in as several sources")
    manifest, seal = (root / "seeds" / "sources" / f"{ident}{ending}" for ending in (".yaml", ".seal"))
    if manifest.exists() or seal.exists():
        raise UnknownNameError(f"the source `{ident}` is there already; choose another id, or delete its files")
    data = text.read_bytes()
    try:
        decoded = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise MissingFileError(f"{text}: byte {error.start + 1} is not UTF-8; save the text as UTF-8") from error
    if not words.paragraphs(decoded):
        raise MissingFileError(f"{text}: the file is empty; name the text of the source")
    said = {name: info.description for name, info in Source.model_fields.items()}
    parts = {"date": "2001-05", "basis": "How that date is known.", "covers": "1999/2001-05"}
    content = MANIFEST.format(
        ident=_scalar(ident),
        file=_scalar(text.name),
        sha256=hashlib.sha256(data).hexdigest(),
        paragraphs=max(1, len(words.paragraphs(decoded))),
        **{key: said[key] for key in ("title", "publisher", "rights")},
        language="en",
        **parts,
    )
    replace_all({seal: sealfiles.render(seals.seal(ident, decoded)).encode(), manifest: content.encode()})
    return manifest, seal


def _scalar(text: str) -> str:
    """A text as YAML writes it: in quotation marks where it would be something else without them."""
    return text if documents.compose(f"- {text}".encode(errors="replace")).value == [text] else json.dumps(text)


def seal(root: Path, folder: Path) -> Sealing:
    """Make the seal of every source whose text a folder holds, with exactly the quotations of today's records.

    While any record cannot be read, what it quotes is not known: then no quotation is taken out of a seal.

    Raises:
        MissingFileError: there is no such folder, or no `seeds/`.
    """
    held, corpus = _held(root, folder)
    made, findings = texts.sealed(held, keep=bool(corpus.unsound))
    unread = [finding for finding in corpus.findings if finding.path in corpus.unsound]
    done = Sealing(corpus, problems=placed(corpus, [*unread, *findings]))
    for ident, sealed in made.items():
        file = root / "seeds" / "sources" / f"{ident}.seal"
        data = sealfiles.render(sealed).encode()
        done.opened += len(sealed.openings)
        if not file.is_file() or file.read_bytes() != data:
            replace(file, data)
            done.written.append(ident)
    return done


@dataclass
class Verification:
    """What verifying found."""

    corpus: Corpus
    """The corpus, as it was read."""
    texts: dict[str, int] = field(default_factory=dict)
    """Source → how many quotations of it were compared with the text."""
    contexts: list[tuple[str, str, str]] = field(default_factory=list)
    """Record, source, and the quotation in its context."""
    problems: list[Problem] = field(default_factory=list)


def verify(root: Path, folder: Path) -> Verification:
    """Hold the corpus against the texts: bytes, seals, and every quotation to the letter; and say what is unreadable.

    Raises:
        MissingFileError: there is no such folder, or no `seeds/`.
    """
    held, corpus = _held(root, folder)
    found = placed(corpus, [*corpus.findings, *texts.check(held)])
    done = Verification(corpus, texts=dict.fromkeys(held.held, 0), problems=found)
    for record, at, entry in texts.entries(corpus):
        place, _ = texts.locate(held, record, at, entry)
        if place:
            done.texts[entry.source] += 1
            done.contexts.append((record.id, entry.source, texts.context(held, entry.source, place)))
    return done


def _held(root: Path, folder: Path) -> tuple[texts.Texts, Corpus]:
    if not folder.is_dir():
        raise MissingFileError(f"{folder}: there is no such folder; name the one that holds the source texts")
    corpus = seeds.read(root)
    return texts.read(corpus, folder), corpus
