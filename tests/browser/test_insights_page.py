"""What a lead does with the insights: sees what stands out, and goes from a mark to businesses."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from benchmarks.seeing import seen
from dashboard.filters import Filters
from dashboard.insights import CHARTS, insights
from dashboard.queries import ordered
from tests.browser.axe import axe_faults, expect_no_scroll_sideways
from tests.browser.waiting import until

pytestmark = pytest.mark.browser

HIGH = Filters(band=("high", "severe"))


def shown(county, filters: Filters) -> str:
    return f"Showing {len(ordered(seen(county), filters)):,} of {len(county):,}"


def section(page: Page, chart: str) -> Locator:
    return page.locator(f"#insight-{chart}")


def drawn(page: Page, chart: str) -> Locator:
    """Return the marks of a chart, which comes into view and is drawn then."""
    marks = section(page, chart).locator(".point")
    section(page, chart).scroll_into_view_if_needed()
    expect(marks.first).to_be_attached()
    until(page, STILL, chart)
    return marks


# Whether the chart stands where it stood: its neighbours are drawn, and move it, at their own time.
STILL = """async (chart) => {
  const place = () => JSON.stringify(document.querySelector(`#insight-${chart} .point`)?.getBoundingClientRect());
  const before = place();
  for (let frames = 0; frames < 6; frames += 1) await new Promise(requestAnimationFrame);
  return Boolean(before) && before === place();
}"""  # noqa: E501


def expect_told(page: Page, county, filters: Filters) -> None:
    """Expect of each chart the sentence and the total of the filter state."""
    told = insights(seen(county), filters)
    for chart in CHARTS:
        expect(page.locator(f"#insight-{chart.id}-said")).to_have_text(told[chart.id].said)
        table = page.locator(f"#insight-{chart.id}-table table")
        expect(table).to_have_attribute("data-total", str(told[chart.id].table.total))


def test_a_click_on_a_bar_and_a_link_of_its_table_both_filter_and_a_chip_leads_back(
    watched, county
):
    page = watched.open(f"/insights?{HIGH.to_query()}", user="demo-analyst")
    expect(page.locator("#count")).to_have_text(shown(county, HIGH))
    expect_told(page, county, HIGH)

    # Plotly hears of the mouse on a sheet above its marks.
    drawn(page, "known").nth(4).click(force=True)
    many = Filters(band=HIGH.band, known="from4")
    expect(page).to_have_url(f"{watched.address}/insights?{many.to_query()}")
    expect(page.locator("#count")).to_have_text(shown(county, many))
    expect_told(page, county, many)

    onward = page.get_by_role("link", name="Show these businesses on the map")
    expect(onward).to_have_attribute("href", f"{watched.address}/?{many.to_query()}")

    page.locator(".chip", has_text="More than 3 agencies").click()
    expect(page.locator("#count")).to_have_text(shown(county, HIGH))

    section(page, "known").get_by_text("Show as a table").press("Enter")
    link = section(page, "known").get_by_role("link", name="Three", exact=True)
    link.focus()
    link.press("Enter")
    three = Filters(band=HIGH.band, known="3")
    expect(page.locator("#count")).to_have_text(shown(county, three))
    expect_told(page, county, three)


@pytest.mark.parametrize("width", [1440, 320])
def test_every_chart_is_drawn_as_it_comes_into_view_and_axe_finds_nothing(watched, county, width):
    page = watched.open("/insights", width=width)
    expect_told(page, county, Filters())
    # What has not come near the window waits.
    expect(section(page, "visits").locator(".point")).to_have_count(0)
    for chart in CHARTS:
        if chart.id == "overlaps":
            section(page, chart.id).scroll_into_view_if_needed()
            expect(section(page, chart.id).locator(".hm image")).to_be_attached()
        elif chart.drawn:
            drawn(page, chart.id)
    for summary in page.get_by_text("Show as a table").all():
        summary.click()
    expect_no_scroll_sideways(page)
    assert axe_faults(page) == []
