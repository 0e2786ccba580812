"""The rules of tables in files of any size, beside those of their cells; `ukjsec.streams` finds what breaks them."""

from __future__ import annotations

from ukjsec.rules.rule import Rule

RULES = (
    Rule(
        "more-problems",
        "More rows of a table have problems than are shown.",
        "Of millions nobody could read them all; all are counted.",
        "a table with more than a hundred bad rows",
        "Mend those that are shown, and check again; `--limit` shows more of them.",
        "path",
    ),
    Rule(
        "passed-over",
        "A file of CSV or Parquet in a folder is no table of ours, or no plain file.",
        "It was not checked, and somebody may believe that it was.",
        "a folder with `notes.csv`",
        "Name the file if it should be checked, with `--table` if its columns do not tell which table it is.",
        "path",
    ),
)
