"""What differs between two packages: found by key whatever the order, told in each format, and nothing lost."""

from __future__ import annotations

import copy
import datetime as dt
import hashlib
import io
import json
import os
import random
import shutil
import sys
import zipfile
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import foreign
import packing
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from packing import Made, evidence, newer, older

import ukjsec
from ukjsec import columnfiles, csvfiles, packagefiles, schemas
from ukjsec.changes import Change, Flaw, Item, Quotation
from ukjsec.changes import Comparison as Changed
from ukjsec.comparisons import Comparison, RowChange, SchemaChange, pairing
from ukjsec.comparisons.items import REGISTER, told
from ukjsec.comparisons.packages import compare
from ukjsec.errors import BrokenPackageError, MissingFileError, UkjsecError
from ukjsec.reports import changes as changes_report
from ukjsec.reports import comparisons as report
from ukjsec.reports import comparisons_json, comparisons_markdown

Run = Callable[..., tuple[int, str, str]]

jsonschema: Any = import_module("jsonschema")  # it has no types of its own

TEXT = """\
example 0.1.0 -> example 0.2.0

records: 1 added, 1 changed, 1 retired, 1 removed; actors: 1 changed; retired
ids: 1 added.

problem: second was removed, but is not in the table `retired`
  -> An id that once meant one item never comes to mean another: enter it in
     seeds/retired.yaml of the newer version, with the reason and, where there
     is one, the record that takes its place, and build the package again.

Tables and columns:
  description changed: status of records
    – -> How far.
  terms added: status of records
    ended
  column added: title_ja of records
    string

record added: fourth
  A wholly new pact
    type: agreements
    title: A wholly new pact
    status: signed
      “signed a fourth” (source-1)
    dates.signed: 2004-01-01
    participants.gbr: party

record changed: first
  The first pact
    status: signed -> ended
      “the pact ended” (source-1)
    dates.signed: 2001-05-03 -> 2001-05-04
      “On 4 May 2001” (source-1)
    participants.gbr: party -> host, office: Prime Minister
    participants.jpn: – -> party
      “with Japan” (source-1)
    evidence.source-1 “On 3 May 2001”: dates.signed -> –
    evidence.source-1 “signed a pact”: status -> –

record retired: third
  The third pact
  Reason: One item with the fourth. In its place: fourth.

record removed: second
  The second pact

actor changed: gbr
  United Kingdom
    name: Britain -> United Kingdom
    cow: 200 -> –
"""

MARKDOWN = """\
## What changed from example 0.1.0 to example 0.2.0

|  | added | changed | retired | removed |
| --- | --: | --: | --: | --: |
| records | 1 | 1 | 1 | 1 |
| actors |  | 1 |  |  |
| retired ids | 1 |  |  |  |

This shows what is different, not whether it is right.

**Problem:** `second` was removed, but is not in the table `retired`. Enter it there, with the reason and, where there \
is one, the record that takes its place: an id that once meant one item never comes to mean another.

### Tables and columns

- description changed: `status` of `records`: – → How far.
- terms added: `status` of `records`: ended
- column added: `title_ja` of `records`: string

### Records

#### Added: A wholly new pact

Record `fourth`

| field | value | proven by |
| --- | --- | --- |
| `type` | agreements |  |
| `title` | A wholly new pact |  |
| `status` | signed | “signed a fourth” (`source-1`) |
| `dates.signed` | 2004-01-01 |  |
| `participants.gbr` | party |  |

#### Changed: The first pact

Record `first`

| field | before | now | proven by |
| --- | --- | --- | --- |
| `status` | signed | ended | “the pact ended” (`source-1`) It is said of the pact. |
| `dates.signed` | 2001-05-03 | 2001-05-04 | “On 4 May 2001” (`source-1`) |
| `participants.gbr` | party | host, office: Prime Minister |  |
| `participants.jpn` | – | party | “with Japan” (`source-1`) |
| `evidence.source-1 “On 3 May 2001”` | dates.signed | – |  |
| `evidence.source-1 “signed a pact”` | status | – |  |

#### Retired: The third pact

Record `third`

Reason: One item with the fourth. In its place: `fourth`.

#### Removed: The second pact

Record `second`

### Actors

#### Changed: United Kingdom

Actor `gbr`

| field | before | now |
| --- | --- | --- |
| `name` | Britain | United Kingdom |
| `cow` | 200 | – |
"""

FRAME = [
    ("records", "first", "changed", "status", "signed", "ended", "“the pact ended” (source-1)"),
    ("records", "first", "changed", "date", "2001-05-03", "2001-05-04", "“On 4 May 2001” (source-1)"),
    ("records", "first", "changed", "date_earliest", dt.date(2001, 5, 3), dt.date(2001, 5, 4),
     "“On 4 May 2001” (source-1)"),
    ("records", "fourth", "added", None, None, None, "“signed a fourth” (source-1)"),
    ("records", "second", "removed", None, None, None, None),
    ("records", "third", "retired", None, None, None, None),
    ("dates", "first / signed", "changed", "date", "2001-05-03", "2001-05-04", "“On 4 May 2001” (source-1)"),
    ("dates", "first / signed", "changed", "date_earliest", dt.date(2001, 5, 3), dt.date(2001, 5, 4),
     "“On 4 May 2001” (source-1)"),
    ("dates", "fourth / signed", "added", None, None, None, None),
    ("dates", "second / signed", "removed", None, None, None, None),
    ("actors", "gbr", "changed", "name", "Britain", "United Kingdom", None),
    ("actors", "gbr", "changed", "cow", 200, None, None),
    ("retired", "third", "added", None, None, None, None),
]  # fmt: skip
"""The rows of the frame: table, key, change, column, old, new and evidence, but for three tables."""


def of(old: Path, new: Path) -> Comparison:
    """Compare the packages at two paths."""
    return compare(packagefiles.read(old), packagefiles.read(new))


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    """The older and the newer package."""
    return (
        packing.write(tmp_path / "old", older(), "both"),
        packing.write(tmp_path / "new", newer(), "parquet", "0.2.0"),
    )


def one(tmp_path: Path, old: Made, new: Made, form: str = "csv") -> Comparison:
    """Compare two packages of one table."""
    return of(
        packing.write(tmp_path / "a", {"things": old}, form), packing.write(tmp_path / "b", {"things": new}, form)
    )


THINGS = {"id": "string", "text": "string", "count": "integer", "share": "number", "sure": "boolean", "day": "date"}

# What is told


def test_the_text_tells_record_by_record(pair: tuple[Path, Path]) -> None:
    """A record's rows in all tables are told as one, with the proof of new values; tables and columns apart."""
    assert report.text(of(*pair)) == TEXT


def test_the_markdown_tells_the_same(pair: tuple[Path, Path]) -> None:
    """The page for release notes and pull requests tells the same."""
    assert comparisons_markdown.page(of(*pair)) == MARKDOWN


def test_the_document_has_everything(pair: tuple[Path, Path]) -> None:
    """The document for programs fits its published schema, and has what was lost, the schemas and every cell."""
    found = json.loads(comparisons_json.document(of(*pair)))
    schema = json.loads(schemas.artefacts()["schemas/difference.schema.json"])
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(found, schema)
    assert (found["version"], found["equal"], found["lost"]) == (1, False, [{"table": "records", "id": "second"}])
    assert found["old"] == {"path": str(pair[0]), "name": "example", "version": "0.1.0"}
    assert [(each["what"], each["table"], each["column"]) for each in found["structure"]] == [
        ("description-changed", "records", "status"),
        ("terms-added", "records", "status"),
        ("column-added", "records", "title_ja"),
    ]
    records = found["tables"][0]
    assert (records["name"], records["key"], records["old_rows"], records["new_rows"]) == ("records", ["id"], 3, 2)
    first, fourth, _, third = records["rows"]
    assert (first["what"], first["key"], first["row"]) == ("changed", ["first"], None)
    assert first["cells"][0] == {
        "column": "status",
        "old": "signed",
        "new": "ended",
        "evidence": [{"source": "source-1", "quote": "the pact ended", "basis": "It is said of the pact."}],
    }
    assert first["cells"][2]["new"] == "2001-05-04"
    assert fourth["row"]["title"] == "A wholly new pact"
    assert (third["what"], third["successor"], third["reason"]) == ("retired", "fourth", "One item with the fourth.")


def test_the_schema_refuses_what_is_not_of_its_form(pair: tuple[Path, Path]) -> None:
    """The published schema is no schema of anything."""
    found = json.loads(comparisons_json.document(of(*pair)))
    found["tables"][0]["rows"][0]["what"] = "vanished"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(found, schemas.difference_schema())


def test_numbers_that_json_has_not_are_texts(tmp_path: Path) -> None:
    """NaN and the infinities are texts in the document, which stays JSON."""
    old, new = (Made(THINGS, [{"id": "a", "share": value}]) for value in (float("nan"), float("inf")))
    found = comparisons_json.document(one(tmp_path, old, new, "parquet"))
    (cell,) = json.loads(found, parse_constant=pytest.fail)["tables"][0]["rows"][0]["cells"]
    assert (cell["old"], cell["new"]) == ("nan", "inf")


def test_the_frame_has_a_row_for_each_cell(pair: tuple[Path, Path]) -> None:
    """The frame is typed and documented, and its values are plain ones of their types."""
    frame = ukjsec.diff(*pair)
    names = ["table", "key", "change", "column", "old", "new", "evidence"]
    wanted = frame[~frame["table"].isin(["agreements", "participants", "evidence"])]
    rows = wanted[names].astype(object).where(wanted[names].notna(), None)
    assert [tuple(row) for row in rows.itertuples(index=False)] == FRAME
    assert {str(frame[name].dtype) for name in ("table", "key", "record_id", "column", "evidence", "reason")} == {
        "string"
    }
    assert list(frame["change"].cat.categories) == ["added", "removed", "retired", "changed"]
    assert isinstance(frame.loc[frame["key"] == "gbr", "old"].iloc[1], int)
    assert frame.attrs["descriptions"].keys() == set(frame.columns)
    assert (frame.attrs["package"], frame.attrs["old_version"], frame.attrs["version"]) == ("example", "0.1.0", "0.2.0")
    assert [each["what"] for each in frame.attrs["schema"]] == ["description-changed", "terms-added", "column-added"]
    retired = frame[(frame["change"] == "retired") & (frame["table"] == "records")].iloc[0]
    assert (retired["successor_id"], retired["reason"]) == ("fourth", "One item with the fourth.")


def test_equal_packages_are_said_to_be_equal(pair: tuple[Path, Path]) -> None:
    """Of equal packages every format says so; the frame is empty, and has its types all the same."""
    found = of(pair[0], pair[0])
    assert found.equal
    assert report.text(found).splitlines()[-1] == report.EQUAL
    assert report.EQUAL in comparisons_markdown.page(found)
    assert json.loads(comparisons_json.document(found))["equal"] is True
    frame, other = ukjsec.diff(pair[0], pair[0]), ukjsec.diff(*pair)
    assert len(frame) == 0
    assert frame.dtypes.to_dict() == other.dtypes.to_dict()


def test_the_real_package_equals_itself_and_not_a_spoilt_copy(built: Path, tmp_path: Path) -> None:
    """A package as it is built is read whole: each of its cells counts."""
    spoilt = Path(shutil.copytree(built / "datapackage", tmp_path / "spoilt"))
    content = foreign.rows(spoilt, "records.csv")
    content[0]["summary"] = "Something else."
    foreign.fill(spoilt, "records.csv", content)
    found = of(built, spoilt)
    assert of(built, built).equal
    assert [
        (table.name, row.key, cell.column) for table in found.tables for row in table.rows for cell in row.cells
    ] == [("records", (content[0]["id"],), "summary")]


# What is compared


def test_what_is_missing_is_not_empty_text(tmp_path: Path) -> None:
    """A missing cell and an empty text are two values, in Parquet, which knows both."""
    old, new = (Made(THINGS, [{"id": "a", "text": text}, {"id": "b", "text": "x"}]) for text in (None, ""))
    (row,) = one(tmp_path, old, new, "parquet").tables[0].rows
    assert [(cell.column, cell.old, cell.new) for cell in row.cells] == [("text", None, "")]


def test_values_are_compared_by_type(tmp_path: Path) -> None:
    """Numbers, truths and days differ as values, and not where only their texts would."""
    row = {"id": "a", "count": 1, "share": 1.0, "sure": True, "day": dt.date(2001, 5, 3)}
    other = {"id": "a", "count": 2, "share": 1.5, "sure": False, "day": dt.date(2001, 5, 4)}
    (found,) = one(tmp_path, Made(THINGS, [row]), Made(THINGS, [other])).tables[0].rows
    assert [(cell.column, cell.old, cell.new) for cell in found.cells] == [
        (name, row[name], other[name]) for name in ("count", "share", "sure", "day")
    ]
    assert one(tmp_path, Made(THINGS, [row]), Made(THINGS, [row])).equal


def test_a_changed_type_is_told_once(tmp_path: Path) -> None:
    """Where a type changes the cells are compared as texts: 1 and 1.0 are one, and 01 is another."""
    rows = [{"id": "a", "count": 1}, {"id": "b", "count": 2}]
    numbers = Made({**THINGS, "count": "number"}, [{**row, "count": float(str(row["count"]))} for row in rows])
    found = one(tmp_path, Made(THINGS, rows), numbers)
    assert found.schema == (SchemaChange("type-changed", "things", "count", ("integer",), ("number",)),)
    assert found.tables[0].rows == ()
    texts = Made({**THINGS, "count": "string"}, [{"id": "a", "count": "01"}, {"id": "b", "count": "2"}])
    (row,) = one(tmp_path, Made(THINGS, rows), texts).tables[0].rows
    assert [(cell.old, cell.new) for cell in row.cells] == [(1, "01")]


def test_a_renamed_column_is_told_with_a_guess(tmp_path: Path) -> None:
    """A column that has gone is named with the new one that holds the same; its cells are not told one by one."""
    rows = [{"id": str(at), "text": f"text {at}"} for at in range(20)]
    fields = {name if name != "text" else "words": kind for name, kind in THINGS.items()}
    renamed = [{"id": row["id"], "words": row["text"]} for row in rows]
    found = one(tmp_path, Made(THINGS, rows), Made(fields, renamed))
    gone = next(change for change in found.schema if change.what == "column-removed")
    assert (gone.column, gone.likely) == ("text", "words")
    assert found.tables[0].rows == ()
    assert "Has it been renamed? words is new, and holds the same in every row." in " ".join(report.text(found).split())


@pytest.mark.parametrize(("other", "said"), [("text 0", "every row"), ("another", "nearly every row")])
def test_the_guess_is_plain_in_markdown(tmp_path: Path, other: str, said: str) -> None:
    """Of the guess the name of the column alone is code, and it says whether every row is the same."""
    rows = [{"id": str(at), "text": f"text {at}"} for at in range(20)]
    renamed = [{"id": row["id"], "new_words": row["text"]} for row in rows]
    renamed[0]["new_words"] = other
    fields = {name if name != "text" else "new_words": kind for name, kind in THINGS.items()}
    page = comparisons_markdown.page(one(tmp_path, Made(THINGS, rows), Made(fields, renamed)))
    assert f": string. Has it been renamed? `new_words` is new, and holds the same in {said}.\n" in page


def test_composite_keys_tell_rows_apart(tmp_path: Path) -> None:
    """All columns of a key count: one that differs makes another row."""
    fields = {"a": "string", "b": "integer", "c": "string"}
    old = Made(fields, [{"a": "x", "b": 1, "c": "one"}, {"a": "x", "b": 2, "c": "two"}], ("a", "b"))
    new = Made(fields, [{"a": "x", "b": 2, "c": "zwei"}, {"a": "x", "b": 3, "c": "one"}], ("a", "b"))
    found = one(tmp_path, old, new).tables[0]
    assert [(row.key, row.fate) for row in found.rows] == [
        (("x", 1), "removed"),
        (("x", 2), "changed"),
        (("x", 3), "added"),
    ]


def test_a_changed_key_that_fits_both_is_used(tmp_path: Path) -> None:
    """Where the key has changed rows are matched by the newer one, or where that does not fit by the older."""
    fields = {"a": "string", "b": "integer", "c": "string"}
    rows = [{"a": "x", "b": 1, "c": "one"}, {"a": "y", "b": 2, "c": "two"}]
    found = one(tmp_path, Made(fields, rows, ("a",)), Made(fields, rows, ("b",)))
    assert [(each.what, each.old, each.new) for each in found.schema] == [("key-changed", ("a",), ("b",))]
    assert (found.tables[0].key, found.tables[0].rows) == (("b",), ())
    same = [{**row, "b": 7} for row in rows]
    assert one(tmp_path, Made(fields, same, ("a",)), Made(fields, rows, ("b",))).tables[0].key == ("a",)


def test_a_key_that_fits_neither_is_an_error(tmp_path: Path) -> None:
    """Where neither key tells the rows of both apart, nobody guesses."""
    fields = {"a": "string", "b": "integer"}
    old = Made(fields, [{"a": "x", "b": 1}, {"a": "y", "b": 1}], ("a",))
    new = Made(fields, [{"a": "x", "b": 1}, {"a": "x", "b": 2}], ("b",))
    with pytest.raises(BrokenPackageError, match="neither tells the rows of both apart"):
        one(tmp_path, old, new)


@pytest.mark.parametrize(
    ("rows", "schema", "said"),
    [
        ([{"id": "a"}, {"id": "b"}, {"id": "a"}], {}, "the key a stands in 2 rows of `things`"),
        ([{"id": "a"}, {"text": "x"}], {}, "row 2 of `things` has no `id`, which its key needs"),
        ([{"id": "a"}], {"primaryKey": None}, "the table `things` has no `primaryKey`"),
        ([{"id": "a"}], {"primaryKey": ["nothing"]}, "`primaryKey` in its schema does not name columns"),
        ([{"id": "a"}], {"primaryKey": {"id": 1}}, "`primaryKey` in its schema does not name columns"),
        ([{"id": "a"}], {"foreignKeys": [{"fields": "id"}]}, "`foreignKeys` in its schema are not read"),
    ],
)
@pytest.mark.parametrize("alone", [True, False])
def test_keys_that_tell_nothing_apart_are_errors(
    tmp_path: Path, rows: list[Any], schema: dict[str, Any], said: str, *, alone: bool
) -> None:
    """A doubled or missing key is an error that names it, also of a table that one package alone has."""
    made = Made(THINGS, rows, schema=schema)
    sides = [{"other": Made(THINGS, [])}, {"other": Made(THINGS, []), "things": made}]
    if not alone:
        sides[0]["things"] = Made(THINGS, [{"id": "a"}])
    folders = [packing.write(tmp_path / str(at), tables) for at, tables in enumerate(sides)]
    with pytest.raises(BrokenPackageError) as caught:
        of(*folders)
    assert said in str(caught.value)


def described(**properties: Any) -> Made:
    """A table of one row, with properties of the field `text`."""
    return Made({"id": "string", "text": "string"}, [{"id": "a", "text": "x"}], about={"text": properties})


@pytest.mark.parametrize(
    ("old", "new", "what", "said"),
    [
        (described(description="Words."), described(description="Text."), "description-changed", ("Text.",)),
        (described(title="Words"), described(), "title-changed", ()),
        (described(), described(constraints={"required": True}), "required-changed", ("required",)),
        (described(), described(constraints={"pattern": "^x$"}), "pattern-changed", ("^x$",)),
        (described(constraints={"enum": ["x"]}), described(constraints={"enum": ["x", "y"]}), "terms-added", ("y",)),
        (described(constraints={"enum": ["x", "y"]}), described(constraints={"enum": ["x"]}), "terms-removed", ()),
        (described(constraints={"enum": ["x", "y"]}), described(constraints={"enum": ["y", "x"]}), "terms-reordered",
         ("y", "x")),
        (described(constraints={"enum": ["x"]}), described(), "terms-added", ("any",)),
        (described(), described(constraints={"enum": ["x"]}), "terms-removed", ("x",)),
        (described(), described(format="email"), "type-changed", ("string email",)),
    ],
)  # fmt: skip
def test_what_is_said_of_a_column_is_compared(
    tmp_path: Path, old: Made, new: Made, what: str, said: tuple[str, ...]
) -> None:
    """Each thing that a schema says of a column is compared, and told apart from the rows."""
    found = one(tmp_path, old, new)
    assert [(each.what, each.table, each.column, each.new) for each in found.schema] == [(what, "things", "text", said)]
    assert found.tables[0].rows == ()
    assert found.table("things") is found.tables[0]


def test_what_is_said_of_a_table_is_compared(tmp_path: Path) -> None:
    """Columns in another order, foreign keys, and tables that come and go are told."""
    key = {"foreignKeys": [{"fields": "text", "reference": {"resource": "others", "fields": ["id"]}}]}
    rows = [{"id": "a", "text": "x"}]
    old = {"things": Made({"id": "string", "text": "string"}, rows, schema=key), "gone": described()}
    new = {"things": Made({"text": "string", "id": "string"}, rows), "come": described()}
    found = of(packing.write(tmp_path / "a", old), packing.write(tmp_path / "b", new))
    assert [(each.what, each.table, each.old or each.new) for each in found.schema] == [
        ("reference-removed", "things", ("text -> others.id",)),
        ("columns-reordered", "things", ("id", "text")),
        ("table-added", "come", ("id", "text")),
        ("table-removed", "gone", ("id", "text")),
    ]
    assert [
        (table.name, table.old_rows, table.new_rows, [row.fate for row in table.rows]) for table in found.tables
    ] == [
        ("things", 1, 1, []),
        ("come", None, 1, ["added"]),
        ("gone", 1, None, ["removed"]),
    ]


def test_a_retired_entry_that_goes_is_lost(tmp_path: Path) -> None:
    """An id that was retired and is no longer listed is lost as a removed record is."""
    with_one, without = older(), older()
    with_one["retired"].rows = [{"id": "zeroth", "reason": "It was none."}]
    found = of(packing.write(tmp_path / "a", with_one), packing.write(tmp_path / "b", without))
    assert [(table, row.key) for table, row in found.lost] == [("retired", ("zeroth",))]
    assert "problem: zeroth was retired, but is no longer in the table `retired`" in report.text(found)


def test_a_renamed_record_is_guessed(tmp_path: Path) -> None:
    """A record that has gone is named with the new one that is much like it."""
    tables = copy.deepcopy(older())
    for table in tables.values():
        for row in table.rows:
            row.update({name: "zweiter" for name in ("id", "record_id") if row.get(name) == "second"})
    found = of(packing.write(tmp_path / "a", older()), packing.write(tmp_path / "b", tables))
    assert [(item.ident, item.successor) for item in told(found).breaches] == [("second", "zweiter")]
    assert "Has it been renamed? zweiter is new, and much like it." in report.text(found)


def test_quotations_numbered_otherwise_are_no_change_to_people(tmp_path: Path) -> None:
    """A quotation put before others numbers them anew: the report tells of it alone, the tables of every row."""
    tables = older()
    for row in tables["evidence"].rows:
        row["number"] += row["record_id"] == "first"
    tables["evidence"].rows = [evidence("first", "status", 1, "it was agreed"), *tables["evidence"].rows]
    found = of(packing.write(tmp_path / "a", older()), packing.write(tmp_path / "b", tables))
    (item,) = told(found).items
    assert [(change.field, change.old, change.new) for change in item.changes] == [
        ("evidence.source-1 “it was agreed”", (), ("status",))
    ]
    evidences = found.table("evidence")
    assert evidences
    assert len(evidences.rows) > 1


# Order, forms and places


@settings(deadline=None, max_examples=20)
@given(st.randoms(use_true_random=False), st.sampled_from(["csv", "parquet"]))
def test_order_is_nothing(tmp_path_factory: pytest.TempPathFactory, chance: random.Random, form: str) -> None:
    """A package whose rows are shuffled is the same package."""
    root = tmp_path_factory.mktemp("order")
    shuffled = newer()
    for table in shuffled.values():
        table.rows = chance.sample(list(table.rows), len(table.rows))
    sides = packing.write(root / "a", newer(), form), packing.write(root / "b", shuffled, form)
    assert of(*sides).equal
    old = packing.write(root / "old", older(), form)
    assert of(old, sides[0]).tables == of(old, sides[1]).tables


@pytest.mark.parametrize("way", ["csv", "parquet", "both", "zip", "zip with a folder", "descriptor", "checkout"])
def test_a_package_is_the_same_in_every_form(tmp_path: Path, way: str) -> None:
    """Folder, archive and descriptor, CSV and Parquet give the same tables."""
    plain = packagefiles.read(packing.write(tmp_path / "plain", newer()))
    form = way if way in ("csv", "parquet", "both") else "both"
    path = packing.write(tmp_path / "checkout" / "datapackage", newer(), form)
    if way.startswith("zip"):
        path = packing.zipped(path, "package/" if "folder" in way else "")
    elif way in ("descriptor", "checkout"):
        path = path / "datapackage.json" if way == "descriptor" else path.parent
    found = packagefiles.read(path)
    assert list(found.tables) == list(plain.tables)
    for name, table in found.tables.items():
        assert table.data.equals(plain.tables[name].data)
        assert (table.columns, table.key) == (plain.tables[name].columns, plain.tables[name].key)


def test_csv_of_other_writers_is_read_strictly(tmp_path: Path) -> None:
    """Line ends, marks and a byte order mark of other programs are read by the strict reader, with the same result."""
    folder = packing.write(tmp_path / "a", older())
    other = Path(shutil.copytree(folder, tmp_path / "b"))
    for file in other.glob("*.csv"):
        file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))
    about = json.loads((other / "datapackage.json").read_text())
    for resource in about["resources"]:
        del resource["hash"]
    (other / "datapackage.json").write_text(json.dumps(about))
    assert of(folder, other).equal


def test_versions_are_fetched(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A version in the place of a path is the release of that version; a path of that name counts first."""
    for version, tables in (("0.1.0", older()), ("0.2.0", newer())):
        folder = packing.write(tmp_path / "releases" / f"v{version}", tables, "parquet", version)
        (folder / f"ukjsec-{version}.zip").write_bytes(b"not needed")
        files = sorted(folder.iterdir(), key=lambda file: file.name.encode())
        sums = "".join(f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}\n" for file in files)
        (folder / "SHA256SUMS").write_text(sums)
    monkeypatch.setenv("UKJSEC_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("UKJSEC_RELEASES", str(tmp_path / "nothing"))
    monkeypatch.chdir(tmp_path)
    assert run("diff", "0.1.0", "0.2.0")[0] == 2
    code, out, err = run("diff", "0.1.0", "0.2.0", "--from", str(tmp_path / "releases"))
    assert (code, out, err) == (1, TEXT, "")
    frame = ukjsec.diff("0.1.0", "v0.2.0", address=tmp_path / "releases")
    assert len(frame) > len(FRAME)
    assert frame.attrs["title"] == "0.1.0 compared with 0.2.0"
    packing.write(tmp_path / "0.1.0", newer())
    assert len(ukjsec.diff("0.1.0", "0.2.0")) == 0


# Damage and harm


def resealed(folder: Path, name: str, data: bytes) -> Path:
    """Put a file in the place of another, with its hash in the descriptor."""
    (folder / name).write_bytes(data)
    about = json.loads((folder / "datapackage.json").read_text())
    for resource in about["resources"]:
        if resource["path"] == name:
            resource["hash"] = f"sha256:{hashlib.sha256(data).hexdigest()}"
    (folder / "datapackage.json").write_text(json.dumps(about))
    return folder


def parquet(table: pa.Table, **options: Any) -> bytes:
    """A table as a Parquet file."""
    sink = io.BytesIO()
    pq.write_table(table, sink, **options)
    return sink.getvalue()


def flipped(folder: Path) -> None:
    """Change a byte within a page, of which the footer knows nothing."""
    data = bytearray((folder / "records.parquet").read_bytes())
    at = bytes(data).index(b"The first pact")
    data[at] ^= 1
    resealed(folder, "records.parquet", bytes(data))


def spoil(**changed: Any) -> Callable[[Path], object]:
    """Put properties into the first resource of the descriptor."""

    def change(folder: Path) -> None:
        about = json.loads((folder / "datapackage.json").read_text())
        about["resources"][0].update(changed)
        (folder / "datapackage.json").write_text(json.dumps(about))

    return change


def linked(folder: Path) -> None:
    """Put a link in the place of a file."""
    (folder / "records.parquet").rename(folder.parent / "elsewhere.parquet")
    (folder / "records.parquet").symlink_to(folder.parent / "elsewhere.parquet")


def swapped(**columns: Any) -> Callable[[Path], object]:
    """Put a table of other columns in the place of the records."""
    return lambda folder: resealed(folder, "records.parquet", parquet(pa.table(columns)))


def bomb(folder: Path) -> None:
    """A text of a megabyte, written once and repeated: few bytes in the file, terabytes in memory."""
    repeated = pa.DictionaryArray.from_arrays(pa.array([0] * 2000, pa.int8()), pa.array(["x" * 1_000_000]))
    columns: dict[str, Any] = {
        name: pa.array([None] * 2000, packing.TYPES[kind]) for name, kind in packing.RECORD.items()
    }
    columns |= {"id": pa.array([str(at) for at in range(2000)]), "title": repeated}
    resealed(folder, "records.parquet", parquet(pa.table(columns), compression="zstd"))


SPOILT: dict[str, tuple[Callable[[Path], object], str]] = {
    "wrong hash": (lambda folder: (folder / "records.parquet").write_bytes(b"PAR1"), "the sha256 of the file is"),
    "wrong size": (spoil(bytes=3), "bytes, not 3 as declared"),
    "flipped byte": (flipped, "this is no sound Parquet file"),
    "no Parquet": (lambda folder: resealed(folder, "records.parquet", b"PAR1PAR1"), "this is no sound Parquet file"),
    "missing file": (lambda folder: (folder / "records.parquet").unlink(), "there is no file records.parquet"),
    "link": (linked, "is, or leads through, a link or device"),
    "way out": (spoil(path="../x.parquet"), "is not that of a file below the folder of the package"),
    "address": (spoil(path="https://example.org/x.parquet"), "is not that of a file below the folder"),
    "foreign reader": (spoil(scheme="https"), "`scheme` is not read"),
    "other columns": (swapped(id=["a"], name=["b"]), "its column 2 is 'name', in its schema 'type'"),
    "bomb": (bomb, "its texts unpack to"),
    "no JSON": (
        lambda folder: (folder / "datapackage.json").write_text("{,"),
        "datapackage.json:1:2: this is not JSON",
    ),
    "no package": (lambda folder: (folder / "datapackage.json").write_text("[]"), "this is no data package"),
    "deep": (lambda folder: (folder / "datapackage.json").write_text("[" * 100_000), "nested too deep"),
    "huge": (lambda folder: (folder / "datapackage.json").write_text(" " * 10_000_001), "more than 10,000,000 bytes"),
    "no descriptor": (lambda folder: (folder / "datapackage.json").unlink(), "there is no datapackage.json"),
    "not UTF-8": (lambda folder: (folder / "datapackage.json").write_bytes(b'{"\xff'), "UTF-8"),
    "doubled field": (
        spoil(schema={"fields": [{"name": "id"}, {"name": "id"}], "primaryKey": "id"}),
        "names the column 'id' twice",
    ),
}


@pytest.mark.parametrize("way", SPOILT)
def test_damaged_packages_end_in_a_clear_error(tmp_path: Path, run: Run, way: str) -> None:
    """Whatever is damaged or unsafe in a package is one sentence that names the file, and exit code 2."""
    old, new = (packing.write(tmp_path / name, older(), "parquet") for name in ("old", "new"))
    plain: dict[str, Any] = {
        "compression": "none",
        "write_page_checksum": True,
        "use_dictionary": False,
        "write_statistics": False,
    }
    resealed(new, "records.parquet", parquet(packagefiles.read(new).tables["records"].data, **plain))
    assert of(old, new).equal
    harm, said = SPOILT[way]
    harm(new)
    with pytest.raises(UkjsecError) as caught:
        of(old, new)
    assert said in str(caught.value)
    assert str(new) in str(caught.value)
    code, out, err = run("diff", str(old), str(new))
    assert (code, out) == (2, "")
    assert err.startswith("ukjsec: ")
    assert len(err.splitlines()) == 1


CELLS = {
    "integer": ("1.5", "row 1: '1.5' in 'count' is no integer", "count"),
    "huge integer": ("9" * 30, "is no integer", "count"),
    "number": ("1,5", "row 1: '1,5' in 'share' is no number", "share"),
    "boolean": ("yes", "row 1: 'yes' in 'sure' is no boolean", "sure"),
    "day": ("2001-02-30", "row 1: '2001-02-30' in 'day' is no date", "day"),
    "no day": ("3.5.2001", "row 1: '3.5.2001' in 'day' is no date", "day"),
}


@pytest.mark.parametrize("way", CELLS)
def test_cells_of_another_type_are_errors(tmp_path: Path, way: str) -> None:
    """A cell of CSV that is none of its type is named with its row; nothing becomes missing in silence."""
    cell, said, column = CELLS[way]
    folder = packing.write(tmp_path / "a", {"things": Made(THINGS, [{"id": "a"}])})
    texts = Made(dict.fromkeys(THINGS, "string"), [{"id": "a", column: cell}])
    with pytest.raises(BrokenPackageError) as caught:
        packagefiles.read(resealed(folder, "things.csv", texts.csv()))
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b'id,text\na,"x\n', "the quotation mark that opens here is never closed"),
        (b"id,text\na\n", "the row has 1 cell; the header has 2"),
        (b"id;text\na;b\n", "not by commas"),
        (b"id,text\na,\xff\n", "UTF-8"),
        (b"id,text\na,\x1b[2J\n", "line 2"),
        (b"", "the file is empty"),
        (b"id,id\na,b\n", "two columns of one name"),
        (b"id,words\na,b\n", "its column 2 is 'words', in its schema 'text'"),
    ],
)
def test_broken_csv_is_an_error(tmp_path: Path, data: bytes, said: str) -> None:
    """A CSV file with a breach of its form is not read on, whatever a library would make of it."""
    folder = packing.write(tmp_path / "a", {"things": described()})
    with pytest.raises(BrokenPackageError) as caught:
        packagefiles.read(resealed(folder, "things.csv", data))
    assert said in str(caught.value)


@settings(deadline=None)
@given(st.lists(st.lists(st.text(alphabet='ab,"\n\r é;', max_size=4), min_size=3, max_size=3), max_size=6))
def test_fast_and_strict_reading_agree(rows: list[list[str]]) -> None:
    """What the fast reader takes at all, it takes as the strict reader does."""
    data = csvfiles.render([["x", "y", "z"], *rows])
    fast = columnfiles.csv._plain_cells(data)
    if fast is not None:
        assert [list(row.values()) for row in fast.to_pylist()] == rows


@pytest.mark.parametrize(
    "data",
    [
        b'x,y\na,b"c\n',
        b'x,y\na,"b"c\n',
        b'x,y\n"a",b\n',
        b"x,y\na,b\n\nc,d\n",
        b"x,y\na,b",
        b"x,y\r\na,b\r\n",
        b"x,y\n",
    ],
)
def test_only_what_is_written_as_ours_is_read_fast(data: bytes) -> None:
    """Whatever a lenient reader might take otherwise than it stands there goes to the strict one."""
    assert columnfiles.csv._plain_cells(data) is None


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"id": pa.array([["a"]])}, "holds list<"),
        ({"id": pa.array([b"a"])}, "holds binary"),
        ({"id": pa.array([1])}, "its column 'id' holds int64, but its schema says string"),
    ],
)
def test_columns_that_no_cell_can_hold_are_errors(columns: dict[str, Any], said: str) -> None:
    """A Parquet column of another type than its schema says, or of lists, is named."""
    with pytest.raises(columnfiles.UnfitFileError) as caught:
        columnfiles.parquet.read(parquet(pa.table(columns)), (columnfiles.Column("id", "string"),), {})
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("column", "kind", "text"),
    [
        (pa.array([None], pa.null()), "integer", None),
        (pa.array([None], pa.null()), "string", None),
        (pa.array([1], pa.int8()), "number", 1.0),
        (pa.array([1], pa.uint16()), "integer", 1),
        (pa.array(["a"]).dictionary_encode(), "string", "a"),
        (pa.array(["a"], pa.large_string()), "any", "a"),
        (pa.array([2001]), "year", "2001"),
        (pa.array([0], pa.int64()).cast(pa.timestamp("s")), "datetime", "1970-01-01 00:00:00.000"),
    ],
)
def test_what_other_writers_store_is_read(column: Any, kind: str, text: Any) -> None:
    """Columns that are stored in another way than ours hold the values that they hold; unusual types are texts."""
    found = columnfiles.parquet.read(parquet(pa.table({"x": column})), (columnfiles.Column("x", kind),), {})
    assert found.column("x").to_pylist() == [text]
    assert columnfiles.parquet.read(parquet(pa.table({"x": column})), None, {}).num_rows == 1


@pytest.mark.parametrize("limit", ["LIMIT_ROWS", "LIMIT_COLUMNS", "LIMIT_CELLS", "LIMIT_GROUPS"])
def test_what_is_too_large_is_not_read(monkeypatch: pytest.MonkeyPatch, limit: str) -> None:
    """Rows, columns, cells and parts are counted before anything is unpacked."""
    data = parquet(pa.table({"id": ["a", "b", "c"], "text": ["x", "y", "z"]}), row_group_size=1)
    assert columnfiles.parquet.read(data, None, {}).num_rows == 3
    monkeypatch.setattr(columnfiles, limit, 1)
    with pytest.raises(columnfiles.UnfitFileError, match=r"more than (the 1 that )?are read"):
        columnfiles.parquet.read(data, None, {})


@pytest.mark.parametrize(
    "member",
    ["../evil.csv", "/etc/evil.csv", "a\\..\\evil.csv", "A.csv"],
)
def test_hostile_archives_are_errors(tmp_path: Path, member: str) -> None:
    """An archive with a member that could leave the folder, or hide another, is not read; nothing is unpacked."""
    file = packing.zipped(packing.write(tmp_path / "package", older()))
    with zipfile.ZipFile(file, "a") as made:
        made.writestr(member, b"x")
        made.writestr("a.csv", b"y")
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(BrokenPackageError, match=r"the member|two members"):
        packagefiles.read(file)
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"PK\x05\x06" + b"\xff" * 18])
def test_what_is_no_archive_is_an_error(tmp_path: Path, data: bytes) -> None:
    """What only bears the name of an archive is said to be none."""
    (tmp_path / "package.zip").write_bytes(data)
    with pytest.raises(BrokenPackageError, match=r"package\.zip"):
        packagefiles.read(tmp_path / "package.zip")


def test_limits_hold_for_the_whole_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files and members are counted together."""
    folder = packing.write(tmp_path / "package", older())
    file = packing.zipped(folder)
    monkeypatch.setattr(packagefiles, "LIMIT_PACKAGE", 500)
    for path, said in ((folder, "up to here the package has more bytes than are read"), (file, "at most 500 are read")):
        with pytest.raises(BrokenPackageError) as caught:
            packagefiles.read(path)
        assert said in str(caught.value)


@pytest.mark.parametrize("name", ["nothing", "x" * 5000, "a\0b", "datapackage.json"])
def test_a_path_that_leads_nowhere_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """A path where nothing is, or that cannot be one, is said to be so."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(MissingFileError):
        packagefiles.find(name)


@pytest.mark.parametrize("name", ["records.parquet", "ukjsec-0.1.0-py3-none-any.whl", "a.tar.gz", "notes.txt", "notes"])
def test_files_that_are_no_package_are_named_so(tmp_path: Path, name: str) -> None:
    """Of a file that is neither descriptor nor zip archive it is said what a package is."""
    (tmp_path / name).write_bytes(b"PAR1\xff\x00")
    with pytest.raises(MissingFileError) as caught:
        packagefiles.find(tmp_path / name)
    assert str(caught.value) == (
        f"{tmp_path / name}: this is no package: name the folder that holds datapackage.json, the descriptor itself, "
        "or a zip of it"
    )


@pytest.mark.parametrize("given", ["https://example.org/a.zip", "file:///a.zip", Path("https://example.org/a.zip")])
def test_addresses_are_not_read(given: str | Path) -> None:
    """Of an address it is said what to do instead, and nothing is fetched."""
    with pytest.raises(MissingFileError, match="addresses are not read: fetch it first, or name a version"):
        packagefiles.find(given)


def test_what_lies_at_a_path_counts_before_a_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder with the name of a version is read as it is."""
    monkeypatch.chdir(tmp_path)
    packing.write(tmp_path / "v0.2.0", older(), "csv", "0.0.9")
    assert packagefiles.find("v0.2.0").version == "0.0.9"


def test_too_many_columns_name_the_limit(tmp_path: Path) -> None:
    """A file, or a schema alone, with more columns than are read is said to be so, with the limit."""
    wide = {"id": "string"} | {f"column_{at}": "string" for at in range(500)}
    said = "501 columns, more than the 500 that are read"
    with pytest.raises(columnfiles.UnfitFileError, match=said):
        columnfiles.parquet.read(Made(wide, [{"id": "a"}]).parquet(), None, {})
    folder = packing.write(tmp_path / "a", {"things": Made(wide, [{"id": "a"}])})
    with pytest.raises(BrokenPackageError, match=said):
        packagefiles.read(resealed(folder, "things.csv", b"id\na\n"))


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_arrow_keeps_nothing_of_python(monkeypatch: pytest.MonkeyPatch, form: str) -> None:
    """What Arrow's threads read is not the bytes of Python, which they could still hold when the interpreter ends."""
    given: list[Any] = []
    module: Any = pq if form == "parquet" else import_module("pyarrow.csv")
    name = "ParquetFile" if form == "parquet" else "read_csv"
    genuine = getattr(module, name)

    def watched(source: Any, **options: Any) -> Any:
        given.append(source)
        return genuine(source, **options)

    monkeypatch.setattr(module, name, watched)
    made = Made(THINGS, [{"id": "a", "text": "b"}])
    data = made.csv() if form == "csv" else made.parquet()
    before = sys.getrefcount(data)
    read = columnfiles.csv.read if form == "csv" else columnfiles.parquet.read
    assert read(data, None, {}).num_rows == 1
    assert given
    assert all(isinstance(source, pa.BufferReader) for source in given)
    assert sys.getrefcount(data) == before


@pytest.mark.skipif(os.name == "nt", reason="Windows has no pipes in folders")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    """A pipe in the place of a file is refused, not read."""
    folder = packing.write(tmp_path / "a", {"things": described()})
    (folder / "things.csv").unlink()
    os.mkfifo(folder / "things.csv")
    with pytest.raises(BrokenPackageError, match="link or device"):
        packagefiles.read(folder)


# The command


def test_the_command_tells_what_differs(run: Run, pair: tuple[Path, Path]) -> None:
    """A lost id is a problem, a difference alone is none; the format is nothing to the exit code."""
    old, new = map(str, pair)
    assert run("diff", old, new) == (1, TEXT, "")
    code, out, err = run("diff", old, new, "--format", "markdown")
    assert (code, out) == (1, MARKDOWN)
    assert err == "problem: second was removed, but is not in the table `retired`\n"
    code, out, _ = run("diff", old, new, "--format", "json")
    assert (code, json.loads(out)["equal"]) == (1, False)
    code, out, err = run("diff", new, new)
    assert (code, err) == (0, "")
    tables = newer()
    tables["records"].rows[0]["title"] = "Another title"
    code, out, _ = run("diff", new, str(packing.write(pair[0].parent / "newest", tables, "csv", "0.2.1")))
    assert code == 0
    assert "title: The first pact -> Another title" in out


def test_long_lists_are_cut_unless_all_is_asked_for(run: Run, tmp_path: Path) -> None:
    """Of many items the rest is counted, long texts are cut; with --all everything is there."""
    rows = [{"id": f"thing-{at:03}", "text": "x" * 2000} for at in range(80)]
    old = packing.write(tmp_path / "a", {"things": Made(THINGS, [])})
    new = packing.write(tmp_path / "b", {"things": Made(THINGS, rows)})
    _, short, _ = run("diff", str(old), str(new))
    assert short.rstrip().endswith("… and 30 rows of things added; --all shows them.")
    assert "thing-079" not in short
    assert "x" * 501 not in "".join(short.split())
    _, long, _ = run("diff", str(old), str(new), "--all")
    assert "thing-079" in long
    assert "x" * 2000 in "".join(long.split())
    _, page, _ = run("diff", str(old), str(new), "--all", "--format", "markdown")
    assert page.count("#### Added") == 80


def test_what_terminals_obey_is_never_printed(run: Run, tmp_path: Path) -> None:
    """Escapes and commands of workflow runners in cells, names and descriptions are shown, not obeyed."""
    nasty = "\x1b[2Jx\u202e ##[group]"
    old = packing.write(
        tmp_path / "a", {"things": Made(THINGS, [{"id": "a"}], about={"text": {"title": nasty}})}, "parquet"
    )
    new = packing.write(tmp_path / "b", {"things": Made(THINGS, [{"id": "a", "text": nasty}])}, "parquet", nasty)
    for form in ("text", "markdown", "json"):
        code, out, _ = run("diff", str(old), str(new), "--format", form)
        assert code == 0
        assert not {"\x1b", "\u202e"} & set(out)
        assert "##[group]" not in out


ENDS = ["\n", "\r", "\r\n", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029"]


@pytest.mark.parametrize("end", ENDS, ids=ascii)
def test_cells_write_no_lines_of_their_own(run: Run, tmp_path: Path, end: str) -> None:
    """A line end in an id, a title, a cell, a name or a version is shown as an escape, in the report and in the log."""
    text = f"a{end}problem: forged"
    tables, after = older(), newer()
    tables["records"].rows[1]["id"] = text
    after["records"].rows[0]["title"] = text
    after["actors"].rows[0]["name"] = text
    after["retired"].rows[0]["reason"] = text
    after["records"].about["title"] = {"description": text}
    old = packing.write(tmp_path / "old", tables, "parquet", text)
    new = packing.write(tmp_path / "new", after, "parquet", text)
    for options in ([], ["--all"], ["--format", "markdown"]):
        code, out, err = run("diff", str(old), str(new), *options)
        assert code == 1
        assert not [line for line in (out + err).splitlines() if line.lstrip().startswith("problem: forged")]
        assert out.count(f"a\\u{{{ord(end[0]):x}}}") >= 6


def test_nor_does_the_report_of_checkouts() -> None:
    """A line end in a value of a checkout is shown as an escape too."""
    forged = "a\nproblem: forged"
    items = [
        Item("records", forged, forged, "removed", (), forged, None, REGISTER),
        Item("records", "b", forged, "retired", (), forged, forged, REGISTER),
        Item("records", "c", "c", "added", (Change(forged, (), (forged,), (Quotation(forged, forged, ()),)),)),
    ]
    flaws = (Flaw("seeds/a.yaml", (forged,)),)
    shown = changes_report.text(Changed(tuple(items), flaws, flaws))
    assert shown.count("a\\u{a}problem: forged") == 12
    assert "\nproblem: forged" not in shown


@pytest.mark.parametrize("room", range(40, 80, 4))
def test_nor_do_blanks_in_them(tmp_path: Path, room: int) -> None:
    """Where a long line is broken, what follows does not begin at the margin, whatever word of a value it is."""
    text = f"{'x' * room} forged {'y' * 70} forged"
    tables = older()
    tables["records"].rows[1]["id"] = text
    tables["actors"].rows[0]["name"] = text
    tables["things"] = Made(THINGS, [{"id": text}])
    old = packing.write(tmp_path / "old", tables, "csv", text)
    shown = report.text(of(old, packing.write(tmp_path / "new", newer(), "csv", text)))
    assert " forged" in shown
    assert not [line for line in shown.splitlines() if line.startswith("forged")]


def test_no_name_is_shown_at_full_length(run: Run, tmp_path: Path) -> None:
    """Ids, titles, reasons and successors are cut as cells are, in the log too, unless all is asked for."""
    long = "x" * 100_000
    tables, after = older(), newer()
    tables["records"].rows[1] |= {"id": long, "title": long}
    after["records"].rows[0]["title"] = long
    after["retired"].rows[0] |= {"reason": long, "successor_id": long}
    old = packing.write(tmp_path / "old", tables, "parquet", f"0.1.0{long}")
    new = packing.write(tmp_path / "new", after, "parquet")
    code, out, err = run("diff", str(old), str(new))
    assert (code, err) == (1, "")
    assert "x" * 501 not in out
    assert out.count("x…") >= 6
    _, _, err = run("diff", str(old), str(new), "--format", "json")
    assert len(err) < 1_000
    _, out, _ = run("diff", str(old), str(new), "--all")
    assert long in out


def test_swapped_and_strange_packages_are_told(run: Run, pair: tuple[Path, Path]) -> None:
    """Before all advice it is said that the older package is the newer one, or that the two are of different names."""
    old, new = map(str, pair)
    swapped = "OLD is version 0.2.0, newer than 0.1.0: are the two swapped?"
    _, out, _ = run("diff", new, old)
    assert out.splitlines()[2] == swapped
    _, page, _ = run("diff", new, old, "--format", "markdown")
    assert page.splitlines()[2] == f"**{swapped}**"
    with pytest.warns(UserWarning, match="are the two swapped"):
        assert len(ukjsec.diff(new, old))
    file = pair[1] / "datapackage.json"
    file.write_text(json.dumps(json.loads(file.read_text("utf-8")) | {"name": "acme_widgets"}), "utf-8")
    _, out, _ = run("diff", old, new)
    assert out.splitlines()[2] == "These are two different packages: example and acme_widgets"
    _, page, _ = run("diff", old, new, "--format", "markdown")
    assert page.splitlines()[2] == "**These are two different packages: example and `acme_widgets`**"
    with pytest.warns(UserWarning, match="two different packages"):
        assert len(ukjsec.diff(old, new))


@pytest.mark.parametrize("version", ["", "0.2", "0.0.1-rc.1", "0.1.0", "0.3.0"])
def test_versions_that_are_not_older_raise_no_doubt(tmp_path: Path, version: str) -> None:
    """Nothing is said of versions that are in order, or of which one is not three numbers."""
    old = packing.write(tmp_path / "old", older(), "csv", "0.1.0")
    assert of(old, packing.write(tmp_path / "new", newer(), "csv", version)).cautions() == ()


# Properties

CELL = st.one_of(st.none(), st.text(alphabet="ab\n\",'é", max_size=3))
ROWS = st.dictionaries(
    st.tuples(st.sampled_from("abcdefgh"), st.integers(0, 3)),
    st.tuples(CELL, st.one_of(st.none(), st.integers(-2, 2)), st.one_of(st.none(), st.sampled_from([0.5, 1.0]))),
    max_size=12,
)
FIELDS = {"x": "string", "n": "integer", "text": "string", "count": "integer", "share": "number"}


def table(rows: dict[tuple[str, int], tuple[Any, ...]]) -> packagefiles.Table:
    """A table of rows under a key of two columns."""
    listed = [(*key, *cells) for key, cells in rows.items()]
    types = [packing.TYPES[kind] for kind in FIELDS.values()]
    data = pa.table([pa.array([row[at] for row in listed], kind) for at, kind in enumerate(types)], names=list(FIELDS))
    columns = tuple(columnfiles.Column(name, kind) for name, kind in FIELDS.items())
    return packagefiles.Table("things", "", "", columns, ("x", "n"), frozenset(), data, "things.csv")


def changes(old: dict[Any, Any], new: dict[Any, Any]) -> tuple[RowChange, ...]:
    """The rows that differ between two tables."""
    packages = (packagefiles.Package("", "", "", {"things": table(rows)}) for rows in (old, new))
    return compare(*packages).tables[0].rows


@settings(deadline=None)
@given(ROWS)
def test_nothing_differs_from_itself(rows: dict[Any, Any]) -> None:
    """A table compared with itself differs in nothing."""
    assert changes(rows, rows) == ()


@settings(deadline=None)
@given(ROWS, ROWS)
def test_the_difference_applied_to_the_old_gives_the_new(old: dict[Any, Any], new: dict[Any, Any]) -> None:
    """Nothing is left out, and nothing made up: old and difference together are the new."""
    names = list(FIELDS)[2:]
    applied = {key: dict(zip(names, cells, strict=True)) for key, cells in old.items()}
    for row in changes(old, new):
        if row.fate == "added":
            assert row.key not in applied
            applied[row.key] = {name: row.row[name] for name in names}
        elif row.fate == "removed":
            gone = applied.pop(row.key)
            assert gone == {name: row.row[name] for name in names}
        else:
            assert row.cells
            for cell in row.cells:
                assert applied[row.key][cell.column] == cell.old != cell.new
                applied[row.key][cell.column] = cell.new
    assert applied == {key: dict(zip(names, cells, strict=True)) for key, cells in new.items()}


@settings(deadline=None)
@given(ROWS, ROWS)
def test_the_difference_is_its_own_mirror(old: dict[Any, Any], new: dict[Any, Any]) -> None:
    """Looked at from the other side, what was added is removed, and old is new."""
    mirror = {"added": "removed", "removed": "added", "changed": "changed"}
    one, other = changes(old, new), changes(new, old)
    assert [(row.key, mirror[row.fate]) for row in one] == [(row.key, row.fate) for row in other]
    for row, back in zip(one, other, strict=True):
        assert [(cell.column, cell.new, cell.old) for cell in row.cells] == [
            (cell.column, cell.old, cell.new) for cell in back.cells
        ]
        assert row.fate == "changed" or row.row == back.row


@settings(deadline=None)
@given(ROWS, ROWS)
def test_both_ways_of_pairing_agree(old: dict[Any, Any], new: dict[Any, Any]) -> None:
    """Tables in order are walked, others joined: both give the same pairs."""
    first, second = (table(dict(sorted(rows.items()))).data for rows in (old, new))
    walked, joined = pairing.by_order(first, second, ("x", "n")), pairing.by_join(first, second, ("x", "n"))
    assert walked
    for made in (walked, joined):
        assert made.before.select(["x", "n"]).equals(made.after.select(["x", "n"]))
        some = pa.array(range(made.before.num_rows), pa.int64())
        at, to = made.rows(some)
        assert first.take(at).equals(made.before.combine_chunks())
        assert second.take(to).equals(made.after.combine_chunks())
    assert sorted(walked.removed.to_pylist()) == sorted(joined.removed.to_pylist())
    assert sorted(walked.added.to_pylist()) == sorted(joined.added.to_pylist())


def test_long_tables_are_walked_in_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """A difference is found wherever it lies in a long table; of too many a join is made, with the same result."""
    old = {("a", at): ("x", at, None) for at in range(3000)}
    new = {key: cells for key, cells in old.items() if key[1] not in (0, 700, 2999)} | {("b", 1): ("y", 1, None)}
    new["a", 1500] = ("z", 0, None)
    found = changes(old, new)
    assert [(row.key[1], row.fate) for row in found] == [
        (0, "removed"), (700, "removed"), (1500, "changed"), (2999, "removed"), (1, "added"),
    ]  # fmt: skip
    monkeypatch.setattr(pairing, "MOST_STEPS", 2)
    assert pairing.by_order(table(old).data, table(new).data, ("x", "n")) is None
    assert changes(old, new) == found
