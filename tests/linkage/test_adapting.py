"""The pretrained model is fitted to the records at hand, and to a few labels."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from linkage.labels import learnt
from linkage.model import pretrained
from linkage.pipeline import ENTITY_ID, link
from linkage.questions import COMPARISONS, SOURCE
from linkage.settings import LinkageSettings
from records.schema import Judgement
from records.schema import PlacedRecord as R

COUNT = len(COMPARISONS)
PLACE = {c.name: at for at, c in enumerate(COMPARISONS)}
PHONE = PLACE["phone"]
STREETS = ("Alder", "Gorse", "Fenway", "Quill", "Brannick", "Marsh", "Olderby", "Tansy")
TRADES = ("Bakery", "Motors", "Florist", "Butcher", "Laundry", "Bookshop", "Cycles", "Dental")


def businesses(count: int) -> pd.DataFrame:
    """Return as many different businesses, each with all its fields, of source a."""
    number = np.arange(count)
    random = np.random.default_rng(0)
    letters = random.integers(97, 123, (count, 7)).astype(np.uint8)
    words = [bytes(row).decode().title() for row in letters]
    trade = [f"{word} {TRADES[n % 8]}" for n, word in enumerate(words)]
    street = [f"{n % 90 + 1} {STREETS[n // 90 % 8]} Street" for n in number]
    return pd.DataFrame(
        {
            R.record_id: [f"a{n:04}" for n in number],
            R.source: "a",
            R.name: trade,
            R.address: street,
            R.postcode: [f"ZZ{n % 9 + 1} {n % 7 + 1}A{chr(65 + n % 26)}" for n in number],
            R.phone: [f"01632{960000 + n}" for n in number],
        }
    )


def two_lists(count: int) -> pd.DataFrame:
    """Return the same businesses in two sources, the second written a little differently."""
    first = businesses(count)
    again: dict[str, Any] = {
        R.record_id: first[R.record_id].str.replace("a", "b"),
        R.source: "b",
        R.name: first[R.name].str[1:] + " Ltd",
        R.phone: None,
    }
    second = first.assign(**again)
    return pd.concat([first, second], ignore_index=True)


def test_lists_without_a_repeat_are_found_to_hold_each_business_once() -> None:
    records = two_lists(80)
    assert link(records).report["adapted"]["once_sources"] == ["a", "b"]
    asked = LinkageSettings(policy="may-repeat")
    assert link(records, asked).report["adapted"]["once_sources"] == []
    told = LinkageSettings(once_sources=frozenset("a"))
    assert link(records, told).report["adapted"]["once_sources"] == ["b"]


def test_a_list_that_repeats_some_businesses_is_not_found_to_hold_each_once() -> None:
    records = two_lists(80)
    again = records[:6].assign(**{R.record_id: [f"z{n}" for n in range(6)]})
    found = link(pd.concat([records, again], ignore_index=True))
    assert found.report["adapted"]["once_sources"] == ["b"]
    entity = found.entities.set_index(R.record_id)[ENTITY_ID]
    assert entity["z0"] == entity["a0000"]


def test_two_of_a_source_that_lists_each_business_once_stay_apart_and_are_not_told_of() -> None:
    records = two_lists(80)
    branch = records[:1].assign(**{R.record_id: "zz", R.address: "2 Alder Street"})
    found = link(pd.concat([records, branch], ignore_index=True))
    assert found.report["adapted"]["once_sources"] == ["a", "b"]
    entity = found.entities.set_index(R.record_id)[ENTITY_ID]
    assert entity["zz"] != entity["a0000"] == entity["b0000"]
    pairs = found.pairs[["id_a", "id_b"]].apply(tuple, axis=1).tolist()
    assert ("a0000", "zz") not in pairs
    assert ("a0000", "b0000") in pairs


def test_a_few_records_leave_the_model_as_it_is_shipped() -> None:
    assert link(two_lists(5)).model == pretrained()


def test_a_model_that_is_given_is_used_as_it_is() -> None:
    records = two_lists(80)
    standing = link(records).model
    assert standing.once == frozenset("ab")
    again = link(records.head(100), model=standing)
    assert again.model is standing
    assert again.report["adapted"] == {"given": standing.version}


def pairs(count: int) -> tuple[Any, Any]:
    """Return comparisons of pairs, sure ones and unsure ones of either kind, and which are one."""
    random = np.random.default_rng(1)
    compared = np.full((count, COUNT), np.nan)
    same = np.arange(count) % 2 == 0
    level = np.where(same, 0.85, 0.3) + random.uniform(-0.15, 0.15, count)
    for name in ("name_spelling", "name_words", "street", "postcode", "name_and_address"):
        compared[:, PLACE[name]] = level
    return compared, same.astype(float)


def judged(rows: list[tuple[str, str, str]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(Judgement.columns()))


def test_labels_of_one_class_bind_but_move_no_weight() -> None:
    compared, same = pairs(50)
    for one in (np.ones(50), np.zeros(50)):
        assert learnt(pretrained(), compared, one, np.zeros(0)) is None
    assert learnt(pretrained(), compared[:0], same[:0], np.zeros(0)) is None
    words = judged([("a0001", "b0002", "same")])
    report = link(two_lists(5), judgements=words).report["adapted"]
    assert (report["labels"], report["labels_moved"]) == (1, False)


def test_labels_that_say_what_the_weights_say_move_nothing() -> None:
    compared, _ = pairs(60)
    bits = pretrained().weight_bits(compared)
    sure = np.abs(bits) > 3
    assert sure.sum() > 20
    said = (bits[sure] > 0).astype(float)
    assert learnt(pretrained(), compared[sure], said, bits) is None


def test_labels_that_say_a_telephone_tells_little_lower_what_it_tells() -> None:
    compared, same = pairs(60)
    compared[:, PHONE] = np.where(same == 1, 0.0, 1.0)
    moved = learnt(pretrained(), compared, same, np.zeros(0))
    assert moved is not None
    before, after = (np.diff(m.curves["phone"][1][[0, -1]])[0] for m in (pretrained(), moved))
    assert after < before
    right = (moved.weight_bits(compared) > 0) == (same == 1)
    assert right.mean() >= ((pretrained().weight_bits(compared) > 0) == (same == 1)).mean()


def test_a_moved_curve_never_falls_and_passes_nothing_once() -> None:
    compared, same = pairs(60)
    compared[:, PHONE] = np.where(same == 1, 0.0, 1.0)
    moved = learnt(pretrained().moved(0.0, -2.0), compared, same, np.zeros(0))
    assert moved is not None
    assert moved.source_bits == -2.0
    for name, (_, bits) in moved.curves.items():
        assert (np.diff(bits) >= -1e-9).all()
        assert (bits[0] <= 0 <= bits[-1]) or name == SOURCE


def test_labels_drawn_for_their_answer_move_the_prior_less_than_those_drawn_blindly() -> None:
    random = np.random.default_rng(2)
    compared = np.full((60, COUNT), np.nan)
    for name in ("name_spelling", "name_words", "street", "postcode", "name_and_address"):
        compared[:, PLACE[name]] = random.uniform(0.45, 0.6, 60)
    compared[:20], compared[20:40] = 1.0, 0.0
    compared[:, PLACE[SOURCE]] = np.nan
    same = np.repeat([1.0, 0.0, 1.0, 0.0], [20, 20, 16, 4])
    bits = pretrained().weight_bits(compared)
    sure = np.repeat([20.0, -20.0], [50, 50])
    rare = np.repeat([20.0, -20.0], [50, 50_000])
    blind, chosen = (learnt(pretrained(), compared, same, one) for one in (sure, rare))
    assert (bits[:20] > 5).all()
    assert (bits[20:40] < -5).all()
    assert blind is not None
    moved = chosen.prior if chosen else pretrained().prior
    assert blind.prior > moved + 0.2


@pytest.mark.parametrize("seed", range(3))
def test_one_label_against_all_others_moves_little(seed: int) -> None:
    compared, same = pairs(40)
    random = np.random.default_rng(seed)
    same[random.integers(40)] = 1 - same[random.integers(40)]
    moved = learnt(pretrained(), compared, same, np.zeros(0)) or pretrained()
    change = moved.weight_bits(compared) - pretrained().weight_bits(compared)
    assert np.abs(change).max() < 4


def test_the_order_of_labels_changes_nothing() -> None:
    records = two_lists(80)
    random = np.random.default_rng(3)
    rows = [(f"a{n:04}", f"b{n + shift:04}", verdict)
            for n in range(0, 60, 2)
            for shift, verdict in ((0, "same"), (1, "different"))]  # fmt: skip
    words = judged(rows)
    other = words.iloc[random.permutation(len(words))].reset_index(drop=True)
    one, again = (link(records, judgements=said).model for said in (words, other))
    assert one.written() == again.written()
