"""The exceptions of the library: raised for its misuse, never for bad data."""

from __future__ import annotations

from collections.abc import Sequence

from ukjsec.problems import Problem


class UkjsecError(Exception):
    """The base of every exception that ukjsec raises on purpose."""


class UnknownNameError(UkjsecError, LookupError):
    """Raised when a table, record, field, rule or style is asked for that does not exist."""


class PeriodError(UkjsecError, ValueError):
    """Raised when a period is asked for that is not a date or an interval in EDTF."""


class MissingPackageError(UkjsecError, FileNotFoundError):
    """Raised when the data package is not beside the library and has to be built first."""


class MissingFileError(UkjsecError, FileNotFoundError):
    """Raised when a file or folder that a call names is not there."""


class MissingExtraError(UkjsecError, ImportError):
    """Raised when a library is needed that is installed with an extra only."""


class BusyFolderError(UkjsecError, RuntimeError):
    """Raised when another process is writing where this one would write."""


class BrokenCorpusError(UkjsecError, RuntimeError):
    """Raised when something is asked of a corpus that has problems which stand in its way; it carries them."""

    def __init__(self, message: str, problems: Sequence[Problem] = ()) -> None:
        super().__init__(message)
        self.problems = tuple(problems)
