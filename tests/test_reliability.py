"""Two readings compared: Cohen's kappa, and the tables `readings` and `reliability`."""

from __future__ import annotations

from pathlib import Path

import invented
import pytest

from ukjsec import rows, seeds
from ukjsec.reliability import kappa
from ukjsec.rows import Row

COHEN = [[88, 14, 18], [10, 40, 10], [2, 6, 12]]
"""The table of Cohen (1960), of 200 cases: 140 equal, 0.41 of them expected, kappa 0.492."""

TEXTBOOK = [
    ([[20, 5], [10, 15]], 0.4),
    ([[45, 15], [25, 15]], 0.1304),
    ([[25, 35], [5, 35]], 0.2593),
    (COHEN, 0.4915),
    ([[0, 5], [5, 0]], -1.0),
    ([[5, 0], [5, 0]], 0.0),
    ([[5, 0], [0, 5]], 1.0),
]


def pairs(counts: list[list[int]]) -> list[tuple[str, str]]:
    """The units of a table of counts: a row for each value of the first coder, a column for each of the second."""
    return [
        (str(first), str(second))
        for first, row in enumerate(counts)
        for second, count in enumerate(row)
        for _ in range(count)
    ]


def tables(root: Path) -> dict[str, list[Row]]:
    """Both tables of the invented corpus."""
    return rows.rows(seeds.read(invented.write(root)), ("readings", "reliability"))


@pytest.mark.parametrize(("counts", "wanted"), TEXTBOOK)
def test_kappa(counts: list[list[int]], wanted: float) -> None:
    """It is what textbooks have for their tables: from -1 over 0, as by chance, to 1."""
    assert kappa(pairs(counts)) == pytest.approx(wanted, abs=5e-5)


def test_kappa_of_a_single_value() -> None:
    """Where both coders used one value throughout, chance would agree too: no kappa. Nothing is a value too."""
    assert kappa([("a", "a")] * 3) is None
    assert kappa([(None, None)] * 3) is None
    assert kappa([("a", None)] * 3) == 0


def test_a_field_is_summed_up(tmp_path: Path) -> None:
    """A field has as many values as items that both coded, the equal among them, and their kappa where there is one."""
    found = {row["field"]: row for row in tables(tmp_path)["reliability"]}
    assert sorted(map(str, found)) == ["item", "kind", "places", "setting"]
    assert found["kind"] == {
        "field": "kind",
        "compared": 4,
        "agreed": 3,
        "agreement": 0.75,
        "kappa": 0.6667,
    }
    assert found["places"]["kappa"] == 0.6364
    assert found["setting"] == {"field": "setting", "compared": 4, "agreed": 4, "agreement": 1, "kappa": None}


def test_items_are_counted_apart(tmp_path: Path) -> None:
    """Of items all are counted, also what one coder alone found; without what neither found there is no kappa."""
    found = {row["field"]: row for row in tables(tmp_path)["reliability"]}
    assert found["item"] == {"field": "item", "compared": 5, "agreed": 4, "agreement": 0.8, "kappa": None}


def test_every_reading_is_a_row(tmp_path: Path) -> None:
    """Each field of each item shows what both have, and how a difference was settled; the item itself is a row too."""
    found = {(row["id"], row["field"]): row for row in tables(tmp_path)["readings"]}
    assert len(found) == 4 * 4 + 1
    assert found["example-source-3", "kind"] == {
        "id": "example-source-3",
        "source_id": "example-source",
        "outcome": "same-item",
        "field": "kind",
        "first": "maritime-security",
        "second": "naval-exercise",
        "agreed": False,
        "settled_by": "both",
        "settled_how": "One stands for the other here.",
    }
    assert found["example-source-3", "places"]["agreed"] is True
    assert [found["example-source-2", "places"][name] for name in ("first", "second", "agreed")] == [
        None,
        "lisbon",
        False,
    ]
    assert [found["example-source-1", "item"][name] for name in ("second", "agreed", "settled_by")] == [
        "their-example-memorandum",
        True,
        None,
    ]
    assert [found["example-source-5", "item"][name] for name in ("first", "second", "agreed", "settled_by")] == [
        "example-grant",
        None,
        False,
        "first",
    ]


def test_nothing_read_twice_has_no_agreement(tmp_path: Path) -> None:
    """Where nothing was read twice, both tables are empty."""
    root = invented.write(tmp_path)
    (root / "seeds/reliability.yaml").unlink()
    assert rows.rows(seeds.read(root), ("readings", "reliability")) == {"readings": [], "reliability": []}
