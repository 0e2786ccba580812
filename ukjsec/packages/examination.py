"""One package examined from end to end: the only module that knows in which order the others act."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ukjsec import __version__, descriptors
from ukjsec.columns import Table
from ukjsec.corpus import Corpus, placed
from ukjsec.descriptors import Descriptor, Resource
from ukjsec.layout import tables
from ukjsec.members import LIMIT_FILE, LIMIT_PACKAGE, Folder, Members, archive
from ukjsec.models import RECORD_MODELS
from ukjsec.packages import DESCRIPTOR, conformance, derived, descriptor, forms, judge, keys, records, standard
from ukjsec.packages.contents import Content, from_csv
from ukjsec.problems import Finding, Place, Problem, Route
from ukjsec.rules import chronology, duplicates, evidence, references

RULES = (references, chronology, duplicates, evidence)
"""The rules across records that need neither ledgers nor, where there are none, seals."""

UNDECIDED = {"unknown-actor", "unknown-place", "unknown-source", "unknown-record", "quantity-differs"}
"""Rules that `dangling-key` has spoken for; and one that a basis answers, which tables keep of inferred values only."""


@dataclass
class Examination:
    """What a package is, and what was found."""

    problems: list[Problem] = field(default_factory=list)
    """Sorted by place."""
    summary: str = ""
    """What was examined, in a line."""


@dataclass
class _Package:
    """A package while it is examined."""

    members: Members
    shown: str
    text: descriptor.Text
    about: Descriptor
    declared: set[str]
    """The names of all its resources."""
    ours: dict[str, Table]
    """Those of our tables that it has; none where it is no relative of ours."""
    findings: list[Finding]
    data: dict[str, bytes] = field(default_factory=dict)
    """Resource → the bytes of its file."""
    contents: dict[str, Content] = field(default_factory=dict)
    """Table → its cells."""
    unread: set[str] = field(default_factory=set)
    """The tables of which some file cannot be read."""

    def place(self, route: Route) -> Place:
        """The place of a value of the descriptor."""
        return self.text.place(route)

    def complain(self, route: Route, rule: str, message: str, repair: str, *, notice: bool = False) -> None:
        """Enter what is wrong at a route of the descriptor."""
        severity = "notice" if notice else "problem"
        self.findings.append(Finding(self.shown, route, rule, message, repair, severity=severity))  # type: ignore[arg-type]


def examine(path: Path) -> Examination:
    """Hold a package against the standard and, where it is ours or a relative, against our rules.

    Args:
        path: the descriptor, the folder that holds it, or a zip archive of that folder.

    Raises:
        MissingExtraError: frictionless is not installed.
    """
    judge.needs("frictionless")
    path = path / DESCRIPTOR if path.is_dir() else path
    members: Members
    if path.suffix.lower() == ".zip":
        opened = archive(path, DESCRIPTOR)
        if isinstance(opened, tuple):
            return _ended(Corpus(Path()), [Finding(path.as_posix(), (), *opened, at=(1, 1))])
        members, name = opened, DESCRIPTOR
    else:
        members, name = Folder(path.parent, f"{path.parent.as_posix()}/".removeprefix("./")), path.name
    shown = f"{members.shown}{name}"
    data = members.read(name, LIMIT_FILE)
    if isinstance(data, tuple):
        return _ended(Corpus(Path()), [Finding(shown, (), *data, at=(1, 1))])
    text = descriptor.read(data, shown)
    about, findings = (None, list(text.findings)) if text.findings else descriptors.vet(text.data, shown)
    corpus = Corpus(Path())
    if about:
        declared = _declared(text.data["resources"])
        package = _Package(members, shown, text, about, declared, _kin(about, declared), findings)
        with tempfile.TemporaryDirectory(prefix="ukjsec-") as folder:
            corpus = _examined(package, Path(folder))
        findings = package.findings
    corpus.locators[shown] = text
    done = _ended(corpus, findings)
    if about:
        tables, items = len({one.table for one in about.resources}), len(corpus.records)
        counted = f", {items} record{'s'[items == 1 :]}" if items else ""
        named = f"{about.name or 'a package without a name'} {about.version}".strip()
        done.summary = f"{named}, {tables} table{'s'[tables == 1 :]}{counted}"
    return done


def _ended(corpus: Corpus, findings: list[Finding]) -> Examination:
    return Examination(placed(corpus, findings))


def _declared(resources: list[object]) -> set[str]:
    """The names of all resources; where one has none, `*` stands for whatever it should have been."""
    names = [one.get("name") if isinstance(one, dict) else None for one in resources]
    return {name if isinstance(name, str) else "*" for name in names}


def _kin(about: Descriptor, declared: set[str]) -> dict[str, Table]:
    """Our tables, where the package is ours, a fork or an older release: it says so, or has records and a type."""
    kin = about.name == "ukjsec" or ("records" in declared and not declared.isdisjoint(RECORD_MODELS))
    return dict(tables()) if kin else {}


def _examined(package: _Package, folder: Path) -> Corpus:
    for route, complaint in keys.vet(package.about.resources, package.declared, package.ours):
        package.complain(route, *complaint)
    _presented(package)
    _read(package)
    parquet = forms.start(package.about.resources, package.data, folder)
    for resource in package.about.resources:
        if resource.form == "csv" and resource.name in package.data:
            content, findings = from_csv(resource, package.data[resource.name], package.members.shown + resource.path)
            package.findings += findings
            if content:
                package.contents[resource.table] = content
            else:
                package.unread.add(resource.table)
    for route, complaint in forms.compare(parquet, package.about.resources, package.contents, package.unread, package):
        package.complain(route, *complaint)
    for name, content in list(package.contents.items()):
        content.table = package.ours.get(name)
        if not _headed(package, content):
            del package.contents[name]
    ours = {name: content for name, content in package.contents.items() if content.table}
    conformance.check(ours, package.about, __version__)
    standing = standard.start(package.about, package.contents, package.unread, folder)
    corpus = _ruled(package, ours)
    findings = [one for content in package.contents.values() for one in content.findings]
    package.findings += findings
    package.findings += standard.findings(standing, package.shown, package.about, package.contents)
    return corpus


def _presented(package: _Package) -> None:
    """What the package is, and which of our tables it lacks."""
    about = package.about
    named = f"`{about.name[:80]}` {about.version[:40] or 'without a version'}"
    if not package.ours:
        message = f"{named} is no relative of our package: it was held against the standard alone"
        package.complain(("name",), "other-package", message, "Nothing has to be done.", notice=True)
        return
    if (about.name, about.version) != ("ukjsec", __version__):
        message = f"this package is {named}; it was held against the rules of `ukjsec` {__version__}"
        package.complain(("version",), "other-version", message, "Nothing has to be done.", notice=True)
    missing = [f"`{name}`" for name in package.ours if not {name, f"{name}-parquet"} & package.declared]
    if missing:
        message = (
            f"of the tables of `ukjsec` {__version__} these are missing: {', '.join(missing)}; this package is {named}"
        )
        repair = "Add them, or use the version of ukjsec that made the package."
        package.complain(("resources",), "table-missing", message, repair)
    for resource in about.resources:
        if resource.table not in package.ours:
            message = f"the table `{resource.table[:80]}` is none of ours; it was held against its own schema alone"
            route = ("resources", resource.at, "name")
            package.complain(route, "table-added", message, "Nothing has to be done.", notice=True)


def _read(package: _Package) -> None:
    """Read every file, within limits, and hold it against its size and hash."""
    total = 0
    for resource in package.about.resources:
        route = ("resources", resource.at, "path")
        data = package.members.read(resource.path, LIMIT_FILE)
        if isinstance(data, tuple):
            package.complain(route, *data)
            package.unread.add(resource.table)
            continue
        total += len(data)
        if total > LIMIT_PACKAGE:
            message = f"up to here the files have more than {LIMIT_PACKAGE:,} bytes, which is the most that is read"
            package.complain(route, "package-too-large", message, "Split the package.")
            package.unread |= {one.table for one in package.about.resources[resource.at :]}
            return
        package.data[resource.name] = data
        for key, message in _differing(resource, data):
            repair = "Restore the file, or build the package again."
            package.complain(
                ("resources", resource.at, key), f"{key}-differs".replace("bytes", "size"), message, repair
            )
        if resource.form not in forms.FORMS:
            message = f"files of the format {resource.form[:40]!r} are not read; size and hash alone were compared"
            package.complain(route, "table-added", message, "Nothing has to be done.", notice=True)


def _differing(resource: Resource, data: bytes) -> Iterator[tuple[str, str]]:
    if resource.bytes is not None and resource.bytes != len(data):
        yield "bytes", f"{resource.path} has {len(data):,} bytes, not {resource.bytes:,}"
    if resource.hash:
        kind, digits = resource.hash
        found = hashlib.new(kind, data, usedforsecurity=False).hexdigest()
        if found != digits:
            yield "hash", f"the {kind} of {resource.path} is {found[:12]}…, not {digits[:12]}…"


def _headed(package: _Package, content: Content) -> bool:
    """Whether the columns of a file are the fields of its schema, in their order; else nobody knows what is what."""
    schema = content.resource.schema
    names = [one.get("name") for one in schema["fields"]] if schema else content.columns
    if names != content.columns:
        at = next((at for at, pair in enumerate(zip(names, content.columns, strict=False)) if pair[0] != pair[1]), -1)
        at = at if at >= 0 else min(len(names), len(content.columns))
        place = content.where(-1, min(at, len(content.columns) - 1))
        field, column = (str(given[at])[:80] if at < len(given) else "none" for given in (names, content.columns))
        message = f"here the file has the column {column!r}, the schema the field {field!r}"
        if at >= len(names):
            message = f"here the file has the column {column!r}, of which the schema says nothing"
        repair = "Name the same columns in the same order in both."
        found = Finding(place.path, (), "header-differs", message, repair, at=(place.line, place.column))
        package.findings.append(found)
    return names == content.columns


def _ruled(package: _Package, ours: dict[str, Content]) -> Corpus:
    """Our rules: the records that the tables make, what follows from them, and what only all of them show."""
    if not records.can_be_rebuilt(ours):
        return Corpus(Path())
    made = records.rebuild(ours)
    derived.check(made, ours)
    found = [*made.corpus.findings, *(one for rule in RULES for one in rule.check(made.corpus))]
    known = {(one.path, one.at) for content in ours.values() for one in content.findings}
    for problem in placed(made.corpus, found):
        place = problem.place
        if problem.rule in UNDECIDED:
            continue
        if (place.path, (place.line, place.column)) not in known:
            at = (place.line, place.column)
            package.findings.append(
                Finding(place.path, (), problem.rule, problem.message, problem.repair, severity=problem.severity, at=at)
            )
    return made.corpus
