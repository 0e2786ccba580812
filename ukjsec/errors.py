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


class OccupiedFolderError(UkjsecError, FileExistsError):
    """Raised when a folder that was to be filled holds something else, which is left as it is."""


class ChecksumsError(UkjsecError, ValueError):
    """Raised when a list of checksums is none that can be relied on; `line` counts from 1."""

    def __init__(self, line: int, what: str) -> None:
        super().__init__(f"SHA256SUMS, line {line}: {what}; get the list again from where the release is published")
        self.line = line
        self.what = what


class VersionError(UkjsecError, ValueError):
    """Raised when what should be a version is not one."""


class AddressError(UkjsecError, ValueError):
    """Raised when releases cannot be fetched from what was named, or nothing was."""


class DownloadError(UkjsecError, OSError):
    """Raised when a file of a release cannot be fetched, or is not the one that its release lists."""


class BrokenPackageError(UkjsecError, RuntimeError):
    """Raised when a file of the data package is damaged, or is not a file of ukjsec at all."""


class BrokenCorpusError(UkjsecError, RuntimeError):
    """Raised when something is asked of a corpus that has problems which stand in its way; it carries them."""

    def __init__(self, message: str, problems: Sequence[Problem] = ()) -> None:
        super().__init__(message)
        self.problems = tuple(problems)


class FrameError(UkjsecError, TypeError):
    """Raised when a table is to be checked and what was handed over is no frame, or none that can be read."""


class BadTableError(UkjsecError, ValueError):
    """Raised by `raise_for_problems` of a result that has problems; it carries the result."""

    def __init__(self, message: str, result: object = None) -> None:
        super().__init__(message)
        self.result = result
