"""What is left to read of a source, the sentences that may hold an item first."""

from __future__ import annotations

from collections.abc import Iterator

from ukjsec.suggestions import Sentence, Suggestions
from ukjsec.wrapping import WIDTH, wrap

INDENT = " " * 4

MOST_LINES = 4
"""How much of a sentence is shown."""

MOST_WORDS = 5
"""How many words are shown of one sign."""


def text(found: Suggestions) -> str:
    """Every sentence with its number, why it stands where it stands, and its words; then what to do with it."""
    lines = []
    if found.unread:
        lines += wrap(f"Not read whole, so what they quote is not known: {', '.join(found.unread)}.")
    if not found.sentences:
        nothing = f"Nothing is left of {found.source}: each of its {found.total} sentences is quoted or in the ledger."
        return "".join(f"{line}\n" for line in [*lines, *wrap(nothing)])
    for sentence in found.sentences:
        lines += [*_block(sentence), ""]
    pending = sum(1 for sentence in found.sentences if sentence.account)
    open_ = len(found.sentences) - pending
    lines += wrap(
        f"Of {found.total} sentences of {found.source} {open_} {'is' if open_ == 1 else 'are'} neither quoted nor in "
        f"the ledger, and {pending} {'is' if pending == 1 else 'are'} pending. Quote each in a record, or say in the "
        f"ledger of seeds/sources/{found.source}.yaml why none needs it:"
    )
    lines.append(f"{INDENT}- {{at: {_number(found.sentences[0])}, why: context}}")
    return "".join(f"{line}\n" for line in lines)


def _block(sentence: Sentence) -> Iterator[str]:
    signs = [f"{sign}: {_some(shown)}" for sign, shown in sentence.signs.items()]
    why = "; ".join(signs) or "no sign of an item"
    account = f" ({sentence.account})" if sentence.account else ""
    yield from wrap(why, f"{_number(sentence)}{account}  ", INDENT)
    shown = wrap(sentence.text, INDENT, INDENT, width=WIDTH - 1)
    yield from shown[:MOST_LINES]
    if len(shown) > MOST_LINES:
        yield f"{INDENT}…"


def _number(sentence: Sentence) -> str:
    return f"{sentence.paragraph}.{sentence.number}"


def _some(shown: tuple[str, ...]) -> str:
    return ", ".join(shown[:MOST_WORDS]) + (" …" if len(shown) > MOST_WORDS else "")
