"""A delivery is in the ledger and in the audit, or in neither."""

from datetime import date

import pytest

from benchmarks.agreed import agree
from records.audit import Asked, found, open_trail, verify
from records.contracts import Contract
from records.errors import StateError
from records.history import deliveries
from records.home import Home
from records.ingest import ingest
from records.state import open_state

ROWS = "Ref,Name\n1,Brambling Cafe\n2,Larch Garage\n"
KITCHENS = Contract.model_validate(
    {
        "name": "kitchens",
        "title": "Kitchens",
        "agency": "LA_EH",
        "handling": "P",
        "key": ["Ref"],
        "columns": {"name": {"from": "Name", "required": True}},
    }
)


@pytest.fixture
def county(tmp_path):
    home = Home.at(tmp_path / "county")
    agree(home, KITCHENS)
    return home


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "kitchens.csv"
    path.write_text(ROWS)
    return path


@pytest.fixture
def collected(county):
    """Return what the audit says of deliveries."""
    engine = open_state(county.state_url)
    yield lambda: [
        one.entry for one in found(engine, Asked(operation="collection", subject_kind="delivery"))
    ]
    assert verify(open_trail(engine, county)).is_sound
    engine.dispose()


def test_a_delivery_is_collected_by_who_took_it_in(county, file, collected):
    receipt = ingest(county, file, KITCHENS, date(2026, 11, 1), by="os:ada")
    (entry,) = collected()
    assert (entry.user, entry.subject) == ("os:ada", receipt.delivery_id)
    assert entry.detail["source"] == "kitchens"
    assert (entry.detail["rows_in"], entry.detail["loaded"]) == (2, 2)
    assert "Brambling" not in str(entry)


def test_a_file_already_held_is_not_collected_again(county, file, collected):
    for _ in range(2):
        ingest(county, file, KITCHENS, date(2026, 11, 1))
    assert [entry.user for entry in collected()] == ["program"]


def test_what_the_audit_cannot_hold_is_not_taken_in(county, file, collected):
    county.audit_anchor.mkdir()
    with pytest.raises(StateError, match=r"anchor .* cannot be"):
        ingest(county, file, KITCHENS, date(2026, 11, 1))
    assert deliveries(county).empty
    county.audit_anchor.rmdir()
    ingest(county, file, KITCHENS, date(2026, 11, 1))
    assert len(collected()) == len(deliveries(county)) == 1
