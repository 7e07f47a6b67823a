"""Pages of the office: the register of sharing agreements."""

from __future__ import annotations

from flask import Blueprint

from dashboard.desk import Desk

__all__ = ["pages"]


def pages(desk: Desk) -> Blueprint:
    """Return the pages and what they answer to."""
    return Blueprint("agreements", __name__, url_prefix="/office/agreements")
