import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkage.ties import BREAK, CLOSE, Ties, weigh_ties
from records.schema import Link, PlacedRecord, Tie
from records.store.frames import to_arrow


def records(*rows):
    """Rows of key, name, address, postcode and telephone."""
    names = (
        PlacedRecord.record_id,
        PlacedRecord.name,
        PlacedRecord.address,
        PlacedRecord.postcode,
        PlacedRecord.phone,
    )
    frame = pd.DataFrame(rows, columns=[str(name) for name in names])
    return PlacedRecord.shape(frame.assign(source="made", agency="HSE"))


ALIKE = records(
    ("a", "Larch Hand Car Wash", "4 Mill Lane", "CM1 1AA", None),
    ("b", "Larch Hand Car Wash Ltd", "4 Mill Lane", "CM1 1AA", None),
    ("c", "Juniper Nail Bar", "9 High Street", "SS9 4ZZ", None),
)
ONE = pd.Series(["e", "e", "e"])


def test_records_that_say_the_same_are_tied_and_others_are_not():
    ties = weigh_ties(ALIKE, ONE)
    assert list(zip(ties.left, ties.right, strict=True)) == [(0, 1)]
    assert ties.bits[0] > 5
    assert "name" in ties.sayings[ties.said[0]]


def test_a_person_who_called_two_records_the_same_ties_them():
    same = (np.array([0]), np.array([2]))
    ties = weigh_ties(ALIKE, ONE, same)
    assert (0, 2) in set(zip(ties.left, ties.right, strict=True))
    assert ties.parts(3).tolist() == [0, 0, 0]


def test_records_of_two_profiles_are_never_tied():
    assert len(weigh_ties(ALIKE, pd.Series(["e", "f", "f"])).left) == 0


def test_what_a_third_record_says_goes_into_no_tie():
    third = records(("d", "Larch Hand Car Wash", "4 Mill Lane", "CM1 1AA", "01245000000"))
    more = pd.concat([ALIKE, third], ignore_index=True)
    ties = weigh_ties(more, pd.Series(["e"] * 4)).among(np.array([True, True, True, False]))
    assert list(zip(ties.left, ties.right, strict=True)) == [(0, 1)]
    assert "phone" not in ties.sayings[ties.said[0]]


def test_ties_come_back_from_a_build_as_they_were():
    ties = weigh_ties(ALIKE, ONE)
    back = Ties.read(to_arrow(Tie, ties.frame()))
    assert back.frame().equals(ties.frame())
    empty = Ties.read(to_arrow(Tie, Tie.empty()))
    assert len(empty.left) == 0
    assert isinstance(to_arrow(Tie, Tie.empty()), pa.Table)


def test_the_links_told_hold_each_part_together():
    ties = Ties.of_all(["p", "p", "p", "q"], 3.0, BREAK.join(["same name", "same place"]))
    links = ties.holding(["a", "b", "c", "d"], ties.parts(4))
    assert set(links[Link.id_a]) | set(links[Link.id_b]) == {"a", "b", "c"}
    assert links[Link.because].iloc[0] == ["same name", "same place"]
    assert len(Ties.of_all(["p"], 1.0, "").holding(["a"], [0])) == 0


def test_at_most_ten_links_are_told_of_a_part_the_weakest_of_its_tree_among_them():
    left, right = np.arange(29), np.arange(1, 30)
    bits = np.linspace(1, 20, 29)
    ties = Ties(left, right, bits, np.zeros(29, np.int64), ("",))
    links = ties.holding([f"{n:02}" for n in range(30)], np.zeros(30))
    assert len(links) == 10
    assert links[Link.weight_bits].min() == 1
    assert links[Link.weight_bits].max() == 20
    assert links[Link.because].iloc[0] == []


@given(st.lists(st.booleans(), min_size=12, max_size=12))
def test_parts_of_those_that_are_left_depend_on_those_alone(kept):
    flags = np.array(kept)
    ties = Ties.of_all([0] * 5 + [1] * 7, 1.0, "").among(flags)
    parts = pd.Series(ties.parts(12))[flags]
    assert parts.nunique() == len(set(np.array([0] * 5 + [1] * 7)[flags]))


@pytest.mark.parametrize("size", [2 * CLOSE, 2 * CLOSE + 1, 500])
def test_a_large_profile_is_tied_in_a_bounded_number_of_pairs(size):
    rows = [(f"{n:04}", "Larch Hand Car Wash", "4 Mill Lane", "CM1 1AA", None) for n in range(size)]
    ties = weigh_ties(records(*rows), pd.Series(["e"] * size))
    assert len(ties.left) <= 2 * CLOSE * size
    assert len(set(ties.parts(size))) == 1
