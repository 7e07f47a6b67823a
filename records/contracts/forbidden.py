"""Which headings are refused at the door?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from records.contracts.headings import folded, matching
from records.contracts.layout import Contract
from records.errors import SourceError

__all__ = ["forbidden_headings", "refuse_forbidden"]

_REFUSED = {
    "ethnicity": r"ethnic|^race$|racialorigin|^(ic|16\+1)code|selfdefined",
    "nationality": r"nationalit|citizenship|(country|place)ofbirth",
    "immigration status": r"immigration|^visa|visa(status|type|expiry)|asylum|leavetoremain|"
    r"passport|biometricresidence|^brp",
    "health": r"^health$|health(condition|status|issue|problem|notes|details)|"
    r"(?<!environ)mentalhealth|medical(condition|history|notes)?$|^disabilit|disability|^disabled|diagnosis|medication|"
    r"pregnan|nhsn(umber|o)|^nhs$",
    "victims": r"victim|^(injured|aggrieved)(person|party)|"
    r"complainant'?s?(name|address|age|details)$",
    "date of birth": r"dateofbirth|birthdate|^dob(?![a-z])|dob$|d\.o\.b|^birth|yearofbirth",
    "religion or belief": r"religio|^faith$",
    "sexual orientation": r"sexualorientation|sexuality|genderidentity",
    "national insurance number": r"nationalinsurance|^nin(o|umber)$|ninumber",
}
"""What is refused, and how its headings look once folded."""

_TESTS = {what: re.compile(pattern) for what, pattern in _REFUSED.items()}


def forbidden_headings(headings: Iterable[str]) -> dict[str, str]:
    """Return the headings that are refused everywhere, each with what it holds."""
    return {
        heading: what
        for heading in headings
        for what, test in _TESTS.items()
        if test.search(folded(heading))
    }


def refuse_forbidden(contract: Contract, found: Mapping[str, str]) -> None:
    """Return nothing where the delivered headings `found` may be loaded.

    Raises:
        SourceError: headings that hold what is never loaded, unless the contract drops them.
    """
    kept = set(found.values()) - matching(contract.drop, found)
    refused = forbidden_headings(sorted(kept))
    refused |= dict.fromkeys(
        sorted(matching(contract.forbid, found)), "what this source may not send"
    )
    if refused:
        named = "; ".join(f"{heading.strip()!r} ({what})" for heading, what in refused.items())
        raise SourceError(
            f"{contract.name}: the delivery is refused, for it holds {named}. Nothing was loaded. "
            "Drop these columns before you send it, or list them under drop in the contract."
        )
