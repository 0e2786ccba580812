"""The open dataset of United Kingdom–Japan security co-operation, every value proven by a quotation.

    >>> import ukjsec
    >>> frame = ukjsec.load("agreements")  # a typed DataFrame
    >>> ukjsec.why("uk-jp-defence-memorandum-2012", "dates.signed")  # the quotation behind a value
    >>> print(ukjsec.cite())  # how to cite the data

`tables()` lists what can be loaded, `panel()` counts records by year or quarter, `fetch(version)` brings a release,
`diff(old, new)` compares two, `package()` hands the data to frictionless, `validate(path)` checks files,
`validate(frame, table="agreements")` a table of any size, whose good rows `filter` gives. The models (`Agreement`,
`Exercise`, `Dialogue`, `Operation`, `Project`, `Source`, `Actor`) say what a file under `seeds/` may hold. Every
exception raised on purpose is a `UkjsecError`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ukjsec.citations import cite
    from ukjsec.comparisons.frame import diff
    from ukjsec.dataset import load, package, tables
    from ukjsec.downloads import fetch
    from ukjsec.errors import UkjsecError
    from ukjsec.models import Actor, Agreement, Dialogue, Exercise, Operation, Project, Source
    from ukjsec.panels import panel
    from ukjsec.problems import Problem
    from ukjsec.quotations import why
    from ukjsec.validation import filter, validate  # noqa: A004 (a public name)

    __version__: str

__all__ = [
    "Actor",
    "Agreement",
    "Dialogue",
    "Exercise",
    "Operation",
    "Problem",
    "Project",
    "Source",
    "UkjsecError",
    "__version__",
    "cite",
    "diff",
    "fetch",
    "filter",
    "load",
    "package",
    "panel",
    "tables",
    "validate",
    "why",
]

_HOMES = {
    "citations": ("cite",),
    "comparisons.frame": ("diff",),
    "dataset": ("load", "package", "tables"),
    "downloads": ("fetch",),
    "errors": ("UkjsecError",),
    "models": ("Actor", "Agreement", "Dialogue", "Exercise", "Operation", "Project", "Source"),
    "panels": ("panel",),
    "problems": ("Problem",),
    "quotations": ("why",),
    "validation": ("filter", "validate"),
}
"""Where each public name lives; its module is imported when the name is first asked for."""


def __getattr__(name: str) -> Any:
    if name == "__version__":
        value: Any = _version()
    else:
        home = next((module for module, names in _HOMES.items() if name in names), None)
        if home is None:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module  # noqa: PLC0415 (at the top it would be a public name)

        value = getattr(import_module(f"{__name__}.{home}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


def _version() -> str:
    """The version of the installed distribution; `0+unknown` where only the source is there."""
    from importlib import metadata  # noqa: PLC0415 (0.02 s that most calls do not need)

    try:
        return metadata.version(__name__)
    except metadata.PackageNotFoundError:
        return "0+unknown"
