"""What quotations prove: where they stand, how they show a value, and of which date they are."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

import invented
import pytest

from ukjsec import proofs, seeds
from ukjsec.corpus import Corpus
from ukjsec.models import Evidence, Part
from ukjsec.seals import Opening

MEMORANDUM = "agreements/example-memorandum"


def quotation(quote: str, paragraph: int | None = None, source: str = "example-source") -> Evidence:
    """An entry of evidence."""
    return Evidence(source=source, quote=quote, supports=("status",), paragraph=paragraph)


def dated(root: Path, *dates: str) -> Corpus:
    """The invented corpus, its paragraphs 1 and 2, 3, and 4 and 5 written at these dates."""
    source = deepcopy(invented.SOURCE)
    part = {"basis": "So it says.", "covers": "2001/2002"}
    source["parts"] = [
        part | {"paragraphs": run, "date": date} for run, date in zip(("1-2", "3", "4-5"), dates, strict=True)
    ]
    invented.put(invented.write(root) / "seeds/sources/example-source.yaml", source)
    return seeds.read(root)


def requoted(root: Path, **changed: Any) -> Corpus:
    """The invented corpus, with some fields of the memorandum replaced and its quotations sealed anew."""
    invented.put(root / f"seeds/{MEMORANDUM}.yaml", invented.RECORDS[MEMORANDUM] | changed)
    invented.seal(root)
    return seeds.read(root)


def test_openings(tmp_path: Path) -> None:
    """A quotation has a place when its words stand at one, sealed; not when at two, at none or in no source."""
    corpus = seeds.read(invented.write(tmp_path))
    found = proofs.opening(corpus, quotation("in force since June 2001"))
    assert found is not None
    assert found.span == (2, 23, 27)
    assert proofs.opening(corpus, quotation("in force since June 2001", 3)) is None
    assert proofs.opening(corpus, quotation("in force since July 2001")) is None
    assert proofs.opening(corpus, quotation("in force since June 2001", source="other")) is None
    assert proofs.opening(corpus, quotation("…")) is None


def test_words_that_stand_twice_have_no_place(tmp_path: Path) -> None:
    """Words that stand in two paragraphs have a place only when the paragraph is named."""
    evidence = [
        *invented.RECORDS[MEMORANDUM]["evidence"],
        {"source": "example-source", "quote": "Said the same again", "supports": ["status"]},
    ]
    corpus = requoted(invented.write(tmp_path), evidence=evidence)
    assert proofs.opening(corpus, quotation("Said the same again")) is None
    named = proofs.opening(corpus, quotation("Said the same again", 4))
    assert named is not None
    assert named.span == (4, 1, 4)


def test_proofs_are_of_every_value_and_entry(tmp_path: Path) -> None:
    """Every coded value has a proof for each quotation that supports it, with one match over all of them."""
    corpus = seeds.read(invented.write(tmp_path))
    found = proofs.proofs(corpus, corpus.records["example-memorandum"])
    assert [(one.field, one.number, one.match) for one in found] == [
        ("dates.signed", 1, "literal"),
        ("kind", 2, "literal"),
        ("participants.jpn", 2, "literal"),
        ("participants.gbr", 2, "literal"),
        ("places.lisbon", 2, "literal"),
        ("status", 3, "literal"),
        ("dates.in-force", 3, "literal"),
    ]
    assert all(one.opening for one in found)


def test_a_value_is_carried_by_several(tmp_path: Path) -> None:
    """A value whose parts stand in two quotations is carried by both; what is named twice in one entry counts once."""
    evidence = [
        {"source": "example-source", "quote": "On 3 May", "supports": ["dates.signed", "dates.signed", "nonsense"]},
        {"source": "example-source", "quote": "since June 2001", "supports": ["dates.signed"]},
    ]
    corpus = requoted(invented.write(tmp_path), evidence=evidence)
    found = proofs.proofs(corpus, corpus.records["example-memorandum"])
    assert [(one.field, one.number, one.match) for one in found] == [
        ("dates.signed", 1, "carried"),
        ("dates.signed", 2, "carried"),
    ]


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        (("2001-07", "2002", "2002-04"), "2001-07"),
        (("2001-07~", "2000", "1999"), "2001-07~"),
    ],
)
def test_as_of_is_of_the_part_that_supports_the_status(
    dates: tuple[str, str, str], expected: str, tmp_path: Path
) -> None:
    """The status holds as of the date of the part in which its quotation stands, not of a newer one."""
    corpus = dated(tmp_path, *dates)
    assert proofs.as_of(corpus, corpus.records["example-memorandum"]) == expected


@pytest.mark.parametrize(
    ("second", "expected"),
    [("2002", "2002"), ("2000", "2001-07"), ("2001-07-31", "2001-07-31"), ("2001", "2001"), ("200X", "200X")],
)
def test_as_of_is_the_newest_part(second: str, expected: str, tmp_path: Path) -> None:
    """Of several parts that support the status the newest counts: by its latest day, then by its earliest."""
    dated(tmp_path, "2001-07", second, "2003")
    evidence = [
        *invented.RECORDS[MEMORANDUM]["evidence"],
        {"source": "example-source", "quote": "Under the memorandum the Royal", "supports": ["status"]},
        {"source": "example-source", "quote": "Japan provided $2.5 million", "supports": ["kind"]},
    ]
    corpus = requoted(tmp_path, evidence=evidence)
    assert proofs.as_of(corpus, corpus.records["example-memorandum"]) == expected


def test_as_of_is_missing_without_a_place(tmp_path: Path) -> None:
    """While no quotation of the status is sealed, nobody can say as of when it holds."""
    corpus = seeds.read(invented.write(tmp_path, sealed=False))
    assert proofs.as_of(corpus, corpus.records["example-memorandum"]) is None


def test_as_of_is_missing_without_a_part(tmp_path: Path) -> None:
    """While the parts of a source leave out the paragraph of the quotation, nobody can say as of when it holds."""
    part = {"paragraphs": "1", "date": "2002", "basis": "So it says.", "covers": "2001"}
    root = invented.write(tmp_path)
    invented.put(root / "seeds/sources/example-source.yaml", invented.SOURCE | {"parts": [part]})
    corpus = seeds.read(root)
    assert proofs.as_of(corpus, corpus.records["example-memorandum"]) is None


def test_a_source_that_cannot_be_read_says_nothing(tmp_path: Path) -> None:
    """Of a seal whose manifest is broken no date is taken, and nothing is counted as quoted."""
    root = invented.write(tmp_path)
    (root / "seeds/sources/example-source.yaml").write_text("[", "utf-8")
    corpus = seeds.read(root)
    assert proofs.opening(corpus, quotation("in force since June 2001")) is not None
    assert proofs.as_of(corpus, corpus.records["example-memorandum"]) is None
    assert proofs.quoted(corpus) == {}
    assert proofs.quoted_sentences(corpus) == {}


def test_newest_sorts_dates() -> None:
    """Dates sort by their latest day, then by their earliest; what is still open is the newest."""
    row = ["1999", "2001-07", "2001-07-31", "../2001-07", "2001", "199X", "2002-01/.."]
    expected = ["199X", "1999", "../2001-07", "2001-07", "2001-07-31", "2001", "2002-01/.."]
    assert sorted(row, key=proofs.newest) == expected


def test_parts_and_sentences(tmp_path: Path) -> None:
    """Each paragraph belongs to one part, and each word to one sentence, both counted from 1."""
    corpus = dated(tmp_path, "2001", "2002", "2003")
    found = [proofs.part(corpus.sources["example-source"], number) for number in range(1, 7)]
    assert [one.date if isinstance(one, Part) else one for one in found] == [
        "2001",
        "2001",
        "2002",
        "2003",
        "2003",
        None,
    ]
    sealed = corpus.seals["example-source"]
    assert proofs.sentences(sealed)[:7] == [(1, 1), (2, 1), (2, 2), (2, 3), (3, 1), (3, 2), (3, 3)]
    starts = sealed.sentences[1]
    assert [proofs.sentence_of(sealed, 2, word) for word in (1, starts[1] - 1, starts[1], starts[2])] == [1, 1, 2, 3]
    assert proofs.word_count(sealed) == sum(len(row) // 8 for row in sealed.leaves)


def test_quoted_words_count_once() -> None:
    """Words that two quotations share are counted once, and words of two paragraphs apart."""
    row = [Opening(1, 1, 5, b""), Opening(1, 4, 6, b""), Opening(1, 4, 6, b"x"), Opening(2, 1, 2, b"")]
    assert proofs.quoted_words(row) == 8
    assert proofs.quoted_words([]) == 0


def test_quoted_sentences(tmp_path: Path) -> None:
    """A quotation that runs from one sentence into the next accounts for both."""
    evidence = [{"source": "example-source", "quote": "in Lisbon. The memorandum has been", "supports": ["kind"]}]
    corpus = requoted(invented.write(tmp_path), evidence=evidence)
    assert {one for one in proofs.quoted_sentences(corpus)["example-source"] if one[0] == 2} == {(2, 1), (2, 2)}


def test_only_what_has_a_place_is_quoted(tmp_path: Path) -> None:
    """A quotation that is not sealed counts neither as quoted words nor as quoted sentences."""
    evidence = [
        {"source": "example-source", "quote": "nobody wrote this", "supports": ["status"]},
        {"source": "example-source", "quote": "in force since June 2001", "supports": ["kind"]},
    ]
    corpus = requoted(invented.write(tmp_path), evidence=evidence)
    of_memorandum = [
        place.span for record, place in proofs.quoted(corpus)["example-source"] if record.id == "example-memorandum"
    ]
    assert of_memorandum == [(2, 23, 27)]
    assert {one for one in proofs.quoted_sentences(corpus)["example-source"] if one[0] == 2} == {(2, 2)}


def test_all_is_unsettled_while_a_source_is_unknown(tmp_path: Path) -> None:
    """A quotation of an unknown source may be one of any: of no source it is known what is quoted."""
    evidence = [
        {"source": "exampel-source", "quote": "in force since June 2001", "supports": ["status"]},
        *invented.RECORDS[MEMORANDUM]["evidence"],
    ]
    corpus = requoted(invented.write(tmp_path), evidence=evidence)
    assert proofs.unsettled(corpus) == {"example-source"}


def test_what_is_quoted_is_unsettled_while_a_quotation_is(tmp_path: Path) -> None:
    """While a quotation has no place, or a record cannot be read, it is not known what of the source is quoted."""
    corpus = seeds.read(invented.write(tmp_path))
    assert proofs.unsettled(corpus) == set()
    evidence = [{"source": "example-source", "quote": "nobody wrote this", "supports": ["kind"]}]
    assert proofs.unsettled(requoted(tmp_path, evidence=evidence)) == {"example-source"}
    (tmp_path / f"seeds/{MEMORANDUM}.yaml").write_text("[", "utf-8")
    assert proofs.unsettled(seeds.read(tmp_path)) == {"example-source"}
