"""Editors: what a real YAML language server makes of our schemas, asked as an editor asks it."""

from __future__ import annotations

import itertools
import json
import os
import queue
import re
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ukjsec import intake, schemas, seeds, templates
from ukjsec.models import RECORD_MODELS, Agreement, Evidence, Participant
from ukjsec.vocabulary import AGREEMENT_KIND, EVENT, ROLE, STATUS, TOPIC

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 60
"""After so many seconds without an answer a test fails."""

CURSOR = "‸"

MEMORANDUM = """\
id: a-memorandum
title: A memorandum
kind: memorandum
status: signed
dates: {signed: 2012-06}
participants:
- {actor: gbr-mod, role: party}
- {actor: jpn-mod, role: party}
summary: They put it into writing.
evidence:
- source: a-source
  quote: signed a memorandum in June 2012
  supports: [kind, status]
"""


class Server:
    """A language server over its standard streams, spoken to by one editor."""

    def __init__(self, process: subprocess.Popen[bytes], root: Path) -> None:
        self.process = process
        self.root = root
        self.numbers = itertools.count(1)
        self.messages: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self.published: dict[str, list[dict[str, Any]]] = {}
        threading.Thread(target=self._listen, daemon=True).start()
        self.ask("initialize", {"processId": os.getpid(), "rootUri": root.as_uri(), "capabilities": {}})
        self.tell("initialized", {})
        wanted = {"validate": True, "hover": True, "completion": True, "schemaStore": {"enable": False}}
        self.tell("workspace/didChangeConfiguration", {"settings": {"yaml": wanted}})

    def _listen(self) -> None:
        stream = self.process.stdout
        assert stream
        length = 0
        while header := stream.readline().lower():
            if header.startswith(b"content-length:"):
                length = int(header.partition(b":")[2])
            elif not header.strip():
                self.messages.put(json.loads(stream.read(length)))
        self.messages.put(None)

    def _send(self, message: dict[str, Any]) -> None:
        stream = self.process.stdin
        assert stream
        data = json.dumps({"jsonrpc": "2.0", **message}).encode()
        stream.write(b"Content-Length: %d\r\n\r\n%b" % (len(data), data))
        stream.flush()

    def _hear(self, until: float) -> dict[str, Any]:
        message = self.messages.get(timeout=max(0.0, until - time.monotonic()))
        assert message is not None, "the server has ended"
        if "method" in message and "id" in message:
            self._send({"id": message["id"], "result": None})
        if message.get("method") == "textDocument/publishDiagnostics":
            self.published[message["params"]["uri"]] = message["params"]["diagnostics"]
        return message

    def tell(self, method: str, params: dict[str, Any]) -> None:
        """Send a notification."""
        self._send({"method": method, "params": params})

    def ask(self, method: str, params: dict[str, Any]) -> Any:
        """Send a request; returns the answer."""
        number, until = next(self.numbers), time.monotonic() + PATIENCE
        self._send({"id": number, "method": method, "params": params})
        while (answer := self._hear(until)).get("id") != number or "method" in answer:
            pass
        assert "error" not in answer, answer
        return answer["result"]

    def open(self, text: str, file: Path | None = None) -> str:
        """Open a text as a file of its own; returns its address."""
        number = next(self.numbers)
        uri = (file or self.root / f"seeds/agreements/{number}.yaml").as_uri()
        about = {"uri": uri, "languageId": "yaml", "version": number, "text": text}
        self.tell("textDocument/didOpen", {"textDocument": about})
        return uri

    def diagnostics(self, uri: str) -> list[dict[str, Any]]:
        """What the server complains of in an open file."""
        until = time.monotonic() + PATIENCE
        while uri not in self.published:
            self._hear(until)
        return self.published[uri]

    def at(self, what: str, text: str) -> Any:
        """Ask for `completion` or `hover` at the cursor of a text."""
        before, _, after = text.partition(CURSOR)
        place = {"line": before.count("\n"), "character": len(before.rpartition("\n")[2])}
        return self.ask(f"textDocument/{what}", {"textDocument": {"uri": self.open(before + after)}, "position": place})

    def completions(self, text: str) -> dict[str, str]:
        """What the server offers at the cursor: label → what it says of it."""
        found = self.at("completion", f"{modeline()}\n{text}")
        items = found["items"] if isinstance(found, dict) else found
        return {one["label"]: _plain(one.get("documentation", "")) for one in items}

    def hover(self, text: str) -> str:
        """What the server shows at the cursor, without its marks and without the name of the schema."""
        found = self.at("hover", f"{modeline()}\n{text}")
        assert found, "nothing is shown"
        return _plain(found["contents"]).partition("\n\nSource: ")[0].replace("\\", "")


def _plain(shown: Any) -> str:
    return str(shown["value"] if isinstance(shown, dict) else shown)


def modeline(name: str = "agreement") -> str:
    """The first line of a record in a checkout."""
    line = templates.modeline(name, Path("/checkout"), Path("/checkout/seeds/agreements"))
    assert line == f"# yaml-language-server: $schema=../../schemas/{name}.schema.json"
    return line


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A language server in a checkout with today's schemas."""
    script = Path(os.environ.get("UKJSEC_NODE_MODULES", "")) / "yaml-language-server/bin/yaml-language-server"
    if not os.environ.get("UKJSEC_NODE_MODULES") or not script.is_file() or not shutil.which("node"):
        pytest.skip("UKJSEC_NODE_MODULES names no folder with yaml-language-server, or there is no node")
    root = tmp_path_factory.mktemp("checkout")
    for path, data in schemas.artefacts().items():
        (root / path).parent.mkdir(exist_ok=True)
        (root / path).write_bytes(data)
    streams = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(["node", script, "--stdio"], **streams) as process:  # type: ignore[call-overload]
        try:
            yield Server(process, root)
        finally:
            process.kill()


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("id: x\nkind: ‸\n", AGREEMENT_KIND),
        ("id: x\nstatus: ‸\n", STATUS),
        ("participants:\n- actor: jpn\n  role: ‸\n", ROLE),
        ("participants:\n- {actor: jpn, role: ‸}\n", ROLE),
        ("topics:\n- ‸\n", TOPIC),
    ],
)
def test_terms_are_offered_with_their_definitions(server: Server, text: str, terms: Any) -> None:
    """Where a term belongs, the editor offers every term of the vocabulary, each with its definition, and no more."""
    assert server.completions(text) == {term.name: term.definition for term in terms}


def test_events_are_offered_with_their_definitions(server: Server) -> None:
    """The keys of `dates` are offered with what they mean and how a date is written."""
    found = server.completions("id: x\ndates:\n  ‸\n")
    assert tuple(found) == EVENT.names
    for term in EVENT:
        assert found[term.name].startswith(f"{term.definition} A date in EDTF: 2012, "), term.name


@pytest.mark.parametrize(
    ("text", "model", "gone"),
    [
        ("id: x\n‸\n", Agreement, {"id"}),
        ("participants:\n- ‸\n", Participant, set()),
        ("evidence:\n- source: a\n  ba‸\n", Evidence, {"source"}),
    ],
)
def test_fields_are_offered_with_their_descriptions(server: Server, text: str, model: Any, gone: set[str]) -> None:
    """Where a field may stand, the editor offers those that are not there yet, with the sentence under each."""
    fields = {info.alias or name: info.description for name, info in model.model_fields.items()}
    found = server.completions(text)
    assert {name: found[name] for name in fields.keys() - gone} == {
        name: text for name, text in fields.items() if name not in gone
    }
    assert not gone & found.keys()


@pytest.mark.parametrize(
    ("text", "heading", "shown"),
    [
        ("ti‸tle: A memorandum", "Agreement", "A short name of the item."),
        (
            "no‸te: It is said twice.",
            "Agreement",
            "What a reader must know of errors and disagreements in the sources.",
        ),
        ("kind: memo‸randum", "What form the commitment has.", AGREEMENT_KIND["memorandum"].definition),
        ("ki‸nd: memorandum", "What form the commitment has.", AGREEMENT_KIND["memorandum"].definition),
        ("dates: {agr‸eed: 1902}", "Agreement", "It was agreed, or decided together. A date in EDTF: 2012, 2012-06, "),
        ("participants: [{ac‸tor: jpn, role: host}]", "Participant", "The actor, at the lowest level "),
        ("participants: [{actor: jpn, role: ho‸st}]", "The role; an actor of two ", ROLE["host"].definition),
        ("topics: [ equip‸ment ]", "What the record is about.", TOPIC["equipment"].definition),
        ("evidence: [{ba‸sis: So it says.}]", "Evidence", "One sentence of reasoning, where a value is not literally "),
        ("ordinal‸: 3", "Agreement", "Its number in the series: 3 for `third`."),
    ],
)
def test_fields_and_terms_are_explained(server: Server, text: str, heading: str, shown: str) -> None:
    """Over a field stands what it is for; over a term stands what it means, below what its field is for."""
    first, below = server.hover(f"{text}\n").split("\n\n")
    assert first.startswith(f"#### {heading}")
    assert below.startswith(shown)


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("kind: memorandum", "kind: napkin", 3, '"alliance" | "treaty" | '),
        ("kind: memorandum", "kind: field-exercise", 3, '"alliance" | "treaty" | '),
        ("role: party}\n- ", "role: hots}\n- ", 7, '"signatory" | "host"'),
        ("{signed: ", "{singed: ", 5, "singed is not allowed"),
        ("2012-06}", "June 2012}", 5, "pattern"),
        ("summary: ", "sumary: ", 9, "sumary is not allowed"),
        ("status: signed\n", "", 1, 'Missing property "status"'),
        ("- {actor: jpn-mod, role: party}", "- {actor: jpn-mod}", 8, 'Missing property "role"'),
        ("  quote: signed a memorandum in June 2012\n", "", 11, 'Missing property "quote"'),
        ("id: a-memorandum", "id: A_Memorandum", 1, "pattern"),
        ("summary: ", "ordinal: third\nsummary: ", 9, "Expected one of integer, null"),
        ("summary: ", "summary: [", 9, ""),
    ],
)
def test_mistakes_are_marked_where_they_are(server: Server, old: str, new: str, line: int, said: str) -> None:
    """An unknown term or field, a missing field, a wrong value: the editor marks the line and says what is wrong."""
    assert MEMORANDUM.count(old) == 1
    uri = server.open(f"{modeline()}\n{MEMORANDUM.replace(old, new)}")
    found = {(one["range"]["start"]["line"], one["message"]) for one in server.diagnostics(uri)}
    assert any(at == line and said in message for at, message in found), found


def test_sound_records_are_not_marked(server: Server) -> None:
    """The editor has no complaint about any record of the project, nor about the one that the mistakes are made in."""
    names = {type_name: name for name, type_name in templates.NAMES.items()}
    opened = {server.open(f"{modeline()}\n{MEMORANDUM}"): Path("the memorandum")}
    for type_name in RECORD_MODELS:
        for file in sorted((ROOT / "seeds" / type_name).glob("*.yaml")):
            text = re.sub(r"\A# yaml-language-server:.*\n", "", file.read_text("utf-8"))
            opened[server.open(f"{modeline(names[type_name])}\n{text}")] = file
    assert len(opened) > 100
    assert {file.name: found for uri, file in opened.items() if (found := server.diagnostics(uri))} == {}


def test_a_template_is_marked_where_it_is_open(server: Server) -> None:
    """In a new template the editor marks each required field that is left open, and nothing else."""
    text = templates.template(seeds.read(ROOT), "agreement", "a-new-one", "x.yaml", modeline())
    lines = text.splitlines()
    marked = {lines[one["range"]["start"]["line"]]: one["message"] for one in server.diagnostics(server.open(text))}
    wanted = [
        "title:",
        "kind:",
        "status:",
        "- actor:",
        "  role:",
        "summary:",
        "- source:",
        "  quote:",
        "  supports: []",
    ]
    assert list(marked) == wanted


def test_a_record_outside_a_checkout_finds_the_shipped_schema(server: Server, tmp_path: Path) -> None:
    """The address of a schema that came with the library leads the editor to it."""
    line = templates.modeline("agreement", server.root, None)
    assert line
    assert "=file:///" in line
    uri = server.open(f"{line}\nkind: napkin\n", tmp_path / "agreements" / "x.yaml")
    assert any("alliance" in one["message"] for one in server.diagnostics(uri))


def nodes(schema: Any) -> Iterator[dict[str, Any]]:
    """Every map in a schema."""
    if isinstance(schema, dict):
        yield schema
    for inner in schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else []:
        yield from nodes(inner)


@pytest.mark.parametrize("kind", [*templates.NAMES, "source", *intake.LISTS])
def test_schemas_hold_nothing_that_clutters_an_editor(kind: str) -> None:
    """No choice between a value and nothing, no default that says nothing, no title made of the name of a field."""
    schema = schemas.json_schemas()[kind]
    seen = 0
    for node in nodes(schema):
        assert {"type": "null"} not in node.get("anyOf", [])
        assert node.get("default", "something") not in (None, [], {})
        for name, field in node.get("properties", {}).items() if node.get("type") == "object" else []:
            assert field.get("title", field["description"]) == field["description"], name
            seen += 1
    assert seen > 2
