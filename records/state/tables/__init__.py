"""Which tables does the state database hold?"""

from records.state.tables.auditing import audit, audit_subjects
from records.state.tables.base import VERSION_TABLE, UtcTime, metadata
from records.state.tables.duties import cases, marks, retention, reviews, tombstones
from records.state.tables.judging import judgements
from records.state.tables.ledger import deliveries
from records.state.tables.modelling import (
    model_evaluations,
    model_events,
    models,
    visit_lists,
    visit_picks,
    waivers,
)
from records.state.tables.noting import notes
from records.state.tables.people import accounts, attempts, sessions, sign_ins
from records.state.tables.sharing import agreements
from records.state.tables.viewing import saved_views

__all__ = [
    "VERSION_TABLE",
    "UtcTime",
    "accounts",
    "agreements",
    "attempts",
    "audit",
    "audit_subjects",
    "cases",
    "deliveries",
    "judgements",
    "marks",
    "metadata",
    "model_evaluations",
    "model_events",
    "models",
    "notes",
    "retention",
    "reviews",
    "saved_views",
    "sessions",
    "sign_ins",
    "tombstones",
    "visit_lists",
    "visit_picks",
    "waivers",
]
