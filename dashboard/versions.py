"""Which version gave the scores that are shown, and how is it named on screens and in files?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from risk.registry import VERSION_ONE, version_of

__all__ = ["CHECKLIST", "Version"]


@dataclass(frozen=True)
class Version:
    """What scored.

    model_id: the model of version two; empty: the checklist, version one. until: first day on which
    its approval no longer holds; None for the checklist, which needs none. why: why the checklist
    is shown although a model was promoted; empty where there is nothing to say.
    """

    model_id: str = ""
    until: date | None = None
    why: str = ""

    @property
    def is_prediction(self) -> bool:
        """Whether it is version two."""
        return bool(self.model_id)

    @property
    def signed(self) -> str:
        """Return what the scores are signed with: "v1", or "v2-" and the model's id."""
        return version_of(self.model_id) if self.is_prediction else VERSION_ONE

    @property
    def short(self) -> str:
        """Name it where little room is left: which of the two it is."""
        return f"Score: version {'two' if self.is_prediction else 'one'}"

    @property
    def label(self) -> str:
        """Name it as every screen and file does."""
        if not self.is_prediction:
            return "Score: version one (checklist)" + (f"; {self.why}" if self.why else "")
        until = f", approved until {self.until:%-d %B %Y}" if self.until else ""
        return f"Score: version two (prediction), model {self.model_id}{until}"


CHECKLIST = Version()
"""Version one."""
