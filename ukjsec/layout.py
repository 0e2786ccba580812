"""The tables of the package: each column said once, taken from the model's field wherever there is one."""

from __future__ import annotations

from functools import cache

from ukjsec import models, values, vocabulary
from ukjsec.columns import DATE_PATTERN, KIND, Column, Table, date_columns, field, pointer
from ukjsec.errors import UnknownNameError
from ukjsec.models import RECORD_MODELS
from ukjsec.registers import registers

STAGES = {
    "agreements": ("agreed", "signed", "in-force", "ended"),
    "exercises": ("held", "started", "ended"),
    "dialogues": ("held", "started", "ended"),
    "operations": ("held", "started", "ended"),
    "projects": ("started", "launched", "funded", "ended"),
}
"""For each type of record the events that have a column of their own."""


def stage_column(event: str) -> str:
    """The name of the column of an event."""
    return f"date_{event.replace('-', '_')}"


VALUE = (
    "The coded value that the quotation proves, as text: of an actor or place its roles, of a relation its kind, "
    "joined by `; `; of a quantity number and unit. Empty of `identity`."
)


def _when(event: str) -> str:
    """What a date of an event says: `It was signed.` → `When it was signed, in EDTF.`."""
    definition = vocabulary.EVENT[event].definition
    return f"When {definition[0].lower()}{definition[1:].removesuffix('.')}, in EDTF."


def _record_columns(name: str) -> tuple[Column, ...]:
    model = RECORD_MODELS.get(name, models.Record)
    kind = {"vocabulary": KIND} if name == "records" else {}
    date, earliest, latest, precision, qualifier = date_columns("date", "The headline date of the record")
    return (
        field(model, "id", references=None if name == "records" else "records"),
        Column("type", "string", "Of which type the record is: its table.", required=True, vocabulary=vocabulary.TYPE),
        field(model, "title"),
        field(model, "title_ja"),
        field(model, "kind", **kind),
        field(model, "status"),
        Column(
            "occurred",
            "boolean",
            f"Whether the coded thing has come to be: true of the statuses "
            f"{', '.join(name for name in vocabulary.STATUS.names if name in vocabulary.OCCURRED)}.",
            required=True,
        ),
        Column(
            "as_of",
            "string",
            "The date of the newest source part that supports the status, in EDTF.",
            required=True,
            pattern=DATE_PATTERN,
        ),
        field(model, "unit", required=True),
        field(model, "setting", required=True),
        date,
        Column("date_event", "string", "What happened on the headline date.", vocabulary=vocabulary.EVENT),
        earliest,
        latest,
        precision,
        qualifier,
        field(model, "series", references="records"),
        field(model, "ordinal"),
        *(
            Column(
                stage_column(event),
                "string",
                _when(event),
                pattern=DATE_PATTERN,
            )
            for event in STAGES.get(name, ())
        ),
        field(model, "summary"),
        field(model, "note"),
    )


def _hub() -> list[Table]:
    every = Table(
        "records", "Records", "One item of co-operation, of any of the five types.", _record_columns("records"), ("id",)
    )
    return [
        every,
        *(
            Table(name, name.capitalize(), (model.__doc__ or "").strip(), _record_columns(name), ("id",))
            for name, model in RECORD_MODELS.items()
        ),
    ]


def _details() -> list[Table]:
    record = pointer("records", "The record.")
    when = date_columns("date", "The date", required=True)
    return [
        Table(
            "dates",
            "Dates",
            "One event of one record; an agreement can have several.",
            (
                record,
                Column("event", "string", "What happened.", required=True, vocabulary=vocabulary.EVENT),
                *when,
                Column("headline", "boolean", "Whether this is the record's headline date.", required=True),
            ),
            ("record_id", "event"),
        ),
        Table(
            "participants",
            "Participants",
            "One actor in one role of one record.",
            (
                record,
                field(models.Participant, "actor", name="actor_id", references="actors"),
                field(models.Participant, "role"),
                field(models.Participant, "as_", name="office"),
                Column(
                    "state_id",
                    "string",
                    "The state that the actor belongs to, found through parents.",
                    references="actors",
                ),
            ),
            ("record_id", "actor_id", "role"),
        ),
        Table(
            "places_of_records",
            "Places of records",
            "One place of one record.",
            (
                record,
                field(models.RecordPlace, "place", name="place_id", references="places"),
                field(models.RecordPlace, "role"),
            ),
            ("record_id", "place_id", "role"),
        ),
        Table(
            "quantities",
            "Quantities",
            "One number that a source states of a record.",
            (
                record,
                Column("name", "string", "What is counted or measured.", required=True, pattern=values.ID_PATTERN),
                field(models.Quantity, "value"),
                field(models.Quantity, "unit"),
                field(models.Quantity, "bound", required=True),
                *date_columns("date", "The date of which the number holds"),
                field(models.Quantity, "stated"),
            ),
            ("record_id", "name"),
        ),
        Table(
            "relations",
            "Relations",
            "How one record stands to another.",
            (
                record,
                field(models.Related, "type", name="relation"),
                field(models.Related, "to", name="to_id", references="records"),
                field(models.Related, "note"),
            ),
            ("record_id", "relation", "to_id"),
        ),
        Table(
            "topics",
            "Topics",
            "One topic of one record.",
            (
                record,
                Column("topic", "string", vocabulary.TOPIC.description, required=True, vocabulary=vocabulary.TOPIC),
            ),
            ("record_id", "topic"),
        ),
        Table(
            "evidence",
            "Evidence",
            "One quotation that supports one value of one record.",
            (
                record,
                Column("field", "string", "The value that it supports, such as `dates.signed`.", required=True),
                Column("value", "string", VALUE),
                Column("number", "integer", "The number of the quotation within the record, from 1.", required=True),
                field(models.Evidence, "source", name="source_id", references="sources"),
                field(models.Evidence, "quote"),
                Column("paragraph", "integer", "The paragraph of the source, from 1.", required=True),
                Column("word_first", "integer", "The first quoted word of the paragraph, from 1.", required=True),
                Column("word_last", "integer", "The last quoted word of the paragraph.", required=True),
                Column("match", "string", vocabulary.MATCH.description, required=True, vocabulary=vocabulary.MATCH),
                field(models.Evidence, "basis"),
            ),
            ("record_id", "field", "number"),
        ),
    ]


@cache
def tables() -> dict[str, Table]:
    """Every table of the package, by name, in the order of the package."""
    return {table.name: table for table in (*_hub(), *_details(), *registers())}


def table(name: str) -> Table:
    """A table by its name.

    Raises:
        UnknownNameError: there is none.
    """
    found = tables().get(name)
    if found is None:
        near = vocabulary.nearest(str(name)[:80], tables())
        advice = f"did you mean `{near}`?" if near else f"there is {', '.join(tables())}"
        raise UnknownNameError(f"there is no table `{str(name)[:80]}`; {advice}")
    return found
