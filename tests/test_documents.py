"""Texts become plain data, and every value, key and fault has its exact place."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st
from placing import line_of, locate

from ukjsec import characters
from ukjsec.documents import LIMIT_DEPTH, LIMIT_FAULTS, LIMIT_ITEMS, LIMIT_VALUES, compose, places
from ukjsec.faults import LIMIT_BYTES, Fault
from ukjsec.problems import Route


def value(text: str) -> Any:
    """The data of a sound text."""
    document = compose(text.encode())
    assert document.faults == ()
    return document.value


def faults(text: str | bytes) -> list[tuple[int, int, str]]:
    """The faults of a text without their words."""
    document = compose(text if isinstance(text, bytes) else text.encode())
    assert document.value is None
    assert all(
        fault.message[0].islower() and fault.message[-1] != "." and fault.repair[-1] == "." for fault in document.faults
    )
    return [(fault.line, fault.column, fault.rule) for fault in document.faults]


def fault(text: str) -> Fault:
    """The only fault of a text."""
    (only,) = compose(text.encode()).faults
    return only


# The dialect


@pytest.mark.parametrize(
    ("plain", "expected"),
    [("", None), ("~", None), ("null", None), ("true", True), ("false", False), ("0", 0), ("-12", -12)]
    + [("123456789012345678", 123456789012345678)]
    + [
        (word, word)
        for word in (
            *("no", "NO", "yes", "on", "off", "y", "True", "TRUE", "Null", "NULL"),
            *("2002-01", "2002-01-01", "2001-12-14 21:59:43", "12:30:45", "1.5", "1e5", ".inf", "NaN", "Infinity"),
            *("0o17", "017", "0x1F", "1_000", "+1", "1234567890123456789", "9" * 5000, "１２", "="),
        )
    ],
)
def test_plain_scalars(plain: str, expected: Any) -> None:
    """Null, true, false and plain integers are values, and everything else is text."""
    found = value(f"- {plain}\n")[0]
    assert (found, type(found)) == (expected, type(expected))


@pytest.mark.parametrize("text", ['"12"', "'12'", "|-\n  12", ">-\n  12"])
def test_quoted_scalars_are_text(text: str) -> None:
    """What stands in quotation marks or in a block is text."""
    assert value(f"a: {text}\n") == {"a": "12"}


def test_keys_are_text_as_written() -> None:
    """A key is text, whatever it would be as a value."""
    assert value("12: a\ntrue: b\n~: c\nno: d\n2002-01: e\n? f\n: g\n?\n: h\n") == {
        "12": "a",
        "true": "b",
        "~": "c",
        "no": "d",
        "2002-01": "e",
        "f": "g",
        "": "h",
    }


def test_a_quoted_merge_sign_is_a_key() -> None:
    """Two less-than signs in quotation marks are a key like any other."""
    assert value('"<<": 1') == {"<<": 1}


def test_a_scalar_may_be_the_document() -> None:
    """A document need not be a mapping."""
    assert value("--- 12\n") == 12
    assert value("---\n") is None


def test_json_is_read_alike() -> None:
    """JSON gives the same data, save that its fractions and JavaScript's numbers are text."""
    text = '{"a": [1, -2, null, true, {}], "b": "\\u3042\\/\\n\\"", "c": [NaN, Infinity, 1e5, 1.5], "d":"x"}'
    assert value(text) == {
        "a": [1, -2, None, True, {}],
        "b": 'あ/\n"',
        "c": ["NaN", "Infinity", "1e5", "1.5"],
        "d": "x",
    }


def test_json_with_tabs() -> None:
    """JSON that is indented with tabs is read."""
    assert value(json.dumps({"a": [{"b": "c"}]}, indent="\t")) == {"a": [{"b": "c"}]}


def test_separators_are_ordinary_characters() -> None:
    """U+2028 and U+2029 end no line, be they raw, escaped, quoted, in a block or plain."""
    text = 'a: "x \u2028 y\\L"\nb: p\u2029q:r\nc: |\n  s\u2028t\n\u2028k: 1\n'
    assert value(text) == {"a": "x \u2028 y\u2028", "b": "p\u2029q:r", "c": "s\u2028t\n", "\u2028k": 1}


# Places

BLOCK = """\
# A comment

id: x
names:   # another
- one
-   'two'
- - deep
  - deeper
empty:
map:
  text: |
    First
    second
  folded: first
    second
  flow: {a: [1,  "2"], "b" : {c: }}
  last: end
"""
BLOCK_PLACES: list[tuple[Route, tuple[int, int], tuple[int, int]]] = [
    ((), (3, 1), (3, 1)),
    (("id",), (3, 5), (3, 1)),
    (("names",), (5, 1), (4, 1)),
    (("names", 0), (5, 3), (5, 3)),
    (("names", 1), (6, 5), (6, 5)),
    (("names", 2), (7, 3), (7, 3)),
    (("names", 2, 1), (8, 5), (8, 5)),
    (("empty",), (9, 7), (9, 1)),
    (("map",), (11, 3), (10, 1)),
    (("map", "text"), (11, 9), (11, 3)),
    (("map", "folded"), (14, 11), (14, 3)),
    (("map", "flow"), (16, 9), (16, 3)),
    (("map", "flow", "a"), (16, 13), (16, 10)),
    (("map", "flow", "a", 0), (16, 14), (16, 14)),
    (("map", "flow", "a", 1), (16, 18), (16, 18)),
    (("map", "flow", "b"), (16, 30), (16, 24)),
    (("map", "flow", "b", "c"), (16, 34), (16, 31)),
    (("map", "last"), (17, 9), (17, 3)),
]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_places_of_values_and_keys(line_end: str, mark: str) -> None:
    """Every value and key has its place, whatever ends the lines and whether or not a byte order mark begins them."""
    data = (mark + BLOCK.replace("\n", line_end)).encode()
    assert compose(data).value == value(BLOCK)
    here = places(data)
    for route, of_value, of_key in BLOCK_PLACES:
        assert (route, here.locate(route)) == (route, of_value)
        assert (route, here.locate(route, on_key=True)) == (route, of_key)
        assert locate(data, route) == of_value


@pytest.mark.parametrize(
    ("route", "place"),
    [
        (("nowhere",), (3, 1)),
        (("nowhere", 2, "at-all"), (3, 1)),
        (("map", "nowhere"), (10, 1)),
        (("map", "flow", "b", "nowhere"), (16, 24)),
        (("map", "flow", "a", 2), (16, 10)),
        (("names", 2, 5), (7, 3)),
        (("names", 9), (4, 1)),
        (("names", "0"), (4, 1)),
        (("id", "x"), (3, 1)),
        (("map", "text", 0, "y"), (11, 3)),
    ],
)
def test_places_of_what_is_missing(route: Route, place: tuple[int, int]) -> None:
    """What is not there has the place of the key or item that should hold it, and at the top of the document."""
    assert locate(BLOCK.encode(), route) == place
    assert locate(BLOCK.encode(), route, on_key=True) == place


def test_item_that_lacks_a_key() -> None:
    """A mapping in a list that lacks a key is pointed to at its beginning."""
    assert locate(b"list:\n  - a: 1\n  - b: 2\n", ("list", 1, "a")) == (3, 5)


def test_places_in_json() -> None:
    """JSON has places as YAML has, in one line and in many."""
    data = {"a": [1, {"b": None}], "c": {"d": "x"}}
    assert locate(json.dumps(data).encode(), ("a", 1, "b")) == (1, 17)
    assert locate(json.dumps(data).encode(), ("a", 1, "b"), on_key=True) == (1, 12)
    indented = json.dumps(data, indent=2).encode()
    assert locate(indented, ("a", 1, "b")) == (5, 12)
    assert locate(indented, ("c", "d"), on_key=True) == (9, 5)
    assert locate(indented, ("c", "e")) == (8, 3)
    assert locate(indented, ("e",)) == (1, 1)


@pytest.mark.parametrize("written", ["é", "日本", "😀", "𠮷野家", "か\u309a", "\u2028", "\u2029\u2028", "\u3000"])
def test_columns_count_characters(written: str) -> None:
    """A character is one column, however many bytes it has, and only editors' line ends end a line."""
    data = f'{{k: "{written}", "{written}": [{{v: 1}}]}}'.encode()
    length = len(written)
    assert locate(data, (written,), on_key=True) == (1, 9 + length)
    assert locate(data, (written, 0, "v")) == (1, 18 + 2 * length)
    block = f'a: "{written}"\n"{written}": x # {written}\nb: [{written}y, z]\n'.encode()
    assert locate(block, (written,)) == (2, 5 + length)
    assert locate(block, ("b", 1)) == (3, 8 + length)


def test_places_after_a_quoted_text_over_lines() -> None:
    """A text in quotation marks over several lines does not shift what follows it."""
    text = '"a": "日本\r\n  😀\\\r\n  x" # c\r\nb: [\r\n  1,\r\n  2]\r\n'
    assert locate(text.encode(), ("a",)) == (1, 6)
    assert locate(text.encode(), ("b", 1)) == (6, 3)


@pytest.mark.parametrize("data", [b"", b"\xff", b"a: [", b"- " * LIMIT_BYTES, b"[]"])
def test_places_where_there_is_nothing(data: bytes) -> None:
    """A text that cannot be read, or holds nothing, is pointed to at its beginning."""
    assert locate(data, ("b", 0)) == (1, 1)


def test_line_of() -> None:
    """A line's text comes without its end, a byte order mark or complaint."""
    data = "\ufeffone\r\ntwo\u2028\x85\x0b\rthree\n\n日本".encode() + b"\xff"
    lines = [line_of(data, line) for line in range(-1, 8)]
    assert lines == ["", "", "one", "two\u2028\x85\x0b", "three", "", "日本\ufffd", "", ""]


# Faults


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b"a: 1\nb: caf\xe9\n", [(2, 7, "not-utf-8")]),
        (b"\xef\xbb\xbfa: \xff", [(1, 4, "not-utf-8")]),
        ("a: 日本".encode("utf-16"), [(1, 1, "not-utf-8")]),
        ("日本\r日本".encode() + b"\x80\x80", [(2, 3, "not-utf-8")]),
        (b"a: \xed\xa0\x80", [(1, 4, "not-utf-8")]),
        (b"x" * (LIMIT_BYTES + 1), [(1, 1, "too-large")]),
        ("", [(1, 1, "empty-file")]),
        ("\ufeff", [(1, 1, "empty-file")]),
        ("\n# only a comment\n", [(1, 1, "empty-file")]),
        ("a: 1\n---\nb: &c 2\n", [(2, 1, "several-documents")]),
        ("---\n---\n", [(2, 1, "several-documents")]),
        ("a: 1\n...\n---\nb\n", [(3, 1, "several-documents")]),
        ("a: x\0y", [(1, 5, "control-character")]),
        ("a: x\ty\nb: \x0b", [(2, 4, "control-character")]),
        ("日: \x7f\x80z\x9f", [(1, 4, "control-character"), (1, 7, "control-character")]),
        ("a: b\x85c", [(1, 5, "control-character")]),
        ("a: \ufffe\ufdd0", [(1, 4, "control-character")]),
        ("b: 1\na: x\u202ey", [(2, 5, "invisible-character")]),
        ("a: x\u202ey\0", [(1, 5, "invisible-character"), (1, 7, "control-character")]),
        ("\ufeff\ufeffa: 1", [(1, 1, "invisible-character")]),
        ('a: "日\\u202e\\0"', [(1, 6, "invisible-character"), (1, 12, "control-character")]),
        ('a: "\n  \\xad\\U000E0041"', [(2, 3, "invisible-character"), (2, 7, "invisible-character")]),
        ('a: "\\\\0 \\N"', [(1, 9, "control-character")]),
        ('{"a": "\\b", "\\f": 1}', [(1, 8, "control-character"), (1, 14, "control-character")]),
        ("a: 1\nb: 2\na: 3\n", [(3, 1, "duplicate-key")]),
        ('{a: 1, "\\x61": {b: 1, b: 2}}', [(1, 8, "duplicate-key"), (1, 23, "duplicate-key")]),
        ("1: a\n'1': b\n1: c", [(2, 1, "duplicate-key"), (3, 1, "duplicate-key")]),
        ("a: &x 1\nb: &y [1]\n", [(1, 4, "anchor-or-alias"), (2, 4, "anchor-or-alias")]),
        ("a: *x\n*y : b\n", [(1, 4, "anchor-or-alias"), (2, 1, "anchor-or-alias")]),
        ("&k a: b\n", [(1, 1, "anchor-or-alias")]),
        ("a: **bold** text\n", [(1, 4, "anchor-or-alias")]),
        ("a: R\nb: & co\n", [(2, 4, "anchor-or-alias")]),
        ("a:\n  <<: {b: 1}\n  c: 2\n", [(2, 3, "merge-key")]),
        ("<<: 1\n<<: 2\n", [(1, 1, "merge-key"), (2, 1, "merge-key")]),
        ("a: !!str 1\nb: !x {c: ! d}\n", [(1, 4, "tag"), (2, 4, "tag"), (2, 11, "tag")]),
        ("a: !b!c d\n", [(1, 4, "tag")]),
        ("a: !%zz d\n", [(1, 4, "tag")]),
        ("%TAG !a! x\n---\na: 1\n", [(1, 1, "tag")]),
        ("%YAML 1.1\r%TAG !a! x\r---\ra: 1\r", [(2, 1, "tag")]),
        ("a: 1\n? [b]\n: c\n", [(2, 3, "complex-key")]),
        ("a: {{b}}\n", [(1, 5, "complex-key")]),
        (
            "{{a: 1, a: 2}: {a: 1}, [a]: {a: 1}}",
            [(1, 2, "complex-key"), (1, 9, "duplicate-key"), (1, 24, "complex-key")],
        ),
        ("a: " + "[" * LIMIT_DEPTH + "]" * LIMIT_DEPTH, [(1, 3 + LIMIT_DEPTH, "too-deep")]),
    ],
)
def test_faults(text: str | bytes, expected: list[tuple[int, int, str]]) -> None:
    """Every fault is found at its place, and nothing else."""
    assert faults(text) == expected


@pytest.mark.parametrize(
    ("text", "place", "word"),
    [
        ("a:\n\tb: 1\n", (2, 1), "tab"),
        ("a: 1\n\tb: 2\n", (2, 1), "tab"),
        ("a: |\n\tx\n", (2, 1), "tab"),
        ("title: Japan: a study\n", (1, 13), "colon"),
        ("a: 1\n  b: 2\n", (2, 4), "indented"),
        ("a: 1\nb\nc: 2\n", (2, 1), "no colon"),
        ('日: 1\nb: "x\nc: y\n', (2, 4), "never closed"),
        ("a: 'x\n---\n", (1, 4), "never closed"),
        ("a: 'it's'\n", (1, 8), "next key"),
        ("a: [1, 2\nb: c\n", (2, 2), "bracket"),
        ("a: {b: 1\nc: d\n", (2, 2), "bracket"),
        ("a: [1, 2]]\n", (1, 10), "next key"),
        ("a: - b\n", (1, 4), "list"),
        ("a: ? b\n", (1, 4), "question mark"),
        ("- a\nb: 1\n", (2, 1), "next item"),
        ("a: [,]\n", (1, 5), "value was expected"),
        ('"a" b\n', (1, 5), "ends before"),
        ("a: | b\n", (1, 6), "line of its own"),
        ('a: "C:\\dir"\n', (1, 7), "backslash"),
        ('a: "\\xyz"\n', (1, 7), "backslash"),
        ("a: @home\n", (1, 4), "cannot begin"),
        ("%YAML 3.0\n---\na: 1\n", (1, 1), "grammar"),
        ('{"a": "\\ud83d\\ude00"}', (1, 10), "surrogate"),
        ('a: "\\ud800"\n', (1, 7), "surrogate"),
    ],
)
def test_syntax_in_plain_words(text: str, place: tuple[int, int], word: str) -> None:
    """What the parser cannot read is explained at the place it tells, in words for those who do not write programs."""
    found = fault(text)
    assert (found.rule, found.line, found.column) == ("yaml-syntax", *place)
    assert word in found.message


def test_messages_name_what_is_wrong() -> None:
    """A message names the other line, the character and how many there are, or the byte."""
    assert fault("x: 1\na: 1\n\na: 2\n").message == "the key 'a' stands in line 2 already"
    assert fault("a: \u202e").message == "here is the invisible character U+202E (RIGHT-TO-LEFT OVERRIDE)"
    assert fault("a: \0\0\0").message == "here is the control character U+0000 and 2 more"
    assert compose(b"\xe9").faults[0].message == "the byte 0xE9 here is not UTF-8"


def test_faults_before_a_syntax_error_are_kept() -> None:
    """A syntax error ends the reading, but what was found so far, and every forbidden character, is reported."""
    text = "a: &b 1\na: 2\nc: @\nd: *e\nf: \u200b\n"
    assert faults(text) == [
        (1, 4, "anchor-or-alias"),
        (2, 1, "duplicate-key"),
        (3, 4, "yaml-syntax"),
        (5, 4, "invisible-character"),
    ]


@pytest.mark.parametrize(
    "text", ["[" + "*a , " * 999 + "]", "\x01a" * 999, '"' + "\\0" * 999 + '"', "%TAG !a! b\n" * 999]
)
def test_faults_are_limited(text: str) -> None:
    """About a hundred faults are enough: a hostile file does not flood the report."""
    assert len(faults(text)) == LIMIT_FAULTS


@pytest.mark.parametrize("text", ["[" * LIMIT_DEPTH + "]" * LIMIT_DEPTH, "- " * LIMIT_DEPTH])
def test_the_limit_of_depth_is_allowed(text: str) -> None:
    """As many levels as the limit says are read."""
    assert compose(text.encode()).faults == ()


HOSTILE = {
    "brackets": ("b'[' * 100_000", "too-deep"),
    "dashes": ("b'- ' * 100_000", "too-deep"),
    "braces": ("b'{a: ' * 100_000", "too-deep"),
    "questions": ("b'? ' * 100_000", "too-deep"),
    "keys in keys": ("b'{' * 100_000", "too-deep"),
    "deep lines": ("b''.join(b' ' * n + b'a:\\n' for n in range(1000))", "too-deep"),
    "alias bomb": (
        "b'a0: &a0 x\\n' + b''.join(b'a%d: &a%d [*a%d, *a%d]\\n' % (n, n, n - 1, n - 1) for n in range(1, 99))",
        "anchor-or-alias",
    ),
    "long scalar": ("b'a' * 50_000_000", "too-large"),
    "control characters": ("b'\\1a' * 500_000", "control-character"),
    "escapes": ("b'\"' + b'\\\\0' * 499_000 + b'\"'", "control-character"),
    "tag directives": ("b''.join(b'%%TAG !%d! x\\n' % n for n in range(60_000)) + b'---\\na'", "tag"),
    "duplicates": ("b'a: 1\\r' * 160_000", "duplicate-key"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_texts(name: str) -> None:
    """A text that is made to exhaust the reader is refused in seconds, and crashes nothing."""
    data, rule = HOSTILE[name]
    program = (
        "from ukjsec.documents import compose, places\n"
        f"data = {data}\n"
        "places(data).locate(('a', 0))\n"
        "print({fault.rule for fault in compose(data).faults})"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=5, check=False, encoding="utf-8"
    )
    assert (run.returncode, run.stderr) == (0, "")
    assert f"'{rule}'" in run.stdout


# Properties

LETTERS = st.characters(exclude_categories=["Cs", "Cc", "Cf", "Cn", "Co"], include_characters="\n\t\u2028\u2029")
TEXTS = st.text(LETTERS, max_size=20).filter(lambda text: next(characters.forbidden(text), None) is None)
SCALARS = st.none() | st.booleans() | st.integers(-(10**18) + 1, 10**18 - 1) | TEXTS
PLAIN = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=20,
)


class Quoting(yaml.SafeDumper):
    """Writes every text in double quotation marks."""

    def ignore_aliases(self, _data: Any) -> bool:
        """Writes equal values out in full."""
        return True


Quoting.add_representer(str, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"'))


def routes(data: Any, route: Route = ()) -> Iterator[tuple[Route, Any]]:
    """Every value in plain data with its route."""
    yield route, data
    steps = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for step, inner in steps:
        yield from routes(inner, (*route, step))


def offset(text: str, place: tuple[int, int]) -> int:
    """How many characters of a text with one kind of line end stand before a place."""
    line, column = place
    return sum(len(before) + 1 for before in text.split("\n")[: line - 1]) + column - 1


def opening(data: Any, *, flow: bool) -> tuple[str, ...]:
    """How the text of a value may begin."""
    if isinstance(data, str):
        return ('"',)
    if isinstance(data, list):
        return ("[",) if flow or not data else ("-",)
    if isinstance(data, dict):
        return ("{",) if flow or not data else ('"', "?")
    return (json.dumps(data),)


@given(PLAIN, st.booleans(), st.booleans(), st.sampled_from(["\n", "\r\n", "\r"]), st.sampled_from([20, 10_000]))
def test_yaml_comes_back(data: Any, flow: bool, raw: bool, line_end: str, width: int) -> None:
    """Plain data written as YAML is read as it was, and every place is where its value begins."""
    text = yaml.dump(
        data,
        Dumper=Quoting,
        default_flow_style=flow,
        allow_unicode=raw,
        line_break=line_end,
        width=width,
        sort_keys=False,
    )
    encoded = text.encode()
    assert value(text) == data
    here = places(encoded)
    for route, inner in routes(data):
        line, column = here.locate(route)
        assert line_of(encoded, line)[column - 1 :].startswith(opening(inner, flow=flow))
        assert here.locate((*route, "nowhere at all")) == here.locate(route, on_key=True)
        if route and isinstance(route[-1], str):
            line, column = here.locate(route, on_key=True)
            assert line_of(encoded, line)[column - 1] == '"'


@given(PLAIN, st.sampled_from([None, 0, 2, "\t"]))
def test_json_comes_back(data: Any, indent: int | str | None) -> None:
    """Plain data written as JSON is read as it was, and at the place of each value stands that value."""
    text = json.dumps(data, ensure_ascii=False, indent=indent)
    assert value(text) == data
    here = places(text.encode())
    for route, inner in routes(data):
        found, _ = json.JSONDecoder().raw_decode(text, offset(text, here.locate(route)))
        assert found == inner


FRAGMENTS = st.sampled_from(
    [
        *("a", "日", "😀", " ", "  ", "\n", "\r\n", "\r", "\t", ": ", ":", "- ", "-", "? ", "[", "]"),
        *("{", "}", ",", "&a", "*a", "!", "!!str ", "%TAG !a! b", "%YAML 1.1", "---", "...", "|", ">"),
        *('"', "'", "#", "<<", "\\", "\\u202e", "\\ud800", "\\x61", "\0", "\x85", "\u2028", "\u200b"),
        *("\ufeff", "\ufdd0", "12", "null", "@", "`", "~"),
    ],
)


@given(st.binary() | st.lists(FRAGMENTS, max_size=40).map(lambda parts: "".join(parts).encode()))
@example(b"? - ? a")
@example(b"\xef\xbb\xbf")
def test_nothing_raises(data: bytes) -> None:
    """Any bytes whatever give a value or faults in order, each within the text, and a place for every route."""
    document = compose(data)
    assert document.faults == tuple(sorted(document.faults))
    assert document.faults == () or document.value is None
    for found in document.faults:
        assert 1 <= found.column <= len(line_of(data, found.line)) + 2
    here = places(data)
    for route in ((), ("a",), ("a", 0), (0, "a")):
        assert here.locate(route) >= (1, 1)
        assert here.locate(route, on_key=True) >= (1, 1)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('id: a\ntitle: "never closed\nsummary: "words"\nkind: b\n', (2, 8)),
        ('{id: a, title: "never closed,\n summary: "words"}', (1, 16)),
    ],
)
def test_an_unclosed_mark_is_found_where_it_opens(text: str, place: tuple[int, int]) -> None:
    """A quotation mark that swallows what follows up to the next one is complained of, not that next one."""
    (found,) = compose(text.encode()).faults
    assert (found.line, found.column, found.rule) == (*place, "yaml-syntax")


def test_a_bracket_too_many_makes_no_key_of_the_map() -> None:
    """A syntax error brings no complaint about a complex key that it alone has made."""
    assert [found.rule for found in compose(b"{id: a, title: ]b, kind: c}").faults] == ["yaml-syntax"]


@pytest.mark.parametrize(
    "text",
    ["- a\n" * (LIMIT_VALUES + 1), "a: {b: [" + "c, " * LIMIT_ITEMS * 2 + "]}", "a: [" + "c, " * LIMIT_ITEMS * 2 + "]"],
)
def test_too_many_values_are_refused(text: str) -> None:
    """More values than any true file has are refused at the place where they become too many."""
    assert [found.rule for found in compose(text.encode()).faults] == ["too-large"]
