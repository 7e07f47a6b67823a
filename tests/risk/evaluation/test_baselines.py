import math

import numpy as np
import pandas as pd
import pytest

from risk.evaluation.baselines import WhoVisits, share_by_who
from risk.evaluation.judged import Visit


def visits(agency, serious, team=None):
    columns = {
        Visit.profile_id: [f"P{n}" for n in range(len(agency))],
        Visit.on: pd.Timestamp("2026-01-01"),
        Visit.agency: list(agency),
        Visit.team: team,
        Visit.serious: serious,
    }
    return Visit.shape(pd.DataFrame(columns))


def test_it_learns_who_finds_more_and_nothing_else():
    made = visits("AB" * 200, [0, 0, 0, 1] * 100)
    chance = WhoVisits.learnt(made).probability(made)
    assert chance[0] == pytest.approx(0.0, abs=0.05)
    assert chance[1] == pytest.approx(0.5, abs=0.05)
    assert len(set(np.round(chance, 9))) == 2


def test_a_team_is_one_of_its_agency():
    made = visits("AB" * 100, [1, 0] * 100, "north")
    chance = WhoVisits.learnt(made).probability(made)
    assert chance[0] > 0.9
    assert chance[1] < 0.1


def test_a_visitor_never_seen_before_gets_no_more_than_the_others():
    learnt = WhoVisits.learnt(visits("AB" * 200, [0, 0, 0, 1] * 100))
    known = learnt.probability(visits("AB", [0, 0]))
    assert known.min() <= learnt.probability(visits("C", [0]))[0] <= known.max()


@pytest.mark.parametrize("found", [0, 1])
def test_with_one_class_only_it_says_the_plain_rate(found):
    learnt = WhoVisits.learnt(visits("AB", [found, found]))
    assert list(learnt.probability(visits("C", [0]))) == [found]


def test_the_share_of_an_order_that_is_who_visits():
    assert share_by_who(0.662, 0.673) == pytest.approx(0.936, abs=0.001)
    assert share_by_who(0.5, 0.7) == 0
    assert share_by_who(0.8, 0.7) == 1
    assert math.isnan(share_by_who(0.6, 0.5))
    assert math.isnan(share_by_who(math.nan, 0.7))
