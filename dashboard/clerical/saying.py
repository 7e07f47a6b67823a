"""How is a decision written? With its audit or not at all, and never against others unseen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection

from dashboard.access import View
from dashboard.asking import asking
from dashboard.clerical.opinions import Opinions
from dashboard.desk import Desk
from dashboard.judging import MOST_LETTERS, UNDO
from dashboard.labels import agency_name
from dashboard.signin import demo
from dashboard.signin.accounts import account_of
from dashboard.viewer import ROLES, Viewer
from records.audit import Entry
from records.schema import PlacedRecord
from records.state import Acting, Judged, Saying, all_said, judge, undo

__all__ = [
    "Decision",
    "acting",
    "fault_of",
    "name_of",
    "opinions_of",
    "role_of",
    "seen_records",
    "write",
]

Pair = tuple[str, str]


@dataclass(frozen=True)
class Decision:
    """What someone wants to say. seen: number of the word in force they had seen; None: none."""

    pair: Pair
    verdict: str
    why: str
    seen: int | None


def fault_of(why: str) -> str:
    """Return why a reason cannot be taken, in a sentence; empty where it can."""
    if len(why) > MOST_LETTERS or not why.isprintable():
        return f"A reason has at most {MOST_LETTERS} letters."
    return ""


def seen_records(view: View) -> frozenset[str]:
    """Return the ids of the records the viewer sees; made once for all who see the same."""
    ids = view.county.table("records")[PlacedRecord.record_id]
    made: frozenset[str] = view.county.kept.get("seen records", lambda: frozenset(ids))
    return made


def opinions_of(desk: Desk, view: View) -> Opinions:
    """Return what was said of pairs both records of which the viewer sees.

    Raises:
        StateError: the state database cannot be reached.
    """
    return Opinions.of(all_said(desk.state, acting(view.viewer)), seen_records(view))


def write(desk: Desk, decision: Decision, subject: str) -> Judged:
    """Put the word and its audit on disk, or neither. subject: the business it is said from.

    Raises:
        ConflictError: someone said or undid something since; nothing was written.
        StateError: it cannot be written.
    """
    viewer, now = asking(), datetime.now(UTC)

    def audited(connection: Connection, judged: Judged) -> None:
        desk.trail.append_in(connection, _entry(viewer, decision, judged, subject))

    if decision.verdict == UNDO:
        by = viewer.user, now
        return undo(desk.state, decision.seen or 0, by, audited, acting(viewer))
    saying = Saying(decision.pair, decision.verdict, decision.why, viewer.user, now, decision.seen)
    return judge(desk.state, saying, audited, acting(viewer))


def name_of(desk: Desk, user: str) -> str:
    """Return the name of who said something, or their user id where no account tells it."""
    if invented := demo.person(desk, user):
        return invented.name
    account = account_of(desk.state, user)
    return account.person.name if account else user


def role_of(desk: Desk, user: str) -> str:
    """Return the role of who said something, in words, with their agency."""
    if invented := demo.person(desk, user):
        role, agency = invented.role, invented.agency
    elif account := account_of(desk.state, user):
        role, agency = account.person.role, account.person.agency
    else:
        return "Someone whose account is gone"
    named = ROLES.get(role, role)
    return f"{named}, {agency_name(agency)}" if agency else named


def acting(viewer: Viewer) -> Acting:
    """Return as whom the state database is asked."""
    return Acting(viewer.role, viewer.user, viewer.agency)


def _entry(viewer: Viewer, decision: Decision, judged: Judged, subject: str) -> Entry:
    return Entry(
        "alteration",
        viewer.user,
        viewer.role,
        viewer.agency,
        purpose=viewer.purpose,
        subject_kind="profile",
        subject=subject,
        detail={
            "link": [judged.id_a, judged.id_b],
            "verdict": decision.verdict,
            "judgement": judged.judgement_id,
            "instead_of": decision.seen,
        },
    )
