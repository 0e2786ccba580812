"""What a table and a column of the package are, and how a column is taken from a model's field."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal, TypeAlias, get_args, get_origin

from pydantic.fields import FieldInfo

from ukjsec import edtf, vocabulary
from ukjsec.described import Model
from ukjsec.values import TermOf
from ukjsec.vocabulary import Term, Vocabulary

ColumnType: TypeAlias = Literal["string", "integer", "number", "boolean", "date"]

Origin: TypeAlias = tuple[type[Model], str]

_TYPES: dict[type, ColumnType] = {int: "integer", float: "number", date: "date"}

DATE_PATTERN = rf"^{edtf.PATTERN}$"


@dataclass(frozen=True)
class Column:
    """One column of a table."""

    name: str
    type: ColumnType
    description: str
    required: bool = False
    vocabulary: Vocabulary | None = None
    """The closed list that its values come from."""
    pattern: str | None = None
    references: str | None = None
    """The table whose `id` it points at."""
    origin: Origin | None = None
    """The model and the name of its field that it is taken from, whose other limits hold for its values too."""

    @property
    def marks(self) -> tuple[Any, ...]:
        """What the model's field demands of a value: of a list, of each item; nothing where there is no field."""
        return tuple(_marks(self.origin[0].model_fields[self.origin[1]])) if self.origin else ()

    @property
    def listed(self) -> bool:
        """Whether a cell holds a list, whose items are joined."""
        origin = self.origin and get_origin(self.origin[0].model_fields[self.origin[1]].annotation)
        return isinstance(origin, type) and issubclass(origin, tuple)


@dataclass(frozen=True)
class Table:
    """One table: its name, what a row is, its columns and the columns that identify a row."""

    name: str
    title: str
    row: str
    """What one row is, in a sentence."""
    columns: tuple[Column, ...]
    key: tuple[str, ...]

    @property
    def column_names(self) -> tuple[str, ...]:
        """The names of the columns, in order."""
        return tuple(column.name for column in self.columns)


def field(model: type[Model], name: str, /, **changes: Any) -> Column:
    """The column of a model's field; `changes` replace what the model cannot know, such as `references`."""
    info = model.model_fields[name]
    texts = [part for part in (info.description, changes.pop("more", None)) if part]
    terms = next((mark.vocabulary for mark in _marks(info) if isinstance(mark, TermOf)), None)
    pattern = next((found for mark in _marks(info) if (found := getattr(mark, "pattern", None))), None)
    kind = _type(info.annotation)
    column = Column(
        name,
        kind,
        " ".join(texts),
        required=info.is_required(),
        vocabulary=terms,
        pattern=f"^{pattern.strip('^$')}$" if pattern and kind == "string" and not terms else None,
        origin=(model, name),
    )
    return replace(column, **changes)


def _marks(info: FieldInfo) -> list[Any]:
    inner = [mark for part in get_args(info.annotation) for mark in getattr(part, "__metadata__", ())]
    nested = [part for mark in [*info.metadata, *inner] for part in getattr(mark, "metadata", ())]
    return [*info.metadata, *inner, *nested]


def _type(annotation: Any) -> ColumnType:
    """The type of a field's column: of `int`, of `Annotated[int, ...]`, and of either `| None`, it is `integer`."""
    if isinstance(annotation, type) and annotation in _TYPES:
        return _TYPES[annotation]
    return next((found for part in get_args(annotation) if (found := _type(part)) != "string"), "string")


def union(name: str, description: str, *vocabularies: Vocabulary) -> Vocabulary:
    """A vocabulary of the terms of several."""
    return Vocabulary(name, description, tuple(term for terms in vocabularies for term in terms.terms))


KIND = union("kind", "The kinds of all types of record.", *vocabulary.KINDS.values())

ACCOUNT = union(
    "account",
    "How a sentence of a source is accounted for.",
    Vocabulary("quoted", "", (Term("quoted", "A record quotes it, or a part of it."),)),
    vocabulary.LEDGER_REASON,
)

PRECISION = Vocabulary(
    "precision",
    "How narrow a date is.",
    (
        Term("day", "A day."),
        Term("month", "A month."),
        Term("season", "A season: three months, winter running into the next year."),
        Term("year", "A year."),
        Term("decade", "A decade."),
        Term("range", "An interval, or a range in which it lies."),
    ),
)

QUALIFIER = Vocabulary(
    "qualifier",
    "What the source says of the certainty of a date.",
    (
        Term("approximate", "About that time (`~`); the bounds are those of the date as written."),
        Term("uncertain", "Perhaps that time (`?`); the bounds are those of the date as written."),
        Term("approximate-uncertain", "Perhaps about that time (`%`); the bounds are those of the date as written."),
    ),
)


def pointer(table: str, what: str) -> Column:
    """The column that names a row of another table."""
    return Column(f"{table.removesuffix('s')}_id", "string", what, required=True, references=table)


def date_columns(prefix: str, what: str, *, required: bool = False) -> tuple[Column, ...]:
    """A date in EDTF and what is derived from it."""
    return (
        Column(prefix, "string", f"{what}, in EDTF.", required=required, pattern=DATE_PATTERN),
        Column(f"{prefix}_earliest", "date", f"The first day on which `{prefix}` can lie; empty when open."),
        Column(
            f"{prefix}_latest", "date", f"The last day on which `{prefix}` can lie; empty when open or still going on."
        ),
        Column(f"{prefix}_precision", "string", f"How narrow `{prefix}` is.", vocabulary=PRECISION),
        Column(
            f"{prefix}_qualifier", "string", f"Whether `{prefix}` is approximate or uncertain.", vocabulary=QUALIFIER
        ),
    )
