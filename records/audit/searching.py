"""What does the audit hold? Found by who, what, when and why; and who looked at a business."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Engine,
    and_,
    distinct,
    false,
    func,
    literal_column,
    or_,
    select,
)

from records.audit.entry import IDS, Entry, Written
from records.state.engine import reading
from records.state.tables import audit, audit_subjects

__all__ = [
    "Asked",
    "Looked",
    "every",
    "found",
    "how_many",
    "morning",
    "who_looked",
    "whole_lists",
]

_AT_A_TIME = 1_000


@dataclass(frozen=True)
class Asked:
    """What is looked for; everything that is given must hold.

    user, agency, operation, subject_kind, subject: exactly. profile: the entry is of this profile,
    or its list held it. purpose: part of the purpose, however it is written. since, until: days of
    this machine's calendar, both included. keyed: hash by `Trail.keyed` that the detail holds, such
    as that of a text searched for.
    """

    user: str = ""
    agency: str = ""
    operation: str = ""
    subject_kind: str = ""
    subject: str = ""
    profile: str = ""
    purpose: str = ""
    since: date | None = None
    until: date | None = None
    keyed: str = ""

    def said(self) -> dict[str, str]:
        """Return what is looked for by its name, as the audit of reading the audit keeps it."""
        return {name: str(value) for name, value in asdict(self).items() if value}


@dataclass(frozen=True)
class Looked:
    """How often someone looked at a business in one way.

    how: opened, listed, given out, or the operation where it is another. days: days on which; first
    and last: moments in UTC.
    """

    user: str
    role: str
    agency: str
    how: str
    times: int
    days: int
    first: datetime
    last: datetime


def found(engine: Engine, asked: Asked, before: int | None = None, most: int = 50) -> list[Written]:
    """Return the entries asked for, newest first, `most` at most. before: only those before it.

    Raises:
        StateError: the database cannot be reached.
    """
    wanted = select(audit).where(*_conditions(asked))
    if before is not None:
        wanted = wanted.where(audit.c.seq < before)
    with reading(engine) as connection:
        rows = connection.execute(wanted.order_by(audit.c.seq.desc()).limit(most)).all()
    return [_written(row) for row in rows]


def how_many(engine: Engine, asked: Asked) -> int:
    """Return how many entries there are.

    Raises:
        StateError: the database cannot be reached.
    """
    counted = select(func.count()).select_from(audit).where(*_conditions(asked))
    with reading(engine) as connection:
        return int(connection.scalar(counted) or 0)


def every(engine: Engine, asked: Asked, last: int) -> Iterator[list[Written]]:
    """Yield the entries up to number `last`, oldest first, a thousand at a time.

    Raises:
        StateError: the database cannot be reached.
    """
    after = 0
    ordered = select(audit).where(*_conditions(asked), audit.c.seq <= last).order_by(audit.c.seq)
    while True:
        with reading(engine) as connection:
            some = ordered.where(audit.c.seq > after).limit(_AT_A_TIME)
            rows = connection.execute(some).all()
        if not rows:
            return
        yield [_written(row) for row in rows]
        after = rows[-1].seq


def who_looked(engine: Engine, profiles: Collection[str]) -> list[Looked]:
    """Return who opened, listed or gave out the business known by these ids, most times first.

    Raises:
        StateError: the database cannot be reached.
    """
    return _by_person(engine, _of_profiles(profiles), _alone(profiles))


def whole_lists(engine: Engine) -> list[Looked]:
    """Return who was shown or given lists too long to name each business, most times first.

    Such as the map of the whole county; each may have held any business.

    Raises:
        StateError: the database cannot be reached.
    """
    unnamed = or_(audit.c.detail.not_like(f'%"{IDS}":%'), audit.c.detail.like(f'%"{IDS}":[]%'))
    counted = audit.c.detail.like('%"count":%')
    return _by_person(engine, and_(audit.c.subject_kind == "list", counted, unnamed), false())


def _by_person(
    engine: Engine, wanted: ColumnElement[bool], alone: ColumnElement[bool]
) -> list[Looked]:
    """Count the entries wanted by person and way; alone: those of the one business."""
    who = (audit.c.user_id, audit.c.role, audit.c.agency, audit.c.operation, alone.label("alone"))
    days = func.count(distinct(func.date(audit.c.at)))
    told = (func.count(), days, func.min(audit.c.at), func.max(audit.c.at))
    # By place, not by name: the words bound in `alone` would make it another expression.
    counted = select(*who, *told).where(wanted).group_by(*map(literal_column, "12345"))
    with reading(engine) as connection:
        rows = connection.execute(counted).all()
    looked = [
        Looked(row[0], row[1], row[2], _how(row[3], alone=bool(row[4])), *row[5:]) for row in rows
    ]
    return sorted(looked, key=lambda one: (-one.times, one.user, one.how))


def _how(operation: str, *, alone: bool) -> str:
    if operation == "consultation":
        return "opened" if alone else "listed"
    return "given out" if operation == "disclosure" else operation


def _conditions(asked: Asked) -> list[ColumnElement[bool]]:
    exactly = {
        audit.c.user_id: asked.user,
        audit.c.agency: asked.agency,
        audit.c.operation: asked.operation,
        audit.c.subject_kind: asked.subject_kind,
        audit.c.subject: asked.subject,
    }
    conditions = [column == value for column, value in exactly.items() if value]
    if asked.profile:
        conditions.append(_of_profiles([asked.profile]))
    if asked.purpose:
        conditions.append(audit.c.purpose.icontains(asked.purpose, autoescape=True))
    if asked.keyed:
        # Whoever looked for it in the audit has it in the detail of that too.
        conditions.append(audit.c.subject_kind != "audit")
        conditions.append(audit.c.detail.contains(f'"{asked.keyed}"', autoescape=True))
    return conditions + _between(asked)


def _between(asked: Asked) -> list[ColumnElement[bool]]:
    within: list[ColumnElement[bool]] = []
    if asked.since:
        within.append(audit.c.at >= morning(asked.since))
    if asked.until:
        within.append(audit.c.at < morning(asked.until + timedelta(days=1)))
    return within


def morning(day: date) -> datetime:
    """Return the moment the day begins where this machine stands."""
    return datetime.combine(day, time.min).astimezone()


def _of_profiles(profiles: Collection[str]) -> ColumnElement[bool]:
    listed = select(audit_subjects.c.seq).where(audit_subjects.c.subject.in_(profiles))
    return or_(_alone(profiles), audit.c.seq.in_(listed))


def _alone(profiles: Collection[str]) -> ColumnElement[bool]:
    """Whether the entry is of the one business; an entry of a list holds it among others."""
    return and_(audit.c.subject_kind == "profile", audit.c.subject.in_(profiles))


def _detail(text: str) -> dict[str, object]:
    """The detail; where someone made it unreadable, what it holds instead."""
    try:
        detail = json.loads(text)
    except ValueError:
        detail = None
    return detail if isinstance(detail, dict) else {"unreadable": text}


def _written(row: Any) -> Written:
    entry = Entry(
        row.operation,
        row.user_id,
        row.role,
        row.agency,
        row.purpose,
        row.recipient,
        row.subject_kind,
        row.subject,
        _detail(row.detail),
    )
    return Written(row.seq, row.at, entry)
