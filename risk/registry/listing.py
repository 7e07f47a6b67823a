"""How does each model stand today?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Engine

from records.state import reading
from risk.registry.keeping import Evaluated, Held, held, latest_evaluation
from risk.registry.standing import last_word, standing_in, version_of
from risk.registry.waiving import in_force_for

__all__ = ["Listed", "listed"]


@dataclass(frozen=True)
class Listed:
    """A model and how it stands on a day.

    figures: the evaluation that holds; None: none. until_on: first day its approval does not hold;
    None: it has none. ended: a person ended it before. unanswered: checks it fails that no waiver
    in force answers for. promoted: it is the one to score. shown: and its scores are shown.
    """

    model: Held
    figures: Evaluated | None
    until_on: date | None
    ended: bool
    unanswered: tuple[str, ...]
    promoted: bool
    shown: bool
    on: date

    @property
    def approved(self) -> bool:
        """Whether an approval is in force."""
        return self.until_on is not None and self.on < self.until_on

    @property
    def standing(self) -> str:
        """Return how it stands, in a few words."""
        if self.approved:
            state = (
                "shown" if self.shown else "promoted, not shown" if self.promoted else "approved"
            )
            return f"{state}, until {self.until_on}"
        if self.ended or self.until_on is not None:
            return "approval ended" + (f" on {self.until_on}" if self.until_on else "")
        if self.figures is None:
            return "not evaluated"
        return "fails the fairness gate" if self.unanswered else "not approved"

    def told(self) -> dict[str, Any]:
        """Return it as plain values, for a file or another program."""
        one, figures = self.model, self.figures
        return {
            "model": one.model_id,
            "version": version_of(one.model_id),
            "standing": self.standing,
            "trained_on": one.trained_on.isoformat(),
            "trained_by": one.trained_by,
            "registered_at": one.registered_at.isoformat(timespec="seconds"),
            "build": one.build_id,
            "data_sha256": one.data_sha256,
            "evaluated_at": figures.evaluated_at.isoformat(timespec="seconds") if figures else None,
            "failed": list(figures.failed) if figures else [],
            "unanswered": list(self.unanswered),
            "approved_until": self.until_on.isoformat() if self.until_on else None,
            "promoted": self.promoted,
            "shown": self.shown,
        }


def listed(engine: Engine, on: date) -> list[Listed]:
    """Return every model as it stands on that day, the newest first.

    Raises:
        StateError: the database cannot be reached.
    """
    models = held(engine)
    told = []
    with reading(engine) as connection:
        now = standing_in(connection, on)
        for one in models:
            figures = latest_evaluation(connection, one.model_id)
            waived = in_force_for(connection, figures, on) if figures else {}
            failed = figures.failed if figures else ()
            event, until_on = last_word(connection, one.model_id)
            told.append(
                Listed(
                    model=one,
                    figures=figures,
                    until_on=until_on,
                    ended=event == "expired",
                    unanswered=tuple(check for check in failed if check not in waived),
                    promoted=now.promoted == one.model_id,
                    shown=now.shown == version_of(one.model_id),
                    on=on,
                )
            )
    return told
