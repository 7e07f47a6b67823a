"""Who answers for a model that failed a check of the fairness gate, why, and until when?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, Engine, insert, select

from records.audit import Trail
from records.errors import RegistryError
from records.rights.actor import Actor
from records.state import reading, writing
from records.state.tables import waivers as table
from risk.registry.keeping import Evaluated, latest_evaluation, row_of

__all__ = ["Waiver", "in_force_for", "waive", "waivers"]

LEAST_WORDS = 5
"""Words a waiver's reasons need: less is no reason."""


@dataclass(frozen=True)
class Waiver:
    """What is waived. failed: the check, as the evaluation names it; why: the reasons.

    named: the person who answers for it, by name and office. waived_on, expires_on: from which day,
    and the first day on which it no longer holds.
    """

    failed: str
    why: str
    named: str
    waived_on: date
    expires_on: date
    waiver_id: int = 0
    model_id: str = ""
    evaluation_id: int = 0
    recorded_by: str = ""
    recorded_at: datetime | None = None


def waive(trail: Trail, model_id: str, waiver: Waiver, who: Actor) -> int:
    """Record that someone answers for a check the model failed; return the waiver's number.

    It holds for the evaluation that holds now: figures made later need another. Audited.

    Raises:
        RegistryError: there is no such model, it did not fail that check, or the waiver lacks
            reasons, a named person, or a day of expiry after its first.
        StateError: the database cannot be written.
    """
    _refuse_unsound(waiver)
    with writing(trail.engine) as connection:
        row_of(connection, model_id)
        figures = latest_evaluation(connection, model_id)
        _refuse_not_failed(waiver, model_id, figures)
        row = {
            **{name: getattr(waiver, name) for name in ("waived_on", "expires_on")},
            **{name: getattr(waiver, name).strip() for name in ("failed", "why", "named")},
            "model_id": model_id,
            "evaluation_id": figures.evaluation_id if figures else 0,
            "recorded_by": who.user,
            "recorded_at": who.moment,
        }
        added = insert(table).returning(table.c.waiver_id)
        number: int = connection.execute(added, row).scalar_one()
        said = {"event": "waived", "waiver": number, "failed": row["failed"]}
        said |= {"named": row["named"], "expires_on": waiver.expires_on.isoformat()}
        trail.append_in(connection, who.entry("alteration", ("model", model_id), said))
    return number


def waivers(engine: Engine, model_id: str) -> list[Waiver]:
    """Return every waiver of a model, the newest first.

    Raises:
        StateError: the database cannot be reached.
    """
    newest = select(table).where(table.c.model_id == model_id).order_by(table.c.waiver_id.desc())
    with reading(engine) as connection:
        return [Waiver(**row) for row in connection.execute(newest).mappings()]


def in_force_for(connection: Connection, figures: Evaluated, on: date) -> dict[str, date]:
    """Return until when each failed check of these figures is waived on that day, by check."""
    wanted = select(table.c.failed, table.c.expires_on).where(
        table.c.evaluation_id == figures.evaluation_id,
        table.c.waived_on <= on,
        table.c.expires_on > on,
    )
    until: dict[str, date] = {}
    for failed, expires_on in connection.execute(wanted):
        until[failed] = max(expires_on, until.get(failed, expires_on))
    return until


def _refuse_unsound(waiver: Waiver) -> None:
    faults = []
    if len(waiver.why.split()) < LEAST_WORDS:
        faults.append(f"its reasons, in {LEAST_WORDS} words or more")
    if len(waiver.named.split()) <= 1:
        faults.append("the person who answers for it, by name and office")
    if waiver.expires_on <= waiver.waived_on:
        faults.append(f"a day after {waiver.waived_on} on which it expires")
    if faults:
        raise RegistryError(f"A waiver is written down: it still lacks {'; '.join(faults)}.")


def _refuse_not_failed(waiver: Waiver, model_id: str, figures: Evaluated | None) -> None:
    failed = figures.failed if figures else ()
    if waiver.failed.strip() in failed:
        return
    if not failed:
        raise RegistryError(
            f"Model {model_id} has failed no check of the fairness gate: there is nothing to waive."
        )
    raise RegistryError(
        f"Model {model_id} did not fail {waiver.failed!r}. It failed: {'; '.join(failed)}."
    )
