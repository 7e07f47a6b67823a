"""Pages of the office: figures of the county, for who may see no business."""

from __future__ import annotations

from flask import Blueprint

from dashboard.access.hiding import LEAST
from dashboard.accountable import by_viewer
from dashboard.asking import asking
from dashboard.desk import Desk
from dashboard.guard import needs
from dashboard.labels import agency_name
from dashboard.office.layout import TEMPLATES, draw
from dashboard.seeing import counted
from dashboard.viewer import Capability

__all__ = ["pages"]


def pages(desk: Desk) -> Blueprint:
    """Return the page: counts alone, small ones hidden. No address of it names a business."""
    blueprint = Blueprint(
        "figures", __name__, url_prefix="/office/figures", template_folder=TEMPLATES
    )

    @blueprint.get("/")
    @needs(Capability.FIGURES)
    def figures() -> str:
        census, viewer = counted(desk), asking()
        if census is not None:
            subject = ("build", census.about.build_id)
            desk.trail.append(by_viewer(viewer, "consultation", subject, {"shown": "figures"}))
        return draw(
            desk,
            "figures.html",
            census=census,
            least=LEAST,
            agency=agency_name(viewer.agency) if viewer.agency else "",
        )

    return blueprint
