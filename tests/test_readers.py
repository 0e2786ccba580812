"""The files in other programs: each reads the same values and the same types, of our tables and of hard ones.

The README's lines for other programs are run as they are printed, in a folder that holds the files of a release.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import hard
import invented
import pandas as pd
import polars as pl
import polars.testing
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import readers
from readers import CSV, PARQUET, Content

from ukjsec import build, releases, seeds

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text("utf-8")

PACKAGES = ("ours", "invented", "mixed", "missing", "empty")
Package = tuple[Path, dict[str, Content]]


def hard_corpus(root: Path) -> Path:
    """The package of the invented corpus with hard values, by the way that all records take."""
    invented.write(root)
    record = deepcopy(invented.RECORDS["agreements/example-memorandum"])
    record |= {"title": "NA", "summary": 'Comma, "quotes";\n日本、「覚書」\r\n\n1e5', "note": "007"}
    record["dates"] = {"signed": "0001", "in-force": "9999-12-31"}
    record["evidence"] = [entry | {"basis": "nan"} for entry in record["evidence"]]
    invented.put(root / "seeds/agreements/example-memorandum.yaml", record)
    record = deepcopy(invented.RECORDS["projects/example-grant"]) | {"title": "TRUE", "summary": "\\N"}
    numbers = enumerate(
        [(0.1, "0.10"), (-5, "minus 5"), (999999999999999.5, "1e15"), (0, "null"), (0.333333333, "NaN")]
    )
    record["quantities"] = {f"n-{at}": {"value": value, "unit": "usd", "stated": text} for at, (value, text) in numbers}
    supports = [f"quantities.{name}" for name in record["quantities"]]
    record["evidence"][0]["supports"] = [*record["evidence"][0]["supports"][:3], *supports, "dates.funded"]
    invented.put(root / "seeds/projects/example-grant.yaml", record)
    invented.seal(root)
    build.write(root, build.artefacts(seeds.read(root)))
    return root / "datapackage"


@pytest.fixture(scope="module", params=PACKAGES)
def read(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Package:
    """A package and what the oracle reads in it."""
    name, folder = request.param, tmp_path_factory.mktemp(request.param)
    if name == "ours":
        folder = ROOT / "datapackage"
    elif name == "invented":
        folder = hard_corpus(folder)
    else:
        hard.write(folder, name)
    return folder, wanted(folder)


def wanted(folder: Path) -> dict[str, Content]:
    """What the oracle reads in the CSV files of a package."""
    return {name: readers.expected(folder / f"{name}.csv", columns) for name, columns in readers.tables(folder).items()}


def differences(form: str, name: str, folder: Path, expected: dict[str, Content]) -> list[str]:
    """Where a program reads another thing in a table than is expected; all that it reads at all."""
    given = {"parquet": PARQUET, "csv": CSV}[form][name]
    return [
        f"{table}: {said}"
        for table, columns in readers.tables(folder).items()
        for said in readers.differences(name, form, given(folder / f"{table}.{form}", columns), expected[table])
    ]


def asked(found: dict[str, Content], form: str, name: str, expected: dict[str, Content]) -> list[str]:
    """The same for a program that read all tables in one run."""
    assert list(found) == list(expected)
    return [
        f"{table}: {said}"
        for table, content in found.items()
        for said in readers.differences(name, form, content, expected[table])
    ]


@pytest.mark.parametrize("name", PARQUET)
def test_parquet_reads_the_same_everywhere(name: str, read: Package) -> None:
    """What a program reads in a Parquet file is, in value and type, what stands in the CSV file."""
    assert differences("parquet", name, *read) == []


@pytest.mark.parametrize("name", CSV)
def test_csv_reads_the_same_everywhere(name: str, read: Package) -> None:
    """A program that is told the types of the Table Schema reads the same values in the CSV file."""
    assert differences("csv", name, *read) == []


@pytest.mark.parametrize("form", ["parquet", "csv"])
def test_javascript_reads_the_same(form: str, read: Package) -> None:
    """In Parquet hyparquet reads the same values and types, in CSV Papa Parse the same texts."""
    if missing := readers.missing_javascript():
        pytest.skip(missing)
    folder, expected = read
    name = {"parquet": "hyparquet", "csv": "Papa Parse"}[form]
    assert asked(readers.javascript(folder, form), form, name, expected) == []


@pytest.mark.parametrize(("form", "name"), [("parquet", "nanoparquet"), ("csv", "readr")])
def test_r_reads_the_same(form: str, name: str, read: Package) -> None:
    """R reads the same values, its whole numbers as doubles, terms as factors and days as dates."""
    if missing := readers.missing_r(name):
        pytest.skip(missing)
    folder, expected = read
    expected = {table: readers.in_r(content) for table, content in expected.items()}
    found = readers.r(folder, form)
    if form == "csv":  # readr is wrong in the 17th digit of a number, and in numbers near to nothing
        found, expected = [
            {table: readers.to_fifteen_digits(content) for table, content in contents.items()}
            for contents in (found, expected)
        ]
    assert asked(found, form, name, expected) == []


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Package:
    """A release of the hard corpus, and what the oracle reads in the CSV files of the zip in it."""
    root = tmp_path_factory.mktemp("released")
    hard_corpus(root / "checkout")
    releases.write(root / "out", releases.artefacts(root / "checkout", build.artefacts(seeds.read(root / "checkout"))))
    (archive,) = (root / "out").glob("ukjsec-*.zip")
    shutil.unpack_archive(archive, root / "unpacked")
    return root / "out", wanted(root / "unpacked")


@pytest.mark.parametrize("name", [*PARQUET, "hyparquet", "nanoparquet"])
def test_a_release_reads_the_same_everywhere(name: str, released: Package) -> None:
    """In the Parquet files of a release each program reads what stands in the CSV files of its zip."""
    folder, expected = released
    if name == "hyparquet":
        if missing := readers.missing_javascript():
            pytest.skip(missing)
        assert asked(readers.javascript(folder, "parquet"), "parquet", name, expected) == []
    elif name == "nanoparquet":
        if missing := readers.missing_r(name):
            pytest.skip(missing)
        expected = {table: readers.in_r(content) for table, content in expected.items()}
        assert asked(readers.r(folder, "parquet"), "parquet", name, expected) == []
    else:
        assert differences("parquet", name, folder, expected) == []


def test_the_hard_tables_are_hard(tmp_path: Path) -> None:
    """Every value that is meant to be hard stands in a column of its type, and every column that may has gaps."""
    found = wanted(hard.write(tmp_path, "mixed"))
    seen = {one for content in found.values() for _, cells in content.values() for one in cells}
    assert seen >= {readers.cell(value) for values in hard.VALUES.values() for value in values}
    for name, columns in readers.tables(tmp_path).items():
        fields = {field.name: field for field in pq.read_schema(tmp_path / f"{name}.parquet")}
        for column in columns:
            assert (None in found[name][column][1]) is fields[column].nullable


def test_the_hard_corpus_is_hard(tmp_path: Path) -> None:
    """The hard values that records can have came through validation and building into the files."""
    found = wanted(hard_corpus(tmp_path))
    for table, column, value in (
        ("agreements", "title", "NA"),
        ("agreements", "summary", 'Comma, "quotes";\n日本、「覚書」\r\n\n1e5'),
        ("agreements", "note", "007"),
        ("projects", "title", "TRUE"),
        ("dates", "date_earliest", date.min),
        ("dates", "date_latest", date.max),
        ("quantities", "value", 0.1),
        ("quantities", "value", -5.0),
        ("quantities", "value", 999999999999999.5),
        ("quantities", "stated", "null"),
    ):
        assert readers.cell(value) in found[table][column][1]


BREAKS = ("another type", "a gap that is filled", "another day", "a text without its blank")


def spoil(folder: Path, how: str) -> str:
    """Change one thing in the Parquet file of a table; returns what a program that looks has to name."""
    name, column = {
        "another type": ("evidence", "paragraph"),
        "a gap that is filled": ("evidence", "basis"),
        "another day": ("dates", "date_earliest"),
        "a text without its blank": ("evidence", "quote"),
    }[how]
    file = folder / f"{name}.parquet"
    table = pq.read_table(file)
    at = table.column_names.index(column)
    field, values = table.schema.field(at), list[Any](table.column(at).to_pylist())
    if how == "another type":
        field = field.with_type(pa.float64())
    elif how == "a gap that is filled":
        values[values.index(None)] = ""
    elif how == "another day":
        at_day = next(row for row, value in enumerate(values) if value and value.day < 28)
        values[at_day] = values[at_day].replace(day=values[at_day].day + 1)
    else:
        values[2] = values[2].replace(" ", "", 1)
    spoilt = table.set_column(at, field, pa.array(values, field.type))
    if how == "another type":  # the note for pandas would make whole numbers of it again
        spoilt = spoilt.replace_schema_metadata(None)
    pq.write_table(spoilt, file)
    return f"{name}: {column}"


@pytest.mark.parametrize("how", BREAKS)
@pytest.mark.parametrize("name", [*PARQUET, "hyparquet"])
def test_a_change_in_parquet_is_seen_by_each(name: str, how: str, checkout: Path) -> None:
    """A type, a gap, a day or a blank that is changed in one cell or column is seen in what each program reads."""
    folder = checkout / "datapackage"
    expected = wanted(folder)
    place = spoil(folder, how)
    if name == "hyparquet":
        if missing := readers.missing_javascript():
            pytest.skip(missing)
        found = asked(readers.javascript(folder, "parquet"), "parquet", name, expected)
    else:
        found = differences("parquet", name, folder, expected)
    assert any(said.startswith(place) for said in found)
    assert how == "another type" or len(found) == 1


@pytest.mark.parametrize("name", [name for name in PARQUET if name != "DuckDB"])
def test_terms_that_become_text_are_seen(name: str, checkout: Path) -> None:
    """Who knows columns of terms reads one that is no more one as text; DuckDB and hyparquet read text in any case."""
    folder = checkout / "datapackage"
    expected = wanted(folder)
    table = pq.read_table(folder / "records.parquet")
    texts = table.column("status").cast(pa.string())
    at = table.column_names.index("status")
    pq.write_table(table.set_column(at, "status", texts), folder / "records.parquet")
    assert differences("parquet", name, folder, expected) == ["records: status: text, not vocabulary"]


@pytest.mark.parametrize("name", CSV)
def test_a_change_in_csv_is_seen_by_each(name: str, checkout: Path) -> None:
    """A gap that is filled with `NA` is read as a text by each program, and seen."""
    folder = checkout / "datapackage"
    expected = wanted(folder)
    text = (folder / "actors.csv").read_text("utf-8")
    assert text.count("\njpn,Japan,日本,") == 1
    (folder / "actors.csv").write_text(text.replace("\njpn,Japan,日本,", "\njpn,Japan,NA,"), "utf-8", newline="")
    (said,) = differences("csv", name, folder, expected)
    assert re.fullmatch(r"actors: name_ja, row \d: 'text NA', not 'text 日本'", said)


def test_pandas_has_all_terms_in_their_order(read: Package) -> None:
    """The categories of a column of terms are all terms of its vocabulary, in its order, used or not."""
    folder, expected = read
    for name, columns in readers.tables(folder).items():
        frame = pd.read_parquet(folder / f"{name}.parquet")
        for column, about in columns.items():
            if about.terms and any(expected[name][column][1]):
                assert tuple(frame[column].cat.categories) == about.terms


def test_the_way_through_pandas_loses_nothing(read: Package, tmp_path: Path) -> None:
    """CSV → frame → Parquet → frame: the frames are equal in values, types and categories."""
    folder, expected = read
    for name, columns in readers.tables(folder).items():
        frame = readers.pandas_frame(folder / f"{name}.csv", columns)
        frame.to_parquet(tmp_path / "again.parquet")
        again = pd.read_parquet(tmp_path / "again.parquet")
        # Without a row there is no page for the terms to stand in; the metadata alone name them then.
        pd.testing.assert_frame_equal(again, frame, check_categorical=len(frame) > 0)
        assert readers.differences("pandas", "csv", readers.of_pandas(again), expected[name]) == []


def test_the_way_through_polars_loses_nothing(read: Package, tmp_path: Path) -> None:
    """CSV → frame → Parquet → frame: the frames are equal in values, types and terms."""
    folder, expected = read
    for name, columns in readers.tables(folder).items():
        frame = readers.polars_frame(folder / f"{name}.csv", columns)
        frame.write_parquet(tmp_path / "again.parquet")
        again = pl.read_parquet(tmp_path / "again.parquet")
        assert again.schema == frame.schema
        polars.testing.assert_frame_equal(again, frame)
        assert readers.differences("polars", "csv", readers.of_polars(again), expected[name]) == []


def test_duckdb_reads_alone(tmp_path: Path) -> None:
    """The DuckDB of these tests reaches no network, no extension and no other folder: it needs none of them."""
    alone = readers.duckdb_alone(tmp_path)
    for place in ("https://example.org/a.parquet", str(ROOT / "datapackage/actors.parquet")):
        with pytest.raises(duckdb.Error):
            alone.execute("SELECT * FROM read_parquet(?)", [place])
    with pytest.raises(duckdb.Error):
        alone.execute("INSTALL httpfs")


def shown(program: str) -> str:
    """The lines that the README shows for a program."""
    found = re.search(rf"<!-- program: {program} -->\n```\w+\n(.*?)```", README, re.DOTALL)
    assert found, f"README.md has no fenced block after <!-- program: {program} -->"
    return found[1]


@pytest.fixture
def release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which somebody works who downloaded the tables of a release."""
    for file in (ROOT / "datapackage").glob("*.parquet"):
        shutil.copy(file, tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def agreements(*, occurred: bool) -> list[str]:
    """The ids of our agreements, or of those that came to be, by the oracle."""
    folder = ROOT / "datapackage"
    content = readers.expected(folder / "agreements.csv", readers.tables(folder)["agreements"])
    pairs = zip(content["id"][1], content["occurred"][1], strict=True)
    ids = [str(ident).removeprefix("text ") for ident, come in pairs if come == "boolean True" or not occurred]
    assert 10 < len(ids) < len(content["id"][1]) or not occurred
    return ids


@pytest.mark.parametrize("program", ["pandas", "DuckDB", "polars"])
def test_the_lines_of_the_readme_run(program: str, release: Path) -> None:
    """Two lines, run as printed beside the files of a release, give the agreements."""
    lines = shown(program)
    assert len([line for line in lines.splitlines() if line]) == 2
    names: dict[str, Any] = {}
    exec(compile(lines, "README.md", "exec"), names)  # noqa: S102 (they are our own)
    found = names["agreements"]
    if program == "DuckDB":
        found = found.pl()
    assert found["id"].to_list() == agreements(occurred=program != "pandas")
    assert release.is_dir()


def test_the_lines_of_the_readme_run_in_r(release: Path) -> None:
    """The two lines for R give the agreements."""
    assert len(shown("R").splitlines()) == 2
    if missing := readers.missing_r("nanoparquet"):
        pytest.skip(missing)
    script = f"{shown('R')}\nwriteLines(agreements$id)\nstopifnot(is.factor(agreements$kind))\n"
    done = subprocess.run(["Rscript", "-"], input=script, capture_output=True, text=True, cwd=release, check=False)
    assert (done.returncode, done.stdout.split()) == (0, agreements(occurred=False))
