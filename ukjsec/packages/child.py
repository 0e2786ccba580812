"""A program of its own: libraries of others read a package here, within limits of time and memory, without a network.

It imports nothing of ukjsec, takes one request (JSON) from its standard input, and answers in lines of JSON: first
`{"begun": resource}`, then what it found. Where it is ended by a limit, the last line tells which resource did it.

The hook on the interpreter's audit events is a second fence, not the first: what reaches this program was vetted.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import signal
import sys
from typing import Any

LIMIT_CELLS = 1_000_000
LIMIT_COLUMNS = 500
LIMIT_GROUPS = 1000

DENIED = ("socket.", "subprocess.", "os.exec", "os.posix_spawn", "os.spawn", "os.system", "os.fork", "os.remove",
          "os.rename", "os.rmdir", "os.mkdir", "os.link", "os.symlink", "os.chmod", "os.kill", "os.startfile", "pty.",
          "ftplib.", "http.", "smtplib.", "urllib.", "webbrowser.", "shutil.", "tempfile.")  # fmt: skip
"""The beginnings of the names of audit events that reading a file in a folder never needs."""


def say(**answer: Any) -> None:
    """Answer a line."""
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


def fence(folder: str) -> None:
    """Let nothing more be opened but what stands in a folder or belongs to Python, and that only to be read."""
    places = tuple(os.path.realpath(place) + os.sep for place in (folder, sys.prefix, sys.base_prefix, *sys.path))

    def watch(event: str, details: tuple[Any, ...]) -> None:
        if event.startswith(DENIED):
            raise PermissionError(f"{event} is not allowed here")
        if event == "open" and isinstance(details[0], str | bytes):
            path = os.path.realpath(os.fsdecode(details[0]))
            writes = details[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT) if isinstance(details[2], int) else False
            if writes or not path.startswith(places):
                raise PermissionError(f"{path} is not to be opened here")

    sys.addaudithook(watch)


def limit_memory(spare: int) -> None:
    """Let the process have no more than some bytes beside what it has by now."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource  # noqa: PLC0415 (Windows has none)

        with open("/proc/self/statm", encoding="ascii") as stream:  # noqa: PTH123 (before the fence, without pathlib)
            used = int(stream.read().split()[5]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_DATA, (used + spare, used + spare))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def limit_time(seconds: float) -> None:
    """End the process when it has worked for so many seconds more, even within a call that never returns."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_PROF, seconds)


def judge(request: dict[str, Any]) -> None:
    """Let frictionless validate a package; every resource by itself, so that one cannot hide what others are."""
    try:
        import frictionless  # noqa: PLC0415 (an extra, and 0.25 s)
        from frictionless import formats, resources, schemes  # noqa: F401, PLC0415 (found by name later, else)
    except ImportError:
        say(missing="frictionless")
        return
    os.chdir(request["folder"])
    limit_time(request["seconds"]["*"])
    package: Any
    try:
        package = frictionless.Package.from_descriptor(request["descriptor"])
    except frictionless.FrictionlessException as error:
        for one in error.reasons or [error.error]:
            say(note=one.note)
        return
    fence(request["folder"])
    limit_memory(request["memory"])
    for one in package.resources:
        say(begun=one.name)
        limit_time(request["seconds"][one.name])
        try:
            report = one.validate()
        except MemoryError:
            say(resource=one.name, stopped="memory")
            continue
        except Exception as error:  # noqa: BLE001 (whatever a foreign table does to it is said, not raised)
            say(resource=one.name, note=f"{type(error).__name__}: {error}")
            continue
        for found in report.flatten(["type", "title", "note", "rowNumber", "fieldNumber", "fieldName"]):
            kind, title, note, row, field, name = found
            say(resource=one.name, type=kind, title=title, note=note, row=row, field=field, name=name)


def as_text(value: Any) -> str:
    """A value as the text that stands for it in CSV."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return repr(value).removesuffix(".0")
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def parquet(request: dict[str, Any]) -> None:
    """Read Parquet files, each of whose sizes is checked by its footer before."""
    import pyarrow as pa  # noqa: PLC0415 (0.2 s)
    import pyarrow.parquet as pq  # noqa: PLC0415

    pa.set_memory_pool(pa.system_memory_pool())
    pa.set_cpu_count(1)
    fence(request["folder"])
    limit_memory(request["memory"])
    for name, file in request["files"].items():
        say(begun=name)
        limit_time(request["seconds"][name])
        path = os.path.join(request["folder"], file)  # noqa: PTH118 (without pathlib it starts sooner)
        try:
            with open(path, "rb") as stream:  # noqa: PTH123 (as above)
                _one(name, pq.ParquetFile(stream, page_checksum_verification=True), request["limit"], pa)
        except MemoryError:
            say(resource=name, stopped="memory")
        except Exception as error:  # noqa: BLE001 (as above)
            say(resource=name, note=str(error))


def _one(name: str, file: Any, limit: int, pa: Any) -> None:
    about = file.metadata
    groups = [about.row_group(at) for at in range(min(about.num_row_groups, LIMIT_GROUPS))]
    size = sum(abs(group.total_byte_size) for group in groups)
    cells = about.num_rows * max(about.num_columns, 1)
    if about.num_row_groups > LIMIT_GROUPS or about.num_columns > LIMIT_COLUMNS or cells > LIMIT_CELLS or size > limit:
        what = f"{about.num_rows:,} rows, {about.num_columns:,} columns, {about.num_row_groups:,} parts, {size:,} bytes"
        say(resource=name, bomb=what)
        return
    schema = file.schema_arrow
    kinds = [_kind(field.type, pa) for field in schema]
    odd = [f"{field.name} ({field.type})" for field, kind in zip(schema, kinds, strict=True) if not kind]
    if odd:
        say(resource=name, odd=odd[:10], names=schema.names, kinds=kinds)
        return
    table = file.read(use_threads=False)
    if table.num_rows != about.num_rows:
        say(resource=name, note="its footer gives another number of rows than there are")
        return
    columns = [[as_text(value) for value in column.to_pylist()] for column in table.columns]
    length = sum(len(text) for column in columns for text in column)
    if length > limit:
        say(resource=name, bomb=f"{length:,} characters")
        return
    say(resource=name, names=schema.names, kinds=kinds, columns=columns)


def _kind(type_: Any, pa: Any) -> str:
    """The type as the tables name it; empty where a cell cannot hold it."""
    inner = type_.value_type if pa.types.is_dictionary(type_) else type_
    of = pa.types
    tests = {
        "string": of.is_string(inner) or of.is_large_string(inner),
        "integer": of.is_integer(inner),
        "boolean": of.is_boolean(inner),
        "number": of.is_floating(inner),
        "date": of.is_date(inner),
    }
    return next((kind for kind, holds in tests.items() if holds), "")


def main() -> None:
    """Do what the request asks."""
    request = json.load(sys.stdin)
    {"judge": judge, "parquet": parquet}[request["task"]](request)
    say(done=True)


if __name__ == "__main__":
    main()
