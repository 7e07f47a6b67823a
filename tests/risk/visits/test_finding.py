"""What lists find anywhere is told without bias, and the interval holds it."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pandas as pd
import pytest

from risk.visits import choices, hits
from risk.visits.choices import Choices
from risk.visits.finding import resolved
from tests.risk.visits.made_lists import DAY, businesses, drawn_of, visits


@pytest.fixture(scope="module")
def county():
    """Businesses of which one in eight would be found serious, oftener at a higher score."""
    profiles = businesses(400, seed=5)
    chance = 0.04 + 0.006 * profiles["score"]
    return profiles.assign(truth=(np.random.default_rng(2).random(400) < chance).astype(int))


def all_visited(county, picks):
    truth = county.set_index("profile_id")["truth"]
    return visits(picks["profile_id"], truth[picks["profile_id"]])


def test_over_many_draws_the_rate_is_that_of_the_county_and_the_interval_holds_it(county):
    rates, held, naive = [], 0, []
    for n in range(70):
        drawn, picks = drawn_of(county, 100, str(n))
        found = hits([drawn], picks, all_visited(county, picks))
        rates.append(found.everyone.rate)
        naive.append((found.chosen.serious + found.random.serious) / 100)
        held += found.everyone.low <= county["truth"].mean() <= found.everyone.high
    truth, spread = county["truth"].mean(), np.std(rates) / np.sqrt(len(rates))
    assert abs(np.mean(rates) - truth) < 4 * spread
    assert held / 70 >= 0.95
    assert np.mean(naive) - truth > 8 * spread


def test_where_every_pick_was_visited_hajek_s_rate_is_that_of_horvitz_and_thompson(county):
    drawn, picks = drawn_of(county, 100, "a")
    visited = all_visited(county, picks)
    found = hits([drawn], picks, visited)
    serious = visited.set_index("profile_id")["serious"][picks["profile_id"]].to_numpy()
    total = float((serious / picks["propensity"]).sum())
    assert found.everyone.rate == pytest.approx(total / len(county))


def test_the_chosen_part_is_known_where_all_of_it_was_visited(county):
    drawn, picks = drawn_of(county, 100, "a")
    chosen = hits([drawn], picks, all_visited(county, picks)).chosen
    assert (chosen.picks, chosen.visited) == (90, 90)
    assert chosen.low == chosen.rate == chosen.high == chosen.serious / 90
    some = hits([drawn], picks, all_visited(county, picks.head(50))).chosen
    assert some.low < some.rate < some.high


def test_lists_are_taken_together_each_by_what_it_stands_for(county):
    small, few = drawn_of(county, 100, "a", 1)
    large = pd.concat([county, county.assign(profile_id="X" + county["profile_id"])])
    wide, many = drawn_of(large, 60, "b", 2)
    both = pd.concat([few, many])
    found = hits([small, wide], both, all_visited(large, both))
    weights = 1 / both["propensity"]
    assert found.random.picks == 10 + 6
    assert weights[both["how"] == "random"].sum() == pytest.approx(310 + 746)
    assert found.times == found.chosen.rate / found.everyone.rate


def test_a_visit_counts_from_the_day_of_the_list_and_for_its_agency(county):
    drawn, picks = drawn_of(county, 100, "a", agency="LA_EH")
    ids = picks["profile_id"]
    said = {
        "the day before": visits(ids, [1] * 100, "2026-05-31"),
        "another agency": visits(ids, [1] * 100, agency="HSE"),
        "too late": visits(ids, [1] * 100, str(DAY + timedelta(90))),
    }
    for why, made in said.items():
        assert hits([drawn], picks, made).everyone.visited == 0, why
    of_anyone = replace(drawn, agency="")
    assert hits([of_anyone], picks, said["another agency"]).everyone.visited == 100
    assert hits([drawn], picks, visits(ids, [1] * 100, "2026-06-01")).everyone.visited == 100
    first = pd.concat([visits(ids, [0] * 100, "2026-06-02"), visits(ids, [1] * 100, "2026-06-09")])
    assert hits([drawn], picks, first).everyone.serious == 0
    graver = pd.concat([visits(ids, [0] * 100), visits(ids, [1] * 100)])
    assert hits([drawn], picks, graver).everyone.serious == 100


def test_nothing_known_is_nothing_said(county):
    drawn, picks = drawn_of(county, 100, "a")
    for lists, of in (([drawn], picks), ([], picks.head(0))):
        found = hits(lists, of, visits([], []))
        assert np.isnan(found.everyone.rate)
        assert (found.everyone.low, found.everyone.high) == (0.0, 1.0)
        assert np.isnan(found.times)


def test_no_hit_among_a_few_random_checks_does_not_promise_there_are_none(county):
    drawn, picks = drawn_of(county, 100, "a")
    found = hits([drawn], picks, visits(picks["profile_id"], [0] * 100)).random
    assert (found.rate, found.low) == (0.0, 0.0)
    # Of ten visits without a hit: 1 - .025 ** (1 / 10), the exact interval of Clopper and Pearson.
    assert found.high == pytest.approx(0.3085, abs=1e-3)


def test_a_business_that_got_another_id_is_found_under_it(county):
    drawn, picks = drawn_of(county, 100, "a")
    old = picks["profile_id"].iloc[0]
    now = resolved(picks, {old: "B99999"})
    assert hits([drawn], now, visits(["B99999"], [1])).everyone.visited == 1


def test_choices_against_the_list_are_those_left_out_and_those_taken_instead(county):
    drawn, picks = drawn_of(county, 100, "a", agency="LA_EH")
    top = picks.loc[picks["how"] == "score", "profile_id"]
    others = county.loc[~county["profile_id"].isin(picks["profile_id"]), "profile_id"].head(4)
    made = visits([*top.head(80), *others], [0] * 84)
    known = visits([*top.head(50), *others.head(2)], [1] * 30 + [0] * 20 + [1, 0])
    told = choices([drawn], picks, (made, known), DAY + timedelta(90))
    assert (told.listed, told.left_out, told.taken) == (90, 10, 4)
    assert (told.against, told.all) == (14, 94)
    assert (told.found_on, told.known_on, told.found_off, told.known_off) == (30, 50, 1, 2)
    anyones = choices([replace(drawn, agency="")], picks, (made, known), DAY + timedelta(90))
    assert (anyones.left_out, anyones.taken, anyones.known_off) == (10, 0, 0)


def test_a_list_whose_time_is_not_over_tells_of_no_choice(county):
    drawn, picks = drawn_of(county, 100, "a")
    nothing = visits([], [])
    assert choices([drawn], picks, (nothing, nothing), DAY + timedelta(89)) == Choices()
