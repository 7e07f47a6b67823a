"""The office: pages for those who keep the county right, drawn by the server.

Nothing in them runs but the pictures of an evaluation, each of which has its table.
"""

from collections.abc import Callable

from flask import Blueprint

from dashboard.desk import Desk
from dashboard.office import (
    accounts,
    agreements,
    audit,
    deliveries,
    evaluation,
    figures,
    models,
    rights,
    transparency,
    visits,
)

__all__ = ["BLUEPRINTS"]

BLUEPRINTS: tuple[Callable[[Desk], Blueprint], ...] = (
    agreements.pages,
    audit.pages,
    rights.pages,
    accounts.pages,
    deliveries.pages,
    figures.pages,
    evaluation.pages,
    transparency.pages,
    models.pages,
    visits.pages,
)
"""Every part of the office; each makes its addresses under /office/."""
