"""What may the program's own role do in PostgreSQL? No more than this."""

from __future__ import annotations

from collections.abc import Mapping

from records.state.tables import VERSION_TABLE

__all__ = ["MAY", "grants"]

READ, ADD, CHANGE, REMOVE = "SELECT", "INSERT", "UPDATE", "DELETE"

MAY: Mapping[str, tuple[str, ...]] = {
    VERSION_TABLE: (READ,),
    "accounts": (READ, ADD, CHANGE),
    "agreements": (READ, ADD),
    "attempts": (READ, ADD, REMOVE),
    "audit": (READ, ADD),
    "audit_subjects": (READ, ADD),
    "cases": (READ, ADD, CHANGE),
    "deliveries": (READ, ADD),
    "judgements": (READ, ADD, CHANGE),
    "marks": (READ, ADD, CHANGE),
    "model_evaluations": (READ, ADD),
    "model_events": (READ, ADD),
    "models": (READ, ADD),
    "notes": (READ, ADD, CHANGE),
    "retention": (READ, ADD, CHANGE),
    "reviews": (READ, ADD, CHANGE),
    "saved_views": (READ, ADD, CHANGE, REMOVE),
    "sessions": (READ, ADD, CHANGE, REMOVE),
    "sign_ins": (READ, ADD, REMOVE),
    "tombstones": (READ, ADD),
    "visit_lists": (READ, ADD),
    "visit_picks": (READ, ADD),
    "waivers": (READ, ADD),
}
"""What the program does to each table; the tables and their rules belong to the owner alone."""

_NUMBERED = {
    "attempts": "attempt_id",
    "cases": "case_id",
    "judgements": "judgement_id",
    "marks": "mark_id",
    "model_evaluations": "evaluation_id",
    "model_events": "event_id",
    "notes": "note_id",
    "reviews": "review_id",
    "saved_views": "view_id",
    "visit_lists": "list_id",
    "waivers": "waiver_id",
}


def grants(role: str) -> list[str]:
    """Return the statements that give `role` what the program needs, run by the tables' owner.

    They first take everything away, so that they may be run again after each migration.
    """
    who = _quoted(role)
    return [
        f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {who}",
        f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {who}",
        f"GRANT USAGE ON SCHEMA public TO {who}",
        *(f"GRANT {', '.join(verbs)} ON {table} TO {who}" for table, verbs in MAY.items()),
        *(f"GRANT USAGE, SELECT ON SEQUENCE {t}_{c}_seq TO {who}" for t, c in _NUMBERED.items()),
    ]


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
