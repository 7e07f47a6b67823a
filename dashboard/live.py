"""Which build does a request see? The newest that could be read, without a restart."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from dashboard.access.sealed import Sealed, seal
from dashboard.access.viewing import warm
from dashboard.county import County
from linkage.ties import Ties
from records.errors import BuildError

__all__ = ["Fixed", "Live", "Loaded", "Shown", "Source"]

_LOG = logging.getLogger(__name__)
_HELD = 2
_NOTHING = ""


class Source(Protocol):
    """Where builds come from."""

    def current(self) -> str | None:
        """Return the id of the published build, cheaply, or None where there is none yet."""

    def load(self) -> Loaded:
        """Return the newest build that can be read. Raises `BuildError` where there is none."""


@dataclass(frozen=True)
class Loaded:
    """A build that was read, sealed; refused: a newer one could not be."""

    county: Sealed
    refused: bool


class Fixed:
    """One county that never changes, for tests and timings."""

    def __init__(self, county: County, ties: Ties | None = None) -> None:
        """Seal it."""
        self.county = seal(county, ties)

    def current(self) -> str:
        """Return its build's id."""
        return self.county.about.build_id

    def load(self) -> Loaded:
        """Return it."""
        return Loaded(self.county, refused=False)


@dataclass(frozen=True)
class Shown:
    """What a request is answered from.

    county: None where no build could be read yet. refused: a newer build could not be read.
    """

    county: Sealed | None
    refused: bool


class Live:
    """Keeps the newest readable build, and the one before for pages that still show it.

    Any thread may ask; one loads a new build while the others go on with the old one. A build
    that held an erased record is shown no more, not even from memory: all wait for the new one.
    """

    def __init__(self, source: Source, gone: Callable[[str], bool] = lambda _: False) -> None:
        """Read nothing yet; the first request loads. gone: says whether nobody may see a build."""
        self._source, self._gone = source, gone
        self._lock = threading.Lock()
        self._held: dict[str, Sealed] = {}
        self._seen: str | None = _NOTHING
        self._shown = Shown(None, refused=False)

    def shown(self) -> Shown:
        """Return the newest county that can be read, and whether a newer one was refused."""
        current, removed = self._source.current(), self._is_removed()
        if current != self._seen and self._lock.acquire(blocking=removed or not self._held):
            try:
                self._renew(current)
            finally:
                self._lock.release()
        return Shown(None, self._shown.refused) if self._is_removed() else self._shown

    def county(self) -> Sealed | None:
        """Return the newest build that can be read, sealed; None: no build yet."""
        return self.shown().county

    def held(self, build_id: str) -> Sealed | None:
        """Return the build of this id, sealed, for a page drawn from it; None: it is gone."""
        self.shown()
        if self._gone(build_id):
            self._held.pop(build_id, None)
            return None
        if build_id not in self._held:
            # Another thread may be loading the very build that is asked for.
            with self._lock:
                self._renew(self._source.current())
        return self._held.get(build_id)

    def _is_removed(self) -> bool:
        """Say whether nobody may see the build that is shown."""
        county = self._shown.county
        return county is not None and self._gone(county.about.build_id)

    def _renew(self, current: str | None) -> None:
        if current == self._seen:
            return
        try:
            loaded = self._source.load()
        except BuildError as error:
            _LOG.warning("No build can be read: %s", error)
            self._shown = Shown(self._shown.county, refused=current is not None)
        else:
            if self._shown.county is not None:
                warm(loaded.county, self._shown.county)
            held = {**self._held, loaded.county.about.build_id: loaded.county}
            self._held = dict(list(held.items())[-_HELD:])
            self._shown = Shown(loaded.county, loaded.refused)
        self._seen = current
