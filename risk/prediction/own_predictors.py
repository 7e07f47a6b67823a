"""What speaks for or against a business by its own past: findings, ratings, visits, complaints."""

from __future__ import annotations

from records.schema import PlacedRecord
from risk.choosing import not_complied
from risk.prediction import counting, ratings
from risk.prediction.measures import adverse, amount, at_least, excess, own, serious
from risk.prediction.predictor import Predictor
from risk.rules import YEAR

__all__ = ["OWN", "USUAL_GRAVE", "USUAL_SERIOUS", "VISITS"]

USUAL_GRAVE, USUAL_SERIOUS, USUAL_ANY, USUAL_FAULTS = 0.10, 0.15, 0.60, 3.0
"""What is usual before anything is known; it only sets where a share or a number counts nothing."""

LONG = 3 * YEAR
VISITS = "Visits of all agencies with access, and food hygiene ratings"
RATINGS = "Food hygiene ratings (FSA, council inspections)"
NOT_OURS = (
    "Only what agencies saw themselves, as a share of visits: who is visited more is not held to "
    "be worse, and a clean visit always lowers it."
)
HELD = "Complaints follow reporting, not conditions: it is capped, and never moves a band."

FOUND = "{title}: {what} ({agency}, {day}){more}"
CLEAR = "{title}: fewer than usual, as at {what} ({agency}, {day}){more}"
LATEST = "{title}: {value} ({what}, {agency}, {day})"

SHARE = "share of visits above the usual"
LOGARITHM = "logarithm of one and the number, faded"

OWN: tuple[Predictor, ...] = (
    Predictor(
        id="own_grave",
        title="Grave findings at visits",
        kind="finding",
        unit=SHARE,
        definition="Visits that found something of severity 4 or 5, less the usual share, halved "
        "every 3 years. Two usual visits stand beside those made.",
        source=VISITS,
        direction=1,
        worth=2.0,
        measure=excess(own, at_least(4), LONG, USUAL_GRAVE),
        up=FOUND,
        down=CLEAR,
        half_life_days=LONG,
        fairness=NOT_OURS,
    ),
    Predictor(
        id="own_serious",
        title="Serious findings at visits",
        kind="finding",
        unit=SHARE,
        definition="Visits that found something serious, as the table of outcomes has it, less the "
        "usual share, halved every 3 years.",
        source=VISITS,
        direction=1,
        worth=1.0,
        measure=excess(own, serious, LONG, USUAL_SERIOUS),
        up=FOUND,
        down=CLEAR,
        half_life_days=LONG,
        fairness=NOT_OURS,
    ),
    Predictor(
        id="own_any",
        title="Findings of any kind at visits",
        kind="finding",
        unit=SHARE,
        definition="Visits that found anything at all, less the usual share, halved every 3 years.",
        source=VISITS,
        direction=1,
        worth=0.3,
        measure=excess(own, at_least(1), LONG, USUAL_ANY),
        up=FOUND,
        down=CLEAR,
        half_life_days=LONG,
        fairness=NOT_OURS,
    ),
    Predictor(
        id="faults",
        title="Many faults at visits",
        kind="finding",
        unit="faults a visit above the usual",
        definition="Faults counted at each visit (12 of one visit at most), less the usual 3, "
        "halved every year, of sources that count them.",
        source="Visits whose record counts faults or infringements",
        direction=1,
        worth=0.15,
        measure=counting.faults_counted(own, USUAL_FAULTS, YEAR),
        up=FOUND,
        down="Faults at visits: fewer than usual, as at {what} ({agency}, {day}){more}",
        half_life_days=YEAR,
        fairness=NOT_OURS,
    ),
    Predictor(
        id="followed_up",
        title="Followed up after faults",
        kind="finding",
        unit=LOGARITHM,
        definition="Visits made to see whether faults had been mended, but for those that found "
        "all clean, halved every year.",
        source="Visits whose record says that they follow up",
        direction=1,
        worth=0.8,
        measure=counting.followed_up,
        up=FOUND,
        half_life_days=YEAR,
        fairness="Somebody came back because of what was seen, never because of who it is.",
    ),
    Predictor(
        id="enforced",
        title="Enforcement",
        kind="finding",
        unit=LOGARITHM,
        definition="Notices, orders and prosecutions, and crime with the premises under suspicion, "
        "halved every 2 years; acquittals and withdrawn notices count nothing.",
        source="Enforcement of all agencies, police contacts",
        direction=1,
        worth=0.5,
        measure=amount(own, adverse, 2 * YEAR),
        up=FOUND,
        half_life_days=2 * YEAR,
        fairness="Being the scene or the victim adds nothing.",
    ),
    Predictor(
        id="defied",
        title="Notices not complied with",
        kind="finding",
        unit=LOGARITHM,
        definition="Notices of which the agency says that they were not complied with, halved "
        "every 2 years. A day that passed with nothing recorded counts nothing.",
        source="Enforcement notices",
        direction=1,
        worth=0.7,
        measure=amount(own, not_complied, 2 * YEAR),
        up=FOUND,
        half_life_days=2 * YEAR,
        fairness="Only what the agency says was refused, never a gap in its records.",
    ),
    Predictor(
        id="rating",
        title="Latest food hygiene rating, steps below 5",
        kind="finding",
        unit="steps",
        definition="5 less the latest rating. Awaiting inspection and exempt say nothing.",
        source=RATINGS,
        direction=1,
        worth=0.4,
        measure=ratings.rating,
        up=LATEST,
        fairness="A rating not yet given is unknown, not low.",
    ),
    Predictor(
        id="rating_before",
        title="The two latest ratings, steps below 5",
        kind="finding",
        unit="steps",
        definition="5 less the better of the two latest ratings: one that stays low says more than "
        "one that fell, and one that was mended says nothing.",
        source=RATINGS,
        direction=1,
        worth=0.05,
        measure=ratings.rating_before,
        up=LATEST,
        fairness="A rating not yet given is unknown, not low.",
    ),
    *(
        Predictor(
            id=id,
            title=title,
            kind="finding",
            unit="points",
            definition=f"The points for {what} beside the latest rating: 0 is best, {most} worst.",
            source=RATINGS,
            direction=1,
            worth=0.03,
            measure=ratings.sub_score(column),
            up=LATEST,
            fairness="Points not given are unknown, not bad.",
        )
        for id, title, what, most, column in (
            ("hygiene", "Hygiene points", "handling food", 25, PlacedRecord.score_hygiene),
            ("structural", "Points for the building", "premises and cleanliness", 25,
             PlacedRecord.score_structural),
            ("management", "Points for management", "confidence in management", 30,
             PlacedRecord.score_management),
        )
    ),
    Predictor(
        id="complaints",
        title="Complaints",
        kind="told",
        unit="logarithm of one and the complaints for each visit made",
        definition="Complaints for each visit made, both halved every year: who is visited more is "
        "complained of more. Many say little more than a few.",
        source="Complaints to all agencies",
        direction=1,
        worth=0.15,
        measure=counting.complaints,
        up=FOUND,
        half_life_days=YEAR,
        fairness=HELD,
    ),
    Predictor(
        id="no_access",
        title="No access, repeatedly",
        kind="finding",
        unit="attempts beyond the first",
        definition="Attempts without access beyond the first since someone was last let in, of two "
        "years, three at most.",
        source="Visits without access",
        direction=1,
        worth=0.2,
        measure=counting.repeated_no_access,
        up=FOUND,
        fairness="One closed door says nothing.",
    ),
    Predictor(
        id="visits",
        title="Visits that found nothing serious",
        kind="protective",
        unit=LOGARITHM,
        definition="Visits that found nothing serious, halved every year. Findings add up with "
        "visits, so that many visits with few findings must lower it.",
        source=VISITS,
        direction=-1,
        worth=-0.8,
        measure=counting.visits_made,
        up=FOUND,
        down="{title}: {what} ({agency}, {day}){more}",
        half_life_days=YEAR,
        fairness="Who is visited more is not held to be worse.",
    ),
    Predictor(
        id="since_visit",
        title="Time since the last visit",
        kind="finding",
        unit="years, five at most",
        definition="Years since anyone was last inside, of whichever agency: a recent visit "
        "lowers, one of five years ago or none at all says nothing.",
        source=VISITS,
        direction=1,
        worth=0.05,
        measure=counting.since_visit,
        up="Nobody has been inside for {since}; last: {what} ({agency}, {day})",
        down="Somebody was inside {since} ago: {what} ({agency}, {day})",
        home=5.0,
        fairness="Never visited is unknown, not risky: it adds nothing.",
    ),
    Predictor(
        id="churn",
        title="Changes of the company",
        kind="finding",
        unit=LOGARITHM,
        definition="Changes of directors, proposals to strike off and changes of the food business "
        "operator, halved every 2 years.",
        source="Companies House, food business registration",
        direction=1,
        worth=0.1,
        measure=amount(own, counting.churn, 2 * YEAR),
        up=FOUND,
        half_life_days=2 * YEAR,
        fairness="The number of changes, never who came or went.",
    ),
)  # fmt: skip
"""Factors of a business's own past, in order."""
