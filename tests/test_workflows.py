"""The workflows and the hooks: their laws, their schemas, and what they do when they are run.

A law is a function over the text of a workflow that returns complaints; it is tried on broken copies too.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import invented
import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".github" / "workflows"
WORKFLOWS = sorted(FOLDER.iterdir())
VALIDATE = FOLDER / "validate.yml"
HOOKS = ROOT / ".pre-commit-hooks.yaml"

PINNED = re.compile(r"(?:- )?uses: [\w.-]+/[\w./-]+@[0-9a-f]{40} # v[0-9]+\.[0-9]+\.[0-9]+")

ISSUED = {"pull_request", "push"}
"""The events that may start a workflow: of neither does a stranger's change meet a secret."""

GRANTED = {
    ("Release", "attest"): {"attestations": "write", "id-token": "write"},
    ("Release", "files"): {"contents": "write"},
    ("Release", "index"): {"id-token": "write"},
}
"""What jobs may do, by workflow and name; any other may read the repository, and no more."""


def parsed(text: str) -> dict[Any, Any]:
    """A workflow as data; its `on` is the key True to YAML 1.1."""
    found: dict[Any, Any] = yaml.safe_load(text)
    return found


def steps(text: str) -> Iterator[dict[str, Any]]:
    """Every step of every job."""
    for job in parsed(text)["jobs"].values():
        yield from job["steps"]


def events(text: str) -> list[str]:
    """Only harmless events start it: validate.yml a pull request alone, release.yml a tag alone."""
    on = parsed(text)[True]
    names = {on} if isinstance(on, str) else set(on)
    if "name: Release\n" in text:
        return [] if on == {"push": {"tags": ["v*"]}} else [f"started by {on}"]
    wanted = {"pull_request"} if "name: Validate\n" in text else ISSUED
    return [f"started by {name}" for name in sorted(names - wanted)]


def permissions(text: str) -> list[str]:
    """Nothing is allowed at the top, and every job may do what it needs, and no more."""
    top = parsed(text)
    found = [] if top.get("permissions") == {} else ["the top allows something"]
    jobs = top["jobs"].items()
    return found + [
        f"{name} may do other than it needs"
        for name, job in jobs
        if job.get("permissions") != GRANTED.get((top["name"], name), {"contents": "read"})
    ]


def pins(text: str) -> list[str]:
    """Every action is pinned to a commit, with its version beside it; and every one of data is seen in the text."""
    lines = [line.strip() for line in text.splitlines() if re.search(r"\buses\b", line)]
    found = [line for line in lines if not PINNED.fullmatch(line)]
    number = sum("uses" in step for step in steps(text))
    return found + ([] if number == len(lines) else [f"{number} actions in {len(lines)} lines"])


def interpolations(text: str) -> list[str]:
    """No script is put together from expressions: what a stranger wrote could come to be run."""
    return [str(step["run"]) for step in steps(text) if "${{" in str(step.get("run", ""))]


def credentials(text: str) -> list[str]:
    """No checkout leaves the token behind."""
    return [
        str(step["uses"])
        for step in steps(text)
        if step.get("uses", "").startswith("actions/checkout@")
        and step.get("with", {}).get("persist-credentials") is not False
    ]


LAWS = (events, permissions, pins, interpolations, credentials)


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.name)
def test_a_workflow_keeps_the_law(file: Path, law: Callable[[str], list[str]]) -> None:
    """Every workflow keeps every law."""
    assert law(file.read_text("utf-8")) == []


BROKEN: list[tuple[Callable[[str], list[str]], str, str]] = [
    (events, "on:\n  pull_request:\n", "on:\n  pull_request_target:\n"),
    (events, "on:\n  pull_request:\n", "on: [pull_request, push]\n"),
    (events, "on:\n  pull_request:\n", "on: workflow_run\n"),
    (permissions, "permissions: {}\n", ""),
    (permissions, "permissions: {}\n", "permissions: read-all\n"),
    (permissions, "contents: read #", "contents: write #"),
    (permissions, "contents: read #", "pull-requests: write #"),
    (pins, "@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1", "@v7.0.1"),
    (pins, " # v7.0.1", ""),
    (pins, "- uses: actions/checkout@", '- "uses": actions/checkout@'),
    (pins, "- uses: actions/checkout@", "- {uses: x/y@main}\n      - uses: actions/checkout@"),
    (interpolations, "HEAD^1\n", "${{ github.event.pull_request.base.ref }}\n"),
    (interpolations, "run: .venv/bin/ukjsec fmt", "run: echo ${{ github.head_ref }}; .venv/bin/ukjsec fmt"),
    (credentials, "          persist-credentials: false\n", ""),
    (credentials, "persist-credentials: false", "persist-credentials: true"),
]  # fmt: skip


@pytest.mark.parametrize(("law", "old", "new"), BROKEN)
def test_a_broken_law_is_found(law: Callable[[str], list[str]], old: str, new: str) -> None:
    """A copy of the workflow that breaks one law is complained of by that law, and by no other."""
    text = VALIDATE.read_text("utf-8")
    assert text.count(old) == 1
    broken = text.replace(old, new)
    assert [each for each in LAWS if each(broken)] == [law]


# What others say of them.


def judged(*command: str, folder: Path = ROOT) -> tuple[int, str]:
    """Run a judge that is installed beside the interpreter: its exit code, and all that it said."""
    finished = subprocess.run(
        [sys.executable, "-m", *command]
        if command[0] != "zizmor"
        else [Path(sys.executable).with_name("zizmor"), *command[1:]],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "NO_COLOR": "1"},
    )
    return finished.returncode, finished.stdout + finished.stderr


SCHEMAS = ("vendor.github-workflows", "custom.github-workflows-require-timeout")


@pytest.mark.parametrize("schema", SCHEMAS)
@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.name)
def test_the_schema_accepts_the_workflow(file: Path, schema: str) -> None:
    """Every workflow is what the official schema asks for, and every job has a limit of time."""
    code, said = judged("check_jsonschema", "--builtin-schema", schema, str(file))
    assert code == 0, said


@pytest.mark.parametrize(
    ("schema", "old", "new"),
    [
        (SCHEMAS[0], "runs-on: ubuntu-24.04", "run-on: ubuntu-24.04"),
        (SCHEMAS[0], "contents: read", "contents: reed"),
        (SCHEMAS[1], "    timeout-minutes: 10\n", ""),
    ],
)
def test_the_schema_refuses_a_broken_workflow(tmp_path: Path, schema: str, old: str, new: str) -> None:
    """A misspelt key, a misspelt value and a missing limit are seen."""
    text = VALIDATE.read_text("utf-8")
    assert old in text
    (tmp_path / "validate.yml").write_text(text.replace(old, new), "utf-8")
    code, said = judged("check_jsonschema", "--builtin-schema", schema, str(tmp_path / "validate.yml"))
    assert code == 1, said


def test_zizmor_finds_nothing() -> None:
    """A security audit of the workflows has no finding."""
    code, said = judged("zizmor", "--offline", "--no-config", "--no-progress", str(FOLDER))
    assert (code, "No findings to report" in said) == (0, True), said


@pytest.mark.parametrize(
    ("old", "new", "finding"),
    [
        ("on:\n  pull_request:\n", "on:\n  pull_request_target:\n", "dangerous-triggers"),
        (
            "permissions:\n      contents: read # to check the repository out\n",
            "permissions: write-all\n",
            "excessive-permissions",
        ),
        ("HEAD^1\n", "${{ github.event.pull_request.head.ref }}\n", "template-injection"),
        ("          persist-credentials: false\n", "", "artipacked"),
        ("@5fda3b95a4ea91299a34e894583c3862153e4b97 # v7.0.0", "@v7", "unpinned-uses"),
    ],
)
def test_zizmor_finds_what_is_broken(tmp_path: Path, old: str, new: str, finding: str) -> None:
    """The audit sees what it is asked to see."""
    text = VALIDATE.read_text("utf-8")
    assert old in text
    file = tmp_path / ".github" / "workflows" / "validate.yml"
    file.parent.mkdir(parents=True)
    file.write_text(text.replace(old, new), "utf-8")
    code, said = judged("zizmor", "--offline", "--no-config", "--no-progress", str(file))
    assert code > 10, said
    assert finding in said


def test_the_hooks_fit_the_schema_of_pre_commit(tmp_path: Path) -> None:
    """The manifest of the hooks is what pre-commit asks for, and a broken copy is not."""
    assert judged("pre_commit", "validate-manifest", str(HOOKS)) == (0, "")
    broken = tmp_path / "hooks.yaml"
    broken.write_text(HOOKS.read_text("utf-8").replace("  entry: ukjsec fmt\n", ""), "utf-8")
    code, said = judged("pre_commit", "validate-manifest", str(broken))
    assert code == 1
    assert "Missing required key: entry" in said


# What they do.


def git(folder: Path, *arguments: str) -> str:
    """Run git as nobody in particular, whatever the machine's settings."""
    who = ["-c", "user.name=Nobody", "-c", "user.email=nobody@example.org", "-c", "commit.gpgsign=false"]
    nowhere = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    finished = subprocess.run(
        ["git", *who, *arguments], cwd=folder, env=nowhere, capture_output=True, text=True, check=True
    )
    return finished.stdout


def commit(folder: Path) -> None:
    """Commit whatever is there."""
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--allow-empty", "-m", "A commit")


@pytest.fixture
def merged(tmp_path: Path) -> Path:
    """A repository as the workflow finds it: the merge of a pull request into a base that has moved on since."""
    root = invented.write(tmp_path / "repository")
    git(root, "init", "--quiet", "--initial-branch", "main")
    commit(root)
    git(root, "switch", "--quiet", "--create", "proposal")
    record = invented.RECORDS["agreements/example-memorandum"]
    invented.put(root / "seeds" / "agreements" / "example-memorandum.yaml", record | {"title": "A better title"})
    commit(root)
    git(root, "switch", "--quiet", "main")
    invented.put(root / "seeds" / "places.yaml", [*invented.PLACES, {"id": "porto", "name": "Porto", "kind": "city"}])
    commit(root)
    git(root, "merge", "--quiet", "--no-ff", "-m", "A merge", "proposal")
    (root / ".venv" / "bin").mkdir(parents=True)
    (root / ".venv" / "bin" / "ukjsec").symlink_to(Path(sys.executable).with_name("ukjsec"))
    return root


def play(root: Path, name: str) -> tuple[int, str, str]:
    """Run the script of a step as a runner does: its exit code, its log, and its summary."""
    (script,) = (step["run"] for step in steps(VALIDATE.read_text("utf-8")) if step.get("name") == name)
    temporary = root.parent / "temporary"
    temporary.mkdir(exist_ok=True)
    (root.parent / "summary.md").unlink(missing_ok=True)
    told = {
        "RUNNER_TEMP": str(temporary),
        "GITHUB_STEP_SUMMARY": str(root.parent / "summary.md"),
        "GITHUB_ACTIONS": "true",
    }
    finished = subprocess.run(
        ["bash", "-e", "-c", script], cwd=root, env={**os.environ, **told}, capture_output=True, text=True, check=False
    )
    written = root.parent / "summary.md"
    summary = written.read_text("utf-8") if written.exists() else ""
    return finished.returncode, finished.stdout + finished.stderr, summary


def test_the_steps_show_what_a_pull_request_changes(merged: Path) -> None:
    """Of a sound change the summary tells just what it changes, not what others changed in the base meanwhile."""
    code, log, summary = play(merged, "Is the data sound?")
    assert code == 0, log
    assert "No problems" in summary
    code, log, summary = play(merged, "What changes in the data?")
    assert (code, log) == (0, "")
    assert "| records | 1 |" in summary
    assert "| `title` | A memorandum of defence ministers | A better title |" in summary
    assert "porto" not in summary


def test_the_steps_fail_for_a_broken_pull_request(merged: Path) -> None:
    """Of a broken change each step fails, the log says where, and the summary still tells the rest."""
    (merged / "seeds" / "dialogues" / "example-meeting.yaml").write_text("id: [\n", "utf-8")
    (merged / "seeds" / "operations" / "example-operation.yaml").unlink()
    code, log, summary = play(merged, "Is the data sound?")
    assert code == 1
    assert "::error file=seeds/dialogues/example-meeting.yaml,line=" in log
    assert "example-meeting.yaml" in summary
    code, log, summary = play(merged, "What changes in the data?")
    assert code == 1
    assert "problem: example-operation was removed, but is not in seeds/retired.yaml" in log
    assert "A better title" in summary
    code, log, _ = play(merged, "Have the records their canonical form?")
    assert code == 1
    assert "example-meeting.yaml" in log


@pytest.mark.skipif(
    not os.environ.get("UKJSEC_HOOKS"),
    reason="it builds an environment from the package index, which takes minutes; UKJSEC_HOOKS=1 asks for it",
)
def test_the_hooks_work_with_pre_commit(merged: Path, tmp_path: Path) -> None:
    """`pre-commit try-repo` runs both hooks: a sound record passes, a broken and a deleted one stop the commit."""
    library = tmp_path / "library"
    library.mkdir()
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout
    for name in filter(None, os.fsdecode(listed).split("\0")):
        if (ROOT / name).is_file():
            (library / name).parent.mkdir(parents=True, exist_ok=True)
            (library / name).write_bytes((ROOT / name).read_bytes())
    git(library, "init", "--quiet")
    commit(library)

    def hooked(hook: str) -> tuple[int, str]:
        git(merged, "add", "--all", "seeds")
        home = {"PRE_COMMIT_HOME": str(tmp_path / "home"), "PRE_COMMIT_COLOR": "never"}
        command = [sys.executable, "-m", "pre_commit", "try-repo", str(library), hook, "--verbose"]
        finished = subprocess.run(
            command, cwd=merged, env={**os.environ, **home}, capture_output=True, text=True, check=False
        )
        return finished.returncode, finished.stdout + finished.stderr

    file = merged / "seeds" / "agreements" / "example-memorandum.yaml"
    sound = invented.RECORDS["agreements/example-memorandum"]
    invented.put(file, sound | {"title": "Staged"})
    code, said = hooked("ukjsec-validate")
    assert (code, "Sound: 5 records, 1 source." in said) == (0, True), said
    code, said = hooked("ukjsec-fmt")
    assert code == 1, "the record was written as JSON, and is brought to its form now"
    assert "files were modified by this hook" in said
    assert file.read_text("utf-8").startswith("id: example-memorandum\ntitle: Staged\n")
    code, said = hooked("ukjsec-fmt")
    assert code == 0, said
    invented.put(file, sound | {"status": "singed"})
    code, said = hooked("ukjsec-validate")
    assert code == 1
    assert "example-memorandum.yaml:5:12: unknown-term" in said
    file.unlink()
    code, said = hooked("ukjsec-validate")
    assert code == 1
    assert "unknown-record" in said
