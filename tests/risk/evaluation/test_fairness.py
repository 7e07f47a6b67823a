import json
import math

import numpy as np
import pandas as pd

from risk.evaluation.fairness import Cases, Gate, GateSettings, fairness_gate


def cases(found=(0.6, 0.6), predicted=(1.0, 1.0), count=600, rate=0.3):
    """Two groups; of each, what share of its serious is on the list, and predicted over found."""
    group = np.repeat([0, 1], count)
    inside = np.tile(np.arange(count), 2)
    serious = (inside < rate * count).astype("float64")
    listed = (inside < np.array(found)[group] * rate * count).astype("float64")
    return Cases(
        np.arange(2 * count),
        listed,
        serious,
        rate * np.array(predicted)[group],
        pd.DataFrame({"sector": np.array(["bars", "farms"])[group]}),
    )


def verdicts(gate):
    return {one.group: one.verdict for one in gate.groups}


def test_a_list_that_treats_both_alike_passes():
    gate = fairness_gate(cases())
    assert gate.passed
    assert verdicts(gate) == {"bars": "passes", "farms": "passes"}
    assert gate.text == "2 of 2 groups pass."
    assert gate.failed == ()


def test_a_group_whose_serious_cases_are_missed_fails_by_name():
    gate = fairness_gate(cases(found=(0.4, 0.7)))
    assert not gate.passed
    assert gate.failing == gate.failed == ("sector: bars",)
    assert "true-positive ratio 0.571" in gate.groups[0].because[0]
    assert "1 fail: sector: bars" in gate.text


def test_a_group_of_which_more_is_predicted_than_found_fails():
    gate = fairness_gate(cases(predicted=(1.6, 1.0)))
    assert gate.failing == ("sector: bars",)
    assert "predicted over found 1.6" in gate.groups[0].because[0]


def test_a_limit_missed_by_what_chance_explains_is_too_few_to_say():
    gate = fairness_gate(cases(found=(0.42, 0.58), count=100, rate=0.2))
    assert verdicts(gate)["bars"] == "too few to say"
    assert gate.passed
    assert "Too few to say of 1: sector: bars" in gate.text


def test_a_small_group_is_never_passed_in_silence():
    gate = fairness_gate(cases(count=25), GateSettings())
    assert gate.unsaid == ("sector: bars", "sector: farms")
    assert not gate.passed
    assert gate.groups[0].because == ("25 visits, 8 of them serious",)
    assert gate.failed == ("no group could be judged",)


def test_a_score_that_is_no_probability_is_judged_by_what_it_finds_alone():
    made = cases()
    missing = np.full(len(made.serious), np.nan)
    gate = fairness_gate(Cases(made.business, made.listed, made.serious, missing, made.groups))
    assert gate.passed
    assert math.isnan(gate.groups[0].calibration.value)


def test_a_single_group_has_nobody_to_be_compared_with():
    made = cases()
    gate = fairness_gate(
        Cases(
            made.business,
            made.listed,
            made.serious,
            made.probability,
            made.groups.assign(sector="x"),
        )
    )
    assert gate.unsaid == ("sector: x",)


def test_whoever_is_in_no_group_of_an_attribute_counts_in_none():
    made = cases()
    groups = made.groups.assign(sector=made.groups["sector"].where(made.serious == 1))
    gate = fairness_gate(Cases(made.business, made.listed, made.serious, made.probability, groups))
    assert [one.visits for one in gate.groups] == [180, 180]


def test_the_result_is_read_back_as_it_was_written():
    gate = fairness_gate(cases(found=(0.4, 0.7)), draws=20)
    text = json.dumps(gate.to_json())
    again = Gate.from_json(json.loads(text))
    assert json.dumps(again.to_json()) == text
    assert again.failing == gate.failing
