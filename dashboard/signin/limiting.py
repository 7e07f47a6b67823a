"""Were there too many tries? Counted in the state database, so that all processes count as one."""

from __future__ import annotations

import hashlib
import ipaddress
from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import Engine, delete, func, insert, select

from records.state import writing
from records.state.acting import SERVICE
from records.state.tables import attempts

__all__ = ["WINDOW", "key_of", "network", "take"]

WINDOW = timedelta(minutes=15)
"""A try counts for so long."""
_NETWORK_BITS = 64


def take(state: Engine, limits: Mapping[str, int], now: datetime) -> Mapping[str, int] | None:
    """Count one try for each key, and return how many each has now; None: one had its fill.

    limits: tries allowed within `WINDOW`, by key. A try is counted before it is made, so that
    many at once are not let through together; one that is refused is not counted.

    Raises:
        StateError: the database cannot be written.
    """
    with writing(state, SERVICE) as connection:
        connection.execute(delete(attempts).where(attempts.c.at <= now - WINDOW))
        counted = select(attempts.c.key, func.count()).group_by(attempts.c.key)
        made = {
            str(key): int(count)
            for key, count in connection.execute(counted.where(attempts.c.key.in_(limits)))
        }
        if any(made.get(key, 0) >= most for key, most in limits.items()):
            return None
        connection.execute(insert(attempts), [{"key": key, "at": now} for key in limits])
    return {key: made.get(key, 0) + 1 for key in limits}


def key_of(kind: str, who: str) -> str:
    """Return the key under which tries of a kind are counted: never the name itself."""
    return f"{kind}:{hashlib.sha256(who.encode()).hexdigest()}"


def network(address: str) -> str:
    """Return what is limited of an address: all of IPv4, of IPv6 the half one house is given."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address
    if known.version == 4:  # noqa: PLR2004  # the old protocol
        return str(known)
    return str(ipaddress.ip_network((known, _NETWORK_BITS), strict=False))
