"""What a rule is: a name, a title, a reason, a fragment that breaks it, and the repair."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Subject: TypeAlias = Literal[
    "record", "other record", "document", "source", "seal", "actors", "places", "retired", "path"
]


@dataclass(frozen=True)
class Rule:
    """One rule; `ukjsec explain`, the reports and CONTRIBUTING are made from this text."""

    ident: str
    """The kebab-case complaint."""
    title: str
    """What is wrong, in one line."""
    why: str
    """Why it matters."""
    failing: str
    """A fragment that breaks the rule; it is run in the tests."""
    repair: str
    """What to do about it."""
    subject: Subject = "record"
    """What the fragment is: fields that replace those of a sound record, a second record, a whole document, …"""
