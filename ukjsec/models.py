"""The models of everything that people write under `seeds/`, and the single source of every schema.

The sentence under a field is its description everywhere: in the JSON Schemas (and so in editors), in the Table Schemas,
in the Parquet files and in the data dictionary. Data is validated as JSON in strict mode (`fields.check`): a YAML list
becomes a tuple, and text is never taken for a number.
"""

from __future__ import annotations

from datetime import date as day
from typing import Annotated, ClassVar

from pydantic import Field

from ukjsec import vocabulary
from ukjsec.described import Model, describe
from ukjsec.values import Address, Edtf, FileName, Id, Number, Span, TermOf, Text
from ukjsec.vocabulary import Vocabulary


class Part(Model):
    """A run of paragraphs of a source that were written at one time."""

    paragraphs: Span
    """The paragraphs, from first to last; the parts of a source follow one another without a gap."""
    date: Edtf
    """When these paragraphs were written."""
    basis: Text
    """How that date is known."""
    covers: Edtf
    """The period whose events these paragraphs report on; outside it a count of zero would mean nothing."""


class LedgerEntry(Model):
    """Why a sentence, or a range of sentences, needs no quotation."""

    at: Span
    """The paragraph, sentence or range."""
    why: Annotated[str, TermOf(vocabulary.LEDGER_REASON)]
    """The reason."""
    record: Id | None = None
    """The record that it repeats, or of which it is a detail."""
    note: Text | None = None
    """A few words, where the reason is not plain."""


class Source(Model):
    """A source document: what it is, when its parts were written, and which sentences need no quotation."""

    id: Id
    """The source's id, equal to the name of its file."""
    title: Text
    """The title, as the source gives it."""
    authors: tuple[Text, ...] = ()
    """The authors, in the source's order."""
    publisher: Text | None = None
    """Who published it, where that is known."""
    address: Address | None = None
    """Where it was published on the web, where that is known."""
    retrieved: day | None = None
    """The day on which the text was fetched, where that is known."""
    language: Annotated[str, Field(pattern="^[a-z]{2}(, [a-z]{2})*$", max_length=80)]
    """The languages of the text as ISO 639-1 codes, parted by commas."""
    rights: Text
    """The rights in the text, as the source or the law states them."""
    file: FileName
    """The name of the text file from which the seal was made."""
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
    """The SHA-256 of the exact bytes of that file."""
    parts: tuple[Part, ...] = Field(min_length=1)
    """The parts of the text, each with its date."""
    ledger: tuple[LedgerEntry, ...] = ()
    """The account of the sentences that no record quotes."""


class Actor(Model):
    """A state, ministry, force, agency, institute, body, company or person."""

    id: Id
    """The actor's id."""
    name: Text
    """The usual English name."""
    name_ja: Text | None = None
    """The Japanese name."""
    aliases: tuple[Text, ...] = ()
    """Other names under which sources speak of the actor; they are witnesses of the literal rule."""
    kind: Annotated[str, TermOf(vocabulary.ACTOR_KIND)]
    """What sort of actor it is."""
    parent: Id | None = None
    """The actor that it belongs to; a state is found by going up."""
    iso3: Annotated[str, Field(pattern="^[A-Z]{3}$")] | None = None
    """The ISO 3166-1 alpha-3 code of a state."""
    cow: Annotated[int, Field(ge=1, le=999)] | None = None
    """The Correlates of War country number of a state."""
    gw: Annotated[int, Field(ge=1, le=999)] | None = None
    """The Gleditsch–Ward number of a state."""
    reference: Text | None = None
    """Where codes, Japanese name and parent were taken from."""


class PlaceName(Model):
    """A place of the gazetteer."""

    id: Id
    """The place's id."""
    name: Text
    """The usual English name."""
    aliases: tuple[Text, ...] = ()
    """Other names under which sources speak of the place; they are witnesses of the literal rule."""
    kind: Annotated[str, TermOf(vocabulary.PLACE_KIND)]
    """What sort of place it is."""
    country: Id | None = None
    """The state it lies in (an actor's id), where there is one; of a ship, its flag."""


class Retired(Model):
    """An id that was a record's once and is never used again."""

    id: Id
    """The retired id."""
    successor: Id | None = None
    """The record that takes its place, where there is one."""
    reason: Text
    """Why it was retired."""


class Participant(Model):
    """An actor and its role in a record."""

    actor: Id
    """The actor, at the lowest level that the source makes the doer."""
    role: Annotated[str, TermOf(vocabulary.ROLE)]
    """The role; an actor of two roles is listed twice."""
    as_: Text | None = Field(default=None, alias="as")
    """Of a person, the office in which it was done."""


class RecordPlace(Model):
    """A place and its role in a record."""

    place: Id
    """The place."""
    role: Annotated[str, TermOf(vocabulary.PLACE_ROLE)]
    """What the place is to the record."""


class Quantity(Model):
    """A number that a source states."""

    value: Number
    """The number, in the unit."""
    unit: Annotated[str, TermOf(vocabulary.MEASURE)]
    """The unit."""
    bound: Annotated[str, TermOf(vocabulary.BOUND)] = "exact"
    """How the number bounds the true one."""
    date: Edtf | None = None
    """The date of which the number holds, where the source says it."""
    stated: Text
    """The words as printed."""


class Related(Model):
    """A relation from the record to another."""

    type: Annotated[str, TermOf(vocabulary.RELATION)]
    """The relation, read from this record to the other."""
    to: Id
    """The other record."""
    note: Text | None = None
    """Of `not-same-as`: how the two differ."""


class Evidence(Model):
    """A quotation, and the values of the record that it proves."""

    source: Id
    """The source that is quoted."""
    quote: Text
    """The words of the source, verbatim: a fragment of at most 15 words, two kana or kanji counting as one."""
    supports: tuple[Text, ...] = Field(min_length=1)
    """The fields that it proves: `status`, `dates.signed`, `participants.jpn-mod`, `related.<id>`, `identity` …"""
    paragraph: Annotated[int, Field(ge=1)] | None = None
    """The paragraph, where the same words stand in several."""
    basis: Text | None = None
    """One sentence of reasoning, where a value is not literally there."""


class Record(Model):
    """One item of co-operation; what records of every type have."""

    type: ClassVar[str] = ""
    kinds: ClassVar[Vocabulary]

    id: Id
    """The record's id, unique over all types, never reused, equal to the name of its file."""
    title: Text
    """A short name of the item."""
    title_ja: Text | None = None
    """The item's name in Japanese, where a source gives it."""
    kind: str
    """What sort of item it is."""
    status: Annotated[str, TermOf(vocabulary.STATUS)]
    """How far the thing has come, as far as the sources support it, and who says so."""
    unit: Annotated[str, TermOf(vocabulary.UNIT)] = "instance"
    """What the record counts."""
    setting: Annotated[str, TermOf(vocabulary.SETTING)] = "bilateral"
    """Who else takes part."""
    dates: dict[Annotated[str, TermOf(vocabulary.EVENT)], Edtf] = Field(default_factory=dict)
    """What happened when: a map from event to date."""
    participants: tuple[Participant, ...] = Field(min_length=1)
    """Who takes part, and how."""
    places: tuple[RecordPlace, ...] = ()
    """Where, and what about."""
    topics: tuple[Annotated[str, TermOf(vocabulary.TOPIC)], ...] = ()
    """What the record is about."""
    quantities: dict[Id, Quantity] = Field(default_factory=dict)
    """The numbers that sources state: a map from a name to a quantity."""
    series: Id | None = None
    """The record of the series that it is a member of."""
    ordinal: Annotated[int, Field(ge=1)] | None = None
    """Its number in the series: 3 for `third`."""
    related: tuple[Related, ...] = ()
    """How it stands to other records."""
    summary: Text
    """What it is, in one to three sentences of our own."""
    note: Text | None = None
    """What a reader must know of errors and disagreements in the sources."""
    evidence: tuple[Evidence, ...] = Field(min_length=1)
    """The quotations that prove the values."""


class Agreement(Record):
    """A commitment or permission, in any form and at any stage, also one that is only proposed."""

    type = "agreements"
    kinds = vocabulary.AGREEMENT_KIND
    kind: Annotated[str, TermOf(vocabulary.AGREEMENT_KIND)]
    """What form the commitment has."""


class Exercise(Record):
    """Training or drill of forces, officials or civilians."""

    type = "exercises"
    kinds = vocabulary.EXERCISE_KIND
    kind: Annotated[str, TermOf(vocabulary.EXERCISE_KIND)]
    """What is trained, and in what form."""


class Dialogue(Record):
    """People of both sides meet or talk."""

    type = "dialogues"
    kinds = vocabulary.DIALOGUE_KIND
    kind: Annotated[str, TermOf(vocabulary.DIALOGUE_KIND)]
    """Who meets or talks, and how."""


class Operation(Record):
    """Forces or agencies do something real together or for one another."""

    type = "operations"
    kinds = vocabulary.OPERATION_KIND
    kind: Annotated[str, TermOf(vocabulary.OPERATION_KIND)]
    """What is done for real."""


class Project(Record):
    """Something is built, bought, researched, funded or staffed together."""

    type = "projects"
    kinds = vocabulary.PROJECT_KIND
    kind: Annotated[str, TermOf(vocabulary.PROJECT_KIND)]
    """What is made, bought, studied, paid or staffed."""


describe(__name__)

RECORD_MODELS: dict[str, type[Record]] = {
    model.type: model for model in (Agreement, Exercise, Dialogue, Operation, Project)
}
"""The model of each type of record, by the name of its folder and table."""

LEADING_EVENTS = tuple(event for event in vocabulary.EVENT.names if event != "expected")


def headline_event(record: Record) -> str | None:
    """The event whose date is the record's headline: the first in the vocabulary's order, never `expected`."""
    return next((event for event in LEADING_EVENTS if event in record.dates), None)


def coded_fields(record: Record) -> dict[str, tuple[str | int, ...]]:
    """Every coded value of a record that evidence must prove: the field as `supports` names it → its route.

    `unit` and `setting` need proof where they are not `instance` and `bilateral`.
    """
    fields: dict[str, tuple[str | int, ...]] = {"kind": ("kind",), "status": ("status",)}
    if record.unit != "instance":
        fields["unit"] = ("unit",)
    if record.setting != "bilateral":
        fields["setting"] = ("setting",)
    fields |= {f"dates.{event}": ("dates", event) for event in record.dates}
    for at, participant in enumerate(record.participants):
        fields.setdefault(f"participants.{participant.actor}", ("participants", at))
    for at, place in enumerate(record.places):
        fields.setdefault(f"places.{place.place}", ("places", at))
    fields |= {f"quantities.{name}": ("quantities", name) for name in record.quantities}
    for at, related in enumerate(record.related):
        if related.type != "not-same-as":
            fields.setdefault(f"related.{related.to}", ("related", at))
    fields |= {name: (name,) for name in ("title_ja", "series", "ordinal") if getattr(record, name) is not None}
    return fields


OPTIONAL_FIELDS = frozenset({"identity", "unit", "setting"})
"""The fields that evidence may support without being asked for."""
