import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from linkage.cutting import Tree, cut
from linkage.ties import Ties

RECORDS = 9


def ties(*rows):
    left, right, bits = (np.array(column) for column in zip(*rows, strict=True))
    nothing = np.zeros(len(left), dtype=np.int64)
    return Ties(left.astype(np.int64), right.astype(np.int64), bits.astype(float), nothing, ("",))


CHAIN = ties((0, 1, 9.0), (1, 2, 1.0), (2, 3, 8.0), (0, 2, 0.5), (3, 4, 7.0))


def test_the_weakest_tie_between_the_two_is_given_up_and_the_smaller_side_leaves():
    assert cut(Tree(CHAIN, 6), [(1, 2), (0, 4), (3, 4)]) == [[0, 1], [0, 1], [4]]


def test_where_no_ties_join_the_two_nothing_leaves():
    assert cut(Tree(CHAIN, 6), [(0, 5)]) == [[]]


def test_of_two_sides_alike_that_of_the_second_record_leaves():
    assert cut(Tree(ties((0, 1, 2.0)), 2), [(0, 1), (1, 0)]) == [[1], [0]]


EDGES = st.lists(
    st.tuples(st.integers(0, RECORDS - 1), st.integers(0, RECORDS - 1), st.integers(0, 30)).filter(
        lambda edge: edge[0] < edge[1]
    ),
    min_size=1,
    max_size=20,
    unique_by=lambda edge: edge[:2],
)


@given(EDGES, st.integers(0, RECORDS - 1), st.integers(0, RECORDS - 1))
def test_who_leaves_holds_one_of_the_two_and_no_stronger_tie_is_given_up(edges, a, b):
    held = ties(*edges)
    if a == b:
        return
    (side,) = cut(Tree(held, RECORDS), [(a, b)])
    joined = held.parts(RECORDS)[a] == held.parts(RECORDS)[b]
    assert bool(side) == joined
    if not side:
        return
    assert len({a, b} & set(side)) == 1
    crossing = [bits for left, right, bits in edges if (left in side) != (right in side)]
    stronger = ties(*edges).among(np.ones(RECORDS, bool))
    firm = stronger.bits > max(crossing)
    parts = Ties(
        stronger.left[firm], stronger.right[firm], stronger.bits[firm], stronger.said[firm]
    )
    assert parts.parts(RECORDS)[a] != parts.parts(RECORDS)[b]
