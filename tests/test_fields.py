"""One document held against its model: what is wrong, at its route, in words."""

from __future__ import annotations

import json
from typing import Any

import invented
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ukjsec.described import Model
from ukjsec.fields import LIMIT_FINDINGS, check, description, fields
from ukjsec.models import RECORD_MODELS, Actor, Agreement, PlaceName, Record, Retired, Source
from ukjsec.problems import Finding, Route

MODELS: tuple[type[Model], ...] = (*RECORD_MODELS.values(), Source, Actor, PlaceName, Retired)
SOUND = invented.RECORDS["agreements/example-memorandum"]


def findings(model: type[Model], sound: dict[str, Any], **changed: Any) -> list[Finding]:
    """What is found in a sound document of which some fields are replaced."""
    made, found = check(model, sound | changed, "file.yaml")
    assert (made is None) == bool(found)
    return found


def only(**changed: Any) -> Finding:
    """The only thing found in a sound agreement of which some fields are replaced."""
    (found,) = findings(Agreement, SOUND, **changed)
    return found


def exists(data: Any, route: Route) -> bool:
    """Whether a route leads to something."""
    for step in route:
        steps: Any = data if isinstance(data, dict) else dict(enumerate(data)) if isinstance(data, list) else {}
        if step not in steps:
            return False
        data = steps[step]
    return True


@pytest.mark.parametrize("name", invented.RECORDS)
def test_sound_records_become_instances(name: str) -> None:
    """A sound record becomes an instance of its type, with nothing found."""
    made, found = check(RECORD_MODELS[name.partition("/")[0]], invented.RECORDS[name], "file.yaml")
    assert isinstance(made, Record)
    assert made.id == invented.RECORDS[name]["id"]
    assert found == []


def test_bare_integers_stand_for_years_and_paragraphs() -> None:
    """A year or paragraph may be written as a bare integer, and is text ever after."""
    made, _ = check(Agreement, SOUND | {"dates": {"signed": 2001, "ended": 987}}, "file.yaml")
    assert made is not None
    assert made.dates == {"signed": "2001", "ended": "0987"}
    source, _ = check(Source, invented.SOURCE, "file.yaml")
    assert source is not None
    assert source.ledger[0].at == "1"


@pytest.mark.parametrize(
    ("changed", "route", "rule", "message"),
    [
        ({"ordinal": 0}, ("ordinal",), "wrong-value", "`ordinal` must be at least 1, not 0"),
        ({"ordinal": True}, ("ordinal",), "wrong-type", "`ordinal` must be a whole number, not true"),
        ({"ordinal": "3"}, ("ordinal",), "wrong-type", "`ordinal` must be a whole number, not '3'"),
        ({"title": None}, ("title",), "wrong-type", "`title` is not filled in"),
        ({"title": 7}, ("title",), "wrong-type", "`title` must be text, not 7"),
        ({"title": ["a"]}, ("title",), "wrong-type", "`title` must be text, not a list"),
        ({"title": {}}, ("title",), "wrong-type", "`title` must be text, not a map"),
        ({"title": ""}, ("title",), "blank-text", "the text is empty, or has blanks at its start or end"),
        (
            {"title": "a" * 1001},
            ("title",),
            "wrong-value",
            "`title` has 1001 characters; at most 1000 are allowed",
        ),
        (
            {"series": "Row 1"},
            ("series",),
            "wrong-value",
            "`series` must be lower-case letters and digits, joined by single hyphens: `uk-jp-memorandum`, not 'Row 1'",
        ),
        ({"participants": []}, ("participants",), "wrong-value", "`participants` needs at least one item"),
        (
            {"participants": ["jpn"]},
            ("participants", 0),
            "wrong-type",
            "item 1 of `participants` must be a map (`key: value`), not 'jpn'",
        ),
        ({"dates": []}, ("dates",), "wrong-type", "`dates` must be a map (`key: value`), not a list"),
        ({"dates": {"signed": []}}, ("dates", "signed"), "date-is-list", "a list stands where a date belongs"),
        ({"places": "Lisbon"}, ("places",), "wrong-type", "`places` must be a list, not 'Lisbon'"),
    ],
)
def test_messages_are_plain(changed: dict[str, Any], route: Route, rule: str, message: str) -> None:
    """A message names the field and the value in words that ask for no knowledge of programs."""
    found = only(**changed)
    assert (found.route, found.rule, found.message) == (route, rule, message)


def test_missing_fields_are_asked_for() -> None:
    """A missing field is complained of at its parent, with what belongs there."""
    found = only(participants=[{"actor": "jpn"}])
    assert (found.route, found.rule, found.on_key) == (("participants", 0, "role"), "missing-field", True)
    assert found.message == "the field `role` is missing"
    assert found.repair == "Add `role:`. The role; an actor of two roles is listed twice."


def test_unknown_fields_get_the_nearest() -> None:
    """An unknown field is complained of at its key, with the nearest field and all fields of that place."""
    found = only(places=[{"place": "lisbon", "rôle": "venue", "role": "venue"}])
    assert (found.route, found.rule, found.on_key) == (("places", 0, "rôle"), "unknown-field", True)
    assert found.repair == "Did you mean `role`? The fields are place, role."


def test_unknown_terms_get_the_nearest() -> None:
    """An unknown term is complained of with the nearest one and all terms, as a value and as a key."""
    found = only(status="singed")
    assert found.message == "'singed' is not a term of the vocabulary status"
    assert found.repair.startswith("Did you mean `signed`? The terms are advocated, ")
    key = only(dates={"singed": "2001"})
    assert (key.route, key.rule, key.on_key) == (("dates", "singed"), "unknown-term", True)
    assert key.repair.startswith("Did you mean `signed`?")


def test_a_bad_key_silences_its_value() -> None:
    """What stands under a bad key is not complained of, and no list is called empty for its bad items."""
    assert only(quantities={"A B": {}}).on_key
    assert only(dates={"singed": ["2001"]}).on_key
    assert [one.route for one in findings(Agreement, SOUND, participants=[1, 2])] == [
        ("participants", 0),
        ("participants", 1),
    ]


@pytest.mark.parametrize("value", [True, "1_000", " 10 ", "nan", "inf", "1e400", "ten", "", [], {}, None])
def test_quantities_are_numbers(value: Any) -> None:
    """A quantity is a number as people write it, and no truth value, word or infinity."""
    found = only(quantities={"sum": {"value": value, "unit": "usd", "stated": "10"}})
    assert found.route == ("quantities", "sum", "value")
    assert found.rule == "wrong-type"


@pytest.mark.parametrize("value", ["x", "", "1.", "1-", ".1", "9" * 5000, "1.2.3", "1–2", "１"])
def test_spans_have_a_form(value: str) -> None:
    """A span is a paragraph, a sentence or a range, of numbers that a text can have."""
    (found,) = findings(Source, invented.SOURCE, ledger=[{"at": value, "why": "context"}])
    assert (found.route, found.rule) == (("ledger", 0, "at"), "wrong-value")
    assert found.message.startswith("`at` must be a paragraph, a sentence or a range: `12`, `12.3`, `14-17`, not ")


def test_routes_begin_where_the_document_stands() -> None:
    """A finding in an item of a list file has the way from the top of the file."""
    _, found = check(Actor, {"id": "xa", "name": "Xa", "kind": "stat"}, "actors.yaml", (4,))
    assert [(one.route, one.rule) for one in found] == [((4, "kind"), "unknown-term")]
    _, found = check(Actor, "xa", "actors.yaml", (4,))
    assert [(one.route, one.message) for one in found] == [((4,), "item 5 must be a map (`key: value`), not 'xa'")]


def test_fields_and_descriptions_of_a_place() -> None:
    """The fields of a place, and the sentence under the field, are found through lists and maps."""
    assert fields(Agreement, ("participants", 0)) == ["actor", "role", "as"]
    assert fields(Agreement, ("quantities", "sum")) == ["value", "unit", "bound", "date", "stated"]
    assert description(Agreement, ("participants", 0, "as")) == "Of a person, the office in which it was done."
    assert description(Agreement, ("nonsense",)) == ""


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**18), 10**18) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@st.composite
def documents(draw: st.DrawFn) -> tuple[type[Model], Any]:
    """A model, and plain data that is none of its documents, or almost one."""
    model = draw(st.sampled_from(MODELS))
    if draw(st.booleans()):
        return model, draw(PLAIN)
    sound: dict[type[Model], dict[str, Any]] = {Source: invented.SOURCE, Actor: invented.ACTORS[0]}
    for name, record in invented.RECORDS.items():
        sound[RECORD_MODELS[name.partition("/")[0]]] = record
    data = json.loads(json.dumps(sound.get(model, invented.PLACES[1])))
    for _ in range(draw(st.integers(1, 3))):
        target = data
        while isinstance(target, dict | list) and target:
            keys = list(target) if isinstance(target, dict) else list(range(len(target)))
            key = draw(st.sampled_from(keys))
            if isinstance(target[key], dict | list) and target[key] and draw(st.booleans()):
                target = target[key]
                continue
            if isinstance(target, dict) and draw(st.booleans()):
                target[draw(st.text(max_size=8))] = target.pop(key)
            else:
                target[key] = draw(PLAIN)
            break
    return model, data


@given(documents())
def test_any_data_is_taken_or_complained_of(case: tuple[type[Model], Any]) -> None:
    """Whatever the data, it becomes an instance, or is complained of at a route that exists or lacks its last step."""
    model, data = case
    made, found = check(model, data, "file.yaml")
    assert (made is None) == bool(found)
    for one in found:
        assert exists(data, one.route) or exists(data, one.route[:-1])
        assert one.rule
        assert one.message
        assert len(one.message) < 400


def test_errors_without_end_are_cut() -> None:
    """A hostile document is complained of a hundred times at most."""
    _, found = check(Agreement, {f"k{number}": 1 for number in range(1000)}, "a.yaml")
    assert len(found) <= LIMIT_FINDINGS
