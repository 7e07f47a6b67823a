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

def build(root, on, at):
    def killed(step, done=0, total=None):
        if step == at:
            os.kill(os.getpid(), signal.SIGKILL)

    class Clock(pipeline._Clock):
        def __call__(self, stage):
            killed(stage)
            return super().__call__(stage)

    pipeline._Clock = Clock
    day = dt.date.fromisoformat(on)
    make_build(Home.at(Path(root)), day, {}, killed, on=day)

for line in sys.stdin:
    # The modules are loaded once: this process builds nothing itself.
    child = os.fork()
    if not child:
        try:
            build(*line.rstrip().split("|"))
        finally:
            os._exit(1)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


@pytest.fixture(scope="module")
def builder():
    """What builds a county of a day, is killed at a step, and returns how its process ended."""
    command = [sys.executable, "-c", CHILD]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as parent:

        def killed(home: Home, on: str, step: str) -> int:
            print(home.root, on, step, sep="|", file=parent.stdin, flush=True)
            return int(parent.stdout.readline())

        yield killed


def take_in(home, folder, delivery):
    contract = find_contract(delivery["source"], home.mappings)
    day = dt.date.fromisoformat(delivery["delivered_on"])
    ingest(home, folder / delivery["file"], contract, day)


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    """The folder of a made-up county, and what it says of its deliveries."""
    folder = tmp_path_factory.mktemp("build_kill") / "sample"
    write_sample(folder, SampleSettings(seed=5, businesses=150))
    return folder, json.loads((folder / "sample.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def county(sample, tmp_path_factory):
    """A small county with one build, and deliveries that came in since."""
    folder, manifest = sample
    home = Home.at(tmp_path_factory.mktemp("some") / "county")
    agree(home)
    deliveries = manifest["deliveries"]
    for delivery in deliveries[:12]:
        take_in(home, folder, delivery)
    make_build(home, dt.date(2026, 11, 1), {}, on=dt.date(2026, 11, 1))
    for delivery in deliveries[12:16]:
        take_in(home, folder, delivery)
    return home


@pytest.fixture(scope="module")
def another_day(sample, tmp_path_factory):
    """A small county with one build, and one day's deliveries that came in since."""
    folder, manifest = sample
    home = Home.at(tmp_path_factory.mktemp("day") / "county")
    agree(home)
    for delivery in manifest["deliveries"][:8]:
        take_in(home, folder, delivery)
    make_build(home, dt.date(2026, 11, 1), {}, on=dt.date(2026, 11, 1))
    for delivery in manifest["daily"][:4]:
        take_in(home, folder, delivery)
    return home


@pytest.mark.parametrize("step", [*STEPS, "pairs compared"])
def test_a_days_build_killed_at_a_step_leaves_the_build_before_and_what_stands(
    another_day, builder, step
):
    before = current_id(another_day)
    assert builder(another_day, "2026-11-03", step) == -signal.SIGKILL
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
def test_a_build_killed_at_a_step_leaves_the_build_before(county, builder, step):
    before = current_id(county)
    assert builder(county, "2026-11-01", step) == -signal.SIGKILL
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
