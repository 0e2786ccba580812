"""A run of the checks on a frame: what is asked of the engine, in as few passes as it takes.

First a pass that counts the cells that may break a rule, told by quick expressions; when there are none, that was all.
Else the suspicious rows alone are asked which rule each of their cells breaks first, counted, and the first of them
fetched. A rule that no expression can say is judged before, on each text in doubt once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import reduce
from operator import and_, or_
from pathlib import Path
from typing import Any

import narwhals as nw

from ukjsec.checks import CellChecks, Check, RowCheck, cells, rows
from ukjsec.checks.questions import on_calendar, one_of
from ukjsec.problems import Problem
from ukjsec.tabular.frames import Data, Frame
from ukjsec.tabular.links import Link, linked
from ukjsec.tabular.results import Cell

LIMIT_DOUBTS = 500_000
"""So many different texts of a column are judged one by one."""
LIMIT_FETCHED = 200_000
"""So many suspicious rows of a lazy frame are fetched and judged in memory; more are left to its engine."""


@dataclass
class Run:
    """What is known of a frame after the engine was asked: its rows, with a number for the broken rule of each cell."""

    frame: Frame
    data: Data
    """All rows, with what links and derivations ask for."""
    rows: int
    suspicious: nw.Expr | None
    """True where a row may break some rule; None where none does."""
    cells: dict[str, CellChecks] = field(default_factory=dict)
    """The columns some cells of which may break a rule."""
    others: list[RowCheck | Link] = field(default_factory=list)
    """The rules of rows, keys and references that some row may break."""
    unknown: list[Problem] = field(default_factory=list)
    """What could not be judged."""

    def flag(self, column: str) -> str:
        """The column that says whether a cell of a column may break a rule."""
        return f"{self.frame.prefix}flag_{column}"

    def code(self, column: str) -> str:
        """The column that says which check of a column a cell breaks: from 1, and 0 where none."""
        return f"{self.frame.prefix}code_{column}"

    def other(self, at: int) -> str:
        """The column that says whether a row breaks one of the other rules."""
        return f"{self.frame.prefix}other_{at}"

    @property
    def codes(self) -> list[str]:
        """Every column of these two kinds."""
        return [*map(self.code, self.cells), *map(self.other, range(len(self.others)))]

    def coded(self, data: Data) -> Data:
        """Rows with the columns of codes."""
        if self.cells:
            data = data.with_columns(**{self.code(name): _first(one.checks) for name, one in self.cells.items()})
        gated = {}
        for at, one in enumerate(self.others):
            sound = [nw.col(self.code(name)) == 0 for name in one.after if name in self.cells]
            broken = reduce(and_, sound, one.check.broken)
            gated[self.other(at)] = nw.when(broken).then(nw.lit(1)).otherwise(nw.lit(0))
        return data.with_columns(**gated) if gated else data

    @property
    def bad(self) -> nw.Expr:
        """True where a row with codes breaks some rule."""
        return reduce(or_, (nw.col(name) > 0 for name in self.codes))

    @property
    def reasons(self) -> nw.Expr:
        """What a row with codes breaks, as text.

        Each part ends in the mark that joins them, and the last one loses it.
        """
        parts: list[nw.Expr] = []
        for name, one in self.cells.items():
            text: Any = nw.lit("")
            for at, check in enumerate(one.checks, 1):
                text = nw.when(nw.col(self.code(name)) == at).then(nw.lit(f"{name}: {check.rule}; ")).otherwise(text)
            parts.append(text)
        for at, other in enumerate(self.others):
            said = nw.lit(f"{other.check.column}: {other.check.rule}; ")
            parts.append(nw.when(nw.col(self.other(at)) > 0).then(said).otherwise(nw.lit("")))
        return nw.concat_str(parts, separator="").str.replace_all("; $", "")


def _first(checks: tuple[Check, ...]) -> nw.Expr:
    """The number of the first check that is broken, from 1."""
    expression: Any = nw.lit(0)
    for at in range(len(checks), 0, -1):
        expression = nw.when(checks[at - 1].broken).then(nw.lit(at)).otherwise(expression)
    return expression  # type: ignore[no-any-return]


def collected(data: Data) -> nw.DataFrame[Any]:
    """A small frame, in memory."""
    return data.collect() if isinstance(data, nw.LazyFrame) else data


def run(frame: Frame, against: Mapping[str, Any] | None, root: Path) -> Run:
    """Find out which columns and rules of a frame may have something wrong."""
    return examined(frame, *linked(frame, against, root))


def compiled(frame: Frame) -> dict[str, CellChecks]:
    """The checks of the cells of each column that a frame has."""
    columns = (column for column in frame.table.columns if column.name in frame.held)
    return {column.name: cells.compiled(column, frame.held[column.name]) for column in columns}


def examined(frame: Frame, data: Data, links: list[Link]) -> Run:
    """Find out the same of a frame whose links are followed; its data have what they ask for."""
    made = Run(frame, data, 0, None)
    of_cells = compiled(frame)
    others: list[RowCheck | Link] = [*rows.compiled(frame.table, frame.held), *_derived(made), *links]
    flags = {made.flag(name): one.suspect for name, one in of_cells.items()}
    flags |= {f"{frame.prefix}flag{at}": one.check.broken for at, one in enumerate(others)}
    made.data = data.with_columns(**flags)
    # What is eager has the flags by now; what is lazy would make them first, and count them then.
    asked = {name: nw.col(name) for name in flags} if frame.eager else flags
    sums = {name: flag.cast(nw.Int64).sum() for name, flag in asked.items()}
    source = made.data if frame.eager else data
    counts = collected(source.select(**{f"{frame.prefix}rows": nw.len()}, **sums)).rows(named=True)[0]
    made.rows = int(counts[f"{frame.prefix}rows"])
    raised = {name for name in flags if int(counts[name] or 0)}
    made.cells = {name: one for name, one in of_cells.items() if made.flag(name) in raised}
    made.others = [one for at, one in enumerate(others) if f"{frame.prefix}flag{at}" in raised]
    made.cells = {name: _resolved(made, one) for name, one in made.cells.items()}
    if frame.eager:
        # Dates that go from one to another are suspicious, and many: where they are well, their rows are not looked at.
        made.cells = {name: one for name, one in made.cells.items() if _confirmed(made, one)}
    dropped = {made.flag(name) for name in of_cells if name not in made.cells}
    left = sorted(raised - dropped)
    made.suspicious = reduce(or_, (nw.col(name) for name in left)) if left else None
    return made


def _derived(made: Run) -> list[RowCheck]:
    """The checks of what is computed from dates: each combination of values is judged once, here."""
    found = []
    frame = made.frame
    for one in rows.derivations(frame.table, frame.held):
        names = [f"{frame.prefix}part{at}" for at in range(len(one.keys))]
        doubtful = made.data.select(*one.columns)
        doubtful = doubtful if one.certain is None else doubtful.filter(~one.certain)
        different = doubtful.select(**dict(zip(names, one.keys, strict=True))).unique()
        limit = _limit(made)
        combinations = collected(different.head(limit + 1)).rows()
        if len(combinations) > limit:
            made.unknown += [_stopped(frame, column) for column in one.columns[1:]]
            continue
        wrong: dict[str, list[str]] = {}
        for combination in combinations:
            for column in one.judged(combination):
                wrong.setdefault(column, []).append("|".join(map(str, combination)))
        key = nw.concat_str([part.cast(nw.String) for part in one.keys], separator="|")
        found += [
            RowCheck(Check(rows.DERIVED, column, one_of(key, wrong[column])), one.columns, one.follows)
            for column in one.columns
            if column in wrong
        ]
    return found


def _resolved(made: Run, checks: CellChecks) -> CellChecks:
    """The checks of a column, with one more of the texts that are wrong of those in doubt."""
    doubt = checks.doubt
    if doubt is None:
        return checks
    name = f"{made.frame.prefix}doubt"
    flag = nw.col(made.flag(checks.column))
    texts = made.data.filter(flag).filter(doubt.doubtful).select(**{name: doubt.text}).unique()
    limit = _limit(made)
    different = collected(texts.head(limit + 1))[name].to_list()
    if len(different) > limit:
        made.unknown.append(_stopped(made.frame, checks.column))
        return checks
    wrong = [text for text in different if not doubt.sound(text)]
    broken = one_of(doubt.text, wrong)
    more = (Check(doubt.rule, doubt.column, broken),) if wrong else ()
    return CellChecks(checks.column, lambda: (*checks.checks, *more), checks.suspect, doubt)


def _confirmed(made: Run, checks: CellChecks) -> bool:
    """Whether some cell of a column breaks a rule indeed."""
    suspects = made.data.select(checks.column, made.flag(checks.column)).filter(nw.col(made.flag(checks.column)))
    return bool(collected(suspects.select(broken=checks.broken.any()))["broken"][0])


def _limit(made: Run) -> int:
    """How many values are judged one by one: those of a partition are many judges' work, and all are."""
    return len(made.data) if made.frame.part and isinstance(made.data, nw.DataFrame) else LIMIT_DOUBTS


def _stopped(frame: Frame, column: str) -> Problem:
    message = f"`{column}` has more than {LIMIT_DOUBTS:,} different values that have to be judged one by one: unchecked"
    return Problem(Cell(frame.table.name, 1, 1, column), "check-stopped", message, "Check the table in parts.")


def counted(made: Run, limit: int) -> tuple[dict[tuple[str, str], int], int, nw.DataFrame[Any] | None]:
    """What the suspicious rows break.

    Returns:
        (column, rule) → how often; how many rows break some rule; the first of these, as many as asked for.
    """
    data = suspects(made)
    if data is None:
        return {}, 0, None
    counts, bad = tallied(made, data)
    return counts, bad, _offending(made, data.filter(made.bad), limit)


def suspects(made: Run) -> Data | None:
    """The rows that may break some rule, with the codes of what they break; None where none may."""
    if made.suspicious is None:
        return None
    # Columns that are none of ours may be many, and large: they stay where they are.
    ours = [
        name for name in made.data.collect_schema() if name in made.frame.held or name.startswith(made.frame.prefix)
    ]
    data = made.data.select(*ours).filter(made.suspicious)
    if made.frame.eager:
        # Sound dates that go from one to another leave before every cell of their rows is asked what it breaks.
        exact = {made.flag(name): one.broken for name, one in made.cells.items() if one.doubt}
        data = data.with_columns(**exact).filter(made.suspicious) if exact else data
    if isinstance(data, nw.LazyFrame):
        few = data.head(LIMIT_FETCHED + 1).collect()
        if len(few) <= LIMIT_FETCHED:
            data = few
    return made.coded(data)


def tallied(made: Run, data: Data) -> tuple[dict[tuple[str, str], int], int]:
    """What rows with codes break: (column, rule) → how often; and how many of them break some rule."""
    named = _numbered(made)
    sums = {name: (nw.col(code) == at).cast(nw.Int64).sum() for name, (code, at, _) in named.items()}
    total = f"{made.frame.prefix}bad"
    numbers = collected(data.select(**{total: made.bad.cast(nw.Int64).sum()}, **sums)).rows(named=True)[0]
    counts: dict[tuple[str, str], int] = {}
    for name, (_, _, pair) in named.items():
        number = int(numbers[name] or 0)
        if number:
            counts[pair] = counts.get(pair, 0) + number
    return counts, int(numbers[total] or 0)


def _numbered(made: Run) -> dict[str, tuple[str, int, tuple[str, str]]]:
    """A name for each check → its column of codes, its code, and the column and rule that it is of."""
    found = {}
    for name, one in made.cells.items():
        for at, check in enumerate(one.checks, 1):
            found[f"{made.code(name)}_{at}"] = (made.code(name), at, (name, check.rule))
    for at, other in enumerate(made.others):
        found[f"{made.other(at)}_1"] = (made.other(at), 1, (other.check.column, other.check.rule))
    return found


def sorting(frame: Frame) -> list[str]:
    """The columns by which rows without numbers are sorted: the key, and of rows with the same key all that can be."""
    # Some engines cannot sort lists, maps and lengths of time, or categories, which no key of ours is.
    fitting = [name for name, held in frame.held.items() if held.kind != "other" and not held.coded]
    key = [name for name in frame.table.key if name in frame.held and frame.held[name].kind != "other"]
    return [*key, *(name for name in fitting if name not in key)]


def _offending(made: Run, bad: Data, limit: int) -> nw.DataFrame[Any]:
    """The first rows that break some rule: by number, or where there is no order, by key."""
    frame = made.frame
    numbers = [frame.row] if frame.numbered else []
    order = numbers or sorting(frame)
    wanted = bad.select(*frame.held, *made.codes, *numbers)
    first = (wanted.sort(*order, nulls_last=True) if order else wanted).head(limit)
    days = [nw.col(name) for name, held in frame.held.items() if held.kind in ("date", "moment")]
    # What lies beyond Python's own calendar could not be fetched.
    return collected(first.with_columns(*(nw.when(on_calendar(day)).then(day) for day in days)) if days else first)
