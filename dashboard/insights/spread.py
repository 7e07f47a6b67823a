"""How are businesses spread? Over agencies, over contacts, over places and sectors."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboard.access import View
from dashboard.columns import YEAR_DAYS, Columns
from dashboard.filters import KNOWN, Filters
from dashboard.insights.contacts import Flags
from dashboard.insights.frames import Concentration, Gaps, KnownTo, Trades
from dashboard.insights.ledger import Ints
from dashboard.queries import Rows, ordered

__all__ = ["CHOICES", "POINTS", "TOP", "concentration", "gaps", "known_to", "top_count", "trades"]

CHOICES = ("0", "1", "2", "3", "from4")
"""Values of the filter of how many agencies that leave nothing out and overlap nowhere."""

POINTS = (
    *(0.0, 0.005, 0.01, 0.02, 0.03, 0.04, 0.05, 0.075, 0.1, 0.125, 0.15, 0.2, 0.25, 0.3),
    *(0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0),
)
"""Shares of the businesses at which the curve is told: close together where it is steep."""

TOP = 0.05
"""Share of the businesses that the county's figures call the busiest."""
_HIGH = 2


def known_to(view: View, filters: Filters) -> pd.DataFrame:
    """Return how many businesses so many agencies know, as `KnownTo`."""
    count = view.county.columns.agency_count[ordered(view, filters)]
    found = [
        int(((count >= least) & (count <= most)).sum())
        for _, least, most in (KNOWN[one] for one in CHOICES)
    ]
    share = [one / len(count) if len(count) else np.nan for one in found]
    return KnownTo.shape(
        pd.DataFrame({KnownTo.choice: CHOICES, KnownTo.businesses: found, KnownTo.share: share})
    )


def top_count(share: float, businesses: int) -> int:
    """Return how many businesses the top `share` (0-1) of so many is, rounded up."""
    return int(np.ceil(share * businesses))


def concentration(view: View, filters: Filters) -> pd.DataFrame:
    """Return what share the busiest businesses make, as `Concentration`.

    Contacts are those of the last year; complaints and enforcement those of all time, as in the
    county's figures. Each has its own order of the businesses; a share of nothing is missing.
    """
    columns, rows = view.county.columns, ordered(view, filters)
    counts = sorted({top_count(share, len(rows)) for share in POINTS})
    return Concentration.shape(
        pd.DataFrame(
            {
                Concentration.top: [one / max(len(rows), 1) for one in counts],
                Concentration.businesses: counts,
                Concentration.contacts: _reached(columns.contacts[rows], counts),
                Concentration.adverse: _reached(columns.adverse[rows], counts),
            }
        )
    )


def _reached(values: Ints, counts: list[int]) -> NDArray[np.float64]:
    """The share of all that the largest values have, so many of them."""
    summed = np.concatenate([[0], np.cumsum(np.sort(values)[::-1])])
    if not summed[-1]:
        return np.full(len(counts), np.nan)
    reached: NDArray[np.float64] = summed[counts] / summed[-1]
    return reached


def gaps(view: View, filters: Filters, by: str) -> pd.DataFrame:
    """Return where high risk was not visited for a year, as `Gaps`; by: "district", "sector"."""
    columns, rows = view.county.columns, ordered(view, filters)
    codes, names = _grouped(columns, by)
    high = columns.band[rows] >= _HIGH
    left = high & (columns.visit_days[rows] > YEAR_DAYS)
    counts = [_counted(codes[rows], some, len(names)) for some in (high, left)]
    frame = pd.DataFrame(
        {
            Gaps.value: names,
            Gaps.high: counts[0],
            Gaps.overlooked: counts[1],
            Gaps.share: counts[1] / np.maximum(counts[0], 1),
        }
    )
    frame = frame[frame[Gaps.high] > 0].sort_values(
        [str(Gaps.overlooked), str(Gaps.high), str(Gaps.value)],
        ascending=[False, False, True],
        ignore_index=True,
    )
    return Gaps.shape(frame)


def trades(view: View, filters: Filters) -> pd.DataFrame:
    """Return how many businesses of each sector each district has, as `Trades`."""
    columns, rows = view.county.columns, ordered(view, filters)
    districts = ("", *columns.districts)
    place = columns.sector[rows].astype("int64") * len(districts) + columns.district[rows]
    size = len(columns.sectors) * len(districts)
    counts = _counted(place, np.ones(len(rows), dtype=bool), size)
    high = _counted(place, columns.band[rows] >= _HIGH, size)
    held = np.flatnonzero(counts)
    return Trades.shape(
        pd.DataFrame(
            {
                Trades.sector: np.array(columns.sectors, dtype=object)[held // len(districts)],
                Trades.district: np.array(districts, dtype=object)[held % len(districts)],
                Trades.businesses: counts[held],
                Trades.high: high[held],
            }
        )
    )


def _grouped(columns: Columns, by: str) -> tuple[NDArray[np.uint8], tuple[str, ...]]:
    """Each business's code, and what the codes stand for."""
    if by == "sector":
        return columns.sector, columns.sectors
    return columns.district, ("", *columns.districts)


def _counted(codes: Ints | NDArray[np.uint8] | Rows, some: Flags, size: int) -> Ints:
    return np.bincount(codes[some], minlength=size)
