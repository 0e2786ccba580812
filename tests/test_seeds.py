"""The folder of seeds: bad input is found where it stands, and disturbs nothing else."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import invented
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ukjsec import build, rules, seeds
from ukjsec.corpus import MOST_ASKED, placed
from ukjsec.errors import BrokenCorpusError, MissingFileError
from ukjsec.problems import Finding, Place, Problem

BLOCK = """\
# A memorandum, as a contributor writes it.
id: example-memorandum
title: A memorandum of defence ministers
kind: memorandum
status: in-force
dates:
  signed: 2001-05-03
  in-force: 2001-06
participants:
- actor: jpn
  role: party
- actor: gbr
  role: party
places:
- place: lisbon
  role: venue
topics: [defence-relations]
summary: >
  Two ministers put their names
  to a paper on defence.
evidence:
- source: example-source
  quote: On 3 May 2001 the defence ministers
  supports:
  - dates.signed
- source: example-source
  quote: Japan and the United Kingdom signed a memorandum in Lisbon
  supports: [kind, participants.jpn, participants.gbr, places.lisbon]
- source: example-source
  quote: in force since June 2001
  supports: [status, dates.in-force]
- source: example-source
  quote: Under the memorandum the Royal Navy
  supports: [kind]
"""

FLOW = """\
# 覚書
{id: example-memorandum, title: A memorandum of defence ministers, kind: memorandum, status: in-force,
 dates: {signed: 2001-05-03, in-force: 2001-06},
 participants: [{actor: jpn, role: party}, {actor: gbr, role: party}],
 places: [{place: lisbon, role: venue}], topics: [defence-relations], summary: Two ministers signed.,
 evidence: [
  {source: example-source, quote: On 3 May 2001 the defence ministers, supports: [dates.signed]},
  {source: example-source, quote: Japan and the United Kingdom signed a memorandum in Lisbon,
   supports: [kind, participants.jpn, participants.gbr, places.lisbon]},
  {source: example-source, quote: in force since June 2001, supports: [status, dates.in-force]},
  {source: example-source, quote: Under the memorandum the Royal Navy, supports: [kind]}]}
"""

MEMORANDUM = "seeds/agreements/example-memorandum.yaml"

FORMS = {"block": BLOCK, "flow": FLOW}

# What is replaced, by what, the rule, and the place of the complaint in block and in flow style.
BAD: list[tuple[str, str, str, tuple[int, int], tuple[int, int]]] = [
    ("title: A", "tilte: A", "unknown-field", (3, 1), (2, 26)),
    ("actor: gbr", "as: gbr", "missing-field", (12, 3), (4, 44)),
    ("A memorandum of defence ministers", '"A "', "blank-text", (3, 8), (2, 33)),
    ("A memorandum of defence ministers", "true", "wrong-type", (3, 8), (2, 33)),
    ("kind: memorandum", "kind: memorandom", "unknown-term", (4, 7), (2, 74)),
    ("signed: 2001", "singed: 2001", "unknown-term", (7, 3), (3, 10)),
    ("2001-05-03", "2001-02-29", "impossible-date", (7, 11), (3, 18)),
    ("2001-05-03", "[2001-01..2001-05]", "date-is-list", (7, 11), (3, 18)),
    ("the defence ministers", "the war ministers", "quotation-unsealed", (23, 10), (7, 35)),
    ("Under the memorandum the Royal Navy", "Said the same again", "quotation-found-twice", (33, 10), (11, 35)),
    ("[status, dates.in-force]", "[status]", "value-without-evidence", (8, 3), (3, 30)),
    ("signed a memorandum in Lisbon", "signed a memorandum", "basis-missing", (28, 56), (9, 57)),
    ("actor: gbr", "actor: gbx", "unknown-actor", (12, 10), (4, 52)),
    ("place: lisbon", "place: lisbom", "unknown-place", (15, 10), (5, 19)),
    ("example-source", "exampl-source", "unknown-source", (22, 11), (7, 12)),
    ("id: example-memorandum", "id: example-exercise", "duplicate-id", (2, 5), (2, 6)),
    ("id: example-memorandum", "id: examples-memorandum", "file-name-differs", (2, 5), (2, 6)),
    ("participants:", "participants", "yaml-syntax", (9, 1), (4, 15)),
]

NEAREST = {
    "tilte: A": "title",
    "kind: memorandom": "memorandum",
    "singed: 2001": "signed",
    "actor: gbx": "gbr",
    "place: lisbom": "lisbon",
    "exampl-source": "example-source",
}


def problems(root: Path) -> list[Problem]:
    """Every problem of a corpus, as `validate` finds them."""
    return rules.problems(seeds.read(root))


def complaints(root: Path) -> list[tuple[str, str]]:
    """Path and rule of every problem of a corpus."""
    return [(one.place.path, one.rule) for one in problems(root)]


@pytest.mark.parametrize("form", FORMS)
def test_sound_yaml(form: str, tmp_path: Path) -> None:
    """A sound record has no problem, in block and in flow style."""
    (invented.write(tmp_path) / MEMORANDUM).write_text(FORMS[form], "utf-8")
    invented.seal(tmp_path)
    assert problems(tmp_path) == []


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("row", BAD, ids=[row[1] for row in BAD])
def test_bad_input(form: str, row: tuple[str, str, str, tuple[int, int], tuple[int, int]], tmp_path: Path) -> None:
    """A mistake is found at its line and column, with the nearest name where one is meant, and nothing else is."""
    old, new, rule, block, flow = row
    (invented.write(tmp_path) / MEMORANDUM).write_text(FORMS[form].replace(old, new, 1), "utf-8")
    invented.seal(tmp_path)
    found = problems(tmp_path)
    place = Place(MEMORANDUM, *(block if form == "block" else flow))
    assert [(one.place, one.rule) for one in found] == [(place, rule)]
    assert found[0].repair.startswith(f"Did you mean `{NEAREST[new]}`" if new in NEAREST else "")


def test_all_mistakes_at_once(tmp_path: Path) -> None:
    """Mistakes in several fields and files are all found in one go, sorted by place."""
    text = (
        BLOCK.replace("status: in-force", "status: inforce").replace("2001-05-03", "2001-05-32").replace("title:", "x:")
    )
    (invented.write(tmp_path) / MEMORANDUM).write_text(text, "utf-8")
    invented.put(tmp_path / "seeds/places.yaml", [*invented.PLACES, {"id": "paris"}])
    found = problems(tmp_path)
    assert [(one.place.path, one.place.line, one.rule) for one in found] == [
        (MEMORANDUM, 2, "missing-field"),
        (MEMORANDUM, 3, "unknown-field"),
        (MEMORANDUM, 5, "unknown-term"),
        (MEMORANDUM, 7, "impossible-date"),
        ("seeds/places.yaml", 16, "missing-field"),
    ]
    assert found == sorted(found)


def test_field_problems_silence_the_rules_across_records(tmp_path: Path) -> None:
    """A record with a field problem is not asked what it names or proves, and what names it is not complained of."""
    text = BLOCK.replace("status: in-force", "status: inforce").replace("actor: gbr", "actor: gbx")
    (invented.write(tmp_path) / MEMORANDUM).write_text(text, "utf-8")
    invented.seal(tmp_path)
    assert complaints(tmp_path) == [(MEMORANDUM, "unknown-term")]


@pytest.mark.parametrize("name", ["actors", "places", "retired"])
@pytest.mark.parametrize(
    ("text", "rule"),
    [("- id: [", "yaml-syntax"), ("id: a\n", "wrong-type"), ("- {id: a, id: b}\n", "duplicate-key")],
)
def test_a_broken_list_disturbs_nothing_else(name: str, text: str, rule: str, tmp_path: Path) -> None:
    """While a list cannot be read, nobody is told that something is not in it."""
    (invented.write(tmp_path) / f"seeds/{name}.yaml").write_text(text, "utf-8")
    assert complaints(tmp_path) == [(f"seeds/{name}.yaml", rule)]


@pytest.mark.parametrize(
    ("changed", "rules_broken"),
    [
        ({"id": "jpn", "name": "Japan", "kind": "stat"}, ["unknown-term"]),
        ({"ID": "jpn", "name": "Japan", "kind": "state"}, ["unknown-field", "missing-field"]),
        ({"id": 7, "name": "Japan", "kind": "state"}, ["wrong-type"]),
    ],
)
def test_a_broken_item_disturbs_nothing_else(
    changed: dict[str, object], rules_broken: list[str], tmp_path: Path
) -> None:
    """An actor with a mistake is not unknown, and nobody is told that its name is not quoted."""
    invented.put(invented.write(tmp_path) / "seeds/actors.yaml", [changed, *invented.ACTORS[1:]])
    assert {path for path, _ in complaints(tmp_path)} == {"seeds/actors.yaml"}
    assert {rule for _, rule in complaints(tmp_path)} <= set(rules_broken)


def test_an_id_stands_once_in_a_list(tmp_path: Path) -> None:
    """The second item of an id is complained of, and the first one stays."""
    twice = [*invented.ACTORS, invented.ACTORS[0] | {"name": "Nippon"}]
    invented.put(invented.write(tmp_path) / "seeds/actors.yaml", twice)
    (found,) = problems(tmp_path)
    assert (found.rule, found.message) == ("duplicate-id", "the id `jpn` is taken by another item of this list")
    assert seeds.read(tmp_path).actors["jpn"].name == "Japan"


@pytest.mark.parametrize("name", ["a-copy", "the-copy"])
def test_a_copy_is_complained_of_where_it_stands(name: str, tmp_path: Path) -> None:
    """Of two files with one id the one that does not bear its name is the copy, whichever is read first."""
    record = invented.RECORDS["agreements/example-memorandum"]
    invented.put(invented.write(tmp_path) / f"seeds/agreements/{name}.yaml", record | {"title": "A copy"})
    assert complaints(tmp_path) == [(f"seeds/agreements/{name}.yaml", "duplicate-id")]
    assert seeds.read(tmp_path).records["example-memorandum"].title == "A memorandum of defence ministers"


def test_misplaced_files_are_not_unknown(tmp_path: Path) -> None:
    """A list or manifest under another name is a stray file, and nothing that it may hold is called unknown."""
    seeds_folder = invented.write(tmp_path) / "seeds"
    (seeds_folder / "actors.yaml").rename(seeds_folder / "actors.yml")
    assert complaints(tmp_path) == [("seeds/actors.yml", "stray-file")]
    (seeds_folder / "actors.yml").rename(seeds_folder / "actors.yaml")
    (seeds_folder / "sources/example-source.yaml").unlink()
    assert complaints(tmp_path) == [("seeds/sources/example-source.seal", "stray-file")]


def test_hidden_files_are_left_alone(tmp_path: Path) -> None:
    """Files and folders whose names begin with a dot are nobody's concern."""
    (invented.write(tmp_path) / "seeds/.cache").mkdir()
    (tmp_path / "seeds/.cache/x.yaml").write_text("[", "utf-8")
    (tmp_path / "seeds/agreements/.DS_Store").write_bytes(b"\xff")
    assert problems(tmp_path) == []


def test_a_link_as_seal_is_not_followed(tmp_path: Path) -> None:
    """A seal is read as a plain file only, and a source whose seal cannot be read does not lack one."""
    seal = invented.write(tmp_path) / "seeds/sources/example-source.seal"
    seal.symlink_to(seal.rename(tmp_path / "elsewhere"))
    assert complaints(tmp_path) == [("seeds/sources/example-source.seal", "not-a-file")]


def test_a_checkout_is_asked_for(tmp_path: Path) -> None:
    """Where there is no folder of seeds, the message says what to do; from within one the root is found."""
    with pytest.raises(MissingFileError, match="run ukjsec from a checkout"):
        seeds.read(tmp_path)
    assert seeds.find_root(tmp_path) is None
    assert seeds.find_root(invented.write(tmp_path) / "seeds/agreements") == tmp_path


def test_problems_are_told_apart_by_place_and_rule() -> None:
    """The same place and rule is the same problem, whatever the words; problems sort by place, then by rule."""
    place = Place("a.yaml", 3, 9)
    assert Problem(place, "tag", "one") == Problem(place, "tag", "other", "mend it", "notice")
    assert len({Problem(place, "tag", "one"), Problem(place, "tag", "other")}) == 1
    row = [
        Problem(Place("a.yaml", 3, 9), "tag", "z"),
        Problem(Place("a.yaml", 3, 10), "merge-key", "y"),
        Problem(Place("a.yaml", 3, 10), "tag", "x"),
        Problem(Place("a.yaml", 20, 1), "tag", "w"),
        Problem(Place("b.yaml", 1, 1), "tag", "v"),
    ]
    assert row == sorted({*row})
    assert all(one != other for one, other in pairwise(row))
    assert str(row[0]) == "a.yaml:3:9: tag: z"


def test_findings_are_placed_once(tmp_path: Path) -> None:
    """Findings of one place and rule become one problem, at the key where the key is meant."""
    corpus = seeds.read(invented.write(tmp_path))
    (corpus.root / MEMORANDUM).write_text("  title: One\n", "utf-8")
    twice = [Finding(MEMORANDUM, ("title",), "tag", word) for word in ("one", "other")]
    key = Finding(MEMORANDUM, ("title", "deeper"), "tag", "key")
    assert [(one.place.line, one.place.column) for one in placed(corpus, [*twice, key])] == [(1, 3), (1, 10)]


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    data=st.binary(max_size=80) | st.text(max_size=60).map(str.encode),
    cut=st.integers(0, len(BLOCK)),
    put=st.booleans(),
)
def test_any_bytes_are_read(tmp_path: Path, data: bytes, cut: int, put: bool) -> None:
    """Whatever bytes a record file holds, or has amid its text, they are read, and complained of there alone."""
    if not (tmp_path / "seeds").exists():
        invented.write(tmp_path)
    whole = BLOCK.encode()
    (tmp_path / MEMORANDUM).write_bytes(whole[:cut] + data + whole[cut:] if put else data)
    assert {path for path, _ in complaints(tmp_path)} <= {MEMORANDUM}


def test_an_id_of_wrong_form_is_one_problem(tmp_path: Path) -> None:
    """Of an id that is none, nobody hears that the file has to be renamed to it."""
    root = invented.write(tmp_path)
    invented.put(root / "seeds/exercises/new.yaml", invented.RECORDS["exercises/example-exercise"] | {"id": "New_One"})
    assert [found.rule for found in seeds.read(root).findings] == ["wrong-value"]


def test_folders_without_end_are_not_followed(tmp_path: Path) -> None:
    """What stands too deep in folders is called stray with its folder."""
    root = invented.write(tmp_path)
    (root / "seeds" / Path(*["d"] * 300)).mkdir(parents=True)
    assert [(found.rule, found.path) for found in seeds.read(root).findings] == [("stray-file", "seeds/d/d/d/d")]


def test_a_codebook_in_another_encoding_stops_the_build(tmp_path: Path) -> None:
    """The coding rules are shipped; what is not UTF-8 is named, and nothing is built."""
    root = invented.write(tmp_path)
    (root / "seeds" / "codebook.md").write_bytes("caf\xe9".encode("latin-1"))
    with pytest.raises(BrokenCorpusError, match="not UTF-8 at byte 4"):
        build.artefacts(seeds.read(root))


@pytest.mark.parametrize("parent", ["actor-{next}", "nobody-{here}"])
def test_many_actors_take_no_time_to_speak_of(tmp_path: Path, parent: str) -> None:
    """A thousand parents that loop, or are unknown, are told of; hints are given for the first of them only."""
    root = invented.write(tmp_path)
    many = [
        {
            "id": f"actor-{at}",
            "name": f"Actor {at}",
            "kind": "group",
            "parent": parent.format(next=(at + 1) % 999, here=at),
        }
        for at in range(999)
    ]
    invented.put(root / "seeds" / "actors.yaml", [*invented.ACTORS, *many])
    problems = rules.problems(seeds.read(root))
    assert {problem.rule for problem in problems} == {"parent-loop" if "next" in parent else "unknown-actor"}
    assert sum("Did you mean" in problem.repair for problem in problems) <= MOST_ASKED
