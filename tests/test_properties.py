"""Nothing raises, places lie inside of their files, what breaks a rule is found there, what is valid is taken.

`tests/valid/` is an independent list of valid records, with the registers they stand on, over the invented text. It
was written from the design and the codebook alone, before the rules were looked at: when a record of it is refused, ask
first whether the rule is wrong. `HYPOTHESIS_PROFILE=long pytest tests/test_properties.py` tries much more of all.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path
from random import Random
from typing import Any

import invented
import pytest
from fuzzing import judge
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from ukjsec import documents, seeds, validation, vocabulary
from ukjsec.faults import lines_of
from ukjsec.models import RECORD_MODELS
from ukjsec.problems import Problem
from ukjsec.sheetfiles import render

ROOT = Path(__file__).resolve().parent.parent
VALID = ROOT / "tests" / "valid"
LISTED = sorted(file.relative_to(VALID).as_posix() for file in VALID.glob("*/*.yaml"))
BOM = b"\xef\xbb\xbf"

FACTOR = 25 if os.environ.get("HYPOTHESIS_PROFILE") == "long" else 1
"""How many times more is tried than in a run of all tests."""


def tried(examples: int) -> settings:
    """Try so many examples, or more in a long run."""
    return settings(
        max_examples=examples * FACTOR,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )


# The list of valid records


MORE = " ".join(
    f"On night {number} of the way home the lookout slept, and no gull {number} came." for number in range(40)
)
"""A paragraph more than the invented text has, so that all the quotations of the list stay within the budget."""
TEXT = invented.LINES + MORE + "\n"
QUOTED = ("1", "3.1", "3.3")
"""The sentences that the list quotes, and that the ledger of the invented source therefore must not name."""


@pytest.fixture(scope="module")
def listed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The invented corpus with the whole list in it, sealed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(invented, "LINES", TEXT)
        root = invented.write(tmp_path_factory.mktemp("listed"), sealed=False)
        shutil.copytree(VALID, root / "seeds", dirs_exist_ok=True)
        manifest = deepcopy(invented.SOURCE) | {"sha256": hashlib.sha256(TEXT.encode()).hexdigest()}
        manifest["parts"][0]["paragraphs"] = "1-6"
        ledger = [entry for entry in manifest["ledger"] if str(entry["at"]) not in QUOTED]
        manifest["ledger"] = [*ledger, {"at": 6, "why": "context"}]
        invented.put(root / "seeds/sources/example-source.yaml", manifest)
        invented.seal(root)
    return root


def named(name: str) -> set[str]:
    """A record of the list, and those of the list that it names, and so on."""
    found: set[str] = set()
    waiting = {name}
    ids = {Path(one).stem: one for one in LISTED}
    while waiting:
        here = waiting.pop()
        found.add(here)
        told = set(re.findall(r"[a-z0-9]+(?:-[a-z0-9]+)*", (VALID / here).read_text("utf-8")))
        waiting |= {ids[one] for one in told & set(ids)} - found
    return found


def test_the_whole_list_is_valid_in_one_corpus(listed: Path) -> None:
    """All records of the list stand in one corpus without a problem or a notice."""
    assert [str(problem) for problem in validation.check([], listed).problems] == []
    assert len(LISTED) > 40
    assert {name.partition("/")[0] for name in LISTED} == set(RECORD_MODELS)


@pytest.mark.parametrize("name", LISTED)
def test_each_of_the_list_is_valid_alone(name: str, listed: Path, tmp_path: Path) -> None:
    """A record of the list, with no others than those it names, is valid; also with other line ends, and with a BOM."""
    root = Path(shutil.copytree(listed, tmp_path / "alone"))
    for other in {*LISTED} - named(name):
        (root / "seeds" / other).unlink()
    file = root / "seeds" / name
    data = file.read_bytes()
    for form in (data, data.replace(b"\n", b"\r\n"), BOM + data):
        file.write_bytes(form)
        assert [str(problem) for problem in validation.check([file], root).problems] == []
        assert seeds.read(root).records[file.stem].id == file.stem


@pytest.mark.parametrize("name", [*RECORD_MODELS, "actors", "places"])
def test_the_schemas_take_the_list(name: str) -> None:
    """An independent reader of the generated JSON Schemas takes each record and register of the list."""
    files = sorted((VALID / name).glob("*.yaml")) or [VALID / f"{name}.yaml"]
    schema = ROOT / "schemas" / f"{name if name in ('actors', 'places') else name[:-1]}.schema.json"
    command = [sys.executable, "-m", "check_jsonschema", "--schemafile", str(schema), *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_list_has_every_term(listed: Path) -> None:
    """No term that every type of record may have is left out of the list, nor any field."""
    corpus = seeds.read(listed)
    records = [corpus.records[Path(name).stem] for name in LISTED]
    used = {
        vocabulary.STATUS: {record.status for record in records},
        vocabulary.UNIT: {record.unit for record in records},
        vocabulary.SETTING: {record.setting for record in records},
        vocabulary.EVENT: {event for record in records for event in record.dates},
        vocabulary.ROLE: {one.role for record in records for one in record.participants},
        vocabulary.PLACE_ROLE: {one.role for record in records for one in record.places},
        vocabulary.TOPIC: {topic for record in records for topic in record.topics},
        vocabulary.RELATION: {one.type for record in records for one in record.related},
        vocabulary.BOUND: {one.bound for record in records for one in record.quantities.values()},
        vocabulary.MEASURE: {one.unit for record in records for one in record.quantities.values()},
    }
    assert {terms.name: set(terms.names) - found for terms, found in used.items() if set(terms.names) - found} == {}
    fields = {field for record in records for field in type(record).model_fields if getattr(record, field)}
    assert fields == {field for record in records for field in type(record).model_fields}


# A writer of YAML in many styles, which knows where it put what


class Again(str):
    """A key that stands beside its like in one map, as only a file can have it."""

    __slots__ = ()
    __hash__ = object.__hash__
    __eq__ = object.__eq__


Route = tuple[str | int, ...]
Spot = tuple[Route, bool]
"""A route, and whether its key is meant."""
MARK = re.compile("\x00([0-9]+)\x00")
PLAIN = re.compile(r"(?!(?:null|true|false|Null|True|False|NULL|TRUE|FALSE)$)[A-Za-z][A-Za-z0-9]*(?:[- ][A-Za-z0-9]+)*")
PLAIN_DATE = re.compile(r"[0-9]{4}-[0-9]{2}(?:-[0-9]{2})?")


SENTENCES = ("title", "summary", "note", "basis", "quote")


class Writer:
    """Writes plain data as YAML, each part in a style that chance chooses."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.flows = random.choice((0.0, 0.3, 1.0))
        """How readily a list or map stands in one line."""
        self.spots: list[Spot] = []

    def write(self, data: Any) -> tuple[bytes, dict[Spot, tuple[int, int]]]:
        """The bytes of a file, and line and column (from 1) of every value and key in it."""
        head = self.random.choice(("", "", "---\n", "# Über 日本\n\n", "# one\n---\n# two\n"))
        marked = head + self.node((), data, "", flow=self.random.random() < self.flows, start=True).lstrip(" \n") + "\n"
        text, places, line, column = "", {}, 1, 1
        for at, piece in enumerate(MARK.split(marked)):
            if at % 2:
                places[self.spots[int(piece)]] = (line, column)
                continue
            text += piece
            line += piece.count("\n")
            column = len(piece) - piece.rfind("\n") if "\n" in piece else column + len(piece)
        end = self.random.choice(("\n", "\n", "\r\n"))
        return BOM * (self.random.random() < 0.1) + text.replace("\n", end).encode(), places

    def mark(self, route: Route, *, on_key: bool = False) -> str:
        """A sign in the text that is taken out again, where a value or key begins."""
        self.spots.append((route, on_key))
        return f"\x00{len(self.spots) - 1}\x00"

    def node(self, route: Route, value: Any, indent: str, *, flow: bool, start: bool = False) -> str:
        """A value as it stands behind `key:` or `-`, with what parts it from that."""
        if not isinstance(value, dict | list) or not value or flow:
            return " " + self.mark(route) + self.inline(route, value, indent, flow=flow)
        inner = indent if start else indent + self.random.choice((" ", "  ", "    "))
        if (
            isinstance(value, list)
            and not start
            and route
            and isinstance(route[-1], str)
            and self.random.random() < 0.5
        ):
            inner = indent
        compact = bool(route) and isinstance(route[-1], int) and self.random.random() < 0.7
        if compact:
            inner = indent + "  "
        lines = []
        for at, (key, one) in enumerate(value.items() if isinstance(value, dict) else enumerate(value)):
            below = (*route, key)
            flows = self.random.random() < self.flows
            lead = " " if compact and not at else "\n" + self.noise() + inner
            mark = self.mark(route) if not at else ""
            if isinstance(value, dict):
                lines.append(lead + mark + self.mark(below, on_key=True) + self.key(key) + ":")
            else:
                lines.append(lead + mark + "-")
            lines.append(self.node(below, one, inner, flow=flows))
        return "".join(lines)

    def noise(self) -> str:
        """Now and then an empty line or a comment."""
        return (
            self.random.choice(("\n", "# said by the way: [no, data]\n", "   \n"))
            if self.random.random() < 0.05
            else ""
        )

    def inline(self, route: Route, value: Any, indent: str, *, flow: bool) -> str:
        """A value without line ends of its own, or a block scalar."""
        if isinstance(value, dict):
            blank = self.random.choice(("", " "))
            pairs = [
                self.mark((*route, key), on_key=True)
                + self.key(key)
                + ":"
                + self.node((*route, key), one, indent, flow=True)
                for key, one in value.items()
            ]
            return "{" + blank + self.parted(pairs, indent) + blank + "}"
        if isinstance(value, list):
            items = [self.node((*route, at), one, indent, flow=True).lstrip(" ") for at, one in enumerate(value)]
            return "[" + self.parted(items, indent) + "]"
        if not isinstance(value, str):
            return json.dumps(value)
        if not flow and route and self.random.random() < 0.1 and re.fullmatch(r"[^\s\x00-\x1f](?:.*\S)?", value):
            # Kept line ends are no part of a term or an id; around a sentence they are.
            return (
                self.random.choice(("|-", ">-", ">", "|") if route[-1] in SENTENCES else ("|-", ">-"))
                + "\n"
                + indent
                + "      "
                + value
            )
        return self.scalar(value)

    def parted(self, parts: list[str], indent: str) -> str:
        """Parts of a list or map in one line, or in several."""
        return self.random.choice((", ", ", ", f",\n{indent}      ")).join(parts)

    def key(self, key: str) -> str:
        """A key, with or without marks."""
        return self.scalar(str(key))

    def scalar(self, text: str) -> str:
        """A text in one of the ways in which it can be written in one line."""
        ways = [json.dumps(text), json.dumps(text, ensure_ascii=False)]
        if text.isprintable():
            ways.append("'" + text.replace("'", "''") + "'")
        if PLAIN.fullmatch(text) or PLAIN_DATE.fullmatch(text):
            ways += [text] * 3
        return self.random.choice(ways)


# Rules that are broken on purpose


class UnfitError(Exception):
    """A record has nothing that could be broken in this way."""


Broken = tuple[Spot, str]
"""Where a rule is broken, and which one."""
BREAKS: dict[str, tuple[Callable[[dict[str, Any], Random], Broken], bool]] = {}
"""Ways to break a sound record, and whether nothing else may be complained of."""


def breaking(*, alone: bool = False) -> Callable[[Callable[[dict[str, Any], Random], Broken]], Any]:
    """Enter a function into the ways to break a record."""

    def enter(function: Callable[[dict[str, Any], Random], Broken]) -> Any:
        BREAKS[function.__name__] = (function, alone)
        return function

    return enter


def one_of(random: Random, choices: Any) -> Any:
    """One of several, if there is any."""
    listed = list(choices)
    if not listed:
        raise UnfitError
    return random.choice(listed)


def inner(data: Any, route: Route) -> Any:
    """What stands at a route."""
    for key in route:
        data = data[key]
    return data


def put(data: Any, route: Route, value: Any) -> None:
    """Put a value at a route."""
    inner(data, route[:-1])[route[-1]] = value


def routes(data: dict[str, Any], *patterns: str) -> list[Route]:
    """Every route of a record that looks like one of the patterns; a star is any key or number."""
    found: list[Route] = []
    for pattern in patterns:
        reached: list[Route] = [()]
        for step in pattern.split("."):
            further: list[Route] = []
            for route in reached:
                here = inner(data, route)
                keys: list[Any] = list(here) if isinstance(here, dict) else list(range(len(here)))
                further += [(*route, key) for key in keys if step in ("*", key)]
            reached = further
        found += reached
    return found


TEXTS = ("title", "summary", "evidence.*.basis", "participants.*.as", "quantities.*.stated", "note")
TERMS = (
    *("kind", "status", "unit", "setting", "participants.*.role", "places.*.role", "topics.*"),
    *("quantities.*.unit", "quantities.*.bound", "related.*.type"),
)
NEEDED = (
    *("title", "kind", "status", "participants", "summary", "evidence", "participants.*.actor", "participants.*.role"),
    *("places.*.place", "places.*.role", "quantities.*.value", "quantities.*.unit", "quantities.*.stated"),
    *("related.*.type", "related.*.to", "evidence.*.source", "evidence.*.quote", "evidence.*.supports"),
)
MAPS = ("participants.*", "places.*", "quantities.*", "related.*", "evidence.*")


def add_evidence(data: dict[str, Any], random: Random, *supports: str, **more: str) -> int:
    """Put an entry somewhere among the evidence, quoting what another one quotes; returns where."""
    model = one_of(random, data["evidence"])
    entry = {key: model[key] for key in ("source", "quote", "paragraph") if key in model}
    at = random.randint(0, len(data["evidence"]))
    data["evidence"].insert(at, entry | {"supports": list(supports)} | more)
    return at


@breaking(alone=True)
def unknown_term(data: dict[str, Any], random: Random) -> Broken:
    """A term that no vocabulary has."""
    route = one_of(random, routes(data, *TERMS))
    put(data, route, random.choice(("zq-nonsense", "Memorandum", "party ", "日本")))
    return (route, False), "unknown-term"


@breaking(alone=True)
def unknown_event(data: dict[str, Any], _: Random) -> Broken:
    """A date of an event that no vocabulary has."""
    data.setdefault("dates", {})["zqhappened"] = "2001"
    return (("dates", "zqhappened"), True), "unknown-term"


@breaking(alone=True)
def missing_field(data: dict[str, Any], random: Random) -> Broken:
    """A field is taken away that must be there: told where its parent begins, or at the parent's key."""
    route = one_of(random, routes(data, *NEEDED))
    del inner(data, route[:-1])[route[-1]]
    if not inner(data, route[:-1]):
        raise UnfitError
    return (route[:-1], bool(route[:-1]) and isinstance(route[-2], str)), "missing-field"


@breaking(alone=True)
def unknown_field(data: dict[str, Any], random: Random) -> Broken:
    """A field that no model has."""
    route = one_of(random, [(), *routes(data, *MAPS)])
    name = random.choice(("zqfield", "Title", "quotes", "a b"))
    inner(data, route)[name] = random.choice(("text", 5, [], {"a": "b"}, None))
    return ((*route, name), True), "unknown-field"


@breaking(alone=True)
def wrong_type(data: dict[str, Any], random: Random) -> Broken:
    """A value of another type than its field."""
    lists, scalars = ("participants", "evidence", "evidence.*.supports", "topics"), ("ordinal", "evidence.*.paragraph")
    kind = random.choice(("text", "list", "number"))
    route: Route
    value: Any
    if kind == "text":
        route, value = one_of(random, routes(data, *TEXTS, *TERMS)), random.choice((5, True, ["a"], {"a": "b"}))
    elif kind == "list":
        route, value = one_of(random, routes(data, *lists)), random.choice(("text", 5, {"a": "b"}, False))
    else:
        route, value = one_of(random, routes(data, *scalars)), random.choice(("third", "3", [3], True))
    put(data, route, value)
    return (route, False), "wrong-type"


@breaking(alone=True)
def wrong_value(data: dict[str, Any], random: Random) -> Broken:
    """A value of the right type, beyond its bounds."""
    route, value = random.choice(
        (
            (("ordinal",), 0),
            (("evidence",), []),
            (("participants",), []),
            (("title",), "a" * 1001),
            (("series",), "Not An Id"),
            (("evidence", 0, "supports"), []),
            (("evidence", len(data["evidence"]) - 1, "paragraph"), -1),
        )
    )
    put(data, route, value)
    return (route, False), "wrong-value"


@breaking(alone=True)
def impossible_date(data: dict[str, Any], random: Random) -> Broken:
    """A text that is no date."""
    route = one_of(random, routes(data, "dates.*", "quantities.*.date"))
    wrong = (
        "2023-02-31",
        "2001-13",
        "2001-00",
        "20011",
        "2003/2001",
        "1900-02-29",
        "soon",
        "2001-05-03T10:00",
        "03.05.2001",
    )
    put(data, route, random.choice(wrong))
    return (route, False), "impossible-date"


@breaking(alone=True)
def date_is_list(data: dict[str, Any], random: Random) -> Broken:
    """A range without quotation marks, which is a list."""
    route = one_of(random, routes(data, "dates.*", "quantities.*.date"))
    put(data, route, ["2001-05..2001-06"])
    return (route, False), "date-is-list"


@breaking(alone=True)
def blank_text(data: dict[str, Any], random: Random) -> Broken:
    """A text of nothing, or with blanks at an end."""
    route = one_of(random, routes(data, *TEXTS))
    put(data, route, random.choice(("", " ", " before", "after ", "\t")))
    return (route, False), "blank-text"


@breaking(alone=True)
def formula(data: dict[str, Any], random: Random) -> Broken:
    """A text that a spreadsheet would run."""
    route = one_of(random, routes(data, "title", "summary", "note", "evidence.*.basis"))
    put(data, route, random.choice(("=1+1", "+SUM(A1)", "@SUM(A1)", '=HYPERLINK("a")')))
    return (route, False), "formula"


@breaking()
def unknown_actor(data: dict[str, Any], random: Random) -> Broken:
    """An actor that is in no register."""
    route = one_of(random, routes(data, "participants.*.actor"))
    put(data, route, "zq-actor")
    return (route, False), "unknown-actor"


@breaking()
def unknown_place(data: dict[str, Any], random: Random) -> Broken:
    """A place that is in no register."""
    at = random.randint(0, len(data.setdefault("places", [])))
    data["places"].insert(at, {"place": "zq-place", "role": "object"})
    return (("places", at, "place"), False), "unknown-place"


@breaking()
def unknown_source(data: dict[str, Any], random: Random) -> Broken:
    """A source without a manifest."""
    route = one_of(random, routes(data, "evidence.*.source"))
    put(data, route, "zq-source")
    return (route, False), "unknown-source"


@breaking()
def unknown_record(data: dict[str, Any], random: Random) -> Broken:
    """A relation to a record that is not there."""
    at = random.randint(0, len(data.setdefault("related", [])))
    data["related"].insert(at, {"type": "under", "to": "zq-record"})
    return (("related", at, "to"), False), "unknown-record"


@breaking()
def unknown_series(data: dict[str, Any], _: Random) -> Broken:
    """A series that is not there."""
    data["series"] = "zq-series"
    return (("series",), False), "unknown-record"


@breaking()
def ordinal_without_series(data: dict[str, Any], random: Random) -> Broken:
    """A number in no row."""
    data.pop("series", None)
    data["ordinal"] = random.randint(1, 9)
    return (("ordinal",), False), "ordinal-without-series"


@breaking()
def unproven_date(data: dict[str, Any], random: Random) -> Broken:
    """A date that no quotation supports."""
    event = one_of(random, {"expected", "dated", "published", "reported"} - set(data.get("dates", {})))
    data.setdefault("dates", {})[event] = "2001-11"
    return (("dates", event), True), "value-without-evidence"


@breaking()
def unproven_place(data: dict[str, Any], random: Random) -> Broken:
    """A place that no quotation supports."""
    if any(one["place"] == "tokyo" for one in data.get("places", [])):
        raise UnfitError
    at = random.randint(0, len(data.setdefault("places", [])))
    data["places"].insert(at, {"place": "tokyo", "role": "object"})
    return (("places", at), False), "value-without-evidence"


@breaking()
def support_taken_away(data: dict[str, Any], random: Random) -> Broken:
    """What supported a value supports it no longer."""
    dates = [f"dates.{event}" for event in data.get("dates", {})]
    field = random.choice(["kind", "status", *dates, *(f"quantities.{name}" for name in data.get("quantities", {}))])
    for entry in data["evidence"]:
        entry["supports"] = [name for name in entry["supports"] if name != field] or ["identity"]
        entry.setdefault("basis", "Something else.")
    return (tuple(field.split(".")), True), "value-without-evidence"


@breaking(alone=True)
def unknown_support(data: dict[str, Any], random: Random) -> Broken:
    """A quotation for something that the record does not have."""
    entry = random.randrange(len(data["evidence"]))
    supports = data["evidence"][entry]["supports"]
    at = random.randint(0, len(supports))
    supports.insert(
        at, random.choice(("zqfield", "dates.zq", "participants.nobody", "summary", "", "kind.status")) or "x"
    )
    return (("evidence", entry, "supports", at), False), "unknown-support"


@breaking(alone=True)
def basis_taken_away(data: dict[str, Any], random: Random) -> Broken:
    """A value that stands in no quotation, and nothing says why it holds."""
    # A member of a series keeps its headline date, so that it does not stand out of its row as well.
    events = {"expected"} if data.get("ordinal") else {"dated", "published", "reported", "expected"}
    event = one_of(random, events - set(data.get("dates", {})))
    data.setdefault("dates", {})[event] = "1871-11-17"
    supports = [f"dates.{event}"]
    at = add_evidence(data, random, *supports)
    return (("evidence", at, "supports", 0), False), "basis-missing"


@breaking()
def wrong_order(data: dict[str, Any], random: Random) -> Broken:
    """Two events, dated the other way round; a member of a series may then stand out of its row as well."""
    first, second = random.choice(
        (("started", "ended"), ("signed", "in-force"), ("agreed", "signed"), ("held", "ended"))
    )
    for entry in data["evidence"]:
        entry["supports"] = [name for name in entry["supports"] if not name.startswith("dates.")] or ["identity"]
        entry.setdefault("basis", "Whatever it was.")
    dates = [(first, random.choice(("1872", "1872-05~", "1872-21", "[1872..1873]", "1872/1900")))]
    dates.append((second, random.choice(("1871", "1871-12", "186X", "[..1871-06]", "1871-23"))))
    random.shuffle(dates)
    data["dates"] = dict(dates)
    add_evidence(data, random, f"dates.{first}", f"dates.{second}", basis="So it is told.")
    return (("dates", second), False), "wrong-order"


@breaking(alone=True)
def participant_twice(data: dict[str, Any], random: Random) -> Broken:
    """The same actor in the same role, once more."""
    data["participants"].append(dict(one_of(random, data["participants"])))
    return (("participants", len(data["participants"]) - 1), False), "listed-twice"


@breaking(alone=True)
def topic_twice(data: dict[str, Any], random: Random) -> Broken:
    """The same topic, once more."""
    data["topics"] = [*data.get("topics", []), *([] if data.get("topics") else ["trade"])]
    data["topics"].append(one_of(random, data["topics"]))
    return (("topics", len(data["topics"]) - 1), False), "listed-twice"


@breaking()
def quantity_differs(data: dict[str, Any], random: Random) -> Broken:
    """Another number than the one that is stated."""
    name = one_of(random, data.get("quantities", {}))
    data["quantities"][name]["value"] = random.choice((77, 123456, "7.5"))
    for entry in data["evidence"]:
        entry.pop("basis", None)
    return (("quantities", name, "value"), False), "quantity-differs"


@breaking()
def word_altered(data: dict[str, Any], random: Random) -> Broken:
    """A quotation of which one word is another."""
    at = random.randrange(len(data["evidence"]))
    quoted = data["evidence"][at]["quote"].split(" ")
    quoted[random.randrange(len(quoted))] = random.choice(("gulls", "zq", "not", "1871", "船"))
    data["evidence"][at]["quote"] = " ".join(quoted)
    return (("evidence", at, "quote"), False), "quotation-unsealed"


@breaking()
def word_left_out(data: dict[str, Any], random: Random) -> Broken:
    """A quotation that leaves out a word from its midst."""
    at = one_of(random, [at for at, one in enumerate(data["evidence"]) if len(one["quote"].split(" ")) > 3])
    quoted = data["evidence"][at]["quote"].split(" ")
    del quoted[random.randrange(1, len(quoted) - 1)]
    data["evidence"][at]["quote"] = " ".join(quoted)
    return (("evidence", at, "quote"), False), "quotation-unsealed"


@breaking()
def too_long(data: dict[str, Any], random: Random) -> Broken:
    """A quotation of more than fifteen words."""
    at = random.randrange(len(data["evidence"]))
    words = random.choice((["word"] * 16, ["ならぬ"] * 11))
    data["evidence"][at]["quote"] = " ".join(words)
    return (("evidence", at, "quote"), False), "quotation-too-long"


@breaking()
def id_changed(data: dict[str, Any], random: Random) -> Broken:
    """Another id than the name of the file says."""
    data["id"] = random.choice(("zq-other", data["id"] + "-2"))[:80]
    return (("id",), False), "file-name-differs"


@breaking()
def key_twice(data: dict[str, Any], random: Random) -> Broken:
    """A key that stands in one map already."""
    route = one_of(random, [(), *routes(data, *MAPS)])
    there = inner(data, route)
    again = Again(one_of(random, there))
    there[again] = random.choice(("text", 5, []))
    return ((*route, again), True), "duplicate-key"


@pytest.fixture(scope="module")
def projects_own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project's own seeds."""
    root = tmp_path_factory.mktemp("own")
    shutil.copytree(ROOT / "seeds", root / "seeds")
    return root


OWN = sorted(
    file.relative_to(ROOT / "seeds").as_posix()
    for kind in RECORD_MODELS
    for file in (ROOT / "seeds" / kind).glob("*.yaml")
)


@contextmanager
def instead(root: Path, name: str, data: bytes) -> Iterator[Path]:
    """Put other bytes into a file for a while."""
    file = root / "seeds" / name
    before = file.read_bytes()
    file.write_bytes(data)
    try:
        yield file
    finally:
        file.write_bytes(before)


def plain(file: Path) -> dict[str, Any]:
    """The plain data of a record."""
    value: dict[str, Any] = documents.compose(file.read_bytes()).value
    return value


def found(problems: tuple[Problem, ...]) -> set[tuple[str, int, int, str]]:
    """Path, line, column and rule of problems."""
    return {(one.place.path, one.place.line, one.place.column, one.rule) for one in problems}


@tried(60)
@given(st.randoms(use_true_random=False), st.booleans())
def test_any_style_means_the_same(listed: Path, projects_own: Path, random: Random, own: bool) -> None:
    """However a sound record is written, it is read as the same data, is valid, and every place in it is known."""
    root, name = (projects_own, random.choice(OWN)) if own else (listed, random.choice(LISTED))
    data = plain(root / "seeds" / name)
    text, places = Writer(random).write(data)
    with instead(root, name, text) as file:
        assert found(validation.check([file], root).problems) == set()
    document = documents.places(text)
    for (route, on_key), place in places.items():
        assert document.locate(route, on_key=on_key) == place


@pytest.mark.parametrize("way", BREAKS)
@tried(8)
@given(st.randoms(use_true_random=False), st.booleans())
def test_what_breaks_a_rule_is_found_there(
    listed: Path, projects_own: Path, way: str, random: Random, own: bool
) -> None:
    """A sound record that is broken in one way, at any position and in any style, is complained of at that position."""
    root, names = (projects_own, OWN) if own else (listed, LISTED)
    function, alone = BREAKS[way]
    for _ in range(50):
        name = random.choice(names)
        data = plain(root / "seeds" / name)
        try:
            spot, rule = function(data, random)
        except UnfitError:
            continue
        break
    else:
        assume(False)
    text, places = Writer(random).write(data)
    with instead(root, name, text) as file:
        problems = found(validation.check([file], root).problems)
    expected = (f"seeds/{name}", *places[spot], rule)
    assert expected in problems, text.decode()
    assert not alone or problems == {expected}, text.decode()


# Anything at all


FILES = {
    "record": "seeds/agreements/example-memorandum.yaml",
    "actors": "seeds/actors.yaml",
    "manifest": "seeds/sources/example-source.yaml",
    "json": "example-memorandum.json",
    "sheet": "rows.csv",
}
"""Every sort of file that people write, as it stands in the invented corpus or beside it."""


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The invented corpus, into which anything is put."""
    return invented.write(tmp_path_factory.mktemp("ground"))


@pytest.fixture(scope="module")
def sound(ground: Path) -> dict[str, bytes]:
    """What stands in each of the files before."""
    (ground / FILES["sheet"]).write_bytes(render([("agreements", invented.RECORDS["agreements/example-memorandum"])]))
    (ground / FILES["json"]).write_bytes((ground / FILES["record"]).read_bytes())
    before = {sort: (ground / name).read_bytes() for sort, name in FILES.items()}
    (ground / FILES["sheet"]).unlink()
    (ground / FILES["json"]).unlink()
    return before


def weigh(ground: Path, sort: str, data: bytes, before: bytes) -> None:
    """Validate bytes as a file of that sort, alone and with the whole corpus; then put the old ones back."""
    file = ground / FILES[sort]
    file.write_bytes(data)
    within = FILES[sort].startswith("seeds/")
    path = FILES[sort] if within else file.as_posix()
    try:
        problems = validation.check([file], ground).problems
        assert {one.place.path for one in problems} <= {path}
        judge(Path(path), data, problems)
        assert list(problems) == sorted(problems)
        if within:
            every = validation.check([], ground).problems
            assert set(problems) <= set(every)
            for name in {one.place.path for one in every}:
                text = (ground / name).read_bytes()
                for one in every:
                    if one.place.path == name:
                        assert 1 <= one.place.line <= len(lines_of(text)), one
                        assert 1 <= one.place.column <= len(lines_of(text)[one.place.line - 1]) + 1, one
    finally:
        file.write_bytes(before) if within else file.unlink()


SORTS = pytest.mark.parametrize("sort", FILES)
CHARACTERS = "\n\r\t \"'#&*!|>%@`{}[],:?-=+~\x00\x07\x1b\x85\u2028\u202e\ufeff\u0301日Аé\U0001f600\U000e0041"


@SORTS
@tried(12)
@given(st.one_of(st.binary(max_size=400), st.text().map(str.encode), st.text(CHARACTERS).map(str.encode)))
def test_any_bytes_are_validated(ground: Path, sound: dict[str, bytes], sort: str, data: bytes) -> None:
    """Whatever bytes a file holds, validation ends with problems that lie inside of it."""
    weigh(ground, sort, data, sound[sort])


def altered(text: str, random: Random) -> str:
    """A text in which a few characters, lines or blanks are other ones."""
    for _ in range(random.randint(1, 4)):
        lines = text.split("\n")
        line = random.randrange(len(lines))
        at = random.randint(0, len(text))
        match random.randrange(9):
            case 0:
                text = text[:at] + random.choice(CHARACTERS) + text[at:]
            case 1:
                text = text[:at] + text[at + random.randint(1, 9) :]
            case 2:
                text = text[:at] + text[at : at + 2][::-1] + text[at + 2 :]
            case 3:
                text = "\n".join([*lines[:line], *lines[line + 1 :]])
            case 4:
                text = "\n".join([*lines[: line + 1], *lines[line:]])
            case 5:
                lines[line] = " " * random.randint(0, 8) + lines[line].lstrip()
                text = "\n".join(lines)
            case 6:
                other = random.randrange(len(lines))
                lines[line], lines[other] = lines[other], lines[line]
                text = "\n".join(lines)
            case 7:
                text = text[:at]
            case _:
                text = (
                    text[:at]
                    + chr(random.choice((random.randrange(0xD800), random.randrange(0xE000, 0x110000))))
                    + text[at:]
                )
    return text


@SORTS
@tried(20)
@given(st.randoms(use_true_random=False))
def test_any_change_of_letters_is_validated(ground: Path, sound: dict[str, bytes], sort: str, random: Random) -> None:
    """Characters and lines of a sound file, changed at any place, end in problems that lie inside of it."""
    before = sound[sort]
    if sort == "record":
        before = random.choice(
            [before, (VALID / random.choice(LISTED)).read_bytes(), (ROOT / "seeds" / random.choice(OWN)).read_bytes()]
        )
    weigh(ground, sort, altered(before.decode(), random).encode(), sound[sort])


def reshaped(data: Any, random: Random) -> Any:
    """Plain data in which values, keys and items are dropped, doubled, replaced or moved."""
    for _ in range(random.randint(1, 4)):
        parts = list(containers(data))
        if not parts:
            return data
        here, there = random.choice(parts), random.choice(parts)
        key = random.choice(list(here) if isinstance(here, dict) else range(len(here)))
        value = deepcopy(here[key])
        match random.randrange(6):
            case 0:
                del here[key]
            case 1:
                here[key] = random.choice(
                    (None, True, 0, -1, 10**20, "", "x", " ", [], {}, [[]], {"": ""}, "2001", [value], {"a": value})
                )
            case 2:
                if isinstance(here, dict):
                    here[random.choice((Again(key), "zq", "", "<<", "a" * 200, "日"))] = value
                else:
                    here.insert(random.randint(0, len(here)), value)
            case 3 | 4:
                if isinstance(there, dict):
                    there[random.choice(list(there))] = value
                else:
                    there[random.randrange(len(there))] = value
            case _:
                if isinstance(here, dict):
                    here[str(random.choice(("id", "dates", "evidence", "supports", "at", "parent", "kind")))] = value
    return data


def containers(data: Any) -> Iterator[Any]:
    """Every list and map that holds something."""
    if isinstance(data, dict | list) and data:
        yield data
        for value in data.values() if isinstance(data, dict) else data:
            yield from containers(value)


@pytest.mark.parametrize("sort", ["record", "actors", "manifest", "json"])
@tried(15)
@given(st.randoms(use_true_random=False))
def test_any_change_of_shape_is_validated(ground: Path, sound: dict[str, bytes], sort: str, random: Random) -> None:
    """Values, keys and items of a sound file, moved about in any way, end in problems that lie inside of it."""
    before = sound[sort]
    if sort == "record":
        before = random.choice(
            [before, (VALID / random.choice(LISTED)).read_bytes(), (ROOT / "seeds" / random.choice(OWN)).read_bytes()]
        )
    data = reshaped(documents.compose(before).value, random)
    text = json.dumps(data).encode() if sort == "json" else Writer(random).write(data)[0]
    weigh(ground, sort, text, sound[sort])
