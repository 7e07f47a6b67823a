"""The town in which an address ends is compared with the town that another record names."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from linkage.coded import Coded
from linkage.towns import Towns

KNOWN = frozenset({"chelmsford", "great baddow", "harlow", "essex"})


def inside(one: tuple[str, str], other: tuple[str, str]) -> float:
    """Return the comparison of two records, each a town and an address."""
    towns = Coded.of([one[0], other[0]])
    addresses = Coded.of([one[1], other[1]])
    found = Towns.of(towns, addresses, KNOWN).inside(np.array([0]), np.array([1]))
    return float(found[0])


def test_an_address_that_ends_in_the_town_of_the_other_record_agrees() -> None:
    for address in ("3 low road chelmsford", "3 low road great baddow chelmsford essex"):
        assert inside(("chelmsford", "3 low road"), ("", address)) == 1.0


def test_an_address_that_ends_in_another_town_disagrees() -> None:
    assert inside(("chelmsford", ""), ("", "3 low road harlow essex")) == 0.0


def test_a_town_in_the_middle_of_an_address_is_a_street() -> None:
    assert inside(("harlow", ""), ("", "3 harlow road chelmsford")) == 0.0
    assert np.isnan(inside(("harlow", ""), ("", "3 harlow road")))


def test_nothing_is_said_of_two_towns_of_none_and_of_an_address_that_ends_in_none() -> None:
    address = "3 low road harlow"
    assert np.isnan(inside(("harlow", ""), ("harlow", address)))
    assert np.isnan(inside(("", ""), ("", address)))
    assert np.isnan(inside(("harlow", ""), ("", "3 low road")))
    assert np.isnan(inside(("harlow", ""), ("", "")))


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["", "harlow", "great baddow", "nowhere"]),
            st.sampled_from(["", "harlow", "1 low road harlow", "2 high road great baddow essex"]),
        ),
        min_size=2,
    )
)
def test_the_order_of_two_records_does_not_matter_and_others_beside_them_neither(
    records: list[tuple[str, str]],
) -> None:
    towns, addresses = (Coded.of([one[part] for one in records]) for part in (0, 1))
    every = Towns.of(towns, addresses, KNOWN)
    left = np.repeat(np.arange(len(records)), len(records))
    right = np.tile(np.arange(len(records)), len(records))
    found = every.inside(left, right)
    assert np.array_equal(found, every.inside(right, left), equal_nan=True)
    alone = [inside(records[a], records[b]) for a, b in zip(left, right, strict=True)]
    assert np.array_equal(found, alone, equal_nan=True)
