"""An ingest killed at random moments, each of a new delivery: nothing acknowledged is lost.

CONCERN_KILLS=100 makes 100 kills of each kind.
"""

from __future__ import annotations

import logging
import os
import random
import subprocess
import sys
import time
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest

from benchmarks.agreed import agree
from records.contracts import contract_from
from records.history import current_records, deliveries, quarantined
from records.home import Home
from records.ingest import ingest

_LOG = logging.getLogger(__name__)
ROOT = Path(__file__).parents[2]
KILLS = int(os.environ.get("CONCERN_KILLS") or 10)
ROWS = 400
DAY = date(2025, 6, 1)
PATIENCE_SECONDS = 60

MAPPING = """
name = "kitchens"
title = "Kitchens"
agency = "LA_EH"
key = ["Ref"]
[columns]
name = { from = "Name", required = true }
"""

# Imports once and forks for each order "path seconds": the fork ingests, says "acknowledged", and
# is killed after the seconds wherever it is by then.
NURSERY = """
import os, signal, sys
from datetime import date
from pathlib import Path
from records.contracts import contract_from
from records.home import Home
from records.ingest import ingest

home, mapping = Home.at(Path(sys.argv[1])), contract_from(Path(sys.argv[2]))
signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
for order in sys.stdin:
    path, seconds = order.split()
    pid = os.fork()
    if pid == 0:
        receipt = ingest(home, Path(path), mapping, date(2025, 6, 1))
        print("acknowledged", end=" ", flush=True)
        os._exit(0)
    signal.sigtimedwait({signal.SIGCHLD}, float(seconds))
    os.kill(pid, signal.SIGKILL)
    _, status = os.waitpid(pid, 0)
    killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
    print("killed" if killed else "done" if status == 0 else "failed", flush=True)
"""


@dataclass
class Toll:
    """What the kills did; faults is empty where nothing was lost or half there."""

    killed: int = 0
    taken_in: int = 0
    faults: list[str] = field(default_factory=list)


@pytest.fixture
def county(tmp_path):
    home = Home.at(tmp_path / "county")
    mapping = tmp_path / "kitchens.toml"
    mapping.write_text(MAPPING)
    agree(home, contract_from(mapping))
    return home, mapping


@pytest.fixture
def nursery(county):
    command = [sys.executable, "-c", NURSERY, str(county[0].root), str(county[1])]
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    yield process
    process.communicate()


def delivery(folder: Path, number: int) -> Path:
    """A file that gives every record a new name, and holds one faulty row."""
    path = folder / f"{number:04d}.csv"
    rows = "".join(f"{n},Cafe in its {number}th year\n" for n in range(ROWS))
    path.write_text(f"Ref,Name\n,{number}\n{rows}")
    return path


def held(home: Home) -> int | str:
    """Return how many deliveries are held, each of them whole; else what is wrong."""
    ledger = deliveries(home)
    count = len(ledger)
    if count == 0:
        return 0
    records = current_records(home)
    names = {*records["name"]}
    seen = (names, len(records), len(quarantined(home)))
    expected = ({f"Cafe in its {count - 1}th year"}, ROWS, count)
    return count if seen == expected else f"{count} deliveries, but {seen}"


def ordered(nursery, path: Path, seconds: float) -> str:
    nursery.stdin.write(f"{path} {seconds}\n")
    nursery.stdin.flush()
    return nursery.stdout.readline().strip()


def seconds_of_one(nursery, path: Path) -> float:
    began = time.monotonic()
    assert ordered(nursery, path, PATIENCE_SECONDS) == "acknowledged done"
    return time.monotonic() - began


def test_ingests_killed_at_random_moments_are_there_whole_or_not_at_all(county, nursery, tmp_path):
    home, _ = county
    moments, toll = random.Random(7), Toll()
    number, longest = 1, 1.2 * seconds_of_one(nursery, delivery(tmp_path, 0))
    while toll.killed < KILLS:
        said = ordered(nursery, delivery(tmp_path, number), moments.uniform(0, longest))
        toll.killed += said.endswith("killed")
        now = held(home)
        if now not in (number, number + 1) or "failed" in said:
            toll.faults.append(f"delivery {number}: {said}: {now}")
            break
        if "acknowledged" in said and now == number:
            toll.faults.append(f"delivery {number} was acknowledged and is lost")
        toll.taken_in += now == number + 1
        number = now if isinstance(now, int) else number
    assert toll.faults == []
    last = ingest(home, delivery(tmp_path, number), contract_from(county[1]), DAY)
    assert last.rows_in == ROWS + 1
    assert held(home) == number + 1
    folders = [path.name for path in home.deliveries.iterdir() if path.is_dir()]
    assert len(folders) == number + 1, "what the killed ones left is swept"
    _LOG.info("%d kills, %d deliveries taken in meanwhile", toll.killed, toll.taken_in)
