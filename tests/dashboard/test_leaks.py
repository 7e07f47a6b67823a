"""What a viewer may not see shows nowhere; `benchmarks.access --cases 10000` asks more."""

import random
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.leak_world import (
    Agreed,
    leaked,
    made_world,
    may_see,
    sealed_of,
    without,
)
from benchmarks.leaks import ASKED, NOTICE, drawn, faults
from dashboard.access import view_of
from records.schema import PlacedRecord as R
from records.schema import ScoredProfile, Touchpoint

FEW = settings(
    max_examples=2, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
TABLES = ("records", "facts", "touchpoints", "reasons", "links", "relations")
SEEDS = st.integers(0, 10**6)


def told(view):
    """Everything a view holds, as text."""
    county = view.county
    frames = [county.profiles, county.redirects, *(county.table(name) for name in TABLES)]
    return "\n".join(frame.to_csv() for frame in frames)


def placed(seed, businesses=12):
    """A county, who looks at it, and its view."""
    dice = random.Random(seed)
    world = made_world(seed, businesses)
    found = drawn(dice, world)
    return world, found, view_of(sealed_of(world), found.viewer, found.agreed, found.marks)


@given(SEEDS)
@FEW
def test_no_value_of_a_hidden_record_is_in_a_view(seed):
    world, found, view = placed(seed)
    hidden = frozenset(world.number(one) for one in found.hidden)
    bare = view_of(sealed_of(without(world, found.hidden)), found.viewer, found.agreed)
    assert leaked(told(view), hidden) <= leaked(told(bare), hidden)


@given(SEEDS)
@FEW
def test_a_view_is_that_of_a_county_into_which_the_hidden_records_never_came(seed):
    world, found, view = placed(seed)
    bare = view_of(sealed_of(without(world, found.hidden)), found.viewer, found.agreed)
    assert told(view) == told(bare)
    assert view.key == bare.key
    assert view.scene.unrestricted == bare.scene.unrestricted


@given(SEEDS)
@FEW
def test_what_hidden_records_say_changes_nothing_of_a_view(seed):
    world, found, view = placed(seed)
    hit = world.records[R.record_id].isin(found.hidden)
    said = {
        R.name: "Another Name",
        R.phone: "01245000000",
        R.event_on: pd.Timestamp("2020-02-02"),
        R.result: "clean",
        R.map_lat: 52.5,
        R.sector: "pub",
    }
    changed = world.records.copy()
    for column, value in said.items():
        changed.loc[hit, column] = value
    other = sealed_of(replace(world, records=changed))
    again = view_of(other, found.viewer, found.agreed, found.marks)
    assert told(view) == told(again)
    assert view.scene.contacts == again.scene.contacts


@given(SEEDS)
@FEW
def test_who_may_see_more_never_sees_less(seed):
    world, found, view = placed(seed)
    cleared = replace(found.viewer, clearances=frozenset("PC"))
    more = view_of(sealed_of(world), cleared, found.agreed, found.marks)
    assert set(view.county.table("records")[R.record_id]) <= set(
        more.county.table("records")[R.record_id]
    )


@pytest.mark.parametrize("seed", [3])
def test_no_answer_of_the_application_tells_of_what_is_hidden(seed):
    wrong = [(case.what, said) for case, said in faults(seed, 3, 2 * len(ASKED)) if said]
    assert wrong == []


def test_the_questions_find_a_leak_where_there_is_one(monkeypatch):
    """A view that forgot to look at who asks is found out."""
    from dashboard.access.sight import Kinds

    monkeypatch.setattr(Kinds, "seen", lambda kinds, sight: kinds.of >= 0)
    assert any(said for _, said in faults(3, 1, 12))


def test_counties_drawn_by_lot_hold_relations_and_scores_that_rest_on_them():
    kinds, factors = set(), set()
    for seed in range(4):
        county = view_of(sealed_of(made_world(seed)), drawn(random.Random(1), made_world(1)).viewer,
                         _all()).county  # fmt: skip
        kinds |= set(county.table("relations")["kind"])
        factors |= set(county.table("reasons")["factor"])
    assert {"follows", "followed_by", "same_operator", "shares", "neighbour"} <= kinds
    assert {"RF28", "RF34"} <= factors


def test_a_relation_that_rests_on_a_hidden_record_leaves_no_trace():
    """The hidden record is the only one by which two businesses share anything."""
    world = made_world(7)
    sealed = sealed_of(world)
    for seed in range(20):
        found = drawn(random.Random(seed), world)
        view = view_of(sealed, found.viewer, found.agreed, found.marks)
        rests = view.county.table("relations")
        told = {*rests["own_records"].explode(), *rests["other_records"].explode()} - {float("nan")}
        assert told.isdisjoint(found.hidden)


def test_a_notice_names_agencies_and_no_number():
    said = "x Restricted information held: contact Police and Fire. y"
    assert NOTICE.sub("", said) == "x  y"


def test_the_traces_of_a_record_are_known_when_seen():
    text = "qz0007n, 07000799999, QZ000007, £7,000,007, row 70007, 13 Nov 2026"
    assert len(leaked(text, frozenset({7}))) == 6
    assert leaked(text, frozenset({8})) == set()


def test_terms_drawn_by_lot_hide_something_and_show_something():
    world = made_world(2)
    dice = random.Random(5)
    shares = []
    for _ in range(20):
        agreed = Agreed.drawn(dice, silent=True)
        viewer = drawn(dice, world).viewer
        rows = world.records.to_dict("records")
        shares.append(sum(may_see(row, viewer, agreed, frozenset()) for row in rows) / len(rows))
    assert min(shares) < 0.4
    assert max(shares) > 0.5


def test_a_county_without_its_hidden_records_is_whole():
    world = made_world(4)
    hidden = frozenset(world.records[R.record_id].iloc[::2])
    bare = without(world, hidden)
    view = view_of(sealed_of(bare), drawn(random.Random(1), bare).viewer, _all())
    assert set(view.county.table("touchpoints")[Touchpoint.touchpoint_id]).isdisjoint(hidden)
    assert view.county.profiles[ScoredProfile.profile_id].is_unique


def _all():
    from dashboard.access import ALL_SHARED

    return ALL_SHARED


@given(SEEDS)
@FEW
def test_a_viewer_is_asked_only_of_records_they_see(seed):
    world, found, view = placed(seed)
    doubts = view.county.table("doubts")
    asked = {*doubts["id_a"], *doubts["id_b"], *(one for ids in doubts["moved"] for one in ids)}
    assert asked.isdisjoint(found.hidden)
    shown = set(view.county.table("records")[R.record_id])
    ties = {pair for pair in world.ties if shown.issuperset(pair)}
    assert ties <= set(zip(doubts["id_a"], doubts["id_b"], strict=True))
