"""The models: what they are, and what they say of a record."""

from __future__ import annotations

from typing import Any

import invented
import pytest
from pydantic import BaseModel, ValidationError

from ukjsec import models, spans
from ukjsec.fields import check
from ukjsec.models import OPTIONAL_FIELDS, RECORD_MODELS, Agreement, Record, coded_fields, headline_event
from ukjsec.vocabulary import KINDS, TYPE

EVERY = [
    one
    for one in vars(models).values()
    if isinstance(one, type) and issubclass(one, BaseModel) and one.__module__ == models.__name__
]


def agreement(**changed: Any) -> Record:
    """A sound agreement, of which some fields are replaced."""
    made, found = check(Agreement, invented.RECORDS["agreements/example-memorandum"] | changed, "file.yaml")
    assert made is not None, found
    return made


@pytest.mark.parametrize("model", EVERY, ids=lambda model: model.__name__)
def test_every_field_is_described(model: type[BaseModel]) -> None:
    """Every field of every model has a description, which is one sentence."""
    for name, field in model.model_fields.items():
        if (model, name) != (Record, "kind"):
            assert field.description, name
            assert field.description[0].isupper(), name
            assert field.description[-1] in ".…", name


def test_types_have_models() -> None:
    """Every type of record has a model of its own, with the kinds of that type."""
    assert tuple(RECORD_MODELS) == TYPE.names
    for name, model in RECORD_MODELS.items():
        assert (model.type, model.kinds) == (name, KINDS[name])


def test_instances_do_not_change() -> None:
    """What was read stays as it was read."""
    made = agreement()
    with pytest.raises(ValidationError, match="frozen"):
        made.title = "Other"


def test_defaults() -> None:
    """A record is an instance of bilateral co-operation, and a quantity exact, unless it says otherwise."""
    made = agreement(quantities={"sum": {"value": 1, "unit": "usd", "stated": "one"}})
    assert (made.unit, made.setting, made.quantities["sum"].bound) == ("instance", "bilateral", "exact")
    assert (made.related, made.series, made.ordinal, made.note) == ((), None, None, None)


@pytest.mark.parametrize("mark", [">", "|", ">-", "|+"])
def test_block_texts(mark: str) -> None:
    """The line end with which YAML ends a text after `>` or `|` is no blank at its end."""
    ending = {">": "\n", "|": "\n", ">-": "", "|+": "\n"}[mark]
    assert agreement(summary=f"Two signed.{ending}").summary == "Two signed."


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        ({}, None),
        ({"expected": "2003"}, None),
        ({"expected": "2003", "ended": "2002"}, "ended"),
        ({"in-force": "2001", "signed": "2000", "proposed": "1999"}, "signed"),
        ({"reported": "2001", "proposed": "2002"}, "proposed"),
    ],
)
def test_the_headline_is_the_first_event(dates: dict[str, str], expected: str | None) -> None:
    """The headline date is that of the first event in the vocabulary's order, never that of what is expected."""
    assert headline_event(agreement(dates=dates)) == expected


def test_coded_fields_need_evidence() -> None:
    """Every coded value is named once, with its route; what is obvious, classified or answered needs no evidence."""
    made = agreement(
        dates={"signed": "2001"},
        participants=[{"actor": "jpn", "role": "party"}, {"actor": "jpn", "role": "host"}],
        places=[{"place": "lisbon", "role": "venue"}],
        quantities={"sum": {"value": 1, "unit": "usd", "stated": "one"}},
        related=[{"type": "not-same-as", "to": "other"}, {"type": "under", "to": "treaty"}],
        title_ja="覚書",
        series="row",
        ordinal=3,
    )
    assert coded_fields(made) == {
        "kind": ("kind",),
        "status": ("status",),
        "dates.signed": ("dates", "signed"),
        "participants.jpn": ("participants", 0),
        "places.lisbon": ("places", 0),
        "quantities.sum": ("quantities", "sum"),
        "related.treaty": ("related", 1),
        "title_ja": ("title_ja",),
        "series": ("series",),
        "ordinal": ("ordinal",),
    }
    assert not coded_fields(made).keys() & OPTIONAL_FIELDS
    wide = coded_fields(agreement(unit="series", setting="multilateral"))
    assert (wide["unit"], wide["setting"]) == (("unit",), ("setting",))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("12", (12, 1), (12, spans.LAST)),
        ("12.3", (12, 3), (12, 3)),
        ("14-17", (14, 1), (17, spans.LAST)),
        ("14.2-15.1", (14, 2), (15, 1)),
        ("14-15.1", (14, 1), (15, 1)),
        ("14.2-15", (14, 2), (15, spans.LAST)),
    ],
)
def test_spans(text: str, first: tuple[int, int], last: tuple[int, int]) -> None:
    """A span runs from its first sentence to its last, and a paragraph means all its sentences."""
    span = spans.parse(text)
    assert (span.first, span.last) == (first, last)
    assert first in span
    assert (last[0], min(last[1], 99)) in span
    assert (first[0], first[1] - 1) not in span
    assert (last[0] + 1, 1) not in span
