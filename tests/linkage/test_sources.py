"""Groups know which sources their records come from."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from linkage.coded import Coded
from linkage.sources import held_by, memberships, of_groups, sole

GIVEN = Coded.of(["fire", "food", "fire", "food", "fire", "tax"])
GROUP = np.array([0, 0, 1, 2, 1, 2])
"""Group 0: fire, food; 1: fire twice; 2: food, tax."""


def test_a_group_of_one_source_has_its_number_and_one_of_several_none() -> None:
    held = of_groups(GIVEN, GROUP)
    assert (sole(held) >= 0).tolist() == [False, True, False]
    once = of_groups(GIVEN, np.arange(6))
    assert sole(once)[0] == sole(once)[2] == sole(once)[4] != sole(once)[1]


def test_a_group_that_repeats_a_source_has_the_number_of_one_that_does_not() -> None:
    held = of_groups(Coded.of(["a", "a", "a"]), np.array([0, 0, 1]))
    assert len(set(sole(held).tolist())) == 1


def test_which_of_chosen_sources_a_group_holds() -> None:
    held = of_groups(GIVEN, GROUP)
    assert held_by(held, ["food", "fire"]).tolist() == [[True, True], [True, False], [False, True]]
    assert held_by(held, []).shape == (3, 0)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 3)), min_size=1, max_size=20))
def test_memberships_count_records_of_each_source_up_to_two(rows: list[tuple[str, int]]) -> None:
    group = np.unique([number for _, number in rows], return_inverse=True)[1]
    names, found = memberships(of_groups(Coded.of([name for name, _ in rows]), group))
    counts = np.zeros((group.max() + 1, len(names)), dtype=int)
    for (name, _), number in zip(rows, group, strict=True):
        counts[number, names.index(name)] += 1
    assert (found.toarray() == np.minimum(counts, 2)).all()
