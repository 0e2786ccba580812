"""The guide to contributors: what it shows is what they see."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

from ukjsec.reports import catalogue
from ukjsec.rules import CATALOGUE

ROOT = Path(__file__).resolve().parent.parent
STEP = re.compile(
    r"^ *<!-- walk: (?P<what>run|see|write|replace|end)(?: (?P<given>[^\n]*?))? -->\n"
    r"(?:^ *```\w*\n(?P<block>.*?)^ *```$)?",
    re.DOTALL | re.MULTILINE,
)


def guide() -> str:
    """Read the guide."""
    return (ROOT / "CONTRIBUTING.md").read_text("utf-8")


def test_the_walk_shows_what_one_sees(tmp_path: Path) -> None:
    """Who follows the first record step by step, in an empty folder, sees what the guide shows, to the letter."""
    script = shutil.which("ukjsec", path=str(Path(sys.executable).parent))
    assert script
    plain = {name: value for name, value in os.environ.items() if name != "GITHUB_ACTIONS"}
    seen, compared = "", 0
    for step in STEP.finditer(guide()):
        given, block = step["given"] or "", textwrap.dedent(step["block"] or "")
        if step["what"] == "run":
            command = [script, *block.split()[1:]]
            done = subprocess.run(command, cwd=tmp_path, env=plain, capture_output=True, text=True, check=False)
            assert not done.stderr
            seen = done.stdout
        elif step["what"] == "see":
            assert seen == block
            compared += 1
        elif step["what"] == "write":
            (tmp_path / given).write_text(block, "utf-8")
        elif step["what"] == "replace":
            name, _, change = given.partition(": ")
            old, new = change.split(" -> ")
            text = (tmp_path / name).read_text("utf-8")
            assert old in text
            (tmp_path / name).write_text(text.replace(old, new), "utf-8")
        else:
            text = (tmp_path / given).read_text("utf-8")
            kept = text[: text.index("\n".join(block.split("\n")[:2]))]
            (tmp_path / given).write_text(kept + block, "utf-8")
    assert compared == 3


def test_the_rules_in_the_guide_are_those_of_the_catalogue() -> None:
    """The table of rules is made from the catalogue."""
    shown = guide().split("<!-- rules -->\n", 1)[1]
    assert shown == catalogue.markdown(CATALOGUE.values())
