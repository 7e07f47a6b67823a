"""Which models were trained, what was decided of each, and which visits were drawn?"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    Date,
    Float,
    Index,
    Integer,
    String,
    Table,
    Text,
)

from records.state.tables.adding import only_added
from records.state.tables.base import UtcTime, metadata

__all__ = ["model_evaluations", "model_events", "models", "visit_lists", "visit_picks", "waivers"]

models = Table(
    "models",
    metadata,
    Column("model_id", String, primary_key=True),
    Column("body", Text, nullable=False),
    Column("body_sha256", String(64), nullable=False),
    Column("build_id", String, nullable=False),
    Column("data_sha256", String(64), nullable=False),
    Column("settings", JSON, nullable=False),
    Column("trained_on", Date, nullable=False),
    Column("trained_by", String, nullable=False),
    Column("registered_at", UtcTime, nullable=False),
)
"""Every model that was trained; body: the model as JSON, the text itself so that floats are exact.

data_sha256: of the build it was trained on. trained_on: facts of this day or later were unknown.
"""

model_evaluations = Table(
    "model_evaluations",
    metadata,
    Column("evaluation_id", Integer, primary_key=True),
    Column("model_id", String, nullable=False),
    Column("body", Text, nullable=False),
    Column("failed", JSON, nullable=False),
    Column("evaluated_by", String, nullable=False),
    Column("evaluated_at", UtcTime, nullable=False),
)
"""Figures of a model as JSON; the latest holds. failed: checks of the fairness gate it failed."""

Index("ix_model_evaluations_model_id", model_evaluations.c.model_id)

model_events = Table(
    "model_events",
    metadata,
    Column("event_id", Integer, primary_key=True),
    Column("event", String, nullable=False),
    Column("model_id", String),
    Column("now_id", String),
    Column("until_on", Date),
    Column("dpia", String),
    Column("why", String, nullable=False),
    Column("done_by", String, nullable=False),
    Column("done_at", UtcTime, nullable=False),
    CheckConstraint(
        "event IN ('registered', 'evaluated', 'watched', 'approved', 'promoted', 'rolled_back', "
        "'expired', 'switched_on', 'switched_off')",
        name="event",
    ),
    CheckConstraint(
        "(event IN ('switched_on', 'switched_off')) = (model_id IS NULL)", name="of_a_model"
    ),
    CheckConstraint(
        "(event = 'approved') = (until_on IS NOT NULL AND dpia IS NOT NULL)", name="approved_until"
    ),
)
"""The life of the models. model_id: which one it happened to; missing: to all of version two.

now_id: promoted and rolled back: the model promoted from then on; missing: none. until_on:
approved: the first day on which the approval no longer holds. dpia: the assessment it rests on.
"""

Index("ix_model_events_model_id", model_events.c.model_id)

waivers = Table(
    "waivers",
    metadata,
    Column("waiver_id", Integer, primary_key=True),
    Column("model_id", String, nullable=False),
    Column("evaluation_id", Integer, nullable=False),
    Column("failed", String, nullable=False),
    Column("why", Text, nullable=False),
    Column("named", String, nullable=False),
    Column("waived_on", Date, nullable=False),
    Column("expires_on", Date, nullable=False),
    Column("recorded_by", String, nullable=False),
    Column("recorded_at", UtcTime, nullable=False),
    CheckConstraint("waived_on < expires_on", name="expires_later"),
)
"""Who answers for a model that failed a check of the fairness gate, why, and until when.

failed: the check, as the evaluation names it. expires_on: the first day it no longer holds.
"""

Index("ix_waivers_model_id", waivers.c.model_id)

visit_lists = Table(
    "visit_lists",
    metadata,
    Column("list_id", Integer, primary_key=True),
    Column("drawn_on", Date, nullable=False),
    Column("build_id", String, nullable=False),
    Column("score_version", String, nullable=False),
    Column("capacity", Integer, nullable=False),
    Column("frame", Integer, nullable=False),
    Column("share", Float, nullable=False),
    Column("seed", String, nullable=False),
    Column("within", String, nullable=False),
    Column("filters", String, nullable=False),
    Column("agency", String, nullable=False),
    Column("drawn_by", String, nullable=False),
    Column("drawn_at", UtcTime, nullable=False),
    CheckConstraint("capacity >= 1 AND capacity <= frame", name="capacity"),
    CheckConstraint("share >= 0 AND share <= 1", name="share"),
    CheckConstraint("within IN ('place', 'band')", name="within"),
)
"""Lists of visits. frame: businesses it was drawn from. share: 0-1, part of it drawn at random.

seed: what the draw is repeated with. within: what the strata are made of: district and sector, or
band. filters: query string that says which businesses were in the frame. agency: of who drew it.
"""

visit_picks = Table(
    "visit_picks",
    metadata,
    Column("list_id", Integer, primary_key=True, autoincrement=False),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("profile_id", String, nullable=False),
    Column("how", String, nullable=False),
    Column("stratum", String, nullable=False),
    Column("propensity", Float, nullable=False),
    CheckConstraint("how IN ('score', 'random')", name="how"),
    CheckConstraint("propensity > 0 AND propensity <= 1", name="propensity"),
    CheckConstraint("how = 'random' OR propensity = 1", name="chosen_for_certain"),
)
"""The visits of each list, in order. how: by its score, or at random. propensity: 0-1, how likely
the business was to be on the list, known before it was drawn.
"""

_SAID = "what was decided of models and drawn for visits is only ever added to"

for _table in (models, model_evaluations, model_events, waivers, visit_lists, visit_picks):
    only_added(_table, _SAID, "concern_life_only_added")
