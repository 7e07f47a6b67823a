"""Nothing is taken in without an agreement in force on the day it was received."""

from datetime import date

import pytest

from benchmarks.agreed import agree
from records.contracts import Contract, contract_from, find_contract
from records.errors import SourceError
from records.history import deliveries
from records.home import Home
from records.ingest import ingest

DAY = date(2026, 6, 1)
HEADING = "Case Number,Trader Name,Trader Postcode,Date Received,Case Type,Outcome\n"
ROW = "T1,Larch Hand Car Wash,CM1 1AA,03/05/2026,Complaint,\n"
NOTICES = "Notice Number,Recipient's Name,Notice Type,Issue Date\nN1,Larch,Improvement,03/05/2026\n"
KITCHENS = 'name = "kitchens"\ntitle = "t"\nagency = "LA_EH"\nhandling = "P"\n'
COLUMNS = '[columns]\nname = "Trader Name"\n'


@pytest.fixture
def home(tmp_path):
    home = Home.at(tmp_path / "county")
    home.mappings.mkdir(parents=True)
    return home


@pytest.fixture
def take_in(home, tmp_path):
    def take(contract="trading_standards", text=HEADING + ROW, on=DAY):
        path = tmp_path / "delivery.csv"
        path.write_text(text)
        found = find_contract(contract, home.mappings) if isinstance(contract, str) else contract
        return ingest(home, path, found, on)

    return take


def test_a_source_that_nobody_agreed_on_is_refused_and_nothing_is_written(home, take_in):
    agree(home, find_contract("fire", home.mappings), agreement_id="fire")
    with pytest.raises(SourceError) as refused:
        take_in()
    said = str(refused.value)
    assert "No sharing agreement in force covers source 'trading_standards'" in said
    assert "In force on 2026-06-01: fire (fire)" in said
    assert "concern agreements add FILE.toml" in said
    assert deliveries(home).empty
    assert [*home.deliveries.iterdir()] == []


def test_with_no_agreement_at_all_it_is_said_so(take_in):
    with pytest.raises(SourceError, match="In force on 2026-06-01: no agreement"):
        take_in()


def test_it_is_the_agreement_of_the_day_received_that_counts(home, take_in):
    contract = find_contract("trading_standards", home.mappings)
    agree(home, contract, starts_on=date(2026, 6, 1), review_on=date(2026, 6, 3))
    for day in (date(2026, 5, 31), date(2026, 6, 3)):
        with pytest.raises(SourceError, match="No sharing agreement in force"):
            take_in(on=day)
    assert take_in(on=date(2026, 6, 2)).loaded == 1


def test_a_public_register_needs_no_agreement(take_in):
    assert take_in("hse_notices", NOTICES).loaded == 1


def test_an_agency_that_is_no_party_may_not_send_what_others_agreed_on(home, take_in):
    theirs = find_contract("trading_standards", home.mappings)
    agree(home, theirs)
    mine = theirs.model_copy(update={"agency": "EPOL"})
    with pytest.raises(SourceError, match="sent by EPOL, which is party to no agreement"):
        take_in(mine)


def test_a_file_that_calls_itself_published_lets_nothing_in(home, take_in, tmp_path):
    path = tmp_path / "kitchens.toml"
    path.write_text(KITCHENS + "published = true\n" + COLUMNS)
    with pytest.raises(SourceError, match="Put the mapping into the county's mappings folder"):
        take_in(contract_from(path))
    path.rename(home.mappings / path.name)
    assert take_in("kitchens").loaded == 1


def test_a_file_that_takes_the_name_of_a_public_register_lets_nothing_in(take_in):
    own = Contract.model_validate(
        {"name": "cqc", "title": "t", "agency": "CQC", "columns": {"name": "Trader Name"}}
    )
    with pytest.raises(SourceError, match="do not agree on whether it is published"):
        take_in(own)


def test_of_a_file_of_several_sources_each_must_be_agreed_on(home, take_in):
    for name in ("kitchens", "shops"):
        body = KITCHENS.replace("kitchens", name) + COLUMNS
        (home.mappings / f"{name}.toml").write_text(body)
    (home.mappings / "both.toml").write_text(
        'name = "both"\ntitle = "t"\n[switch]\ncolumn = "Case Type"\n'
        'contracts = { "Complaint" = "kitchens", "Visit" = "shops" }\n'
    )
    agree(home, find_contract("kitchens", home.mappings), agreement_id="kitchens")
    with pytest.raises(SourceError, match="covers source 'shops'") as refused:
        take_in("both")
    assert "'kitchens'" not in str(refused.value)
    agree(home, find_contract("shops", home.mappings), agreement_id="shops")
    assert take_in("both").loaded == 1
