"""What differs between two checkouts: found by what is listed, told so that anybody can read it, and nothing lost."""

from __future__ import annotations

import copy
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import invented
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from ukjsec import changes, seeds, statements
from ukjsec.changes import Change, Comparison, Edition, Item, Quotation
from ukjsec.reports import changes as report
from ukjsec.reports import changes_markdown, markdown
from ukjsec.reports.tabulation import visible

Run = Callable[..., tuple[int, str, str]]

MEMORANDUM = "agreements/example-memorandum"
EXERCISE = "exercises/example-exercise"
MEETING = "dialogues/example-meeting"

REPORT = """\
records: 1 added, 1 changed, 1 retired, 1 removed, 1 not compared; actors: 1
changed; retired ids: 1 added.

problem: example-operation was removed, but is not in seeds/retired.yaml
  -> Enter it there, with the reason and, where there is one, the record that
     takes its place: an id that once meant one item never comes to mean
     another.
     Has it been renamed? other-operation is new, and much like it.

Could not be read, and so not compared:
  seeds/projects/example-grant.yaml:1:2: complex-key: here a list or map is used
    as a key

record added: other-operation
  Something done together
    type: operations
    title: Something done together
    kind: maritime-security
      “the Royal Navy and the Japanese navy held a naval exercise”
        (example-source)
    status: completed
      “the Royal Navy and the Japanese navy held a naval exercise”
        (example-source)
    unit: instance
    setting: bilateral
    dates.held: 2001
      “the Royal Navy and the Japanese navy held a naval exercise”
        (example-source)
    participants.gbr-rn: provider
      “the Royal Navy and the Japanese navy held a naval exercise”
        (example-source)
    participants.jpn-navy: recipient
      “the Royal Navy and the Japanese navy held a naval exercise”
        (example-source)
    summary: A record of the fifth type.

record changed: example-memorandum
  A memorandum of defence ministers
    status: in-force -> ended
      “the end came in 2002” (example-source, not sealed yet)
    dates.ended: – -> 2002
      “the end came in 2002” (example-source, not sealed yet)
    topics: defence-relations -> defence-relations; equipment
    evidence.example-source “in force since June 2001”: dates.in-force; status
      -> dates.in-force

record retired: example-exercise
  A naval exercise
  Reason: It was no exercise. In its place: example-memorandum.

record removed: example-operation
  Something done together

record not compared: example-grant
  Money for two institutes
  not compared, because its file or list cannot be read

actor changed: gbr
  United Kingdom
    aliases: UK -> Britain; UK
"""


def put(root: Path, name: str, value: Any) -> None:
    """Write a file of `seeds/`."""
    invented.put(root / "seeds" / f"{name}.yaml", value)


def record(name: str) -> dict[str, Any]:
    """A record of the invented corpus, to be spoilt."""
    return copy.deepcopy(invented.RECORDS[name])


def drop(root: Path, name: str) -> None:
    """Delete a file of `seeds/`."""
    (root / "seeds" / f"{name}.yaml").unlink()


def compared(old: Path, new: Path) -> Comparison:
    """Two checkouts, compared."""
    return changes.compare(*(statements.edition(seeds.read(root)) for root in (old, new)))


def fates(found: Comparison) -> dict[str, str]:
    """What became of each item: `table/id` → fate."""
    return {f"{item.table}/{item.ident}": item.fate for item in found.items}


def spoil(root: Path) -> None:
    """Do to a checkout everything that a pull request can do."""
    changed = record(MEMORANDUM)
    changed |= {"status": "ended", "dates": {**changed["dates"], "ended": "2002"}}
    changed["topics"].append("equipment")
    changed["evidence"][2]["supports"].remove("status")
    entry = {"source": "example-source", "quote": "the end came in 2002", "supports": ["status", "dates.ended"]}
    changed["evidence"].append(entry)
    put(root, MEMORANDUM, changed)
    put(root, "operations/other-operation", record("operations/example-operation") | {"id": "other-operation"})
    drop(root, "operations/example-operation")
    drop(root, EXERCISE)
    reason = {"id": "example-exercise", "successor": "example-memorandum", "reason": "It was no exercise."}
    put(root, "retired", [{"id": "old-memorandum", "reason": "Twice"}, reason])
    (root / "seeds" / "projects" / "example-grant.yaml").write_text("{[a]: b}\n", "utf-8")
    actors = copy.deepcopy(invented.ACTORS)
    actors[1]["aliases"].insert(0, "Britain")
    put(root, "actors", actors)


@pytest.fixture
def both(built: Path, checkout: Path) -> tuple[Path, Path]:
    """Two checkouts of the invented corpus, both of which a test may spoil: before and after."""
    return Path(shutil.copytree(built, checkout.parent / "before")), checkout


# What is found.


def test_the_same_data_show_no_change(built: Path, checkout: Path) -> None:
    """A checkout and its copy differ in nothing."""
    found = compared(built, checkout)
    assert (found.items, found.failed) == ((), False)
    assert report.text(found).startswith("No value of the data is different.")


def test_order_says_nothing(built: Path, checkout: Path) -> None:
    """What is listed in another order, in records and in lists, is no change."""
    for name in invented.RECORDS:
        turned = record(name)
        for key in ("participants", "topics", "evidence"):
            turned[key] = turned.get(key, [])[::-1]
        for entry in turned["evidence"]:
            entry["supports"].reverse()
        put(checkout, name, dict(reversed(turned.items())))
    put(checkout, "actors", invented.ACTORS[::-1])
    put(checkout, "places", invented.PLACES[::-1])
    put(checkout, "sources/example-source", invented.SOURCE | {"ledger": invented.SOURCE["ledger"][::-1]})
    assert fates(compared(built, checkout)) == {}


def test_the_order_of_authors_is_a_value(both: tuple[Path, Path]) -> None:
    """Authors stand in the order of the source, so that another order is a change."""
    put(both[0], "sources/example-source", invented.SOURCE | {"authors": ["A", "B"]})
    put(both[1], "sources/example-source", invented.SOURCE | {"authors": ["B", "A"]})
    (item,) = compared(*both).items
    assert [(each.field, each.old, each.new) for each in item.changes] == [("authors", ("A; B",), ("B; A",))]


@pytest.mark.parametrize(
    ("name", "edit", "expected"),
    [
        (MEMORANDUM, {"title": "Another"}, ("title", ["A memorandum of defence ministers"], ["Another"])),
        (MEMORANDUM, {"dates": {"signed": "2001-05-03", "in-force": "2001-07"}},
         ("dates.in-force", ["2001-06"], ["2001-07"])),
        (MEMORANDUM, {"participants": [*invented.BOTH, {"actor": "jpn", "role": "signatory", "as": "King"}]},
         ("participants.jpn", ["party"], ["party", "signatory, as: King"])),
        (MEMORANDUM, {"places": [{"place": "lisbon", "role": "area"}]}, ("places.lisbon", ["venue"], ["area"])),
        (MEMORANDUM, {"places": []}, ("places.lisbon", ["venue"], [])),
        (MEMORANDUM, {"topics": ["equipment", "defence-relations"]},
         ("topics", ["defence-relations"], ["defence-relations", "equipment"])),
        (MEMORANDUM, {"ordinal": 3}, ("ordinal", [], ["3"])),
        (MEMORANDUM, {"unit": "series"}, ("unit", ["instance"], ["series"])),
        (EXERCISE, {"quantities": {"people": {"value": 1300, "unit": "person", "stated": "1,200 people"}}},
         ("quantities.people.value", ["1200"], ["1300"])),
        (EXERCISE, {"related": [{"type": "follows", "to": "example-memorandum"}]},
         ("related.example-memorandum", ["under"], ["follows"])),
    ],
)  # fmt: skip
def test_a_change_is_told_by_its_field(
    built: Path, checkout: Path, name: str, edit: dict[str, Any], expected: tuple[str, list[str], list[str]]
) -> None:
    """Each kind of value that changes is told by the name under which evidence supports it, old and new."""
    put(checkout, name, record(name) | edit)
    (item,) = compared(built, checkout).items
    assert (f"{item.table}/{item.ident}", item.fate) == (f"records/{name.split('/')[1]}", "changed")
    assert [(each.field, list(each.old), list(each.new)) for each in item.changes] == [expected]


def test_a_record_of_another_type_is_the_same_record(built: Path, checkout: Path) -> None:
    """A record that moves to another folder keeps its id: its type has changed."""
    drop(checkout, "operations/example-operation")
    put(checkout, "exercises/example-operation", record("operations/example-operation") | {"kind": "naval-exercise"})
    (item,) = compared(built, checkout).items
    assert item.fate == "changed"
    assert [each.field for each in item.changes] == ["type", "kind"]


def test_a_new_value_comes_with_its_evidence(built: Path, checkout: Path) -> None:
    """A change carries the quotations that support the new value, and whether a seal proves them."""
    spoil(checkout)
    item = next(item for item in compared(built, checkout).items if item.ident == "example-memorandum")
    change = next(each for each in item.changes if each.field == "dates.ended")
    (one,) = change.evidence
    assert (one.source, one.quote, one.sealed) == ("example-source", "the end came in 2002", False)
    quantity = Quotation("s", "q", ("quantities.people",))
    assert quantity.proves("quantities.people.value")
    assert not quantity.proves("quantities.peoples")


@pytest.mark.parametrize(
    ("before", "after", "fate", "breach"),
    [
        ([], ["example-exercise"], "records/example-exercise retired", None),
        ([], [], "records/example-exercise removed", "was removed, but is not in seeds/retired.yaml"),
        (["gone"], ["example-exercise"], "retired/gone removed", "was retired, but is no longer in seeds/retired.yaml"),
    ],
)  # fmt: skip
def test_an_id_is_never_lost(
    both: tuple[Path, Path], before: list[str], after: list[str], fate: str, breach: str | None
) -> None:
    """A record goes by being retired, and stays retired; anything else is a problem."""
    for root, idents in zip(both, (before, after), strict=True):
        put(root, "retired", [{"id": ident, "reason": "So."} for ident in idents])
    drop(both[1], EXERCISE)
    found = compared(*both)
    name, _, what = fate.partition(" ")
    assert fates(found)[name] == what
    assert [item.breach for item in found.breaches] == ([breach] if breach else [])
    assert found.failed is bool(breach)


def test_a_lost_record_is_looked_for_under_a_new_id(built: Path, checkout: Path) -> None:
    """A lost record is held against the new ones: of one that is much like it the id is given, of others not."""
    drop(checkout, EXERCISE)
    put(checkout, "exercises/alike", record(EXERCISE) | {"id": "alike", "title": "New"})
    put(checkout, "exercises/other", record(MEMORANDUM) | {"id": "other", "kind": "naval-exercise"})
    assert [item.successor for item in compared(built, checkout).breaches] == ["alike"]
    drop(checkout, "exercises/alike")
    assert [item.successor for item in compared(built, checkout).breaches] == [None]


def test_a_record_that_cannot_be_read_is_not_called_removed(built: Path, checkout: Path) -> None:
    """A broken record is named with its problems, and the rest is compared."""
    put(checkout, MEETING, record(MEETING) | {"title": "Other"})
    (checkout / "seeds" / f"{MEMORANDUM}.yaml").write_text("id: [\n", "utf-8")
    found = compared(built, checkout)
    assert fates(found) == {"records/example-memorandum": "unknown", "records/example-meeting": "changed"}
    assert [(flaw.path, len(flaw.problems)) for flaw in found.after] == [(f"seeds/{MEMORANDUM}.yaml", 1)]
    assert found.failed


def test_what_was_broken_before_is_not_held_against_a_repair(both: tuple[Path, Path]) -> None:
    """A base that cannot be read whole is named, but does not fail the change that mends it."""
    (both[0] / "seeds" / f"{MEMORANDUM}.yaml").write_bytes(b"\xff")
    found = compared(*both)
    assert fates(found) == {"records/example-memorandum": "unknown"}
    assert [flaw.path for flaw in found.before] == [f"seeds/{MEMORANDUM}.yaml"]
    assert not found.failed


def test_of_a_list_that_cannot_be_read_nothing_is_judged(built: Path, checkout: Path) -> None:
    """Where a whole list is broken, its items are not compared; and no record is said to lack retirement."""
    put(checkout, "places", {"lisbon": "Lisbon"})
    put(checkout, "retired", {})
    drop(checkout, EXERCISE)
    found = compared(built, checkout)
    assert fates(found) == dict.fromkeys(
        ("records/example-exercise", "places/lisbon", "places/tokyo", "retired/old-memorandum"), "unknown"
    )
    assert {flaw.path for flaw in found.after} == {"seeds/places.yaml", "seeds/retired.yaml"}


def test_a_lost_seal_is_told(built: Path, checkout: Path) -> None:
    """A source without its seal has no longer the values that come from it."""
    (checkout / "seeds" / "sources" / "example-source.seal").unlink()
    found = compared(built, checkout)
    (item,) = found.items
    assert found.after == (), "the manifest was read all the same"
    assert [(each.field, each.new) for each in item.changes] == [("seal", ()), ("seal.quotations", ())]


def test_readings_are_compared_pair_by_pair(built: Path, checkout: Path) -> None:
    """What two coders read keeps its order, and says where one of them coded nothing."""
    second = invented.READINGS[1]["fields"] | {"places": ["lisbon", None]}
    put(
        checkout,
        "reliability",
        [invented.READINGS[0], invented.READINGS[1] | {"fields": second}, *invented.READINGS[2:]],
    )
    (item,) = compared(built, checkout).items
    assert item.changes == (Change("fields.places", ("(none); lisbon",), ("lisbon; (none)",)),)


def test_sources_and_seals_are_compared(built: Path, checkout: Path) -> None:
    """A part, a ledger entry and a seal that change are told of their source."""
    ledger = [*invented.SOURCE["ledger"][1:], {"at": 1, "why": "context", "note": "A date."}]
    put(checkout, "sources/example-source", invented.SOURCE | {"ledger": ledger})
    file = checkout / "seeds" / "sources" / "example-source.seal"
    lines = file.read_text("utf-8").splitlines(keepends=True)
    file.write_text("".join(lines[:-1]), "utf-8")
    (item,) = compared(built, checkout).items
    told = {each.field: (each.old, each.new) for each in item.changes}
    assert told["ledger.1"] == (("boilerplate, note: The date line.",), ("context, note: A date.",))
    assert set(told) == {"ledger.1", "seal.quotations"}


def test_two_packages_could_be_compared_too() -> None:
    """The comparison asks for plain texts alone, whatever they were taken from."""
    old = Edition({"records": {"a": {"title": ("A",)}, "b": {"title": ("B",)}}})
    new = Edition({"records": {"a": {"title": ("Z",)}}, "rows": {"c": {"x": ("1",)}}})
    assert changes.compare(old, new).items == (
        Item("records", "a", "Z", "changed", (Change("title", ("A",), ("Z",)),)),
        Item("records", "b", "B", "removed", (Change("title", ("B",), ()),)),
        Item("rows", "c", "c", "added", (Change("x", (), ("1",)),)),
    )


TEXTS = st.text("ab", max_size=2)
VALUES = st.dictionaries(TEXTS, st.sets(TEXTS, min_size=1, max_size=3).map(lambda texts: tuple(sorted(texts))))
EDITIONS = st.builds(
    Edition, st.dictionaries(st.sampled_from(["records", "retired", "x"]), st.dictionaries(TEXTS, VALUES))
)


@given(EDITIONS, EDITIONS)
def test_the_changes_lead_from_the_old_to_the_new(old: Edition, new: Edition) -> None:
    """Whoever applies every change to the old edition has the new one, and nothing is told that is the same."""
    made = {table: {ident: dict(values) for ident, values in items.items()} for table, items in old.tables.items()}
    for item in changes.compare(old, new).items:
        values = made.setdefault(item.table, {}).setdefault(item.ident, {})
        for change in item.changes:
            assert values.pop(change.field, ()) == change.old != change.new
            values.update({change.field: change.new} if change.new else {})
        if item.fate in ("removed", "retired"):
            assert made[item.table].pop(item.ident) == {}
    assert {table: items for table, items in made.items() if items} == {
        table: items for table, items in new.tables.items() if items
    }


# How it is told.


def test_the_text_is_for_people(run: Run, checkout: Path, built: Path) -> None:
    """The command says all that a pull request does, and fails where an id is lost or a file broken."""
    spoil(checkout)
    code, shown, complaint = run("changes", str(built))
    assert (code, complaint) == (1, "")
    assert shown == REPORT


def test_of_a_long_list_the_changed_values_are_shown() -> None:
    """Where more than four values stay, they are counted, and those that went or came are named."""
    names = tuple("abcdef")
    assert report.sides(Change("aliases", (*names, "y"), (*names, "z"))) == (
        "y; … and 6 as before",
        "z; … and 6 as before",
    )
    assert report.sides(Change("aliases", names[:4], (*names[:4], "z"))) == ("a; b; c; d", "a; b; c; d; z")


def test_a_new_quotation_is_told_once(checkout: Path, built: Path) -> None:
    """A new quotation stands beside what it proves, and by itself where it proves what did not change."""
    changed = record(MEMORANDUM) | {"status": "signed"}
    quote = {"source": "example-source", "quote": "signed a memorandum in Lisbon", "supports": ["status"]}
    put(checkout, MEMORANDUM, changed | {"evidence": [*changed["evidence"], quote]})
    (item,) = compared(built, checkout).items
    assert [each.field for each in report.rows(item)] == ["status"]
    put(checkout, MEMORANDUM, changed | {"evidence": [*changed["evidence"], quote | {"supports": ["status", "kind"]}]})
    (item,) = compared(built, checkout).items
    shown = report.rows(item)
    assert [each.field for each in shown] == ["status", "evidence.example-source “signed a memorandum in Lisbon”"]
    assert shown[1].new == ("kind", "status")


def test_both_checkouts_can_be_named(run: Run, checkout: Path, built: Path) -> None:
    """With a second folder that one is the changed one; without a difference the code is 0."""
    spoil(checkout)
    code, shown, _ = run("changes", str(checkout), str(built))
    assert code == 1, "a record that was added before is gone now"
    assert "record not compared: example-grant" in shown
    assert run("changes", str(built), str(built)) == (0, "No value of the data is different.\n", "")


def test_a_folder_without_data_is_misuse(run: Run, tmp_path: Path) -> None:
    """A folder that holds no seeds/ is named, and nothing is compared."""
    code, shown, complaint = run("changes", str(tmp_path / "nowhere"))
    assert (code, shown) == (2, "")
    assert "nowhere: there is no folder seeds/ in it; name the folder of another checkout" in complaint


def test_json_holds_everything(run: Run, checkout: Path, built: Path) -> None:
    """The document for programs has a version, every item with old and new values, and what could not be read."""
    spoil(checkout)
    code, shown, complaint = run("changes", str(built), "--format", "json")
    told = json.loads(shown)
    assert (code, told["version"], told["failed"]) == (1, 1, True)
    assert "problem: example-operation was removed" in complaint
    items = {(item["table"], item["id"]): item for item in told["items"]}
    assert items["retired", "example-exercise"]["fate"] == "added"
    assert items["records", "example-exercise"]["successor"] == "example-memorandum"
    memorandum = items["records", "example-memorandum"]["changes"]
    assert {
        "field": "topics",
        "old": ["defence-relations"],
        "new": ["defence-relations", "equipment"],
        "evidence": [],
    } in (memorandum)
    assert [unread["path"] for unread in told["unread"]] == ["seeds/projects/example-grant.yaml"]


def rendered(page: str) -> str:
    """A page as HTML, made by another's parser, with tables and with links made of bare addresses."""
    return str(MarkdownIt("gfm-like", {"html": True}).render(page))


def test_the_page_is_a_page(run: Run, checkout: Path, built: Path) -> None:
    """In Markdown every item has a heading and a table of its fields, and the log says why it failed."""
    spoil(checkout)
    code, shown, complaint = run("changes", str(built), "--format", "markdown")
    assert code == 1
    assert complaint.splitlines()[0] == "problem: example-operation was removed, but is not in seeds/retired.yaml"
    page = rendered(shown)
    assert page.count("<h4>") == 6
    assert "<h4>Changed: A memorandum of defence ministers</h4>" in page
    assert "<th>before</th>\n<th>now</th>\n<th>proven by</th>" in page
    assert "<td><code>dates.ended</code></td>\n<td>–</td>\n<td>2002</td>" in page
    assert "“the end came in 2002” (<code>example-source</code>, not sealed yet)" in page
    assert "Reason: It was no exercise. In its place: <code>example-memorandum</code>." in page
    assert "<strong>Problem:</strong> <code>example-operation</code> was removed" in page


HOSTILE = (
    "<script>alert(1)</script> <!-- [x](javascript:a) ![i](http://e.example/i.png) | \\| `a ``` b` **c** __d__ ~~e~~ "
    "@octocat #1 GH-1 www.example.org http://e.example $a$ :smile: &lt; \\"
)


def test_a_page_without_a_change_says_so(run: Run, built: Path) -> None:
    """Where nothing is different the page says just that, and the code is 0."""
    _, shown, complaint = run("changes", str(built), str(built), "--format", "markdown")
    assert (shown, complaint) == (
        "## What changes in the data\n\nNo value of the data is different from before.\n",
        "",
    )


def test_hostile_text_stays_text(run: Run, checkout: Path, built: Path) -> None:
    """Whatever stands in a field, the page shows its words: no link, image, markup or further cell comes of it."""
    put(checkout, MEMORANDUM, record(MEMORANDUM) | {"title": HOSTILE, "note": HOSTILE})
    put(checkout, "reliability", [invented.READINGS[0] | {"fields": {HOSTILE: ["a", "b"]}}])
    _, shown, _ = run("changes", str(built), "--format", "markdown")
    page = rendered(shown)
    assert not [tag for tag in ("<script", "<a ", "<img", "<s>", "<em", "<!--") if tag in page]
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 4
    assert all(row.count("<td") in (0, 2, 3, 4) for row in page.split("<tr>"))


@given(st.text() | st.text("<>[]()!`*_~|\\&#@:$/.w\n x1-", max_size=30))
def test_prose_says_just_its_text(text: str) -> None:
    """Any text at all comes through another's parser as the visible text that it was, in one cell."""
    page = rendered(f"| a |\n| --- |\n| x{changes_markdown.prose(text)}y |\n")
    inner = page.partition("<td>x")[2].partition("y</td>")[0]
    assert page.count("<td>") == 1
    bare = inner.removeprefix("<code>").removesuffix("</code>")
    assert "<" not in bare
    if "`" not in text and "\\" not in text:
        plain = bare.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&amp;", "&")
        assert plain.split() == visible(text).split()


def test_a_page_is_never_too_long() -> None:
    """A page keeps within its room, and names what it left out."""
    values = {f"field-{number}": ("x" * 300,) for number in range(100)}
    new = Edition({"records": {f"record-{number}": values for number in range(200)}})
    found = changes.compare(Edition({}), new)
    for room in (markdown.LIMIT_BYTES, 100_000):
        page = changes_markdown.page(found, room=room)
        assert room - 70_000 < len(page.encode()) <= room
        shown, left = page.count("\n#### Added: "), 200 - page.count("\n#### Added: ")
        assert 0 < shown < 200
        assert f"{left} more.** `ukjsec changes` shows them." in page
        assert f"… and {left - 50} more items." in page


def test_an_item_too_long_for_the_page_is_left_out() -> None:
    """An item that alone would fill the page is named instead, and the next one is shown."""
    long = {f"field-{number}": ("x" * 900,) for number in range(190)}
    new = Edition({"records": {"long": long, "short": {"title": ("Short",)}}})
    page = changes_markdown.page(changes.compare(Edition({}), new), room=100_000)
    assert len(page.encode()) <= 100_000
    assert "1 more.** `ukjsec changes` shows them.\n\n- added: `long`" in page
    assert "#### Added: Short" in page


@pytest.mark.parametrize(
    "text", ["see www.example.org", "http://example.org", "GH-1", "a :smile: b", "@octocat", "$a$"]
)
def test_what_github_would_make_a_link_of_is_code(text: str) -> None:
    """An address, a mention, a formula or an emoji stands as code; words and dates stand as they are."""
    assert changes_markdown.prose(text) == f"`{text}`"
    assert changes_markdown.prose("On 2012-06: “10 %” (東京).") == "On 2012-06: “10 %” (東京)."


def test_a_flood_of_breaches_and_flaws_leaves_room() -> None:
    """Problems without number are counted after the first of them, so that the page keeps within its room."""
    flaws = tuple(changes.Flaw(f"f{number}", ("x" * 900,) * 3) for number in range(3000))
    old = Edition({"records": {f"r{number}": {"title": ("日" * 1000,)} for number in range(3000)}}, flaws=flaws)
    page = changes_markdown.page(changes.compare(old, Edition({"records": {}}, flaws=flaws)))
    assert len(page.encode()) <= markdown.LIMIT_BYTES
    assert "… and 2950 more such ids." in page
    assert page.count("… and 8950 more problems.") == 2


def test_nothing_is_printed_raw(run: Run, checkout: Path, built: Path) -> None:
    """What a terminal would obey, in a broken file or a sound one, is printed as an escape in every format."""
    put(checkout, MEMORANDUM, record(MEMORANDUM) | {"title": "a\u2028\u0085b", "kind": "\x1b[31mx"})
    put(checkout, MEETING, record(MEETING) | {"summary": "a\u2028b::error::x"})
    for form in ("text", "markdown", "json"):
        code, shown, complaint = run("changes", str(built), "--format", form)
        assert code == 1
        assert [line for line in (shown + complaint).split("\n") if not line.isprintable()] == []
