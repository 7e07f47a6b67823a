"""What do the queries of the insights return? The columns of each frame, named once."""

from __future__ import annotations

from records.schema import Column, Table

__all__ = [
    "Concentration",
    "Findings",
    "Gaps",
    "Hotspots",
    "KnownTo",
    "Monthly",
    "Overlaps",
    "Trades",
    "Visits",
]


class Monthly(Table):
    """One row for each month and agency, months without contact too; the earliest first."""

    month = Column("month", "integer", "month, counted from January of the year 0", required=True)
    agency = Column(
        "agency", "text", "agency in charge now; OTHER: those with fewer", required=True
    )
    contacts = Column("contacts", "integer", "dated contacts in the month")
    a_day = Column("a_day", "number", "contacts a working day of the month; missing: it has none")


class Findings(Table):
    """One row for each quarter in which visits told what they found, the earliest first."""

    month = Column("month", "integer", "first month of the quarter, counted from the year 0")
    visits = Column("visits", "integer", "visits whose result is known")
    serious = Column("serious", "integer", "those that found something serious")
    share = Column("share", "number", "0-1, serious of visits")
    low = Column("low", "number", "0-1, lower end of its 95% interval")
    high = Column("high", "number", "0-1, upper end of its 95% interval")


class Visits(Table):
    """One row for each agency that visited, most visits first."""

    agency = Column("agency", "text", "agency in charge now", required=True)
    visits = Column("visits", "integer", "visits of the last 365 days")
    share = Column("share", "number", "0-1, of all visits")
    businesses = Column("businesses", "integer", "businesses it visited")


class KnownTo(Table):
    """One row for each number of agencies, none first."""

    choice = Column("choice", "text", "value of the filter of how many agencies", required=True)
    businesses = Column("businesses", "integer", "businesses that so many agencies know")
    share = Column("share", "number", "0-1, of the businesses shown; missing: none is shown")


class Concentration(Table):
    """One row for each point of the curve; the first is of no business, the last of all."""

    top = Column("top", "number", "0-1, share of the businesses, the busiest first", required=True)
    businesses = Column("businesses", "integer", "how many these are")
    contacts = Column("contacts", "number", "0-1, share of contacts that so many make at most")
    adverse = Column("adverse", "number", "0-1, the same of complaints and enforcement")


class Overlaps(Table):
    """One row for each two agencies that were in contact with one business within days."""

    agency = Column("agency", "text", "agency in charge now", required=True)
    other = Column("other", "text", "the other agency", required=True)
    businesses = Column("businesses", "integer", "businesses where this happened")


class Gaps(Table):
    """One row for each place or sector with a business of high risk, most overlooked first."""

    value = Column("value", "text", "district or sector; empty: no district", required=True)
    high = Column("high", "integer", "businesses of high or severe risk")
    overlooked = Column("overlooked", "integer", "those that nobody visited in 365 days")
    share = Column("share", "number", "0-1, overlooked of high")


class Hotspots(Table):
    """One row for each ward with enough businesses, the highest index first."""

    ward = Column("ward", "text", "name of the ward", required=True)
    businesses = Column("businesses", "integer", "businesses shown that lie in it")
    high = Column("high", "integer", "those of high or severe risk")
    contacts = Column("contacts", "integer", "contacts of the last 365 days")
    share = Column("share", "number", "0-1, high of businesses, drawn toward all wards' share")
    low = Column("low", "number", "0-1, lower end of its interval")
    upper = Column("upper", "number", "0-1, upper end of its interval")


class Trades(Table):
    """One row for each sector and district with a business."""

    sector = Column("sector", "text", "sector of sectors.csv", required=True)
    district = Column("district", "text", "district; empty: none", required=True)
    businesses = Column("businesses", "integer", "businesses shown")
    high = Column("high", "integer", "those of high or severe risk")
