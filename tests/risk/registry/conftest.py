"""An audit on an empty state database, and people who train and decide."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine

from records.audit import Trail
from records.rights.actor import Actor
from risk.registry import Approval, Candidate, approve, evaluate, register

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
DAY = NOON.date()
ANIL = Actor("anil", NOON, "analyst", "EPOL", "training")
BEA = Actor("bea", NOON, "board", "", "the board's meeting")


def candidate(name: str = "aa11", body: str = '{"weights":[0.1]}') -> Candidate:
    return Candidate(name, body, "000003-ab", "f" * 64, {"shrink": 2.5}, date(2026, 11, 1))


def later(who: Actor, days: int) -> Actor:
    """Return the same person, days later."""
    return Actor(who.user, who.at + timedelta(days), who.role, who.agency, who.purpose)


@pytest.fixture
def trail(state: Engine) -> Trail:
    return Trail(state, b"k" * 32, clock=lambda: NOON)


@pytest.fixture
def made(trail: Trail) -> Callable[..., str]:
    """Return what registers a model, evaluated and approved unless told otherwise."""

    def make(name: str, *failed: str, evaluated: bool = True, approved: bool = True) -> str:
        register(trail, candidate(name), ANIL)
        if evaluated:
            evaluate(trail, name, ('{"auc": 0.74}', failed), ANIL)
        if approved:
            approve(trail, name, Approval("DPIA-7", "better than the checklist"), BEA)
        return name

    return make
