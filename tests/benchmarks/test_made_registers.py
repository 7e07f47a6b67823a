"""Made registers are read as they are, and their truth is about as tangled as life."""

from pathlib import Path

import pandas as pd

from benchmarks.made_registers import made_registers, write_registers
from linkage.pipeline import ENTITY_ID
from linkage.standalone import read_records
from records.schema import PlacedRecord as R


def test_the_same_seed_writes_the_same_registers(tmp_path: Path) -> None:
    for name in ("one.csv", "two.csv"):
        write_registers(600, 7, tmp_path / name)
    for end in ("csv", "truth.csv"):
        one, two = (tmp_path / f"{name}.{end}" for name in ("one", "two"))
        assert one.read_bytes() == two.read_bytes()
    assert len(read_records(tmp_path / "one.csv")) == 600


def test_every_record_has_one_truth_and_a_business_a_record_or_two() -> None:
    records, truth = made_registers(4_000, 3)
    assert truth[R.record_id].tolist() == records[R.record_id].tolist()
    assert records[R.record_id].is_unique
    assert 1.4 < len(truth) / truth[ENTITY_ID].nunique() < 1.6
    assert records[R.source].nunique() == 5


def test_registers_differ_in_what_they_give_and_in_how_they_write() -> None:
    records, truth = made_registers(4_000, 5)
    given = records.notna().groupby(records[R.source]).mean()
    assert given.loc["companies", R.company_number] > 0.3 > given.loc["food", R.company_number]
    assert 0.85 < given.loc["fire", R.name] < 1.0
    shouted = records[R.name].str.isupper()
    assert shouted[records[R.source] == "licences"].mean() > 0.95
    pairs = pd.DataFrame({"name": records[R.name].str.lower(), ENTITY_ID: truth[ENTITY_ID]})
    spellings = pairs.dropna().groupby(ENTITY_ID)["name"].nunique()
    assert 1.05 < spellings.mean() < 1.5
