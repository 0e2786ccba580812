"""Mutation testing of the rules, seals, dates and documents; a program, not a test.

    .venv/bin/python tests/mutation.py [MODULE …] [--line N …] [--test NAME …] [--seconds S]

It changes the code in one small way after another and runs the tests that reach the changed line. A mutant that no test
notices is printed with its place, as `before → after`: it is a gap in the tests, dead code, or no change to what the
code does. The table at the end counts them by module; below 85 % the exit code is 1.

How: the tests run once, while it is noted which lines each of them reaches. Then for every mutant a process is forked.
Inside a function, the code of the function is exchanged in place; at the top of a module or a class, or in a default
value, all of the package is imported anew, the mutant with it. The module's own tests come first, then those that reach
most of what few others reach: as many as take S seconds together without a mutant (by default 30). The first failure
kills it, and so does a test that takes ten times as long as it should. Tests that run other programs reach nothing
there, so they count for nothing here. What a fixture of the whole session made stays as it was made before the mutant:
some mutants are called alive that a run of all tests would kill, none dead that it would spare.

What the changes are, and what is left as it is, says `mutants.py`.
"""

from __future__ import annotations

import argparse
import contextlib
import functools
import gc
import importlib.abc
import importlib.machinery
import importlib.util
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

import coverage
import hypothesis
import pytest
from mutants import ROOT, Mutant, mutants, path_of

WANTED = 0.85

MODULES = (
    *("edtf", "seals", "sealfiles", "documents", "faults", "claims", "witnesses", "proofs"),
    *("rules/__init__", "rules/chronology", "rules/duplicates", "rules/evidence", "rules/form", "rules/ledger"),
    *("rules/packages", "rules/references", "rules/sheets", "rules/texts"),
)
TESTS = (
    *("edtf", "seals", "documents", "documents_edges", "witnesses", "proofs", "claims"),
    *("rules", "cases", "seeds", "sources", "quotations", "validation", "focus", "hostile", "suggestions"),
    *("evidence", "ledger", "relations", "texts", "words", "fuzzed", "packages"),
)
"""The names of the test files that are run, where they exist."""

OWN = {
    "sealfiles": "seals",
    "faults": "documents",
    **dict.fromkeys(("chronology", "duplicates", "references"), "relations"),
    **dict.fromkeys(("__init__", "form", "sheets"), "rules"),
}
"""The tests that are a module's own, where they do not bear its name."""

LONGEST_TEST = 3.0
"""A test that takes more seconds is left out."""

KILLED, SURVIVED, SLOW = "killed", "survived", "timed out"


@dataclass
class Notes:
    """What the run without a mutant shows."""

    seconds: dict[str, float] = field(default_factory=dict)
    """Test → how long it takes."""
    failed: list[str] = field(default_factory=list)
    reached: dict[str, dict[int, list[str]]] = field(default_factory=dict)
    """Module → line → the tests that reach it."""

    def tests(self, mutant: Mutant, killers: Sequence[str], seconds: float) -> list[str]:
        """The tests that are to find a mutant, in their order, as many as take so long together."""
        stem = mutant.module.rpartition("/")[2]
        own = f"tests/test_{OWN.get(stem, stem)}"
        reached = self.reached[mutant.module]
        lines = mutant.lines if mutant.function else reached
        found = {test for line in lines for test in reached.get(line, []) if test not in self.failed}
        if not mutant.function:  # other tests of the same files may look at what is made on import
            files = {test.partition("::")[0] for test in found}
            files.add(f"{own}.py")
            found |= {test for test in self.seconds if test.partition("::")[0] in files and test not in self.failed}
        found = {test for test in found if self.seconds.get(test, LONGEST_TEST) < LONGEST_TEST}
        # Those first that reach what few others do, for the time that they take.
        worth = {test: 0.1 / (0.01 + self.seconds[test]) for test in found}
        for reaching in reached.values():
            for test in found.intersection(reaching):
                worth[test] += 1 / len(reaching) / (0.01 + self.seconds[test])
        order = sorted(found, key=lambda test: (test not in killers, not test.startswith(own), -worth[test]))
        chosen: list[str] = []
        for test in order:
            if self.seconds[test] <= seconds:
                seconds -= self.seconds[test]
                chosen.append(test)
        return chosen


class Judge:
    """A plugin of a child: ends the process at the first failure, and when a test takes too long."""

    def __init__(self, notes: Notes, wanted: Sequence[str]) -> None:
        self.notes = notes
        self.order = {test: at for at, test in enumerate(wanted)}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Run the tests that are wanted, in their order."""
        items[:] = sorted((one for one in items if one.nodeid in self.order), key=lambda one: self.order[one.nodeid])

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """Set the alarm, which ends the process."""
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, 5 + 10 * self.notes.seconds[nodeid])

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """End at the first failure; the name of the test goes to the parent."""
        if report.failed:
            os.write(CHANNEL[1], report.nodeid.encode())
            os._exit(1)


CHANNEL = os.pipe()
"""From a child to its parent: the name of the test that killed a mutant."""


class Bench:
    """A plugin of the parent: runs all tests once, then each mutant against those that reach it."""

    def __init__(self, modules: Sequence[str], lines: Sequence[int], seconds: float, screen: Any) -> None:
        self.modules, self.lines, self.seconds, self.screen = modules, lines, seconds, screen
        self.notes = Notes()
        self.verdicts: dict[str, list[str]] = {module: [] for module in modules}
        self.folder = Path(tempfile.mkdtemp(prefix="mutation-"))

    def say(self, text: str) -> None:
        """Print a line on the screen that pytest captures."""
        print(text, file=self.screen, flush=True)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note how long a test takes, and whether it fails."""
        self.notes.seconds[report.nodeid] = self.notes.seconds.get(report.nodeid, 0) + report.duration
        if report.failed:
            self.notes.failed.append(report.nodeid)

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Take the place of the loop of pytest."""
        watch = coverage.Coverage(data_file=None, config_file=False, include=[str(ROOT / "ukjsec" / "*")])
        caches = [
            one
            for one in gc.get_objects()
            if isinstance(one, functools._lru_cache_wrapper) and str(one.__module__).startswith("ukjsec")
        ]
        watch.start()
        for item in session.items:
            _clear(caches)  # else only the first test of a value would reach what makes it
            watch.switch_context(item.nodeid)
            # The session stands for the next test, so that its fixtures stay.
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=session)
        watch.stop()
        for test in self.notes.failed:
            self.say(f"{test} fails without a mutant, and is left out")
        data = watch.get_data()
        for module in self.modules:
            self.notes.reached[module] = data.contexts_by_lineno(str(path_of(module)))
        self.say(f"{len(session.items)} tests in {sum(self.notes.seconds.values()):.0f} s")
        _clear(caches)
        gc.collect()
        gc.freeze()
        for module in self.modules:
            self._module(session, module)
        return True

    def _module(self, session: pytest.Session, module: str) -> None:
        killers: dict[str, list[str]] = defaultdict(list)
        started = time.monotonic()
        for mutant in mutants(module):
            if self.lines and mutant.line not in self.lines:
                continue
            if mutant.on_import and not any(self.notes.reached[module].get(line) for line in mutant.lines):
                mutant.function = ""
            known = killers[mutant.function]
            wanted = self.notes.tests(mutant, known[-3:], self.seconds)
            verdict, killer = self._fork(session, mutant, wanted)
            self.verdicts[module].append(verdict)
            if killer and killer not in known:
                known.append(killer)
            if verdict != KILLED:
                self.say(f"{mutant}  [{verdict}, {len(wanted)} tests]")
        done = self.verdicts[module]
        dead = len(done) - done.count(SURVIVED)
        self.say(f"{module}: {dead} of {len(done)} killed, {time.monotonic() - started:.0f} s")

    def _fork(self, session: pytest.Session, mutant: Mutant, wanted: Sequence[str]) -> tuple[str, str]:
        """What becomes of a mutant, and the test that killed it."""
        if not wanted:
            return SURVIVED, ""
        code = mutant.compiled()
        child = os.fork()
        if child == 0:
            try:
                os.setsid()
                self._child(session, mutant, code, wanted)
            finally:
                os._exit(1)
        _, status = os.waitpid(child, 0)
        _delete(self.folder / str(child))
        os.set_blocking(CHANNEL[0], False)
        try:
            killer = os.read(CHANNEL[0], 4096).decode()
        except BlockingIOError:
            killer = ""
        if os.WIFSIGNALED(status):
            slow = os.WTERMSIG(status) == signal.SIGALRM
            if slow:
                _end_group(child)
            return (SLOW if slow else KILLED), killer
        return (KILLED if os.WEXITSTATUS(status) else SURVIVED), killer

    def _child(self, session: pytest.Session, mutant: Mutant, code: CodeType, wanted: Sequence[str]) -> None:
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, 1)
        os.dup2(nothing, 2)
        resource.setrlimit(resource.RLIMIT_DATA, (4 << 30, 4 << 30))
        folder = self.folder / str(os.getpid())
        judge = Judge(self.notes, wanted)
        if mutant.function:
            folder.mkdir()
            session.config._tmp_path_factory._basetemp = folder  # type: ignore[attr-defined]
            session.config.pluginmanager.register(judge)
            _exchange(mutant, code)
            items = {item.nodeid: item for item in session.items}
            for test in wanted:
                item = items[test]
                item.config.hook.pytest_runtest_protocol(item=item, nextitem=session)
            os._exit(0)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, 60)
        _forget()
        sys.meta_path.insert(0, Finder(mutant, code))
        files = sorted({test.partition("::")[0] for test in wanted})
        os._exit(int(pytest.main([*OPTIONS, f"--basetemp={folder}", *files], plugins=[judge])))


def _delete(folder: Path) -> None:
    """Delete what a child left, among it folders too deep for Python."""
    subprocess.run(["rm", "-rf", str(folder)], check=True)


def _end_group(child: int) -> None:
    """End what a child started and left behind."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)


def _clear(caches: Sequence[functools._lru_cache_wrapper[Any]]) -> None:
    for cache in caches:
        cache.cache_clear()


def _exchange(mutant: Mutant, code: CodeType) -> None:
    """Give every function of the module, and every one that it has made, its code in the mutant."""
    new: dict[tuple[str, int], CodeType] = {}
    waiting = [code]
    while waiting:
        one = waiting.pop()
        new[one.co_qualname, one.co_firstlineno] = one
        waiting += [constant for constant in one.co_consts if isinstance(constant, CodeType)]
    file = str(path_of(mutant.module))
    gc.unfreeze()
    for function in gc.get_objects():
        if isinstance(function, FunctionType) and function.__code__.co_filename == file:
            found = new.get((function.__code__.co_qualname, function.__code__.co_firstlineno))
            if found and found.co_freevars == function.__code__.co_freevars and "<lambda>" not in found.co_name:
                function.__code__ = found


def _forget() -> None:
    """Let the package and its tests be imported anew."""
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None) or ""
        if name.partition(".")[0] == "ukjsec" or (file.startswith(str(ROOT / "tests")) and name != "__main__"):
            del sys.modules[name]


def name_of(module: str) -> str:
    """The name by which a module is imported."""
    return f"ukjsec.{module.replace('/', '.')}".removesuffix(".__init__")


class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports the mutant in place of its module."""

    def __init__(self, mutant: Mutant, code: CodeType) -> None:
        self.name, self.file, self.code = name_of(mutant.module), path_of(mutant.module), code

    def find_spec(self, name: str, _path: object, _target: object = None) -> importlib.machinery.ModuleSpec | None:
        """The module, where it is the one."""
        if name != self.name:
            return None
        package = [str(self.file.parent)] if self.file.stem == "__init__" else None
        return importlib.util.spec_from_file_location(name, self.file, loader=self, submodule_search_locations=package)

    def exec_module(self, module: ModuleType) -> None:
        """Run the code of the mutant."""
        exec(self.code, vars(module))  # noqa: S102 (the module's own code)


OPTIONS = (
    *("-q", "-p", "no:cacheprovider", f"--rootdir={ROOT}", "-c", str(ROOT / "pyproject.toml")),
    *("-W", "ignore::pytest.PytestAssertRewriteWarning"),  # what is imported already is so on purpose
)


def main() -> int:
    """Run it; the exit code is 1 where too few mutants are killed."""
    parser = argparse.ArgumentParser(description="Mutation testing of rules, seals, dates and documents.")
    parser.add_argument("modules", nargs="*", metavar="MODULE", help="such as edtf or rules/ledger; all by default")
    parser.add_argument("--line", type=int, action="append", default=[], help="only the mutants of this line")
    parser.add_argument("--test", action="append", default=[], metavar="NAME", help="only tests/test_NAME.py")
    parser.add_argument("--seconds", type=float, default=30, help="of tests for each mutant")
    chosen = parser.parse_args()
    os.chdir(ROOT)
    quick = hypothesis.settings(
        derandomize=True,
        database=None,
        deadline=None,
        max_examples=40,
        phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate],
    )
    hypothesis.settings.register_profile("mutation", quick)
    hypothesis.settings.load_profile("mutation")
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as screen:
        bench = Bench(chosen.modules or MODULES, chosen.line, chosen.seconds, screen)
        tests = [f"tests/test_{name}.py" for name in chosen.test or TESTS if (ROOT / f"tests/test_{name}.py").exists()]
        pytest.main([*OPTIONS, f"--basetemp={bench.folder / 'tests'}", "-k", "not heavy", *tests], plugins=[bench])
        _delete(bench.folder)
        every = [verdict for verdicts in bench.verdicts.values() for verdict in verdicts]
        bench.say(f"\n{'module':20} {'mutants':>8} {'killed':>8} {'slow':>6} {'alive':>6} {'score':>7}")
        for name, row in (*bench.verdicts.items(), ("all", every)):
            score = 1 - row.count(SURVIVED) / len(row) if row else 1
            counts = f"{len(row):8} {row.count(KILLED):8} {row.count(SLOW):6} {row.count(SURVIVED):6}"
            bench.say(f"{name:20} {counts} {score:7.1%}")
    return 0 if every and 1 - every.count(SURVIVED) / len(every) >= WANTED else 1


if __name__ == "__main__":
    sys.exit(main())
