"""Pairs worth comparing are found by any rule, and no key may hold too many."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkage.blocking import Dropped, block, pairs_in_blocks
from linkage.keys import NONE, numbered
from linkage.neighbours import best_rows, nearest_points, rarest
from linkage.prepare import prepare
from linkage.rules import RULES
from linkage.settings import LinkageSettings
from linkage.words import Shares, grams, weigh_words
from records.schema import PlacedRecord as R


def found(settings: LinkageSettings | None = None, **columns: list[object]) -> set[tuple[int, int]]:
    count = len(next(iter(columns.values())))
    frame = pd.DataFrame(columns).assign(record_id=[f"r{n}" for n in range(count)], source="food")
    p = prepare(frame, frozenset("*"))
    blocked = block(p, settings or LinkageSettings())
    return set(zip(blocked.left.tolist(), blocked.right.tolist(), strict=True))


@pytest.mark.parametrize(
    "columns",
    [
        {"postcode": ["ZZ1 1AA", "zz11aa"]},
        {"postcode": ["ZZ1 1AA", "ZZ1 1BA"], "address": ["4 Alder St", "4 Fenway Road"]},
        {"postcode": ["ZZ1 1AA", "ZZ1 1BA"], "name": ["Eel Bar", "The Eel"]},
        {"phone": ["01632 960001", "+44 1632 960001"]},
        {"company_number": ["99000001", "99000001"]},
        {"uprn": ["990000000001", "990000000001.0"]},
        {"person": ["Ada Barlow", "BARLOW, Ada"], "postcode": ["ZZ1 1AA", "ZZ1 9ZZ"]},
        {"address": ["4 Alder Street, Marshwick", "Outside 4 Alder St"]},
        {"name": ["Quill & Gorse", "Quill and Gorse Ltd"]},
        {"name": ["Brannick Motors", "Branick Motors Olderby"]},
        {"lat": [51.5, 51.5005], "lon": [0.5, 0.5003]},
        {"name": ["Eel Bar", "Eel Kitchen"], "lat": [51.5, 51.503], "lon": [0.5, 0.503]},
    ],
)
def test_any_one_agreement_is_enough_to_be_compared(columns: dict[str, list[object]]) -> None:
    assert found(**columns) == {(0, 1)}


def test_records_with_nothing_in_common_are_not_compared() -> None:
    assert found(name=["Eel Bar", "Brannick Motors"], postcode=["ZZ1 1AA", "YY9 9ZZ"]) == set()


def test_a_key_that_holds_too_many_is_dropped_and_counted() -> None:
    keys = np.array([7] * 5 + [8] * 3 + [NONE] * 4, dtype=np.uint64)
    left, right, dropped = pairs_in_blocks((np.arange(12), keys), 12, 4)
    assert set(zip(left.tolist(), right.tolist(), strict=True)) == {(5, 6), (5, 7), (6, 7)}
    assert dropped == Dropped(keys=1, groups=5, pairs=10)


def test_the_report_counts_every_rule() -> None:
    frame = pd.DataFrame(
        {
            R.record_id: [f"r{n}" for n in range(5)],
            R.source: "food",
            R.company_number: "99000001",
            R.uprn: [str(n) for n in range(5)],
        }
    )
    blocked = block(prepare(frame), LinkageSettings(block_cap=4))
    assert set(blocked.pairs_by_rule) >= {rule.name for rule in RULES}
    assert blocked.dropped == {"same company number": Dropped(1, 5, 10)}


def test_the_nearest_texts_share_rare_letters() -> None:
    texts = ["brannick motors", "branick motors", "gorse kitchen", "eel bar"]
    left, right = best_rows(rarest(grams(texts)), np.arange(4), 2)
    assert {tuple(sorted(pair)) for pair in zip(left.tolist(), right.tolist(), strict=True)} == {
        (0, 1)
    }


def test_the_nearest_points_lie_within_the_radius() -> None:
    points = np.array([[51.5, 0.5], [51.5005, 0.5], [51.6, 0.5]])
    left, right = nearest_points(points, 5, 150.0)
    assert list(zip(left.tolist(), right.tolist(), strict=True)) == [(0, 1), (1, 0)]
    assert len(nearest_points(points[:1], 5, 150.0)[0]) == 0


def test_of_points_equally_far_the_same_are_nearest_whatever_others_there_are() -> None:
    steps = np.stack(np.meshgrid(np.arange(12), np.arange(12)), axis=-1).reshape(-1, 2)
    points = np.unique(np.round(51.0 + steps * 0.0005, 6), axis=0)
    middle = int(np.flatnonzero((points == [51.003, 51.003]).all(axis=1))[0])
    about = np.flatnonzero((np.abs(points - points[middle]) < 0.0021).all(axis=1))
    left, right = nearest_points(points, 6, 150.0)
    fewer, near = nearest_points(points[about], 6, 150.0)
    assert set(right[left == middle]) == set(about[near[about[fewer] == middle]])
    assert (np.bincount(left) <= 6).all()


def test_a_rare_word_says_more_than_a_common_one() -> None:
    texts = ["street quince", "street", "street medlar"]
    weights = weigh_words(texts, Shares.learn(texts, np.array([1, 50, 1])))
    row = weights.weights[[0]].toarray()[0]
    assert weights.totals[0] > 2 * weights.totals[1]
    assert (row >= 0).all()


def test_letters_of_any_script_are_compared() -> None:
    likeness = grams(["\u6625\u98ce", "\u6625\u98ce", "eel bar"])
    product = (likeness @ likeness.T).toarray()
    assert product[0, 1] == pytest.approx(1.0)
    assert product[0, 2] == pytest.approx(0.0)


def made_up(seed: int, count: int) -> pd.DataFrame:
    """Return records that share words, doors, postcodes and points by chance."""
    rng = np.random.default_rng(seed)
    words = np.array(["quill", "gorse", "eel", "brannick", "medlar", "fenway", "alder", "quince"])
    street, number = rng.choice(words, count), rng.integers(1, 9, count)
    return pd.DataFrame(
        {
            R.record_id: [f"r{n:03}" for n in range(count)],
            R.source: rng.choice(["food", "fire"], count),
            R.name: [" ".join(rng.choice(words, 2)) for _ in range(count)],
            R.address: [f"{n} {s} street" for n, s in zip(number, street, strict=True)],
            R.postcode: [f"ZZ1 {n}AA" for n in rng.integers(1, 9, count)],
            R.lat: 51.5 + rng.normal(0, 0.002, count),
            R.lon: 0.5 + rng.normal(0, 0.002, count),
        }
    )  # fmt: skip


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 60))
def test_the_order_of_rows_and_the_threads_do_not_matter(seed: int, count: int) -> None:
    frame = made_up(seed, count)
    first = block(prepare(frame), LinkageSettings(workers=1))
    again = block(prepare(frame.sample(frac=1.0, random_state=seed)), LinkageSettings(workers=3))
    assert (first.left == again.left).all()
    assert (first.right == again.right).all()
    assert first.pairs_by_rule == again.pairs_by_rule
    assert (first.left < first.right).all()
    assert len({*zip(first.left.tolist(), first.right.tolist(), strict=True)}) == len(first.left)


@given(st.lists(st.tuples(st.integers(0, 11), st.integers(0, 4)), max_size=40), st.integers(0, 11))
def test_a_rule_may_ask_that_one_of_two_is_of_some_kind(
    held: list[tuple[int, int]], above: int
) -> None:
    group, key = (np.array([one[side] for one in held], dtype=np.int64) for side in (0, 1))
    keyed = (group, numbered(key))
    among = np.arange(12) >= above
    every = {*zip(*map(np.ndarray.tolist, pairs_in_blocks(keyed, 12, 9)[:2]), strict=True)}
    some = {*zip(*map(np.ndarray.tolist, pairs_in_blocks(keyed, 12, 9, among)[:2]), strict=True)}
    assert some == {pair for pair in every if max(pair) >= above}
