"""Of all names that two groups have, the two most alike speak, whichever group is named first."""

import numpy as np

from linkage.name_pairs import NamePairs
from linkage.prepare import Names
from linkage.words import Shares, weigh_words

GROUPS = Names(
    weigh_words(["eel", "gorse", "quill"], Shares()), np.array([0, 2, 2, 3]), np.array([0, 2, 1])
)
"""The first group has two names, the second none, the third one."""
LEFT, RIGHT = np.array([0, 1, 2]), np.array([2, 2, 0])


def test_each_name_is_compared_with_each_the_lower_first() -> None:
    pairs = NamePairs.of(GROUPS, LEFT, RIGHT)
    assert pairs.row.tolist() == [0, 0, 2, 2]
    assert pairs.left.tolist() == [0, 1, 0, 1]
    assert pairs.right.tolist() == [1, 2, 1, 2]


def test_the_best_that_any_two_names_say_counts_and_none_say_nothing() -> None:
    pairs = NamePairs.of(GROUPS, LEFT, RIGHT)
    best = pairs.best({"kind": np.array([0.2, 0.7, np.nan, 0.1])})["kind"]
    assert np.array_equal(best, [0.7, np.nan, 0.1], equal_nan=True)


def test_single_names_say_what_they_say() -> None:
    pairs = NamePairs.of(GROUPS, np.array([2]), np.array([2]))
    assert pairs.best({"kind": np.array([0.4])})["kind"].tolist() == [0.4]


def test_groups_without_names_say_nothing() -> None:
    pairs = NamePairs.of(GROUPS, np.array([1]), np.array([1]))
    assert np.isnan(pairs.best({"kind": np.zeros(0)})["kind"]).all()


def test_of_some_rows_only_their_names_are_left() -> None:
    pairs, kept = NamePairs.of(GROUPS, LEFT, RIGHT).of_rows(np.array([1, 2]))
    assert kept.tolist() == [2, 3]
    assert pairs.row.tolist() == [1, 1]
    assert pairs.count == 2
