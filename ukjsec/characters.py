"""Characters that no text may hold, and how to speak of a character that nobody can tell from another.

Forbidden are, each with its rule: what a terminal would obey (`control-character`), what nobody sees
(`invisible-character`), what means nothing (`meaningless-character`: for private use, or put where a character was
lost), more than four combining marks on one letter (`heaped-marks`), a letter and its accent as two characters where
there is one (`parted-letter`), and a Cyrillic or Greek letter beside a Latin one (`look-alike-letter`). Blanks of any
width, ideographs with a variation selector, and words that are Cyrillic or Greek as a whole are allowed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_NO_CHARACTERS = "".join(f"{chr(plane * 0x10000 + 0xFFFE)}{chr(plane * 0x10000 + 0xFFFF)}" for plane in range(17))
CONTROL = f"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef{_NO_CHARACTERS}"
INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufeff"
    "\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"
)
SELECTORS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
CHOSEN = "#*0-9\u00a9\u00ae\u203c-\u2bff\u3000-\u303f\u3200-\u9fff\uf900-\ufaff\uff00-\uffef\U0001f000-\U0003ffff"
"""What a variation selector may follow: ideographs, symbols, and the digits of keys."""
MEANINGLESS = "\ufffc\ufffd\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd"
MARKS = "\u0300-\u034e\u0350-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u3099\u309a\ufe20-\ufe2f"
LETTERS = "A-Za-z\u00c0-\u024f\u0370-\u04ff\u1e00-\u1fff\u3041-\u30ff"
LATIN = "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f"
ALIKE = "\u0400-\u0482\u048a-\u052fΑΒΕΖΗΙΚΜΝΟΡΤΥΧονρικυϲϳ"

_ALONE = f"(?P<control>[{CONTROL}]+)|(?P<invisible>[{INVISIBLE}]+)|(?P<meaningless>[{MEANINGLESS}]+)"
_FORBIDDEN = (
    f"{_ALONE}"
    f"|(?P<selector>(?<![{CHOSEN}])[{SELECTORS}]+|(?<=[{SELECTORS}])[{SELECTORS}]+)"
    f"|(?P<heaped>[{MARKS}]{{5,}})"
    f"|(?<=[{LETTERS}])(?P<parted>[{MARKS}])"
    f"|(?P<alike>(?<=[{LATIN}])[{ALIKE}]|[{ALIKE}](?=[{LATIN}]))"
)
# The other patterns are compiled when they are first wanted: that takes longer than to screen a hundred texts.
_SUSPECT = re.compile(f"[{CONTROL}{INVISIBLE}{SELECTORS}{MEANINGLESS}{MARKS}{ALIKE}]")
_PLAIN = bytes((*b"\t\n\r", *range(0x20, 0x7F)))


def suspicious(text: str) -> bool:
    """Whether a text may hold anything forbidden: most hold nothing of the kind, and this is told quickly."""
    # To drop what is plain, most often all of it, takes a tenth of the time of a search.
    rest = text.encode("utf-8", "surrogatepass").translate(None, _PLAIN)
    return bool(rest) and _SUSPECT.search(rest.decode("utf-8", "surrogatepass")) is not None


def forbidden(text: str) -> Iterator[re.Match[str]]:
    """What is forbidden in a text, in order."""
    for match in re.finditer(_FORBIDDEN, text) if suspicious(text) else ():
        if _counts(match):
            yield match


def beside(text: str) -> Iterator[re.Match[str]]:
    """What is forbidden in a text because of what stands before or after it, in order."""
    return (match for match in forbidden(text) if match.lastgroup in ("selector", "heaped", "parted", "alike"))


def alone(character: str) -> re.Match[str] | None:
    """A character that is forbidden whatever stands beside it; None where it is not."""
    return re.match(_ALONE, character)


def defused(text: str) -> str:
    """A text of the same length without what is forbidden whatever stands beside it, and what a parser might obey."""
    return re.sub(_ALONE, lambda match: "\ufffd" * len(match[0]), text)


def complaint(match: re.Match[str]) -> tuple[str, str, str]:
    """Rule, message and repair of what is forbidden."""
    first, length = name(match[0][0]), len(match[0])
    more = f" and {length - 1} more" if length > 1 else ""
    kind = match.lastgroup
    if kind == "heaped":
        return "heaped-marks", f"{length} combining marks are heaped on one letter here", "Delete all but its own."
    if kind == "parted":
        whole = _joined(match)
        message = f"here `{whole}` is written as two characters, a letter and {first}"
        return "parted-letter", message, f"Delete both, and write the one character `{whole}` ({code(whole)})."
    if kind == "alike":
        message = f"here {first} stands amid Latin letters: it only looks like one"
        return "look-alike-letter", message, "Type the word anew on a Latin keyboard."
    if kind == "meaningless":
        lost = match[0][0] in "\ufffc\ufffd"
        why = "something stood here that was lost" if lost else "each computer shows it differently, or not at all"
        return "meaningless-character", f"here is {first}{more}: {why}", "Write what is meant, or delete it."
    kind = "control" if kind == "control" else "invisible"
    return f"{kind}-character", f"here is the {kind} character {first}{more}", "Delete it."


def strange(text: str) -> str:
    """Of a text that should be plain ASCII, what in it is not but may look so, as an addition to a message."""
    found = next(((at, one) for at, one in enumerate(text[:1000], 1) if not one.isascii() and _looks_plain(one)), None)
    return f" (character {found[0]} of it is {name(found[1])})" if found else ""


def name(character: str) -> str:
    """The code point and the name of a character: `U+0430 (CYRILLIC SMALL LETTER A)`."""
    named = unicodedata.name(character, "")
    return f"{code(character)} ({named})" if named else code(character)


def code(character: str) -> str:
    """The code point of a character: `U+0430`."""
    return f"U+{ord(character):04X}"


def _looks_plain(character: str) -> bool:
    """Whether a character is no kana or ideograph, which nobody takes for a letter of ours."""
    return unicodedata.category(character) != "Lo"


def _counts(match: re.Match[str]) -> bool:
    """Whether a match is forbidden indeed: no complaint is made of a letter and an accent that have no other form."""
    return match.lastgroup != "parted" or len(_joined(match)) == 1


def _joined(match: re.Match[str]) -> str:
    """The letter before a mark and the mark, as one character where there is one."""
    return unicodedata.normalize("NFC", match.string[match.start() - 1] + match[0][0])
