"""The seal: true quotations pass without the text, false ones do not, and nothing else of the text is told."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import replace
from hashlib import blake2b

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ukjsec import sealfiles, seals
from ukjsec.sealfiles import parse, render
from ukjsec.seals import (
    Opening,
    Seal,
    SealError,
    Span,
    Text,
    differences,
    exposed,
    find,
    is_verbatim,
    open_quotations,
    seal,
)

VOCABULARY = re.findall(
    r"\S+", "the navy of Osaka sails at noon on 12 May under grey skies, while 海 上 保 安 庁 waits. Then it rains"
)
STRANGER = "zeppelin"
HEADING = "Ships"
PROSE = """A pilot who never flew told the harbour clerk that eleven lanterns had been lent to the school. Nobody asked.
Ships
海の日に、港で太鼓が鳴った。
–
Since then the clerk has kept a book of lanterns, ropes and kettles, lent and returned, with the names of everyone.
The lanterns of the school are seven now; the ropes, the clerk says, were never counted by anyone at all."""

paragraphs = st.lists(st.sampled_from(VOCABULARY), min_size=1, max_size=60).map(" ".join)
invented = st.lists(paragraphs, min_size=1, max_size=5).map("\n".join)


@st.composite
def spans(draw: st.DrawFn, text: Text) -> Span:
    """Draw the place of any run of words in a text."""
    paragraph = draw(st.sampled_from([number for number, row in enumerate(text.words, 1) if row]))
    first = draw(st.integers(1, len(text.words[paragraph - 1])))
    last = draw(st.integers(first, min(len(text.words[paragraph - 1]), first + 20)))
    return paragraph, first, last


@st.composite
def opened(draw: st.DrawFn) -> tuple[Text, Seal, list[Span]]:
    """Draw a text, its seal, and the quotations that are open in it."""
    text = Text(draw(invented))
    places = draw(st.lists(spans(text), min_size=1, max_size=6))
    return text, open_quotations(seal("drawn", text), text, places), places


def quoted(text: Text, place: Span) -> list[str]:
    """Return the words at a place."""
    paragraph, first, last = place
    return text.words[paragraph - 1][first - 1 : last]


def vocabulary(text: Text) -> list[str]:
    """Return every word of a text once, in an order that does not change."""
    return sorted({word for row in text.words for word in row})


@given(opened())
@settings(deadline=None)
def test_true_quotations_are_found_without_the_text(drawn: tuple[Text, Seal, list[Span]]) -> None:
    """Every opened quotation is found at its place in the file alone, by itself and in its paragraph."""
    text, sealed, places = drawn
    published = parse(render(sealed))
    assert {one.span for one in published.openings} == set(places)
    for place in places:
        quote = " ".join(quoted(text, place))
        assert place in [one.span for one in find(published, quote)]
        assert place in [one.span for one in find(published, quote, place[0])]
        assert find(published, quote, place[0] + 1) == [
            one for one in find(published, quote) if one.paragraph == place[0] + 1
        ]
        assert place in text.positions(quote)
        assert place in text.positions(quote, place[0])


@given(opened(), st.data())
@settings(deadline=None)
def test_no_false_quotation_is_found(drawn: tuple[Text, Seal, list[Span]], data: st.DataObject) -> None:
    """What is found stands in the text at that place: no changed, shifted, shortened or lengthened quotation passes."""
    text, sealed, places = drawn
    place = data.draw(st.sampled_from(places))
    quote = quoted(text, place)
    index = data.draw(st.integers(0, len(quote) - 1))
    word = data.draw(st.sampled_from([STRANGER, quote[index].swapcase() + "x", *vocabulary(text)]))
    row = text.words[place[0] - 1]
    tries = [
        [*quote[:index], word, *quote[index + 1 :]],
        row[place[1] : place[2] + 1],
        row[max(0, place[1] - 2) : place[2] - 1],
        quote[1:],
        quote[:-1],
        [*quote, word],
    ]
    for attempt in tries:
        for one in find(sealed, " ".join(attempt)):
            assert quoted(text, one.span) == attempt


@given(opened(), st.data())
@settings(deadline=None)
def test_salts_of_other_openings_do_not_help(drawn: tuple[Text, Seal, list[Span]], data: st.DataObject) -> None:
    """An opening with the salts of another, or at another place, proves nothing, and the holder is told."""
    text, sealed, places = drawn
    place = data.draw(st.sampled_from(places))
    paragraph, first, last = place
    other = data.draw(spans(text))
    salts = text.opening(*place).salts
    row = text.words[paragraph - 1]
    forged = [Opening(other[0], other[1], min(other[1] + last - first, len(text.words[other[0] - 1])), salts)]
    if last < len(row):
        forged.append(Opening(paragraph, first + 1, last + 1, salts))
    for one in forged:
        if one.span == place or one.last - one.first != last - first:
            continue
        lied = replace(sealed, openings=(one,))
        assert find(lied, " ".join(quoted(text, place))) == []
        assert find(lied, " ".join(quoted(text, one.span))) == []
        assert len(differences(lied, text)) == 1


@pytest.mark.parametrize("index", range(5))
def test_each_word_of_a_quotation_counts(index: int) -> None:
    """A quotation of which one word alone is false, the first as well as the last, is not found."""
    text = Text(PROSE)
    sealed = open_quotations(seal("prose", text), text, [(1, 3, 7)])
    quote = quoted(text, (1, 3, 7))
    assert find(sealed, " ".join(quote))
    for word in {*vocabulary(text), STRANGER} - {quote[index]}:
        assert find(sealed, " ".join([*quote[:index], word, *quote[index + 1 :]])) == []


def test_a_salt_with_a_changed_byte_proves_nothing() -> None:
    """Each salt of an opening is needed as it is."""
    text = Text(PROSE)
    sealed = open_quotations(seal("prose", text), text, [(1, 3, 7)])
    (one,) = sealed.openings
    for index in range(len(one.salts)):
        salts = one.salts[:index] + bytes([one.salts[index] ^ 1]) + one.salts[index + 1 :]
        assert find(replace(sealed, openings=(replace(one, salts=salts),)), " ".join(quoted(text, one.span))) == []


@given(opened())
@settings(max_examples=25, deadline=None)
def test_unquoted_words_are_not_told(drawn: tuple[Text, Seal, list[Span]]) -> None:
    """No leaf of an unopened word is met by any word of the vocabulary with any public salt."""
    text, sealed, places = drawn
    public = {one.salts[at : at + 16] for one in sealed.openings for at in range(0, len(one.salts), 16)}
    known = vocabulary(text)
    open_words = {(paragraph, at) for paragraph, first, last in places for at in range(first, last + 1)}
    for paragraph, row in enumerate(text.words, 1):
        for position in range(1, len(row) + 1):
            if (paragraph, position) not in open_words:
                leaf = sealed.leaves[paragraph - 1][(position - 1) * 8 : position * 8]
                assert all(seals._leaf(salt, paragraph, position, word) != leaf for salt in public for word in known)


def guess_whole_paragraph(sealed: Seal, paragraph: int, known: list[str]) -> set[str]:
    """Return the words that explain the leaf of a one-word paragraph when they alone are taken for its key."""
    place = paragraph.to_bytes(4, "big") + (1).to_bytes(4, "big")
    found = set()
    for word in known:
        salt = blake2b(place, digest_size=16, key=seals._key([[word]]), person=b"ukjsec salt 1").digest()
        leaf = blake2b(place + word.encode(), digest_size=8, key=salt, person=b"ukjsec leaf 1").digest()
        if leaf == sealed.leaves[paragraph - 1]:
            found.add(word)
    return found


def test_a_heading_cannot_be_guessed_as_a_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """Trying every word as the whole of a one-word paragraph tells nothing; it would if its neighbours had no part."""
    known = vocabulary(Text(PROSE))
    assert guess_whole_paragraph(seal("prose", PROSE), 2, known) == set()
    monkeypatch.setattr(seals, "MIN_WORDS", 1)
    assert guess_whole_paragraph(seal("prose", PROSE), 2, known) == {HEADING}


@pytest.mark.parametrize(
    ("counts", "paragraph", "window"),
    [
        ([80, 1, 1], 1, [1]),
        ([79, 1, 1], 1, [1, 2]),
        ([1, 0, 79, 9], 1, [1, 2, 3]),
        ([9, 80, 1], 3, [3, 2]),
        ([9, 20, 5, 6], 3, [3, 4, 2, 1]),
        ([9, 40, 5, 46], 3, [3, 4, 2]),
        ([3], 1, [1]),
    ],
)
def test_a_short_paragraph_takes_in_its_neighbours(counts: list[int], paragraph: int, window: list[int]) -> None:
    """A key is of 80 words at least: those of the paragraphs that follow, then of those before, nearest first."""
    assert seals._window(counts, paragraph) == window


@given(invented)
@settings(deadline=None)
def test_equal_words_have_different_leaves(text: str) -> None:
    """No leaf occurs twice in a text, not even where whole paragraphs repeat."""
    sealed = seal("drawn", f"{text}\n{text}")
    leaves = [row[at : at + 8] for row in sealed.leaves for at in range(0, len(row), 8)]
    assert len(set(leaves)) == len(leaves)


@given(invented, st.data())
@settings(deadline=None)
def test_one_other_word_changes_every_leaf_of_its_paragraph(text: str, data: st.DataObject) -> None:
    """The key takes in all words of a paragraph, so that no part of them is enough to find the others."""
    held = Text(text)
    number = data.draw(st.integers(1, len(held.words)))
    row = list(held.words[number - 1])
    row[data.draw(st.integers(0, len(row) - 1))] = STRANGER
    lines = [" ".join(row) if at == number else " ".join(line) for at, line in enumerate(held.words, 1)]
    before, after = seal("drawn", text).leaves[number - 1], seal("drawn", "\n".join(lines)).leaves[number - 1]
    assert not {before[at : at + 8] for at in range(0, len(before), 8)} & {
        after[at : at + 8] for at in range(0, len(after), 8)
    }


def test_keys_keep_the_bounds_of_words_and_paragraphs() -> None:
    """The same letters in other words or paragraphs make another key."""
    rows = [[["ab", "c"]], [["a", "bc"]], [["abc"]], [["ab"], ["c"]], [["ab"], [], ["c"]]]
    assert len({seals._key(row) for row in rows}) == len(rows)


def test_the_scheme_is_the_one_that_is_written_down() -> None:
    """An implementation from the specification alone gives the same file, byte by byte."""

    def hashed(size: int, purpose: bytes, message: bytes, key: bytes = b"") -> bytes:
        return blake2b(message, digest_size=size, person=purpose, key=key).digest()

    def number(value: int) -> bytes:
        return value.to_bytes(4, "big")

    rows = [["Rain", "fell"], ["港", "Then", "it", "stopped"]]
    lines = ["ukjsec-seal 1 rain"]
    for at, window, starts in ((1, [0, 1], "1"), (2, [1, 0], "1,2")):
        message = b""
        for row in (rows[index] for index in window):
            message += number(len(row)) + b"".join(number(len(word.encode())) + word.encode() for word in row)
        key = hashed(32, b"ukjsec key 1", message)
        places = [number(at) + number(position) for position in range(1, len(rows[at - 1]) + 1)]
        salts = [hashed(16, b"ukjsec salt 1", place, key) for place in places]
        leaves = [
            hashed(8, b"ukjsec leaf 1", place + word.encode(), salt)
            for place, word, salt in zip(places, rows[at - 1], salts, strict=True)
        ]
        lines.append(f"{at} {starts} {b''.join(leaves).hex()}")
    lines.insert(1, "checksum " + hashed(16, b"ukjsec sum 1", "".join(f"{line}\n" for line in lines).encode()).hex())
    lines.append(f"open 2 2-4 {b''.join(salts[1:]).hex()}")
    text = "Rain fell\n\n  港。Then it stopped."
    assert render(open_quotations(seal("rain", text), text, [(2, 2, 4)])) == "".join(f"{line}\n" for line in lines)


def test_a_seal_does_not_depend_on_the_hash_seed() -> None:
    """Two processes with different hash seeds write the same bytes."""
    program = (
        "import sys; from ukjsec.seals import *; from ukjsec.sealfiles import render\n"
        "text = sys.stdin.buffer.read().decode()\n"
        "sys.stdout.write(render(open_quotations(seal('prose', text), text, {(1, 2, 5), (5, 1, 9), (3, 1, 4)})))"
    )
    written = {
        subprocess.run(
            [sys.executable, "-c", program],
            input=PROSE.encode(),
            capture_output=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("0", "1", "77")
    }
    assert len(written) == 1


@given(opened())
@settings(deadline=None)
def test_render_and_parse_are_inverse(drawn: tuple[Text, Seal, list[Span]]) -> None:
    """A seal file gives back the seal, and the seal the file."""
    text, sealed, _ = drawn
    assert parse(render(sealed)) == sealed
    assert render(parse(render(sealed))) == render(sealed)
    assert differences(sealed, text) == []


def test_every_changed_byte_is_found() -> None:
    """A seal file with one byte changed, lost or doubled is refused, or is not the seal of the text."""
    text = Text("\n".join([*PROSE.splitlines()[1:4], "Kettles were lent to none."]))
    whole = render(open_quotations(seal("prose", text), text, [(1, 1, 1), (2, 2, 4), (4, 3, 5)]))
    changed = {
        whole[:index] + piece + whole[index + 1 :]
        for index, character in enumerate(whole)
        for piece in ("", character * 2, *"01f-, \n\rA٣")
    } - {whole}
    assert len(changed) > 10 * len(whole) * 0.8
    for attempt in changed:
        try:
            sealed = parse(attempt)
        except SealError as error:
            assert 1 <= error.line <= attempt.count("\n") + 1  # noqa: PT017 (most of the attempts end here)
        else:
            assert render(sealed) == attempt
            assert differences(sealed, text)


GOOD = render(open_quotations(seal("prose", PROSE), PROSE, [(1, 1, 2), (3, 2, 3)])).splitlines()


@pytest.mark.parametrize(
    ("line", "replacement", "reason"),
    [
        (1, "ukjsec-seal 2 prose", "first line"),
        (1, "ukjsec-seal 1 Prose", "first line"),
        (2, "checksum 00", "checksum"),
        (3, GOOD[3], "paragraph 1 is due here, not 2"),
        (3, GOOD[2].replace(" 1,", " 01,"), "has to be its number"),
        (3, GOOD[2].upper(), "has to be its number"),
        (3, GOOD[2][:-2], "has to be its number"),
        (3, "1 1,1 " + "0" * 64, "rise from 1"),
        (3, "1 2 " + "0" * 64, "rise from 1"),
        (3, "1 1,9 " + "0" * 64, "rise from 1"),
        (3, "1 - " + "0" * 64, "rise from 1"),
        (3, "1 1 -", "rise from 1"),
        (3, "1 " + "1," * 10**6 + "1 -", "rise from 1"),
        (3, "99999999999999999999 1 -", "has to be its number"),
        (9, "open 7 1-1 " + "0" * 32, "does not have"),
        (9, "open 4 1-1 " + "0" * 32, "does not have"),
        (9, "open 2 1-2 " + "0" * 64, "does not have"),
        (9, "open 1 2-1 " + "0" * 64, "does not have"),
        (9, "open 1 1-2 " + "0" * 32, "one salt for each"),
        (9, "open 1 1-2 " + "0" * 63, "has to be `open`"),
        (9, "open 0 1-2 " + "0" * 64, "has to be `open`"),
        (10, GOOD[8], "sorted"),
        (10, GOOD[7].replace("6 ", "7 ", 1), "may not follow"),
    ],
)
def test_a_bad_line_is_named(line: int, replacement: str, reason: str) -> None:
    """What is wrong in a seal file is said in a sentence, with its line."""
    lines = [*GOOD[: line - 1], replacement, *GOOD[line:]]
    with pytest.raises(SealError, match=reason) as caught:
        parse("\n".join(lines) + "\n")
    assert caught.value.line == line


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "\n".join(GOOD),
        "\n".join(GOOD) + "\n\n",
        "\r\n".join(GOOD) + "\r\n",
        "\ufeff" + "\n".join(GOOD) + "\n",
    ],
)
def test_a_file_that_is_no_seal_is_refused(text: str) -> None:
    """An empty file, other line ends, or a mark before the first line are problems, never a seal."""
    with pytest.raises(SealError):
        parse(text)


def test_a_file_beyond_all_sizes_is_refused_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    """The size is looked at before the text."""
    monkeypatch.setattr(sealfiles, "MAX_CHARACTERS", 20)
    with pytest.raises(SealError, match="may have 20 characters"):
        parse("\n".join(GOOD) + "\n")


def test_the_sizes_are_bounded() -> None:
    """Four mebibytes and fifty thousand paragraphs are looked at, and nothing larger."""
    with pytest.raises(SealError, match="the first line"):
        parse("\n" * 4 * 2**20)
    with pytest.raises(SealError, match=r"may have 4,194,304 characters; this one has more"):
        parse("\n" * (4 * 2**20 + 1))
    lines = [*GOOD[:2], *(f"{number} - -" for number in range(1, 50_001)), ""]
    with pytest.raises(SealError, match="the checksum is not that"):
        parse("\n".join(lines))
    with pytest.raises(SealError, match=r"may have 50,000 paragraphs") as caught:
        parse("\n".join([*lines[:-1], "50001 - -", ""]))
    assert (caught.value.line, str(caught.value)) == (50_003, "a seal may have 50,000 paragraphs")


def test_long_seals_are_read() -> None:
    """Numbers of paragraphs and words are read with all their digits."""
    text = Text("\n".join(" ".join(f"w{number}x{at}" for at in range(1, 31)) for number in range(1, 31)))
    places = [(number, first, first + 1) for number in (10, 19, 20) for first in (9, 18, 19, 29)]
    sealed = open_quotations(seal("numbers", text), text, places)
    assert parse(render(sealed)) == sealed


def test_opening_prunes_what_is_no_longer_quoted() -> None:
    """The openings are exactly those of the quotations, sorted, each once, and the checksum stays."""
    first = open_quotations(seal("prose", PROSE), PROSE, [(5, 1, 3), (1, 1, 2), (1, 1, 2)])
    second = open_quotations(first, PROSE, [(5, 1, 3), (2, 1, 1)])
    assert [one.span for one in first.openings] == [(1, 1, 2), (5, 1, 3)]
    assert [one.span for one in second.openings] == [(2, 1, 1), (5, 1, 3)]
    assert first.checksum == second.checksum


@pytest.mark.parametrize("place", [(0, 1, 1), (7, 1, 1), (1, 0, 1), (1, 2, 1), (1, 1, 99), (4, 1, 1)])
def test_a_place_outside_the_text_cannot_be_opened(place: Span) -> None:
    """Asking for words that the text does not have is refused."""
    with pytest.raises(SealError, match="has no words"):
        open_quotations(seal("prose", PROSE), PROSE, [place])


def test_another_text_cannot_open_a_seal() -> None:
    """Salts of another text than the sealed one are not published."""
    with pytest.raises(SealError, match="not what was sealed"):
        open_quotations(seal("prose", PROSE), PROSE.replace("eleven", "twelve"), [(1, 1, 2)])
    with pytest.raises(SealError, match="not what was sealed"):
        open_quotations(seal("prose", ""), PROSE, [(1, 1, 2)])


@pytest.mark.parametrize("source", ["", "A", "a--b", "a b", "a\nb", "ä"])
def test_a_source_needs_a_plain_name(source: str) -> None:
    """A name that would break the first line is refused."""
    with pytest.raises(SealError, match="cannot name a source"):
        seal(source, PROSE)


@pytest.mark.parametrize("source", ["a", "0", "9", "a-b", "a0-b9-z", "2015-report"])
def test_plain_names_are_taken(source: str) -> None:
    """Letters from a to z, digits and single hyphens name a source, in the seal as in its file."""
    sealed = seal(source, PROSE)
    assert seals.lines_of(sealed)[0] == f"ukjsec-seal 1 {source}"
    assert parse(render(sealed)) == sealed


def test_a_paragraph_without_words_is_a_line() -> None:
    """A paragraph of signs alone has its number, and neither sentences nor leaves."""
    assert seals.lines_of(seal("prose", PROSE))[4] == "4 - -"


def test_differences_name_what_differs() -> None:
    """Changed words, moved sentences, and paragraphs too many or too few are told apart."""
    sealed = open_quotations(seal("prose", PROSE), PROSE, [(6, 1, 2)])
    assert differences(sealed, PROSE) == []
    assert differences(sealed, PROSE.replace(". Nobody", ", Nobody")) == [
        "paragraph 1 has its sentences elsewhere in the seal"
    ]
    assert "paragraph 7 of the text is not in the seal" in differences(sealed, PROSE + "\nMore.")
    cut = differences(sealed, PROSE.rpartition("\n")[0])
    assert {"paragraph 6 of the seal is not in the text", "opening 6 1-2 is outside the text"} <= set(cut)
    assert "paragraph 2, or a neighbour of it, has other words in the seal" in differences(
        sealed, PROSE.replace("Ships", "Boats")
    )


def test_an_opening_beyond_the_end_of_a_paragraph_differs() -> None:
    """Where the text has fewer words than an opening, the opening is named, from its first word too many on."""
    text = Text("One two three four.\nFive.")
    sealed = open_quotations(seal("short", text), text, [(1, 2, 4)])
    assert "opening 1 2-4 is outside the text" in differences(sealed, "One two three.\nFive.")
    assert "opening 1 2-4 has other salts than the text" in differences(sealed, "One two three 4.\nFive.")


@pytest.mark.parametrize(("number", "neighbours"), [(79, ", or a neighbour of it,"), (80, "")])
def test_only_short_paragraphs_have_neighbours(number: int, neighbours: str) -> None:
    """A paragraph of 80 words makes its key alone, so that the difference is in its own words."""
    text = " ".join(["word"] * number)
    sealed = seal("long", f"{text}\nShort.")
    first, *_ = differences(sealed, f"{text}s\nShort.")
    assert first == f"paragraph 1{neighbours} has other words in the seal"
    *_, last = differences(seal("long", f"Short.\n{text}"), f"Short.\n{text}s")
    assert last == f"paragraph 2{neighbours} has other words in the seal"


def test_positions_finds_every_place() -> None:
    """A quotation that stands in a text twice is found twice, whatever its punctuation, and never across paragraphs."""
    text = Text("The red kettle, the red lantern.\nRed? The red kettle")
    assert text.positions("red KETTLE") == []
    assert text.positions("red – kettle!") == [(1, 2, 3), (2, 3, 4)]
    assert text.positions("red – kettle!", 2) == [(2, 3, 4)]
    assert text.positions("lantern Red") == []
    assert text.positions("…") == []
    assert find(seal("kettles", text), "…") == []


def test_a_repeated_quotation_is_found_at_each_open_place() -> None:
    """All openings of the same words are given, and asking again gives them again."""
    text = Text("The red kettle, the red lantern.\nRed? The red kettle")
    sealed = open_quotations(seal("kettles", text), text, text.positions("red kettle") + text.positions("red lantern"))
    for _ in range(2):
        assert [one.span for one in find(sealed, "red kettle")] == [(1, 2, 3), (2, 3, 4)]
        assert [one.span for one in find(sealed, "red lantern")] == [(1, 5, 6)]


def test_a_paragraph_quoted_almost_whole_is_named() -> None:
    """Where only a few words of a key are not quoted, they could be guessed: the paragraph is exposed."""
    text = Text(" ".join(f"w{number}" for number in range(80)) + "\n" + " ".join(f"v{number}" for number in range(90)))
    sealed = seal("numbers", text)
    assert exposed(sealed) == []
    assert exposed(open_quotations(sealed, text, [(1, 1, 68)])) == []
    assert exposed(open_quotations(sealed, text, [(1, 13, 80)])) == []
    assert exposed(open_quotations(sealed, text, [(1, 1, 25), (1, 20, 69)])) == [1]
    assert exposed(open_quotations(sealed, text, [(1, 12, 80)])) == [1]
    assert exposed(open_quotations(sealed, text, [(1, 1, 80)])) == []


@pytest.mark.parametrize(
    ("quote", "expected"),
    [
        ("“red” kettle, twice", True),
        ("RED", False),
        ("red kettle", False),
        ("“red” kettle; twice", False),
        ("kettle,\u00a0 twice", True),
        ("１２", True),
        ("kett", False),
        ("ettle", False),
        ("港の", True),
        ("wic", False),
        ("", False),
        (" ", False),
    ],
)
def test_is_verbatim(quote: str, expected: bool) -> None:
    """Punctuation and case count, NFKC and white space do not, and a word may not be cut."""
    assert is_verbatim("A “red” kettle,  twice at 12 東京港の船", quote) is expected
