"""Addresses are taken apart into what can be compared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkage.addresses import parse_address, split_postcode, street_stem


@pytest.mark.parametrize(
    ("text", "low", "high", "street"),
    [
        ("12-14 High Street, Marshwick", 12, 14, "high street"),
        ("West Alder Street, 19", 19, 19, "west alder street"),
        ("120-24 South Fenway", 120, 124, "south fenway"),
        ("Outside 13 Gull St", 13, 13, "gull street"),
        ("St Elfric's House, 151 Quay Road", 151, 151, "quay road"),
        ("125 7th St", 125, 125, "7th street"),
        ("18, The Precinct, Marshwick", 18, 18, "the precinct"),
        ("Long Barn, Hearth Ln, Dunling", -1, -1, "hearth lane"),
        ("", -1, -1, ""),
    ],
)
def test_house_number_and_street_are_found(text: str, low: int, high: int, street: str) -> None:
    found = parse_address(text)
    assert (found.low, found.high, found.street) == (low, high, street)


def test_a_unit_is_found_and_stands_for_the_number_where_there_is_none() -> None:
    unit = parse_address("Unit 9 The Gorse Centre, Station Road")
    bare = parse_address("9 The Gorse Centre, Station Road")
    assert (unit.unit, unit.low, unit.street) == ("9", bare.low, bare.street)


def test_a_flat_does_not_hide_the_house_number() -> None:
    found = parse_address("Flat 2a, 45b St. Olaf Rd")
    assert (found.unit, found.low, found.letter, found.street) == ("2a", 45, "b", "saint olaf road")


def test_saints_and_streets_are_told_apart() -> None:
    assert parse_address("3 St Olaf St").words == "3 saint olaf street"


def test_streets_by_number_and_by_word_are_one() -> None:
    assert parse_address("797 Third Ave").street == parse_address("797 3rd Avenue").street


def test_two_far_numbers_are_no_range() -> None:
    assert parse_address("12-999 High Street").high == 12


def test_the_stem_of_a_street_leaves_out_its_type() -> None:
    assert street_stem("west alder street") == "alder"
    assert street_stem("the street") == "the"
    assert street_stem("street") == "street"


@pytest.mark.parametrize(
    ("text", "whole", "area"),
    [
        ("cm1 1aa", "CM11AA", "CM1"),
        ("CM1", "", "CM1"),
        ("60628", "60628", "606"),
        ("15213.0", "15213", "152"),
        ("60628-1234", "60628", "606"),
        ("CMI IAA", "CM11AA", "CM1"),
        ("SW1A OAA", "SW1A0AA", "SW1A"),
        ("C M1 1AA", "CM11AA", "CM1"),
        ("", "", ""),
    ],
)
def test_a_postcode_has_an_area(text: str, whole: str, area: str) -> None:
    assert split_postcode(text) == (whole, area)


@given(st.text(max_size=60))
def test_any_text_can_be_an_address(text: str) -> None:
    found = parse_address(text)
    assert found.low <= found.high
