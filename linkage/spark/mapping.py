"""Which points are nearest to each other, when no worker sees them all?

Points are dealt out by cubes of space; each is copied to the cubes it is within reach of. So every
worker sees, for each of its own points, all that may be near.
"""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from linkage.members import Members, fan_out
from linkage.neighbours import globe, nearest_points
from linkage.settings import LinkageSettings
from linkage.spark.comparing import Run
from linkage.spark.flow import PART, Data
from linkage.spark.found import BY_RULE, by_rule
from linkage.spark.grouping import parts_of
from linkage.spark.rows import GROUP

__all__ = ["search_points"]

Ints = np.ndarray[Any, np.dtype[np.int64]]
CUBE_M = 2_000.0
"""Edge of a cube in metres, far more than the radius in which neighbours are sought."""
POINTS = pa.schema(
    [
        (PART, pa.int32()),
        ("own", pa.bool_()),
        ("lat", pa.float64()),
        ("lon", pa.float64()),
        (GROUP, pa.int64()),
    ]
)
"""Groups and their points, in the part that holds their cube (own) and in those beside it."""


def _dealt(part: int, rows: pa.Table, radius_m: float, parts: int) -> pa.Table:
    """Return every group that has a point, once for each cube it is within reach of."""
    del part
    placed = rows.select([GROUP, "lat", "lon"]).drop_null()
    spots = globe(np.column_stack([placed["lat"].to_numpy(), placed["lon"].to_numpy()]))
    home = np.floor(spots / CUBE_M)
    found = []
    for step in product((-1, 0, 1), repeat=3):
        # As far as the radius in a direction: is that another cube?
        cube = np.floor((spots + radius_m * np.array(step)) / CUBE_M)
        moved = (cube - home != 0) == (np.array(step) != 0)
        rest = np.flatnonzero(moved.all(axis=1))
        own = pa.array(np.full(len(rest), not any(step)))
        to = _cube_keys(cube[rest].astype(np.int64))
        table = placed.take(pa.array(rest)).append_column("own", own)
        found.append(table.append_column(PART, parts_of(to, parts)).select(POINTS.names))
    return pa.concat_tables(found)


def _cube_keys(cubes: Ints) -> Any:
    frame = pd.DataFrame(cubes)
    return pd.util.hash_pandas_object(frame, index=False).to_numpy()


def _near(part: int, points: pa.Table, settings: LinkageSettings, rule: int, size: int) -> pa.Table:
    """Return the pairs of groups whose points are near each other."""
    del part
    once = points.group_by(["lat", "lon", GROUP]).aggregate([("own", "max")])
    spots = np.column_stack([once["lat"].to_numpy(), once["lon"].to_numpy()])
    places, at = np.unique(spots, axis=0, return_inverse=True)
    at = at.ravel().astype(np.int64)
    own = np.unique(at[once["own_max"].to_numpy(zero_copy_only=False)])
    near = nearest_points(places, settings.nearest, settings.radius_m, own)
    low, high = np.minimum(*near), np.maximum(*near)
    pairs = np.unique(low * len(places) + high)
    members = Members.of(at, once[GROUP].to_numpy())
    ends = fan_out((pairs // len(places), pairs % len(places)), members, settings.block_cap)
    return by_rule(rule, *ends, size)


def search_points(run: Run, rule: int) -> Data:
    """Return the pairs of groups whose points are among each other's nearest, as `BY_RULE`."""
    flow, settings = run.flow, run.scale.settings
    radius, parts = flow.share(settings.radius_m), flow.share(flow.parts)
    points = flow.each(run.rows, _dealt, POINTS, radius, parts)
    shared = flow.share(settings), flow.share(rule), flow.share(run.scale.size)
    return flow.meet((points,), _near, BY_RULE, *shared)
