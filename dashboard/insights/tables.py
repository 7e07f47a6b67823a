"""What stands in the table beside each chart? The same numbers, each cell with where it leads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboard.filters import Filters
from dashboard.insights import leading
from dashboard.insights.figures import overlapping_agencies
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
from dashboard.insights.leading import Links
from dashboard.insights.words import (
    agency_word,
    known_word,
    month_word,
    quarter_word,
    share_word,
    value_word,
)

__all__ = [
    "HEATS",
    "Cell",
    "Table",
    "concentration",
    "findings",
    "gaps",
    "hotspots",
    "known_to",
    "monthly",
    "overlaps",
    "trades",
    "visits",
]

HEATS = 5
"""Shades of a cell, from 1, pale, to the darkest."""


@dataclass(frozen=True)
class Cell:
    """What stands in a cell. query: where it leads; None: nowhere. heat: its shade, 0 to `HEATS`.

    more: a second line, in small letters.
    """

    text: str
    query: str | None = None
    heat: int = 0
    more: str = ""


@dataclass(frozen=True)
class Table:
    """A table: its heading, and rows whose first cell names them.

    total: what its main column adds up to, which other pages tell as well.
    """

    head: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: int


def monthly(frame: pd.DataFrame, links: Links, total: int) -> Table:
    """Return contacts by month, the newest first: a day, all, and of each agency.

    total: contacts of the last 365 days.
    """
    agencies = frame[Monthly.agency].unique().tolist()
    head = ("Month", "A day", "Contacts", *map(agency_word, agencies))
    rows = []
    for _, own in leading.beside(frame, links).groupby(Monthly.month, sort=False):
        month, query = int(own[Monthly.month].iloc[0]), own[leading.QUERY].iloc[0]
        a_day = own[Monthly.a_day].sum(min_count=1)
        said = "-" if pd.isna(a_day) else f"{a_day:,.1f}"
        counts = [int(own[Monthly.contacts].sum()), *own[Monthly.contacts]]
        cells = [Cell(text, query) for text in (month_word(month), said)]
        rows.append((*cells, *(Cell(f"{one:,}", query if one else None) for one in counts)))
    return Table(_heads(head), tuple(rows[::-1]), total)


def known_to(frame: pd.DataFrame, links: Links) -> Table:
    """Return how many businesses so many agencies know."""
    rows = tuple(
        (Cell(known_word(choice), query), Cell(f"{count:,}", query), Cell(_share(share), query))
        for (choice, count, share), query in zip(_rows(frame), links, strict=True)
    )
    return Table(
        _heads(("Agencies", "Businesses", "Share")), rows, int(frame[KnownTo.businesses].sum())
    )


def concentration(frame: pd.DataFrame, link: str) -> Table:
    """Return the points of the curves, but for the one of no business."""
    shown = frame[frame[Concentration.businesses] > 0]
    rows = tuple(
        tuple(
            Cell(text, link)
            for text in (share_word(top), f"{count:,}", _share(contacts), _share(adverse))
        )
        for top, count, contacts, adverse in _rows(shown)
    )
    head = ("Busiest", "Businesses", "Contacts", "Complaints and enforcement")
    return Table(_heads(head), rows, int(frame[Concentration.businesses].max()))


def overlaps(frame: pd.DataFrame, filters: Filters, total: int) -> Table:
    """Return who met whom, a row and a column for each agency; total: businesses with any two."""
    names = overlapping_agencies(frame)
    counts = {(one, other): int(count) for one, other, count in _rows(frame)}
    counts |= {(other, one): count for (one, other), count in counts.items()}
    most = max(counts.values(), default=1)
    rows = []
    for row in names:
        query = leading.overlap_with(filters, row)
        cells = [
            Cell(f"{count:,}", query, _heat(count, most)) if (count := counts.get((row, one), 0))
            else Cell("-")
            for one in names
        ]  # fmt: skip
        rows.append((Cell(agency_word(row), query), *cells))
    return Table(_heads(("Agency", *map(agency_word, names))), tuple(rows), total)


def gaps(frame: pd.DataFrame, links: Links, by: str) -> Table:
    """Return high risk and how much of it nobody visited for a year; by: what the rows are."""
    rows = tuple(
        (
            Cell(value_word(by, value), query),
            Cell(f"{left:,}", query),
            Cell(f"{high:,}"),
            Cell(share_word(share)),
        )
        for (value, high, left, share), query in zip(_rows(frame), links, strict=True)
    )
    head = (by.capitalize(), "Nobody for a year", "High or severe", "Share")
    return Table(_heads(head), rows, int(frame[Gaps.overlooked].sum()))


def hotspots(frame: pd.DataFrame, links: Links) -> Table:
    """Return the wards, the highest index first."""
    rows = tuple(
        (
            Cell(ward, query),
            Cell(f"{businesses:,}", query),
            Cell(f"{high:,}"),
            Cell(share_word(share)),
            Cell(f"{share_word(low)} to {share_word(upper)}"),
            Cell(f"{contacts:,}"),
        )
        for (ward, businesses, high, contacts, share, low, upper), query in zip(
            _rows(frame), links, strict=True
        )
    )
    head = ("Ward", "Businesses", "High or severe", "Index", "Range", "Contacts in a year")
    return Table(_heads(head), rows, int(frame[Hotspots.businesses].sum()))


def trades(frame: pd.DataFrame, filters: Filters) -> Table:
    """Return sectors by district, most businesses first, the districts in order of their names."""
    districts = sorted(frame[Trades.district].unique(), key=lambda one: (one == "", one))
    by_sector = frame.groupby(Trades.sector)[str(Trades.businesses)].sum()
    sectors = sorted(by_sector.index, key=lambda one: (-by_sector[one], value_word("sector", one)))
    counts = {(sector, district): (n, high) for sector, district, n, high in _rows(frame)}
    most = max((n for n, _ in counts.values()), default=1)
    head = [Cell("Sector"), Cell("All")]
    head += [
        Cell(value_word("district", one), leading.trade(filters, "", one)) for one in districts
    ]
    rows = []
    for sector in sectors:
        link = leading.trade(filters, sector, "")
        cells = [_trade(counts.get((sector, one)), _both(filters, sector, one), most)
                 for one in districts]  # fmt: skip
        total = Cell(f"{by_sector[sector]:,}", link)
        rows.append((Cell(value_word("sector", sector), link), total, *cells))
    return Table(tuple(head), tuple(rows), int(frame[Trades.businesses].sum()))


def findings(frame: pd.DataFrame, links: Links, last: int) -> Table:
    """Return what visits found by quarter, the newest first; last: last month of the window."""
    rows = tuple(
        (
            Cell(quarter_word(*leading.months_of_quarter(month, last)), query),
            Cell(f"{visits:,}", query),
            Cell(f"{serious:,}"),
            Cell(share_word(share)),
            Cell(f"{share_word(low)} to {share_word(high)}"),
        )
        for (month, visits, serious, share, low, high), query in zip(
            _rows(frame), links, strict=True
        )
    )
    head = ("Months", "Visits", "Serious", "Share", "Range of chance")
    return Table(_heads(head), rows[::-1], int(frame[Findings.visits].sum()))


def visits(frame: pd.DataFrame, links: Links) -> Table:
    """Return who made the visits."""
    rows = tuple(
        (
            Cell(agency_word(agency), query),
            Cell(f"{count:,}", query),
            Cell(share_word(share)),
            Cell(f"{businesses:,}"),
        )
        for (agency, count, share, businesses), query in zip(_rows(frame), links, strict=True)
    )
    head = ("Agency", "Visits", "Share", "Businesses visited")
    return Table(_heads(head), rows, int(frame[Visits.visits].sum()))


def _trade(counts: tuple[int, int] | None, query: str | None, most: int) -> Cell:
    if counts is None:
        return Cell("-")
    count, high = counts
    return Cell(f"{count:,}", query, _heat(count, most), f"{high:,} high" if high else "")


def _both(filters: Filters, sector: str, district: str) -> str | None:
    """Where a cell leads; nowhere where the business has no district, which no filter asks for."""
    return leading.trade(filters, sector, district) if district else None


def _heat(count: int, most: int) -> int:
    """The shade of a count: steps of its square root, so that small ones still differ."""
    return 0 if not count else max(1, min(HEATS, int(HEATS * (count / most) ** 0.5 + 0.999)))


def _heads(words: Sequence[str]) -> tuple[Cell, ...]:
    return tuple(Cell(word) for word in words)


def _rows(frame: pd.DataFrame) -> list[tuple[Any, ...]]:
    return list(frame.itertuples(index=False, name=None))


def _share(share: float) -> str:
    return "-" if pd.isna(share) else share_word(share)
