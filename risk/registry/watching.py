"""Is a model still right for the county: keep it, train anew, or fall back to version one?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from records.audit import Trail
from records.rights.actor import Actor
from records.schema import Profile, Redirect, Touchpoint
from records.state import writing
from risk.evaluation.contestants import known_before
from risk.evaluation.drift import MOVED, Drift, Rate, drift
from risk.prediction.challenger import Contest
from risk.prediction.known import asked_on
from risk.prediction.model import RiskModel
from risk.prediction.outcomes import Outcome, outcomes
from risk.prediction.scoring import scored
from risk.registry.keeping import note, row_of
from risk.visits.choices import Choices, choices
from risk.visits.finding import Visit, resolved
from risk.visits.keeping import VisitList

__all__ = ["FALL_BACK", "KEEP", "RETRAIN", "Watched", "note_contest", "note_watch", "watch"]

KEEP, RETRAIN, FALL_BACK = "keep", "train anew", "fall back"

ADVICE = {
    KEEP: "Nothing speaks against the model.",
    RETRAIN: "The county has moved since it was trained: train anew (concern model train).",
    FALL_BACK: "Its scores can no longer be trusted: switch version two off (concern model switch "
    "off) until another model is trained and approved.",
}
"""What each advice means, and what to do."""

_MOST_AGAINST = 0.5
"""Share of choices against the list from which it is not followed at all."""

_SCORE = "score"

Tables = Mapping[str, pd.DataFrame]


@dataclass(frozen=True)
class Watched:
    """What has moved since a model was trained, and what follows.

    choices: what people did with the lists of its scores. advice: `KEEP`, `RETRAIN`, `FALL_BACK`.
    """

    model_id: str
    drift: Drift
    choices: Choices
    advice: str

    @property
    def text(self) -> str:
        """Return the advice and its grounds in a sentence."""
        grounds = "; ".join(self.drift.warnings)
        return f"{self.advice}: {grounds or 'nothing has moved'}"

    def told(self) -> dict[str, Any]:
        """Return it as plain values, for another program."""
        return {
            "model": self.model_id,
            "advice": self.advice,
            "what_to_do": ADVICE[self.advice],
            **self.drift.to_json(),
            "choices": {**vars(self.choices), "against": self.choices.against},
        }


def watch(
    model: RiskModel,
    tables: Tables,
    as_of: date,
    lists: tuple[Sequence[VisitList], pd.DataFrame] | None = None,
) -> Watched:
    """Return what has moved between the day the model was trained on and `as_of`.

    tables: profiles, touchpoints, records, relations, links and redirects of the build of `as_of`.
    lists: lists of visits drawn by the model's scores, with their picks; None: there are none.
    """
    then = date.fromisoformat(str(model.about["trained_on"]))
    found = outcomes(tables["touchpoints"], tables["records"])
    since = found[found[Outcome.on] >= pd.Timestamp(then)]
    made = _choices(tables, found, as_of, lists)
    moved = drift(
        _said(model, _known_then(tables, then), then),
        _said(model, tables, as_of),
        (
            Rate(int(model.about["serious"]), int(model.about["visits"])),
            Rate(int(since[Outcome.serious].sum()), len(since)),
        ),
        Rate(made.against, made.all),
        _SCORE,
    )
    return Watched(model.model_id, moved, made, _advice(moved))


def note_watch(trail: Trail, watched: Watched, who: Actor) -> None:
    """Keep what was found in the history of the model; audited.

    Raises:
        RegistryError: there is no such model.
        StateError: the database cannot be written.
    """
    event = {"event": "watched", "model_id": watched.model_id, "why": watched.text}
    with writing(trail.engine) as connection:
        row_of(connection, watched.model_id)
        note(trail, connection, who, event, {"advice": watched.advice})


def note_contest(trail: Trail, model_id: str, stood: Contest, who: Actor) -> None:
    """Keep how a challenger stood against such a model in its history; audited.

    Raises:
        RegistryError: there is no such model.
        StateError: the database cannot be written.
    """
    event = {"event": "watched", "model_id": model_id, "why": stood.text}
    with writing(trail.engine) as connection:
        row_of(connection, model_id)
        note(trail, connection, who, event, {"challenger_proposed": stood.proposed})


def _advice(moved: Drift) -> str:
    """Scores that moved while findings did too mislead; either alone asks for another model."""
    if (moved.score >= MOVED and moved.rate_moved) or _is_ignored(moved.overrides):
        return FALL_BACK
    shifted = moved.score >= MOVED or any(value >= MOVED for value in moved.factors.values())
    return RETRAIN if shifted or moved.rate_moved or moved.warnings else KEEP


def _is_ignored(overrides: Rate) -> bool:
    return overrides.of > 0 and overrides.interval[0] > _MOST_AGAINST


def _known_then(tables: Tables, then: date) -> dict[str, pd.DataFrame]:
    """What was known then, of the businesses that were known then."""
    known = known_before(tables, then)
    profiles = known["profiles"]
    there = profiles[Profile.first_contact_on] < pd.Timestamp(then)
    return {**known, "profiles": profiles[there].reset_index(drop=True)}


def _said(model: RiskModel, tables: Tables, on: date) -> pd.DataFrame:
    """What the lines of the model said of each business on a day, and its score."""
    told = scored(model, asked_on(tables, on))
    lines = told.reading.table[list(model.lines)]
    return lines.assign(**{_SCORE: told.standing.score.astype("float64")})


def _choices(
    tables: Tables,
    found: pd.DataFrame,
    as_of: date,
    lists: tuple[Sequence[VisitList], pd.DataFrame] | None,
) -> Choices:
    if lists is None:
        return Choices()
    held, picks = lists
    moved = tables["redirects"]
    today = dict(zip(moved[Redirect.old_id], moved[Redirect.new_id], strict=True))
    contacts = tables["touchpoints"]
    made = contacts[contacts[Touchpoint.is_visit]].rename(columns={Touchpoint.event_on: Visit.on})
    return choices(held, resolved(picks, today), (made, found), as_of)
