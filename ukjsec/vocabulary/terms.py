"""What a closed vocabulary is: terms, each defined in a sentence, and the cues that show them.

A term's cues are the words that show it in a quotation: `sign*` stands for every word that begins so, a phrase stands
for its words in a row, a phrase in kana or kanji for itself. They are the witnesses of the literal rule.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property


@dataclass(frozen=True)
class Term:
    """One term of a vocabulary."""

    name: str
    definition: str
    """One sentence; where neighbours are near, it says which side of the border a case falls."""
    cues: tuple[str, ...] = ()

    @cached_property
    def pattern(self) -> re.Pattern[str] | None:
        """A pattern over plain text that finds any cue, or None for a term without cues."""
        return cue_pattern(self.cues)


@dataclass(frozen=True)
class Vocabulary:
    """A closed list of terms, in an order that means something (nearness, precedence)."""

    name: str
    description: str
    terms: tuple[Term, ...]

    @cached_property
    def by_name(self) -> dict[str, Term]:
        """The terms by their names."""
        return {term.name: term for term in self.terms}

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of the terms, in order."""
        return tuple(term.name for term in self.terms)

    def __contains__(self, name: object) -> bool:
        return name in self.by_name

    def __iter__(self) -> Iterator[Term]:
        return iter(self.terms)

    def __getitem__(self, name: str) -> Term:
        return self.by_name[name]


@cache
def cue_pattern(cues: tuple[str, ...]) -> re.Pattern[str] | None:
    """A pattern that finds any of the cues in plain text (see `words.plain`), in any case; None without cues."""
    parts = []
    for cue in cues:
        if not cue.isascii():
            parts.append(re.escape(cue))
        elif cue[-1:].isalnum() or cue.endswith("*"):
            start = r"(?<![^\W_])" if cue[0].isalnum() else ""
            end = "" if cue.endswith("*") else r"(?![^\W_])"
            parts.append(start + re.escape(cue.rstrip("*")) + end)
        else:
            parts.append(re.escape(cue))
    return re.compile("|".join(parts), re.IGNORECASE) if parts else None


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that is most like the given one, or None where nothing is near."""
    close = difflib.get_close_matches(name[:80], list(known), n=1, cutoff=0.6)
    return close[0] if close else None


def vocabulary(name: str, description: str, *terms: tuple[str, str] | tuple[str, str, str]) -> Vocabulary:
    """A vocabulary from rows of name, definition and cues (the cues in one text, parted by commas)."""
    made = [
        Term(row[0], row[1], tuple(cue.strip() for cue in row[2].split(",")) if len(row) == 3 else ()) for row in terms
    ]
    return Vocabulary(name, description, tuple(made))
