"""The workflow that publishes: who may do what in which order, and what its scripts do when they are run.

What it shares with the other workflows is held in `test_workflows.py`; what it builds, in `test_wheel.py`.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import test_workflows as workflows

from ukjsec import build, seeds

FILE = workflows.FOLDER / "release.yml"
TEXT = FILE.read_text("utf-8")

HANDS = {
    "attest": ["actions/download-artifact", "actions/attest"],
    "files": ["actions/download-artifact"],
    "index": ["actions/download-artifact", "pypa/gh-action-pypi-publish"],
}
"""The jobs that publish, and the only actions that each of them uses."""

CHECK = "Are these the files that were built?"


def jobs(text: str) -> dict[str, dict[str, Any]]:
    """The jobs, by name."""
    found: dict[str, dict[str, Any]] = workflows.parsed(text)["jobs"]
    return found


def order(text: str) -> list[str]:
    """Nothing is attested before it is built, no file published before it is attested, nothing sent before that."""
    wanted = {"build": None, "attest": "build", "files": ["build", "attest"], "index": ["build", "files"]}
    found = {name: job.get("needs") for name, job in jobs(text).items()}
    return [f"{name} needs {found.get(name)}" for name in wanted | found if found.get(name) != wanted.get(name, "?")]


def conditions(text: str) -> list[str]:
    """No job and no step goes on after one that failed."""
    every = [*jobs(text).items(), *((str(step.get("name")), step) for step in workflows.steps(text))]
    return [name for name, each in every if {"if", "continue-on-error"} & each.keys()]


def hands(text: str) -> list[str]:
    """A job that publishes takes the files and checks them, before all else, and runs nothing of the project."""
    found = []
    for name, actions in HANDS.items():
        steps = jobs(text)[name]["steps"]
        used = [step["uses"].partition("@")[0] for step in steps if "uses" in step]
        checked = steps[1].get("name") == CHECK and steps[1]["run"] == jobs(text)["attest"]["steps"][1]["run"]
        summed = steps[1].get("env") == {"SUM": "${{ needs.build.outputs.sum }}"}
        scripts = " ".join(step.get("run", "") for step in steps)
        own = re.findall(r"\.venv|\bpython\b(?!/| -type)|\bpip\b|\buv\b|\bnpm\b|\bcurl\b|git clone", scripts)
        if used != actions or not checked or not summed or own:
            found.append(name)
    return found


def places(text: str) -> list[str]:
    """The index is reached from its environment alone, and no other job has one."""
    found = {name: job["environment"] for name, job in jobs(text).items() if "environment" in job}
    return [] if found == {"index": "pypi"} else [f"environments: {found}"]


def secrets(text: str) -> list[str]:
    """No secret is asked for, and the token of the run is handed only to the tool that makes the release."""
    found = re.findall(r"secrets\.\w+|password:|user:", text)
    tokens = [step for step in workflows.steps(text) if "github.token" in json.dumps(step)]
    return found + [str(step.get("name")) for step in tokens if step.get("name") != "Publish"]


def rivals(text: str) -> list[str]:
    """Two runs for one tag never overlap, and none is cut off half-way."""
    wanted = {"group": "release-${{ github.ref }}", "cancel-in-progress": False}
    found = workflows.parsed(text).get("concurrency")
    return [] if found == wanted else [f"concurrency: {found}"]


LAWS = (order, conditions, hands, places, secrets, rivals)


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_it_keeps_the_law(law: Callable[[str], list[str]]) -> None:
    """The workflow keeps every law of publishing."""
    assert law(TEXT) == []


BROKEN: list[tuple[Callable[[str], list[str]], str, str]] = [
    (workflows.events, '  push:\n    tags: ["v*"]\n', "  push:\n"),
    (workflows.events, '    tags: ["v*"]\n', '    tags: ["v*"]\n    branches: [main]\n'),
    (workflows.events, '    tags: ["v*"]\n', '    tags: ["v*"]\n  workflow_dispatch:\n'),
    (workflows.permissions, "permissions: {}\n", "permissions: {contents: read}\n"),
    (workflows.permissions, "contents: read #", "contents: write #"),
    (
        workflows.permissions,
        "      id-token: write # to be known",
        "      contents: write\n      id-token: write # to be",
    ),
    (workflows.permissions, "      attestations: write # to keep the attestation\n", ""),
    (order, "needs: [build, attest]", "needs: [build]"),
    (order, "needs: [build, files]", "needs: [build]"),
    (order, "  files:\n    name: Publish the files\n", "  more:\n    name: Publish the files\n"),
    (conditions, "    needs: [build, files]\n", "    needs: [build, files]\n    if: ${{ always() }}\n"),
    (
        conditions,
        "      - name: Does everything hold?\n",
        "      - name: Does everything hold?\n        if: ${{ true }}\n",
    ),
    (hands, "      - name: Publish\n", "      - run: pip install .\n      - name: Publish\n"),
    (hands, "          gh release download", "          .venv/bin/ukjsec release\n          gh release download"),
    (places, "    environment: pypi\n", ""),
    (places, "    environment: pypi\n", "    environment: test\n"),
    (secrets, "          print-hash: true\n", "          print-hash: true\n          password: ${{ secrets.TOKEN }}\n"),
    (rivals, "cancel-in-progress: false", "cancel-in-progress: true"),
]


@pytest.mark.parametrize(("law", "old", "new"), BROKEN)
def test_a_broken_law_is_found(law: Callable[[str], list[str]], old: str, new: str) -> None:
    """A copy of the workflow that breaks one law is complained of by that law."""
    assert TEXT.count(old) == 1
    try:
        found = law(TEXT.replace(old, new))
    except KeyError as missing:
        found = [str(missing)]
    assert found


def test_an_unchecked_job_is_found() -> None:
    """A job that publishes without its check, or with a weaker one, is found."""
    for old, new in (
        (f"      - name: {CHECK}\n", "      - name: Later\n"),
        ("--check --strict SHA256SUMS\n", "--version\n"),
    ):
        at = TEXT.rindex(old)
        assert hands(TEXT[:at] + new + TEXT[at + len(old) :]) == ["index"]


@pytest.mark.parametrize(
    ("old", "new", "finding"),
    [
        ("    environment: pypi\n", "    environment: pypi\n    secrets: inherit\n", None),
        (
            "permissions:\n      contents: write # to make the release and put files to it\n",
            "permissions: write-all\n",
            "excessive-permissions",
        ),
        ('--tag "$GITHUB_REF_NAME"', '--tag "${{ github.ref_name }}"', "template-injection"),
        ("          print-hash: true\n", "          password: ${{ secrets.TOKEN }}\n", "use-trusted-publishing"),
        ("@dc37677b2e1c63e2034f94d8a5b11f265b73ba33 # v1.14.2", "@release/v1", "unpinned-uses"),
    ],
)
def test_the_judges_see_what_is_broken(tmp_path: Path, old: str, new: str, finding: str | None) -> None:
    """The security audit, or (where no finding is named) the schema, refuses a broken copy."""
    assert TEXT.count(old) == 1
    file = tmp_path / ".github" / "workflows" / "release.yml"
    file.parent.mkdir(parents=True)
    file.write_text(TEXT.replace(old, new), "utf-8")
    if finding is None:
        assert workflows.judged("check_jsonschema", "--builtin-schema", workflows.SCHEMAS[0], str(file))[0] == 1
        return
    code, said = workflows.judged("zizmor", "--offline", "--no-config", "--no-progress", str(file))
    assert (code > 10, finding in said) == (True, True), said


# What its scripts do.


def play(job: str, name: str, folder: Path, **told: str) -> tuple[int, str]:
    """Run the script of a step as a runner does: its exit code, and its log."""
    (step,) = (step for step in jobs(TEXT)[job]["steps"] if step.get("name") == name)
    temporary = folder.parent / "temporary"
    temporary.mkdir(exist_ok=True)
    settings = {"GITHUB_REF_NAME": "v0.1.0", "RUNNER_TEMP": str(temporary), "GITHUB_OUTPUT": str(temporary / "output")}
    command = ["bash", "-e", "-c", step["run"]]
    environment = {**os.environ, **settings, **told}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def test_a_tag_beside_main_stops_it(tmp_path: Path) -> None:
    """A tag on main, at its head or before, goes on; one on a commit that was never merged is refused."""
    origin, clone = tmp_path / "origin", tmp_path / "clone"
    origin.mkdir()
    workflows.git(origin, "init", "--quiet", "--initial-branch", "main")
    for name in ("v0.1.0", "v0.2.0"):
        workflows.commit(origin)
        workflows.git(origin, "tag", name)
    workflows.git(origin, "switch", "--quiet", "--create", "proposal")
    workflows.commit(origin)
    workflows.git(origin, "tag", "v0.3.0")
    workflows.git(tmp_path, "clone", "--quiet", str(origin), str(clone))
    for name, code in (("v0.1.0", 0), ("v0.2.0", 0), ("v0.3.0", 1)):
        workflows.git(clone, "checkout", "--quiet", name)
        found, said = play("build", "Is the tag on main?", clone, GITHUB_REF_NAME=name)
        assert found == code
        assert ("::error::v0.3.0 is not on main: merge first, then tag the merge." in said) == bool(code)


@pytest.fixture
def ready(built: Path, tmp_path: Path) -> Path:
    """A copy of the invented checkout, with the tools of this one."""
    root = Path(shutil.copytree(built, tmp_path / "checkout"))
    (root / ".venv").symlink_to(sys.prefix)
    return root


def test_the_files_are_made_for_the_tag_of_the_version(ready: Path) -> None:
    """The tag of the version makes a release; any other stops the job, and leaves no file."""
    for wrong in ("v0.1.1", "0.1.0", 'v0.1.0"; touch pwned; "'):
        code, said = play("build", "Release files", ready, GITHUB_REF_NAME=wrong)
        assert (code, (ready / "dist").exists(), (ready / "pwned").exists()) == (1, False, False)
        assert "the version is 0.1.0, the tag " in said
    code, said = play("build", "Release files", ready)
    assert code == 0, said
    assert {"SHA256SUMS", "RELEASE_NOTES.md", "records.parquet"} <= {
        file.name for file in (ready / "dist/release").iterdir()
    }


def numbered(root: Path, version: str) -> None:
    """Number a checkout, date it, build it, and tag it."""
    for name in ("pyproject.toml", "CITATION.cff"):
        file = root / name
        file.write_text(re.sub(r"(version\W+)0\.[0-9]\.[0-9]", rf"\g<1>{version}", file.read_text("utf-8")), "utf-8")
    (root / "CHANGELOG.md").write_text(f"# Changelog\n\n## {version} (2002-05-01)\n\nChanged.\n", "utf-8")
    build.write(root, build.artefacts(seeds.read(root)))
    workflows.commit(root)
    workflows.git(root, "tag", f"v{version}")


def test_the_number_is_held_against_the_release_before(ready: Path) -> None:
    """What changed since the release before goes into the notes; a number that is too small for it stops the job."""
    step, notes = "Release files", ready / "dist/release/RELEASE_NOTES.md"
    workflows.git(ready, "init", "--quiet", "--initial-branch", "main")
    (ready / ".gitignore").write_text(".venv\ndist\n", "utf-8")
    workflows.commit(ready)
    workflows.git(ready, "tag", "v0.1.0")
    code, said = play("build", step, ready)
    assert code == 0, said
    assert "No release came before v0.1.0.\n" in said
    shutil.rmtree(ready / "dist")
    record = ready / "seeds/agreements/example-memorandum.yaml"
    record.write_text(
        record.read_text("utf-8").replace("A memorandum of defence", "A memorandum of the defence"), "utf-8"
    )
    numbered(ready, "0.1.1")
    code, said = play("build", step, ready, GITHUB_REF_NAME="v0.1.1")
    assert code == 0, said
    assert "A memorandum of the defence ministers" in notes.read_text("utf-8")
    shutil.rmtree(ready / "dist")
    workflows.git(ready, "worktree", "remove", "--force", str(ready.parent / "temporary" / "previous"))
    actors = ready / "seeds/actors.yaml"
    listed = [*json.loads(actors.read_bytes()), {"id": "fra", "name": "France", "kind": "state", "iso3": "FRA"}]
    actors.write_text(json.dumps(listed), "utf-8")
    numbered(ready, "0.1.2")
    code, said = play("build", step, ready, GITHUB_REF_NAME="v0.1.2")
    assert (code, notes.exists()) == (1, False)
    assert "minor  actors: 1 row added: fra" in said


@pytest.fixture
def dist(tmp_path: Path) -> tuple[Path, str]:
    """Files as they were built, with their sums; and the sum of these, as the jobs that publish are told it."""
    root = tmp_path / "work"
    for name in ("release/RELEASE_NOTES.md", "release/SHA256SUMS", "release/records.parquet", "python/ukjsec.whl"):
        (root / "dist" / name).parent.mkdir(parents=True, exist_ok=True)
        (root / "dist" / name).write_text(f"This is {name}.\n", "utf-8")
    code, said = play("build", "Sums", root)
    assert code == 0, said
    output = (tmp_path / "temporary" / "output").read_text("utf-8")
    assert output == f"sum={sha256((root / 'dist/SHA256SUMS').read_bytes()).hexdigest()}\n"
    return root, output.strip().removeprefix("sum=")


def add(folder: Path) -> None:
    """A file more."""
    (folder / "python" / "more.whl").write_bytes(b"")


def change(folder: Path) -> None:
    """A file that is another."""
    (folder / "python" / "ukjsec.whl").write_bytes(b"another")


def lose(folder: Path) -> None:
    """A file less."""
    (folder / "release" / "records.parquet").unlink()


def forge(folder: Path) -> None:
    """A file that is another, and sums that fit it."""
    change(folder)
    names = [line[66:] for line in (folder / "SHA256SUMS").read_text("utf-8").splitlines()]
    lines = [f"{sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in names]
    (folder / "SHA256SUMS").write_text("".join(lines), "utf-8")


def test_what_was_built_passes_the_check(dist: tuple[Path, str]) -> None:
    """The files as they were built pass the check of each job that publishes."""
    root, known = dist
    for job in HANDS:
        code, said = play(job, CHECK, root, SUM=known)
        assert code == 0, said


@pytest.mark.parametrize("spoil", [add, change, lose, forge], ids=lambda spoil: spoil.__name__)
def test_what_was_not_built_does_not_pass(dist: tuple[Path, str], spoil: Callable[[Path], None]) -> None:
    """A file more, less or changed stops the job, even with sums that fit; so does a sum that is missing."""
    root, known = dist
    spoil(root / "dist")
    for told in (known, ""):
        assert play("files", CHECK, root, SUM=told)[0] != 0


GH = (
    f"#!{sys.executable}"
    """
# Plays the tool of that name: releases are folders of $GH_STORE, drafts those with a file named .draft.
import os, pathlib, shutil, sys
store, (_, verb, *rest) = pathlib.Path(os.environ["GH_STORE"]), sys.argv[1:]
with (store / "log").open("a") as log: print(verb, file=log)
if verb == "list":
    assert rest[:-1] == ["--limit", "1000", "--json", "tagName,isDraft", "--jq"]
    assert rest[-1] == ".[] | select(.tagName == env.GITHUB_REF_NAME) | .isDraft"
    if (store / "offline").exists(): sys.exit("error connecting")
    if (store / "twins").exists(): print("true"); print("false")
    elif (store / "v0.1.0").exists(): print(str((store / "v0.1.0/.draft").exists()).lower())
    sys.exit()
release, options = store / rest[0], [each for each in rest[1:] if each.startswith("--")]
files = [each for each in rest[1:] if pathlib.Path(each).is_file() and each != "dist/release/RELEASE_NOTES.md"]
files += ["dist/release/RELEASE_NOTES.md"] * (rest.count("dist/release/RELEASE_NOTES.md") - (verb == "create"))
if verb == "create":
    assert options == ["--draft", "--verify-tag", "--title", "--notes-file"] and rest[4] == "ukjsec 0.1.0", rest
    release.mkdir(); (release / ".draft").touch()
if verb in ("create", "upload"):
    assert (release / ".draft").exists(), "it is published"
    for file in files:
        if (store / "breaks").exists() and "records" in file: sys.exit("connection lost")
        shutil.copy(file, release)
if verb == "download":
    shutil.copytree(release, rest[2], ignore=shutil.ignore_patterns(".draft"), dirs_exist_ok=True)
if verb == "edit":
    assert options == ["--draft=false"]
    (release / ".draft").unlink()
"""
)


@pytest.fixture
def publish(dist: tuple[Path, str], tmp_path: Path) -> Callable[[], tuple[int, str]]:
    """Runs the script that publishes, with a stand-in for `gh` that keeps releases in the folder `store`."""
    (tmp_path / "store").mkdir()
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "gh").write_text(GH, "utf-8")
    (tmp_path / "bin" / "gh").chmod(0o755)

    def publish() -> tuple[int, str]:
        shutil.rmtree(tmp_path / "temporary")
        path = f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}"
        return play("files", "Publish", dist[0], PATH=path, GH_STORE=str(tmp_path / "store"))

    return publish


def content(folder: Path) -> dict[str, bytes]:
    """Name → bytes of the files of a folder."""
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def test_the_files_are_published(
    publish: Callable[[], tuple[int, str]], dist: tuple[Path, str], tmp_path: Path
) -> None:
    """A first run makes a draft, compares what it holds, and publishes it; a second one finds all done."""
    code, said = publish()
    assert code == 0, said
    assert content(tmp_path / "store/v0.1.0") == content(dist[0] / "dist/release")
    code, said = publish()
    assert code == 0, said
    assert "v0.1.0 is published already: its files are only compared." in said
    log = (tmp_path / "store/log").read_text("utf-8").split()
    assert log == ["list", "create", "download", "edit", "list", "download"]


def test_a_half_release_is_made_whole(
    publish: Callable[[], tuple[int, str]], dist: tuple[Path, str], tmp_path: Path
) -> None:
    """A run that broke off leaves a draft, which nobody sees; the next one fills it, and publishes it."""
    store = tmp_path / "store"
    (store / "breaks").touch()
    assert publish()[0] == 1
    assert (store / "v0.1.0/.draft").exists()
    (store / "breaks").unlink()
    code, said = publish()
    assert code == 0, said
    assert content(store / "v0.1.0") == content(dist[0] / "dist/release")


@pytest.mark.parametrize("draft", [True, False])
@pytest.mark.parametrize("spoil", ["more", "records.parquet"])
def test_another_release_is_left_as_it_is(
    publish: Callable[[], tuple[int, str]], tmp_path: Path, spoil: str, draft: bool
) -> None:
    """A published release with other files is not touched; a draft with a file that is not ours is not published."""
    assert publish()[0] == 0
    release = tmp_path / "store/v0.1.0"
    (release / spoil).write_bytes(b"another")
    if draft:
        (release / ".draft").touch()
    before = content(release)
    code, said = publish()
    if draft and spoil == "records.parquet":
        assert (code, (release / ".draft").exists()) == (0, False), said
        return
    assert code == 1
    assert "::error::The release v0.1.0 has other files, and is left as it is: raise the version." in said
    assert content(release) == before


@pytest.mark.parametrize(
    ("state", "message"), [("offline", "error connecting"), ("twins", "::error::v0.1.0 has several")]
)
def test_where_it_cannot_know_it_does_nothing(
    publish: Callable[[], tuple[int, str]], tmp_path: Path, state: str, message: str
) -> None:
    """When the releases cannot be listed, or two bear the tag, the job stops before it writes anything."""
    (tmp_path / "store" / state).touch()
    code, said = publish()
    assert (code, message in said) == (1, True), said
    assert (tmp_path / "store/log").read_text("utf-8").split() == ["list"]
