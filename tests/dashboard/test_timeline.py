from datetime import date
from itertools import pairwise

import pandas as pd
import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.figures.timeline import (
    AGENCY_COLOURS,
    GAP_DAYS,
    earlier,
    gap_label,
    gaps,
    lanes,
)
from dashboard.figures.timeline import timeline as plain_timeline
from dashboard.labels import in_words
from records.schema import Touchpoint

AS_OF = date(2026, 11, 1)


def contacts(*rows: tuple[str, str, str, bool, int]) -> pd.DataFrame:
    frame = pd.DataFrame(
        [
            {
                Touchpoint.touchpoint_id: f"t{i}",
                Touchpoint.agency: agency,
                Touchpoint.event_on: day,
                Touchpoint.event_code: code,
                Touchpoint.category: "inspection" if visit else "complaint",
                Touchpoint.is_visit: visit,
                Touchpoint.severity: severity,
                Touchpoint.summary: "Seen.",
            }
            for i, (agency, day, code, visit, severity) in enumerate(rows)
        ]
    )
    return Touchpoint.shape(frame)


SEEN = contacts(
    ("LA_EH", "2024-01-10", "INSP_FOOD", True, 0),
    ("EPOL", "2026-10-20", "INCIDENT", False, 1),
    ("HSE", "2026-09-01", "NOTICE_HSE_PN", True, 4),
)


def test_a_gap_runs_from_one_visit_to_the_next_whoever_made_it():
    found = gaps(SEEN, AS_OF)
    assert [gap.days for gap in found] == [(date(2026, 9, 1) - date(2024, 1, 10)).days]


def test_the_last_gap_ends_on_the_day_of_the_build():
    found = gaps(SEEN, date(2027, 9, 1))
    assert found[-1].end == pd.Timestamp("2027-09-01")


def test_a_business_never_visited_has_no_gap():
    assert not gaps(SEEN[~SEEN[Touchpoint.is_visit]], AS_OF)


def test_the_agency_in_touch_last_has_the_first_lane():
    assert lanes(SEEN) == ["Police", "HSE", "Environmental Health"]


def timeline(touchpoints, as_of):
    """The figure, checked by Plotly to be one."""
    return go.Figure(plain_timeline(touchpoints, as_of))


def drawn(figure):
    """The traces that draw contacts; the others are lines of the legend."""
    return [trace for trace in figure.data if not trace.hoverinfo]


def test_every_touchpoint_is_drawn_once_and_graver_ones_larger():
    traces = drawn(timeline(SEEN, AS_OF))
    assert sorted(point[2] for trace in traces for point in trace.customdata) == ["t0", "t1", "t2"]
    sizes = {p[2]: s for t in traces for p, s in zip(t.customdata, t.marker.size, strict=True)}
    assert sizes["t0"] < sizes["t1"] < sizes["t2"]


def test_the_legend_names_each_kind_once_and_hides_with_its_contacts():
    figure = timeline(SEEN, AS_OF)
    named = [trace for trace in figure.data if trace.showlegend is not False]
    assert sorted(trace.name for trace in named) == ["Complaint", "Inspection"]
    assert {t.legendgroup for t in named} == {t.legendgroup for t in drawn(figure)}
    assert {t.marker.symbol for t in named} == {t.marker.symbol for t in drawn(figure)}


def test_a_shaded_gap_says_how_long_it_was_and_the_line_which_day_is_today():
    texts = [a.text for a in timeline(SEEN, AS_OF).layout.annotations]
    assert texts == ["no visit for 2.6 years", "today of this build, 1 Nov 2026"]


def test_a_gap_too_narrow_for_its_label_is_shaded_without_one():
    figure = timeline(SEEN, date(2046, 11, 1))
    assert len(figure.layout.shapes) == 3
    assert [a.text for a in figure.layout.annotations][:-1] == ["no visit for 20.2 years"]


@given(st.floats(GAP_DAYS, 9000), st.floats(0, 1))
def test_a_label_is_never_wider_than_its_gap(days, share):
    assert len(gap_label(days, share)) * 6.6 <= share * 440


def test_a_wider_gap_never_says_less():
    lengths = [len(gap_label(1500, share / 100)) for share in range(101)]
    assert lengths == sorted(lengths)
    assert {0, len("4.1 years"), len("no visit for 4.1 years")} == set(lengths)


def test_what_a_source_wrote_is_text_in_the_card_under_the_pointer():
    sly = SEEN.assign(**{Touchpoint.summary: "<b>bold</b> & <a href='https://example.org'>x</a>"})
    said = [point[0] for trace in drawn(timeline(sly, AS_OF)) for point in trace.customdata]
    assert all("<b>" not in text and "<a" not in text and "&lt;b&gt;" in text for text in said)


@pytest.mark.parametrize(
    ("days", "words"),
    [(0, "0 days"), (1, "1 day"), (45, "45 days"), (70, "2 months"), (1500, "4.1 years")],
)
def test_lengths_of_time_are_said_in_words(days, words):
    assert in_words(days) == words


@given(st.lists(st.dates(date(2020, 1, 1), date(2026, 10, 31)), min_size=1, max_size=12))
def test_gaps_never_overlap_and_never_hold_a_visit(days):
    seen = contacts(*(("HSE", d.isoformat(), "INSP_HS_LA", True, 0) for d in days))
    found = gaps(seen, AS_OF)
    visits = pd.to_datetime(pd.Series(days))
    for begin, end, _ in found:
        assert not ((visits > begin) & (visits < end)).any()
    assert all(gap.end <= after.begin for gap, after in pairwise(found))


def test_lane_colours_stand_out_from_paper():
    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

    assert all(1.05 / (luminance(colour) + 0.05) >= 3 for colour in AGENCY_COLOURS)


def test_the_timeline_opens_without_registrations_of_long_ago():
    registered = contacts(("CH", "2001-05-01", "CO_INC", False, 0))
    registered[Touchpoint.category] = "registration"
    both = pd.concat([registered, SEEN], ignore_index=True)
    assert earlier(both) == [pd.Timestamp("2001-05-01")]
    assert timeline(both, AS_OF)["layout"]["xaxis"]["range"][0] > "2023"
    assert not earlier(SEEN)
    assert not earlier(registered)
    assert timeline(registered, AS_OF)["layout"]["xaxis"]["range"][0] < "2001-05-01"
