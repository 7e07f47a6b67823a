"""Did what holds for everyone change? Counts of agreements, marks and what was decided of models.

They tell it, for all of these are only ever added, and marks lifted. Read at every request, with
the session where there is one.
"""

from __future__ import annotations

from typing import Any

import flask
from sqlalchemy import Engine, Row, func, select

from records.state import SERVICE, reading
from records.state.tables import agreements, marks, model_events

__all__ = ["COUNTS", "Counts", "counts_in", "counts_now", "note_counts"]

Counts = tuple[int | None, ...]
"""How many there are, or the last one's number; None: there is none."""

COUNTS = (
    select(func.count()).select_from(agreements).scalar_subquery().label("held_agreements"),
    select(func.count()).select_from(marks).scalar_subquery().label("held_marks"),
    select(func.count(marks.c.lifted_at)).scalar_subquery().label("held_lifted"),
    select(func.max(model_events.c.event_id)).scalar_subquery().label("held_models"),
)
"""Columns to be read, whatever else is."""

_READ = select(*COUNTS)
_NOTED = "counts_now"


def counts_in(row: Row[Any]) -> Counts:
    """Return the counts of a row that was read with `COUNTS`."""
    return tuple(row._mapping[one.name] for one in COUNTS)


def note_counts(counts: Counts) -> None:
    """Have the counts hold for the whole of this request; only the guard calls this."""
    setattr(flask.g, _NOTED, counts)


def counts_now(state: Engine) -> Counts:
    """Return the counts that hold for this request; read where it has none, or there is none.

    Raises:
        StateError: the state database cannot be reached.
    """
    noted: Counts | None = flask.g.get(_NOTED) if flask.has_request_context() else None
    if noted is not None:
        return noted
    # All of them, whoever asks: to miss one would show more, not less.
    with reading(state, SERVICE) as connection:
        return tuple(connection.execute(_READ).one())
