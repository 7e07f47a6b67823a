"""Where do the audit's key and anchor lie, and do they fit the audit?"""

from __future__ import annotations

import secrets
from pathlib import Path

from sqlalchemy import Engine, select

from records.audit.anchor import Anchor
from records.audit.key import KEY_BYTES, make_key, read_key
from records.audit.sealing import FIRST, seal
from records.audit.trail import Trail, head_of, texts_of
from records.errors import StateError
from records.home import Home
from records.state.acting import SERVICE
from records.state.engine import reading
from records.state.tables import audit

__all__ = ["open_trail"]


def open_trail(engine: Engine, home: Home | None, *, doubted: bool = False) -> Trail:
    """Return the audit of the county; None: one for a trial, gone with the process.

    The key and the anchor are made where the audit has no rows yet. doubted: open it even where
    the key seems wrong, to find out what is.

    Raises:
        StateError: the key is missing, others may read it, or it is not the key that sealed the
            audit; or the database cannot be reached.
    """
    if home is None:
        return Trail(engine, secrets.token_bytes(KEY_BYTES))
    with reading(engine, SERVICE) as connection:
        head = head_of(connection)
    if head.seq == 0:
        make_key(home.audit_key)
    elif not home.audit_key.exists():
        raise StateError(
            f"The audit holds {head.seq} rows and its key {home.audit_key} is not there. Put the "
            "key back from your backup; without it nothing can be added or verified."
        )
    trail = Trail(engine, read_key(home.audit_key))
    if not doubted:
        _refuse_other_key(trail, home.audit_key)
    anchor = Anchor(home.audit_anchor, trail.key)
    if head.seq == 0:
        anchor.begin()
    return Trail(engine, trail.key, anchor)


def _refuse_other_key(trail: Trail, path: Path) -> None:
    """Refuse a key that fits neither the first row nor the last; one alone may be tampered with."""
    with reading(trail.engine, SERVICE) as connection:
        first = connection.execute(select(audit).order_by(audit.c.seq).limit(1)).mappings().all()
        last = select(audit).order_by(audit.c.seq.desc()).limit(2)
        end = [dict(row) for row in connection.execute(last).mappings()]
    if not end:
        return
    before = end[1]["mac"] if len(end) > 1 else FIRST
    fits = [(FIRST, dict(first[0])), (before, end[0])]
    if all(seal(trail.key, mac, texts_of(row)) != row["mac"] for mac, row in fits):
        raise StateError(
            f"The key {path} is not the one that sealed this audit. Put the county's own key back "
            "from your backup. If it is the right one, the audit's first and last row were both "
            "changed: run 'concern audit verify'."
        )
