"""The paragraphs, sentences and words of a text: the units that quotations, seals and the ledger count in.

Everything here looks at a text alone and knows no language but by its script: a word is what stands between
other characters, and each kana or kanji is one, because Japanese puts no space between its words.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass

_LINE_END = re.compile(r"\r\n|\r|\n")
"""Not `str.splitlines`: editors do not end a line at U+0085 or U+2028, so paragraph numbers must not either."""

_JAPANESE = re.compile(
    "[\u3005-\u3007\u303b"  # 々〆〇〻, written among kanji and read as such
    "\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\U0001aff0-\U0001b16f"  # kana with ー
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"  # kanji
)
_WORD = re.compile(r"jm*|[wm]+")

_OPENING_QUOTES = "\"'‘“‚„«‹「『"
_OPENING_BRACKETS = "([{（［｛【〈《"
_CLOSING = "\"'’”»›」』)\\]}）］｝】〉》"
# Compiled when they are first wanted: only who holds a text parts it into sentences.
# Possessive, and only at the first of a row of stops: otherwise a page of full stops takes the square of its length.
_STOP = (
    rf"(?P<japanese>(?:[。｡！？]|(?<=[ぁ-ヿ一-鿿])[!?])+)(?P<closing>[{_CLOSING}]*)\s*"
    rf"|(?<![.!?…])(?P<western>[.!?…]++)[{_CLOSING}]*+\s+"
)
_LEAD = rf"[•*·]?\s*([{re.escape(_OPENING_QUOTES + _OPENING_BRACKETS)}]*)"
_TOKEN = re.compile(r"[\w.]+$")
_LONGEST_TOKEN = 24

_NEVER_LAST = (
    "Dr|Mr|Mrs|Ms|Mx|Prof|Adm|Gen|Lt|Col|Capt|Cdr|Cmdr|Maj|Brig|Sgt|Cpl|Sen|Rep|Gov|Amb|Pres|Hon|Rev|Sr|Jr|St|Mt"
    "|vs|Vs|etc|cf|viz|al|approx|incl|esp"
)
"""Abbreviations whose full stop ends no sentence, in the spelling that makes them one ("sen" is also a coin)."""

_BEFORE_NUMBERS = "[Nn]os?|pp?|ca?|[Vv]ol|[Aa]rt|[Ff]ig|[Cc]h|[Ss]ec|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec"
"""Abbreviations only where a number follows: "No. 7", but "He said no. Then they left"."""

_PLAIN = str.maketrans(
    dict.fromkeys("‘’‚‛′`´‹›", "'") | dict.fromkeys("“”„‟″«»", '"') | dict.fromkeys("‐‑‒–—―−﹘﹣", "-"),
)


@dataclass(frozen=True)
class Word:
    """One word of a paragraph."""

    text: str
    """The word in Unicode's form NFKC, its case kept."""
    start: int
    """Where it starts in the paragraph as given, in characters from 0."""
    end: int
    """Where it ends, exclusive; what NFKC makes several words of (½) is shared by all of them."""


class _Kinds(dict[int, str]):
    """Code point → "j" kana or kanji, "w" other letter or digit, "m" mark, " " anything else; filled as met."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        category = unicodedata.category(character)[0]
        kind = "j" if _JAPANESE.match(character) else {"L": "w", "N": "w", "M": "m"}.get(category, " ")
        self[code] = kind
        return kind


_KINDS = _Kinds()


def paragraphs(text: str) -> list[str]:
    r"""Return the paragraphs of a text: its lines (ended by \n, \r\n or \r) that hold more than white space.

    The number of a paragraph, wherever one is written, is its position in this list counted from 1.
    """
    return [line for line in _LINE_END.split(text) if line.strip()]


def words(paragraph: str) -> list[Word]:
    """Return the words of a paragraph, in order.

    A word is a run of letters, marks and digits (Unicode categories L, M, N) after NFKC; a kana or kanji,
    with the marks on it, is a word by itself. So "Japan's" is two words, and a hyphen parts words.
    """
    normal, origins = _normalise(paragraph)
    return [
        Word(normal[match.start() : match.end()], origins[match.start()][0], origins[match.end() - 1][1])
        for match in _WORD.finditer(normal.translate(_KINDS))
    ]


def length(quote: str) -> int:
    """Return the length of a quotation in words, two kana or kanji counting as one (rounded up)."""
    found = words(quote)
    japanese = sum(1 for word in found if _JAPANESE.match(word.text))
    return len(found) - japanese + (japanese + 1) // 2


def sentences(paragraph: str) -> list[int]:
    """Return the 0-based indexes into `words(paragraph)` at which its sentences start.

    The first is 0; a paragraph without words has none. A sentence ends at . ! ? or … when white space and
    something that can begin a sentence follow, and at 。！？ without either; closing quotation marks and brackets
    belong to it. Abbreviations, initials and the number of a list item end none, so a sentence that ends in
    "U.S." runs on into the next: rather one unit too few in the ledger than a cut through a name.
    """
    starts = [word.start for word in words(paragraph)]
    cuts = [0] if starts else []
    begin = 0
    for stop in re.finditer(_STOP, paragraph):
        if _ends(paragraph, begin, stop):
            begin = stop.end()
            first = bisect_left(starts, begin)
            if cuts and cuts[-1] < first < len(starts):
                cuts.append(first)
    return cuts


def plain(text: str) -> str:
    """Return a text in the form in which names and cue words are compared, its case kept.

    NFKC, typographic quotation marks and dashes made plain, white space collapsed and trimmed.
    """
    # Plain first: NFKC would make a space and a combining accent of an apostrophe that was typed as ´.
    normal = unicodedata.normalize("NFKC", text.translate(_PLAIN))
    return " ".join(normal.translate(_PLAIN).split())


def _normalise(paragraph: str) -> tuple[str, list[tuple[int, int]]]:
    """Return the NFKC form, and for each of its characters the (start, end) in the paragraph that it came from."""
    if unicodedata.is_normalized("NFKC", paragraph):
        return paragraph, [(index, index + 1) for index in range(len(paragraph))]
    pieces: list[str] = []
    origins: list[tuple[int, int]] = []
    start = 0
    for end in range(1, len(paragraph) + 1):
        if end < len(paragraph) and _joined(paragraph[start:end], paragraph[end]):
            continue
        piece = unicodedata.normalize("NFKC", paragraph[start:end])
        pieces.append(piece)
        origins.extend([(start, end)] * len(piece))
        start = end
    return "".join(pieces), origins


def _joined(cluster: str, character: str) -> bool:
    """Tell whether NFKC may merge or reorder a character with the cluster before it."""
    if character.isascii():
        return False
    normal = unicodedata.normalize("NFKC", character)
    if unicodedata.category(normal[0])[0] == "M":  # also the half-width voicing marks, by themselves no marks
        return True
    # Korean syllables are put together from letters, not from a letter and marks.
    last = unicodedata.normalize("NFKC", cluster)[-1]
    return "\u1160" <= normal[0] <= "\u11ff" and ("\u1100" <= last <= "\u11ff" or "\uac00" <= last <= "\ud7a3")


def _ends(paragraph: str, begin: int, stop: re.Match[str]) -> bool:
    """Tell whether a sentence that starts at `begin` ends with this stop."""
    rest = paragraph[stop.end() : stop.end() + _LONGEST_TOKEN]
    if stop["japanese"]:
        # A quoted sentence or question that the outer one goes on from: 「行く。」と述べた, なぜ？と問う.
        goes_on = "とをはがもにへのでや、" if stop["closing"] else "と" if "。" not in stop["japanese"] else ""
        return not rest or rest[0] not in goes_on
    return _can_begin(rest) and not (stop["western"] == "." and _is_abbreviation(paragraph, begin, stop.start(), rest))


def _can_begin(rest: str) -> bool:
    """Tell whether a sentence can begin like this: a capital, a digit, a quotation, Japanese."""
    lead = re.match(_LEAD, rest)
    opening = lead[1] if lead else ""
    first = rest[lead.end() if lead else 0 :][:1]
    if set(opening) & set(_OPENING_BRACKETS):
        return first.isalpha() and not first.islower()  # not a year in brackets after a title that asks a question
    if opening:
        return first.isalnum()
    return first.isdigit() or (first.isalpha() and not first.islower()) or unicodedata.category(first or " ") == "Sc"


def _is_abbreviation(paragraph: str, begin: int, stop: int, rest: str) -> bool:
    """Tell whether the full stop at `stop` belongs to an abbreviation, an initial or the number of a list item."""
    found = _TOKEN.search(paragraph[max(begin, stop - _LONGEST_TOKEN) : stop])
    if not found:
        return False
    token = found[0]
    last = token.rpartition(".")[2]
    if re.fullmatch(_BEFORE_NUMBERS, last) and rest[:1].isdigit():
        return True
    if len(last) == 1 and last.isalpha():
        return "." in token or (last.isupper() and not paragraph[begin:stop].endswith("War I"))
    if token.isdigit():
        return (
            len(token) < 4
            and stop - begin < _LONGEST_TOKEN
            and not any(word.text != token for word in words(paragraph[begin:stop]))
        )
    return re.fullmatch(_NEVER_LAST, last) is not None
