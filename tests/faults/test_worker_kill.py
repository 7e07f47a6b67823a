"""A process killed while people use it: what it was answering is cut, nothing else is lost."""

import argparse
import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from sqlalchemy import func, select

from benchmarks.served import served_home
from benchmarks.users import crowd, served
from records.audit import open_trail, verify
from records.state import open_state
from records.state.tables import audit

NOTED = ("list", "columns", "cards", "export")
"""Each answer of these kinds was written into the audit before it was given."""


def test_killed_processes_lose_nothing_that_was_acknowledged(tmp_path: Path):
    home = served_home(tmp_path / "county", businesses=60)
    words = argparse.Namespace(
        users=6, seconds=9.0, kill_every=2.0, build_after=0.0, copy=str(home.root)
    )
    with served(home.root, workers=2) as server:
        # In a thread: this one may have a loop of its own running, that of the browser's tests.
        with ThreadPoolExecutor(1) as apart:
            tally = apart.submit(asyncio.run, crowd(server, words)).result()
        assert tally.kills >= 1
    assert dict(tally.errors) == {}
    answered = sum(len(tally.seconds[kind]) for kind in NOTED)
    assert answered > 10
    state = open_state(home.state_url)
    verdict = verify(open_trail(state, home))
    assert verdict.is_sound, verdict.faults
    with state.connect() as connection:
        noted = select(func.count()).where(audit.c.operation.in_(("consultation", "disclosure")))
        assert connection.scalar(noted) >= answered
    state.dispose()
