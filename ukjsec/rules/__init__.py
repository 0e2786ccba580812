"""The rules over a corpus: what no single record can know, and the catalogue of all rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ukjsec.corpus import Corpus, placed
from ukjsec.problems import Finding, Problem
from ukjsec.rules import chronology, duplicates, evidence, ledger, references
from ukjsec.rules.rule import Rule

MODULES = (references, evidence, chronology, ledger, duplicates)

CHECKS: tuple[Callable[[Corpus], Iterator[Finding]], ...] = tuple(module.check for module in MODULES)

CATALOGUE: dict[str, Rule]
"""Every rule, by its ident."""

__all__ = ["CATALOGUE", "Rule", "problems"]


def problems(corpus: Corpus) -> list[Problem]:
    """Every problem of a corpus, those of form and those across records, sorted by place."""
    return placed(corpus, [*corpus.findings, *(finding for check in CHECKS for finding in check(corpus))])


def __getattr__(name: str) -> dict[str, Rule]:
    # The whole catalogue is wanted by who explains it: to judge a record it need not be read.
    if name != "CATALOGUE":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from ukjsec.rules import form, packages, sheets, streams, texts  # noqa: PLC0415

    found = {rule.ident: rule for module in (form, *MODULES, texts, sheets, streams, packages) for rule in module.RULES}
    globals()["CATALOGUE"] = found
    return found
