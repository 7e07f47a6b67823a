"""Does each guard have a test that fails when the guard is taken away?

Reads benchmarks/guards/*.toml. Each guard is taken out of a copy of the tree and its test is run
there: it must turn red. The same test must be green before. Nothing is changed in the tree itself.

    python -m benchmarks.guards [--only NAME ...] [--parallel 2]

The last line is JSON: guards, red, survived, faults, seconds. Exit code 1 unless all are red.
"""

from __future__ import annotations

import argparse
import json
import os
import queue
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from defusedxml import ElementTree

__all__ = ["Guard", "Outcome", "guards_in", "prove"]

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "benchmarks" / "guards"
COPIED = ("records", "linkage", "risk", "dashboard", "tests", "benchmarks", "docs", "data")
FILES = ("pyproject.toml", "README.md", "SECURITY.md", "CHANGELOG.md", "Makefile")
TIMEOUT_SECONDS = 300
TESTS_FAILED = 1
"""What pytest ends with where a test failed; every other code is no answer of a test."""
TOOK_TOO_LONG = 124
"""Stands for pytest's exit code where the test was stopped, as of the command `timeout`."""


@dataclass(frozen=True)
class Guard:
    """One guard and the test that must miss it.

    item: of the issue's checklist. find: its text in `file`, there exactly once. replace: what
    stands there without the guard. test: the pytest node that must turn red.
    """

    name: str
    item: str
    file: str
    find: str
    replace: str
    test: str


@dataclass(frozen=True)
class Outcome:
    """What became of a guard's proof: red, or why it is none; seconds: how long its test took."""

    guard: Guard
    verdict: str
    seconds: float


def guards_in(folder: Path, only: Iterable[str] = ()) -> list[Guard]:
    """Return the guards of every TOML file of the folder, or of those called `only`."""
    wanted = set(only)
    return [
        Guard(**line)
        for path in sorted(folder.glob("*.toml"))
        if not wanted or path.stem in wanted
        for line in tomllib.loads(path.read_text(encoding="utf-8")).get("guard", [])
    ]


def prove(guard: Guard, tree: Path, *, is_green: bool) -> Outcome:
    """Return whether the guard's test turns red in `tree` without the guard; the tree is as before.

    is_green: its test passes with the guard in place.
    """
    began = time.monotonic()
    if not is_green:
        return Outcome(guard, "not green before", 0.0)
    path = tree / guard.file
    if not path.is_file():
        return Outcome(guard, "its file is not there", 0.0)
    text = path.read_text(encoding="utf-8")
    if (found := text.count(guard.find)) != 1:
        return Outcome(guard, f"found {found} times, not once", 0.0)
    with _written(path, text.replace(guard.find, guard.replace)):
        code = _pytest(tree, [guard.test], "-x")
    verdict = {TESTS_FAILED: "red", 0: "SURVIVED"}.get(code, f"no answer: pytest says {code}")
    return Outcome(guard, verdict, time.monotonic() - began)


@contextmanager
def _written(path: Path, text: str) -> Iterator[None]:
    """Have `text` in the file meanwhile; its time changes by seconds, which compiled code heeds."""
    before, stat = path.read_bytes(), path.stat()
    path.write_text(text, encoding="utf-8")
    changed = stat.st_mtime + 2 + len(text) % 997
    os.utime(path, (changed, changed))
    try:
        yield
    finally:
        path.write_bytes(before)
        os.utime(path, (stat.st_mtime, stat.st_mtime))


@contextmanager
def _copies(number: int) -> Iterator[list[Path]]:
    """Yield that many copies of the tree, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="guards-") as name:
        trees = [Path(name) / str(n) for n in range(number)]
        for tree in trees:
            tree.mkdir()
            for folder in filter(lambda f: (ROOT / f).is_dir(), COPIED):
                ignored = shutil.ignore_patterns(".mypy_cache", "__pycache__")
                shutil.copytree(ROOT / folder, tree / folder, ignore=ignored)
            for file in filter(lambda f: (ROOT / f).is_file(), FILES):
                shutil.copy2(ROOT / file, tree / file)
        yield trees


def _pytest(tree: Path, tests: list[str], *options: str) -> int:
    """Run the tests in the tree, its own packages first on the path; return pytest's exit code."""
    environment = {**os.environ, "PYTHONPATH": str(tree)}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *options, *tests]
    try:
        done = subprocess.run(
            command,
            cwd=tree,
            env=environment,
            capture_output=True,
            timeout=TIMEOUT_SECONDS * (1 if len(tests) == 1 else len(tests)),
            check=False,
        )
    except subprocess.TimeoutExpired:
        return TOOK_TOO_LONG
    return done.returncode


def _green(tree: Path, tests: list[str]) -> dict[str, bool]:
    """Return whether each test passes unmutated; all run in one go."""
    if not tests:
        return {}
    told = tree / "told.xml"
    _pytest(tree, tests, f"--junitxml={told}")
    if not told.exists():
        return dict.fromkeys(tests, False)
    passed, failed = set[str](), set[str]()
    for case in ElementTree.parse(told).iter("testcase"):
        name = f"{str(case.get('classname')).replace('.', '/')}.py::{case.get('name')}"
        (passed if len(case) == 0 else failed).add(name)
    return {test: _holds(passed, test) and not _holds(failed, test) for test in tests}


def _holds(names: set[str], test: str) -> bool:
    """Whether one of `names` is the test, or is in it: of its file, or with a parameter."""
    return any(name == test or name.startswith((f"{test}::", f"{test}[")) for name in names)


def _proved(guards: list[Guard], parallel: int) -> Iterator[Outcome]:
    with _copies(parallel) as trees, ThreadPoolExecutor(parallel) as pool:
        green = _green(trees[0], sorted({guard.test for guard in guards}))
        free: queue.SimpleQueue[Path] = queue.SimpleQueue()
        for tree in trees:
            free.put(tree)

        def one(guard: Guard) -> Outcome:
            tree = free.get()
            try:
                return prove(guard, tree, is_green=green[guard.test])
            finally:
                free.put(tree)

        yield from pool.map(one, guards)


def main() -> int:
    """Prove every guard, print a table and, last, the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="*", default=[], help="names of the TOML files")
    parser.add_argument("--parallel", type=int, default=2)
    asked = parser.parse_args()
    began = time.monotonic()
    outcomes = []
    for outcome in _proved(guards_in(FOLDER, asked.only), asked.parallel):
        outcomes.append(outcome)
        guard = outcome.guard
        line = f"{outcome.verdict:<9} {outcome.seconds:5.1f} s  {guard.item:<24} {guard.name}"
        print(line, flush=True)
    red = sum(outcome.verdict == "red" for outcome in outcomes)
    survived = [o.guard.name for o in outcomes if o.verdict == "SURVIVED"]
    faults = [
        f"{o.guard.name}: {o.verdict}" for o in outcomes if o.verdict not in ("red", "SURVIVED")
    ]
    figures = {
        "guards": len(outcomes),
        "red": red,
        "survived": survived,
        "faults": faults,
        "seconds": round(time.monotonic() - began, 1),
    }
    print(json.dumps(figures))
    return 0 if red == len(outcomes) else 1


if __name__ == "__main__":
    sys.exit(main())
