"""Why a value is what it is: the quotations that support the values of a record."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, overload

from ukjsec import dataset
from ukjsec.errors import UnknownNameError
from ukjsec.wrapping import wrap


@dataclass(frozen=True)
class Proof:
    """One quotation that supports one value of one record."""

    record_id: str
    """The record."""
    field: str
    """The value that it supports, such as `dates.signed`."""
    value: str | None
    """The value as text: `2012-06`, the roles of an actor, number and unit of a quantity; none of `identity`."""
    quote: str
    """The words of the source."""
    source_id: str
    """The source, as in the table `sources`."""
    source_title: str
    """Its title."""
    source_date: str
    """The date, in EDTF, of the part of the source in which the quotation stands."""
    paragraph: int
    """The paragraph of the source, from 1."""
    word_first: int
    """The first quoted word of the paragraph, from 1."""
    word_last: int
    """The last quoted word of the paragraph."""
    match: str
    """How the words bear the value: `literal`, `carried` by several quotations together, or `inferred`."""
    basis: str | None
    """The coder's reasoning, where the words alone do not say it."""

    def __str__(self) -> str:
        return _shown(self, [self])


@dataclass(frozen=True, repr=False)
class Proofs(Sequence[Proof]):
    """The quotations that support the values of a record: a sequence of `Proof`, and a text of at most 80 columns."""

    record_id: str
    """The record."""
    title: str
    """Its title."""
    proofs: tuple[Proof, ...]
    """The quotations, by field; several that support one field stand in the order of the record."""

    def to_rows(self) -> list[dict[str, Any]]:
        """The proofs as dicts of plain values: `pandas.DataFrame(ukjsec.why(ident).to_rows())`."""
        return [asdict(proof) for proof in self.proofs]

    @overload
    def __getitem__(self, index: int) -> Proof: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Proof, ...]: ...
    def __getitem__(self, index: int | slice) -> Proof | tuple[Proof, ...]:
        return self.proofs[index]

    def __len__(self) -> int:
        return len(self.proofs)

    def __iter__(self) -> Iterator[Proof]:
        return iter(self.proofs)

    def __str__(self) -> str:
        heading = "\n".join(wrap(f"{self.record_id}: {self.title}", "", "  "))
        alike: dict[Proof, list[Proof]] = {}
        for proof in self.proofs:
            alike.setdefault(replace(proof, field="", value=None), []).append(proof)
        return "\n\n".join([heading, *(_shown(proof, proofs) for proof, proofs in alike.items())])

    __repr__ = __str__


def why(record_id: str, field: str | None = None, version: str | None = None) -> Proofs:
    """Show the quotations behind the values of a record.

    Args:
        record_id: the record.
        field: one value, such as `"status"` or `"dates.signed"`; or a group of them, such as `"dates"` or
            `"participants"`. None means every value.
        version: that of a release, fetched as by `load`; None means the data that came with the library.

    Returns:
        The proofs, by field: printed, a text to read; as a sequence, a `Proof` for each quotation, with `field`,
        `value`, `quote`, `source_id`, `source_title`, `source_date`, `paragraph`, `word_first`, `word_last`, `match`
        and `basis`; `to_rows()` gives them as dicts.

    Raises:
        UnknownNameError: there is no such record (the message names the nearest id, or the successor of an id that
            was retired), or the record has no evidence for the field (it names those that have).
        MissingPackageError: the data package is not there.
        VersionError, AddressError, DownloadError, BusyFolderError: the release cannot be fetched; see `fetch`.

    Example:
        >>> ukjsec.why("uk-jp-defence-memorandum-2012", "dates.signed")
        >>> [proof.quote for proof in ukjsec.why("uk-jp-defence-memorandum-2012")]
    """
    title = dataset.select("records", "id", dataset.known_record(record_id, version), version)[0]["title"]
    rows = dataset.select("evidence", "record_id", record_id, version)
    if field is not None:
        fields = list(dict.fromkeys(str(row["field"]) for row in rows))
        rows = [row for row in rows if row["field"] == field or str(row["field"]).startswith(f"{field}.")]
        if not rows:
            raise UnknownNameError(f"{record_id} has no evidence for `{field}`; it has for: {', '.join(fields)}")
    sources = dataset.read("sources", version)
    titles = dict(zip(*(sources.column(name).to_pylist() for name in ("id", "title")), strict=True))
    parts = dataset.read("parts", version).to_pylist()
    names = (
        "record_id", "field", "value", "quote", "source_id", "paragraph", "word_first", "word_last", "match", "basis",
    )  # fmt: skip
    proofs = (
        Proof(
            **{name: row[name] for name in names},
            source_title=titles[row["source_id"]],
            source_date=_written(parts, row),
        )
        for row in rows
    )
    return Proofs(record_id, title, tuple(proofs))


def _written(parts: list[dataset.Row], place: dataset.Row) -> str:
    """When the part of a source was written in which a quotation stands."""
    return next(
        str(part["date"])
        for part in parts
        if part["source_id"] == place["source_id"]
        and part["paragraph_first"] <= place["paragraph"] <= part["paragraph_last"]
    )


def _shown(proof: Proof, supported: list[Proof]) -> str:
    """A quotation in the terminal, under the values that it supports in the same way."""
    values = ", ".join(f"{each.field} = {each.value}" if each.value else each.field for each in supported)
    words = f"words {proof.word_first}–{proof.word_last}"
    if proof.word_first == proof.word_last:
        words = f"word {proof.word_first}"
    place = f"{proof.source_title} ({proof.source_id}), {proof.source_date}, paragraph {proof.paragraph}, {words}"
    lines = [
        *wrap(f"{values} ({proof.match})", "", "  "),
        *wrap(f"“{proof.quote}”", "  ", "  "),
        *wrap(place, "  ", "  "),
        *(wrap(f"Basis: {proof.basis}", "  ", "  ") if proof.basis else ()),
    ]
    return "\n".join(lines)
