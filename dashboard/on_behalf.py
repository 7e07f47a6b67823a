"""As whom does the operator act? Someone with an account, who may do what is to be done."""

from __future__ import annotations

from sqlalchemy import Engine

from dashboard.signin.accounts import account_of
from dashboard.viewer import DEMO_PEOPLE, WHAT, Capability, Viewer
from records.errors import AccessError

__all__ = ["viewer_named"]


def viewer_named(state: Engine, synthetic: bool, user: str, needed: Capability) -> Viewer:
    """Return the viewer of an active account, who may do what is `needed`.

    synthetic: the county is made up, so that the demo's people have accounts.

    Raises:
        AccessError: there is no such account, it is not active, or its role may not.
    """
    account = account_of(state, user)
    found = account.viewer() if account is not None and account.is_active else None
    if found is None and synthetic:
        found = next((one for one in DEMO_PEOPLE if one.user == user), None)
    if found is None:
        raise AccessError(f"There is no active account {user!r}. List them: concern people list.")
    if not found.may(needed):
        raise AccessError(f"{user!r} is {found.role}, and may not {WHAT[needed]}.")
    return found
