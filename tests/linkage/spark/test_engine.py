"""In steps and parts, a linkage finds what one machine finds: the same bytes."""

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkage.model import pretrained
from linkage.pipeline import Linkage, link
from linkage.settings import LinkageSettings, Policy
from linkage.spark.engine import Asked, Stepped, link_in_steps
from linkage.spark.standalone import tables_of
from linkage.standalone import STANDALONE
from linkage.written import csv_text
from records.schema import Judgement, Pair
from records.schema import PlacedRecord as R
from tests.linkage.spark.flows import HereFlow
from tests.linkage.spark.made import judgements_of, made_up

POLICIES: list[Policy] = ["auto", "may-repeat", "at-most-one"]
OWN = {"seconds", "peak_mb", "parts"}


def both(
    records: pd.DataFrame,
    parts: int,
    settings: LinkageSettings = STANDALONE,
    said: pd.DataFrame | None = None,
) -> tuple[Linkage, Stepped]:
    words = Judgement.empty() if said is None else said
    flow = HereFlow(parts)
    raw = flow.load(tables_of(records, parts))
    return link(records, settings, words), link_in_steps(flow, raw, Asked(settings, words))


def assert_same(whole: Linkage, steps: Stepped) -> None:
    assert "".join(steps.entities) == csv_text(whole.entities)
    assert "".join(steps.pairs) == csv_text(whole.pairs[Pair.columns()])
    assert {k: v for k, v in whole.report.items() if k not in OWN} == {
        k: v for k, v in steps.report.items() if k not in OWN
    }


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 10_000), st.integers(2, 90), st.integers(1, 4), st.sampled_from(POLICIES))
def test_however_records_are_divided_the_same_is_found(
    seed: int, count: int, parts: int, policy: Policy
) -> None:
    records = made_up(seed, count)
    said = judgements_of(seed, records, seed % 7)
    assert_same(*both(records, parts, replace(STANDALONE, policy=policy), said))


def test_columns_may_be_absent_and_nothing_may_be_alike() -> None:
    records = made_up(3, 40)
    assert_same(*both(records[[R.record_id, R.source, R.name]], 3))
    assert_same(*both(records[[R.record_id, R.source, R.address, R.lat, R.lon]], 3))
    assert_same(*both(records.assign(**{R.name: None, R.address: None}).head(2), 2))


def test_keys_that_hold_too_many_and_large_components_are_cut_alike() -> None:
    records = made_up(5, 120).assign(**{R.name: "Eel Bar", R.postcode: "ZZ1 1AA"})
    few = replace(STANDALONE, block_cap=8, neighbours=2, nearest=2, min_weight_bits=-4.0)
    assert_same(*both(records, 4, few))


def test_a_given_model_is_used_as_it_is() -> None:
    records = made_up(4, 30)
    flow = HereFlow(2)
    model = pretrained()
    whole = link(records, STANDALONE, model=model)
    raw = flow.load(tables_of(records, 2))
    assert_same(whole, link_in_steps(flow, raw, Asked(STANDALONE, Judgement.empty(), model)))


def test_more_candidates_than_are_drawn_are_drawn_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("linkage.adapting", "linkage.spark.fitting"):
        monkeypatch.setattr(f"{module}.DRAWN", 50)
    records = made_up(6, 150)
    assert_same(*both(records, 3, said=judgements_of(6, records, 12)))
