"""How the dataset and its sources are cited, in every style."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pybtex.database
import pytest
import yaml
from pybtex.plugin import find_plugin

import ukjsec
from ukjsec import citations, dataset, errors

pytestmark = pytest.mark.usefixtures("package")

LICENCE = "Creative Commons Attribution 4.0 International; quotations excepted"

BIBTEX = f"""\
@misc{{ukjsec-0.1.0,
  author = {{{{Nobody}}}},
  title = {{{{Invented}}}},
  year = {{2002}},
  month = may,
  version = {{0.1.0}},
  note = {{Data set, version 0.1.0, {LICENCE}}},
}}"""

BIBTEX_OF_SOURCE = """\
@misc{example-source,
  author = {{A. Writer}},
  title = {{An Invented Report}},
  year = {2002},
  month = apr,
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
        r"  title = {{A\textbackslash{}B $\lbrace$C$\rbrace$ 50\% \& \$5 \#1\_2 "
        r"\textasciitilde{}\textasciicircum{} 日英}},"
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
        ("2014/2015", {"date-parts": [[2014], [2015]]}),
        ("2014-05~/2015-06-07", {"date-parts": [[2014, 5], [2015, 6, 7]], "circa": True}),
        ("199X/2003", {"literal": "1990s to 2003"}),
        ("199X", {"literal": "1990s"}),
        ("2014/..", {"literal": "since 2014"}),
        ("[2012..2014-05]", {"literal": "between 2012 and 2014-05"}),
        ("[2015..]", {"literal": "2015 or later"}),
    ],
)
def test_a_date_keeps_its_precision_in_csl(text: str, issued: dict[str, Any]) -> None:
    """A year stays a year, a span has two ends, and a date that CSL cannot say is said in words."""
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
        ("apa", None, "there is no style `apa`; there are text, bibtex, csl-json"),
        ("bibtext", None, "there is no style `bibtext`; did you mean `bibtex`?"),
        ("text", "exampel-source", "there is no source `exampel-source`; did you mean `example-source`?"),
    ],
)
def test_an_unknown_style_or_source_gets_the_nearest(style: Any, source: str | None, message: str) -> None:
    """The complaint offers the nearest name, or all that there are."""
    with pytest.raises(errors.UnknownNameError) as caught:
        ukjsec.cite(style, source=source)
    assert str(caught.value) == message


def made(number: int, title: str, authors: tuple[str, ...], date: str, **others: str) -> citations._Work:
    """A document to cite."""
    return citations._Work(f"work-{number}", "document", title, authors, date, **others)


WORKS = [
    made(0, r"A { brace, 50% of \ and # & _ $ ~ ^", ("A and B Ltd",), "2001-05"),
    made(1, "} the other one", (), "[2015..]", publisher="Smith & Sons {Press}"),
    made(2, "日英の安全保障協力", ("山田太郎", "A. Writer"), "2013-24", publisher="防衛研究所"),
    made(3, "No author, publisher or address", (), "199X"),
    made(4, "An address", (), "2001/..", address="https://x.example/a_b%20c?d=1&e={f}#g~h"),
    made(5, "Bounded by a day", (), "[2016-11-01..]"),
]


def test_a_second_reader_of_bibtex_reads_every_entry() -> None:
    """Pybtex reads all entries of one file and prints them: no title, name or address breaks its own or the next."""
    text = "\n\n".join([ukjsec.cite("bibtex"), *(citations._bibtex(work) for work in WORKS)])
    read = pybtex.database.parse_string(text, "bibtex")
    assert list(read.entries) == ["ukjsec-0.1.0", *(work.ident for work in WORKS)]
    printed = find_plugin("pybtex.style.formatting", "plain")().format_bibliography(read)
    lines = {entry.key: entry.text.render(find_plugin("pybtex.backends", "text")()) for entry in printed}
    assert lines["ukjsec-0.1.0"] == f"Nobody. Invented. May 2002. Data set, version 0.1.0, {LICENCE}."
    assert lines["work-2"] == "山田太郎 and A. Writer. 日英の安全保障協力. 防衛研究所, 2013. dated winter 2013."
    assert [str(person) for person in read.entries["work-0"].persons["author"]] == ["{A and B Ltd}"]
    assert read.entries["work-1"].fields["note"] == "dated 2015 or later"
    assert read.entries["work-1"].fields["key"] == r"Smith \& Sons $\lbrace$Press$\rbrace$"
    assert "month" not in read.entries["work-5"].fields
    assert read.entries["work-3"].fields["key"] == "No author, publisher or address"
    assert read.entries["work-4"].fields["url"] == "https://x.example/a_b%20c?d=1&e=%7Bf%7D#g~h"


def test_every_real_source_can_be_cited(monkeypatch: pytest.MonkeyPatch) -> None:
    """The real dataset and each of its sources have a citation in every style; none shows a mark of EDTF."""
    monkeypatch.undo()
    sources = [None, *(row["id"] for row in ukjsec.load("sources", as_="rows"))]
    assert len(sources) > 5
    for source in sources:
        (item,) = json.loads(ukjsec.cite("csl-json", source=source))
        assert all(item.values())
        assert ".." not in json.dumps(item["issued"]) + ukjsec.cite(source=source)
    text = "\n".join(ukjsec.cite("bibtex", source=source) for source in sources)
    assert len(pybtex.database.parse_string(text, "bibtex").entries) == len(sources)


def test_a_release_is_cited(monkeypatch: pytest.MonkeyPatch) -> None:
    """The version that is named is asked for, of the dataset and of its sources."""
    asked = []
    about, rows = dataset.descriptor(), dataset.load("sources", as_="rows")

    def descriptor(version: str | None = None) -> dict[str, Any]:
        asked.append(("descriptor", version))
        return about | {"version": version}

    def load(table: str, as_: str, version: str | None = None) -> list[dataset.Row]:
        asked.append((f"{table} as {as_}", version))
        return rows

    monkeypatch.setattr(dataset, "descriptor", descriptor)
    monkeypatch.setattr(dataset, "load", load)
    assert "(version 0.9.0)" in ukjsec.cite(version="0.9.0")
    assert ukjsec.cite(source="example-source", version="0.9.0").startswith("A. Writer (2002-04)")
    assert asked == [("descriptor", "0.9.0"), ("sources as rows", "0.9.0")]


def test_the_citation_file_says_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """CITATION.cff keeps to the schema of the Citation File Format, and names what `cite` names."""
    monkeypatch.undo()
    file = Path(__file__).resolve().parent.parent / "CITATION.cff"
    command = ["check_jsonschema", "--builtin-schema", "vendor.citation-file-format", str(file)]
    judged = subprocess.run([sys.executable, "-m", *command], capture_output=True, text=True, check=False)
    assert judged.returncode == 0, judged.stdout + judged.stderr
    stated = yaml.safe_load(file.read_text("utf-8"))
    (item,) = json.loads(ukjsec.cite("csl-json"))
    assert (item["title"], item["version"], item["type"]) == (stated["title"], stated["version"], stated["type"])
    assert [author["literal"] for author in item["author"]] == [author["name"] for author in stated["authors"]]
    assert item["issued"]["date-parts"] == [[int(part) for part in str(stated["date-released"]).split("-")]]
