"""How is an agreement written in a file, for people to fill in and keep?"""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from records.agreements.agreement import Agreement, Notice
from records.errors import AgreementError

__all__ = ["TEMPLATE", "read_agreement"]

TEMPLATE = """\
# A sharing agreement. Fill it in, then: concern agreements add FILE.toml
# To change it later: concern agreements amend FILE.toml; the version before is kept.

id = "county-partnership"          # small letters, digits and hyphens
title = "County partnership on businesses of concern"
purpose = "Protect workers, residents and fair traders from businesses that do harm"
lawful_basis = "Crime and Disorder Act 1998 s.115; UK GDPR article 6(1)(e)"
lead = "ECC_TS"                    # agency that answers for it; see docs/agreements.md for all
partners = ["LA_EH", "ECFRS"]      # agencies that see what is shared, beside the lead
sources = ["trading_standards", "fire", "food_inspections"]  # see 'concern sources'
starts_on = 2026-12-01             # first day in force
review_on = 2027-12-01             # holds until the day before, unless it was reviewed
covers_restricted = false          # true: records of handling code C are shared too
notice = "contact"                 # what others are told of a record: contact (whom), or silent
dpia = ""                          # reference of the data protection impact assessment
"""
"""A file that says every key and is sound once its days and names are the county's own."""


class _Written(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    id: str
    title: str
    purpose: str
    lawful_basis: str
    lead: str
    partners: list[str]
    sources: list[str]
    starts_on: date
    review_on: date
    covers_restricted: bool = False
    notice: Notice = "contact"
    dpia: str = Field(default="")


def read_agreement(path: Path) -> Agreement:
    """Return the agreement written in `path`, as version 1.

    Raises:
        AgreementError: the file is not there, is not TOML, or does not say what an agreement must;
            every such fault is named by its key.
    """
    try:
        said = _Written.model_validate(tomllib.loads(path.read_text(encoding="utf-8-sig")))
    except OSError as error:
        raise AgreementError(f"{path.name} cannot be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise AgreementError(f"{path.name} is not a TOML file: {error}.") from error
    except ValidationError as error:
        listed = "".join(f"\n  {_sentence(fault)}" for fault in error.errors())
        raise AgreementError(
            f"{path.name} is not an agreement:{listed}\nSee 'concern agreements template'."
        ) from error
    values = said.model_dump()
    lists = {name: tuple(dict.fromkeys(values[name])) for name in ("partners", "sources")}
    return Agreement(agreement_id=values.pop("id"), **{**values, **lists})


def _sentence(fault: Any) -> str:
    key = ".".join(str(part) for part in fault["loc"])
    return f"{key}: {fault['msg'][:1].lower()}{fault['msg'][1:]}"
