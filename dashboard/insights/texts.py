"""What does each chart count, where does a click lead? docs/insights.md says the same."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.area_index import FEWEST

__all__ = ["CHARTS", "INTRODUCTION", "Chart", "chart_of"]

INTRODUCTION = (
    "Every chart is made of the businesses that the filters let through and of the records you may "
    "see. A bar, point or cell is a way into the filter: it is added to it, and shown as a chip. "
    "Each chart can be read as a table, whose cells lead to the same businesses. The list and the "
    "map keep the same filter."
)


@dataclass(frozen=True)
class Chart:
    """A chart of the insights.

    id: its name in the page. title: its heading, a question's answer in few words. counted: what is
    counted, and what not. leads: where a click leads. drawn: whether there is a picture beside the
    table. open: whether the table is shown at once.
    """

    id: str
    title: str
    counted: str
    leads: str
    drawn: bool = True
    open: bool = False


CHARTS: tuple[Chart, ...] = (
    Chart(
        "contacts",
        "Contacts a day",
        "Every dated contact with these businesses: visits, complaints, incidents, notices, "
        "licences, ratings, entries in registers. Each bar is one month of the last 24; its height "
        "is contacts a working day, Monday to Friday, so that months of different length compare. "
        "The last month counts up to the day the build is of. An agency that ended counts as its "
        "successor.",
        "A month leads to the businesses with some contact in it.",
    ),
    Chart(
        "known",
        "How many agencies know a business",
        "Agencies that hold a record of the business. Registers, such as Companies House, and "
        "reports of the public are no agencies. The bars share out all businesses shown.",
        "A bar leads to the businesses known to so many agencies.",
    ),
    Chart(
        "concentration",
        "How much the busiest businesses make",
        "The businesses stand in order, the busiest first; the curve tells which share of all "
        "contacts of the last 365 days the first of them make, and which share of all complaints "
        "and enforcement, of any time, in their own order. On the straight line all would have as "
        "many. Five in a hundred is marked.",
        "The curve and its table lead to the 5% with most contacts of all that you may see, "
        "whatever else is filtered.",
    ),
    Chart(
        "overlaps",
        "Two agencies within 14 days",
        "Businesses where two agencies were in contact within 14 days of each other, in the last "
        "365 days. Registers and the public do not count. A business with three agencies counts in "
        "three cells.",
        "A cell leads to the businesses with any two agencies within 14 days that the agency of "
        "its row knows: some more than the cell counts, where that agency was not one of the two.",
    ),
    Chart(
        "gaps_district",
        "High risk, nobody for a year: by district",
        "Businesses of high or severe risk. The dark part of a bar is those that no agency visited "
        "in the last 365 days, the pale part those that one did.",
        "A bar leads to those of the district that nobody visited.",
    ),
    Chart(
        "gaps_sector",
        "High risk, nobody for a year: by sector",
        "Businesses of high or severe risk. The dark part of a bar is those that no agency visited "
        "in the last 365 days, the pale part those that one did. The picture shows the 15 sectors "
        "with most, the table all.",
        "A bar leads to those of the sector that nobody visited.",
    ),
    Chart(
        "hotspots",
        "Wards with most high risk",
        "Share of the businesses of a ward that are of high or severe risk. Wards with few "
        "businesses swing by chance, so each share is drawn toward that of all wards, the more the "
        "fewer businesses there are, as on the map; the line is the range that holds it nine times "
        "in ten. Wards of too few are left out by the map's rule: those with fewer than "
        f"{FEWEST} businesses, and where there is one such ward in a district, the next smallest. "
        "The picture shows the 15 highest, the table all. Ward outlines may be indicative.",
        "A ward leads to its businesses.",
    ),
    Chart(
        "trades",
        "Sectors by district",
        "How many businesses of each sector each district has; the darker a cell, the more. The "
        "second line of a cell is how many of them are of high or severe risk.",
        "A cell leads to the businesses of its sector in its district, a heading to all of its row "
        "or column.",
        drawn=False,
        open=True,
    ),
    Chart(
        "findings",
        "Visits that found something serious",
        "Visits of the last 24 months whose result is known, by quarter, and the share of them "
        "that found something serious, by the same rule that version two learns from. The line "
        "through a point is the range of chance, 95%. No access, closed premises and visits "
        "without a result do not count.",
        "A point leads to the businesses with some contact in that quarter.",
    ),
    Chart(
        "visits",
        "Who makes the visits",
        "Visits of the last 365 days by the agency that made them; an agency that ended counts as "
        "its successor.",
        "A bar leads to the businesses that the agency knows.",
    ),
)
"""The charts, in the order of the page."""


def chart_of(id: str) -> Chart:
    """Return the chart called `id`.

    Raises:
        KeyError: there is none.
    """
    return {chart.id: chart for chart in CHARTS}[id]
