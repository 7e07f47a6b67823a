import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.domain import sectors
from records.schema import Record
from records.sectors import classify


def sector(name=None, activity=None, sic=None):
    records = pd.DataFrame(
        {Record.name: [name], Record.activity: [activity], Record.sic: [sic]}, dtype="str"
    )
    return classify(records)[0]


@pytest.mark.parametrize(
    ("sic", "expected"),
    [("45200", "car_wash"), ("45310", "garage"), ("56302", "pub"), ("56103", "restaurant"),
     ("96020", "nail_bar"), ("01110", "agriculture"), ("87300", "care"), ("99999", "other")],
)  # fmt: skip
def test_the_longest_listed_prefix_of_the_code_decides(sic, expected):
    assert sector(sic=sic) == expected


def test_the_code_goes_before_the_activity_and_the_activity_before_the_name():
    assert sector("Shine Car Wash", "Takeaway", "96020") == "nail_bar"
    assert sector("Shine Car Wash", "Takeaway") == "restaurant"
    assert sector("Shine Car Wash", "Unclassified") == "car_wash"


@pytest.mark.parametrize(
    ("activity", "expected"),
    [
        ("Restaurant/Cafe/Canteen", "restaurant"),
        ("Takeaway/sandwich shop", "restaurant"),
        ("Mobile caterer", "restaurant"),
        ("Other catering premises", "restaurant"),
        ("Pub/bar/nightclub", "pub"),
        ("Retailers - other", "retail"),
        ("Retailers - supermarkets/hypermarkets", "retail"),
        ("Hospitals/Childcare/Caring Premises", "care"),
        ("Hotel/bed & breakfast/guest house", "hotel"),
        ("School/college/university", "education"),
        ("Manufacturers/packers", "food_processing"),
        ("Distributors/Transporters", "warehousing"),
        ("Importers/Exporters", "warehousing"),
        ("Farmers/growers", "agriculture"),
        ("House in multiple occupation", "housing"),
        ("Labour provider", "employment_agency"),
    ],
)
def test_the_agencies_own_labels_are_known(activity, expected):
    assert sector(activity=activity) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Pearl Nails", "nail_bar"),
        ("SHINE HAND CAR WASH", "car_wash"),
        ("Quayside Fish & Chips", "restaurant"),
        ("The Ferryman's Arms", "pub"),
        ("Seaview Care Home", "care"),
        ("Tolliver Motors", "garage"),
        ("The Innovation People", "other"),
        ("Snail Design", "other"),
        ("Carwashington", "other"),
        ("Old  Mill_Farm", "agriculture"),
        ("", "other"),
    ],
)
def test_names_are_read_by_whole_words(name, expected):
    assert sector(name) == expected


def test_missing_everything_is_other():
    assert sector() == "other"


@given(st.text(max_size=30), st.text(max_size=30), st.text(alphabet="0123456789", max_size=5))
def test_every_record_has_a_sector_of_the_table(name, activity, sic):
    assert sector(name, activity, sic) in set(sectors()["sector"])


def test_no_word_is_listed_for_two_sectors():
    words = [word for listed in sectors()["words"] for word in listed.split(";") if word]
    assert len(words) == len(set(words))
