from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.seeing import seen
from dashboard.filters import Filters
from dashboard.insights.contacts import (
    MONTHS,
    NAMED,
    OTHER,
    findings,
    last_month,
    monthly,
    overlaps,
    visits,
    working_days_of,
)
from dashboard.insights.frames import Findings, Monthly, Overlaps, Visits
from dashboard.insights.ledger import ledger_of
from dashboard.queries import ordered
from dashboard.viewer import Viewer
from records.domain import agencies
from records.schema import ScoredProfile, Touchpoint
from tests.dashboard.insights.asked import asked

PLAIN = Viewer("someone", "someone", "inspector", "", frozenset("P"))


SUCCESSORS = agencies()["successor"].dropna().to_dict()


def successor(agency):
    return SUCCESSORS.get(agency, agency)


def its_contacts(small, filters):
    ids = small.profiles[ScoredProfile.profile_id].iloc[ordered(seen(small), filters)]
    contacts = small.table("touchpoints")
    return contacts[contacts[Touchpoint.profile_id].isin(set(ids))]


def test_the_last_month_is_that_of_the_day_before():
    assert last_month(date(2026, 11, 1)) == 2026 * 12 + 9
    assert last_month(date(2026, 11, 2)) == 2026 * 12 + 10
    assert last_month(date(2026, 1, 1)) == 2025 * 12 + 11


def test_working_days_of_a_month_end_where_knowledge_does():
    october, november = 2026 * 12 + 9, 2026 * 12 + 10
    months = np.array([october, november, november + 1])
    assert working_days_of(months, date(2026, 11, 21)).tolist() == [22, 15, 0]
    assert working_days_of(months, date(2027, 2, 1)).tolist() == [22, 21, 23]


@given(asked())
def test_contacts_of_each_month_are_those_of_the_businesses_shown(small, filters):
    frame = monthly(seen(small), filters)
    contacts = its_contacts(small, filters)
    month = contacts[Touchpoint.event_on].dt.year * 12 + contacts[Touchpoint.event_on].dt.month - 1
    last = last_month(small.about.as_of)
    within = month[(month > last - MONTHS) & (month <= last)].value_counts()
    told = frame.groupby(Monthly.month)[str(Monthly.contacts)].sum()
    assert len(told) == MONTHS
    assert told[told > 0].to_dict() == within.to_dict()


def test_agencies_beyond_the_named_are_told_together(small):
    frame = monthly(seen(small), Filters())
    names = frame[Monthly.agency].unique().tolist()
    assert len(names) == NAMED + 1
    assert names[-1] == OTHER
    assert set(names[:-1]) <= set(map(successor, small.table("touchpoints")[Touchpoint.agency]))


def test_a_month_without_working_days_has_no_contacts_a_day(small, monkeypatch):
    monkeypatch.setattr(
        "dashboard.insights.contacts.working_days_of", lambda months, _: np.zeros(len(months))
    )
    assert monthly(seen(small), Filters())[Monthly.a_day].isna().all()


@given(asked())
def test_visits_are_those_of_the_last_year(small, filters):
    frame = visits(seen(small), filters)
    contacts = its_contacts(small, filters)
    first = pd.Timestamp(small.about.as_of) - pd.Timedelta(days=365)
    made = contacts[contacts[Touchpoint.is_visit] & (contacts[Touchpoint.event_on] >= first)]
    by_agency = made[Touchpoint.agency].map(successor).value_counts().to_dict()
    assert dict(zip(frame[Visits.agency], frame[Visits.visits], strict=True)) == by_agency
    assert frame[Visits.visits].is_monotonic_decreasing
    assert frame[Visits.share].sum() == pytest.approx(1.0 if len(made) else 0.0)
    assert (frame[Visits.businesses] <= frame[Visits.visits]).all()


@settings(max_examples=12)
@given(asked())
def test_two_agencies_met_where_the_filter_of_overlaps_says_so(small, filters):
    """Pair by pair, counted anew by hand; one agency and its successor are no two."""
    frame = overlaps(seen(small), filters)
    told = {(one, other): count for one, other, count in frame.itertuples(index=False, name=None)}
    by_hand: dict[tuple[str, str], int] = {}
    registers = set(agencies().index[agencies()["authority"] == "no"])
    first = pd.Timestamp(small.about.as_of) - pd.Timedelta(days=365)
    contacts = its_contacts(small, filters)
    contacts = contacts[
        (contacts[Touchpoint.event_on] >= first) & ~contacts[Touchpoint.agency].isin(registers)
    ]
    for _, own in contacts.groupby(Touchpoint.profile_id):
        events = list(zip(own[Touchpoint.event_on], own[Touchpoint.agency], strict=True))
        pairs = {
            frozenset((successor(one), successor(other)))
            for on, one in events
            for at, other in events
            if one != other and abs((on - at).days) <= 14
        }
        for pair in pairs:
            if len(pair) == 2:
                by_hand[tuple(sorted(pair))] = by_hand.get(tuple(sorted(pair)), 0) + 1
    assert {tuple(sorted(pair)): count for pair, count in told.items()} == by_hand
    assert frame[Overlaps.businesses].is_monotonic_decreasing


def test_whoever_met_is_what_the_filter_of_overlaps_lets_through(small):
    ledger = ledger_of(seen(small))
    met = np.unique(ledger.meetings.owner)
    assert met.tolist() == sorted(ordered(seen(small), Filters(overlap="14d")).tolist())


@given(asked())
def test_findings_lie_within_their_range_and_count_no_visit_twice(small, filters):
    frame = findings(seen(small), filters)
    every = findings(seen(small), Filters())
    assert frame[Findings.visits].sum() <= every[Findings.visits].sum()
    assert (frame[Findings.visits] > 0).all()
    assert (frame[Findings.serious] <= frame[Findings.visits]).all()
    assert (frame[Findings.low] <= frame[Findings.share] + 1e-12).all()
    assert (frame[Findings.share] <= frame[Findings.high] + 1e-12).all()
    assert frame[Findings.month].is_monotonic_increasing
    assert (frame[Findings.month] % 3 == 0).all()


@given(asked(), st.sampled_from(["EPOL", "LA_EH"]))
def test_one_filter_more_raises_no_count_of_contacts(small, filters, agency):
    if filters.agency:
        return
    wide = monthly(seen(small), filters)[Monthly.contacts]
    narrow = monthly(seen(small), Filters(**{**vars(filters), "agency": (agency,)}))
    assert (narrow[Monthly.contacts] <= wide).all()


def test_hidden_contacts_are_in_no_count(small):
    everything, plain = (
        monthly(view, Filters())[Monthly.contacts].sum()
        for view in (seen(small), seen(small, PLAIN))
    )
    hidden = small.table("touchpoints")[Touchpoint.handling] != "P"
    assert 0 < plain < everything
    assert len(ledger_of(seen(small, PLAIN)).owner) == (~hidden).sum()


def test_nothing_shown_is_told_as_nothing(small):
    nobody = Filters(sector=("nowhere",))
    view = seen(small)
    assert monthly(view, nobody)[Monthly.contacts].sum() == 0
    assert findings(view, nobody).empty
    assert visits(view, nobody).empty
    assert overlaps(view, nobody).empty


def test_who_sees_nothing_is_told_nothing(small):
    view = seen(small, Viewer("nobody", "nobody", "inspector", "", frozenset()))
    assert monthly(view, Filters())[Monthly.contacts].sum() == 0
    assert findings(view, Filters()).empty
    assert visits(view, Filters()).empty
    assert overlaps(view, Filters()).empty
