"""What is made ready before a process answers, so that nobody waits for what others see too?"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable

from dashboard.desk import Desk
from dashboard.insights import ledger_of
from dashboard.map_data import block_of, outlines_of
from dashboard.seeing import viewed
from dashboard.signin.accounts import everyone
from dashboard.signin.demo import is_demo
from dashboard.viewer import DEMO_PEOPLE, Capability, Viewer

__all__ = ["likely", "warm_up"]


def warm_up(desk: Desk, seconds: float, clock: Callable[[], float] = time.monotonic) -> int:
    """Make what people of each agency and clearance see of the build; return how many kinds.

    The kinds that most people are of come first; none is begun once `seconds` are over.

    Raises:
        StateError: the state database cannot be reached.
    """
    until, made = clock() + seconds, 0
    for viewer in likely(desk):
        view = viewed(desk, viewer) if clock() < until else None
        if view is None:
            break
        block_of(view)
        outlines_of(view)
        ledger_of(view)
        made += 1
    return made


def likely(desk: Desk) -> list[Viewer]:
    """Return one person of each agency and clearance who may see businesses, commonest first."""
    accounts = [] if is_demo(desk) else everyone(desk.state)
    people = [*DEMO_PEOPLE] if is_demo(desk) else [a.viewer() for a in accounts if a.is_active]
    browsing = [one for one in people if one.may(Capability.BROWSE)]
    kinds = {(one.agency, one.clearances): one for one in reversed(browsing)}
    counts = Counter((one.agency, one.clearances) for one in browsing)
    return [kinds[kind] for kind, _ in counts.most_common()]
