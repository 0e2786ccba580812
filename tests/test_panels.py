"""Counts by period and by pair of states: certain and possible, and missing where no source reports."""

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
from ukjsec import dataset, edtf, errors, vocabulary
from ukjsec.panels import dyads, timeline


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
        for number, row in enumerate(rows):
            cells = {"id": f"{name}-{number}", **row} if name == "records" else dict(row)
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
    found = timeline.Timeline("quarter", [date(2000, 5, 1), None]).periods
    assert found[0] == ("2000Q1", date(2000, 1, 1), date(2000, 3, 31))
    assert [period.end for period in found[1:]] == [date(2000, 6, 30), date(2000, 9, 30), date(2000, 12, 31)]
    assert timeline.Timeline("year", [date.max]).periods == [("9999", date(9999, 1, 1), date.max)]


def test_types_are_chosen(package: Path) -> None:
    """One type or several can be asked for, and stand in the order of the vocabulary."""
    assert package
    assert list(ukjsec.panel(types=["projects", "agreements"])["type"].unique()) == ["agreements", "projects"]
    assert list(ukjsec.panel(types="projects")["type"].unique()) == ["projects"]


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"freq": "month"}, "there is no frequency `month`; there are year, quarter"),
        ({"types": "exercise"}, "there is no type of record `exercise`; did you mean `exercises`?"),
        ({"settings": ["unilateral"]}, "there is no setting `unilateral`; did you mean `minilateral`?"),
        ({"when": "started"}, "there is no way to count `started`; did you mean `dated`?"),
        ({"by": ""}, "there is no kind of pair ``; there are pair, directed-pair"),
        ({"by": "dyad"}, "there is no kind of pair `dyad`; there are pair, directed-pair"),
        ({"by": "pair", "pairs": "JPN-USA"}, "there is no choice of pairs `JPN-USA`; there are GBR-JPN, all"),
        ({"pairs": "all"}, 'there are no pairs to choose without `by`; add by="pair" or by="directed-pair"'),
    ],
)
def test_what_cannot_be_chosen_is_refused(package: Path, asked: dict[str, Any], message: str) -> None:
    """The complaint offers the nearest name, or all that there are."""
    assert package
    with pytest.raises(errors.UnknownNameError) as caught:
        ukjsec.panel(**asked)
    assert str(caught.value) == message


def test_what_went_on_counts_in_each_year(put: Change) -> None:
    """Under way, an activity is certain in the years that a source tells of; the panel has the years of all dates."""
    lasting = {"unit": "activity", "status": "active", "as_of": "2003"}
    put("records", [{"id": "on", "date": "2001", **lasting}, {"date": "1998", "occurred": False}])
    put("dates", [{"record_id": "on", "event": "started", "date": "2001"}])
    put("parts", [{"covers": "1999/2004"}])
    frame = ukjsec.panel(when="under-way")
    assert counts(frame, unit="activity") == {
        "1998": (None, None), "1999": (0, 0), "2000": (0, 0), "2001": (1, 1), "2002": (0, 1), "2003": (1, 1),
        "2004": (0, 1),
    }  # fmt: skip
    assert counts(ukjsec.panel(), unit="activity")["2003"] == (0, 0)
    assert frame.attrs["descriptions"]["certain"].startswith("Records that a source tells to have been under way")


# Pairs of states.

STATES = [
    {
        "id": ident,
        "kind": "state",
        "parent_id": None,
        "state_id": ident,
        "name": name,
        "iso3": code,
        "cow": cow,
        "gw": gw,
    }
    for ident, name, code, cow, gw in [
        ("aus", "Australia", "AUS", 900, 900),
        ("deu", "Germany", "DEU", 255, 260),
        ("gbr", "United Kingdom", "GBR", 200, 200),
        ("hkg", "Hong Kong", "HKG", None, None),
        ("jpn", "Japan", "JPN", 740, 740),
    ]
]


@pytest.fixture
def take_part(put: Change) -> Callable[..., None]:
    """Write one exercise of May 2001, with its participants as (state, role)."""

    def write(*participants: tuple[str | None, str], **cells: Any) -> None:
        put("actors", [*STATES, {"id": "gbr-mod", "kind": "ministry", "state_id": "gbr", "iso3": None}])
        put("records", [{"id": "one", "type": "exercises", "date": "2001-05", **cells}])
        put("parts", [{"covers": "2001"}])
        rows = [(f"actor-{number}", *each) for number, each in enumerate(participants)]
        put("participants", [{"record_id": "one", "actor_id": a, "state_id": s, "role": r} for a, s, r in rows])

    return write


def found(frame: pd.DataFrame) -> dict[str, int]:
    """The sums of what is certain, by pair, for pairs that have any."""
    names = frame["iso3_a"] + frame["iso3_b"]
    sums = frame.groupby(names)["certain"].sum()
    return {str(name): int(count) for name, count in sums.items() if count}


def test_a_panel_of_pairs_has_codes_and_years(package: Path) -> None:
    """By pair, the codes of both states and the year as a number stand before the columns of every panel."""
    assert package
    frame, plain = ukjsec.panel(by="pair"), ukjsec.panel()
    first = ["state_a", "iso3_a", "cow_a", "gw_a", "state_b", "iso3_b", "cow_b", "gw_b", "in_scope", "year"]
    assert list(frame.columns) == [*first, *plain.columns]
    assert frame.iloc[0][first].tolist() == [
        "United Kingdom", "GBR", 200, 200, "Japan", "JPN", 740, 740, True, 2001,
    ]  # fmt: skip
    text = plain["period"].dtype
    assert [frame[name].dtype for name in first] == [
        text, text, "Int64", "Int64", text, text, "Int64", "Int64", "boolean", "Int64",
    ]  # fmt: skip
    assert list(frame.attrs["descriptions"]) == list(frame.columns)
    assert "incomplete by design" in frame.attrs["description"]
    assert ukjsec.panel("quarter", by="pair")[["year", "period"]].drop_duplicates().to_numpy().tolist()[4:6] == [
        [2002, "2002Q1"],
        [2002, "2002Q2"],
    ]


@pytest.mark.parametrize("freq", ["year", "quarter"])
@pytest.mark.parametrize("when", ["dated", "under-way"])
def test_the_own_pair_has_every_record(freq: Any, when: Any) -> None:
    """Of the real data, the counts of the United Kingdom and Japan are those of the whole dataset."""
    for occurred in (True, False):
        whole = ukjsec.panel(freq, "agreements", occurred, when=when)
        pair = ukjsec.panel(freq, "agreements", occurred, when=when, by="pair")
        assert int(whole["certain"].sum()) >= 10
        pd.testing.assert_frame_equal(pair[list(whole.columns)], whole)
    everyone = ukjsec.panel(freq, "agreements", occurred=False, when=when, by="pair", pairs="all")
    pd.testing.assert_frame_equal(everyone[everyone["in_scope"]].reset_index(drop=True), pair)
    assert (everyone["certain"].dropna() <= everyone["possible"].dropna()).all()
    assert (everyone["cow_a"] < everyone["cow_b"]).all()
    assert not everyone.duplicated(["iso3_a", "iso3_b", "period", "type", "unit"]).any()


def test_a_pair_counts_a_record_once(take_part: Callable[..., None]) -> None:
    """However many bodies of two states take part, the record is one; it counts for each pair of several states."""
    take_part(("gbr", "host"), ("gbr", "organiser"), ("jpn", "visitor"), ("jpn", "visitor"))
    assert found(ukjsec.panel(by="pair", pairs="all")) == {"GBRJPN": 1}
    take_part(("gbr", "host"), ("jpn", "visitor"), ("aus", "visitor"), (None, "participant"))
    everyone = ukjsec.panel(by="pair", pairs="all")
    assert found(everyone) == {"GBRJPN": 1, "GBRAUS": 1, "JPNAUS": 1}
    assert found(everyone[everyone["in_scope"]]) == {"GBRJPN": 1}
    assert found(ukjsec.panel(by="pair")) == {"GBRJPN": 1}


def test_the_own_pair_needs_no_names_of_both(take_part: Callable[..., None]) -> None:
    """A source that names one side, or one body of both, still tells of the two."""
    take_part(("gbr", "organiser"), (None, "supervisor"))
    assert found(ukjsec.panel(by="pair", pairs="all")) == {"GBRJPN": 1}


@pytest.mark.parametrize(
    ("participants", "directions"),
    [
        ([("gbr", "provider"), ("jpn", "recipient")], {"GBRJPN": 1}),
        ([("jpn", "funder"), ("gbr", "recipient"), ("gbr", "recipient")], {"JPNGBR": 1}),
        ([("gbr", "grantor"), ("jpn", "requester")], {"GBRJPN": 1}),
        ([("gbr", "grantor"), ("jpn", "recipient"), ("jpn", "requester")], {"GBRJPN": 1}),
        ([("gbr", "funder"), ("jpn", "requester"), (None, "recipient")], {}),
        ([("gbr", "host"), ("jpn", "visitor")], {}),
        ([("gbr", "supervisor"), ("jpn", "participant")], {}),
        ([("gbr", "provider"), ("gbr", "recipient")], {}),
        ([(one, role) for one in ("gbr", "jpn") for role in ("provider", "recipient")], {"GBRJPN": 1, "JPNGBR": 1}),
        (
            [("gbr", "provider"), ("jpn", "provider"), ("aus", "recipient"), ("deu", "recipient")],
            {"GBRAUS": 1, "GBRDEU": 1, "JPNAUS": 1, "JPNDEU": 1},
        ),
    ],
)
def test_directions_are_read_off_roles(
    take_part: Callable[..., None], participants: list[tuple[str | None, str]], directions: dict[str, int]
) -> None:
    """Who provides, funds or grants gives to the recipient; a permission goes to who asked; a visit gives nothing."""
    take_part(*participants)
    assert found(ukjsec.panel(by="directed-pair", pairs="all")) == directions


def test_both_directions_have_their_rows(package: Path) -> None:
    """The own pair stands in the panel both ways, and each way says which side gives."""
    assert package
    frame = ukjsec.panel(by="directed-pair", types="operations")
    assert frame[["iso3_a", "iso3_b"]].drop_duplicates().to_numpy().tolist() == [["GBR", "JPN"], ["JPN", "GBR"]]
    assert frame["in_scope"].all()
    assert found(frame) == {"GBRJPN": 1}
    assert frame.attrs["descriptions"]["state_a"] == "The giving state, by its English name."


def test_the_roles_of_directions_are_roles() -> None:
    """Every role from which a direction is read is one that a participant can have."""
    assert {*dyads.DIRECTIONS, *(role for others in dyads.DIRECTIONS.values() for role in others)} <= set(
        vocabulary.ROLE.names
    )


def test_what_is_no_state_to_a_list_has_no_number(take_part: Callable[..., None]) -> None:
    """A territory that ISO alone knows keeps its ISO code, its numbers are missing, and it stands after the states."""
    take_part(("gbr", "host"), ("jpn", "visitor"), ("hkg", "visitor"))
    frame = ukjsec.panel(by="pair", pairs="all")
    pairs = frame.drop_duplicates(["iso3_a", "iso3_b"])
    assert pairs[["iso3_a", "iso3_b"]].to_numpy().tolist() == [["GBR", "JPN"], ["GBR", "HKG"], ["JPN", "HKG"]]
    assert pairs[["cow_b", "gw_b"]].isna().all(axis=1).tolist() == [False, True, True]
    assert pairs["in_scope"].tolist() == [True, False, False]


def test_a_package_without_the_two_states_has_no_pairs(put: Change) -> None:
    """Where a side of the dataset's own pair is no actor, the panel says which."""
    put("actors", [state for state in STATES if state["id"] != "jpn"])
    with pytest.raises(errors.UnknownNameError, match="there is no state `JPN`; there are GBR"):
        ukjsec.panel(by="pair")


def test_settings_are_chosen(take_part: Callable[..., None]) -> None:
    """What counts can be kept to some settings, with or without pairs."""
    take_part(("gbr", "host"), ("jpn", "visitor"), setting="multilateral")
    assert ukjsec.panel(settings="multilateral")["certain"].sum() == 1
    assert ukjsec.panel(settings=["bilateral", "minilateral"])["certain"].sum() == 0
    assert found(ukjsec.panel(by="pair", settings="bilateral")) == {}


@pytest.mark.parametrize("when", ["dated", "under-way"])
def test_all_tables_of_a_panel_are_of_the_version(package: Path, monkeypatch: pytest.MonkeyPatch, when: Any) -> None:
    """The panel of a release takes every table from that release."""
    assert package
    read, asked = dataset.read, {}

    def spy(table: str, version: str | None = None) -> pa.Table:
        asked[table] = version
        return read(table)

    monkeypatch.setattr(dataset, "read", spy)
    pd.testing.assert_frame_equal(
        ukjsec.panel(by="pair", when=when, version="0.9.0"), ukjsec.panel(by="pair", when=when)
    )
    asked.clear()
    ukjsec.panel(by="pair", when=when, version="0.9.0")
    tables = {"records", "parts", "actors", "participants", *(["dates"] if when == "under-way" else [])}
    assert asked == dict.fromkeys(tables, "0.9.0")


# Tables in the shapes of the field: the numbers in them are invented.

DYADS = [(ccode, other, year) for year in range(1990, 2023) for ccode, other in ((2, 200), (2, 740), (200, 740))]


def cow() -> pd.DataFrame:
    """Correlates of War: one row a non-directed dyad and year, whole numbers, the lower code first."""
    frame = pd.DataFrame(DYADS, columns=["ccode1", "ccode2", "year"])
    return frame.assign(stateabb1="XXX", mid=range(len(frame)))


def cow_floats() -> pd.DataFrame:
    """The same as Stata and spreadsheets hand it over: the codes as floating numbers, the year in 16 bits."""
    return cow().astype({"ccode1": "float64", "ccode2": "float64", "year": "int16"})


def gleditsch_ward() -> pd.DataFrame:
    """UCDP: numbers of Gleditsch and Ward; read with a missing value among them they are `Int64`."""
    frame = pd.DataFrame(DYADS, columns=["gwno_a", "gwno_b", "year"]).astype({"gwno_a": "Int64", "gwno_b": "Int64"})
    return frame.assign(deaths=range(len(frame)))


def vdem() -> pd.DataFrame:
    """V-Dem: one row a country and year, by letters."""
    rows = [(code, year, year / 3000) for year in range(1789, 2023) for code in ("GBR", "JPN", "USA")]
    return pd.DataFrame(rows, columns=["country_text_id", "year", "v2x_polyarchy"])


@pytest.mark.parametrize(
    ("made", "left", "right"),
    [
        (cow, ["cow_a", "cow_b", "year"], ["ccode1", "ccode2", "year"]),
        (cow_floats, ["cow_a", "cow_b", "year"], ["ccode1", "ccode2", "year"]),
        (gleditsch_ward, ["gw_a", "gw_b", "year"], ["gwno_a", "gwno_b", "year"]),
        (vdem, ["iso3_a", "year"], ["country_text_id", "year"]),
        (vdem, ["iso3_b", "year"], ["country_text_id", "year"]),
    ],
)
@pytest.mark.parametrize("pairs", ["GBR-JPN", "all"])
def test_a_panel_merges_with_tables_of_the_field(
    made: Callable[[], pd.DataFrame], left: list[str], right: list[str], pairs: Any
) -> None:
    """The real panel of pairs merges with their usual keys, many to one: no row is lost, doubled or left unmatched."""
    other = made()
    frame = ukjsec.panel(by="pair", pairs=pairs, types="exercises")
    merged = frame.merge(other, left_on=left, right_on=right, how="left", validate="m:1", indicator=True)
    assert len(merged) == len(frame)
    # pandas makes a key of text an `object` where a row has no partner: the values are compared, and all other types.
    pd.testing.assert_frame_equal(merged[list(frame.columns)].astype({left[0]: frame[left[0]].dtype}), frame)
    keys = set(other[right].itertuples(index=False, name=None))
    expected = [key in keys for key in frame[left].itertuples(index=False, name=None)]
    assert any(expected)
    assert (merged["_merge"] == "both").tolist() == expected
    own = merged[merged["in_scope"] & (merged["year"] == 2013)]
    assert own["unit"].tolist() == ["instance", "series", "activity"]
    assert (own["_merge"] == "both").all()


def test_a_row_of_another_table_gets_its_counts() -> None:
    """One type and unit of the panel is one row a pair and year, and merges with a dyad-year table one to one."""
    frame = ukjsec.panel(by="pair", types="agreements")
    agreements = frame[frame["unit"] == "instance"]
    keys = ["ccode1", "ccode2", "year"]
    merged = cow().merge(agreements, how="left", left_on=keys, right_on=["cow_a", "cow_b", "year"], validate="1:1")
    assert len(merged) == len(DYADS)
    at = merged.set_index(keys)["certain"]
    assert at[200, 740, 2013] == 2
    assert pd.isna(at[2, 740, 2013]), "a pair that the panel does not have is missing, not zero"
