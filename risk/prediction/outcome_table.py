"""Which contact of which agency tells whether a visit found something serious, and when is it?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["OUTCOMES", "SERIOUS", "Counts", "OutcomeType"]

Counts = Literal["visit", "notice", "none"]

SERIOUS, POOR = 3, 2


@dataclass(frozen=True)
class OutcomeType:
    """One line of the table.

    agency: as in event_types.csv; "any": each that records the type. counts: "visit": every contact
    of the type is an outcome, serious or not. "notice": only the serious ones are on record, so
    nobody knows how often someone looked and served none; it makes a visit of the same agency in
    the four weeks before serious, and stands by itself only among findings. "none": no outcome.
    least: severity (1-5) from which it is serious. serious: that in words, or why it is no outcome.
    """

    agency: str
    event_code: str
    counts: Counts
    least: int
    serious: str


def _visit(agency: str, code: str, serious: str, least: int = SERIOUS) -> OutcomeType:
    return OutcomeType(agency, code, "visit", least, serious)


def _notice(agency: str, code: str, serious: str, least: int = SERIOUS) -> OutcomeType:
    return OutcomeType(agency, code, "notice", least, serious)


def _none(agency: str, code: str, why: str) -> OutcomeType:
    return OutcomeType(agency, code, "none", 0, why)


TOLD = "Someone said so; nobody looked."
PAPER = "An entry in a register; nobody looked."

OUTCOMES: tuple[OutcomeType, ...] = (
    _visit("LA_EH", "INSP_FOOD", "Result serious: major non-compliance, or a notice served."),
    _visit("LA_EH", "FHRS_LOW", "Rating 0, 1 or 2: improvement necessary.", POOR),
    _visit("LA_EH", "FHRS_OK", "Never: rating 3."),
    _visit("LA_EH", "FHRS_GOOD", "Never: rating 4 or 5."),
    _none("LA_EH", "FHRS_AWAIT", "Nobody has looked yet, or nobody will."),
    _visit("LA_EH", "INSP_HS_LA", "Result serious."),
    _visit("ECC_TS", "INSP_TS", "Offences found, a sale made in a test, goods seized."),
    _visit("LA_LIC", "INSP_LIC", "Result serious: breach of a licence."),
    _visit("ECFRS", "INSP_FIRE", "Audit unsatisfactory, result serious."),
    _visit("LA_HOUS", "INSP_HOUS", "Result serious: category 1 hazard, overcrowding."),
    _visit("GLAA", "INSP_GLAA", "Failed: a critical standard, or 30 points and more."),
    _visit("EAS", "INSP_EAS", "Result serious: breach of the regulations."),
    _visit("CQC", "INSP_CQC", "Rated inadequate."),
    _visit("EPOL", "INSP_JOINT", "Result serious, by whichever agency took part."),
    _visit("any", "VISIT_NOFIND", "Never: nothing was found."),
    _none("any", "VISIT_NOACCESS", "Nobody got in: what is inside is unknown."),
    _none("any", "CLOSED", "There was no business to look at."),
    _notice("LA_EH", "NOTICE_HYG_IMP", "A notice served."),
    _notice("LA_EH", "NOTICE_HYG_PROH", "A notice served."),
    _notice("HSE", "NOTICE_HSE_IN", "A notice served."),
    _notice("HSE", "NOTICE_HSE_PN", "A notice served."),
    _notice("ECFRS", "NOTICE_FIRE", "A notice served."),
    _notice("LA_HOUS", "NOTICE_HOUS", "A notice served."),
    _notice("CQC", "NOTICE_CQC", "A warning notice or conditions."),
    _notice("LA_PLAN", "NOTICE_PLAN", "A notice that was not complied with."),
    _notice("EA", "NOTICE_EA", "A notice that was not complied with."),
    _notice("HMRC_NMW", "NUWW", "Underpayment found."),
    _none("HMRC_NMW", "NMW_NAMED", "Tells years later what a notice of underpayment told."),
    _none("EAS", "EAS_WARN", "A letter; grave cases end in an order."),
    _notice("EAS", "EAS_PROHIB", "A person was barred."),
    _notice("GLAA/EAS/HMRC->FWA", "LMEU", "An undertaking accepted after a breach."),
    _notice("court", "LMEO", "A court's order."),
    _none("any", "PROSECUTION", "Comes long after the visit; which one led to it is not recorded."),
    _notice("GLAA", "GLAA_REVOKE", "Licence refused or revoked."),
    _notice("GLAA", "UNLIC_LABOUR", "Unlicensed labour supplied or used."),
    _none("GLAA", "GLAA_ALC", "Conditions on a licence: a matter of degree."),
    _none("any", "LIC_GRANT", PAPER),
    _none("LA_LIC", "LIC_LAPSE", PAPER),
    _none("LA_LIC", "LIC_REVIEW", "A decision of a committee; the visit before it counts."),
    _notice("EPOL", "CRIME_MS", "Premises under suspicion; a victim or scene is no outcome."),
    _notice("EPOL", "CRIME_DRUG", "Premises under suspicion; a victim or scene is no outcome."),
    _none("EPOL", "INCIDENT", "What is reported, not what is found; a victim bears nothing."),
    _none("EPOL", "INTEL", TOLD),
    _none("LA_EH", "COMPL_FOOD", TOLD),
    _none("LA_EH", "COMPL_NOISE", TOLD),
    _none("ECC_TS", "COMPL_TS", TOLD),
    _none("EAS", "COMPL_EAS", TOLD),
    _none("HMRC_NMW", "COMPL_NMW", TOLD),
    _none("PUBLIC", "REPORT_PUBLIC", TOLD),
    _none("LA_HOUS", "HMO_LINK", PAPER),
    _none("CH", "CO_INC", PAPER),
    _none("CH", "CO_DIS", PAPER),
    _none("CH", "CO_OFFCHG", PAPER),
    _none("LA_EH", "REG_FOOD", PAPER),
    _none("any", "ADVICE", "Help that was given; nobody looked for faults."),
    _none("any", "REFERRAL", "Never shown and never counted: it could point at a victim."),
)
"""Every type of event_types.csv, and whether it tells what a visit found."""
