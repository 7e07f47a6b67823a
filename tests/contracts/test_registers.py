"""The contracts written as examples for public registers."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from records.contracts import apply, contract_from
from records.domain import agencies
from records.schema import Record

FOLDER = Path(__file__).parents[2] / "docs" / "examples" / "registers"
SWITCH = contract_from(FOLDER / "essex_registers.toml")

ROW = {
    "snapshot": "2016",
    "source_id": "00123456",
    "name": "Brightwater Ltd",
    "address": "1 Low Road, Harwich",
    "postcode": "CO12 3AA",
    "extra": None,
    "lat": "51.94",
    "lon": "1.28",
    "lad_code": "E07000076",
    "ward_code": "E05004251",
}


def read(source, **cells):
    rows = pd.DataFrame([ROW | {"source": source} | cells], index=[2], dtype="str")
    cleaned = apply(SWITCH, rows, date(2026, 6, 1))
    assert cleaned.faults.empty
    assert cleaned.unread == ()
    return cleaned.records.iloc[0]


def test_there_are_nineteen_registers():
    assert len(SWITCH.picks) == 19


@pytest.mark.parametrize("source", SWITCH.picks)
def test_each_register_is_read_as_a_place_without_a_contact(source):
    record = read(source)
    assert record[Record.source] == source
    assert record[Record.postcode] == "CO12 3AA"
    assert pd.isna(record[Record.event_code])
    assert pd.isna(record[Record.event_on])


def test_what_extra_means_differs_by_register():
    assert read("fsa_fhrs_2015", extra="rating=3")[Record.rating] == "3"
    assert read("cqc_x_sponsor_2024", extra="Seaview Ltd")[Record.aliases] == ["Seaview Ltd"]
    assert read("gender_pay_gap_2017", extra="1,81210,82990")[Record.sic] == "81210"
    approved = read("fsa_approved_establishments", extra="Cutting Plant (Red)")
    assert approved[Record.activity] == "Approved food establishment: Cutting Plant (Red)"


def test_company_numbers_are_read_where_the_register_gives_them():
    for source in ("companies_house_sample", "uam_companies_house", "gender_pay_gap_2017"):
        assert read(source, source_id="123456")[Record.company_number] == "00123456"


def test_a_register_without_names_is_read_by_place():
    assert pd.isna(read("uam_fhrs", name=None)[Record.name])


def test_registers_of_reference_are_no_authorities():
    table = agencies()
    reference = {"CH", "DVSA", "NHS", "DFE", "GC", "HMPO", "HO_SPONSOR", "CCEW", "GEO"}
    assert set(table.loc[sorted(reference), "authority"]) == {"no"}
