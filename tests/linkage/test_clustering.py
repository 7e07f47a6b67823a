"""Clusters are joined by all their pairs together, and people's words bind them."""

from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.cluster.hierarchy import fcluster, linkage

from linkage.clustering import MOST_BITS, Constraints, Edges, cluster

NONE = (np.zeros(0, np.int64), np.zeros(0, np.int64))


def clusters(bits: dict[tuple[int, int], float], count: int, **rules: Any) -> list[int]:
    """Return each group's cluster; pairs not in `bits` weigh -8."""
    pairs = sorted(bits)
    left, right = (np.array([pair[side] for pair in pairs], dtype=np.int64) for side in (0, 1))
    edges = Edges(left, right, np.array([bits[pair] for pair in pairs]))
    constraints = Constraints(
        rules.get("must", NONE),
        rules.get("cannot", NONE),
        rules.get("forbidden", lambda a, b: np.zeros(len(a), bool)),
    )
    found = cluster(count, edges, constraints, lambda a, b: np.full(len(a), -8.0), 0.0)
    return found.label.tolist()


def pair(a: int, b: int) -> tuple[Any, Any]:
    return np.array([a]), np.array([b])


def test_a_chain_of_single_links_joins_no_strangers() -> None:
    chain = {(n, n + 1): 3.0 for n in range(5)}
    assert len(set(clusters(chain, 6))) == 3


def test_groups_that_all_agree_are_one_cluster() -> None:
    assert clusters({(0, 1): 3.0, (0, 2): 3.0, (1, 2): 3.0}, 4) == [0, 0, 0, 1]


def test_one_doubtful_pair_does_not_part_the_rest() -> None:
    assert clusters({(0, 1): 6.0, (0, 2): 6.0, (1, 2): -1.0}, 3) == [0, 0, 0]


def test_a_pair_called_the_same_is_joined_whatever_its_weight() -> None:
    assert clusters({}, 2, must=pair(0, 1)) == [0, 0]


def test_a_pair_called_different_is_kept_apart_whatever_its_weight() -> None:
    strong = {(0, 1): 20.0, (0, 2): 9.0, (1, 2): 1.0}
    assert clusters(strong, 3, cannot=pair(1, 0)) == [0, 1, 0]


def test_a_forbidden_pair_is_kept_apart_but_a_person_may_join_it() -> None:
    def forbidden(a: Any, b: Any) -> Any:
        return np.ones(len(a), bool)

    assert clusters({(0, 1): 20.0}, 2, forbidden=forbidden) == [0, 1]
    assert clusters({(0, 1): 20.0}, 2, forbidden=forbidden, must=pair(0, 1)) == [0, 0]


BITS = st.integers(-12, 12).map(float)


@st.composite
def parts(draw: st.DrawFn) -> tuple[int, list[list[float]]]:
    """Return how many groups some parts have, and the bits of every pair within each part.

    Each group of a part is linked with the next, so that each part hangs together.
    """
    count = draw(st.integers(3, 6))
    ends = np.triu_indices(count, 1)
    inside = st.lists(BITS, min_size=len(ends[0]), max_size=len(ends[0]))
    drawn = np.array(draw(st.lists(inside, min_size=1, max_size=12)))
    return count, np.where(np.diff(ends, axis=0) == 1, np.abs(drawn), drawn).tolist()


@settings(deadline=None)
@given(parts())
def test_parts_are_divided_as_a_tree_of_each_would_be(made: tuple[int, list[list[float]]]) -> None:
    count, bits = made
    ends = np.transpose(np.triu_indices(count, 1)).tolist()
    every = {
        (count * at + a, count * at + b): one
        for at, part in enumerate(bits)
        for (a, b), one in zip(ends, part, strict=True)
    }
    labels = np.array(clusters(every, count * len(bits))).reshape(-1, count)
    for part, label in zip(bits, labels, strict=True):
        far = MOST_BITS + 1 - np.clip(part, -MOST_BITS, MOST_BITS)
        tree = fcluster(linkage(far, "average"), MOST_BITS + 1, "distance")
        assert (label[:, None] == label).tolist() == (tree[:, None] == tree).tolist()
