"""The rules of the ledger one by one: the parts of a source, what its ledger names, and what nobody accounts for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import invented
import pytest

from ukjsec import seeds
from ukjsec.rules import ledger

SOURCE = "seeds/sources/example-source.yaml"
SOUND: list[dict[str, Any]] = invented.SOURCE["ledger"]
"""It names all of the paragraphs 1 and 5, and of the others 2.3, 3.1, 3.3 and 4.1; the rest is quoted."""


def entries(*runs: str | int, without: tuple[str | int, ...] = ()) -> list[dict[str, Any]]:
    """The sound ledger with these runs after it, and without those."""
    kept = [one for one in SOUND if one["at"] not in without]
    return [*kept, *({"at": run, "why": "context"} for run in runs)]


def findings(root: Path, **changed: Any) -> list[tuple[Any, ...]]:
    """Rule, route and message of what is found about the source with these fields."""
    invented.put(invented.write(root) / SOURCE, invented.SOURCE | changed)
    return [(one.rule, one.route, one.message) for one in ledger.check(seeds.read(root))]


@pytest.mark.parametrize(
    ("rows", "missing"),
    [
        (entries(), None),
        (entries(without=("2.3",)), "1 sentence: 2.3"),
        (entries(without=("2.3", "4.1")), "2 sentences: 2.3, 4.1"),
        (entries(without=(1,)), "1 sentence: 1.1"),
        (entries("2.2-2.3", without=("2.3",)), None),
        (entries("2.3-3.1", without=("2.3", "3.1")), None),
        (entries("4.1-5", without=("4.1", 5)), None),
        (entries("1-3", without=(1, "2.3", "3.1", "3.3")), None),
        (entries("5.1-5.12", "5.13-5.24", without=(5,)), None),
        (entries("5.1-5.12", "5.14-5.24", without=(5,)), "1 sentence: 5.13"),
        (entries("5.2-5.24", without=(5,)), "1 sentence: 5.1"),
        (entries("5.1-5.23", without=(5,)), "1 sentence: 5.24"),
        (
            entries("5.1-5.12", without=(5,)),
            "12 sentences: 5.13, 5.14, 5.15, 5.16, 5.17, 5.18, 5.19, 5.20, 5.21, 5.22, 5.23, 5.24",
        ),
        (
            entries("5.1-5.11", without=(5,)),
            "13 sentences: 5.12, 5.13, 5.14, 5.15, 5.16, 5.17, 5.18, 5.19, 5.20, 5.21, 5.22, 5.23 and 1 more",
        ),
    ],
)
def test_every_sentence_is_accounted_for(rows: list[dict[str, Any]], missing: str | None, tmp_path: Path) -> None:
    """A sentence that is neither quoted nor named is told, with its number; of many, the first twelve."""
    told = [("sentence-unaccounted", ("ledger",), f"not quoted and not in the ledger: {missing}")]
    assert findings(tmp_path, ledger=rows) == (told if missing else [])


@pytest.mark.parametrize(
    ("rows", "at"),
    [
        (entries("2.1"), 6),
        (entries("2.1-2.2"), 6),
        (entries("2.2"), 6),
        (entries("4.2-4.3"), 6),
        (entries("5.3"), 6),
        (entries("5.1"), 6),
        (entries("5.24"), 6),
        (entries(2, without=("2.3",)), None),
        (entries("3.1-3.2", without=("3.1",)), None),
        (entries("5.1-5.12", "5.13-5.24", "5.10-5.14", without=(5,)), 7),
        (entries("5.10-5.14", "5.1-5.12", "5.13-5.24", without=(5,)), None),
        (entries("5.3", "5.1-5.5", "5.2-5.4", "5.5-5.24", without=(5,)), 7),
        ([{"at": "5.3", "why": "context"}, *SOUND], None),
    ],
)
def test_no_sentence_is_named_in_vain(rows: list[dict[str, Any]], at: int | None, tmp_path: Path) -> None:
    """An entry is told of which every sentence is quoted, or named by the entries above it together."""
    told = [(rule, route) for rule, route, _ in findings(tmp_path, ledger=rows)]
    assert told == ([("ledger-quoted", ("ledger", at, "at"))] if at is not None else [])


@pytest.mark.parametrize("at", ["6", "5.25", "5.24-5.25", "5-6", "1.2", "1.1-1.2", "5.2-5.1", "4-3", "2.4", "1.2-2.1"])
def test_what_is_named_is_there(at: str, tmp_path: Path) -> None:
    """An entry whose first or last sentence the source does not have is told, and nothing else of it."""
    told = ("sentence-not-there", ("ledger", 6, "at"), f"the source has no sentence `{at}`")
    assert findings(tmp_path, ledger=entries(at)) == [told]


@pytest.mark.parametrize("why", ["repeats", "detail-of", "context"])
def test_repetitions_name_their_record(why: str, tmp_path: Path) -> None:
    """Who says that a sentence repeats or details a record says which."""
    last = {"at": 5, "why": why}
    told = [("ledger-without-record", ("ledger", 5, "why"), f"`{why}` names no record")]
    assert findings(tmp_path, ledger=[*SOUND[:-1], last]) == (told if why != "context" else [])
    assert findings(tmp_path, ledger=[*SOUND[:-1], last | {"record": "example-grant"}]) == []


@pytest.mark.parametrize(
    ("runs", "at", "message"),
    [
        (["1-5"], None, None),
        (["1", "2-4", "5"], None, None),
        (["1-4"], 0, "the parts end with paragraph 4; the source has 5"),
        (["1-2", "3-6"], 1, "the parts end with paragraph 6; the source has 5"),
        (["2-5"], 0, "this part begins with paragraph 2; the next paragraph is 1"),
        (["1-3", "5"], 1, "this part begins with paragraph 5; the next paragraph is 4"),
        (["1-3", "3-5"], 1, "this part begins with paragraph 3; the next paragraph is 4"),
        (["1", "2-2.1", "3-5"], 1, "`2-2.1` cuts through a paragraph"),
    ],
)
def test_parts_are_whole(runs: list[str], at: int | None, message: str | None, tmp_path: Path) -> None:
    """The parts of a source follow one another from its first paragraph to its last."""
    parts = [{"paragraphs": run, "date": "2002", "basis": "So it says.", "covers": "2001"} for run in runs]
    told = [("parts-incomplete", ("parts", at, "paragraphs"), message)]
    assert findings(tmp_path, parts=parts) == (told if message else [])


def test_a_part_does_not_run_backward(tmp_path: Path) -> None:
    """A part that ends before it begins is told where it stands, and the next part is due in its place."""
    parts = [
        {"paragraphs": run, "date": "2002", "basis": "So it says.", "covers": "2001"} for run in ("1-2", "3-2", "3-5")
    ]
    assert [one[:2] for one in findings(tmp_path, parts=parts)] == [("parts-incomplete", ("parts", 1, "paragraphs"))]


def test_without_a_seal_there_is_nothing_to_count(tmp_path: Path) -> None:
    """Of a source without a seal neither parts nor sentences are known; that an entry names no record is."""
    last = {"at": 900, "why": "repeats"}
    invented.put(invented.write(tmp_path) / SOURCE, invented.SOURCE | {"ledger": [last]})
    (tmp_path / "seeds/sources/example-source.seal").unlink()
    assert [one.rule for one in ledger.check(seeds.read(tmp_path))] == ["ledger-without-record"]


def test_what_may_yet_be_quoted_is_not_missing(tmp_path: Path) -> None:
    """While a quotation of the source has no place, no sentence of it is called unaccounted for."""
    record = invented.RECORDS["agreements/example-memorandum"]
    evidence = [*record["evidence"], {"source": "example-source", "quote": "nobody wrote this", "supports": ["kind"]}]
    invented.put(invented.write(tmp_path) / SOURCE, invented.SOURCE | {"ledger": []})
    assert [one.rule for one in ledger.check(seeds.read(tmp_path))] == ["sentence-unaccounted"]
    invented.put(tmp_path / "seeds/agreements/example-memorandum.yaml", record | {"evidence": evidence})
    assert list(ledger.check(seeds.read(tmp_path))) == []
