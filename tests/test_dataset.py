"""The reading wing, on the package of the invented corpus: every form of a table, every complaint."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import ukjsec
from ukjsec import dataset, edtf, errors, periods

pytestmark = pytest.mark.usefixtures("package")

ROOT = Path(__file__).resolve().parent.parent

POLARS: Any = "polars"
"""A form that nobody offers."""


@pytest.fixture
def own_package(package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the invented package that a test may spoil."""
    for file in package.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    monkeypatch.setattr(dataset, "folder", lambda: tmp_path)
    return tmp_path


def rewrite(folder: Path, name: str, change: Callable[[list[dict[str, Any]]], object]) -> None:
    """Change the rows of a table in its Parquet file, keeping its schema."""
    file = folder / f"{name}.parquet"
    table = pq.ParquetFile(file).read()
    rows = table.to_pylist()
    change(rows)
    pq.write_table(pa.Table.from_pylist(rows, schema=table.schema), file)


def test_tables_stand_in_the_order_of_the_package() -> None:
    """The names come from the descriptor, each once, records and their types first."""
    names = ukjsec.tables()
    assert names[:7] == ["records", "agreements", "exercises", "dialogues", "operations", "projects", "dates"]
    assert len(names) == len(set(names)) > 7
    for name in names:
        assert isinstance(ukjsec.load(name), pd.DataFrame), name


def test_a_frame_has_the_types_of_the_schema() -> None:
    """Text, whole numbers, other numbers, truth values, days and terms each have one type, in every pandas."""
    text = pd.StringDtype("pyarrow")
    frame = ukjsec.load("records")
    types = {name: frame[name].dtype for name in ("id", "title_ja", "as_of", "summary")}
    assert types == dict.fromkeys(types, text)
    assert frame["ordinal"].dtype == pd.Int64Dtype()
    assert frame["occurred"].dtype == pd.BooleanDtype()
    assert [frame[name].dtype for name in ("date_earliest", "date_latest")] == ["datetime64[s]"] * 2
    assert isinstance(frame["kind"].dtype, pd.CategoricalDtype)
    assert ukjsec.load("quantities")["value"].dtype == "float64"
    assert {str(dtype) for name in ukjsec.tables() for dtype in ukjsec.load(name).dtypes} == {
        *{str(text), "Int64", "boolean", "datetime64[s]", "category", "float64"}
    }


def test_categories_are_the_whole_vocabulary_in_its_order(own_package: Path) -> None:
    """A category is there whether or not a record uses it, also in a file that holds only the used ones."""
    whole = ["instance", "series", "activity"]
    assert list(ukjsec.load("records")["unit"].cat.categories) == whole
    rewrite(own_package, "records", lambda rows: rows.sort(key=lambda row: str(row["unit"]), reverse=True))
    written: Any = pq.ParquetFile(own_package / "records.parquet").read().column("unit").chunk(0)
    assert written.dictionary.to_pylist() == ["series", "instance"]
    frame = ukjsec.load("records")
    assert list(frame["unit"].cat.categories) == whole
    assert list(frame["unit"]) == ["series", *["instance"] * 4]
    assert not frame["unit"].cat.ordered


def test_a_term_outside_the_vocabulary_is_not_lost_in_silence(own_package: Path) -> None:
    """A coded value that the vocabulary does not have is a damaged file, not a missing value."""
    rewrite(own_package, "records", lambda rows: rows[0].update(unit="heap"))
    with pytest.raises(dataset.BrokenPackageError, match=r"records.*column unit.*heap.*ukjsec build"):
        ukjsec.load("records")


def test_a_table_without_rows_keeps_its_types() -> None:
    """An empty table has the columns, types and categories of a full one."""
    empty, full = ukjsec.load("records", within="1800"), ukjsec.load("records")
    assert len(empty) == 0
    assert list(empty.dtypes) == list(full.dtypes)
    assert empty.attrs == full.attrs
    assert ukjsec.load("relations", "rows") != []
    assert ukjsec.load("records", "rows", within="1800") == []


def test_missing_is_missing() -> None:
    """What a source does not say is missing in every type, never zero and never empty text."""
    frame = ukjsec.load("records").set_index("id")
    for name in ("ordinal", "title_ja", "date_earliest", "date_qualifier", "note"):
        assert frame[name].isna()["example-grant"], name
    assert frame["ordinal"].isna().all()
    assert list(frame.index[frame["title_ja"].notna()]) == ["example-meeting"]
    row = next(row for row in ukjsec.load("records", "rows") if row["id"] == "example-grant")
    assert (row["ordinal"], row["title_ja"], row["date_earliest"]) == (None, None, None)


def test_the_text_na_is_text(own_package: Path) -> None:
    """The letters NA, and their like, are read as they stand."""
    texts = ["NA", "null", "nan", " ", "None"]

    def change(rows: list[dict[str, Any]]) -> None:
        for row, text in zip(rows, texts, strict=True):
            row["title"] = text

    rewrite(own_package, "records", change)
    frame = ukjsec.load("records")
    assert frame["title"].tolist() == texts
    assert not frame["title"].isna().any()
    assert [row["title"] for row in ukjsec.load("records", "rows")] == texts


def test_days_of_every_year_are_real(own_package: Path) -> None:
    """The years 1 and 9999 are days like any other."""
    days = {"date_earliest": date.min, "date_latest": date.max}
    rewrite(own_package, "records", lambda rows: rows[0].update(days))
    frame = ukjsec.load("records")
    assert (frame["date_earliest"][0].year, frame["date_latest"][0].year) == (1, 9999)
    assert frame["date_latest"][0].date() == date.max


def test_a_frame_says_what_it_is() -> None:
    """The attributes name package, version and table, and say what a row and each column is."""
    frame = ukjsec.load("agreements")
    assert {name: value for name, value in frame.attrs.items() if name != "descriptions"} == {
        "package": "ukjsec",
        "version": "0.1.0",
        "table": "agreements",
        "title": "Agreements",
        "description": json.loads((dataset.folder() / "datapackage.json").read_text("utf-8"))["resources"][1][
            "description"
        ],
    }
    assert list(frame.attrs["descriptions"]) == list(frame.columns)
    assert frame.attrs["descriptions"]["date"] == "The headline date of the record, in EDTF."
    assert frame.head(1).attrs == frame.attrs


def test_rows_are_plain_values_and_arrow_is_the_file(package: Path) -> None:
    """Rows hold Python's own values; the Arrow table is that of the file, metadata and all."""
    row = next(row for row in ukjsec.load("agreements", "rows") if row["id"] == "example-memorandum")
    assert row["date_earliest"] == date(2001, 5, 3)
    assert (row["kind"], row["occurred"], row["date_in_force"]) == ("memorandum", True, "2001-06")
    table = ukjsec.load("agreements", as_="arrow")
    assert table.schema.equals(pq.ParquetFile(package / "agreements.parquet").schema_arrow, check_metadata=True)
    assert table.to_pylist() == ukjsec.load("agreements", as_="rows")


@pytest.mark.parametrize(
    ("within", "certain", "possible"),
    [
        ("2001", {"exercise", "memorandum", "operation"}, {"exercise", "memorandum", "operation", "grant"}),
        ("2001-05/2001-11", {"exercise", "memorandum"}, {"exercise", "memorandum", "operation", "grant"}),
        ("2001-05-03", {"memorandum"}, {"memorandum", "operation", "grant"}),
        ("2001-10", set(), {"exercise", "operation", "grant"}),
        ("../2002-04", *[{"exercise", "memorandum", "operation", "grant", "meeting"}] * 2),
        (
            "../2002-04-29",
            {"exercise", "memorandum", "operation"},
            {"exercise", "memorandum", "operation", "grant", "meeting"},
        ),
        ("2002/..", {"meeting"}, {"meeting", "grant"}),
        ("2002-05/..", set(), set()),
        ("1500", set(), {"grant"}),
        (2003, set(), set()),
    ],
)
def test_a_period_keeps_what_certainly_or_possibly_lies_in_it(
    within: str | int, certain: set[str], possible: set[str]
) -> None:
    """Certain needs both bounds in the period; possible needs an overlap; an open end has no bound."""

    def found(*, certainly: bool) -> set[str]:
        frame = ukjsec.load("records", within=within, certainly=certainly)
        return {str(ident).removeprefix("example-") for ident in frame["id"]}

    assert found(certainly=True) == certain
    assert found(certainly=False) == possible


def test_a_row_without_a_date_is_in_no_period() -> None:
    """A quantity whose date nobody states lies in no period, not even possibly."""
    assert len(ukjsec.load("quantities")) == 2
    assert ukjsec.load("quantities", "rows", within="0001/..", certainly=False) == []


def test_an_open_end_lies_in_an_open_period() -> None:
    """What is still going on lies certainly in a period without end, and only possibly in one that ends."""
    since_2002 = (date(2002, 1, 1), None)
    assert periods.lies_in(since_2002, edtf.parse("2002/.."))
    assert not periods.lies_in(since_2002, edtf.parse("2002/2030"))
    assert periods.can_overlap(since_2002, edtf.parse("2030"))
    assert not periods.can_overlap(since_2002, edtf.parse("2001"))


@pytest.mark.parametrize("within", ["", "May 2001", "2001-13", "2003/2001", "[2001..2003]", "2001~", "2001 "])
def test_what_is_no_period_is_refused(within: str) -> None:
    """A period is a date or an interval with certain ends."""
    with pytest.raises(errors.PeriodError, match="2012-01/2015-06"):
        ukjsec.load("records", within=within)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: ukjsec.load("agrements"), "there is no table `agrements`; did you mean `agreements`?"),
        (lambda: ukjsec.load("../seeds"), "there is no table `../seeds`"),
        (lambda: ukjsec.load("zzz"), "there is no table `zzz`; there are records, agreements, exercises"),
        (lambda: ukjsec.load("records", POLARS), "there is no form `polars`; there are pandas, arrow, rows"),
        (
            lambda: ukjsec.load("actors", within="2001"),
            "the table actors has no dates; these have: records, agreements",
        ),
    ],
)
def test_an_unknown_name_gets_the_nearest(call: Callable[[], object], message: str) -> None:
    """The complaint about a name offers the nearest one, or all that there are."""
    with pytest.raises(errors.UnknownNameError) as caught:
        call()
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data[:-20],
        lambda _: b"",
        lambda _: b"id,title\n",
        lambda data: data[:60] + bytes([data[60] ^ 255]) + data[61:],
    ],
    ids=["cut", "empty", "csv", "flipped"],
)
def test_a_broken_file_is_named_with_what_to_do(own_package: Path, spoil: Callable[[bytes], bytes]) -> None:
    """A damaged Parquet file, even by one byte, gives one line that names it, without a trace of Arrow."""
    file = own_package / "agreements.parquet"
    file.write_bytes(spoil(file.read_bytes()))
    with pytest.raises(ukjsec.UkjsecError) as caught:
        ukjsec.load("agreements")
    said = str(caught.value)
    assert said.startswith(f"{file} cannot be used: ")
    assert said.endswith("in a checkout run `ukjsec build`, elsewhere `pip install --force-reinstall ukjsec`")
    assert "\n" not in said
    assert caught.value.__suppress_context__


def test_a_letter_that_was_changed_is_found(own_package: Path) -> None:
    """Checksums are compared: a value changed inside the file, which is still sound Parquet, is not read as data."""
    file = own_package / "agreements.parquet"
    pq.write_table(pq.ParquetFile(file).read(), file, compression="none", write_page_checksum=True)
    assert ukjsec.load("agreements")["title"][0] == "A memorandum of defence ministers"
    file.write_bytes(file.read_bytes().replace(b"A memorandum of", b"B memorandum of", 1))
    with pytest.raises(dataset.BrokenPackageError, match=r"agreements\.parquet cannot be used"):
        ukjsec.load("agreements")


def test_a_file_that_is_gone_or_another_table_is_named(own_package: Path) -> None:
    """A table that the descriptor lists but the folder lacks is damage, and so is one file in place of another."""
    (own_package / "dates.parquet").unlink()
    with pytest.raises(dataset.BrokenPackageError, match=r"dates\.parquet cannot be used: it is missing"):
        ukjsec.load("dates")
    (own_package / "actors.parquet").write_bytes((own_package / "places.parquet").read_bytes())
    with pytest.raises(dataset.BrokenPackageError, match="does not say that it is the table actors"):
        ukjsec.load("actors")


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", "\udcff"])
def test_a_broken_descriptor_is_named(own_package: Path, text: str) -> None:
    """A damaged descriptor gives one line that names it."""
    file = own_package / "datapackage.json"
    file.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(dataset.BrokenPackageError, match=r"datapackage\.json cannot be used: .*ukjsec build"):
        ukjsec.tables()


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], Path]]:
    """Make folders that hold a descriptor, with the real search in force."""
    monkeypatch.undo()

    def make(name: str) -> Path:
        folder = tmp_path / name
        folder.mkdir(parents=True)
        (folder / "datapackage.json").write_text("{}", "utf-8")
        return folder

    (tmp_path / "ukjsec").mkdir()
    return make  # type: ignore[return-value]


def test_an_installed_library_reads_what_came_with_it(places: Callable[[str], Path], tmp_path: Path) -> None:
    """Beside an installed library a folder `datapackage` is somebody else's."""
    places("datapackage")
    with pytest.raises(errors.MissingPackageError, match=r"pip install --force-reinstall ukjsec`$"):
        dataset.folder(tmp_path / "ukjsec")
    own = places("ukjsec/data/datapackage")
    assert dataset.folder(tmp_path / "ukjsec") == own


def test_a_checkout_reads_its_own_folder(places: Callable[[str], Path], tmp_path: Path) -> None:
    """In a checkout only its folder counts, or the one that a killed build had moved aside; an empty one is none."""
    (tmp_path / "seeds").mkdir()
    (tmp_path / "datapackage").mkdir()
    places("ukjsec/data/datapackage")
    with pytest.raises(errors.MissingPackageError, match="run `ukjsec build`"):
        dataset.folder(tmp_path / "ukjsec")
    aside = places(".datapackage.old")
    assert dataset.folder(tmp_path / "ukjsec") == aside
    (tmp_path / "datapackage").rmdir()
    own = places("datapackage")
    assert dataset.folder(tmp_path / "ukjsec") == own


def test_frictionless_gets_the_package() -> None:
    """The extra hands over the descriptor as a package of frictionless, whose tables it can read."""
    frictionless = pytest.importorskip("frictionless")
    found = ukjsec.package()
    assert isinstance(found, frictionless.Package)
    assert [name for name in found.resource_names if not name.endswith("-parquet")] == ukjsec.tables()
    assert len(found.get_resource("records").read_rows()) == 5


def test_without_frictionless_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the extra is not installed, the complaint is the command that installs it."""
    monkeypatch.setitem(sys.modules, "frictionless", None)
    with pytest.raises(ImportError, match=r'pip install "ukjsec\[frictionless\]"$'):
        ukjsec.package()


def test_the_public_names_are_there() -> None:
    """Every public name resolves, is listed by dir(), and stands in order; another one does not exist."""
    assert ukjsec.__all__ == sorted(ukjsec.__all__)
    assert set(ukjsec.__all__) <= set(dir(ukjsec))
    for name in ukjsec.__all__:
        assert getattr(ukjsec, name) is not None
    with pytest.raises(AttributeError, match="'ukjsec' has no attribute 'lod'"):
        ukjsec.lod  # noqa: B018


def test_a_library_that_is_not_installed_has_a_version(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where only the source is there, the version says that nobody knows it."""
    from importlib import metadata

    def missing(name: str) -> str:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "version", missing)
    monkeypatch.delitem(vars(ukjsec), "__version__", raising=False)
    assert ukjsec.__version__ == "0+unknown"
    monkeypatch.delitem(vars(ukjsec), "__version__")


@pytest.mark.parametrize(
    ("code", "absent"),
    [
        ("ukjsec.__version__; dir(ukjsec); ukjsec.UkjsecError; ukjsec.Problem", "pandas pyarrow pydantic yaml"),
        ("from ukjsec import load, tables, why, cite, panel", "pandas pyarrow pydantic yaml"),
    ],
)
def test_names_cost_nothing_until_they_are_used(code: str, absent: str) -> None:
    """A fresh process that only takes names holds no library that is not needed."""
    script = f"import ukjsec, sys; {code}; print(*sorted(sys.modules))"
    finished = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert set(finished.stdout.split()) & set(absent.split()) == set()
