"""What does the running system know of itself? Read for one day, and nothing of it a guess."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import Engine

from dashboard.transparency.held import Held, held_of
from dashboard.transparency.model_facts import ModelFacts, evaluation_shown, model_facts
from records.agreements import Agreement, in_force, published_sources
from records.audit import Tally, tally
from records.home import Home
from records.rights.cases import cases_held
from records.rights.retention import Schedule, schedules
from records.state.judgements import all_said
from risk.evaluation.evaluation import Evaluation

__all__ = ["YEAR", "Known", "known_of"]

YEAR = timedelta(days=365)
"""How far back use is counted."""


@dataclass(frozen=True)
class Known:
    """Everything the documents say that no person writes.

    held: the current build; None: there is none. model: version two, where it is in force; None:
    the checklist is. evaluation: how good it is; of the newest model judged where the checklist is
    in force; None: none was judged. agreements: those in force. used: counts of the audit of the
    last year.
    judged: judgements in force by verdict. cases: requests of people, by kind and state.
    """

    on: date
    county: str
    held: Held | None = None
    model: ModelFacts | None = None
    evaluation: Evaluation | None = None
    agreements: tuple[Agreement, ...] = ()
    published: tuple[str, ...] = ()
    used: tuple[Tally, ...] = ()
    judged: Mapping[str, int] = field(default_factory=dict)
    cases: Mapping[tuple[str, str], int] = field(default_factory=dict)
    schedules: tuple[Schedule, ...] = ()

    @property
    def promoted_on(self) -> date | None:
        """Return the day the model in force was promoted; None: the checklist is in force."""
        return self.model.promoted_on if self.model else None

    def times(self, operation: str, *kinds: str) -> int:
        """Return how often it was done in the last year, to subjects of these kinds."""
        return sum(
            one.times
            for one in self.used
            if one.operation == operation and (not kinds or one.subject_kind in kinds)
        )


def known_of(home: Home, engine: Engine, county: str, on: date) -> Known:
    """Return what the system knows of itself on that day.

    Raises:
        BuildError: builds were published and none can be read.
        StateError: the state database cannot be reached.
    """
    held, model = held_of(home), model_facts(engine, on)
    sources = [one.source for one in held.sources] if held else []
    published = published_sources(home.mappings)
    return Known(
        on=on,
        county=county,
        held=held,
        model=model,
        evaluation=evaluation_shown(engine, model),
        agreements=in_force(engine, on, published).agreements,
        published=tuple(sorted(published)),
        used=tuple(tally(engine, on - YEAR)),
        judged=Counter(one.verdict for one in all_said(engine) if one.in_force),
        cases=Counter((one.kind, one.state) for one in cases_held(engine)),
        schedules=tuple(schedules(engine, sources)),
    )
