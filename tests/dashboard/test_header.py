from dataclasses import replace
from datetime import timedelta

import pytest

from benchmarks.made_county import AS_OF, BOUNDARIES, made_county
from dashboard.components.header import OLD_DAYS, marking, notices
from dashboard.county import About, County
from dashboard.live import Shown

REAL = About("000003-00", AS_OF, "21 Nov 2026 06:00", "v1", synthetic=False)


def said(shown: Shown, days: int) -> list[str]:
    return [line.children for line in notices(shown, AS_OF + timedelta(days=days))]


@pytest.fixture(scope="module")
def county():
    tables = made_county(60, seed=2)
    boundaries = tables.pop(BOUNDARIES)
    return lambda about: County(about, tables, boundaries)


def test_a_build_of_this_week_needs_no_warning(county):
    assert said(Shown(county(REAL), refused=False), OLD_DAYS) == []


def test_an_older_build_says_how_many_days_are_missing_and_what_to_do(county):
    assert said(Shown(county(REAL), refused=False), 9) == [
        "Nothing of the last 9 days is shown. Take deliveries in and run concern build."
    ]


def test_a_made_up_county_does_not_age(county):
    assert said(Shown(county(replace(REAL, synthetic=True)), refused=False), 900) == []


def test_a_refused_build_is_named_by_what_is_shown_instead(county):
    assert "Shown is build 000003-00" in said(Shown(county(REAL), refused=True), 0)[0]
    assert said(Shown(None, refused=True), 0) == [
        "The published build could not be read and was refused."
    ]


def test_only_made_up_data_is_marked_as_such():
    assert marking(REAL) == "OFFICIAL-SENSITIVE"
    assert marking(replace(REAL, synthetic=True)) == "OFFICIAL-SENSITIVE (demo data)"
