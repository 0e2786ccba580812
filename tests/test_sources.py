"""Sources: a new text taken in, quotations opened, and everything held against the texts."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import invented
import pytest

from ukjsec import documents, rules, sealfiles, seeds, sources
from ukjsec.errors import MissingFileError, UnknownNameError
from ukjsec.problems import Problem
from ukjsec.rules import texts

MANIFEST = "seeds/sources/example-source.yaml"
SEAL = "seeds/sources/example-source.seal"
EXERCISE = "seeds/exercises/example-exercise.yaml"


def brief(problems: list[Problem]) -> list[tuple[str, str]]:
    """Path and rule of problems."""
    return [(problem.place.path, problem.rule) for problem in problems]


def requote(root: Path, quote: str) -> None:
    """Change the third quotation of the exercise."""
    record = json.loads((root / EXERCISE).read_bytes())
    record["evidence"][2]["quote"] = quote
    invented.put(root / EXERCISE, record)


# A new source


@pytest.fixture
def text(tmp_path: Path) -> Path:
    """A text that nobody has taken in."""
    file = tmp_path / "report.txt"
    file.write_text("A title\n\nOne sentence. Another one.\n", "utf-8")
    return file


def test_a_new_source_has_manifest_and_seal(checkout: Path, text: Path) -> None:
    """The manifest has what the text says of itself, the seal its sentences; nothing is opened yet."""
    manifest, seal = sources.add(checkout, text, "new-report")
    assert manifest == checkout / "seeds/sources/new-report.yaml"
    data = documents.compose(manifest.read_bytes()).value
    assert data["id"] == "new-report"
    assert data["file"] == "report.txt"
    assert data["parts"] == [{"paragraphs": "1-2"}]
    sealed = sealfiles.parse(seal.read_text("utf-8"))
    assert (len(sealed.leaves), sealed.sentences, sealed.openings) == (2, ((1,), (1, 3)), ())


def test_the_new_manifest_is_guided_to_its_end(checkout: Path, text: Path) -> None:
    """`validate` names each missing field of the new manifest with what it is for, and complains of nothing else."""
    sources.add(checkout, text, "new-report")
    whole, part = rules.problems(seeds.read(checkout))
    assert {whole.rule, part.rule} == {"missing-field"}
    assert str(whole) == (
        "seeds/sources/new-report.yaml:2:1: missing-field: the field `title` is missing; "
        "the field `language` is missing; the field `rights` is missing"
    )
    assert "Add `rights:`. The rights in the text" in whole.repair
    assert all(f"the field `{name}` is missing" in part.message for name in ("date", "basis", "covers"))
    assert "Add `covers:`. The period whose events these paragraphs report on" in part.repair


@pytest.mark.parametrize(
    "name", ["2003.txt", "a: b.txt", "# report.txt", "- report", "'quoted'.txt", "日本.txt", "null"]
)
def test_a_file_may_have_any_name(checkout: Path, text: Path, name: str) -> None:
    """The manifest names the file as it is called, however that looks to YAML; and so its id."""
    manifest, _ = sources.add(checkout, text.rename(text.with_name(name)), "2003")
    data = documents.compose(manifest.read_bytes()).value
    assert (data["file"], data["id"]) == (name, "2003")


@pytest.mark.parametrize("ident", ["New", "new_report", "-new", "new-", "a--b", "../new", "", "x" * 81, "日本"])
def test_a_bad_id_is_refused(checkout: Path, text: Path, ident: str) -> None:
    """What cannot be an id is refused before anything is written."""
    with pytest.raises(UnknownNameError, match="cannot be an id"):
        sources.add(checkout, text, ident)
    assert len(list((checkout / "seeds/sources").iterdir())) == 2


def test_a_taken_id_is_refused(checkout: Path, text: Path) -> None:
    """A source that is there is never overwritten, nor is a seal without a manifest."""
    before = (checkout / SEAL).read_bytes()
    with pytest.raises(UnknownNameError, match="`example-source` is there already"):
        sources.add(checkout, text, "example-source")
    (checkout / MANIFEST).unlink()
    with pytest.raises(UnknownNameError, match="is there already"):
        sources.add(checkout, text, "example-source")
    assert (checkout / SEAL).read_bytes() == before


def test_a_bad_text_is_refused(checkout: Path, text: Path) -> None:
    """A text that is not there, is a folder or is not UTF-8 is refused with the reason."""
    with pytest.raises(MissingFileError, match="no such file"):
        sources.add(checkout, text.with_name("other.txt"), "new-report")
    with pytest.raises(MissingFileError, match="no such file"):
        sources.add(checkout, text.parent, "new-report")
    text.write_bytes("caf\u00e9".encode("latin-1"))
    with pytest.raises(MissingFileError, match="byte 4 is not UTF-8"):
        sources.add(checkout, text, "new-report")
    assert len(list((checkout / "seeds/sources").iterdir())) == 2


# Sealing


def test_sealing_opens_new_quotations_and_closes_old_ones(checkout: Path) -> None:
    """A new quotation is opened, one that nobody uses any more is closed, and the second time nothing changes."""
    before = sealfiles.parse((checkout / SEAL).read_text("utf-8")).openings
    requote(checkout, "1,200 people on board")
    assert invented.unsealed(checkout) == ["1,200 people on board"]
    done = sources.seal(checkout, checkout / "texts")
    assert (done.written, done.opened, done.problems) == (["example-source"], len(before), [])
    after = sealfiles.parse((checkout / SEAL).read_text("utf-8")).openings
    assert len(set(after) - set(before)) == len(set(before) - set(after)) == 1
    assert invented.unsealed(checkout) == []
    assert rules.problems(seeds.read(checkout)) == []
    stamp = (checkout / SEAL).stat().st_mtime_ns
    again = sources.seal(checkout, checkout / "texts")
    assert (again.written, again.opened) == ([], len(before))
    assert (checkout / SEAL).stat().st_mtime_ns == stamp


@pytest.mark.parametrize(
    ("quote", "rule"),
    [("with 1,200 people on shore", "quotation-not-in-source"), ("Said the same", "quotation-found-twice")],
)
def test_what_cannot_be_sealed_is_reported_at_its_place(checkout: Path, quote: str, rule: str) -> None:
    """Words that the text has not, or has twice, are reported at the quotation; all others are sealed."""
    requote(checkout, quote)
    done = sources.seal(checkout, checkout / "texts")
    assert brief(done.problems) == [(EXERCISE, rule)]
    place = done.problems[0].place
    line = (checkout / EXERCISE).read_text("utf-8").split("\n")[place.line - 1]
    assert line[place.column - 1 :].startswith(json.dumps(quote))
    assert invented.unsealed(checkout) == [quote]


def test_a_paragraph_tells_twins_apart(checkout: Path) -> None:
    """Words that stand twice are sealed where the record names the paragraph."""
    record = json.loads((checkout / EXERCISE).read_bytes())
    record["evidence"][2] |= {"quote": "Said the same again", "paragraph": 4}
    invented.put(checkout / EXERCISE, record)
    assert sources.seal(checkout, checkout / "texts").problems == []
    assert sealfiles.parse((checkout / SEAL).read_text("utf-8")).openings[-1].span[0] == 4


def test_sealing_says_which_records_it_could_not_read(checkout: Path) -> None:
    """A record that is broken has no quotations to open: sealing says so, and does not call it a day."""
    (checkout / EXERCISE).write_text("id: [", "utf-8")
    done = sources.seal(checkout, checkout / "texts")
    assert brief(done.problems) == [(EXERCISE, "yaml-syntax")]


@pytest.mark.parametrize("work", [sources.seal, sources.verify])
def test_a_missing_folder_is_a_mistake(checkout: Path, work: Callable[[Path, Path], Any]) -> None:
    """Who names a folder that is not there hears of it; so does who has no corpus."""
    with pytest.raises(MissingFileError, match="no such folder"):
        work(checkout, checkout / "nowhere")
    with pytest.raises(MissingFileError, match="seeds"):
        work(checkout / "texts", checkout / "texts")


# Verifying


def test_a_sound_corpus_is_verified_to_the_letter(checkout: Path) -> None:
    """Every quotation is compared with the text, and shown in its context."""
    done = sources.verify(checkout, checkout / "texts")
    quotations = sum(len(record["evidence"]) for record in invented.RECORDS.values())
    assert (done.problems, done.texts) == ([], {"example-source": quotations})
    context = "exercise off Lisbon in autumn 2001, «with 1,200 people on board». A third naval exercise is expected"
    assert ("example-exercise", "example-source", context) in done.contexts


def without_text(root: Path) -> None:
    """The text is gone."""
    (root / "texts/example.txt").unlink()


def changed_text(root: Path) -> None:
    """A byte of the text is another."""
    (root / "texts/example.txt").write_text(invented.LINES.replace("gulls", "hulls", 1), "utf-8")


def reseal(root: Path, **changes: Any) -> None:
    """Write the seal with changes, its checksum as it ought to be."""
    sealed = sealfiles.parse((root / SEAL).read_text("utf-8"))
    (root / SEAL).write_text(sealfiles.render(replace(sealed, **changes)), "utf-8")


def changed_leaf(root: Path) -> None:
    """A leaf of an unquoted word is another."""
    leaves = sealfiles.parse((root / SEAL).read_text("utf-8")).leaves
    reseal(root, leaves=(*leaves[:-1], bytes([leaves[-1][0] ^ 1]) + leaves[-1][1:]))


def changed_sentence(root: Path) -> None:
    """A sentence begins a word later."""
    sentences = sealfiles.parse((root / SEAL).read_text("utf-8")).sentences
    reseal(root, sentences=(*sentences[:-1], (1, sentences[-1][1] + 1, *sentences[-1][2:])))


def changed_salt(root: Path) -> None:
    """A salt is another, so that its quotation is not proven any more."""
    first, *others = sealfiles.parse((root / SEAL).read_text("utf-8")).openings
    salts = bytes([first.salts[0] ^ 1]) + first.salts[1:]
    reseal(root, openings=(replace(first, salts=salts), *others))


def changed_punctuation(root: Path) -> None:
    """A quotation has a comma that the text has not."""
    requote(root, "with 1,200 people, on board")


def changed_word(root: Path) -> None:
    """A quotation has a word that the text has not there."""
    requote(root, "with 1,200 people on shore")


def twins(root: Path) -> None:
    """A quotation stands in the text twice."""
    requote(root, "Said the same again")


FALSE = [
    (without_text, [(MANIFEST, "text-missing")]),
    (changed_text, [(MANIFEST, "text-differs")]),
    (changed_leaf, [(SEAL, "seal-differs")]),
    (changed_sentence, [(SEAL, "seal-differs")]),
    (changed_salt, [(SEAL, "seal-differs")]),
    (changed_punctuation, [(EXERCISE, "quotation-not-verbatim")]),
    (changed_word, [(EXERCISE, "quotation-not-in-source")]),
    (twins, [(EXERCISE, "quotation-found-twice")]),
]


@pytest.mark.parametrize(("spoil", "expected"), FALSE)
def test_verifying_finds(checkout: Path, spoil: Callable[[Path], None], expected: list[tuple[str, str]]) -> None:
    """Each way in which text, seal and quotation can differ is found at its file, and nothing else is."""
    spoil(checkout)
    assert brief(sources.verify(checkout, checkout / "texts").problems) == expected


def test_every_rule_of_the_texts_has_its_case() -> None:
    """No rule that needs the texts is without a case here."""
    assert {rule.ident for rule in texts.RULES} <= {rule for _, expected in FALSE for _, rule in expected}


def test_verifying_says_what_it_could_not_read(checkout: Path) -> None:
    """A record that is broken was not verified, and so the verdict is not clean."""
    (checkout / EXERCISE).write_text("id: [", "utf-8")
    assert brief(sources.verify(checkout, checkout / "texts").problems) == [(EXERCISE, "yaml-syntax")]


def test_no_opening_is_lost_while_a_record_cannot_be_read(checkout: Path) -> None:
    """A record that is broken for the moment keeps its quotations in the seal; once it is gone, so are they."""
    record = checkout / "seeds/projects/example-grant.yaml"
    before = (checkout / "seeds/sources/example-source.seal").read_bytes()
    record.write_text("id: [", "utf-8")
    assert sources.seal(checkout, checkout / "texts").written == []
    assert (checkout / "seeds/sources/example-source.seal").read_bytes() == before
    record.unlink()
    assert sources.seal(checkout, checkout / "texts").written == ["example-source"]
