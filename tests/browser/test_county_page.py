"""What an inspector, a lead and an analyst do on the county page."""

from __future__ import annotations

import csv
import io
import random
import re

import pytest
from playwright.sync_api import Locator, Page, expect

from benchmarks.seeing import seen
from dashboard.filters import Filters, mask
from dashboard.queries import found_by_text, ordered
from records.schema import ScoredProfile
from tests.browser.axe import axe_faults, expect_no_scroll_sideways
from tests.browser.drawn_filters import drawn_filters
from tests.browser.waiting import until

pytestmark = pytest.mark.browser


def count(page: Page) -> Locator:
    return page.locator("#count")


def shown(number: int, of: int = 1500) -> str:
    return f"Showing {number:,} of {of:,}"


def expect_listed(page: Page, want: list[str]) -> None:
    expect(page.locator("tr[data-row] .name")).to_have_text(want)


def expected(county, filters: Filters) -> list[str]:
    rows = ordered(seen(county), filters)
    return county.profiles[ScoredProfile.name].iloc[rows].tolist()


def exported(page: Page) -> list[dict[str, str]]:
    page.get_by_role("button", name="Export", exact=True).click()
    page.get_by_label("Purpose", exact=True).select_option(index=1)
    page.get_by_label("Given to").fill("the weekly meeting")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download").click()
    text = waiting.value.path().read_text(encoding="utf-8-sig")
    lines = [line for line in text.splitlines() if not line.startswith(("#", '"#'))]
    return list(csv.DictReader(io.StringIO("\n".join(lines))))


def test_count_list_and_csv_agree_after_filtering_by_band_and_sector(watched, county):
    page = watched.open()
    expect(count(page)).to_have_text(shown(1500))
    page.get_by_label("High", exact=True).check()
    page.get_by_label("Severe", exact=True).check()
    page.locator("summary", has_text="Sector").click()
    page.get_by_label("Hand car wash").check()
    filters = Filters(band=("high", "severe"), sector=("car_wash",))
    want = expected(county, filters)
    expect(count(page)).to_have_text(shown(len(want)))
    expect(page.locator("tr[data-row]")).to_have_count(len(want))
    expect_listed(page, want)
    assert [row["name"] for row in exported(page)] == want
    expect(page).to_have_url(f"{watched.address}/?{filters.to_query()}")


def test_an_address_opened_elsewhere_shows_the_same_and_chips_remove_each_filter(watched, county):
    filters = Filters(band=("severe",), visited="over1y", known="from3", sort="name")
    page = watched.open(f"/?{filters.to_query()}")
    want = expected(county, filters)
    expect(count(page)).to_have_text(shown(len(want)))
    expect(page.get_by_label("Severe", exact=True)).to_be_checked()
    expect(page.get_by_label("Last visit by anyone")).to_have_value("over1y")
    expect_listed(page, want[:50])
    page.locator(".chip", has_text="Severe").click()
    wider = expected(county, filters.without("band"))
    expect(count(page)).to_have_text(shown(len(wider)))
    expect(page.get_by_label("Severe", exact=True)).not_to_be_checked()
    page.go_back()
    expect(count(page)).to_have_text(shown(len(want)))
    page.locator("#view-filters").get_by_role("button", name="Clear all").click()
    expect(count(page)).to_have_text(shown(1500))
    expect(page).to_have_url(f"{watched.address}/")


def test_text_is_found_without_ever_standing_in_an_address(watched, county):
    page = watched.open()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_label("Name, address or postcode").fill("eclat zz1")
    want = expected(county, Filters(text="eclat zz1"))
    assert want
    expect(count(page)).to_have_text(shown(len(want)))
    expect(page.locator("tr[data-row]")).to_have_count(min(50, len(want)))
    assert [row["name"] for row in exported(page)] == want
    assert not [url for url in asked if "eclat" in url.lower()]
    page.reload()
    expect(count(page)).to_have_text(shown(len(want)))
    page.locator("button.chip", has_text="eclat").click()
    expect(count(page)).to_have_text(shown(1500))


def test_a_click_on_a_point_opens_its_card_and_marks_its_row(watched, county):
    page = watched.open("/?band=severe&place=on")
    expect(count(page)).to_contain_text("Showing")
    expect(page.locator(".chip")).to_have_count(2)
    row = int(ordered(seen(county), Filters(band=("severe",), place="on"))[-1])
    spot = until(page, POINT, row)
    page.mouse.move(spot["x"], spot["y"])
    name = county.profiles[ScoredProfile.name].iloc[spot["row"]]
    expect(page.locator(".hover-card")).to_contain_text(name)
    page.mouse.click(spot["x"], spot["y"])
    card = page.get_by_role("region", name="Selected business")
    expect(card).to_contain_text(name)
    expect(card).to_contain_text("Prediction, not evidence")
    expect(page.locator("tr.selected")).to_have_attribute("data-row", str(spot["row"]))
    profile = county.profiles[ScoredProfile.profile_id].iloc[spot["row"]]
    card.get_by_role("link", name="Open profile").click()
    expect(page).to_have_url(re.compile(rf"/business/{profile}\?band=severe&place=on$"))
    expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()
    page.go_back()
    expect(page.locator("tr[data-row]")).not_to_have_count(0)
    expect(page.locator("#map canvas.points")).to_have_count(1)
    expect(page.get_by_label("Severe", exact=True)).to_be_checked()


# The screen's place of a row's point, and the row on top there, once the map stands still.
POINT = """async (row) => {
  const held = document.getElementById("map");
  const map = held && held.leafletMap;
  const { data, painter } = (map && window.concern.map.now()) || {};
  if (!data || !painter) return null;
  const place = () => map.latLngToContainerPoint([data.latOf(row), data.lonOf(row)]);
  const before = place();
  for (let frames = 0; frames < 3; frames += 1) await new Promise(requestAnimationFrame);
  const at = place(), box = held.getBoundingClientRect();
  const found = before.equals(at) && painter.pick(at);
  return found ? { x: box.left + at.x, y: box.top + at.y, row: found.row } : null;
}"""


def test_choosing_a_row_rings_its_point_and_the_keyboard_reaches_the_profile(watched, county):
    page = watched.open("/?band=severe&place=on&sort=name")
    first = page.locator("tr[data-row]").first
    first.locator(".col-visit").click()
    expect(first).to_have_class(re.compile("selected"))
    row = int(first.get_attribute("data-row"))
    until(page, "(row) => window.concern.map.selected() === row", row)
    page.locator("#map").focus()
    page.keyboard.press("+")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Shift+Enter")
    expect(page).to_have_url(re.compile(r"/business/M\d+"))
    expect(page.locator("#map")).to_have_count(0)


def test_pages_of_the_list_follow_each_other(watched, county):
    page = watched.open("/?sort=name")
    want = expected(county, Filters(sort="name"))
    expect(page.locator("tr[data-row]")).to_have_count(50)
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_text("Page 2 of 30")).to_be_visible()
    expect_listed(page, want[50:100])
    page.get_by_role("button", name="Agencies", exact=True).click()
    expect(page.get_by_text("Page 1 of 30")).to_be_visible()
    expect_listed(page, expected(county, Filters(sort="agencies"))[:50])


def test_nothing_matching_says_which_filter_to_drop(watched, county):
    filters = Filters(band=("low",), visited="within3m", known="0")
    page = watched.open(f"/?{filters.to_query()}")
    expect(page.get_by_text("Nothing matches these filters")).to_be_visible()
    left = len(expected(county, filters.without("known")))
    page.get_by_role(
        "link", name=re.compile(rf"how many agencies .*: {left:,} would match")
    ).click()
    expect(count(page)).to_have_text(shown(left))


def test_a_phone_shows_the_list_first_then_map_and_filters(watched):
    page = watched.open("/?band=high", width=360, height=740)
    expect(page.locator("tr[data-row]").first).to_be_visible()
    expect(page.locator(".map")).to_be_hidden()
    page.get_by_role("button", name="Map", exact=True).click()
    expect(page.locator(".map")).to_be_visible()
    page.get_by_role("button", name="Filters (1)").click()
    expect(page.get_by_label("Severe", exact=True)).to_be_visible()
    page.get_by_role("button", name="List", exact=True).click()
    expect(page.locator("tr[data-row]").first).to_be_visible()
    expect_no_scroll_sideways(page)


@pytest.mark.parametrize("view", ["list", "map", "filters"])
@pytest.mark.parametrize("width", [1440, 360])
def test_axe_finds_no_fault(watched, width, view):
    page = watched.open("/?band=high&visited=over1y", width=width)
    expect(count(page)).to_contain_text("Showing")
    expect(page.locator("tr[data-row]").first).to_be_attached()
    if width < 900:
        page.locator(f".view-bar [data-view={view}]").click()
    if view == "map":
        page.evaluate("window.concern.map.select(3, { from: 'list' })")
        expect(page.locator(".picked-card")).to_be_visible()
    if view == "filters":
        for summary in page.locator(".group summary").all():
            summary.click()
    assert axe_faults(page) == []


def test_the_browser_and_the_server_agree_on_random_filters(watched, county):
    page = watched.open()
    expect(count(page)).to_contain_text("Showing")
    dice = random.Random(5)
    cases = [drawn_filters(dice, county.columns, 6, more=False) for _ in range(150)]
    queries = [filters.to_query() for filters in cases]
    named = page.locator('meta[name="build"]').get_attribute("content")
    counted = page.evaluate(COUNT, [queries, named])
    for filters, (query, total, weight) in zip(cases, counted, strict=True):
        kept = mask(county.columns, filters, county.about.as_of)
        assert query == filters.to_query()
        assert total == kept.sum()
        assert weight == sum(row % 9973 for row in kept.nonzero()[0].tolist())


COUNT = """async ([queries, build]) => {
  const data = await window.concern.data.load(build);
  const kept = new Uint8Array(data.rows);
  return queries.map((query) => {
    const state = window.concern.filters.fromQuery(query);
    const { count: total } = window.concern.filters.mask(data, state, null, kept);
    const weight = kept.reduce((sum, one, row) => sum + (one ? row % 9973 : 0), 0);
    return [window.concern.filters.toQuery(state), total, weight];
  });
}"""


def test_the_text_bits_mark_the_rows_that_are_found(county):
    assert found_by_text(seen(county), "  ") is None
    found = found_by_text(seen(county), "BROOK")
    assert found is not None
    assert found.any()
