"""Files brought to the canonical form: which, how they are reported, and what is left alone."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from ukjsec import canonical, faults, formatting, seeds
from ukjsec.errors import MissingFileError

Run = Callable[..., tuple[int, str, str]]

CROOKED = "title: A # called\nid: a\nkind: memorandum\n"
CANONICAL = "id: a\ntitle: A  # called\nkind: memorandum\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, in which one stands."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def problems(*named: str, check: bool = False) -> list[tuple[str, int, int, str]]:
    """Path, line, column and rule of what formatting complains of."""
    done = formatting.format_files([Path(name) for name in named], Path.cwd(), check=check)
    return [(one.place.path, one.place.line, one.place.column, one.rule) for one in done.problems]


def test_a_checkout_is_formatted_whole(run: Run, checkout: Path) -> None:
    """Without a path every record, list and manifest is formatted; it holds the same data, and a second run is idle."""
    before = seeds.read(checkout)
    code, out, _ = run("fmt")
    assert code == 0
    assert "Formatted seeds/agreements/example-memorandum.yaml.\n" in out
    assert "Formatted seeds/actors.yaml.\n" in out
    assert "Formatted seeds/sources/example-source.yaml.\n" in out
    after = seeds.read(checkout)
    assert (after.records, after.actors, after.sources) == (before.records, before.actors, before.sources)
    number = len(list((checkout / "seeds").rglob("*.yaml")))
    assert run("fmt") == (0, f"0 files changed, {number} in the canonical form already.\n", "")
    assert run("fmt", "--check") == (0, f"{number} files in the canonical form.\n", "")


def test_a_check_writes_nothing_and_shows_the_place(run: Run, checkout: Path) -> None:
    """A file that would change is a problem where it first differs, with the command that mends it."""
    (checkout / "a b.yaml").write_text(CROOKED)
    code, out, _ = run("fmt", "--check", "a b.yaml")
    assert (code, (checkout / "a b.yaml").read_text()) == (1, CROOKED)
    assert out == (
        "a b.yaml:1:1: not-canonical: 'title: A # called' stands here; the canonical form has 'id: a'\n"
        "  1 | title: A # called\n"
        "    | ^\n"
        "  -> Run `ukjsec fmt 'a b.yaml'`.\n"
        "\n"
        "1 problem in 1 file.\n"
    )
    assert run("fmt", "a b.yaml") == (0, "Formatted a b.yaml.\n1 file changed, 0 in the canonical form already.\n", "")
    assert (checkout / "a b.yaml").read_text() == CANONICAL


def test_a_report_in_json_is_not_disturbed(run: Run, checkout: Path) -> None:
    """In a format that is one document, what else is to be said goes to the error stream."""
    (checkout / "a.yaml").write_text(CROOKED)
    code, out, err = run("fmt", "a.yaml", "--format", "json")
    assert (code, json.loads(out)["problems"]) == (0, [])
    assert err == "Formatted a.yaml.\n1 file changed, 0 in the canonical form already.\n"


@pytest.mark.parametrize(
    ("data", "place", "message"),
    [
        (b"\xef\xbb\xbfid: a\n", (1, 1), "the file begins with a byte order mark; the canonical form has none"),
        (
            b"id: a\ntitle: b\r\n",
            (2, 9),
            "the line ends in a carriage return; the canonical form has none",
        ),
        (b"id: a\rtitle: b\r", (1, 6), "the line ends in a carriage return; the canonical form has none"),
        (b"id: a", (1, 6), "the file ends without a line end; the canonical form has one"),
        (b"id: a\n\n", (2, 1), "an empty line stands here; the canonical form has nothing more"),
        (b"id:  a\n", (1, 5), "' a' stands here; the canonical form has 'a'"),
        (b"id: a \n", (1, 6), "' ' stands here; the canonical form has the end of the line"),
        (b"id: 'a'\n", (1, 5), "\"'a'\" stands here; the canonical form has 'a'"),
        (b"title:\n- b\n", (1, 7), "the end of the line stands here; the canonical form has ' [b]'"),
        (b"\nid: a\n", (1, 1), "an empty line stands here; the canonical form has 'id: a'"),
        (
            b"note: " + b"a" * 50 + b"  # c d\nid: a\n",
            (1, 1),
            f"'note: {'a' * 33}…' stands here; the canonical form has 'id: a'",
        ),
        (b"topics: [a] # b", (1, 13), "'# b' stands here; the canonical form has ' # b'"),
        (b"# a\ntopics: [a, # b\n c]\n", (2, 8), "' [a, # b' stands here; the canonical form has the end of the line"),
        (b"id: a\n\ntitle: c", (2, 1), "an empty line stands here; the canonical form has 'title: c'"),
        (b"id: 'a\n  b'\n\n", (1, 5), "\"'a\" stands here; the canonical form has 'a b'"),
        (b"topics: [[a], b]\n", (1, 8), "' [[a], b]' stands here; the canonical form has the end of the line"),
    ],
)
def test_differences_are_said_in_words(data: bytes, place: tuple[int, int], message: str) -> None:
    """What stands in a file and what its form has there are told, line ends, blanks and empty lines too."""
    form = canonical.form(data, canonical.NO_SHAPE if b"id" not in data else formatting.RECORD)
    assert form.data
    assert formatting.difference(data, form.data) == (*place, message)


def test_a_longer_form_is_told_at_the_end() -> None:
    """Where the form goes on after the file, its next line is named at the end of the file."""
    message = "the file ends here; the canonical form has the line 'b: c'"
    assert formatting.difference(b"id: a\n", b"id: a\nb: c\n") == (1, 6, message)


def test_permissions_are_kept(folder: Path) -> None:
    """A file that is written anew can be read by whom it could be read before."""
    (folder / "a.yaml").write_text(CROOKED)
    (folder / "a.yaml").chmod(0o640)
    assert problems("a.yaml") == []
    assert stat.S_IMODE((folder / "a.yaml").stat().st_mode) == 0o640
    assert [file.name for file in folder.iterdir()] == ["a.yaml"]


def test_a_link_beside_the_file_is_not_followed(folder: Path) -> None:
    """A link under the name of the temporary file leads the writing nowhere."""
    (folder / "a.yaml").write_text(CROOKED)
    (folder / "victim").write_text("mine")
    (folder / ".a.yaml.new").symlink_to(folder / "victim")
    assert problems("a.yaml") == []
    assert ((folder / "victim").read_text(), (folder / "a.yaml").read_text()) == ("mine", CANONICAL)


def test_faults_are_those_of_validation(run: Run, checkout: Path) -> None:
    """A file with faults has the problems that `validate` finds, and stays as it is; the others are formatted."""
    broken = "title: A\nid: &a b\nnote: *a\nkind: x\nkind: y\n"
    (checkout / "seeds/agreements/broken.yaml").write_text(broken)
    (checkout / "a.yaml").write_text(CROOKED)
    code, out, _ = run("fmt", "seeds/agreements/broken.yaml", "a.yaml")
    assert code == 1
    _, said, _ = run("validate", "seeds/agreements/broken.yaml")
    assert said in out
    assert "3 problems in 1 file.\n1 file changed, 0 in the canonical form already.\n" in out
    assert (checkout / "seeds/agreements/broken.yaml").read_text() == broken
    assert (checkout / "a.yaml").read_text() == CANONICAL


def test_what_breaks_the_models_is_formatted(folder: Path) -> None:
    """Unknown fields and wrong values are no business of the form."""
    (folder / "seeds/agreements").mkdir(parents=True)
    file = folder / "seeds/agreements/a.yaml"
    file.write_text("sumary: 3\nevidence: none\nkind: [x]\nid:\n")
    assert problems("seeds") == []
    assert file.read_text() == "id:\nkind: [x]\nevidence: none\nsumary: 3\n"


@pytest.mark.parametrize(
    "text", ["a: 1\n", "- id: a\n  kind: memorandum\n", "id: a\nkind: Deployment\n", "kind: {}\nid: a\n"]
)
def test_what_is_no_data_of_ours_is_left_alone(folder: Path, text: str) -> None:
    """A file elsewhere that holds no record, such as the settings of another tool, is not touched."""
    (folder / "settings.yaml").write_text(text.replace(": ", ":   "))
    assert problems("settings.yaml") == [("settings.yaml", 1, 1, "unknown-type")]
    assert (folder / "settings.yaml").read_text() == text.replace(": ", ":   ")


def test_hidden_files_are_passed_over(folder: Path) -> None:
    """In a folder, hidden files and folders are those of other tools."""
    (folder / ".hidden").mkdir()
    (folder / ".hidden/a.yaml").write_text(CROOKED)
    (folder / ".a.yaml").write_text(CROOKED)
    (folder / "b.yaml").write_text(CROOKED)
    done = formatting.format_files([folder], folder)
    assert done.written == [f"{folder.as_posix()}/b.yaml"]
    assert (folder / ".hidden/a.yaml").read_text() == CROOKED


def test_json_is_left_as_it_is(run: Run, checkout: Path) -> None:
    """JSON has no comments and a form of its own; it is named and not touched."""
    (checkout / "a.json").write_text('{"id":"a"}')
    said = "a.json: left as it is; only YAML has a canonical form.\n"
    assert run("fmt", "a.json") == (0, f"{said}0 files changed, 0 in the canonical form already.\n", "")
    assert run("fmt", "--check", "a.json") == (0, f"{said}0 files in the canonical form.\n", "")
    assert (checkout / "a.json").read_text() == '{"id":"a"}'


def test_links_and_what_is_no_file_are_refused(folder: Path) -> None:
    """A link, a folder with the name of a file and a pipe are problems, and nothing behind them is read or written."""
    (folder / "there").mkdir()
    (folder / "there/real.yaml").write_text(CROOKED)
    (folder / "a").mkdir()
    (folder / "a/link.yaml").symlink_to(folder / "there/real.yaml")
    (folder / "a/loop.yaml").symlink_to(folder / "a/loop.yaml")
    (folder / "a/folder.yaml").mkdir()
    (folder / "a/linked").symlink_to(folder / "there")
    os.mkfifo(folder / "a/pipe.yaml")
    wanted = [(f"a/{name}.yaml", 1, 1, "not-a-file") for name in ("folder", "link", "loop", "pipe")]
    assert problems("a") == wanted
    assert problems("a/link.yaml", "a/loop.yaml") == [wanted[1], wanted[2]]
    assert (folder / "there/real.yaml").read_text() == CROOKED


def test_a_file_that_cannot_be_opened_is_a_problem(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that the system refuses is a problem, and the next one is formatted."""
    (folder / "a.yaml").write_text(CROOKED)
    (folder / "b.yaml").write_text(CROOKED)
    opened = Path.open

    def refuse(file: Path, mode: str = "r") -> object:
        if file.name == "a.yaml":
            raise PermissionError(13, "Permission denied")
        return opened(file, mode)

    monkeypatch.setattr(Path, "open", refuse)
    assert problems("a.yaml", "b.yaml") == [("a.yaml", 1, 1, "unreadable-file")]
    monkeypatch.undo()
    assert (folder / "b.yaml").read_text() == CANONICAL


def test_a_large_file_is_not_read_whole(folder: Path) -> None:
    """A file beyond the limit is a problem, as in validation."""
    (folder / "a.yaml").write_bytes(b"#" * (faults.LIMIT_BYTES + 2))
    assert problems("a.yaml") == [("a.yaml", 1, 1, "too-large")]


def test_a_file_that_would_grow_too_large_is_left_alone(folder: Path) -> None:
    """A form beyond the limit could not be read again: the file keeps the form it has."""
    text = f"kind: memorandum\nid: 'a: {chr(92) * 600_000}'\n"
    (folder / "a.yaml").write_text(text)
    assert problems("a.yaml") == [("a.yaml", 1, 1, "form-unsafe")]
    assert (folder / "a.yaml").read_text() == text


def test_a_file_named_twice_is_formatted_once(folder: Path) -> None:
    """A file within a folder that is named too counts once."""
    (folder / "a.yaml").write_text(CROOKED)
    done = formatting.format_files([Path("a.yaml"), Path(), Path("./a.yaml")], folder)
    assert (done.written, done.kept) == (["a.yaml"], 0)


@pytest.mark.parametrize("name", ["nowhere", "nowhere.yaml", "empty", "notes.txt"])
def test_misuse_is_told(run: Run, checkout: Path, name: str) -> None:
    """A path that is not there, that no form is known of, or a folder without any such file, ends with code 2."""
    (checkout / "empty").mkdir()
    (checkout / "notes.txt").write_text("a")
    code, out, err = run("fmt", name)
    assert (code, out) == (2, "")
    assert err.startswith(f"ukjsec: {name}: ")


def test_outside_a_checkout_files_are_named(folder: Path) -> None:
    """Where there is no seeds/ there is nothing to format unless it is named."""
    with pytest.raises(MissingFileError, match="name the files"):
        formatting.format_files([], folder)


def test_a_failed_write_leaves_the_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the disk is full the old file stands, whole."""
    (folder / "a.yaml").write_text(CROOKED)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match="No space"):
        problems("a.yaml")
    assert (folder / "a.yaml").read_text() == CROOKED
    assert [file.name for file in folder.iterdir()] == ["a.yaml"]
