"""The life of a model: registered, evaluated, approved, promoted, rolled back, expired, off."""

from risk.registry.deciding import (
    DEFAULT_MONTHS,
    Approval,
    approve,
    expire,
    in_a_year,
    promote,
    roll_back,
    switch,
)
from risk.registry.keeping import (
    Candidate,
    Evaluated,
    Event,
    Held,
    evaluate,
    evaluation_of,
    held,
    history,
    model_of,
    register,
)
from risk.registry.listing import Listed, listed
from risk.registry.standing import (
    VERSION_ONE,
    Approved,
    Standing,
    in_force,
    shown_version,
    standing,
    version_of,
)
from risk.registry.waiving import Waiver, waive, waivers

__all__ = [
    "DEFAULT_MONTHS",
    "VERSION_ONE",
    "Approval",
    "Approved",
    "Candidate",
    "Evaluated",
    "Event",
    "Held",
    "Listed",
    "Standing",
    "Waiver",
    "approve",
    "evaluate",
    "evaluation_of",
    "expire",
    "held",
    "history",
    "in_a_year",
    "in_force",
    "listed",
    "model_of",
    "promote",
    "register",
    "roll_back",
    "shown_version",
    "standing",
    "switch",
    "version_of",
    "waive",
    "waivers",
]
