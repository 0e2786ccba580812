"""The rules of evidence one by one: how long a quotation is, what it names, and what it leaves unproven."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import invented
import pytest

from ukjsec import proofs, sealfiles, seals, seeds
from ukjsec.corpus import MOST_ASKED
from ukjsec.problems import Finding
from ukjsec.rules import evidence

MEMORANDUM = "seeds/agreements/example-memorandum.yaml"
SOUND = invented.RECORDS["agreements/example-memorandum"]
OPENING = "On 3 May 2001 the defence ministers of Japan and the United Kingdom signed a"


def entry(quote: str, *supports: str, **fields: Any) -> dict[str, Any]:
    """A quotation of the invented source."""
    return {"source": "example-source", "quote": quote, "supports": list(supports)} | fields


def findings(root: Path, *entries: dict[str, Any], **changed: Any) -> list[Finding]:
    """What is found about the memorandum with this evidence and these fields, its quotations sealed."""
    invented.put(invented.write(root) / MEMORANDUM, SOUND | {"evidence": list(entries)} | changed)
    invented.seal(root)
    return [one for one in evidence.check(seeds.read(root)) if one.path == MEMORANDUM]


def told(found: list[Finding], *rules: str) -> list[tuple[Any, ...]]:
    """Rule and route of the findings of some rules."""
    return [(one.rule, *one.route) for one in found if one.rule in rules]


@pytest.mark.parametrize(
    ("quote", "message"),
    [
        (OPENING, None),
        (f"{OPENING} memorandum", "the quotation has 16 words, at most 15 are allowed"),
        ("force since June", None),
        ("since June", "the quotation has only 2 words"),
        ("June", "the quotation has only 1 word"),
        ("Alone", None),
        ("Two words.", None),
        ("Two", "the quotation has only 1 word"),
        ("in force since July", "these words are not sealed as a quotation of `example-source`"),
        ("Said the same again", "these words stand in the paragraphs 3, 4"),
    ],
)
def test_a_quotation_has_a_length(
    quote: str, message: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three words to fifteen are a quotation, and fewer are one where they are the whole paragraph."""
    monkeypatch.setattr(invented, "LINES", f"{invented.LINES}Alone.\nTwo words.\n")
    found = findings(tmp_path, entry(quote, "status"))
    assert [one.message for one in found if one.route == ("evidence", 0, "quote")] == ([message] if message else [])


def test_an_unknown_source_is_told_elsewhere(tmp_path: Path) -> None:
    """Of a quotation whose source has no seal it is not said that it is not sealed."""
    found = findings(tmp_path, entry("in force since June 2001", "status", source="exampel-source"))
    assert [one for one in found if one.route[-1] == "quote"] == []


def test_every_value_is_asked_for(tmp_path: Path) -> None:
    """What no quotation supports is told field by field, at its key."""
    found = findings(
        tmp_path,
        entry("in force since June 2001", "status"),
        title_ja="日英会議",
        series="example-meeting",
        ordinal=3,
        unit="series",
        setting="multilateral",
        related=[{"type": "under", "to": "example-exercise"}],
        quantities={"people": {"value": 1200, "unit": "person", "stated": "1,200 people"}},
    )
    missing = [one for one in found if one.rule == "value-without-evidence"]
    assert sorted(one.message.split("`")[1] for one in missing) == [
        *("dates.in-force", "dates.signed", "kind", "ordinal", "participants.gbr", "participants.jpn"),
        *("places.lisbon", "quantities.people", "related.example-exercise", "series", "setting", "title_ja", "unit"),
    ]
    assert all(one.on_key for one in missing)


@pytest.mark.parametrize(
    ("changed", "silent"),
    [
        ({"participants": [*SOUND["participants"], {"actor": "nobody", "role": "host"}]}, "participants"),
        ({"places": [{"place": "nowhere", "role": "venue"}]}, "places"),
        ({"related": [{"type": "under", "to": "nothing"}]}, "related"),
        ({"related": [{"type": "under", "to": "old-memorandum"}]}, "related"),
        ({"series": "nothing"}, "series"),
        ({"series": "old-memorandum"}, "series"),
        ({}, None),
    ],
)
def test_unknown_names_silence_their_own_kind(changed: dict[str, Any], silent: str | None, tmp_path: Path) -> None:
    """Where a record names what is not there, neither its proof nor proofs of that kind are complained of besides."""
    names = ["participants.someone", "places.somewhere", "related.something", "series", "quantities.some"]
    if "series" in changed:
        names[3] = "dates.some"
    found = findings(tmp_path, entry("in force since June 2001", *names), **changed)
    unknown = [found_one.message.split("`")[1] for found_one in found if found_one.rule == "unknown-support"]
    assert unknown == [name for name in names if name.partition(".")[0] != silent]
    missing = {one.message.split("`")[1] for one in found if one.rule == "value-without-evidence"}
    assert missing == {
        *("status", "kind", "dates.signed", "dates.in-force", "participants.jpn", "participants.gbr"),
        *(() if silent == "places" else ("places.lisbon",)),
    }


def test_a_misspelt_field_gets_the_nearest(tmp_path: Path) -> None:
    """A name of no value is told at its place, with the nearest there is, or with an example."""
    found = findings(tmp_path, entry("in force since June 2001", "status", "dates.sign", "identity", "xyz"))
    unknown = [one for one in found if one.rule == "unknown-support"]
    assert told(unknown, "unknown-support") == [
        ("unknown-support", "evidence", 0, "supports", 1),
        ("unknown-support", "evidence", 0, "supports", 3),
    ]
    assert [one.repair for one in unknown] == [
        "Did you mean `dates.signed`?",
        "Name a field of this record, such as dates.signed.",
    ]


@pytest.mark.parametrize("field", ["id", "title", "topics", "summary", "note"])
def test_what_is_ours_needs_no_quotation(field: str, tmp_path: Path) -> None:
    """Of a field in our own words it is said that no quotation proves it, not that there is none."""
    found = findings(tmp_path, entry("in force since June 2001", "status", field))
    unknown = [(one.route, one.message, one.repair) for one in found if one.rule == "unknown-support"]
    assert unknown == [(("evidence", 0, "supports", 1), f"`{field}` needs no quotation", "Take it out of `supports`.")]


def test_a_group_of_values_is_told_one_by_one(tmp_path: Path) -> None:
    """Who names all dates or participants at once is told which there are."""
    found = findings(tmp_path, entry("in force since June 2001", "dates", "participants"))
    assert [one.repair for one in found if one.rule == "unknown-support"] == [
        "Name those that the quotation proves: `dates.signed`, `dates.in-force`.",
        "Name those that the quotation proves: `participants.jpn`, `participants.gbr`.",
    ]


def test_the_nearest_is_looked_for_a_number_of_times(tmp_path: Path) -> None:
    """Hints take time: after so many unknown names the rest are told without one."""
    names = [f"dates.sign{number}" for number in range(MOST_ASKED + 2)]
    found = [one for one in findings(tmp_path, entry("since June 2001", *names)) if one.rule == "unknown-support"]
    assert [one.repair.startswith("Did you mean") for one in found] == [True] * MOST_ASKED + [False] * 2


@pytest.mark.parametrize(
    ("entries", "why"),
    [
        ([entry("On 3 May 2001 the", "dates.signed")], None),
        ([entry("in force since June", "status", "dates.signed")], "does not stand literally in its quotation"),
        (
            [entry("in force since June", "dates.signed"), entry("signed a memorandum", "dates.signed")],
            "does not stand literally in its quotations",
        ),
        (
            [entry("2001 the defence ministers", "dates.signed"), entry("On 3 May", "kind", "dates.signed")],
            "is spread over several quotations",
        ),
        (
            [
                entry("2001 the defence ministers", "dates.signed"),
                entry("On 3 May", "kind", "dates.signed", basis="Of one day."),
            ],
            None,
        ),
        ([entry("in force since June", "dates.signed", basis="It is so.")], None),
    ],
)
def test_what_is_not_literal_needs_a_basis(entries: list[dict[str, Any]], why: str | None, tmp_path: Path) -> None:
    """A value that no single quotation holds is told at its first support, unless one of them says its basis."""
    found = findings(tmp_path, entry("The memorandum has been", "kind"), *entries)
    of_date = [one for one in found if one.rule == "basis-missing" and "dates.signed" in one.message]
    assert [one.message for one in of_date] == ([f"`dates.signed` {why}, and no basis is given"] if why else [])
    at = entries[0]["supports"].index("dates.signed")
    assert [one.route for one in of_date] == ([("evidence", 1, "supports", at)] if why else [])


@pytest.mark.parametrize("name", ["participants.jpn", "places.lisbon"])
def test_a_name_that_is_not_quoted_needs_a_basis(name: str, tmp_path: Path) -> None:
    """Of an actor or place that is known a name stands in the quotation, or the reason why it is meant."""
    found = findings(tmp_path, entry("in force since June", "status", name))
    assert told(found, "basis-missing") == [("basis-missing", "evidence", 0, "supports", 1)]


@pytest.mark.parametrize("field", ["participants", "places"])
def test_nobody_gives_a_basis_for_what_is_unknown(field: str, tmp_path: Path) -> None:
    """Of an actor or place that is not in its list nobody is told that its name is not quoted."""
    unknown = {"participants": [{"actor": "nobody", "role": "host"}], "places": [{"place": "nobody", "role": "area"}]}
    supports = (f"{field}.nobody", "dates.signed")
    found = findings(tmp_path, entry("in force since June", *supports), **{field: unknown[field]})
    assert told(found, "basis-missing") == [("basis-missing", "evidence", 0, "supports", 1)]


@pytest.mark.parametrize(
    ("value", "supports", "rules"),
    [
        (2500000, "quantities.sum", []),
        (2.5, "quantities.sum", [("quantity-differs", "quantities", "sum", "value")]),
        (2.5, "status", []),
    ],
)
def test_a_quantity_is_the_number_that_is_stated(
    value: float, supports: str, rules: list[tuple[str, ...]], tmp_path: Path
) -> None:
    """A number that is not the stated one needs a basis of its own, not that of another value."""
    sums = {
        "people": {"value": 1200, "unit": "person", "stated": "1,200 people"},
        "others": {"value": 12, "unit": "person", "stated": "1,200 people"},
        "sum": {"value": 2500000 if supports == "status" else value, "unit": "usd", "stated": "$2.5 million"},
    }
    found = findings(
        tmp_path,
        entry("Japan provided $2.5 million", supports),
        entry("in force since June 2001", "kind", basis="Something else."),
        entry("with 1,200 people on board", "quantities.others", basis="One in a hundred."),
        entry("on board", "quantities.others"),
        quantities=sums,
    )
    assert told(found, "quantity-differs") == rules
    based = entry("Japan provided $2.5 million", "quantities.sum", basis="In millions.")
    found = findings(tmp_path, based, quantities={"sum": sums["sum"]})
    assert told(found, "quantity-differs") == []


def test_an_empty_text_has_no_budget(tmp_path: Path) -> None:
    """Of a source without words nothing is quoted, and nothing is too much."""
    root = invented.write(tmp_path)
    (root / "seeds/sources/example-source.seal").write_text(sealfiles.render(seals.seal("example-source", "")), "utf-8")
    assert {one.rule for one in evidence.check(seeds.read(root))} == {"quotation-unsealed"}


def test_the_budget_is_not_too_much(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A source may be quoted up to its budget and no further; without a seal there is nothing to count."""
    root = invented.write(tmp_path)
    corpus = seeds.read(root)
    places = [place for _, place in proofs.quoted(corpus)["example-source"]]
    share = proofs.quoted_words(places) / proofs.word_count(corpus.seals["example-source"])
    monkeypatch.setattr(evidence, "BUDGET", share)
    assert list(evidence.check(corpus)) == []
    monkeypatch.setattr(evidence, "BUDGET", share - 1e-9)
    assert [one.rule for one in evidence.check(corpus)] == ["budget-exceeded"]
    (root / "seeds/sources/example-source.seal").unlink()
    assert list(evidence.check(seeds.read(root))) == []


def test_what_is_exposed_is_of_a_known_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The paragraphs of a source that could be guessed are named, save where its manifest is broken."""
    root = invented.write(tmp_path)
    monkeypatch.setattr(seals, "MIN_HIDDEN", 60)
    exposed = [one.message for one in evidence.check(seeds.read(root)) if one.rule == "paragraph-exposed"]
    numbers = ", ".join(map(str, seals.exposed(seeds.read(root).seals["example-source"])))
    assert ", " in numbers
    assert exposed == [
        f"so much is quoted around the paragraphs {numbers} of `example-source` that the rest could be guessed"
    ]
    (root / "seeds/sources/example-source.yaml").write_text("[", "utf-8")
    assert [one for one in evidence.check(seeds.read(root)) if one.rule == "paragraph-exposed"] == []
