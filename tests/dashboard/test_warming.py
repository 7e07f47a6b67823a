"""A process makes ready what people will look at before it answers."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import count

import pytest

from dashboard.desk import Desk
from dashboard.live import Fixed, Live
from dashboard.seeing import viewed
from dashboard.settings import Settings
from dashboard.signin.accounts import Person
from dashboard.signin.administering import People
from dashboard.viewer import DEMO_PEOPLE
from dashboard.warming import likely, warm_up
from records.audit import open_trail
from records.state import open_state

NOW = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.fixture
def desk(small, tmp_path):
    state = open_state(f"sqlite:///{tmp_path / 'state.db'}")
    yield Desk(Live(Fixed(small)), state, open_trail(state, None), Settings(), None, demo=True)
    state.dispose()


def kinds(viewers):
    return [(one.agency, "".join(sorted(one.clearances))) for one in viewers]


def test_in_a_demo_it_is_one_of_each_kind_of_demo_person(desk):
    found = kinds(likely(desk))
    assert found[0] == ("EPOL", "CP")  # an inspector and the analyst
    assert sorted(found) == [("ECC_TS", "CP"), ("EPOL", "CP"), ("LA_EH", "P")]


def test_in_earnest_it_is_one_of_each_kind_of_account_that_may_browse(desk):
    desk = replace(desk, demo=False)
    assert likely(desk) == []
    people = People(desk.state, desk.trail, DEMO_PEOPLE[-1])
    for name, role, agency in (
        ("a", "inspector", "ECFRS"),
        ("b", "analyst", "EPOL"),
        ("c", "inspector", "EPOL"),
        ("d", "administrator", ""),
        ("e", "inspector", "HSE"),
    ):
        people.add(Person(f"{name}@example.org", name, role, agency), NOW)
    people.disable("e@example.org", NOW)
    assert kinds(likely(desk)) == [("EPOL", "P"), ("ECFRS", "P")]


def test_what_was_made_ready_is_what_is_shown(desk):
    assert warm_up(desk, 60.0) == 3
    scenes = [viewed(desk, one).scene for one in DEMO_PEOPLE[:2]]
    assert [viewed(desk, one).scene for one in DEMO_PEOPLE[:2]] == scenes


def test_nothing_is_begun_once_the_time_is_over(desk):
    ticks = count(0, 4)
    assert warm_up(desk, 5.0, clock=lambda: next(ticks)) == 1
    assert warm_up(desk, 0.0) == 0
