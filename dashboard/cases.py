"""Where does a request of a person stand, in words?"""

from __future__ import annotations

import datetime as dt

from records.rights.cases import Case

__all__ = ["standing", "told"]


def standing(case: Case, today: dt.date) -> str:
    """Say where a case stands: open, overdue, waits to be erased, granted or refused."""
    if case.waits:
        return "waits to be erased"
    return "overdue" if case.overdue(today) else case.state


def told(case: Case) -> str:
    """Say what follows from a decision."""
    if case.waits:
        return (
            f"Case {case.case_id}: the record is hidden from now on, and erased by "
            "'concern rights resume'."
        )
    follows = {
        "rectification": "The next build says what was put right.",
        "restriction": "The record is hidden from now on, and left out of the next build.",
        "dispute": "The record stays marked as disputed until the mark is lifted.",
    }
    granted = follows.get(case.kind, "") if case.state == "granted" else "Nothing changes."
    return f"Case {case.case_id} is {case.state}. {granted}"
