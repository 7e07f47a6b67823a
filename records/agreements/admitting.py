"""May this delivery be taken in?"""

from __future__ import annotations

from collections.abc import Iterator

from records.agreements.sharing import Sharing
from records.agreements.sources import parts_of
from records.contracts import Contract
from records.errors import SourceError

__all__ = ["refuse_unshared"]


def refuse_unshared(contract: Contract, sharing: Sharing) -> None:
    """Do nothing where every source that `contract` reads may be taken in on the sharing's day.

    Raises:
        SourceError: one of them is neither published nor in an agreement in force to which its
            agency is party; each is named, with what is in force and what to do.
    """
    faults = [fault for part in parts_of(contract) for fault in _faults(part, sharing)]
    if faults:
        raise SourceError(
            "".join(f"{fault}\n" for fault in faults) + f"In force on {sharing.on}: "
            f"{_in_force(sharing)}. Nothing was taken in. An agreement is recorded with "
            "'concern agreements add FILE.toml'; 'concern agreements template' writes one to fill "
            "in."
        )


def _faults(part: Contract, sharing: Sharing) -> Iterator[str]:
    if part.published != (part.name in sharing.published):
        yield (
            f"Source {part.name!r}: this mapping and the county's contracts do not agree on "
            "whether it is published. Put the mapping into the county's mappings folder."
        )
    elif not sharing.covers(part.name):
        yield f"No sharing agreement in force covers source {part.name!r}."
    elif not sharing.admits(part.name, part.agency):
        yield (
            f"Source {part.name!r} is sent by {part.agency}, which is party to no agreement in "
            "force that covers it."
        )


def _in_force(sharing: Sharing) -> str:
    told = (f"{one.agreement_id} ({', '.join(one.sources)})" for one in sharing.agreements)
    return "; ".join(told) or "no agreement"
