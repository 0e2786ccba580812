"""The changelog: the section of a version, whatever stands around it."""

from __future__ import annotations

from pathlib import Path

import pytest

from ukjsec.releases import changelog
from ukjsec.releases.changelog import Section

TEXT = """# Changelog

Newest first.

## 0.2.0 (unreleased)

### Data

- More.

```sh
## 9.9.9 (a comment)
### another
```

## 0.1.1 - 2002-06-01

Words.
## [0.1.0] (2002-05-01)
## Older

### Long ago

- Gone.

## v0.0.1
"""


def test_every_version_has_its_section() -> None:
    """Version, date, line and words of each heading of a version; code and other headings are none."""
    first, *others = changelog.sections(TEXT)
    assert (first.version, first.date, first.line) == ("0.2.0", "unreleased", 5)
    assert first.body.startswith("### Data\n\n- More.\n")
    assert first.body.endswith("### another\n```")
    assert others == [
        Section("0.1.1", "2002-06-01", 16, "Words."),
        Section("0.1.0", "2002-05-01", 19, ""),
        Section("Older", "", 20, "### Long ago\n\n- Gone."),
        Section("0.0.1", "", 26, ""),
    ]


@pytest.mark.parametrize("text", ["", "\n", "# Changelog", "##", "## ", "### 0.1.0", "0.1.0\n-----\n"])
def test_a_text_without_versions_has_no_section(text: str) -> None:
    """Nothing is found where nothing is headed as a version."""
    assert changelog.sections(text) == []


def test_headings_are_raised() -> None:
    """In a document of its own the headings of a section stand one level higher; code stays as it is."""
    body = "### Data\n\n#### Deep\n\n#hash\n\n~~~\n### code\n```\n### code\n~~~\n\n### More"
    raised = "## Data\n\n### Deep\n\n#hash\n\n~~~\n### code\n```\n### code\n~~~\n\n## More"
    assert changelog.raised(body) == raised


def test_the_changelog_of_the_project_is_read() -> None:
    """The project's own changelog has a section with words for each version, none twice."""
    file = Path(__file__).resolve().parent.parent / changelog.NAME
    found = changelog.sections(file.read_text("utf-8"))
    assert found
    assert all(section.body and section.date for section in found)
    assert len({section.version for section in found}) == len(found)
