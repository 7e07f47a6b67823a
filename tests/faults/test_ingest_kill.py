"""An ingest killed at any step leaves the old state or the new one, nothing between."""

from __future__ import annotations

import random
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from benchmarks.agreed import agree
from records.contracts import contract_from
from records.history import current_records, deliveries, quarantined
from records.home import Home
from records.ingest import ingest

MAPPING = """
name = "kitchens"
title = "Kitchens"
agency = "LA_EH"
key = ["Ref"]
[columns]
name = { from = "Name", required = true }
"""

# Imports once and forks for each order "step seconds": the fork ingests and is killed, at the
# step or after the seconds. Answers "killed" or "done", after what the fork said.
NURSERY = """
import os, signal, sys, time
from datetime import date
from pathlib import Path
import pyarrow.parquet as pq
import records.ingest
from records.contracts import contract_from
from records.home import Home

def stepping(what, left):
    def end():
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
    def stepped(*given, **named):
        end()
        return what(*given, **named)
    return stepped

def child(step):
    left = [step]
    os.fsync, os.mkdir = stepping(os.fsync, left), stepping(os.mkdir, left)
    Path.rename = stepping(Path.rename, left)
    pq.ParquetWriter.write_table = stepping(pq.ParquetWriter.write_table, left)
    pq.ParquetWriter.close = stepping(pq.ParquetWriter.close, left)
    records.ingest.add_delivery = stepping(records.ingest.add_delivery, left)
    home, path, mapping = (Path(given) for given in sys.argv[1:])
    records.ingest.ingest(Home.at(home), path, contract_from(mapping), date(2025, 6, 2))
    stepping(print, left)("acknowledged", end=" ", flush=True)

for order in sys.stdin:
    step, seconds = order.split()
    pid = os.fork()
    if pid == 0:
        child(int(step))
        os._exit(0)
    if float(seconds):
        time.sleep(float(seconds))
        os.kill(pid, signal.SIGKILL)
    _, status = os.waitpid(pid, 0)
    killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
    print("killed" if killed else "done" if status == 0 else "failed", flush=True)
"""


class Nursery:
    """Ingests in processes that are killed."""

    def __init__(self, home: Home, path: Path, mapping: Path) -> None:
        command = [sys.executable, "-c", NURSERY, str(home.root), str(path), str(mapping)]
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
        )

    def ingest(self, kill_at: int = 0, after_seconds: float = 0.0) -> str:
        """Return what came of it: killed or done, and whether it was acknowledged."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{kill_at} {after_seconds}\n")
        self._process.stdin.flush()
        return self._process.stdout.readline().strip()

    def close(self) -> None:
        self._process.communicate()


@pytest.fixture
def county(tmp_path):
    """A county of 50 records, and a second delivery that corrects, adds and holds a faulty row."""
    home = Home.at(tmp_path / "county")
    mapping = tmp_path / "kitchens.toml"
    mapping.write_text(MAPPING)
    first, second = tmp_path / "first.csv", tmp_path / "second.csv"
    first.write_text("Ref,Name\n" + "".join(f"{n},Cafe {n}\n" for n in range(50)))
    second.write_text("Ref,Name\n,bad\n" + "".join(f"{n},Cafe no {n}\n" for n in range(40, 70)))
    agree(home, contract_from(mapping))
    ingest(home, first, contract_from(mapping), date(2025, 6, 1))
    return home, second, mapping


@pytest.fixture
def nursery(county):
    nursery = Nursery(*county)
    yield nursery
    nursery.close()


def state(home: Home) -> str:
    """Return old or new, or what is between."""
    held = current_records(home)
    corrected = int(held["name"].str.contains("no").sum())
    found = len(held), corrected, len(deliveries(home)), len(quarantined(home))
    return {(50, 0, 1, 0): "old", (70, 30, 2, 1): "new"}.get(found, f"between: {found}")


def test_a_kill_at_any_step_leaves_the_old_state_or_the_new_one(county, nursery):
    home, second, mapping = county
    states = []
    for kill_at in range(1, 200):
        outcome = nursery.ingest(kill_at)
        if outcome != "killed":
            break
        states.append(state(home))
        if states[-1] == "new":
            break
    assert outcome == "killed"
    assert len(states) > 15
    assert set(states[:-1]) == {"old"}
    assert states[-1] == "new"
    assert ingest(home, second, contract_from(mapping), date(2025, 6, 2)).already_held
    assert sorted(path.name for path in home.deliveries.iterdir())[0] == ".lock"
    assert len([*home.deliveries.iterdir()]) == 3


def test_a_kill_at_any_moment_leaves_the_old_state_or_the_new_one(county, nursery):
    home, second, mapping = county
    moments = random.Random(7)
    for _ in range(8):
        outcome = nursery.ingest(after_seconds=moments.uniform(0.005, 0.3))
        assert "failed" not in outcome
        assert state(home) in ("old", "new")
        assert state(home) == "new" or "acknowledged" not in outcome
    ingest(home, second, contract_from(mapping), date(2025, 6, 2))
    assert state(home) == "new"
