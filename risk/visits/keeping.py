"""Which lists were drawn, and who stands on them with which chance? Only ever added to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

import pandas as pd
from sqlalchemy import Engine, insert, select

from records.audit import IDS, Trail
from records.errors import VisitError
from records.rights.actor import Actor
from records.state import reading, writing
from records.state.tables import visit_lists, visit_picks
from risk.visits.drawing import RANDOM, Pick, VisitSettings

__all__ = ["Drawn", "VisitList", "keep", "list_of", "lists", "picks_of"]


@dataclass(frozen=True)
class Drawn:
    """What a list was drawn from. drawn_on: the day it is for. frame: businesses there were.

    score_version: what scored them. filters: query string that says which they were. agency: that
    makes the visits; empty: any.
    """

    drawn_on: date
    build_id: str
    score_version: str
    frame: int
    filters: str
    agency: str


@dataclass(frozen=True)
class VisitList(Drawn):
    """A list as it is kept."""

    list_id: int
    capacity: int
    share: float
    seed: str
    within: str
    drawn_by: str
    drawn_at: datetime

    @property
    def settings(self) -> VisitSettings:
        """Return what it was drawn with."""
        return VisitSettings(self.capacity, self.seed, self.share, self.within)

    @property
    def at_random(self) -> int:
        """Return how many of its visits were drawn at random."""
        return self.settings.at_random


def keep(
    trail: Trail, drawn: Drawn, settings: VisitSettings, picks: pd.DataFrame, who: Actor
) -> int:
    """Keep a list that was drawn and return its number; audited with every business on it.

    Raises:
        StateError: the database cannot be written; nothing was kept.
    """
    row = {**asdict(drawn), **asdict(settings), "drawn_by": who.user, "drawn_at": who.moment}
    rows: list[dict[Any, Any]] = Pick.shape(picks).to_dict("records")
    random = int((picks[Pick.how] == RANDOM).sum())
    with writing(trail.engine) as connection:
        added = insert(visit_lists).returning(visit_lists.c.list_id)
        number: int = connection.execute(added, row).scalar_one()
        connection.execute(insert(visit_picks), [{"list_id": number, **one} for one in rows])
        said = {"count": len(rows), "random": random, "filters": drawn.filters}
        said |= {IDS: list(picks[Pick.profile_id])}
        trail.append_in(connection, who.entry("consultation", ("visits", str(number)), said))
    return number


def lists(engine: Engine, by: str | None = None) -> list[VisitList]:
    """Return every list, or those that one account drew; the newest first.

    Raises:
        StateError: the database cannot be reached.
    """
    newest = select(visit_lists).order_by(visit_lists.c.list_id.desc())
    if by is not None:
        newest = newest.where(visit_lists.c.drawn_by == by)
    with reading(engine) as connection:
        return [VisitList(**row) for row in connection.execute(newest).mappings()]


def list_of(engine: Engine, list_id: int, by: str) -> VisitList:
    """Return the list of that number that `by` drew.

    Raises:
        VisitError: they drew none of that number.
    """
    found = next((one for one in lists(engine, by) if one.list_id == list_id), None)
    if found is None:
        raise VisitError(
            f"{by} drew no list of number {list_id}. What it holds is shown to who drew it: "
            "concern visits list."
        )
    return found


LIST_ID = "list_id"
"""Column of picks of several lists: the list each belongs to."""


def picks_of(engine: Engine, list_ids: Iterable[int]) -> pd.DataFrame:
    """Return the visits of these lists as a `Pick` frame with a column `list_id`, in order.

    Raises:
        StateError: the database cannot be reached.
    """
    table = visit_picks
    wanted = select(table).where(table.c.list_id.in_(sorted(set(list_ids))))
    with reading(engine) as connection:
        rows = connection.execute(wanted.order_by(table.c.list_id, table.c.place)).mappings().all()
    columns = [LIST_ID, *map(str, Pick.columns())]
    frame = pd.DataFrame([dict(row) for row in rows], columns=columns)
    return Pick.shape(frame).assign(**{LIST_ID: frame[LIST_ID].astype("int64")})
