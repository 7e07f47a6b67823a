"""A build killed at each of its steps: the build before stays, and the next one succeeds."""

import datetime as dt
import json
import signal
import subprocess
import sys

import pytest

from benchmarks.agreed import agree
from records.contracts import find_contract
from records.home import Home
from records.ingest import ingest
from records.sample import SampleSettings, write_sample
from records.schema import PlacedRecord
from records.store import builds, current_id, open_build
from risk.pipeline import STEPS, make_build

pytestmark = pytest.mark.slow

CHILD = """
import datetime as dt, os, signal, sys
from pathlib import Path
from linkage import pipeline
from records.home import Home
from risk.pipeline import make_build

def killed(step, done=0, total=None):
    if step == sys.argv[2]:
        os.kill(os.getpid(), signal.SIGKILL)

class Clock(pipeline._Clock):
    def __call__(self, stage):
        killed(stage)
        return super().__call__(stage)

pipeline._Clock = Clock
day = dt.date.fromisoformat(sys.argv[3])
make_build(Home.at(Path(sys.argv[1])), day, {}, killed, on=day)
"""


def take_in(home, folder, delivery):
    contract = find_contract(delivery["source"], home.mappings)
    day = dt.date.fromisoformat(delivery["delivered_on"])
    ingest(home, folder / delivery["file"], contract, day)


@pytest.fixture(scope="module")
def county(tmp_path_factory):
    """A small county with one build, and deliveries that came in since."""
    folder = tmp_path_factory.mktemp("build_kill")
    write_sample(folder / "sample", SampleSettings(seed=5, businesses=200))
    manifest = json.loads((folder / "sample" / "sample.json").read_text(encoding="utf-8"))
    home = Home.at(folder / "county")
    agree(home)
    deliveries = manifest["deliveries"]
    for delivery in deliveries[:12]:
        take_in(home, folder / "sample", delivery)
    make_build(home, dt.date(2026, 11, 1), {}, on=dt.date(2026, 11, 1))
    for delivery in deliveries[12:16]:
        take_in(home, folder / "sample", delivery)
    return home


@pytest.fixture(scope="module")
def another_day(tmp_path_factory):
    """A small county with one build, and one day's deliveries that came in since."""
    folder = tmp_path_factory.mktemp("day_kill")
    write_sample(folder / "sample", SampleSettings(seed=6, businesses=120))
    manifest = json.loads((folder / "sample" / "sample.json").read_text(encoding="utf-8"))
    home = Home.at(folder / "county")
    agree(home)
    for delivery in manifest["deliveries"][:8]:
        take_in(home, folder / "sample", delivery)
    make_build(home, dt.date(2026, 11, 1), {}, on=dt.date(2026, 11, 1))
    for delivery in manifest["daily"][:4]:
        take_in(home, folder / "sample", delivery)
    return home


@pytest.mark.parametrize("step", [*STEPS, "pairs compared"])
def test_a_days_build_killed_at_a_step_leaves_the_build_before_and_what_stands(another_day, step):
    before = current_id(another_day)
    child = subprocess.run(
        [sys.executable, "-c", CHILD, str(another_day.root), step, "2026-11-03"], check=False
    )
    assert child.returncode == -signal.SIGKILL
    assert current_id(another_day) == before
    assert len(builds(another_day)) == 1


def test_the_next_days_build_after_the_kills_goes_on_from_the_build_before(another_day):
    report = make_build(another_day, dt.date(2026, 11, 3), {}, on=dt.date(2026, 11, 3))
    assert not report.how.full
    assert report.linkage["groups_touched"] > 0
    with open_build(another_day) as build:
        assert not build.refused


LINK_STAGES = ("prepare", "block", "compare", "cluster", "write")
"""What linking does, one after the other; `pairs compared` is told while it compares."""


@pytest.mark.parametrize("step", [*STEPS, *LINK_STAGES, "pairs compared"])
def test_a_build_killed_at_a_step_leaves_the_build_before(county, step):
    before = current_id(county)
    child = subprocess.run(
        [sys.executable, "-c", CHILD, str(county.root), step, "2026-11-01"], check=False
    )
    assert child.returncode == -signal.SIGKILL
    assert current_id(county) == before
    with open_build(county) as build:
        assert not build.refused
        assert len(build.table("profiles")) > 0
    assert len(builds(county)) == 1


def test_the_next_build_after_the_kills_holds_everything_and_keeps_the_ids(county):
    members = [PlacedRecord.record_id, PlacedRecord.profile_id]
    with open_build(county) as build:
        before = build.table("records", columns=members)
    make_build(county, dt.date(2026, 11, 1), {}, on=dt.date(2026, 11, 1))
    with open_build(county) as build:
        after = build.table("records", columns=members)
    assert len(after) > len(before)
    both = before.merge(after, on=PlacedRecord.record_id, suffixes=("", "_after"))
    kept = both[PlacedRecord.profile_id] == both[f"{PlacedRecord.profile_id}_after"]
    assert len(both) == len(before)
    assert kept.mean() > 0.95
