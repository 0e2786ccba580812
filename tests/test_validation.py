"""Validation: the whole corpus, files of it, files beside it, and files far from any checkout."""

from __future__ import annotations

import shutil
from pathlib import Path

import invented
import pytest

import ukjsec
from ukjsec import validation
from ukjsec.errors import MissingFileError
from ukjsec.problems import Problem

MEMORANDUM = "seeds/agreements/example-memorandum.yaml"
EXERCISE = "seeds/exercises/example-exercise.yaml"
RECORD = invented.RECORDS["agreements/example-memorandum"]


@pytest.fixture
def here(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout in which one stands."""
    monkeypatch.chdir(checkout)
    return checkout


def brief(problems: list[Problem]) -> list[tuple[str, str]]:
    """Path and rule of problems."""
    return [(problem.place.path, problem.rule) for problem in problems]


def spoil(file: Path, name: str = "example-memorandum") -> Path:
    """Write the memorandum with a misspelt term."""
    invented.put(file, RECORD | {"id": name, "status": "singed"})
    return file


def test_a_sound_corpus_has_no_problems(here: Path) -> None:
    """The whole corpus is validated from its root and from any folder below it."""
    assert ukjsec.validate() == []
    done = validation.check([], here / "seeds" / "agreements")
    assert (done.problems, done.failed, len(done.corpus.records), done.files) == ((), False, 5, None)


def test_the_whole_corpus_shows_all_problems(here: Path) -> None:
    """Problems of several files come sorted by place."""
    spoil(here / MEMORANDUM)
    (here / EXERCISE).write_text("id: [", "utf-8")
    assert brief(ukjsec.validate()) == [(MEMORANDUM, "unknown-term"), (EXERCISE, "yaml-syntax")]


def test_named_files_show_their_own_problems_only(here: Path) -> None:
    """Of a file or folder that is named its own problems are shown, held against all the rest."""
    spoil(here / MEMORANDUM)
    (here / EXERCISE).write_text("id: [", "utf-8")
    assert brief(ukjsec.validate(MEMORANDUM)) == [(MEMORANDUM, "unknown-term")]
    assert brief(ukjsec.validate(here / EXERCISE)) == [(EXERCISE, "yaml-syntax")]
    assert brief(ukjsec.validate(["seeds/agreements", "seeds/projects"])) == [(MEMORANDUM, "unknown-term")]
    assert ukjsec.validate("seeds/projects") == []
    assert validation.check([Path("seeds")], here).files == len(list((here / "seeds").rglob("*.*"))) - 1


def test_a_named_file_is_held_against_the_corpus(here: Path) -> None:
    """What only the rest of the corpus can tell, such as an unknown actor, is found in a named file."""
    invented.put(here / MEMORANDUM, RECORD | {"series": "example-nothing"})
    found = ukjsec.validate(MEMORANDUM)
    assert (MEMORANDUM, "unknown-record") in brief(found)


def test_a_named_manifest_brings_its_seal(here: Path) -> None:
    """Problems of the seal are shown with those of its manifest."""
    (here / "seeds/sources/example-source.seal").write_text("no seal\n", "utf-8")
    found = brief(ukjsec.validate("seeds/sources/example-source.yaml"))
    assert ("seeds/sources/example-source.seal", "broken-seal") in found


def test_a_draft_takes_the_place_of_the_record(here: Path, tmp_path: Path) -> None:
    """A file outside seeds/ is read as the record of its name: a sound draft is sound, its twin is no duplicate."""
    draft = tmp_path / "drafts/agreements/example-memorandum.yaml"
    invented.put(draft, RECORD | {"title": "A better title"})
    done = validation.check([draft], here)
    assert (done.problems, done.files) == ((), 1)
    assert done.corpus.records["example-memorandum"].title == "A better title"
    assert brief(ukjsec.validate(spoil(draft))) == [(draft.as_posix(), "unknown-term")]


def test_a_draft_finds_its_type_by_its_kind(here: Path) -> None:
    """A new record in any folder is taken for the type that has its kind, and its quotations are not sealed yet."""
    draft = Path("other-memorandum.yaml")
    related = [{"type": "not-same-as", "to": "example-memorandum", "note": "Of others."}]
    invented.put(here / draft, RECORD | {"id": "other-memorandum", "related": related})
    assert ukjsec.validate(draft) == []
    invented.put(here / draft, RECORD | {"id": "other-memorandum", "related": related, "kind": "napkin"})
    assert brief(ukjsec.validate(str(draft))) == [("other-memorandum.yaml", "unknown-type")]


def test_problems_of_the_corpus_are_not_those_of_a_draft(here: Path) -> None:
    """Who validates a draft does not hear of what is wrong elsewhere."""
    (here / EXERCISE).write_text("id: [", "utf-8")
    invented.put(here / "example-memorandum.yaml", RECORD)
    assert ukjsec.validate("example-memorandum.yaml") == []


@pytest.mark.parametrize("name", ["nothing.yaml", "seeds/nothing", "seeds/agreements/nothing.yaml"])
def test_a_path_that_is_not_there_is_a_mistake(here: Path, name: str) -> None:
    """A path that was misspelt never passes for a sound one."""
    assert here.is_dir()
    with pytest.raises(MissingFileError, match="no such file or folder"):
        ukjsec.validate(name)


def test_a_folder_with_nothing_to_check_is_a_mistake(here: Path) -> None:
    """A folder without any record never passes for a sound one."""
    with pytest.raises(MissingFileError, match="no file in it to check"):
        ukjsec.validate(here / "texts")


def test_outside_a_checkout_the_installed_data_count(
    built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a wheel a record is held against the seeds that came with it."""
    library = tmp_path / "site-packages/ukjsec"
    shutil.copytree(built / "seeds", library / "data/seeds")
    monkeypatch.setattr(validation, "__file__", str(library / "validation.py"))
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")
    assert validation.root_for(Path.cwd()) == library / "data"
    invented.put(Path("example-memorandum.yaml"), RECORD)
    assert ukjsec.validate("example-memorandum.yaml") == []
    spoil(Path("my-record.yaml"), "my-record")
    assert brief(ukjsec.validate("my-record.yaml")) == [("my-record.yaml", "unknown-term")]
    assert ukjsec.validate() == []
    shutil.rmtree(library / "data")
    with pytest.raises(MissingFileError, match="install ukjsec again"):
        ukjsec.validate("my-record.yaml")


def test_notices_do_not_fail(here: Path) -> None:
    """A quotation that is not sealed yet is a notice: shown, but no failure."""
    evidence = [
        RECORD["evidence"][0] | {"quote": "On 3 May 2001 the defence ministers of Japan"},
        *RECORD["evidence"][1:],
    ]
    invented.put(here / MEMORANDUM, RECORD | {"evidence": evidence})
    done = validation.check([], here)
    assert [(one.rule, one.severity) for one in done.problems] == [("quotation-unsealed", "notice")]
    assert not done.failed


@pytest.mark.parametrize("name", ["actors.yaml", "sources/example-source.yaml", "anything.yaml"])
def test_outside_seeds_records_alone_are_checked(checkout: Path, tmp_path: Path, name: str) -> None:
    """Actors, places and sources outside `seeds/` are told where they belong."""
    file = tmp_path / "elsewhere" / name
    invented.put(file, invented.SOURCE if "source" in name else [{"id": "xa"}])
    (found,) = validation.check([file], checkout).problems
    assert found.rule == "unknown-type"
    assert "records alone" in found.message
