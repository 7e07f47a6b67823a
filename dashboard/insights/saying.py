"""What is seen in each chart, in a sentence? Worked out from the chart's own frame."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd

from dashboard.access import View
from dashboard.columns import YEAR_DAYS
from dashboard.components.wording import counted, day
from dashboard.filters import Filters
from dashboard.insights.contacts import last_month
from dashboard.insights.frames import (
    Concentration,
    Findings,
    Gaps,
    Hotspots,
    KnownTo,
    Monthly,
    Trades,
    Visits,
)
from dashboard.insights.spread import TOP, top_count
from dashboard.insights.words import agency_word, share_word, value_word
from dashboard.periods import month_of, period_name
from dashboard.queries import Kpis, working_days

__all__ = [
    "NOTHING",
    "concentration",
    "findings",
    "gaps",
    "hotspots",
    "known_to",
    "monthly",
    "overlaps",
    "trades",
    "visits",
    "window",
]

NOTHING = "No business matches the filters: take one away."
_COMPARED, _YEAR, _TELLING = 3, 12, 0.01
_WHOLE_FROM = 10


def window(view: View, filters: Filters) -> str:
    """Return which days the charts look at, and what a filter of months does to them."""
    as_of = view.county.about.as_of
    last, first = as_of - timedelta(days=1), as_of - timedelta(days=YEAR_DAYS)
    said = (
        f"The last 365 days are {_day(first)} to {_day(last)}, "
        f"{working_days(as_of)} of them working days."
    )
    if not filters.period:
        return said
    name = period_name(filters.period).removeprefix("Contact ")
    return (
        f"{said} The filter of months keeps the businesses with some contact in {name}; the charts "
        "still tell of all their contacts."
    )


def monthly(frame: pd.DataFrame, kpis: Kpis, contacts: int, as_of: date) -> str:
    """Return contacts a day of the last year, and how the last months compare with a year ago.

    kpis: the county's figures. contacts: of the last 365 days.
    """
    if not contacts:
        return "No contact in the last 365 days."
    said = (
        f"{_number(kpis.contacts_a_day)} contacts a working day in the last 365 days, "
        f"{counted(contacts, 'contact')} in all."
    )
    return f"{said}{_compared(frame, as_of)}"


def _compared(frame: pd.DataFrame, as_of: date) -> str:
    """How the last three whole months compare with a year before; empty: nothing to say."""
    last = last_month(as_of)
    whole = last if month_of(as_of.year, as_of.month) > last else last - 1
    totals = frame.groupby(Monthly.month)[[str(Monthly.contacts)]].sum()[Monthly.contacts]
    now, then = (
        int(totals.reindex(range(end - _COMPARED + 1, end + 1)).fillna(0).sum())
        for end in (whole, whole - _YEAR)
    )
    if not then or not now:
        return ""
    change = now / then - 1
    if abs(change) < _TELLING:
        return " The last three whole months had as many as the same months a year before."
    more = "more" if change > 0 else "fewer"
    return (
        f" The last three whole months had {share_word(abs(change))} {more} than the same months "
        "a year before."
    )


def known_to(frame: pd.DataFrame) -> str:
    """Return which share many agencies know, and which one."""
    counts = dict(zip(frame[KnownTo.choice], frame[KnownTo.businesses], strict=True))
    all_of_them = sum(counts.values())
    if not all_of_them:
        return NOTHING
    many, one, none = (counts[key] / all_of_them for key in ("from4", "1", "0"))
    said = (
        f"{share_word(many)} of {counted(all_of_them, 'business', 'businesses')} are known to more "
        f"than three agencies, {share_word(one)} to one only"
    )
    return f"{said}, {share_word(none)} to none." if none else f"{said}."


def concentration(frame: pd.DataFrame) -> str:
    """Return what the busiest 5 % make."""
    businesses = int(frame[Concentration.businesses].max())
    if not businesses:
        return NOTHING
    count = top_count(TOP, businesses)
    row = frame[frame[Concentration.businesses] == count].iloc[0]
    contacts, adverse = row[Concentration.contacts], row[Concentration.adverse]
    who = counted(count, "business", "businesses")
    said = [f"The busiest 5%, {who}, make {share_word(contacts)} of the contacts."]
    said = [] if pd.isna(contacts) else said
    if not pd.isna(adverse):
        said.append(f"The 5% most complained of draw {share_word(adverse)} of complaints and "
                    "enforcement.")  # fmt: skip
    return " ".join(said) or "There was no contact to share out."


def overlaps(frame: pd.DataFrame, met: int, businesses: int) -> str:
    """Return at how many businesses two agencies met, and which two most often.

    met: businesses where any two did. businesses: those shown.
    """
    if not businesses:
        return NOTHING
    if frame.empty:
        return "Nowhere were two agencies in contact within 14 days of each other."
    one, other, count = next(frame.itertuples(index=False, name=None))
    names = " and ".join(sorted((agency_word(one), agency_word(other))))
    where = counted(met, "business", "businesses")
    return (
        f"At {where}, {share_word(met / businesses)} of those shown, two agencies were in contact "
        f"within 14 days of each other; most often {names}, at {count:,}."
    )


def gaps(frame: pd.DataFrame, by: str) -> str:
    """Return how much high risk nobody visited for a year, and where most of it is."""
    high, left = (int(frame[column].sum()) for column in (Gaps.high, Gaps.overlooked))
    if not high:
        return "No business shown is of high or severe risk."
    whole = counted(high, "business", "businesses")
    if not left:
        return f"Each of {whole} of high or severe risk was visited within a year."
    first = frame.iloc[0]
    verb = "was" if left == 1 else "were"
    where = f"{value_word(by, first[Gaps.value])} ({first[Gaps.overlooked]:,})"
    return (
        f"{left:,} of {whole} of high or severe risk {verb} not visited by anyone for a year; the "
        f"most in {where}."
    )


def hotspots(frame: pd.DataFrame, average: float) -> str:
    """Return which ward stands highest, and whether it stands clearly above all wards' share."""
    if frame.empty:
        return "No ward has enough businesses shown."
    clear = int((frame[Hotspots.low] > average).sum())
    first = frame.iloc[0]
    return (
        f"{first[Hotspots.ward]} stands highest: {share_word(first[Hotspots.share])} of high or "
        f"severe risk, against {share_word(average)} in all wards. "
        f"{counted(clear, 'ward stands', 'wards stand')} clearly above that."
    )


def trades(frame: pd.DataFrame) -> str:
    """Return which sector in which district has most businesses."""
    if frame.empty:
        return NOTHING
    first = frame.iloc[int(frame[Trades.businesses].to_numpy().argmax())]
    sector, district = (
        value_word(by, first[column])
        for by, column in (("sector", Trades.sector), ("district", Trades.district))
    )
    where = f"in {district}" if first[Trades.district] else "without a district"
    count = counted(int(first[Trades.businesses]), "business", "businesses")
    return f"The largest group is {sector} {where}: {count}."


def findings(frame: pd.DataFrame) -> str:
    """Return the share of serious findings, and whether the last quarter differs from it."""
    if frame.empty:
        return "No visit of the last 24 months has a known result."
    count, serious = (int(frame[one].sum()) for one in (Findings.visits, Findings.serious))
    share, last = serious / count, frame.iloc[-1]
    said = (
        f"{share_word(share)} of {counted(count, 'visit')} found something serious; in the last "
        f"quarter {share_word(last[Findings.share])}"
    )
    if last[Findings.low] > share:
        return f"{said}, more than chance explains."
    if last[Findings.high] < share:
        return f"{said}, less than chance explains."
    return f"{said}, within the range of chance."


def visits(frame: pd.DataFrame) -> str:
    """Return who makes most visits."""
    if frame.empty:
        return "Nobody visited these businesses in the last 365 days."
    count = int(frame[Visits.visits].sum())
    parts = [
        f"{agency_word(agency)} {share_word(share)}"
        for agency, share in list(zip(frame[Visits.agency], frame[Visits.share], strict=True))[:3]
    ]
    return f"{counted(count, 'visit')} in the last 365 days: {', '.join(parts)}."


def _day(on: date) -> str:
    return day(pd.Timestamp(on))


def _number(value: float) -> str:
    """A number a person can read: whole from 10, else two digits that count."""
    return f"{value:,.0f}" if value >= _WHOLE_FROM else f"{value:.2g}"
