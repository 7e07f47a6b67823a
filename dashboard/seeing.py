"""Which view does a request get? That of who asks, under the agreements in force at that moment."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import date
from weakref import WeakKeyDictionary

import flask
from sqlalchemy import Engine

from dashboard.access import (
    ALL_SHARED,
    NO_MODEL,
    Census,
    Model,
    Terms,
    View,
    census_of,
    view_of,
)
from dashboard.asking import asking
from dashboard.desk import Desk
from dashboard.holding import counts_now
from dashboard.today import today
from dashboard.viewer import Viewer
from records.agreements import in_force, published_sources
from records.errors import RegistryError
from records.home import Home
from records.state.marks import Marks, marks_in_force
from risk import registry

__all__ = ["Standing", "counted", "held", "shown", "standing", "viewed"]


@dataclass(frozen=True)
class Standing:
    """What holds for everyone now.

    terms, marks: the agreements in force and the marks on records. model: which is to be shown.
    """

    terms: Terms
    marks: Marks
    model: Model = NO_MODEL


_LOG = logging.getLogger(__name__)
_KNOWN: WeakKeyDictionary[Engine, tuple[object, Standing]] = WeakKeyDictionary()


def standing(state: Engine, home: Home | None) -> Standing:
    """Return the agreements and marks in force, and which version of the score is shown.

    Read anew whenever one was added or lifted, and whenever something was decided of a model; what
    holds when a request first asks holds for the whole of it.

    A county without a folder shares everything with everyone: it is made up.

    Raises:
        StateError: the state database cannot be reached.
    """
    if not flask.has_request_context():
        return _standing(state, home)
    held: dict[Engine, Standing] = flask.g.setdefault("standing", {})
    if state not in held:
        held[state] = _standing(state, home)
    return held[state]


def _standing(state: Engine, home: Home | None) -> Standing:
    day = today()
    stamp = (day, home and published_sources(home.mappings), counts_now(state))
    known = _KNOWN.get(state)
    if known is None or known[0] != stamp:
        known = _KNOWN[state] = (stamp, _read(state, home, day))
    return known[1]


def viewed(desk: Desk, viewer: Viewer, build: str | None = None) -> View | None:
    """Return what the viewer sees of a build, the newest where none is named; None: it is gone."""
    sealed = desk.live.county() if build is None else desk.live.held(build)
    if sealed is None:
        return None
    now = standing(desk.state, desk.home)
    return view_of(sealed, viewer, now.terms, now.marks, now.model)


def counted(desk: Desk) -> Census | None:
    """Return the figures that the one who asks may see; None: there is no build yet."""
    sealed = desk.live.county()
    if sealed is None:
        return None
    now = standing(desk.state, desk.home)
    return census_of(sealed, asking(), now.terms, now.marks, now.model)


def shown(desk: Desk) -> View | None:
    """Return what the one who asks sees of the newest build; None: there is no build yet."""
    return viewed(desk, asking())


def held(desk: Desk, key: str) -> View | None:
    """Return the view that `key` names, where it is that of who asks; None: gone, or another's."""
    view = viewed(desk, asking(), key.rpartition(".")[0])
    return view if view is not None and view.key == key else None


def _read(state: Engine, home: Home | None, today: date) -> Standing:
    model = _model(state, today)
    if home is None:
        return Standing(ALL_SHARED, marks_in_force(state), model)
    terms = in_force(state, today, published_sources(home.mappings))
    return Standing(terms, marks_in_force(state), model)


def _model(state: Engine, today: date) -> Model:
    """The model to be shown; where one was promoted and is not, why."""
    now = registry.standing(state, today)
    if now.promoted is None:
        return NO_MODEL
    if now.in_force is None:
        return Model(why=f"the approval of model {now.promoted} has run out")
    if not now.is_on:
        return Model(why="version two is switched off")
    try:
        return Model(registry.in_force(state, today))
    except RegistryError as error:
        _LOG.error("The model in force is not shown: %s", error)
        return Model(why=f"model {now.in_force} is not what was registered")
