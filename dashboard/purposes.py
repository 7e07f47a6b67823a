"""Why is a list taken away, and who is it for? Asked before every export, and kept."""

from __future__ import annotations

from collections.abc import Mapping

import flask

__all__ = ["MOST_WORDS", "PURPOSES", "faults_of", "said_purpose"]

PURPOSES: Mapping[str, str] = {
    "visits": "Plan visits",
    "joint": "Plan a joint operation",
    "case": "Work on a case",
    "data": "Check the quality of data",
    "report": "Report figures",
    "other": "Another purpose",
}
"""Purposes to choose from; another one is told in words."""

MOST_WORDS = 200
"""Letters that a purpose or a recipient may have."""


def faults_of(purpose: str, words: str, recipient: str) -> list[str]:
    """Return what is lacking, in sentences; none where an export may be made."""
    told = (
        ("Choose a purpose.", purpose not in PURPOSES),
        ("Say in words what the purpose is.", purpose == "other" and not words.strip()),
        ("Say who the list is for.", not recipient.strip()),
        (
            f"Purpose and recipient may have {MOST_WORDS} letters each.",
            max(len(words), len(recipient)) > MOST_WORDS,
        ),
    )
    return [sentence for sentence, holds in told if holds]


def said_purpose(form: Mapping[str, str]) -> tuple[str, str]:
    """Return the purpose in words and the recipient that a form gives; 400 where one lacks."""
    purpose, words = form.get("purpose", ""), form.get("words", "")
    recipient = form.get("recipient", "")
    if faults_of(purpose, words, recipient):
        flask.abort(400)
    parts = [PURPOSES[purpose] if purpose != "other" else "", words]
    return ": ".join(" ".join(part.split()) for part in parts if part.strip()), recipient.strip()
