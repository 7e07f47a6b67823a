"""Which patterns do the businesses of a filter state show? Charts with sentences, tables."""

from __future__ import annotations

from dashboard.insights.ledger import ledger_of
from dashboard.insights.saying import window
from dashboard.insights.tables import HEATS, Cell, Table
from dashboard.insights.telling import Told, insights
from dashboard.insights.texts import CHARTS, INTRODUCTION, Chart

__all__ = [
    "CHARTS",
    "HEATS",
    "INTRODUCTION",
    "Cell",
    "Chart",
    "Table",
    "Told",
    "insights",
    "ledger_of",
    "window",
]
