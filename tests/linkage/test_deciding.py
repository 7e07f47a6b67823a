"""Pairs are linked, for a person to see, or apart."""

import numpy as np

from linkage.deciding import APART, LINKED, REVIEW, decide
from linkage.settings import LinkageSettings

SETTINGS = LinkageSettings(auto_probability=0.9, review_probability=0.3)


def decided(pairs: dict[tuple[int, int], float], entity: list[int]) -> list[int]:
    left, right = (np.array([pair[side] for pair in pairs], dtype=np.int64) for side in (0, 1))
    chance = np.array(list(pairs.values()))
    return decide((left, right), chance, np.array(entity), SETTINGS).tolist()


def test_a_likely_pair_is_linked_an_uncertain_one_seen_and_an_unlikely_one_apart() -> None:
    pairs = {(0, 1): 0.95, (2, 3): 0.6, (4, 5): 0.1}
    assert decided(pairs, [0, 0, 1, 1, 2, 3]) == [LINKED, REVIEW, APART]


def test_what_sure_links_join_needs_no_look_however_unlike_it_is() -> None:
    pairs = {(0, 1): 0.95, (1, 2): 0.95, (0, 2): 0.2}
    assert decided(pairs, [0, 0, 0]) == [LINKED] * 3


def test_what_only_an_uncertain_link_joins_needs_a_look() -> None:
    pairs = {(0, 1): 0.95, (1, 2): 0.6, (0, 2): 0.4}
    assert decided(pairs, [0, 0, 0]) == [LINKED, REVIEW, REVIEW]


def test_a_likely_pair_that_was_not_linked_needs_a_look() -> None:
    assert decided({(0, 1): 0.99}, [0, 1]) == [REVIEW]


def test_records_of_one_group_are_linked_if_their_words_are_enough() -> None:
    assert decided({(0, 0): 0.95, (1, 1): 0.5}, [0, 1]) == [LINKED, REVIEW]
    assert decided({}, [0]) == []
