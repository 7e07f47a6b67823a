"""What does a contract say?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from records.schema import Record

__all__ = [
    "EXTRA_COLUMNS",
    "FILLED_BY_INGEST",
    "Contract",
    "DateOrder",
    "Reading",
    "Switch",
    "Take",
]

DateOrder = Literal["day-first", "month-first", "iso"]

EASTING, NORTHING = EXTRA_COLUMNS = ("easting", "northing")
"""Columns a contract may fill besides those of `Record`: metres of the British National Grid."""

FILLED_BY_INGEST = frozenset(
    {
        Record.record_id,
        Record.source,
        Record.agency,
        Record.delivery_id,
        Record.row_number,
        Record.received_on,
        Record.source_record_id,
    }
)
"""Columns of `Record` that no contract may fill: they follow from the delivery and the key."""

BLANKED = frozenset(
    {
        Record.postcode,
        Record.phone,
        Record.uprn,
        Record.company_number,
        Record.sic,
        Record.lat,
        Record.lon,
        EASTING,
        NORTHING,
    }
)
"""Columns whose unreadable values are left blank with a warning, unless the contract says."""


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _as_takes(value: Any) -> Any:
    if isinstance(value, str) or (isinstance(value, list) and value and isinstance(value[0], str)):
        return [{"from": value}]
    return [value] if isinstance(value, dict) else value


Headings = Annotated[tuple[str, ...], BeforeValidator(_listed)]
Conditions = dict[str, Headings]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Take(_Part):
    """One way of filling a column; of several, the first that gives a value is used.

    from_headings: aliases, the first present is read. join: headings joined by separator.
    several: headings of a list column, each split at `split`. constant: the same for every row.
    words (values in TOML): pattern of what is written (* any, ? one sign) to what we keep, ""
    to leave it blank.
    otherwise: what any other value becomes; without it an unknown value is a fault.
    steps: [from, value] pairs that turn a number into a word. pattern: the part to keep.
    """

    from_headings: Headings = Field(default=(), alias="from")
    join: tuple[str, ...] = ()
    separator: str = ", "
    several: Headings = ()
    split: str = ""
    constant: str | None = None
    pattern: str | None = None
    prefix: str = ""
    missing: Headings = ()
    words: dict[str, str] = Field(default={}, alias="values")
    otherwise: str | None = None
    steps: tuple[tuple[float, str], ...] = ()
    only_when: Conditions = {}
    not_when: Conditions = {}
    required: bool = False
    minimum: float | None = Field(default=None, alias="min")
    maximum: float | None = Field(default=None, alias="max")
    earliest: date = date(1900, 1, 1)
    fault: Literal["row", "blank"] | None = None

    @model_validator(mode="after")
    def _one_origin(self) -> Take:
        origins = (self.from_headings, self.join, self.several, self.constant)
        if sum(bool(origin) for origin in origins) != 1:
            raise ValueError("give exactly one of from, join, several, constant")
        return self

    @property
    def headings(self) -> tuple[str, ...]:
        """Headings that fill the column, the conditions' left out."""
        return self.from_headings + self.join + self.several

    @property
    def conditions(self) -> tuple[str, ...]:
        """Headings the conditions look at."""
        return (*self.only_when, *self.not_when)

    def severity(self, column: str) -> Literal["row", "blank"]:
        """Return what an unreadable value of `column` costs: the row, or only the value."""
        return self.fault or ("blank" if column in BLANKED else "row")


class Reading(_Part):
    """Where the rows lie in a file that is not a plain table.

    xml_row: name of the element of one row. json_rows: dotted paths, the first that leads to a
    list is read. sheet: sheet of a workbook, the first where not named.
    """

    xml_row: str | None = None
    json_rows: Headings = ()
    sheet: str | None = None


class Switch(_Part):
    """Which contract reads a row, by the value of one column."""

    column: str
    contracts: dict[str, str]


class Contract(_Part):
    """How one source writes its rows.

    published: a public register that anyone may read; it needs no sharing agreement.
    key: headings that tell one row from another, none: the row's whole content.
    private_key: the key holds names or addresses, so that only its digest is kept.
    undated: what becomes of a touchpoint without its day: quarantined, or kept as a plain record.
    drop: headings never loaded. ignore: headings known and not needed. forbid: headings for
    which the whole delivery is refused, besides those refused everywhere.
    """

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: str = Field(min_length=1)
    agency: str = ""
    handling: Literal["P", "C"] = "C"
    published: bool = False
    key: Headings = ()
    private_key: bool = False
    key_missing: Literal["fault", "content"] = "fault"
    dates: DateOrder = "day-first"
    undated: Literal["quarantine", "keep"] = "quarantine"
    drop: Headings = ()
    ignore: Headings = ()
    forbid: Headings = ()
    reading: Reading = Reading()
    columns: dict[str, Annotated[tuple[Take, ...], BeforeValidator(_as_takes)]] = {}
    switch: Switch | None = None
    picks: Mapping[str, Contract] = Field(default={}, exclude=True)

    @property
    def headings(self) -> tuple[str, ...]:
        """Every heading the contract reads, in the order it names them, none twice."""
        own = [heading for takes in self.columns.values() for t in takes for heading in t.headings]
        tests = [h for takes in self.columns.values() for t in takes for h in t.conditions]
        switch = [self.switch.column] if self.switch else []
        picked = [heading for pick in self.picks.values() for heading in pick.headings]
        return tuple(dict.fromkeys([*switch, *self.key, *own, *tests, *picked]))
