"""The corpus: everything under `seeds/` that is sound, by id, and the places of what is not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

from ukjsec import documents, files
from ukjsec.faults import LIMIT_BYTES
from ukjsec.focus import Focus
from ukjsec.models import Actor, PlaceName, Record, Retired, Source
from ukjsec.problems import Finding, Place, Problem, Route
from ukjsec.progress import Progress, silent
from ukjsec.reliability import Comparison
from ukjsec.seals import Seal
from ukjsec.values import slug
from ukjsec.vocabulary import nearest

MOST_ASKED = 100
"""For so many unknown ids the nearest known one is looked up; that is slow, and no one reads more hints."""


CLAIMED = ("records", "sources", "actors", "places", "retired", "reliability")
"""What has ids: the mappings of a corpus, by their names."""


@dataclass(frozen=True)
class Filed:
    """Where something that the corpus knows by its id was written."""

    path: str
    route: Route = ()


class Locator(Protocol):
    """Finds places in a document that is no YAML file of its own, such as a row of a table."""

    def place(self, route: Route, *, on_key: bool = False) -> Place:
        """The place of the value at a route, or of its name; where there is none, of the nearest that there is."""


@dataclass
class Corpus:
    """Everything under `seeds/`: what is sound, by id, and what was found wrong while reading."""

    root: Path
    """The folder that holds `seeds/`."""
    sources: dict[str, Source] = field(default_factory=dict)
    seals: dict[str, Seal] = field(default_factory=dict)
    actors: dict[str, Actor] = field(default_factory=dict)
    places: dict[str, PlaceName] = field(default_factory=dict)
    retired: dict[str, Retired] = field(default_factory=dict)
    records: dict[str, Record] = field(default_factory=dict)
    reliability: dict[str, Comparison] = field(default_factory=dict)
    filed: dict[tuple[str, str], Filed] = field(default_factory=dict)
    """(`records`, `actors` …, id) → where it was written."""
    claimed: dict[str, set[str]] = field(default_factory=lambda: {what: set() for what in CLAIMED})
    """For each of those words every id that some file claims, sound or not: no one is told that it is unknown."""
    unsound: set[str] = field(default_factory=set)
    """The files of records that could not be taken in: what they quote is not known."""
    findings: list[Finding] = field(default_factory=list)
    openings: dict[Any, Any] = field(default_factory=dict, repr=False)
    """What `proofs.opening` has found already."""
    asked: int = field(default=0, repr=False)
    """How often `nearest` was asked."""
    lines: dict[Place, str] = field(default_factory=dict)
    """The lines of places in files that are too large to be read once more to show them."""
    overlaid: dict[str, Path] = field(default_factory=dict)
    """Path as reported → file, for files that stand outside `seeds/`."""
    locators: dict[str, Locator] = field(default_factory=dict, repr=False)
    """Path as findings give it → what knows the places in it, for documents that are no YAML files of their own."""

    progress: Progress = field(default=silent, repr=False)
    """What shows how far long work on the corpus has come."""
    focus: Focus | None = None
    """The records that were named, when nothing but their problems is asked for."""

    def checked(self) -> Iterator[Record]:
        """The records whose problems are asked for."""
        return (record for record in self.records.values() if self.concerns(record))

    def concerns(self, record: Record) -> bool:
        """Whether the problems of a record are asked for."""
        return self.focus is None or self.path("records", record.id) in self.focus.paths

    @cached_property
    def names(self) -> Mapping[str, tuple[str, ...]]:
        """The names of every actor and place, by `participants.<id>` and `places.<id>`: for the literal rule."""
        found = {
            f"participants.{actor.id}": (actor.name, *actor.aliases, *((actor.name_ja,) if actor.name_ja else ()))
            for actor in self.actors.values()
        }
        return found | {f"places.{place.id}": (place.name, *place.aliases) for place in self.places.values()}

    @cached_property
    def by_name(self) -> Mapping[tuple[str, str], str]:
        """(`actors` or `places`, a name or alias made an id) → the id of what bears it: `royal-navy` is `gbr-rn`."""
        every = (("actors", self.actors.values()), ("places", self.places.values()))
        return {
            (what, slug(name)): one.id for what, known in every for one in known for name in (one.name, *one.aliases)
        }

    def state(self, ident: str) -> str | None:
        """The state to which an actor belongs, found through parents; None of bodies of several states."""
        seen: set[str] = set()
        current: str | None = ident
        while current in self.actors and current not in seen:
            seen.add(current)
            if self.actors[current].kind == "state":
                return current
            current = self.actors[current].parent
        return None

    def file(self, path: str) -> Path:
        """The file behind a path as it is reported."""
        return self.overlaid.get(path, self.root / path)

    def path(self, what: str, ident: str) -> str:
        """The path of the file in which something was written."""
        return self.filed[what, ident].path

    def route(self, what: str, ident: str) -> Route:
        """The route at which something was written."""
        return self.filed[what, ident].route

    def knows(self, what: str, ident: str) -> bool:
        """Whether an id is known, or claimed by a file that could not be read whole."""
        return ident in self.claimed[what] or "*" in self.claimed[what]

    def nearest(self, what: str, ident: str) -> str | None:
        """The known id that is most like the given one; None too after `MOST_ASKED` questions."""
        self.asked += 1
        return nearest(ident, sorted(self.claimed[what] - {"*"})) if self.asked <= MOST_ASKED else None


def placed(corpus: Corpus, findings: Iterable[Finding]) -> list[Problem]:
    """Turn findings into problems: each route into line and column, the file recomposed once. Sorted, none twice.

    Several complaints of one rule at one place, such as missing fields of one record, are one problem that says all.
    """
    composed: dict[str, documents.Places] = {}
    problems: dict[tuple[Place, str], Problem] = {}
    for finding in findings:
        if finding.at:
            place = Place(finding.path, *finding.at)
        elif finding.path in corpus.locators:
            place = corpus.locators[finding.path].place(finding.route, on_key=finding.on_key)
        else:
            if finding.path not in composed:
                composed[finding.path] = documents.places(_again(corpus.file(finding.path)))
            place = Place(finding.path, *composed[finding.path].locate(finding.route, on_key=finding.on_key))
        first = problems.get((place, finding.rule))
        message, repair = finding.message, finding.repair
        if first:
            message = _joined("; ", first.message, message)
            repair = _joined(" ", first.repair, repair)
        problems[place, finding.rule] = Problem(place, finding.rule, message, repair, finding.severity)
    return sorted(problems.values())


def _again(file: Path) -> bytes:
    """The bytes of a file that was read before; nothing where it has gone, or become something else, since."""
    try:
        return files.read(file, LIMIT_BYTES)
    except OSError:
        return b""


def _joined(mark: str, first: str, second: str) -> str:
    return first if second in first else f"{first}{mark}{second}"
