"""What of the pack is blank or stale, and what is to be done about it?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import pandas as pd

from dashboard.transparency.answers import Answer, Answers, questions
from dashboard.transparency.blocks import Document
from records.errors import ConcernError

__all__ = ["Fault", "faults_in", "refuse_faults"]

_AGAIN = "Read it again, mend it, and set answered_on"


@dataclass(frozen=True)
class Fault:
    """One field that keeps the pack from being published.

    field: number and name. what: blank or stale, and why. remedy: what to do.
    """

    field: str
    what: str
    remedy: str

    def __str__(self) -> str:
        """Return it as one line."""
        return f"{self.field}: {self.what}. {self.remedy}."


def faults_in(
    answers: Answers, documents: Iterable[Document], on: date, promoted_on: date | None
) -> tuple[Fault, ...]:
    """Return every blank or stale field, in the order of the questions, then the documents.

    promoted_on: day on which the model in force was promoted; None: the checklist is in force.
    """
    asked = [
        fault
        for number, (field, _) in questions().items()
        if (fault := _fault(f"{number} {field}", answers, answers[number], (on, promoted_on)))
    ]
    empty = [
        Fault(
            f"{document.title}, {section.heading}",
            "the running system has nothing to say here",
            "Publish a build first: concern build",
        )
        for document in documents
        for section in document.sections
        if section.blank and not section.mark
    ]
    return (*asked, *empty)


def refuse_faults(faults: tuple[Fault, ...]) -> None:
    """Raise where there is a fault.

    Raises:
        ConcernError: every blank and stale field is named, with its remedy.
    """
    if not faults:
        return
    lines = "".join(f"\n  {fault}" for fault in faults)
    number = f"{len(faults)} field{'s are' if len(faults) > 1 else ' is'}"
    raise ConcernError(f"The pack was not written: {number} blank or stale.{lines}")


def _fault(
    field: str, answers: Answers, answer: Answer, days: tuple[date, date | None]
) -> Fault | None:
    on, promoted_on = days
    here = f"in {answers.where}"
    if not answer.text:
        return Fault(field, "blank", f"Write its text {here}")
    if answer.on is None or not answer.by:
        return Fault(field, "nobody says who answered, and when", f"Fill both {here}")
    if answer.on > on:
        return Fault(field, f"answered on {answer.on}, which is still to come", f"Mend it {here}")
    if promoted_on is not None and answer.on < promoted_on:
        return Fault(
            field,
            f"stale: answered on {answer.on}, before the model in force was promoted on "
            f"{promoted_on}",
            f"{_AGAIN} {here}",
        )
    if answer.on < _months_before(on, answers.review_months):
        months = answers.review_months
        return Fault(
            field, f"stale: answered on {answer.on}, over {months} months ago", f"{_AGAIN} {here}"
        )
    return None


def _months_before(day: date, months: int) -> date:
    return (pd.Timestamp(day) - pd.DateOffset(months=months)).date()
