"""A list is the top by score and a random part whose chances are exact."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2

from records.errors import VisitError
from risk.visits import Pick, VisitSettings, draw
from risk.visits.drawing import spread
from tests.risk.visits.made_lists import businesses


class Start:
    """A generator whose start of the systematic sample is given."""

    def __init__(self, begins, seed=0):
        self.begins, self.rng = begins, np.random.default_rng(seed)

    def permutation(self, what):
        return self.rng.permutation(what)

    def integers(self, below):
        return self.begins % below


strata_of = st.lists(st.integers(0, 5), min_size=1, max_size=40).map(
    lambda values: pd.factorize(np.array(values))[0]
)


@settings(deadline=None)
@given(strata_of, st.data())
def test_of_all_starts_exactly_the_same_number_reaches_each_business(strata, data):
    rows = len(strata)
    count = data.draw(st.integers(1, rows))
    reached = np.zeros(rows, dtype=int)
    for begins in range(rows):
        np.add.at(reached, spread(strata, count, Start(begins)), 1)
    assert list(reached) == [count] * rows


@settings(deadline=None)
@given(strata_of, st.data())
def test_every_stratum_has_its_share_of_the_draw_to_within_one(strata, data):
    count = data.draw(st.integers(1, len(strata)))
    rows = spread(strata, count, np.random.default_rng(data.draw(st.integers(0, 10**6))))
    assert len(set(rows)) == count
    for stratum in set(strata):
        share = count * np.mean(strata == stratum)
        assert abs((strata[rows] == stratum).sum() - share) < 1


def test_drawn_many_times_each_business_is_drawn_as_often_as_its_propensity_says():
    rng, strata = np.random.default_rng(11), np.repeat([0, 1, 2], [90, 50, 4])
    drawn, draws = np.zeros(len(strata)), 6000
    for _ in range(draws):
        drawn[spread(strata, 12, rng)] += 1
    chance = 12 / len(strata)
    off = (drawn - draws * chance) ** 2 / (draws * chance * (1 - chance))
    # The sum of squares of so many standardised counts, two chances in a thousand left out.
    assert chi2.ppf(0.001, len(strata) - 1) < off.sum() < chi2.ppf(0.999, len(strata) - 1)


@settings(max_examples=25, deadline=None)
@given(
    st.integers(10, 120),
    st.floats(0.05, 0.10),
    st.integers(1, 200),
    st.sampled_from(["place", "band"]),
)
def test_a_list_is_the_top_by_score_and_five_to_ten_in_a_hundred_at_random(
    capacity, share, more, within
):
    profiles = businesses(capacity + more, seed=more)
    chosen = VisitSettings(capacity, f"seed {more}", share, within)
    picks = draw(profiles, chosen)
    random = picks[picks["how"] == "random"]
    assert 0.05 <= len(random) / capacity <= 0.10
    assert list(picks["place"]) == list(range(1, capacity + 1))
    assert picks["profile_id"].is_unique
    score = profiles.set_index("profile_id")["score"]
    top = picks.loc[picks["how"] == "score", "profile_id"]
    rest = score.drop(top)
    assert score[top].min() >= rest.max()
    assert list(score[top]) == sorted(score[top], reverse=True)
    assert set(picks.loc[picks["how"] == "score", "propensity"]) == {1.0}
    assert random["propensity"].tolist() == pytest.approx([len(random) / len(rest)] * len(random))


def test_equal_scores_are_visited_by_the_longest_time_since_a_visit():
    profiles = businesses(30).assign(score=5.0)
    picks = draw(profiles, VisitSettings(20, "a"))
    last = profiles.set_index("profile_id")["last_visit_on"]
    top = last[picks.loc[picks["how"] == "score", "profile_id"]]
    never = int(last.isna().sum())
    assert top.isna().tolist() == [n < never for n in range(len(top))]


def test_the_same_seed_draws_the_same_list_whatever_the_order_of_the_rows():
    profiles = businesses(300)
    again = profiles.sample(frac=1, random_state=3)
    one = draw(profiles, VisitSettings(50, "spring"))
    pd.testing.assert_frame_equal(one, draw(again, VisitSettings(50, "spring")))
    assert set(one["profile_id"]) != set(draw(profiles, VisitSettings(50, "autumn"))["profile_id"])


def test_random_checks_stand_anywhere_on_a_list():
    profiles = businesses(400)
    places = [
        place
        for n in range(60)
        for place in draw(profiles, VisitSettings(40, str(n), 0.1)).query("how == 'random'")[
            "place"
        ]
    ]
    assert min(places) <= 5
    assert max(places) >= 36
    assert 17 < np.mean(places) < 24


def test_a_stratum_is_named_and_a_business_without_a_district_has_one_too():
    picks = draw(businesses(60), VisitSettings(50, "a"))
    assert "no district / nails" in set(picks["stratum"])
    assert set(draw(businesses(60), VisitSettings(50, "a", within="band"))["stratum"]) == {
        "low",
        "moderate",
    }
    assert Pick.check(picks) is picks


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"capacity": 9}, "no room for a random check"),
        ({"share": 0.04}, "drawn at random is 0.04; expected 0.05 to 0.1"),
        ({"share": 0.11}, "drawn at random is 0.11"),
        ({"within": "owner"}, "Strata of 'owner'; expected one of place, band"),
    ],
)
def test_a_list_that_measures_nothing_is_refused(more, said):
    with pytest.raises(VisitError, match=said):
        VisitSettings(**{"capacity": 40, "seed": "a", **more})


def test_too_few_businesses_or_one_twice_are_refused():
    profiles = businesses(40)
    with pytest.raises(VisitError, match="visit them all"):
        draw(profiles, VisitSettings(40, "a"))
    with pytest.raises(VisitError, match="1 businesses stand twice"):
        draw(pd.concat([profiles, profiles.head(1)]), VisitSettings(20, "a"))
