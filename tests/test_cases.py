"""Golden cases: what a contributor sees, letter by letter, for every rule of the catalogue.

`tests/cases/<rule>/<case>/` holds files that are laid over the invented corpus (`input/`), where needed what is taken
away from it (`removed.txt`), a situation of `test_rules.py` that no file can show (`situation.txt`), one of
`test_packages.py` for the package of the corpus (`package.txt`; or `fragment`, the one of the catalogue), and another
command than `validate` (`command.txt`); and what the command prints and its exit code (`report.txt`). With
`UKJSEC_UPDATE_CASES=1` in the environment the reports are written anew: read what has changed before it is committed.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import foreign
import invented
import pytest
import test_packages
import test_rules

from ukjsec import cli
from ukjsec.rules import CATALOGUE

FOLDER = Path(__file__).resolve().parent / "cases"
CASES = sorted(file.parent for file in FOLDER.glob("*/*/report.txt"))


def name(case: Path) -> str:
    """The rule and the case."""
    return case.relative_to(FOLDER).as_posix()


def lay_out(case: Path, root: Path, built: Path, patch: pytest.MonkeyPatch) -> list[str]:
    """Write the invented corpus with the input of a case over it; returns the command."""
    invented.write(root)
    for spoil in _lines(case / "package.txt"):
        package = Path(shutil.copytree(built / "datapackage", root / "package"))
        if spoil == "fragment":
            foreign.without_parquet(package)
            test_packages.spoil(package, case.parent.name)
        else:
            getattr(test_packages, spoil)(package)
    given = case / "input"
    if given.is_dir():
        shutil.copytree(given, root, dirs_exist_ok=True, symlinks=True)
    for path in _lines(case / "removed.txt"):
        (root / path).unlink()
    if given.is_dir() and not [*given.rglob("*.seal")] and (root / test_rules.SEAL).exists():
        invented.seal(root)
    for situation in _lines(case / "situation.txt"):
        getattr(test_rules, situation)(root, patch)
    return (_lines(case / "command.txt") or ["validate"])[0].split()


def _lines(file: Path) -> list[str]:
    return file.read_text("utf-8").splitlines() if file.exists() else []


@pytest.mark.parametrize("case", CASES, ids=name)
def test_the_report_is_exact(
    case: Path, built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The command prints what the case holds, and ends with its exit code."""
    command = lay_out(case, tmp_path, built, monkeypatch)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    capsys.readouterr()
    code = cli.main(command)
    seen = f"{capsys.readouterr().out}\n[exit code {code}]\n"
    if "UKJSEC_UPDATE_CASES" in os.environ:
        (case / "report.txt").write_text(seen, "utf-8", newline="")
    assert seen == (case / "report.txt").read_bytes().decode()
    assert f": {case.parent.name}: " in seen
    assert code == (0 if case.parent.name in {"quotation-unsealed", "passed-over"} | test_packages.NOTICES else 1)


def test_every_rule_has_a_golden_case() -> None:
    """A rule that no case breaks is an oversight, and so is a case of no rule."""
    assert {case.parent.name for case in CASES} == set(CATALOGUE)


def test_every_case_is_run() -> None:
    """A folder without a report would be passed over."""
    assert {folder for folder in FOLDER.glob("*/*") if folder.is_dir()} == set(CASES)
