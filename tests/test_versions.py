"""Version numbers, and the step that what changed since a release calls for."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import invented
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ukjsec import build, compatibility, seeds
from ukjsec.comparisons import SCHEMA_FATES, Comparison, RowChange, SchemaChange, Side, TableComparison
from ukjsec.errors import VersionError
from ukjsec.reports import compatibility as reports
from ukjsec.versions import STEPS, Version, parse

Run = Callable[..., tuple[int, str, str]]

NUMBERS = st.integers(0, 999_999)
VERSIONS = st.builds(Version, NUMBERS, NUMBERS, NUMBERS)


# Numbers


@given(VERSIONS)
def test_a_number_survives_its_text(version: Version) -> None:
    """A version is read back from its text."""
    assert parse(str(version)) == version


@pytest.mark.parametrize(
    "text",
    ["", "1", "1.2", "1.2.3.4", "01.2.3", "1.2.3-rc.1", "1.2.3 ", "1.2.x", "../0.1.0", "１.2.3", "latest"],
)
def test_what_is_no_number_is_refused(text: str) -> None:
    """Anything but three plain numbers is an error that names it."""
    with pytest.raises(VersionError, match=r"is not a version; name one by its three numbers, such as 0\.2\.0"):
        parse(text)


def test_the_name_of_a_tag_is_nearly_a_version() -> None:
    """Who names the tag is told the version."""
    with pytest.raises(VersionError, match=r"'v1\.2\.3' is not a version; did you mean 1\.2\.3\?"):
        parse("v1.2.3")


@given(VERSIONS, st.sampled_from(STEPS))
def test_every_step_leads_up(version: Version, step: Any) -> None:
    """A step makes a greater version, and a larger step no smaller one."""
    assert version < version.after(step)
    assert version.after("patch") < version.after("minor") <= version.after("major")


def test_before_one_a_major_step_is_a_minor_one() -> None:
    """While the first number is 0 nothing takes it from there but a decision of people."""
    assert str(Version(0, 1, 7).after("major")) == "0.2.0"
    assert str(Version(1, 1, 7).after("major")) == "2.0.0"
    assert str(Version(1, 1, 7).after("minor")) == "1.2.0"
    assert str(Version(1, 1, 7).after("patch")) == "1.1.8"


# The rule, on comparisons made by hand


def compared(
    *schema: SchemaChange, rows: tuple[TableComparison, ...] = (), old: str = "1.4.2", new: str = "1.5.0"
) -> Any:
    """Judge what differs between two packages that bear these versions."""
    sides = (Side("old", "ukjsec", old), Side("new", "ukjsec", new))
    return compatibility.judge(Comparison(*sides, schema, rows))


def table(name: str, key: tuple[str, ...], *rows: RowChange) -> TableComparison:
    """A table in which some rows differ."""
    return TableComparison(name, key, rows, 10, 10)


@pytest.mark.parametrize("what", SCHEMA_FATES)
def test_every_change_of_a_schema_calls_for_a_step(what: Any) -> None:
    """Whatever can change in a schema has its step and its words."""
    judgement = compared(SchemaChange(what, "records", "status", ("required",), ("optional",)))
    (reason,) = judgement.reasons
    assert reason.step == compatibility.STEP_OF_SCHEMA[what]
    assert reason.table == "records"
    assert "{" not in reason.text


@pytest.mark.parametrize(
    ("change", "step"),
    [
        (SchemaChange("column-removed", "records", "note", ("string",)), "major"),
        (SchemaChange("table-removed", "topics"), "major"),
        (SchemaChange("type-changed", "dates", "date", ("string",), ("date",)), "major"),
        (SchemaChange("terms-removed", "records", "status", ("agreed",)), "major"),
        (SchemaChange("required-changed", "records", "date", ("required",), ("optional",)), "major"),
        (SchemaChange("required-changed", "records", "date", ("optional",), ("required",)), "minor"),
        (SchemaChange("column-added", "records", "colour", (), ("string",)), "minor"),
        (SchemaChange("terms-added", "records", "status", (), ("sealed",)), "minor"),
        (SchemaChange("description-changed", "records", "status", ("a",), ("b",)), "patch"),
    ],
)
def test_a_schema_calls_for_the_step_of_the_rule(change: SchemaChange, step: str) -> None:
    """What breaks a reader's program is major, what it has not seen yet minor, better words a patch."""
    assert compared(change).step == step


@pytest.mark.parametrize(
    ("key", "fate", "step"),
    [
        (("id",), "added", "minor"),
        (("id",), "retired", "minor"),
        (("id",), "removed", "minor"),
        (("id",), "changed", "patch"),
        (("record_id", "topic"), "added", "patch"),
        (("record_id", "topic"), "removed", "patch"),
    ],
)
def test_a_record_is_minor_and_a_value_a_patch(key: tuple[str, ...], fate: Any, step: str) -> None:
    """A row with an id of its own that comes or goes is minor; a row that belongs to a record is a value of it."""
    judgement = compared(rows=(table("any", key, RowChange(("a",) * len(key), fate)),))
    assert judgement.step == step
    assert not judgement.lost


def test_an_id_that_was_lost_fits_no_version() -> None:
    """A record that vanished without being retired is told, and no number makes it good."""
    judgement = compared(rows=(table("records", ("id",), RowChange(("gone",), "removed")),), new="9.0.0")
    assert judgement.lost == (("records", "gone"),)
    assert not judgement.fits
    assert "The id `gone` is gone and was not retired" in reports.text(judgement)
    assert "ids were lost: mend that first" in reports.text(judgement)


def test_an_entry_of_a_retired_id_that_was_lost_is_told_as_such() -> None:
    """An id that was retired, and whose entry vanished, is not called one that was never retired."""
    judgement = compared(rows=(table("retired", ("id",), RowChange(("gone",), "removed")),), new="9.0.0")
    assert not judgement.fits
    assert "The id `gone` was retired, and its entry is gone" in reports.text(judgement)


@pytest.mark.parametrize(
    ("new", "fits"),
    [("1.4.2", False), ("1.4.3", False), ("1.5.0", True), ("1.6.0", True), ("2.0.0", True), ("1.3.9", False)],
)
def test_a_version_has_to_reach_the_least(new: str, fits: bool) -> None:
    """A number below what the changes call for does not fit, one above does."""
    judgement = compared(SchemaChange("column-added", "records", "colour", (), ("string",)), new=new)
    assert judgement.fits is fits
    assert str(judgement.least) == "1.5.0"
    said = reports.verdict(judgement)
    assert said.startswith("What changed since 1.4.2 calls for a minor step: at least 1.5.0. The version is ")
    assert said.endswith("it fits." if fits else "number it 1.5.0 in pyproject.toml and CITATION.cff.")


def test_where_nothing_differs_the_number_may_stay() -> None:
    """Equal packages call for no step; a smaller number is still wrong."""
    assert compared(new="1.4.2").fits
    assert reports.verdict(compared(new="1.4.2")) == "Nothing differs from 1.4.2. The version is 1.4.2: it fits."
    assert not compared(new="1.4.1").fits


def test_the_report_lists_the_largest_first_and_the_words_to_read() -> None:
    """A reader sees what weighs most first, and each changed description, old and new."""
    judgement = compared(
        SchemaChange("description-changed", "dates", "date", ("The day.",), ("The day of the event.",)),
        SchemaChange("column-added", "records", "colour", (), ("string",)),
    )
    assert reports.text(judgement) == (
        "minor  records: new column `colour`\n"
        "patch  dates: column `date` has another description\n"
        "\n"
        "Read these words: if one of them changes what a column means, and is no better\n"
        "wording of the same, the step is major.\n"
        "  dates.date\n"
        "    - The day.\n"
        "    + The day of the event.\n"
        "\n"
        "What changed since 1.4.2 calls for a minor step: at least 1.5.0. The version is\n"
        "1.5.0: it fits.\n"
    )


def test_before_one_the_report_says_that_major_is_minor() -> None:
    """A major change before 1.0.0 is called by its name, with the number that it needs."""
    judgement = compared(SchemaChange("column-removed", "records", "note"), old="0.1.3", new="0.2.0")
    assert judgement.fits
    assert "calls for a major step, which before 1.0.0 is a minor one: at least 0.2.0." in reports.verdict(judgement)


def test_a_package_without_a_version_is_no_release() -> None:
    """What bears no number cannot be compared by numbers."""
    with pytest.raises(VersionError, match="is not a version"):
        compared(new="")


# The command, on packages that were built


def rebuilt(checkout: Path, version: str) -> Path:
    """Number a checkout and build its package anew; gives what the package was before, as a folder of its own."""
    old = Path(shutil.copytree(checkout / "datapackage", checkout.parent / "old"))
    for name in ("pyproject.toml", "CITATION.cff"):
        file = checkout / name
        file.write_text(file.read_text("utf-8").replace("0.1.0", version), "utf-8")
    (checkout / "CHANGELOG.md").write_text(f"# Changelog\n\n## {version} (unreleased)\n\nChanged.\n", "utf-8")
    build.write(checkout, build.artefacts(seeds.read(checkout)))
    return old


def edit(checkout: Path, **values: Any) -> None:
    """Change values of the memorandum."""
    file = checkout / "seeds" / "agreements" / "example-memorandum.yaml"
    invented.put(file, json.loads(file.read_bytes()) | values)


def test_a_corrected_title_is_a_patch(checkout: Path, run: Run) -> None:
    """A changed value calls for a patch; the same number does not fit, the next does."""
    edit(checkout, title="A memorandum of the defence ministers")
    old = rebuilt(checkout, "0.1.0")
    code, shown, _ = run("version", "--since", str(old))
    assert code == 1
    assert "patch  agreements: 1 row changed: example-memorandum\n" in shown
    assert "calls for a patch step: at least 0.1.1. The version is\n0.1.0: number it 0.1.1" in shown
    rebuilt_again = checkout.parent / "again"
    shutil.move(old, rebuilt_again)
    rebuilt(checkout, "0.1.1")
    code, shown, _ = run("version", "--since", str(rebuilt_again))
    assert (code, shown.splitlines()[-1]) == (0, "0.1.1: it fits.")


def test_a_retired_record_is_a_minor_step(checkout: Path, run: Run) -> None:
    """A record that is retired leaves with a minor step."""
    (checkout / "seeds" / "operations" / "example-operation.yaml").unlink()
    retired = [
        {"id": "old-memorandum", "reason": "Twice"},
        {"id": "example-operation", "reason": "It was the exercise."},
    ]
    invented.put(checkout / "seeds" / "retired.yaml", retired)
    invented.seal(checkout)
    old = rebuilt(checkout, "0.1.1")
    code, shown, _ = run("version", "--since", str(old))
    assert code == 1
    assert "minor  records: 1 row retired: example-operation\n" in shown
    assert "at least 0.2.0" in shown


def test_without_a_release_the_places_of_the_number_are_checked(checkout: Path, run: Run) -> None:
    """The command alone says whether every file bears the same number."""
    rebuilt(checkout, "0.3.0")
    assert run("version") == (0, "0.3.0, in every place that bears it.\n", "")
    (checkout / "CITATION.cff").write_text(
        (checkout / "CITATION.cff").read_text("utf-8").replace("0.3.0", "0.3.1"), "utf-8"
    )
    code, shown, _ = run("version")
    assert code == 1
    assert "CITATION.cff says version 0.3.1, pyproject.toml 0.3.0" in shown


def test_an_older_release_that_is_not_there_is_misuse(run: Run) -> None:
    """A path that leads nowhere could not be compared with."""
    code, _, complaint = run("version", "--since", "nowhere.zip")
    assert code == 2
    assert "nowhere.zip" in complaint


def test_what_was_not_built_is_not_compared(checkout: Path, run: Run) -> None:
    """A change that the package does not show yet is told first: the comparison would say that nothing has changed."""
    old = Path(shutil.copytree(checkout / "datapackage", checkout.parent / "old"))
    edit(checkout, title="A memorandum of the defence ministers")
    for arguments in (("version",), ("version", "--since", str(old))):
        code, shown, _ = run(*arguments)
        assert code == 1
        assert "  -> Run `ukjsec build`" in shown
        assert "fits" not in shown
        assert "in every place" not in shown


def test_another_package_is_no_older_release(checkout: Path, run: Run) -> None:
    """What bears another name, or no version, is named, and not compared."""
    old = Path(shutil.copytree(checkout / "datapackage", checkout.parent / "old"))
    file = old / "datapackage.json"
    for change, said in (({"name": "widgets"}, "is the package 'widgets', not 'ukjsec'"), ({"version": "x"}, "'x'")):
        file.write_text(
            json.dumps(json.loads((checkout / "datapackage/datapackage.json").read_bytes()) | change), "utf-8"
        )
        code, _, complaint = run("version", "--since", str(old))
        assert code == 2
        assert said in complaint
        assert str(old) in complaint
