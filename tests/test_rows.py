"""Records as rows: the value that each quotation proves, and how cells are written."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path

import invented
import pytest

from ukjsec import rows, seeds
from ukjsec.rows import Value, cells

EXERCISE = "exercises/example-exercise"


def proven(root: Path) -> dict[tuple[str, str], Value]:
    """The values of the table `evidence`, by record and field."""
    found = rows.rows(seeds.read(root), ("evidence",))["evidence"]
    return {(str(row["record_id"]), str(row["field"])): row["value"] for row in found}


def test_evidence_says_what_is_proven(tmp_path: Path) -> None:
    """Beside the field stands the coded value, as text: of every sort of field."""
    root = invented.write(tmp_path)
    invented.meetings(root, ("third-meeting", 3, "2002-03"))
    found = proven(root)
    assert {field: value for (record, field), value in found.items() if record == "example-exercise"} == {
        "kind": "naval-exercise",
        "status": "completed",
        "dates.held": "2001-23",
        "participants.gbr-rn": "participant",
        "participants.jpn-navy": "participant",
        "quantities.people": "1200 person",
        "related.example-memorandum": "under",
    }
    assert found["example-meeting", "unit"] == "series"
    assert found["example-meeting", "title_ja"] == "日英会議"
    assert found["example-meeting", "places.tokyo"] == "venue"
    assert (found["third-meeting", "series"], found["third-meeting", "ordinal"]) == ("example-meeting", "3")


def test_several_values_under_one_field_are_joined(tmp_path: Path) -> None:
    """An actor or place of two roles, and two relations to one record, are one field; identity has no value."""
    root = invented.write(tmp_path)
    record = deepcopy(invented.RECORDS[EXERCISE])
    record["participants"].append({"actor": "gbr-rn", "role": "host"})
    record["places"] = [{"place": "lisbon", "role": role} for role in ("venue", "area")]
    record["related"] = [
        {"type": relation, "to": "example-memorandum"} for relation in ("not-same-as", "under", "follows")
    ]
    record["evidence"][0]["supports"] += ["places.lisbon", "identity", "setting"]
    record["evidence"][0]["basis"] = "So it is told."
    invented.put(root / f"seeds/{EXERCISE}.yaml", record)
    found = proven(root)
    assert found["example-exercise", "participants.gbr-rn"] == "participant; host"
    assert found["example-exercise", "places.lisbon"] == "venue; area"
    assert found["example-exercise", "related.example-memorandum"] == "under; follows"
    assert found["example-exercise", "setting"] == "bilateral"
    assert found["example-exercise", "identity"] is None


@pytest.mark.parametrize(
    ("value", "text"), [(None, ""), (True, "true"), (False, "false"), (4.0, "4"), (0.5, "0.5"), (3, "3"), ("NA", "NA")]
)
def test_a_cell_as_text(value: Value, text: str) -> None:
    """Nothing stands for what is missing, and a number has no more digits than it needs."""
    assert cells.text(value) == text


def test_a_list_in_a_cell() -> None:
    """The texts of a list are parted; an empty list is missing, not an empty text."""
    assert cells.joined(["Abe", "Prime Minister"]) == "Abe; Prime Minister"
    assert cells.joined([]) is None
