import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.cleaning import are_personal, trading_names


def split(text):
    name, others = trading_names(pd.Series([text], dtype="str"))
    return name[0], others[0]


def personal(text):
    name, others = trading_names(pd.Series([text], dtype="str"))
    return bool(are_personal(name, others)[0])


@pytest.mark.parametrize(
    ("written", "name", "others"),
    [
        ("Brightwater Ltd t/a Quayside Fryer", "Quayside Fryer", ["Brightwater Ltd"]),
        ("Brightwater Ltd (trading as Quayside Fryer)", "Quayside Fryer", ["Brightwater Ltd"]),
        ("Brightwater Ltd T/AS: Quayside Fryer", "Quayside Fryer", ["Brightwater Ltd"]),
        ("A t/a B t/a C", "C", ["A", "B"]),
        ("T A Motors", "T A Motors", []),
        ("t/a", "t/a", []),
    ],
)
def test_the_name_traded_under_comes_first(written, name, others):
    assert split(written) == (name, others)


@pytest.mark.parametrize(
    "written",
    [
        "Mr J Tolliver",
        "J Tolliver t/a Quayside Fryer",
        "J. O'Tolliver",
        "Mrs Ann Tolliver",
        "A Pell & B Pell",
        "Mr A & Mrs B Pell",
        "Ann Tolliver t/a The Oaks",
        "Dr Ann Pell",
    ],
)
def test_a_persons_name_is_marked(written):
    assert personal(written)


@pytest.mark.parametrize(
    "written",
    [
        "Mr Chippy",
        "Brightwater Ltd t/a Quayside Fryer",
        "R T Pell Dental Surgery",
        "Dr A Pell & Partners",
        "Red Chilli",
        "A Cars",
        "Tolliver Meats t/a Byfield Foods",
        "K Nails",
        "Sir Robert Tolliver",
        "M B I",
        "Mr Tolliver's Old Fashioned Remedies",
        "The Old Mill",
        "",
    ],
)
def test_a_business_name_is_not(written):
    assert not personal(written)


@given(st.text(alphabet="AB t/as.(),Ld", max_size=24))
def test_splitting_twice_changes_nothing_and_invents_nothing(written):
    name, others = split(written)
    assert split(name) == (name, [])
    assert all(part in written for part in [name, *others])


def test_a_missing_name_stays_missing():
    name, others = trading_names(pd.Series([None, None], dtype="str"))
    assert name.isna().all()
    assert not are_personal(name, others).any()


def test_a_long_odd_name_is_judged_at_once():
    assert not personal("J " + "A" * 10_000 + "!")
