"""Counts by period: certain and possible, and missing where no source reports."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import ukjsec
from ukjsec import dataset, edtf, errors, panels


@pytest.fixture
def package(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Read a copy of the invented package, which a test may change."""
    for file in (built / "datapackage").iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    monkeypatch.setattr(dataset, "folder", lambda: tmp_path)
    return tmp_path


Change = Callable[[str, list[dict[str, Any]]], None]


@pytest.fixture
def put(package: Path) -> Change:
    """Write rows of a table: each made from the first row there is, with dates given in EDTF."""

    def write(name: str, rows: list[dict[str, Any]]) -> None:
        table = pq.ParquetFile(package / f"{name}.parquet").read()
        made = []
        for row in rows:
            cells = dict(row)
            for prefix in {"date", "covers"} & set(row):
                days = edtf.parse(row[prefix]) if row[prefix] else None
                cells |= {f"{prefix}_earliest": days and days.earliest, f"{prefix}_latest": days and days.latest}
            made.append(table.to_pylist()[0] | cells)
        pq.write_table(pa.Table.from_pylist(made, schema=table.schema), package / f"{name}.parquet")

    return write


def counts(
    frame: pd.DataFrame, kind: str = "exercises", unit: str = "instance"
) -> dict[str, tuple[int | None, int | None]]:
    """The counts of one type and unit, by period; None for missing."""
    chosen = frame[(frame["type"] == kind) & (frame["unit"] == unit)]
    columns = [[None if pd.isna(each) else int(each) for each in chosen[name]] for name in ("certain", "possible")]
    return dict(zip(chosen["period"], zip(*columns, strict=True), strict=True))


def test_a_panel_has_a_row_for_each_period_type_and_unit(package: Path) -> None:
    """The panel is whole: every combination has a row, whether or not a record falls into it."""
    assert package
    frame = ukjsec.panel()
    assert list(frame.columns) == ["period", "start", "end", "type", "unit", "certain", "possible", "covered"]
    assert len(frame) == 2 * 5 * 3
    assert not frame.duplicated(["period", "type", "unit"]).any()
    assert list(frame["type"].cat.categories) == ukjsec.tables()[1:6]
    assert list(frame["unit"].cat.categories) == ["instance", "series", "activity"]
    types = {name: str(frame[name].dtype) for name in ("start", "end", "certain", "possible", "covered")}
    assert types == {
        "start": "datetime64[s]", "end": "datetime64[s]", "certain": "Int64", "possible": "Int64", "covered": "float64",
    }  # fmt: skip
    assert (frame.attrs["table"], frame.attrs["version"]) == ("panel", "0.1.0")
    assert list(frame.attrs["descriptions"]) == list(frame.columns)


def test_certain_and_possible_are_told_apart(package: Path) -> None:
    """A date within one period is certain there; one that can lie in several is possible in each."""
    assert package
    year, quarter = ukjsec.panel(), ukjsec.panel("quarter")
    assert counts(year) == {"2001": (1, 1), "2002": (0, 0)}
    assert counts(year, "projects") == {"2001": (0, 1), "2002": (0, 1)}
    assert {name: pair for name, pair in counts(quarter).items() if pair != (0, 0)} == {
        "2001Q3": (0, 1),
        "2001Q4": (0, 1),
    }
    assert counts(quarter, "agreements")["2001Q2"] == (1, 1)
    assert len(counts(quarter)) == 8


def test_units_are_never_mixed(package: Path) -> None:
    """A series of meetings is counted as a series only, and only when proposals are asked for."""
    assert package
    assert set(counts(ukjsec.panel(), "dialogues", "series").values()) == {(0, 0)}
    frame = ukjsec.panel(types="dialogues", occurred=False)
    assert counts(frame, "dialogues", "series") == {"2001": (0, 0), "2002": (1, 1)}
    assert counts(frame, "dialogues", "instance") == {"2001": (0, 0), "2002": (0, 0)}


def test_a_count_is_missing_where_no_source_reports(put: Change) -> None:
    """Outside the years that the sources cover a count is missing, even where a record is dated there."""
    put("records", [{"date": "1998-05"}, {"date": "2001-05"}])
    put("parts", [{"date": "2002-04", "covers": "2000-07/2001"}])
    frame = ukjsec.panel(types="exercises")
    assert counts(frame) == {"1998": (None, None), "1999": (None, None), "2000": (0, 0), "2001": (1, 1)}
    shares = frame.drop_duplicates("period").set_index("period")["covered"].to_dict()
    assert shares == {"1998": 0.0, "1999": 0.0, "2000": 184 / 366, "2001": 1.0}
    assert frame["certain"].sum() == 1


def test_coverage_reaches_no_further_than_its_source(put: Change) -> None:
    """A part that covers an open time covers it to the day it was written; from an unknown beginning it covers none."""
    put("records", [{"date": "2001-05"}, {"date": "2004"}])
    put("parts", [{"date": "2002", "covers": "2001/.."}, {"date": "2004", "covers": "../2004"}])
    assert counts(ukjsec.panel()) == {"2001": (1, 1), "2002": (0, 0), "2003": (None, None), "2004": (None, None)}


def test_overlapping_coverage_counts_once(put: Change) -> None:
    """Days that several parts cover are covered once."""
    put("parts", [{"covers": "2001-01/2001-06"}, {"covers": "2001-04/2001-09"}, {"covers": "2001-05"}])
    frame = ukjsec.panel("quarter")
    assert frame.drop_duplicates("period")["covered"].tolist()[:4] == [1.0, 1.0, 1.0, 0.0]
    assert ukjsec.panel().iloc[0]["covered"] == pytest.approx(273 / 365)


def test_open_dates_are_possible_to_the_ends(put: Change) -> None:
    """An end that is open reaches to the end of the panel and is certain nowhere; without a date there is no count."""
    put("records", [{"date": "2001-05/.."}, {"date": "[..2001]"}, {"date": None}])
    put("parts", [{"covers": "1999/2003"}])
    assert counts(ukjsec.panel()) == {
        "1999": (0, 1), "2000": (0, 1), "2001": (0, 2), "2002": (0, 1), "2003": (0, 1),
    }  # fmt: skip


def test_a_panel_of_nothing_has_its_columns(put: Change) -> None:
    """Where there is neither a date nor coverage, the panel is empty and keeps its types."""
    whole = ukjsec.panel()
    put("records", [{"date": None}])
    put("parts", [{"covers": "../2001"}])
    empty = ukjsec.panel()
    assert len(empty) == 0
    assert list(empty.dtypes) == list(whole.dtypes)


def test_quarters_end_with_their_months() -> None:
    """Each quarter has its three months, in leap years too."""
    found = panels._periods("quarter", [(date(2000, 5, 1), None)])
    assert found[0] == ("2000Q1", date(2000, 1, 1), date(2000, 3, 31))
    assert [period.end for period in found[1:]] == [date(2000, 6, 30), date(2000, 9, 30), date(2000, 12, 31)]
    assert panels._periods("year", [(date.max, None)]) == [("9999", date(9999, 1, 1), date.max)]


def test_types_are_chosen(package: Path) -> None:
    """One type or several can be asked for, and stand in the order of the vocabulary."""
    assert package
    assert list(ukjsec.panel(types=["projects", "agreements"])["type"].unique()) == ["agreements", "projects"]
    assert list(ukjsec.panel(types="projects")["type"].unique()) == ["projects"]


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"freq": "month"}, "there is no frequency `month`; there is year, quarter"),
        ({"types": "exercise"}, "there is no type of record `exercise`; did you mean `exercises`?"),
    ],
)
def test_an_unknown_frequency_or_type_gets_the_nearest(package: Path, asked: dict[str, Any], message: str) -> None:
    """The complaint offers the nearest name, or all that there are."""
    assert package
    with pytest.raises(errors.UnknownNameError) as caught:
        ukjsec.panel(**asked)
    assert str(caught.value) == message
