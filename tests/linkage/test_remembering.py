"""No pair is weighed twice, and what was weighed is kept in order."""

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from linkage.clustering import Edges
from linkage.remembering import Remembering, beside, moved

COUNT = 6
pairs = st.sets(
    st.tuples(st.integers(0, COUNT - 1), st.integers(0, COUNT - 1)).filter(lambda p: p[0] < p[1])
)


def edges(chosen: set[tuple[int, int]]) -> Edges:
    left, right = np.array(sorted(chosen), dtype=np.int64).reshape(-1, 2).T
    return Edges(left, right, 10.0 * left + right)


def told(some: Edges) -> dict[tuple[int, int], float]:
    ends = zip(some.left.tolist(), some.right.tolist(), strict=True)
    return dict(zip(ends, some.bits.tolist(), strict=True))


@given(pairs, st.lists(pairs, max_size=3))
def test_each_pair_is_weighed_once_and_what_is_known_not_at_all(
    known: set[tuple[int, int]], asked: list[set[tuple[int, int]]]
) -> None:
    seen: list[tuple[int, int]] = []

    def weigh(left: Any, right: Any) -> Any:
        seen.extend(zip(left.tolist(), right.tolist(), strict=True))
        return 10.0 * left + right

    remembering = Remembering(COUNT, weigh, edges(known))
    for some in asked:
        wanted = edges(some)
        assert remembering(wanted.left, wanted.right).tolist() == wanted.bits.tolist()
    assert sorted(seen) == sorted(set().union(*asked) - known)
    assert told(remembering.edges) == told(edges(known.union(*asked)))


@given(pairs, pairs)
def test_pairs_of_both_are_in_order_and_each_once(
    one: set[tuple[int, int]], other: set[tuple[int, int]]
) -> None:
    both = beside(edges(one), edges(other), COUNT)
    assert list(told(both).items()) == list(told(edges(one | other)).items())


def test_pairs_of_a_group_that_leaves_are_left_out() -> None:
    some = edges({(0, 1), (0, 4), (1, 4)})
    assert told(moved(some, np.array([2, -1, -1, -1, 5, -1]))) == {(2, 5): 4.0}
