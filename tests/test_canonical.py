"""The canonical form: the same data and the same comments, written in one way that every reader of YAML understands."""

from __future__ import annotations

import datetime as dt
import json
import random
import re
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from ukjsec import canonical, documents
from ukjsec.canonical import NO_SHAPE, Form, Shape
from ukjsec.models import Actor, Agreement, Source

RECORD, SOURCE, ACTORS = canonical.shape(Agreement), canonical.shape(Source), canonical.listing(Actor)


def formed(text: str, shape: Shape = RECORD) -> str:
    """The canonical form of a text, which has one, and which is its own form."""
    form = canonical.form(text.encode(), shape)
    assert form.data is not None, form.reason
    assert canonical.form(form.data, shape) == form
    return form.data.decode()


def value(text: str) -> Any:
    """The plain data of a sound text."""
    document = documents.compose(text.encode())
    assert document.faults == ()
    return document.value


# Data

RECORDS = {
    "order": (
        "title: A\nzeal: 1\nid: a\nevidence:\n- quote: q\n  more: x\n  source: s\n",
        "id: a\ntitle: A\nevidence:\n- source: s\n  quote: q\n  more: x\nzeal: 1\n",
    ),
    "maps inside": ("participants: [{role: party, actor: jpn}]\n", "participants:\n- {actor: jpn, role: party}\n"),
    "plain values": ("topics:\n  - a\n  - b\ndates:\n  signed: 2012\n", "dates: {signed: 2012}\ntopics: [a, b]\n"),
    "other order": ("dates: {ended: 2013, agreed: 2012}\n", "dates: {ended: 2013, agreed: 2012}\n"),
    "maps of maps": (
        "quantities: {fuel: {unit: m3, value: 0.5}, 'no': {value: 1}}\n",
        'quantities:\n  fuel: {value: 0.5, unit: m3}\n  "no": {value: 1}\n',
    ),
    "evidence": ("evidence: [{source: s, quote: q}]\n", "evidence:\n- source: s\n  quote: q\n"),
    "empty": ("places: []\ndates: {  }\nnote:\n", "dates: {}\nplaces: []\nnote:\n"),
    "nested lists": ("topics: [[a, [b]], []]\n", "topics:\n- - a\n  - [b]\n- []\n"),
    "folded": ("summary: >-\n  One\n  two.\nnote: 'Three\n  four.'\n", "summary: One two.\nnote: Three four.\n"),
    "ended": ("summary: >\n  One.\n", "summary: |\n  One.\n"),
    "lines": ('note: "One\\n\\n two"\n', "note: |-\n  One\n\n   two\n"),
    "lines with blanks": ("note: |2-\n   One\n  two\n", 'note: " One\\ntwo"\n'),
    "lines in brackets": ("places:\n- place: |-\n    a\n    b\n", 'places:\n- {place: "a\\nb"}\n'),
    "lines in a list": ("topics:\n- |-\n  a\n  b\n- [c]\n", 'topics:\n- "a\\nb"\n- [c]\n'),
    "marks": ("title: 'it''s'\nnote: 'say \"x\"'\n", 'title: it\'s\nnote: say "x"\n'),
    "marks needed": ("title: 'a: \"b\" \\'\n", 'title: "a: \\"b\\" \\\\"\n'),
    "brackets": ("topics: ['a b', 'a,b', 'a?', 'x:y']\n", 'topics: [a b, "a,b", "a?", x:y]\n'),
    "long": (f"note: {'word ' * 200}end\n", f"note: {'word ' * 200}end\n"),
    "bytes": ("\ufeffid: a\r\ntitle: b\r\n", "id: a\ntitle: b\n"),
    "no line end": ("id: a", "id: a\n"),
    "blank lines": ("\n\nid: a\n\n\ntitle: b\n\n", "id: a\ntitle: b\n"),
    "directive": ("%YAML 1.2\n---\nid: a\n...\n", "id: a\n"),
    "question marks": ("? id\n: a\n? title\n", "id: a\ntitle:\n"),
    "json": ('{"id": "a", "dates": {"signed": "2012"}}', 'id: a\ndates: {signed: "2012"}\n'),
    "a word": ("'plain'\n", "plain\n"),
}


@pytest.mark.parametrize("name", RECORDS)
def test_records_have_one_form(name: str) -> None:
    """Each way to write a record becomes the one that people write under seeds/."""
    text, wanted = RECORDS[name]
    assert formed(text) == wanted


def test_lists_have_an_empty_line_between_items() -> None:
    """The items of a list file stand apart, a field to a line, under the comment at the top."""
    text = "# Actors.\n\n- {name: Japan, id: jpn, aliases: [J]}\n- id: gbr\n  name: Britain\n# The end.\n"
    wanted = "# Actors.\n\n- id: jpn\n  name: Japan\n  aliases: [J]\n\n- id: gbr\n  name: Britain\n\n# The end.\n"
    assert formed(text, ACTORS) == wanted
    assert formed("# None.\n\n\n[]\n", ACTORS) == "# None.\n\n[]\n"


def test_manifests_have_a_line_for_each_sentence_of_a_part_and_for_each_ledger_entry() -> None:
    """Parts hold sentences, a line each; the entries of a ledger are short, and their spans bear no marks."""
    text = "ledger:\n- why: context\n  at: 11.10\nparts: [{date: 2012, paragraphs: 1-3}]\nid: a\n"
    wanted = "id: a\nparts:\n- paragraphs: 1-3\n  date: 2012\nledger:\n- {at: 11.10, why: context}\n"
    assert formed(text, SOURCE) == wanted


PLAINLY = "2012-06 2012-06-05 2014~ 2002-01/.. ../2012-10 199X NOT U.K. 日英同盟 5,385 1-3 ’t https://example.org/a#b"
MARKED = (
    "NO no Yes on OFF y N null ~ True 1902 -3 +5 0x1F 0o17 017 1_000 1:30 0.5 .5 1. 1e5 1.5e-3 .inf -.INF .nan = << "
    "- ? -a :b ?c @d `e %f !g &h *i |j >k [l {m ]n }o ,p #q ... ...r 'say' 2001-12-14T21:59:43Z"
)


@pytest.mark.parametrize("text", PLAINLY.split())
def test_plain_texts_bear_no_marks(text: str) -> None:
    """What every reader takes for text, and a day, which people write without marks, bears none."""
    assert formed(f"title: '{text}'\n") == f"title: {text}\n"


@pytest.mark.parametrize("text", MARKED.split())
def test_what_others_would_retype_bears_marks(text: str) -> None:
    """What some reader takes for a truth value, a number, a time of day or a mark bears double quotation marks."""
    assert formed(f"title: {json.dumps(text)}\n") == f"title: {json.dumps(text)}\n"
    assert formed(f"? {json.dumps(text)}\n: a\n") == f"{json.dumps(text)}: a\n"


# Comments

COMMENTED = {
    "modeline": (
        "# yaml-language-server: $schema=../agreement.schema.json\ntitle: A # called\nid: a\n",
        "# yaml-language-server: $schema=../agreement.schema.json\nid: a\ntitle: A  # called\n",
    ),
    "they move along": (
        "id: a\n# why\n#how\nsummary: S\ntitle: T\n",
        "id: a\ntitle: T\n# why\n#how\nsummary: S\n",
    ),
    "above an item": (
        "evidence:\n# first\n- source: a\n\n  # second\n- source: b\n# kind\nkind: k\n",
        "# kind\nkind: k\nevidence:\n# first\n- source: a\n\n  # second\n- source: b\n",
    ),
    "fields left out": (
        "evidence:\n- source: a\n  # paragraph: 3\n  # basis: why\n# The end.\n",
        "evidence:\n- source: a\n  # paragraph: 3\n  # basis: why\n# The end.\n",
    ),
    "an item left out": (
        "topics:\n  - a\n  # - b\nid: x\n",
        "id: x\ntopics:\n- a\n  # - b\n",
    ),
    "in brackets": (
        "topics: [ # all\n  a, # one\n  # two\n  b\n  # three\n] # four\n",
        "topics:  # four\n# all\n- a  # one\n# two\n- b\n  # three\n",
    ),
    "in an item": (
        "places:\n- { # London\n  place: london, role: venue}\n- {place: tokyo, # both\n  role: venue}\n",
        "places:\n# London\n- {place: london, role: venue}\n- place: tokyo  # both\n  role: venue\n",
    ),
    "after a dash": ("topics:\n- # one\n  a\n- b # two\n", "topics:\n# one\n- a\n- b  # two\n"),
    "after a key": ("topics: # one\n- a\nid: # two\n  x\n", "id: x  # two\ntopics: [a]  # one\n"),
    "under a key": ("id:\n  # one\n  x\ntopics:\n# two\n- a\n", "# one\nid: x\ntopics:\n# two\n- a\n"),
    "two at one place": ("? id # one\n: # two\n  x # three\n", "# two\n# three\nid: x  # one\n"),
    "two after an item": (
        "topics: [[a, # in\n  b] # one\n, # two\n c]\n",
        "topics:\n# two\n# one\n- - a  # in\n  - b\n- c\n",
    ),
    "a key in several lines": ("? | # one\n  a\n: b\n", '"a\\n": b  # one\n'),
    "indented without reason": (
        "dates:\n  signed: 1\nid: x\n  # c\ntitle: z\n",
        "id: x\n# c\ntitle: z\ndates: {signed: 1}\n",
    ),
    "block texts": (
        "summary: >- # one\n  Not # one,\n  # nor this.\n# two\nnote: |+ # three\n  N\n\n# four\n",
        'summary: "Not # one, # nor this."  # one\n# two\nnote: "N\\n\\n"  # three\n\n# four\n',
    ),
    "a map left out": (
        "id: a\n#places:\n#- place:\n  #role:\ndates:\n    # signed:\n      # 2012\n    ended: 3\n    #x:\n      #y:\n",
        "id: a\n#places:\n#- place:\n  #role:\ndates:\n  # signed:\n    # 2012\n  ended: 3\n  #x:\n    #y:\n",
    ),
    "nothing": ("places: # one\n# - {place: x}\nnote: '#no'\n", 'places:  # one\n# - {place: x}\nnote: "#no"\n'),
    "empty brackets": ("topics: [ # one\n # two\n]\n", "# one\n# two\ntopics: []\n"),
    "marks of documents": ("# a\n%YAML 1.2 # b\n--- # c\nid: a\n... # d\n# e\n", "# a\n# b\n# c\nid: a\n# d\n# e\n"),
    "empty lines": (
        "# top\n\n\n# more\nid: a\n\n# x\n\n# y\ntitle: b\n",
        "# top\n\n# more\nid: a\n\n# x\n\n# y\ntitle: b\n",
    ),
    "blanks at the end": ("id: a # b  \t\n#c \n", "id: a  # b\n#c\n"),
    "carriage returns": ("# a\rid: a # b\r# c\r", "# a\nid: a  # b\n# c\n"),
    "around brackets": ("# a\n{ # b\n  id: x # c\n} # d\n# e\n", "# a\n# b\n# d\nid: x  # c\n# e\n"),
    "a single pair": ("topics: [a: 1 # x\n  # y\n, b]\n", "topics:\n- a: 1  # x\n  # y\n- b\n"),
}


@pytest.mark.parametrize("name", COMMENTED)
def test_comments_stay_where_they_belong(name: str) -> None:
    """A comment goes along with what it is about, and none is lost."""
    text, wanted = COMMENTED[name]
    assert formed(text) == wanted


def test_a_form_that_lost_a_comment_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is wrong with the writing itself, a text without a comment of the old one is no form of it."""
    monkeypatch.setattr(canonical._Writer, "_comments", lambda *_: None)
    assert canonical.form(b"# why\nid: a\n", RECORD) == Form(None, "it would not hold the same comments")


def test_a_form_with_other_data_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A text in which true has become 1, or a text another, is no form of the old one."""
    monkeypatch.setattr(canonical, "_scalar", lambda value, **_: "1" if value is True else str(value))
    assert canonical.form(b"id: true\n", RECORD) == Form(None, "it would hold other data")


def test_a_form_that_is_not_its_own_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a second run would change again is no canonical form."""
    calls = iter(range(9))
    monkeypatch.setattr(canonical._Writer, "_space", lambda self: self.lines.append(" " * next(calls)))
    assert canonical.form(b"# a\n\nid: a\n", RECORD) == Form(None, "it would have another form in turn")


def test_a_form_that_cannot_be_read_is_refused() -> None:
    """A key too long for YAML to read without a question mark keeps the file as it is."""
    form = canonical.form(f"? {'a' * 1025}\n: b\n".encode(), RECORD)
    assert form.data is None
    assert form.reason.startswith("it could not be read: ")


# Properties

LETTERS = st.characters(exclude_categories=["Cs", "Cc", "Cf", "Cn", "Co"], include_characters="\n\t\u2028\u2029")
MARK = "\ue000"
"""Begins the comments that are put in; no text holds it."""
FRAGMENTS = (
    f"{PLAINLY} {MARKED} a -a c: # #d %e @f 'i' \"j\" \\k | > --- it's [..2003] {{x 2021? a,b 日本 * & ! a: -- :: ,"
)
WORDS = st.sampled_from(FRAGMENTS.split())
ALLOWED = st.text(LETTERS, max_size=12).filter(
    lambda text: not documents.compose(json.dumps(text, ensure_ascii=False).encode()).faults
)
TEXTS = ALLOWED | st.lists(WORDS, max_size=3).flatmap(
    lambda words: st.sampled_from([" ", ": ", ", ", "\n", " #", "\n\n", "\n "]).map(lambda mark: mark.join(words))
)
SCALARS = st.none() | st.booleans() | st.integers(-(10**18) + 1, 10**18 - 1) | TEXTS
KEYS = TEXTS | st.sampled_from(["source", "quote", "supports", "actor", "role", "at", "id"])
PLAIN = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=12
)
FILES = st.dictionaries(st.sampled_from(list(RECORD.fields)) | KEYS, PLAIN, max_size=6) | PLAIN
SHAPES = st.sampled_from([RECORD, SOURCE, ACTORS, NO_SHAPE])


class Quoting(yaml.SafeDumper):
    """Writes texts in quotation marks or after a block mark, and equal values out in full."""

    style = '"'

    def ignore_aliases(self, _data: Any) -> bool:
        """Writes equal values out in full."""
        return True


Quoting.add_representer(
    str,
    lambda dumper, text: dumper.represent_scalar(
        "tag:yaml.org,2002:str", text, style=dumper.style if isinstance(dumper, Quoting) else None
    ),
)


def dumped(data: Any, chance: random.Random) -> str:
    """Plain data in one of the many ways to write YAML, which the dialect reads as the same data."""
    Quoting.style = chance.choice(['"', "'", "|", ">"])
    text = yaml.dump(
        data,
        Dumper=Quoting,
        default_flow_style=chance.choice([True, False, None]),
        allow_unicode=chance.random() < 0.8,
        width=chance.choice([10, 10_000]),
        indent=chance.choice([2, 4]),
        explicit_start=chance.random() < 0.2,
        sort_keys=False,
    )
    if documents.compose(text.encode()).value != data:  # which has separators of Unicode, not in double marks
        return json.dumps(data, ensure_ascii=False)
    return text


def commented(text: str, chance: random.Random) -> tuple[str, list[str]]:
    """A text with comments at places where they change no data."""
    data, put = json.dumps(value(text)), list[str]()
    for number in range(chance.randrange(8)):
        comment, lines = f"#{MARK}{number}", text.split("\n")
        at = chance.randrange(len(lines))
        places = [found.end() for found in re.finditer(r"[-,:?\[\]{}](?=\s|$)|[\[\]{},]", lines[at])]
        cut = chance.choice([0, len(lines[at]), *places])
        blank = chance.choice(["", "", "\n", "\n\n"])
        rest = lines[at][cut:]
        lines[at] = f"{lines[at][:cut]}{' ' * chance.randrange(1, 7)}{comment}{blank}\n{' ' * 8 * bool(cut)}{rest}"
        changed = "\n".join(lines)
        document = documents.compose(changed.encode())
        if not document.faults and json.dumps(document.value) == data:
            text, put = changed, [*put, comment]
    return text, put


@given(FILES, SHAPES, st.randoms(use_true_random=False))
@example({"note": "a\u2028b", "title": "\u2029"}, RECORD, random.Random(1))  # noqa: S311 (no secret)
def test_data_and_comments_come_through(data: Any, shape: Shape, chance: random.Random) -> None:
    """However data is written and wherever comments stand, the form has the same data and each comment once."""
    text, put = commented(dumped(data, chance), chance)
    if chance.random() < 0.3:
        text = text.replace("\n", chance.choice(["\r\n", "\r"]))
    written = formed(text, shape)
    assert json.dumps(value(written), sort_keys=True) == json.dumps(data, sort_keys=True)
    assert [written.count(comment) for comment in put] == [1] * len(put)
    if put:
        bare = "\n".join(line.partition(f"#{MARK}")[0].rstrip() for line in written.split("\n"))
        assert json.dumps(value(bare), sort_keys=True) == json.dumps(data, sort_keys=True)


def differences(ours: Any, theirs: Any) -> list[tuple[Any, Any]]:
    """Every key and value that another reader takes for something else; but a day, which is a date of YAML 1.1."""
    if isinstance(theirs, dt.date):
        theirs = theirs.isoformat()
    if isinstance(ours, dict) and isinstance(theirs, dict) and len(ours) == len(theirs):
        pairs = [*zip(ours, theirs, strict=True), *zip(ours.values(), theirs.values(), strict=True)]
    elif isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        pairs = list(zip(ours, theirs, strict=True))
    else:
        return [] if (type(ours), ours) == (type(theirs), theirs) else [(ours, theirs)]
    return [found for mine, other in pairs for found in differences(mine, other)]


@given(FILES, st.sampled_from([RECORD, ACTORS]))
def test_other_readers_read_the_same(data: Any, shape: Shape) -> None:
    """Readers of YAML 1.1 and 1.2 find in the form the texts, numbers and truth values that the dialect finds."""
    written = formed(json.dumps(data, ensure_ascii=False), shape)
    assert differences(value(written), yaml.safe_load(written)) == []
    assert differences(value(written), YAML(typ="safe", pure=True).load(written)) == []


def test_only_spans_and_quantities_hold_bare_fractions() -> None:
    """A number with a fraction bears no marks where the field reads numbers; other readers see a number there."""
    text = 'quantities: {a: {value: "0.5", unit: "0.5"}}\n'
    assert formed(text) == 'quantities:\n  a: {value: 0.5, unit: "0.5"}\n'
    assert yaml.safe_load(formed(text)) == {"quantities": {"a": {"value": 0.5, "unit": "0.5"}}}
