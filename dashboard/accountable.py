"""What does the audit say of what a viewer does?"""

from __future__ import annotations

from collections.abc import Mapping

from dashboard.viewer import Viewer
from records.audit import Entry

__all__ = ["by_viewer"]


def by_viewer(
    viewer: Viewer,
    operation: str,
    subject: tuple[str, str],
    detail: Mapping[str, object],
    *,
    said: tuple[str, str] | None = None,
) -> Entry:
    """Return the entry of what a viewer did to the subject, given as its kind and its id.

    said: its purpose and its recipient; None: the viewer's own purpose, and nobody.
    """
    purpose, recipient = (viewer.purpose, "") if said is None else said
    kind, name = subject
    return Entry(
        operation,
        viewer.user,
        viewer.role,
        viewer.agency,
        purpose=purpose,
        recipient=recipient,
        subject_kind=kind,
        subject=name,
        detail=detail,
    )
