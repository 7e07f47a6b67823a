"""How is the build that is read made again, of what is held by now?"""

from __future__ import annotations

from datetime import date, datetime

from records.home import Home
from records.progress import Progress, silent
from records.store import open_build
from risk.linking import LINKED
from risk.pipeline import BuildReport, make_build

__all__ = ["build_again"]

_SAID_ANEW = ("as_of", "left_out", LINKED)


def build_again(
    home: Home, now: datetime, progress: Progress = silent, *, by: str = ""
) -> BuildReport:
    """Publish a build as of the same day as the current one, saying the same of itself.

    For when records left: nothing else changes but what was taken in or decided since. Everything
    is linked anew, so that nothing is kept of what was learnt from those records. by: who builds,
    as the audit names them.

    Raises:
        BuildError: there is no build that can be read, or nothing to build from.
    """
    with open_build(home, other_columns=True) as build:
        about = {
            name: said for name, said in build.manifest.about.items() if name not in _SAID_ANEW
        }
        as_of = date.fromisoformat(build.manifest.as_of)
    about["published_at"] = now.isoformat(timespec="seconds")
    return make_build(home, as_of, about, progress, on=now.date(), by=by, full=True)
