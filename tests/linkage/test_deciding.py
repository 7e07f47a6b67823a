"""Pairs are linked, for a person to see, or apart."""

import numpy as np

from linkage.deciding import APART, LINKED, REVIEW, decide, doubtful
from linkage.settings import LinkageSettings

SETTINGS = LinkageSettings(auto_probability=0.9, review_probability=0.3)
Pairs = dict[tuple[int, int], float]


def decided(pairs: Pairs, entity: list[int]) -> list[int]:
    ends = np.array([pair[0] for pair in pairs], int), np.array([pair[1] for pair in pairs], int)
    chance = np.array(list(pairs.values()))
    bits, whose = np.log2(chance / (1.0 - chance)), np.array(entity)
    return decide(ends, bits, whose, doubtful(ends, bits, whose, SETTINGS), SETTINGS).tolist()


def test_a_likely_pair_is_linked_an_uncertain_one_seen_and_an_unlikely_one_apart() -> None:
    pairs = {(0, 1): 0.95, (2, 3): 0.6, (4, 5): 0.1}
    assert decided(pairs, [0, 0, 1, 1, 2, 3]) == [LINKED, REVIEW, APART]


def test_what_sure_links_join_needs_no_look_however_unlike_it_is() -> None:
    pairs = {(0, 1): 0.95, (1, 2): 0.95, (0, 2): 0.2}
    assert decided(pairs, [0, 0, 0]) == [LINKED] * 3


def test_what_only_an_uncertain_link_joins_needs_a_look() -> None:
    pairs = {(0, 1): 0.95, (1, 2): 0.6, (0, 2): 0.4}
    assert decided(pairs, [0, 0, 0]) == [LINKED, REVIEW, REVIEW]


def test_an_unlikely_pair_of_one_entity_that_nothing_sure_holds_needs_a_look() -> None:
    assert decided({(0, 1): 0.2}, [0, 0]) == [REVIEW]


def test_a_likely_pair_that_was_not_linked_needs_a_look() -> None:
    assert decided({(0, 1): 0.99}, [0, 1]) == [REVIEW]


def test_a_pair_that_no_rule_would_have_linked_needs_none() -> None:
    assert decided({(0, 1): 0.45}, [0, 1]) == [APART]


def test_two_entities_that_are_apart_on_the_whole_need_no_look_for_one_likely_pair() -> None:
    sure: Pairs = {(0, 1): 0.95, (2, 3): 0.95}
    across: Pairs = {(0, 2): 0.9, (0, 3): 0.02, (1, 2): 0.02}
    assert decided(sure | across, [0, 0, 1, 1])[2:] == [APART] * 3
    likely = across | {(0, 3): 0.8, (1, 2): 0.3, (1, 3): 0.2}
    assert decided(sure | likely, [0, 0, 1, 1])[2:] == [REVIEW, REVIEW, APART, APART]


def test_records_of_one_group_are_linked_if_their_words_are_enough() -> None:
    assert decided({(0, 0): 0.95, (1, 1): 0.5}, [0, 1]) == [LINKED, REVIEW]
    assert decided({}, [0]) == []
