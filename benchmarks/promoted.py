"""An application in front of a made-up county that a promoted model has scored, for tests."""

from __future__ import annotations

from datetime import UTC, datetime

from dash import Dash

from benchmarks.leak_world import BUILD, made_model, made_world, sealed_of
from dashboard.access import Sealed
from dashboard.app import create_app
from dashboard.live import Loaded
from records.rights.actor import Actor
from risk import registry

__all__ = ["promoted_app", "switched", "who"]


class _Scored:
    """One build, scored by the model too."""

    def __init__(self, sealed: Sealed) -> None:
        """Hold it."""
        self.sealed = sealed

    def current(self) -> str:
        """Return its id."""
        return BUILD

    def load(self) -> Loaded:
        """Return it."""
        return Loaded(self.sealed, refused=False)


def who(user: str = "ada") -> Actor:
    """Return someone of the board, who acts now."""
    return Actor(user, datetime.now(UTC), "board")


def promoted_app(seed: int, businesses: int = 30) -> Dash:
    """Return the application; its model was registered, approved and promoted as any other."""
    model = made_model()
    app = create_app(_Scored(sealed_of(made_world(seed, businesses), model)), "Essex")
    trail, id = app._desk.trail, model.model_id
    candidate = registry.Candidate(id, model.body, BUILD, "ab" * 32, {}, model.until_on)
    registry.register(trail, candidate, who())
    registry.evaluate(trail, id, ("{}", ()), who())
    registry.approve(trail, id, registry.Approval("DPIA-1", "looked at"), who("bea"))
    registry.promote(trail, id, "better out of time", who("bea"))
    return app


def switched(app: Dash, *, on: bool) -> None:
    """Have the switch of version two stand so."""
    desk = app._desk
    if registry.standing(desk.state, who().at.date()).is_on != on:
        registry.switch(desk.trail, on, "the board asked", who())
