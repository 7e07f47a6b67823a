"""What does someone write into the form of an agreement, and what agreement does it make?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from werkzeug.datastructures import MultiDict

from records.agreements import Agreement

__all__ = ["Form", "blank", "form_of", "read"]

_YEAR = timedelta(days=365)
_MOST_DIGITS = 6
_TEXTS = ("agreement_id", "title", "purpose", "lawful_basis", "lead", "notice", "dpia")


@dataclass(frozen=True)
class Form:
    """The form as it is filled in, sound or not. version: that of the agreement it will make."""

    agreement_id: str = ""
    title: str = ""
    purpose: str = ""
    lawful_basis: str = ""
    lead: str = ""
    partners: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    starts_on: str = ""
    review_on: str = ""
    covers_restricted: bool = False
    notice: str = "contact"
    dpia: str = ""
    version: int = 1

    def agreement(self) -> tuple[Agreement | None, tuple[str, ...]]:
        """Return the agreement it makes and no faults, or None and why it makes none.

        What the agreement itself lacks is not looked for here.
        """
        faults: list[str] = []
        days: dict[str, Any] = {}
        for field in ("starts_on", "review_on"):
            try:
                days[field] = date.fromisoformat(getattr(self, field))
            except ValueError:
                faults.append(f"{field}: name a day")
        if faults:
            return None, tuple(faults)
        partners = tuple(one for one in self.partners if one != self.lead)
        texts: dict[str, Any] = {field: getattr(self, field) for field in _TEXTS}
        made = Agreement(
            **texts,
            partners=partners,
            sources=self.sources,
            covers_restricted=self.covers_restricted,
            version=self.version,
            **days,
        )
        return made, ()


def blank(today: date) -> Form:
    """Return the form of a new agreement: from today for a year."""
    return Form(starts_on=str(today), review_on=str(today + _YEAR))


def form_of(agreement: Agreement) -> Form:
    """Return the form that amends the agreement: all it says now, and its next version."""
    return Form(
        **{field: getattr(agreement, field) for field in _TEXTS},
        partners=agreement.partners,
        sources=agreement.sources,
        starts_on=str(agreement.starts_on),
        review_on=str(agreement.review_on),
        covers_restricted=agreement.covers_restricted,
        version=agreement.version + 1,
    )


def read(said: MultiDict[str, str], before: Agreement | None) -> Form:
    """Return what was posted; before: the agreement it amends, whose id stays."""
    texts = {field: said.get(field, "").strip() for field in _TEXTS}
    if before is not None:
        texts["agreement_id"] = before.agreement_id
    return Form(
        **texts,
        partners=tuple(said.getlist("partners")),
        sources=tuple(said.getlist("sources")),
        starts_on=said.get("starts_on", ""),
        review_on=said.get("review_on", ""),
        covers_restricted=said.get("covers_restricted") == "yes",
        version=_number(said.get("version", "")) if before else 1,
    )


def _number(text: str) -> int:
    """Return the version the form was made for; 0, which never fits, where it is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS else 0
