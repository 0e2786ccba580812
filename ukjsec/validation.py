"""Validation: the whole corpus of a checkout, or files against it, or against the installed data."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from ukjsec import packages, rules, seeds
from ukjsec.corpus import Corpus
from ukjsec.errors import FrameError, MissingFileError, UnknownNameError
from ukjsec.folders import ENDINGS, TABLES, below, files_in, within
from ukjsec.problems import Problem
from ukjsec.progress import Progress, silent

if TYPE_CHECKING:
    from ukjsec.sheets import Sheet
    from ukjsec.streams.recognition import Delivery
    from ukjsec.tabular.results import Result
    from ukjsec.tabular.splits import Split


@dataclass(frozen=True)
class Validation:
    """What was validated, and what was found."""

    corpus: Corpus
    problems: tuple[Problem, ...]
    """Sorted by place; notices among them."""
    files: int | None = None
    """How many files were named; None where the whole corpus was validated."""
    told: tuple[str, ...] = ()
    """What to say of the packages and tables that were named, a line each."""

    @property
    def failed(self) -> bool:
        """Whether there is any problem that is more than a notice."""
        return any(problem.severity == "problem" for problem in self.problems)


def root_for(start: Path) -> Path:
    """The root whose `seeds/` count: the checkout around `start`, or else the data that came with the library.

    Raises:
        MissingFileError: neither is there.
    """
    here = Path(__file__).resolve().parent
    found = seeds.find_root(start.resolve())
    if found:
        return found
    for folder in (here / "data", here.parent):
        if (folder / "seeds" / "sources").is_dir():
            return folder
    raise MissingFileError("there is no folder seeds/ here and none came with the library; install ukjsec again")


@overload
def validate(path: str | Path | Iterable[str | Path] = ()) -> list[Problem]: ...
@overload
def validate(path: Any, table: str, limit: int = 100, against: Mapping[str, Any] | None = None) -> Result: ...
def validate(
    path: Any = (), table: str | None = None, limit: int = 100, against: Mapping[str, Any] | None = None
) -> list[Problem] | Result:
    """Validate files, or a frame; when nothing is named, the whole corpus of the checkout that one stands in.

    Args:
        path: a frame, of which `table` says which table it should be: a pandas or polars DataFrame, a pyarrow Table, a
            polars LazyFrame, a DuckDB relation, a Dask or PySpark DataFrame; what is lazy stays so, and nothing but
            counts and the rows that are reported leaves its engine. Or a file, a folder, or several. In the folder
            `seeds/` of the checkout, files of any kind; elsewhere YAML (or JSON) files of records, which are checked as
            if they stood there, data packages (`datapackage.json`, the folder that holds it, or a zip archive of that
            folder), and tables as CSV or Parquet, which may be of any size.
        table: the name of a table, as `tables()` lists them, when a frame is handed over; of a file or folder, or
            several files whose rows it has together, the table that they are.
        limit: of a table, how many offending rows are put into words; all of them are counted.
        against: of a table, where the rows stand to which its references lead: table → frame with a column `id`, or
            None where they are not to be followed. References within the table are followed within the frame; those
            to tables that are not named, in the data of the checkout, or those that came with the library.

    Returns:
        Of files every problem and notice, sorted by place; an empty list when all is well. Of a frame, and of files
        when `table` is given, a `Result`: its `ok`, `rows`, `counts` (rule → number), `problems()`, `to_frame()` and
        `raise_for_problems()`.

        In a frame, what is null is missing; of floats in pandas, NaN too. A text without a character is not missing,
        but wrong. Texts that hold whole numbers, days or truth values are held against the forms of CSV (`12`,
        `2026-01-31`, `true`), and whole numbers may stand in a column of floats. Every row with a key that another row
        has is counted, not only the second. Dask makes texts of objects, `True` of true: let truth values that may be
        missing have the type `boolean`.

    Raises:
        MissingFileError: a path is not there.
        MissingExtraError: files of tables are read by polars, which is not installed.
        UnknownNameError: there is no such table.
        FrameError: a frame is none, or comes without the name of its table.

    Example:
        >>> ukjsec.validate("my-record.yaml")  # doctest: +SKIP
        [Problem(place=Place(path='my-record.yaml', line=4, column=9), rule='unknown-term', ...)]
        >>> ukjsec.validate(ukjsec.load("agreements"), table="agreements").ok
        True
    """
    if table is not None:
        if isinstance(path, str | os.PathLike) or _paths(path):
            named = [path] if isinstance(path, str | os.PathLike) else path
            files = files_in([Path(one) for one in named], TABLES)
            from ukjsec.streams import examination  # noqa: PLC0415 (it brings what other calls do not need)

            return examination.of_table(files, table, limit, against or {}, root_for(Path.cwd()))
        from ukjsec.tabular import verdicts  # noqa: PLC0415 (it brings Narwhals, which files do not need)

        return verdicts.verdict(path, table, limit, against, root_for(Path.cwd()))
    if hasattr(type(path), "columns") or hasattr(type(path), "column_names"):
        raise FrameError(f"say which table the {type(path).__name__} should be: validate(frame, table='agreements')")
    named = [path] if isinstance(path, str | Path) else list(path)
    return list(check([Path(one) for one in named], Path.cwd()).problems)


def filter(frame: Any, table: str, against: Mapping[str, Any] | None = None) -> Split:  # noqa: A001 (a public name)
    """Part the rows of a frame into those without a problem, and the others.

    Args:
        frame: a frame, as of `validate`.
        table: the name of the table that it should be.
        against: as of `validate`.

    Returns:
        `good` and `failures`, two frames of the kind that came in; each row stands in one of them, as it came. The
        failures have a column more, `problems`, which says why: `kind: unknown-term; date: impossible-date`. Where
        the frame lacks a column that is never empty, or has a column twice, no row is good.

    Raises:
        UnknownNameError: there is no such table.
        FrameError: a frame is none.

    Example:
        >>> good, failures = ukjsec.filter(ukjsec.load("agreements"), table="agreements")
        >>> len(failures)
        0
    """
    from ukjsec.tabular import splits  # noqa: PLC0415 (as above)

    return splits.split(frame, table, against, root_for(Path.cwd()))


def _paths(things: Any) -> bool:
    return (
        isinstance(things, list | tuple) and bool(things) and all(isinstance(one, str | os.PathLike) for one in things)
    )


def check(
    named: list[Path], start: Path, progress: Progress = silent, table: str | None = None, limit: int = 100
) -> Validation:
    """Validate the paths named, or the whole corpus around `start` when there is none.

    Args:
        named: the paths.
        start: where one stands.
        progress: shows how far long work has come.
        table: which table the files of tables are, when their columns do not tell it.
        limit: of how many offending rows of each table the problems are wanted.

    Raises:
        MissingFileError: a path is not there, or is a folder that holds nothing to check.
        MissingExtraError: files of tables are read by polars, which is not installed.
        UnknownNameError: there is no such table, or it cannot be told which one a file is.
    """
    root = root_for(start)
    if not named and table:
        raise UnknownNameError("--table says which table files are; name the files, or their folder")
    if not named:
        corpus = seeds.read(root, progress=progress)
        return Validation(corpus, tuple(rules.problems(corpus)))
    tables, passed, rest = _tables(named, root, table)
    if not (tables or passed):
        return _files_checked(named, root, progress)
    from ukjsec.streams import examination  # noqa: PLC0415 (as above)

    found = examination.examine(tables, limit, root, progress)
    found.passed_over(passed)
    done = _files_checked(rest, root, progress) if rest else _nothing()
    done.corpus.lines |= found.lines
    return replace(
        done,
        problems=tuple(sorted([*done.problems, *found.problems])),
        files=(done.files or 0) + found.files,
        told=(*done.told, *found.told),
    )


def _nothing() -> Validation:
    return Validation(Corpus(Path()), (), 0)


def _files_checked(named: list[Path], root: Path, progress: Progress) -> Validation:
    """Validate paths that are no tables."""
    inside: set[Path] = set()
    outside: list[Path] = []
    whole = [path for path in named if packages.recognised(path)]
    files = files_in([path for path in named if path not in whole], ENDINGS)
    for file in {Path(os.path.abspath(file)): file for file in files}.values():  # noqa: PTH100 (links stay)
        try:
            # A link is not followed: as a file it is refused, wherever it leads.
            inside.add((file.parent.resolve() / file.name).relative_to((root / "seeds").resolve()))
        except ValueError:
            (whole if file.name == packages.DESCRIPTOR else outside).append(file)
    if whole:
        others = [*outside, *(root / "seeds" / file for file in inside)]
        return _with_packages(_files_checked(others, root, progress) if others else _nothing(), whole)
    paths = {f"seeds/{file.as_posix()}" for file in inside}
    paths |= {path.removesuffix(".yaml") + ".seal" for path in paths if path.startswith("seeds/sources/")}
    records = _records(outside)
    if len(records) < len(outside):
        from ukjsec import sheets  # noqa: PLC0415 (it brings the schemas, which other files do not need)

        filled = {file: sheets.read(file) for file in outside if file not in records}
        return replace(against(root, filled, paths, records, progress), files=len(inside) + len(outside))
    corpus = seeds.read(root, records, seeds.focus_on(root, paths, records), progress)
    paths |= {file.as_posix() for file in outside}
    found = tuple(problem for problem in rules.problems(corpus) if problem.place.path in paths)
    return Validation(corpus, found, len(inside) + len(outside))


def _tables(named: list[Path], root: Path, table: str | None) -> tuple[list[Delivery], list[Path], list[Path]]:
    """The tables among the paths that are named and in the folders; files in folders that are none; the other paths."""
    folders = [path for path in named if path.is_dir() and not packages.recognised(path)]
    single = [path for path in named if path.suffix.lower() in TABLES and not within(path, root / "seeds")]
    if not (single or folders or table):
        return [], [], named
    from ukjsec.streams import recognition  # noqa: PLC0415 (most often there is none)

    missing = next((path for path in named if not (path.exists() or path.is_symlink())), None)
    if missing:
        raise MissingFileError(f"{missing}: there is no such file or folder")
    inner: dict[Path, list[Path]] = {folder: sorted(below(folder)) for folder in folders}
    inside = [file for files in inner.values() for file in files if file.suffix.lower() in TABLES]
    inside = [file for file in inside if not (within(file, root / "seeds") or packages.described(file))]
    alone, others = recognition.deliveries([path for path in single if path not in folders], table)
    found, passed = recognition.deliveries([file for file in inside if file not in single], table, found_in_folder=True)
    rest = [path for path in named if path not in single or path in others or path in folders]
    # A folder in which nothing but tables is needs no other look.
    rest = [path for path in rest if path not in inner or not (found or passed) or _holds_more(inner[path])]
    if table and rest:
        raise UnknownNameError(
            f"{rest[0]} is no table: with --table, name plain files of CSV or Parquet, or their folder"
        )
    return [*alone, *found], passed, rest


def _holds_more(files: list[Path]) -> bool:
    return any(file.suffix in ENDINGS for file in files)


def _records(files: list[Path]) -> list[Path]:
    """The files that are not sheets."""
    if not files:
        return []
    from ukjsec import csvfiles  # noqa: PLC0415 (most often there is none)

    return [file for file in files if file.suffix.lower() not in csvfiles.SUFFIXES]


def _with_packages(done: Validation, whole: Iterable[Path]) -> Validation:
    """What was found in files, and beside it what is found in packages."""
    from ukjsec.packages.examination import examine  # noqa: PLC0415 (it brings what other files do not need)

    found = {path: examine(path) for path in dict.fromkeys(whole)}
    problems = [problem for one in found.values() for problem in one.problems]
    # Of an archive there are no lines to show.
    paths = {one.place.path: Path(one.place.path) for one in problems if ".zip" not in one.place.path.lower()}
    done.corpus.overlaid |= {one.place.path: Path(os.devnull) for one in problems} | paths
    return replace(
        done,
        problems=tuple(sorted([*done.problems, *problems])),
        files=(done.files or 0) + len(found),
        told=tuple(f"{path.as_posix()}: {one.summary}" for path, one in found.items() if one.summary),
    )


def against(
    root: Path,
    tables: Mapping[Path, Sheet],
    paths: Iterable[str] = (),
    records: Iterable[Path] = (),
    progress: Progress = silent,
) -> Validation:
    """Validate sheets against the seeds of a root; a row stands in the place of the record that has its id.

    Args:
        root: the folder that holds `seeds/`.
        tables: the sheets, by their files.
        paths: files of `seeds/` whose problems are asked for too.
        records: the same of record files elsewhere.
        progress: shows how far long work has come.
    """
    from ukjsec import sheets  # noqa: PLC0415 (as above)

    others = list(records)
    without = {key for sheet in tables.values() for key in sheets.stood_for(sheet)}
    corpus = seeds.read(root, others, progress=progress, without=without)
    for file, sheet in tables.items():
        sheets.take(corpus, sheet, file)
    wanted = {*paths, *(file.as_posix() for file in (*others, *tables))}
    by_path = {sheet.path: sheet for sheet in tables.values()}
    found = [problem for problem in rules.problems(corpus) if problem.place.path in wanted]
    told = (sheets.worded(by_path[one.place.path], one) if one.place.path in by_path else one for one in found)
    return Validation(corpus, tuple(told), len(others) + len(tables))
