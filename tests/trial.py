"""An installed wheel put to use, as users would, by an interpreter that has the wheel and its dependencies alone.

It is run in an empty folder, with every warning an error, and is told a folder with an older release, `v0.0.9/`, and no
other; `test_wheel.py` compares what it prints. It knows nothing of the tests' own tools, since these are not there.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import warnings
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib import metadata
from pathlib import Path
from typing import Any

import ukjsec
from ukjsec import progress

LIBRARY = Path(ukjsec.__file__).parent
RECORD = "uk-jp-defence-memorandum-2012"


def counts() -> dict[str, int]:
    """The rows of every table, loaded in each form; the forms agree in number and names."""
    found = {}
    load: Any = ukjsec.load  # each form is of another type
    for table in ukjsec.tables():
        frame, arrow, rows = (load(table, as_=form) for form in ("pandas", "arrow", "rows"))
        assert len(frame) == arrow.num_rows == len(rows), table
        assert list(frame.columns) == arrow.column_names, table
        assert all(list(row) == arrow.column_names for row in rows), table
        coded = [field for field in arrow.schema if str(field.type).startswith("dictionary")]
        assert {str(field.type) for field in coded} <= {"dictionary<values=string, indices=int8, ordered=0>"}, table
        assert {str(frame[field.name].dtype) for field in coded} <= {"category"}, table
        found[table] = len(rows)
    return found


def validation(folder: Path) -> list[str]:
    """The rules that a sound record of the wheel's own seeds, and then a broken copy of it, break."""
    text = (LIBRARY / "data" / "seeds" / "agreements" / f"{RECORD}.yaml").read_text("utf-8")
    copy = folder / f"{RECORD}.yaml"
    copy.write_text(text, "utf-8")
    assert ukjsec.validate(copy) == []
    copy.write_text(text.replace("status: signed", "status: singed"), "utf-8")
    return [problem.rule for problem in ukjsec.validate(copy)]


def commands() -> dict[str, int]:
    """The exit codes of some commands, each in a process of its own."""
    named = ("--version", "show agreements", f"show {RECORD}", f"why {RECORD}", "cite", "explain", "validate")
    asked = [name.split() for name in (*named, "export --out csv", "export --out parquet --format parquet")]
    codes = {}
    for arguments in asked:
        command = [sys.executable, "-W", "error", "-m", "ukjsec", *arguments]
        done = subprocess.run(command, capture_output=True, check=False)
        codes[" ".join(arguments)] = done.returncode
        assert done.stdout, arguments
        sys.stderr.buffer.write(done.stderr)
    return codes


class Quiet(SimpleHTTPRequestHandler):
    """Serves files, and says nothing."""

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


def releases(folder: str) -> dict[str, Any]:
    """Fetch the older release over HTTP; then, offline, load it, and compare the wheel's own data with it."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=folder)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        os.environ["UKJSEC_RELEASES"] = f"http://127.0.0.1:{server.server_port}"
        os.environ["UKJSEC_CACHE"] = "cache"
        fetched = ukjsec.fetch("0.0.9")
        server.shutdown()
    frame = ukjsec.load("agreements", version="0.0.9")
    changes = ukjsec.diff(fetched, LIBRARY / "data" / "datapackage")
    return {
        "files": {file.name: file.stat().st_size for file in fetched.iterdir()},
        "version": frame.attrs["version"],
        "old": frame["id"].tolist(),
        "added": sorted(changes[(changes["table"] == "agreements") & (changes["change"] == "added")]["key"]),
    }


def bar() -> None:
    """Show a bar of progress, which short work never does."""
    progress.PATIENCE = -1
    assert list(progress.shown(range(3), "tried")) == [0, 1, 2]


def main() -> None:
    """Print what was found, as JSON."""
    warnings.simplefilter("error")
    folder = Path.cwd()
    bar()
    found = {
        "library": str(LIBRARY),
        "version": ukjsec.__version__,
        "script": any(entry.name == "ukjsec" for entry in metadata.entry_points(group="console_scripts")),
        "counts": counts(),
        "why": str(ukjsec.why(RECORD, "dates.signed")),
        "cite": [ukjsec.cite(style) for style in ("text", "bibtex", "csl-json")],
        "panel": len(ukjsec.panel("year")),
        "within": ukjsec.load("exercises", within="2018")["id"].tolist(),
        "broken": validation(folder),
        "commands": commands(),
        "releases": releases(sys.argv[1]),
    }
    print(json.dumps(found))  # noqa: T201


if __name__ == "__main__":
    main()
