"""Which step of the version number the changes since a release call for, and why."""

from __future__ import annotations

from collections.abc import Iterator

from ukjsec.comparisons import RETIRED, SchemaChange
from ukjsec.compatibility import Judgement
from ukjsec.versions import STEPS
from ukjsec.wrapping import wrap


def text(judgement: Judgement) -> str:
    """What was seen, each with the step that it calls for; then the verdict."""
    blocks = [_seen(judgement), *_doubts(judgement), *_lost(judgement), "\n".join(wrap(verdict(judgement)))]
    return "\n\n".join(block for block in blocks if block) + "\n"


def verdict(judgement: Judgement) -> str:
    """The verdict in a sentence or two."""
    old, new, least, step = judgement.old, judgement.new, judgement.least, judgement.step
    if step is None:
        called = f"Nothing differs from {old}"
    else:
        called = f"What changed since {old} calls for a {step} step"
        if step == "major" and old.unsettled:
            called += ", which before 1.0.0 is a minor one"
        called += f": at least {least}"
    if new < least:
        return f"{called}. The version is {new}: number it {least} in pyproject.toml and CITATION.cff."
    if judgement.lost:
        return f"{called}. The version is {new}, but ids were lost: mend that first."
    return f"{called}. The version is {new}: it fits."


def _seen(judgement: Judgement) -> str:
    return "\n".join(
        line
        for reason in judgement.reasons
        for line in wrap(f"{reason.table}: {reason.text}", f"{reason.step:<5}  ", " " * 7)
    )


def _doubts(judgement: Judgement) -> Iterator[str]:
    if not judgement.doubts or judgement.step == STEPS[-1]:
        return
    yield "\n".join(
        [
            *wrap(
                "Read these words: if one of them changes what a column means, and is no better wording of the same, "
                "the step is major."
            ),
            *(line for change in judgement.doubts for line in _words(change)),
        ]
    )


def _words(change: SchemaChange) -> Iterator[str]:
    yield f"  {change.table}{f'.{change.column}' if change.column else ''}"
    for mark, said in (("-", change.old), ("+", change.new)):
        for words in said:
            yield from wrap(words, f"    {mark} ", "      ")


def _lost(judgement: Judgement) -> Iterator[str]:
    for table, ident in judgement.lost:
        if table == RETIRED:
            told = f"The id `{ident}` was retired, and its entry is gone from seeds/retired.yaml; put it back."
        else:
            told = f"The id `{ident}` is gone and was not retired; enter it in seeds/retired.yaml, with the reason."
        yield "\n".join(wrap(told))
