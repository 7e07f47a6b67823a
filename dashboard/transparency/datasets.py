"""Which data was it made with, and which does it work on? Fields 2.4.2.8 to 2.4.4 of the record."""

from __future__ import annotations

from dashboard.transparency import wording
from dashboard.transparency.blocks import Block, Grid, grid, said
from dashboard.transparency.known import Known

__all__ = ["development", "operational", "purposes"]

Parts = list[tuple[object, ...]]


def purposes(known: Known) -> tuple[Block, ...]:
    """Return the sets of data and what each is for."""
    rows: Parts = [
        ("Records of the county", "Linked, scored and shown; version two is trained on them."),
        ("Made-up registers", "The linkage's shipped weights were trained on them."),
        (
            "A published register of childcare, labelled by people (half of it)",
            "Sets how readily two records are taken for one business.",
        ),
        ("The synthetic county", "Tests and the demonstration; nothing is tuned to its truth."),
    ]
    return (
        grid("Sets of data", ("Data", "Purpose"), rows),
        *wording.sources(known),
    )


def development(known: Known) -> tuple[Block, ...]:
    """Return what the data was that models are made with; nothing where no build is there."""
    if known.held is None:
        return ()
    model = known.model
    trained = (
        "; ".join(f"{what}: {number:,}" for what, number in model.counts.items())
        if model
        else "Version one was fitted to no data. The linkage adapts to people's judgements."
    )
    return (
        _parts(
            "Development data",
            (
                ("Modality", "Tabular: records of visits, notices, ratings, licences, complaints"),
                ("Description", "Dated records of agencies on businesses, and what visits found"),
                ("Quantities", trained or wording.quantities(known)),
                ("Sensitive attributes", wording.NOT_LOADED),
                (
                    "Completeness and representativeness",
                    f"{_capture(known)} Only what was visited has an outcome; unvisited is "
                    "unknown, and a share of visits is drawn at random to measure what is missed.",
                ),
                ("Cleaning", wording.CLEANING),
                (
                    "Collection",
                    "By agencies in the course of their work; nothing is collected anew.",
                ),
                ("Access and storage", wording.STORAGE),
                ("Sharing agreements", _agreed(known)),
            ),
        ),
    )


def operational(known: Known) -> tuple[Block, ...]:
    """Return what the data is that it works on; nothing where no build is there."""
    held = known.held
    if held is None:
        return ()
    restricted = f"{held.restricted:.1%} of the records are restricted (handling code C)."
    return (
        _parts(
            "Operational data",
            (
                ("Sources", f"{wording.quantities(known)} Listed under 2.4.2.8."),
                ("Sensitive attributes", f"{wording.NOT_LOADED} {restricted}"),
                ("Processing", f"{wording.CLEANING} {wording.ARCHITECTURE}"),
                ("Access and storage", wording.STORAGE),
                ("Sharing agreements", _agreed(known)),
            ),
        ),
        *said("Who shares what, on which basis and until when:"),
        wording.agreements(known),
    )


def _parts(caption: str, rows: tuple[tuple[object, ...], ...]) -> Grid:
    return grid(caption, ("Part", "What holds"), list(rows))


def _capture(known: Known) -> str:
    captured = known.held.captured if known.held else {}
    return "Said by: " + ", ".join(f"{what} {share:.0%}" for what, share in captured.items()) + "."


def _agreed(known: Known) -> str:
    titles = [one.title for one in known.agreements]
    return "; ".join(titles) if titles else "None is in force: public registers alone are used."
