"""Does access hold, and what does it cost? Prints JSON; with --cases, asks random questions."""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.leaks import faults
from dashboard import noting
from dashboard.access import ALL_SHARED, view_of
from dashboard.builds import HomeBuilds
from dashboard.dossier import dossier_of
from dashboard.filters import Filters
from dashboard.listing import listing
from dashboard.pages.profile_page import drawn
from dashboard.queries import cards, ordered
from dashboard.seeing import standing
from dashboard.viewer import DEMO, DEMO_PEOPLE
from records.audit import open_trail
from records.home import Home
from records.schema import ScoredProfile
from records.state import open_state

QUESTIONS = 50
"""Questions that one viewer asks of one county."""
TIMES = 60
TOLD_EVERY = 250


def main() -> None:
    """Measure what was asked for; the exit code is 1 where something showed."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--cases", type=int, default=0, help="random viewer and query cases")
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--home", type=Path, help="a county's folder, for the cost of access")
    asked = words.parse_args()
    found: dict[str, Any] = {}
    if asked.home:
        found |= costs(Home.at(asked.home))
    if asked.cases:
        found |= leaks(asked.cases, asked.seed)
    print(json.dumps(found, indent=2))
    sys.exit(1 if found.get("leaks") else 0)


def leaks(cases: int, seed: int) -> dict[str, Any]:
    """Return how many cases were tried and in how many something hidden showed."""
    kinds: Counter[str] = Counter()
    wrong = []
    begin = time.perf_counter()
    for case, said in faults(seed, -(-cases // QUESTIONS), QUESTIONS):
        kinds[case.what] += 1
        wrong += [f"{case.what}: {one}" for one in said]
        if kinds.total() % TOLD_EVERY == 0:
            print(f"{kinds.total():,} cases, {len(wrong)} leaks", file=sys.stderr, flush=True)
    return {
        "cases": kinds.total(),
        "by_kind": dict(sorted(kinds.items())),
        "leaks": len(wrong),
        "first": wrong[:10],
        "seconds": round(time.perf_counter() - begin),
    }


def costs(home: Home) -> dict[str, Any]:
    """Return what access and audit add to a page, and what a new sight and a new build take."""
    begin = time.perf_counter()
    sealed = HomeBuilds(home).load().county
    loaded = time.perf_counter() - begin
    state = open_state(home.state_url)
    trail = open_trail(state, home)
    making = {}
    for one in (DEMO, DEMO_PEOPLE[0]):
        begin = time.perf_counter()
        view_of(sealed, one, ALL_SHARED)
        making[one.user] = round(time.perf_counter() - begin, 2)
    view = view_of(sealed, DEMO_PEOPLE[0], ALL_SHARED)
    ids = list(view.county.profiles[ScoredProfile.profile_id])
    rows = ordered(view, Filters())

    def look() -> None:
        now = standing(state, home)
        view_of(sealed, DEMO_PEOPLE[0], now.terms, now.marks)

    def access() -> None:
        standing(state, home)
        view_of(sealed, DEMO_PEOPLE[0], ALL_SHARED)

    look()
    pages: dict[str, tuple[Callable[[int], Any], Callable[[int], Any]]] = {
        "profile": (
            lambda at: drawn_json(view, ids[at * 7 % len(ids)]),
            lambda at: noting.opened(trail, view, ids[at]),
        ),
        "list": (
            lambda at: listing(view, Filters(text=f"{at} mill")),
            lambda at: noting.listed(trail, view, ids[:50], "list"),
        ),
        "cards": (
            lambda at: cards(view, rows[at : at + 13]),
            lambda at: noting.listed(trail, view, ids[:13], "cards"),
        ),
    }
    found: dict[str, Any] = {"load_seconds": round(loaded, 2), "view_seconds": making}
    for name, (page, audit) in pages.items():
        shown, checked, noted = timed(page), timed(lambda _: access()), timed(audit)
        found[name] = {
            "page_ms": shown,
            "access_ms": checked,
            "audit_ms": noted,
            "access_share": round(checked / (shown + checked + noted), 3),
        }
    return found


def drawn_json(view: Any, profile_id: str) -> int:
    """Draw a page as it is sent and return its length."""
    dossier = dossier_of(view, profile_id)
    return len(json.dumps(drawn(dossier, view).to_plotly_json(), default=_plain)) if dossier else 0


def _plain(part: Any) -> Any:
    return part.to_plotly_json() if hasattr(part, "to_plotly_json") else str(part)


def timed(act: Callable[[int], Any]) -> float:
    """Return the median milliseconds of one act."""
    took = []
    for at in range(TIMES):
        begin = time.perf_counter()
        act(at)
        took.append(time.perf_counter() - begin)
    return round(1000 * statistics.median(took), 3)


if __name__ == "__main__":
    main()
