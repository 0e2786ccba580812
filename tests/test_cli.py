"""The command line: exit codes, help, misuse without a traceback, and nothing raw on the terminal."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import invented
import pytest

from ukjsec import cli
from ukjsec.arguments import COMMANDS

Run = Callable[..., tuple[int, str, str]]

MEMORANDUM = "seeds/agreements/example-memorandum.yaml"


def spoil(root: Path) -> None:
    """Misspell a term."""
    invented.put(root / MEMORANDUM, invented.RECORDS["agreements/example-memorandum"] | {"status": "singed"})


def requote(root: Path) -> None:
    """Change a word of a quotation."""
    record = json.loads((root / MEMORANDUM).read_bytes())
    record["evidence"][2]["quote"] = "in force since July 2001"
    invented.put(root / MEMORANDUM, record)


CLEAN: list[tuple[str, ...]] = [
    ("show",),
    ("show", "agreements"),
    ("show", "retired"),
    ("show", "example-memorandum"),
    ("why", "example-memorandum"),
    ("why", "example-memorandum", "dates.signed"),
    ("cite",),
    ("cite", "--style", "bibtex"),
    ("cite", "example-source"),
    ("export", "--out", "out"),
    ("export", "--out", "out", "--format", "json", "records", "dates"),
    ("validate",),
    ("validate", MEMORANDUM, "seeds/exercises"),
    ("explain",),
    ("explain", "unknown-term"),
    ("coverage",),
    ("coverage", "example-source", "--texts", "texts"),
    ("source", "add", "texts/example.txt", "--id", "same-again"),
    ("seal", "--texts", "texts"),
    ("verify", "--texts", "texts"),
    ("verify", "--texts", "texts", "--context"),
    ("build",),
    ("build", "--check"),
    ("release", "--out", "out"),
    ("release", "--out", "out", "--draft"),
    ("changes", "."),
    ("--version",),
    ("--help",),
    *((command, "--help") for command in COMMANDS),
]

MISUSE: list[tuple[tuple[str, ...], str]] = [
    ((), "usage: ukjsec COMMAND"),
    (("shwo",), "invalid choice: 'shwo'"),
    (("show", "agreement"), "place or source `agreement`; did you mean `agreements`?"),
    (("show", "old-memorandum"), "the id `old-memorandum` was retired (Twice); it has no successor"),
    (("show", "a", "b"), "unrecognized arguments: b"),
    (("show", ""), "there is no table, record, actor, place or source ``"),
    (("why",), "required: record"),
    (("why", "example-memorandun"), "did you mean `example-memorandum`?"),
    (("why", "old-memorandum"), "the id `old-memorandum` was retired (Twice)"),
    (("why", "example-memorandum", "dates.singed"), "has no evidence for `dates.singed`"),
    (("cite", "--style", "mla"), "`mla`"),
    (("cite", "example-sauce"), "example-sauce"),
    (("cite", "--style", "example-source"), 'is a source, not a style; ask for cite(source="example-source")'),
    (("cite", "--version", "v0.2.0"), "'v0.2.0' is not a version; did you mean 0.2.0?"),
    (("export",), "required: --out"),
    (("export", "--out", "out", "agreement"), "did you mean `agreements`?"),
    (("export", "--out", "out", "--format", "xlsx"), "invalid choice: 'xlsx'"),
    (("export", "--out", "CITATION.cff"), "choose another --out"),
    (("export", "--out", "CITATION.cff/out"), "choose another --out"),
    (("validate", "nothing.yaml"), "nothing.yaml: there is no such file or folder"),
    (("validate", "texts"), "there is no file in it to check"),
    (("explain", "basis-mising"), "did you mean `basis-missing`?"),
    (("explain", "zzzzzzzz"), "`ukjsec explain` lists them"),
    (("coverage", "nothing"), "there is no source `nothing` with a seal"),
    (("coverage", "example-source", "--texts", "nowhere"), "nowhere: there is no such folder"),
    (("source", "remove", "x", "--id", "y"), "invalid choice: 'remove'"),
    (("source", "add", "nothing.txt", "--id", "new"), "nothing.txt: there is no such file"),
    (("source", "add", "texts/example.txt", "--id", "No"), "'No' cannot be an id"),
    (("source", "add", "texts/example.txt", "--id", "example-source"), "is there already"),
    (("seal",), "required: --texts"),
    (("seal", "--texts", "nowhere"), "nowhere: there is no such folder"),
    (("verify", "--texts", "CITATION.cff"), "there is no such folder"),
    (("build", "now"), "unrecognized arguments: now"),
    (("release",), "required: --out"),
    (("release", "--out", "seeds"), "seeds holds what is no part of this release (actors.yaml"),
    (("release", "--out", "out", "--draft", "--tag", "v0.1.0"), "not allowed with argument --draft"),
    (("release", "--out", "out", "--since", "nowhere"), "nowhere: there is no such file or folder"),
]


@pytest.mark.parametrize("arguments", CLEAN, ids=" ".join)
def test_what_is_sound_ends_with_zero(run: Run, arguments: tuple[str, ...]) -> None:
    """Every command that finds nothing wrong prints something, complains of nothing, and ends with 0."""
    code, shown, complaint = run(*arguments)
    assert (code, complaint) == (0, "")
    assert shown.endswith("\n")


@pytest.mark.parametrize(("arguments", "said"), MISUSE, ids=str)
def test_misuse_ends_with_two(run: Run, arguments: tuple[str, ...], said: str) -> None:
    """Misuse ends with 2 and one sentence on the error stream: what is wrong, with the way out; never a traceback."""
    code, shown, complaint = run(*arguments)
    assert (code, shown) == (2, "")
    assert said in complaint
    assert "Traceback" not in complaint
    assert complaint.startswith(("ukjsec: ", "usage: ukjsec"))


PROBLEMS: list[tuple[Callable[[Path], None], tuple[str, ...], str]] = [
    (spoil, ("validate",), "unknown-term"),
    (spoil, ("validate", MEMORANDUM), "unknown-term"),
    (spoil, ("build",), "unknown-term"),
    (spoil, ("build", "--check"), "unknown-term"),
    (requote, ("build",), "quotation-unsealed"),
    (requote, ("seal", "--texts", "texts"), "quotation-not-in-source"),
    (requote, ("verify", "--texts", "texts"), "quotation-not-in-source"),
]


@pytest.mark.parametrize(("make", "arguments", "rule"), PROBLEMS)
def test_problems_end_with_one(
    run: Run, checkout: Path, make: Callable[[Path], None], arguments: tuple[str, ...], rule: str
) -> None:
    """Problems are reported at their place, the exit code is 1, and a build writes nothing."""
    package = {file: file.read_bytes() for file in (checkout / "datapackage").iterdir()}
    make(checkout)
    code, shown, complaint = run(*arguments)
    assert (code, complaint) == (1, "")
    assert f"{MEMORANDUM}:" in shown
    assert f" {rule}: " in shown
    assert {file: file.read_bytes() for file in (checkout / "datapackage").iterdir()} == package


def test_a_notice_is_shown_and_does_not_fail(run: Run, checkout: Path) -> None:
    """A quotation that awaits its seal is shown by `validate`, which ends with 0."""
    record = json.loads((checkout / MEMORANDUM).read_bytes())
    record["evidence"][0]["quote"] = "On 3 May 2001 the defence ministers of Japan"
    invented.put(checkout / MEMORANDUM, record)
    code, shown, _ = run("validate")
    assert code == 0
    assert "notice: quotation-unsealed: " in shown
    assert shown.endswith("\n1 notice in 1 file.\n")


def test_checking_a_build_names_what_would_change(run: Run, checkout: Path) -> None:
    """`build --check` names the files and ends with 1; `build` mends them; then the check ends with 0."""
    (checkout / "datapackage/actors.csv").unlink()
    (checkout / "schemas/old.json").write_text("{}", "utf-8")
    code, shown, _ = run("build", "--check")
    assert code == 1
    assert shown.splitlines() == [
        "datapackage/actors.csv: missing",
        "schemas/old.json: left over",
        "A build would change these; run `ukjsec build`.",
    ]
    assert (checkout / "schemas/old.json").exists()
    code, shown, _ = run("build")
    assert code == 0
    assert shown.endswith(" files, 2 of them changed.\n")
    assert run("build", "--check") == (0, "The generated files are up to date.\n", "")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_help_has_an_example_that_parses(run: Run, command: str) -> None:
    """The help of each command says how it is used and gives an example that the parser accepts."""
    code, shown, _ = run(command, "--help")
    assert code == 0
    assert shown.startswith(f"usage: ukjsec {command} [-h]")
    example = shown.split("example:\n  ukjsec ")[1].splitlines()[0]
    assert cli.parser().parse_args(example.split()).command is COMMANDS[command]
    assert cli.parser(command).parse_args(example.split()).command is COMMANDS[command]
    assert max(map(len, shown.splitlines())) <= 80


@pytest.mark.parametrize("arguments", [("seal", "--texts", "."), ("build",), ("source", "add", "a", "--id", "b")])
def test_outside_a_checkout_nothing_is_written(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    """What writes into a checkout says, elsewhere, that there is none."""
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")
    code, _, complaint = run(*arguments)
    assert code == 2
    assert "this is no checkout of the project" in complaint
    assert list((tmp_path / "empty").iterdir()) == []


EVIL = "\x1b[2J\u202e\u200bevil"


@pytest.mark.parametrize(
    "arguments",
    [
        ("show", EVIL),
        ("show", "a", EVIL),
        ("why", EVIL),
        ("why", "example-memorandum", EVIL),
        ("cite", EVIL),
        ("cite", "--style", EVIL),
        ("export", "--out", "out", EVIL),
        ("validate", EVIL),
        ("explain", EVIL),
        ("coverage", EVIL),
        ("source", "add", "texts/example.txt", "--id", EVIL),
        ("verify", "--texts", EVIL),
    ],
)
def test_nothing_hostile_is_printed_raw(run: Run, arguments: tuple[str, ...]) -> None:
    """A name with characters that a terminal would obey is repeated with escapes in their place."""
    code, shown, complaint = run(*arguments)
    assert code == 2
    assert (shown + complaint).replace("\n", "").isprintable()


def test_a_hostile_file_name_is_printed_with_escapes(run: Run, checkout: Path) -> None:
    """A file whose name clears the screen is reported without clearing it."""
    (checkout / f"seeds/agreements/{EVIL}.yaml").write_text("id: [", "utf-8")
    code, shown, _ = run("validate")
    assert code == 1
    assert shown.replace("\n", "").isprintable()


def test_a_full_disk_is_no_traceback(run: Run, checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a build cannot write it says so, ends with 2 and leaves the package as it was."""
    package = {file: file.read_bytes() for file in (checkout / "datapackage").iterdir()}
    (checkout / "datapackage/actors.csv").write_text("changed", "utf-8")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device", "somewhere")

    monkeypatch.setattr(Path, "write_bytes", full)
    code, _, complaint = run("build")
    assert code == 2
    assert complaint.startswith("ukjsec: somewhere: No space left on device")
    assert not list(checkout.glob(".*.new"))
    assert set(package) == set((checkout / "datapackage").iterdir())


# The real program


def program(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run the command line as a process of its own."""
    command = [sys.executable, "-m", "ukjsec", *arguments]
    return subprocess.run(command, cwd=cwd, env=os.environ | environment, capture_output=True, check=False)


def test_the_program_speaks_utf8_everywhere(checkout: Path) -> None:
    """In a locale without Japanese the report is UTF-8 all the same, and the exit code that of the problems."""
    file = "seeds/dialogues/talks.yaml"
    (checkout / file).write_text("id: talks\n日本: 東京\n", "utf-8")
    done = program("validate", file, cwd=checkout, LC_ALL="C", PYTHONUTF8="0", PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stderr) == (1, b"")
    assert "  2 | 日本: 東京\n    | ^\n" in done.stdout.decode()


def test_a_reader_that_goes_away_is_no_error(checkout: Path) -> None:
    """Where the other end of a pipe is closed the program ends in silence."""
    shell = shutil.which("bash")
    if shell is None:
        pytest.skip("there is no bash here")
    line = f"set -o pipefail; {sys.executable} -m ukjsec explain | true; {sys.executable} -m ukjsec explain | head -n 1"
    done = subprocess.run([shell, "-c", line], cwd=checkout, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_no_word_of_what_a_link_leads_to_is_shown(run: Callable[..., tuple[int, str, str]], checkout: Path) -> None:
    """A link out of the checkout is refused, named by its own path, and its target is not printed; nor is a loop."""
    (checkout / "secret").write_text("hush: a secret", "utf-8")
    (checkout / "seeds/projects/x.yaml").symlink_to("../../secret")
    (checkout / "seeds/projects/y.yaml").symlink_to("y.yaml")
    for arguments in (("validate",), ("validate", "seeds/projects")):
        code, shown, complaint = run(*arguments)
        assert (code, complaint) == (1, "")
        assert shown.count("not-a-file") == 2
        assert "hush" not in shown


def test_actors_places_and_sources_are_shown_by_their_ids(run: Run) -> None:
    """What a record names can be looked up where the record is: each column that is not missing, in a line."""
    assert run("show", "gbr-rn")[1].splitlines()[0] == "gbr-rn (actors)"
    assert "name       Royal Navy" in run("show", "gbr-rn")[1]
    assert run("show", "lisbon")[1].startswith("lisbon (places)\n")
    assert run("show", "example-source")[1].startswith("example-source (sources)\n")


def test_a_template_that_is_only_shown_says_so(run: Run) -> None:
    """Without an id nothing is written, which is said beside the template, not in it."""
    _, out, err = run("new", "agreement")
    assert "was not saved" in err
    assert "saved" not in out


def test_an_empty_text_is_no_source(run: Run, checkout: Path) -> None:
    """A text without a word is not taken in."""
    (checkout / "empty.txt").write_text("\n \n", "utf-8")
    code, _, err = run("source", "add", "empty.txt", "--id", "empty-2001")
    assert (code, "the file is empty" in err) == (2, True)
    assert not (checkout / "seeds/sources/empty-2001.yaml").exists()
