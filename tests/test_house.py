"""The house: its files, its commands and the laws of its architecture.

A law is a function over a package's folder that returns complaints. It is tried on the library, which has to be
sound, and on small invented trees that break it, so that no law passes because it sees nothing.
"""

from __future__ import annotations

import ast
import doctest
import graphlib
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

import ukjsec

ROOT = Path(__file__).resolve().parent.parent
LIBRARY = ROOT / "ukjsec"

ORDER = (
    "problems",
    "progress",
    "errors",
    "versions",
    "checksums",
    "files",
    "spans",
    "wrapping",
    "changes",
    "vocabulary",
    "edtf",
    "words",
    "seals",
    "sealfiles",
    "characters",
    "values",
    "described",
    "models",
    "reliability",
    "verdict",
    "difference",
    "fields",
    "witnesses",
    "faults",
    "members",
    "descriptors",
    "encoding",
    "csvfiles",
    "documents",
    "focus",
    "corpus",
    "claims",
    "intake",
    "seeds",
    "folders",
    "comments",
    "canonical",
    "formatting",
    "proofs",
    "columns",
    "registers",
    "layout",
    "rows",
    "judgements",
    "checks",
    "tabular",
    "streams",
    "statements",
    "rules",
    "schemas",
    "headers",
    "sheets",
    "sheetfiles",
    "dictionary",
    "tablefiles",
    "datapackage",
    "build",
    "releases",
    "sources",
    "packages",
    "validation",
    "contributions",
    "templates",
    "suggestions",
    "periods",
    "frames",
    "downloads",
    "dataset",
    "quotations",
    "panels",
    "citations",
    "exports",
    "columnfiles",
    "packagefiles",
    "comparisons",
    "compatibility",
    "reports",
    "commands",
    "arguments",
    "cli",
    "__main__",
)
"""The rooms of the library (modules, or packages with all that is in them): each may import those before it."""

AT_THE_ROOT = {
    "pyproject.toml",
    "README.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "LICENSE",
    "CITATION.cff",
    "uv.lock",
    "seeds",
    "ukjsec",
    "datapackage",
    "schemas",
    "tests",
    "benchmarks",
}

MACHINE_PATH = re.compile(r"(?<![\w.:/-])(?:/(?:home|tmp|root|Users)/|[A-Z]:\\Users\\)")
"""A path of somebody's machine, but not the same letters inside an address of the web."""

CHECKS = ("ruff check", "ruff format --check", "mypy", "ukjsec validate", "ukjsec fmt --check", "ukjsec build --check")


# The laws, as functions over the folder of a package.


def modules(package: Path) -> dict[str, Path]:
    """Name the modules of a package from its root on; the root itself is the empty name."""
    found = {}
    for path in sorted(package.rglob("*.py")):
        parts = path.relative_to(package).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imported(package: Path, module: str, path: Path) -> set[str]:
    """Collect the absolute names a module imports, anywhere in it: `from ukjsec import words` is `ukjsec.words`."""
    here = [package.name, *filter(None, module.split("."))]
    if path.name != "__init__.py":
        here.pop()
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            above = here[: len(here) - node.level + 1] if node.level else []
            base = ".".join([*above, *filter(None, [node.module])])
            names |= {f"{base}.{alias.name}" for alias in node.names}
    return names


def graph(package: Path) -> dict[str, set[str]]:
    """Draw which module imports which inside the package; its root, which resolves names lazily, is left out."""
    known = modules(package)
    drawn: dict[str, set[str]] = {}
    for module, path in known.items():
        targets = set()
        for name in imported(package, module, path):
            top, *parts = name.split(".")
            while parts and ".".join(parts) not in known:
                parts.pop()
            if top == package.name and parts:
                targets.add(".".join(parts))
        if module:
            drawn[module] = targets
    return drawn


def room(module: str) -> str:
    """Name the room of a module: the first part of its name."""
    return module.partition(".")[0]


def cycles(package: Path) -> list[str]:
    """Law 2: no module imports itself by way of others."""
    try:
        graphlib.TopologicalSorter(graph(package)).prepare()
    except graphlib.CycleError as error:
        return [" -> ".join(reversed(error.args[1]))]
    return []


def climbs(package: Path) -> list[str]:
    """Law 2: imports go one way, from lower rooms to higher, and every room has its place in the order."""
    drawn = graph(package)
    strangers = sorted({room(module) for module in drawn} - set(ORDER))
    complaints = [f"{stranger}: has no place in the order; give it one" for stranger in strangers]
    for module, targets in sorted(drawn.items()):
        for target in sorted(targets):
            pair = (room(module), room(target))
            if pair[0] in ORDER and pair[1] in ORDER and ORDER.index(pair[0]) < ORDER.index(pair[1]):
                complaints.append(f"{module}: imports {target}, which stands above it")
    return complaints


def through_the_door(package: Path) -> list[str]:
    """Law 2: inside, nobody takes a name from the package's root, which would hide whom it imports; but the version."""
    known = modules(package)
    tops = {room(module) for module in known if module}
    complaints = []
    for module, path in known.items():
        for name in sorted(imported(package, module, path)) if module else ():
            top, *parts = name.split(".")
            if top == package.name and (not parts or parts[0] not in tops) and parts != ["__version__"]:
                complaints.append(f"{module}: takes {name} through the root of the package")
    return complaints


def outsiders(package: Path, library: str, owner: str) -> list[str]:
    """Law 3: one room alone imports a library."""
    return [
        f"{module or '__init__'}: imports {library}"
        for module, path in modules(package).items()
        if room(module) != owner and any(name.split(".")[0] == library for name in imported(package, module, path))
    ]


def reach(package: Path, start: str) -> Iterator[str]:
    """Follow the imports of a room, and of what it imports, to every module and library that they reach."""
    known, drawn = modules(package), graph(package)
    waiting = [module for module in drawn if room(module) == start]
    seen = set(waiting)
    while waiting:
        module = waiting.pop()
        yield from (name.split(".")[0] for name in imported(package, module, known[module]))
        yield from (room(target) for target in drawn[module])
        waiting += drawn[module] - seen
        seen |= drawn[module]


def wings_touch(package: Path) -> list[str]:
    """Law 7: the reading wing reaches neither models nor seeds, neither directly nor by way of others."""
    closed = {"models", "documents", "corpus", "seeds", "pydantic", "yaml"}
    rooms = ("dataset", "quotations", "panels", "citations", "downloads", "packagefiles", "comparisons")
    wing = [one for one in rooms if any(room(module) == one for module in modules(package))]
    return [f"{one}: reaches {name}" for one in wing for name in sorted(closed & set(reach(package, one)))]


def eavesdroppers(package: Path) -> list[str]:
    """Only the command line reads the arguments and the environment of the process; but settings the environment."""
    private = {"sys": {"argv", "orig_argv"}, "os": {"environ", "environb", "getenv", "getenvb"}}
    complaints = []
    for module, path in modules(package).items():
        if room(module) == "cli":
            continue
        closed = {"sys": private["sys"]} if module == "downloads.settings" else private
        tree = ast.parse(path.read_text(encoding="utf-8"))
        aliases = {
            alias.asname or alias.name: alias.name
            for node in ast.walk(tree)
            if isinstance(node, ast.Import)
            for alias in node.names
        }
        for node in ast.walk(tree):
            read: set[str] = set()
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                read = {node.attr} & closed.get(aliases.get(node.value.id, ""), set())
            elif isinstance(node, ast.ImportFrom) and not node.level:
                read = {alias.name for alias in node.names} & closed.get(node.module or "", set())
            complaints += [f"{module or '__init__'}:{getattr(node, 'lineno', 0)}: reads {name}" for name in read]
    return complaints


def namesakes(package: Path, public: set[str]) -> list[str]:
    """Law 2: no module bears the name of a public function."""
    return [f"{module}: bears a public name" for module in modules(package) if module.split(".")[-1] in public]


def tree(folder: Path, files: dict[str, str]) -> Path:
    """Write a package of the library's name from texts of modules."""
    package = folder / "ukjsec"
    for name, text in {"__init__.py": "", **files}.items():
        path = package / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return package


# The laws on the library.


def test_imports_make_no_cycle() -> None:
    """No module of the library imports itself by way of others."""
    assert cycles(LIBRARY) == []


def test_imports_go_one_way() -> None:
    """Every module of the library imports lower rooms only, by their own names."""
    assert len(graph(LIBRARY)) >= len(ORDER)
    assert climbs(LIBRARY) + through_the_door(LIBRARY) == []


def test_documents_alone_imports_yaml() -> None:
    """YAML is known to one room, which turns routes into places."""
    assert outsiders(LIBRARY, "yaml", "documents") == []
    assert outsiders(LIBRARY, "yaml", "nobody"), "documents imports yaml, and the check sees it"


def test_the_reading_wing_stands_alone() -> None:
    """The reading wing reaches nothing of the authoring wing's models and documents."""
    assert "dataset" in graph(LIBRARY)
    assert wings_touch(LIBRARY) == []


def test_the_command_line_alone_reads_the_process() -> None:
    """Arguments and environment reach the library through cli.py only."""
    assert eavesdroppers(LIBRARY) == []


def test_no_module_bears_a_public_name() -> None:
    """A public function is never hidden by a module of its name."""
    public = {name for name in ukjsec.__all__ if not isinstance(getattr(ukjsec, name), ModuleType)}
    assert {"load", "tables", "why", "cite", "panel", "validate", "Problem", "__version__"} <= public
    assert namesakes(LIBRARY, public) == []


@pytest.mark.parametrize(
    ("code", "absent"),
    [
        ("import ukjsec", {"pandas", "pyarrow", "pydantic", "yaml"}),
        ("import ukjsec; assert len(ukjsec.load('agreements'))", {"pydantic", "yaml"}),
    ],
)
def test_what_is_not_needed_is_not_imported(code: str, absent: set[str]) -> None:
    """A fresh process holds only the libraries that the call needs."""
    finished = subprocess.run(
        [sys.executable, "-c", f"import sys; {code}; print(*sorted(sys.modules))"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 0, finished.stderr
    present = set(finished.stdout.split())
    assert "ukjsec" in present
    assert present & absent == set()


# The laws on invented trees.


def test_a_sound_tree_has_no_complaint(tmp_path: Path) -> None:
    """A tree that keeps every law passes every law."""
    package = tree(
        tmp_path,
        {
            "__init__.py": "from ukjsec.dataset import load\n",
            "problems.py": "import os\n\nHERE = os.sep\n",
            "words.py": "from ukjsec import problems\n",
            "documents.py": "import yaml\nfrom ukjsec.problems import Problem\n",
            "rules/__init__.py": "from ukjsec.rules import identity\n",
            "rules/base.py": "from ukjsec.documents import read\n",
            "rules/identity.py": "from ukjsec.rules.base import Rule\n",
            "dataset.py": "from .words import split\n",
            "cli.py": "import os\nimport sys\nfrom ukjsec import __version__, dataset\nprint(sys.argv, os.environ)\n",
        },
    )
    assert graph(package) == {
        "problems": set(),
        "words": {"problems"},
        "documents": {"problems"},
        "rules": {"rules.identity"},
        "rules.base": {"documents"},
        "rules.identity": {"rules.base"},
        "dataset": {"words"},
        "cli": {"dataset"},
    }
    assert cycles(package) + climbs(package) + through_the_door(package) == []
    assert outsiders(package, "yaml", "documents") + wings_touch(package) + eavesdroppers(package) == []
    assert namesakes(package, {"load", "why"}) == []


@pytest.mark.parametrize(
    "files",
    [
        {"words.py": "from ukjsec import seals\n", "seals.py": "from ukjsec.words import split\n"},
        {"words.py": "def f():\n    from . import seals\n", "seals.py": "import ukjsec.words\n"},
        {"rules/a.py": "from ukjsec.rules.b import B\n", "rules/b.py": "from .a import A\n", "rules/__init__.py": ""},
        {
            "edtf.py": "from ukjsec import words\n",
            "words.py": "from ukjsec import seals\n",
            "seals.py": "import typing\nif typing.TYPE_CHECKING:\n    from ukjsec.edtf import Date\n",
        },
    ],
)
def test_a_cycle_is_found(tmp_path: Path, files: dict[str, str]) -> None:
    """A cycle is found between modules and inside a package, in functions and under TYPE_CHECKING."""
    (complaint,) = cycles(tree(tmp_path, files))
    assert " -> " in complaint


@pytest.mark.parametrize(
    ("files", "complaint"),
    [
        (
            {"words.py": "from ukjsec.seals import open_\n", "seals.py": ""},
            "words: imports seals, which stands above it",
        ),
        (
            {"rules/__init__.py": "", "rules/deep.py": "from ..cli import main\n", "cli.py": ""},
            "rules.deep: imports cli, which stands above it",
        ),
        (
            {"problems.py": "import ukjsec.vocabulary.kinds\n", "vocabulary/kinds.py": ""},
            "problems: imports vocabulary.kinds, which stands above it",
        ),
        ({"helpers.py": ""}, "helpers: has no place in the order; give it one"),
    ],
)
def test_a_climb_is_found(tmp_path: Path, files: dict[str, str], complaint: str) -> None:
    """An import of a higher room is named, and a room outside the order."""
    assert climbs(tree(tmp_path, files)) == [complaint]


@pytest.mark.parametrize("line", ["import ukjsec", "from ukjsec import load", "from . import load", "from . import *"])
def test_a_way_through_the_root_is_found(tmp_path: Path, line: str) -> None:
    """A module that takes public names from inside is named."""
    package = tree(tmp_path, {"words.py": f"{line}\n", "cli.py": "from ukjsec import __version__, words\n"})
    (complaint,) = through_the_door(package)
    assert complaint.startswith("words: ")


@pytest.mark.parametrize(
    "line", ["import yaml", "from yaml.nodes import Node", "def f():\n    import yaml.events as e"]
)
def test_a_second_importer_of_yaml_is_found(tmp_path: Path, line: str) -> None:
    """A module beside documents.py that imports yaml is named, however it does so."""
    package = tree(tmp_path, {"documents.py": "import yaml\n", "seeds.py": f"{line}\n"})
    assert outsiders(package, "yaml", "documents") == ["seeds: imports yaml"]


@pytest.mark.parametrize(
    ("files", "touched"),
    [
        ({"dataset.py": "from ukjsec.models import Record\n", "models.py": ""}, ["models"]),
        ({"dataset.py": "def f():\n    import pydantic\n"}, ["pydantic"]),
        (
            {
                "dataset/__init__.py": "",
                "dataset/dates.py": "from ukjsec.rows import row\n",
                "rows.py": "from ukjsec import models, seeds\n",
                "models.py": "from pydantic import BaseModel\n",
                "seeds.py": "from ukjsec.documents import read\n",
                "documents.py": "import yaml\n",
            },
            ["documents", "models", "pydantic", "seeds", "yaml"],
        ),
    ],
)
def test_a_touch_of_the_wings_is_found(tmp_path: Path, files: dict[str, str], touched: list[str]) -> None:
    """The authoring wing is found behind the reading wing, also by way of other modules."""
    assert wings_touch(tree(tmp_path, files)) == [f"dataset: reaches {name}" for name in touched]


@pytest.mark.parametrize(
    "text",
    [
        "import sys\nsys.argv\n",
        "import os as system\nsystem.environ.get('A')\n",
        "import os\nos.getenv('A')\n",
        "\nfrom os import environ\n",
    ],
)
def test_an_eavesdropper_is_found(tmp_path: Path, text: str) -> None:
    """A reader of arguments or environment outside cli.py is named, also under another name."""
    (complaint,) = eavesdroppers(tree(tmp_path, {"dataset.py": text, "cli.py": text}))
    assert re.fullmatch(r"dataset:2: reads \w+", complaint)


def test_the_settings_are_read_in_one_place(tmp_path: Path) -> None:
    """The settings may read the environment, for programs without a command line of ours; arguments they may not."""
    text = "import os\nimport sys\nos.environ['A']\nsys.argv\n"
    assert eavesdroppers(tree(tmp_path, {"downloads/__init__.py": "", "downloads/settings.py": text})) == [
        "downloads.settings:4: reads argv"
    ]


def test_a_namesake_is_found(tmp_path: Path) -> None:
    """A module or package named like a public function is named."""
    package = tree(tmp_path, {"why.py": "", "load/__init__.py": "", "reports/cite.py": "", "words.py": ""})
    found = {complaint.split(":")[0] for complaint in namesakes(package, {"why", "load", "cite", "panel"})}
    assert found == {"why", "load", "reports.cite"}


# The files.


def tracked() -> list[Path]:
    """List the files of the checkout, with those that are about to be added, from its root on."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    paths = (Path(os.fsdecode(name)) for name in listed.stdout.split(b"\0") if name)
    return [path for path in paths if (ROOT / path).is_file()]


def fenced(marker: str, text: str) -> str:
    """Give the first fenced block after the line of a marker."""
    found = re.search(rf"^<!-- {marker} -->\n.*?^```\w*\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    assert found, f"README.md has no fenced block after <!-- {marker} -->"
    return found[1]


def readme() -> str:
    """Read the README."""
    return (ROOT / "README.md").read_text(encoding="utf-8")


def toml(name: str) -> dict[str, Any]:
    """Read a TOML file of the root."""
    return tomllib.loads((ROOT / name).read_text(encoding="utf-8"))


def test_one_version_number() -> None:
    """Project, citation, package description, lock file and library say one version."""
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    descriptor = json.loads((ROOT / "datapackage" / "datapackage.json").read_text(encoding="utf-8"))
    (locked,) = (package for package in toml("uv.lock")["package"] if package["name"] == "ukjsec")
    version = toml("pyproject.toml")["project"]["version"]
    assert [citation["version"], descriptor["version"], locked["version"], ukjsec.__version__] == [version] * 4


def test_the_root_holds_what_the_design_lists() -> None:
    """Nothing lies at the root but the listed files and folders, and dotfiles."""
    tops = {path.parts[0] for path in tracked()}
    assert {top for top in tops if not top.startswith(".")} == AT_THE_ROOT


def test_no_path_of_a_machine() -> None:
    """No file that readers get names a folder of the machine that it was written on."""
    told = ("ukjsec", "seeds", "datapackage", "schemas", "README.md", "CITATION.cff", "LICENSE")
    files = [path for path in tracked() if path.parts[0] in told]
    assert len(files) > len(told)
    found = {
        f"{path}: {match[0]}"
        for path in files
        if (match := MACHINE_PATH.search((ROOT / path).read_text(encoding="utf-8", errors="replace")))
    }
    assert found == set()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("see /home/anna/ukjsec", True),
        ('path: "/tmp/x"', True),
        ("C:\\Users\\Anna", True),
        ("/root/.cache", True),
        ("https://www.example.org/home/news", False),
        ("at home/abroad", False),
    ],
)
def test_a_path_of_a_machine_is_told_from_an_address(text: str, *, found: bool) -> None:
    """A folder of a machine is seen, and an address of the web left alone."""
    assert bool(MACHINE_PATH.search(text)) is found


@pytest.mark.parametrize(
    ("schema", "name"),
    [
        ("vendor.citation-file-format", "CITATION.cff"),
        ("vendor.github-workflows", ".github/workflows/ci.yml"),
        ("custom.github-workflows-require-timeout", ".github/workflows/ci.yml"),
    ],
)
def test_the_official_schema_accepts(schema: str, name: str) -> None:
    """Citation and workflow are what their official schemas ask for."""
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, "--default-filetype", "yaml", name]
    finished = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert finished.returncode == 0, finished.stdout + finished.stderr


def test_actions_are_pinned() -> None:
    """Every action of the workflow is pinned to a commit, with its version beside it."""
    workflow = (ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")
    uses = re.findall(r"uses: *(.*)", workflow)
    assert uses
    assert [line for line in uses if not re.fullmatch(r"[\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line)] == []


def test_script_and_workflow_run_the_same_checks() -> None:
    """What .ci/run asks for, the workflow asks for too, in the same order."""
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    workflow = (ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")
    assert tuple(re.findall(r'^"\$venv"/bin/(.*)$', script, re.MULTILINE)) == CHECKS
    assert tuple(re.findall(r"run: \.venv/bin/(.*)", workflow)) == (*CHECKS, "pytest -q --cov")
    assert os.access(ROOT / ".ci" / "run", os.X_OK)


def test_the_lock_file_fits_the_project() -> None:
    """The lock file was made from the requirements that pyproject.toml states, and names the public index alone."""
    stated, lock = toml("pyproject.toml"), toml("uv.lock")
    (own,) = (package for package in lock["package"] if package["name"] == "ukjsec")
    extras = stated["project"].get("optional-dependencies", {})

    def written(requirement: dict[str, Any]) -> str:
        extra = f"[{','.join(requirement['extras'])}]" if "extras" in requirement else ""
        return f"{requirement['name']}{extra}{requirement.get('specifier', '')}"

    required = sorted(written(requirement) for requirement in own["metadata"]["requires-dist"])
    assert required == sorted(
        [*stated["project"]["dependencies"], *(line for lines in extras.values() for line in lines)]
    )
    groups = {
        group: sorted(map(written, requirements))
        for group, requirements in own["metadata"].get("requires-dev", {}).items()
    }
    assert groups == {group: sorted(lines) for group, lines in stated.get("dependency-groups", {}).items()}
    registries = {package["source"].get("registry") for package in lock["package"]} - {None}
    assert registries == {"https://pypi.org/simple"}


def test_the_readme_has_both_commands() -> None:
    """The README gives one command that sets up and shows the data, and one that sets up and runs the tests."""
    for name, end in (("main", ".venv/bin/ukjsec show agreements"), ("test", ".venv/bin/pytest -q")):
        (command,) = fenced(f"command: {name}", readme()).splitlines()
        assert command.startswith("python3.11 -m venv .venv && ")
        assert command.endswith(f" && {end}")


def test_the_readme_shows_the_real_help() -> None:
    """The help in the README is what `ukjsec --help` prints."""
    script = shutil.which("ukjsec", path=str(Path(sys.executable).parent))
    assert script, "the command is installed beside the interpreter"
    plain = {**os.environ, "COLUMNS": "80", "NO_COLOR": "1"}
    finished = subprocess.run([script, "--help"], env=plain, capture_output=True, text=True, check=True)
    assert fenced("help", readme()).strip() == finished.stdout.strip()


@pytest.mark.parametrize("number", range(3))
def test_the_examples_of_the_readme_are_real(number: int) -> None:
    """What the README shows of Python is what Python prints."""
    shown = re.findall(r"<!-- python -->\n```pycon\n(.*?)```", readme(), re.DOTALL)
    assert len(shown) == 3
    # In a doctest an empty line ends the expected output; on the screen it does not.
    code = re.sub(r"\n\n(?!>>>)", "\n<BLANKLINE>\n", shown[number])
    example = doctest.DocTestParser().get_doctest(code, {}, "README", "README.md", 0)
    said: list[str] = []
    doctest.DocTestRunner(verbose=False).run(example, out=said.append)
    assert len(example.examples) > 4
    assert said == []


def test_the_reliability_in_the_readme_is_that_of_the_package() -> None:
    """The README's table of agreement is computed from the package's own."""
    shown = readme().split("<!-- reliability -->\n", 1)[1].split("\n\n", 1)[0].splitlines()[2:]
    rows = {row["field"]: row for row in ukjsec.load("reliability", as_="rows")}
    expected = {
        f"| `{name}` | {row['compared']} | {row['agreement']:.0%} | "
        + (f"{row['kappa']:.2f} |" if row["kappa"] is not None else "|")
        for name, row in rows.items()
    }
    assert {line.replace("|  |", "| |") for line in shown} == {line.replace("|  |", "| |") for line in expected}
