"""What people do with the map: change what it says, select on it, go to a place."""

from __future__ import annotations

import re

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from benchmarks.seeing import seen
from dashboard.area import encoded
from dashboard.filters import Filters
from dashboard.map_contacts import months_before
from dashboard.queries import ordered
from records.schema import Boundary, ScoredProfile, Touchpoint, Ward
from tests.browser.axe import axe_faults, expect_no_scroll_sideways
from tests.browser.waiting import until

pytestmark = pytest.mark.browser

# The layer that is drawn and the county that is shown, once the map stands still.
READY = """async (layer) => {
  const { map, control, filtering } = window.concern;
  const held = map && map.now();
  const shown = filtering && filtering.now();
  return Boolean(held && held.painter && held.worn === layer && shown && held.turn === shown.turn);
}"""
SUM = """(want) => {
  const shown = [...document.querySelectorAll(".layer-key .class-count")];
  return want === shown.reduce((sum, one) => sum + Number(one.textContent.replace(/,/g, "")), 0);
}"""
BOX = """() => {
  const box = document.getElementById("map").getBoundingClientRect();
  const at = window.concern.map.now().map.getSize();
  return { x: box.left, y: box.top, width: at.x, height: at.y };
}"""
SPOT = """([lat, lng]) => {
  const box = document.getElementById("map").getBoundingClientRect();
  const at = window.concern.map.now().map.latLngToContainerPoint([lat, lng]);
  return { x: box.left + at.x, y: box.top + at.y };
}"""
# How many the marks and circles of the map stand for, how many severe of them no circle tells of,
# and how many of those are within a circle.
DRAWN = """() => {
  const { points, clusters, look, seen } = window.concern.map.now().painter;
  const severe = points.filter(([, , row]) => look.codes[row] >= look.top);
  const sum = (name) => clusters.reduce((all, one) => all + one[name], 0);
  const within = ([x, y]) => clusters.some((one) => Math.hypot(one.x - x, one.y - y) < one.r);
  const ofTop = [...seen.rows.slice(0, seen.count)].filter((row) => look.codes[row] >= look.top);
  return { circles: clusters.length, all: points.length + sum("count"), seen: seen.count,
    severe: severe.length + sum("top"), top: ofTop.length, hidden: severe.filter(within).length };
}"""
# Where a circle that holds a severe business is on the screen.
CIRCLE = """() => {
  const { painter, map } = window.concern.map.now();
  const one = painter.clusters.find(({ top }) => top);
  const { corner } = painter.view;
  const at = map.layerPointToContainerPoint([one.x + corner.x, one.y + corner.y]);
  const box = document.getElementById("map").getBoundingClientRect();
  const { count, top, high } = one;
  return { x: box.left + at.x, y: box.top + at.y, count, top, high };
}"""
WITHIN = """() => {
  const { map } = window.concern.map.now();
  const at = map.getCenter();
  return [at.lat, at.lng, map.getZoom()];
}"""


def opened(watched, path: str = "/", layer: str = "risk", **size: int) -> Page:
    page = watched.open(path, **size)
    until(page, READY, layer)
    return page


def choose(page: Page, name: str, layer: str) -> None:
    page.locator(".layers summary").click()
    page.get_by_role("radio", name=name).check()
    until(page, READY, layer)
    page.keyboard.press("Escape")


def test_circles_hold_every_business_and_tell_of_the_severe(watched):
    page = opened(watched)
    expect(page.locator("tr[data-row]").first).to_be_visible()
    drawn = page.evaluate(DRAWN)
    assert drawn["circles"] > 5
    assert drawn["all"] == drawn["seen"] > 1400
    assert drawn["severe"] == drawn["top"] > 5
    assert drawn["hidden"] == 0
    circle = page.evaluate(CIRCLE)
    page.mouse.move(circle["x"], circle["y"])
    said = [
        f"{circle['count']:,} businesses",
        f"{circle['top']} severe",
        f"{circle['high']} high",
    ]
    for part in said:
        expect(page.locator(".hover-card")).to_contain_text(part)
    page.mouse.click(circle["x"], circle["y"])
    expect(page.locator(".tool-help")).to_have_text(f"{', '.join(said)}.")


def test_layers_follow_the_filter_and_stand_in_the_address(watched, county):
    page = opened(watched, "/?band=high&band=severe")
    choose(page, "Under the radar", "never")
    columns = seen(county).county.columns
    high = columns.band >= 2
    never = columns.visit_days == 65535
    want = [(high & ~never).sum(), 0, (high & never).sum()]
    expect(page.locator(".layer-key .class-count")).to_have_text([f"{n:,}" for n in want])
    expect(page).to_have_url(re.compile(r"/\?band=high&band=severe#layer=never$"))
    page.get_by_label("High", exact=True).uncheck()
    left = columns.band == 3
    want = [(left & ~never).sum(), 0, (left & never).sum()]
    expect(page.locator(".layer-key .class-count")).to_have_text([f"{n:,}" for n in want])
    expect(page).to_have_url(re.compile(r"/\?band=severe#layer=never$"))
    for name, layer in [("Time since a visit", "visits"), ("Agencies that know it", "agencies")]:
        choose(page, name, layer)
        until(page, SUM, int(left.sum()))
    page.reload()
    until(page, READY, "agencies")
    expect(page.locator(".layer-name")).to_have_text("Agencies that know it")


def test_the_months_are_fetched_once_and_counted_in_the_browser(watched, county):
    months = months_before(county.about.as_of)
    page = opened(watched, f"/#layer=contacts&months={months[-6]}..{months[-4]}", "contacts")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    expect(page.locator("#period-span")).to_have_value("3")
    slider = page.get_by_label("Last month shown")
    slider.press("ArrowRight")
    expect(page).to_have_url(re.compile(f"months={months[-5]}..{months[-3]}$"))
    view = seen(county).county
    month = view.table("touchpoints")[Touchpoint.event_on].dt.strftime("%Y-%m")
    within = month.isin(months[-5:-2]).to_numpy("bool")
    each = np.bincount(view.owners("touchpoints")[within], minlength=len(view))
    classes = np.digitize(each, [1, 2, 3, 6])
    want = [f"{(classes == one).sum():,}" for one in range(5)]
    expect(page.locator(".layer-key .class-count")).to_have_text(want)
    assert not [url for url in asked if "/county/" in url]
    page.emulate_media(reduced_motion="reduce")
    page.get_by_role("button", name=re.compile("Play|Next month")).click()
    expect(page).to_have_url(re.compile(f"months={months[-4]}..{months[-2]}$"))
    page.get_by_role("button", name="Filter to them").click()
    expect(page).to_have_url(re.compile(rf"/\?period={months[-4]}\.\.{months[-2]}#layer=contacts"))


def test_wards_are_compared_in_words_and_lead_to_their_businesses(watched, county):
    page = opened(watched, "/#layer=index", "index")
    key = page.get_by_label("Key of the layer, with how many are shown")
    expect(key).to_contain_text("Too few to say")
    expect(key).to_contain_text("Wards are indicative")
    columns = seen(county).county.columns
    busiest = columns.wards[int(np.bincount(columns.ward)[1:].argmax())]
    shape = county.wards.set_index(Ward.ward).geometry[busiest].representative_point()
    spot = page.evaluate(SPOT, [shape.y, shape.x])
    page.mouse.click(spot["x"], spot["y"])
    card = page.get_by_role("region", name="Selected business")
    expect(card).to_contain_text(busiest)
    expect(card).to_contain_text("at high or severe risk")
    card.get_by_role("button", name="Filter to this ward").click()
    want = len(ordered(seen(county), Filters(ward=(busiest,))))
    expect(page.locator("#count")).to_have_text(f"Showing {want:,} of 1,500")
    until(page, READY, "risk")


def by_mouse(page: Page, line: list[tuple[float, float]]) -> None:
    page.mouse.move(*line[0])
    page.mouse.down()
    for place in line[1:]:
        page.mouse.move(*place, steps=6)
    page.mouse.up()


def by_finger(page: Page, line: list[tuple[float, float]]) -> None:
    tools = page.context.new_cdp_session(page)
    kinds = ["touchStart", *["touchMove"] * (len(line) - 1)]
    for kind, (x, y) in zip(kinds, line, strict=True):
        tools.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
    tools.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    tools.detach()


def test_box_lasso_district_and_view_select_what_the_server_selects(watched, county):
    page = opened(watched)
    view = seen(county)
    box = page.evaluate(BOX)
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.get_by_role("button", name="Box").click()
    expect(page.get_by_role("button", name="Box")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Box")).to_have_attribute("aria-pressed", "false")
    around = [(90, -10), (60, 90), (-80, 80)]
    ways = (
        ("Box", [(120, 90)], by_mouse),
        ("Lasso", around, by_mouse),
        ("Lasso", around, by_finger),
    )
    for tool, turns, draw in ways:
        page.get_by_role("button", name=tool).click()
        draw(page, [middle, *((middle[0] + x, middle[1] + y) for x, y in turns)])
        until(page, "() => location.search.includes('area=')")
        chosen = Filters.from_query(page.evaluate("location.search"))
        want = len(ordered(view, chosen))
        assert 0 < want < 1500
        expect(page.locator("#count")).to_have_text(f"Showing {want:,} of 1,500")
        page.locator(".chip", has_text="drawn").click()
        expect(page.locator("#count")).to_have_text("Showing 1,500 of 1,500")
    page.get_by_role("button", name="Ward", exact=True).click()
    ward = view.county.columns.wards[0]
    shape = county.wards.set_index(Ward.ward).geometry[ward].representative_point()
    spot = page.evaluate(SPOT, [shape.y, shape.x])
    page.mouse.click(spot["x"], spot["y"])
    want = len(ordered(view, Filters(ward=(ward,))))
    expect(page.locator("#count")).to_have_text(f"Showing {want:,} of 1,500")
    page.locator(".chip", has_text=ward).click()
    expect(page.locator("#count")).to_have_text("Showing 1,500 of 1,500")
    page.get_by_role("button", name="District", exact=True).click()
    shape = county.boundaries.set_index(Boundary.district).geometry["Basildon"]
    spot = page.evaluate(SPOT, [shape.representative_point().y, shape.representative_point().x])
    page.mouse.click(spot["x"], spot["y"])
    expect(page).to_have_url(re.compile(r"\?district=Basildon$"))
    page.get_by_role("button", name="In view").press("Enter")
    until(page, "() => location.search.includes('area=')")
    chosen = Filters.from_query(page.evaluate("location.search"))
    want = len(ordered(view, chosen))
    assert want == (ordered(view, Filters(district=("Basildon",), place="on"))).size
    expect(page.locator("#count")).to_have_text(f"Showing {want:,} of 1,500")


def test_the_search_flies_to_a_business_and_to_a_place_by_keyboard(watched, county):
    page = opened(watched)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    row = int(ordered(seen(county), Filters(band=("severe",), place="on"))[0])
    name = county.profiles[ScoredProfile.name].iloc[row]
    field = page.get_by_role("combobox", name="Go to")
    field.fill(name)
    expect(page.locator("#find-list [role=option]").first).to_be_visible()
    page.locator("#find-list [role=option]", has_text=name).first.click()
    card = page.get_by_role("region", name="Selected business")
    expect(card).to_contain_text(name)
    assert not [url for url in asked if name.split()[0] in url]
    field.fill("Billericay")
    expect(page.locator("#find-list [role=option]").first).to_contain_text("Billericay")
    field.press("ArrowDown")
    expect(page.locator("#find-list [role=option]").first).to_have_attribute(
        "aria-selected", "true"
    )
    field.press("Enter")
    expect(field).to_have_value("Billericay")
    expect(page.locator("#find-list")).to_be_hidden()
    lat, lon, zoom = page.evaluate(WITHIN)
    assert abs(lat - 51.63) < 0.1
    assert abs(lon - 0.42) < 0.1
    assert zoom > 10


@pytest.mark.parametrize("width", [1440, 320])
def test_axe_finds_no_fault_in_the_maps_controls(watched, width):
    page = opened(watched, "/#layer=contacts", "contacts", width=width, height=800)
    if width == 320:
        page.locator(".view-bar").get_by_role("button", name="Map").click()
    page.locator(".layers summary").click()
    expect(page.get_by_role("radio", name="Areas compared")).to_be_visible()
    assert axe_faults(page) == []
    page.get_by_role("radio", name="Areas compared").check()
    until(page, READY, "index")
    page.locator(".layers summary").click()
    field = page.get_by_role("combobox", name="Go to")
    field.fill("bas")
    expect(page.locator("#find-list [role=option]").first).to_be_visible()
    assert axe_faults(page) == []
    expect_no_scroll_sideways(page)


def test_an_area_that_was_shared_is_drawn_when_it_is_opened(watched, county):
    corners = [(51.5, 0.3), (51.7, 0.3), (51.7, 0.7), (51.5, 0.7)]
    filters = Filters(area=encoded(corners))
    page = opened(watched, f"/?{filters.to_query()}")
    want = len(ordered(seen(county), filters))
    expect(page.locator("#count")).to_have_text(f"Showing {want:,} of 1,500")
    expect(page.locator("path.chosen-area")).to_have_count(1)
    page.locator("#map").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#map")).to_be_focused()
