import re

import pytest

from records.sample.tables import parts, words
from tests.records.sample.conftest import County

REAL_CHAINS = (
    "aldi asda argos boots burger king coral costa dominos greggs halfords harvester iceland kfc "
    "kwik fit ladbrokes lidl marstons mcdonalds morrisons nandos nisa paddy power pizza hut "
    "pizza express poundland premier inn pret sainsburys screwfix spar specsavers starbucks "
    "subway superdrug tesco timpson toby carvery travelodge waitrose wetherspoon wickes wilko "
    "william hill wimpy zizzi marks & spencer holland & barrett john lewis slug & lettuce"
)
TWO_WORDS = (
    "burger king|kwik fit|paddy power|pizza hut|pizza express|premier inn|toby carvery|"
    "william hill|marks & spencer|holland & barrett|john lewis|slug & lettuce|costa coffee"
)


@pytest.mark.slow
def test_no_business_is_called_like_a_known_chain(county: County) -> None:
    single = set(REAL_CHAINS.split()) - set(re.split(r"[ |]", TWO_WORDS))
    names = county.truth.businesses["name"].str.lower().str.replace("'", "")
    assert not names.str.contains(rf"\b(?:{'|'.join(sorted(single))})\b").any()
    assert not names.str.contains(TWO_WORDS).any()


@pytest.mark.slow
def test_two_businesses_of_one_district_share_a_name_only_as_a_chain(county: County) -> None:
    truth = county.truth.businesses
    alone = truth[~truth["chain"] & truth["predecessor"].isna()]
    twice = alone.duplicated(["name", "district"]).mean()
    assert twice < 0.002


def test_every_kind_has_patterns_and_every_slot_has_words() -> None:
    patterns = words("patterns")
    assert set(patterns["kind"]) == set(words("kinds")["kind"])
    slots = set(re.findall(r"\{(\w+)\}", " ".join(patterns["patterns"])))
    assert slots <= {*parts(), "place", "road_name", "no"}


def test_telephone_and_company_numbers_can_belong_to_nobody(hamlet: County) -> None:
    text = (hamlet.folder / "deliveries" / "companies_house.csv").read_text(encoding="utf-8")
    numbers = re.findall(r",(\d{8}),", text)
    assert numbers
    assert all(number.startswith(("97", "98")) for number in numbers)
