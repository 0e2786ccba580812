"""Ids as files claim them: each is one item's alone, and a file bears the name of its id."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from ukjsec.characters import strange
from ukjsec.corpus import Corpus, Filed
from ukjsec.problems import Finding, Route
from ukjsec.values import ID_PATTERN, LONGEST_ID


def claim(corpus: Corpus, what: str, data: Any, path: str, route: Route | None = None) -> bool:
    """Enter the id that a document, or the item of a list at a route, claims; False where another has it already."""
    ident = data.get("id") if isinstance(data, dict) else None
    stem = Path(path).stem
    named = route is None
    route = route or ()
    if named:
        corpus.claimed[what].add(stem)
    if not isinstance(ident, str):
        if not named:
            corpus.claimed[what].add("*")
        return True
    at = Filed(path, route)
    first = corpus.filed.setdefault((what, ident), at)
    if first != at and named and ident == stem:
        _evict(corpus, what, ident, at)
        return True
    if first != at:
        corpus.findings.append(_taken(at, first, ident, outside=path in corpus.overlaid))
        return False
    corpus.claimed[what].add(ident)
    if named and ident != stem and len(ident) <= LONGEST_ID and re.fullmatch(ID_PATTERN, ident):
        corpus.findings.append(
            Finding(
                path,
                (*route, "id"),
                "file-name-differs",
                f"the id `{ident[:80]}` is not the name of the file, `{stem[:80]}`{strange(stem)}",
                f"Rename the file to {ident[:80]}{_ending(path)}, or correct the id.",
            )
        )
    return True


def _ending(path: str) -> str:
    """The ending that a renamed file is to have: nothing reads one that ends otherwise."""
    return ".json" if path.endswith(".json") else ".yaml"


def _evict(corpus: Corpus, what: str, ident: str, owner: Filed) -> None:
    """Give an id to the file that bears its name; the file that came before is a copy whose id was left as it was."""
    copy = corpus.filed[what, ident]
    corpus.filed[what, ident] = owner
    getattr(corpus, what).pop(ident, None)
    if what == "records":
        corpus.unsound.add(copy.path)
    corpus.findings = [one for one in corpus.findings if (one.path, one.rule) != (copy.path, "file-name-differs")]
    corpus.findings.append(_taken(copy, owner, ident))


def _taken(at: Filed, by: Filed, ident: str, *, outside: bool = False) -> Finding:
    """The complaint about an id that is taken; a file outside `seeds/` may be meant to stand for the one inside."""
    if outside:
        repair = f"Give it an id of its own; if it corrects that record, name the file {ident[:80]}.yaml."
    else:
        repair = "Give it an id of its own; if both are the same item, merge the two."
    where = "another item of this list" if at.path == by.path else by.path
    return Finding(
        at.path,
        (*at.route, "id"),
        "duplicate-id",
        f"the id `{ident[:80]}` is taken by {where}",
        repair,
    )
