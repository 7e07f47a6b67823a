"""What do the words of the pages mean? Each once, for Help, the pages and docs/glossary.md."""

from __future__ import annotations

import sys
from dataclasses import dataclass

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboard.area_index import FEWEST
from dashboard.components.likely import CHANCE_HELP, RANGE_HELP
from dashboard.components.lines import LIMITING, TITLES, meaning
from dashboard.due import EVERY_DAYS, FIRST_VISIT_DAYS, RATED_DAYS
from dashboard.listing import FIGURES
from records.schema import Link, Reason, ScoredProfile, Touchpoint

__all__ = ["GROUPS", "WORDS", "Word", "glossary", "glossary_page", "word_of"]


@dataclass(frozen=True)
class Word:
    """One word of the pages. id: what a page names it by; text: whole sentences."""

    id: str
    term: str
    text: str


def _help(text: str) -> str:
    """A column's help as a sentence."""
    return f"{text[:1].upper()}{text[1:].rstrip('.')}."


def _due() -> str:
    """When a visit falls due, from the rule's own table."""
    bands = ", ".join(f"{_months(days)} if {band}" for band, days in EVERY_DAYS.items())
    rated = ", ".join(f"{_months(days)} after a rating of {r}" for r, days in RATED_DAYS.items())
    return (
        f"So many months after the last visit by anyone: {bands}; sooner where the food hygiene "
        f"rating asks for it: {rated}. A business that nobody visited is due {FIRST_VISIT_DAYS} "
        "days after its first contact. It is the county's own rule; its intervals are those of the "
        "Food Law Code of Practice for food hygiene."
    )


def _months(days: int) -> int:
    return round(days / 30.44)


_SCORE = (
    Word("score", "Score",
         f"Where to look first: {ScoredProfile.score.help}. A prediction, not evidence, and no "
         "finding."),
    Word("band", "Band",
         "The score's range in one word: low, moderate, high or severe. Each has a shape and a "
         "colour besides. It says whom to look at first, never that something is wrong."),
    Word("range", "Range", RANGE_HELP),
    Word("chance", "Chance", CHANCE_HELP),
    Word("reason", "Reason",
         "One line of a score: what raises or lowers it, by how many points, and the contacts it "
         "rests on. The points of all lines add up to the score."),
    Word("version", "Version of the score",
         "Version one is a checklist that people wrote. Version two is a model fitted to what "
         "visits found; it is shown only while it is approved, promoted and switched on."),
)  # fmt: skip
_CONTACTS = (
    Word("contact", "Contact",
         "One dated contact of an agency with the business, from one record."),
    Word("visit", "Visit", "A contact for which someone went there and got in."),
    Word("last-visit", "Last visit",
         "The latest day on which any agency went there and got in, whatever it found. A call "
         "without access is no visit."),
    Word("due", "Due for a visit", _due()),
    Word("severity", "Severity",
         f"How grave a contact's own result was: {_help(Touchpoint.severity.help)}"),
    Word("agencies", "Agencies that know it",
         "How many agencies know the business, because they had a contact with it or hold a record "
         "of it. Registers for reference are left out."),
    Word("overlap", "Within 14 days of each other",
         "Two agencies were in touch within 14 days of each other in the last 12 months: a visit "
         "could have been one."),
    Word("busiest", "Most contacts",
         "The 5% of all businesses you see that had most contacts in the last 365 days."),
    Word("under-the-radar", "Under the radar",
         "No agency ever visited it, although some record or register names it. Unknown is not "
         "risky: it says only that nobody has looked."),
    Word("gap", "Gap", "A stretch of 180 days or more without a visit by anyone."),
)  # fmt: skip
_LINKS = (
    Word("business", "Business",
         "All records that are held to be about one business at one place, of whatever agency."),
    Word("weight", "Match weight",
         f"{_help(Link.weight_bits.help)} Each bit doubles the odds that two records are one "
         "business."),
    Word("doubt", "Link in doubt",
         "A record was joined although it may belong to another business. Contacts that came with "
         "it may be another's. Somebody can say which on the page Review."),
    Word("operator", "Operator",
         "Who runs the business: the same company number, telephone or person. One operator may "
         "run several premises."),
    Word("successor", "Successor",
         "A business that came after another at the same premises, or that the same people opened "
         "elsewhere. What was found before is shown, never held against a new owner by itself."),
    Word("restricted", "Restricted",
         "Handling code C: conditions apply; ask the agency that holds it first. Where something "
         "is held that you may not see, the page names whom to ask and nothing else."),
)  # fmt: skip
_COUNTY = (
    Word("area-index", "Area index",
         "How a ward's share of high and severe businesses compares with the county's. A ward with "
         "few businesses is drawn towards the county, for it says little, and of fewer than "
         f"{FEWEST} nothing is told. It counts all you may see, whatever the filters are."),
    Word("ward", "Ward and district",
         "A part of the county on the map. Where no official boundaries were loaded they are "
         "indicative, and the foot of the page says so."),
    Word("place", "Not on the map",
         "No source gave coordinates or a postcode that is known. Such a business is in the list, "
         "the figures and every export."),
    *(Word(f"figure-{number}", name, text) for number, (name, text) in enumerate(FIGURES)),
    Word("as-of", "As of",
         "The day before which facts are taken in. What happened on it or later is not shown yet."),
    Word("build", "Build",
         "All records linked, scored and published at one moment. Everything on a page comes from "
         "one build; its number stands at the top."),
)  # fmt: skip
_OFFICE = (
    Word("agreement", "Sharing agreement",
         "What an agency agreed to share, with whom and until when. It is read at every request: "
         "a lapsed one counts no longer from the next."),
    Word("purpose", "Purpose",
         "Why you look or take a file away. It is asked once and stands in the audit."),
    Word("quarantine", "Quarantined",
         "A row of a delivery that could not be read. It was set aside with its fault and the "
         "remedy, and is taken in once it is mended."),
    Word("calibration", "Calibration",
         "Whether predicted rates come true: of businesses given 20 in 100, some 20 in 100 should "
         "be found wanting."),
    Word("lift", "Lift",
         "How many times the average rate is found among those with the highest scores."),
    Word("auc", "AUC",
         "How often a business found wanting has the higher score of two, one of which was not: "
         "0.5 is by lot, 1 always."),
    Word("fairness", "Fairness",
         "Whether each group of businesses has its serious cases found about as often as all "
         "others and is not predicted too high or too low. A model that fails for a group is in "
         "force only where somebody has answered for it in writing."),
    Word("by-lot", "Visits by lot",
         "A few visits of each list are drawn at random with a chance that is written down, so "
         "that the rate of findings can be told without favouring what was expected."),
)  # fmt: skip

GROUPS: tuple[tuple[str, tuple[Word, ...]], ...] = (
    ("The score", _SCORE),
    ("Contacts and visits", _CONTACTS),
    ("One business of many records", _LINKS),
    ("The county and its figures", _COUNTY),
    ("The office", _OFFICE),
)
"""Every word, in the groups in which Help shows them."""

WORDS: dict[str, Word] = {word.id: word for _, words in GROUPS for word in words}
"""Every word by its id."""

_OF_A_BUSINESS = ("score", "band", "contact", "visit", "severity", "restricted", "weight")
_OF_PREDICTIONS = ("range", "chance")


def word_of(id: str) -> Word:
    """Return the word of an id.

    Raises:
        KeyError: no word has it.
    """
    return WORDS[id]


def glossary(reasons: pd.DataFrame, *, predicted: bool = False) -> Component:
    """Return the words of the page of a business, and the factors that weigh on it.

    predicted: version two is shown.
    """
    used = set(reasons[Reason.factor])
    ids = (*_OF_A_BUSINESS, *(_OF_PREDICTIONS if predicted else ()))
    words = [(WORDS[id].term, WORDS[id].text) for id in ids]
    words += [
        (title, meaning(id, predicted=predicted)) for id, (title, _) in TITLES.items() if id in used
    ]
    pairs = [html.Div([html.Dt(word), html.Dd(text)]) for word, text in words]
    return html.Dl(pairs, className="glossary")


def glossary_page() -> str:
    """Return docs/glossary.md: every word of Help, and every factor of both versions."""
    lines = [
        "# What the words mean",
        "",
        "The texts of Help (the button in every page's heading, and each `?` beside a word). "
        "Written by `python -m dashboard.components.glossary > docs/glossary.md`; a test holds "
        "the two equal.",
    ]
    for title, words in GROUPS:
        lines += ["", f"## {title}", "", *(f"- **{one.term}.** {one.text}" for one in words)]
    lines += ["", "## The factors of a score", ""]
    told = sorted((title, meaning(id, predicted=False), id) for id, (title, _) in TITLES.items()
                  if id not in LIMITING)  # fmt: skip
    lines += [f"- **{title}** ({id}). {text}" for title, text, id in told]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.stdout.write(glossary_page())
