"""The prior follows what the pairs at hand say, and only where they say it clearly."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkage.model import pretrained
from linkage.priors import MOST, SHARE, leaning, listed_once, with_priors


def drawn(share: float, count: int = 20_000) -> np.ndarray:
    """Return weights of pairs of which `share` are one business, under a prior of `SHARE`."""
    random = np.random.default_rng(0)
    same = random.random(count) < share
    # Weights that are what they say: the log odds of two normal densities six apart.
    at = random.normal(np.where(same, 6.0, 0.0), 2.0)
    evidence = (at - 3.0) * 6.0 / 4.0 / np.log(2)
    return np.asarray(evidence + np.log2(SHARE / (1 - SHARE)))


def test_data_like_those_of_the_training_move_nothing() -> None:
    assert leaning(drawn(SHARE)) == 0.0
    assert leaning(drawn(2 * SHARE)) == 0.0


def test_data_that_repeat_seldom_lower_the_prior_and_those_that_repeat_often_raise_it() -> None:
    assert leaning(drawn(0.002)) < -2.0
    assert leaning(drawn(0.6)) > 1.0


def test_a_file_where_nothing_is_one_business_lowers_the_prior_only_so_far() -> None:
    assert leaning(np.full(100_000, -20.0)) == -MOST


@given(st.lists(st.floats(-30, 30), max_size=15))
def test_a_few_pairs_move_nothing(bits: list[float]) -> None:
    assert leaning(np.array(bits)) == 0.0


def test_a_prior_is_kept_to_a_tenth_of_a_bit_so_that_a_few_more_records_leave_it() -> None:
    found = leaning(drawn(0.002))
    assert found == round(found, 1)


def test_pairs_of_one_source_never_become_easier_to_link_than_others() -> None:
    many, few = drawn(0.6), drawn(0.002)
    bits, within = np.concatenate([many, few]), np.repeat([True, False], [len(many), len(few)])
    assert with_priors(pretrained(), bits, within).source_bits == 0.0
    seldom = with_priors(pretrained(), bits, ~within)
    assert seldom.source_bits == pytest.approx(leaning(few) - leaning(many))
    assert seldom.prior == pytest.approx(pretrained().prior + leaning(many))


def test_a_source_lists_each_business_once_if_that_is_clear() -> None:
    inside = np.array([0, 1, 9, 0, 0])
    repeats = np.array([0, 0, 0, 0, 3])
    across = np.array([90, 90, 90, 20, 90])
    assert listed_once(inside, repeats, across) == [0, 1]


def test_at_most_so_many_sources_are_told_and_those_with_most_evidence() -> None:
    across = np.arange(100, 200)
    nothing = np.zeros(100, dtype=np.int64)
    assert listed_once(nothing, nothing, across) == list(range(36, 100))
