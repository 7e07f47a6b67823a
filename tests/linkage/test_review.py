import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkage.alone import Alone
from linkage.comparisons import Comparer
from linkage.judgements import judged
from linkage.model import pretrained
from linkage.pipeline import ENTITY_ID, link
from linkage.prepare import prepare
from linkage.review import LEAST_CHANCE, chances, doubts_of
from linkage.ties import weigh_ties
from records.schema import Doubt, Judgement, PlacedRecord

NAMES = ("Larch Hand Car Wash", "Larch Car Wash", "Elmwater Nails", "Elm Water Nail Bar",
         "Quayside Cafe", "Quay Cafe", "Tannery Tyres", "Tannery Tyre Centre")  # fmt: skip
STREETS = ("High Street", "Station Road", "Mill Lane")


def records(number=40):
    dice = np.random.default_rng(3)
    rows = [
        {
            PlacedRecord.record_id: f"{source}:{at:03d}",
            PlacedRecord.source: source,
            PlacedRecord.name: NAMES[dice.integers(len(NAMES))],
            PlacedRecord.address: f"{1 + dice.integers(6)} {STREETS[dice.integers(3)]}, Harlow",
            PlacedRecord.postcode: f"CM{1 + dice.integers(3)} 1AA",
            PlacedRecord.phone: f"0124500000{dice.integers(6)}" if dice.random() < 0.5 else "",
        }
        for at in range(number)
        for source in [("fire", "licensing")[at % 2]]
    ]
    return pd.DataFrame(rows)


@pytest.fixture(scope="module")
def linked():
    made = records()
    return made, link(made)


def doubts(linked, *words):
    made, found = linked
    said = pd.DataFrame(words, columns=[str(c) for c in Judgement.columns()])
    ids = found.entities[PlacedRecord.record_id].to_numpy(dtype=object)
    bound = judged(said, ids)
    entity = pd.factorize(found.entities[ENTITY_ID])[0].astype(np.int64)
    owners = made[PlacedRecord.record_id].map(
        found.entities.set_index(PlacedRecord.record_id)[ENTITY_ID]
    )
    ties = weigh_ties(made, owners, bound.same, corpus=found.corpus)
    alone = Alone(made, found.corpus)
    return doubts_of(alone, found.pairs, (entity, ties), bound, pretrained())


def test_each_doubt_is_weighed_by_its_two_records_alone_and_its_reasons_sum_to_its_weight(linked):
    made, found = linked
    told = doubts(linked)
    assert len(told) > 5
    for row in told.to_dict("records"):
        assert abs(sum(map(float, row[Doubt.bits])) - row[Doubt.weight_bits]) < 0.2
        two = made[made[PlacedRecord.record_id].isin([row[Doubt.id_a], row[Doubt.id_b]])]
        alone = Comparer(prepare(two, frozenset("*"), corpus=found.corpus))
        compared = alone.compare(np.array([0]), np.array([1]))
        assert pretrained().weight_bits(compared)[0] == pytest.approx(
            row[Doubt.weight_bits], abs=0.01
        )


def test_there_are_doubts_inside_businesses_and_between_them_each_once(linked):
    told = doubts(linked)
    entity = linked[1].entities.set_index(PlacedRecord.record_id)[ENTITY_ID]
    owners = [told[c].map(entity) for c in (Doubt.id_a, Doubt.id_b)]
    inside = owners[0].to_numpy() == owners[1].to_numpy()
    assert 0 < inside.sum() < len(told)
    assert (told[Doubt.moved].str.len() > 0).to_numpy().tolist() == inside.tolist()
    pairs = {frozenset(pair) for pair in zip(*(o[~inside] for o in owners), strict=True)}
    assert len(pairs) == (~inside).sum()
    assert (chances(told[Doubt.weight_bits], inside) >= LEAST_CHANCE).all()
    assert (told[Doubt.id_a] < told[Doubt.id_b]).all()


@pytest.mark.parametrize("verdict", ["same", "different"])
def test_what_was_decided_is_in_doubt_no_more_and_what_nobody_could_tell_is(linked, verdict):
    first = doubts(linked).iloc[0]
    pair = first[Doubt.id_a], first[Doubt.id_b]
    told = doubts(linked, (*pair, verdict))
    assert pair not in set(zip(told[Doubt.id_a], told[Doubt.id_b], strict=True))
    told = doubts(linked, (*pair, "unsure"))
    assert pair in set(zip(told[Doubt.id_a], told[Doubt.id_b], strict=True))


def test_the_order_of_the_records_changes_no_doubt(linked):
    made, _found = linked
    turned = made.iloc[::-1]
    pd.testing.assert_frame_equal(doubts((turned, link(turned))), doubts(linked))


def test_a_county_without_pairs_has_no_doubts():
    made = records(1)
    assert doubts((made, link(made))).empty


@given(st.floats(-40, 40))
def test_the_chance_that_a_person_says_otherwise_is_that_of_the_other_answer(bits):
    one, two = chances([bits, bits], [True, False])
    assert one + two == pytest.approx(1.0)
    assert (one < two) == (bits > 0) or abs(bits) < 1e-9
