"""The account of the sources: how each sentence is accounted for, how literally each field is proven."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from ukjsec.reports.tabulation import tabulate
from ukjsec.rows import Row
from ukjsec.wrapping import WIDTH, wrap

INDENT = " " * 4

OFTEN = 3
"""A basis used for more values than these is shown: it may be a phrase instead of a reason."""

QUOTED = "quoted"

RULES = ("sentence-unaccounted", "sentence-not-there", "broken-seal", "seal-missing")
"""The rules without which the account is not whole."""

LITERAL = ("literal", "carried", "inferred")


def text(coverage: Sequence[Row], sources: Sequence[Row], evidence: Sequence[Row]) -> str:
    """The whole account, from the rows of the tables `coverage`, `sources` and `evidence`."""
    parts = [
        "Sentences of each source, by account",
        tabulate(*_accounts(coverage, sources), width=WIDTH),
        "Sentences in the ledger, by reason",
        _ledger(coverage, sources),
        "Values by field, and how their quotations show them",
        tabulate(*_matches(evidence), width=WIDTH),
    ]
    often = [(basis, number) for basis, number in _bases(evidence).most_common() if number > OFTEN]
    if often:
        lines = [line for basis, number in often for line in wrap(basis, f"{number:>5}  ", " " * 7)]
        parts += [f"Bases used for more than {OFTEN} values", "\n".join(["times  basis", *lines]) + "\n"]
    return "\n".join(parts)


def _accounts(coverage: Sequence[Row], sources: Sequence[Row]) -> tuple[list[str], list[list[str]]]:
    counts = Counter((row["source_id"], row["account"] and (row["account"] == QUOTED)) for row in coverage)
    rows = []
    for source in sources:
        numbers = [counts[source["id"], kind] for kind in (True, False, None)]
        share = _share(source["words_quoted"], source["words"])
        rows.append([str(source["id"]), str(sum(numbers)), *map(str, numbers), share])
    return ["source", "all", "quoted", "ledger", "unaccounted", "words quoted"], rows


def _ledger(coverage: Sequence[Row], sources: Sequence[Row]) -> str:
    lines = []
    for source in sources:
        reasons = [row["account"] for row in coverage if row["source_id"] == source["id"]]
        counts = Counter(str(reason) for reason in reasons if reason and reason != QUOTED).most_common()
        lines += wrap(", ".join(f"{number} {reason}" for reason, number in counts), f"{source['id']}: ", "  ")
    return "".join(f"{line.rstrip()}\n" for line in lines)


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
        account = " ".join(str(row[name]) for name in ("account", "record_id") if row[name]) or "UNACCOUNTED"
        table.append([f"{row['paragraph']}.{row['sentence']}", str(row["words"]), account])
    lines = tabulate(["at", "words", "account"], table, width=WIDTH).splitlines()
    shown = lines[:2]
    for row, line in zip(rows, lines[2:], strict=True):
        words = texts.get((int(str(row["paragraph"])), int(str(row["sentence"]))))
        shown += [line, *(wrap(words, INDENT, INDENT) if words else ())]
    return "".join(f"{line}\n" for line in shown)
