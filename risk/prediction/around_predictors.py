"""What speaks for or against a business by who was there, who runs it and what kind it is."""

from __future__ import annotations

from risk.prediction import counting, kinds
from risk.prediction.measures import at_least, excess, operator, premises, serious
from risk.prediction.own_predictors import (
    CLEAR,
    FOUND,
    LONG,
    SHARE,
    USUAL_FAULTS,
    USUAL_GRAVE,
    USUAL_SERIOUS,
    VISITS,
)
from risk.prediction.predictor import Predictor

__all__ = ["AROUND"]

THEN = (
    "Only what had come in before the day, and only once the link was known; weighted by how sure "
    "the link is."
)
RELATED = (
    "Only the same people or the same premises, by links of names, numbers and addresses that a "
    "person can check; never a district, a neighbour or a shared surname."
)
CLOSED_LIST = (
    "Classes of closed lists that agencies keep; free words of what is sold are not read, because "
    "they stand in for who sells it. Compared with what the same teams found anywhere."
)
ELSEWHERE = "Elsewhere: {what} ({agency}, {day}){more}"

AROUND: tuple[Predictor, ...] = (
    Predictor(
        id="premises_serious",
        title="Serious findings at those here before",
        kind="told",
        unit=SHARE,
        definition="As serious findings at visits, of businesses of others that were at these "
        "premises before.",
        source=VISITS,
        direction=1,
        worth=0.3,
        measure=excess(premises, serious, LONG, USUAL_SERIOUS),
        up=FOUND,
        down=CLEAR,
        half_life_days=LONG,
        leakage=THEN,
        fairness=RELATED,
    ),
    Predictor(
        id="operator_grave",
        title="Grave findings at other businesses of the same people",
        kind="told",
        unit=SHARE,
        definition="As grave findings at visits, of other businesses that the same people run or "
        "ran.",
        source=VISITS,
        direction=1,
        worth=1.5,
        measure=excess(operator, at_least(4), LONG, USUAL_GRAVE),
        up=ELSEWHERE,
        down=ELSEWHERE,
        half_life_days=LONG,
        leakage=THEN,
        fairness=RELATED,
    ),
    Predictor(
        id="operator_serious",
        title="Serious findings at other businesses of the same people",
        kind="told",
        unit=SHARE,
        definition="As serious findings at visits, of other businesses that the same people run or "
        "ran.",
        source=VISITS,
        direction=1,
        worth=0.7,
        measure=excess(operator, serious, LONG, USUAL_SERIOUS),
        up=ELSEWHERE,
        down=ELSEWHERE,
        half_life_days=LONG,
        leakage=THEN,
        fairness=RELATED,
    ),
    Predictor(
        id="operator_faults",
        title="Many faults at other businesses of the same people",
        kind="told",
        unit="faults a visit above the usual",
        definition="As many faults at visits, of other businesses that the same people run or ran.",
        source="Visits whose record counts faults or infringements",
        direction=1,
        worth=0.1,
        measure=counting.faults_counted(operator, USUAL_FAULTS, LONG),
        up=ELSEWHERE,
        down=ELSEWHERE,
        half_life_days=LONG,
        leakage=THEN,
        fairness=RELATED,
    ),
    Predictor(
        id="kind",
        title="What is found in places of its kind",
        kind="setting",
        unit="logarithm of found by usual",
        definition="Serious findings of three years in places of its class and sector, by what the "
        "same agencies and teams found anywhere. A class with few findings is taken to be as its "
        "sector, a sector with few as all.",
        source="Visits of all agencies that are open to all; class of premises of the food "
        "registers",
        direction=1,
        worth=1.3,
        measure=kinds.found_in_kind,
        up="{title} ({kind}): more than usual",
        down="{title} ({kind}): less than usual",
        fairness=CLOSED_LIST,
    ),
    Predictor(
        id="inherent",
        title="Risk class of what is done there",
        kind="setting",
        unit="0 to 1, the highest class of its source's scheme",
        definition="The highest risk category that a source gave the work itself, whoever does it, "
        "such as A to E of the Food Law Code; the lowest where none did.",
        source="Risk category of inspections and licences",
        direction=1,
        worth=1.0,
        measure=kinds.inherent,
        up="{title} is high ({what}, {agency}, {day})",
        down="{title} is low ({what}, {agency}, {day})",
        fairness="It follows from what is made or sold and to whom, not from who does it.",
    ),
    Predictor(
        id="age",
        title="Years since it began",
        kind="setting",
        unit="years, ten at most",
        definition="Years since a register says that it began; missing where none does. Experts "
        "give it no weight; outcomes may give it some, either way.",
        source="Licences, Companies House",
        direction=0,
        worth=0.0,
        measure=kinds.years_of_business(10.0),
        up="It began {years} ago",
        down="It began {years} ago",
        home=3.0,
        fairness="The gate compares businesses by age.",
    ),
)
"""Factors of who was there, who runs it and what kind it is, in order."""
