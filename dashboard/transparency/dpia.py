"""The annex to the data protection impact assessment: what the program can say for it."""

from __future__ import annotations

from dashboard.transparency import wording
from dashboard.transparency.answers import Answers, questions
from dashboard.transparency.asked import written
from dashboard.transparency.blocks import Block, Document, Grid, Section, grid, listed, said
from dashboard.transparency.known import Known
from dashboard.transparency.risks import register_of_risks
from records.domain import governance

__all__ = ["dpia_annex"]

_SUBJECTS: list[tuple[object, ...]] = [
    ("Sole traders", "Their business's name, premises, contacts with agencies; marked as personal"),
    (
        "Company officers, where a register of them is taken in",
        "Name and dates, to find successors",
    ),
    (
        "People who complain, workers, victims, witnesses",
        "Not loaded; what tells of them is withheld",
    ),
    ("People who use the program", "Account, role, agency, what they looked at and why"),
]
_FLOWS = (
    "An agency delivers a file; what no agreement covers is refused.",
    "Rows are checked by the source's contract; faulty ones are set aside and told to the agency.",
    "Records are placed, linked and scored on the county's own machine; nothing is sent anywhere.",
    "A viewer sees what their role, agency, clearance and the agreements allow; each look is kept.",
    "A file is given out marked, with its purpose and its recipient in the audit.",
    "Records past their time are reviewed by people; an erasure takes a record out everywhere.",
)


def dpia_annex(known: Known, answers: Answers) -> Document:
    """Return the annex: what is processed, how, at what risk, and what a person must add."""
    asked = questions()
    by_people = [number for number in asked if number.startswith("dpia.")]
    return Document(
        "dpia-annex",
        "Annex to the data protection impact assessment",
        f"{wording.in_force(known).label}. The assessment itself is the county's; this says what "
        "the running system does with data, and against which risks.",
        (
            Section("What is processed, and why", said(wording.PURPOSE, wording.quantities(known))),
            Section("Data items", (*wording.sources(known), *said(wording.NOT_LOADED))),
            Section("People concerned", (grid("People", ("Who", "What"), _SUBJECTS),)),
            Section("How data flows", (listed(*_FLOWS),)),
            Section("Who shares what, on which basis", (wording.agreements(known),)),
            Section("How long it is kept", (wording.schedule(known),)),
            Section("How it is kept safe", said(wording.STORAGE, wording.ARCHITECTURE)),
            Section("Rights of people", _rights(known)),
            Section("Risks", (register_of_risks(),)),
            Section("What law, codes and boards expect", (_expected(),)),
            *(written(answers, number, asked[number][0]) for number in by_people),
        ),
    )


def _rights(known: Known) -> tuple[Block, ...]:
    asked = {f"{kind}, {state}": number for (kind, state), number in sorted(known.cases.items())}
    return (
        *said(
            "A person may ask that a record be put right, restricted, disputed or erased, and is "
            "answered within a month. No decision about a business is made by the program."
        ),
        *wording.counted(asked, "Nobody has asked yet."),
    )


def _expected() -> Grid:
    rows: list[tuple[object, ...]] = [
        (row.expectation, row.source, row.status, row.met_by)
        for row in governance().itertuples(index=False)
    ]
    columns = ("Expectation", "Where it stands", "Status", "How, and what is lacking")
    return grid("Expectations", columns, rows)
