"""How the dataset and its sources are cited, in every style."""

from __future__ import annotations

import json
from typing import Any

import pytest

import ukjsec
from ukjsec import citations, errors

pytestmark = pytest.mark.usefixtures("package")

LICENCE = "Creative Commons Attribution 4.0 International; quotations excepted"

BIBTEX = f"""\
@misc{{ukjsec-0.1.0,
  author = {{{{Nobody}}}},
  title = {{{{Invented}}}},
  year = {{2002}},
  version = {{0.1.0}},
  note = {{Data set, version 0.1.0, {LICENCE}}},
}}"""

BIBTEX_OF_SOURCE = """\
@misc{example-source,
  author = {{A. Writer}},
  title = {{An Invented Report}},
  year = {2002},
  howpublished = {Invented Press},
}"""


def test_the_dataset_in_every_style() -> None:
    """The dataset is cited with its authors, year, title, version and licence."""
    assert ukjsec.cite() == f"Nobody (2002). Invented (version 0.1.0) [Data set]. Licence: {LICENCE}."
    assert ukjsec.cite("bibtex") == BIBTEX
    assert json.loads(ukjsec.cite("csl-json")) == [
        {
            "id": "ukjsec-0.1.0",
            "type": "dataset",
            "title": "Invented",
            "author": [{"literal": "Nobody"}],
            "issued": {"date-parts": [[2002, 5, 1]]},
            "version": "0.1.0",
            "note": f"Licence: {LICENCE}",
        }
    ]


def test_a_source_in_every_style() -> None:
    """A source is cited with its authors, date, title and publisher."""
    assert ukjsec.cite(source="example-source") == "A. Writer (2002-04). An Invented Report. Invented Press."
    assert ukjsec.cite("bibtex", source="example-source") == BIBTEX_OF_SOURCE
    assert json.loads(ukjsec.cite("csl-json", source="example-source")) == [
        {
            "id": "example-source",
            "type": "document",
            "title": "An Invented Report",
            "author": [{"literal": "A. Writer"}],
            "issued": {"date-parts": [[2002, 4]]},
            "publisher": "Invented Press",
        }
    ]


def test_what_is_special_in_latex_is_escaped() -> None:
    r"""Braces, backslashes and the other specials of LaTeX are printed, not obeyed; other scripts stay as they are."""
    work = citations._Work(
        "x", "document", r"A\B {C} 50% & $5 #1_2 ~^ 日英", ("Smith and Sons",), "2001", address="h://x/_%7B"
    )
    lines = citations._bibtex(work).splitlines()
    assert lines[1] == "  author = {{Smith and Sons}},"
    assert lines[2] == (
        r"  title = {{A\textbackslash{}B \{C\} 50\% \& \$5 \#1\_2 \textasciitilde{}\textasciicircum{} 日英}},"
    )
    assert lines[4] == "  url = {h://x/_%7B},"
    several = citations._Work("x", "document", "T", ("A", "B"), "2001")
    assert "  author = {{A} and {B}}," in citations._bibtex(several).splitlines()


def test_a_source_without_authors_stands_under_its_publisher() -> None:
    """Where nobody is named, the publisher takes the first place; no field stays empty."""
    work = citations._Work(
        "x", "document", "Who knows?", (), "[..2003-10]", publisher="Press", address="https://x.example"
    )
    assert citations._text(work) == "Press (by 2003-10). Who knows? https://x.example"
    assert "author" not in json.loads(citations._csl(work))[0]
    assert "author" not in citations._bibtex(work)
    assert "  year = {2003}," in citations._bibtex(work).splitlines()


def test_a_source_without_authors_and_publisher_stands_under_its_title() -> None:
    """What nobody is named for begins with its title; no author is made up."""
    assert citations._text(citations._Work("x", "document", "A Page", (), "2001")) == "A Page (2001)."


@pytest.mark.parametrize(
    ("text", "issued"),
    [
        ("2015", {"date-parts": [[2015]]}),
        ("2015-06", {"date-parts": [[2015, 6]]}),
        ("2015-06-07", {"date-parts": [[2015, 6, 7]]}),
        ("2013-24", {"date-parts": [[2013]], "season": 4}),
        ("2014~", {"date-parts": [[2014]], "circa": True}),
        ("2014/2015", {"date-parts": [[2014, 1, 1], [2015, 12, 31]]}),
        ("199X", {"date-parts": [[1990, 1, 1], [1999, 12, 31]]}),
        ("2014/..", {"literal": "2014/.."}),
    ],
)
def test_a_date_keeps_its_precision_in_csl(text: str, issued: dict[str, Any]) -> None:
    """A year stays a year, a span has two ends, and a date that CSL cannot say stays text."""
    assert citations._issued(text) == issued


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2015-04-23", "2015-04-23"),
        ("2009~", "about 2009"),
        ("2021?", "perhaps 2021"),
        ("2021-05%", "perhaps about 2021-05"),
        ("2013-24", "winter 2013"),
        ("199X", "1990s"),
        ("[2015..]", "2015 or later"),
        ("[..2003-10]", "by 2003-10"),
        ("[2021..2022-05-05]", "between 2021 and 2022-05-05"),
        ("2004~/2009", "about 2004 to 2009"),
        ("2002-01/..", "since 2002-01"),
        ("../2003", "until 2003"),
    ],
)
def test_a_date_is_cited_in_words(text: str, words: str) -> None:
    """The line to paste has no marks of EDTF in it."""
    assert citations._in_words(text) == words


@pytest.mark.parametrize(
    ("style", "source", "message"),
    [
        ("apa", None, "there is no style `apa`; there is text, bibtex, csl-json"),
        ("bibtext", None, "there is no style `bibtext`; did you mean `bibtex`?"),
        ("text", "exampel-source", "there is no source `exampel-source`; did you mean `example-source`?"),
    ],
)
def test_an_unknown_style_or_source_gets_the_nearest(style: Any, source: str | None, message: str) -> None:
    """The complaint offers the nearest name, or all that there are."""
    with pytest.raises(errors.UnknownNameError) as caught:
        ukjsec.cite(style, source=source)
    assert str(caught.value) == message
