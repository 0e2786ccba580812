"""What many tests stand on: the package of the invented corpus, built once."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import invented
import pytest

from ukjsec import build, cli, dataset, seeds


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout of the invented corpus with its package; nobody writes into it."""
    root = invented.write(tmp_path_factory.mktemp("built"))
    build.write(root, build.artefacts(seeds.read(root)))
    return root


@pytest.fixture
def package(built: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The package of that checkout, read in the place of the project's own."""
    monkeypatch.setattr(dataset, "folder", lambda: built / "datapackage")
    return built / "datapackage"


@pytest.fixture
def checkout(built: Path, tmp_path: Path) -> Path:
    """A copy of that checkout, which a test may spoil."""
    return Path(shutil.copytree(built, tmp_path / "checkout"))


@pytest.fixture
def run(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str, str]]:
    """Run the command line in the checkout: arguments → exit code, what it printed, what it complained of."""
    monkeypatch.chdir(checkout)
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    monkeypatch.setattr(dataset, "folder", lambda: checkout / "datapackage")

    def run(*arguments: str) -> tuple[int, str, str]:
        try:
            code = cli.main(arguments)
        except SystemExit as stop:
            code = int(stop.code or 0)
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run
