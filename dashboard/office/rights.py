"""Pages of the office: requests of people, and what is past its time."""

from __future__ import annotations

from flask import Blueprint

from dashboard.desk import Desk

__all__ = ["pages"]


def pages(desk: Desk) -> Blueprint:
    """Return the pages and what they answer to."""
    return Blueprint("rights", __name__, url_prefix="/office/rights")
