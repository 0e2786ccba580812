"""The rules that look at several records: order in time, likeness, and what names what."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

import invented
import pytest

from ukjsec import rules, seeds
from ukjsec.rules.chronology import ORDER
from ukjsec.vocabulary import EVENT

MEMORANDUM = "seeds/agreements/example-memorandum.yaml"
OTHER = "seeds/agreements/other-memorandum.yaml"
SOUND = invented.RECORDS["agreements/example-memorandum"]


def complaints(root: Path) -> list[tuple[str, str]]:
    """Path and rule of every problem of a corpus."""
    return [(one.place.path, one.rule) for one in rules.problems(seeds.read(root))]


def dated(root: Path, dates: dict[str, str]) -> None:
    """Give the memorandum of a new corpus these dates, each with a quotation and a basis."""
    evidence = deepcopy(SOUND["evidence"])
    evidence[0]["supports"] = [f"dates.{event}" for event in dates]
    evidence[0]["basis"] = "So it is told."
    evidence[2]["supports"] = ["status"]
    invented.put(invented.write(root) / MEMORANDUM, SOUND | {"dates": dates, "evidence": evidence})


def other(root: Path, **changed: Any) -> None:
    """Add a copy of the memorandum to a new corpus, with some fields replaced."""
    invented.put(invented.write(root) / OTHER, SOUND | {"id": "other-memorandum"} | changed)


IN_ORDER = [
    *(("proposed", "announced"), ("proposed", "agreed"), ("proposed", "signed"), ("announced", "signed")),
    *(("agreed", "signed"), ("agreed", "in-force"), ("signed", "in-force"), ("signed", "ended"), ("in-force", "ended")),
    *(("held", "ended"), ("started", "ended"), ("launched", "ended")),
]


def test_the_order_is_whole() -> None:
    """The pairs of events of which one must come first are these, each named once."""
    assert sorted(ORDER) == sorted(IN_ORDER)


@pytest.mark.parametrize(("first", "second"), IN_ORDER)
def test_events_have_an_order(first: str, second: str, tmp_path: Path) -> None:
    """An event that lies certainly after one that it must precede is complained of, and none that may precede it."""
    assert {first, second} <= set(EVENT.names)
    dated(tmp_path, {first: "2001-05", second: "2001-04-30"})
    assert complaints(tmp_path) == [(MEMORANDUM, "wrong-order")]
    for fitting in ("2001-05-01", "2001", "2001-05/..", "../2001-05-01", "[2001-04..2001-06]", "2004"):
        dated(tmp_path, {first: "2001-05", second: fitting})
        assert complaints(tmp_path) == [], fitting


def test_a_row_in_order(tmp_path: Path) -> None:
    """Members of a row that follow one another, overlap or lack a certain order are not complained of."""
    invented.meetings(
        invented.write(tmp_path), ("meeting-a", 2, "2001-05"), ("meeting-b", 3, "2001"), ("meeting-c", 5, "2003")
    )
    assert complaints(tmp_path) == []


def test_alike_records_are_asked_about(tmp_path: Path) -> None:
    """Of two records that look the same the second by id is asked about, once."""
    other(tmp_path)
    assert complaints(tmp_path) == [(OTHER, "likely-duplicate")]


@pytest.mark.parametrize(
    "changed",
    [
        {"related": [{"type": "not-same-as", "to": "example-memorandum", "note": "Another."}]},
        {"unit": "series"},
        {"kind": "treaty"},
        {"dates": {"signed": "2002-05-03"}},
        {"dates": {"signed": "1990/2010"}},
        {"dates": {"expected": "2001-05-03"}},
        {"dates": {}},
        {"dates": {"started": "2001/.."}},
        {"participants": [{"actor": "jpn", "role": "party"}, {"actor": "gbr-rn", "role": "party"}]},
        {"participants": [{"actor": "jpn", "role": "party"}, {"actor": "jpn", "role": "host"}]},
    ],
)
def test_records_that_differ_are_not_asked_about(changed: dict[str, Any], tmp_path: Path) -> None:
    """An answer, another unit, kind or date, a date too wide or another participant tells two records apart."""
    other(tmp_path, **changed)
    assert "likely-duplicate" not in {rule for _, rule in complaints(tmp_path)}


def test_either_record_answers(tmp_path: Path) -> None:
    """It is enough that the first of the two says that they are not the same."""
    other(tmp_path)
    answer = {"type": "not-same-as", "to": "other-memorandum", "note": "Another."}
    invented.put(tmp_path / MEMORANDUM, SOUND | {"related": [answer]})
    assert complaints(tmp_path) == []


@pytest.mark.parametrize(
    ("field", "value", "rule", "message"),
    [
        ("participants", [*invented.BOTH, {"actor": "gbr-nr", "role": "host"}], "unknown-actor", "actor `gbr-nr`"),
        ("places", [*SOUND["places"], {"place": "tokio", "role": "area"}], "unknown-place", "place `tokio`"),
        ("related", [{"type": "under", "to": "example-exercize"}], "unknown-record", "record `example-exercize`"),
        ("related", [{"type": "not-same-as", "to": "example-grand"}], "unknown-record", "record `example-grand`"),
        ("series", "example-meetings", "unknown-record", "record `example-meetings`"),
    ],
)
def test_unknown_names_are_complained_of_once(field: str, value: Any, rule: str, message: str, tmp_path: Path) -> None:
    """What a record names and nobody knows is complained of once, with the nearest name and the file where it goes."""
    invented.put(invented.write(tmp_path) / MEMORANDUM, SOUND | {field: value})
    (found,) = rules.problems(seeds.read(tmp_path))
    assert (found.rule, found.message) == (rule, f"there is no {message}")
    assert found.repair.startswith("Did you mean `")
    assert found.repair.split(" add it to ")[1].startswith("seeds/")


def test_a_misspelt_participant_is_one_mistake(tmp_path: Path) -> None:
    """Where an actor is misspelt, its proof under the right name is not called a proof of nothing."""
    both = [{"actor": "jpn", "role": "party"}, {"actor": "gbrr", "role": "party"}]
    invented.put(invented.write(tmp_path) / MEMORANDUM, SOUND | {"participants": both})
    assert complaints(tmp_path) == [(MEMORANDUM, "unknown-actor")]


@pytest.mark.parametrize(
    ("path", "items", "rule"),
    [
        ("seeds/actors.yaml", [*invented.ACTORS, {"id": "x", "name": "X", "kind": "force", "parent": "y"}], "actor"),
        ("seeds/places.yaml", [*invented.PLACES, {"id": "x", "name": "X", "kind": "city", "country": "y"}], "actor"),
        ("seeds/retired.yaml", [{"id": "x", "reason": "Twice", "successor": "y"}], "record"),
        (
            "seeds/sources/example-source.yaml",
            invented.SOURCE | {"ledger": [*invented.SOURCE["ledger"][1:], {"at": 1, "why": "repeats", "record": "y"}]},
            "record",
        ),
    ],
)
def test_lists_name_what_exists(path: str, items: Any, rule: str, tmp_path: Path) -> None:
    """Parents, countries, successors and the records of a ledger exist."""
    invented.put(invented.write(tmp_path) / path, items)
    assert complaints(tmp_path) == [(path, f"unknown-{rule}")]


def test_retired_ids_lead_to_their_successors(tmp_path: Path) -> None:
    """A retired id is complained of as an id and as a name, with its successor where it has one."""
    retired = {"id": "example-memorandum", "reason": "It was two.", "successor": "example-exercise"}
    invented.put(invented.write(tmp_path) / "seeds/retired.yaml", [retired])
    found = rules.problems(seeds.read(tmp_path))
    assert [(one.place.path, one.rule) for one in found] == [
        (MEMORANDUM, "retired-id"),
        ("seeds/exercises/example-exercise.yaml", "retired-id"),
    ]
    assert found[0].message == "the id `example-memorandum` was retired: It was two."
    assert found[0].repair == "Name its successor, `example-exercise`."


@pytest.mark.parametrize(
    ("parents", "loops"),
    [
        ({"a": "a"}, ["`a` is its own ancestor: a → a"]),
        ({"a": "b", "b": "c", "c": "a"}, ["`a` is its own ancestor: a → b → c → a"]),
        ({"a": "b", "b": "c", "c": "b"}, ["`b` is its own ancestor: b → c → b"]),
        ({"a": "b", "b": "jpn"}, []),
    ],
)
def test_parents_lead_up(parents: dict[str, str], loops: list[str], tmp_path: Path) -> None:
    """A loop of parents is complained of once, and those who only lead into it are not."""
    actors = [{"id": one, "name": one, "kind": "group", "parent": parent} for one, parent in parents.items()]
    invented.put(invented.write(tmp_path) / "seeds/actors.yaml", [*invented.ACTORS, *actors])
    assert [one.message for one in rules.problems(seeds.read(tmp_path))] == loops


@pytest.mark.parametrize(
    ("runs", "message"),
    [
        (["1-3"], "the parts end with paragraph 3; the source has 5"),
        (["1-9"], "the parts end with paragraph 9; the source has 5"),
        (["1-2", "2-5"], "this part begins with paragraph 2; the next paragraph is 3"),
        (["1-2.1", "3-5"], "`1-2.1` cuts through a paragraph"),
    ],
)
def test_parts_follow_one_another(runs: list[str], message: str, tmp_path: Path) -> None:
    """The parts of a source hold each paragraph once, and whole."""
    parts = [{"paragraphs": run, "date": "2002", "basis": "So it says.", "covers": "2001"} for run in runs]
    invented.put(invented.write(tmp_path) / "seeds/sources/example-source.yaml", invented.SOURCE | {"parts": parts})
    assert [one.message for one in rules.problems(seeds.read(tmp_path))] == [message]


@pytest.mark.parametrize("at", ["0", "6", "2.4", "2.0", "4-6", "3-2", "2.3-2.9", "1.1-3.9"])
def test_ledgers_name_what_is_there(at: str, tmp_path: Path) -> None:
    """A ledger names sentences and paragraphs that the source has, from the earlier to the later."""
    ledger = [*invented.SOURCE["ledger"], {"at": at, "why": "context"}]
    invented.put(invented.write(tmp_path) / "seeds/sources/example-source.yaml", invented.SOURCE | {"ledger": ledger})
    assert [rule for _, rule in complaints(tmp_path)] == ["sentence-not-there"]
