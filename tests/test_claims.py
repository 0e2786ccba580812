"""Ids as files claim them: the first has it, save that the file that bears its name comes before all."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from ukjsec.claims import claim
from ukjsec.corpus import Corpus, Filed
from ukjsec.problems import Finding
from ukjsec.values import LONGEST_ID

ONE = "seeds/agreements/one.yaml"
COPY = "seeds/agreements/copy.yaml"
LIST = "seeds/actors.yaml"
MERGE = "Give it an id of its own; if both are the same item, merge the two."


def corpus() -> Corpus:
    """A corpus without anything in it."""
    return Corpus(Path("nowhere"), claimed=defaultdict(set))


def told(found: Corpus) -> list[tuple[str, Any, str]]:
    """Path, route and rule of every finding."""
    return [(one.path, one.route, one.rule) for one in found.findings]


def test_a_file_claims_the_id_in_it() -> None:
    """The first file of an id has it, and bears its name: there is nothing to say."""
    one = corpus()
    assert claim(one, "records", {"id": "one"}, ONE) is True
    assert one.claimed == {"records": {"one"}}
    assert one.filed == {("records", "one"): Filed(ONE)}
    assert one.findings == []


@pytest.mark.parametrize("data", [None, ["id"], "id", {}, {"id": None}, {"id": 7}, {"id": ["one"]}])
def test_a_file_without_an_id_claims_its_name(data: Any) -> None:
    """What the file of a record lacks is no other file's to claim; that it lacks it, its model says."""
    one = corpus()
    assert claim(one, "records", data, ONE) is True
    assert one.claimed == {"records": {"one"}}
    assert one.filed == {}
    assert one.findings == []


@pytest.mark.parametrize("data", [None, ["id"], {}, {"id": 7}])
def test_an_item_without_an_id_may_be_any(data: Any) -> None:
    """An item of a list has no name to go by: while it has no id, no id is unknown."""
    one = corpus()
    assert claim(one, "actors", data, LIST, (0,)) is True
    assert one.claimed == {"actors": {"*"}}
    assert one.knows("actors", "anything")


def test_an_item_claims_its_id_alone() -> None:
    """The items of a list do not bear the name of the file, which nobody claims."""
    one = corpus()
    assert claim(one, "actors", {"id": "jpn"}, LIST, (3,)) is True
    assert one.claimed == {"actors": {"jpn"}}
    assert one.filed == {("actors", "jpn"): Filed(LIST, (3,))}
    assert one.findings == []


def test_the_second_item_of_an_id_is_told() -> None:
    """Of two items of one list the second is complained of, at its id, even where the file bears the name of the id."""
    one = corpus()
    assert claim(one, "actors", {"id": "actors"}, LIST, (0,)) is True
    assert claim(one, "actors", {"id": "actors"}, LIST, (1,)) is False
    message = "the id `actors` is taken by another item of this list"
    assert one.findings == [Finding(LIST, (1, "id"), "duplicate-id", message, MERGE)]
    assert one.filed == {("actors", "actors"): Filed(LIST, (0,))}


def test_the_same_place_may_claim_again() -> None:
    """Who has an id has it when he claims it again."""
    one = corpus()
    assert claim(one, "records", {"id": "one"}, ONE)
    assert claim(one, "records", {"id": "one"}, ONE) is True
    assert one.findings == []


def test_a_copy_that_comes_second() -> None:
    """A file of another name that claims an id which is taken is told whose it is, and nothing else is."""
    one = corpus()
    claim(one, "records", {"id": "one"}, ONE)
    assert claim(one, "records", {"id": "one"}, COPY) is False
    assert one.findings == [Finding(COPY, ("id",), "duplicate-id", f"the id `one` is taken by {ONE}", MERGE)]
    assert one.filed == {("records", "one"): Filed(ONE)}
    assert one.claimed == {"records": {"one", "copy"}}


@pytest.mark.parametrize("what", ["records", "sources"])
def test_a_copy_that_came_first_is_put_out(what: str) -> None:
    """The file that bears the name of an id gets it; the copy is forgotten, and what the copy quotes is unknown."""
    one = corpus()
    claim(one, "records", {"id": "other"}, "seeds/agreements/another.yaml")
    claim(one, what, {"id": "one"}, COPY)
    getattr(one, what)["one"] = object()
    assert claim(one, what, {"id": "one"}, ONE) is True
    assert told(one) == [
        ("seeds/agreements/another.yaml", ("id",), "file-name-differs"),
        (COPY, ("id",), "duplicate-id"),
    ]
    assert one.findings[1].message == f"the id `one` is taken by {ONE}"
    assert one.filed[what, "one"] == Filed(ONE)
    assert getattr(one, what) == {}
    assert one.unsound == ({COPY} if what == "records" else set())


def test_a_copy_outside_may_be_a_correction() -> None:
    """Who names a file of his own for a record of the corpus is told how it would stand in its place."""
    one = corpus()
    claim(one, "records", {"id": "one"}, ONE)
    one.overlaid["draft.yaml"] = Path("draft.yaml")
    assert claim(one, "records", {"id": "one"}, "draft.yaml") is False
    repair = "Give it an id of its own; if it corrects that record, name the file one.yaml."
    assert one.findings[0].repair == repair


def test_a_file_of_another_name_is_told() -> None:
    """A file that does not bear the name of its id is told to, with its own ending."""
    one = corpus()
    assert claim(one, "records", {"id": "one"}, COPY) is True
    message, repair = (
        "the id `one` is not the name of the file, `copy`",
        "Rename the file to one.yaml, or correct the id.",
    )
    assert one.findings == [Finding(COPY, ("id",), "file-name-differs", message, repair)]
    assert one.claimed == {"records": {"one", "copy"}}


@pytest.mark.parametrize(("path", "name"), [("a.yml", "one.yaml"), ("a.json", "one.json"), ("json/a.yaml", "one.yaml")])
def test_a_renamed_file_keeps_an_ending_that_is_read(path: str, name: str) -> None:
    """JSON stays JSON, and every other file is to end as records do."""
    one = corpus()
    claim(one, "records", {"id": "one"}, path)
    assert [finding.repair for finding in one.findings] == [f"Rename the file to {name}, or correct the id."]


@pytest.mark.parametrize(
    ("ident", "rules"),
    [
        ("a" * LONGEST_ID, ["file-name-differs"]),
        ("a" * (LONGEST_ID + 1), []),
        ("One", []),
        ("one two", []),
        ("one\n", []),
        ("", []),
    ],
)
def test_nobody_is_told_to_take_a_bad_name(ident: str, rules: list[str]) -> None:
    """Of an id that is too long or of wrong form its model tells; no file is to bear it as its name."""
    one = corpus()
    claim(one, "records", {"id": ident}, COPY)
    assert [finding.rule for finding in one.findings] == rules
