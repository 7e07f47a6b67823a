"""Pages of the office: figures of the county, for who may see no business."""

from __future__ import annotations

from flask import Blueprint

from dashboard.desk import Desk

__all__ = ["pages"]


def pages(desk: Desk) -> Blueprint:
    """Return the pages and what they answer to."""
    return Blueprint("figures", __name__, url_prefix="/office/figures")
