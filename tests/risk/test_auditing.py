"""No build is made that the audit does not know of."""

from datetime import date

import pytest

from records.audit import Asked, found, open_trail, verify
from records.contracts import find_contract
from records.errors import StateError
from records.home import Home
from records.ingest import ingest
from records.state import open_state
from records.store import builds
from risk import pipeline
from risk.pipeline import make_build

NOTICES = (
    "Notice Number,Recipient's Name,Notice Type,Issue Date,Local Authority,Main Activity,"
    "Compliance Date,Result,Breach\n"
    "N1,Larch Hand Car Wash Ltd,Improvement,03/05/2026,Basildon,45200,01/07/2026,Complied,A\n"
    "N2,Elmwater Nails,Improvement,03/06/2026,Harlow,96020,01/08/2026,Complied,A\n"
)
TODAY = date(2026, 11, 1)


@pytest.fixture
def county(tmp_path):
    home = Home.at(tmp_path / "county")
    home.root.mkdir()
    path = tmp_path / "notices.csv"
    path.write_text(NOTICES)
    ingest(home, path, find_contract("hse_notices", home.mappings), date(2026, 10, 1))
    return home


@pytest.fixture
def combined(county):
    """Return what the audit says of builds, oldest first."""
    engine = open_state(county.state_url)
    yield lambda: [one.entry for one in found(engine, Asked(operation="combination"))][::-1]
    assert verify(open_trail(engine, county)).is_sound
    engine.dispose()


def test_a_build_is_audited_before_it_begins_and_when_it_is_published(county, combined):
    report = make_build(county, TODAY, {}, on=TODAY, by="os:ada")
    begun, published = combined()
    assert {begun.user, published.user} == {"os:ada"}
    assert begun.detail == {
        "as_of": "2026-11-01",
        "sources": {"hse_notices": 2},
        "stage": "begun",
    }
    assert published.subject == report.build_id
    assert published.detail["counts"]["records"] == 2


def test_what_the_audit_cannot_hold_is_not_combined(county, combined):
    county.audit_anchor.unlink()
    county.audit_anchor.mkdir()
    with pytest.raises(StateError, match="anchor"):
        make_build(county, TODAY, {}, on=TODAY)
    assert builds(county) == []
    county.audit_anchor.rmdir()
    engine = open_state(county.state_url)
    trail = open_trail(engine, county)
    trail.anchor.put(trail.head())
    engine.dispose()
    assert combined() == []


def test_a_build_that_dies_before_it_is_done_was_still_audited(county, combined, monkeypatch):
    def die(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(pipeline, "linked", die)
    with pytest.raises(KeyboardInterrupt):
        make_build(county, TODAY, {}, on=TODAY)
    assert [entry.detail["stage"] for entry in combined()] == ["begun"]
    assert [entry.user for entry in combined()] == ["program"]
