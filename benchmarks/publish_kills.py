"""Kill publishers at every step and at random moments; what do readers see?"""

from __future__ import annotations

import fcntl
import multiprocessing
import os
import random
import signal
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from benchmarks.made_up import made_up_boundaries, made_up_tables
from records.errors import BuildError
from records.home import Home
from records.schema import Fact, ScoredProfile
from records.store import Build, current_id, open_build, prune, publish

__all__ = [
    "Reader",
    "Toll",
    "kill_at_every_step",
    "kill_at_random",
    "publish_marked",
    "read_marked",
    "start",
]

WAIT_SECONDS = 60
PROFILES = 6
STEPS: tuple[tuple[Any, str], ...] = (
    (os, "open"),
    (os, "fsync"),
    (os, "mkdir"),
    (os, "rename"),
    (os, "replace"),
    (fcntl, "flock"),
    (pq, "write_table"),
)
"""What publishing asks of the system; a publisher dies before and after each call."""

# The fork server imports the packages once, so that a publisher starts in milliseconds.
_processes = multiprocessing.get_context("forkserver")
_processes.set_forkserver_preload(["benchmarks.publish_kills"])


@dataclass
class Toll:
    """What was seen: kills, builds acknowledged, and faults, each a sentence; none is right."""

    kills: int = 0
    acknowledged: int = 0
    faults: list[str] = field(default_factory=list)


class Reader:
    """A process that opens the current build over and over until asked how it went."""

    def __init__(self, home: Home) -> None:
        self._stop = _processes.Event()
        self._ours, theirs = _processes.Pipe()
        self._process = start(_read_on, home.root, self._stop, theirs)
        self._ours.recv()

    def finish(self) -> tuple[int, list[str]]:
        """Return how many builds were read whole, and the faults seen."""
        self._stop.set()
        reads, faults = self._ours.recv()
        self._process.join(WAIT_SECONDS)
        return reads, faults


def publish_marked(home: Home, mark: int) -> str:
    """Publish a small build that carries `mark` in its manifest and in two of its tables."""
    tables = made_up_tables(PROFILES, seed=mark)
    marked = {
        "profiles": tables["profiles"].assign(**{ScoredProfile.score_version: str(mark)}),
        "facts": tables["facts"].assign(**{Fact.value: str(mark)}),
    }
    about = {"as_of": "2026-03-01", "mark": mark}
    return publish(home, {**tables, **marked}, made_up_boundaries(), about)


def read_marked(home: Home) -> Build:
    """Return the current build after every one of its tables was read.

    Raises:
        BuildError: it was passed over, or its files are not of one publishing.
    """
    with open_build(home) as build:
        marks = {
            str(build.manifest.about["mark"]),
            *build.table("profiles")[ScoredProfile.score_version],
            *build.table("facts")[Fact.value],
        }
        for name in ("records", "touchpoints", "reasons", "links", "redirects"):
            build.table(name)
        if build.refused or len(marks) != 1:
            raise BuildError(f"{build.id} mixes {sorted(marks)}; refused: {build.refused}")
        return build


def kill_at_every_step(home: Home, first: int = 0, every: int = 1) -> Toll:
    """Kill a publisher at step `first`, then every `every` steps on, until one lives to the end."""
    toll = Toll()
    publish_marked(home, 0)
    step = first
    while True:
        before = current_id(home)
        process = start(_publish_and_die, home.root, step)
        process.join(WAIT_SECONDS)
        _look(home, toll, {before})
        if process.exitcode != -signal.SIGKILL:
            if process.exitcode != 0:
                toll.faults.append(f"step {step}: the publisher ended with {process.exitcode}")
            return toll
        toll.kills += 1
        step += every


def kill_at_random(home: Home, kills: int, seed: int) -> Toll:
    """Kill a process that publishes and prunes without rest, each time at a random moment.

    Every other one is let publish one build first, however slow the machine.
    """
    toll, moments = Toll(), random.Random(seed)  # noqa: S311
    for turn in range(kills):
        ours, theirs = _processes.Pipe()
        process = start(_publish_on, home.root, theirs)
        theirs.close()
        ours.recv()
        acknowledged = [ours.recv()] if turn % 2 else []
        process.join(moments.uniform(0, 0.4))
        process.kill()
        process.join(WAIT_SECONDS)
        acknowledged += _drain(ours)
        toll.kills += 1
        toll.acknowledged += len(acknowledged)
        _look(home, toll, set(acknowledged[-1:]))
    return toll


def start(target: Callable[..., None], *args: object) -> BaseProcess:
    """Return a started process that runs `target`."""
    process = _processes.Process(target=target, args=args, daemon=True)
    process.start()
    return process


def _look(home: Home, toll: Toll, not_older_than: set[str | None]) -> None:
    """Read as a reader would: whole, and nothing that was acknowledged is gone."""
    try:
        seen = read_marked(home)
    except BuildError as error:
        if current_id(home) is not None or any(not_older_than):
            toll.faults.append(str(error))
        return
    if any(known is not None and seen.id[:6] < known[:6] for known in not_older_than):
        toll.faults.append(f"{seen.id} is older than {not_older_than}")


def _publish_and_die(root: Path, step: int) -> None:
    left = [step]

    def mortal(call: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*args: Any, **kwargs: Any) -> Any:
            _tick(left)
            answer = call(*args, **kwargs)
            _tick(left)
            return answer

        return wrapped

    for module, name in STEPS:
        setattr(module, name, mortal(getattr(module, name)))
    publish_marked(Home.at(root), mark=step + 1)


def _tick(left: list[int]) -> None:
    if left[0] == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    left[0] -= 1


def _publish_on(root: Path, pipe: Connection) -> None:
    home, mark = Home.at(root), 0
    pipe.send("ready")
    while True:
        mark += 1
        pipe.send(publish_marked(home, mark))
        prune(home, keep=2)


def _drain(pipe: Connection) -> list[str]:
    said: list[str] = []
    while True:
        try:
            said.append(pipe.recv())
        except (EOFError, OSError):
            return said


def _read_on(root: Path, stop: Event, pipe: Connection) -> None:
    home, reads, faults = Home.at(root), 0, list[str]()
    pipe.send("ready")
    while not stop.is_set() or reads == 0:
        try:
            read_marked(home)
            reads += 1
        except BuildError as error:
            faults.append(str(error))
            reads += 1
    pipe.send((reads, faults))
