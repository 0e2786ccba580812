"""Wheel and sdist: made by the scripts of the release workflow, looked into, installed, and put to use.

Whether the wheel works at the lowest and the newest versions of its dependencies, on each Python that is promised and
that is here, takes minutes and the package index: `UKJSEC_WHEELS=1` asks for it.
"""

from __future__ import annotations

import csv
import email
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from collections.abc import Callable, Iterator
from email.message import Message
from pathlib import Path
from typing import Any

import invented
import pytest
import yaml
from packaging.requirements import Requirement

from ukjsec import build, releases, seeds

ROOT = Path(__file__).resolve().parent.parent
TRIAL = Path(__file__).with_name("trial.py")
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
NAME = f"ukjsec-{PROJECT['version']}"

SHIPPED = {"datapackage": "ukjsec/data/datapackage", "schemas": "ukjsec/data/schemas", "seeds": "ukjsec/data/seeds"}
"""The folders that the wheel holds, beside the library, and where."""

UNSHIPPED = (".github/", ".ci/", "uv.lock")
"""What the checkout holds, and the sdist does not."""

LIMIT = 2_000_000
"""No file to install is larger; who makes it larger should know."""

STRAY = (
    "dist/old.whl",
    "ukjsec/__pycache__/a.pyc",
    "seeds/__pycache__/a.pyc",
    ".coverage",
    ".hypothesis/a",
    "ukjsec/.mypy_cache/a",
)
"""What work in a checkout leaves behind."""

PYTHONS = [
    line.rpartition(" ")[2]
    for line in PROJECT["classifiers"]
    if line.startswith("Programming Language :: Python :: 3.")
]


def clean(**settings: str) -> dict[str, str]:
    """The environment of a process, without what would lead Python elsewhere."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "GITHUB_", "UV_"))}
    return kept | settings


def run(*command: str | Path, folder: Path, **settings: str) -> str:
    """Run a command that has to succeed; what it printed."""
    done = subprocess.run(command, cwd=folder, env=clean(**settings), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def script(name: str) -> str:
    """The script of a step of the release workflow."""
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "release.yml").read_text("utf-8"))
    (found,) = (step["run"] for step in workflow["jobs"]["build"]["steps"] if step.get("name") == name)
    return str(found)


def attempt(name: str, folder: Path, **settings: str) -> tuple[int, str]:
    """Run that script in a checkout, as a runner does: its exit code, and all that it said."""
    command = ["bash", "-e", "-c", script(name)]
    done = subprocess.run(command, cwd=folder, env=clean(**settings), capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def play(name: str, folder: Path, **settings: str) -> str:
    """Run a script that has to succeed; what it said."""
    code, said = attempt(name, folder, **settings)
    assert code == 0, said
    return said


def listed() -> list[str]:
    """The files of this checkout: those that git tracks, or would."""
    done = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    names = map(os.fsdecode, filter(None, done.stdout.split(b"\0")))
    return sorted(name for name in set(names) if (ROOT / name).is_file())


@pytest.fixture(scope="module")
def contents() -> dict[str, bytes]:
    """The files of this checkout as they are now, path → bytes."""
    return {name: (ROOT / name).read_bytes() for name in listed()}


@pytest.fixture(scope="module")
def cloned(contents: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Makes copies of the checkout that share the tools of this one."""

    def clone(name: str) -> Path:
        root = tmp_path_factory.mktemp(name) / name
        for path, data in contents.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(data)
        (root / ".venv").symlink_to(sys.prefix)
        return root

    return clone


@pytest.fixture(scope="module")
def tree(cloned: Callable[[str], Path]) -> Path:
    """A copy in which somebody has worked, with what that leaves behind, and in which wheel and sdist were made."""
    root = cloned("tree")
    for name in STRAY:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(b"stray")
    play("Wheel and sdist", root)
    return root


@pytest.fixture(scope="module")
def wheel(tree: Path) -> Path:
    """The wheel."""
    return tree / "dist" / "python" / f"{NAME}-py3-none-any.whl"


@pytest.fixture(scope="module")
def sdist(tree: Path) -> Path:
    """The sdist."""
    return tree / "dist" / "python" / f"{NAME}.tar.gz"


def unpacked(sdist: Path) -> dict[str, bytes]:
    """The files of an sdist, path below its folder → bytes."""
    with tarfile.open(sdist) as opened:
        files = {member.name: opened.extractfile(member) for member in opened.getmembers() if not member.isdir()}
        assert all(name.startswith(f"{NAME}/") for name in files)
        return {name.removeprefix(f"{NAME}/"): file.read() for name, file in files.items() if file}


def zipped(wheel: Path) -> dict[str, bytes]:
    """The files of a wheel, path → bytes."""
    with zipfile.ZipFile(wheel) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def metadata(wheel: Path) -> Message:
    """The metadata of a wheel."""
    return email.message_from_bytes(zipped(wheel)[f"{NAME}.dist-info/METADATA"])


# What is in them.


def test_the_workflow_makes_one_wheel_and_one_sdist(tree: Path, wheel: Path, sdist: Path) -> None:
    """Both bear the version, nothing else is made, and neither is large."""
    assert sorted((tree / "dist" / "python").iterdir()) == sorted([wheel, sdist])
    sizes = {file.name: file.stat().st_size for file in (wheel, sdist)}
    assert max(sizes.values()) < LIMIT, sizes


def test_the_judges_accept_them(tree: Path, wheel: Path, sdist: Path) -> None:
    """The workflow's own check passes: `twine check --strict` of both, `check-wheel-contents` of the wheel."""
    said = play("Are wheel and sdist sound?", tree, NO_COLOR="1")
    plain = re.sub(r"\x1b\[[0-9;]*m", "", said)
    for line in (f"{wheel.name}: PASSED", f"{sdist.name}: PASSED", f"{wheel.name}: OK"):
        assert line in plain


BROKEN = {
    "`long_description` has syntax errors": ("METADATA", b"Content-Type: text/markdown", b"Content-Type: text/x-rst"),
    "W009": ("RECORD", b"ukjsec/cli.py,", b"tests/cli.py,"),
}


@pytest.mark.parametrize("complaint", BROKEN)
def test_the_judges_refuse_what_is_broken(wheel: Path, tmp_path: Path, complaint: str) -> None:
    """A wheel whose description cannot be shown, and one with tests, do not pass the workflow's check."""
    name, old, new = BROKEN[complaint]
    (tmp_path / ".venv").symlink_to(sys.prefix)
    folder = tmp_path / "dist" / "python"
    folder.mkdir(parents=True)
    found = zipped(wheel)
    found[f"{NAME}.dist-info/{name}"] = found[f"{NAME}.dist-info/{name}"].replace(old, new)
    if complaint == "W009":
        found["tests/cli.py"] = found.pop("ukjsec/cli.py")
    with zipfile.ZipFile(folder / wheel.name, "w") as copy:
        for path, data in found.items():
            copy.writestr(path, data)
    code, said = attempt("Are wheel and sdist sound?", tmp_path, NO_COLOR="1", COLUMNS="200")
    assert code == 1, said
    assert complaint in said


def test_the_wheel_holds_library_and_data(wheel: Path, contents: dict[str, bytes]) -> None:
    """It holds the library, the data, the schemas and the seeds, byte by byte: no tests, nothing that lay about."""
    moved = {
        f"{SHIPPED.get(top, top)}/{rest}": data
        for name, data in contents.items()
        for top, _, rest in [name.partition("/")]
        if top in {"ukjsec", *SHIPPED}
    }
    found = zipped(wheel)
    about = {name: found.pop(name) for name in list(found) if name.startswith(f"{NAME}.dist-info/")}
    assert {name.partition("/")[2] for name in about} == {
        *("METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE")
    }
    assert found.keys() == moved.keys()
    assert found == moved
    assert "ukjsec/py.typed" in found
    assert about[f"{NAME}.dist-info/licenses/LICENSE"] == contents["LICENSE"]


def test_the_sdist_holds_the_checkout(sdist: Path, contents: dict[str, bytes]) -> None:
    """It holds the files of the checkout byte by byte, but for those of the workflows, and nothing that lay about."""
    found = unpacked(sdist)
    assert found.pop("PKG-INFO")
    assert found == {name: data for name, data in contents.items() if not name.startswith(UNSHIPPED)}


def test_the_metadata_say_what_it_is(wheel: Path, sdist: Path, contents: dict[str, bytes]) -> None:
    """Name, version, licence, Pythons and README stand in the metadata; the sdist's are the same."""
    about = metadata(wheel)
    assert email.message_from_bytes(unpacked(sdist)["PKG-INFO"]).as_bytes() == about.as_bytes()
    assert (about["Name"], about["Version"]) == ("ukjsec", yaml.safe_load(contents["CITATION.cff"])["version"])
    assert (about["License-Expression"], about["License-File"]) == ("MIT AND CC-BY-4.0", "LICENSE")
    assert "Typing :: Typed" in about.get_all("Classifier", [])
    assert about["Requires-Python"] == f">={PYTHONS[0]}"
    assert about["Description-Content-Type"] == "text/markdown"
    shown = unpacked(sdist)["PKG-INFO"].partition(b"\n\n")[2]
    assert shown.strip() == contents["README.md"].strip()
    assert set(about.get_all("Requires-Dist", [])) >= {str(Requirement(line)) for line in PROJECT["dependencies"]}


# That they are the same wherever they are made.


def test_they_can_be_made_again(cloned: Callable[[str], Path], wheel: Path, sdist: Path) -> None:
    """In another folder, at another time, in another zone, language, order and with other rights: the same bytes."""
    other = cloned("elsewhere")
    for path in other.rglob("*"):
        if not path.is_symlink():
            path.chmod(0o700 if path.is_dir() else 0o600)
            os.utime(path, (1e9, 1e9))
    play("Wheel and sdist", other, TZ="Asia/Tokyo", LC_ALL="C", PYTHONHASHSEED="5", HOME=str(other.parent))
    for file in (wheel, sdist):
        assert (other / "dist" / "python" / file.name).read_bytes() == file.read_bytes()


def test_their_date_is_that_of_the_release(cloned: Callable[[str], Path], wheel: Path) -> None:
    """Files in the wheel bear the day that CITATION.cff gives, at midnight UTC; without one nothing is made."""
    other = cloned("later")
    citation = other / "CITATION.cff"
    lines = citation.read_text("utf-8").splitlines(keepends=True)
    (at,) = (number for number, line in enumerate(lines) if line.startswith("date-released: "))
    day = yaml.safe_load(lines[at])["date-released"]
    with zipfile.ZipFile(wheel) as opened:
        assert {info.date_time for info in opened.infolist()} == {(*map(int, str(day).split("-")), 0, 0, 0)}
    lines[at] = "date-released: 2031-02-03\n"
    citation.write_text("".join(lines), "utf-8")
    play("Wheel and sdist", other, TZ="America/New_York")
    with zipfile.ZipFile(other / "dist" / "python" / wheel.name) as opened:
        assert {info.date_time for info in opened.infolist()} == {(2031, 2, 3, 0, 0, 0)}
    shutil.rmtree(other / "dist")
    lines[at] = "date-released: soon\n"
    citation.write_text("".join(lines), "utf-8")
    code, said = attempt("Wheel and sdist", other)
    assert (code, (other / "dist").exists()) == (1, False)
    assert "::error file=CITATION.cff::There is no date-released" in said


def test_the_checkout_makes_the_wheel_of_the_sdist(cloned: Callable[[str], Path], wheel: Path) -> None:
    """The wheel, which the workflow makes from the sdist, is the one that the checkout makes."""
    root = cloned("direct")
    released = wheel.parent.parent.parent
    day = yaml.safe_load((released / "CITATION.cff").read_text("utf-8"))["date-released"]
    epoch = run("date", "--utc", "--date", str(day), "+%s", folder=root).strip()
    command = ["-m", "build", "--wheel", "--no-isolation", "--outdir", "made"]
    run(root / ".venv" / "bin" / "python", *command, folder=root, SOURCE_DATE_EPOCH=epoch)
    assert (root / "made" / wheel.name).read_bytes() == wheel.read_bytes()


# That the wheel works.


def rows(contents: dict[str, bytes]) -> dict[str, int]:
    """The number of rows of each table, counted in the CSV."""
    names = [name for name in contents if name.startswith("datapackage/") and name.endswith(".csv")]
    return {
        Path(name).stem: len(list(csv.reader(contents[name].decode().splitlines(keepends=True)))) - 1 for name in names
    }


@pytest.fixture(scope="module")
def older(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one release, 0.0.9, of the invented corpus."""
    root = invented.write(tmp_path_factory.mktemp("older") / "checkout")
    for name in ("pyproject.toml", "CITATION.cff", "CHANGELOG.md"):
        (root / name).write_text((root / name).read_text("utf-8").replace("0.1.0", "0.0.9"), "utf-8")
    releases.write(root.parent / "served" / "v0.0.9", releases.artefacts(root, build.artefacts(seeds.read(root))))
    return root.parent / "served"


@pytest.fixture(scope="module")
def tried(contents: dict[str, bytes], older: Path) -> Callable[..., dict[str, Any]]:
    """Puts the wheel that an interpreter has to use in an empty folder, and holds what it says against the checkout."""

    def tried(python: Path, folder: Path, **settings: str) -> dict[str, Any]:
        folder.mkdir()
        said = run(python, "-W", "error", TRIAL, older, folder=folder, **settings)
        found: dict[str, Any] = json.loads(said.splitlines()[-1])
        assert found["version"] == PROJECT["version"]
        assert found["counts"] == rows(contents)
        assert "signed a memorandum on defence co-operation in June 2012" in found["why"]
        assert all(PROJECT["version"] in citation for citation in found["cite"])
        assert found["within"] == ["oyama-drill-2018"]
        assert found["panel"] > 0
        assert found["broken"] == ["unknown-term"]
        assert set(found["commands"].values()) == {0}, found["commands"]
        assert (folder / "csv" / "agreements.csv").read_bytes() == contents["datapackage/agreements.csv"]
        fetched = found["releases"]
        assert fetched["files"] == {file.name: file.stat().st_size for file in (older / "v0.0.9").iterdir()}
        assert (fetched["version"], fetched["old"]) == ("0.0.9", ["example-memorandum"])
        assert len(fetched["added"]) == found["counts"]["agreements"]
        return found

    return tried


def test_the_wheel_works_unpacked(wheel: Path, tmp_path: Path, tried: Callable[..., dict[str, Any]]) -> None:
    """Unpacked, with the dependencies that are here, it reads its own data, and nothing of the checkout."""
    shutil.unpack_archive(wheel, tmp_path / "site", "zip")
    found = tried(Path(sys.executable), tmp_path / "empty", PYTHONPATH=str(tmp_path / "site"))
    assert found["library"] == str(tmp_path / "site" / "ukjsec")


asked = pytest.mark.skipif(
    not os.environ.get("UKJSEC_WHEELS"),
    reason="it installs from the package index, which takes minutes; UKJSEC_WHEELS=1 asks for it",
)


def interpreters(version: str) -> Iterator[Path]:
    """Where an interpreter of a version may be: this one, on the path, or where pyenv keeps them."""
    yield Path(sys.executable)
    named = shutil.which(f"python{version}")
    if named:
        yield Path(named)
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    yield from sorted(pyenv.glob(f"versions/{version}.*/bin/python{version}"))


def interpreter(version: str) -> Path:
    """An interpreter of a version that runs; where there is none, the test is skipped."""
    question = "import sys; print('{}.{}'.format(*sys.version_info))"
    for python in interpreters(version):
        done = subprocess.run([python, "-c", question], env=clean(), capture_output=True, text=True, check=False)
        if done.returncode == 0 and done.stdout.strip() == version:
            return python
    pytest.skip(f"there is no Python {version} here")


def lowest(line: str) -> str:
    """The requirement of the lowest version that a requirement of the project allows, which it has to name."""
    requirement = Requirement(line)
    (bound,) = requirement.specifier
    assert bound.operator == ">=", line
    return f"{requirement.name}=={bound.version}"


@asked
@pytest.mark.parametrize("bounds", ["lowest", "newest"])
@pytest.mark.parametrize("version", PYTHONS)
def test_the_wheel_works(
    version: str, bounds: str, wheel: Path, tmp_path: Path, tried: Callable[..., dict[str, Any]]
) -> None:
    """Installed into a new environment it does all that a user asks of it, without a warning."""
    run(interpreter(version), "-m", "venv", "venv", folder=tmp_path)
    python = tmp_path / "venv" / "bin" / "python"
    pip = [str(python), "-m", "pip", "--disable-pip-version-check"]
    pins = [lowest(line) for line in PROJECT["dependencies"]] if bounds == "lowest" else []
    run(*pip, "install", "--quiet", "--only-binary", ":all:", str(wheel), *pins, folder=tmp_path)
    assert "No broken requirements found." in run(*pip, "check", folder=tmp_path)
    found = tried(python, tmp_path / "empty")
    assert found["library"] == str(tmp_path / "venv" / "lib" / f"python{version}" / "site-packages" / "ukjsec")
    assert found["script"]
    assert run(tmp_path / "venv" / "bin" / "ukjsec", "--version", folder=tmp_path) == f"ukjsec {PROJECT['version']}\n"


@asked
def test_the_sdist_installs_without_git(sdist: Path, wheel: Path, tmp_path: Path) -> None:
    """Where there is no git, and no tool but pip, the sdist installs the files of the wheel."""
    run(sys.executable, "-m", "venv", "venv", folder=tmp_path)
    binaries = tmp_path / "venv" / "bin"
    assert shutil.which("git", path=str(binaries)) is None
    run(binaries / "python", "-m", "pip", "install", "--quiet", "--no-deps", sdist, folder=tmp_path, PATH=str(binaries))
    (site,) = (tmp_path / "venv" / "lib").glob("python*/site-packages")
    expected = {name: data for name, data in zipped(wheel).items() if name.startswith("ukjsec/")}
    assert {name: (site / name).read_bytes() for name in expected} == expected
