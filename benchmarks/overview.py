"""A first look at the data, computed and drawn from the package: prints the figures and writes `overview.svg`.

Run it from a checkout with the development tools installed: `python benchmarks/overview.py`.
"""

from __future__ import annotations

from itertools import combinations
from pathlib import Path
from typing import Any

import matplotlib as mpl
import pandas as pd
from matplotlib import pyplot as plt

import ukjsec

TARGET = Path(__file__).with_name("overview.svg")
FIRST_YEAR = 1990
COLOURS = ("#3b6ea5", "#e0913a", "#5b9e5b", "#b35f5f", "#8a72b0", "#8d8d8d", "#c9b458", "#6fb1b1", "#c98bb5")


def by_year() -> pd.DataFrame:
    """Single events and things that came to be, by type and the first year in which their headline date can lie.

    Series and activities are left out, as are wishes and plans: counts never mix them. Before 1990 is one row.
    """
    records = ukjsec.load("records")
    records = records[records["occurred"] & (records["unit"] == "instance")]
    start = records["date_earliest"].fillna(records["date_latest"]).dt.year
    bins = start.where(start >= FIRST_YEAR, FIRST_YEAR - 1).astype("Int64")
    counts = records.groupby([bins, records["type"]], observed=True).size().unstack(fill_value=0)
    years = pd.Index(range(FIRST_YEAR - 1, int(bins.max()) + 1))
    return counts.reindex(years, fill_value=0)


def with_whom() -> pd.Series[int]:
    """For each pair of states (through the bodies that take part) the records in which both do, largest first."""
    states = ukjsec.load("participants").dropna(subset=["state_id"])
    names = ukjsec.load("actors").set_index("id")["name"]
    pairs: dict[str, int] = {}
    for _, group in states.groupby("record_id")["state_id"]:
        for first, second in combinations(sorted(group.unique()), 2):
            label = f"{names[first]} – {names[second]}"
            pairs[label] = pairs.get(label, 0) + 1
    return pd.Series(pairs).sort_values(ascending=False)


def by_match() -> pd.DataFrame:
    """Values by field and by how their quotations show them."""
    evidence = ukjsec.load("evidence").drop_duplicates(["record_id", "field"])
    field = evidence["field"].str.partition(".")[0].rename("field")
    return evidence.groupby([field, "match"], observed=True).size().unstack(fill_value=0)


def by_account() -> pd.DataFrame:
    """The share of the sentences of each source that is quoted, or stands in the ledger for a reason."""
    coverage = ukjsec.load("coverage")
    counts = coverage.groupby(["source_id", "account"], observed=True).size().unstack(fill_value=0)
    return counts.div(counts.sum(axis=1), axis=0)


def draw(years: pd.DataFrame, pairs: pd.Series[int], match: pd.DataFrame, account: pd.DataFrame) -> None:
    """Draw the four as one picture, with the same bytes at every run."""
    mpl.rcParams.update({"svg.hashsalt": "ukjsec", "svg.fonttype": "none", "font.size": 9, "axes.titlesize": 10})
    figure, axes = plt.subplots(2, 2, figsize=(11, 7.5), layout="constrained")
    labels = ["earlier", "", *(str(year) if year % 5 == 0 else "" for year in years.index[2:])]
    panels: list[tuple[Any, pd.DataFrame, str]] = [
        (axes[0, 0], years.set_axis(labels), "Single items that came to be, by year and type"),
        (axes[1, 0], match.iloc[::-1], "Values by field, and how quotations show them"),
        (axes[1, 1], account.iloc[::-1] * 100, "Sentences of each source by account, %"),
    ]
    for axis, frame, title in panels:
        upright = axis is axes[0, 0]
        frame.plot(kind="bar" if upright else "barh", stacked=True, ax=axis, color=COLOURS, width=0.8)
        axis.set_title(title, loc="left")
        axis.set_xlabel("")
        axis.set_ylabel("")
        axis.legend(
            fontsize=7,
            frameon=False,
            title=None,
            **({} if upright else {"loc": "center left", "bbox_to_anchor": (1, 0.5)}),
        )
        axis.spines[["top", "right"]].set_visible(False)
    axes[0, 0].tick_params(axis="x", labelrotation=0, labelsize=8, length=0)
    top = pairs.head(12).iloc[::-1]
    axes[0, 1].barh(top.index, top.to_numpy(), color=COLOURS[0])
    axes[0, 1].bar_label(axes[0, 1].containers[0], fontsize=7, padding=2)
    axes[0, 1].set_title("Who with whom: records in which both states take part", loc="left")
    axes[0, 1].spines[["top", "right"]].set_visible(False)
    figure.savefig(TARGET, metadata={"Date": None, "Creator": "ukjsec"})


def main() -> None:
    """Print the figures and draw them."""
    years, pairs, match, account = by_year(), with_whom(), by_match(), by_account()
    records = ukjsec.load("records")
    kinds = records.groupby(["type", "unit", "occurred"], observed=True).size().rename("records")
    for title, table in (
        ("Records by type, unit and whether they came to be", kinds),
        ("Single items that came to be, by year and type", years.loc[years.sum(axis=1) > 0]),
        ("Who with whom", pairs.head(12)),
        ("Values by field and match", match.assign(literal_share=(match["literal"] / match.sum(axis=1)).round(2))),
        ("Sentences by source and account", account.round(2)),
    ):
        print(f"\n{title}\n\n{table.to_string()}")
    draw(years, pairs, match, account)
    print(f"\nDrew {TARGET.name}.")


if __name__ == "__main__":
    main()
