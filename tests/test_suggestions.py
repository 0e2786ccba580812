"""Suggestions: what is left to read of a source, with what may hold an item first."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import invented
import pytest

from ukjsec import seeds, sources, suggestions
from ukjsec.errors import MissingFileError, UnknownNameError
from ukjsec.suggestions import WEIGHTS, Suggestions, sides, signs

Run = Callable[..., tuple[int, str, str]]

MANIFEST = "seeds/sources/example-source.yaml"
MEETING = "seeds/dialogues/example-meeting.yaml"
EXERCISE = "seeds/exercises/example-exercise.yaml"


def left(root: Path) -> Suggestions:
    """What is left to read of the invented source."""
    return suggestions.suggestions(seeds.read(root), "example-source", root / "texts")


def ledger(root: Path, *entries: dict[str, object]) -> None:
    """Give the invented source another ledger."""
    invented.put(root / MANIFEST, invented.SOURCE | {"ledger": list(entries)})


def numbers(found: Suggestions) -> list[str]:
    """The numbers of sentences, in order."""
    return [f"{one.paragraph}.{one.number}" for one in found.sentences]


def test_what_is_quoted_or_in_the_ledger_is_not_left(checkout: Path) -> None:
    """Of a source that is accounted for, only what is pending is left."""
    found = left(checkout)
    assert [(*numbers(found), one.account, one.text) for one in found.sentences] == [
        ("3.3", "pending", "A third naval exercise is expected next year")
    ]
    assert found.total == 1 + 3 + 3 + 3 + 24
    assert found.unread == ()


def test_without_a_ledger_every_sentence_that_is_not_quoted_is_left(checkout: Path) -> None:
    """Every sentence that neither a record quotes nor the ledger names is left, the strongest first."""
    ledger(checkout, {"at": 5, "why": "context"}, {"at": 1, "why": "boilerplate"})
    found = left(checkout)
    assert numbers(found) == ["3.3", "2.3", "3.1", "4.1"]
    assert {one.account for one in found.sentences} == {None}
    assert [one.weight for one in found.sentences] == sorted((one.weight for one in found.sentences), reverse=True)


def test_a_quotation_that_is_not_sealed_counts(checkout: Path) -> None:
    """Whoever holds the text need not seal a quotation before its sentence is taken for read."""
    record = json.loads((checkout / EXERCISE).read_bytes())
    record["evidence"][2]["quote"] = "A third naval exercise is expected"
    invented.put(checkout / EXERCISE, record)
    assert numbers(left(checkout)) == []


def test_a_quotation_over_two_sentences_counts_for_both(checkout: Path) -> None:
    """A quotation that runs from one sentence into the next leaves neither."""
    ledger(checkout, {"at": 5, "why": "context"}, {"at": 1, "why": "boilerplate"})
    record = json.loads((checkout / EXERCISE).read_bytes())
    record["evidence"][2]["quote"] = "since June 2001. Nobody else took part"
    invented.put(checkout / EXERCISE, record)
    assert "2.3" not in numbers(left(checkout))


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Nothing of note.", {}),
        ("Japan and the UK sang in June 2012.", {"both sides": ("UK", "Japan"), "date": ("June", "2012")}),
        ("The Royal Navy came in the 1990s.", {"one side": ("Royal Navy",), "date": ("1990s",)}),
        ("日本は2002年3月に来た。", {"one side": ("日本",), "date": ("2002年", "3月")}),
        ("It was said in 2,012 words on page 12.", {}),
        ("Last autumn came a Memorandum.", {"date": ("autumn",), "kind": ("memorandum",)}),
        ("Two alliances were signed.", {"kind": ("alliances",), "status": ("signed",)}),
    ],
)
def test_signs_are_the_words_of_the_sentence(built: Path, sentence: str, expected: dict[str, tuple[str, ...]]) -> None:
    """Names of both sides, dates, and whole words that show a kind or a status are found, and nothing else."""
    both = sides(seeds.read(built))
    assert len(both) == 2
    assert {sign: tuple(sorted(words)) for sign, words in signs(sentence, both).items()} == {
        sign: tuple(sorted(words)) for sign, words in expected.items()
    }
    assert set(expected) <= set(WEIGHTS)


def test_both_sides_and_a_date_come_before_either(checkout: Path) -> None:
    """What names both sides and a date stands above what has only one of them, and that above what has nothing."""
    lines = [
        "It rained.",
        "It rained in Lisbon in June 2003.",
        "Japan and the United Kingdom are far apart.",
        "Japan and the United Kingdom met in June 2003.",
    ]
    text = invented.LINES + "\n".join(lines) + "\n"
    (checkout / "texts/longer.txt").write_text(text, "utf-8")
    manifest, _ = sources.add(checkout, checkout / "texts/longer.txt", "longer")
    invented.put(
        manifest,
        invented.SOURCE
        | {
            "id": "longer",
            "file": "longer.txt",
            "sha256": manifest.read_text("utf-8").partition("sha256: ")[2].split()[0],
            "parts": [{"paragraphs": "1-9", "date": "2003", "basis": "So it says.", "covers": "2003"}],
            "ledger": [{"at": "1-5", "why": "context"}],
        },
    )
    found = suggestions.suggestions(seeds.read(checkout), "longer", checkout / "texts")
    assert numbers(found) == ["9.1", "8.1", "7.1", "6.1"]


def test_a_record_that_is_not_sound_is_named(checkout: Path) -> None:
    """What a record quotes that cannot be read is not known, and that is said."""
    (checkout / MEETING).write_text("id: [", "utf-8")
    found = left(checkout)
    assert found.unread == (MEETING,)
    assert "4.3" in numbers(found)


# The command


def test_the_command_shows_number_reason_and_words(run: Run) -> None:
    """A sentence is shown with its number, why it stands high, and its words; then what is to be done with it."""
    code, said, _ = run("suggest", "example-source", "--texts", "texts")
    assert said == (
        "3.3 (pending)  kind: naval, exercise; status: expected\n"
        "    A third naval exercise is expected next year\n"
        "\n"
        "Of 34 sentences of example-source 0 are neither quoted nor in the ledger, and 1\n"
        "is pending. Quote each in a record, or say in the ledger of\n"
        "seeds/sources/example-source.yaml why none needs it:\n"
        "    - {at: 3.3, why: context}\n"
    )
    assert code == 0, "what is pending is in the ledger"


def test_what_is_in_no_account_is_a_problem(checkout: Path, run: Run) -> None:
    """While a sentence has no account, the exit code says so."""
    ledger(checkout, {"at": 5, "why": "context"})
    code, said, _ = run("suggest", "example-source", "--texts", "texts")
    assert code == 1
    assert "5 are neither quoted nor in the ledger, and 0 are pending" in " ".join(said.split())


def test_when_nothing_is_left_that_is_said(checkout: Path, run: Run) -> None:
    """A source that was read to its end has a clear outcome."""
    entries = [
        entry | ({"why": "argument"} if entry["why"] == "pending" else {}) for entry in invented.SOURCE["ledger"]
    ]
    ledger(checkout, *entries)
    code, said, _ = run("suggest", "example-source", "--texts", "texts")
    assert (code, " ".join(said.split())) == (
        0,
        "Nothing is left of example-source: each of its 34 sentences is quoted or in the ledger.",
    )


def test_a_long_sentence_is_cut_and_made_harmless(checkout: Path, run: Run) -> None:
    """No more is shown of a sentence than a few lines, and nothing that a terminal would obey."""
    text = f"A \x1b[31mred word and {'word ' * 200}more.\n"
    (checkout / "texts/long.txt").write_text(text, "utf-8")
    assert run("source", "add", "texts/long.txt", "--id", "long")[0] == 0
    manifest = checkout / "seeds/sources/long.yaml"
    digest = manifest.read_text("utf-8").partition("sha256: ")[2].split()[0]
    part = {"paragraphs": "1", "date": "2003", "basis": "So it says.", "covers": "2003"}
    changed = {"id": "long", "file": "long.txt", "sha256": digest, "parts": [part], "ledger": []}
    invented.put(manifest, invented.SOURCE | changed)
    code, said, _ = run("suggest", "long", "--texts", "texts")
    assert (code, said.splitlines()[0]) == (1, "1.1  no sign of an item")
    assert "\x1b" not in said
    assert "\\u{1b}" in said
    assert said.splitlines()[5] == "    …"
    assert max(map(len, said.splitlines())) <= 90


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["example-source"], "name the folder of its text with --texts DIR"),
        (["exampel-source", "--texts", "texts"], "there is no source `exampel-source`; did you mean `example-source`?"),
        (["zzz", "--texts", "texts"], "there is no source `zzz`; there are example-source"),
        (
            ["example-source", "--texts", "nowhere"],
            "nowhere: there is no such folder; name the one that holds the text",
        ),
        (["example-source", "--texts", "seeds"], "there is no `example.txt` in seeds; name with --texts the folder"),
    ],
)
def test_what_has_to_be_named_is_said(run: Run, arguments: list[str], said: str) -> None:
    """Without a text, or without such a source, the command says what to name and does nothing else."""
    code, shown, complaint = run("suggest", *arguments)
    assert (code, shown) == (2, "")
    assert said in complaint


def test_another_text_of_the_same_name_is_refused(checkout: Path) -> None:
    """The sentences of a text that is not the one that was sealed have other numbers."""
    (checkout / "texts/example.txt").write_text(invented.LINES + "More.\n", "utf-8")
    with pytest.raises(MissingFileError, match=r"`example.txt` has the SHA-256 .*; name with --texts"):
        left(checkout)


def test_a_manifest_that_is_not_sound_is_told_from_none(checkout: Path) -> None:
    """Of a new source whose manifest is not filled in, it is said what to do first."""
    invented.put(checkout / MANIFEST, {"id": "example-source"})
    with pytest.raises(
        UnknownNameError, match=r"is not sound yet; `ukjsec validate seeds/sources/example-source.yaml`"
    ):
        left(checkout)
