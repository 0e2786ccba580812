"""How to cite the dataset, and the sources that it quotes: as text, for BibTeX and for CSL."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, Literal, get_args

from ukjsec import dataset, edtf
from ukjsec.errors import UnknownNameError

Style = Literal["text", "bibtex", "csl-json"]

_LATEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        # BibTeX counts braces that a backslash escapes, too: a single one would swallow the rest of the entry.
        "{": r"$\lbrace$",
        "}": r"$\rbrace$",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{mark: rf"\{mark}" for mark in "&%$#_"},
    }
)

_PLAIN = re.compile("[0-9]{4}(-[01][0-9](-[0-9]{2})?)?")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_SEASONS = {"21": "spring", "22": "summer", "23": "autumn", "24": "winter"}


@dataclass(frozen=True)
class _Work:
    """What there is to cite of a dataset or a source."""

    ident: str
    kind: Literal["dataset", "document"]
    title: str
    authors: tuple[str, ...]
    date: str
    """In EDTF."""
    publisher: str | None = None
    version: str | None = None
    licence: str | None = None
    address: str | None = None


def cite(style: Style = "text", source: str | None = None, version: str | None = None) -> str:
    """Give the citation of the dataset, or of a source that it quotes.

    Args:
        style: `"text"` for a line to paste, `"bibtex"` for an entry in UTF-8 with the specials of LaTeX escaped,
            `"csl-json"` for a JSON list of one item, as Zotero and pandoc read it.
        source: the id of a source, as in `load("sources")`; None means the dataset itself, with its version.
        version: that of a release, which is fetched as by `load`; None means the data that came with the library.

    Returns:
        The citation. Names of authors stand as they are stated, never parted into given name and family name. A date
        that is only bounded ("2015 or later") is said in words.

    Raises:
        UnknownNameError: there is no such style or source.
        MissingPackageError: the data package is not there.
        DownloadError: the release cannot be fetched.

    Example:
        >>> print(ukjsec.cite("bibtex"))
        >>> print(ukjsec.cite(source="drifte-2003"))
    """
    if style not in get_args(Style):
        if dataset.select("sources", "id", style, version):
            raise UnknownNameError(
                f'`{style}` is a source, not a style; ask for cite(source="{style}"), or `ukjsec cite {style}`'
            )
        raise dataset.unknown("style", style, get_args(Style))
    work = _dataset(version) if source is None else _source(source, version)
    return {"text": _text, "bibtex": _bibtex, "csl-json": _csl}[style](work)


def _dataset(version: str | None) -> _Work:
    about = dataset.descriptor(version)
    return _Work(
        ident=f"{about['name']}-{about['version']}",
        kind="dataset",
        title=about["title"],
        authors=tuple(person["title"] for person in about["contributors"]),
        date=about["created"][:10],
        version=about["version"],
        licence=", ".join(licence["title"] for licence in about["licenses"]),
        address=about.get("homepage"),
    )


def _source(ident: str, version: str | None) -> _Work:
    rows = {row["id"]: row for row in dataset.load("sources", as_="rows", version=version)}
    if ident not in rows:
        raise dataset.unknown("source", ident, rows)
    row = rows[ident]
    return _Work(
        ident=ident,
        kind="document",
        title=row["title"],
        authors=tuple(row["authors"].split("; ")) if row["authors"] else (),
        date=row["date"],
        publisher=row["publisher"],
        address=row["address"],
    )


def _text(work: _Work) -> str:
    authors = ", ".join(work.authors) or work.publisher
    date = work.date[:4] if work.kind == "dataset" else _in_words(work.date)
    what = f" (version {work.version}) [Data set]" if work.version else ""
    said = [
        f"{authors} ({date})" if authors else f"{work.title}{what} ({date})",
        f"{work.title}{what}" if authors else None,
        work.publisher if work.authors else None,
        f"Licence: {work.licence}" if work.licence else None,
        work.address,
    ]
    return " ".join(
        part if part.endswith((".", "?", "!")) or part == work.address else f"{part}." for part in said if part
    )


def _in_words(text: str) -> str:
    """A date in EDTF for a reader who does not know its marks: `[2015..]` is `2015 or later`."""
    if text.startswith("["):
        first, second = map(_end_in_words, text[1:-1].split(".."))
        return f"between {first} and {second}" if first and second else f"{first} or later" if first else f"by {second}"
    first, slash, second = text.partition("/")
    if not slash:
        return _end_in_words(text)
    if ".." in (first, second):
        return f"until {_end_in_words(second)}" if first == ".." else f"since {_end_in_words(first)}"
    return f"{_end_in_words(first)} to {_end_in_words(second)}"


def _end_in_words(text: str) -> str:
    plain = text.rstrip("~?%")
    said = {"~": "about ", "?": "perhaps ", "%": "perhaps about "}.get(text[-1:], "")
    season = _SEASONS.get(plain[5:]) if len(plain) == 7 else None
    return said + (f"{season} {plain[:4]}" if season else plain.replace("X", "0s"))


def _bibtex(work: _Work) -> str:
    parts = next((part for part in _date_parts(work.date) if part), [])
    fields = {
        "author": " and ".join(f"{{{_escaped(author)}}}" for author in work.authors),
        # What styles sort by, and label with, where there is no author.
        "key": "" if work.authors else _escaped(work.publisher or work.title),
        "title": f"{{{_escaped(work.title)}}}",
        "year": parts[0] if parts else None,
        "month": _MONTHS[parts[1] - 1] if len(parts) > 1 and _plain(work.date) else None,
        "howpublished": _escaped(work.publisher or ""),
        "version": _escaped(work.version or ""),
        "note": _escaped(", ".join(part for part in (_edition(work), _dating(work), work.licence) if part)),
        "url": work.address and work.address.replace("{", "%7B").replace("}", "%7D"),
    }
    # A month is a macro of the style, which prints its name in the language of the text.
    lines = [f"  {name} = {value if name == 'month' else f'{{{value}}}'}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{{work.ident},", *lines, "}"])


def _edition(work: _Work) -> str:
    """What styles of BibTeX that know no versions print as a note."""
    return f"Data set, version {work.version}" if work.version else ""


def _dating(work: _Work) -> str:
    """What a year and a month cannot say of the date."""
    return "" if work.kind == "dataset" or _plain(work.date) else f"dated {_in_words(work.date)}"


def _plain(text: str) -> bool:
    """Whether a date is a year, a month or a day, without a reservation."""
    return bool(_PLAIN.fullmatch(text))


def _escaped(text: str) -> str:
    return text.translate(_LATEX)


def _csl(work: _Work) -> str:
    item: dict[str, Any] = {
        "id": work.ident,
        "type": work.kind,
        "title": work.title,
        "author": [{"literal": author} for author in work.authors],
        "issued": _issued(work.date),
        "publisher": work.publisher,
        "version": work.version,
        "note": work.licence and f"Licence: {work.licence}",
        "URL": work.address,
    }
    return json.dumps([{name: value for name, value in item.items() if value}], ensure_ascii=False, indent=2)


def _issued(text: str) -> dict[str, Any]:
    """A date as CSL has it: its parts, or in words where it is only bounded or open."""
    parts = _date_parts(text)
    if text.startswith("[") or "X" in text or not all(parts):
        return {"literal": _in_words(text)}
    issued: dict[str, Any] = {"date-parts": parts}
    date = edtf.parse(text)
    if date.precision == "season":
        issued["season"] = int(text[5:7]) - 20
    return issued | ({"circa": True} if date.qualifier else {})


def _date_parts(text: str) -> list[list[int]]:
    """Year, month and day, as far as known, of a date or of both its ends; nothing for an end that is open."""
    ends = text[1:-1].split("..") if text.startswith("[") else text.split("/")
    known = {"decade": 1, "year": 1, "season": 1, "month": 2, "day": 3}
    found = []
    for end in ends:
        date = None if end in ("", "..") else edtf.parse(end)
        first = date.earliest if date else None
        found.append([first.year, first.month, first.day][: known[date.precision]] if date and first else [])
    return found
