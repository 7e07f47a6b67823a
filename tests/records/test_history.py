from __future__ import annotations

import shutil
from datetime import date

import pyarrow.parquet as pq
import pytest

from benchmarks.agreed import agree
from records.contracts import Contract
from records.errors import HomeError
from records.history import current_records, deliveries, quarantined, record_history
from records.home import Home
from records.ingest import ingest
from records.schema import Record

CONTRACT = Contract.model_validate(
    {
        "name": "kitchens",
        "title": "Kitchens",
        "agency": "LA_EH",
        "key": ["Ref"],
        "columns": {
            "name": {"from": "Name", "required": True},
            "aliases": {"several": ["Also"], "split": ";"},
            "started_on": "Since",
        },
    }
)


@pytest.fixture
def home(tmp_path) -> Home:
    """Three deliveries: rows 1 and 2, then 1 corrected, then a faulty row and row 3."""
    home = Home.at(tmp_path)
    agree(home, CONTRACT)
    for day, rows in enumerate(
        ["1,A,x;y,01/02/2020\n2,B,,\n", "1,A B,,\n", "9,,,\n3,C,,\n"], start=1
    ):
        path = tmp_path / f"{day}.csv"
        path.write_text(f"Ref,Name,Also,Since\n{rows}")
        ingest(home, path, CONTRACT, date(2025, 6, day))
    return home


def test_current_records_are_the_newest_of_each_id(home):
    held = current_records(home)
    assert dict(zip(held["record_id"], held["name"], strict=True)) == {
        "kitchens:2": "B",
        "kitchens:1": "A B",
        "kitchens:3": "C",
    }


def test_current_records_have_the_types_of_the_schema(home):
    held = Record.check(current_records(home))
    assert dict(held.dtypes) == dict(Record.empty().dtypes)
    assert all(isinstance(names, list) for names in held["aliases"])


def test_a_delivery_from_before_a_column_was_thought_of_says_nothing_in_it(home):
    for path in home.deliveries.glob("*/records.parquet"):
        older = pq.read_table(path, partitioning=None).drop_columns([Record.team])
        pq.write_table(older, path)
    held = current_records(home)
    assert held["team"].isna().all()
    assert len(held) == 3


def test_as_of_leaves_out_what_was_received_that_day_or_later(home):
    assert [*current_records(home, date(2025, 6, 2))["name"]] == ["A", "B"]
    assert current_records(home, date(2025, 6, 1)).empty


def test_the_history_of_a_record_is_oldest_first(home):
    told = record_history(home, "kitchens:1")
    assert [*told["name"]] == ["A", "A B"]
    assert told["aliases"][0] == ["x", "y"]
    assert record_history(home, "kitchens:none").empty
    assert record_history(home, "other:1").empty


def test_the_ledger_tells_every_delivery(home):
    ledger = deliveries(home)
    assert ledger["rows_in"].tolist() == [2, 1, 2]
    assert ledger["corrected"].tolist() == [0, 1, 0]
    assert ledger["quarantined"].tolist() == [0, 0, 1]


def test_quarantine_is_told_by_delivery_and_source(home):
    assert quarantined(home)["raw"].tolist() == ["9,,,"]
    ids = deliveries(home)["delivery_id"]
    assert len(quarantined(home, delivery=ids[2])) == 1
    assert quarantined(home, delivery=ids[0]).empty
    assert len(quarantined(home, source="kitchens")) == 1
    assert quarantined(home, source="other").empty
    with pytest.raises(HomeError, match="There is no delivery 'none'"):
        quarantined(home, delivery="none")


def test_an_empty_county_holds_no_records(tmp_path):
    assert current_records(Home.at(tmp_path)).empty


@pytest.mark.parametrize("harm", ["gone", "torn"])
def test_a_delivery_that_is_gone_or_torn_is_told(home, harm):
    folder = home.deliveries / deliveries(home)["delivery_id"][0]
    if harm == "gone":
        shutil.rmtree(folder)
    else:
        content = (folder / "records.parquet").read_bytes()
        (folder / "records.parquet").write_bytes(content[: len(content) // 2])
    with pytest.raises(HomeError, match=r"records\.parquet is missing or damaged"):
        current_records(home)


def test_a_belated_word_does_not_hold_against_a_later_one_that_said_nothing_new(tmp_path):
    home = Home.at(tmp_path)
    agree(home, CONTRACT)
    for number, (day, name) in enumerate([(1, "A"), (3, "A"), (1, "B")]):
        path = tmp_path / f"{number}.csv"
        path.write_text(f"Ref,Name,Also,Since\n1,{name},,\n" + "\n" * number)
        receipt = ingest(home, path, CONTRACT, date(2025, 6, day))
    assert (receipt.loaded, receipt.corrected) == (1, 1)
    assert [*current_records(home)["name"]] == ["A"]
    assert [*current_records(home, date(2025, 6, 3))["name"]] == ["B"]
    assert [*record_history(home, "kitchens:1")["name"]] == ["A", "B"]
