"""What people read: golden texts, columns that fit, and nothing that a terminal would obey."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from pathlib import Path

import invented
import pytest

from ukjsec import dataset, vocabulary, wrapping
from ukjsec.problems import Place, Problem
from ukjsec.reports import tabulation
from ukjsec.reports import text as report
from ukjsec.rules import CATALOGUE

Run = Callable[..., tuple[int, str, str]]

BROKEN = """\
id: broken-talks
title: 日英会議
kind: conference
status: completed
dates: {held: 2002-02-30}
participants: [{actor: jpn, role: partie}, {actor: gbr, role: party, 日本: "東京"}]
evidence:
- {quote: 東京, place: x, source: example-source, supports: [kind]}
summary: They\tmet.
"""

REPORT = """\
seeds/dialogues/broken-talks.yaml:5:15: impossible-date: 2002-02-30: February 2002 has 28 days
  5 | dates: {held: 2002-02-30}
    |               ^
  -> Write the date in EDTF, such as 2012, 2012-06 or 2012-06-05.

seeds/dialogues/broken-talks.yaml:6:35: unknown-term: 'partie' is not a term of the vocabulary role
  6 | participants: [{actor: jpn, role: partie}, {actor: gbr, role: party, 日本…
    |                                   ^
  -> Did you mean `party`? The terms are ROLES.

seeds/dialogues/broken-talks.yaml:6:70: unknown-field: `日本` is not a field here
  6 | …ts: [{actor: jpn, role: partie}, {actor: gbr, role: party, 日本: "東京"}]
    |                                                             ^
  -> The fields are actor, role, as.

seeds/dialogues/broken-talks.yaml:8:15: unknown-field: `place` is not a field here
  8 | - {quote: 東京, place: x, source: example-source, supports: [kind]}
    |                 ^
  -> The fields are source, quote, supports, paragraph, basis.

4 problems in 1 file.
"""

EXPLAINED = """\
basis-missing

A value that does not stand literally in its quotation has no basis. Whoever
reads it must be able to follow the coder's reasoning.

Breaks it:

    setting: multilateral
    evidence:
    - {source: example-source, quote: in force since June 2001, supports: [setting]}

Repair: Quote the words in which it stands, or add a `basis`: one sentence of
reasoning.
"""

ACCOUNT = """\
Sentences of each source, by account
source          all  quoted  ledger  unaccounted  words quoted
--------------  ---  ------  ------  -----------  ------------
example-source   34       5      29            0           16%

Sentences in the ledger, by reason
example-source: 25 context, 2 argument, 1 boilerplate, 1 pending

Values by field, and how their quotations show them
field         values  literal  carried  inferred  literal %
------------  ------  -------  -------  --------  ---------
dates              6        3        0         3        50%
kind               5        4        0         1        80%
participants       9        7        0         2        78%
places             2        2        0         0       100%
quantities         2        2        0         0       100%
related            1        1        0         0       100%
status             5        5        0         0       100%
title_ja           1        1        0         0       100%
unit               1        1        0         0       100%
all               32       26        0         6        81%

Bases used for more than 3 values
times  basis
    4  The author says so in April 2002 of the ministers of both sides.
"""


def cells(line: str) -> int:
    """How many cells of a terminal a line takes."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in line)


def test_the_report_of_a_record_is_golden(run: Run, checkout: Path) -> None:
    """Each problem has its place, rule, message, its line with a caret below the column, and the repair."""
    (checkout / "seeds/dialogues/broken-talks.yaml").write_text(BROKEN, "utf-8")
    code, shown, complaint = run("validate", "seeds/dialogues")
    assert (code, complaint) == (1, "")
    repair = f"Did you mean `party`? The terms are {', '.join(vocabulary.ROLE.names)}."
    roles = "\n".join(wrapping.wrap(repair, "  -> ", "     ", width=100))
    assert max(map(cells, shown.splitlines())) <= 100
    assert shown == REPORT.replace("  -> Did you mean `party`? The terms are ROLES.", roles)


def test_rules_are_explained(run: Run) -> None:
    """A rule is explained by its title, its reason, a failing fragment and the repair."""
    assert run("explain", "basis-missing") == (0, EXPLAINED, "")


def test_the_list_of_rules_fits(run: Run) -> None:
    """Every rule has a line of at most 80 cells."""
    code, shown, _ = run("explain")
    assert code == 0
    assert [line.split()[0] for line in shown.splitlines()[2:]] == list(CATALOGUE)
    assert max(map(cells, shown.splitlines())) <= 80


@pytest.mark.parametrize("ident", CATALOGUE)
def test_every_rule_can_be_explained(run: Run, ident: str) -> None:
    """Each explanation is printable text."""
    code, shown, _ = run("explain", ident)
    assert code == 0
    assert shown.startswith(f"{ident}\n\n")
    assert shown.replace("\n", "").isprintable()


def test_the_account_is_golden(run: Run) -> None:
    """Coverage accounts for the sentences of each source, the match of each field, and bases that are used often."""
    assert run("coverage") == (0, ACCOUNT, "")


def test_sentences_are_listed_with_their_words(run: Run) -> None:
    """The sentences of a source are listed by account; with the text at hand their words are shown too."""
    code, bare, _ = run("coverage", "example-source")
    assert code == 0
    assert bare.splitlines()[:4] == ["at    words  account", "----  -----  -----------",
                                     "1.1       3  boilerplate", "2.1      18  quoted"]  # fmt: skip
    _, full, _ = run("coverage", "example-source", "--texts", "texts")
    assert "2.3      12  context\n    Nobody else took part" in full
    assert max(map(cells, full.splitlines())) <= 80
    assert "日英会議は2002年3月に東京で開かれた" in full


def test_an_unaccounted_sentence_fails(run: Run, checkout: Path) -> None:
    """A sentence with neither quotation nor reason is a problem of the account."""
    ledger = invented.SOURCE["ledger"][:-1]
    invented.put(checkout / "seeds/sources/example-source.yaml", invented.SOURCE | {"ledger": ledger})
    code, shown, _ = run("coverage")
    assert code == 1
    assert "unaccounted" in shown
    assert "UNACCOUNTED" in run("coverage", "example-source")[1]


def test_every_table_fits_into_80_columns(run: Run, checkout: Path) -> None:
    """Each table is shown with as many columns as fit, the kana and kanji counted as two."""
    long = {"title_ja": "日英防衛当局間協議" * 9, "summary": "日英会議は東京で開かれた。" * 20 + "word " * 60 + "end."}
    name = "dialogues/example-meeting"
    record = invented.RECORDS[name] | long
    record["evidence"] = [each | {"basis": "So it is told."} for each in record["evidence"]]
    invented.put(checkout / f"seeds/{name}.yaml", record)
    assert run("validate")[0] == 0
    assert run("build")[0] == 0
    names = run("show")[1].split()
    assert names == dataset.tables()
    for each in names:
        code, shown, _ = run("show", each)
        assert code == 0
        assert max(map(cells, shown.splitlines())) <= 80, each
        assert f"of {each}." in shown or "has no rows" in shown
    for path in invented.RECORDS:
        code, shown, _ = run("show", path.split("/")[1])
        assert code == 0
        assert max(map(cells, shown.splitlines())) <= 80, path
    assert "".join(run("show", "example-meeting")[1].split()).count("".join(long["summary"].split())) == 1


def test_a_record_is_shown_whole(run: Run) -> None:
    """A record is shown with its names, dates, participants, quantities, relations and proofs."""
    code, shown, _ = run("show", "example-exercise")
    assert code == 0
    for text in (
        "A naval exercise\nexample-exercise\n",
        "\ndates        held 2001-23\n",
        "\nparticipants Royal Navy (participant)\n             Japanese navy (participant)\n",
        "\nquantities   people: 1,200 person; stated “1,200 people”\n",
        "\nrelated      under example-memorandum\n",
        "\nevidence     3 quotations prove 7 values, ",
        "\n             ukjsec why example-exercise\n",
    ):
        assert text in shown


@pytest.mark.parametrize(
    ("line", "column", "before"),
    [
        ("status: singed", 9, "status: "),
        ("日本: x", 5, "日本: "),
        ("\ta: b", 2, " "),
        ("a\u202eb: c", 4, "a\\u{202e}b"),
        ("e\u0301: c", 3, "e\u0301"),
        ("x" * 500 + "!" + "y" * 500, 501, None),
        ("日" * 500 + "!" + "日" * 500, 501, None),
        ("short", 6, "short"),
        ("z" * 1_000_000, 1_000_000, None),
    ],
)
def test_the_caret_stands_below_its_column(line: str, column: int, before: str | None) -> None:
    """The caret is below the character that is meant, wide and hidden characters counted, and both lines fit."""
    shown, caret = report.excerpt(line, column, 74)
    at = wrapping.cells_of(caret) - 1
    assert max(wrapping.cells_of(shown), at) <= 74
    if before is None:
        assert "".join(character * cells(character) for character in shown)[at] == line[column - 1]
    else:
        assert at == wrapping.cells_of(before)
        assert shown.startswith(before)


def test_hostile_characters_are_never_printed_raw() -> None:
    """What a terminal would obey is printed as an escape, in every part of the report, with colour or without."""
    evil = "a\x1b[2J\u202eb\u200b\x07"
    problem = Problem(Place(f"seeds/{evil}.yaml", 1, 3), "unknown-field", f"{evil} is not a field", f"Delete {evil}.")
    plain = report.text([problem], lambda _: f"{evil}: 1")
    coloured = report.text([problem], lambda _: f"{evil}: 1", colour=True)
    for mark in (report.RED, report.YELLOW, report.BOLD, report.PLAIN):
        coloured = coloured.replace(mark, "")
    assert plain == coloured
    assert plain.replace("\n", "").isprintable()
    assert plain.count("\\u{1b}[2J\\u{202e}b\\u{200b}\\u{7}") == 4


def test_the_summary_counts() -> None:
    """The closing line counts problems, notices and files, in the singular too."""
    one = Problem(Place("a", 1, 1), "unknown-term", "m")
    two = Problem(Place("b", 1, 1), "quotation-unsealed", "m", severity="notice")
    assert report.summary([]) == "No problems."
    assert report.summary([one]) == "1 problem in 1 file."
    assert report.summary([one, two, two]) == "1 problem and 2 notices in 2 files."
    assert report.summary([two]) == "1 notice in 1 file."


def test_long_cells_are_cut_and_texts_wrapped_by_cells() -> None:
    """Only columns after the first are cut, with an ellipsis; kana and kanji may be parted, ids may not."""
    shown = tabulation.tabulate(["id", "title"], [["example-" * 8, "日" * 60]], width=80)
    assert max(map(cells, shown.splitlines())) <= 80
    assert "example-" * 8 in shown
    assert "…" in shown
    lines = wrapping.wrap("an-id-" * 12 + " " + "日本、" * 30, "label ", "      ")
    assert max(map(cells, lines)) <= 80
    assert lines[0] == "label " + "an-id-" * 12
    assert "".join(line.strip() for line in lines[1:]) == "日本、" * 30
    assert not any(line.strip().startswith("、") for line in lines)


def test_a_cut_excerpt_is_marked() -> None:
    """An excerpt shows by … that the line goes on before it, or after it; a whole line bears none."""
    assert report.excerpt("a" * 200, 100, 20)[0].count("…") == 2
    assert report.excerpt("a" * 200, 1, 20)[0] == "a" * 19 + "…"
    assert report.excerpt("a" * 20, 20, 20) == ("a" * 20, " " * 19 + "^")
