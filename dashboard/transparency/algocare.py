"""The ALGO-CARE sheet: a line for each letter, and where it is shown."""

from __future__ import annotations

from dashboard.transparency import model_card, wording
from dashboard.transparency.answers import Answers, questions
from dashboard.transparency.asked import told, written
from dashboard.transparency.blocks import Block, Document, Section, listed, said
from dashboard.transparency.known import Known

__all__ = ["algocare_sheet"]


def algocare_sheet(known: Known, answers: Answers) -> Document:
    """Return the sheet (Oswald, Grace, Urwin and Barnes 2018), a section for each letter."""
    asked = questions()
    return Document(
        "algo-care",
        "ALGO-CARE sheet",
        f"{wording.in_force(known).label}. Advisory, lawful, granularity, ownership, "
        "challengeable, accuracy, responsible, explainable.",
        (
            Section("A: advisory", _advisory(known)),
            written(answers, "care.lawful", f"L: {asked['care.lawful'][0].lower()}"),
            Section("G: granularity", _granularity()),
            Section("O: ownership", _ownership(known)),
            Section("C: challengeable", _challengeable(known)),
            Section("A: accuracy", model_card.performance(known)),
            told(
                answers,
                "care.responsible",
                f"R: {asked['care.responsible'][0].lower()}",
                _responsible(known),
            ),
            Section("E: explainable", _explainable()),
        ),
    )


def _advisory(known: Known) -> tuple[Block, ...]:
    opened = known.times("consultation", "profile")
    return (
        *said(wording.PURPOSE),
        listed(
            "The program tasks nobody, sends no notice and closes no case; a person must act.",
            "What else an officer knows is not in it, and the page says so.",
            f"In the last year people opened the page of a business {opened:,} times.",
        ),
    )


def _granularity() -> tuple[Block, ...]:
    return (
        listed(
            "No decision rests on a band alone: reasons with their contacts stand beside it.",
            "It scores premises and businesses, never persons, and not areas.",
            "A gap in the records is a gap: unvisited is unknown and adds nothing.",
            "Doubt is shown: an interval with each prediction, and links that are doubtful.",
        ),
    )


def _ownership(known: Known) -> tuple[Block, ...]:
    return said(
        "The county holds the program, its source, its data and its models. A model is one file "
        "of readable numbers (JSON), kept in the county's own database with its digest, and can "
        "be taken elsewhere. Nothing is asked of a supplier's machine while it runs.",
        wording.in_force(known).label + ".",
    )


def _challengeable(known: Known) -> tuple[Block, ...]:
    asked = {f"{kind}, {state}": number for (kind, state), number in sorted(known.cases.items())}
    return (
        *said(
            "Each value says who said it. Anyone may dispute a record: it weighs nothing from "
            "that moment, and is answered within a month. Links can be judged and undone."
        ),
        *wording.counted(asked, "Nobody has asked yet."),
    )


def _responsible(known: Known) -> tuple[Block, ...]:
    model = known.model
    return (
        *said(
            f"The model in force was approved by {model.approved_by} until "
            f"{model.until:%-d %B %Y}; then version one is shown."
            if model
            else "Version one is in force. No model is shown without a named person's approval "
            "that ends by itself."
        ),
        listed(*model_card.LAWS),
    )


def _explainable() -> tuple[Block, ...]:
    return said(
        "Each score is a sum of reasons in plain sentences; each names its evidence and opens it. "
        "The same sentences stand on the page, in the printed brief and in the file. The model "
        "card lists every factor, what it can add, and when it fades."
    )
