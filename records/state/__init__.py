"""The state database: what must never be lost, kept by one SQLAlchemy URL."""

from records.state.acting import (
    SERVICE,
    Acting,
    acting_as,
    acting_now,
    as_service,
    begin_acting,
)
from records.state.deliveries import DeliveryRow, add_delivery, delivery_rows, known_delivery
from records.state.engine import after_commit, open_state, opened, reading, writing
from records.state.judgements import (
    Judged,
    Saying,
    all_said,
    judge,
    judgements,
    said_of,
    undo,
)

__all__ = [
    "SERVICE",
    "Acting",
    "DeliveryRow",
    "Judged",
    "Saying",
    "acting_as",
    "acting_now",
    "add_delivery",
    "after_commit",
    "all_said",
    "as_service",
    "begin_acting",
    "delivery_rows",
    "judge",
    "judgements",
    "known_delivery",
    "open_state",
    "opened",
    "reading",
    "said_of",
    "undo",
    "writing",
]
