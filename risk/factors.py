"""Which factors are on the checklist, what does each weigh, and what is it not allowed to do?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from risk import choosing, rules
from risk.inheriting import inherits
from risk.rules import Rule

__all__ = ["FACTORS", "LIMITS", "Factor", "Kind"]

Kind = Literal["finding", "told", "protective", "setting"]
"""finding: an agency found it itself. told: someone said so; it never moves a band. protective:
it lowers. setting: where a business works, never what it did."""

INHERITED = "{title}: {path}. There: {what} ({agency}, {day}){more}"
SAID = "{title}: {what} ({agency}, {day}){more}"


@dataclass(frozen=True)
class Factor:
    """One line of the checklist.

    cap: the most points it may add (protective: take away). half_life_days: what a contact weighs
    halves in this time; missing where age does not count. field: the profile column it reads,
    where its evidence is no touchpoint.
    """

    id: str
    title: str
    kind: Kind
    rule: Rule
    cap: float
    half_life_days: float | None
    help: str
    says: str = SAID
    field: str | None = None


def _graded(id: str, title: str, codes: tuple[str, ...], cap: float, years: float) -> Factor:
    """Make the usual factor: contacts of some types, by severity, decaying."""
    days = years * rules.YEAR
    rule = rules.decaying(choosing.of_types(*codes), days)
    help = f"{title}: by severity, halved every {years:g} years."
    return Factor(id, title, "finding", rule, cap, days, help)


FACTORS: tuple[Factor, ...] = (
    Factor(
        "RF01",
        "Sector",
        "setting",
        rules.sector_tier,
        8,
        None,
        "Sectors where labour exploitation is found more often: tier A 8, B 5, C 3 points. Can "
        "never pass the low band alone; the score can be shown without it.",
        "Sector: {sector}, where labour exploitation is found more often than elsewhere",
        "sector",
    ),
    Factor(
        "RF04",
        "Problems found by several agencies",
        "finding",
        rules.agencies_that_found,
        18,
        None,
        "6 points for each agency beyond the first that found a problem in 36 months, times the "
        "share of the agencies that looked. Complaints and intelligence do not count as found.",
        "{found} of the {looked} agencies that looked in 36 months found problems",
    ),
    Factor(
        "RF05",
        "Problems found or enforced",
        "finding",
        rules.decaying(
            choosing.found_on_visits(
                "NOTICE_HYG_IMP",
                "NOTICE_HYG_PROH",
                "NOTICE_FIRE",
                "NOTICE_HOUS",
                "LMEU",
                "LMEO",
                "PROSECUTION",
            ),
            2 * rules.YEAR,
        ),
        40,
        2 * rules.YEAR,
        "What visits found, and notices that have no line of their own: by severity, halved every "
        "2 years.",
    ),
    Factor(
        "RF06",
        "Serious finding not yet cleared",
        "finding",
        rules.left_open,
        5,
        None,
        "Grows to 5 points over two years in which no visit has come back clear. No visit at all "
        "adds nothing: unvisited is unknown.",
        "A serious finding of {days} days ago has had no clear visit since: {what} ({agency})",
    ),
    Factor(
        "RF08",
        "Latest food hygiene rating is low",
        "finding",
        rules.rated_low(2 * rules.YEAR),
        16,
        2 * rules.YEAR,
        "Rating 2, 1 or 0 weighs 5, 10 or 16 points on its day. Awaiting inspection is not low.",
    ),
    Factor(
        "RF09",
        "Little confidence in management",
        "finding",
        rules.management(2 * rules.YEAR),
        8,
        2 * rules.YEAR,
        "Confidence in management at the latest rating: 20 adds 4 points, 30 adds 8.",
    ),
    Factor(
        "RF10",
        "Rating has not improved",
        "finding",
        rules.low_twice,
        4,
        None,
        "The two latest ratings are both below 3. A fall from a good rating is not held against "
        "anyone twice: good history never adds.",
    ),
    _graded(
        "RF11", "Health and safety notice", ("NOTICE_HSE_IN", "NOTICE_HSE_PN"), cap=25, years=2.5
    ),
    Factor(
        "RF12",
        "Notice not complied with",
        "finding",
        rules.flat(choosing.not_complied, 5, 2 * rules.YEAR),
        10,
        2 * rules.YEAR,
        "5 points for each notice that the agency says was not complied with. A day that has "
        "passed with nothing recorded adds nothing.",
    ),
    _graded("RF13", "Underpayment of the minimum wage", ("NUWW", "NMW_NAMED"), cap=25, years=2.5),
    _graded(
        "RF14",
        "Labour-provider licence refused, revoked, conditional or missing",
        ("GLAA_ALC", "GLAA_REVOKE", "UNLIC_LABOUR"),
        cap=30,
        years=3,
    ),
    _graded("RF15", "Employment agency standards", ("EAS_WARN", "EAS_PROHIB"), cap=25, years=2.5),
    Factor(
        "RF16",
        "Licence lapsed or under review",
        "finding",
        rules.lapsed,
        12,
        2 * rules.YEAR,
        "A lapse counts after 60 days of grace, and no longer once a licence is granted.",
    ),
    _graded("RF17", "Planning enforcement", ("NOTICE_PLAN",), cap=10, years=2),
    _graded("RF18", "Environmental enforcement", ("NOTICE_EA",), cap=10, years=2),
    Factor(
        "RF19",
        "People sleeping on the premises",
        "finding",
        rules.flat(choosing.sleeping, 10, 2 * rules.YEAR),
        15,
        2 * rules.YEAR,
        "A fire or housing visit or notice whose description says that people sleep there.",
    ),
    Factor(
        "RF20",
        "Linked worker housing",
        "told",
        rules.flat(choosing.of_types("HMO_LINK"), 2, rules.YEAR),
        4,
        rules.YEAR,
        "Counts only beside a finding or a complaint; never moves a band.",
    ),
    Factor(
        "RF27",
        "Frequent company changes",
        "finding",
        rules.officer_changes,
        3,
        None,
        "1 point for each change of director or strike-off proposal beyond the second in two "
        "years.",
    ),
    Factor(
        "RF28",
        "Follows a business of the same people",
        "finding",
        inherits("RF28", 0.5, 2 * rules.YEAR),
        15,
        2 * rules.YEAR,
        "Grave findings at the business it follows within 12 months, half of their weight, by how "
        "sure it is that the same people run both; less and less from the day it began, halved "
        "every 18 months.",
        INHERITED,
    ),
    Factor(
        "RF34",
        "Found at other premises of the same people",
        "told",
        inherits("RF34", 0.25, 2 * rules.YEAR),
        10,
        2 * rules.YEAR,
        "Grave findings of three years at other premises that the same people run now, a quarter "
        "of their weight, by how sure that is. At most 15 % of the score, only beside a finding or "
        "a complaint of its own, never moves a band, is never the main reason shown.",
        INHERITED,
    ),
    Factor(
        "RF35",
        "Police intelligence",
        "told",
        rules.intelligence,
        10,
        rules.YEAR,
        "Weighed by source and assessment; suspected false weighs nothing. Counts only beside a "
        "finding or a complaint, never moves a band, is never the main reason shown.",
    ),
    Factor(
        "RF36",
        "Modern slavery crime, premises under suspicion",
        "finding",
        rules.decaying(choosing.accused("CRIME_MS"), 3 * rules.YEAR, share=1.5),
        45,
        3 * rules.YEAR,
        "Only where the premises are under suspicion: being the scene or the victim adds nothing.",
    ),
    Factor(
        "RF37",
        "Other crime, premises under suspicion",
        "finding",
        rules.decaying(choosing.accused("CRIME_DRUG", "INCIDENT"), 2 * rules.YEAR),
        15,
        2 * rules.YEAR,
        "Only where the premises are under suspicion: a burgled shop is a victim.",
    ),
    Factor(
        "RF38",
        "Complaints",
        "told",
        rules.complaints,
        6,
        rules.YEAR,
        "Complaints follow reporting, not conditions: many weigh little more than a few, clean "
        "visits lessen them, and they never move a band.",
    ),
    Factor(
        "RF39",
        "No access, repeatedly",
        "finding",
        rules.no_access,
        9,
        None,
        "3 points for each attempt beyond the first since someone was last let in, two years at "
        "most.",
    ),
    Factor(
        "RF40",
        "Visits found nothing, advice, good rating, licence granted",
        "protective",
        rules.protective,
        18,
        1.5 * rules.YEAR,
        "A clean visit takes 4 points away, a good latest rating 4, advice 2, a licence 1; each "
        "fades. A visit that recorded no finding found none.",
    ),
)
"""Version one's checklist, in the order of risk_factors.csv."""

LIMITS = {
    "FLOOR": "The score cannot go below 0: what speaks for the business outweighs the rest",
    "CEILING": "Points above 60 count ever less, so that no score passes 100",
    "HELD": "Held inside its band: complaints and intelligence order businesses within a band, "
    "only what an agency found itself moves one to another",
    "DISPUTED": "Disputed records are left out until it is decided whether what they say is right",
}
"""Lines that bound a score or say what it leaves out, so that its reasons still sum to it."""
