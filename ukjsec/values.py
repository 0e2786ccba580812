"""The kinds of value that fields hold: terms, texts, ids, dates, numbers; how each is checked, and its schema."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from ukjsec import edtf
from ukjsec.characters import strange
from ukjsec.vocabulary import Vocabulary, nearest

FORMULA_MARKS = frozenset("=+-@⁺⁼₊₌⩵⩶﬩﹢﹣﹦﹫＋－＝＠")
"""What begins a formula in a spreadsheet program, in all forms that NFKC makes the same."""

_FORMULA = re.compile(rf"(?:^|[;\t\r\n])[^\S;\t\r\n]*([{re.escape(''.join(sorted(FORMULA_MARKS)))}][^;\t\r\n]*)")
"""Where a text would be a formula: at the beginning of a cell.

The text begins one, and so does what follows a semicolon, tab or line end where a program parts cells by these, as it
does in many countries also in files with commas.
"""

LONGEST_ID = 80
ID_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*$"
SPAN_PATTERN = r"[0-9]{1,6}(\.[0-9]{1,6})?(-[0-9]{1,6}(\.[0-9]{1,6})?)?"


def slug(name: str) -> str:
    """A name as an id: `Royal Navy` is `royal-navy`; empty where it has no letter or digit of ASCII."""
    return "-".join(re.findall("[a-z0-9]+", name[:LONGEST_ID].lower()))


class TermOf:
    """Marks a text as a term of a closed vocabulary."""

    def __init__(self, terms: Vocabulary) -> None:
        self.vocabulary = terms

    def _check(self, value: str) -> str:
        if value in self.vocabulary:
            return value
        near = nearest(value, self.vocabulary.names)
        raise PydanticCustomError(
            "unknown-term",
            "{value} is not a term of {vocabulary}",
            {
                "value": repr(value[:80]) + strange(value),
                "vocabulary": f"the vocabulary {self.vocabulary.name}",
                "repair": (f"Did you mean `{near}`? " if near else "")
                + f"The terms are {', '.join(self.vocabulary.names)}.",
            },
        )

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self._check, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {
            "type": "string",
            "oneOf": [{"const": term.name, "description": term.definition} for term in self.vocabulary],
        }


class _Scalar:
    """Marks a text that may also be written as a bare integer: a year, a paragraph."""

    def __init__(self, pattern: str, description: str) -> None:
        self.pattern = pattern
        self.description = description

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_before_validator_function(self._check, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        # To others than this dialect a bare 12.3 is a number.
        return {"type": ["string", "number"], "pattern": f"^(?:{self.pattern})$", "description": self.description}

    def _check(self, value: Any) -> Any:
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        return value


class _Edtf(_Scalar):
    """Marks a text as a date of the EDTF subset."""

    def _check(self, value: Any) -> Any:
        if isinstance(value, list):
            raise PydanticCustomError(
                "date-is-list",
                "a list stands where a date belongs",
                {"repair": 'Put quotes around it: "[2014-01..2014-04]".'},
            )
        if isinstance(value, int) and not isinstance(value, bool):
            value = f"{value:04d}" if 0 < value <= 9999 else str(value)
        if isinstance(value, str):
            try:
                edtf.parse(value)
            except edtf.EdtfError as error:
                raise PydanticCustomError(
                    "impossible-date",
                    "{reason}",
                    {
                        "reason": f"{error}{strange(value)}",
                        "repair": "Write the date in EDTF, such as 2012, 2012-06 or 2012-06-05.",
                    },
                ) from error
        return value

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        years = {"minimum": 1, "maximum": 9999}
        return super().__get_pydantic_json_schema__(schema, handler) | {"type": ["string", "integer"]} | years


class _Number(_Scalar):
    """Marks a number that may have a fraction: in the dialect `0.5` is text."""

    def _check(self, value: Any) -> Any:
        return float(value) if isinstance(value, str) and re.fullmatch(self.pattern, value) else value


def _check_text(value: Any) -> Any:
    if isinstance(value, str):
        value = value.removesuffix("\n")  # with which YAML ends the text after `>` and `|`
    if isinstance(value, str) and (not value.strip() or value != value.strip()):
        raise PydanticCustomError(
            "blank-text",
            "the text is empty, or has blanks at its start or end",
            {"repair": "Write the text without blanks around it, or leave the field out."},
        )
    # Each text of each record comes by here: nothing slower than this is done for most of them.
    if isinstance(value, str) and (
        value[0] in FORMULA_MARKS or ";" in value or "\n" in value or "\t" in value or "\r" in value
    ):
        _refuse_formula(value)
    return value


def _refuse_formula(value: str) -> None:
    formula = _FORMULA.search(value)
    if formula:
        raise PydanticCustomError(
            "formula",
            "a spreadsheet would read this as a formula: {shown}",
            {
                "shown": repr(formula[1][:40]),
                "repair": "Begin it with a letter or a digit; of a quotation, leave the mark out, or a word more.",
            },
        )


Id = Annotated[str, Field(pattern=ID_PATTERN, max_length=LONGEST_ID)]
Text = Annotated[str, BeforeValidator(_check_text), Field(min_length=1, max_length=1000)]
FILE_PATTERN = r"^[^./\\][^/\\]*$"
ADDRESS_PATTERN = r"^https?://[^\s<>\"]+$"
FileName = Annotated[Text, Field(pattern=FILE_PATTERN, max_length=255)]
Address = Annotated[Text, Field(pattern=ADDRESS_PATTERN)]
Edtf = Annotated[
    str,
    _Edtf(
        edtf.PATTERN, "A date in EDTF: 2012, 2012-06, 2022-05-05, 2013-23 (autumn), 2019-11-18/2019-11-20, 2002-01/.."
    ),
]
Span = Annotated[
    str,
    _Scalar(
        SPAN_PATTERN,
        "A paragraph (12), a sentence of it (12.3), or a range of either (14-17, 14.2-15.1).",
    ),
    Field(pattern=f"^{SPAN_PATTERN}$"),
]


Number = Annotated[float, _Number(r"-?[0-9]{1,15}(\.[0-9]{1,9})?", "A number, such as 2500000 or 0.5.")]
