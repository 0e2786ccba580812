"""A few records that are named are judged as in the whole corpus, though little of the rest is read."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import invented
import pytest

from ukjsec import documents, validation
from ukjsec.focus import MOST_NAMED, focus

ROOT = Path(__file__).resolve().parent.parent

Record = dict[str, Any]
Corpus = dict[str, Record]


def other_name(corpus: Corpus) -> None:
    """A file bears another name than its id, and the named record relates to that id."""
    corpus["agreements/another-name"] = {**copy.deepcopy(MEMORANDUM), "id": "hidden-one"}
    corpus[NAMED]["related"] = [{"type": "under", "to": "hidden-one"}]


def taken_id(corpus: Corpus) -> None:
    """The named record claims the id of another."""
    corpus[NAMED]["id"] = "example-memorandum"


def copied(corpus: Corpus) -> None:
    """A copy of the named record, under another name, which keeps its id."""
    corpus["exercises/a-copy"] = copy.deepcopy(corpus[NAMED])


def both_misnamed(corpus: Corpus) -> None:
    """Two records of other kinds claim one id, and neither file bears its name."""
    corpus["dialogues/a-meeting"] = {**copy.deepcopy(corpus["dialogues/example-meeting"]), "id": "shared-id"}
    corpus[NAMED]["id"] = "shared-id"


def alike(corpus: Corpus) -> None:
    """Another record that may be the same item, the lesser id first; but for the kind they share no word."""
    corpus[NAMED]["related"] = []
    corpus["exercises/earlier-exercise"] = {**copy.deepcopy(corpus[NAMED]), "id": "earlier-exercise"}


def answered(corpus: Corpus) -> None:
    """Another that may be the same item, and says that it is not."""
    answer = [{"type": "not-same-as", "to": "example-exercise", "note": "Held by others."}]
    twin = {**copy.deepcopy(corpus[NAMED]), "id": "earlier-exercise", "related": answer}
    corpus["exercises/earlier-exercise"] = twin


def no_series(corpus: Corpus) -> None:
    """The series of the named record is none."""
    corpus[NAMED] |= {"series": "example-memorandum", "ordinal": 2}


def ordinals(corpus: Corpus) -> None:
    """Two records have one number in a series, though they are of different kinds."""
    corpus[NAMED] |= {"series": "example-memorandum", "ordinal": 2, "related": []}
    corpus["dialogues/example-meeting"] |= {"series": "example-memorandum", "ordinal": 2}


def unknown_ids(corpus: Corpus) -> None:
    """The named record names what does not exist."""
    corpus[NAMED]["related"] = [{"type": "under", "to": "example-memorandom"}]
    corpus[NAMED]["participants"][0]["actor"] = "gbr-nr"
    corpus[NAMED]["evidence"][0]["source"] = "exampel-source"


def misshapen(corpus: Corpus) -> None:
    """The named record has values of other shapes."""
    corpus[NAMED] |= {"kind": ["naval-exercise"], "related": "example-memorandum", "evidence": [1, {"source": 2}]}


def broken_elsewhere(corpus: Corpus) -> None:
    """Another record is broken, and the named one relates to it."""
    corpus["agreements/example-memorandum"] = {"id": "example-memorandum", "title": ""}


NAMED = "exercises/example-exercise"
MEMORANDUM = invented.RECORDS["agreements/example-memorandum"]
CHANGES: tuple[Callable[[Corpus], None], ...] = (
    lambda _: None,
    other_name,
    taken_id,
    copied,
    both_misnamed,
    alike,
    answered,
    no_series,
    ordinals,
    unknown_ids,
    misshapen,
    broken_elsewhere,
)


def seen(found: validation.Validation, path: str) -> list[tuple[str, str, str]]:
    """What is said of one file: place, rule and message."""
    return [(str(one.place), one.rule, one.message) for one in found.problems if one.place.path == path]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_a_named_record_is_judged_as_in_the_whole(tmp_path: Path, change: Callable[[Corpus], None]) -> None:
    """The same problems, at the same places, in the same words; and what is said of another that it goes with."""
    root = invented.write(tmp_path)
    corpus = copy.deepcopy(invented.RECORDS)
    change(corpus)
    for path, record in corpus.items():
        invented.put(root / "seeds" / f"{path}.yaml", record)
    path = f"seeds/{NAMED}.yaml"
    alone = validation.check([root / path], root)
    assert alone.corpus.focus
    whole = seen(validation.check([], root), path)
    more = [one for one in seen(alone, path) if one not in whole]
    assert [one for one in seen(alone, path) if one not in more] == whole
    assert {one[1] for one in more} <= {"ordinal-taken", "ordinal-out-of-row", "likely-duplicate"}


@pytest.mark.parametrize(
    ("rule", "rows"),
    [
        ("ordinal-taken", [("a-meeting", 2, "2001-05"), ("second-meeting", 2, "2003-05")]),
        ("ordinal-out-of-row", [("a-meeting", 1, "2010-05"), ("second-meeting", 2, "2003-05")]),
        ("likely-duplicate", [("a-meeting", 2, "2003-05"), ("second-meeting", 2, "2003-05")]),
    ],
)
def test_of_two_the_one_that_was_named_is_told(tmp_path: Path, rule: str, rows: list[tuple[str, int, str]]) -> None:
    """What concerns two records is said of the second in the whole, but of the first when it alone is named."""
    root = invented.write(tmp_path)
    invented.meetings(root, *rows)
    paths = ("seeds/dialogues/a-meeting.yaml", "seeds/dialogues/second-meeting.yaml")
    whole = validation.check([], root)
    assert [rule in [one[1] for one in seen(whole, path)] for path in paths] == [False, True]
    for path in paths:
        assert rule in [one[1] for one in seen(validation.check([root / path], root), path)]


def test_an_escape_hides_no_word(tmp_path: Path) -> None:
    """A record whose kind is written with an escape is still found to be alike."""
    root = invented.write(tmp_path)
    named = {**copy.deepcopy(invented.RECORDS[NAMED]), "related": []}
    invented.put(root / "seeds" / f"{NAMED}.yaml", named)
    twin = {**named, "id": "earlier-exercise"}
    file = root / "seeds" / "exercises" / "earlier-exercise.yaml"
    invented.put(file, twin)
    text = file.read_text("utf-8")
    hidden = text.replace('"naval-exercise"', '"nav\\u0061l-exercise"')
    assert hidden != text
    file.write_text(hidden, "utf-8")
    found = validation.check([root / f"seeds/{NAMED}.yaml"], root).problems
    assert "likely-duplicate" in [problem.rule for problem in found]


def test_what_has_no_bearing_is_not_read(tmp_path: Path) -> None:
    """A record of another kind to which nothing leads is known by its name alone."""
    root = invented.write(tmp_path)
    corpus = validation.check([root / f"seeds/{NAMED}.yaml"], root).corpus
    assert "example-exercise" in corpus.records
    assert "example-grant" not in corpus.records
    assert corpus.knows("records", "example-grant")


def test_of_many_records_everything_is_read() -> None:
    """Beyond so many the words of all would matter, and all files do."""
    many = [f"seeds/exercises/number-{number}.yaml" for number in range(MOST_NAMED + 1)]
    assert focus(many, [{}] * len(many)).meets("seeds/exercises/another.yaml", b"id: another\n")
    assert not focus(many[:1], [{}]).meets("seeds/exercises/another.yaml", b"id: another\n")


def test_the_real_records_are_judged_alike() -> None:
    """Each tenth record of the dataset, named alone, is as sound as the dataset."""
    files = sorted(file for file in (ROOT / "seeds").glob("*/*.yaml") if file.parent.name != "sources")[::10]
    whole = validation.check([], ROOT)
    for file in files:
        path = file.relative_to(ROOT).as_posix()
        assert seen(validation.check([file], ROOT), path) == seen(whole, path)
        assert documents.compose(file.read_bytes()).value["id"] == file.stem
