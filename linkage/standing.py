"""What is kept of a linkage, so that a day's records are linked without linking the rest again?"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from linkage.alike import likeness
from linkage.clustering import Edges
from linkage.fields import CODED
from linkage.kept import ADDRESS, Kept
from linkage.lookup import Lookup, Runs
from linkage.model import Model, pretrained
from linkage.pipeline import ENTITY_ID, Linkage
from linkage.settings import LinkageSettings
from records.errors import ConcernError
from records.schema import Judgement, PlacedRecord

__all__ = ["READ", "STANDING", "Standing", "StandingError", "made_by"]

Ints = np.ndarray[Any, np.dtype[np.int64]]
Keys = np.ndarray[Any, np.dtype[np.uint64]]

STANDING = "standing.parquet"
"""File of a build that holds it."""
FORMAT = 2
_MADE_BY = b"made_by"
R = PlacedRecord
READ = frozenset(
    {
        *(R.record_id, R.source, R.name, R.aliases, R.address, R.town, R.postcode, R.phone),
        *(R.person, R.sector, R.company_number, R.uprn, R.lat, R.lon, R.map_lat, R.map_lon),
        R.located_by,
    }
)
"""Columns that linkage reads; a record that changes in others is linked as before."""
_RUNS = ("row", "run", "weight", "text", "group")
_EDGES = ("left", "right", "bits")
_SAID, _WEIGHED = "said_", "weighed_"
_CODES, _TEXTS, _PLACE = "code_", "text_", "place_"


class StandingError(ConcernError):
    """What was kept cannot be gone on from."""


def made_by(settings: LinkageSettings, model: Model) -> str:
    """Return 16 hex digits that change with the settings, the weights and the form of the file."""
    chosen = asdict(settings) | {"once_sources": sorted(settings.once_sources), "workers": 0}
    text = json.dumps([FORMAT, chosen, model.version], sort_keys=True)
    return sha256(text.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Standing:
    """A linkage of many records, to be gone on from.

    kept: their groups. alike: of each group, by what it is told that records belong to it. lookup:
    by what groups are found. edges: compared pairs of groups above `keep_probability`. weighed:
    other pairs, which dividing groups into businesses asked for. entity: of each record, the
    record_id its entity is called by. judgements: those that bound. made_by: see `made_by`.
    """

    kept: Kept
    alike: Keys
    lookup: Lookup
    edges: Edges
    weighed: Edges
    entity: np.ndarray[Any, Any]
    judgements: pd.DataFrame
    made_by: str

    @classmethod
    def of(
        cls,
        linkage: Linkage,
        settings: LinkageSettings,
        judgements: pd.DataFrame | None = None,
        *,
        model: Model | None = None,
    ) -> Standing:
        """Return what is kept of a linkage that `link` made with these settings."""
        if linkage.made is None:
            raise StandingError("Only what `link` made itself can be kept.")
        p, edges = linkage.made.prepared, linkage.made.edges
        least = least_bits(settings)
        near = edges.bits >= least
        return cls(
            Kept.of(p),
            likeness(p),
            Lookup.of(p),
            Edges(edges.left[near], edges.right[near], edges.bits[near]),
            linkage.made.weighed,
            linkage.entities[ENTITY_ID].to_numpy(dtype=object),
            Judgement.empty() if judgements is None else Judgement.shape(judgements),
            made_by(settings, model or pretrained()),
        )

    def write(self, path: Path) -> None:
        """Write it as a Parquet file of one row, whose columns are lists of different lengths.

        The same standing gives the same bytes.
        """
        columns = {name: _list(values) for name, values in self._parts().items()}
        table = pa.table(columns).replace_schema_metadata({_MADE_BY: self.made_by.encode()})
        pq.write_table(
            table, path, compression="zstd", compression_level=1, use_dictionary=False,
            write_statistics=False,
        )  # fmt: skip

    @classmethod
    def read(cls, content: bytes) -> Standing:
        """Return what `write` wrote.

        Raises:
            StandingError: it is not whole, or of another version.
        """
        try:
            table = pq.read_table(io.BytesIO(content))
            parts = {name: table.column(name).chunk(0).flatten() for name in table.column_names}
            return cls._of(parts, (table.schema.metadata or {})[_MADE_BY].decode())
        except (
            pa.ArrowException,
            OSError,
            KeyError,
            ValueError,
            TypeError,
            AttributeError,
        ) as error:
            raise StandingError(
                "What the build before kept of its linkage is not whole, or was written by another "
                "version."
            ) from error

    def _parts(self) -> dict[str, Any]:
        kept, lookup = self.kept, self.lookup
        parts: dict[str, Any] = {
            "record_id": pa.array(kept.record_ids, pa.string()),
            "entity": pa.array(self.entity, pa.string()),
            "group": kept.group.astype(np.int32),
            "starts": kept.starts.astype(np.int32),
            "names": kept.names.astype(np.int32),
            "lat": kept.point[:, 0],
            "lon": kept.point[:, 1],
            "derived": kept.derived,
            "alike": self.alike,
            "key": lookup.key,
            "owner": lookup.owner.astype(np.int32),
        }
        for name, codes in kept.codes.items():
            parts[f"{_CODES}{name}"] = codes.astype(np.int32)
        parts |= {f"{_TEXTS}{name}": texts for name, texts in kept.texts.items()}
        parts |= {
            f"{_PLACE}{name}": kept.addresses.column(name).combine_chunks()
            for name in kept.addresses.column_names
        }
        for which, edges in (("", self.edges), (_WEIGHED, self.weighed)):
            parts |= {f"{which}{one}": _small(getattr(edges, one)) for one in _EDGES}
        for which, runs in (("names_", lookup.names), ("written_", lookup.written)):
            parts |= {f"{which}{one}": _small(getattr(runs, one)) for one in _RUNS}
        said = self.judgements
        return parts | {f"{_SAID}{c}": pa.array(said[c], pa.string()) for c in Judgement.columns()}

    @classmethod
    def _of(cls, parts: Mapping[str, Any], made: str) -> Standing:
        def ints(name: str) -> Ints:
            found: Ints = _numbers(parts[name]).astype(np.int64)
            return found

        def pairs(which: str) -> Edges:
            return Edges(*(_wide(_numbers(parts[f"{which}{one}"])) for one in _EDGES))

        point = np.column_stack([_numbers(parts[name]) for name in ("lat", "lon")])
        places = [name for name in parts if name.startswith(_PLACE)]
        kept = Kept(
            record_ids=_objects(parts["record_id"]),
            group=ints("group"),
            codes={name: ints(f"{_CODES}{name}") for name in (*CODED, ADDRESS)},
            texts={
                name.removeprefix(_TEXTS): parts[name] for name in parts if name.startswith(_TEXTS)
            },
            addresses=pa.table({name.removeprefix(_PLACE): parts[name] for name in places}),
            starts=ints("starts"),
            names=ints("names"),
            point=point,
            derived=_numbers(parts["derived"]),
        )
        runs = {
            which: Runs(*(_wide(_numbers(parts[f"{which}{one}"])) for one in _RUNS))
            for which in ("names_", "written_")
        }
        said = {str(c): _objects(parts[f"{_SAID}{c}"]) for c in Judgement.columns()}
        return cls(
            kept,
            _numbers(parts["alike"]),
            Lookup(_numbers(parts["key"]), ints("owner"), runs["names_"], runs["written_"], point),
            pairs(""),
            pairs(_WEIGHED),
            _objects(parts["entity"]),
            Judgement.shape(pd.DataFrame(said)),
            made,
        )


def least_bits(settings: LinkageSettings) -> float:
    """Return the match weight of `keep_probability`, in bits."""
    chance = settings.keep_probability
    return float(np.log2(chance / (1.0 - chance))) if chance > 0 else -np.inf


def _wide(values: Any) -> Any:
    return values if values.dtype.kind == "f" else values.astype(np.int64)


def _small(values: Any) -> Any:
    return values if values.dtype.kind == "f" else values.astype(np.int32)


def _list(values: Any) -> pa.Array:
    flat = values if isinstance(values, pa.Array) else pa.array(values)
    return pa.LargeListArray.from_arrays(pa.array([0, len(flat)], pa.int64()), flat)


def _numbers(values: pa.Array) -> Any:
    return values.to_numpy(zero_copy_only=False)


def _objects(values: pa.Array) -> Any:
    return values.to_numpy(zero_copy_only=False)
