"""The literal rule: what must stand in a quotation for a value to be read off it."""

from __future__ import annotations

from typing import Any

import invented
import pytest

from ukjsec import witnesses
from ukjsec.fields import check
from ukjsec.models import RECORD_MODELS, Record
from ukjsec.vocabulary import KINDS, SETTING, STATUS, UNIT, Vocabulary


def record(of: str = "agreements", **fields: Any) -> Record:
    """A sound record of a type, with some fields replaced."""
    (sound,) = (one for name, one in invented.RECORDS.items() if name.startswith(of))
    made, findings = check(RECORD_MODELS[of], sound | fields, "record.yaml")
    assert made is not None, findings
    return made


def dated(date: str, *quotes: str) -> str:
    """How quotations show a date."""
    return witnesses.match(witnesses.date_witnesses(date), quotes)


@pytest.mark.parametrize(
    ("date", "quote"),
    [
        ("2012", "signed in 2012."),
        ("2012", "the 2012–13 budget"),
        ("2012", "2012年に署名"),
        ("2012", "FY2012"),
        ("2012-06", "in June 2012"),
        ("2012-06", "Jun. 2012"),
        ("2012-06", "2012年6月"),
        ("2012-06", "2012年 6 月"),
        ("2012-05", "May 2012"),
        ("2014-09", "Sept 2014"),
        ("2014-09", "Sep. 2014"),
        ("2022-05-05", "5 May 2022"),
        ("2022-05-05", "May 5, 2022"),
        ("2022-05-05", "on the 5th of May, 2022"),
        ("2022-05-05", "2022年5月5日"),
        ("2022-05-05", "5日、2022年5月"),
        ("2022-05-05", "05 May 2022"),
        ("2003-03-01", "1st March 2003"),
        ("2003-03-22", "the 22nd of March 2003"),
        ("2003-03-23", "23rd March 2003"),
        ("2012-06~", "about June 2012"),
        ("2021?", "perhaps 2021"),
        ("2013-21", "the Spring of 2013"),
        ("2013-22", "summer 2013"),
        ("2013-23", "in the fall of 2013"),
        ("2013-23", "autumn 2013"),
        ("2013-24", "winter 2013"),
        ("199X", "in the 1990s"),
        ("199X", "1990年代に"),
        ("199X", "1990 年代に"),
        ("2019-11-18/2019-11-20", "from 18 to 20 November 2019"),
        ("2019-11-30/2019-12-02", "30 November to 2 December 2019"),
        ("2002-01/..", "has been going on since January 2002"),
        ("../2003-10", "until October 2003"),
        ("[2014-01..2014-04]", "early 2014"),
        ("[2019-11..2021]", "some time between 2019 and 2021"),
        ("[..2003-10]", "by 2003 it had"),
        ("[2003..]", "since 2003"),
        ("[2003..]", "towards the end of 2003"),
    ],
)
def test_dates_are_literal(date: str, quote: str) -> None:
    """A date stands in a quotation when all its parts do, in words or figures, English or Japanese."""
    assert dated(date, quote) == "literal"


@pytest.mark.parametrize(
    ("date", "quote"),
    [
        ("2012", "in 20123"),
        ("2012", "no. 12012"),
        ("2012-06", "in 2012"),
        ("2012-06", "in June"),
        ("2012-05", "it may be 2012"),
        ("2012-03", "they march in 2012"),
        ("2012-01", "2012年11月"),
        ("2012-10", "Octopus 2012"),
        ("2012-05", "DMay 2012"),
        ("2014-08", "Sept 2014"),
        ("2022-05-05", "2022年5月"),
        ("2022-05-05", "2022年5 月"),
        ("2022-05-05", "5a, May 2022"),
        ("2022-05-05", "5z, May 2022"),
        ("2022-05-05", "5A, May 2022"),
        ("2013-22", "summery 2013"),
        ("199X", "1990千年代"),
        ("2022-05-05", "May 2022"),
        ("2022-05-05", "15 May 2022"),
        ("2022-05-05", "105 May 2022"),
        ("2022-05-05", "5.5 per cent in May 2022"),
        ("2022-05-05", "5,000 people in May 2022"),
        ("2022-05-05", "5pm, May 2022"),
        ("2022-05-05", "2022年5月15日"),
        ("2013-23", "2013"),
        ("2013-21", "offspring of 2013"),
        ("2013-23", "a fallen 2013"),
        ("199X", "in 1990"),
        ("199X", "in the 11990s"),
        ("2019-11-18/2019-11-20", "18 November 2019"),
        ("[2014-01..2014-04]", "in 2014"),
        ("[2019-11..2021]", "since 2019"),
        ("[..2003-10]", "byways of 2003"),
    ],
)
def test_dates_are_not_literal(date: str, quote: str) -> None:
    """A part that is missing, or only looks like one, leaves a date inferred."""
    assert dated(date, quote) == "inferred"


@pytest.mark.parametrize("digit", range(10))
def test_numbers_stand_alone(digit: int) -> None:
    """A year, month or day is not a part of a longer number, whatever the digit beside it."""
    assert dated("2012", f"in {digit}2012 and 2012{digit}") == "inferred"
    assert dated("199X", f"the {digit}1990s, {digit}1990年代") == "inferred"
    assert dated("2012-06", f"2012, {digit}6月") == "inferred"
    assert dated("2022-05-05", f"5{digit} May 2022") == "inferred"
    assert dated("2022-05-05", f"{digit}5 May 2022") == ("literal" if digit == 0 else "inferred")
    assert dated("2022-05-05", f"5,{digit} 5.{digit} May 2022") == "inferred"


@pytest.mark.parametrize(
    ("number", "name"),
    [
        *((1, "January"), (2, "February"), (3, "March"), (4, "April"), (5, "May"), (6, "June"), (7, "July")),
        *((8, "August"), (9, "September"), (10, "October"), (11, "November"), (12, "December")),
    ],
)
def test_every_month_has_its_words(number: int, name: str) -> None:
    """A month stands in its full name, in three letters and in Japanese, and in no other month's."""
    for words in (f"{name} 2012", f"{name[:3]}. 2012", f"2012年{number}月"):
        shown = [month for month in range(1, 13) if dated(f"2012-{month:02}", words) == "literal"]
        assert shown == [number], words


@pytest.mark.parametrize(
    "words",
    [
        *("early 2012", "mid-2012", "the middle of 2012", "late 2012", "at the beginning of 2012", "the start of 2012"),
        *("at the end of 2012", "by 2012", "before 2012", "after 2012", "since 2012", "until 2012", "till 2012"),
        *("between this and 2012", "over the last years, in 2012", "in past years such as 2012", "the decade of 2012"),
        *("around 2012", "toward 2012", "towards 2012"),
    ],
)
def test_every_limit_shows_a_range(words: str) -> None:
    """Each word that limits a time is the witness that a date is one of a range; a word that holds it is not."""
    assert dated("[2012-01..2012-06]", f"it ran {words}") == "literal"
    assert dated("[2012-01..2012-06]", "it ran in 2012, in amid bylaws, lately") == "inferred"


def test_spread_dates_are_carried() -> None:
    """A date is carried when its parts stand in several quotations, and inferred when one part stands in none."""
    assert dated("2012-06-05", "on 5 June", "of the year 2012") == "carried"
    assert dated("2012-06-05", "on 5 June", "in June") == "inferred"
    assert dated("2012-06-05", "on 5 June", "5 June 2012") == "literal"
    assert dated("2012") == "inferred"
    assert witnesses.match([], []) == "inferred"


@pytest.mark.parametrize(
    ("names", "quote", "expected"),
    [
        (("US",), "the US navy", True),
        (("US",), "the US's navy", True),
        (("US",), "(US)", True),
        (("US",), "let us go", False),
        (("US",), "the USA", False),
        (("US",), "AUS", False),
        (("U.S.",), "a U.S. ship", True),
        (("U.S.",), "a UXSX ship", False),
        (("U.S.",), "an AU.S. ship", False),
        (("U.S. navy",), "the U.S. navys", False),
        (("Type 3",), "Type 30", False),
        (("Hélène",), "two Hélènes", False),
        (("Zoé2",), "Zoé25", False),
        (("Éire",), "xÉire", True),
        (("Japan", "Japanese"), "a Japanese ship", True),
        (("Japan",), "a Japanese ship", False),
        (("Royal Navy",), "the Royal\u00a0 Navy", True),
        (("Royal Navy",), "the royal navy", False),
        (("日本",), "日本国", True),
        (("東京",), "東京で", True),
        (("東京",), "東 京", False),
        (("Japan’s Diet",), "Japan's Diet", True),
        (("Anglo-Japanese",), "Anglo–Japanese", True),
        (("C++",), "C++ford", True),
    ],
)
def test_names_are_whole_words_in_their_own_case(names: tuple[str, ...], quote: str, expected: bool) -> None:
    """A name counts as a whole word and in its own case, whatever its quotation marks, dashes and blanks."""
    assert (witnesses.match([witnesses.name_witness(names)], [quote]) == "literal") is expected


def test_the_longest_name_is_found() -> None:
    """Of names that begin alike the longest is what stands there, however they are sorted."""
    for names in (("Royal", "Royal Navy", "Royal N"), ("Royal Navy", "Royal")):
        found = witnesses.name_witness(names).search("the Royal Navy")
        assert found
        assert found[0] == "Royal Navy"


@pytest.mark.parametrize(
    ("number", "quote", "expected"),
    [
        (3, "the third exercise", True),
        (3, "The Third exercise", True),
        (3, "the 3rd exercise", True),
        (3, "第3回", True),
        (3, "three exercises", False),
        (3, "a thirdly", False),
        (3, "the 13th and 23rd", False),
        *[(3, f"第3{digit}回", False) for digit in range(10)],
        (3, "the 3rdly", False),
        (3, "a gothird", False),
        (1, "the 11th", False),
        (11, "the 11th", True),
        (1, "the first", True),
        (1, "the 1st", True),
        (2, "the 2nd", True),
        (21, "the 21st", True),
        (2, "the second", True),
        (4, "the fourth", True),
        (5, "the fifth", True),
        (6, "the sixth", True),
        (7, "the seventh", True),
        (8, "the eighth", True),
        (9, "the ninth", True),
        (10, "the tenth", True),
        (10, "the ninth", False),
    ],
)
def test_ordinals(number: int, quote: str, expected: bool) -> None:
    """An ordinal stands in words or figures, whole."""
    assert (witnesses.match([witnesses.ordinal_witness(number)], [quote]) == "literal") is expected


@pytest.mark.parametrize(
    ("stated", "quote", "expected"),
    [
        ("5 tents", "with 5 tents", True),
        ("5 tents", "with 25 tents", False),
        ("5 tents", "with 1,5 tents", False),
        ("5 tents", "with 2.5 tents", False),
        ("$2.5 million", "of US$2.5 million", True),
        ("£2 million", "£2 millions", False),
        ("1,200 people", "1,200\u00a0people", True),
        ("1200 people", "1,200 people", False),
    ],
)
def test_stated_words_stand_whole(stated: str, quote: str, expected: bool) -> None:
    """The words of a quantity are not a part of a longer number or word."""
    assert (witnesses.match([witnesses.text_witness(stated)], [quote]) == "literal") is expected


@pytest.mark.parametrize(
    ("field", "quote", "expected"),
    [
        ("kind", "a Memorandum of two", "literal"),
        ("kind", "memorandums", "inferred"),
        ("status", "in force since", "literal"),
        ("status", "in\nforce", "literal"),
        ("status", "enforced", "inferred"),
        ("setting", "a trilateral form", "literal"),
        ("unit", "every two years", "literal"),
        ("unit", "everyone", "inferred"),
        ("dates.signed", "3 May 2001", "literal"),
        ("participants.jpn", "Japanese ministers", "literal"),
        ("participants.nobody", "Nobody", "inferred"),
        ("places.lisbon", "in Lisbon", "literal"),
        ("quantities.cost", "$2.5 million", "literal"),
        ("related.old", "on the terms of", "literal"),
        ("series", "a part of", "literal"),
        ("ordinal", "the second", "literal"),
        ("title_ja", "「覚書」", "literal"),
        ("identity", "the memorandum!", "inferred"),
        ("identity", "the second, 「覚書」", "inferred"),
    ],
)
def test_every_field_has_its_witnesses(field: str, quote: str, expected: str) -> None:
    """Terms are shown by their cues, other fields by what they name; what has no witness is inferred."""
    made = record(
        unit="series",
        setting="minilateral",
        quantities={"cost": {"value": 2500000, "unit": "usd", "stated": "$2.5 million"}},
        related=[{"type": "under", "to": "old"}],
        series="row",
        ordinal=2,
        title_ja="覚書",
    )
    names = {"participants.jpn": ("Japan", "Japanese"), "places.lisbon": ("Lisbon",)}
    assert witnesses.match(witnesses.witnesses(made, field, names), [quote]) == expected


@pytest.mark.parametrize("field", ["ordinal", "title_ja", "identity"])
def test_what_a_record_lacks_has_no_witness(field: str) -> None:
    """A field that the record leaves out is shown by nothing."""
    assert witnesses.match(witnesses.witnesses(record(), field, {}), ["the None of 0th, None"]) == "inferred"


@pytest.mark.parametrize(("field", "terms"), [("status", STATUS), ("unit", UNIT), ("setting", SETTING)])
def test_terms_without_cues_are_inferred(field: str, terms: Vocabulary) -> None:
    """A term is shown by its first cue, and one without cues by nothing."""
    for term in terms:
        made = record(**{field: term.name})
        quote = term.cues[0].replace("*", "ing") if term.cues else f"{term.name}!"
        expected = "literal" if term.cues else "inferred"
        assert witnesses.match(witnesses.witnesses(made, field, {}), [f"it is {quote}"]) == expected, term


def test_every_relation_to_one_record_needs_its_witness() -> None:
    """Two relations to one record are one field, literal when both are shown; that two are not the same needs none."""
    related = [{"type": relation, "to": "old"} for relation in ("not-same-as", "under", "follows")]
    made = record(related=[*related, {"type": "part-of", "to": "other"}])
    needed = witnesses.witnesses(made, "related.old", {})
    assert witnesses.relations(made, "old") == ["under", "follows"]
    assert witnesses.match(needed, ["on the terms of"]) == "inferred"
    assert witnesses.match(needed, ["on the terms of", "following the"]) == "carried"


@pytest.mark.parametrize("kind", KINDS)
def test_kinds_are_shown_by_the_cues_of_their_type(kind: str) -> None:
    """Every kind of every type is literal in a quotation of its first cue."""
    for term in KINDS[kind]:
        made = record(kind, kind=term.name)
        cue = term.cues[0].replace("*", "ing")
        assert witnesses.match(witnesses.witnesses(made, "kind", {}), [f"the {cue.upper()} of"]) == "literal", term


def test_sums_are_exact() -> None:
    """A decimal number of millions is exactly that many, however a computer counts tenths."""
    for tenths in range(1, 1000):
        assert witnesses.stated_numbers(f"${tenths / 10} million") == {tenths * 100_000}
        assert witnesses.stated_numbers(f"£{tenths / 100:.2f} billion") == {tenths * 10_000_000}


@pytest.mark.parametrize(
    ("number", "word"),
    [
        *((0, "zero"), (1, "one"), (2, "two"), (3, "three"), (4, "four"), (5, "five"), (6, "six"), (7, "seven")),
        *((8, "eight"), (9, "nine"), (10, "ten"), (11, "eleven"), (12, "twelve")),
    ],
)
def test_numbers_in_words(number: int, word: str) -> None:
    """The numbers up to twelve are read in words too, in any case."""
    assert witnesses.stated_numbers(f"{word.capitalize()} ships") == {number}


@pytest.mark.parametrize(
    ("stated", "numbers"),
    [
        ("1,200 people", {1200}),
        ("$2.5 million", {2_500_000}),
        ("£1.2 billion", {1.2e9}),
        ("5,385 cubic metres", {5385}),
        ("twelve tents", {12}),
        ("a dozen ships", {1, 12}),
        ("between 2 and 3 thousand", {2000, 3000}),
        ("both navies", {2}),
        ("２０ ships", {20}),
        ("0.07 million", {70_000}),
        ("three hundred", {300}),
        ("19 ships", {19}),
        ("2/5 of them", {2, 5}),
        ("0.5 tonnes", {0.5}),
        ("the single ship", {1}),
        ("8.2 million", {8_200_000}),
        ("fifty", {50}),
        ("many", set()),
    ],
)
def test_stated_numbers(stated: str, numbers: set[float]) -> None:
    """The words as printed are read as every number that they can mean."""
    assert witnesses.stated_numbers(stated) == numbers
