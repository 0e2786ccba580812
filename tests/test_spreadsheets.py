"""Sheets of records: a row means what the YAML means, each problem is at its cell, and an import loses nothing."""

from __future__ import annotations

import csv
import os
import sys
import unicodedata
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import invented
import pytest
from measuring import LIMIT_MEBIBYTES, measured

import ukjsec
from ukjsec import contributions, documents, headers, seeds, sheetfiles, sheets, values
from ukjsec.models import RECORD_MODELS
from ukjsec.problems import Problem

ROOT = Path(__file__).resolve().parent.parent
MEMORANDUM = invented.RECORDS["agreements/example-memorandum"]
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def here(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout in which one stands."""
    monkeypatch.chdir(checkout)
    return checkout


def everything(root: Path) -> list[tuple[str, Any]]:
    """Type and plain data of every record of a checkout."""
    return [
        (name, documents.compose(file.read_bytes()).value)
        for name in RECORD_MODELS
        for file in sorted((root / "seeds" / name).glob("*.yaml"))
    ]


def unquoted(records: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """The same records with every year as YAML has it without quotation marks."""
    for _, data in records:
        for event, date in data.get("dates", {}).items():
            data["dates"][event] = int(date) if str(date).isdigit() else date
    return records


def sheet(*records: dict[str, Any], bom: bool = False, end: bytes = b"\n") -> bytes:
    """A sheet of agreements, as a spreadsheet program may write it."""
    data = sheetfiles.render([("agreements", record) for record in records])
    return b"\xef\xbb\xbf" * bom + data.replace(b"\n", end)


def changed(**fields: Any) -> dict[str, Any]:
    """The memorandum with other fields; None takes one away."""
    return {key: value for key, value in (deepcopy(MEMORANDUM) | fields).items() if value is not None}


def check(text: bytes | str) -> list[Problem]:
    """The problems of a sheet."""
    Path("rows.csv").write_bytes(text.encode() if isinstance(text, str) else text)
    return ukjsec.validate("rows.csv")


def brief(problems: list[Problem]) -> list[tuple[int, int, str]]:
    """Line, column and rule of problems."""
    return [(one.place.line, one.place.column, one.rule) for one in problems]


def where(data: bytes, cell: str) -> tuple[int, int]:
    """Line and column of a piece of text that stands once in a sheet."""
    before, _, _ = data.decode("utf-8-sig").replace("\r\n", "\n").partition(cell)
    return before.count("\n") + 1, len(before) - before.rfind("\n")


@pytest.mark.parametrize("which", ["invented", "project"])
def test_a_row_means_what_the_yaml_means(which: str, checkout: Path) -> None:
    """Every record becomes a row and the same plain data again; a year is a number, in quotation marks or without."""
    records = unquoted(everything(checkout if which == "invented" else ROOT))
    assert len(records) >= 5
    found = sheets.parse(sheetfiles.render(records), "rows.csv")
    assert found.findings == ()
    assert [(entry.model, entry.data) for entry in found.entries] == records


def test_a_whole_corpus_as_a_sheet_is_sound(here: Path) -> None:
    """Every row stands in the place of the record with its id: nothing is there twice, nothing missing."""
    assert check(sheetfiles.render(everything(here))) == []


@pytest.mark.parametrize("type_name", RECORD_MODELS)
def test_the_header_of_a_type_can_be_filled_in(type_name: str) -> None:
    """An empty sheet has a column for every field that a record must have, and each column is known."""
    found = sheets.parse(sheetfiles.template(type_name), "rows.csv")
    assert [finding.rule for finding in found.findings] == ["no-rows"]
    firsts = {column.route[0] for column in found.columns}
    assert firsts >= {"id", "title", "kind", "status", "dates", "participants", "summary", "evidence", "topics"}


def test_empty_items_are_left_out_and_numbers_count_from_one() -> None:
    """An item of empty cells is none; the items after it keep their order, whatever the order of the columns."""
    text = "participants.3.role,participants.1.actor,participants.2.actor,participants.3.actor,id\nparty,,gbr,jpn,a\n"
    (entry,) = sheets.parse(text.encode(), "rows.csv").entries
    assert entry.data == {"id": "a", "participants": [{"actor": "gbr"}, {"actor": "jpn", "role": "party"}]}
    assert entry.name(("participants", 1, "role")) == "participants.3.role"
    assert entry.place(("participants", 1, "role")).column == 1
    assert entry.place(("participants", 0)).column == 8
    assert entry.place(("participants", 0, "role")).column == 8, "there is no column for it: its item is meant"


def test_cells_are_read_as_their_fields_have_it() -> None:
    """Whole numbers are numbers where a field takes them, text elsewhere; lists are parted by semicolons."""
    text = 'id,title,ordinal,dates.held,topics,summary\na,12,3,2012,a ;b,"one\r\ntwo"\n'
    (entry,) = sheets.parse(text.encode(), "rows.csv").entries
    assert entry.data == {
        "id": "a", "title": "12", "ordinal": 3, "dates": {"held": 2012}, "topics": ["a", "b"], "summary": "one\ntwo",
    }  # fmt: skip


@pytest.mark.parametrize("bom", [False, True])
@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_problems_are_at_their_cells(here: Path, end: bytes, *, bom: bool) -> None:
    """Line and column are those that an editor shows, after cells with line ends too, and the column is named."""
    assert here.is_dir()
    other = changed(
        id="other-one", title="A title, and\nanother line", status="singed", topics=["defence-relations", "x"]
    )
    data = sheet(changed(summary="One\nTwo"), other, bom=bom, end=end)
    found = check(data)
    assert brief(found) == sorted(
        [(*where(data, "singed"), "unknown-term"), (*where(data, "x,Two ministers"), "unknown-term")]
    )
    assert "(column `topics`)" in str([one for one in found if "'x'" in one.message])


@pytest.mark.parametrize(
    ("fields", "cell", "rule", "said"),
    [
        ({"summary": "=HYPERLINK(1)"}, "=HYPERLINK(1)", "formula", "(column `summary`)"),
        ({"summary": "\uff1dSUM(1)"}, "\uff1dSUM(1)", "formula", "(column `summary`)"),
        (
            {"ordinal": "\uff13", "series": "example-meeting"},
            "\uff13",
            "wrong-type",
            "`ordinal` must be a whole number",
        ),
        ({"dates": {"signed": "2001-02-30"}}, "2001-02-30", "impossible-date", "(column `dates.signed`)"),
        ({"kind": "napkin"}, "napkin", "unknown-term", "(column `kind`)"),
        ({"title": " A"}, " A,", "blank-text", "(column `title`)"),
    ],
)
def test_what_a_cell_holds_wrong_is_said_at_it(
    here: Path, fields: dict[str, Any], cell: str, rule: str, said: str
) -> None:
    """Values of every kind are refused at their cell, in words that name the column."""
    assert here.is_dir()
    data = sheet(changed(**fields))
    (found,) = check(data)
    assert brief([found]) == [(*where(data, cell), rule)]
    assert said in found.message


def test_rules_across_records_speak_of_cells(here: Path) -> None:
    """What only the corpus can tell is said at the cell too."""
    assert here.is_dir()
    data = sheet(changed(participants=[{"actor": "jpn", "role": "party"}, {"actor": "gbx", "role": "party"}]))
    found = [one for one in check(data) if one.rule == "unknown-actor"]
    assert brief(found) == [(*where(data, "gbx"), "unknown-actor")]
    assert "(column `participants.2.actor`)" in found[0].message


def test_missing_fields_are_told_in_the_words_of_tables(here: Path) -> None:
    """An empty cell is the place of what is missing; where there is no column, one is to be added."""
    assert here.is_dir()
    full = sheet(changed())
    gone = full.replace(b",jpn,party,", b",jpn,,", 1)
    (found,) = check(gone)
    assert brief([found]) == [(2, where(full, ",jpn,party,")[1] + 5, "missing-field")]
    assert found.message == "the field `participants.1.role` is missing"
    assert found.repair.startswith("Fill the column `participants.1.role`.")
    (found,) = check(sheet(changed(summary=None)))
    assert brief([found]) == [(2, 1, "missing-field")]
    assert found.repair.startswith("Add the column `summary`.")
    (found,) = check(sheet(changed(participants=None)))
    assert found.repair.startswith("Add the columns `participants.1.actor` and `participants.1.role`.")


def test_two_rows_with_one_id(here: Path) -> None:
    """The second of two rows with one id is a duplicate; a row with the id of a record is its correction."""
    assert here.is_dir()
    data = sheet(changed(title="First"), changed(title="Second"))
    (found,) = check(data)
    assert found.rule == "duplicate-id"
    assert found.place.line == 3
    assert "taken by rows.csv:2" in found.message


def test_the_type_is_named_or_found_by_the_kind(here: Path) -> None:
    """A row without a type, or with one that is none, is told so, with the nearest name."""
    assert here.is_dir()
    data = sheet(changed())
    assert check(data.replace(b"type,", b"", 1).replace(b"agreements,", b"", 1)) == []
    (found,) = check(data.replace(b"agreements", b"agreement", 1))
    assert (found.rule, found.repair[:26]) == ("unknown-type", "Did you mean `agreements`?")
    bare = data.replace(b"type,", b"", 1).replace(b"agreements,", b"", 1)
    (found,) = check(bare.replace(b",memorandum,in-force", b",memorandom,in-force", 1))
    assert (found.rule, found.repair[:26]) == ("unknown-type", "Did you mean `memorandum`?")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("titel", "Did you mean `title`?"),
        ("dates.signde", "Did you mean `dates.signed`?"),
        ("participant.1.actor", "Did you mean `participants.1.actor`?"),
        ("participants.0.actor", "numbers count from 1"),
        ("participants.\uff11.actor", "numbers count from 1"),
        ("participants", "`participants.1.role`"),
        ("quantities", "`quantities.NAME.value`"),
        ("topics.1", "`topics` is one column"),
        ("=cmd", "Columns bear the names of fields"),
        ("", "Name it"),
    ],
)
def test_unknown_columns_are_told_what_was_meant(name: str, said: str) -> None:
    """A header that names no field is a problem with a way out, and no row is read below it."""
    found = sheets.parse(f"id,{name},kind\na,b,c\n".encode(), "rows.csv")
    (finding,) = found.findings
    assert (finding.rule, finding.at) == ("unknown-column", (1, 4))
    assert said in finding.repair
    assert found.entries == ()
    assert headers.column(name) is None


def test_many_problems_end_the_checking(here: Path) -> None:
    """After a hundred problems the rest is left, and that is said; so it is of too many values."""
    assert here.is_dir()
    found = check("id,kind,status\n" + "a,memorandum,x\n" * 900)
    assert found[-1].rule == "rows-unchecked"
    assert len({one.place.line for one in found}) <= sheets.LIMIT_FINDINGS
    (found_,) = check("id,topics\na," + "x;" * 20_000 + "\n")
    assert (found_.rule, found_.place.line) == ("too-large", 2)


@pytest.mark.parametrize("name", ["rows.csv", "rows.xlsx", "rows.CSV"])
def test_links_and_other_files_are_refused(here: Path, name: str) -> None:
    """A link is not followed, and no word of what it leads to is shown."""
    (here / "secret").write_text("id,title\n", "utf-8")
    (here / name).symlink_to(here / "secret")
    (found,) = ukjsec.validate(name)
    assert found.rule == "not-a-file"


def test_the_report_shows_the_line(run: Run) -> None:
    """The line of the cell is shown with a mark below it, and bad rows end with 1."""
    data = sheet(changed(title="One\nTwo", status="singed"))
    Path("rows.csv").write_bytes(data)
    code, shown, _ = run("validate", "rows.csv")
    line, column = where(data, "singed")
    assert code == 1
    assert f"rows.csv:{line}:{column}: unknown-term" in shown
    assert 'Two",memorandum,singed' in shown


def test_import_writes_records_that_say_the_same(run: Run, checkout: Path) -> None:
    """What was a row is a sound YAML file of the same meaning, where records stand."""
    records = unquoted(everything(checkout))
    Path("rows.csv").write_bytes(sheetfiles.render(records))
    for name in RECORD_MODELS:
        for file in (checkout / "seeds" / name).iterdir():
            file.unlink()
    code, shown, complaint = run("import", "rows.csv")
    assert (code, complaint) == (0, "")
    assert "Wrote seeds/agreements/example-memorandum.yaml." in shown
    assert everything(checkout) == records
    assert ukjsec.validate() == []
    assert run("import", "rows.csv")[1] == "Left 5 as they are: they say the same already.\n"
    assert run("import", "rows.csv", "--out", "else/where")[0] == 0
    assert len(list((checkout / "else/where").rglob("*.yaml"))) == 5


def test_import_replaces_when_told_to(run: Run, checkout: Path) -> None:
    """A file with other data is left as it is, and so are all others, until --replace is given."""
    file = checkout / "seeds/agreements/example-memorandum.yaml"
    file.write_text("# a comment\n" + file.read_text("utf-8"), "utf-8")
    before = file.read_bytes()
    Path("rows.csv").write_bytes(sheet(changed(title="A better title")))
    code, shown, complaint = run("import", "rows.csv")
    assert (code, shown) == (2, "")
    assert "add --replace" in complaint
    assert file.read_bytes() == before
    code, shown, _ = run("import", "rows.csv", "--replace")
    assert (code, shown) == (0, "Replaced seeds/agreements/example-memorandum.yaml; its comments (1) are gone.\n")
    assert seeds.read(checkout).records["example-memorandum"].title == "A better title"


def test_import_of_problems_writes_nothing(run: Run, checkout: Path) -> None:
    """One bad row keeps the good ones out too, and a folder that was not there is not made."""
    Path("rows.csv").write_bytes(sheet(changed(title="Good"), changed(id="other", status="singed")))
    before = {file: file.read_bytes() for file in (checkout / "seeds").rglob("*.*") if file.is_file()}
    code, shown, _ = run("import", "rows.csv", "--replace")
    assert code == 1
    assert shown.endswith("Nothing was imported: mend the problems first.\n")
    assert {file: file.read_bytes() for file in (checkout / "seeds").rglob("*.*") if file.is_file()} == before
    assert run("import", "rows.csv", "--out", "new")[0] == 1
    assert not Path("new").exists()


@pytest.mark.parametrize("fails_at", [1, 2, 3])
def test_import_writes_all_or_nothing(here: Path, monkeypatch: pytest.MonkeyPatch, fails_at: int) -> None:
    """Where a file cannot be put in its place, those before it are as they were, and nothing is left beside them."""
    records = [(name, data | {"title": "Another title"}) for name, data in everything(here)][:3]
    new = (
        "agreements",
        changed(id="new-one", related=[{"type": "not-same-as", "to": "example-memorandum", "note": "A."}]),
    )
    (here / "rows.csv").write_bytes(sheetfiles.render([*records[:2], new]))
    before = {file: file.read_bytes() for file in (here / "seeds").rglob("*") if file.is_file()}
    done, replace = [], os.replace

    def fail(source: Path, target: Path) -> None:
        done.append(target)
        if len(done) == fails_at:
            raise OSError(28, "No space left on device")
        replace(source, target)

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(OSError, match="No space"):
        contributions.take_in(here, Path("rows.csv"), here / "seeds", over=True)
    assert len(done) >= fails_at
    assert {file: file.read_bytes() for file in (here / "seeds").rglob("*") if file.is_file()} == before


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("import",), "required: TABLE"),
        (("import", "nothing.csv"), "nothing.csv: there is no such file"),
        (("import", "CITATION.cff"), "only tables are taken in"),
    ],
)
def test_misuse_of_import(run: Run, arguments: tuple[str, ...], said: str) -> None:
    """Misuse ends with 2 and one sentence."""
    code, shown, complaint = run(*arguments)
    assert (code, shown) == (2, "")
    assert said in complaint


@pytest.mark.parametrize("kind", ["link", "folder link", "json"])
def test_import_writes_through_nothing(here: Path, kind: str) -> None:
    """A link, or a record in JSON, where a file would be written is refused: nothing elsewhere is touched."""
    folder = here / "seeds/agreements"
    file = folder / "example-memorandum.yaml"
    if kind == "link":
        file.rename(here / "elsewhere.yaml")
        file.symlink_to(here / "elsewhere.yaml")
    elif kind == "folder link":
        folder.rename(here / "elsewhere")
        folder.symlink_to(here / "elsewhere")
    else:
        file.rename(file.with_suffix(".json"))
    (here / "rows.csv").write_bytes(sheet(changed(title="Another")))
    with pytest.raises(ukjsec.errors.UnknownNameError, match="stands in the way"):
        contributions.take_in(here, Path("rows.csv"), here / "seeds", over=True)


def test_formula_marks_are_all_that_become_one() -> None:
    """The marks are those characters whose compatibility form begins with one of the four."""
    every = map(chr, range(sys.maxunicode + 1))
    assert {one for one in every if unicodedata.normalize("NFKC", one)[0] in "=+-@"} == values.FORMULA_MARKS


@pytest.mark.parametrize(
    "text", ["=1+1", "+44 20", "-5 degrees", "@someone", "\uff1d1", "A;=1", "A\n-b", "A; @x", "A\t+1"]
)
def test_no_text_of_any_file_is_a_formula(here: Path, text: str) -> None:
    """In YAML as in CSV a text that a spreadsheet would compute is refused, wherever it parts cells."""
    invented.put(here / "seeds/agreements/example-memorandum.yaml", MEMORANDUM | {"summary": text})
    assert [one.rule for one in ukjsec.validate()] == ["formula"]


@pytest.mark.parametrize("text", ["A = b", "1-5", "5 - 3; and 2-1", "a@b", "\u2013 so it began", "C++"])
def test_marks_within_a_text_are_no_formula(here: Path, text: str) -> None:
    """The same marks inside a text, and dashes, are no formula."""
    invented.put(here / "seeds/agreements/example-memorandum.yaml", MEMORANDUM | {"summary": text})
    assert ukjsec.validate() == []


def test_no_cell_of_the_package_is_a_formula() -> None:
    """The CSV files of the package can be opened in a spreadsheet: no cell but a number begins as a formula does."""
    files = sorted((ROOT / "datapackage").glob("*.csv"))
    assert len(files) > 10
    for file in files:
        with file.open(encoding="utf-8", newline="") as stream:
            cells = [cell for row in csv.reader(stream) for cell in row]
        assert [cell for cell in cells if cell[:1] in values.FORMULA_MARKS and not cell[1:].isdigit()] == []


HOSTILE = {
    "blank lines": "id,title\n" + "\n" * 900_000,
    "wide": ",".join(f"evidence.{at}.quote" for at in range(1, 2000)) + "\n" + (",x" * 1998 + "\n") * 240,
    "one cell": 'id,title,kind\na,"' + "x\n" * 490_000 + '",memorandum\n',
    "items": "id,kind,topics\na,memorandum," + "x;" * 450_000 + "\n",
    "rows": "id,kind,status\n" + "a,memorandum,x\n" * 60_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_tables_are_bounded(here: Path, name: str) -> None:
    """A table of nearly a million bytes, whatever it holds, ends as problems, and takes less than 200 MiB."""
    (here / "rows.csv").write_text(HOSTILE[name], "utf-8")
    done = measured(here, "validate", "rows.csv")
    assert (done.code, done.errors) == (1, "")
    assert "1 file." in done.out
    assert done.mebibytes < LIMIT_MEBIBYTES
