"""What an analyst takes away from the page is what the page shows."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd
from playwright.sync_api import Page, expect

from benchmarks.seeing import seen
from dashboard.export import GROUPS
from dashboard.filters import Filters
from dashboard.queries import ordered_ids
from tests.browser.axe import axe_faults, expect_no_scroll_sideways

EVERY = sum(map(len, GROUPS.values()))
SEVERE = Filters(band=("severe",), sort="name")


def opened(page: Page) -> None:
    expect(page.locator("#count")).to_contain_text("Showing")
    page.get_by_role("button", name="Export", exact=True).click()
    expect(page.get_by_role("dialog", name="Export")).to_be_visible()


def taken(page: Page, folder: Path) -> Path:
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download").click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    expect(page.locator(".export-state")).to_contain_text(f"{path.name} was saved")
    return path


def only_places(page: Page) -> None:
    """Leave every group of columns out but the place."""
    columns = page.locator(".export-columns[data-table=businesses]")
    columns.locator("summary").click()
    for group, left_out in (("business", 1), ("score", 0), ("contacts", 1), ("records", 1)):
        every = columns.locator(f"[data-columns=export-businesses-{group}]")
        if left_out:
            expect(every).to_contain_text("All")
            every.click()
        expect(every).to_contain_text("None")
        every.click()
        expect(every).to_contain_text("All")
    expect(columns.locator(".export-count")).to_have_text(
        f"({len(GROUPS['Place'])} of {EVERY} chosen)"
    )


def test_an_analyst_takes_away_chosen_columns_and_a_map_that_equal_the_screen(
    watched, county, tmp_path
):
    page = watched.open(f"/?{SEVERE.to_query()}")
    opened(page)
    want = ordered_ids(seen(county), SEVERE)
    about = f"{len(want)} of 1,500 businesses, as filtered"
    expect(page.locator(".export-what")).to_have_text(about)
    assert axe_faults(page) == []
    only_places(page)
    page.get_by_label("Bare").check()
    page.get_by_label("Purpose", exact=True).select_option("visits")
    page.get_by_label("Given to").fill("the weekly meeting")
    rows = pd.read_csv(taken(page, tmp_path))
    assert rows["profile_id"].tolist() == want
    assert sorted(rows) == sorted(["profile_id", *GROUPS["Place"]])
    page.get_by_label("GeoPackage").check()
    layer = gpd.read_file(taken(page, tmp_path), layer="businesses")
    assert layer["profile_id"].tolist() == want
    stops_and_is_told(page)
    # The refusal itself is what the browser complains of; nothing else may be.
    assert watched.faults
    assert all("503" in fault for fault in watched.faults)
    watched.faults.clear()


def stops_and_is_told(page: Page) -> None:
    """Stop one that never comes, and be told what to do of one that is refused."""
    state, bar = page.locator(".export-state"), page.get_by_role("progressbar")
    page.route("**/county/export", lambda route: None)
    page.get_by_label("Contacts, CSV").check()
    expect(page.locator(".export-columns[data-table=touchpoints]")).to_be_visible()
    page.get_by_role("button", name="Download").click()
    expect(bar).to_be_visible()
    expect(state).to_have_text("The file is being made.")
    page.get_by_role("button", name="Stop").click()
    expect(state).to_have_text("Stopped. Nothing was saved.")
    expect(bar).to_be_hidden()
    page.unroute("**/county/export")
    page.route("**/county/export", lambda route: route.fulfill(status=503))
    page.get_by_role("button", name="Download").click()
    expect(state).to_contain_text("Try again in a few minutes.")
    page.unroute("**/county/export")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Export")).to_be_hidden()


def test_the_dialog_fits_a_small_phone(watched):
    page = watched.open("/?band=severe", width=320, height=640)
    opened(page)
    expect_no_scroll_sideways(page)
    expect(page.get_by_role("button", name="Download")).to_be_in_viewport(ratio=1)
    page.locator(".export-columns[data-table=businesses] summary").click()
    expect(page.get_by_role("button", name="Download")).to_be_in_viewport(ratio=1)
    assert axe_faults(page) == []
    page.get_by_role("button", name="Close").click()
    expect(page.get_by_role("dialog", name="Export")).to_be_hidden()
