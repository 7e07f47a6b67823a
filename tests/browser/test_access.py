"""What an inspector sees of the county, and what a police analyst does."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from benchmarks.seeing import seen
from dashboard.viewer import DEMO_PEOPLE
from records.schema import ScoredProfile

pytestmark = pytest.mark.browser

INSPECTOR, ANALYST = DEMO_PEOPLE[0], DEMO_PEOPLE[3]


def test_an_inspector_and_a_police_analyst_see_counties_of_their_own(watched, county):
    for person in (INSPECTOR, ANALYST):
        page = watched.open("/", user=person.user)
        number = len(seen(county, person).county)
        expect(page.locator("#count")).to_have_text(f"Showing {number:,} of {number:,}")
    assert len(seen(county, INSPECTOR).county) != len(seen(county, ANALYST).county)


def test_an_inspector_is_told_whom_to_ask_and_an_analyst_sees_both_scores(watched, county):
    view = seen(county, INSPECTOR)
    ids = list(view.county.profiles[ScoredProfile.profile_id])
    id = next(one for one in ids if view.contacts(one) and county.row_of(one) is not None)
    page = watched.open(f"/business/{id}", user=INSPECTOR.user)
    expect(page.locator(".held")).to_contain_text("Restricted information held: contact")
    expect(page.locator(".without-restricted")).to_have_count(0)
    page = watched.open(f"/business/{id}", user=ANALYST.user)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator(".held")).to_have_count(0)
