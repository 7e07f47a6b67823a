"""The office: pages for those who keep the county right, drawn by the server without scripts."""

from collections.abc import Callable

from flask import Blueprint

from dashboard.desk import Desk
from dashboard.office import (
    accounts,
    agreements,
    audit,
    deliveries,
    figures,
    rights,
    transparency,
)

__all__ = ["BLUEPRINTS"]

BLUEPRINTS: tuple[Callable[[Desk], Blueprint], ...] = (
    agreements.pages,
    audit.pages,
    rights.pages,
    accounts.pages,
    deliveries.pages,
    figures.pages,
    transparency.pages,
)
"""Every part of the office; each makes its addresses under /office/."""
