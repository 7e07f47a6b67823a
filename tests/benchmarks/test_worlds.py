"""The worlds to train on: the same for the same seed, with neighbours that are hard to tell."""

import numpy as np
import pandas as pd
import pytest

from benchmarks.habits import write_address, write_phone, write_postcode, write_town
from benchmarks.neighbourhood import peopled
from benchmarks.premises import AREA, OTHER_NAME
from benchmarks.pretrain import AT_DOOR, counting, levelled
from benchmarks.worlds import ENTITY, WORLDS, write_down
from linkage.model import Model, probability
from linkage.questions import COMPARISONS
from linkage.training import Sample, fit
from records.schema import PlacedRecord as R

COUNT = 80
PREMISES = pd.DataFrame(
    {
        R.name: [f"{word} Cafe" for word in ["Quorble", "Zoraya", "Brannick", "Marrowby"] * 20],
        R.address: [f"{n} Alder Street, Marshwick" for n in range(1, COUNT + 1)],
        R.town: "Marshwick",
        R.postcode: [f"ZZ1 {n % 9 + 1}AB" for n in range(COUNT)],
        R.lat: 51.7 + np.arange(COUNT) / 1_000,
        R.lon: 0.4,
        R.sector: "Restaurant",
        OTHER_NAME: "",
        AREA: "ZZ1",
    }
)  # fmt: skip


@pytest.mark.parametrize("world", WORLDS, ids=lambda world: world.name)
def test_a_world_is_the_same_for_the_same_seed(world: object) -> None:
    one, other = (write_down(PREMISES, world, 7) for _ in range(2))  # type: ignore[arg-type]
    pd.testing.assert_frame_equal(one, other)
    assert one[R.record_id].is_unique
    assert one[ENTITY].nunique() >= COUNT / 2


def test_hosts_share_their_address_and_often_their_switchboard() -> None:
    found = peopled(PREMISES, (0.9, 0.0, 0.0), np.random.default_rng(1))
    hosts, tenants = found.iloc[:COUNT], found.iloc[COUNT:]
    assert len(tenants) > COUNT / 2
    assert tenants[R.uprn].isin(set(hosts[R.uprn])).all()
    assert 0.2 < tenants[R.phone].isin(set(hosts[R.phone])).mean() < 0.9


def test_namesakes_bear_a_word_of_the_place_and_stand_elsewhere() -> None:
    found = peopled(PREMISES, (0.0, 0.9, 0.0), np.random.default_rng(1)).iloc[COUNT:]
    words = {"Alder", "Quorble", "Zoraya", "Brannick", "Marrowby"}
    assert found[R.name].str.split().str[0].isin(words).all()


def test_successors_trade_where_others_did_and_have_numbers_of_their_own() -> None:
    found = peopled(PREMISES, (0.0, 0.0, 0.9), np.random.default_rng(1))
    after = found.iloc[COUNT:]
    assert after[R.address].isin(set(PREMISES[R.address])).all()
    assert not set(after[R.company_number]) & set(found.iloc[:COUNT][R.company_number])


def test_what_is_written_stays_of_its_kind() -> None:
    random = np.random.default_rng(1)
    for _ in range(200):
        assert write_address("12 Alder Street, Marshwick", random)
        assert write_postcode("ZZ1 2AB", random).startswith("ZZ1")
        assert write_phone("01245123456", random).startswith("0124")
        assert write_town("Marshwick", "12 Alder Street, Dunling", random)


def _sample(seed: int) -> Sample:
    random = np.random.default_rng(seed)
    compared = random.random((300, len(COMPARISONS)))
    same = (compared[:, 0] + random.normal(0, 0.3, 300) > 0.7).astype(float)
    return Sample(compared, same, np.ones(300))


def test_a_sample_counts_for_as_many_pairs_as_it_is_told() -> None:
    assert counting(_sample(1), 50.0).weight.sum() == pytest.approx(50.0)


def test_levelling_moves_the_prior_to_where_as_many_are_expected_as_there_are() -> None:
    sample = _sample(2)
    sample.compared[:, [c.name for c in COMPARISONS].index(AT_DOOR)] = np.nan
    model = fit([sample])
    strict = Model(model.prior - 1.0, model.curves)
    found = levelled(strict, [sample])
    expected = probability(found.weight_bits(sample.compared)).sum()
    assert expected == pytest.approx(sample.same.sum(), rel=0.02)
    moved = found.prior - strict.prior
    assert moved == pytest.approx(1.0, abs=0.2)
    for name, (_, bits) in found.curves.items():
        door = moved * np.array([1, 1, 0, 0, 0, 0, 0]) * (name == AT_DOOR)
        assert bits == pytest.approx(strict.curves[name][1] - door), name
