"""What is each line of a score called, and what does it mean? Of version one and version two."""

from __future__ import annotations

from risk.factors import FACTORS, LIMITS
from risk.prediction.predictors import PREDICTORS
from risk.prediction.scorecard import LIMITS as BOUNDS

__all__ = ["LIMITING", "TITLES", "meaning"]

TITLES: dict[str, tuple[str, str]] = {
    **{one.id: (one.title, one.help) for one in FACTORS},
    **{one.id: (one.title, f"{one.definition} {one.fairness}".strip()) for one in PREDICTORS},
}
"""Title and help of each factor, by its id: the texts of the model card and the docs."""

LIMITING = frozenset({*LIMITS, *BOUNDS})
"""Lines that are no factor: where a score starts and what bounds it."""

_CAPS = {one.id: one.cap for one in FACTORS}


def meaning(factor: str, *, predicted: bool) -> str:
    """Return what a factor means; in version one also how much it can add at most."""
    _, help = TITLES[factor]
    capped = factor in _CAPS and not predicted
    return f"{help} At most {_CAPS[factor]:g} points." if capped else help
