"""What do the insights tell for a filter state? Of each chart a sentence, a picture, a table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from dashboard.access import View
from dashboard.figures.template import Figure
from dashboard.filters import Filters
from dashboard.insights import contacts, figures, leading, saying, spread, tables, wards
from dashboard.insights.ledger import ledger_of
from dashboard.insights.tables import Table
from dashboard.queries import kpis, ordered

__all__ = ["Told", "insights"]


@dataclass(frozen=True)
class Told:
    """What one chart tells. said: in a sentence. figure: None where the table is the picture."""

    said: str
    table: Table
    figure: Figure | None = None


def insights(view: View, filters: Filters) -> Mapping[str, Told]:
    """Return what each chart tells of the businesses that the filters let through, by its id.

    Made once for each filter state, and kept as long as the rows it is made of.
    """
    told: Mapping[str, Told] = view.county.kept.get(
        ("insights", filters), lambda: {id: tell(view, filters) for id, tell in _TELLERS.items()}
    )
    return told


def _contacts(view: View, filters: Filters) -> Told:
    frame = contacts.monthly(view, filters)
    links = leading.of_months(frame, filters)
    total = int(view.county.columns.contacts[ordered(view, filters)].sum())
    said = saying.monthly(frame, kpis(view, filters), total, view.county.about.as_of)
    return Told(said, tables.monthly(frame, links, total), figures.monthly(frame, links))


def _known(view: View, filters: Filters) -> Told:
    frame = spread.known_to(view, filters)
    links = leading.of_known(frame, filters)
    return Told(
        saying.known_to(frame), tables.known_to(frame, links), figures.known_to(frame, links)
    )


def _concentration(view: View, filters: Filters) -> Told:
    frame, link = spread.concentration(view, filters), leading.busiest(filters)
    return Told(
        saying.concentration(frame),
        tables.concentration(frame, link),
        figures.concentration(frame, link),
    )


def _overlaps(view: View, filters: Filters) -> Told:
    frame, rows = contacts.overlaps(view, filters), ordered(view, filters)
    met = int(view.county.columns.overlap[rows].sum())
    links = {agency: leading.overlap_with(filters, agency) for agency in ledger_of(view).agencies}
    return Told(
        saying.overlaps(frame, met, len(rows)),
        tables.overlaps(frame, filters, met),
        figures.overlaps(frame, links),
    )


def _gaps(by: str) -> Callable[[View, Filters], Told]:
    def tell(view: View, filters: Filters) -> Told:
        frame = spread.gaps(view, filters, by)
        links = leading.of_gaps(frame, filters, by)
        return Told(
            saying.gaps(frame, by), tables.gaps(frame, links, by), figures.gaps(frame, links, by)
        )

    return tell


def _hotspots(view: View, filters: Filters) -> Told:
    frame, average = wards.hotspots(view, filters)
    links = leading.of_wards(frame, filters)
    return Told(
        saying.hotspots(frame, average),
        tables.hotspots(frame, links),
        figures.hotspots(frame, links, average),
    )


def _trades(view: View, filters: Filters) -> Told:
    frame = spread.trades(view, filters)
    return Told(saying.trades(frame), tables.trades(frame, filters))


def _findings(view: View, filters: Filters) -> Told:
    frame, as_of = contacts.findings(view, filters), view.county.about.as_of
    links = leading.of_quarters(frame, filters, as_of)
    table = tables.findings(frame, links, contacts.last_month(as_of))
    return Told(saying.findings(frame), table, figures.findings(frame, links))


def _visits(view: View, filters: Filters) -> Told:
    frame = contacts.visits(view, filters)
    links = leading.of_agencies(frame, filters)
    return Told(saying.visits(frame), tables.visits(frame, links), figures.visits(frame, links))


_TELLERS: Mapping[str, Callable[[View, Filters], Told]] = {
    "contacts": _contacts,
    "known": _known,
    "concentration": _concentration,
    "overlaps": _overlaps,
    "gaps_district": _gaps("district"),
    "gaps_sector": _gaps("sector"),
    "hotspots": _hotspots,
    "trades": _trades,
    "findings": _findings,
    "visits": _visits,
}
