"""The record of the Algorithmic Transparency Recording Standard, every field of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from dashboard.export import COLUMNS, MORE
from dashboard.transparency import datasets, model_card, wording
from dashboard.transparency.answers import Answers
from dashboard.transparency.asked import filled, told, written
from dashboard.transparency.blocks import Block, Document, Section, grid, listed, said
from dashboard.transparency.known import Known
from dashboard.transparency.risks import register_of_risks
from records.domain import atrs_fields

__all__ = ["FILLED", "atrs_record"]

Filler = Callable[[Known], tuple[Block, ...]]


def atrs_record(known: Known, answers: Answers) -> Document:
    """Return the record: every field of atrs_fields.csv, in its order."""
    sections: list[Section] = []
    heading = ""
    for section, number, name in atrs_fields()[["section", "number", "field"]].values.tolist():
        if section != heading:
            heading = section
            sections.append(Section(heading, ()))
        sections.append(_field(known, answers, number, name))
    return Document(
        "atrs-record",
        "Algorithmic transparency record",
        "The record of the Algorithmic Transparency Recording Standard (gov.uk, May 2025). Each "
        "field says whether the running system filled it, or who wrote it and when.",
        tuple(sections),
    )


def _field(known: Known, answers: Answers, number: str, name: str) -> Section:
    heading = f"{number} {name}"
    by = atrs_fields().loc[number, "filled_by"]
    if by == "person":
        return written(answers, number, heading, level=3)
    if by == "both":
        return told(answers, number, heading, FILLED[number](known), level=3)
    return filled(known, number, heading, FILLED[number](known))


def _benefit(known: Known) -> tuple[Block, ...]:
    return (
        *said(
            "Visits are planned together, on what all agencies that share their records know; a "
            "business is not visited twice in a week by agencies that do not know of each other. "
            "What that is worth is measured, not promised:"
        ),
        *model_card.performance(known),
    )


def _alternatives(known: Known) -> tuple[Block, ...]:
    rows: list[tuple[object, ...]] = [
        ("No order: each agency by itself", "Nobody sees what several agencies know together."),
        ("To count records", "Ranks who is visited most; measured beside the checklist."),
        (
            "Who inspects alone (agency, team, reason)",
            "Often the larger part of a published figure; always printed as a baseline.",
        ),
        (
            "Monotone boosting",
            "A challenger only: it must beat the additive model out of time to be proposed, and "
            "its reasons are harder to read.",
        ),
        ("The checklist, version one", "Shown wherever no approved model is in force."),
    ]
    return (grid("Alternatives", ("Alternative", "Why not, or where"), rows),)


def _information(known: Known) -> tuple[Block, ...]:
    rows: list[tuple[object, ...]] = [(str(one), one.help) for one in (*COLUMNS, *MORE)]
    return (
        *said(
            "The page of a business shows names, premises and operator; score, band and reasons "
            "with the contacts they rest on; every contact on a timeline; the source of each "
            "value; what joins its records; and whom to ask where more is held. The list and its "
            "file hold:"
        ),
        grid("Columns of the list", ("Column", "Meaning"), rows),
    )


def _usage(known: Known) -> tuple[Block, ...]:
    people = max((one.people for one in known.used if one.operation == "consultation"), default=0)
    counts = {
        "Businesses opened": known.times("consultation", "profile"),
        "Lists and maps shown": known.times("consultation", "list"),
        "Files and lists given out": known.times("disclosure"),
        "Deliveries taken in": known.times("collection"),
        "Builds, each joining all records anew or in part": known.times("combination"),
        "People who looked, at least": people,
    }
    lead = said("Counted in the audit, in the 365 days before:")
    return (*lead, *wording.counted(counts, "The audit holds no use of it yet."))


def _review(known: Known) -> tuple[Block, ...]:
    verdicts = {f"Pairs of records judged {name}": n for name, n in sorted(known.judged.items())}
    return (
        *said(
            "A score tasks nobody: people choose whom to visit, with the reasons before them. "
            "People decide on doubtful links, and their word holds through every build. "
            "Judgements in force:"
        ),
        *wording.counted(verdicts, "None was given yet."),
    )


def _appeals(known: Known) -> tuple[Block, ...]:
    asked = {f"{kind}, {state}": number for (kind, state), number in sorted(known.cases.items())}
    return (
        *said(
            "Anyone may ask that a record be put right, restricted, disputed or erased; a case "
            "must be answered within one month. A disputed record weighs nothing from the moment "
            "it is disputed. Cases so far:"
        ),
        *wording.counted(asked, "Nobody has asked yet."),
    )


def _maintenance(known: Known) -> tuple[Block, ...]:
    held, model = known.held, known.model
    return said(
        f"The current build is of {held.published_at[:10] or 'no told day'}, as known before "
        f"{held.as_of:%-d %B %Y}. Records are built anew with each delivery."
        if held
        else "",
        f"The model was promoted on {model.promoted_on:%-d %B %Y}; its approval ends on "
        f"{model.until:%-d %B %Y}, and version one is shown from then on."
        if model
        else "Version one changes only with a new version of the program.",
        f"What people wrote here is looked at again at the latest on the days this pack says. "
        f"Agreements to be reviewed: {_next_review(known)}.",
    )


def _next_review(known: Known) -> str:
    days = sorted(one.review_on for one in known.agreements)
    return f"the next by {days[0]:%-d %B %Y}" if days else "none is in force"


def _assessments(known: Known) -> tuple[Block, ...]:
    model = known.model
    approved = f"The model was approved with {model.dpia}." if model else ""
    return (wording.agreements(known), *said(approved))


FILLED: Mapping[str, Filler] = {
    "2.2.1": lambda known: said(wording.PURPOSE, wording.HOW_IT_ORDERS),
    "2.2.3": _benefit,
    "2.2.5": _alternatives,
    "2.3.2": _information,
    "2.3.3": _usage,
    "2.3.4": _review,
    "2.3.6": _appeals,
    "2.4.1.1": lambda _: said(wording.ARCHITECTURE),
    "2.4.1.3": _maintenance,
    "2.4.1.4": lambda known: said(model_card.architecture(known)),
    "2.4.2.1": lambda known: said(wording.MODEL_NAMES[known.model is not None]),
    "2.4.2.2": lambda known: said(wording.in_force(known).label),
    "2.4.2.3": model_card.task,
    "2.4.2.4": model_card.factors,
    "2.4.2.5": lambda known: (
        *said("A score of 0 to 100, one of four bands, and reasons that sum to the score."),
        *wording.banded(known),
    ),
    "2.4.2.6": lambda known: said(model_card.architecture(known)),
    "2.4.2.7": model_card.performance,
    "2.4.2.8": datasets.purposes,
    "2.4.3.x": datasets.development,
    "2.4.4.x": datasets.operational,
    "2.5.1": _assessments,
    "2.5.2": lambda _: (register_of_risks(), listed(*model_card.LAWS)),
}
"""What fills each field that the system fills."""
