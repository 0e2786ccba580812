"""Where the limits of the dialect lie to the digit, and each of its words and escapes by itself."""

from __future__ import annotations

import codecs
from typing import Any

import pytest
import yaml
from placing import line_of, locate

from ukjsec import characters, faults
from ukjsec.documents import compose, tokens
from ukjsec.faults import Lines, decode


def told(text: str | bytes) -> list[tuple[int, int, str, str]]:
    """Place, rule and message of the faults of a text."""
    document = compose(text if isinstance(text, bytes) else text.encode())
    return [(one.line, one.column, one.rule, one.message) for one in document.faults]


def value(text: str) -> Any:
    """The data of a sound text."""
    document = compose(text.encode())
    assert document.faults == ()
    return document.value


# Limits


def test_a_million_bytes_are_read() -> None:
    """The limit of bytes is a million, of which the last is read and the next is not."""
    assert len(value("a" * 1_000_000)) == 1_000_000
    assert told("a" * 1_000_001) == [(1, 1, "too-large", "the file has more than 1,000,000 bytes")]
    assert decode(b"a: b", 4) == ("a: b", None)
    assert decode(b"a: bc", 4)[0] == ""


def test_thirty_two_levels_are_read() -> None:
    """The limit of depth is 32 lists or maps, and the next one ends the reading."""
    assert value("[" * 32 + "]" * 32)
    message = "lists and maps are nested here to level 33; at most 32 are read"
    assert told("[" * 33 + "&a x" + "]" * 33) == [(1, 33, "too-deep", message)]
    assert told("{a: " * 33 + "}" * 33) == [(1, 129, "too-deep", message)]


@pytest.mark.parametrize(("before", "each", "after"), [("[", "b,", "]"), ("", "- b\n", "")])
def test_two_thousand_items_are_read(before: str, each: str, after: str) -> None:
    """The limit of a list is 2000 items; the next one is told, and ends the reading."""
    assert len(value(before + each * 2000 + after)) == 2000
    ((*_, rule, message),) = told(before + each * 2001 + "&x c" + after)
    assert rule == "too-large"
    assert message == "the file has more than 50,000 values, or a list or map more than 2,000"


def test_two_thousand_keys_are_read() -> None:
    """The limit of a map is 2000 keys."""
    assert len(value("".join(f"k{number}: 1\n" for number in range(2000)))) == 2000
    assert [one[:3] for one in told("".join(f"k{number}: 1\n" for number in range(2002)))] == [(2001, 8, "too-large")]


def test_fifty_thousand_values_are_read() -> None:
    """The limit of values is 50,000, lists among them."""
    rows = "".join(f"- [{','.join(['b'] * 1999)}]\n" for _ in range(24)) + f"- [{','.join(['b'] * 1997)}]\n"
    sound = f"{rows}- c\n"
    assert len(value(sound)) == 26
    assert [one[:3] for one in told(f"{sound}- c\n- d\n")] == [(27, 3, "too-large")]


def test_a_hundred_faults_are_told() -> None:
    """At the hundredth fault the reading ends; those before it are sorted by place."""
    assert len(told("- !a b\n" * 99)) == 99
    assert len(told("- !a b\n" * 101)) == 100
    assert [one[0] for one in told("- !a b\n" * 300)] == list(range(1, 101))
    assert [one[0] for one in told("- a\0b\n" * 300)] == list(range(1, 101))
    assert [one[0] for one in told("%TAG ! a\n" * 300)] == list(range(1, 101))
    assert len(told("%TAG ! a\n" * 80 + "# \0\n" * 80)) == 100
    mixed = told("- !a b\n" * 60 + "- c\0d\n" * 60)
    assert [(line, rule) for line, _, rule, _ in mixed] == [
        *((line, "tag") for line in range(1, 41)),
        *((line, "control-character") for line in range(61, 121)),
    ]


@pytest.mark.parametrize(("digits", "expected"), [(18, 10**17), (19, "1" + "0" * 18)])
def test_whole_numbers_have_eighteen_digits(digits: int, expected: Any) -> None:
    """A plain number of eighteen digits is a number, and a longer one is text; so is one with a sign too many."""
    assert value("1" + "0" * (digits - 1)) == expected
    assert value("-" + "1" + "0" * (digits - 1)) == (-expected if digits == 18 else f"-{expected}")
    assert value("--1") == "--1"
    assert value("-0") == 0


# Encodings


@pytest.mark.parametrize("mark", [codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE])
def test_a_mark_of_utf_16_is_enough(mark: bytes) -> None:
    """A text that begins with the mark of UTF-16 is called so, whatever follows."""
    assert told(mark + b"abc") == [(1, 1, "not-utf-8", "the file is in UTF-16, not UTF-8")]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_seen(encoding: str) -> None:
    """Every other byte of plain letters in UTF-16 is zero; a few others among them change nothing."""
    message = "the file is in UTF-16, not UTF-8"
    for text in ("a", "ab: c", "ab日日", "日a: b" * 300):
        assert told(text.encode(encoding)) == [(1, 1, "not-utf-8", message)], text


@pytest.mark.parametrize("text", ["a: b\0", "a\0b\0c\0\0", "\0\0\0\0", "abc\0defg"])
def test_zeros_alone_are_control_characters(text: str) -> None:
    """A few zero bytes amid a text are told as what they are."""
    assert {rule for _, _, rule, _ in told(text)} == {"control-character"}


def test_only_the_beginning_tells_the_encoding() -> None:
    """What is UTF-16 is so from its first letters on: zeros after four hundred bytes say nothing of it."""
    assert told("a" * 400 + "b\0" * 400)[0][2] == "control-character"
    assert told(("b\0" * 200) + "a" * 900)[0][2] == "not-utf-8"


def test_lines_of_what_is_not_utf_8() -> None:
    """A line is shown even of a text that cannot be read, and of one that is too long as far as it is looked at."""
    assert line_of(b"\xef\xbb\xbfa\xff\r\nb\rc", 1) == "a\ufffd"
    assert [line_of(b"a\r\nb\rc\n", number) for number in (0, 1, 2, 3, 4, 5, -1)] == ["", "a", "b", "c", "", "", ""]
    assert len(line_of(b"a" * 1_000_010, 1)) == 1_000_000


def test_lines_know_their_places() -> None:
    """Each character has its line and column, the ends of lines among them."""
    lines = Lines("ab\r\nc\rd\n")
    assert [lines.place(index) for index in range(9)] == [
        *((1, 1), (1, 2), (1, 3), (1, 4), (2, 1), (2, 2), (3, 1), (3, 2), (4, 1)),
    ]


# Escapes

ESCAPES = {"0": "\0", "a": "\a", "b": "\b", "v": "\v", "f": "\f", "e": "\x1b", "N": "\x85"}
HARMLESS = {"t": "\t", "n": "\n", "r": "\r", " ": " ", '"': '"', "/": "/", "\\": "\\", "_": "\xa0", "L": "\u2028"}


@pytest.mark.parametrize("letter", ESCAPES)
def test_each_escape_of_a_control_character_is_told(letter: str) -> None:
    """A control character is found in its short escape, and named as what it is, at its backslash."""
    ((line, column, rule, message),) = told(f'- a\n- "b\\{letter}"\n')
    assert (line, column, rule) == (2, 5, "control-character")
    assert characters.code(ESCAPES[letter]) in message


@pytest.mark.parametrize("letter", HARMLESS)
def test_each_harmless_escape_is_read(letter: str) -> None:
    """The other escapes stand for what YAML says."""
    assert value(f'- "b\\{letter}c"\n') == [f"b{HARMLESS[letter]}c"]


@pytest.mark.parametrize(
    ("escape", "rule"),
    [
        ("\\x07", "control-character"),
        ("\\x9F", "control-character"),
        ("\\u200B", "invisible-character"),
        ("\\u200b", "invisible-character"),
        ("\\U000E0041", "invisible-character"),
        ("\\U000e0041", "invisible-character"),
        ("\\u0041", None),
        ("\\x41", None),
        ("\\U0001F600", None),
        ("\\U00110000", "yaml-syntax"),
        ("\\UFFFFFFFF", "yaml-syntax"),
        ("\\u12", "yaml-syntax"),
        ("\\x1g", "yaml-syntax"),
    ],
)
def test_escapes_in_figures(escape: str, rule: str | None) -> None:
    """An escape in figures is read in either case and with all its digits, and told where it stands for none."""
    assert [one[2] for one in told(f'a: "x{escape}y"')] == ([rule] if rule else [])


def test_escapes_stand_in_double_marks_alone() -> None:
    """In single quotation marks and in plain text a backslash is a backslash, and so is one that is doubled."""
    assert value('- "\\\\0"\n') == ["\\0"]
    assert value("- 'a\\0'\n- b\\0\n- |\n  c\\0\n") == ["a\\0", "b\\0", "c\\0\n"]
    assert [one[:3] for one in told("- 'a\\0'\n- \"b\\0\"\n- 'c\\0'\n")] == [(2, 5, "control-character")]


# Syntax


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a" * 1100 + ": b", "before this colon stands a text that is too long for a key"),
        ("a:\n\t- b", "here is a tab where blanks are expected"),
        ("a: 1\nb\n", "this line has no colon followed by a blank"),
        ("a: b: c", "here is a colon and a blank inside a plain text, or the line is indented wrongly"),
        ("a: 1\n]", "here the next key was expected"),
        ("- a\nb: c", "here the next item of the list was expected"),
        ("a: - b", "a list cannot begin here"),
        ("a: ? b", "a plain text cannot begin with a question mark and a blank"),
        ("a: [b\nc: d", "before this a bracket is not closed or a comma is missing"),
        ("a: [,]", "here a value was expected"),
        ('"a" b', "the value of the file ends before this"),
        ("a: | b\n c", "a text after | or > begins on a line of its own"),
        ('a: "b', "the quotation mark that opens here is never closed"),
        ('a: "\\ud800"', "this escape is half a character (a surrogate) or none"),
        ('a: "\\q"', "this backslash begins no escape"),
        ("%x\n", "a line cannot begin with a percent sign"),
        ("a: @b", "a plain text cannot begin with this character"),
        ("%YAML 3.0\n---\na", "this is not YAML as its grammar has it"),
    ],
)
def test_every_complaint_has_its_words(text: str, message: str) -> None:
    """Each complaint of the parser is explained in words of its own."""
    assert [one[2:] for one in told(text)] == [("yaml-syntax", message)]
    assert faults.syntax("something new")[1] == "this is not YAML as its grammar has it"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a" * 1025 + ": b", "before this colon stands a text that is too long for a key"),
        ("c: 1\n" + "a" * 1025 + ": b", "before this colon stands a text that is too long for a key"),
        (
            f"# {'a' * 1100}\nc: d: e",
            "here is a colon and a blank inside a plain text, or the line is indented wrongly",
        ),
        (f'a: "{"b" * 1100}\\q"', "this backslash begins no escape"),
    ],
)
def test_a_long_key_is_told_from_other_long_things(text: str, message: str) -> None:
    """A key is too long by its own length, not by what stands in other lines, and not where no colon follows."""
    assert [one[2:] for one in told(text)] == [("yaml-syntax", message)]


@pytest.mark.parametrize(
    ("text", "faults_of_it"),
    [
        ("*a : x\nx: 2\nx: 3\n", [(1, 1, "anchor-or-alias"), (3, 1, "duplicate-key")]),
        ("a: *x\na: 1\na: 2\n", [(1, 4, "anchor-or-alias"), (2, 1, "duplicate-key"), (3, 1, "duplicate-key")]),
        ("- {*a : b, c: 1, c: 2}\n", [(1, 4, "anchor-or-alias"), (1, 18, "duplicate-key")]),
        ("- [*a , b]\n- {c: 1, c: 2}\n", [(1, 4, "anchor-or-alias"), (2, 10, "duplicate-key")]),
        ("? {a: 1}\n: *b\nc: 1\nc: 2\n", [(1, 3, "complex-key"), (2, 3, "anchor-or-alias"), (4, 1, "duplicate-key")]),
    ],
)
def test_an_alias_takes_the_place_of_a_value(text: str, faults_of_it: list[tuple[int, int, str]]) -> None:
    """What follows an alias is read as if a value or key had stood there."""
    assert [one[:3] for one in told(text)] == faults_of_it


def test_letters_are_told_in_parts_by_escapes_too() -> None:
    """What an escape makes of the letter before it is told where the text begins, once, and not beside worse."""
    assert [one[:3] for one in told('a: 1\nb: "cafe\\u0301 cafe\\u0301"\n')] == [(2, 4, "parted-letter")]
    assert [one[:3] for one in told('b: "cafe\\u0301 \\0"\n')] == [(1, 16, "control-character")]
    assert value('b: "caf\\u00e9"\n') == {"b": "caf\u00e9"}


@pytest.mark.parametrize("separator", ["\u2028", "\u2029"])
def test_each_separator_alone_ends_no_line(separator: str) -> None:
    """U+2028 and U+2029 stand in plain and quoted texts like any other character, also where only one is used."""
    assert value(f"a: b{separator}c\nd: 'e{separator}f'\n") == {"a": f"b{separator}c", "d": f"e{separator}f"}
    assert [one[:3] for one in told(f"a: b{separator}c\na: 1\n")] == [(2, 1, "duplicate-key")]


def test_other_mistakes_are_not_unclosed_marks() -> None:
    """A mark that is closed in a later line is sound: a mistake after it is told as what it is."""
    assert [one[:2] for one in told('a: "b\n  c"\nd: @e\n')] == [(3, 4)]
    assert [one[:2] for one in told("\n@a\n")] == [(2, 1)]
    assert told("\n@a\n")[0][3] == "a plain text cannot begin with this character"
    for mark in "\"'":
        assert [one[:2] for one in told(f"a: {mark}b\nc: {mark}d{mark}e\n")] == [(1, 4)]
        assert [one[:2] for one in told(f"a: {mark}b\nc: {mark} d\n")] == [(1, 4)]


def test_an_empty_file_says_whether_it_has_comments() -> None:
    """A file without a value is told, with what it has."""
    for text, message in (
        ("", "the file is empty"),
        (" \n\n", "the file is empty"),
        ("# a\n", "the file holds nothing but comments"),
    ):
        assert told(text) == [(1, 1, "empty-file", message)]


@pytest.mark.parametrize(("line", "begins"), [(1, True), (2, True), (3, False)])
def test_an_unclosed_mark_is_told_with_its_lines(line: int, begins: bool) -> None:
    """A mark that swallows lines is told where it opens, with the line in which the next mark closes it."""
    text = 'a: "b\nc: d"e\n' if line < 3 else 'a: "b" c\n'
    ((found, column, rule, message),) = told("\n" * (line - 1) + text)
    assert (found, column, rule) == (line, 4 if begins else 8, "yaml-syntax")
    if begins:
        assert message == f"the quotation mark that opens here is closed only by the next one, in line {line + 1}"


# Places and tokens


def test_places_end_at_the_top() -> None:
    """Where nothing on the way exists the document is meant, and where it is empty, its first character."""
    data = b"\n\na:\n  b: 1\n"
    assert locate(data, ("a", "b")) == (4, 6)
    assert locate(data, ("a", "b"), on_key=True) == (4, 3)
    assert locate(data, ("a", "c")) == (3, 1)
    assert locate(data, ("x", "y", "z")) == (3, 1)
    assert locate(data, ()) == (3, 1)
    assert locate(b"", ("a",)) == (1, 1)
    assert locate(b"- [a, b]\n", (0, 5)) == (1, 3)


def test_tokens_take_what_is_written() -> None:
    """Every value, key, list and map is given with its characters, in their order."""
    text = 'a: [b, "c"]\n# d\ne: {}\nf:\n- g\u2028h\n'
    found = [(one.kind, text[one.start : one.end]) for one in tokens(text) if one.kind == "scalar"]
    assert found == [("scalar", part) for part in ("a", "b", '"c"', "e", "f", "g\u2028h")]
    assert [one.kind for one in tokens(text)] == [
        *("map", "scalar", "list", "scalar", "scalar", "end", "scalar", "map", "end", "scalar", "list", "scalar"),
        *("end", "end"),
    ]
    with pytest.raises(yaml.YAMLError):
        list(tokens("a: ["))
