"""The closed vocabularies: every term defined once, every cue of use."""

from __future__ import annotations

import re
from itertools import combinations

import pytest

from ukjsec import columns, edtf, vocabulary
from ukjsec.vocabulary import KINDS, OCCURRED, STATUS, TYPE, VOCABULARIES, Vocabulary, cue_pattern, nearest
from ukjsec.words import plain

every_vocabulary = pytest.mark.parametrize("terms", VOCABULARIES, ids=lambda terms: terms.name)


@every_vocabulary
def test_terms_are_defined(terms: Vocabulary) -> None:
    """Every vocabulary and term has a definition in one line that ends in a full stop."""
    assert terms.description.endswith(".")
    for term in terms:
        assert term.definition[0].isupper(), term.name
        assert term.definition.endswith("."), term.name
        assert term.definition.isprintable(), term.name


@every_vocabulary
def test_names_are_slugs_and_stand_once(terms: Vocabulary) -> None:
    """No vocabulary has a name twice, and every name is made of lower-case letters, digits and hyphens."""
    assert len(set(terms.names)) == len(terms.names) > 1
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name) for name in terms.names)


@every_vocabulary
def test_cues_find_themselves(terms: Vocabulary) -> None:
    """Every cue is plain and in lower case, stands once in its term, and is found by the term's pattern."""
    for term in terms:
        assert len(set(term.cues)) == len(term.cues), term.name
        for cue in term.cues:
            assert cue, term.name
            assert cue == plain(cue).casefold(), (term.name, cue)
            assert cue_pattern((cue,)) is not None
            assert term.pattern is not None
            assert term.pattern.search(f"so {cue.replace('*', '')} it"), (term.name, cue)


def test_vocabularies_have_names_of_their_own() -> None:
    """No two vocabularies have one name, and every public vocabulary is in the codebook."""
    names = [terms.name for terms in VOCABULARIES]
    assert len(set(names)) == len(names)
    public = [getattr(vocabulary, name) for name in vocabulary.__all__]
    assert all(one in VOCABULARIES for one in public if isinstance(one, Vocabulary))


def test_kinds_tell_types_apart() -> None:
    """No kind belongs to two types: a record outside the folders is known by its kind."""
    assert tuple(KINDS) == TYPE.names
    for first, second in combinations(KINDS.values(), 2):
        assert not set(first.names) & set(second.names)


def test_kinds_and_statuses_can_be_literal() -> None:
    """Every kind and status has cues: none can only be inferred."""
    for terms in (STATUS, *KINDS.values()):
        assert [term.name for term in terms if not term.cues] == []


def test_occurred_is_of_statuses() -> None:
    """What has occurred is told by statuses, and by those that are more than talk."""
    assert set(STATUS.names) > OCCURRED
    assert not OCCURRED & {"advocated", "speculated", "considered", "proposed", "negotiating", "announced", "abandoned"}


@pytest.mark.parametrize(
    ("cue", "text", "expected"),
    [
        ("sign*", "was signed", True),
        ("sign*", "design", False),
        ("sign", "signed", False),
        ("in force", "in force", True),
        ("in force", "in forces", False),
        ("$", "us$5", True),
        ("終", "終了", True),
        ("u.s.a.", "the u.s.a. navy", True),
    ],
)
def test_cues_are_words_stems_or_phrases(cue: str, text: str, expected: bool) -> None:
    """A cue is found as a whole word or phrase, with a star as the beginning of a word, in kanji anywhere."""
    pattern = cue_pattern((cue,))
    assert pattern is not None
    assert (pattern.search(text) is not None) is expected


def test_no_cues_make_no_pattern() -> None:
    """A term without cues has no pattern."""
    assert cue_pattern(()) is None
    assert vocabulary.UNIT["instance"].pattern is None


@pytest.mark.parametrize(("name", "expected"), [("singed", "signed"), ("Signed", "signed"), ("qqq", None), ("", None)])
def test_the_nearest_name(name: str, expected: str | None) -> None:
    """The nearest known name is offered where one is near, and none where none is."""
    assert nearest(name, STATUS.names) == expected
    assert nearest("x" * 100_000, STATUS.names) is None


def test_precisions_and_qualifiers_are_those_of_dates() -> None:
    """The tables know every precision and qualifier that a parsed date can have, and no other."""
    assert columns.PRECISION.names == edtf.PRECISIONS
    assert columns.QUALIFIER.names == edtf.QUALIFIERS
