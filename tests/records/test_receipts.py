"""A receipt is read again as it was given."""

from dataclasses import replace
from datetime import date

import pytest

from benchmarks.agreed import agree
from records.contracts import Contract
from records.delivery import folder_of
from records.errors import HomeError
from records.home import Home
from records.ingest import ingest
from records.receipts import receipt_of

CONTRACT = Contract.model_validate(
    {"name": "shops", "title": "t", "agency": "LA_EH", "columns": {"name": "Name", "phone": "Tel"}}
)


@pytest.fixture
def home(tmp_path):
    home = Home.at(tmp_path)
    agree(home, CONTRACT)
    return home


def test_a_receipt_says_again_what_it_said(home, tmp_path):
    path = tmp_path / "shops.csv"
    path.write_text("Name,Tel,Colour\nA,12,red\nA,12,red\nB,,blue\n")
    given = ingest(home, path, CONTRACT, date(2026, 6, 1))
    assert given.warnings
    assert given.unread == ("Colour",)
    assert receipt_of(home, given.delivery_id) == replace(given)


@pytest.mark.parametrize("damage", ["not json", "{}", '{"received_on": "soon"}'])
def test_a_receipt_that_is_damaged_or_gone_is_told(home, tmp_path, damage):
    path = tmp_path / "shops.csv"
    path.write_text("Name,Tel\nA,\n")
    given = ingest(home, path, CONTRACT, date(2026, 6, 1))
    receipt = folder_of(home, given.delivery_id) / "receipt.json"
    receipt.write_text(damage)
    with pytest.raises(HomeError, match=r"receipt\.json is missing or damaged"):
        receipt_of(home, given.delivery_id)
    receipt.unlink()
    with pytest.raises(HomeError, match="Restore the deliveries folder"):
        receipt_of(home, given.delivery_id)
