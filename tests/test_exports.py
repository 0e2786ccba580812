"""Exports: the tables as files, for those who work elsewhere."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from ukjsec import dataset, exports
from ukjsec.errors import MissingFileError, UnknownNameError

Run = Callable[..., tuple[int, str, str]]


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_csv_and_parquet_are_those_of_the_package(run: Run, checkout: Path, tmp_path: Path, form: str) -> None:
    """Every table is copied to the byte, into a folder that is made where it is not there."""
    assert run("show")[0] == 0
    written = exports.export([], form, tmp_path / "a" / "b")
    assert [file.name for file in written] == [f"{name}.{form}" for name in dataset.tables()]
    for file in written:
        assert file.read_bytes() == (checkout / "datapackage" / file.name).read_bytes()


def test_json_has_the_rows(run: Run, tmp_path: Path) -> None:
    """JSON is a list of the rows, days as text, what is missing as null, Japanese as it is."""
    assert run("show")[0] == 0
    (file,) = exports.export(["dialogues"], "json", tmp_path)
    rows = json.loads(file.read_bytes())
    known = dataset.load("dialogues", as_="rows")
    assert rows == [{key: str(v) if key.endswith("est") and v else v for key, v in row.items()} for row in known]
    assert rows[0]["date_earliest"] == "2002-04-01"
    assert rows[0]["note"] is None
    assert "日英会議" in file.read_text("utf-8")


def test_an_existing_file_is_replaced_whole(run: Run, checkout: Path, tmp_path: Path) -> None:
    """A longer file of the same name leaves no tail, and nothing else is left in the folder."""
    assert run("show")[0] == 0
    (tmp_path / "out").mkdir()
    (tmp_path / "out/topics.csv").write_text("old\n" * 1000, "utf-8")
    exports.export(["topics"], "csv", tmp_path / "out")
    assert (tmp_path / "out/topics.csv").read_bytes() == (checkout / "datapackage/topics.csv").read_bytes()
    assert [file.name for file in (tmp_path / "out").iterdir()] == ["topics.csv"]


def test_a_failing_disk_keeps_the_old_file(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the disk is full the old file stays as it was, and the error says what to do."""
    assert run("show")[0] == 0
    (tmp_path / "out").mkdir()
    (tmp_path / "out/topics.csv").write_text("old", "utf-8")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(MissingFileError, match="No space left on device; choose another --out"):
        exports.export(["topics"], "csv", tmp_path / "out")
    assert [file.read_text("utf-8") for file in (tmp_path / "out").iterdir()] == ["old"]


def test_an_unknown_table_writes_nothing(run: Run, tmp_path: Path) -> None:
    """All names are looked at before the first file is written."""
    assert run("show")[0] == 0
    with pytest.raises(UnknownNameError, match="did you mean `topics`"):
        exports.export(["dates", "topic"], "csv", tmp_path / "out")
    assert not (tmp_path / "out").exists()
