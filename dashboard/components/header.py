"""What stands around every page? Product, marking, which build is shown, whose maps they are."""

from __future__ import annotations

from datetime import date

from dash import dcc, html
from dash.development.base_component import Component

from dashboard import ids
from dashboard.components.help import help_opener
from dashboard.components.messages import notice
from dashboard.components.rooms_nav import rooms_nav, who
from dashboard.county import About, County
from dashboard.live import Shown
from dashboard.versions import CHECKLIST, Version
from dashboard.viewer import Viewer
from records.schema import Boundary

__all__ = ["MARKING", "footer", "header", "marking", "notices", "switched"]

MARKING = "OFFICIAL-SENSITIVE"

DEMO_LINE = "This is a demo: every business and person is made up."

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
                    html.Strong(marking(about), className="marking"),
                    html.Span(
                        f"For {viewer.purpose}" if viewer.purpose else "", className="purpose"
                    ),
                    html.Span(
                        version.label if about else "", id=ids.VERSION, className="score-version"
                    ),
                    html.Span(_build_line(about), className="build-line"),
                ],
                className="marking-line",
            ),
            html.P(DEMO_LINE, className="demo-line") if demo else None,
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


def _build_line(about: About | None) -> list[Component]:
    if about is None:
        return [html.Span("no build yet")]
    built = f"build {about.build_id.split('-')[0]}"
    parts = [
        f"{built}, {about.published_at}" if about.published_at else built,
        f"as of {about.as_of.day} {about.as_of:%b %Y}",
    ]
    if about.linked_on:
        parts.append(f"all linked anew {about.linked_on.day} {about.linked_on:%b %Y}")
    return [html.Span(part) for part in parts]


def _boundary_note(county: County | None) -> str:
    if county is None or county.boundaries.empty:
        return ""
    named = [str(one) for one in county.boundaries[Boundary.attribution].dropna().unique()]
    indicative = bool(county.boundaries[Boundary.indicative].any())
    unnamed = "District outlines are indicative, not official." if indicative else ""
    return " ".join(named) or unnamed
