import json
import re
from pathlib import Path

import plotly.graph_objects as go
from hypothesis import given, settings

from benchmarks.seeing import seen
from dashboard.filters import Filters
from dashboard.insights import CHARTS, INTRODUCTION, insights, window
from dashboard.insights.contacts import MONTHS
from dashboard.insights.tables import HEATS
from dashboard.queries import kpis, ordered
from dashboard.viewer import Viewer
from tests.dashboard.insights.asked import asked

PAGE = Path(__file__).parents[3] / "docs" / "insights.md"
NOBODY = Viewer("nobody", "nobody", "inspector", "", frozenset())
EXACT = ("known", "gaps_district", "gaps_sector", "hotspots", "trades")
"""Charts whose cells tell how many businesses they lead to."""


def number(text):
    return int(text.replace(",", ""))


def test_the_page_in_the_docs_is_made_of_the_help_s_texts():
    told = [INTRODUCTION]
    for chart in CHARTS:
        told += [f"## {chart.title}", chart.counted, chart.leads]
    written = PAGE.read_text(encoding="utf-8").split("\n\n")
    assert [re.sub(r"\s+", " ", part).strip() for part in written] == ["# Insights", *told]


@settings(max_examples=15)
@given(asked())
def test_every_chart_tells_something_and_plotly_can_draw_it(small, filters):
    told = insights(seen(small), filters)
    assert list(told) == [chart.id for chart in CHARTS]
    for chart in CHARTS:
        one = told[chart.id]
        assert one.said.endswith(".")
        assert (one.figure is not None) == chart.drawn
        if one.figure is not None:
            go.Figure(json.loads(json.dumps(one.figure, allow_nan=False)))
        for row in one.table.rows:
            assert len(row) == len(one.table.head)
            assert all(0 <= cell.heat <= HEATS for cell in row)


@settings(max_examples=12)
@given(asked())
def test_a_cell_leads_to_as_many_businesses_as_it_says(small, filters):
    view, told = seen(small), insights(seen(small), filters)
    for id in EXACT:
        for row in told[id].table.rows:
            (count, query) = (row[1].text, row[1].query)
            if query is not None and id != "trades":
                assert len(ordered(view, Filters.from_query(query))) == number(count)
    for row in told["trades"].table.rows[:2]:
        for cell in row[2:]:
            if cell.query is not None:
                assert len(ordered(view, Filters.from_query(cell.query))) == number(cell.text)


@settings(max_examples=12)
@given(asked())
def test_every_mark_of_a_picture_leads_where_its_table_does(small, filters):
    for one in insights(seen(small), filters).values():
        cells = {cell.query for row in one.table.rows for cell in row}
        for trace in (one.figure or {"data": []})["data"]:
            for mark in trace.get("customdata", []):
                for query in mark if isinstance(mark, list) else [mark]:
                    assert query is None or query in cells


@settings(max_examples=15)
@given(asked())
def test_totals_are_the_county_s_own_figures(small, filters):
    view, told = seen(small), insights(seen(small), filters)
    rows, figures = ordered(view, filters), kpis(view, filters)
    totals = {chart: one.table.total for chart, one in told.items()}
    counted = {
        "contacts": small.columns.contacts[rows].sum(),
        "overlaps": small.columns.overlap[rows].sum(),
    }
    shown = dict.fromkeys(("known", "concentration", "trades"), len(rows))
    left = dict.fromkeys(("gaps_district", "gaps_sector"), figures.overlooked)
    assert totals.items() >= {**counted, **shown, **left}.items()
    for chart, column in (("hotspots", 1), ("findings", 1), ("visits", 1)):
        table = told[chart].table
        assert table.total == sum(number(row[column].text) for row in table.rows)
    assert totals["visits"] <= totals["contacts"]
    assert totals["hotspots"] <= len(rows)


def test_a_month_leads_to_the_businesses_with_contact_in_it(small):
    table = insights(seen(small), Filters(band=("high",)))["contacts"].table
    assert len(table.rows) == MONTHS
    newest = Filters.from_query(table.rows[0][0].query)
    assert (newest.band, newest.period) == (("high",), "2026-11..2026-11")


def test_the_last_quarter_begins_and_ends_within_what_is_known(small):
    rows = insights(seen(small), Filters())["findings"].table.rows
    assert rows[0][0].text == "Oct to Nov 2026"
    assert Filters.from_query(rows[0][0].query).period == "2026-10..2026-11"


def test_an_overlap_leads_to_overlaps_of_the_agency_of_its_row(small):
    table = insights(seen(small), Filters())["overlaps"].table
    found = Filters.from_query(table.rows[0][0].query)
    assert found.overlap == "14d"
    assert len(found.agency) == 1
    assert table.rows[0][1].text == "-"


def test_the_curve_leads_to_the_busiest(small):
    table = insights(seen(small), Filters(known="from2"))["concentration"].table
    assert {cell.query for row in table.rows for cell in row} == {"known=from2&share=top5"}


def test_high_risk_that_is_chosen_more_narrowly_stays_so(small):
    severe = insights(seen(small), Filters(band=("severe", "low"), visited="over2y"))
    links = [row[0].query for row in severe["gaps_district"].table.rows if row[0].query]
    for query in links:
        found = Filters.from_query(query)
        assert (found.band, found.visited) == (("severe",), "over2y")


def test_sentences_say_the_figures_of_the_county(small):
    told, figures = insights(seen(small), Filters()), kpis(seen(small), Filters())
    assert told["contacts"].said.startswith(f"{figures.contacts_a_day:.2g} contacts a working day")
    assert f"{figures.known_share:.0%} of 400 businesses" in told["known"].said
    assert f"draw {figures.top_share:.0%} of complaints" in told["concentration"].said
    assert told["gaps_sector"].said.startswith(f"{figures.overlooked} of ")


def test_who_sees_nothing_is_told_so_in_words(small):
    told = insights(seen(small, NOBODY), Filters())
    assert told["known"].said == "No business matches the filters: take one away."
    assert all(one.table.total == 0 for one in told.values())


def test_the_days_looked_at_are_said_and_what_months_do(small):
    said = window(seen(small), Filters())
    assert said == "The last 365 days are 21 Nov 2025 to 20 Nov 2026, 261 of them working days."
    of_months = window(seen(small), Filters(period="2026-01..2026-03"))
    assert of_months.startswith(said)
    assert "contact in Jan 2026 to Mar 2026; the charts still tell of all" in of_months
