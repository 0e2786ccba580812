"""Whether every value is proven: quotations that stand in the source, witnesses, bases, the budget."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from ukjsec import proofs, seals, witnesses, words
from ukjsec.corpus import MOST_ASKED, Corpus
from ukjsec.models import OPTIONAL_FIELDS, Evidence, Record, coded_fields
from ukjsec.problems import Finding
from ukjsec.rules.rule import Rule
from ukjsec.vocabulary import nearest

UNPROVEN = frozenset({"id", "title", "topics", "summary", "note"})
"""The fields in our own words, which no quotation proves."""

LONGEST = 15
SHORTEST = 3
BUDGET = 0.30

RULES = (
    Rule(
        "quotation-unsealed",
        "A quotation is not in the seal of its source.",
        "Until someone who holds the text opens it, nobody can check it. It may also be misquoted.",
        "evidence:\n- {source: example-source, quote: words that nobody wrote, supports: [status]}",
        "Compare it with the source; a holder of the text then runs `ukjsec seal --texts DIR`.",
    ),
    Rule(
        "quotation-found-twice",
        "A quotation stands at several places of its source.",
        "Its place must be certain: passages differ in date.",
        "evidence:\n- {source: example-source, quote: Said the same again, supports: [status]}",
        "Lengthen it, or name the `paragraph`.",
    ),
    Rule(
        "quotation-too-long",
        "A quotation has more than 15 words.",
        "The texts belong to their publishers: fragments prove values, passages copy a text.",
        (
            "evidence:\n- source: example-source\n  quote: On 3 May 2001 the defence ministers of Japan"
            " and the United Kingdom signed a memorandum in Lisbon\n  supports: [kind]"
        ),
        "Split it into short ones that prove one value each.",
    ),
    Rule(
        "quotation-too-short",
        "A quotation has fewer than three words and is not a whole paragraph.",
        "One or two words prove nothing without what stands beside them.",
        "evidence:\n- {source: example-source, quote: since June, supports: [status]}",
        "Add the words beside it.",
    ),
    Rule(
        "value-without-evidence",
        "No quotation supports a value.",
        "Every coded value is proven, or missing.",
        "dates: {signed: 2001-05-03, in-force: 2001-06, ended: 2004}",
        "Add the field to `supports` of a quotation that proves it, or drop the value.",
    ),
    Rule(
        "unknown-support",
        "A quotation supports a field that the record does not have.",
        "It proves nothing: most often it is a misspelling.",
        "evidence:\n- {source: example-source, quote: signed a memorandum in Lisbon, supports: [kinds]}",
        "Correct the name, such as dates.signed or participants.<actor>.",
    ),
    Rule(
        "basis-missing",
        "A value that does not stand literally in its quotation has no basis.",
        "Whoever reads it must be able to follow the coder's reasoning.",
        (
            "setting: multilateral\nevidence:\n"
            "- {source: example-source, quote: in force since June 2001, supports: [setting]}"
        ),
        "Quote the words in which it stands, or add a `basis`: one sentence of reasoning.",
    ),
    Rule(
        "quantity-differs",
        "The value of a quantity is not the number that is stated.",
        "The words as printed are the witness of the number.",
        (
            "quantities: {sum: {value: 2.5, unit: usd, stated: $2.5 million}}\nevidence:\n"
            "- {source: example-source, quote: Japan provided $2.5 million, supports: [quantities.sum]}"
        ),
        "Write the full number in the unit: 2500000 for `$2.5 million`.",
    ),
    Rule(
        "paragraph-exposed",
        "So much is quoted of a paragraph and its neighbours that the rest could be guessed.",
        "The words that are not quoted belong to the publisher, and the seal is to keep them unread.",
        "a source of which nearly every word around a paragraph is quoted",
        "Quote less of it: leave at least twelve words of the paragraph and its neighbours unquoted.",
        "path",
    ),
    Rule(
        "budget-exceeded",
        "More than 30 % of the words of a source are quoted.",
        "Quotation is a right with bounds; the texts belong to their publishers.",
        "a source of which records quote more than 30 %",
        "Shorten quotations, and let one prove several fields.",
        "path",
    ),
)


def check(corpus: Corpus) -> Iterator[Finding]:
    """Findings about quotations and what they prove."""
    for record in corpus.progress(list(corpus.checked()), "checking"):
        path = corpus.path("records", record.id)
        for at, entry in enumerate(record.evidence):
            yield from _quotation(corpus, path, at, entry)
            yield from _supports(corpus, record, path, at, entry)
        yield from _unproven(corpus, record, path)
        yield from _bases(corpus, record, path)
        yield from _quantities(record, path)
    if corpus.focus is None:
        yield from _budget(corpus)
        yield from _exposed(corpus)


def _quotation(corpus: Corpus, path: str, at: int, entry: Evidence) -> Iterator[Finding]:
    route = ("evidence", at, "quote")
    length = words.length(entry.quote)
    if length > LONGEST:
        message = f"the quotation has {length} words, at most {LONGEST} are allowed"
        yield Finding(path, route, "quotation-too-long", message, "Split it into short ones that prove one value each.")
        return
    sealed = corpus.seals.get(entry.source)
    if sealed is None:
        return
    found = proofs.openings(corpus, entry)
    if not found:
        yield Finding(
            path,
            route,
            "quotation-unsealed",
            f"these words are not sealed as a quotation of `{entry.source}`",
            "Compare them with the source; who holds the text then runs `ukjsec seal --texts DIR`.",
            severity="notice",
        )
    elif len(found) > 1:
        places = ", ".join(str(one.paragraph) for one in found)
        yield Finding(
            path,
            route,
            "quotation-found-twice",
            f"these words stand in the paragraphs {places}",
            "Lengthen the quotation, or name the `paragraph`.",
        )
    elif length < SHORTEST and not _is_paragraph(sealed, found[0]):
        yield Finding(
            path,
            route,
            "quotation-too-short",
            f"the quotation has only {length} word{'s' if length > 1 else ''}",
            f"Add the words beside it: at least {SHORTEST}, unless it is a whole paragraph.",
        )


def _is_paragraph(sealed: seals.Seal, place: seals.Opening) -> bool:
    return place.last - place.first + 1 == len(sealed.leaves[place.paragraph - 1]) // seals.LEAF


def _dangling(corpus: Corpus, record: Record) -> set[str]:
    """The fields that name something unknown or retired: of these it is enough to hear once."""
    found = {f"participants.{one.actor}" for one in record.participants if not corpus.knows("actors", one.actor)}
    found |= {f"places.{one.place}" for one in record.places if not corpus.knows("places", one.place)}
    found |= {f"related.{one.to}" for one in record.related if not _is_record(corpus, one.to)}
    return found | ({"series"} if record.series and not _is_record(corpus, record.series) else set())


def _is_record(corpus: Corpus, ident: str) -> bool:
    return corpus.knows("records", ident) and ident not in corpus.retired


def _supports(corpus: Corpus, record: Record, path: str, at: int, entry: Evidence) -> Iterator[Finding]:
    known = [*coded_fields(record), *sorted(OPTIONAL_FIELDS)]
    dangling = {name.partition(".")[0] for name in _dangling(corpus, record)}
    apart = {f"related.{related.to}" for related in record.related if related.type == "not-same-as"}
    for number, name in enumerate(entry.supports):
        if name not in known and name.partition(".")[0] not in dangling:
            corpus.asked += 1
            near = nearest(name, known) if corpus.asked <= MOST_ASKED else None
            inner = [one for one in known if one.startswith(f"{name}.")]
            message = f"the record has no value `{name[:80]}`"
            repair = "Name a field of this record, such as dates.signed."
            if inner:
                message = f"`{name}` is more than one value"
                repair = f"Name those that the quotation proves: {', '.join(f'`{one}`' for one in inner[:5])}."
            elif name in UNPROVEN or name in apart:
                message, repair = f"`{name}` needs no quotation", "Take it out of `supports`."
            elif near:
                repair = f"Did you mean `{near}`?"
            yield Finding(path, ("evidence", at, "supports", number), "unknown-support", message, repair)


def _unproven(corpus: Corpus, record: Record, path: str) -> Iterator[Finding]:
    supported = {name for entry in record.evidence for name in entry.supports}
    dangling = _dangling(corpus, record)
    for name, route in coded_fields(record).items():
        if name not in supported and name not in dangling:
            yield Finding(
                path,
                route,
                "value-without-evidence",
                f"no quotation supports `{name}`",
                f"Add `{name}` to `supports` of a quotation that proves it, or drop the value.",
                on_key=True,
            )


def _bases(corpus: Corpus, record: Record, path: str) -> Iterator[Finding]:
    for name, group in groupby(proofs.proofs(corpus, record), key=lambda proof: proof.field):
        all_of = list(group)
        if all_of[0].match == "literal" or any(proof.evidence.basis for proof in all_of):
            continue
        if name.startswith(("participants.", "places.")) and name not in corpus.names:
            continue
        if all_of[0].match == "carried":
            why = "is spread over several quotations"
        else:
            why = "does not stand literally in its quotation" + ("s" if len(all_of) > 1 else "")
        at = all_of[0].number - 1
        yield Finding(
            path,
            ("evidence", at, "supports", record.evidence[at].supports.index(name)),
            "basis-missing",
            f"`{name}` {why}, and no basis is given",
            "Quote the words in which it stands, or add `basis:` with one sentence of reasoning.",
        )


def _quantities(record: Record, path: str) -> Iterator[Finding]:
    for name, quantity in record.quantities.items():
        if quantity.value in witnesses.stated_numbers(quantity.stated):
            continue
        if any(entry.basis for entry in record.evidence if f"quantities.{name}" in entry.supports):
            continue
        yield Finding(
            path,
            ("quantities", name, "value"),
            "quantity-differs",
            f"{quantity.value:g} is not the number in `{quantity.stated}`",
            "Write the number in full, or give a `basis` for it.",
        )


def _exposed(corpus: Corpus) -> Iterator[Finding]:
    for ident, sealed in corpus.seals.items():
        found = seals.exposed(sealed) if ident in corpus.sources else []
        if found:
            numbers = ", ".join(map(str, found))
            yield Finding(
                corpus.path("sources", ident),
                ("id",),
                "paragraph-exposed",
                f"so much is quoted around the paragraphs {numbers} of `{ident}` that the rest could be guessed",
                "Quote less there.",
            )


def _budget(corpus: Corpus) -> Iterator[Finding]:
    for ident, quotations in proofs.quoted(corpus).items():
        sealed = corpus.seals.get(ident)
        total = proofs.word_count(sealed) if sealed else 0
        share = proofs.quoted_words([place for _, place in quotations]) / total if total else 0
        if share > BUDGET:
            yield Finding(
                corpus.path("sources", ident),
                ("id",),
                "budget-exceeded",
                f"{share:.1%} of the words of `{ident}` are quoted, at most {BUDGET:.0%} are allowed",
                "Shorten quotations, and let one prove several fields.",
            )
