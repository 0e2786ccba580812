"""What stands in the way of a release: each named with its place and repair, and nothing written."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import invented
import pytest

from ukjsec import build, releases, seeds
from ukjsec.releases import readiness

Run = Callable[..., tuple[int, str, str]]

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def proper(built: Path) -> dict[str, bytes]:
    """The files of the release of the invented corpus."""
    return releases.artefacts(built, build.artefacts(seeds.read(built)))


def content(folder: Path) -> dict[str, bytes]:
    """Name → bytes of every file of a folder."""
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def rewrite(name: str, old: str, new: str) -> Callable[[Path], None]:
    """Change a word of a file of a checkout."""

    def spoil(root: Path) -> None:
        text = (root / name).read_text("utf-8")
        assert old in text
        (root / name).write_text(text.replace(old, new), "utf-8")

    return spoil


def misspelt(root: Path) -> None:
    """Misspell a term."""
    record = invented.RECORDS["agreements/example-memorandum"] | {"status": "singed"}
    invented.put(root / "seeds/agreements/example-memorandum.yaml", record)


def retitled(root: Path) -> None:
    """Change a title, and build nothing."""
    record = invented.RECORDS["agreements/example-memorandum"] | {"title": "Another title"}
    invented.put(root / "seeds/agreements/example-memorandum.yaml", record)


def locked(root: Path) -> None:
    """Lock another version."""
    (root / "uv.lock").write_text('[[package]]\nname = "ukjsec"\nversion = "0.0.9"\nsource = {}\n', "utf-8")


def renumbered(root: Path) -> None:
    """Give it a version that is not three numbers, everywhere, and build."""
    for name in ("pyproject.toml", "CITATION.cff", "CHANGELOG.md"):
        rewrite(name, "0.1.0", "0.1.0rc1")(root)
    build.write(root, build.artefacts(seeds.read(root)))


def forgotten(root: Path) -> None:
    """Leave a file in a folder of generated ones."""
    (root / "schemas/old.json").write_text("{}", "utf-8")


def recoded(root: Path) -> None:
    """Save the changelog in another encoding."""
    (root / "CHANGELOG.md").write_bytes(b"# Caf\xe9\n")


UNDATED = (
    "CHANGELOG.md:3: version 0.1.0 is dated 'unreleased' here, and '2002-05-01' in CITATION.cff (date-released) -> "
    "Write the day of the release in both, here as `## 0.1.0 (2002-05-01)`. To try before that day, add --draft."
)

OBSTACLES: dict[str, tuple[Callable[[Path], None], str]] = {
    "problem": (misspelt, "unknown-term"),
    "unbuilt": (
        retitled,
        "datapackage/agreements.csv: changed datapackage/agreements.parquet: changed",
    ),
    "left over": (
        forgotten,
        "schemas/old.json: left over -> Run `ukjsec build`, look at what it changes, and commit it.",
    ),
    "missing": (
        lambda root: (root / "datapackage/dates.csv").unlink(),
        "datapackage/dates.csv: missing -> Run `ukjsec build`",
    ),
    "two versions": (
        rewrite("CITATION.cff", "version: 0.1.0", "version: 0.1.1"),
        "CITATION.cff says version 0.1.1, pyproject.toml 0.1.0 -> Make them one.",
    ),
    "package of another version": (
        rewrite("datapackage/datapackage.json", '"version": "0.1.0"', '"version": "0.0.9"'),
        "datapackage/datapackage.json: changed -> Run `ukjsec build`",
    ),
    "lock": (locked, "uv.lock: the version is 0.0.9, in pyproject.toml 0.1.0 -> Run `uv lock`, and commit it."),
    "no three numbers": (
        renumbered,
        "pyproject.toml: the version '0.1.0rc1' is not three numbers -> Number it as MAJOR",
    ),
    "no changelog": (
        lambda root: (root / "CHANGELOG.md").unlink(),
        "CHANGELOG.md: it is missing -> Write what changed under a heading `## 0.1.0 (2002-05-01)`.",
    ),
    "changelog in another encoding": (
        recoded,
        "CHANGELOG.md: it is not UTF-8 at byte 6 -> Save it as UTF-8.",
    ),
    "no section": (
        rewrite("CHANGELOG.md", "0.1.0", "0.0.9"),
        "there is no section for version 0.1.0 -> Write what changed under a heading `## 0.1.0 (2002-05-01)`.",
    ),
    "unreleased": (rewrite("CHANGELOG.md", "2002-05-01", "unreleased"), UNDATED),
    "another day": (
        rewrite("CHANGELOG.md", "2002-05-01", "2002-05-02"),
        "is dated '2002-05-02' here, and '2002-05-01'",
    ),
    "not dated": (rewrite("CHANGELOG.md", " (2002-05-01)", ""), "version 0.1.0 is not dated here"),
    "no words": (
        rewrite("CHANGELOG.md", "### Data\n\n- It is there.\n", ""),
        "the section of version 0.1.0 is empty -> Write what changed.",
    ),
    "two sections": (
        rewrite("CHANGELOG.md", "- It", "- It\n\n## 0.1.0 (2002-05-01)\n\n- It"),
        "CHANGELOG.md:3: version 0.1.0 has several sections, at lines 3 and 9 -> Make them one.",
    ),
    "no day": (
        rewrite("CITATION.cff", "2002-05-01", "2002-02-30"),
        "CITATION.cff: date-released is '2002-02-30', which is no day -> Write the day of the release, such as",
    ),
    "a word for a day": (rewrite("CITATION.cff", "2002-05-01", "soon"), "CITATION.cff: date-released is 'soon'"),
    "a number for a day": (rewrite("CITATION.cff", "2002-05-01", "2002"), "CITATION.cff: date-released is "),
}


@pytest.mark.parametrize("case", OBSTACLES)
def test_nothing_is_released_when_something_is_amiss(run: Run, checkout: Path, case: str) -> None:
    """Each obstacle is named with its place and the repair, the command ends with 1, and not a byte is written."""
    spoil, said = OBSTACLES[case]
    spoil(checkout)
    before = content(checkout)
    code, shown, complaint = run("release", "--out", "out")
    assert (code, complaint) == (1, "")
    assert said in " ".join(shown.split())
    assert shown.endswith("Nothing was released: mend what is said above first (a notice stops a release too).\n")
    assert content(checkout) == before
    assert not (checkout / "out").exists()


def test_every_obstacle_is_named_at_once(run: Run, checkout: Path) -> None:
    """Who has several things to mend is told of all of them in one run, problems of the data among them."""
    for case in ("problem", "lock", "unreleased"):
        OBSTACLES[case][0](checkout)
    code, shown, _ = run("release", "--out", "out", "--tag", "0.1.0")
    assert code == 1
    for case in ("problem", "lock", "unreleased"):
        assert OBSTACLES[case][1] in " ".join(shown.split())
    assert "pyproject.toml: the version is 0.1.0, the tag '0.1.0' -> Set the tag v0.1.0, or number" in " ".join(
        shown.split()
    )


def test_the_tag_has_to_be_the_version(run: Run, checkout: Path) -> None:
    """The tag that is released from is `v` and the version, letter by letter; a draft has none."""
    assert run("release", "--out", "out", "--tag", "v0.1.0")[0] == 0
    for tag in ("v0.1.1", "0.1.0", "V0.1.0", "v0.1.0 ", "refs/tags/v0.1.0", "", "v0.1.0\x1b[2J"):
        code, shown, _ = run("release", "--out", "other", "--tag", tag)
        assert (code, "Set the tag v0.1.0" in shown, "\x1b" in shown) == (1, True, False)
    assert not (checkout / "other").exists()
    code, _, complaint = run("release", "--out", "other", "--tag", "v0.1.0", "--draft")
    assert (code, "not allowed with argument" in complaint) == (2, True)


UNTOLD = "Its notes do not list what changed in the data; unless it is the first release, name OLD with --since."


def test_a_draft_can_be_made_before_the_day(run: Run, checkout: Path, proper: dict[str, bytes]) -> None:
    """While the changelog says that a version is unreleased, a draft can be tried; its notes say what it is."""
    OBSTACLES["unreleased"][0](checkout)
    code, shown, _ = run("release", "--out", "out", "--draft")
    assert code == 0
    assert shown.splitlines() == [
        "Wrote 27 files, 1.1 MB, into out.",
        UNTOLD,
        "This is a draft, and its notes say so; for the release itself leave out --draft.",
    ]
    found = content(checkout / "out")
    assert {name for name in proper if found[name] != proper[name]} == {"RELEASE_NOTES.md", "SHA256SUMS"}
    assert b"\n\n**A draft: not released, and not to be cited.**\n\n" in found["RELEASE_NOTES.md"]
    OBSTACLES["no words"][0](checkout)
    assert run("release", "--out", "out", "--draft")[0] == 1
    assert content(checkout / "out") == found


def test_a_draft_becomes_the_release(run: Run, checkout: Path, proper: dict[str, bytes]) -> None:
    """On the day the release takes the place of its draft, in the same folder."""
    assert run("release", "--out", "out", "--draft")[0] == 0
    code, shown, _ = run("release", "--out", "out")
    assert (code, shown) == (0, f"Wrote 27 files, 1.1 MB, into out.\n{UNTOLD}\n")
    assert content(checkout / "out") == proper


def numbered(root: Path, old: str, new: str) -> None:
    """Give a checkout another version everywhere, and build."""
    for name in ("pyproject.toml", "CITATION.cff", "CHANGELOG.md"):
        rewrite(name, old, new)(root)
    build.write(root, build.artefacts(seeds.read(root)))


def test_what_changed_since_a_release_is_told_and_has_to_fit(
    run: Run, checkout: Path, tmp_path: Path, proper: dict[str, bytes]
) -> None:
    """With an older release the notes show each change, once the version is what these changes call for."""
    releases.write(tmp_path / "old", proper)
    invented.meetings(checkout, ("second-meeting", 2, "2002-03"))
    numbered(checkout, "0.1.0", "0.1.1")
    for old in (tmp_path / "old", tmp_path / "old/ukjsec-0.1.0.zip"):
        code, shown, complaint = run("release", "--out", "out", "--since", str(old))
        assert (code, complaint, (checkout / "out").exists()) == (1, "", False)
        assert "records: 1 row added: second-meeting" in shown
        assert "calls for a minor step: at least 0.2.0. The version is 0.1.1: number it 0.2.0" in " ".join(
            shown.split()
        )
    numbered(checkout, "0.1.1", "0.2.0")
    code, shown, _ = run("release", "--out", "out", "--since", str(tmp_path / "old"))
    assert (code, "The version is 0.2.0: it fits." in " ".join(shown.split())) == (0, True)
    notes = (checkout / "out/RELEASE_NOTES.md").read_text("utf-8")
    told, _, counted = notes.partition("\n## What changed from ukjsec 0.1.0 to ukjsec 0.2.0\n")
    assert "- It is there." in told
    assert "`second-meeting`" in counted.partition("\n## What is in it\n")[0]
    assert str(tmp_path) not in notes


def test_a_release_is_not_compared_with_itself(
    run: Run, checkout: Path, tmp_path: Path, proper: dict[str, bytes]
) -> None:
    """What is named as the release before has to be there, and older; else nothing is written."""
    releases.write(tmp_path / "old", proper)
    for old, said in (
        (str(tmp_path / "old"), "is version 0.1.0, and this is 0.1.0; name an older release"),
        ("no", "no"),
    ):
        code, _, complaint = run("release", "--out", "out", "--since", old)
        assert (code, said in complaint, (checkout / "out").exists()) == (2, True, False)


def test_the_project_can_be_released(tmp_path: Path) -> None:
    """The project's own checkout has one version everywhere and tells what changed; its draft can be made."""
    corpus = seeds.read(ROOT)
    made = build.artefacts(corpus)
    assert [str(each) for each in readiness.obstacles(ROOT, draft=True)] == []
    releases.write(tmp_path / "out", releases.artefacts(ROOT, made, draft=True))
    version = json.loads(made["datapackage/datapackage.json"])["version"]
    assert f"ukjsec-{version}.zip" in content(tmp_path / "out")
