"""The model card: what the score is, what it rests on, how good it is, and what it may not do."""

from __future__ import annotations

from math import exp
from typing import Any

import pandas as pd

from dashboard.transparency import wording
from dashboard.transparency.blocks import Block, Document, Grid, Section, grid, listed, said
from dashboard.transparency.known import Known
from dashboard.transparency.model_facts import ModelFacts
from risk import factors_table
from risk.evaluation.evaluation import Ranking
from risk.evaluation.fairness import GroupResult
from risk.evaluation.judging import FIGURES
from risk.evaluation.saying import plainly
from risk.factors import LIMITS
from risk.prediction.lines import LINES
from risk.prediction.model import Curve
from risk.prediction.predictors import PREDICTORS
from risk.prediction.scorecard import LIMITS as BOUNDS

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

_DIRECTION = {1: "only raise", 0: "raise or lower", -1: "only lower"}
"""What a factor of version two may do."""

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
            ("Trained on what was known before", f"{model.trained_on:%-d %B %Y}"),
            ("Trained on build", model.build_id),
            ("Digest of the data", model.data_hash),
            *model.counts.items(),
            *((f"Setting: {name}", _plain(value)) for name, value in model.settings.items()),
            ("Promoted", f"{model.promoted_on:%-d %B %Y}"),
            ("Approved by", model.approved_by),
            ("Approved until", f"{model.until:%-d %B %Y}; then version one is shown"),
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
        *((*_predictors(), *_fitted(known.model)) if known.model else ()),
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
    rows: list[tuple[object, ...]] = [
        (
            one.title,
            one.definition,
            one.source,
            _DIRECTION[one.direction],
            f"{one.worth:g} a {one.unit}",
            one.leakage,
            one.fairness,
        )
        for one in PREDICTORS
    ]
    columns = (
        *("Factor", "Definition", "Source", "Can", "Worth by experts, log-odds"),
        *("Guard against knowing too much", "Guard for fairness"),
    )
    more: list[tuple[object, ...]] = [(name, text) for name, text in BOUNDS.items()]
    return (
        *said(
            "Version two weighs the points of each factor of version one anew (but those of other "
            "businesses), and these beside them. Where a score starts, and what bounds it, stand "
            "among its reasons."
        ),
        grid("Factors of version two besides", columns, rows),
        grid("What bounds a score of version two", ("Line", "What it means"), more),
    )


def _fitted(model: ModelFacts) -> tuple[Block, ...]:
    """The weights of the model in force, read from it: each line's curve."""
    rows: list[tuple[object, ...]] = [
        (line.title, _DIRECTION[line.direction], f"{line.worth:g}", _curve(model.curves[line.id]))
        for line in LINES
        if line.id in model.curves
    ]
    likely = 1.0 / (1.0 + exp(-model.start))
    return (
        *said(
            f"A business of which nothing is known starts at log-odds of {model.start:.2f}, a "
            f"chance of {likely:.1%}. Each line adds what stands here at each of its values: "
            "straight between them, the same beyond. A line that never changed adds nothing."
        ),
        grid(
            "Weights that the outcomes gave version two",
            ("Line", "Can", "By experts, a unit", "Value: adds to the log-odds"),
            rows,
        ),
    )


def _curve(curve: Curve) -> str:
    told = [f"{value:.3g}: {adds:+.2f}" for value, adds in curve]
    return "; ".join(told) if told else "adds nothing"


def _plain(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def performance(known: Known) -> tuple[Block, ...]:
    """Return the figures of the evaluation, baselines beside, or that there are none."""
    found = known.evaluation
    if found is None:
        return said(
            "The checklist was not fitted to outcomes, and no evaluation on this county's own "
            "visits is registered. On the synthetic county, judged by the six months after, "
            "docs/risk.md gives its figures; figures of invented data say that it reads the "
            "records rightly, not how it would do here. 'concern evaluate' measures it on the "
            "county's own outcomes."
        )
    columns = ("Figure", *(one.title for one in found.rankings))
    rows: list[tuple[object, ...]] = [
        (one.title, *(_told(ranking, one.id) for ranking in found.rankings)) for one in FIGURES
    ]
    lead = (
        f"Judged on {found.made_on:%-d %B %Y} on {len(found.rolling)} windows in time, each by a "
        "model that knew only what came before; in brackets what 95 of 100 draws of businesses "
        "give."
    )
    beside = "" if known.model else "Version one is in force; the model judged is not shown."
    return (
        *said(lead, beside, *plainly(found)),
        grid("Out of time, on visits not seen in training", columns, rows),
    )


def _told(ranking: Ranking, figure: str) -> str:
    return str(ranking.figures[figure]) if figure in ranking.figures else "-"


def _fairness(known: Known) -> tuple[Block, ...]:
    found = known.evaluation
    if found is None:
        return said(
            "Shares and errors by sector, district, chain, age and size are measured for version "
            "two before it may be approved. Version one is not fitted; the sector can be left out "
            "of its scores to see what it does."
        )
    columns = (
        *("By", "Group", "Visits", "Serious", "Share listed", "Share of the serious listed"),
        *("Against all others", "Predicted over found", "Verdict"),
    )
    rows = [_group(one) for one in found.fairness.groups]
    waived = [
        f"{one.failed}: {one.named} answers for it until {one.expires_on:%-d %B %Y}. {one.why}"
        for one in (known.model.waivers if known.model else ())
    ]
    return (
        *said(found.fairness.text),
        grid("The fairness gate", columns, rows),
        *((listed(*waived),) if waived else said("No waiver is in force.")),
    )


def _group(one: GroupResult) -> tuple[object, ...]:
    counts = (max(number, 0) for number in (one.visits, one.serious))
    return (
        *(one.attribute, one.group),
        *(f"about {round(number, -1):,}" for number in counts),
        *map(str, (one.selected, one.found, one.ratio, one.calibration)),
        one.verdict,
    )


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
