"""Is this agreement whole and sound?"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterator, Mapping

from records.agreements.agreement import NOTICES, Agreement
from records.domain import agencies

__all__ = ["faults_of"]

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LONGEST_ID = 60
_TAKEN = "new"
"""The page's address of the form for a new one."""
_LONGEST_TEXT = 2000
_TEXTS = ("title", "purpose", "lawful_basis", "lead")


def faults_of(agreement: Agreement, sources: Mapping[str, str]) -> list[str]:
    """Return every fault in a sentence that names its field; none: it may be recorded.

    sources: agency of each source there is, by name.
    """
    return [
        *_id_faults(agreement),
        *_text_faults(agreement),
        *_party_faults(agreement),
        *_source_faults(agreement, sources),
        *_day_faults(agreement),
    ]


def _id_faults(agreement: Agreement) -> Iterator[str]:
    name = agreement.agreement_id
    if not _ID.fullmatch(name) or len(name) > _LONGEST_ID or name == _TAKEN:
        yield (
            f"id: {name[:_LONGEST_ID]!r}; expected lower-case letters, digits and single hyphens, "
            f"{_LONGEST_ID} at most and not {_TAKEN!r}, such as county-partnership"
        )


def _text_faults(agreement: Agreement) -> Iterator[str]:
    for field in _TEXTS:
        if not getattr(agreement, field).strip():
            yield f"{field}: is empty; say it"
    for field in (*_TEXTS, "dpia"):
        length = len(getattr(agreement, field))
        if length > _LONGEST_TEXT:
            yield f"{field}: {length:,} characters; {_LONGEST_TEXT:,} at most"
    if agreement.notice not in NOTICES:
        yield f"notice: {agreement.notice!r}; expected {' or '.join(NOTICES)}"


def _party_faults(agreement: Agreement) -> Iterator[str]:
    known = list(agencies().index)
    if agreement.lead.strip() and agreement.lead not in known:
        yield f"lead: {_unknown(agreement.lead, known)}"
    if not agreement.partners:
        yield "partners: names none; name each agency that shares or is shown, beside the lead"
    yield from (f"partners: {_unknown(one, known)}" for one in agreement.partners
                if one not in known)  # fmt: skip


def _source_faults(agreement: Agreement, sources: Mapping[str, str]) -> Iterator[str]:
    if not agreement.sources:
        yield "sources: names none; name each source it lets in"
    for name in agreement.sources:
        if name not in sources:
            yield f"sources: {_unknown(name, sources)}"
        elif sources[name] not in agreement.parties:
            yield (
                f"sources: {name} is sent by {sources[name]}, which is neither lead nor partner; "
                "add the agency or leave the source out"
            )


def _day_faults(agreement: Agreement) -> Iterator[str]:
    if agreement.starts_on >= agreement.review_on:
        yield (
            f"review_on: {agreement.review_on} is not after starts_on, {agreement.starts_on}; "
            "name the day from which it holds no longer unless it was reviewed"
        )


def _unknown(name: str, known: Collection[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    hint = f" Did you mean {near[0]}?" if near else ""
    return f"{name!r} is not one of {', '.join(sorted(known))}.{hint}"
