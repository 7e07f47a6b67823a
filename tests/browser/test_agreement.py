"""Map, list, figures, charts and file say the same of any filter state.

CONCERN_AGREEMENT_CASES=200 draws as many states; CONCERN_AGREEMENT_SEED=7 draws others.
"""

from __future__ import annotations

import csv
import io
import os
import random
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from dashboard.filters import Filters
from dashboard.queries import PAGE_ROWS
from records.schema import ScoredProfile
from tests.browser.drawn_filters import drawn_filters
from tests.browser.told_of import charts_of, figures_of, known_of
from tests.browser.waiting import until

pytestmark = pytest.mark.browser

CASES = int(os.environ.get("CONCERN_AGREEMENT_CASES", "5"))
SEED = int(os.environ.get("CONCERN_AGREEMENT_SEED", "1"))
Rows = list[dict[str, str]]

LEAD = """([query, text]) => {
  const { filters, filtering } = window.concern;
  filtering.change(filters.fromQuery(query));
  window.dash_clientside.set_props("filter-text", { value: text });
}"""
TAKE = """async ([query, text]) => {
  const word = document.cookie.match(/(?:^|; )_csrf_token=([0-9a-f]+)/)[1];
  const build = document.querySelector('meta[name="build"]').content;
  const said = { build, query, text, as: "bare", purpose: "visits", recipient: "a test" };
  const how = { method: "POST", headers: { "X-CSRFToken": word }, body: new URLSearchParams(said) };
  return (await fetch("/county/export", how)).text();
}"""
# What the map keeps, once that is all and only the rows of these ids, in any order.
MAP = """(want) => {
  const map = window.concern.map.now();
  if (!map || !map.painter) return null;
  const { kept } = map.painter;
  const rows = [];
  for (let i = 0; i < kept.length; i++) if (kept[i]) rows.push(i);
  return rows.join() === want ? { count: rows.length } : null;
}"""
# The rows of the list's page and the figures under the map, once they are of so many pages.
LIST = """([want, figures, pager]) => {
  const rows = [...document.querySelectorAll("tr[data-row]")].map((one) => one.dataset.row).join();
  const said = [...document.querySelectorAll(".figure")].map((one) => one.textContent);
  const pages = document.querySelector(".pager span");
  return rows === want && said.join() === figures.join()
    && (pages ? pages.textContent : "") === pager;
}"""
# Every chart's table, once they add up to so many and one tells these counts.
CHARTS = """([totals, counts]) => {
  const said = [...document.querySelectorAll(".insight-cells")].map((one) => Number(one.dataset.total));
  const known = [...document.querySelectorAll("#insight-known-table tbody tr")];
  return said.join() === totals.join()
    && known.map((row) => row.cells[1].textContent).join(" ") === counts;
}"""  # noqa: E501


def of_file(page: Page, filters: Filters) -> Rows:
    """Return what the file of the state holds, read back."""
    text = page.evaluate(TAKE, [filters.to_query(), filters.text]).removeprefix("\ufeff")
    return list(csv.DictReader(io.StringIO(text)))


def test_map_list_figures_charts_and_file_agree_on_any_filters(watched, county):
    dice = random.Random(SEED)
    rows_by_id = {one: row for row, one in enumerate(county.profiles[ScoredProfile.profile_id])}
    page, charts = watched.open("/"), watched.open("/insights")
    for shown in (page, charts):
        expect(shown.locator("#count")).to_contain_text("Showing")
    for _ in range(CASES):
        filters = drawn_filters(dice, county.columns, 4, more=True)
        rows = of_file(page, filters)
        kept = [rows_by_id[row[ScoredProfile.profile_id]] for row in rows]
        told = f"Showing {len(rows):,} of {len(county):,}"
        for shown in (page, charts):
            shown.evaluate(LEAD, [filters.to_query(), filters.text])
            expect(shown.locator("#count"), f"{filters}").to_have_text(told)
        until(page, MAP, ",".join(map(str, sorted(kept))))
        pages = -(-len(rows) // PAGE_ROWS)
        pager = f"Page 1 of {pages}" if pages > 1 else ""
        figures = figures_of(rows, county)
        until(page, LIST, [",".join(map(str, kept[:PAGE_ROWS])), figures, pager])
        if pages > 1:
            page.evaluate(
                "(n) => window.dash_clientside.set_props('focus', { data: { page: n } })", pages
            )
            last = ",".join(map(str, kept[(pages - 1) * PAGE_ROWS :]))
            until(page, LIST, [last, figures, f"Page {pages} of {pages}"])
        until(charts, CHARTS, [charts_of(rows, county), known_of(rows)])


def test_the_states_that_are_drawn_are_of_every_kind(county):
    dice = random.Random(3)
    drawn = [drawn_filters(dice, county.columns, 4, more=True) for _ in range(300)]
    bare = Filters()
    for name in bare.__dict__:
        assert any(getattr(one, name) != getattr(bare, name) for one in drawn), name
    assert all(Filters.from_query(one.to_query()) == replace(one, text="") for one in drawn)
