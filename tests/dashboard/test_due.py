from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.columns import NEVER
from dashboard.due import (
    CEASED,
    EVERY_DAYS,
    FIRST_VISIT_DAYS,
    days_overdue,
    due_words,
    overdue,
)
from records.domain import BANDS
from records.schema import ScoredProfile

RATINGS = ("0", "1", "2", "3", "4", "5", "AwaitingInspection")


ONE = {"band": "low", "visit": NEVER, "known": 400, "rating": "", "trading": True}


def of_one(small, **said):
    """Columns of one business."""
    said = {**ONE, **said}
    one = {
        "band": np.array([BANDS.index(said["band"])], "uint8"),
        "visit_days": np.array([said["visit"]], "uint16"),
        "known_days": np.array([said["known"]], "uint16"),
        "rating": np.array([("", *RATINGS).index(said["rating"])], "uint8"),
        "trading": np.array([said["trading"]]),
    }
    return replace(small.columns, ratings=RATINGS, **one)


def days(small, **said):
    return int(days_overdue(of_one(small, **said))[0])


@pytest.mark.parametrize("band", BANDS)
def test_a_visit_is_due_on_the_day_its_band_says_and_not_the_day_before(small, band):
    every = EVERY_DAYS[band]
    assert days(small, band=band, visit=every) == 0
    assert overdue(of_one(small, band=band, visit=every)).all()
    assert not overdue(of_one(small, band=band, visit=every - 1)).any()


def test_a_higher_band_is_visited_sooner():
    assert list(EVERY_DAYS) == list(reversed(BANDS))
    assert list(EVERY_DAYS.values()) == sorted(EVERY_DAYS.values())


def test_a_rating_that_is_not_satisfactory_brings_the_visit_nearer_and_no_other_does(small):
    assert days(small, visit=183, rating="0") == 0
    assert days(small, visit=365, rating="1") == 0
    unrated = days(small, visit=365)
    assert {days(small, visit=365, rating=one) for one in RATINGS[3:]} == {unrated}
    assert days(small, band="severe", visit=183, rating="2") == 0


def test_a_business_nobody_visited_is_due_four_weeks_after_its_first_contact(small):
    assert days(small, known=FIRST_VISIT_DAYS) == 0
    assert days(small, known=FIRST_VISIT_DAYS - 1) == -1
    assert days(small, known=NEVER) == 0


def test_nothing_is_due_where_a_business_has_ceased(small):
    assert days(small, band="severe", trading=False) == CEASED
    assert not overdue(of_one(small, band="severe", trading=False)).any()


VISITS = st.tuples(
    st.integers(0, 3),
    st.integers(0, 3),
    st.integers(0, 3000),
    st.integers(0, 3000),
    st.sampled_from(["", *RATINGS]),
    st.sampled_from(["", "4", "5"]),
)


@given(VISITS)
def test_a_clean_visit_never_brings_the_next_one_nearer(small, case):
    """A clean visit never raises the band, and any rating it brings is 4 or 5."""
    band, other, first, second, rating, brought = case
    then = {"band": BANDS[max(band, other)], "rating": rating, "known": 3010}
    after = {**then, "band": BANDS[min(band, other)], "rating": brought or rating}
    now = days(small, visit=min(first, second), **after)
    assert now <= days(small, visit=max(first, second), **then)
    assert now <= days(small, visit=NEVER, **then)


def test_the_columns_hold_what_the_profiles_say(small):
    profiles, columns = small.profiles, small.columns
    as_of = pd.Timestamp(small.about.as_of)
    named = np.array(["", *columns.ratings])[columns.rating]
    assert list(named) == list(profiles[ScoredProfile.rating].fillna(""))
    assert list(columns.trading) == list(profiles[ScoredProfile.status] == "trading")
    known = (as_of - profiles[ScoredProfile.first_contact_on]).dt.days.fillna(NEVER)
    assert list(columns.known_days) == list(known)
    assert 0 < overdue(columns).sum() < len(small)


def test_the_day_a_visit_fell_or_falls_due_is_said_and_nothing_of_a_business_that_ceased():
    as_of = date(2026, 11, 1)
    assert due_words(0, as_of) == "due since 1 Nov 2026"
    assert due_words(31, as_of) == "due since 1 Oct 2026"
    assert due_words(-14, as_of) == "due on 15 Nov 2026"
    assert due_words(CEASED, as_of) == ""
