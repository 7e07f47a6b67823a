import json
from dataclasses import replace
from datetime import timedelta

import pytest
from plotly.utils import PlotlyJSONEncoder

from benchmarks.made_county import AS_OF, BOUNDARIES, made_county
from dashboard.components.header import DEMO_LINE, OLD_DAYS, header, marking, notices, switched
from dashboard.county import About, County
from dashboard.live import Shown
from dashboard.rooms import _ROOMS, Room, first_door, in_sight, rooms
from dashboard.versions import CHECKLIST, Version
from dashboard.viewer import DEMO_PEOPLE, MAY, ROLES, Capability, Viewer

REAL = About("000003-00", AS_OF, "21 Nov 2026 06:00", "v1", synthetic=False)


def said(shown: Shown, days: int) -> list[str]:
    return [line.children for line in notices(shown, AS_OF + timedelta(days=days))]


@pytest.fixture(scope="module")
def county():
    tables = made_county(60, seed=2)
    boundaries = tables.pop(BOUNDARIES)
    return lambda about: County(about, tables, boundaries)


def test_a_build_of_this_week_needs_no_warning(county):
    assert said(Shown(county(REAL), refused=False), OLD_DAYS) == []


def test_an_older_build_says_how_many_days_are_missing_and_what_to_do(county):
    assert said(Shown(county(REAL), refused=False), 9) == [
        "Nothing of the last 9 days is shown. Take deliveries in and run concern build."
    ]


def test_a_made_up_county_does_not_age(county):
    assert said(Shown(county(replace(REAL, synthetic=True)), refused=False), 900) == []


def test_a_refused_build_is_named_by_what_is_shown_instead(county):
    assert "Shown is build 000003-00" in said(Shown(county(REAL), refused=True), 0)[0]
    assert said(Shown(None, refused=True), 0) == [
        "The published build could not be read and was refused."
    ]


def test_only_made_up_data_is_marked_as_such():
    assert marking(REAL) == "OFFICIAL-SENSITIVE"
    assert marking(replace(REAL, synthetic=True)) == "OFFICIAL-SENSITIVE (demo data)"


def drawn(about: About | None, viewer: Viewer) -> str:
    return json.dumps(header(about, "Essex", viewer), cls=PlotlyJSONEncoder, ensure_ascii=False)


def test_the_heading_says_who_is_here_as_what_and_what_for():
    for person in DEMO_PEOPLE:
        said = drawn(REAL, replace(person, purpose="planning visits"))
        assert person.name in said
        assert f", {ROLES[person.role]}" in said
        assert "For planning visits" in said
        assert '"/sign-out"' in said
        assert '"/account"' in said


def test_the_heading_leads_where_the_viewer_may_go_and_nowhere_else():
    for person in DEMO_PEOPLE:
        said = drawn(None, person)
        open_to = {address for address, _ in rooms(person)}
        assert open_to
        for other in DEMO_PEOPLE:
            for address, title in rooms(other):
                assert (f'"{title}"' in said) == (address in open_to), (person.user, address)


def test_every_capability_has_a_room_or_works_within_one():
    everything = Viewer("x", "x", "everyone", "", frozenset("P"))
    assert rooms(everything) == []
    # What is done on the page Models, by some of those who see it.
    within = {Capability.APPROVE, Capability.RELEASE, Capability.SWITCH}
    # What is done on the pages of businesses, by some of those who see them.
    beside = {Capability.NOTE, Capability.SHARE}
    assert {needed for needed, *_ in _ROOMS} == {*Capability} - within - beside
    for role, may in MAY.items():
        person = Viewer("x", "x", role, "", frozenset("P"))
        assert rooms(person) == [Room(a, title) for needed, a, title in _ROOMS if needed in may]
        assert not may & within or Capability.MODELS in may
        assert not may & beside or Capability.BROWSE in may


@pytest.mark.parametrize(
    ("role", "address"),
    [
        ("inspector", "/patch?due=due"),
        ("lead", "/"),
        ("analyst", "/analysis"),
        ("administrator", "/office/accounts/"),
        ("nobody", "/"),
    ],
)
def test_each_role_begins_at_its_own_door(role, address):
    assert first_door(Viewer("x", "x", role, "", frozenset("P"))) == address


def test_every_room_is_in_sight_or_in_the_fold_and_never_one_alone_in_it():
    for person in DEMO_PEOPLE:
        shown, folded = in_sight(person)
        assert shown + folded == rooms(person)
        assert len(shown) <= 6
        assert len(folded) != 1


def test_only_a_made_up_county_says_on_every_page_that_it_is_a_demo():
    assert DEMO_LINE in drawn(replace(REAL, synthetic=True), DEMO_PEOPLE[0])
    assert DEMO_LINE not in drawn(REAL, DEMO_PEOPLE[0])
    assert DEMO_LINE not in drawn(None, DEMO_PEOPLE[0])


def test_a_switch_to_version_one_says_why_and_who_switches_back():
    assert switched(CHECKLIST) == []
    assert switched(Version("b81c71")) == []
    (line,) = switched(Version(why="version two is switched off"))
    assert "version two is switched off" in line.children
    assert "Models" in line.children
