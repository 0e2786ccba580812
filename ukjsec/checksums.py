"""The file `SHA256SUMS` of a release: a line for each file, in the form of GNU coreutils, written and strictly read."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping

from ukjsec.errors import ChecksumsError

NAME = "SHA256SUMS"
"""The file itself; it stands beside the files that it lists, and does not list itself."""

LIMIT_BYTES = 256 * 1024
LIMIT_LINES = 1000
LONGEST_NAME = 200

_LINE = re.compile(r"([0-9a-f]{64})  (.+)")
_PLAIN = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._+-]*(?<!\.)")
_DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)
"""Names that are no files on Windows, whatever their ending."""


def digest(data: bytes) -> str:
    """The SHA-256 of some bytes: 64 hexadecimal digits in lower case."""
    return hashlib.sha256(data).hexdigest()


def render(digests: Mapping[str, str]) -> bytes:
    r"""The list of some files: `<digest>␠␠<name>\n` for each, sorted by name.

    Args:
        digests: name → SHA-256, as `digest` gives it.

    Raises:
        ChecksumsError: a name or digest is not one that `parse` would accept.
    """
    data = "".join(f"{found}  {name}\n" for name, found in sorted(digests.items())).encode()
    parse(data)
    return data


def parse(data: bytes) -> dict[str, str]:
    """Read a list that may come from anybody: only plain names, which lead to no other folder, and whole lines.

    Returns:
        Name → SHA-256 in lower case, at least one.

    Raises:
        ChecksumsError: it is no such list; the error names the line (1-based) and what is wrong with it.
    """
    if len(data) > LIMIT_BYTES:
        raise ChecksumsError(1, f"the list is longer than {LIMIT_BYTES:,} bytes")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        at = data.count(b"\n", 0, error.start) + 1
        raise ChecksumsError(at, f"it is not UTF-8 at byte {error.start + 1} of the list") from None
    if not text:
        raise ChecksumsError(1, "the list is empty")
    lines = text.split("\n")
    if lines.pop():
        raise ChecksumsError(len(lines) + 1, "the line has no end, so the list may have been cut off")
    if len(lines) > LIMIT_LINES:
        raise ChecksumsError(LIMIT_LINES + 1, f"the list has more than {LIMIT_LINES:,} lines")
    found: dict[str, str] = {}
    numbers: dict[str, int] = {}
    for number, line in enumerate(lines, start=1):
        matched = _LINE.fullmatch(line)
        if not matched:
            raise ChecksumsError(number, _malformed(line))
        sum_of_it, name = matched.groups()
        complaint = _refused(name)
        if complaint:
            raise ChecksumsError(number, complaint)
        # Where letters of both cases are one, as on Windows and macOS, such names are one file.
        before = numbers.setdefault(name.lower(), number)
        if before != number:
            raise ChecksumsError(number, f"{name!r} stands in line {before} already")
        found[name] = sum_of_it
    return found


def _malformed(line: str) -> str:
    """What is wrong with a line that has not the form."""
    if not line:
        return "the line is empty"
    if line.endswith("\r"):
        return "the line ends with a carriage return; lines end with a line feed alone"
    head = line[:64]
    if re.fullmatch(r"[0-9A-Fa-f]{64}", head) and head != head.lower():
        return "the digest has upper-case letters"
    if not re.fullmatch(r"[0-9a-f]{64}", head) or re.match(r"[0-9A-Fa-f]", line[64:]):
        return f"it does not begin with 64 hexadecimal digits but with {head!r}"
    if line[64:66] == " *":
        return "it is in binary form (` *` before the name); two spaces belong there"
    return f"after the digest come two spaces and a name, not {line[64:100]!r}"


def _refused(name: str) -> str | None:
    """Why a name is not taken; None when it is one of a plain file in the same folder."""
    shown = repr(name[: LONGEST_NAME + 1])
    if len(name) > LONGEST_NAME:
        return f"the name {shown} is longer than {LONGEST_NAME} characters"
    if "/" in name or "\\" in name or ".." in name:
        return f"the name {shown} could lead out of the folder"
    if not _PLAIN.fullmatch(name):
        return (
            f"the name {shown} is not plain: it may hold letters and digits of ASCII, `_`, `.`, `+` and `-`, begins "
            "with none of the last three, and does not end with a point"
        )
    if _DEVICE.fullmatch(name):
        return f"the name {shown} is that of a device on Windows"
    return f"the list names itself, {shown}" if name.lower() == NAME.lower() else None
