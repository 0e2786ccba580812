"""Periods that dates are asked for: what certainly lies in one, and what can overlap with it."""

from __future__ import annotations

from datetime import date

from ukjsec import edtf
from ukjsec.errors import PeriodError

_FORMS = "2012, 2012-06 or 2012-01/2015-06"


def period(text: str | int) -> edtf.Date:
    """Read a period: a date or an interval in EDTF, of which an end may be open.

    Raises:
        PeriodError: it is neither, or its ends are not certain.
    """
    try:
        found = edtf.parse(str(text))
    except edtf.EdtfError as error:
        raise PeriodError(f"{error}; a period is written as {_FORMS}") from None
    if found.qualifier or found.text.startswith("["):
        raise PeriodError(f"{text}: a period has certain ends: write it as {_FORMS}")
    return found


def lies_in(dates: tuple[date | None, date | None], period: edtf.Date) -> bool:
    """Whether a date, given by its bounds, lies in a period for certain; None is an open end."""
    earliest, latest = dates
    begins = period.earliest is None or (earliest is not None and earliest >= period.earliest)
    return begins and (period.latest is None or (latest is not None and latest <= period.latest))


def can_overlap(dates: tuple[date | None, date | None], period: edtf.Date) -> bool:
    """Whether a date, given by its bounds, can overlap with a period; None is an open end."""
    earliest, latest = dates
    before = None not in (latest, period.earliest) and latest < period.earliest  # type: ignore[operator]
    after = None not in (earliest, period.latest) and earliest > period.latest  # type: ignore[operator]
    return not (before or after)
