"""What each user comes for: what is near and due, a filter to share, a table to take away."""

from __future__ import annotations

import csv
import io
import math
import re
from dataclasses import replace

import pytest
from playwright.sync_api import Locator, Page, expect

from benchmarks.seeing import seen
from dashboard.coverage import Coverage, coverage
from dashboard.filters import Filters, mask
from dashboard.packed_places import packed_places
from dashboard.places import places_within
from dashboard.queries import ordered
from dashboard.sheet import USUAL
from dashboard.viewer import DEMO_PEOPLE
from records.schema import ScoredProfile
from tests.browser.axe import axe_faults, expect_no_scroll_sideways
from tests.browser.waiting import until

pytestmark = pytest.mark.browser

WIDTHS = (1440, 390, 320)
MILE_METRES, DEGREE_METRES = 1609.344, 111_320
AT_ONCE = 25
INSPECTOR, LEAD = DEMO_PEOPLE[0], DEMO_PEOPLE[2]
APPLE = "() => Object.defineProperty(navigator, 'userAgent', { get: () => 'an iPhone' })"
"""Makes the page take its device for one of Apple's."""
# Where places of the ground are on the screen, once the map stands still.
LINE = """async (places) => {
  const held = window.concern.map.now();
  if (!held || !held.painter) return null;
  const box = document.getElementById("map").getBoundingClientRect();
  const spots = () => places.map((one) => held.map.latLngToContainerPoint(one))
    .map(({ x, y }) => [box.left + x, box.top + y]);
  const before = spots();
  for (let frames = 0; frames < 3; frames += 1) await new Promise(requestAnimationFrame);
  return before.join() === spots().join() ? before : null;
}"""
PRINTED = "() => { window.print = () => { document.body.dataset.printed = document.title; }; }"
"""Notes that the page was sent to the printer."""


def near(view, filters: Filters, place, miles: float) -> list[str]:
    """Names of what passes the filters within some miles of a place, the nearest first."""
    columns = view.county.columns
    places = packed_places(columns)
    up = places.lat - place.lat
    across = (places.lon - place.lon) * math.cos(math.radians(place.lat))
    away = (up**2 + across**2) ** 0.5 * DEGREE_METRES
    kept = mask(columns, filters, view.county.about.as_of) & columns.on_map
    kept &= away <= miles * MILE_METRES
    rows = sorted(kept.nonzero()[0], key=lambda row: (away[row], -round(columns.score[row]), row))
    return view.county.profiles[ScoredProfile.name].iloc[rows].tolist()


def named(view, filters: Filters) -> list[str]:
    """Names of what the filters let through, in the order asked for."""
    return view.county.profiles[ScoredProfile.name].iloc[ordered(view, filters)].tolist()


def names(page: Page) -> Locator:
    return page.locator(".near-card .name")


def test_an_inspector_on_a_phone_finds_what_is_near_and_due_and_prints_its_brief(watched, county):
    place = places_within(county.boundaries)[0]
    page = watched.open("/patch?due=due", width=390, height=844, user="demo-inspector")
    sent: list[str] = []
    page.on("request", lambda asked: sent.append(f"{asked.url} {asked.post_data}"))
    expect(names(page)).to_have_count(AT_ONCE)
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"latitude": place.lat, "longitude": place.lon})
    page.get_by_role("button", name="Near me").click()
    want = near(seen(county, INSPECTOR), Filters(due="due"), place, 5)
    said = f"{len(want):,} within 5 miles of where you are"
    expect(page.locator("#patch-said")).to_have_text(said)
    expect(names(page)).to_have_text(want[:AT_ONCE])
    first = page.locator(".near-card").first
    expect(first).to_contain_text(re.compile("Last seen|Never visited"))
    expect(first).to_contain_text("due since")
    expect(first.locator(".far")).to_contain_text(re.compile("yards|miles"))
    expect(first.get_by_role("link", name="Directions")).to_have_attribute(
        "href", re.compile(r"^geo:[0-9.]+,-?[0-9.]+\?q=")
    )
    assert axe_faults(page) == []
    expect_no_scroll_sideways(page)
    page.evaluate(PRINTED)
    first.get_by_role("link", name="Brief").click()
    expect(page.locator("body")).to_have_attribute("data-printed", re.compile(".+"))
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name=want[0]).first).to_be_visible()
    expect(page.locator(".print-brief")).to_contain_text("Printed by Isla Marsh")
    here = (f"{place.lat:.3f}", f"{place.lon:.3f}")
    assert not [one for one in sent if any(part in one for part in here)]
    page.context.clear_permissions()


def test_a_typed_place_is_remembered_for_whoever_comes_through_the_door_again(watched, county):
    known = places_within(county.boundaries)[1]
    place = replace(known, lat=round(known.lat, 3), lon=round(known.lon, 3))
    page = watched.open("/patch?due=due", user="demo-inspector")
    expect(names(page)).to_have_count(AT_ONCE)
    page.get_by_role("group", name="Which businesses").get_by_role("button", name="All").click()
    expect(page).to_have_url(f"{watched.address}/patch")
    page.get_by_label("Postcode or place").fill(place.name)
    page.get_by_role("button", name="Find", exact=True).click()
    page.get_by_label("Within", exact=True).select_option("2")
    want = near(seen(county, INSPECTOR), Filters(), place, 2)
    said = f"{len(want):,} within 2 miles of {place.name}"
    expect(page.locator("#patch-said")).to_have_text(said)
    expect(names(page)).to_have_text(want[:AT_ONCE])
    page.get_by_role("button", name="Remember as my patch").click()
    expect(page.locator("#patch-said")).to_have_text("Remembered as your patch.")
    page.goto(f"{watched.address}/patch?due=due")
    expect(page.locator("#patch-said")).to_have_text(said)
    expect(page).to_have_url(f"{watched.address}/patch")
    page.get_by_label("Postcode or place").fill("Nowhere at all")
    page.get_by_role("button", name="Find", exact=True).click()
    expect(page.locator("#patch-said")).to_contain_text("No place called")
    page.evaluate(APPLE)
    page.get_by_label("Within", exact=True).select_option("5")
    leaves = page.get_by_role("link", name=re.compile("^Directions to .+: leaves this site$"))
    there = re.compile(r"^https://maps\.apple\.com/\?daddr=[-0-9.,]+$")
    expect(leaves.first).to_have_attribute("href", there)
    expect(leaves.first).to_have_attribute("rel", "noreferrer")
    expect(page.locator("#patch-way")).to_contain_text("leave this site for Apple Maps")
    assert axe_faults(page) == []
    page.locator(".patch").evaluate("(one) => { one.dataset.outside = 'no'; }")
    page.get_by_label("Within", exact=True).select_option("2")
    expect(page.locator("#patch-way")).to_have_text("")
    expect(page.get_by_role("link", name=re.compile("^Directions"))).to_have_count(0)


def test_a_lead_shares_the_high_risk_nail_bars_of_two_districts_that_nobody_visits(watched, county):
    page = watched.open("/", user="demo-lead")
    expect(page.locator("#count")).to_contain_text("Showing")
    page.get_by_role("tab", name="Gaps").click()
    gaps = page.locator("#county-told")
    expect(gaps.get_by_role("heading", name="By sector")).to_be_visible()
    for band in ("High", "Severe"):
        page.get_by_label(band, exact=True).check()
    page.locator("summary", has_text="Sector").click()
    page.get_by_label("Nail bar, hair and beauty").check()
    page.get_by_label("Last visit by anyone").select_option("over1y")
    page.locator("summary", has_text="District").click()
    view = seen(county, LEAD)
    wide = Filters(band=("high", "severe"), sector=("nail_bar",), visited="over1y")
    districts = tuple(coverage(view, wide, "district")[Coverage.value].dropna().sort_values()[:2])
    for district in districts:
        page.locator("#filter-district").get_by_label(district, exact=True).check()
    filters = replace(wide, district=districts)
    want = named(view, filters)
    assert want
    page.get_by_role("tab", name="List").click()
    expect(page.locator("tr[data-row] .name")).to_have_text(want)
    said = page.locator("#count")
    expect(said).to_have_text(f"Showing {len(want)} of {len(view.county):,}")
    expect(page).to_have_url(f"{watched.address}/?{filters.to_query()}")
    other = watched.open(page.url.removeprefix(watched.address), user="demo-lead")
    expect(other.locator("tr[data-row] .name")).to_have_text(want)
    expect(other.locator("#count")).to_have_text(f"Showing {len(want)} of {len(view.county):,}")
    other.get_by_role("banner").get_by_role("link", name="Analysis").click()
    expect(other.locator(".sheet-table tbody .name")).to_have_text(want)
    expect(other).to_have_url(f"{watched.address}/analysis?{filters.to_query()}")


def test_every_figure_of_a_district_leads_to_as_many_businesses(watched, county):
    view = seen(county, LEAD)
    first = coverage(view, Filters(), "district").iloc[0]
    page = watched.open("/", user="demo-lead")
    expect(page.locator("#count")).to_contain_text("Showing")
    page.get_by_role("tab", name="List").press("ArrowRight")
    told = page.locator("#county-told")
    row = told.locator("tbody tr").first
    expect(row.locator("td")).to_have_text(
        [
            re.compile(f"{first[one]:,}$")
            for one in (Coverage.businesses, Coverage.high, Coverage.unseen)
        ]
        + [re.compile(".")]
    )
    assert axe_faults(page) == []
    row.locator("td a").nth(1).click()
    expect(page.locator("#count")).to_contain_text(f"Showing {first[Coverage.high]:,} of")
    page.get_by_role("tab", name="Trend").click()
    expect(told.locator(".trend li")).to_have_count(24)
    assert axe_faults(page) == []
    told.locator(".trend a").last.click()
    expect(page).to_have_url(re.compile("period=2026-11..2026-11"))


def taken(page: Page) -> list[dict[str, str]]:
    page.get_by_role("button", name="Export", exact=True).click()
    page.get_by_label("Purpose", exact=True).select_option(index=1)
    page.get_by_label("Given to").fill("the weekly meeting")
    page.get_by_text("The table alone, for another program").click()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download").click()
    text = waiting.value.path().read_text(encoding="utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def rows_on(page: Page) -> list[list[str]]:
    return page.locator(".sheet-table tbody tr").evaluate_all(
        "(rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent))"
    )


def lasso(page: Page, town) -> None:
    """Draw around a town by mouse."""
    page.get_by_role("button", name="Lasso").click()
    corners = [(0.05, -0.08), (0.05, 0.08), (-0.05, 0.08), (-0.05, -0.08), (0.05, -0.08)]
    line = until(page, LINE, [[town.lat + up, town.lon + right] for up, right in corners])
    page.mouse.move(*line[0])
    page.mouse.down()
    for x, y in line[1:]:
        page.mouse.move(x, y, steps=4)
    page.mouse.up()


def test_an_analyst_lassos_a_town_checks_three_reasons_and_exports_what_is_on_screen(
    watched, county
):
    town = places_within(county.boundaries)[0]
    view = seen(county)
    page = watched.open("/?band=high&band=severe")
    expect(page.locator(".chip")).to_have_count(2)
    expect(page.locator("tr[data-row]").first).to_be_visible()
    lasso(page, town)
    expect(page.locator(".chip")).to_have_count(3)
    until(page, "() => location.search.includes('area=')")
    filters = Filters.from_query(page.evaluate("location.search"))
    want = named(view, filters)
    assert 3 < len(want) < len(named(view, Filters(band=("high", "severe"))))
    expect(page.locator("#count")).to_have_text(f"Showing {len(want):,} of {len(view.county):,}")
    page.get_by_role("banner").get_by_role("link", name="Analysis").click()
    name = page.locator(".sheet-table tbody .name")
    expect(name).to_have_text(want)
    for number in range(3):
        name.nth(number).click()
        expect(page.get_by_role("heading", name=want[number]).first).to_be_visible()
        evidence = page.locator(".score-card a[href^='#contact-']").first
        expect(evidence).to_be_attached()
        page.go_back()
        expect(name).to_have_text(want)
    page.get_by_role("button", name="Last visit on").click()
    filters = replace(filters, sort="last_visit_on.down")
    want = named(view, filters)
    expect(name).to_have_text(want)
    page.locator(".sheet-columns > summary").click()
    page.get_by_label("postcode", exact=True).first.check()
    heads = page.locator(".sheet-table thead th")
    expect(heads).to_have_count(11)
    expect(page).to_have_url(re.compile(r"cols=name,.*postcode"))
    page.keyboard.press("Escape")
    expect(page.locator(".sheet-groups")).to_be_hidden()
    shown = rows_on(page)
    saved = taken(page)
    assert [row["name"] for row in saved] == want
    assert [row["postcode"] for row in saved] == [row[10] for row in shown]
    assert {*saved[0]} == {"profile_id", *map(str, USUAL), "postcode"}


def test_the_doors_fit_every_width_and_axe_finds_no_fault(watched):
    for width in WIDTHS:
        page = watched.open("/analysis?band=high", width=width)
        expect(page.locator(".sheet-table tbody tr").first).to_be_visible()
        assert axe_faults(page) == [], width
        expect_no_scroll_sideways(page)
        page.get_by_role("banner").get_by_role("link", name="My patch").click()
        expect(names(page)).to_have_count(AT_ONCE)
        expect(page).to_have_url(f"{watched.address}/patch?band=high")
        assert axe_faults(page) == [], width
        expect_no_scroll_sideways(page)
        if width < WIDTHS[0]:
            page.get_by_role("button", name="Map", exact=True).click()
            expect(page.get_by_role("heading", level=1, name="My patch")).to_be_visible()
            assert axe_faults(page) == [], width
        watched.close()
