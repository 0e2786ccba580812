"""Runs of paragraphs and sentences of a source, as manifests write them: `12`, `12.3`, `14-17`, `14.2-15.1`."""

from __future__ import annotations

from dataclasses import dataclass

LAST = 10**9


@dataclass(frozen=True)
class Span:
    """From one sentence to another, both included; numbers count from 1."""

    first: tuple[int, int]
    """Paragraph and sentence."""
    last: tuple[int, int]
    """Paragraph and sentence; `LAST` where the whole paragraph is meant."""

    def __contains__(self, sentence: tuple[int, int]) -> bool:
        return self.first <= sentence <= self.last


def parse(text: str) -> Span:
    """Read a span; the text must match the pattern of `models.Span`."""
    start, _, end = text.partition("-")
    first, _, sentence = start.partition(".")
    last, _, until = (end or start).partition(".")
    return Span((int(first), int(sentence or 1)), (int(last), int(until or LAST)))
