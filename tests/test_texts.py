"""What a holder of the texts does with them: reading, finding a quotation, showing it, sealing all."""

from __future__ import annotations

import hashlib
from pathlib import Path

import invented
import pytest

from ukjsec import seals, seeds
from ukjsec.corpus import Corpus
from ukjsec.models import Evidence
from ukjsec.rules import texts

SOURCE = "seeds/sources/example-source.yaml"
MEMORANDUM = "seeds/agreements/example-memorandum.yaml"


def held(root: Path, data: bytes | None = None) -> texts.Texts:
    """The invented corpus with its text, or another that its manifest knows."""
    invented.write(root)
    if data is not None:
        (root / "texts/example.txt").write_bytes(data)
        invented.put(root / SOURCE, invented.SOURCE | {"sha256": hashlib.sha256(data).hexdigest()})
    return texts.read(seeds.read(root), root / "texts")


def found(texts_held: texts.Texts, quote: str, paragraph: int | None = None) -> tuple[seals.Span | None, list[str]]:
    """Where a quotation of the memorandum stands, and what is said where it does not."""
    record = texts_held.corpus.records["example-memorandum"]
    entry = Evidence(source="example-source", quote=quote, supports=("kind",), paragraph=paragraph)
    place, wrong = texts.locate(texts_held, record, 1, entry)
    assert all((one.path, one.route) == (MEMORANDUM, ("evidence", 1, "quote")) for one in wrong)
    assert {one.rule for one in wrong} <= {"quotation-found-twice", "quotation-not-in-source"}
    return place, [one.message for one in wrong]


@pytest.mark.parametrize(
    ("data", "paragraphs"),
    [
        (b"One.\n\nTwo.\n", ["One.", "Two."]),
        (b"\xef\xbb\xbfOne.\n", ["One."]),
        (b"caf\xe9\n", ["caf\ufffd"]),
        (b"", []),
    ],
)
def test_texts_are_read_as_they_are(data: bytes, paragraphs: list[str], tmp_path: Path) -> None:
    """A text whose bytes are the ones that were sealed is read, without its mark, whatever its encoding."""
    read = held(tmp_path, data)
    assert read.findings == []
    assert read.paragraphs == {"example-source": paragraphs}
    assert list(read.held) == ["example-source"]


def test_a_text_that_differs_is_not_held(tmp_path: Path) -> None:
    """Other bytes are no text to compare with; their sum is told."""
    root = invented.write(tmp_path)
    (root / "texts/example.txt").write_bytes(b"One.")
    read = texts.read(seeds.read(root), root / "texts")
    total = hashlib.sha256(b"One.").hexdigest()
    assert [(one.path, one.route, one.message) for one in read.findings] == [
        (SOURCE, ("sha256",), f"`example.txt` has the SHA-256 {total}")
    ]
    assert (read.held, read.paragraphs) == ({}, {})
    missing = texts.read(seeds.read(root), root / "nowhere")
    assert [(one.route, one.message) for one in missing.findings] == [
        (("file",), f"there is no `example.txt` in {root / 'nowhere'}")
    ]
    assert found(missing, "in force since June 2001") == (None, [])


@pytest.mark.parametrize(
    ("quote", "paragraph", "place", "message"),
    [
        ("in force since June 2001", None, (2, 23, 27), None),
        ("in force since June 2001", 2, (2, 23, 27), None),
        ("Said the same again", 4, (4, 1, 4), None),
        (
            "Said the same again",
            None,
            None,
            "these words stand 2 times in `example-source`, in the paragraphs 3, 4",
        ),
        ("in force since June 2001", 3, None, "these words do not stand in `example-source` in paragraph 3"),
        ("in force since July", None, None, "these words do not stand in `example-source`"),
        ("…", None, None, None),
    ],
)
def test_a_quotation_is_located(
    quote: str, paragraph: int | None, place: seals.Span | None, message: str | None, tmp_path: Path
) -> None:
    """A quotation has a place where its words stand once; else it is said where they stand, or that they do not."""
    assert found(held(tmp_path), quote, paragraph) == (place, [message] if message else [])


@pytest.mark.parametrize(
    ("place", "around", "shown"),
    [
        ((1, 2, 2), 0, "«two»"),
        ((1, 2, 3), 1, "One, «two three» four"),
        ((1, 1, 1), 2, "«One», two three"),
        ((1, 8, 9), 2, "six seven «eight nine»"),
        ((1, 5, 5), 99, "One, two three four «five» six seven eight nine"),
        ((1, 1, 9), 0, "«One, two three four five six seven eight nine»"),
    ],
)
def test_a_quotation_is_shown_in_its_words(place: seals.Span, around: int, shown: str, tmp_path: Path) -> None:
    """So many words before and after a quotation are shown, as far as the paragraph has them."""
    read = held(tmp_path, b"One, two three four five six seven eight nine.\n")
    assert texts.context(read, "example-source", place, around=around) == shown


def test_six_words_are_shown_around(tmp_path: Path) -> None:
    """Where nothing else is asked for, six words stand on either side."""
    read = held(tmp_path, " ".join(f"w{number}" for number in range(1, 21)).encode())
    shown = texts.context(read, "example-source", (1, 10, 10))
    assert shown == "w4 w5 w6 w7 w8 w9 «w10» w11 w12 w13 w14 w15 w16"


def sealed(corpus: Corpus, root: Path, *, keep: bool) -> tuple[list[seals.Span], list[str]]:
    """The places that a new seal opens, and the rules of what could not be sealed."""
    read = texts.read(corpus, root / "texts")
    made, findings = texts.sealed(read, keep=True) if keep else texts.sealed(read)
    assert read.findings == []
    return [one.span for one in made["example-source"].openings], [one.rule for one in findings]


def test_sealing_keeps_what_is_open_on_demand(tmp_path: Path) -> None:
    """A new seal opens what is quoted, and on demand what the old one of the same text opened besides."""
    root = invented.write(tmp_path)
    corpus = seeds.read(root)
    every = [one.span for one in corpus.seals["example-source"].openings]
    assert sealed(corpus, root, keep=False) == (every, [])
    corpus.records.clear()
    assert sealed(corpus, root, keep=False) == ([], [])
    assert sealed(corpus, root, keep=True) == (every, [])
    other = seals.seal("example-source", f"{invented.LINES}More.\n")
    corpus.seals["example-source"] = seals.open_quotations(other, f"{invented.LINES}More.\n", every[:1])
    assert sealed(corpus, root, keep=True) == ([], [])
    corpus.seals.clear()
    assert sealed(corpus, root, keep=True) == ([], [])


def test_what_is_wrong_is_told_with_the_seals(tmp_path: Path) -> None:
    """A quotation that has no place is told, and the others are opened; a text that is not held makes no seal."""
    root = invented.write(tmp_path)
    record = invented.RECORDS["agreements/example-memorandum"]
    entries = [{"source": "example-source", "quote": "nobody wrote this", "supports": ["kind"]}, *record["evidence"]]
    invented.put(root / MEMORANDUM, record | {"evidence": entries})
    corpus = seeds.read(root)
    places, rules = sealed(corpus, root, keep=False)
    assert (2, 23, 27) in places
    assert rules == ["quotation-not-in-source"]
    (root / "texts/example.txt").unlink()
    made, findings = texts.sealed(texts.read(corpus, root / "texts"))
    assert made == {}
    assert [one.rule for one in findings] == ["text-missing"]


def test_sentences_have_their_words(tmp_path: Path) -> None:
    """Every sentence is given by paragraph and number, from its first word to its last."""
    root = invented.write(tmp_path)
    data = "One two. Three, four!\nFive\n–\n日本。東京\n".encode()
    (root / "texts/example.txt").write_bytes(data)
    invented.put(root / SOURCE, invented.SOURCE | {"sha256": hashlib.sha256(data).hexdigest()})
    corpus = seeds.read(root)
    assert texts.sentences(corpus, "example-source", root / "texts") == {
        (1, 1): "One two",
        (1, 2): "Three, four",
        (2, 1): "Five",
        (4, 1): "日本",
        (4, 2): "東京",
    }
    assert texts.sentences(corpus, "other", root / "texts") == {}


def test_a_seal_of_another_text_is_told_at_its_file(tmp_path: Path) -> None:
    """How a seal differs is told at its first line; without a seal there is nothing to say."""
    root = invented.write(tmp_path)
    corpus = seeds.read(root)
    corpus.seals["example-source"] = seals.seal("example-source", f"{invented.LINES}More.\n")
    told = [one for one in texts.check(texts.read(corpus, root / "texts")) if one.rule == "seal-differs"]
    assert told
    assert {(one.path, one.at) for one in told} == {("seeds/sources/example-source.seal", (1, 1))}
    corpus.seals.clear()
    assert list(texts.check(texts.read(corpus, root / "texts"))) == []


def test_a_comma_too_many_is_told_with_the_words_of_the_text(tmp_path: Path) -> None:
    """Where the words are the text's and the signs are not, the text's own are shown."""
    root = invented.write(tmp_path)
    record = invented.RECORDS["agreements/example-memorandum"]
    entries = [
        *record["evidence"],
        {"source": "example-source", "quote": "Nobody else, took part", "supports": ["kind"]},
    ]
    invented.put(root / MEMORANDUM, record | {"evidence": entries})
    told = list(texts.check(texts.read(seeds.read(root), root / "texts")))
    assert [(one.path, one.route, one.rule, one.message) for one in told] == [
        (MEMORANDUM, ("evidence", 3, "quote"), "quotation-not-verbatim", "the source has: «Nobody else took part»")
    ]
