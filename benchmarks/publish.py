"""How long do publishing, opening and pruning take, and what do kills leave?

    python -m benchmarks.publish [--profiles 14300 50000] [--kills 100]

Prints a table, then one line of JSON.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import sys
import tempfile
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

from benchmarks.made_up import made_up_boundaries, made_up_tables
from benchmarks.publish_kills import Reader, kill_at_every_step, kill_at_random, publish_marked
from records.home import Home
from records.schema import BUILD_TABLES, Profile, ScoredProfile
from records.store import builds, current_id, open_build, prune, publish

MAP_COLUMNS = [
    Profile.profile_id,
    Profile.lat,
    Profile.lon,
    Profile.sector,
    Profile.district,
    Profile.last_visit_on,
    ScoredProfile.score,
    ScoredProfile.band,
]
"""What the map is drawn from."""


def seconds(work: Callable[[], object]) -> float:
    """Return the wall-clock seconds that `work` takes."""
    started = time.perf_counter()
    work()
    return round(time.perf_counter() - started, 4)


def measure(profiles: int) -> dict[str, object]:
    """Return seconds by step for a build of this many profiles, and its megabytes."""
    tables, boundaries = made_up_tables(profiles, seed=1), made_up_boundaries()
    about = {"as_of": "2026-03-01"}
    with tempfile.TemporaryDirectory() as folder:
        home = Home.at(Path(folder))
        took = [seconds(lambda: publish(home, tables, boundaries, about)) for _ in range(3)]
        figures: dict[str, object] = {
            "profiles": profiles,
            "rows": sum(builds(home)[0].rows.values()),
            "megabytes": round(builds(home)[0].bytes / 1e6, 1),
            "publish_s": min(took),
            **_in_a_fresh_process(home),
            "current_id_s": seconds(lambda: current_id(home)),
            "prune_two_s": seconds(lambda: prune(home, keep=1)),
        }
    return figures


def kill(kills: int) -> dict[str, object]:
    """Return what killing publishers at every step and at random moments left."""
    with tempfile.TemporaryDirectory() as folder:
        home = Home.at(Path(folder))
        publish_marked(home, 0)
        reader = Reader(home)
        steps = kill_at_every_step(home)
        moments = kill_at_random(home, kills, seed=1)
        reads, faults = reader.finish()
    return {
        "kills_at_steps": steps.kills,
        "kills_at_random": moments.kills,
        "builds_acknowledged": moments.acknowledged,
        "reads_meanwhile": reads,
        "faults": [*steps.faults, *moments.faults, *faults],
    }


def _in_a_fresh_process(home: Home) -> dict[str, float]:
    """Measure reading as a new web worker would, without this process's heap."""
    processes = multiprocessing.get_context("spawn")
    ours, theirs = processes.Pipe()
    process = processes.Process(target=_read, args=(home.root, theirs))
    process.start()
    figures: dict[str, float] = ours.recv()
    process.join()
    return figures


def _read(root: Path, pipe: Connection) -> None:
    home = Home.at(root)
    first = seconds(lambda: open_build(home))
    again = min(seconds(lambda: open_build(home)) for _ in range(3))
    build = open_build(home)
    figures = {"open_verified_s": first, "open_again_s": again}
    figures["map_columns_s"] = seconds(lambda: build.table("profiles", MAP_COLUMNS))
    for name in BUILD_TABLES:
        figures[f"{name}_s"] = seconds(lambda name=name: build.table(name))  # type: ignore[misc]
    figures["profiles_again_s"] = seconds(lambda: build.table("profiles"))
    pipe.send(figures)


def main(arguments: list[str]) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--profiles", type=int, nargs="+", default=[14_300, 50_000])
    parser.add_argument("--kills", type=int, default=0, help="random kills; 0: none at all")
    asked = parser.parse_args(arguments)
    result: dict[str, object] = {"sizes": [measure(profiles) for profiles in asked.profiles]}
    if asked.kills:
        result["kills"] = kill(asked.kills)
    for figures in result["sizes"]:  # type: ignore[attr-defined]
        print("\n".join(f"{name:>18} {value}" for name, value in figures.items()), end="\n\n")
    print(json.dumps(result))


if __name__ == "__main__":
    main(sys.argv[1:])
