"""A publisher killed at any moment leaves the old build or the new one, whole.

CONCERN_KILLS=100 makes 100 random kills.
"""

import logging
import os

import pytest

from benchmarks.publish_kills import (
    Reader,
    kill_at_every_step,
    kill_at_random,
    publish_marked,
    read_marked,
    start,
)
from records.home import Home
from records.store import builds

_LOG = logging.getLogger(__name__)
KILLS = int(os.environ.get("CONCERN_KILLS") or 12)


@pytest.fixture
def home(tmp_path):
    return Home.at(tmp_path)


def left_behind(home: Home) -> list[str]:
    return [
        path.name for path in home.builds.iterdir() if path.name.startswith((".tmp-", ".gone-"))
    ]


def test_killed_at_any_step_it_leaves_a_whole_build(home):
    toll = kill_at_every_step(home, every=4)
    assert toll.faults == []
    assert toll.kills >= 15
    assert left_behind(home) == []
    assert read_marked(home).manifest.about["mark"] > toll.kills


def test_killed_at_random_moments_no_reader_ever_sees_a_torn_build(home):
    publish_marked(home, 0)
    reader = Reader(home)
    toll = kill_at_random(home, kills=KILLS, seed=7)
    reads, faults = reader.finish()
    assert toll.faults == []
    assert faults == []
    assert reads > 0
    assert toll.acknowledged > 0
    _LOG.info("%d kills, %d builds acknowledged, %d read whole", KILLS, toll.acknowledged, reads)
    publish_marked(home, 99)
    assert left_behind(home) == []


def test_killed_before_the_first_build_was_ever_acknowledged_it_leaves_room_for_the_next(home):
    home.builds.mkdir()
    (home.builds / ".tmp-000001").mkdir()
    assert publish_marked(home, 1).startswith("000001-")
    assert left_behind(home) == []


def test_publishers_at_once_wait_for_each_other(home):
    publish_marked(home, 0)
    started = [start(publish_marked, home, mark) for mark in (1, 2, 3)]
    for process in started:
        process.join(60)
    assert [process.exitcode for process in started] == [0, 0, 0]
    assert [build.id[:6] for build in builds(home)] == ["000004", "000003", "000002", "000001"]
    read_marked(home)
