"""Which models were trained, and what became of each? Nothing of it is ever changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Engine, insert, select

from records.audit import Trail
from records.errors import RegistryError
from records.rights.actor import Actor
from records.state import reading, writing
from records.state.tables import model_evaluations, model_events, models

__all__ = [
    "Candidate",
    "Evaluated",
    "Event",
    "Held",
    "evaluate",
    "evaluation_of",
    "held",
    "history",
    "model_of",
    "note",
    "register",
    "row_of",
    "sound",
    "whole",
]


@dataclass(frozen=True)
class Candidate:
    """A model that was trained and is to be kept.

    model_id: the digest its scores are signed with. body: the model as JSON. build_id, data_sha256:
    the build it was trained on, and the digest of that build's manifest. settings: it was trained
    with. trained_on: facts of this day or later were unknown.
    """

    model_id: str
    body: str
    build_id: str
    data_sha256: str
    settings: Mapping[str, Any]
    trained_on: date


@dataclass(frozen=True)
class Evaluated:
    """The latest figures of a model. body: as JSON. failed: checks of the fairness gate it failed.

    evaluation_id: its number in the registry.
    """

    evaluation_id: int
    model_id: str
    body: str
    failed: tuple[str, ...]
    evaluated_by: str
    evaluated_at: datetime


@dataclass(frozen=True)
class Held:
    """A model as the registry lists it, without its weights."""

    model_id: str
    build_id: str
    data_sha256: str
    settings: Mapping[str, Any]
    trained_on: date
    trained_by: str
    registered_at: datetime


@dataclass(frozen=True)
class Event:
    """Something that happened to a model, or to all of version two where model_id is None.

    now_id: promoted and rolled back: the model promoted from then on; None: none. until_on:
    approved: the first day on which the approval no longer holds. dpia: the assessment it rests on.
    """

    event_id: int
    event: str
    model_id: str | None
    now_id: str | None
    until_on: date | None
    dpia: str | None
    why: str
    done_by: str
    done_at: datetime


_LISTED = tuple(models.c[name] for name in Held.__dataclass_fields__)


def register(trail: Trail, candidate: Candidate, who: Actor) -> bool:
    """Keep a model that was trained; audited. Return False where the very same is held already.

    Raises:
        RegistryError: it has no id or no text, or another text is held under its id.
        StateError: the database cannot be written.
    """
    if not (candidate.model_id.strip() and candidate.body.strip()):
        raise RegistryError("A model is kept under its id and as JSON; one of the two is missing.")
    digest = _digest(candidate.body)
    row = {
        **{name: getattr(candidate, name) for name in Candidate.__dataclass_fields__},
        "settings": dict(candidate.settings),
        "body_sha256": digest,
        "trained_by": who.user,
        "registered_at": who.moment,
    }
    with writing(trail.engine) as connection:
        same = models.c.model_id == candidate.model_id
        before = connection.scalar(select(models.c.body_sha256).where(same))
        if before is not None:
            _refuse_another(candidate.model_id, before, digest)
            return False
        connection.execute(insert(models), row)
        said = {"build": candidate.build_id, "data_sha256": candidate.data_sha256}
        note(trail, connection, who, {"event": "registered", "model_id": candidate.model_id}, said)
    return True


def evaluate(
    trail: Trail, model_id: str, figures: tuple[str, tuple[str, ...]], who: Actor
) -> Evaluated:
    """Keep the figures of a model, which from now on are the ones that hold; audited.

    figures: the evaluation as JSON, and the checks of the fairness gate that it failed.

    Raises:
        RegistryError: there is no such model, or the evaluation says nothing.
        StateError: the database cannot be written.
    """
    body, failed = figures
    if not body.strip():
        raise RegistryError(f"The evaluation of model {model_id} says nothing. Evaluate it again.")
    row = {
        "model_id": model_id,
        "body": body,
        "failed": sorted(failed),
        "evaluated_by": who.user,
        "evaluated_at": who.moment,
    }
    with writing(trail.engine) as connection:
        row_of(connection, model_id)
        added = insert(model_evaluations).returning(model_evaluations.c.evaluation_id)
        number: int = connection.execute(added, row).scalar_one()
        said = {"evaluation": number, "failed": sorted(failed)}
        note(trail, connection, who, {"event": "evaluated", "model_id": model_id}, said)
    return Evaluated(number, model_id, body, tuple(sorted(failed)), who.user, who.moment)


def held(engine: Engine) -> list[Held]:
    """Return every model, the newest first.

    Raises:
        StateError: the database cannot be reached.
    """
    newest = select(*_LISTED).order_by(models.c.registered_at.desc(), models.c.model_id)
    with reading(engine) as connection:
        return [Held(**row) for row in connection.execute(newest).mappings()]


def model_of(engine: Engine, named: str) -> Held:
    """Return the model whose id is `named` or begins so.

    Raises:
        RegistryError: there is none, or there are several.
    """
    found = [one for one in held(engine) if one.model_id.startswith(named.removeprefix("v2-"))]
    exact = [one for one in found if one.model_id == named]
    if not named.strip() or len(exact or found) != 1:
        how_many = "no" if not (named.strip() and found) else f"{len(found)}"
        raise RegistryError(
            f"There is {how_many} model whose id begins with {named!r}; expected one. "
            "List them: concern model list."
        )
    return (exact or found)[0]


def evaluation_of(engine: Engine, model_id: str) -> Evaluated | None:
    """Return the figures of a model that hold; None: it was never evaluated.

    Raises:
        StateError: the database cannot be reached.
    """
    with reading(engine) as connection:
        return latest_evaluation(connection, model_id)


def latest_evaluation(connection: Connection, model_id: str) -> Evaluated | None:
    """Return the figures of a model that hold, within the caller's transaction."""
    table = model_evaluations
    newest = select(table).where(table.c.model_id == model_id)
    row = connection.execute(newest.order_by(table.c.evaluation_id.desc()).limit(1)).mappings()
    found = row.one_or_none()
    return Evaluated(**{**found, "failed": tuple(found["failed"])}) if found else None


def history(engine: Engine, model_id: str | None = None) -> list[Event]:
    """Return what happened to one model, or to all of them and to the switch, newest first.

    Raises:
        StateError: the database cannot be reached.
    """
    told = select(model_events).order_by(model_events.c.event_id.desc())
    if model_id is not None:
        told = told.where(model_events.c.model_id == model_id)
    with reading(engine) as connection:
        return [Event(**row) for row in connection.execute(told).mappings()]


def whole(engine: Engine, model_id: str) -> str:
    """Return the model as JSON, as it was registered.

    Raises:
        RegistryError: there is no such model, or its text is not what was registered.
    """
    with reading(engine) as connection:
        return sound(row_of(connection, model_id))


def sound(row: Mapping[str, Any]) -> str:
    """Return the body of a row of `models`.

    Raises:
        RegistryError: it is not what was registered.
    """
    body = str(row["body"])
    if _digest(body) != row["body_sha256"]:
        raise RegistryError(
            f"Model {row['model_id']} is not what was registered: its text has another digest. "
            "Switch version two off ('concern model switch off'), restore the state database from "
            "a backup, and find out who changed it."
        )
    return body


def row_of(connection: Connection, model_id: str) -> Mapping[str, Any]:
    """Return the row of a model.

    Raises:
        RegistryError: there is none of that id.
    """
    row = connection.execute(select(models).where(models.c.model_id == model_id)).mappings()
    found = row.one_or_none()
    if found is None:
        raise RegistryError(
            f"There is no model {model_id!r}. List them: concern model list; train one: "
            "concern model train."
        )
    return dict(found)


def note(
    trail: Trail,
    connection: Connection,
    who: Actor,
    event: Mapping[str, Any],
    said: Mapping[str, object],
) -> None:
    """Write what happened and its entry of the audit, in the caller's transaction.

    event: columns of `model_events` but who did it and when; said: what else the audit tells.
    """
    row = {"why": "", **event, "done_by": who.user, "done_at": who.moment}
    connection.execute(insert(model_events), row)
    detail = {"event": event["event"], **({"why": row["why"]} if row["why"] else {}), **said}
    subject = ("model", str(event.get("model_id") or "version two"))
    trail.append_in(connection, who.entry("alteration", subject, detail))


def _digest(body: str) -> str:
    return sha256(body.encode()).hexdigest()


def _refuse_another(model_id: str, before: str, digest: str) -> None:
    if before != digest:
        raise RegistryError(
            f"Another model is held under the id {model_id}; nothing was kept. Its id must be the "
            "digest of its JSON: train it again."
        )
