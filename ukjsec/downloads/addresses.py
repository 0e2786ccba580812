"""Where releases lie: addresses on the web and folders, what is taken for one, and where a redirect may lead.

The files of a release lie at `<address>/v<version>/<file>`.
"""

from __future__ import annotations

import ipaddress
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import urljoin, urlsplit
from urllib.request import url2pathname

from ukjsec.downloads import settings
from ukjsec.errors import AddressError

if TYPE_CHECKING:
    from urllib3.util import Url

Place: TypeAlias = str | Path
"""An address on the web, or a path on this machine."""

_PORTS = {"http": 80, "https": 443}

_GITHUB = "github.com"
_GITHUB_STORES = frozenset(
    {
        "github-releases.githubusercontent.com",
        "objects.githubusercontent.com",
        "release-assets.githubusercontent.com",
    }
)
"""Where GitHub's own addresses of release files redirect to.

https://docs.github.com/en/actions/concepts/runners/communicating-with-self-hosted-runners
"""


def releases(address: Place | None = None) -> Place:
    """Where releases lie: the address that is given, else the one that is set.

    Raises:
        AddressError: none is known, or it is none that releases can be fetched from.
    """
    if isinstance(address, Path):
        return address
    told = address or settings.releases()
    if not told:
        raise AddressError(
            "nobody has said where the releases lie: name the address or folder with `--from` (in Python "
            f"`ukjsec.fetch(version, address=...)`), or in the environment as {settings.RELEASES}"
        )
    return _web(told) if "://" in told else Path(told).expanduser()


def of(base: Place, version: str, name: str) -> Place:
    """Where a file of a release lies."""
    folder = f"v{version}"
    return base / folder / name if isinstance(base, Path) else f"{base}/{folder}/{name}"


def _web(text: str) -> Place:
    """An address of the web, without the slash at its end; a path when it is one of files."""
    shown = repr(text[:200])
    if not _plain(text):
        raise AddressError(
            f"the address {shown} holds blanks, backslashes or letters outside ASCII; write it with %20 and the like"
        )
    try:
        parts = urlsplit(text)
        local = parts.scheme == "file" and parts.netloc in ("", "localhost")
        found = None if parts.scheme == "file" else parsed(text)
    except ValueError:
        raise AddressError(f"{shown} is not an address") from None
    if "@" in parts.netloc:
        raise AddressError("an address with a user name or password in it is not taken; leave them out")
    if parts.query or parts.fragment:
        raise AddressError(f"the address {shown} has a `?` or `#` part; name the folder that the releases lie in")
    if local:
        return Path(url2pathname(parts.path))
    if found is None or found.scheme not in _PORTS or not found.host:
        raise AddressError(f"the address {shown} is not one of https, nor a folder; name one of these")
    if found.scheme == "http" and not on_this_machine(found.host):
        raise AddressError(
            f"the address {shown} is one of http, where anybody on the way can change what is sent; name one of https"
        )
    base = text.rstrip("/")
    # The page that people open, and that a project names; the files lie below it.
    if found.host == _GITHUB and base.endswith("/releases"):
        base += "/download"
    return base


def parsed(address: str) -> Url:
    """The parts of an address, as they are for the library that will connect to it.

    Raises:
        ValueError: it is no address.
    """
    from urllib3.util import parse_url  # noqa: PLC0415 (few calls need it)

    return parse_url(address)


def on_this_machine(host: str) -> bool:
    """Whether a host is this machine, by its name or number alone."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def redirected(start: str, current: str, location: str) -> str | None:
    """Where a redirect leads; None when it may not be followed.

    It may lead to the same server, from http to https on the same host, and from GitHub to where GitHub keeps files.

    Args:
        start: the address that was asked for first.
        current: the one that answered with the redirect.
        location: what it answered, absolute or relative.
    """
    if not location or not _plain(location):
        return None
    try:
        target = urljoin(current, location)
        first, here, there = map(parsed, (start, current, target))
    except ValueError:
        return None
    if there.auth or there.scheme not in _PORTS or (here.scheme, there.scheme) == ("https", "http"):
        return None
    servers = {_server(first), _server(here)}
    if first.scheme == "http":
        servers.add(("https", first.host, 443))
    if _server(first) == ("https", _GITHUB, 443):
        servers |= {("https", host, 443) for host in _GITHUB_STORES}
    return target if _server(there) in servers else None


def _server(address: Url) -> tuple[str | None, str | None, int | None]:
    return address.scheme, address.host, address.port or _PORTS.get(address.scheme or "")


def _plain(text: str) -> bool:
    """Whether every reader of an address takes the same letters from it: some drop line ends, or turn backslashes."""
    return text.isascii() and text.isprintable() and not set(text) & set(' \\"<>')
