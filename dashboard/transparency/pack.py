"""Which documents make the pack?"""

from __future__ import annotations

from dashboard.transparency.algocare import algocare_sheet
from dashboard.transparency.answers import Answers
from dashboard.transparency.atrs import atrs_record
from dashboard.transparency.blocks import Document
from dashboard.transparency.dpia import dpia_annex
from dashboard.transparency.known import Known
from dashboard.transparency.model_card import model_card

__all__ = ["DOCUMENTS", "pack_of"]

DOCUMENTS = ("model-card", "atrs-record", "dpia-annex", "algo-care")
"""Names of the documents, in order."""


def pack_of(known: Known, answers: Answers) -> tuple[Document, ...]:
    """Return the documents; what a person has still to write stands in them as a blank."""
    return (
        model_card(known),
        atrs_record(known, answers),
        dpia_annex(known, answers),
        algocare_sheet(known, answers),
    )
