"""Which agreements need someone's hand soon?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from records.agreements.agreement import Agreement

__all__ = ["dpia_missing", "warnings"]


def warnings(register: Iterable[Agreement], on: date) -> list[str]:
    """Return a sentence for each agreement that has lapsed or lapses within 60 days, soonest first.

    Those that were ended by someone are over, and not warned of.
    """
    told = [one for one in register if one.standing(on) in ("lapsed", "review due")]
    by_day = sorted(told, key=lambda one: (one.review_on, one.agreement_id))
    return [_sentence(one, on) for one in by_day]


def dpia_missing(register: Iterable[Agreement], on: date) -> list[str]:
    """Return why the county may not be used in earnest on that day; empty: it may.

    Each agreement in force names its data protection impact assessment, and there is at least one.
    """
    held = [one for one in register if one.is_in_force(on)]
    if not held:
        return [
            "No sharing agreement is in force that names a data protection impact assessment; "
            "record one with 'concern agreements add FILE.toml'."
        ]
    return [
        f"Agreement {one.agreement_id} names no data protection impact assessment; amend it: dpia."
        for one in held
        if not one.dpia.strip()
    ]


def _sentence(agreement: Agreement, on: date) -> str:
    name, day = agreement.agreement_id, f"{agreement.review_on:%-d %B %Y}"
    if agreement.standing(on) == "lapsed":
        return (
            f"Agreement {name} lapsed on {day}: what it alone shares is not taken in, combined or "
            "shown."
        )
    left = (agreement.review_on - on).days
    days = f"in {left} days" if left > 1 else "tomorrow"
    return f"Agreement {name} must be reviewed by {day}, {days}; what it alone shares stops then."
