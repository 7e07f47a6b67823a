"""What stands around every page? Product, marking, which build is shown, whose maps they are."""

from __future__ import annotations

from datetime import date

from dash import dcc, html
from dash.development.base_component import Component

from dashboard import ids
from dashboard.components.help import help_opener
from dashboard.components.messages import notice
from dashboard.components.rooms_nav import rooms_nav, who
from dashboard.components.wording import day
from dashboard.county import About, County
from dashboard.live import Shown
from dashboard.versions import CHECKLIST, Version
from dashboard.viewer import Viewer
from records.schema import Boundary

__all__ = [
    "DEMO_LINE",
    "DEMO_TAG",
    "MARKING",
    "build_lines",
    "footer",
    "header",
    "marking",
    "notices",
    "switched",
]

MARKING = "OFFICIAL-SENSITIVE"

DEMO_LINE = "This is a demo: every business and person is made up."
DEMO_TAG = ("Demo", ": made-up data")
"""The tag beside the marking; the second part is left out where there is no room."""

OLD_DAYS = 7
"""Days after which a build is said to be old; a made-up county does not age."""


def marking(about: About | None) -> str:
    """Return the protective marking, which says so where the data are made up."""
    return f"{MARKING} (demo data)" if about and about.synthetic else MARKING


def header(
    about: About | None, county: str, viewer: Viewer, version: Version = CHECKLIST
) -> Component:
    """Return the lines at the top of every page: product, rooms, who is here and what for.

    version: which gave the scores that are shown.
    """
    demo = bool(about and about.synthetic)
    return html.Header(
        [
            html.Div(
                [
                    dcc.Link(
                        ["Businesses of concern", html.Span(county, className="county-name")],
                        href="/",
                        className="product",
                    ),
                    rooms_nav(viewer),
                    html.Div(who(viewer), className="viewer"),
                    help_opener(),
                ],
                className="product-line",
            ),
            html.Div(
                [
                    html.Strong(MARKING, className="marking"),
                    _demo_tag() if demo else None,
                    html.Span(
                        f"For {viewer.purpose}" if viewer.purpose else "", className="purpose"
                    ),
                    _scored(about, version),
                ],
                className="marking-line",
            ),
        ],
        className="header",
    )


def notices(shown: Shown, today: date) -> list[Component]:
    """Return the lines that warn of what is shown: a build refused, or one long out of date."""
    return [notice(text) for text in (*_refused(shown), *_old(shown, today))]


def switched(version: Version) -> list[Component]:
    """Return the line that says why the checklist is shown although a model was promoted."""
    if version.is_prediction or not version.why:
        return []
    said = (
        f"Version one, the checklist, is shown: {version.why}. Who keeps models right switches "
        "back or approves another on the page Models."
    )
    return [notice(said)]


def _refused(shown: Shown) -> list[str]:
    if not shown.refused:
        return []
    if shown.county is None:
        return ["The published build could not be read and was refused."]
    built = shown.county.about.build_id
    return [f"A newer build could not be read and was refused. Shown is build {built}."]


def _old(shown: Shown, today: date) -> list[str]:
    if shown.county is None or shown.county.about.synthetic:
        return []
    days = (today - shown.county.about.as_of).days
    if days <= OLD_DAYS:
        return []
    return [f"Nothing of the last {days} days is shown. Take deliveries in and run concern build."]


def footer(county: County | None) -> Component:
    """Return the foot of every page: what a score is not, and who is to be named for the map."""
    return html.Footer(
        [
            html.P(
                "A score is a prediction, not evidence. It says where to look first; "
                "it is no finding against anyone."
            ),
            html.P(_boundary_note(county)),
        ],
        className="footer",
    )


def _demo_tag() -> Component:
    short, rest = DEMO_TAG
    said: list[Component | str] = [short, html.Span(rest, className="demo-rest")]
    return html.Span(said, className="demo-tag", title=DEMO_LINE)


def _scored(about: About | None, version: Version) -> Component:
    """Which version scored, and what is known of the build; more of both where it is opened."""
    short = html.Span(version.short if about else "No build yet", id=ids.VERSION_SHORT)
    since = html.Span(f"as of {day(about.as_of)}", className="as-of") if about else None
    label = html.P(version.label if about else "", id=ids.VERSION)
    told = html.Div([label, *map(html.P, build_lines(about) if about else [])])
    return html.Details([html.Summary([short, since]), told], className="scored")


def build_lines(about: About) -> list[str]:
    """Return what is said of a build: which it is, as of when, and when all was linked."""
    built = f"Build {about.build_id.split('-')[0]}"
    lines = [
        f"{built}, published {about.published_at}" if about.published_at else built,
        f"What was known on {day(about.as_of)}",
    ]
    if about.linked_on:
        lines.append(f"All linked anew on {day(about.linked_on)}")
    return lines


def _boundary_note(county: County | None) -> str:
    if county is None or county.boundaries.empty:
        return ""
    named = [str(one) for one in county.boundaries[Boundary.attribution].dropna().unique()]
    indicative = bool(county.boundaries[Boundary.indicative].any())
    unnamed = "District outlines are indicative, not official." if indicative else ""
    return " ".join(named) or unnamed
