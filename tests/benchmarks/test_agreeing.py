"""Figures of a method say what they are called."""

import numpy as np
import pandas as pd
import pytest

from benchmarks.agreeing import blocking_recall, by_entities, by_pairs
from records.schema import PlacedRecord as R

TRUTH = pd.Series({"a": "1", "b": "1", "c": "1", "d": "2", "e": "3"})


def pairs(*rows: tuple[str, str, float]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["id_a", "id_b", "probability"])


def test_clustering_costs_what_pairs_had_and_entities_lost() -> None:
    found = pd.Series({"a": "a", "b": "a", "c": "c", "d": "d", "e": "e"})
    chances = pairs(("a", "b", 0.96), ("a", "c", 0.8), ("b", "c", 0.6), ("d", "e", 0.4))
    figures = by_entities(TRUTH, found, chances)
    assert figures["f1_of_pairs"] == 1.0
    assert figures["f1"] == pytest.approx(0.5)
    assert figures["clustering_cost"] == pytest.approx(0.5)
    assert figures["auto_precision"] == 1.0
    # Linked without a look: a, b. To be seen: whether c is one with them.
    assert figures["review"] == pytest.approx(2 / 3)
    gaps = (0.04 + 0.2 + 0.4 + 0.4) / 4
    assert figures["calibration_error"] == pytest.approx(gaps)


def test_of_a_method_that_gives_no_pairs_only_entities_are_measured() -> None:
    assert set(by_entities(TRUTH, TRUTH, pairs())) == {"precision", "recall", "f1", "b_cubed"}


def test_of_labelled_pairs_one_that_was_not_told_of_is_apart() -> None:
    labels = pd.DataFrame(
        [("b", "a", "1"), ("c", "d", "0"), ("d", "e", "1")], columns=["id_a", "id_b", "label"]
    )
    found = pd.Series({"a": "a", "b": "a", "c": "c", "d": "c", "e": "e"})
    figures = by_pairs(labels, found, pairs(("a", "b", 0.9), ("a", "c", 0.9)))
    assert figures["f1_of_pairs"] == pytest.approx(2 / 3)
    assert (figures["precision"], figures["recall"]) == (0.5, 0.5)
    assert figures["calibration_error"] == pytest.approx(0.1)
    assert by_pairs(labels, found, pairs())["f1"] == 0.5


def test_blocking_recall_counts_pairs_found_equal_as_compared() -> None:
    same = {R.name: "Quill Bakery", R.address: "4 Alder Street", R.postcode: "ZZ1 1AA"}
    rows = [{R.record_id: one, R.source: "s", **same} for one in "abc"]
    rows.append({R.record_id: "d", R.source: "s", R.name: "Zoraya", R.address: "9 Fenway Road"})
    truth = pd.Series({"a": "1", "b": "1", "c": "1", "d": "1"})
    assert blocking_recall(pd.DataFrame(rows), truth) == pytest.approx(3 / 6)
    assert blocking_recall(pd.DataFrame(rows), truth.mask(truth.index == "d", "2")) == 1.0
    assert np.isfinite(blocking_recall(pd.DataFrame(rows[:1]), truth[:1]))
