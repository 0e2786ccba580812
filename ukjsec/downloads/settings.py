"""What is set from outside for downloads: where releases lie, and where fetched ones are kept.

Beside the command line this is the one place that reads the environment: `ukjsec.fetch` and `ukjsec.load` are called
by programs that have no command line of ours, and have to find the same releases and the same cache.
"""

from __future__ import annotations

import os
from importlib import metadata
from pathlib import Path

RELEASES = "UKJSEC_RELEASES"
CACHE = "UKJSEC_CACHE"

_LABEL = "Releases"
"""Of the project's address in the metadata of the distribution."""


def releases() -> str | None:
    """Where releases lie: what the environment says, else the installed distribution; None when neither does."""
    told = os.environ.get(RELEASES)
    if told:
        return told
    try:
        addresses = metadata.metadata("ukjsec").get_all("Project-URL") or []
    except metadata.PackageNotFoundError:
        return None
    labelled = (address.partition(",") for address in addresses)
    return next((address.strip() for label, _, address in labelled if label.strip() == _LABEL), None)


def cache() -> Path:
    """The folder that fetched releases are kept in: what the environment says, else the platform's place for such."""
    told = os.environ.get(CACHE)
    if told:
        return Path(told).expanduser().absolute()
    from platformdirs import user_cache_path  # noqa: PLC0415 (few calls need it)

    return user_cache_path("ukjsec", appauthor=False)
