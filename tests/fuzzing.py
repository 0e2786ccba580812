"""A coverage-guided fuzzer over everything that reads what others wrote; a program, not a test.

    pip install atheris && python tests/fuzzing.py TARGET [SECONDS [FOLDER]]

A target reads any bytes. None may raise, take more than two seconds, place a problem outside of its file, or print what
a terminal would obey. What breaks that is written to the folder (by default the current one) as `crash-…`: mend it, and
keep the bytes as a case of `tests/test_hostile.py`, which tries them with every run of the tests.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path

import invented

from ukjsec import documents, edtf, sealfiles, seals, validation, words
from ukjsec.faults import LIMIT_BYTES, lines_of
from ukjsec.problems import Problem
from ukjsec.reports import formats
from ukjsec.reports.formats import FORMATS

CASES = Path(__file__).resolve().parent / "cases"
LONGEST_SECONDS = 2


def judge(path: Path, data: bytes, problems: Sequence[Problem]) -> None:
    """Hold what was found in a file against what always holds.

    Raises:
        AssertionError: a place lies outside of the file, or a report holds what it must not.
    """
    lines = lines_of(data)
    for problem in problems:
        if problem.place.path == path.as_posix():
            assert 1 <= problem.place.line <= len(lines), problem
            assert 1 <= problem.place.column <= len(lines[problem.place.line - 1]) + 1, problem
        assert problem.message, problem
        assert len(problem.message) < 20_000, problem.rule
    # A report takes longer than all the rest: one in eight inputs, always the same ones, is printed.
    for form in FORMATS if zlib.crc32(data) % 8 == 0 else ():
        text = formats.render(form, problems, lambda problem: lines[problem.place.line - 1][:500])
        assert all(character.isprintable() or character in "\n\u3000" for character in text), form
        if form in formats.DOCUMENTS:
            json.loads(text)


def validate(root: Path, name: str) -> Callable[[bytes], None]:
    """Validate the bytes as a file of that name in a corpus."""

    def target(data: bytes) -> None:
        file = root / name
        file.write_bytes(data)
        # What lies in seeds/ is named from the root of the checkout.
        path = Path(name) if name.startswith("seeds/") else file
        judge(path, data, validation.check([file], root).problems)

    return target


def yaml(data: bytes) -> None:
    """Read the bytes as YAML: there is plain data, or there are faults; and a text of JSON means the same."""
    document = documents.compose(data)
    assert document.value is None or not document.faults
    documents.places(data).locate(("id",), on_key=True)
    if document.faults or b"." in data or b"e" in data or b"E" in data:
        return
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return
    assert document.value == value


def seal(data: bytes) -> None:
    """Read the bytes as a seal."""
    try:
        sealfiles.parse(data[:LIMIT_BYTES].decode(errors="replace"))
    except seals.SealError:
        return


def date(data: bytes) -> None:
    """Read the bytes as a date: what is taken has bounds in order, and is taken again."""
    try:
        found = edtf.parse(data.decode(errors="replace"))
    except edtf.EdtfError:
        return
    assert found.earliest is None or found.latest is None or found.earliest <= found.latest


def text(data: bytes) -> None:
    """Part the bytes as a text into paragraphs, words and sentences."""
    for paragraph in words.paragraphs(data.decode(errors="replace")):
        every = words.words(paragraph)
        starts = words.sentences(paragraph)
        assert starts == sorted(set(starts))
        assert not starts or starts[-1] < len(every)


def targets(root: Path) -> dict[str, Callable[[bytes], None]]:
    """Every target, over the invented corpus in a folder."""
    return {
        "record": validate(root, "seeds/agreements/example-memorandum.yaml"),
        "actors": validate(root, "seeds/actors.yaml"),
        "source": validate(root, "seeds/sources/example-source.yaml"),
        "json": validate(root, "example-memorandum.json"),
        "csv": validate(root, "rows.csv"),
        "yaml": yaml,
        "seal": seal,
        "date": date,
        "text": text,
    }


def timed(target: Callable[[bytes], None]) -> Callable[[bytes], None]:
    """The same target, which may not take long."""

    def run(data: bytes) -> None:
        start = time.process_time()
        target(data)
        assert time.process_time() - start < LONGEST_SECONDS, "too slow"

    return run


def main() -> None:
    """Fuzz one target."""
    name = sys.argv[1]
    seconds = sys.argv[2] if len(sys.argv) > 2 else "60"
    folder = Path(sys.argv[3] if len(sys.argv) > 3 else ".").resolve()
    import atheris

    with atheris.instrument_imports(include=["ukjsec"]):
        for module in [module for module in sys.modules if module.startswith("ukjsec")]:
            del sys.modules[module]
        import fuzzing

    with tempfile.TemporaryDirectory() as scratch:
        root = invented.write(Path(scratch))
        known = folder / f"known-{name}"
        known.mkdir(parents=True, exist_ok=True)
        suffix = {"csv": ".csv", "seal": ".seal"}.get(name, ".yaml")
        for at, file in enumerate((*CASES.rglob(f"*{suffix}"), *root.rglob(f"*{suffix}"))):
            (known / f"case-{at}").write_bytes(file.read_bytes()[:100_000])
        limits = [f"-max_total_time={seconds}", "-timeout=10", "-rss_limit_mb=2048", f"-artifact_prefix={folder}/"]
        atheris.Setup([sys.argv[0], *limits, str(known)], fuzzing.timed(fuzzing.targets(root)[name]))
        atheris.Fuzz()


if __name__ == "__main__":
    main()
