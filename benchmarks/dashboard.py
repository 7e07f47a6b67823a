"""How quick is the dashboard? In a browser, on the server as it is run, and beside a Plotly twin.

    python -m benchmarks.dashboard --businesses 14300 50000 500000 --twin
    python -m benchmarks.dashboard --home demo

Serves each county with `concern serve`, one made up for each number of businesses or a copy of the
one named, and measures in a headless browser without a graphics card. Prints what is asked of each
figure and whether it is reached; JSON last.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.chromium import chromium
from benchmarks.dashboard_asked import shortfall
from benchmarks.dashboard_home import copied, made, profiles_of
from benchmarks.dashboard_load import Crowd, crowd
from benchmarks.dashboard_pages import first_paint, timeline_ms, worked
from benchmarks.dashboard_twin import measured_twin
from benchmarks.dashboard_watch import watched
from benchmarks.signed_in import SignedIn
from benchmarks.users import Server, served
from dashboard.settings import Settings
from records.home import Home

LOADS = 5
STEADY = 400.0
"""Requests a second that fifty people are to be answered at."""


def main() -> None:
    """Measure every county that was asked for."""
    asked = _words()
    found = [_measured(home, size, asked) for home, size in _counties(asked)]
    for one in found:
        print(f"\n{one['businesses']:,} businesses")
        for line in shortfall(one):
            print(f"  {line}")
    print(json.dumps(found))


def _words() -> argparse.Namespace:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--businesses", type=int, nargs="+", default=[14_300, 50_000])
    words.add_argument("--home", "--data", type=Path, help="a built demo county; it is copied")
    words.add_argument("--twin", action="store_true", help="beside a Plotly scattermap")
    words.add_argument("--watch", action="store_true", help="axe, policy, other hosts: every page")
    words.add_argument("--users", type=int, default=50)
    words.add_argument("--seconds", type=float, default=15, help="of each load by the users")
    words.add_argument("--workers", type=int, default=Settings().workers)
    words.add_argument("--loads", type=int, default=LOADS, help="times each page is opened")
    return words.parse_args()


def _counties(asked: argparse.Namespace) -> Iterator[tuple[Home, int]]:
    with tempfile.TemporaryDirectory(prefix="concern-dashboard-") as folder:
        if asked.home:
            home = copied(asked.home, Path(folder) / "county")
            yield home, len(profiles_of(home))
            return
        for size in asked.businesses:
            yield made(Path(folder) / str(size), size), size


def _measured(home: Home, businesses: int, asked: argparse.Namespace) -> dict[str, Any]:
    """Return every figure of one county."""
    figures: dict[str, Any] = {"businesses": businesses, "others_at_work": os.getloadavg()[0]}
    with served(home.root, asked.workers) as server:
        figures |= _sent(server.address, businesses)
        with chromium() as browser:
            figures |= first_paint(browser, server.address, asked.loads)
            work, callback = worked(browser, server.address)
            figures |= work | {"timeline_of_500_ms": timeline_ms(browser, server.address)}
            figures |= watched(browser, server.address).figures() if asked.watch else {}
        figures |= _exporting(server.address)
        figures |= {"users": _loaded(server, callback, asked)}
    if asked.twin:
        with chromium() as browser:
            figures |= _beside(figures, measured_twin(browser, profiles_of(home), asked.loads))
    return figures


def _beside(ours: dict[str, Any], twin: dict[str, Any]) -> dict[str, Any]:
    """The twin's figures, and how many times ours they are."""
    shared = [name for name in twin if ours.get(name)]
    times = {name: round(twin[name] / ours[name], 1) for name in shared}
    return {"twin": twin, "twin_is_times_ours": times}


def _sent(address: str, businesses: int) -> dict[str, Any]:
    person = SignedIn(address)
    sent = len(person.asked(f"/county/{person.key}/columns"))
    return {"bytes_a_business": round(sent / businesses, 2)}


def _exporting(address: str) -> dict[str, Any]:
    person = SignedIn(address)
    form = {"build": person.key, "query": "", "as": "marked", "csrf": person.word}
    said = {"purpose": "data", "recipient": "a measurement"}
    took, size = [], 0
    for _ in range(3):
        with _timed(took):
            size = len(person.asked("/county/export", **form, **said))
    return {
        "csv_seconds": round(statistics.median(took), 2),
        "csv_first_seconds": round(took[0], 2),
        "csv_megabytes": round(size / 1e6, 1),
    }


def _loaded(server: Server, callback: dict[str, Any], asked: argparse.Namespace) -> dict[str, Any]:
    """What many people see: as fast as they are answered, and at a steady rate."""
    address = server.address
    crowd(address, Crowd(asked.users, asked.seconds / 3, callback))
    before = _processor_seconds(server)
    most = crowd(address, Crowd(asked.users, asked.seconds, callback))
    took = _processor_seconds(server) - before
    steady = crowd(address, Crowd(asked.users, asked.seconds, callback, STEADY))
    each = round(1000 * took / len(most.seconds), 2)
    return {
        "most": most.figures(),
        "steady": steady.figures(),
        # Unlike the rest it says much the same on a machine that has other work.
        "processor_ms_an_answer": each,
    }


def _processor_seconds(server: Server) -> float:
    """Return the seconds of a processor that the server's processes have used so far."""
    ticks = os.sysconf("SC_CLK_TCK")
    said = [Path(f"/proc/{one}/stat").read_text().rpartition(")")[2] for one in server.workers()]
    return sum(sum(map(int, one.split()[11:13])) for one in said) / ticks


@contextmanager
def _timed(into: list[float]) -> Iterator[None]:
    start = time.perf_counter()
    yield
    into.append(time.perf_counter() - start)


if __name__ == "__main__":
    main()
