"""Which parts of the application are there, and who may go where?"""

from __future__ import annotations

from dashboard.viewer import Capability, Viewer

__all__ = ["rooms"]

_ROOMS: tuple[tuple[Capability, str, str], ...] = (
    (Capability.BROWSE, "/", "County"),
    (Capability.JUDGE, "/review/", "Review"),
    (Capability.FIGURES, "/office/figures/", "Figures"),
    (Capability.FIGURES, "/office/evaluation/", "Evaluation"),
    (Capability.DELIVER, "/office/deliveries/", "Deliveries"),
    (Capability.AGREE, "/office/agreements/", "Agreements"),
    (Capability.RIGHTS, "/office/rights/", "Rights"),
    (Capability.AUDIT, "/office/audit/", "Audit"),
    (Capability.ACCOUNTS, "/office/accounts/", "People"),
    (Capability.EXPORT, "/office/visits/", "Visits"),
    (Capability.MODELS, "/office/models/", "Models"),
    (Capability.EXPLAIN, "/office/transparency/", "Transparency"),
)
"""What leads where, and who may go there."""


def rooms(viewer: Viewer) -> list[tuple[str, str]]:
    """Return address and title of every part of the application the viewer may go to."""
    return [(address, title) for needed, address, title in _ROOMS if viewer.may(needed)]
