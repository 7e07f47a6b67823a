"""How long does the audit take to add to, to verify and to search, and in how much memory?

    python -m benchmarks.audit [--rows 1000000] [--appends 500] [--processes 4] [--postgres]

Every tenth row is a list that names 20 businesses. Prints a table, then one line of JSON.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

from benchmarks.postgres import private_cluster
from records.audit import (
    Asked,
    Entry,
    Trail,
    found,
    how_many,
    open_trail,
    verify,
    who_looked,
    whole_lists,
)
from records.home import Home
from records.state import open_state

BATCH = 10_000
LIST_EVERY, LISTED, BUSINESSES = 10, 20, 14_300
DURABLE = {"fsync": "on", "synchronous_commit": "on", "max_connections": "30"}

_processes = multiprocessing.get_context("spawn")


def entry(number: int) -> Entry:
    """Return the entry of this number, as browsing makes them: pages, and now and then a list."""
    who = (f"user-{number % 40}", "inspector", "LA_EH", "planning visits")
    if number % LIST_EVERY:
        business = f"P{number * 7919 % BUSINESSES:011d}"
        return Entry("consultation", *who, "", "profile", business, {"build": "000001-00aa"})
    ids = [f"P{(number + step) * 104729 % BUSINESSES:011d}" for step in range(LISTED)]
    detail = {"shown": "cards", "count": LISTED, "ids": ids}
    return Entry("consultation", *who, "", "list", "000001-00aa", detail)


@contextmanager
def opened(home: Home) -> Iterator[Trail]:
    """Yield the county's audit."""
    engine = open_state(home.state_url)
    try:
        yield open_trail(engine, home)
    finally:
        engine.dispose()


def grow(home: Home, rows: int) -> float:
    """Add rows in bulk, as restoring would; return seconds."""
    started = time.perf_counter()
    with opened(home) as trail:
        for first in range(0, rows, BATCH):
            trail.append(*(entry(n) for n in range(first, min(first + BATCH, rows))))
    return round(time.perf_counter() - started, 1)


def append(home: Home, times: int, pipe: Connection, begin: Barrier) -> None:
    """Append one entry at a time, in a process of its own; send the milliseconds of each."""
    with opened(home) as trail:
        trail.append(entry(1))
        begin.wait()
        took = []
        for number in range(times):
            started = time.perf_counter()
            trail.append(entry(number))
            took.append(1000 * (time.perf_counter() - started))
    pipe.send(took)


def appends(home: Home, times: int, processes: int) -> dict[str, float]:
    """Return median, 95th and worst milliseconds of one append, `processes` appending at once."""
    ours, theirs = _processes.Pipe()
    begin = _processes.Barrier(processes)
    started = [
        _processes.Process(target=append, args=(home, times, theirs, begin))
        for _ in range(processes)
    ]
    for process in started:
        process.start()
    took = sorted(ms for _ in started for ms in ours.recv())
    for process in started:
        process.join()
    return {
        "median_ms": round(statistics.median(took), 2),
        "p95_ms": round(took[int(0.95 * len(took))], 2),
        "worst_ms": round(took[-1], 2),
    }


def read(home: Home, pipe: Connection) -> None:
    """Verify and search in a process of its own; send seconds and megabytes."""
    with opened(home) as trail:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        verdict, seconds = timed(lambda: verify(trail))
        figures: dict[str, Any] = {
            "verified_rows": verdict.rows,
            "sound": verdict.is_sound,
            "verify_s": seconds,
            "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
            "before_mb": round(before / 1024),
        }
        business = f"P{7919 % BUSINESSES:011d}"
        asked = {
            "who_looked_s": lambda: who_looked(trail.engine, [business]),
            "whole_lists_s": lambda: whole_lists(trail.engine),
            "newest_page_s": lambda: found(trail.engine, Asked()),
            "one_users_page_s": lambda: found(trail.engine, Asked(user="user-3")),
            "one_profiles_page_s": lambda: found(trail.engine, Asked(profile=business)),
            "words_nobody_searched_s": lambda: found(trail.engine, Asked(keyed="0" * 64)),
            "count_of_a_purpose_s": lambda: how_many(trail.engine, Asked(purpose="visits")),
        }
        figures |= {name: timed(work)[1] for name, work in asked.items()}
    pipe.send(figures)


def timed(work: Any) -> tuple[Any, float]:
    """Return what the work returned and the seconds it took."""
    started = time.perf_counter()
    done = work()
    return done, round(time.perf_counter() - started, 4)


def measure(home: Home, asked: argparse.Namespace) -> dict[str, object]:
    """Return every figure of one database."""
    figures: dict[str, object] = {"rows": asked.rows, "bulk_s": grow(home, asked.rows)}
    figures["one"] = appends(home, asked.appends, 1)
    figures[f"{asked.processes}_at_once"] = appends(home, asked.appends, asked.processes)
    ours, theirs = _processes.Pipe()
    process = _processes.Process(target=read, args=(home, theirs))
    process.start()
    figures |= ours.recv()
    process.join()
    if home.state_url.startswith("sqlite"):
        figures["state_mb"] = round((home.root / "state.db").stat().st_size / 1e6)
    return figures


def main(arguments: list[str]) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--appends", type=int, default=500)
    parser.add_argument("--processes", type=int, default=4)
    parser.add_argument("--postgres", action="store_true", help="a private PostgreSQL as well")
    asked = parser.parse_args(arguments)
    result: dict[str, dict[str, object]] = {}
    with tempfile.TemporaryDirectory() as folder:
        result["sqlite"] = told("sqlite", measure(Home.at(Path(folder)), asked))
    if asked.postgres:
        with tempfile.TemporaryDirectory() as folder, private_cluster(DURABLE) as cluster:
            home = Home(Path(folder), cluster.url("postgres"))
            result["postgresql"] = told("postgresql", measure(home, asked))
    print(json.dumps(result))


def told(kind: str, figures: dict[str, object]) -> dict[str, object]:
    """Print the figures of one database at once, and return them."""
    lines = [f"{name:>24} {value}" for name, value in figures.items()]
    print("\n".join(["", kind, *lines]), flush=True)
    return figures


if __name__ == "__main__":
    main(sys.argv[1:])
