"""Builds: publish the county's result whole or not at all, and read it back verified."""

from records.store.build import Build, Refused, current_id, open_build
from records.store.pruning import BuildHeadline, builds, prune
from records.store.publishing import next_number, publish

__all__ = [
    "Build",
    "BuildHeadline",
    "Refused",
    "builds",
    "current_id",
    "next_number",
    "open_build",
    "prune",
    "publish",
]
