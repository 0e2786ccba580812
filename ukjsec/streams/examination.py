"""Files of tables examined for those who name them: problems at their places, and a line for each table."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import ModuleType
from typing import Any

from ukjsec import layout
from ukjsec.errors import FrameError, MissingExtraError
from ukjsec.problems import Place, Problem
from ukjsec.progress import Progress, metered
from ukjsec.streams.recognition import Delivery
from ukjsec.tabular.results import FileCell, Result


@dataclass
class Examination:
    """What was found in tables."""

    problems: list[Problem] = field(default_factory=list)
    """Their places are plain, as of problems in other files."""
    told: list[str] = field(default_factory=list)
    """A line for each table."""
    lines: dict[Place, str] = field(default_factory=dict)
    """The lines in which the problems are, as far as there are lines."""
    files: int = 0
    """How many files there are."""

    def passed_over(self, files: Iterable[Path]) -> None:
        """Say of files that lie in a folder, and are no tables of ours, that nobody looked at them."""
        for file in files:
            place = Place(file.as_posix(), 1, 1)
            message = "this is no table of ours, or no plain file; it was passed over"
            self.problems.append(Problem(place, "passed-over", message, "If it should be one, name it.", "notice"))
            self.lines[place] = ""


def examine(deliveries: Iterable[Delivery], limit: int, root: Path, progress: Progress) -> Examination:
    """Hold the tables of deliveries against their rules.

    Args:
        deliveries: the tables, by folders.
        limit: of how many offending rows of each the problems are wanted.
        root: the folder whose `datapackage/` has the tables that are not delivered.
        progress: shows how far long work has come.

    Raises:
        MissingExtraError: there are tables, and polars is not installed.
    """
    found, deliveries = Examination(), list(deliveries)
    if not deliveries:
        return found
    verdicts = _verdicts()
    paths = [path for one in deliveries for some in one.files.values() for path in some]
    with metered(sum(path.stat().st_size for path in paths), "tables", progress) as read:
        for one in deliveries:
            for name, result in verdicts.verdict(one, limit, {}, root, read).items():
                found.told.append(_line(one.files[name], result, limit))
                for problem in [*result.problems(), *_rest(one.files[name], result, limit)]:
                    place = Place(problem.place.path, problem.place.line, problem.place.column)
                    if isinstance(problem.place, FileCell) or place.path.lower().endswith(".parquet"):
                        found.lines.setdefault(place, getattr(problem.place, "written", ""))
                    found.problems.append(replace(problem, place=place))
    found.files = len(paths)
    return found


def of_table(files: list[Path], table: str, limit: int, against: Mapping[str, Any], root: Path) -> Result:
    """Hold files that are one table together against it; arguments as of `examine` and of `tabular.verdicts.verdict`.

    Raises:
        UnknownNameError: there is no such table.
        FrameError: the files are not all of one form.
        MissingExtraError: polars is not installed.
    """
    known = layout.table(table)
    files = list({os.path.abspath(file): file for file in files}.values())  # noqa: PTH100 (links stay)
    endings = sorted({file.suffix.lower() for file in files})
    if len(endings) > 1:
        raise FrameError(f"of one table all files have one form, not {' and '.join(endings)}; name those of one alone")
    found: dict[str, Result] = _verdicts().verdict(Delivery({table: files}, {table: known}), limit, against, root)
    return found[table]


def _rest(paths: list[Path], result: Result, limit: int) -> Iterator[Problem]:
    """That there are more bad rows than are told, in a form that every report has."""
    more = result.bad_rows - limit
    if more > 0:
        counted = ", ".join(f"{rule} {number:,}" for rule, number in result.counts.items())
        message = f"{more:,} more row{'s'[more == 1 :]} of the table {'has' if more == 1 else 'have'} problems"
        repair = f"Mend those that are shown first, or show more of them with --limit. In all there are {counted}."
        yield Problem(FileCell(paths[0].as_posix(), 1, 1), "more-problems", message, repair)


def _line(paths: list[Path], result: Result, limit: int) -> str:
    more = f" and {len(paths) - 1} more" if len(paths) > 1 else ""
    shown = f"; the first {limit:,} of these rows are shown" if result.bad_rows > limit else ""
    return f"{paths[0].as_posix()}{more}: {result}{shown}"


def _verdicts() -> ModuleType:
    try:
        from ukjsec.streams import verdicts  # noqa: PLC0415 (it brings polars, which little else needs)
    except ModuleNotFoundError as error:
        if error.name != "polars":
            raise
        advice = 'run pip install "ukjsec[polars]"'
        raise MissingExtraError(f"files of tables are read by polars, which is not installed; {advice}") from None
    return verdicts
