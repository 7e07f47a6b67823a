import math

import numpy as np
import pandas as pd
import pytest

from records.errors import EvaluationError, SchemaError
from risk.evaluation.judged import Visit, judged
from risk.evaluation.judging import FIGURES, judge


def visits(count=200, seed=0):
    rng = np.random.default_rng(seed)
    agency = rng.integers(0, 2, count)
    return Visit.shape(
        pd.DataFrame(
            {
                Visit.profile_id: [f"P{one}" for one in rng.integers(0, count // 2, count)],
                Visit.on: pd.Timestamp("2026-05-01")
                + pd.to_timedelta(rng.integers(0, 90, count), unit="D"),
                Visit.agency: np.array(["FOOD", "FIRE"])[agency],
                Visit.team: np.array(["north", "south"])[rng.integers(0, 2, count)],
                Visit.serious: (rng.random(count) < 0.1 + 0.3 * agency).astype("int64"),
            }
        )
    )


def test_a_score_that_ranks_agencies_orders_visits_but_none_inside_an_agency():
    made = visits()
    told = judge(judged(made, made[Visit.agency] == "FIRE"), draws=50)
    assert told["auc"].low > 0.55
    assert told["within_agency"].value == told["within_team"].value == 0.5


def test_all_figures_are_told_and_those_that_need_a_probability_or_a_list_are_missing():
    told = judge(judged(visits(), np.arange(200)), draws=10)
    assert set(told) == {figure.id for figure in FIGURES}
    assert [name for name, one in told.items() if math.isnan(one.value)] == [
        "auc_with_who",
        "precision_listed",
        "lift_listed",
        "ece",
    ]


def test_a_perfect_prediction_has_perfect_figures():
    made = visits()
    found = made[Visit.serious].to_numpy("float64")
    told = judge(judged(made, found, found, found), draws=0)
    assert told["auc"].value == told["precision_listed"].value == 1
    assert told["ece"].value == 0
    assert told["lift_listed"].value == pytest.approx(told["lift_top"].value)
    assert math.isnan(told["auc"].low)


def test_the_list_counts_the_first_visit_to_a_business_only():
    made = Visit.shape(
        pd.DataFrame(
            {
                Visit.profile_id: ["A", "A", "B"],
                Visit.on: pd.to_datetime(["2026-05-09", "2026-05-01", "2026-05-02"]),
                Visit.agency: "FOOD",
                Visit.serious: [1, 0, 1],
            }
        )
    )
    one = judged(made, [2, 2, 1], listed=[1, 1, 0.5])
    assert list(one.first) == [False, True, True]
    assert judge(one, draws=0)["precision_listed"].value == pytest.approx(0.5 / 1.5)


def test_a_team_is_one_of_its_agency_and_a_missing_one_is_none():
    made = visits(4).assign(agency=["A", "B", "A", "A"], team=["n", "n", "n", None])
    team = judged(made, np.zeros(4)).team
    assert team[0] == team[2] != team[1]
    assert team[3] == -1


def test_what_does_not_fit_the_visits_is_refused_all_at_once():
    made = visits(3).assign(serious=[0, 1, 2])
    with pytest.raises(EvaluationError) as refused:
        judged(made, [1.0, math.nan, 2.0], [0.5, 1.5, 0.1], [1.0, 1.0])
    for part in ("2 values for 3 visits", "1 of 3 scores", "1 probabilities", "1 outcomes"):
        assert part in str(refused.value)


def test_visits_without_their_columns_are_refused():
    with pytest.raises(SchemaError, match="'on' is missing"):
        judged(visits(3).drop(columns="on"), [1, 2, 3])
