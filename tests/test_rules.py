"""Every rule is found where it is broken, and nothing else is complained of."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import invented
import pytest

from ukjsec import documents, formatting, rules, sealfiles, seals, seeds, sheets, validation
from ukjsec.corpus import placed
from ukjsec.problems import Place, Problem
from ukjsec.rules import Rule, packages, streams, texts

MEMORANDUM = "seeds/agreements/example-memorandum.yaml"
OTHER = "seeds/agreements/other-memorandum.yaml"
EXERCISE = "seeds/exercises/example-exercise.yaml"
SOURCE = "seeds/sources/example-source.yaml"
SEAL = "seeds/sources/example-source.seal"
ACTORS = "seeds/actors.yaml"
TABLE = "rows.csv"

PATHS = {
    "record": MEMORANDUM,
    "document": MEMORANDUM,
    "other record": OTHER,
    "source": SOURCE,
    "actors": ACTORS,
    "seal": SEAL,
    "table": TABLE,
}
"""The file into which a fragment of each subject is put; the fragment begins in its first line."""

PLACES: dict[str, list[tuple[int, int]]] = {
    "control-character": [(1, 10)],
    "invisible-character": [(1, 10)],
    "meaningless-character": [(1, 10)],
    "heaped-marks": [(1, 9)],
    "parted-letter": [(1, 12)],
    "look-alike-letter": [(1, 11)],
    "empty-file": [(1, 1)],
    "several-documents": [(2, 1)],
    "yaml-syntax": [(2, 8)],
    "too-deep": [(1, 33)],
    "complex-key": [(1, 3)],
    "duplicate-key": [(2, 1)],
    "merge-key": [(1, 1)],
    "anchor-or-alias": [(1, 8), (2, 10)],
    "tag": [(1, 8)],
    "missing-field": [(1, 16)],
    "unknown-field": [(1, 1)],
    "wrong-type": [(1, 10)],
    "wrong-value": [(1, 10)],
    "unknown-term": [(1, 9)],
    "impossible-date": [(1, 17)],
    "date-is-list": [(1, 17)],
    "blank-text": [(1, 8)],
    "formula": [(1, 10)],
    "csv-syntax": [(2, 13)],
    "ragged-row": [(2, 32)],
    "wrong-delimiter": [(1, 3)],
    "no-header": [(1, 1)],
    "unknown-column": [(1, 4)],
    "duplicate-column": [(1, 15)],
    "no-rows": [(1, 1)],
    "duplicate-id": [(1, 5)],
    "file-name-differs": [(1, 5)],
    "broken-seal": [(2, 1)],
    "unknown-actor": [(2, 11)],
    "unknown-place": [(2, 11)],
    "unknown-source": [(2, 12)],
    "unknown-record": [(1, 9)],
    "retired-id": [(1, 31)],
    "not-a-series": [(1, 9)],
    "ordinal-without-series": [(1, 10)],
    "parent-loop": [(1, 43)],
    "quotation-unsealed": [(2, 35)],
    "quotation-found-twice": [(2, 35)],
    "quotation-too-long": [(3, 10)],
    "quotation-too-short": [(2, 35)],
    "value-without-evidence": [(1, 48)],
    "unknown-support": [(2, 77)],
    "basis-missing": [(3, 72)],
    "quantity-differs": [(1, 27)],
    "wrong-order": [(1, 55)],
    "sentence-unaccounted": [(1, 1)],
    "sentence-not-there": [(2, 8)],
    "ledger-without-record": [(1, 25)],
    "ledger-quoted": [(2, 8)],
    "parts-incomplete": [(1, 22)],
    "likely-duplicate": [(1, 5)],
    "listed-twice": [(1, 21)],
}
"""Where each fragment of the catalogue is complained of: line and column in the fragment."""


def completed(fragment: str, sound: dict[str, Any]) -> str:
    """A fragment, verbatim, with the fields of a sound document that it leaves out; an open list is gone on with."""
    given = documents.compose(fragment.encode()).value
    lines = fragment.rstrip("\n").split("\n")
    last = list(given)[-1]
    if f"{last}:" in lines:
        lines += [f"- {json.dumps(item, ensure_ascii=False)}" for item in sound.get(last, [])]
    lines += [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in sound.items() if key not in given]
    return "\n".join(lines) + "\n"


def run(root: Path, rule: Rule) -> None:
    """Put the failing fragment of a rule into the sound corpus, and seal what it quotes."""
    sound = invented.RECORDS["agreements/example-memorandum"]
    text = rule.failing
    if rule.subject == "record":
        text = completed(text, sound)
    elif rule.subject == "other record":
        answer = {"type": "not-same-as", "to": "example-memorandum", "note": "Signed by others."}
        text = completed(text, sound | {"id": "other-memorandum", "related": [answer]})
    elif rule.subject == "source":
        text = completed(text, invented.SOURCE)
    elif rule.subject == "actors":
        text += "".join(f"\n- {json.dumps(actor, ensure_ascii=False)}" for actor in invented.ACTORS)
    (root / PATHS[rule.subject]).write_text(text, "utf-8")
    if rule.subject != "seal":
        invented.seal(root)


def problems(root: Path) -> list[Problem]:
    """Every problem of a corpus, as `validate` finds them, or of the table beside it."""
    if (root / TABLE).exists():
        data = (root / TABLE).read_bytes()
        return list(validation.against(root, {Path(TABLE): sheets.parse(data, TABLE)}).problems)
    return rules.problems(seeds.read(root))


def found(root: Path) -> list[tuple[str, int, int, str]]:
    """Path, line, column and rule of every problem of a corpus."""
    return [(one.place.path, one.place.line, one.place.column, one.rule) for one in problems(root)]


# The situations that no fragment can show


def no_text(root: Path, _patch: pytest.MonkeyPatch) -> None:
    """The folder of the texts lacks one."""
    (root / "texts" / "example.txt").unlink()


def other_text(root: Path, _patch: pytest.MonkeyPatch) -> None:
    """A word of the text is another."""
    (root / "texts" / "example.txt").write_text(invented.LINES.replace("weather", "whether"), "utf-8")


def other_seal(root: Path, _patch: pytest.MonkeyPatch) -> None:
    """The seal was made of another text."""
    file = root / SEAL
    other = seals.seal("example-source", invented.LINES.replace("weather", "whether"))
    file.write_text(sealfiles.render(other), "utf-8")


def requoted(root: Path, quote: str) -> None:
    """Change the third quotation of the exercise."""
    record = deepcopy(invented.RECORDS["exercises/example-exercise"])
    record["evidence"][2]["quote"] = quote
    text = "".join(f"{key}: {json.dumps(value)}\n" for key, value in record.items())
    (root / EXERCISE).write_text(text.replace('{"source"', '\n  {"source"'), "utf-8")


def false_words(root: Path, _patch: pytest.MonkeyPatch) -> None:
    """A word of a quotation is another."""
    requoted(root, "with 1,200 people on shore")


def false_comma(root: Path, _patch: pytest.MonkeyPatch) -> None:
    """A quotation has a comma that the source has not."""
    requoted(root, "with 1,200 people, on board")


def large(root: Path, _patch: pytest.MonkeyPatch) -> None:
    """A record file has more than a million bytes."""
    (root / MEMORANDUM).write_text("# no\n" * 200_001, "utf-8")


def latin(root: Path, _patch: pytest.MonkeyPatch) -> None:
    """A record file is in Latin-1."""
    (root / MEMORANDUM).write_bytes("title: café\n".encode("latin-1"))


def stray(root: Path, _patch: pytest.MonkeyPatch) -> None:
    """A record has the ending that nothing reads."""
    (root / MEMORANDUM).rename(root / "seeds/agreements/example-memorandum.yml")


def link(root: Path, _patch: pytest.MonkeyPatch) -> None:
    """A record is a link to a file elsewhere."""
    target = (root / MEMORANDUM).rename(root / "elsewhere.yaml")
    (root / MEMORANDUM).symlink_to(target)


def folder(root: Path, _patch: pytest.MonkeyPatch) -> None:
    """A folder has the name of a record."""
    (root / MEMORANDUM).unlink()
    (root / MEMORANDUM).mkdir()


def locked(root: Path, patch: pytest.MonkeyPatch) -> None:
    """The system refuses to open a record."""
    opened = os.open

    def refuse(file: Any, *arguments: Any, **options: Any) -> int:
        if file == str(root / MEMORANDUM):
            raise PermissionError(13, "Permission denied")
        return opened(file, *arguments, **options)

    patch.setattr(os, "open", refuse)


def no_seal(root: Path, _patch: pytest.MonkeyPatch) -> None:
    """A source lost its seal."""
    (root / SEAL).unlink()


def wordy(root: Path, _patch: pytest.MonkeyPatch) -> None:
    """Records quote too much of a source."""
    record = deepcopy(invented.RECORDS["exercises/example-exercise"])
    for day in range(1, 15):
        quote = f"On day {day} of the voyage the lookout saw gulls, clouds and wave {day}"
        record["evidence"].append({"source": "example-source", "quote": quote, "supports": ["kind"]})
    invented.put(root / EXERCISE, record)
    invented.seal(root)


def revealing(_root: Path, patch: pytest.MonkeyPatch) -> None:
    """So much is quoted of some paragraphs that the rest is too little; the bound is raised to where that is so."""
    patch.setattr(seals, "MIN_HIDDEN", 60)


def backward(root: Path, _patch: pytest.MonkeyPatch) -> None:
    """The third of a row comes before the second."""
    invented.meetings(root, ("second-meeting", 2, "2003-05"), ("third-meeting", 3, "2001-05"))


def twice_second(root: Path, _patch: pytest.MonkeyPatch) -> None:
    """Two records of a row are the second."""
    invented.meetings(root, ("second-meeting", 2, "2001-05"), ("third-meeting", 2, "2003-05"))


def endless(root: Path, _patch: pytest.MonkeyPatch) -> None:
    """Every row of a table has the same problem."""
    (root / TABLE).write_text("id,kind\n" + "a,nonsense\n" * 102, "utf-8")


def typeless(root: Path, _patch: pytest.MonkeyPatch) -> None:
    """A record outside the folders has a kind that no type has."""
    text = completed("kind: nonsense", invented.RECORDS["agreements/example-memorandum"])
    (root / "draft.yaml").write_text(text.replace("example-memorandum", "draft"), "utf-8")


Situation = Callable[[Path, pytest.MonkeyPatch], None]

SITUATIONS: list[tuple[str, Situation, tuple[str, int, int]]] = [
    ("too-large", large, (MEMORANDUM, 1, 1)),
    ("not-utf-8", latin, (MEMORANDUM, 1, 11)),
    ("stray-file", stray, ("seeds/agreements/example-memorandum.yml", 1, 1)),
    ("not-a-file", link, (MEMORANDUM, 1, 1)),
    ("not-a-file", folder, (MEMORANDUM, 1, 1)),
    ("unreadable-file", locked, (MEMORANDUM, 1, 1)),
    ("unknown-type", typeless, ("draft.yaml", 1, 7)),
    ("seal-missing", no_seal, (SOURCE, 2, 8)),
    ("budget-exceeded", wordy, (SOURCE, 2, 8)),
    ("paragraph-exposed", revealing, (SOURCE, 2, 8)),
    ("ordinal-out-of-row", backward, ("seeds/dialogues/third-meeting.yaml", 3, 13)),
    ("ordinal-taken", twice_second, ("seeds/dialogues/third-meeting.yaml", 3, 13)),
]

TEXTS: list[tuple[str, Situation, tuple[str, int, int]]] = [
    ("text-missing", no_text, (SOURCE, 10, 10)),
    ("text-differs", other_text, (SOURCE, 11, 12)),
    ("seal-differs", other_seal, (SEAL, 1, 1)),
    ("quotation-not-in-source", false_words, (EXERCISE, 13, 41)),
    ("quotation-not-verbatim", false_comma, (EXERCISE, 13, 41)),
]
"""What only a holder of the texts finds."""


def crooked(root: Path, _patch: pytest.MonkeyPatch) -> None:
    """A record has a relation between brackets."""
    (root / MEMORANDUM).write_text("id: a\nrelated: [{type: under, to: b}]\n", "utf-8")


def overlong(root: Path, _patch: pytest.MonkeyPatch) -> None:
    """A record has a key that YAML reads after a question mark only."""
    (root / MEMORANDUM).write_text(f"? {'a' * 1025}\n: b\n", "utf-8")


TABLES: list[tuple[str, Situation, tuple[str, int, int]]] = [("rows-unchecked", endless, (TABLE, 102, 1))]
"""What stands at the end of the report of a table."""

FORMS: list[tuple[str, Situation, tuple[str, int, int]]] = [
    ("not-canonical", crooked, (MEMORANDUM, 2, 9)),
    ("form-unsafe", overlong, (MEMORANDUM, 1, 1)),
]
"""What only formatting finds."""


def test_the_invented_corpus_is_sound(tmp_path: Path) -> None:
    """A corpus that keeps the rules has neither problem nor notice, with its texts and without."""
    corpus = seeds.read(invented.write(tmp_path))
    assert rules.problems(corpus) == []
    assert list(texts.check(texts.read(corpus, tmp_path / "texts"))) == []


def test_every_rule_has_a_case() -> None:
    """A rule of the catalogue that no test breaks is an oversight."""
    of_packages = {rule.ident for rule in packages.RULES}  # test_packages.py breaks these
    of_packages |= {rule.ident for rule in streams.RULES}  # and test_streams.py these
    fragments = {ident for ident, rule in rules.CATALOGUE.items() if rule.subject != "path"} - of_packages
    assert fragments == set(PLACES)
    assert set(rules.CATALOGUE) - fragments - of_packages == {row[0] for row in (*SITUATIONS, *TEXTS, *TABLES, *FORMS)}


@pytest.mark.parametrize("ident", rules.CATALOGUE)
def test_rules_are_explained_in_sentences(ident: str) -> None:
    """Every rule says in whole sentences what is wrong, why it matters and what to do."""
    rule = rules.CATALOGUE[ident]
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", rule.ident)
    for text in (rule.title, rule.why, rule.repair):
        assert text[0].isupper() or text[0] == "`"
        assert text[-1] in ".`", text
    assert rule.failing.isprintable() or "\n" in rule.failing


@pytest.mark.parametrize("ident", PLACES)
def test_failing_fragments_fail(ident: str, tmp_path: Path) -> None:
    """The fragment of a rule breaks that rule, at its place, and none other."""
    rule = rules.CATALOGUE[ident]
    run(invented.write(tmp_path), rule)
    assert found(tmp_path) == [(PATHS[rule.subject], *place, ident) for place in PLACES[ident]]


@pytest.mark.parametrize("ident", PLACES)
def test_messages_are_one_line_with_a_repair(ident: str, tmp_path: Path) -> None:
    """A problem says in one line what is wrong and what to do, and is printed as place, rule and message."""
    run(invented.write(tmp_path), rules.CATALOGUE[ident])
    for problem in problems(tmp_path):
        assert problem.message.isprintable()
        assert problem.repair
        assert problem.severity == ("notice" if ident == "quotation-unsealed" else "problem")
        place = problem.place
        assert str(problem) == f"{place.path}:{place.line}:{place.column}: {ident}: {problem.message}"


@pytest.mark.parametrize(("ident", "make", "place"), SITUATIONS)
def test_situations_are_found(
    ident: str, make: Situation, place: tuple[str, int, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What no fragment can show is found at its place, and nothing else is."""
    make(invented.write(tmp_path), monkeypatch)
    drafts = [tmp_path / "draft.yaml"] if (tmp_path / "draft.yaml").exists() else []
    named = [
        (one.place.path.removeprefix(f"{tmp_path.as_posix()}/"), one.place.line, one.place.column, one.rule)
        for one in rules.problems(seeds.read(tmp_path, drafts))
    ]
    assert named == [(*place, ident)]


@pytest.mark.parametrize(("ident", "make", "place"), TEXTS)
def test_holders_find_more(
    ident: str, make: Situation, place: tuple[str, int, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a holder of the texts finds is found at its place, and nothing else is."""
    make(invented.write(tmp_path), monkeypatch)
    corpus = seeds.read(tmp_path)
    assert [(one.place, one.rule) for one in placed(corpus, texts.check(texts.read(corpus, tmp_path / "texts")))] == [
        (Place(*place), ident)
    ]


@pytest.mark.parametrize(("ident", "make", "place"), TABLES)
def test_tables_end_with_what_was_not_checked(
    ident: str, make: Situation, place: tuple[str, int, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was left out of a table is said at its place, after all that was checked."""
    make(invented.write(tmp_path), monkeypatch)
    assert found(tmp_path)[-1] == (*place, ident)


@pytest.mark.parametrize(("ident", "make", "place"), FORMS)
def test_formatting_finds_forms(
    ident: str, make: Situation, place: tuple[str, int, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What only formatting finds is found at its place, and nothing else is."""
    make(invented.write(tmp_path), monkeypatch)
    done = formatting.format_files([tmp_path / MEMORANDUM], tmp_path, check=True)
    assert [(one.place, one.rule) for one in done.problems] == [(Place(*place), ident)]


@pytest.mark.parametrize(
    ("field", "entry"),
    [
        ("participants", {"actor": "gbr-rn", "role": "participant", "as": "Admiral"}),
        ("related", {"type": "under", "to": "example-memorandum", "note": "Again."}),
    ],
)
def test_what_is_listed_twice_is_not_lost(tmp_path: Path, field: str, entry: dict[str, Any]) -> None:
    """The same actor and role, or relation, twice is complained of, whatever else the second says: a row has one."""
    root = invented.write(tmp_path)
    record = deepcopy(invented.RECORDS["exercises/example-exercise"])
    record[field].append(entry)
    invented.put(root / EXERCISE, record)
    assert [(path, rule) for path, _, _, rule in found(root)] == [(EXERCISE, "listed-twice")]
