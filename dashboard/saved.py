"""Which filter states were saved? Each person's own, and those shared with everyone who browses."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, delete, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from dashboard.accountable import by_viewer
from dashboard.filters import Filters
from dashboard.viewer import Capability, Viewer
from records.audit import Trail
from records.errors import AccessError, SourceError
from records.state import reading, writing
from records.state.tables import saved_views

__all__ = ["MOST_NAME", "MOST_VIEWS", "PAGES", "Saved", "Shelf", "given_up"]

PAGES = ("/", "/patch", "/analysis", "/insights")
"""Addresses of pages that filter."""
MOST_NAME = 60
"""Letters of a view's name."""
MOST_VIEWS = 100
"""Views that one person keeps."""


@dataclass(frozen=True)
class Saved:
    """A saved view, as one viewer sees it.

    query: the filters, without words looked for. by: who shared it, empty for one's own and where
    they are gone. may_change: the viewer may rename, share and delete it.
    """

    view_id: int
    name: str
    page: str
    query: str
    is_shared: bool
    by: str
    is_own: bool
    may_change: bool


@dataclass(frozen=True)
class Shelf:
    """The saved views that one viewer sees; whatever is changed is audited with it.

    Raises, in every method: StateError where the database cannot be reached; then nothing changed.
    """

    state: Engine
    trail: Trail
    viewer: Viewer

    def views(self) -> list[Saved]:
        """Return the viewer's own, then those that others share, each in the order of names."""
        with reading(self.state) as connection:
            rows = connection.execute(
                select(saved_views).where(
                    or_(saved_views.c.user_id == self.viewer.user, saved_views.c.is_shared)
                )
            ).all()
        told = [self._told(row) for row in rows]
        return sorted(told, key=lambda one: (not one.is_own, one.name.lower(), one.view_id))

    def save(self, name: str, place: tuple[str, str], shared: bool, now: datetime) -> Saved:
        """Keep a state under a name; place: the page's address and its query string.

        Raises:
            SourceError: the name is empty, too long or taken, the page is none that filters, or
                there are `MOST_VIEWS` already.
            AccessError: the viewer may not share.
        """
        page, query = place
        if page not in PAGES:
            raise SourceError("Filters are saved of the pages that have them.")
        self._refuse_sharing(shared)
        row = {
            "user_id": self.viewer.user,
            "name": _named(name),
            "page": page,
            "query": Filters.from_query(query).to_query(),
            "is_shared": shared,
            "made_at": now,
        }
        with writing(self.state) as connection:
            own = select(func.count()).where(saved_views.c.user_id == self.viewer.user)
            if connection.execute(own).scalar_one() >= MOST_VIEWS:
                raise SourceError(f"There are {MOST_VIEWS} saved views. Delete one of them first.")
            with _name_taken():
                made = insert(saved_views).values(row).returning(saved_views)
                kept = connection.execute(made).one()
            self._tell(connection, kept, "view saved")
        return self._told(kept)

    def change(self, view_id: int, *, name: str | None = None, shared: bool | None = None) -> Saved:
        """Rename a view, share it or take it back; None: as it is.

        Raises:
            SourceError: the name is empty, too long or taken.
            AccessError: there is no such view that the viewer may change, or they may not share.
        """
        with writing(self.state) as connection:
            row = self._mine(connection, view_id)
            self._refuse_sharing(bool(shared))
            if shared is False and row.user_id is None:
                raise AccessError("Who shared it is gone. Save it as your own, or delete it.")
            new = {
                "name": row.name if name is None else _named(name),
                "is_shared": row.is_shared if shared is None else shared,
            }
            with _name_taken():
                this = update(saved_views).where(saved_views.c.view_id == view_id)
                kept = connection.execute(this.values(new).returning(saved_views)).one()
            self._tell(connection, kept, "view changed")
        return self._told(kept)

    def remove(self, view_id: int) -> None:
        """Delete a view.

        Raises:
            AccessError: there is no such view that the viewer may change.
        """
        with writing(self.state) as connection:
            row = self._mine(connection, view_id)
            connection.execute(delete(saved_views).where(saved_views.c.view_id == view_id))
            self._tell(connection, row, "view deleted")

    def _mine(self, connection: Connection, view_id: int) -> Row[Any]:
        row = connection.execute(
            select(saved_views).where(saved_views.c.view_id == view_id)
        ).one_or_none()
        if row is None or not self._may_change(row):
            raise AccessError("There is no such view of yours. Its name may stand on an old page.")
        return row

    def _may_change(self, row: Row[Any]) -> bool:
        nobodys = row.user_id is None and self.viewer.may(Capability.SHARE)
        return bool(row.user_id == self.viewer.user or nobodys)

    def _refuse_sharing(self, shared: bool) -> None:
        if shared and not self.viewer.may(Capability.SHARE):
            raise AccessError("Leads and analysts share views. Save it for yourself instead.")

    def _told(self, row: Row[Any]) -> Saved:
        is_own = row.user_id == self.viewer.user
        return Saved(
            view_id=row.view_id,
            name=row.name,
            page=row.page,
            query=row.query,
            is_shared=row.is_shared,
            by="" if is_own else row.user_id or "",
            is_own=is_own,
            may_change=self._may_change(row),
        )

    def _tell(self, connection: Connection, row: Row[Any], what: str) -> None:
        """What the filters are, and never the name: people write names into names."""
        detail = {"what": what, "page": row.page, "filters": row.query, "shared": row.is_shared}
        subject = ("saved view", str(row.view_id))
        self.trail.append_in(connection, by_viewer(self.viewer, "alteration", subject, detail))


def given_up(connection: Connection, user: str) -> int:
    """Delete what someone saved for themselves, in the caller's transaction; return how many.

    What they shared stays for the others, without their name.
    """
    own = saved_views.c.user_id == user
    gone = connection.execute(delete(saved_views).where(own, ~saved_views.c.is_shared)).rowcount
    connection.execute(update(saved_views).where(own).values(user_id=None))
    return int(gone)


def _named(name: str) -> str:
    kept = " ".join(name.split())
    if not 0 < len(kept) <= MOST_NAME:
        raise SourceError(f"A name has 1 to {MOST_NAME} letters; this one has {len(kept)}.")
    return kept


@contextmanager
def _name_taken() -> Iterator[None]:
    try:
        yield
    except IntegrityError as error:
        raise SourceError("There is a view of yours of that name. Choose another.") from error
