"""The picture of `tables.py`: time and memory against rows, of ours and of its peers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib import pyplot as plt
from matplotlib.ticker import NullFormatter

COLOURS = {
    "ours": "#1b1b1b",
    "polars": "#b5b5b5",
    "pyarrow": "#c9b458",
    "duckdb-raw": "#8d8d8d",
    "dataframely": "#3b6ea5",
    "pandera": "#e0913a",
    "duckdb": "#5b9e5b",
    "pydantic": "#b35f5f",
    "frictionless": "#8a72b0",
}
NAMES = {"polars": "polars, raw parse", "pyarrow": "pyarrow, raw parse", "duckdb-raw": "DuckDB, raw parse"}
NAMES |= {"duckdb": "DuckDB SQL", "pydantic": "pydantic, row by row"}


def draw(sizes: list[dict[str, Any]], target: Path) -> None:
    """Draw what was measured at each size, with the same bytes for the same figures."""
    mpl.rcParams.update({"svg.hashsalt": "ukjsec", "svg.fonttype": "none", "font.size": 9, "axes.titlesize": 10})
    figure, axes = plt.subplots(1, 2, figsize=(11, 4.5), layout="constrained")
    panels = (("wall", "Seconds, from start to end of the process"), ("memory", "Megabytes at the peak"))
    for axis, (what, title) in zip(axes, panels, strict=True):
        for peer, colour in COLOURS.items():
            points = [one for one in sizes if one["peer"] == peer]
            raw = "raw" in NAMES.get(peer, "")
            axis.plot(
                [one["rows"] for one in points],
                [one[what] for one in points],
                label=NAMES.get(peer, peer),
                color=colour,
                linestyle="--" if raw else "-",
                linewidth=2.2 if peer == "ours" else 1.2,
                marker="o",
                markersize=3,
                zorder=3 if peer == "ours" else 2,
            )
        axis.set(xscale="log", yscale="log", xlabel="rows")
        for scale in (axis.xaxis, axis.yaxis):
            scale.set_major_formatter("{x:,g}")
            scale.set_minor_formatter(NullFormatter())
        axis.set_title(title, loc="left")
        axis.grid(visible=True, which="major", linewidth=0.4, color="#dddddd")
        axis.spines[["top", "right"]].set_visible(False)
    axes[1].legend(fontsize=7, frameon=False, loc="center left", bbox_to_anchor=(1, 0.5))
    figure.savefig(target, metadata={"Date": None, "Creator": "ukjsec"})
