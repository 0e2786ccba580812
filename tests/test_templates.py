"""Templates of new records: everything is told in them, they are guided to their end, and nothing is overwritten."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import invented
import pytest

from ukjsec import cli, documents, rules, seeds, templates, vocabulary
from ukjsec.errors import UnknownNameError
from ukjsec.models import RECORD_MODELS
from ukjsec.problems import Problem

Run = Callable[..., tuple[int, str, str]]

OPEN = ["title:", "kind:", "status:", "- actor:", "  role:", "summary:", "- source:", "  quote:", "  supports: []"]
"""The lines of a template that have to be filled in, in order."""

MORE_EVIDENCE = """\
- source: example-source
  quote: Japan and the United Kingdom signed a memorandum in Lisbon
  supports: [kind, participants.jpn, participants.gbr, places.lisbon]
- source: example-source
  quote: in force since June 2001
  supports: [status, dates.in-force]"""

MEMORANDUM = "seeds/agreements/example-memorandum.yaml"


def made(root: Path, name: str, ident: str | None = "a-new-one") -> str:
    """The template of a record in a checkout."""
    return templates.template(seeds.read(root), name, ident, "a-path.yaml")


def found(root: Path, path: str) -> list[Problem]:
    """The problems of one file."""
    return [problem for problem in rules.problems(seeds.read(root)) if problem.place.path == path]


@pytest.mark.parametrize("name", templates.NAMES)
def test_everything_is_told(built: Path, name: str) -> None:
    """A template tells each field of its type with the sentence under it, and every term with its definition."""
    text = made(built, name)
    told = re.sub(r"\s+", " ", re.sub(r"\n *# +", " ", text))
    model = RECORD_MODELS[templates.NAMES[name]]
    for field, info in model.model_fields.items():
        assert re.search(rf"^#?{field}:", text, re.MULTILINE), field
        assert info.description
        assert info.description in told, field
    shared = (vocabulary.STATUS, vocabulary.UNIT, vocabulary.SETTING, vocabulary.EVENT, vocabulary.ROLE)
    rarer = (vocabulary.PLACE_ROLE, vocabulary.TOPIC, vocabulary.MEASURE, vocabulary.BOUND, vocabulary.RELATION)
    for term in (term for terms in (model.kinds, *shared, *rarer) for term in terms):
        assert re.search(rf"^(#  |  #){term.name}\b", text.replace("#   ", "#  "), re.MULTILINE), term.name
        assert term.definition in told, term.name
    assert "example-source" in told
    assert max(map(len, text.splitlines())) <= templates.COLUMNS


@pytest.mark.parametrize("name", templates.NAMES)
def test_a_template_is_yaml_with_what_is_required(built: Path, name: str) -> None:
    """As it stands a template holds the required fields, open, and no other."""
    document = documents.compose(made(built, name).encode())
    assert not document.faults
    required = [key for key, info in RECORD_MODELS[templates.NAMES[name]].model_fields.items() if info.is_required()]
    assert list(document.value) == required
    assert document.value["id"] == "a-new-one"
    assert document.value["participants"] == [{"actor": None, "role": None}]
    assert document.value["evidence"] == [{"source": None, "quote": None, "supports": []}]
    assert documents.compose(made(built, name, None).encode()).value["id"] is None


@pytest.mark.parametrize(("name", "type_name"), templates.NAMES.items())
def test_a_template_is_guided_to_its_end(checkout: Path, name: str, type_name: str) -> None:
    """`validate` names each line that is left open, with what belongs there, and complains of nothing else."""
    path = f"seeds/{type_name}/a-new-one.yaml"
    text = made(checkout, name)
    (checkout / path).write_text(text, "utf-8")
    problems = found(checkout, path)
    assert [text.splitlines()[problem.place.line - 1] for problem in problems] == OPEN
    assert {problem.rule for problem in problems} == {"wrong-type", "wrong-value"}
    assert all(problem.place.column == len(line.removesuffix("[]").rstrip()) + 1 + line.endswith("[]")
               for problem, line in zip(problems, OPEN, strict=True))  # fmt: skip
    assert problems[0].repair == "Fill it in. A short name of the item."
    assert problems[-1].message == "`supports` needs at least one item"


@pytest.mark.parametrize(("name", "type_name"), templates.NAMES.items())
def test_every_field_can_be_taken_from_behind_its_mark(checkout: Path, name: str, type_name: str) -> None:
    """With every `#` that no blank follows taken away it is YAML with every field, of which only values are missing."""
    path = f"seeds/{type_name}/a-new-one.yaml"
    text = re.sub(r"(?m)^( *)#(?=[^ ])", r"\1", made(checkout, name))
    (checkout / path).write_text(text, "utf-8")
    document = documents.compose(text.encode())
    assert not document.faults
    model = RECORD_MODELS[type_name]
    assert list(document.value) == list(model.model_fields)
    assert list(document.value["dates"]) == list(vocabulary.EVENT.names)
    assert list(document.value["participants"][0]) == ["actor", "role", "as"]
    assert list(document.value["quantities"]) == [templates.NAME]
    problems = found(checkout, path)
    assert {problem.rule for problem in problems} == {"wrong-type", "wrong-value"}
    lines = [text.splitlines()[problem.place.line - 1].partition("  # ")[0].strip() for problem in problems]
    assert [line for line in lines if not line.endswith((":", "[]"))] == []
    assert f"{templates.NAME}:" in lines


def replaced(text: str, *edits: tuple[str, str]) -> str:
    """A text with lines replaced, each of which stands in it once."""
    for old, new in edits:
        assert len(re.findall(f"(?m)^{re.escape(old)}$", text)) == 1, old
        text = text.replace(f"\n{old}\n", f"\n{new}\n")
    return text


def test_a_template_that_is_filled_in_is_sound(checkout: Path, run: Run) -> None:
    """Whoever fills in the open lines, and takes the marks away from what the source tells, has a sound record."""
    file = checkout / MEMORANDUM
    file.unlink()
    assert run("new", "agreement", "example-memorandum")[0] == 0
    text = replaced(
        file.read_text("utf-8"),
        ("title:", "title: A memorandum of defence ministers"),
        ("kind:", "kind: memorandum"),
        ("status:", "status: in-force"),
        ("#dates:", "dates:"),
        ("  #signed:     # It was signed.", "  signed: 2001-05-03"),
        ("  #in-force:   # It came into force.", "  in-force: 2001-06  # It came into force."),
        ("- actor:", "- actor: jpn"),
        ("  role:", "  role: party\n- actor: gbr\n  role: party"),
        ("#places:", "places:"),
        ("#- place:", "- place: lisbon"),
        ("  #role:", "  role: venue"),
        ("#topics: []", "topics: [defence-relations]"),
        ("summary:", "summary: Two ministers put their names to a paper on defence."),
        ("- source:", "- source: example-source"),
        ("  quote:", "  quote: On 3 May 2001 the defence ministers"),
        ("  supports: []", f"  supports: [dates.signed]\n{MORE_EVIDENCE}"),
    )
    file.write_text(text, "utf-8")
    assert documents.compose(text.encode()).value == invented.RECORDS["agreements/example-memorandum"]
    code, said, _ = run("validate", MEMORANDUM)
    assert (code, said) == (0, "No problems.\n")


def test_it_is_shown_how_a_sound_record_quotes(built: Path) -> None:
    """The first quotation of a record of the type that needs no reasoning and proves several values is shown."""
    shown = made(built, "agreement").partition("# So does ")[2].splitlines()[:4]
    assert shown == [
        "seeds/agreements/example-memorandum.yaml:",
        "#   - source: example-source",
        "#     quote: Japan and the United Kingdom signed a memorandum in Lisbon",
        "#     supports: [kind, participants.jpn, participants.gbr, places.lisbon]",
    ]
    assert "So does" not in made(built, "operation"), "its only quotation needs a basis"


# Ids


@pytest.mark.parametrize(
    ("ident", "said"),
    [
        ("Uk-Jp", "cannot be an id: use lower-case letters and digits, joined by single hyphens, at most 80 in all"),
        ("uk--jp", "cannot be an id"),
        ("uk_jp", "cannot be an id"),
        ("../x", "cannot be an id"),
        ("x\n", "cannot be an id"),
        ("", "cannot be an id"),
        ("x" * 81, "cannot be an id"),
        ("example-memorandum", "is taken by seeds/agreements/example-memorandum.yaml; choose another"),
        ("old-memorandum", "was retired and is never used again; choose another"),
    ],
)
def test_not_every_id_can_be_had(checkout: Path, run: Run, ident: str, said: str) -> None:
    """A text that is no id, and an id that is taken or retired, is refused with the reason, and nothing is written."""
    before = sorted(checkout.rglob("*"))
    code, shown, complaint = run("new", "exercise", ident)
    assert (code, shown) == (2, "")
    assert said in complaint
    assert sorted(checkout.rglob("*")) == before


def test_a_retired_id_names_its_successor(checkout: Path) -> None:
    """Who asks for a retired id is told which record took its place."""
    invented.put(checkout / "seeds/retired.yaml", [{"id": "gone", "successor": "example-grant", "reason": "Twice"}])
    with pytest.raises(UnknownNameError, match="its successor is `example-grant`"):
        templates.vet(seeds.read(checkout), "gone")


def test_an_id_of_a_file_that_is_not_sound_is_taken(checkout: Path) -> None:
    """A record that cannot be read keeps its id."""
    (checkout / "seeds/projects/half-done.yaml").write_text("title: [", "utf-8")
    with pytest.raises(UnknownNameError, match="is taken"):
        templates.vet(seeds.read(checkout), "half-done")


@pytest.mark.parametrize("ident", ["123", "null", "true"])
def test_an_id_stays_text(built: Path, ident: str) -> None:
    """An id that YAML would take for something else is put into quotation marks."""
    assert documents.compose(made(built, "project", ident).encode()).value["id"] == ident


# The command


def test_the_command_knows_the_types() -> None:
    """The command line offers exactly the types that there are."""
    commands = cli.parser()._subparsers
    assert commands
    choices: Any = commands._group_actions[0].choices
    made: argparse.ArgumentParser = choices["new"]
    (types,) = [action.choices for action in made._actions if action.dest == "type"]
    assert tuple(types or ()) == tuple(templates.NAMES)


def test_in_a_checkout_it_is_written_where_it_belongs(checkout: Path, run: Run) -> None:
    """With an id the file is written, with the way to its schema; at once `validate` guides the coder."""
    code, said, _ = run("new", "dialogue", "a-new-one")
    path = "seeds/dialogues/a-new-one.yaml"
    assert (code, said.splitlines()[0]) == (0, f"Wrote {path}.")
    text = (checkout / path).read_text("utf-8")
    assert text.splitlines()[0] == "# yaml-language-server: $schema=../../schemas/dialogue.schema.json"
    assert (checkout / path).parent.joinpath("../../schemas/dialogue.schema.json").is_file()
    assert f"Save it as {path}; `ukjsec validate {path}` says what is left to fill in." in " ".join(text.split("\n# "))
    assert run("validate", path)[0] == 1


def test_nothing_is_overwritten(checkout: Path, run: Run) -> None:
    """A second template of one id, and one over any other file or link, is refused; what was there stays."""
    assert run("new", "dialogue", "a-new-one")[0] == 0
    file = checkout / "seeds/dialogues/a-new-one.yaml"
    file.write_text("mine: yes\n", "utf-8")
    assert run("new", "dialogue", "a-new-one")[0] == 2
    assert run("new", "project", "a-new-one")[0] == 2
    (checkout / "mine.yaml").write_text("mine: yes\n", "utf-8")
    (checkout / "gone.yaml").symlink_to(checkout / "nowhere")
    for name in ("mine", "gone"):
        code, _, complaint = run("new", "dialogue", name, "--out", f"{name}.yaml")
        assert (code, f"{name}.yaml is there already, and is left as it is" in complaint) == (2, True)
    assert {file.read_text("utf-8"), (checkout / "mine.yaml").read_text("utf-8")} == {"mine: yes\n"}
    assert (checkout / "gone.yaml").is_symlink()
    assert not (checkout / "nowhere").exists()


def test_without_an_id_it_is_printed(run: Run) -> None:
    """Without an id the template is printed, with the id left open too."""
    code, said, _ = run("new", "operation")
    assert code == 0
    assert said.startswith("# yaml-language-server: $schema=../../schemas/operation.schema.json\n# An operation: ")
    assert "\nid:\n" in said
    assert "Save it as seeds/operations/<id>.yaml" in said


def test_a_file_can_be_named(checkout: Path, run: Run) -> None:
    """The file that is named gives the id, and its place the way to the schema."""
    code, said, _ = run("new", "exercise", "--out", "drafts/exercises/a-new-one.yaml")
    assert (code, said.splitlines()[0]) == (0, "Wrote drafts/exercises/a-new-one.yaml.")
    assert "Begin with the kind" not in said
    text = (checkout / "drafts/exercises/a-new-one.yaml").read_text("utf-8")
    assert text.splitlines()[0] == "# yaml-language-server: $schema=../../schemas/exercise.schema.json"
    assert documents.compose(text.encode()).value["id"] == "a-new-one"
    code, said, _ = run("validate", "drafts/exercises/a-new-one.yaml")
    assert (code, said.count("\n  -> ")) == (1, len(OPEN))
    code, said, _ = run("new", "exercise", "another", "--out", "another.yaml")
    assert code == 0
    assert "Begin with the kind: outside a folder named exercises it alone says" in said


@pytest.mark.parametrize(
    ("out", "said"),
    [
        ("a-new-one.yml", "name one that ends in .yaml"),
        ("seeds", "name one that ends in .yaml"),
        ("another.yaml", "a record's file bears the name of its id: write --out a-new-one.yaml"),
        ("seeds/a-new-one.yaml", "nothing reads a record there; it belongs into seeds/exercises"),
        ("seeds/sources/a-new-one.yaml", "nothing reads a record there"),
        ("seeds/drafts/exercises/a-new-one.yaml", "nothing reads a record there"),
        ("seeds/projects/a-new-one.yaml", "seeds/projects is the folder of projects, and this is an exercise"),
    ],
)
def test_a_file_that_cannot_be_the_record_is_refused(checkout: Path, run: Run, out: str, said: str) -> None:
    """A file that `validate` would refuse for its name or folder is not written."""
    before = sorted(checkout.rglob("*"))
    code, _, complaint = run("new", "exercise", "a-new-one", "--out", out)
    assert code == 2
    assert said in complaint
    assert sorted(checkout.rglob("*")) == before


def test_outside_a_checkout_the_shipped_schema_is_named(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Outside a checkout it is printed, or written where one says, with the schema that came with the library."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    code, said, _ = run("new", "project", "a-new-one")
    first, path = said.splitlines()[0], "projects/a-new-one.yaml"
    assert (code, list(elsewhere.iterdir())) == (0, [])
    assert re.fullmatch(r"# yaml-language-server: \$schema=file:///\S+/schemas/project\.schema\.json", first)
    assert Path(first.partition("file://")[2]).is_file()
    assert run("new", "project", "--out", path)[0] == 0
    assert (elsewhere / path).read_text("utf-8") == said
    code, said, _ = run("validate", path)
    assert (code, said.count("\n  -> ")) == (1, len(OPEN))


def test_where_there_is_no_schema_none_is_named(tmp_path: Path) -> None:
    """Outside a checkout, with no schema at hand, a record has no line for editors."""
    assert templates.modeline("project", tmp_path, None) is None


def test_a_folder_with_an_odd_name_breaks_nothing(checkout: Path, run: Run) -> None:
    """What a terminal would obey, or YAML would take for a line end, comes out of no path into a template."""
    out = "odd\n\x1b[31m: x/exercises/a-new-one.yaml"
    code, said, _ = run("new", "exercise", "--out", out)
    assert code == 0
    assert "\x1b" not in said
    assert not documents.compose((checkout / out).read_bytes()).faults


def test_an_empty_sheet_is_filled_and_validated(run: Run, checkout: Path) -> None:
    """A sheet for a type has a header alone; a row written under it is validated at its cells."""
    code, out, _ = run("new", "agreement", "--csv", "--out", "rows.csv")
    assert (code, out.splitlines()[0]) == (0, "Wrote rows.csv.")
    header = (checkout / "rows.csv").read_text("utf-8")
    assert run("new", "agreement", "--csv")[1].strip() == header.strip()
    assert ": no-rows: " in run("validate", "rows.csv")[1]
    row = {"id": "a-new-one", "title": "A title", "kind": "memorandom"}
    cells = [row.get(name, "") for name in header.strip().split(",")]
    (checkout / "rows.csv").write_text(f"{header}{','.join(cells)}\n", "utf-8")
    code, out, _ = run("validate", "rows.csv")
    assert code == 1
    assert f"rows.csv:2:{len('a-new-one,A title,,') + 1}: unknown-type: " in out
    assert "Did you mean `memorandum`?" in out


def test_a_sheet_overwrites_nothing(run: Run, checkout: Path) -> None:
    """A file that is there stays; a sheet is a CSV file, and takes no id."""
    (checkout / "rows.csv").write_text("mine", "utf-8")
    assert run("new", "agreement", "--csv", "--out", "rows.csv")[0] == 2
    assert (checkout / "rows.csv").read_text("utf-8") == "mine"
    assert run("new", "agreement", "--csv", "--out", "rows.xlsx")[0] == 2
    assert run("new", "agreement", "an-id", "--csv")[0] == 2
    assert not (checkout / "rows.xlsx").exists()
