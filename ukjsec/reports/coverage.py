"""The account of the sources: how each sentence is accounted for, how literally each field is proven."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from ukjsec.reports.tabulation import tabulate
from ukjsec.rows import Row

LITERAL = ("literal", "carried", "inferred")


def text(coverage: Sequence[Row], sources: Sequence[Row], evidence: Sequence[Row]) -> str:
    """The whole account, from the rows of the tables `coverage`, `sources` and `evidence`."""
    parts = [
        "Sentences of each source, by account",
        tabulate(*_accounts(coverage, sources)),
        "Values by field, and how their quotations show them",
        tabulate(*_matches(evidence)),
    ]
    often = [(basis, number) for basis, number in _bases(evidence).most_common() if number > 3]
    if often:
        rows = [[str(number), basis] for basis, number in often]
        parts += ["Bases used for more than three values", tabulate(["times", "basis"], rows)]
    return "\n".join(parts)


def _accounts(coverage: Sequence[Row], sources: Sequence[Row]) -> tuple[list[str], list[list[str]]]:
    counts = Counter((row["source_id"], row["account"]) for row in coverage)
    accounts = [name for name, _ in Counter(row["account"] for row in coverage).most_common()]
    rows = []
    for source in sources:
        numbers = [counts[source["id"], account] for account in accounts]
        share = _share(source["words_quoted"], source["words"])
        rows.append([str(source["id"]), str(sum(numbers)), *map(str, numbers), share])
    names = [str(account or "unaccounted") for account in accounts]
    return ["source", "all", *names, "words quoted"], rows


def _share(part: object, whole: object) -> str:
    return f"{part / whole:.0%}" if isinstance(part, int) and isinstance(whole, int) and whole else "-"


def _matches(evidence: Sequence[Row]) -> tuple[list[str], list[list[str]]]:
    values = {(row["record_id"], row["field"]): str(row["match"]) for row in evidence}
    counts = Counter((str(field).partition(".")[0], match) for (_, field), match in values.items())
    rows = []
    for field in dict.fromkeys(field for field, _ in sorted(counts)):
        numbers = [counts[field, match] for match in LITERAL]
        rows.append([field, str(sum(numbers)), *map(str, numbers), f"{numbers[0] / sum(numbers):.0%}"])
    every = [sum(counts[field, match] for field in {name for name, _ in counts}) for match in LITERAL]
    if sum(every):
        rows.append(["all", str(sum(every)), *map(str, every), f"{every[0] / sum(every):.0%}"])
    return ["field", "values", *LITERAL, "literal %"], rows


def _bases(evidence: Iterable[Row]) -> Counter[str]:
    used = {(row["record_id"], row["field"], row["basis"]) for row in evidence if row["basis"]}
    return Counter(str(basis) for _, _, basis in used)


def sentences(coverage: Sequence[Row], source: str, texts: dict[tuple[int, int], str]) -> str:
    """Every sentence of a source with its account, and its words where the text is at hand."""
    rows = [row for row in coverage if row["source_id"] == source]
    table = []
    for row in rows:
        paragraph, sentence = row["paragraph"], row["sentence"]
        account = " ".join(str(row[name]) for name in ("account", "record_id") if row[name]) or "UNACCOUNTED"
        place = (int(str(paragraph)), int(str(sentence)))
        table.append([f"{paragraph}.{sentence}", str(row["words"]), account, texts.get(place, "")])
    header = ["at", "words", "account", "text"]
    if not texts:
        return tabulate(header[:-1], [row[:-1] for row in table])
    return tabulate(header, table)
