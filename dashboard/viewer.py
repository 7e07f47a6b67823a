"""Who looks, and what may someone of their role do?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

__all__ = ["DEMO", "DEMO_PEOPLE", "MAY", "ROLES", "WHAT", "Capability", "Viewer"]


class Capability(StrEnum):
    """Something a role may do; every address of the application needs one."""

    BROWSE = "browse"
    EXPORT = "export"
    SHARE = "share"
    JUDGE = "judge"
    NOTE = "note"
    FIGURES = "figures"
    DELIVER = "deliver"
    AGREE = "agree"
    AUDIT = "audit"
    RIGHTS = "rights"
    EXPLAIN = "explain"
    MODELS = "models"
    APPROVE = "approve"
    RELEASE = "release"
    SWITCH = "switch"
    ACCOUNTS = "accounts"


WHAT: Mapping[Capability, str] = {
    Capability.BROWSE: "see the map, the list and the page of a business",
    Capability.EXPORT: "take a list of businesses away as a file",
    Capability.SHARE: "share saved filters with everyone who sees businesses",
    Capability.JUDGE: "say whether two records are one business",
    Capability.NOTE: "note something on the page of a business",
    Capability.FIGURES: "see figures of the county, never a business",
    Capability.DELIVER: "take deliveries in and see their quality",
    Capability.AGREE: "keep the register of sharing agreements",
    Capability.AUDIT: "see who did what",
    Capability.RIGHTS: "answer requests of people about their records",
    Capability.EXPLAIN: "see and take the transparency pack",
    Capability.MODELS: "see the models, their figures and their history",
    Capability.APPROVE: "approve a model, answer for what it fails, end its approval",
    Capability.RELEASE: "promote an approved model and roll it back",
    Capability.SWITCH: "switch version two on and off",
    Capability.ACCOUNTS: "give and take away access",
}
"""Each capability in words."""

ROLES: Mapping[str, str] = {
    "inspector": "Inspector",
    "lead": "Strategic lead",
    "analyst": "Analyst",
    "steward": "Data steward",
    "officer": "Data protection officer",
    "board": "Ethics board",
    "administrator": "Administrator",
}
"""Roles, and what they are called."""

MAY: Mapping[str, frozenset[Capability]] = {
    "inspector": frozenset({Capability.BROWSE, Capability.NOTE, Capability.FIGURES}),
    "lead": frozenset(
        {
            *(Capability.BROWSE, Capability.EXPORT, Capability.SHARE),
            *(Capability.NOTE, Capability.FIGURES),
        }
    ),
    "analyst": frozenset(
        {
            *(Capability.BROWSE, Capability.EXPORT, Capability.SHARE, Capability.NOTE),
            *(Capability.JUDGE, Capability.FIGURES, Capability.MODELS),
        }
    ),
    "steward": frozenset(
        {
            *(Capability.DELIVER, Capability.AGREE, Capability.RIGHTS),
            *(Capability.FIGURES, Capability.EXPLAIN),
        }
    ),
    "officer": frozenset(
        {
            *(Capability.AUDIT, Capability.RIGHTS, Capability.MODELS),
            *(Capability.FIGURES, Capability.EXPLAIN),
        }
    ),
    "board": frozenset(
        {
            *(Capability.FIGURES, Capability.EXPLAIN, Capability.MODELS),
            *(Capability.APPROVE, Capability.SWITCH),
        }
    ),
    "administrator": frozenset(
        {Capability.ACCOUNTS, Capability.MODELS, Capability.RELEASE, Capability.SWITCH}
    ),
}
"""What each role may do; what is not listed is refused."""


@dataclass(frozen=True)
class Viewer:
    """Someone who looks.

    user: id of the account, as audited. name: as shown. role: a key of `ROLES`. agency: agency of
    agencies.csv, empty where none. clearances: handling codes the viewer may see, P always.
    purpose: why, as said at sign-in.
    """

    user: str
    name: str
    role: str
    agency: str
    clearances: frozenset[str]
    purpose: str = ""

    def may(self, capability: Capability) -> bool:
        """Say whether the viewer's role may do it."""
        return capability in MAY.get(self.role, frozenset())


DEMO_PEOPLE: tuple[Viewer, ...] = (
    Viewer("demo-inspector", "Isla Marsh", "inspector", "LA_EH", frozenset("P")),
    Viewer("demo-police", "Owen Reed", "inspector", "EPOL", frozenset("PC")),
    Viewer("demo-lead", "Leila Stone", "lead", "ECC_TS", frozenset("PC")),
    Viewer("demo-analyst", "Anil Brook", "analyst", "EPOL", frozenset("PC")),
    Viewer("demo-steward", "Sian Field", "steward", "ECC_TS", frozenset("P")),
    Viewer("demo-officer", "Dara Lane", "officer", "ECC_TS", frozenset("P")),
    Viewer("demo-board", "Bea Hollow", "board", "", frozenset("P")),
    Viewer("demo-administrator", "Ada Ridge", "administrator", "", frozenset("P")),
)
"""Invented people of every role, who sign in by one click where the county is made up."""

DEMO = DEMO_PEOPLE[3]
"""The demo's analyst, cleared for everything."""
