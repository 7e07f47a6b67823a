"""Who agreed to share which sources, for what purpose, and until when?"""

from records.agreements.admitting import refuse_unshared
from records.agreements.agreement import NOTICES, Agreement, Notice
from records.agreements.keeping import (
    end_agreement,
    in_force,
    record_agreement,
    register,
    versions,
)
from records.agreements.reviewing import dpia_missing, warnings
from records.agreements.sharing import Shared, Sharing, in_charge
from records.agreements.sources import (
    known_sources,
    parts_of,
    published_sources,
    sound_contracts,
)
from records.agreements.validating import faults_of
from records.agreements.written import TEMPLATE, read_agreement

__all__ = [
    "NOTICES",
    "TEMPLATE",
    "Agreement",
    "Notice",
    "Shared",
    "Sharing",
    "dpia_missing",
    "end_agreement",
    "faults_of",
    "in_charge",
    "in_force",
    "known_sources",
    "parts_of",
    "published_sources",
    "read_agreement",
    "record_agreement",
    "refuse_unshared",
    "register",
    "sound_contracts",
    "versions",
    "warnings",
]
