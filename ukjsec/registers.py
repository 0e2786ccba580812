"""The tables beside the records: actors, places, sources and their account, retired ids, two readings compared."""

from __future__ import annotations

from ukjsec import models
from ukjsec.columns import ACCOUNT, DATE_PATTERN, Column, Table, date_columns, field, pointer
from ukjsec.reliability import ITEM, Comparison, Settlement


def registers() -> list[Table]:
    """The tables of this module, in the order of the package."""
    return [*_reference(), *_readings()]


def _reference() -> list[Table]:
    covers = date_columns("covers", "The period whose events the passage reports on")[:3]
    return [
        Table(
            "actors",
            "Actors",
            (models.Actor.__doc__ or "").strip(),
            (
                field(models.Actor, "id"),
                field(models.Actor, "name"),
                field(models.Actor, "name_ja"),
                field(models.Actor, "aliases", more="Parted by `; `."),
                field(models.Actor, "kind"),
                field(models.Actor, "parent", name="parent_id", references="actors"),
                Column("state_id", "string", "The state that the actor belongs to, or is.", references="actors"),
                field(models.Actor, "iso3"),
                field(models.Actor, "cow"),
                field(models.Actor, "gw"),
                field(models.Actor, "reference"),
            ),
            ("id",),
        ),
        Table(
            "places",
            "Places",
            (models.PlaceName.__doc__ or "").strip(),
            (
                field(models.PlaceName, "id"),
                field(models.PlaceName, "name"),
                field(models.PlaceName, "aliases", more="Parted by `; `."),
                field(models.PlaceName, "kind"),
                field(models.PlaceName, "country", name="country_id", references="actors"),
            ),
            ("id",),
        ),
        Table(
            "sources",
            "Sources",
            "One source document.",
            (
                field(models.Source, "id"),
                field(models.Source, "title"),
                field(models.Source, "authors", more="Parted by `; `."),
                field(models.Source, "publisher"),
                Column("date", "string", "The date of its newest part, in EDTF.", required=True, pattern=DATE_PATTERN),
                field(models.Source, "address"),
                field(models.Source, "retrieved"),
                field(models.Source, "language"),
                field(models.Source, "rights"),
                field(models.Source, "file"),
                field(models.Source, "sha256"),
                Column("paragraphs", "integer", "How many paragraphs it has.", required=True),
                Column("sentences", "integer", "How many sentences it has.", required=True),
                Column("words", "integer", "How many words it has, each kana or kanji counted as one.", required=True),
                Column("words_quoted", "integer", "How many of them records quote.", required=True),
            ),
            ("id",),
        ),
        Table(
            "parts",
            "Parts of sources",
            (models.Part.__doc__ or "").strip(),
            (
                pointer("sources", "The source."),
                Column("paragraph_first", "integer", "The first paragraph of the part.", required=True),
                Column("paragraph_last", "integer", "The last paragraph of the part.", required=True),
                *date_columns("date", "When it was written", required=True),
                field(models.Part, "basis"),
                *covers,
            ),
            ("source_id", "paragraph_first"),
        ),
        Table(
            "coverage",
            "Coverage",
            "One sentence of a source and how it is accounted for.",
            (
                pointer("sources", "The source."),
                Column("paragraph", "integer", "The paragraph, from 1.", required=True),
                Column("sentence", "integer", "The sentence within the paragraph, from 1.", required=True),
                Column("words", "integer", "How many words it has.", required=True),
                Column("account", "string", ACCOUNT.description, required=True, vocabulary=ACCOUNT),
                field(models.LedgerEntry, "record", name="record_id", references="records"),
                field(models.LedgerEntry, "note"),
            ),
            ("source_id", "paragraph", "sentence"),
        ),
        Table(
            "retired",
            "Retired ids",
            (models.Retired.__doc__ or "").strip(),
            (
                field(models.Retired, "id"),
                field(models.Retired, "successor", name="successor_id", references="records"),
                field(models.Retired, "reason"),
            ),
            ("id",),
        ),
    ]


def _readings() -> list[Table]:
    what = f"The field that was coded twice; `{ITEM}` is whether both found the item, and as one record."
    return [
        Table(
            "readings",
            "Readings",
            "One field of one item as two coders read it, and how a difference was settled.",
            (
                field(Comparison, "id"),
                field(Comparison, "source", name="source_id", references="sources"),
                field(Comparison, "outcome"),
                Column("field", "string", what, required=True),
                Column("first", "string", "What the first coder has; lists are joined by `; `."),
                Column("second", "string", "What the second coder has, who saw nothing of the first."),
                Column("agreed", "boolean", "Whether both have the same.", required=True),
                field(Settlement, "by", name="settled_by", required=False),
                field(Settlement, "how", name="settled_how", required=False),
            ),
            ("id", "field"),
        ),
        Table(
            "reliability",
            "Reliability",
            "One field, and how far two independent readings agree on it before any difference was settled.",
            (
                Column("field", "string", what, required=True),
                Column("compared", "integer", "How many values were coded twice.", required=True),
                Column("agreed", "integer", "How many of them are the same.", required=True),
                Column(
                    "agreement",
                    "number",
                    "The share of them that is the same, from 0 to 1, to four digits.",
                    required=True,
                ),
                Column(
                    "kappa",
                    "number",
                    "Cohen's kappa: agreement beyond chance, 1 when perfect, a missing value taken for a value. Empty "
                    "where undefined, and of `item`, of which nobody counts what neither coder found.",
                ),
            ),
            ("field",),
        ),
    ]
