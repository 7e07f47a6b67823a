"""The demo's model: approved by invented people, said so, and never in a county of real people."""

from __future__ import annotations

from datetime import datetime

import pytest

from benchmarks.agreed import made_up_home
from benchmarks.leak_world import AS_OF, made_world, tables_of
from benchmarks.made_county import made_boundaries
from dashboard.demonstrating import WHY, demonstrate
from dashboard.settings import make_home
from records.errors import BuildError
from records.schema import BUILD_TABLES, IdEvent
from records.state import opened
from records.store import open_build, publish
from risk import registry

NOW = datetime(2026, 11, 22, 12).astimezone()


def test_a_county_that_is_not_made_up_approves_no_model_by_itself(tmp_path):
    made = made_up_home(tmp_path / "made")
    home = make_home(tmp_path / "real")
    with open_build(made) as build:
        tables = {name: build.table(name) for name in BUILD_TABLES}
        publish(home, tables, build.boundaries(), {"as_of": "2026-11-01", "synthetic": False})
    with pytest.raises(BuildError, match="people decide"):
        demonstrate(home, "os:ada", NOW)


def test_a_model_of_the_demo_is_promoted_and_every_decision_says_what_it_is(tmp_path):
    home = make_home(tmp_path / "made")
    tables, ties = tables_of(made_world(5, 240))
    about = {"as_of": AS_OF.isoformat(), "synthetic": True}
    publish(
        home,
        {**tables, "ties": ties.frame(), "histories": IdEvent.empty()},
        made_boundaries(),
        about,
    )
    model_id = demonstrate(home, "os:ada", NOW)
    with opened(home.state_url) as state:
        assert registry.in_force(state, NOW.date()).model_id == model_id
        told = {one.event: one for one in registry.history(state, model_id)}
        waived = registry.waivers(state, model_id)
        failed = registry.evaluation_of(state, model_id).failed
    assert (told["approved"].done_by, told["promoted"].done_by) == ("demo-board", "demo-board")
    assert told["registered"].done_by == "os:ada"
    assert {told[event].why for event in ("approved", "promoted")} == {WHY}
    assert "invented" in told["approved"].dpia
    assert {one.failed for one in waived} == set(failed)
    assert all(WHY in one.why and "invented" in one.named for one in waived)
