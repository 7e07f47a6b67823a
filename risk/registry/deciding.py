"""What was decided of a model: approved, promoted, rolled back, expired, switched off?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd
from sqlalchemy import Connection

from records.audit import Trail
from records.errors import RegistryError
from records.rights.actor import Actor
from records.state import writing
from risk.registry.keeping import Evaluated, latest_evaluation, note, row_of
from risk.registry.standing import VERSION_ONE, promoted_ids, standing_in, until_of, version_of
from risk.registry.waiving import in_force_for

__all__ = [
    "DEFAULT_MONTHS",
    "Approval",
    "approve",
    "expire",
    "in_a_year",
    "promote",
    "roll_back",
    "switch",
]

DEFAULT_MONTHS = 12
"""How long an approval holds where nothing else is said."""


@dataclass(frozen=True)
class Approval:
    """What an approval rests on.

    dpia: reference of the data protection impact assessment. why: the reasons. until_on: the first
    day on which it no longer holds; None: after `DEFAULT_MONTHS`.
    """

    dpia: str
    why: str
    until_on: date | None = None


def in_a_year(on: date) -> date:
    """Return the day on which an approval given `on` expires where nothing else is said."""
    return (pd.Timestamp(on) + pd.DateOffset(months=DEFAULT_MONTHS)).date()


def approve(trail: Trail, model_id: str, approval: Approval, who: Actor) -> date:
    """Approve a model and return the first day on which the approval no longer holds; audited.

    No approval outlasts a waiver that it rests on.

    Raises:
        RegistryError: there is no such model, it was trained by the one who approves, it was not
            evaluated, it fails the fairness gate without a waiver, or the approval lacks a
            reference, reasons, or a day to come.
        StateError: the database cannot be written.
    """
    on = who.at.date()
    until = approval.until_on or in_a_year(on)
    _refuse_unsound(approval, until, on)
    with writing(trail.engine) as connection:
        row = row_of(connection, model_id)
        if row["trained_by"] == who.user:
            raise RegistryError(
                f"Model {model_id} was trained by {who.user}; someone else approves it: a person "
                "of the ethics board, on the page /office/models/ or with --as."
            )
        waived = _waived(connection, model_id, on)
        until = min([until, *waived.values()])
        event = {"event": "approved", "model_id": model_id, "until_on": until}
        event |= {"dpia": approval.dpia.strip(), "why": approval.why.strip()}
        said = {"until": until.isoformat(), "dpia": event["dpia"], "waived": sorted(waived)}
        note(trail, connection, who, event, said)
    return until


def promote(trail: Trail, model_id: str, why: str, who: Actor) -> None:
    """Have an approved model score the next builds; audited.

    Raises:
        RegistryError: there is no such model, no approval of it is in force, or it is promoted.
        StateError: the database cannot be written.
    """
    with writing(trail.engine) as connection:
        row_of(connection, model_id)
        on = who.at.date()
        until = until_of(connection, model_id)
        if until is None or until <= on:
            raise RegistryError(
                f"Model {model_id} has no approval in force on {on}"
                + (f": it ended on {until}" if until else "")
                + ". Approve it first: concern model approve."
            )
        if promoted_ids(connection)[-1:] == [model_id]:
            raise RegistryError(f"Model {model_id} is promoted already.")
        event = {"event": "promoted", "model_id": model_id, "now_id": model_id, "why": why.strip()}
        note(trail, connection, who, event, {})


def roll_back(trail: Trail, why: str, who: Actor) -> str | None:
    """Take the promoted model back; return the one before it, which stands again; None: none.

    Audited. Where the one before has no approval in force any more, version one is shown.

    Raises:
        RegistryError: no model is promoted.
        StateError: the database cannot be written.
    """
    with writing(trail.engine) as connection:
        stack = promoted_ids(connection)
        if not stack:
            raise RegistryError(
                "No model is promoted: version one is shown, and nothing is rolled back."
            )
        now = stack[-2] if len(stack) > 1 else None
        event = {"event": "rolled_back", "model_id": stack[-1], "now_id": now, "why": why.strip()}
        note(trail, connection, who, event, {"now": version_of(now)})
    return now


def expire(trail: Trail, model_id: str, why: str, who: Actor) -> None:
    """End the approval of a model from this moment on; audited.

    Raises:
        RegistryError: there is no such model, or no approval of it is in force.
        StateError: the database cannot be written.
    """
    with writing(trail.engine) as connection:
        row_of(connection, model_id)
        until = until_of(connection, model_id)
        if until is None or until <= who.at.date():
            raise RegistryError(f"Model {model_id} has no approval in force; nothing to end.")
        event = {"event": "expired", "model_id": model_id, "why": why.strip()}
        note(trail, connection, who, event, {})


def switch(trail: Trail, on: bool, why: str, who: Actor) -> str:
    """Show version two, or version one everywhere from the next request on; audited.

    Returns the version that is shown from now on.

    Raises:
        RegistryError: no reason is given, or the switch stands so already.
        StateError: the database cannot be written.
    """
    if not why.strip():
        raise RegistryError("Say why version two is switched, in a few words; it is kept.")
    with writing(trail.engine) as connection:
        before = standing_in(connection, who.at.date())
        if before.is_on == on:
            raise RegistryError(f"Version two is switched {'on' if on else 'off'} already.")
        event = {"event": "switched_on" if on else "switched_off", "why": why.strip()}
        shown = before.in_force_version if on else VERSION_ONE
        note(trail, connection, who, event, {"shown": shown})
    return shown


def _refuse_unsound(approval: Approval, until: date, on: date) -> None:
    faults = []
    if not approval.dpia.strip():
        faults.append("the reference of its data protection impact assessment")
    if not approval.why.strip():
        faults.append("its reasons")
    if until <= on:
        faults.append(f"a day after {on} until which it holds, not {until}")
    if faults:
        raise RegistryError(f"An approval is written down: it still lacks {'; '.join(faults)}.")


def _waived(connection: Connection, model_id: str, on: date) -> dict[str, date]:
    """Return until when each failed check is waived."""
    figures = latest_evaluation(connection, model_id)
    if figures is None:
        raise RegistryError(
            f"Model {model_id} was not evaluated; nobody can say how good it is. Train it anew "
            "with 'concern model train', which evaluates it."
        )
    until = in_force_for(connection, figures, on)
    _refuse_failing(model_id, figures, until)
    return {failed: until[failed] for failed in figures.failed}


def _refuse_failing(model_id: str, figures: Evaluated, until: dict[str, date]) -> None:
    left = [failed for failed in figures.failed if failed not in until]
    if left:
        raise RegistryError(
            f"Model {model_id} fails the fairness gate: {'; '.join(left)}. Mend it, or let a named "
            "person answer for each in writing: concern model waive."
        )
