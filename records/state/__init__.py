"""The state database: what must never be lost, kept by one SQLAlchemy URL."""

from records.state.deliveries import DeliveryRow, add_delivery, delivery_rows, known_delivery
from records.state.engine import open_state, reading, writing
from records.state.judgements import judgements

__all__ = [
    "DeliveryRow",
    "add_delivery",
    "delivery_rows",
    "judgements",
    "known_delivery",
    "open_state",
    "reading",
    "writing",
]
