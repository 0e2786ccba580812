"""The folder `seeds/`, which people write: read whole into a Corpus, with every problem met on the way."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from ukjsec import intake, sealfiles, seals
from ukjsec.claims import claim
from ukjsec.corpus import Corpus
from ukjsec.errors import MissingFileError
from ukjsec.focus import MOST_NAMED, Focus, focus
from ukjsec.models import RECORD_MODELS, Source
from ukjsec.problems import Finding
from ukjsec.progress import Progress, silent

CODEBOOK = "seeds/codebook.md"
"""The coding rules, written by hand; the package ships them with the vocabularies."""

SUFFIXES = (".yaml", ".json")

LIMIT_FOLDERS = 3
"""How deep folders are looked into for files that nothing reads."""


def find_root(start: Path) -> Path | None:
    """The nearest folder, from `start` upwards, whose `seeds/` is ours, however broken; None where there is none."""
    ours = ("sources", "actors.yaml", *RECORD_MODELS)
    for folder in (start, *start.parents):
        inside = folder / "seeds"
        if inside.is_dir() and (not os.access(inside, os.X_OK) or any(os.path.lexists(inside / name) for name in ours)):
            return folder
    return None


def read(
    root: Path,
    extra: Iterable[Path] = (),
    on: Focus | None = None,
    progress: Progress = silent,
    without: Collection[tuple[str | None, str]] = (),
) -> Corpus:
    """Read the corpus of a checkout.

    Args:
        root: the folder that holds `seeds/`.
        extra: record files outside `seeds/`, to be read as if they stood there, in the place of any of the same name.
        on: the records whose problems alone are asked for; of the rest only what bears upon them is read.
        progress: shows how far long work has come.
        without: type and id of records that are left out, because something else stands in their place.

    Raises:
        MissingFileError: there is no `seeds/` in the root.
    """
    folder = root / "seeds"
    if folder.is_symlink():
        raise MissingFileError(f"{folder}: this is a link, which is not followed; make it a folder")
    if not folder.is_dir():
        raise MissingFileError(f"{folder}: there is no folder seeds/ here; run ukjsec from a checkout of the project")
    corpus = Corpus(root, focus=on, progress=progress)
    others = {file: record_type(file) for file in extra}
    replaced = {*without, *((name, file.stem) for file, name in others.items())}
    for file in progress(list(_files(corpus, folder)), "reading"):
        if (record_type(file), file.stem) not in replaced:
            _read_one(corpus, file, file.relative_to(root).as_posix())
    for file, name in others.items():
        path = file.as_posix()
        corpus.overlaid[path] = file
        _read_record(corpus, path, name)
    _pair_seals(corpus)
    return corpus


def focus_on(root: Path, inside: Iterable[str], outside: Iterable[Path]) -> Focus | None:
    """The focus on files that were named; None where one of them is no record, on which everything may bear.

    Args:
        root: the folder that holds `seeds/`.
        inside: files of `seeds/`, as paths from the root.
        outside: record files elsewhere.
    """
    corpus = Corpus(root, overlaid={file.as_posix(): file for file in outside})
    paths = [*inside, *corpus.overlaid]
    for path in paths:
        parts = path.split("/")
        if path not in corpus.overlaid and (len(parts) != 3 or parts[1] not in RECORD_MODELS):
            return None
    return focus(paths, (intake.data(corpus, path)[1] for path in paths[: MOST_NAMED + 1]))


def _files(corpus: Corpus, folder: Path, depth: int = 0) -> Iterator[Path]:
    """Every file of a folder; in a folder too deep for any to be read, the folder itself stands for them."""
    for entry in sorted(_entries(corpus, folder)):
        if entry.name.startswith("."):
            continue
        plain = not entry.is_symlink() and entry.suffix not in (*SUFFIXES, ".seal")
        if plain and entry.is_dir() and depth < LIMIT_FOLDERS:
            yield from _files(corpus, entry, depth + 1)
        else:
            yield entry


def _entries(corpus: Corpus, folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError as error:
        path = folder.relative_to(corpus.root).as_posix()
        message = f"the folder cannot be read: {error.strerror or 'no reason given'}"
        corpus.findings.append(Finding(path, (), "unreadable-file", message, "Check its permissions.", at=(1, 1)))
        corpus.unsound.add(path)
        for claimed in corpus.claimed.values():
            claimed.add("*")
        return []


def record_type(file: Path) -> str | None:
    """The type of record that a file holds: the name of its folder; None where that is no type."""
    name = file.absolute().parent.name
    return name if name in RECORD_MODELS else None


def _read_one(corpus: Corpus, file: Path, path: str) -> None:
    parts = path.split("/")[1:]
    if corpus.focus and _passed_over(corpus.focus, parts, file):
        corpus.claimed["sources"] |= {file.stem} if parts[0] == "sources" else set()
        return
    if len(parts) == 1 and file.suffix == ".yaml" and file.stem in intake.LISTS:
        _read_list(corpus, path, file.stem)
    elif path == CODEBOOK:
        return
    elif len(parts) == 2 and parts[0] in RECORD_MODELS and file.suffix in SUFFIXES:
        _read_record(corpus, path, parts[0])
    elif len(parts) == 2 and parts[0] == "sources" and file.suffix == ".yaml":
        _read_source(corpus, path)
    elif len(parts) == 2 and parts[0] == "sources" and file.suffix == ".seal":
        _read_seal(corpus, path)
    else:
        # It is most often a record or list in the wrong place: nothing that it may hold is called unknown.
        corpus.unsound.add(path)
        corpus.claimed["records"].add(file.stem)
        if file.stem in intake.LISTS:
            corpus.claimed[file.stem].add("*")
        if len(parts) == 1 and parts[0] in (*RECORD_MODELS, "sources"):
            corpus.claimed["sources" if parts[0] == "sources" else "records"].add("*")
        corpus.findings.append(
            intake.no_file(path, "a link")
            if file.is_symlink()
            else Finding(
                path,
                (),
                "stray-file",
                "nothing reads this file",
                "Records are seeds/<type>/<id>.yaml, sources seeds/sources/<id>.yaml; move, rename or delete it.",
                at=(1, 1),
            )
        )


def _read_record(corpus: Corpus, path: str, name: str | None) -> None:
    sound, data = intake.data(corpus, path)
    corpus.claimed["records"].add(Path(path).stem)
    corpus.unsound.add(path)
    if sound:
        intake.take(corpus, data, path, name, named=True)


def _passed_over(focus: Focus, parts: list[str], file: Path) -> bool:
    """Whether a file has no bearing on any record: comparisons, manifests, and the seals of what is not quoted."""
    if parts[0] == "sources":
        return file.suffix == ".yaml" or (focus.quoted is not None and file.stem not in focus.quoted)
    return parts == ["reliability.yaml"]


def _read_list(corpus: Corpus, path: str, what: str) -> None:
    sound, data = intake.data(corpus, path)
    if not sound or not isinstance(data, list):
        corpus.claimed[what].add("*")
        if sound:
            corpus.findings.append(
                Finding(path, (), "wrong-type", "the file must be a list (`- id: …`)", "Begin each item with a dash.")
            )
        return
    for at, item in enumerate(data):
        unique = claim(corpus, what, item, path, (at,))
        instance = intake.keep(corpus, intake.LISTS[what], item, path, (at,))
        if instance and unique:
            getattr(corpus, what)[item["id"]] = instance


def _read_source(corpus: Corpus, path: str) -> None:
    sound, data = intake.data(corpus, path)
    corpus.claimed["sources"].add(Path(path).stem)
    if sound:
        unique = claim(corpus, "sources", data, path)
        source = intake.keep(corpus, Source, data, path)
        if source and unique:
            corpus.sources[source.id] = source


def _read_seal(corpus: Corpus, path: str) -> None:
    data = intake.content(corpus, path, sealfiles.MAX_CHARACTERS)
    if data is None:
        return
    try:
        sealed = sealfiles.parse(data.decode())
    except UnicodeDecodeError:
        corpus.findings.append(_broken_seal(path, 1, "the seal is not text in UTF-8"))
        return
    except seals.SealError as error:
        corpus.findings.append(_broken_seal(path, error.line, str(error)))
        return
    if sealed.source != Path(path).stem:
        corpus.findings.append(_broken_seal(path, 1, f"this is the seal of `{sealed.source}`"))
        return
    corpus.seals[sealed.source] = sealed


def _broken_seal(path: str, line: int, message: str) -> Finding:
    repair = "Restore the file from the history, or make it anew with `ukjsec seal --texts DIR`."
    return Finding(path, (), "broken-seal", message, repair, at=(line, 1))


def _pair_seals(corpus: Corpus) -> None:
    known = {finding.path for finding in corpus.findings}
    for ident in corpus.sources:
        path = corpus.path("sources", ident)
        if ident not in corpus.seals and path.removesuffix(".yaml") + ".seal" not in known:
            corpus.findings.append(
                Finding(
                    path,
                    ("id",),
                    "seal-missing",
                    f"the source `{ident}` has no seal",
                    "Make it with `ukjsec seal --texts DIR`, where DIR holds the source's text.",
                )
            )
    for ident in corpus.seals:
        if not corpus.knows("sources", ident):
            path = f"seeds/sources/{ident}.seal"
            corpus.claimed["sources"].add(ident)
            corpus.findings.append(
                Finding(path, (), "stray-file", "this seal has no manifest beside it", "Write the manifest.", at=(1, 1))
            )
