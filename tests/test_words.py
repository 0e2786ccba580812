"""The units of a text: paragraphs, words and sentences of invented texts, in English and Japanese."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ukjsec.words import length, paragraphs, plain, sentences, words


def texts(paragraph: str) -> list[str]:
    """Return the words of a paragraph without their places."""
    return [word.text for word in words(paragraph)]


def first_words(paragraph: str) -> list[str]:
    """Return the word that each sentence of a paragraph starts with."""
    return [texts(paragraph)[index] for index in sentences(paragraph)]


def test_paragraphs_are_lines_with_something_on_them() -> None:
    r"""Lines end at \n, \r\n and \r, and a line of white space of any kind is no paragraph."""
    assert paragraphs("One\r\n \u00a0\u3000\t\n\n  Two \rThree") == ["One", "  Two ", "Three"]
    assert paragraphs("") == []


def test_no_other_character_ends_a_paragraph() -> None:
    """Characters that only some programs take for line ends leave a paragraph whole."""
    assert len(paragraphs("a\u0085b\u2028c\u2029d\x0be\x0cf")) == 1


@pytest.mark.parametrize(
    ("paragraph", "expected"),
    [
        ("Osaka’s harbour isn't far", ["Osaka", "s", "harbour", "isn", "t", "far"]),
        ("A first-class UK–Japan plan", ["A", "first", "class", "UK", "Japan", "plan"]),
        ("１２３ ﬁne ships", ["123", "fine", "ships"]),
        ("the taishō-chō office", ["the", "taishō", "chō", "office"]),
        ("taisho\u0304", ["taishō"]),
        ("海上の演習", ["海", "上", "の", "演", "習"]),
        ("ヨーロッパ2024年", ["ヨ", "ー", "ロ", "ッ", "パ", "2024", "年"]),
        ("ﾖｰﾛｯﾊﾟ", ["ヨ", "ー", "ロ", "ッ", "パ"]),
        ("人々と〆切", ["人", "々", "と", "〆", "切"]),
        ("あ\u3099い", ["あ\u3099", "い"]),
        ("5,385 m² @home_base", ["5", "385", "m2", "home", "base"]),
        ("U.K.ーJapan", ["U", "K", "ー", "Japan"]),
        ("한국 각", ["한국", "각"]),
        (" – • ", []),
    ],
)
def test_words(paragraph: str, expected: list[str]) -> None:
    """A word is a run of letters, marks and digits after NFKC, and each kana or kanji one by itself."""
    assert texts(paragraph) == expected


@given(st.text(st.one_of(st.characters(), st.sampled_from("ﬁ½か\u3099ｶﾞo\u0304㈱ \u00a0各\u1100\u1161\u11a8"))))
def test_offsets_lead_back_to_the_word(paragraph: str) -> None:
    """What stands between the offsets of a word normalises to it, or to more where one makes several words."""
    for word in words(paragraph):
        assert word.text in unicodedata.normalize("NFKC", paragraph[word.start : word.end])
        assert 0 <= word.start < word.end <= len(paragraph)


@given(st.text(st.sampled_from("abÉ ō１ﬁ漢字カかｶﾞﾟe\u0304\u0323\u3099.-’\u00a0\u1112\u1161\u11ab")))
def test_offsets_are_exact_and_words_those_of_the_whole(paragraph: str) -> None:
    """Normalising by clusters gives the words of the normalised paragraph, each exactly between its offsets.

    A word that is a mark alone stands on something that is no word, which its offsets take in.
    """
    found = words(paragraph)
    assert [word.text for word in found] == texts(unicodedata.normalize("NFKC", paragraph))
    for word in found:
        if unicodedata.category(word.text[0]) != "Mn":
            assert unicodedata.normalize("NFKC", paragraph[word.start : word.end]) == word.text


@pytest.mark.parametrize(
    ("quote", "expected"),
    [("", 0), ("two words", 2), ("海", 1), ("海上", 1), ("海上の", 2), ("the ship いずも", 4), ("2024年1月", 3)],
)
def test_length_counts_two_japanese_characters_as_one_word(quote: str, expected: int) -> None:
    """The length of a quotation is in words, two kana or kanji making one, rounded up."""
    assert length(quote) == expected


@pytest.mark.parametrize(
    ("paragraph", "expected"),
    [
        ("Ships sailed. They met! Why? Nobody knows… Later they left.", ["Ships", "They", "Why", "Nobody", "Later"]),
        ("Dr. Ito met Lt. Gen. Mori and Adm. Hill at St. Ives. They spoke.", ["Dr", "They"]),
        ("Mr. A, Mrs. B, Ms. C, Prof. D and Capt. E, Col. F, Sen. G vs. Gov. H. Ito went. Yes.", ["Mr", "Yes"]),
        ("The U.S. Navy and the U.K. Government agreed. Both sailed.", ["The", "Both"]),
        ("The poet W.H. Gray, W. H. Gray and Raymond D. Stone read. All left.", ["The", "All"]),
        ("Tools, ropes etc. Then, i.e. Monday, e.g. Tuesday. Done.", ["Tools", "Done"]),
        ("See No. 7 and p. 12 of Oct. 2003. They said no. That was all.", ["See", "They", "That"]),
        ("It grew after World War I. The rest is known.", ["It", "The"]),
        ("It cost 2.5 million in 2015. In 2016 it fell to 1.5. That was No.12 here.", ["It", "In", "That"]),
        ("1. The first aim is peace. It is far.", ["1", "It"]),
        ("They call it ‘the end.’ Such words hurt (or help.) We know.", ["They", "Such", "We"]),
        ("He asks “what is this?” more often than she. “tilt” is a word. (Not his.)", ["He", "tilt", "Not"]),
        ("The need (and wish!) for ships is great. $5 is not.", ["The", "5"]),
        ("A title that asks? (2003)", ["A"]),
        ("The firm is Mitsui Corp.’ That is known.", ["The", "That"]),
        ("It ends with a lower case letter. then goes on.", ["It"]),
        ("It ended.\u00a0Then it began.\u3000Again.", ["It", "Then", "Again"]),
        ("The word was 海. 海 is the sea.", ["The", "海"]),
        ("船が出た。港は静か！人はいる？いない。", ["船", "港", "人", "い"]),
        ("彼は「出る。」と言った。次の日「帰る。」それだけ。", ["彼", "次", "そ"]),
        ("なぜ？と問う。W. H. グレイは答えた。", ["な", "W"]),
        ("本当か? そうだ!次だ", ["本", "そ", "次"]),
        ("（船は出た。）港は静か。", ["船", "港"]),
        ("• – !", []),
        ("", []),
        ("... Then. “", ["Then"]),
    ],
)
def test_sentences(paragraph: str, expected: list[str]) -> None:
    """Sentences start after a stop and what closes with it, but not after abbreviations, initials or item numbers."""
    assert first_words(paragraph) == expected


@given(st.text(st.sampled_from("aB1.!?…。？」“)(' \u00a0海か")))
def test_sentence_starts_rise_from_zero(paragraph: str) -> None:
    """Whatever the text, sentence starts rise from 0 and stay within the words."""
    found = sentences(paragraph)
    assert found == sorted(set(found))
    assert found[:1] == [0][: len(words(paragraph))]
    assert all(index < len(words(paragraph)) for index in found)


@pytest.mark.parametrize("paragraph", ["." * 200_000, "1. " * 50_000, "a." * 50_000, ".”" * 50_000, "。」" * 50_000])
def test_hostile_paragraphs_take_no_longer_than_their_length(paragraph: str) -> None:
    """Rows of stops and numbers are cut in a time that grows with their length, not with its square."""
    started = time.process_time()
    sentences(paragraph)
    assert time.process_time() - started < 5


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ＪＡＰＡＮ’s", "JAPAN's"),
        ("People`s ´quay´ “here”", "People's 'quay' \"here\""),
        (" UK–Japan\u00a0\n plan — now ", "UK-Japan plan - now"),
        ("Straße", "Straße"),
        ("ﾖｰﾛｯﾊﾟ", "ヨーロッパ"),
    ],
)
def test_plain(text: str, expected: str) -> None:
    """Names and cue words are compared without typography and differences of white space; case is kept."""
    assert plain(text) == expected
