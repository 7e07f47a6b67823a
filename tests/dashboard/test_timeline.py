import re
from datetime import date
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import dashboard
from dashboard.figures.palette import AGENCIES
from dashboard.figures.timeline import SHAPES, earlier, gaps, lanes, timeline
from dashboard.labels import in_words
from records.domain import event_types
from records.schema import Touchpoint

AS_OF = date(2026, 11, 1)
ASSETS = Path(dashboard.__file__).parent / "assets"


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


def test_every_touchpoint_is_drawn_once_in_its_lane_with_its_severity():
    drawn = timeline(SEEN, AS_OF)
    marks = {(drawn["lanes"][lane], severity) for _, lane, _, severity, _, _ in drawn["marks"]}
    assert marks == {("Environmental Health", 0), ("Police", 1), ("HSE", 4)}
    assert [number for *_, number in drawn["marks"]] == [0, 1, 2]


def test_the_legend_names_each_kind_once_and_every_kind_has_a_shape_of_its_own():
    drawn = timeline(SEEN, AS_OF)
    assert [name for name, _ in drawn["kinds"]] == ["Complaint", "Inspection"]
    assert len(set(SHAPES.values())) == len(SHAPES) == len(event_types()["category"].unique())
    assert set(SHAPES) == set(event_types()["category"])


def test_the_browser_can_draw_every_shape():
    told = (ASSETS / "timeline_shapes.js").read_text()
    shapes = re.search(r"const SHAPES = {(.*?)\n  };", told, re.DOTALL)
    assert shapes
    assert set(re.findall(r"^    (\w+)[:,]", shapes.group(1), re.MULTILINE)) == {*SHAPES.values()}


def test_a_gap_says_its_length_in_words():
    drawn = timeline(SEEN, AS_OF)
    (begin, end, said) = drawn["gaps"][0]
    assert (end - begin, said) == ((date(2026, 9, 1) - date(2024, 1, 10)).days, "2.6 years")


def test_the_day_of_the_build_is_within_the_stretch_it_opens_with():
    drawn = timeline(SEEN, AS_OF)
    assert drawn["from"] < drawn["today"] < drawn["to"]
    assert drawn["today"] == (AS_OF - date(1970, 1, 1)).days


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


def test_the_browser_has_a_colour_for_every_lane():
    told = (ASSETS / "timeline.js").read_text()
    assert f"const LANES = {AGENCIES};" in told
    sheet = (ASSETS / "timeline.css").read_text()
    for lane in range(1, AGENCIES + 1):
        assert f".lane-{lane} {{ fill: var(--agency-{lane}); }}" in sheet


def test_the_timeline_opens_without_registrations_of_long_ago():
    registered = contacts(("CH", "2001-05-01", "CO_INC", False, 0))
    registered[Touchpoint.category] = "registration"
    both = pd.concat([registered, SEEN], ignore_index=True)
    assert earlier(both) == [pd.Timestamp("2001-05-01")]
    drawn = timeline(both, AS_OF)
    assert drawn["since"] < day(2001, 5, 1) < day(2023, 1, 1) < drawn["from"]
    assert not earlier(SEEN)
    assert not earlier(registered)
    assert timeline(registered, AS_OF)["from"] < day(2001, 5, 1)


def day(*ymd):
    return (date(*ymd) - date(1970, 1, 1)).days
