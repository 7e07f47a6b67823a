"""What must figures and charts say of the businesses in a file? From the file and its contacts."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import numpy as np
import pandas as pd

from dashboard.area_index import too_few
from dashboard.county import County
from dashboard.insights.contacts import MONTHS, last_month
from dashboard.periods import month_of
from records.schema import ScoredProfile, Touchpoint, Ward
from risk.prediction.outcomes import Outcome, outcomes

__all__ = ["charts_of", "figures_of", "known_of"]

Rows = list[dict[str, str]]


def figures_of(rows: Rows, county: County) -> list[str]:
    """Return the four figures as they are shown."""
    recent = _recent(rows, county)
    first = county.about.as_of - timedelta(days=365)
    a_day = len(recent) / int(np.busday_count(first, county.about.as_of))
    known = sum(int(row[ScoredProfile.agency_count]) > 3 for row in rows)
    return [
        f"{a_day:,.0f}" if a_day >= 10 or a_day == 0 else f"{a_day:.2g}",
        f"{known / len(rows):.0%}" if rows else "none",
        _drawn(rows, county),
        f"{_overlooked(rows, county):,}",
    ]


def charts_of(rows: Rows, county: County) -> list[int]:
    """Return what the table of each chart adds up to, in the order of the page."""
    recent, left = _recent(rows, county), _overlooked(rows, county)
    overlap = dict(zip(_ids(county), county.columns.overlap, strict=True))
    met = sum(bool(overlap[row[ScoredProfile.profile_id]]) for row in rows)
    return [
        len(recent),
        *(len(rows), len(rows)),
        met,
        *(left, left),
        _in_wards(rows, county),
        len(rows),
        _found(rows, county),
        int(recent[Touchpoint.is_visit].sum()),
    ]


def known_of(rows: Rows) -> str:
    """Return how many of the file are known to 0, 1, 2, 3 and more agencies."""
    found = Counter(min(int(row[ScoredProfile.agency_count]), 4) for row in rows)
    return " ".join(f"{found[count]:,}" for count in range(5))


def _ids(county: County) -> pd.Series[str]:
    return county.profiles[ScoredProfile.profile_id]


def _contacts(rows: Rows, county: County) -> pd.DataFrame:
    contacts = county.table("touchpoints")
    return contacts[
        contacts[Touchpoint.profile_id].isin({row[ScoredProfile.profile_id] for row in rows})
    ]


def _recent(rows: Rows, county: County) -> pd.DataFrame:
    contacts = _contacts(rows, county)
    first = pd.Timestamp(county.about.as_of) - pd.Timedelta(days=365)
    return contacts[contacts[Touchpoint.event_on] >= first]


def _overlooked(rows: Rows, county: County) -> int:
    year_ago = (county.about.as_of - timedelta(days=365)).isoformat()
    risky = [row for row in rows if row[ScoredProfile.band] in {"high", "severe"}]
    return sum(row[ScoredProfile.last_visit_on] < year_ago for row in risky)


def _drawn(rows: Rows, county: County) -> str:
    """The share of complaints and enforcement that the busiest twentieth draws."""
    contacts = _contacts(rows, county)
    adverse = contacts[contacts[Touchpoint.category].isin(["complaint", "enforcement"])]
    counts = adverse[Touchpoint.profile_id].value_counts()
    top = counts.iloc[: -(-len(rows) // 20)].sum()
    return f"{top / len(adverse):.0%}" if len(adverse) else "none"


def _in_wards(rows: Rows, county: County) -> int:
    """The businesses of the wards that are told of."""
    found = Counter(row["ward"] for row in rows if row["ward"])
    wards = county.wards.drop_duplicates(Ward.ward)
    counts = np.array([found[ward] for ward in wards[Ward.ward]])
    return int(counts[~too_few(counts, wards[Ward.district].to_numpy("object"))].sum())


def _found(rows: Rows, county: County) -> int:
    """The visits of the last months whose result is known."""
    told = outcomes(_contacts(rows, county), county.table("records"))
    days = told[Outcome.on].dt
    months = month_of(days.year, days.month)
    last = last_month(county.about.as_of)
    return int(((months > last - MONTHS) & (months <= last)).sum())
