"""What a rule is: a name, a title, a reason, a fragment that breaks it, and the repair."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Subject: TypeAlias = Literal[
    "record", "other record", "source", "actors", "document", "seal", "table", "descriptor", "package table", "path"
]
"""What a failing fragment is.

- `record`, `source`: fields that stand in place of those of a sound record or manifest; where the fragment ends in a
  list that is written with dashes, the items of the sound one follow.
- `other record`: the same of a second record, a sound copy of the first but for its id and a `not-same-as`.
- `actors`: the first items of actors.yaml, before the sound ones.
- `document`, `seal`, `table`: the whole text of a record file, seal or CSV file.
- `descriptor`: properties that stand in place of those of the descriptor of a sound package; the items of `resources`
  stand in place of those of its first resources.
- `package table`: the name of a CSV file of a sound package; below it columns that stand in place of those of its first
  rows.
- `path`: a description, where no text can show it.
"""


@dataclass(frozen=True)
class Rule:
    """One rule; `ukjsec explain`, the reports and CONTRIBUTING are made from this text."""

    ident: str
    """The kebab-case complaint."""
    title: str
    """What is wrong, in one line."""
    why: str
    """Why it matters."""
    failing: str
    """A fragment that breaks the rule; it is run in the tests."""
    repair: str
    """What to do about it."""
    subject: Subject = "record"
    """What the fragment is."""
