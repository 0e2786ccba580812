"""What validation found, as a document for programs: a versioned form, kept apart from how problems are held inside."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ukjsec.described import Model, describe
from ukjsec.problems import Severity

VERSION: Literal[1] = 1
"""Rises with every change of the form, also when a field is added."""


class Tool(Model):
    """What made a verdict."""

    name: Literal["ukjsec"]
    """The name of the tool."""
    version: str
    """The version of the tool, and of the rules with it."""


class Counts(Model):
    """How much was found."""

    problems: Annotated[int, Field(ge=0)]
    """How many problems there are; each has to be mended."""
    notices: Annotated[int, Field(ge=0)]
    """How many notices there are; they inform, and leave the exit code alone."""
    files: Annotated[int, Field(ge=0)]
    """In how many files they are."""


class Complaint(Model):
    """One problem or notice; where and by which rule is its identity, the words may change."""

    path: str
    """The file, with forward slashes: from the root of the checkout on, or as it was named when it stands elsewhere.

    Where the name is not UTF-8, U+FFFD stands for what cannot be said.
    """
    line: Annotated[int, Field(ge=1)]
    """The line, counted from 1."""
    column: Annotated[int, Field(ge=1)]
    """The column in characters (Unicode code points), counted from 1."""
    rule: str
    """The name of the rule; `ukjsec explain RULE` says more."""
    severity: Severity
    """Whether it is a problem or a notice."""
    message: str
    """What is wrong; characters that nobody would see are written as escapes, such as \\u{200b}."""
    repair: str
    """What to do about it, written in the same way; empty where the message says it already."""


class Verdict(Model):
    """What `ukjsec validate --format json` prints."""

    version: Literal[1]
    """The version of this form."""
    tool: Tool
    """What made it."""
    counts: Counts
    """How much was found."""
    problems: tuple[Complaint, ...]
    """Every problem and notice, sorted by path, line, column and rule."""


describe(__name__)
