"""Sentences that several documents of the pack share, each said once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from dashboard.labels import agency_name
from dashboard.transparency.blocks import Block, Grid, Said, grid, listed, said
from dashboard.transparency.known import Known
from dashboard.versions import CHECKLIST, Version
from risk.checklist import NOTE, ChecklistSettings

__all__ = [
    "ARCHITECTURE",
    "CLEANING",
    "HOW_IT_ORDERS",
    "MODEL_NAMES",
    "NOT_LOADED",
    "PURPOSE",
    "STORAGE",
    "agreements",
    "banded",
    "captured",
    "counted",
    "in_force",
    "quantities",
    "schedule",
    "sources",
]

PURPOSE = (
    "It joins records that agencies of the county hold of the same business, and puts businesses "
    f"in order of how soon a visit seems due. {NOTE}"
)

HOW_IT_ORDERS = (
    "Version one is a checklist that people wrote: each factor adds or takes away points, bounded "
    "and fading with age, and nothing in it was fitted to outcomes. Version two, shown only while "
    "a model is promoted and its approval has not run out, begins with what experts think each "
    "finding is worth and corrects that by what visits found, additively, so that its reasons sum "
    "to its score. One switch shows version one everywhere at once."
)

ARCHITECTURE = (
    "One program on the county's own machine. Deliveries of agencies are checked against a "
    "contract, faulty rows are set aside; records are linked into businesses with a match weight "
    "and a reason for each link; businesses are scored as of a day; the result is published as an "
    "immutable build, verified by its hashes at each opening. The page makes for each viewer a "
    "view of the records they may see, and of nothing else. It asks nothing of other machines "
    "while it runs."
)

CLEANING = (
    "Each source has a written contract. Rows with a fault are set aside whole with every fault "
    "named; texts, postcodes, telephone and company numbers are brought to one form; what cannot "
    "be read is missing and never guessed. Free text that tells of nationality, immigration "
    "status, health or victims is withheld and counted."
)

NOT_LOADED = (
    "No ethnicity, nationality, religion, health or owner's name is loaded; a delivery with such "
    "columns is refused. A sole trader's business name is personal data and is marked so. The "
    "sector can stand in for the ethnicity of owners: scores can be had without it."
)

STORAGE = (
    "Kept in one folder and one database of the county. Whoever looks signs in; what they see "
    "depends on their role, their agency, their clearance and the agreements in force. Each look, "
    "list and file is in a sealed audit. Restricted records (handling code C) change nothing that "
    "is shown to those who may not see them."
)

MODEL_NAMES = {False: "Checklist, version one", True: "Additive prediction, version two"}
"""By whether version two is in force."""


def in_force(known: Known) -> Version:
    """Return which version is in force."""
    model = known.model
    return Version(model.model_id, model.until) if model else CHECKLIST


def quantities(known: Known) -> str:
    """Return how much the current build holds, in a sentence; empty where there is none."""
    held = known.held
    if held is None:
        return ""
    made_up = " Every business and person in it is made up." if held.synthetic else ""
    return (
        f"{held.counts['records']:,} records of {len(held.sources)} sources, joined into "
        f"{held.counts['businesses']:,} businesses with {held.counts['contacts']:,} dated "
        f"contacts, as known before {held.as_of:%-d %B %Y}.{made_up}"
    )


def sources(known: Known) -> tuple[Block, ...]:
    """Return the table of sources; nothing where no build was published."""
    if known.held is None:
        return ()
    rows: list[tuple[object, ...]] = [
        (one.title, one.records, one.first, one.last, "yes" if _public(known, one.source) else "no")
        for one in known.held.sources
    ]
    columns = ("Source", "Records", "First contact", "Last contact", "Public register")
    return (grid("Sources of the current build", columns, rows),)


def _public(known: Known, source: str) -> bool:
    return source in known.published


def captured(known: Known) -> tuple[Block, ...]:
    """Return how complete the records are; nothing where no build was published."""
    if known.held is None:
        return ()
    rows: list[tuple[object, ...]] = [
        (what, f"{share:.0%}") for what, share in known.held.captured.items()
    ]
    return (grid("Share of records that say it", ("What", "Share"), rows),)


def banded(known: Known) -> tuple[Block, ...]:
    """Return how many businesses each band holds; nothing where no build was published."""
    if known.held is None:
        return ()
    limits = ChecklistSettings()
    begins = ("0", *(f"{one:g}" for one in (limits.moderate, limits.high, limits.severe)))
    rows: list[tuple[object, ...]] = [
        (band.capitalize(), begin, count)
        for (band, count), begin in zip(known.held.bands.items(), begins, strict=True)
    ]
    return (grid("Businesses by band, version one", ("Band", "Begins at", "Businesses"), rows),)


def agreements(known: Known) -> Grid | Said:
    """Return the sharing agreements in force."""
    if not known.agreements:
        return Said("No sharing agreement is in force: public registers alone can be shown.")
    rows: list[tuple[object, ...]] = [
        (
            one.title,
            one.lawful_basis,
            ", ".join(agency_name(party) for party in one.parties),
            f"{one.review_on:%-d %B %Y}",
            one.dpia or "none is named",
        )
        for one in known.agreements
    ]
    columns = ("Agreement", "Lawful basis", "Agencies", "Review by", "Impact assessment")
    return grid("Sharing agreements in force", columns, rows)


def schedule(known: Known) -> Grid:
    """Return how long each source is kept."""
    held = {one.source for one in known.held.sources} if known.held else set()
    rows: list[tuple[object, ...]] = [
        ("every other source" if one.source == "*" else one.source, one.keep_months, one.basis)
        for one in known.schedules
        if one.source in held or one.source == "*"
    ]
    return grid("How long records are kept", ("Source", "Months", "Basis"), rows)


def counted(counts: Mapping[str, int], nothing: str) -> tuple[Block, ...]:
    """Return counts as a list, or the sentence where there are none."""
    lines: Iterable[str] = (f"{what}: {number:,}" for what, number in counts.items() if number)
    found = tuple(lines)
    return (listed(*found),) if found else said(nothing)
