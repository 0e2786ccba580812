"""The rules that look at several records: order in time, likeness, and what names what."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

import invented
import pytest

from ukjsec import documents, rules, seeds
from ukjsec.rules import duplicates, references
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
    """An event that lies certainly after one that it must precede is complained of."""
    assert {first, second} <= set(EVENT.names)
    dated(tmp_path, {first: "2001-05", second: "2001-04-30"})
    assert complaints(tmp_path) == [(MEMORANDUM, "wrong-order")]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        *(("2001-05", second) for second in ("2001-05-01", "2001", "2001-05/..", "[2001-04..2001-06]", "2004")),
        *(
            ("2001-05", "../2001-05-01"),
            ("../2001-05", "2001-04"),
            ("2001-05/..", "2001-05"),
        ),
        *(("2001-04/2001-05", "2001-04-30"), ("2001-05-01", "2001-05-01")),
    ],
)
def test_events_may_overlap(first: str, second: str, tmp_path: Path) -> None:
    """Where an event may lie before the one that must not precede it, nothing is complained of."""
    dated(tmp_path, {"signed": first, "in-force": second})
    assert complaints(tmp_path) == []


def test_what_is_over_by_a_day_lies_before_the_next(tmp_path: Path) -> None:
    """A date with an open beginning lies before another that begins after its end."""
    dated(tmp_path, {"signed": "2001-05", "in-force": "../2001-04"})
    assert complaints(tmp_path) == [(MEMORANDUM, "wrong-order")]


def test_a_row_in_order(tmp_path: Path) -> None:
    """Members of a row that follow one another, overlap or lack a certain order are not complained of."""
    invented.meetings(
        invented.write(tmp_path), ("meeting-a", 2, "2001-05"), ("meeting-b", 3, "2001"), ("meeting-c", 5, "2003")
    )
    assert complaints(tmp_path) == []


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([("meeting-a", 3, "2003-05"), ("meeting-b", 2, "2001-05")], []),
        ([("meeting-a", 3, "2001-05"), ("meeting-b", 2, "2003-05")], ["meeting-a"]),
        ([("meeting-a", 3, "2001-05"), ("meeting-b", 2, "2002-05"), ("meeting-c", 1, "2003-05")], ["a", "b"]),
        ([("meeting-b", 2, "2001-05"), ("meeting-a", 2, "2003-05")], ["meeting-b"]),
    ],
)
def test_rows_go_by_ordinal(rows: list[tuple[str, int, str]], told: list[str], tmp_path: Path) -> None:
    """The members of a row are held against one another by their ordinals, whatever their ids."""
    invented.meetings(invented.write(tmp_path), *rows)
    found = [Path(path).stem for path, rule in complaints(tmp_path) if rule.startswith("ordinal")]
    assert found == [one if one.startswith("meeting") else f"meeting-{one}" for one in told]


@pytest.mark.parametrize("changed", [{"ordinal": None}, {"dates": {}}, {"dates": {"expected": "1999"}}])
def test_rows_have_gaps(changed: dict[str, Any], tmp_path: Path) -> None:
    """A member without an ordinal, or without a date to go by, stands in no order."""
    root = invented.write(tmp_path)
    invented.meetings(root, ("meeting-a", 2, "2001-05"), ("meeting-b", 3, "2003-05"), ("meeting-c", 4, "2005-05"))
    file = root / "seeds/dialogues/meeting-b.yaml"
    record = documents.compose(file.read_bytes()).value | changed
    invented.put(file, {key: value for key, value in record.items() if value is not None})
    assert not [rule for _, rule in complaints(root) if rule in ("ordinal-taken", "ordinal-out-of-row")]


def test_ordinals_without_a_series_are_no_row(tmp_path: Path) -> None:
    """Ordinals of records that belong to no series are not held against one another."""
    other(tmp_path, ordinal=2, dates={"signed": "2004"})
    invented.put(tmp_path / MEMORANDUM, SOUND | {"ordinal": 2})
    rule = "ordinal-without-series"
    assert {one for _, one in complaints(tmp_path)} - {
        "value-without-evidence",
        "unknown-support",
        "basis-missing",
    } == {rule}


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


def parties(*actors: str) -> dict[str, Any]:
    """Participants of one role each."""
    return {"participants": [{"actor": actor, "role": "party"} for actor in actors]}


ROW = {"series": "example-meeting"}


@pytest.mark.parametrize(
    ("first", "second", "alike"),
    [
        ({}, {"dates": {"signed": "2001-05-03/2002-06-07"}}, True),
        ({}, {"dates": {"signed": "2001-05-03/2002-06-08"}}, False),
        ({}, {"dates": {"signed": "2001-05-01/2001-05-03"}}, True),
        ({}, {"dates": {"signed": "2001-05-01/2001-05-02"}}, False),
        ({}, {"dates": {"signed": "2001-05-03/2001-05-04"}}, True),
        ({}, {"dates": {"signed": "2001-05-04/2001-05-05"}}, False),
        ({}, {"dates": {"signed": "../2001-05-03"}}, False),
        (parties("jpn", "gbr"), parties("jpn", "gbr", "a", "b", "c"), True),
        (parties("jpn", "gbr", "a"), parties("b", "gbr", "jpn"), True),
        (parties("jpn", "gbr", "a", "b"), parties("c", "d", "gbr", "jpn"), False),
        (parties("jpn", "gbr", "a", "b"), parties("c", "a", "gbr", "jpn"), True),
        (parties("jpn"), parties("jpn"), False),
        ({"topics": []}, {}, True),
        ({}, {"topics": []}, True),
        ({"topics": ["equipment", "defence-relations"]}, {}, True),
        ({"topics": ["equipment"]}, {}, False),
        ({"ordinal": 2} | ROW, {"ordinal": 3} | ROW, False),
        ({"ordinal": 2} | ROW, {"ordinal": 2} | ROW, True),
        ({"ordinal": 2} | ROW, ROW, True),
        (ROW, {"ordinal": 2} | ROW, True),
        ({}, {"series": "example-memorandum"}, False),
        ({"series": "other-memorandum"}, {}, False),
        ({"series": "example-meeting"}, {"series": "example-meeting"}, True),
        ({}, {"related": [{"type": "follows", "to": "example-memorandum"}]}, False),
        ({"related": [{"type": "follows", "to": "other-memorandum"}]}, {}, False),
        ({}, {"related": [{"type": "follows", "to": "example-exercise"}]}, True),
    ],
)
def test_what_makes_records_alike(first: dict[str, Any], second: dict[str, Any], alike: bool, tmp_path: Path) -> None:
    """Likeness is in days that overlap, most of the participants, a topic in common, and no other ordinal or link."""
    other(tmp_path, **second)
    invented.put(tmp_path / MEMORANDUM, SOUND | first)
    found = [one for one in rules.problems(seeds.read(tmp_path)) if one.rule == "likely-duplicate"]
    assert [one.place.path for one in found] == ([OTHER] if alike else [])
    assert all("`example-memorandum`" in one.message for one in found)


def test_of_many_alike_a_few_are_named(tmp_path: Path) -> None:
    """A record that is like many others is complained of with five of them."""
    root = invented.write(tmp_path)
    for number in range(1, 9):
        invented.put(root / f"seeds/agreements/memorandum-{number}.yaml", SOUND | {"id": f"memorandum-{number}"})
    found = [one for one in rules.problems(seeds.read(root)) if one.rule == "likely-duplicate"]
    assert [one.message.count("may be the same item") for one in found] == [1, 2, 3, 4, 5, 5, 5, 5]


def test_those_alike_are_named_by_their_ids(tmp_path: Path) -> None:
    """Of several records that one is like the lesser id is named first, not the earlier date."""
    root = invented.write(tmp_path)
    for ident, signed in (("b", "2001-05-01/2001-05-04"), ("a", "2001-05-03")):
        invented.put(root / f"seeds/agreements/{ident}.yaml", SOUND | {"id": ident, "dates": {"signed": signed}})
    messages = [one.message for one in rules.problems(seeds.read(root)) if one.rule == "likely-duplicate"]
    assert messages[-1].index("`a`") < messages[-1].index("`b`")


@pytest.mark.parametrize(
    ("field", "extra"),
    [
        ("participants", {"actor": "gbr", "role": "party"}),
        ("places", {"place": "lisbon", "role": "venue"}),
        ("topics", "defence-relations"),
        ("related", {"type": "follows", "to": "example-grant", "note": "Twice."}),
    ],
)
def test_what_is_listed_twice_has_its_place(field: str, extra: Any, tmp_path: Path) -> None:
    """The second of two entries that are one is complained of, in whichever list; another role is another entry."""
    root = invented.write(tmp_path)
    once = [{"type": "follows", "to": "example-grant"}] if field == "related" else SOUND[field]
    if isinstance(extra, dict):
        differing = {"participants": {"role": "host"}, "places": {"role": "area"}, "related": {"type": "supersedes"}}
        once = [*once, extra | differing[field]]
    invented.put(root / MEMORANDUM, SOUND | {field: [*once, extra]})
    assert [(one.path, one.route) for one in duplicates.check(seeds.read(root))] == [(MEMORANDUM, (field, len(once)))]


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


def test_each_name_of_a_record_has_its_place(tmp_path: Path) -> None:
    """Each name that leads nowhere is told at its own place, with the file where it would have to be."""
    changed = {
        "participants": [*SOUND["participants"], {"actor": "q", "role": "host"}],
        "places": [*SOUND["places"], {"place": "q", "role": "area"}],
        "related": [{"type": "under", "to": "example-exercise"}, {"type": "under", "to": "q"}],
        "evidence": [*SOUND["evidence"], {"source": "q", "quote": "Nobody said this", "supports": ["kind"]}],
        "series": "r",
        "ordinal": 3,
    }
    invented.put(invented.write(tmp_path) / MEMORANDUM, SOUND | changed)
    found = list(references.check(seeds.read(tmp_path)))
    assert not [one.repair for one in found if "Did you mean" in one.repair]
    assert [(one.path, one.rule, one.route, one.message, one.repair.split(" add it to ")[1]) for one in found] == [
        (MEMORANDUM, f"unknown-{word}", route, f"there is no {word} `{ident}`", f"{where}.")
        for word, route, ident, where in (
            ("actor", ("participants", 2, "actor"), "q", "seeds/actors.yaml"),
            ("place", ("places", 1, "place"), "q", "seeds/places.yaml"),
            ("record", ("related", 1, "to"), "q", "seeds/<type>/"),
            ("source", ("evidence", 3, "source"), "q", "seeds/sources/"),
            ("record", ("series",), "r", "seeds/<type>/"),
        )
    ]


def test_each_name_in_a_list_has_its_place(tmp_path: Path) -> None:
    """What actors, places, retired ids, comparisons and the ledger name and is not there is told at its place."""
    root = invented.write(tmp_path)
    ledger = [*invented.SOURCE["ledger"][:-1], {"at": 5, "why": "repeats", "record": "q"}]
    invented.put(root / "seeds/sources/example-source.yaml", invented.SOURCE | {"ledger": ledger})
    for name, items, field in (
        ("actors", [*invented.ACTORS, {"id": "x", "name": "X", "kind": "force"}], "parent"),
        ("places", [*invented.PLACES, {"id": "x", "name": "X", "kind": "city"}], "country"),
        ("retired", [{"id": "x", "reason": "Twice"}], "successor"),
        ("reliability", [*invented.READINGS], "source"),
    ):
        invented.put(root / f"seeds/{name}.yaml", [*items[:-1], items[-1] | {field: "q"}])
    assert [(one.path, one.rule, one.route) for one in references.check(seeds.read(root))] == [
        ("seeds/sources/example-source.yaml", "unknown-record", ("ledger", 5, "record")),
        ("seeds/actors.yaml", "unknown-actor", (4, "parent")),
        ("seeds/places.yaml", "unknown-actor", (2, "country")),
        ("seeds/retired.yaml", "unknown-record", (0, "successor")),
        ("seeds/reliability.yaml", "unknown-source", (4, "source")),
    ]


def test_ids_are_retired_of_records_alone(tmp_path: Path) -> None:
    """An actor may bear the id of a record that was retired; the record itself is told at its id."""
    root = invented.write(tmp_path)
    invented.put(root / "seeds/retired.yaml", [{"id": ident, "reason": "Twice"} for ident in ("jpn", "example-grant")])
    found = list(references.check(seeds.read(root)))
    assert [(one.path, one.rule, one.route, one.repair) for one in found] == [
        ("seeds/projects/example-grant.yaml", "retired-id", ("id",), "Choose another id.")
    ]


@pytest.mark.parametrize(("unit", "told"), [("instance", True), ("activity", True), ("series", False)])
def test_a_series_counts_a_series(unit: str, told: bool, tmp_path: Path) -> None:
    """What is named as a series and counts something else is told with what it counts."""
    root = invented.write(tmp_path)
    invented.put(
        root / "seeds/projects/example-grant.yaml", invented.RECORDS["projects/example-grant"] | {"unit": unit}
    )
    invented.put(root / MEMORANDUM, SOUND | {"series": "example-grant"})
    message = f"`example-grant` counts an {unit}, not a series"
    assert [(one.rule, one.route, one.message) for one in references.check(seeds.read(root))] == (
        [("not-a-series", ("series",), message)] if told else []
    )


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


@pytest.mark.parametrize(
    ("actor", "near"),
    [("royal-navy", "`gbr-rn` (Royal Navy)"), ("uk", "`gbr` (United Kingdom)"), ("gbr-nr", "`gbr-rn` (Royal Navy)")],
)
def test_an_actor_is_found_by_its_name(tmp_path: Path, actor: str, near: str) -> None:
    """Who writes a name as an id is told whose name it is; what is only spelt alike is told with its name."""
    root = invented.write(tmp_path)
    record = deepcopy(invented.RECORDS["exercises/example-exercise"])
    record["participants"][0]["actor"] = actor
    invented.put(root / "seeds/exercises/example-exercise.yaml", record)
    (problem,) = [one for one in rules.problems(seeds.read(root)) if one.rule == "unknown-actor"]
    assert problem.repair.startswith(f"Did you mean {near}?")


@pytest.mark.parametrize(
    ("support", "message", "repair"),
    [
        ("participants", "`participants` is more than one value", "`participants.gbr-rn`, `participants.jpn-navy`."),
        ("summary", "`summary` needs no quotation", "Take it out of `supports`."),
        ("related.example-meeting", "`related.example-meeting` needs no quotation", "Take it out of `supports`."),
        ("places", "the record has no value `places`", "Name a field of this record, such as dates.signed."),
    ],
)
def test_supports_of_another_shape_are_explained(tmp_path: Path, support: str, message: str, repair: str) -> None:
    """A field of several values, one that needs no proof, and one that is not there: each is told apart."""
    root = invented.write(tmp_path)
    record = deepcopy(invented.RECORDS["exercises/example-exercise"])
    record["evidence"][0]["supports"].append(support)
    record["related"].append({"type": "not-same-as", "to": "example-meeting", "note": "Nobody met there."})
    invented.put(root / "seeds/exercises/example-exercise.yaml", record)
    (problem,) = rules.problems(seeds.read(root))
    assert (problem.rule, problem.message) == ("unknown-support", message)
    assert problem.repair.endswith(repair)


def test_of_two_alike_the_one_in_work_is_told(tmp_path: Path) -> None:
    """The record with a quotation that is not sealed is the new one, though its id comes first."""
    root = invented.write(tmp_path)
    record = deepcopy(invented.RECORDS["exercises/example-exercise"]) | {"id": "a-new-exercise"}
    record["evidence"][0]["quote"] = "words that nobody has sealed"
    invented.put(root / "seeds/exercises/a-new-exercise.yaml", record)
    paths = [one.place.path for one in rules.problems(seeds.read(root)) if one.rule == "likely-duplicate"]
    assert paths == ["seeds/exercises/a-new-exercise.yaml"]


def test_a_kind_of_another_type_says_where_it_belongs(tmp_path: Path) -> None:
    """A memorandum in the folder of exercises is told to move."""
    root = invented.write(tmp_path)
    record = deepcopy(invented.RECORDS["exercises/example-exercise"]) | {"kind": "memorandum"}
    invented.put(root / "seeds/exercises/example-exercise.yaml", record)
    (problem,) = [one for one in rules.problems(seeds.read(root)) if one.rule == "unknown-term"]
    assert problem.repair.startswith("It is a kind of agreements: move the file to seeds/agreements/.")
