"""A corpus of any size: copies of the real records, evidence and seals included, valid by every rule.

Each copy of the corpus has ids of its own, and relations and series that stay inside it. Since copies of one item would
be the same item, their dates lie in another age (whole centuries and four years apart, so that weekdays and leap years
stay), which a `basis` accounts for, and each forty copies have actors of their own.
"""

from __future__ import annotations

import json
import re
import shutil
from copy import deepcopy
from pathlib import Path
from typing import Any

from ukjsec import documents

ROOT = Path(__file__).resolve().parent.parent
APART = 124
"""The years between two copies: more than the real corpus spans."""
AGES = 40
"""So many copies fit before the year 9999."""

Document = dict[str, Any]


def write(root: Path, number: int) -> list[Path]:
    """Write a corpus with so many records under a root; with fewer than the real ones its ledgers do not hold.

    Returns:
        The files of the records.
    """
    seeds = ROOT / "seeds"
    actors = _read(seeds / "actors.yaml")
    records = {file: _read(file) for file in sorted(seeds.glob("*s/*.yaml")) if file.parent.name != "sources"}
    files: list[Path] = []
    shutil.copytree(seeds / "sources", root / "seeds" / "sources")
    for name in ("places.yaml", "retired.yaml"):
        shutil.copy(seeds / name, root / "seeds" / name)
    for copy in range(-(-number // len(records))):
        left = number - len(files)
        chosen = records if left >= len(records) else _closed(records, left)
        for file, record in chosen.items():
            target = root / file.relative_to(ROOT).with_name(f"{_named(record['id'], copy)}.yaml")
            _write(target, _copied(record, copy))
            files.append(target)
    blocks = range(-(-len(files) // len(records) // AGES) + 1)
    _write(root / "seeds" / "actors.yaml", [_actor(actor, block) for block in blocks for actor in actors])
    return files


def _read(file: Path) -> Any:
    return documents.compose(file.read_bytes()).value


def _write(file: Path, data: Any) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(_yaml(data), "utf-8")


def _yaml(data: Any) -> str:
    """Data in block style, as people write it, its texts in quotation marks."""
    if isinstance(data, list):
        return "".join(f"- {json.dumps(item, ensure_ascii=False)}\n" for item in data)
    lines = []
    for key, value in data.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            lines.append(f"{key}:")
            for item in value:
                inner = [f"{name}: {json.dumps(part, ensure_ascii=False)}" for name, part in item.items()]
                lines += [f"- {inner[0]}", *(f"  {line}" for line in inner[1:])]
        else:
            lines.append(f"{key}: {json.dumps(value, ensure_ascii=False)}")
    return "\n".join(lines) + "\n"


def _closed(records: dict[Path, Document], number: int) -> dict[Path, Document]:
    """So many records, with every record that they name."""
    by_id = {record["id"]: file for file, record in records.items()}
    chosen: set[Path] = set()
    for start in records:
        more, waiting = set(), [start]
        while waiting:
            file = waiting.pop()
            if file not in chosen and file not in more:
                more.add(file)
                record = records[file]
                links = [related["to"] for related in record.get("related", [])] + [record.get("series")]
                waiting += [by_id[link] for link in links if link]
        if len(chosen) + len(more) <= number:
            chosen |= more
    return {file: record for file, record in records.items() if file in chosen}


def _named(ident: str, copy: int) -> str:
    return f"{ident[:70].rstrip('-')}-c{copy}" if copy else ident


def _acting(ident: str, copy: int) -> str:
    return f"{ident}-b{copy // AGES}" if copy // AGES else ident


def _actor(actor: Document, block: int) -> Document:
    named = {key: _acting(actor[key], block * AGES) for key in ("id", "parent") if actor.get(key)}
    return {**actor, **named}


def _copied(record: Document, copy: int) -> Document:
    made = deepcopy(record)
    made["id"] = _named(record["id"], copy)
    years = copy % AGES * APART
    made["dates"] = {event: _later(date, years) for event, date in record.get("dates", {}).items()}
    for quantity in made.get("quantities", {}).values():
        if "date" in quantity:
            quantity["date"] = _later(quantity["date"], years)
    for participant in made["participants"]:
        participant["actor"] = _acting(participant["actor"], copy)
    for related in made.get("related", []):
        related["to"] = _named(related["to"], copy)
    if "series" in made:
        made["series"] = _named(made["series"], copy)
    for entry in made["evidence"]:
        entry["supports"] = [_supported(name, copy) for name in entry["supports"]]
        if years and any(name.startswith("dates.") for name in entry["supports"]):
            entry["basis"] = "This copy lies in another age."
    return made


def _supported(name: str, copy: int) -> str:
    field, _, rest = name.partition(".")
    if field == "participants":
        return f"{field}.{_acting(rest, copy)}"
    return f"{field}.{_named(rest, copy)}" if field == "related" else name


def _later(date: Any, years: int) -> str:
    """A date in EDTF so many years later: every run of four digits in front is a year."""
    return re.sub(r"(?<![0-9-])[0-9]{3}[0-9X]", lambda match: _year(match[0], years), str(date))


def _year(text: str, years: int) -> str:
    return f"{int(text[:3]) + years // 10}X" if text.endswith("X") else f"{int(text) + years:04d}"
