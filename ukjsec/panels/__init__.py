"""Counts of records by period, and by pair of states: what certainly and what possibly fell in a year or a quarter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from itertools import chain, product
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from ukjsec import dataset
from ukjsec.errors import UnknownNameError
from ukjsec.panels import dyads, spells, timeline

if TYPE_CHECKING:
    import pandas as pd

_Cell: TypeAlias = tuple[dyads.Pair | None, int, str, str]

_CHOICES = {
    "frequency": tuple(timeline.PER_YEAR),
    "way to count": ("dated", "under-way"),
    "kind of pair": ("pair", "directed-pair"),
    "choice of pairs": ("GBR-JPN", "all"),
}

_DESCRIPTIONS = {
    "in_scope": "True of the pair that the dataset is about; of any other it holds only what that pair shares in.",
    "year": "The year, as a number.",
    "period": "The year, such as 2015, or the quarter, such as 2015Q1.",
    "start": "The first day of the period.",
    "end": "The last day of the period.",
    "type": "The type of record.",
    "unit": "What the records count; counts of different units are never added up.",
    "certain": "Records whose headline date certainly lies in the period; missing where no source covers the period.",
    "possible": "Records whose headline date can overlap with it, the certain ones among them; missing likewise.",
    "covered": "The share of the days of the period that some part of a source reports on, from 0 to 1.",
}

_UNDER_WAY = {
    "certain": "Records that a source tells to have been under way then; missing where no source covers the period.",
    "possible": "Records that can have been under way then, the certain ones among them; missing likewise.",
}

_OF_A_STATE = {
    "state": ("name", "The {} state, by its English name."),
    "iso3": ("iso3", "The ISO 3166-1 alpha-3 code of the {} state."),
    "cow": ("cow", "The Correlates of War country number of the {} state; missing where that list has none."),
    "gw": ("gw", "The Gleditsch–Ward number of the {} state; missing where that list has none."),
}
"""The columns of each side of a pair: where in `actors` the value stands, and what it means."""

_SCOPE = (
    "Of any pair but the United Kingdom and Japan the dataset holds only what these two take part in as well: such a "
    "pair is incomplete by design, and zero says nothing of its own co-operation."
)


def panel(  # noqa: PLR0913 (each is a question of its own, and has a default)
    freq: Literal["year", "quarter"] = "year",
    types: str | Iterable[str] | None = None,
    occurred: bool = True,
    *,
    settings: str | Iterable[str] | None = None,
    when: Literal["dated", "under-way"] = "dated",
    by: Literal["pair", "directed-pair"] | None = None,
    pairs: Literal["GBR-JPN", "all"] = "GBR-JPN",
    version: str | None = None,
) -> pd.DataFrame:
    """Count records by period, or by pair of states and period.

    Args:
        freq: `"year"` or `"quarter"`.
        types: the types of record to count, such as `"exercises"` or `["agreements", "dialogues"]`; None means all.
        occurred: True counts what came to be; False counts every record, what was only proposed or wished for too.
        settings: the settings to count, such as `"bilateral"`; None means all.
        when: `"dated"` counts a record in the period of its headline date: what was signed, held or begun then.
            `"under-way"` counts what came to be in every period in which it was under way or in force.
        by: None counts the whole dataset; `"pair"` each pair of states (non-directed dyads), `"directed-pair"` each
            state that gives with each that gets (directed dyads).
        pairs: with `by`, `"GBR-JPN"` for the pair that the dataset is about, `"all"` for every pair in its records.
        version: that of a release, which is fetched as by `load`; None means the data that came with the library.

    Returns:
        A DataFrame with one row for each period × type × unit, whether or not there is a record, from the first to the
        last year in which a record is dated or a source reports. Its columns: `period` (`2015`, `2015Q1`), `start` and
        `end` (days), `type`, `unit` (`instance`, `series`, `activity`: never to be added up), `certain` (records whose
        headline date certainly lies in the period), `possible` (whose date can overlap with it, the certain ones among
        them; an open end reaches without end) and `covered` (the share of the days of the period, 0 to 1, on which
        some part of a source reports).

        Both counts are `Int64`, and **missing, not zero, where no source covers the period**, not even a day of it.
        Where `covered` is below 1, a count is of that share; keep `frame[frame.covered == 1]` to be strict. What a
        part covers is in `load("parts")`: an open end reaches to the day when the part was written; a part whose
        beginning is open is not counted, since nobody knows from where on it reports. Records without a date are
        counted nowhere.

        **Under way.** Co-operation that was begun in 2006 and is told of as active in 2015 is dated in 2006 alone. With
        `when="under-way"` it is certain in 2006 and in 2015, of which a source says so; possible in the years between,
        of which none does, and from then on, until a source tells its end. An agreement is under way from when it was
        signed. Nothing is possible before its beginning; where no source gives that, it is possible from the first
        period on. A single event that is over has its date alone, of an interval every period. What has not come to
        be is under way nowhere.

        **Pairs.** With `by` there is one row for each pair × period × type × unit, and nine columns more stand first:
        `state_a`, `iso3_a`, `cow_a`, `gw_a`, the same of `b`, and `in_scope`; `year`, a number, comes before `period`.
        Codes and years are `Int64` and `string`, and merge with those of other panels: `cow_a`, `cow_b`, `year` with
        `ccode1`, `ccode2`, `year`, for example. A record counts once for a pair, however many bodies of the two take
        part, and for each pair in it, so the counts of several pairs are never to be added up.

        - `"pair"`: both take part, in whatever role. The one with the lower COW number is `a`. The counts of the
          United Kingdom and Japan are those without `by`: that both take part is what makes an item a record.
        - `"directed-pair"`: `a` gives and `b` gets, by their roles: provider, funder or grantor to recipient, and
          grantor to requester. A record in which both give and get counts both ways. Where several give or get, each
          giver counts with each that gets. What has no such roles counts for no directed pair.

        **Any pair but the United Kingdom and Japan is incomplete by design** (`in_scope` is False): of it the dataset
        holds only what these two take part in as well. A zero is then no absence of co-operation.

        A state has one row of codes, that of `load("actors")`, for all years. Where the lists give a state another
        number for other times (of Germany, the Federal Republic to 1990 is COW 260), or know none (Hong Kong), merge
        by hand; a code that is missing would be merged with any other that is.

    Raises:
        UnknownNameError: there is no such frequency, type, setting or choice, or pairs are chosen without `by`.
        MissingPackageError: the data package is not there.
        DownloadError: the release cannot be fetched.

    Example:
        >>> frame = ukjsec.panel("year", types="dialogues")
        >>> frame[frame.unit == "instance"].set_index("period").certain
        >>> dyads = ukjsec.panel(by="pair", types="agreements")
        >>> dyads.merge(cow, left_on=["cow_a", "cow_b", "year"], right_on=["ccode1", "ccode2", "year"], how="left")
    """
    _check(freq, when, by, pairs)
    import pandas as pd  # noqa: PLC0415 (0.5 s)

    table = dataset.read("records", version)
    vocabulary = {name: dataset.terms(table.schema.field(name)) or [] for name in ("type", "unit", "setting")}
    wanted = _chosen("type of record", types, vocabulary["type"])
    kept = _chosen("setting", settings, vocabulary["setting"])
    records = table.to_pylist()
    dated = spells.dated(records)
    lasting = dated if when == "dated" else spells.under_way(records, dataset.read("dates", version).to_pylist())
    covered = timeline.covered(dataset.read("parts", version).to_pylist())
    line = timeline.Timeline(freq, [*spells.days(dated), *spells.days(lasting), *chain.from_iterable(covered)])
    shares = line.shares(covered)
    states = dyads.states(dataset.read("actors", version).to_pylist()) if by else {}
    order: Sequence[dyads.Pair | None] = [None]
    pairs_of: Mapping[str, Iterable[dyads.Pair]] = {}
    if by:
        find = dyads.together if by == "pair" else dyads.given
        participants = dataset.read("participants", version).to_pylist()
        pairs_of = find(states, [row["id"] for row in records], participants)
        order = dyads.order(states, pairs_of if pairs == "all" else {}, directed=by == "directed-pair")
    counted = [row for row in records if row["setting"] in kept and (row["occurred"] or not occurred)]
    certain, possible = _counts(counted, lasting, line, pairs_of)

    axes = (order, range(len(line.periods)), wanted, vocabulary["unit"])
    codes = pd.MultiIndex.from_product([range(len(axis)) for axis in axes]).codes

    def spread(axis: int, values: Iterable[Any], dtype: Any) -> pd.Series[Any]:
        """The column of what is known of each item of an axis."""
        column: pd.Series[Any] = pd.Series(list(values), dtype=dtype)
        return column.take(codes[axis]).reset_index(drop=True)

    def counts(found: Counter[_Cell]) -> pd.Series[Any]:
        return pd.Series([found[cell] if shares[cell[1]] else None for cell in product(*axes)], dtype="Int64")

    text = pd.StringDtype("pyarrow")
    columns: dict[str, pd.Series[Any]] = {}
    for side, letter in enumerate("ab" if by else ""):
        for column, (cell, _) in _OF_A_STATE.items():
            of_side = [states[pair[side]][cell] for pair in order if pair]
            columns[f"{column}_{letter}"] = spread(0, of_side, "Int64" if column in ("cow", "gw") else text)
    if by:
        columns["in_scope"] = spread(0, (dyads.in_scope(states, pair) for pair in order if pair), "boolean")
        columns["year"] = spread(1, (period.start.year for period in line.periods), "Int64")
    columns |= {
        "period": spread(1, (period.name for period in line.periods), text),
        "start": spread(1, (period.start.isoformat() for period in line.periods), "datetime64[s]"),
        "end": spread(1, (period.end.isoformat() for period in line.periods), "datetime64[s]"),
        "type": spread(2, wanted, pd.CategoricalDtype(vocabulary["type"])),
        "unit": spread(3, vocabulary["unit"], pd.CategoricalDtype(vocabulary["unit"])),
        "certain": counts(certain),
        "possible": counts(possible),
        "covered": spread(1, shares, "float64"),
    }
    frame = pd.DataFrame(columns)
    frame.attrs = dataset.about(table.schema) | _about(freq, when, by, list(columns))
    return frame


def _check(freq: str, when: str, by: str | None, pairs: str) -> None:
    """Refuse what cannot be chosen."""
    for (what, known), asked in zip(_CHOICES.items(), (freq, when, "pair" if by is None else by, pairs), strict=True):
        if asked not in known:
            raise dataset.unknown(what, asked, known)
    if not by and pairs != "GBR-JPN":
        raise UnknownNameError('there are no pairs to choose without `by`; add by="pair" or by="directed-pair"')


def _chosen(what: str, asked: str | Iterable[str] | None, known: list[str]) -> list[str]:
    """The terms asked for, in the order of the vocabulary."""
    names = known if asked is None else [asked] if isinstance(asked, str) else list(asked)
    for name in names:
        if name not in known:
            raise dataset.unknown(what, name, known)
    return [name for name in known if name in names]


def _counts(
    records: Iterable[dataset.Row],
    lasting: Mapping[str, spells.Spell],
    line: timeline.Timeline,
    pairs_of: Mapping[str, Iterable[dyads.Pair]],
) -> tuple[Counter[_Cell], Counter[_Cell]]:
    """How many records lie in each cell for certain, and how many possibly; without pairs, all are of the pair None."""
    certain: Counter[_Cell] = Counter()
    possible: Counter[_Cell] = Counter()
    for record in records:
        if record["id"] in lasting:
            sure = line.certain(lasting[record["id"]])
            maybe = line.possible(lasting[record["id"]])
            for pair in pairs_of[record["id"]] if pairs_of else (None,):
                certain.update((pair, at, record["type"], record["unit"]) for at in sure)
                possible.update((pair, at, record["type"], record["unit"]) for at in maybe)
    return certain, possible


def _about(freq: str, when: str, by: str | None, columns: Sequence[str]) -> dict[Hashable | None, Any]:
    """What a panel says of itself, for `DataFrame.attrs`."""
    said = _DESCRIPTIONS | (_UNDER_WAY if when == "under-way" else {})
    what = f"One {freq} of one type and unit of record, with counts of records."
    if by:
        sides = {"a": "first", "b": "second"} if by == "pair" else {"a": "giving", "b": "getting"}
        for letter, side in sides.items():
            said |= {f"{column}_{letter}": text.format(side) for column, (_, text) in _OF_A_STATE.items()}
        what = (
            f"One {freq} of one type and unit of record, of one {by.replace('-', ' ')} of states, with counts. {_SCOPE}"
        )
    return {
        "table": "panel",
        "title": "Panel",
        "description": what,
        "descriptions": {each: said[each] for each in columns},
    }
