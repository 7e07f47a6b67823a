"""The model card: what the score is, what it rests on, how good it is, and what it may not do."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dashboard.transparency import wording
from dashboard.transparency.blocks import Block, Document, Grid, Section, grid, listed, said
from dashboard.transparency.known import Known
from dashboard.transparency.model_facts import ModelFacts
from risk import factors_table
from risk.factors import LIMITS

__all__ = ["LAWS", "architecture", "factors", "model_card", "performance", "task", "uses"]

LAWS = (
    "A clean visit never raises a score, whenever and by whomever.",
    "An incident at premises that are its victim or its scene changes nothing.",
    "Complaints alone never move a band, however many; nor does intelligence alone.",
    "Intelligence is never the only reason, nor the one shown first.",
    "A gap in the records never raises a score; unvisited is unknown.",
    "What happened on the day of scoring or later changes nothing.",
    "A graver finding never lowers a score; reasons sum to it.",
    "The sector alone stays in the low band. What neighbours did adds nothing.",
)
"""Held as laws on generated histories; docs/risk.md says how."""

_CARE = (
    "Weights of version one are people's judgement.",
    "More visits find more: a business that many agencies visit has more chances to be found "
    "wanting. Clean visits, and the share of agencies that found something, offset this in part.",
    "A rating and the inspection it came from may arrive as two records, and both count.",
    "A licence that lapsed is taken at the agency's word that the business still trades.",
    "Figures of a prediction tell in part who inspects: a baseline of agency, team and reason "
    "alone stands beside them.",
)


def model_card(known: Known) -> Document:
    """Return the model card of the version in force."""
    return Document(
        "model-card",
        "Model card",
        f"{wording.in_force(known).label}. What it is, what it rests on, how good it is.",
        (
            Section("What it is", (*said(wording.PURPOSE, wording.HOW_IT_ORDERS), *task(known))),
            Section("What it is for, and what not", (uses(),)),
            Section("What it rests on", factors(known)),
            Section(
                "Which data", (*_data(known), *wording.sources(known), *wording.captured(known))
            ),
            Section("How good it is", performance(known)),
            Section("Whether it is fair", _fairness(known)),
            Section("What it may not do", (listed(*LAWS),)),
            Section("What to be careful about", (listed(*_CARE),)),
        ),
    )


def task(known: Known) -> tuple[Block, ...]:
    """Return what the model in force is, as a table."""
    version = wording.in_force(known)
    rows: list[tuple[object, ...]] = [
        ("Version", wording.MODEL_NAMES[version.is_prediction]),
        ("Task", "To put businesses in the order in which a visit seems due"),
        ("Output", "A score of 0 to 100, a band, and reasons that sum to the score"),
    ]
    model = known.model
    if model is not None:
        rows += [
            ("Model", model.model_id),
            ("Trained on what was known before", f"{model.as_of:%-d %B %Y}"),
            ("Digest of the data", model.data_hash),
            ("Promoted", f"{model.promoted_on:%-d %B %Y}"),
            ("Approved by", model.approved_by),
            ("Approved until", f"{model.approved_until:%-d %B %Y}; then version one is shown"),
        ]
    return (grid("The model in force", ("", "value"), rows),)


def uses() -> Grid:
    """Return what it is for and what not."""
    rows: list[tuple[object, ...]] = [
        ("To plan visits together", "yes", "It puts them in order; people decide."),
        ("To prepare a visit", "yes", "What each agency found stands on one page, with its day."),
        ("As evidence, or as a reason for a sanction", "no", "A score says nothing of guilt."),
        ("To task people or send notices by itself", "no", "The program does neither."),
        ("On persons", "no", "It scores premises and businesses."),
    ]
    return grid("Uses", ("Use", "Meant", "Why"), rows)


def factors(known: Known) -> tuple[Block, ...]:
    """Return the table of factors, as the page and docs/risk.md have it."""
    table = factors_table()
    rows = [_factor(row) for _, row in table.iterrows()]
    columns = (
        *("Factor", "Title", "Status", "Most points", "Halves in", "How it counts"),
        *("Guard against knowing too much", "Guard for fairness"),
    )
    bounds: list[tuple[object, ...]] = [(name, text) for name, text in LIMITS.items()]
    return (
        grid("Factors of version one", columns, rows),
        grid("What bounds a score", ("Line", "What it means"), bounds),
        *(_predictors() if known.model else ()),
    )


def _factor(row: pd.Series[Any]) -> tuple[object, ...]:
    days = row["half_life_days"]
    return (
        row["id"],
        str(row["name"]).replace("_", " "),
        row["status"],
        ""
        if pd.isna(row["cap"])
        else f"{-row['cap'] if row['kind'] == 'protective' else row['cap']:g}",
        "" if pd.isna(days) else f"{days / 365.25:.3g} years",
        row["help"],
        *(
            "" if pd.isna(row[guard]) else row[guard]
            for guard in ("leakage_guard", "fairness_guard")
        ),
    )


def _predictors() -> tuple[Block, ...]:
    return ()


def performance(known: Known) -> tuple[Block, ...]:
    """Return the figures of the evaluation, or that there are none."""
    model = known.model
    if model is None or not model.figures:
        return said(
            "The checklist was not fitted to outcomes, and no evaluation on this county's own "
            "visits is registered with it. On the synthetic county, judged by the six months "
            "after, docs/risk.md gives its figures; figures of invented data say that it reads "
            "the records rightly, not how it would do here. 'concern evaluate' measures it on "
            "the county's own outcomes."
        )
    rows: list[tuple[object, ...]] = [
        (one.name, one.model, one.interval, one.checklist, one.nuisance) for one in model.figures
    ]
    columns = ("Figure", "Version two", "95% interval", "Version one", "Who inspects alone")
    return (*said(model.evaluated), grid("Out of time, on visits it had not seen", columns, rows))


def _fairness(known: Known) -> tuple[Block, ...]:
    model = known.model
    if model is None:
        return said(
            "Shares and errors by sector, district, chain, age and size are measured for version "
            "two before it may be approved. Version one is not fitted; the sector can be left out "
            "of its scores to see what it does."
        )
    blocks: tuple[Block, ...] = _groups(model)
    waived = (listed(*model.waivers),) if model.waivers else said("No waiver was given.")
    return (*blocks, *waived)


def _groups(model: ModelFacts) -> tuple[Block, ...]:
    if not model.groups:
        return ()
    columns = ("By", "Group", "Share selected", "Found of those with a finding", "Passes")
    return (grid("The fairness gate", columns, [tuple(row) for row in model.groups]),)


def _data(known: Known) -> tuple[Block, ...]:
    return said(wording.quantities(known), wording.NOT_LOADED)


def architecture(known: Known) -> str:
    """Return of what kind the models are."""
    link = (
        "Linkage: an additive model of about 30 named comparisons of two records, shipped with "
        "its weights and adapted to people's decisions; average-link clustering that never chains."
    )
    one = "Version one: a bounded sum of weighted factors that fade with age."
    two = (
        "Version two: logistic and additive, monotone where the subject says so, shrunk to the "
        "experts' weights, calibrated by a sigmoid."
    )
    return " ".join((link, one, two) if known.model else (link, one))
