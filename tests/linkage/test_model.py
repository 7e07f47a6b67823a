"""Weights are a table; agreement never lowers them and what is missing weighs nothing."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkage.comparisons import Comparer
from linkage.explanation import sentences
from linkage.model import PRIOR, Model, pretrained, probability
from linkage.prepare import prepare
from linkage.questions import COMPARISONS, SOURCE
from linkage.training import KNOTS, Sample, fit

COUNT = len(COMPARISONS)
similarities = st.lists(st.floats(0, 1), min_size=COUNT, max_size=COUNT)


@settings(max_examples=50)
@given(similarities, st.integers(0, COUNT - 1), st.floats(0, 1))
def test_better_agreement_never_lowers_the_weight(
    values: list[float], column: int, rise: float
) -> None:
    before = np.array([values])
    after = before.copy()
    after[0, column] = min(1.0, after[0, column] + rise)
    model = pretrained()
    assert model.weight_bits(after)[0] >= model.weight_bits(before)[0] - 1e-9


def test_what_is_missing_weighs_nothing() -> None:
    nothing = np.full((1, COUNT), np.nan)
    model = pretrained()
    assert model.weight_bits(nothing)[0] == model.prior
    assert (model.bits(nothing) == 0).all()


@pytest.mark.parametrize("comparison", [c.name for c in COMPARISONS if c.name != SOURCE])
def test_full_disagreement_never_adds_and_full_agreement_never_takes(comparison: str) -> None:
    _, bits = pretrained().curves[comparison]
    assert bits[0] <= 0 <= bits[-1]
    assert (np.diff(bits) >= -1e-9).all()


def test_the_shipped_table_names_every_comparison_but_the_source_and_the_prior() -> None:
    table = pretrained().table()
    assert set(table["comparison"]) == {PRIOR, *(c.name for c in COMPARISONS)} - {SOURCE}


def test_a_model_that_was_moved_survives_being_written_down() -> None:
    model = replace(pretrained(), once=frozenset({"b", "a"})).moved(0.3, -2.0)
    again = Model.read(model.written())
    assert (again.once, again.version, again.source_bits) == (model.once, model.version, -2.0)
    compared = np.random.default_rng(0).random((20, COUNT))
    assert (again.weight_bits(compared) == model.weight_bits(compared)).all()


def test_two_records_of_one_source_are_harder_to_link_where_sources_repeat_seldom() -> None:
    compared = np.full((2, COUNT), np.nan)
    compared[0, [c.name for c in COMPARISONS].index(SOURCE)] = 0.0
    bits = pretrained().moved(1.0, -2.0).weight_bits(compared)
    assert bits - pretrained().prior == pytest.approx([-1.0, 1.0])
    assert pretrained().weight_bits(compared) == pytest.approx(pretrained().prior)


def test_a_model_survives_being_written_down() -> None:
    model = pretrained()
    assert Model.from_table(model.table()).version == model.version


def test_a_weight_of_0_bits_is_an_even_chance() -> None:
    assert probability(np.array([0.0, 1.0, -1.0])) == pytest.approx([1 / 2, 2 / 3, 1 / 3])


def _sample(seed: int) -> Sample:
    random = np.random.default_rng(seed)
    compared = random.random((400, COUNT))
    compared[random.random(compared.shape) < 0.3] = np.nan
    same = (np.nan_to_num(compared[:, 0], nan=0.5) > 0.6).astype(float)
    return Sample(compared, same, np.ones(len(same)))


def test_training_finds_what_tells_pairs_apart() -> None:
    model = fit([_sample(1), _sample(2)], one_prior=False)
    assert SOURCE not in model.curves
    spread = {name: bits[-1] - bits[0] for name, (_, bits) in model.curves.items()}
    assert max(spread, key=spread.__getitem__) == COMPARISONS[0].name
    assert all((np.diff(bits) >= -1e-9).all() for _, bits in model.curves.values())


def test_training_stays_with_the_model_it_starts_from_when_shrunk_hard() -> None:
    start = pretrained()
    model = fit([_sample(1)], shrink=1e9, start=start)
    for name, (_, bits) in model.curves.items():
        assert bits == pytest.approx(np.interp(KNOTS, *start.curves[name]), abs=0.01)


def test_sentences_are_strongest_first_and_say_their_bits() -> None:
    phone = [c.name for c in COMPARISONS].index("phone")
    postcode = [c.name for c in COMPARISONS].index("postcode")
    compared = np.full((1, COUNT), np.nan)
    compared[0, [phone, postcode]] = [1.0, 0.0]
    told = sentences(compared, pretrained(), 4)[0]
    bits = [pretrained().bits(compared)[0, c] for c in (phone, postcode)]
    expected = [(bits[0], "same phone"), (bits[1], "other postcode")]
    expected.sort(key=lambda part: -abs(part[0]))
    assert told == [f"{text} ({worth:+.1f})" for worth, text in expected]


def test_two_names_at_one_door_are_clearly_two_businesses() -> None:
    door = {"address": "12 Alder Street, Marshwick", "postcode": "ZZ1 1AA"}
    rows = [
        {"record_id": name, "source": name, "name": name, **door}
        for name in ("Golden Heron", "Brannick Nails", "Golden Heron Cafe")
    ]
    prepared = prepare(pd.DataFrame(rows), frozenset("*"))
    at = {one: place for place, one in enumerate(prepared.record_ids)}
    left = np.array([at["Golden Heron"], at["Golden Heron"]])
    right = np.array([at["Brannick Nails"], at["Golden Heron Cafe"]])
    apart, alike = pretrained().weight_bits(Comparer(prepared).compare(left, right))
    assert apart < -1.5
    assert alike > 4.0
