"""What does the application work with? Builds, the state database, the audit, the settings."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from dashboard.live import Live
from dashboard.settings import Settings
from records.audit import Trail
from records.home import Home

__all__ = ["Desk"]


@dataclass(frozen=True)
class Desk:
    """Everything a page or a route may reach; one for each process.

    live: the builds. state: the state database. trail: the audit. settings: of the county.
    home: the county's folder; None where builds come from elsewhere, as in tests.
    demo: the county is made up: one-click people, this machine only.
    """

    live: Live
    state: Engine
    trail: Trail
    settings: Settings
    home: Home | None
    demo: bool

    @property
    def root(self) -> Path | None:
        """The county's folder, or None."""
        return self.home.root if self.home else None
