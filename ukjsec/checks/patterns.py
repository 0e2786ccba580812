r"""Patterns that mean the same to every engine: Python's `re`, RE2 (pyarrow, DuckDB), Rust's regex (polars), Java's.

They share plain groups `(?:…)`, classes of literal characters, `^`, `$`, `*`, `+`, `?`, `{n}` up to 1000 and `|`. What
they do not share is not used: `\d`, `\s` and `\w` (of other scripts to some), `\b`, looking ahead or back, `\Z`, nor
`$` alone, which Python and Java also find before a line end that ends the text: `whole` says what stands beside it.
Characters that could be taken for something else are written as `\xNN`.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from ukjsec import characters
from ukjsec.values import FORMULA_MARKS

LINE_END_LAST = "[\\x0a\\x0d\u0085\u2028\u2029]$"
"""A text that ends with what some engine takes for the end of a line."""

WHITE = "".join(one for one in map(chr, range(0x3001)) if one.isspace())

_SHARED_ESCAPES = frozenset('.\\+*?()[]{}|^$/-"')


def whole(pattern: str) -> str:
    """A pattern for a text from end to end, in the shared dialect.

    Where the pattern does not take line ends, the text must not match `LINE_END_LAST` either.

    Raises:
        ValueError: the pattern uses what the engines do not share.
    """
    inner = pattern.removeprefix("^").removesuffix("$")
    return f"^(?:{_shared(inner)})$"


def takes_line_ends(pattern: str) -> bool:
    """Whether a pattern takes line ends for any other character, so that `$` need not be guarded against them."""
    excluding = re.findall(r"\[\^(?:\\.|[^\]\\])*\]", pattern)
    return any(re.match(one, end) for one in excluding for end in "\n\r\x85\u2028\u2029")


def _shared(pattern: str) -> str:
    found, at, inside = [], 0, False
    while at < len(pattern):
        one = pattern[at]
        two = pattern[at : at + 2]
        if one == "\\":
            if two == "\\s":
                found.append(_escaped(WHITE) if inside else f"[{_escaped(WHITE)}]")
            elif two[1:] in _SHARED_ESCAPES:
                found.append(two[1:] if two[1:] in '/"' else two)
            else:
                raise ValueError(f"{two} in the pattern {pattern} is not the same to every engine; write a class")
            at += 2
            continue
        if two == "(?" and pattern[at : at + 3] != "(?:" and not inside:
            raise ValueError(f"{pattern[at : at + 3]} in the pattern {pattern} is not known to every engine")
        inside = (one == "[" or inside) and one != "]"
        # A group that captures makes pandas warn, and is slower everywhere.
        found.append("(?:" if one == "(" and two != "(?" and not inside else one)
        at += 1
    return "".join(found)


def _escaped(text: str) -> str:
    """Characters as they stand within a class."""
    return "".join(f"\\x{ord(one):02x}" if one.isascii() and not one.isalnum() else one for one in text)


def _class(ranges: str) -> str:
    """A class of `characters` in the shared dialect: hyphens between two characters stay, surrogates are left out.

    No engine but Python can hold a surrogate, and a frame of Python's own texts is made one of Arrow's before.
    """
    plain = re.sub("[\ud800-\udfff]-?", "", ranges)
    return "".join(one if one == "-" else _escaped(one) for one in plain)


@cache
def of_characters() -> dict[str, str]:
    """Rule of a forbidden character → the pattern of a text that breaks it, in the order in which they count."""
    selectors, chosen = _class(characters.SELECTORS), _class(characters.CHOSEN)
    latin, alike, marks = (_class(part) for part in (characters.LATIN, characters.ALIKE, characters.MARKS))
    return {
        "control-character": f"[{_class(characters.CONTROL)}]",
        "invisible-character": f"[{_class(characters.INVISIBLE)}]",
        "meaningless-character": f"[{_class(characters.MEANINGLESS)}]",
        "heaped-marks": f"[{marks}]{{5}}",
        "parted-letter": _parted(),
        "look-alike-letter": f"[{latin}][{alike}]|[{alike}][{latin}]",
        "selector": f"(?:^|[^{chosen}])[{selectors}]",
    }


def _parted() -> str:
    """A letter and a mark for which there is one character: the letters of each mark."""
    found: dict[str, list[str]] = {}
    letters = [one for one in map(chr, range(0x3100)) if re.match(f"[{characters.LETTERS}]", one)]
    # No other mark is joined to a letter: those that are the second part of a character, or are made of others.
    parts = [unicodedata.decomposition(one).split() for one in map(chr, range(0x10000))]
    seconds = {chr(int(part[1], 16)) for part in parts if len(part) == 2 and not part[0].startswith("<")}
    marks = filter(re.compile(f"[{characters.MARKS}]").match, map(chr, range(0x10000)))
    for mark in (one for one in marks if one in seconds or unicodedata.decomposition(one)):
        joined = [one for one in letters if len(unicodedata.normalize("NFC", one + mark)) == 1]
        if joined:
            found.setdefault("".join(joined), []).append(mark)
    return "|".join(f"[{owners}][{''.join(marks)}]" for owners, marks in found.items())


@cache
def suspect() -> str:
    """A character with which a text may break a rule of `of_characters`; without any it breaks none."""
    parts = ("CONTROL", "INVISIBLE", "SELECTORS", "MEANINGLESS", "MARKS", "ALIKE")
    return "[" + "".join(_class(getattr(characters, part)) for part in parts) + "]"


_W = f"[{_escaped(WHITE)}]"
_BLANK = f"[{_escaped(WHITE.translate(dict.fromkeys((9, 10, 13))))}]"
_MARK = f"[{_escaped(''.join(sorted(FORMULA_MARKS)))}]"

LEADING_FORMULA = f"^{_W}*{_MARK}"
FORMULA = f"(?:^|[;\\x09\\x0d\\x0a]){_BLANK}*{_MARK}"
BLANK_EDGE = f"^{_W}|{_W}$|^$"
"""Blanks at the start or end, or nothing at all; a line end that `$` may stand before is a blank itself."""
BLANK_ITEM = f"{_W}; |; (?:{_W}|$)|^; "
"""Of texts joined by `; `, one with blanks around it, or empty."""

INTEGER = "^-?(?:0|[1-9][0-9]{0,17})$"
NUMBER = "^-?[0-9]{1,15}(?:\\.[0-9]{1,9})?(?:e[+-]?[0-9]{1,2})?$"
DAY_FORM = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"

_YEAR = "(?:[0-9]{3}[1-9]|[0-9]{2}[1-9][0-9]|[0-9][1-9][0-9]{2}|[1-9][0-9]{3})"
_LEAP = "(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:0[48]|[2468][048]|[13579][26])00)"
_IN_YEAR = (
    "(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)"
    "|02-(?:0[1-9]|1[0-9]|2[0-8]))"
)
DAY = f"^(?:{_YEAR}-{_IN_YEAR}|{_LEAP}-02-29)$"
"""A day that the calendar has."""
_POINT = f"(?:{_YEAR}(?:-(?:0[1-9]|1[0-2]|{_IN_YEAR}))?|{_LEAP}-02-29)[~?%]?"
_DECADE = "(?:[0-9]{2}[1-9]|[0-9][1-9][0-9]|[1-9][0-9]{2})X"
_ANY = f"(?:{_POINT}|(?:{_DECADE}|{_YEAR}-2[1-4])[~?%]?)"
EDTF = f"^(?:{_ANY}(?:/(?:{_ANY}|\\.\\.))?|\\.\\./{_ANY}|\\[(?:{_POINT}\\.\\.(?:{_POINT})?|\\.\\.{_POINT})\\])$"
"""A date of the subset whose days the calendar has, but for the last winter; its two ends may be reversed."""
_EARLY = f"(?:{_POINT}|(?:{_DECADE}|{_YEAR}-2[1-3])[~?%]?)"
EDTF_SURE = f"^(?:{_EARLY}(?:/\\.\\.)?|\\.\\./{_EARLY}|\\[(?:{_POINT}\\.\\.|\\.\\.{_POINT})\\])$"
"""A date that has no two ends, and is no winter, the last of which ends beyond the calendar."""
_MONTH = f"{_YEAR}-(?:0[1-9]|1[0-2])"
_WHOLE_DAY = DAY.removeprefix("^").removesuffix("$")
ALIKE_ENDS = f"^(?:{_WHOLE_DAY}/{_WHOLE_DAY}|{_MONTH}/{_MONTH}|{_YEAR}/{_YEAR})$"
"""An interval whose two ends are written alike, so that their texts stand in the order of their days."""
LAST_WINTER = "9999-24"
