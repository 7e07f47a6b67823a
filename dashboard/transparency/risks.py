"""The register of risks: what could go wrong for people, and what is done about it?"""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.transparency.blocks import Grid, grid

__all__ = ["RISKS", "Risk", "register_of_risks"]


@dataclass(frozen=True)
class Risk:
    """One risk, what stands against it, and where that is shown or tested."""

    risk: str
    against: str
    shown: str


RISKS: tuple[Risk, ...] = (
    Risk(
        "Records of two businesses are joined, and one bears what the other did",
        "Each link has its weight and reasons; doubtful ones are asked of people, and a person's "
        "word holds through every build; a business can be split on its page",
        "docs/linkage.md; the page of a business, What joins its records",
    ),
    Risk(
        "A score is read as guilt",
        "It says on every screen, print and file that it is a prediction and no evidence; reasons "
        "stand beside it, with the contacts they rest on",
        "the page of a business; the heading of each file",
    ),
    Risk(
        "Those who are visited most look worst (over-policing)",
        "Unvisited is unknown; clean visits lower a score; what neighbours did adds nothing; "
        "complaints and intelligence move no band; visits drawn at random measure what is missed",
        "docs/risk.md, laws 1 to 9",
    ),
    Risk(
        "A sector or district stands in for who owns the business",
        "Nothing of persons is loaded; the sector alone stays in the low band; version two is "
        "measured by sector and district before it may be approved",
        "the model card, Whether it is fair",
    ),
    Risk(
        "A victim of crime is scored for it",
        "Only premises under suspicion bear an incident; as victim or scene they bear nothing",
        "docs/risk.md, law 2",
    ),
    Risk(
        "Restricted intelligence can be worked out from what is shown",
        "What a viewer sees is made of the records they may see, and of nothing else, scores, "
        "counts, links and models included",
        "docs/decisions/0090, 0091; docs/threat-model.md",
    ),
    Risk(
        "Someone looks who need not",
        "Roles, agencies, clearances, a purpose at sign-in, and a sealed audit in which the data "
        "protection officer sees who looked at a business",
        "docs/audit.md",
    ),
    Risk(
        "What is held is wrong or too old",
        "Every value says who said it and when; disputed records weigh nothing; each source has a "
        "schedule, and records past their time are reviewed",
        "docs/rights.md",
    ),
    Risk(
        "A model grows worse unseen",
        "An approval ends by itself and version one is shown; drift is watched; one switch turns "
        "version two off within a request",
        "docs/risk.md",
    ),
    Risk(
        "Data is lost, leaked or altered",
        "Builds are hashed and verified, the audit sealed, answers kept out of caches, files from "
        "others parsed apart; backups are verified when they are put back",
        "docs/threat-model.md",
    ),
)
"""Risks to people, gravest for them first."""


def register_of_risks() -> Grid:
    """Return the register as a table."""
    rows: list[tuple[object, ...]] = [(one.risk, one.against, one.shown) for one in RISKS]
    return grid("Risks and what is done about them", ("Risk", "Against it", "Shown in"), rows)
