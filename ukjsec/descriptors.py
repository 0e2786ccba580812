"""What a descriptor of a package may say, vetted property by property.

Known are the properties of Data Package 2.0 and 1.0 (https://datapackage.org/standard/) by which a table in a file of
its own is described. What is handed on is a copy of these alone, so that no reader obeys a property nobody looked at.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ukjsec import faults
from ukjsec.members import LONGEST_PATH, PLAIN_PATH, Complaint
from ukjsec.problems import Finding, Route

DIGESTS = {"md5": 32, "sha1": 40, "sha256": 64, "sha512": 128}
"""The known algorithms of `hash`, and how many digits each gives."""

PACKAGE = ("name", "id", "title", "description", "homepage", "version", "created", "keywords", "contributors",
           "licenses", "sources", "image")  # fmt: skip
RESOURCE = ("name", "title", "description", "mediatype", "sources", "licenses")
SCHEMA = ("fields", "missingValues", "primaryKey", "foreignKeys", "uniqueKeys")
FIELD = ("name", "type", "format", "title", "description", "example", "constraints", "categories", "categoriesOrdered",
         "missingValues", "trueValues", "falseValues", "decimalChar", "groupChar", "bareNumber", "rdfType")  # fmt: skip
"""The properties that are handed on to readers."""

REFUSED = {
    "data": "Put the rows into a CSV file.",
    "scheme": "Delete it; files stand in the folder of the package.",
    "compression": "Unpack the file.",
    "innerpath": "Unpack the file.",
    "extrapaths": "Put the rows into one file.",
    "basepath": "Name files by their paths from the descriptor.",
    "control": "Delete it.",
    "layout": "Write the table plainly: one header, then rows.",
    "detector": "Delete it.",
    "checklist": "Delete it.",
    "checks": "Delete it.",
    "pipeline": "Write the table as it is to be read.",
}
"""The properties of a resource that would make a reader fetch, unpack or guess, and what to do instead."""

PLAIN_DIALECT: dict[str, tuple[Any, ...]] = {
    "delimiter": (",",),
    "lineTerminator": ("\n", "\r\n"),
    "quoteChar": ('"',),
    "doubleQuote": (True,),
    "header": (True,),
    "skipInitialSpace": (False,),
    "caseSensitiveHeader": (True, False),
    "csvddfVersion": ("1.0", "1.2", 1.2, 1.0),
}
"""The dialect that is read (RFC 4180), written out."""

PROFILES = re.compile(
    r"(?:tabular-)?data-(?:package|resource)|https://(?:datapackage\.org/profiles|specs\.frictionlessdata\.io)/[\w./-]*"
)
"""The profiles of the standard; those of others are not fetched."""

_STRANGE_NUMBER = re.compile(r'"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b', re.DOTALL)


def parse(data: bytes) -> tuple[Any, faults.Fault | None]:
    """The data of a descriptor, which is JSON in UTF-8, or why it has none."""
    text, fault = faults.decode(data)
    if fault:
        return None, fault
    repair = "Write JSON, as a program does that makes such files."
    strange = next((match for match in _STRANGE_NUMBER.finditer(text) if match[0][0] != '"'), None)
    if strange:
        place = faults.Lines(text).place(strange.start())
        return None, faults.Fault(*place, "not-json", f"{strange[0]} is no number of JSON", "Write a number, or null.")
    try:
        # An integer of thousands of digits takes Python seconds, and beyond 4,300 an error.
        return json.loads(text, parse_int=lambda digits: int(digits) if len(digits) <= 18 else digits), None
    except json.JSONDecodeError as error:
        return None, faults.Fault(error.lineno, error.colno, "not-json", f"this is not JSON: {error.msg}", repair)
    except RecursionError:
        return None, faults.Fault(1, 1, "too-deep", "lists and maps are nested too deep", "Nest them less deeply.")


@dataclass(frozen=True)
class Resource:
    """One vetted resource: a table in a file of its own, or a file that is none."""

    at: int
    """Its position in `resources`, from 0."""
    name: str
    path: str
    form: str
    """`csv`, `parquet`, or the name of a format that is not read."""
    schema: dict[str, Any] | None
    """The known properties of its schema; None where it has none."""
    described: dict[str, Any]
    """Its other known properties."""
    hash: tuple[str, str] | None = None
    """Algorithm and digits."""
    bytes: int | None = None

    @property
    def table(self) -> str:
        """The name of its table: Parquet files bear the one of the CSV file and their ending."""
        return self.name.removesuffix("-parquet") if self.form == "parquet" else self.name


@dataclass
class Descriptor:
    """A vetted descriptor."""

    name: str
    version: str
    described: dict[str, Any]
    resources: list[Resource]


Complaints = Iterator[tuple[Route, Complaint]]


def vet(data: Any, shown: str) -> tuple[Descriptor | None, list[Finding]]:
    """Vet the data of a descriptor; a resource with a problem is left out.

    Returns:
        What can be worked with (None where it is no package at all) and the findings.
    """
    resources = data.get("resources") if isinstance(data, dict) else None
    if not isinstance(resources, list) or not resources:
        message = "this is no data package: it has no list `resources`"
        repair = "Name the descriptor of a package: a map with `name` and `resources`."
        route: Route = ("resources",) if isinstance(data, dict) else ()
        return None, [Finding(shown, route, "not-a-package", message, repair)]
    found: list[tuple[Route, Complaint]] = [*_addresses(data)]
    kept: list[Resource] = []
    names: dict[str, int] = {}
    for at, given in enumerate(resources):
        resource, complaints = _resource(at, given)
        if isinstance(given, dict) and isinstance(given.get("name"), str):
            first = names.setdefault(given["name"], at)
            if first != at:
                message = f"the resource {first + 1} has the name {given['name'][:80]!r} already"
                complaints.append((("resources", at, "name"), ("duplicate-resource", message, "Give it another name.")))
        found += complaints
        if resource and not any(rule != "profile-not-read" for _, (rule, _, _) in complaints):
            kept.append(resource)
    for key in ("name", "version"):
        if key in data and not isinstance(data[key], str):
            found.append(((key,), ("wrong-type", f"`{key}` must be text", "Put it into quotation marks.")))
    findings = [
        Finding(shown, route, *complaint, severity="notice" if complaint[0] == "profile-not-read" else "problem")
        for route, complaint in found
    ]
    name, version = (value if isinstance(value := data.get(key), str) else "" for key in ("name", "version"))
    return Descriptor(name, version, {key: data[key] for key in PACKAGE if key in data}, kept), findings


def _addresses(data: dict[str, Any]) -> Complaints:
    """Whatever refers to another document, at any depth."""
    waiting: list[tuple[Route, Any]] = [((), data)]
    while waiting:
        route, value = waiting.pop()
        if isinstance(value, dict):
            if "$ref" in value:
                message, repair = "`$ref` would lead to another document", "Write out what stands there."
                yield (*route, "$ref"), ("unread-property", message, repair)
            waiting += [((*route, key), inner) for key, inner in value.items()]
            for key in ("profile", "$schema") if len(route) in (0, 2) else ():
                if key in value and not (isinstance(value[key], str) and PROFILES.fullmatch(value[key])):
                    message = "this profile is not known here, and nothing is fetched; the standard's own counts"
                    yield (*route, key), ("profile-not-read", message, "Nothing has to be done.")
        elif isinstance(value, list):
            waiting += [((*route, at), inner) for at, inner in enumerate(value)]


def _resource(at: int, given: Any) -> tuple[Resource | None, list[tuple[Route, Complaint]]]:
    route: Route = ("resources", at)
    if not isinstance(given, dict):
        return None, [(route, ("wrong-type", f"the resource {at + 1} must be a map", 'Write `{"name": …}`.'))]
    found = [((*route, key), one) for key, one in _texts(given)]
    found += [((*route, key), one) for key, one in _unread(given)]
    path = given.get("path")
    if isinstance(path, list):
        found.append(
            ((*route, "path"), ("unread-property", "`path` is a list of files", "Put the rows into one file."))
        )
    elif isinstance(path, str) and (not PLAIN_PATH.fullmatch(path) or len(path) > LONGEST_PATH):
        message = f"the path {path[:80]!r} is not that of a file below the folder of the package"
        repair = "Write a plain relative path such as `tables/records.csv`: no address, no `..`, no wildcard."
        found.append(((*route, "path"), ("unsafe-path", message, repair)))
    digest, complaint = _hash(given.get("hash"))
    if complaint:
        found.append(((*route, "hash"), complaint))
    size = given.get("bytes")
    if size is not None and (not isinstance(size, int) or isinstance(size, bool) or size < 0):
        found.append(((*route, "bytes"), ("wrong-type", "`bytes` must be a whole number", "Write digits alone.")))
    schema, complaints = _schema(given.get("schema"), (*route, "schema"))
    found += complaints
    if found and not (isinstance(path, str) and isinstance(given.get("name"), str)):
        return None, found
    form = given.get("format")
    ending = str(path).rpartition(".")[2].lower()
    described = {key: given[key] for key in RESOURCE if key in given}
    form = form.lower() if isinstance(form, str) else ending
    return Resource(at, given["name"], str(path), form, schema, described, digest, size), found


def _texts(given: dict[str, Any]) -> Iterator[tuple[str, Complaint]]:
    if "path" not in given and "data" not in given:
        yield "path", ("missing-field", "the resource has no `path`", "Name its file.")
    if "name" not in given:
        yield "name", ("missing-field", "the resource has no `name`", "Give it a name of its own.")
    for key in ("name", "path", "format", "encoding"):
        if key in given and not isinstance(given[key], str) and not (key == "path" and isinstance(given[key], list)):
            yield key, ("wrong-type", f"`{key}` must be text", "Put it into quotation marks.")
    name = given.get("name")
    if isinstance(name, str) and not re.fullmatch(r"[a-z0-9._/-]{1,100}", name):
        message = f"the name {name[:80]!r} has other characters than a-z, 0-9 and `-._/`, or too many"
        yield "name", ("wrong-value", message, "Give it a short plain name.")


def _unread(given: dict[str, Any]) -> Iterator[tuple[str, Complaint]]:
    for key, repair in REFUSED.items():
        if key in given:
            yield (
                key,
                ("unread-property", f"`{key}` is not read, as it makes readers fetch, unpack or guess", repair),
            )
    encoding = given.get("encoding", "utf-8")
    if isinstance(encoding, str) and encoding.lower() not in ("utf-8", "utf8"):
        yield "encoding", ("unread-property", f"the encoding {encoding[:40]!r} is not read", "Write the file in UTF-8.")
    dialect = given.get("dialect", {})
    strange = (
        [key for key in dialect if key != "$schema" and dialect[key] not in PLAIN_DIALECT.get(key, ())]
        if (isinstance(dialect, dict))
        else ["dialect"]
    )
    if strange:
        message = f"of the dialect {strange[0][:40]!r} is not read: tables are CSV by RFC 4180"
        yield "dialect", ("unread-property", message, "Write the file with commas and one header, and drop `dialect`.")


def _hash(given: Any) -> tuple[tuple[str, str] | None, Complaint | None]:
    if given is None:
        return None, None
    kind, mark, digits = given.rpartition(":") if isinstance(given, str) else ("", "", "")
    kind = kind.lower() if mark else "md5"  # as the standard has it for digits alone
    if kind not in DIGESTS:
        message = f"the algorithm {kind[:40]!r} of the hash is not known"
        return None, ("unknown-hash", message, f"Take one of {', '.join(DIGESTS)}.")
    if not re.fullmatch(rf"[0-9a-fA-F]{{{DIGESTS[kind]}}}", digits):
        message = f"a hash of {kind} has {DIGESTS[kind]} digits of 0-9 and a-f"
        return None, ("unknown-hash", message, "Write `sha256:` and the 64 digits.")
    return (kind, digits.lower()), None


def _schema(given: Any, route: Route) -> tuple[dict[str, Any] | None, list[tuple[Route, Complaint]]]:
    if given is None:
        return None, []
    if isinstance(given, str):
        message = "the schema is an address or another file, which is not read"
        return None, [(route, ("unread-property", message, "Write the schema out here."))]
    fields = given.get("fields") if isinstance(given, dict) else None
    if not isinstance(fields, list) or not all(isinstance(one, dict) for one in fields):
        return None, [(route, ("wrong-type", "a schema is a map with a list of `fields`", "Write the fields out."))]
    found: list[tuple[Route, Complaint]] = []
    for at, one in enumerate(fields):
        name = one.get("name")
        if not isinstance(name, str):
            found.append(((*route, "fields", at), ("missing-field", "the field has no `name`", "Name its column.")))
        found += [
            ((*route, "fields", at, key), ("wrong-type", f"`{key}` must be {words}", "See the Table Schema standard."))
            for key, kind, words in (("type", str, "text"), ("format", str, "text"), ("constraints", dict, "a map"))
            if key in one and not isinstance(one[key], kind)
        ]
    schema = {key: given[key] for key in SCHEMA if key in given}
    schema["fields"] = [{key: one[key] for key in FIELD if key in one} for one in fields]
    return schema, found
