"""Map, list, figures, charts and file say the same of any filter state.

CONCERN_AGREEMENT_CASES=200 draws as many states; CONCERN_AGREEMENT_SEED=7 draws others.
"""

from __future__ import annotations

import csv
import io
import os
import random
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from dashboard.filters import Filters
from dashboard.queries import PAGE_ROWS
from records.schema import ScoredProfile
from tests.browser.drawn_filters import drawn_filters
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
  return rows === want && said[1] === figures[0] && said[3] === figures[1]
    && (pages ? pages.textContent : "") === pager;
}"""
# Two charts' tables, once they add up to so many and one tells these counts.
CHARTS = """([total, counts]) => {
  const [known, trades] = ["known", "trades"].map((id) => (
    document.querySelector(`#insight-${id}-table table`)));
  if (!known || !trades) return false;
  const said = [...known.querySelectorAll("tbody tr")].map((row) => row.cells[1].textContent);
  return [known, trades].every((one) => Number(one.dataset.total) === total)
    && said.join(" ") === counts;
}"""


def of_file(page: Page, filters: Filters) -> Rows:
    """Return what the file of the state holds, read back."""
    text = page.evaluate(TAKE, [filters.to_query(), filters.text]).removeprefix("\ufeff")
    return list(csv.DictReader(io.StringIO(text)))


def figures_of(rows: Rows, as_of: date) -> list[str]:
    """Return two of the figures, worked out from the file alone."""
    known = sum(int(row[ScoredProfile.agency_count]) > 3 for row in rows)
    risky = [row for row in rows if row[ScoredProfile.band] in {"high", "severe"}]
    year_ago = (as_of - timedelta(days=365)).isoformat()
    overlooked = sum(row[ScoredProfile.last_visit_on] < year_ago for row in risky)
    return [f"{known / len(rows):.0%}" if rows else "none", f"{overlooked:,}"]


def known_of(rows: Rows) -> str:
    """Return how many of the file are known to 0, 1, 2, 3 and more agencies."""
    found = Counter(min(int(row[ScoredProfile.agency_count]), 4) for row in rows)
    return " ".join(f"{found[count]:,}" for count in range(5))


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
        figures = figures_of(rows, county.about.as_of)
        until(page, LIST, [",".join(map(str, kept[:PAGE_ROWS])), figures, pager])
        if pages > 1:
            page.evaluate(
                "(n) => window.dash_clientside.set_props('focus', { data: { page: n } })", pages
            )
            last = ",".join(map(str, kept[(pages - 1) * PAGE_ROWS :]))
            until(page, LIST, [last, figures, f"Page {pages} of {pages}"])
        until(charts, CHARTS, [len(rows), known_of(rows)])


def test_the_states_that_are_drawn_are_of_every_kind(county):
    dice = random.Random(3)
    drawn = [drawn_filters(dice, county.columns, 4, more=True) for _ in range(300)]
    bare = Filters()
    for name in bare.__dict__:
        assert any(getattr(one, name) != getattr(bare, name) for one in drawn), name
    assert all(Filters.from_query(one.to_query()) == replace(one, text="") for one in drawn)
