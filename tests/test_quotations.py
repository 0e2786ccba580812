"""Why a value is what it is: the quotations behind it, as text and as data."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import ukjsec
from ukjsec import dataset, errors, quotations, wrapping

pytestmark = pytest.mark.usefixtures("package")

EXERCISE = """\
example-exercise: A naval exercise

dates.held = 2001-23, kind = naval-exercise (literal)
  “naval exercise off Lisbon in autumn 2001”
  An Invented Report (example-source), 2002-04, paragraph 3, words 17–23

participants.gbr-rn = participant, participants.jpn-navy = participant,
  related.example-memorandum = under, status = completed (literal)
  “Under the memorandum the Royal Navy and the Japanese navy held”
  An Invented Report (example-source), 2002-04, paragraph 3, words 5–15

quantities.people = 1200 person (literal)
  “with 1,200 people on board”
  An Invented Report (example-source), 2002-04, paragraph 3, words 24–29"""

GRANT = """\
example-grant: Money for two institutes

dates.funded = [..2002-04] (inferred)
  “Japan provided $2.5 million for a research”
  An Invented Report (example-source), 2002-04, paragraph 4, words 5–12
  Basis: It had been given when the report was written."""

GRANTED = "dates.funded, kind, participants.jpn, quantities.grant, status"


def test_a_record_is_shown_whole() -> None:
    """Every value stands above its quotation, its place and its basis; what one quotation proves alike is joined."""
    assert str(ukjsec.why("example-exercise")) == EXERCISE
    assert repr(ukjsec.why("example-exercise")) == EXERCISE


def test_one_value_is_shown_with_its_basis() -> None:
    """Asked for one value, only its quotations are shown, with the reasoning where the words alone do not do."""
    assert str(ukjsec.why("example-grant", "dates.funded")) == GRANT


def test_a_group_of_values_can_be_asked_for() -> None:
    """The first part of a field stands for all its values, and for no other field that begins alike."""
    assert [proof.field for proof in ukjsec.why("example-memorandum", "dates")] == ["dates.in-force", "dates.signed"]
    assert [proof.field for proof in ukjsec.why("example-meeting", "title_ja")] == ["title_ja"]
    with pytest.raises(errors.UnknownNameError):
        ukjsec.why("example-memorandum", "date")


def test_proofs_are_data() -> None:
    """The proofs are a sequence of frozen values, and rows for a table."""
    proofs = ukjsec.why("example-meeting", "places")
    wanted = quotations.Proof(
        record_id="example-meeting",
        field="places.tokyo",
        value="venue",
        quote="日英会議は2002年3月に東京で",
        source_id="example-source",
        source_title="An Invented Report",
        source_date="2002-04",
        paragraph=4,
        word_first=26,
        word_last=38,
        match="literal",
        basis=None,
    )
    assert (proofs.record_id, proofs.title) == ("example-meeting", "Yearly meetings of ministers")
    assert list(proofs) == [wanted]
    assert (proofs[0], proofs[:1], len(proofs)) == (wanted, (wanted,), 1)
    assert proofs.to_rows() == [vars(wanted)]
    assert str(wanted).splitlines()[0] == "places.tokyo = venue (literal)"
    assert str(replace(wanted, field="identity", value=None)).splitlines()[0] == "identity (literal)"
    assert str(replace(wanted, word_last=26)).endswith(", paragraph 4, word 26")


def test_lines_keep_to_the_terminal() -> None:
    """No line is wider than 80 columns, kana and kanji counted as two, and no word is lost or torn."""
    for text in ("日英会議は東京で開かれた。" * 20, "a word and another " * 30, "日英 and 日本, " * 30):
        lines = wrapping.wrap(text, "  ", "  ")
        widths = [sum(1 + (unicodedata.east_asian_width(mark) in "WF") for mark in line) for line in lines]
        assert len(lines) > 2
        assert max(widths) <= wrapping.WIDTH
        assert min(widths[:-1]) > 60
        assert "".join("".join(lines).split()) == "".join(text.split())
    assert wrapping.wrap("x" * 100, "  ", "  ") == ["  " + "x" * 100]


def test_the_date_is_that_of_the_part(package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A source that was written at several times dates each quotation by the part in which it stands."""
    for file in package.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    table = pq.ParquetFile(tmp_path / "parts.parquet").read()
    part = table.to_pylist()[0]
    parts = [part | {"paragraph_last": 2, "date": "1999"}, part | {"paragraph_first": 3, "date": "2002"}]
    pq.write_table(pa.Table.from_pylist(parts, schema=table.schema), tmp_path / "parts.parquet")
    monkeypatch.setattr(dataset, "folder", lambda: tmp_path)
    assert {proof.source_date for proof in ukjsec.why("example-memorandum")} == {"1999"}
    assert {proof.source_date for proof in ukjsec.why("example-exercise")} == {"2002"}


@pytest.mark.parametrize(
    ("record", "field", "message"),
    [
        ("example-grnt", None, "there is no record `example-grnt`; did you mean `example-grant`?"),
        ("old-memorandum", None, "the id `old-memorandum` was retired (Twice); it has no successor"),
        (
            "example-grant",
            "dates.signed",
            f"example-grant has no evidence for `dates.signed`; it has for: {GRANTED}",
        ),
    ],
)
def test_what_is_not_there_is_said(record: str, field: str | None, message: str) -> None:
    """An unknown record gets the nearest id, a retired one its fate, an unknown field those that have evidence."""
    with pytest.raises(errors.UnknownNameError) as caught:
        ukjsec.why(record, field)
    assert str(caught.value) == message


def test_a_retired_id_names_its_successor(package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who asks for an id that was retired learns which one to ask for."""
    for file in package.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    table = pq.ParquetFile(tmp_path / "retired.parquet").read()
    rows = [table.to_pylist()[0] | {"successor_id": "example-memorandum"}]
    pq.write_table(pa.Table.from_pylist(rows, schema=table.schema), tmp_path / "retired.parquet")
    monkeypatch.setattr(dataset, "folder", lambda: tmp_path)
    with pytest.raises(errors.UnknownNameError, match=r"ask for its successor, `example-memorandum`$"):
        ukjsec.why("old-memorandum")
