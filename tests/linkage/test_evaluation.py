"""Figures of agreement are those of the textbooks."""

import numpy as np
import pandas as pd
import pytest

from linkage.evaluation import agreement, calibration_error, pair_scores


def test_pairs_and_b_cubed_of_a_small_example() -> None:
    truth = pd.Series(["a", "a", "a", "b"])
    found = pd.Series(["x", "x", "y", "y"])
    figures = agreement(truth, found)
    assert figures.precision == pytest.approx(1 / 2)
    assert figures.recall == pytest.approx(1 / 3)
    precision, recall = (1 + 1 + 1 / 2 + 1 / 2) / 4, (2 / 3 + 2 / 3 + 1 / 3 + 1) / 4
    assert figures.b_cubed == pytest.approx(2 * precision * recall / (precision + recall))


def test_what_is_right_scores_1_and_what_is_empty_has_no_fault() -> None:
    alone = pd.Series(["a", "b"])
    assert agreement(alone, alone) == (1.0, 1.0, 1.0, 1.0)
    assert pair_scores([False], [False]) == (1.0, 1.0, 1.0)
    assert pair_scores([True], [False]) == (1.0, 0.0, 0.0)


def test_a_probability_that_holds_has_no_calibration_error() -> None:
    said = np.full(10, 0.3)
    assert calibration_error(said, [1] * 3 + [0] * 7) == pytest.approx(0.0)
    assert calibration_error(said, [1] * 10) == pytest.approx(0.7)
    assert calibration_error([], []) == 0.0
