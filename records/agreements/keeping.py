"""How is the register kept? Nothing in it is ever changed: an amendment is a new version."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, replace
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, Engine, RowMapping, insert, select
from sqlalchemy.exc import IntegrityError

from records.agreements.agreement import Agreement
from records.agreements.sharing import Sharing
from records.agreements.sources import known_sources
from records.agreements.validating import faults_of
from records.errors import AgreementError, ConcernError, ConflictError
from records.state import reading, writing
from records.state.tables import agreements as table

__all__ = ["end_agreement", "in_force", "record_agreement", "register", "versions"]

Beside = Callable[[Connection], object]
"""What else is written in the transaction that records an agreement: the audit."""


def register(engine: Engine) -> list[Agreement]:
    """Return each agreement in its highest version, by id.

    Raises:
        StateError: the state database cannot be reached.
    """
    return [*{one.agreement_id: one for one in _rows(engine)}.values()]


def versions(engine: Engine, agreement_id: str) -> list[Agreement]:
    """Return every version of the agreement, first to last.

    Raises:
        AgreementError: there is none of that id.
    """
    found = [one for one in _rows(engine) if one.agreement_id == agreement_id]
    if not found:
        raise AgreementError(
            f"There is no agreement {agreement_id!r}. List them: concern agreements list."
        )
    return found


def in_force(engine: Engine, on: date, published: Collection[str] = frozenset()) -> Sharing:
    """Return what may be shared on that day, by the highest version of each agreement.

    published: sources that need no agreement, see `published_sources`.

    Raises:
        StateError: the state database cannot be reached.
    """
    held = tuple(one for one in register(engine) if one.is_in_force(on))
    return Sharing(on, held, frozenset(published))


def record_agreement(
    engine: Engine,
    agreement: Agreement,
    by: str,
    sources: Mapping[str, str] | None = None,
    beside: Beside | None = None,
) -> Agreement:
    """Add the agreement, or its next version, to the register; return it as recorded.

    by: who records it. sources: agency of each source there is, see `known_sources`; None: the
    built-in ones. beside: what else is written in the same transaction.

    Raises:
        AgreementError: it has faults, all of them named; or its id is given, or was ended.
        ConflictError: its version is not the one that comes next: someone changed it meanwhile.
        StateError: the state database cannot be written; nothing was recorded.
    """
    if faults := faults_of(agreement, known_sources() if sources is None else sources):
        listed = "".join(f"\n  {fault}" for fault in faults)
        raise AgreementError(f"Agreement {agreement.agreement_id!r} is not sound:{listed}")
    recorded = replace(agreement, recorded_by=by, recorded_at=datetime.now(UTC))
    _add(engine, recorded, beside)
    return recorded


def end_agreement(
    engine: Engine, agreement_id: str, on: date, by: str, beside: Beside | None = None
) -> Agreement:
    """End the agreement from that day on, as a new version of it, and return that.

    Raises:
        AgreementError: there is none of that id, or it has ended before.
        ConflictError: someone changed it meanwhile.
        StateError: the state database cannot be written; nothing was recorded.
    """
    last = versions(engine, agreement_id)[-1]
    if last.ended_on is not None and last.ended_on <= on:
        raise AgreementError(f"Agreement {agreement_id!r} has ended on {last.ended_on} already.")
    ended = replace(
        last,
        version=last.version + 1,
        ended_on=on,
        recorded_by=by,
        recorded_at=datetime.now(UTC),
    )
    _add(engine, ended, beside)
    return ended


def _add(engine: Engine, agreement: Agreement, beside: Beside | None) -> None:
    try:
        with writing(engine) as connection:
            _refuse_out_of_turn(connection, agreement)
            connection.execute(insert(table), _values(agreement))
            if beside is not None:
                beside(connection)
    except IntegrityError as error:
        raise _outrun(agreement, agreement.version) from error


def _refuse_out_of_turn(connection: Connection, agreement: Agreement) -> None:
    last = (
        select(table.c.version, table.c.ended_on)
        .where(table.c.agreement_id == agreement.agreement_id)
        .order_by(table.c.version.desc())
        .limit(1)
    )
    found = connection.execute(last).first()
    before, ended_on = (found.version, found.ended_on) if found else (0, None)
    if agreement.version != before + 1:
        raise _outrun(agreement, before)
    if ended_on is not None and agreement.ended_on is None:
        raise AgreementError(
            f"Agreement {agreement.agreement_id!r} was ended on {ended_on} for good. "
            "Record a new one under another id."
        )


def _outrun(agreement: Agreement, before: int) -> ConcernError:
    name, version = agreement.agreement_id, agreement.version
    if version == 1:
        return AgreementError(
            f"There is an agreement {name!r} already. Amend it ('concern agreements amend "
            "FILE.toml'), or choose another id."
        )
    return ConflictError(
        f"Agreement {name!r} is at version {before}, so {version} cannot come next: someone "
        "changed it meanwhile. Read it again, then amend it."
    )


def _rows(engine: Engine) -> list[Agreement]:
    ordered = select(table).order_by(table.c.agreement_id, table.c.version)
    with reading(engine) as connection:
        return [_agreement(row) for row in connection.execute(ordered).mappings()]


def _agreement(row: RowMapping) -> Agreement:
    values: dict[str, Any] = dict(row)
    lists = {name: tuple(values[name]) for name in ("partners", "sources")}
    return Agreement(**{**values, **lists})


def _values(agreement: Agreement) -> dict[str, Any]:
    values = asdict(agreement)
    return values | {name: list(values[name]) for name in ("partners", "sources")}
