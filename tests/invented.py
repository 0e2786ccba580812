"""An invented corpus, small and sound: the ground on which rules are broken and packages are built."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Any

from ukjsec import proofs, sealfiles, seals, seeds, words

TEXT = """3 May 2001

On 3 May 2001 the defence ministers of Japan and the United Kingdom signed a memorandum in Lisbon. The memorandum has
been in force since June 2001. Nobody else took part, and both sides praised the weather at length.

Said the same again. Under the memorandum the Royal Navy and the Japanese navy held a naval exercise off Lisbon in
autumn 2001, with 1,200 people on board. A third naval exercise is expected next year.

Said the same again. Japan provided $2.5 million for a research project of two institutes; the author thinks that
ministers should meet every year. 日英会議は2002年3月に東京で開かれた。

"""

FILLER = " ".join(
    f"On day {number} of the voyage the lookout saw gulls, clouds and wave {number}." for number in range(1, 25)
)
"""A paragraph of which nothing is quoted, so that the quotations stay within their budget."""

LINES = re.sub(r"(?<=[^\n])\n(?=[^\n])", " ", TEXT) + FILLER + "\n"
"""The text as its file has it: a paragraph a line."""

SOURCE: dict[str, Any] = {
    "id": "example-source",
    "title": "An Invented Report",
    "authors": ["A. Writer"],
    "publisher": "Invented Press",
    "language": "en, ja",
    "rights": "Nobody's",
    "file": "example.txt",
    "sha256": hashlib.sha256(LINES.encode()).hexdigest(),
    "parts": [
        {
            "paragraphs": "1-5",
            "date": "2002-04",
            "basis": "It looks back on March 2002.",
            "covers": "2001/2002",
        }
    ],
    "ledger": [
        {"at": 1, "why": "boilerplate", "note": "The date line."},
        {"at": "2.3", "why": "context"},
        {"at": "3.1", "why": "argument"},
        {"at": "3.3", "why": "pending"},
        {"at": "4.1", "why": "argument"},
        {"at": 5, "why": "context"},
    ],
}

ACTORS: list[dict[str, Any]] = [
    {"id": "jpn", "name": "Japan", "name_ja": "日本", "aliases": ["Japanese"], "kind": "state", "iso3": "JPN",
     "cow": 740, "gw": 740, "reference": "The codebooks"},
    {"id": "gbr", "name": "United Kingdom", "aliases": ["UK"], "kind": "state", "iso3": "GBR", "cow": 200, "gw": 200},
    {"id": "jpn-navy", "name": "Japanese navy", "kind": "force", "parent": "jpn"},
    {"id": "gbr-rn", "name": "Royal Navy", "kind": "force", "parent": "gbr"},
]  # fmt: skip

PLACES: list[dict[str, Any]] = [
    {"id": "lisbon", "name": "Lisbon", "kind": "city"},
    {"id": "tokyo", "name": "Tokyo", "aliases": ["東京"], "kind": "city", "country": "jpn"},
]

READINGS: list[dict[str, Any]] = [
    {
        "id": f"example-source-{number}",
        "source": "example-source",
        "outcome": "same-item",
        "first": [ident],
        "second": [f"their-{ident}"],
        "fields": {"kind": kinds, "setting": ["bilateral", "bilateral"], "places": places},
        "settled": settled,
    }
    for number, (ident, kinds, places, settled) in enumerate(
        [
            ("example-memorandum", ["memorandum", "memorandum"], ["lisbon", "lisbon"], {}),
            ("example-exercise", ["naval-exercise", "naval-exercise"], [None, "lisbon"],
             {"places": {"by": "first", "how": "The sea off a town is not the town."}}),
            ("example-operation", ["maritime-security", "naval-exercise"], [None, None],
             {"kind": {"by": "both", "how": "One stands for the other here."}}),
            ("example-meeting", ["conference", "conference"], ["tokyo", "tokyo"], {}),
        ],
        start=1,
    )
] + [
    {"id": "example-source-5", "source": "example-source", "outcome": "only-first", "first": ["example-grant"],
     "settled": {"item": {"by": "first", "how": "The money was given."}}},
]  # fmt: skip
"""The invented text as two coders read it: four items that both found, and one that the second did not."""

BOTH = [{"actor": "jpn", "role": "party"}, {"actor": "gbr", "role": "party"}]

RECORDS: dict[str, dict[str, Any]] = {
    "agreements/example-memorandum": {
        "id": "example-memorandum",
        "title": "A memorandum of defence ministers",
        "kind": "memorandum",
        "status": "in-force",
        "dates": {"signed": "2001-05-03", "in-force": "2001-06"},
        "participants": BOTH,
        "places": [{"place": "lisbon", "role": "venue"}],
        "topics": ["defence-relations"],
        "summary": "Two ministers put their names to a paper on defence.",
        "evidence": [
            {"source": "example-source", "quote": "On 3 May 2001 the defence ministers", "supports": ["dates.signed"]},
            {
                "source": "example-source",
                "quote": "Japan and the United Kingdom signed a memorandum in Lisbon",
                "supports": ["kind", "participants.jpn", "participants.gbr", "places.lisbon"],
            },
            {
                "source": "example-source",
                "quote": "in force since June 2001",
                "supports": ["status", "dates.in-force"],
            },
        ],
    },
    "exercises/example-exercise": {
        "id": "example-exercise",
        "title": "A naval exercise",
        "kind": "naval-exercise",
        "status": "completed",
        "dates": {"held": "2001-23"},
        "participants": [{"actor": "gbr-rn", "role": "participant"}, {"actor": "jpn-navy", "role": "participant"}],
        "quantities": {"people": {"value": 1200, "unit": "person", "stated": "1,200 people"}},
        "related": [{"type": "under", "to": "example-memorandum"}],
        "summary": "Two navies trained together.",
        "evidence": [
            {
                "source": "example-source",
                "quote": "Under the memorandum the Royal Navy and the Japanese navy held",
                "supports": ["related.example-memorandum", "participants.gbr-rn", "participants.jpn-navy", "status"],
            },
            {
                "source": "example-source",
                "quote": "naval exercise off Lisbon in autumn 2001",
                "supports": ["kind", "dates.held"],
            },
            {"source": "example-source", "quote": "with 1,200 people on board", "supports": ["quantities.people"]},
        ],
    },
    "projects/example-grant": {
        "id": "example-grant",
        "title": "Money for two institutes",
        "kind": "financial-contribution",
        "status": "completed",
        "dates": {"funded": "[..2002-04]"},
        "participants": [{"actor": "jpn", "role": "funder"}],
        "quantities": {"grant": {"value": 2500000, "unit": "usd", "stated": "$2.5 million"}},
        "summary": "One side paid for research of both.",
        "evidence": [
            {
                "source": "example-source",
                "quote": "Japan provided $2.5 million for a research",
                "supports": ["kind", "status", "participants.jpn", "quantities.grant", "dates.funded"],
                "basis": "It had been given when the report was written.",
            }
        ],
    },
    "dialogues/example-meeting": {
        "id": "example-meeting",
        "title": "Yearly meetings of ministers",
        "title_ja": "日英会議",
        "kind": "conference",
        "status": "advocated",
        "unit": "series",
        "dates": {"proposed": "2002-04"},
        "participants": BOTH,
        "places": [{"place": "tokyo", "role": "venue"}],
        "summary": "The author wants ministers to meet yearly.",
        "evidence": [
            {
                "source": "example-source",
                "quote": "ministers should meet every year",
                "supports": ["status", "unit", "kind", "dates.proposed", "participants.jpn", "participants.gbr"],
                "basis": "The author says so in April 2002 of the ministers of both sides.",
            },
            {
                "source": "example-source",
                "quote": "日英会議は2002年3月に東京で",
                "supports": ["title_ja", "places.tokyo"],
            },
        ],
    },
    "operations/example-operation": {
        "id": "example-operation",
        "title": "Something done together",
        "kind": "maritime-security",
        "status": "completed",
        "dates": {"held": "2001"},
        "participants": [{"actor": "gbr-rn", "role": "provider"}, {"actor": "jpn-navy", "role": "recipient"}],
        "summary": "A record of the fifth type.",
        "evidence": [
            {
                "source": "example-source",
                "quote": "the Royal Navy and the Japanese navy held a naval exercise",
                "supports": ["kind", "status", "dates.held", "participants.gbr-rn", "participants.jpn-navy"],
                "basis": "The exercise stands for an operation here; the year is that of the autumn.",
            }
        ],
    },
}


def write(root: Path, *, sealed: bool = True) -> Path:
    """Write the invented corpus into a folder, with what a build needs beside it; returns the folder."""
    seeds_folder = root / "seeds"
    for name, record in RECORDS.items():
        put(seeds_folder / f"{name}.yaml", record)
    put(seeds_folder / "sources" / "example-source.yaml", SOURCE)
    for name, items in (
        ("actors", ACTORS),
        ("places", PLACES),
        ("retired", [{"id": "old-memorandum", "reason": "Twice"}]),
        ("reliability", READINGS),
    ):
        put(seeds_folder / f"{name}.yaml", items)
    (seeds_folder / "codebook.md").write_text("# Codebook\n\nCode what is there.\n", "utf-8")
    (root / "texts").mkdir(parents=True, exist_ok=True)
    (root / "texts" / "example.txt").write_text(LINES, "utf-8")
    (root / "pyproject.toml").write_text('[project]\nname = "ukjsec"\nversion = "0.1.0"\n', "utf-8")
    (root / "CITATION.cff").write_text(
        "title: Invented\nabstract: An invented package.\nversion: 0.1.0\ndate-released: 2002-05-01\n"
        "authors: [{name: Nobody}]\nkeywords: [invented]\n",
        "utf-8",
    )
    (root / "CHANGELOG.md").write_text("# Changelog\n\n## 0.1.0 (2002-05-01)\n\n### Data\n\n- It is there.\n", "utf-8")
    if sealed:
        seal(root)
    return root


def put(file: Path, value: Any) -> None:
    """Write plain data as a file of JSON, which is YAML too."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", "utf-8")


def seal(root: Path) -> None:
    """Seal the text with every quotation that stands in it, whatever else is wrong with the corpus."""
    file = root / "seeds" / "sources" / "example-source.seal"
    file.unlink(missing_ok=True)
    corpus = seeds.read(root)
    text = seals.Text(LINES)
    quotes = [entry.quote for record in corpus.records.values() for entry in record.evidence]
    places = {place for quote in quotes if words.words(quote) for place in text.positions(quote)}
    file.write_text(sealfiles.render(seals.open_quotations(seals.seal("example-source", text), text, places)), "utf-8")


def unsealed(root: Path) -> list[str]:
    """The quotations of the corpus that its seal does not prove."""
    corpus = seeds.read(root)
    entries = [entry for record in corpus.records.values() for entry in record.evidence]
    return [entry.quote for entry in entries if proofs.opening(corpus, entry) is None]


def meetings(root: Path, *rows: tuple[str, int, str]) -> None:
    """Add members of the series of meetings: id, ordinal and date."""
    for ident, ordinal, held in rows:
        fields = ["kind", "status", "participants.jpn", "participants.gbr", "series", "ordinal", "dates.held"]
        evidence = {"source": "example-source", "quote": "ministers should meet every year", "supports": fields}
        member = {
            "id": ident,
            "ordinal": ordinal,
            "title": "A meeting",
            "kind": "conference",
            "status": "completed",
            "series": "example-meeting",
            "dates": {"held": held},
            "participants": BOTH,
            "summary": "They met.",
            "evidence": [evidence | {"basis": "So it is told."}],
        }
        put(root / f"seeds/dialogues/{ident}.yaml", member)
