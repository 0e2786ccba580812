"""The formats of a report: exact texts, schemas, a runner and readers that obey nothing hostile, and exit codes."""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import time
import tomllib
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import invented
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from ukjsec import __version__, cli, schemas
from ukjsec.commands.outcome import say
from ukjsec.problems import Place, Problem
from ukjsec.reports import formats, markdown, tabulation
from ukjsec.reports import json as document
from ukjsec.reports import text as report
from ukjsec.rules import CATALOGUE

Run = Callable[..., tuple[int, str, str]]

MEMORANDUM = "seeds/agreements/example-memorandum.yaml"

DATE = Problem(
    Place("seeds/dialogues/talks.yaml", 5, 15),
    "impossible-date",
    "2002-02-30: February 2002 has 28 days",
    "Write the date in EDTF, such as 2012 or 2012-06.",
)
FIELD = Problem(Place("seeds/日本 50%, ja.yaml", 6, 1), "unknown-field", "`日本` is not a field here")
UNSEALED = Problem(
    Place("seeds/dialogues/talks.yaml", 9, 10),
    "quotation-unsealed",
    "the seal does not prove {it} [yet](1)",
    "Nothing: a maintainer seals it.",
    "notice",
)
SOME = [DATE, UNSEALED, FIELD]

LINES = {5: "dates: {held: 2002-02-30}", 6: '日本: "東京"', 9: "- quote: so it was"}


def line_of(problem: Problem) -> str:
    """Look up a line of the invented files."""
    return LINES[problem.place.line]


TEXT = """\
seeds/dialogues/talks.yaml:5:15: impossible-date: 2002-02-30: February 2002 has 28 days
  5 | dates: {held: 2002-02-30}
    |               ^
  -> Write the date in EDTF, such as 2012 or 2012-06.

seeds/dialogues/talks.yaml:9:10: notice: quotation-unsealed: the seal does not prove {it} [yet](1)
  9 | - quote: so it was
    |          ^
  -> Nothing: a maintainer seals it.

seeds/日本 50%, ja.yaml:6:1: unknown-field: `日本` is not a field here
  6 | 日本: "東京"
    | ^

2 problems and 1 notice in 2 files.
"""

GITHUB = (
    "::error file=seeds/dialogues/talks.yaml,line=5,col=15,title=impossible-date::2002-02-30: February 2002 has 28 "
    "days%0AWrite the date in EDTF, such as 2012 or 2012-06.\n"
    "::error file=seeds/日本 50%25%2C ja.yaml,line=6,col=1,title=unknown-field::`日本` is not a field here\n"
    "::notice file=seeds/dialogues/talks.yaml,line=9,col=10,title=quotation-unsealed::the seal does not prove {it} "
    "[yet](1)%0ANothing: a maintainer seals it.\n"
) + TEXT

JSON = f"""\
{{
  "version": 1,
  "tool": {{
    "name": "ukjsec",
    "version": "{__version__}"
  }},
  "counts": {{
    "problems": 2,
    "notices": 1,
    "files": 2
  }},
  "problems": [
    {{
      "path": "seeds/dialogues/talks.yaml",
      "line": 5,
      "column": 15,
      "rule": "impossible-date",
      "severity": "problem",
      "message": "2002-02-30: February 2002 has 28 days",
      "repair": "Write the date in EDTF, such as 2012 or 2012-06."
    }},
    {{
      "path": "seeds/dialogues/talks.yaml",
      "line": 9,
      "column": 10,
      "rule": "quotation-unsealed",
      "severity": "notice",
      "message": "the seal does not prove {{it}} [yet](1)",
      "repair": "Nothing: a maintainer seals it."
    }},
    {{
      "path": "seeds/日本 50%, ja.yaml",
      "line": 6,
      "column": 1,
      "rule": "unknown-field",
      "severity": "problem",
      "message": "`日本` is not a field here",
      "repair": ""
    }}
  ]
}}
"""

SARIF = [
    {
        "ruleId": "impossible-date",
        "level": "error",
        "message": {"text": "2002-02-30: February 2002 has 28 days. Write the date in EDTF, such as 2012 or 2012-06."},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": "seeds/dialogues/talks.yaml", "uriBaseId": "%SRCROOT%"},
                    "region": {"startLine": 5, "startColumn": 15},
                }
            }
        ],
        "partialFingerprints": {"ruleAndLine/v1": "1228360e3864b1681f406b04c6d26e48:1"},
        "ruleIndex": list(CATALOGUE).index("impossible-date"),
    },
    {
        "ruleId": "quotation-unsealed",
        "level": "note",
        "message": {"text": "the seal does not prove {{it}} [yet] (1). Nothing: a maintainer seals it."},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": "seeds/dialogues/talks.yaml", "uriBaseId": "%SRCROOT%"},
                    "region": {"startLine": 9, "startColumn": 10},
                }
            }
        ],
        "partialFingerprints": {"ruleAndLine/v1": "b8b9caea88de955bc48e280676293b6f:1"},
        "ruleIndex": list(CATALOGUE).index("quotation-unsealed"),
    },
    {
        "ruleId": "unknown-field",
        "level": "error",
        "message": {"text": "`日本` is not a field here"},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {
                        "uri": "seeds/%E6%97%A5%E6%9C%AC%2050%25%2C%20ja.yaml",
                        "uriBaseId": "%SRCROOT%",
                    },
                    "region": {"startLine": 6, "startColumn": 1},
                }
            }
        ],
        "partialFingerprints": {"ruleAndLine/v1": "eca8b78353e73db231f5eddb046682e5:1"},
        "ruleIndex": list(CATALOGUE).index("unknown-field"),
    },
]

MARKDOWN = """\
### ukjsec: 2 problems and 1 notice in 2 files.

| where | rule | what is wrong | repair |
|---|---|---|---|
| `seeds/dialogues/talks.yaml:5:15` | `impossible-date` | `2002-02-30: February 2002 has 28 days` | \
`Write the date in EDTF, such as 2012 or 2012-06.` |
| `seeds/dialogues/talks.yaml:9:10` | `notice: quotation-unsealed` | `the seal does not prove {it} [yet](1)` | \
`Nothing: a maintainer seals it.` |
| `seeds/日本 50%, ja.yaml:6:1` | `unknown-field` | ``` `日本` is not a field here ``` |  |
"""


# What each format says


@pytest.mark.parametrize(("form", "expected"), [("text", TEXT), ("github", GITHUB), ("json", JSON)])
def test_a_report_is_golden(form: formats.Format, expected: str) -> None:
    """Text has the lines with a caret; GitHub's commands come first and the text after; JSON is the versioned form."""
    assert formats.render(form, SOME, line_of) == expected


def test_the_sarif_report_is_golden() -> None:
    """A log of one run, with a result for each problem, and every rule explained."""
    found = json.loads(formats.render("sarif", SOME, line_of))
    (run,) = found.pop("runs")
    driver = run["tool"]["driver"]
    assert found == {
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
    }
    assert run["results"] == SARIF
    assert run["columnKind"] == "unicodeCodePoints"
    assert (driver["name"], driver["version"]) == ("ukjsec", __version__)
    assert [rule["id"] for rule in driver["rules"]] == list(CATALOGUE)
    assert driver["rules"][SARIF[0]["ruleIndex"]]["id"] == "impossible-date"
    for told, rule in zip(driver["rules"], CATALOGUE.values(), strict=True):
        assert told["shortDescription"]["text"] == rule.title
        assert rule.why in told["fullDescription"]["text"]
        assert told["help"]["text"].startswith(f"{rule.ident}\n\n")
        assert f"**Repair:** {rule.repair}" in told["help"]["markdown"]


def test_the_summary_is_golden() -> None:
    """A heading counts, and a table has a row for each problem, all that comes from files in code."""
    assert markdown.summary(SOME) == MARKDOWN
    assert markdown.summary([]) == "### ukjsec: No problems.\n"


EMPTY = {"text": "No problems.\n", "github": "No problems.\n"}


@pytest.mark.parametrize("form", formats.FORMATS)
def test_a_report_of_nothing_is_whole(form: formats.Format) -> None:
    """Where nothing was found people are told so, and programs get a document with an empty list."""
    shown = formats.render(form, [], line_of)
    if form in formats.DOCUMENTS:
        found = json.loads(shown)
        assert (found["problems"] if form == "json" else found["runs"][0]["results"]) == []
    else:
        assert shown == EMPTY[form]
    assert shown.endswith("\n")


def test_what_github_drops_is_said_and_shown() -> None:
    """GitHub keeps ten annotations of a kind: the eleventh is not asked for, it is announced and stands in the text."""
    problems = [Problem(Place("a.yaml", number, 1), "unknown-field", f"the {number}th") for number in range(1, 14)]
    notices = [Problem(Place("a.yaml", 20, 1), "quotation-unsealed", "n", severity="notice")] * 11
    lines = formats.render("github", [*problems, *notices], lambda _: "").splitlines()
    assert sum(line.startswith("::error ") for line in lines) == 10
    assert sum(line.startswith("::notice ") for line in lines) == 10
    assert (
        lines[20]
        == "GitHub shows no more than 10 of a kind beside the files. Below are all, 3 problems and 1 notice more:"
    )
    assert "a.yaml:13:1: unknown-field: the 13th" in lines
    assert not any("GitHub" in line for line in formats.render("github", problems[:10], lambda _: "").splitlines())


@pytest.mark.parametrize(
    ("line", "column", "said"), [(3, 4, "line=3,col=4,"), (3, 0, "line=3,"), (0, 4, ""), (0, 0, "")]
)
def test_lines_and_columns_are_named_where_they_are_legal(line: int, column: int, said: str) -> None:
    """A line below 1 is not named, nor a column below 1, nor a column without a line."""
    first = formats.render("github", [Problem(Place("a", line, column), "r", "m")], lambda _: "").splitlines()[0]
    assert first == f"::error file=a,{said}title=r::m"


def test_a_fingerprint_outlives_a_moved_line() -> None:
    """A finding keeps its fingerprint when lines are added above it; two on like lines have one each."""

    def prints(*places: tuple[str, int, str]) -> list[str]:
        lines = {(path, number): line for path, number, line in places}
        found = [Problem(Place(path, number, 3), "unknown-field", "m") for path, number, _ in places]
        log = json.loads(formats.render("sarif", found, lambda one: lines[one.place.path, one.place.line]))
        return [result["partialFingerprints"]["ruleAndLine/v1"] for result in log["runs"][0]["results"]]

    one, two = prints(("a", 1, "x: 1"), ("a", 2, "  x: 1 "))
    assert (one[:-2], one[-2:], two[-2:]) == (two[:-2], ":1", ":2")
    assert prints(("a", 7, "x: 1")) == [one]
    assert len({one, *prints(("a", 1, "y: 1"), ("b", 1, "x: 1"))}) == 3


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("../a b#c?.yaml", "../a%20b%23c%3F.yaml"),
        ("c:d.yaml", "c%3Ad.yaml"),
        ("a\udcff.yaml", "a%FF.yaml"),
        ("/tmp/x y.yaml", "file:///tmp/x%20y.yaml"),  # noqa: S108
    ],
)
def test_paths_are_uris_in_sarif(path: str, uri: str) -> None:
    """A path is percent-encoded byte by byte and stays relative; only one that was absolute becomes a file URI."""
    problem = Problem(Place(path, 1, 1), "unknown-field", "m")
    (result,) = json.loads(formats.render("sarif", [problem], lambda _: ""))["runs"][0]["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == uri


def test_a_rule_outside_the_catalogue_has_no_index() -> None:
    """A rule of a colleague's checker is named, and points at no rule of ours."""
    problem = Problem(Place("a", 1, 1), "no-rule-of-ours", "m")
    (result,) = json.loads(formats.render("sarif", [problem], lambda _: ""))["runs"][0]["results"]
    assert result["ruleId"] == "no-rule-of-ours"
    assert "ruleIndex" not in result


@pytest.mark.parametrize("room", [0, 300, 5_000, markdown.LIMIT_BYTES])
def test_a_summary_keeps_to_its_room(room: int) -> None:
    """A summary of any number of problems stays below the limit, in whole rows, and says how many it leaves out."""
    problems = [Problem(Place("日本.yaml", number, 1), "unknown-field", "本" * 900, "r") for number in range(1, 2_001)]
    shown = markdown.summary(problems, room=room)
    rows = shown.count("| `日本.yaml:")
    assert all(line.endswith(" |") for line in shown.splitlines() if line.startswith("| `"))
    assert shown.endswith(f"\n{2_000 - rows} more have no room here; `ukjsec validate` shows them.\n")
    assert len(shown.encode()) <= max(room, 250)
    assert len(shown.encode()) > room - 3_000
    assert markdown.LIMIT_BYTES < 1_048_576
    assert "more" not in markdown.summary(problems[:100])


# Schemas and judges


def judged(schema: Path, *files: Path) -> subprocess.CompletedProcess[str]:
    """Ask check-jsonschema."""
    command = [sys.executable, "-m", "check_jsonschema", "--schemafile", str(schema), *map(str, files)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


HOSTILE = Problem(
    Place("::error file=x::\x1b[2J##[add-mask]\u202e\udcff\u2028.yaml", 5, 3),
    "unknown-field",
    "\r\n::set-output name=a::b ##[error]c {0} [d](http://e) \x1b]0;f\x07 \ud800 \U000e0041 <img src=g> @h | ` \u200b",
    "%0A::stop-commands::i ##[group]j\u0085k",
)


@pytest.fixture
def written(tmp_path: Path) -> Callable[[formats.Format], list[Path]]:
    """Write reports of a format on nothing, on some problems and on hostile ones."""

    def write(form: formats.Format) -> list[Path]:
        files = []
        for name, problems in {"none": [], "some": SOME, "hostile": [HOSTILE]}.items():
            file = tmp_path / f"{name}.{form}"
            file.write_text(formats.render(form, problems, line_of), "utf-8")
            files.append(file)
        return files

    return write


def test_the_json_report_keeps_to_the_schema_that_we_ship(
    written: Callable[[formats.Format], list[Path]], tmp_path: Path
) -> None:
    """What is printed is accepted by the generated schema, and whatever strays from the form is not."""
    schema = tmp_path / "verdict.schema.json"
    schema.write_bytes(schemas.artefacts()["schemas/verdict.schema.json"])
    done = judged(schema, *written("json"))
    assert done.returncode == 0, done.stdout
    sound = json.loads(JSON)
    strays: list[dict[str, Any]] = [
        sound | {"version": 2},
        sound | {"more": 1},
        {key: value for key, value in sound.items() if key != "version"},
        sound | {"tool": {"version": "1"}},
        sound | {"problems": [sound["problems"][0] | {"line": 0}]},
        sound | {"problems": [sound["problems"][0] | {"severity": "grave"}]},
    ]
    for stray in strays:
        invented.put(tmp_path / "stray.json", stray)
        assert judged(schema, tmp_path / "stray.json").returncode == 1, stray


def test_every_part_of_the_verdict_is_described() -> None:
    """The schema of the JSON report says of every field what it holds, and asks for every field."""
    schema = schemas.verdict_schema()
    for part in [schema, *schema["$defs"].values()]:
        assert part["description"]
        assert set(part["required"]) == set(part["properties"])
        assert all(field.get("description") or "$ref" in field for field in part["properties"].values())


def test_the_schemas_come_with_the_library() -> None:
    """Whoever installs the library has the schema of its reports beside the data."""
    stated = tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text("utf-8"))
    assert stated["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]["schemas"] == "ukjsec/data/schemas"


def test_judges_accept_the_sarif_report(written: Callable[[formats.Format], list[Path]], tmp_path: Path) -> None:
    """The official schema of 2.1.0 and the validator of the SARIF SDK accept it; they miss only an address of ours."""
    tool = Path(os.environ.get("UKJSEC_NODE_MODULES", "")) / "@microsoft/sarif-multitool-linux"
    if not (tool / "Sarif.Multitool").is_file():
        pytest.skip("UKJSEC_NODE_MODULES names no folder with @microsoft/sarif-multitool-linux")
    files = written("sarif")
    done = judged(tool / "sarif-2.1.0.json", *files)
    assert done.returncode == 0, done.stdout

    def complaints(*logs: Path) -> set[str]:
        found = tmp_path / "found.sarif"
        found.unlink(missing_ok=True)
        asked = [
            "--rule-kind",
            "Sarif;Ghas",
            "--level",
            "Error;Warning",
            "--json-schema",
            str(tool / "sarif-2.1.0.json"),
        ]
        command: list[str | Path] = [tool / "Sarif.Multitool", "validate", *asked, "--output", found, *logs]
        environment = os.environ | {"DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"}
        subprocess.run(command, env=environment, capture_output=True, check=False)
        (run,) = json.loads(found.read_bytes())["runs"]
        assert run["invocations"][0]["executionSuccessful"]
        return {result["ruleId"] for result in run["results"]}

    assert complaints(*files) == {"SARIF2005"}
    broken = json.loads(files[1].read_bytes())
    broken["runs"][0]["results"][0]["ruleIndex"] = 1_000
    invented.put(tmp_path / "broken.sarif", broken)
    assert "SARIF1009" in complaints(tmp_path / "broken.sarif")


def test_a_reader_of_markdown_finds_code_alone() -> None:
    """A reader of GitHub's Markdown makes of hostile text four cells of code in each row, and nothing else."""
    problems = [Problem(Place(f"{evil}.yaml", 1, 1), "unknown-field", evil, evil * 2) for evil in FRAGMENTS]
    page = MarkdownIt("gfm-like").render(markdown.summary(problems))
    rows = re.findall(r"<tr>\n(.*?)</tr>", page, re.DOTALL)[1:]
    assert len(rows) == len(problems)
    for row in rows:
        cells = re.findall(r"<td>(.*?)</td>", row, re.DOTALL)
        assert len(cells) == 4
        assert all(cell == "" or re.fullmatch(r"<code>[^<]*</code>", cell) for cell in cells), row


# Nothing hostile is obeyed

FRAGMENTS = ["::error::x", "::set-output name=a::b", "::stop-commands::t", "##[add-mask]x", "##[set-env name=A]b", "##",
             "#\u0300#\u034f[error]", "[group]y", "\n", "\r", "%0A", "%0D%0A", "%", ":", "::", ",", " ", "　", "\t",
             "\x1b[2J", "\x1b]8;;http://x\x07", "\x9b", "\u202e", "\u200b", "\u2028", "\ud800", "\udcff", "\ufeff",
             "\U000e0041", "<img src=x onerror=y>", "<!--", "@octocat", "https://evil.example", "www.evil.example",
             "a@evil.example", "[a](http://x)", "#1", "|", "\\|", "\\", "\\\\|", "`", "``", "`" * 4, "`" * 99 + "<b>",
             "**b**", "&amp;", "$x$", "{0}", "{", "}", "日本", "word", ""]  # fmt: skip

hostile_texts = st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=3), max_size=8).map("".join)

COMMANDS = {"error", "notice", "warning", "debug", "set-output", "stop-commands", "add-mask", "set-env", "group"}


def obeyed(output: str) -> list[tuple[str, dict[str, str], str]]:
    """What the runner of GitHub's workflows makes of an output: commands, their properties and their data.

    It looks for `::command key=value,…::data` after blanks at the beginning of a line, then for the older form
    `##[command key=value;…]` anywhere in it; as it compares by the rules of a language, marks that stand for nothing by
    themselves do not count.
    """
    found = []
    for raw in re.split(r"\r\n|[\r\n]", output):
        line = "".join(one for one in raw if unicodedata.category(one) not in ("Mn", "Cf", "Me")).lstrip()
        bare = re.match(r"::(.*?)::(.*)", line)
        old = re.search(r"##\[(.*?)\](.*)", line)
        for match, separator in ((bare, ","), (old, ";")):
            if match and match[1].partition(" ")[0].lower() in COMMANDS:
                name, _, told = match[1].partition(" ")
                pairs = [pair.split("=", 1) for pair in told.strip().split(separator) if "=" in pair]
                found.append((name, {key: decoded(value) for key, value in pairs}, decoded(match[2], data=True)))
                break
    return found


def decoded(value: str, *, data: bool = False) -> str:
    """Undo the escapes of a command as the runner does."""
    for token, escape in (("\r", "%0D"), ("\n", "%0A"), *(() if data else ((":", "%3A"), (",", "%2C"))), ("%", "%25")):
        value = value.replace(escape, token)
    return value


def test_the_runner_of_these_tests_obeys() -> None:
    """The model of the runner sees commands of both forms, so that the tests below can fail."""
    assert obeyed("  ::error file=a%3Ab%252C,line=2::c%0Ad::e") == [
        ("error", {"file": "a:b%2C", "line": "2"}, "c\nd::e")
    ]
    assert obeyed("text ##[set-env name=A;b=c]d") == [("set-env", {"name": "A", "b": "c"}, "d")]
    assert obeyed("#\u0300#[add-mask]x\n:\u200b:notice::y") == [("add-mask", {}, "x"), ("notice", {}, "y")]
    assert obeyed("a ::error::x\n##x[error]\n::nothing::") == []


@settings(deadline=None)
@given(hostile_texts, hostile_texts, hostile_texts, hostile_texts)
def test_a_runner_obeys_nothing_but_our_annotations(path: str, message: str, repair: str, line: str) -> None:
    """No text of a file, wherever it stands in a report, is a command; our own annotations arrive as meant."""
    problem = Problem(Place(path, 5, 3), "unknown-field", message, repair)
    for form in ("text", "json", "sarif"):
        assert obeyed(formats.render(form, [problem], lambda _: line)) == [], form
    assert obeyed(formats.render("text", [problem], lambda _: line, colour=True)) == []
    properties = {"file": tabulation.visible(path), "line": "5", "col": "3", "title": "unknown-field"}
    if not path:
        del properties["file"]
    data = "\n".join(tabulation.visible(part) for part in (message, repair) if part)
    (found,) = obeyed(formats.render("github", [problem], lambda _: line))
    assert found[0] == "error"
    assert {key: value for key, value in found[1].items() if value} == {
        key: bare(value) for key, value in properties.items() if bare(value)
    }
    assert found[2] == bare(data)


def bare(text: str) -> str:
    """A text without the marks that the model of the runner skips."""
    return "".join(one for one in text if unicodedata.category(one) not in ("Mn", "Cf", "Me"))


@settings(deadline=None)
@given(hostile_texts, hostile_texts, hostile_texts, hostile_texts)
def test_a_terminal_obeys_nothing(path: str, message: str, repair: str, line: str) -> None:
    """Every report, and the summary, holds printable characters and line ends alone, and can be written as UTF-8."""
    problem = Problem(Place(path, 5, 3), "unknown-field", message, repair)
    shown = [formats.render(form, [problem], lambda _: line) for form in formats.FORMATS]
    for each in (*shown, markdown.summary([problem])):
        assert each.replace("\n", "").replace("\u3000", "").isprintable()
        assert each.encode().decode() == each


@settings(deadline=None)
@given(hostile_texts, hostile_texts, hostile_texts)
def test_documents_say_what_was_meant(path: str, message: str, repair: str) -> None:
    """JSON gives back the exact path, and the words as people are shown them."""
    problem = Problem(Place(path, 5, 3), "unknown-field", message, repair)
    (found,) = json.loads(formats.render("json", [problem], lambda _: ""))["problems"]
    assert found["path"] == re.sub("[\ud800-\udfff]", "\ufffd", path)
    assert (found["message"], found["repair"]) == (tabulation.visible(message), tabulation.visible(repair))


@settings(deadline=None)
@given(hostile_texts, hostile_texts)
def test_a_row_is_four_cells_of_code(message: str, repair: str) -> None:
    """Whatever a file holds, a row of the summary is four cells, each of them one piece of code or empty."""
    row = markdown.summary([Problem(Place("a", 1, 1), "r", message, repair)]).splitlines()[-1]
    cells = re.split(r"(?<!\\)\|", row)
    assert len(cells) == 6
    assert (cells[0], cells[-1]) == ("", "")
    for cell in cells[1:-1]:
        assert re.fullmatch(r" (`[^`]+`|``` ((?!```).)+ ```|) ", cell), cell


def test_a_wrapped_line_is_no_command() -> None:
    """Where a long repair is broken into lines, none of them begins with a command."""
    repair = "word " * 18 + "::error::x " + "word " * 18 + ":\u0300:notice::y"
    shown = formats.render("text", [Problem(Place("::error::x", 1, 1), "r", "m", repair)], lambda _: "")
    assert "\n     \\u{3a}:error::x" in shown
    assert obeyed(shown) == []


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "`plain`"),
        ("", ""),
        ("a|b", "`a\\|b`"),
        ("a\\|b", "`a\\\\u{7c}b`"),
        ("`a`", "``` `a` ```"),
        ("a``b", "``` a``b ```"),
        ("a```b", "`a\\u{60}\\u{60}\\u{60}b`"),
        ("<b>\n", "`<b>\\u{a}`"),
        ("x" * 501, "`" + "x" * 499 + "…`"),
    ],
)
def test_code_is_golden(text: str, shown: str) -> None:
    """Code has marks that its text does not hold, no pipe that ends a cell, and an end."""
    assert markdown.code(text) == shown


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("::error::x", "\\u{3a}:error::x\n"),
        (" \t::error::x", "  \\u{3a}:error::x\n"),
        ("a ##[error]x", "a \\u{23}#[error]x\n"),
        ("a: b ## c [d]", "a: b ## c [d]\n"),
        ("a ::b", "a ::b\n"),
    ],
)
def test_what_commands_say_is_no_command(capsys: pytest.CaptureFixture[str], line: str, said: str) -> None:
    """Titles and names that commands print are no commands of a runner either; other texts stay as they are."""
    say(line)
    assert capsys.readouterr().out == said


def test_a_caret_keeps_its_column_after_a_broken_command() -> None:
    """Where a command in the line was broken the caret still stands below its column."""
    line = "title: ##[error]x, y: z"
    shown, caret = report.excerpt(line, line.index("y") + 1, 74)
    assert shown[len(caret) - 1] == "y"
    assert shown.startswith("title: \\u{23}#[error]x")


@pytest.mark.parametrize("evil", ["#" * 1_000_000, "#!" * 500_000, " " * 1_000_000, "`" * 1_000_000, "[](" * 300_000])
def test_long_hostile_texts_take_no_time(evil: str) -> None:
    """A megabyte of marks is shown in every format within seconds of work, where backtracking would take hours."""
    problem = Problem(Place("a.yaml", 5, 500_000), "unknown-field", evil[:1_000], "r")
    begun = time.process_time()
    for form in formats.FORMATS:
        formats.render(form, [problem], lambda _: evil)
    tabulation.inert(tabulation.visible(evil))
    document.dumped(evil)
    markdown.code(evil)
    assert time.process_time() - begun < 20


# The command line


def spoil(root: Path) -> None:
    """Misspell a term."""
    invented.put(root / MEMORANDUM, invented.RECORDS["agreements/example-memorandum"] | {"status": "singed"})


def unseal(root: Path) -> None:
    """Quote words that the seal does not prove yet."""
    record = json.loads((root / MEMORANDUM).read_bytes())
    record["evidence"][0]["quote"] = "On 3 May 2001 the defence ministers of Japan"
    invented.put(root / MEMORANDUM, record)


def leave(_: Path) -> None:
    """Change nothing."""


@pytest.mark.parametrize("arguments", [(), (MEMORANDUM,)], ids=["all", "one file"])
@pytest.mark.parametrize("form", ["auto", *formats.FORMATS])
@pytest.mark.parametrize(
    ("make", "expected", "problems", "notices"), [(leave, 0, 0, 0), (unseal, 0, 0, 1), (spoil, 1, 1, 0)]
)
def test_a_format_never_changes_the_exit_code(  # noqa: PLR0913, PLR0917 (a test of all combinations)
    run: Run,
    checkout: Path,
    make: Callable[[Path], None],
    expected: int,
    problems: int,
    notices: int,
    form: str,
    arguments: tuple[str, ...],
) -> None:
    """Sound data, notices and problems end with the same code in every format; documents stand alone."""
    make(checkout)
    code, shown, complaint = run("validate", *arguments, "--format", form, "--summary", "summary.md")
    assert (code, complaint) == (expected, "")
    if form == "json":
        assert json.loads(shown)["counts"] == {"problems": problems, "notices": notices, "files": problems + notices}
    elif form == "sarif":
        levels = [result["level"] for result in json.loads(shown)["runs"][0]["results"]]
        assert levels == ["error"] * problems + ["note"] * notices
    else:
        assert shown.endswith((".\n",))
        assert ("Sound: 5 records, 1 source." in shown) == (make is leave and not arguments)
    heading = (checkout / "summary.md").read_text("utf-8").splitlines()[0]
    assert (
        heading
        == {
            (0, 0): "### ukjsec: No problems.",
            (0, 1): "### ukjsec: 1 notice in 1 file.",
            (1, 0): "### ukjsec: 1 problem in 1 file.",
        }[problems, notices]
    )


@pytest.mark.parametrize("form", ["auto", *formats.FORMATS])
def test_misuse_prints_no_half_document(run: Run, checkout: Path, form: str) -> None:
    """Where nothing could be validated, or the summary not be written, standard output is empty and the code is 2."""
    assert run("validate", "--format", form, "nothing.yaml") == (
        2,
        "",
        "ukjsec: nothing.yaml: there is no such file or folder\n",
    )
    assert run("validate", "--format", form, "--summary", "nowhere/x.md") == (
        2,
        "",
        "ukjsec: nowhere/x.md: No such file or directory; nothing more was done\n",
    )
    assert run("validate", "--format", form, "--summary", ".")[:2] == (2, "")
    assert not (checkout / "nowhere").exists()


def test_auto_looks_at_the_environment(run: Run, checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a workflow of GitHub's the report has annotations, elsewhere it is text; a named format is kept."""
    spoil(checkout)
    plain = run("validate", "--format", "text")[1]
    assert run("validate")[1] == plain
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    annotated = run("validate")[1]
    assert annotated == run("validate", "--format", "github")[1]
    assert annotated.startswith(f"::error file={MEMORANDUM},line=")
    assert annotated.endswith(plain)
    assert run("validate", "--format", "text")[1] == plain
    monkeypatch.setenv("GITHUB_ACTIONS", "false")
    assert run("validate")[1] == plain


def test_a_summary_is_added_to_what_is_there(run: Run, checkout: Path) -> None:
    """The summary is appended to the file, keeps to the room that is left in it, and the report is printed as ever."""
    spoil(checkout)
    file = checkout / "summary.md"
    file.write_text("before\n", "utf-8")
    assert run("validate", "--summary", "summary.md")[:2] == run("validate")[:2]
    assert file.read_text("utf-8").startswith("before\n### ukjsec: 1 problem in 1 file.\n")
    assert "`unknown-term`" in file.read_text("utf-8")
    file.write_text("x" * markdown.LIMIT_BYTES, "utf-8")
    assert run("validate", "--summary", "summary.md")[0] == 1
    assert file.read_text("utf-8").endswith("\n1 more have no room here; `ukjsec validate` shows them.\n")
    assert file.stat().st_size < 1_048_576


def test_the_choices_are_the_table_of_formats() -> None:
    """The command line offers `auto` and what the table holds, and no more."""
    commands = next(one for one in cli.parser()._actions if isinstance(one, argparse._SubParsersAction))
    (option,) = (one for one in commands.choices["validate"]._actions if one.dest == "format")
    assert option.choices == ("auto", *formats.FORMATS)
    assert set(formats.FORMATS) == {"text", "github", "json", "sarif"}


def streams(checkout: Path, *arguments: str, redirect: str, unbuffered: str = "") -> tuple[int, str]:
    """Run the real program with its output redirected by a shell: its exit code, and what it complained of.

    Whether Python holds back what is written decides at which call it learns that the reader has gone.
    """
    shell = shutil.which("bash")
    if shell is None:
        pytest.skip("there is no bash here")
    line = f'"$@" {redirect}; exit ${{PIPESTATUS[0]}}'
    command = [shell, "-c", line, shell, sys.executable, "-m", "ukjsec", *arguments]
    environment = os.environ | {"PYTHONUNBUFFERED": unbuffered}
    done = subprocess.run(command, cwd=checkout, env=environment, capture_output=True, text=True, check=False)
    return done.returncode, done.stderr


@pytest.mark.parametrize("form", formats.FORMATS)
@pytest.mark.parametrize("redirect", ["| head -n 1", "| true", ">&-"])
def test_the_verdict_outlives_its_reader(checkout: Path, form: str, redirect: str) -> None:
    """Where the other end of the pipe is closed the exit code is still that of the problems, without a complaint."""
    spoil(checkout)
    for number in range(300):
        (checkout / f"seeds/projects/bad-{number}.yaml").write_text("id: [\n" * 20, "utf-8")
    assert streams(checkout, "validate", "--format", form, redirect=redirect) == (1, "")


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_gone_reader_makes_nothing_fail(checkout: Path, unbuffered: str) -> None:
    """What ends with 0 or 2 does so too when nobody reads it, help included."""
    for arguments, code in ((("validate",), 0), (("--help",), 0), (("shwo",), 2), (("why", "no-such-record"), 2)):
        assert streams(checkout, *arguments, redirect="2>&1 | true", unbuffered=unbuffered) == (code, "")
    assert streams(checkout, "build", redirect="| true", unbuffered=unbuffered) == (0, "")


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_full_disk_is_told(checkout: Path, unbuffered: str) -> None:
    """A report that cannot be written whole ends with 2 and says why."""
    if not Path("/dev/full").exists():
        pytest.skip("there is no /dev/full here")
    said = "ukjsec: No space left on device; nothing more was done\n"
    assert streams(checkout, "validate", "--format", "json", redirect="> /dev/full", unbuffered=unbuffered) == (2, said)
