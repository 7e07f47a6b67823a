"""Who runs the command? The user of the operating system, as the audit names them."""

from __future__ import annotations

import os
import pwd
from collections.abc import Mapping

from records.audit import Entry
from records.errors import ConcernError

__all__ = ["ROLE", "by_operator", "operator", "said_purpose"]

ROLE = "operator"
"""Role, in the audit, of whoever works on the county's machine."""


def operator() -> str:
    """Return who runs this process, such as 'os:ada'; the number where the user has no name."""
    number = os.getuid()
    try:
        return f"os:{pwd.getpwuid(number).pw_name}"
    except KeyError:
        return f"os:{number}"


def by_operator(
    operation: str,
    subject: tuple[str, str],
    detail: Mapping[str, object],
    *,
    purpose: str = "",
    recipient: str = "",
) -> Entry:
    """Return the entry of what the operator did to the subject, given as its kind and its id."""
    kind, name = subject
    return Entry(
        operation,
        operator(),
        ROLE,
        purpose=purpose,
        recipient=recipient,
        subject_kind=kind,
        subject=name,
        detail=detail,
    )


def said_purpose(purpose: str) -> str:
    """Return the purpose without spaces around it.

    Raises:
        ConcernError: it says nothing.
    """
    said = purpose.strip()
    if not said:
        raise ConcernError("Say what it is for: --purpose 'in a few words'. The audit keeps it.")
    return said
