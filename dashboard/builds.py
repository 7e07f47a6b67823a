"""Where do the builds of a county's folder come from? The store, read whole into memory."""

from __future__ import annotations

import io
import logging
from collections.abc import Mapping
from datetime import date, datetime
from functools import partial
from typing import Any

import geopandas as gpd

from dashboard.access.sealed import Sealed, seal
from dashboard.county import About, County
from dashboard.live import Loaded
from dashboard.reread import Reread
from linkage.ties import Ties
from records.errors import BuildError
from records.home import Home
from records.schema import BUILD_TABLES, ScoredProfile
from records.store import Build, current_id, open_build
from records.store.pruning import removed_builds, removed_path
from risk.learning import DECISIONS, LEARNT
from risk.linking import How
from risk.pipeline import WARDS

__all__ = ["HomeBuilds", "is_made_up", "sealed_of"]


_LOG = logging.getLogger(__name__)


class HomeBuilds:
    """The builds published in one home."""

    def __init__(self, home: Home) -> None:
        """Read nothing yet."""
        self._home = home
        self._current = Reread(home.pointer, partial(current_id, home))
        self._removed = Reread(removed_path(home), partial(removed_builds, home))

    def current(self) -> str | None:
        """Return the id the pointer names, or None where it names none."""
        return self._current.said()

    def gone(self, build_id: str) -> bool:
        """Say whether nobody may see the build any more, for it held what was erased."""
        return build_id in self._removed.said()

    def load(self) -> Loaded:
        """Return the newest build that verifies. Raises `BuildError` where there is none."""
        with open_build(self._home) as build:
            return Loaded(sealed_of(build), refused=bool(build.refused))


def sealed_of(build: Build) -> Sealed:
    """Return what the dashboard holds of `build`, sealed; it may be closed afterwards."""
    tables = {name: build.table(name) for name in BUILD_TABLES if name != "ties"}
    ties = Ties.read(build.arrow("ties"))
    said: Mapping[str, Any] = build.manifest.about
    versions = tables["profiles"][ScoredProfile.score_version].unique()
    about = About(
        build_id=build.id,
        as_of=date.fromisoformat(build.manifest.as_of),
        published_at=_moment(said.get("published_at")),
        score_version=", ".join(sorted(versions)),
        synthetic=bool(said.get("synthetic", False)),
        linked_on=how.full_on if (how := How.of(said)) else None,
        heeded=frozenset(said.get(DECISIONS, ())),
        learnt=dict(said.get(LEARNT, {})),
    )
    return seal(County(about, tables, build.boundaries(), _wards(build)), ties)


def _wards(build: Build) -> gpd.GeoDataFrame | None:
    """The wards that were loaded when the build was made; None: none were, or they are lost."""
    if WARDS not in build.manifest.beside:
        return None
    try:
        return gpd.read_parquet(io.BytesIO(build.beside(WARDS)))
    except BuildError as error:
        _LOG.error("Indicative wards are shown instead of the loaded ones: %s", error)
        return None


def is_made_up(home: Home) -> bool:
    """Say whether the current build is of invented businesses; no where none can be read."""
    try:
        with open_build(home, other_columns=True) as build:
            return bool(build.manifest.about.get("synthetic", False))
    except BuildError:
        return False


def _moment(said: object) -> str:
    """A day and time as people write it; empty where the build does not say."""
    try:
        return datetime.fromisoformat(str(said)).strftime("%-d %b %Y %H:%M")
    except ValueError:
        return ""
