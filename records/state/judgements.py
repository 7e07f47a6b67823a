"""What did people say of pairs, what do they say now, and how does someone say otherwise?"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from datetime import datetime

import pandas as pd
from sqlalchemy import Connection, Engine, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from records.errors import ConflictError, StateError
from records.schema import Judgement
from records.state.acting import Acting, as_service
from records.state.engine import reading, writing
from records.state.tables import judgements as table

__all__ = ["VERDICTS", "Judged", "Saying", "all_said", "judge", "judgements", "said_of", "undo"]

VERDICTS = ("same", "different", "unsure")
"""What can be said of two records: that they are one business, that they are not, or neither."""


@dataclass(frozen=True)
class Saying:
    """What someone wants to say of two records.

    verdict: one of `VERDICTS`. why: their reason. by: their account. at: when. seen: number of the
    judgement in force when they looked; None: there was none.
    """

    pair: tuple[str, str]
    verdict: str
    why: str
    by: str
    at: datetime
    seen: int | None = None


@dataclass(frozen=True)
class Judged:
    """What was said of a pair, by whom and when; undone_by and undone_at: None while in force."""

    judgement_id: int
    id_a: str
    id_b: str
    verdict: str
    why: str
    judged_by: str
    judged_at: datetime
    undone_by: str | None = None
    undone_at: datetime | None = None

    @property
    def in_force(self) -> bool:
        """Whether it still binds."""
        return self.undone_at is None


Also = Callable[[Connection, Judged], object]
"""What else is written in the same transaction, such as the audit."""


def judgements(engine: Engine) -> pd.DataFrame:
    """Return the judgements in force as a `Judgement` frame, oldest first; one for each pair."""
    columns = Judgement.columns()
    in_force = (
        select(*(table.c[c] for c in columns))
        .where(table.c.undone_at.is_(None))
        .order_by(table.c.judgement_id)
    )
    with reading(engine) as connection:
        rows = connection.execute(in_force).all()
    return Judgement.shape(pd.DataFrame(rows, columns=[str(c) for c in columns]))


def all_said(engine: Engine, as_role: Acting | None = None) -> list[Judged]:
    """Return all that was ever said of any pair, undone or not, newest first."""
    with reading(engine, as_role) as connection:
        said = select(table).order_by(table.c.judgement_id.desc())
        return [Judged(*row) for row in connection.execute(said)]


def said_of(engine: Engine, records: Iterable[str], as_role: Acting | None = None) -> list[Judged]:
    """Return all that was ever said of pairs with an end among `records`, undone or not.

    Newest first.
    """
    ids = sorted(set(records))
    with_end = select(table).where(or_(table.c.id_a.in_(ids), table.c.id_b.in_(ids)))
    with reading(engine, as_role) as connection:
        rows = connection.execute(with_end.order_by(table.c.judgement_id.desc())).mappings().all()
    return [Judged(**row) for row in rows]


def judge(
    engine: Engine, saying: Saying, also: Also | None = None, as_role: Acting | None = None
) -> Judged:
    """Put a judgement in force in place of the one that was seen, which is kept as undone.

    also: called in the same transaction, so that both are written or neither.

    Raises:
        ConflictError: someone said or undid something since; nothing was written. Its `standing`
            is the newest judgement of the pair.
        StateError: the pair or the verdict is none, or the database cannot be written.
    """
    pair = min(saying.pair), max(saying.pair)
    try:
        with writing(engine, as_role) as connection:
            _refuse_unseen(_newest(connection, pair), saying.seen)
            _end(connection, saying.seen, saying.by, saying.at)
            return _added(connection, pair, saying, also)
    except IntegrityError as error:
        raise StateError(
            f"A judgement is of two different records and says {', '.join(VERDICTS)}; "
            f"{saying.verdict!r} of {len(set(pair))} records cannot be kept."
        ) from error


def undo(
    engine: Engine, number: int, by: tuple[str, datetime], also: Also | None = None,
    as_role: Acting | None = None,
) -> Judged:  # fmt: skip
    """Take the judgement of that number out of force, and return it; it stays to be seen.

    by: whose account, and when.

    Raises:
        ConflictError: it was undone already, or there is none of that number.
        StateError: the database cannot be written.
    """
    with writing(engine, as_role) as connection:
        held = _numbered(connection, number)
        if held is None or not held.in_force:
            raise ConflictError("This judgement is no longer in force.", held)
        _end(connection, number, *by)
        undone = replace(held, undone_by=by[0], undone_at=by[1])
        _and(also, connection, undone)
        return undone


def _refuse_unseen(newest: Judged | None, seen: int | None) -> None:
    standing = newest.judgement_id if newest and newest.in_force else None
    if standing != seen:
        raise ConflictError(
            "This pair was judged, or a judgement of it undone, since you looked. Read what was "
            "said, then say yours again if you still hold it.",
            newest,
        )


def _newest(connection: Connection, pair: tuple[str, str]) -> Judged | None:
    """The judgement in force, or else the one undone last."""
    of_pair = select(table).where(table.c.id_a == pair[0], table.c.id_b == pair[1])
    row = connection.execute(of_pair.order_by(table.c.judgement_id.desc()).limit(1)).mappings()
    found = row.one_or_none()
    return Judged(**found) if found else None


def _numbered(connection: Connection, number: int) -> Judged | None:
    row = connection.execute(select(table).where(table.c.judgement_id == number)).mappings()
    found = row.one_or_none()
    return Judged(**found) if found else None


def _end(connection: Connection, number: int | None, by: str, at: datetime) -> None:
    if number is not None:
        ended = update(table).where(table.c.judgement_id == number)
        connection.execute(ended.values(undone_by=by, undone_at=at))


def _added(
    connection: Connection, pair: tuple[str, str], saying: Saying, also: Also | None
) -> Judged:
    said = Judged(0, *pair, saying.verdict, saying.why, saying.by, saying.at)
    row = {name: value for name, value in asdict(said).items() if name != "judgement_id"}
    number = connection.execute(insert(table).values(row)).inserted_primary_key
    judged = replace(said, judgement_id=number[0] if number else 0)
    _and(also, connection, judged)
    return judged


def _and(also: Also | None, connection: Connection, judged: Judged) -> None:
    if also:
        with as_service(connection):
            also(connection, judged)
