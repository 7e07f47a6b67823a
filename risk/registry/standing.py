"""Which model scores, and which version is shown now?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Engine, Select, select

from records.state import SERVICE, reading
from records.state.tables import model_events as table
from records.state.tables import models
from risk.checklist import VERSION as VERSION_ONE
from risk.registry.keeping import sound

__all__ = [
    "VERSION_ONE",
    "Approved",
    "Standing",
    "in_force",
    "last_word",
    "promoted_ids",
    "shown_version",
    "standing",
    "standing_in",
    "until_of",
    "version_of",
]


_APPROVAL = ("approved", "expired")
"""What is said of an approval; the last word holds."""


@dataclass(frozen=True)
class Approved:
    """The model that scores. body: as JSON, what was registered. until_on: first day it does not.

    version: what its scores are signed with, such as "v2-3f0c...".
    """

    model_id: str
    body: str
    until_on: date

    @property
    def version(self) -> str:
        """Return what its scores are signed with."""
        return version_of(self.model_id)


@dataclass(frozen=True)
class Standing:
    """What holds on a day.

    is_on: version two is not switched off. promoted: id of the promoted model; None: none.
    until_on: the first day its approval no longer holds; None: it has none. on: the day.
    """

    is_on: bool
    promoted: str | None
    until_on: date | None
    on: date

    @property
    def in_force(self) -> str | None:
        """Return the id of the model that scores, switched off or not; None: version one alone."""
        holds = self.until_on is not None and self.on < self.until_on
        return self.promoted if holds else None

    @property
    def in_force_version(self) -> str:
        """Return the version that is shown while the switch is on."""
        return version_of(self.in_force)

    @property
    def shown(self) -> str:
        """Return the version that is shown: "v1", or "v2-" and the id of a model."""
        return self.in_force_version if self.is_on else VERSION_ONE


def version_of(model_id: str | None) -> str:
    """Return what the scores of a model are signed with; those of none: version one."""
    return VERSION_ONE if model_id is None else f"v2-{model_id}"


def shown_version(engine: Engine, on: date) -> str:
    """Return the version every page and file of this request shows: "v1" or "v2-" and an id.

    Version one wherever nothing is promoted, its approval has run out, or the switch is off. Ask
    once for each request and keep it no longer.

    Raises:
        StateError: the database cannot be reached.
    """
    return standing(engine, on).shown


def standing(engine: Engine, on: date) -> Standing:
    """Return what holds on that day, whoever asks.

    Raises:
        StateError: the database cannot be reached.
    """
    with reading(engine, SERVICE) as connection:
        return standing_in(connection, on)


def in_force(engine: Engine, on: date) -> Approved | None:
    """Return the promoted model whose approval holds on that day; None: version one alone.

    The switch changes what is shown and not what a build scores, so that switching on again needs
    no build.

    Raises:
        RegistryError: the model is not what was registered.
        StateError: the database cannot be reached.
    """
    with reading(engine, SERVICE) as connection:
        now = standing_in(connection, on)
        if now.in_force is None or now.until_on is None:
            return None
        wanted = select(models).where(models.c.model_id == now.in_force)
        row = dict(connection.execute(wanted).mappings().one())
    return Approved(now.in_force, sound(row), now.until_on)


def standing_in(connection: Connection, on: date) -> Standing:
    """Return what holds on that day, in one query within the caller's transaction."""
    switched, promoted, until = connection.execute(_STANDING).one()
    return Standing(switched != "switched_off", promoted, until, on)


def until_of(connection: Connection, model_id: str) -> date | None:
    """Return the first day on which the approval of a model no longer holds; None: it has none."""
    return last_word(connection, model_id)[1]


def last_word(connection: Connection, model_id: str) -> tuple[str | None, date | None]:
    """Return what was last said of a model's approval: approved, and until when; or expired."""
    mine = table.c.model_id == model_id
    said = select(table.c.event, table.c.until_on).where(mine, table.c.event.in_(_APPROVAL))
    row = connection.execute(said.order_by(table.c.event_id.desc()).limit(1)).first()
    return (row[0], row[1]) if row else (None, None)


def promoted_ids(connection: Connection) -> list[str]:
    """Return the models that were promoted and not taken back, the promoted one last."""
    moves = select(table.c.event, table.c.model_id)
    moves = moves.where(table.c.event.in_(("promoted", "rolled_back"))).order_by(table.c.event_id)
    stack: list[str] = []
    for event, model_id in connection.execute(moves):
        stack = [*stack, model_id] if event == "promoted" else stack[:-1]
    return stack


def _latest(column: str, events: tuple[str, ...], of: object = None) -> Select[Any]:
    """Ask for a column of the newest event of these kinds; of: only of the model of that id."""
    # A name of its own for each, so that one may ask about what another found.
    told = table.alias()
    newest = select(told.c[column]).where(told.c.event.in_(events))
    if of is not None:
        newest = newest.where(told.c.model_id == of)
    return newest.order_by(told.c.event_id.desc()).limit(1)


def _asked() -> Select[Any]:
    """Ask for the switch, the promoted model, and until when that is approved."""
    promoted = _latest("now_id", ("promoted", "rolled_back")).scalar_subquery()
    switched = _latest("event", ("switched_on", "switched_off")).scalar_subquery()
    return select(switched, promoted, _latest("until_on", _APPROVAL, promoted).scalar_subquery())


_STANDING = _asked()
"""Put together once: it is asked with every request."""
