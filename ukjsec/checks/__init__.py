"""The rules of a table as checks of whole columns, compiled once from the models and the layout of the tables.

A check is an expression of Narwhals, which every engine that it knows can evaluate: true where a row breaks the rule,
false where it holds, and nothing in between, because what is missing breaks no rule but that of being there. What makes
a check unknown is said by `after`: a cell that broke one rule is not held against the next.

`ukjsec.judgements` says the same of one cell in Python, and words every complaint. That both agree, rule by rule, is
tested on every engine.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import or_
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from ukjsec.columns import ColumnType

if TYPE_CHECKING:
    import narwhals as nw

    Expression: TypeAlias = nw.Expr

Kind: TypeAlias = Literal["text", "integer", "number", "boolean", "date", "moment", "other"]
"""How a frame holds a column: `moment` is a day with a time of day."""

FITTING: dict[ColumnType, tuple[Kind, ...]] = {
    "string": ("text",),
    "integer": ("integer", "number", "text"),
    "number": ("integer", "number", "text"),
    "boolean": ("boolean", "text"),
    "date": ("date", "moment", "text"),
}
"""For each type of column the kinds in which a frame may hold it."""


@dataclass(frozen=True)
class Held:
    """A column as a frame holds it."""

    name: str
    kind: Kind
    coded: bool = False
    """Whether its texts are categories."""

    @property
    def value(self) -> Expression:
        """The values; categories as texts."""
        import narwhals as nw  # noqa: PLC0415 (only who has a frame needs it)

        found = nw.col(self.name)
        return found.cast(nw.String) if self.coded else found


@dataclass(frozen=True)
class Check:
    """One rule of one column."""

    rule: str
    column: str
    broken: Expression
    """True where the rule is broken, and never null, whatever stands in the cells."""


@dataclass(frozen=True)
class Doubt:
    """A rule that no expression can say: it names the texts in doubt, which are judged one by one, each once."""

    rule: str
    column: str
    text: Expression
    """The texts of the column."""
    doubtful: Expression
    """True where a text is in doubt."""
    sound: Callable[[str], bool]


@dataclass(frozen=True)
class CellChecks:
    """The checks of the cells of one column: of a cell the first that is broken counts, the others are unknown."""

    column: str
    listed: Callable[[], tuple[Check, ...]]
    """Makes the checks: of most columns nobody wants them, because nothing in them is suspect."""
    suspect: Expression
    """True where any of them may be broken: quicker to tell than what each of them says."""
    doubt: Doubt | None = None
    excused: Expression | None = None
    """True where a cell that is suspect is well after all: too slow to ask of every cell, and quick to ask of a few."""

    @cached_property
    def checks(self) -> tuple[Check, ...]:
        """The checks, that which counts first at the beginning."""
        return self.listed()

    @cached_property
    def broken(self) -> Expression:
        """True where any of them is broken."""
        return reduce(or_, (check.broken for check in self.checks))


@dataclass(frozen=True)
class RowCheck:
    """A rule over several columns of a row, unknown where a cell of `after` is broken."""

    check: Check
    after: tuple[str, ...]
    follows: Callable[[Mapping[str, Any]], object]
    """What should stand in the column, from the rest of the row."""


@dataclass(frozen=True)
class Derivation:
    """Columns that are computed from a text: each combination of the values that a frame holds is judged once."""

    columns: tuple[str, ...]
    """The text, and what is computed from it."""
    certain: Expression | None
    """True where a row is right for certain, and never null; None where no row is."""
    keys: tuple[Expression, ...]
    """A value for each column, never null, which is the same text or number for the same value."""
    follows: Callable[[Mapping[str, Any]], Mapping[str, object]]
    """What should stand in the columns that are computed, from the row."""
    judged: Callable[[tuple[Any, ...]], frozenset[str]]
    """Which columns of a combination of keys are wrong."""
