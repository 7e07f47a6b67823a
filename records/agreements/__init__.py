"""Who agreed to share which sources, for what purpose, and until when?"""

from records.agreements.agreement import NOTICES, Agreement, Notice
from records.agreements.keeping import (
    end_agreement,
    in_force,
    record_agreement,
    register,
    versions,
)
from records.agreements.reviewing import dpia_missing, warnings
from records.agreements.sharing import Shared, Sharing
from records.agreements.sources import known_sources, parts_of, published_sources
from records.agreements.validating import faults_of

__all__ = [
    "NOTICES",
    "Agreement",
    "Notice",
    "Shared",
    "Sharing",
    "dpia_missing",
    "end_agreement",
    "faults_of",
    "in_force",
    "known_sources",
    "parts_of",
    "published_sources",
    "record_agreement",
    "register",
    "versions",
    "warnings",
]
