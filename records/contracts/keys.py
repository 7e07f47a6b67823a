"""What tells one row of a source from another?"""

from __future__ import annotations

from hashlib import blake2b

import pandas as pd

from records.contracts.faults import Expectation, Findings
from records.contracts.layout import Contract
from records.contracts.selecting import Sheet

__all__ = ["key_of_rows"]

_DIGEST_BYTES = 12
_BETWEEN = "\x1f"


def key_of_rows(contract: Contract, sheet: Sheet, findings: Findings) -> pd.Series:
    """Return each row's key: the key's cells joined by |, or a digest of 24 hexadecimal digits.

    A digest stands where the contract names no key, where the key is private, and where it is
    empty and the contract says the row's content is then the key. Missing: empty, and noted.
    """
    names = sheet.all(contract.key)
    if not names:
        return _digest(_content(sheet))
    key = _joined([sheet.text(name) for name in names])
    if contract.private_key:
        return _digest(key)
    if contract.key_missing == "content" and key.isna().any():
        empty = key.isna()
        return key.mask(empty, _digest(_content(sheet).where(empty)))
    about = Expectation("key", "what tells this row from others", "Fill in the row's reference.")
    findings.say("row", about, " + ".join(name.strip() for name in names), key.isna())
    return key


def _joined(parts: list[pd.Series]) -> pd.Series:
    """Return the parts joined by |, missing where every part is."""
    empty = pd.concat([part.isna() for part in parts], axis="columns").all(axis="columns")
    cells = [part.fillna("").str.replace("|", "%7C", regex=False) for part in parts]
    joined = cells[0]
    for cell in cells[1:]:
        joined = joined + "|" + cell
    return joined.mask(empty)


def _content(sheet: Sheet) -> pd.Series:
    """Return each row's filled cells as one text, in the order of their folded headings."""
    content: pd.Series = pd.Series("", index=sheet.rows.index, dtype="str")
    for folded, name in sorted(sheet.found.items()):
        content = content + (folded + "=" + sheet.text(name) + _BETWEEN).fillna("")
    return content


def _digest(content: pd.Series) -> pd.Series:
    digests = [
        None if gone else blake2b(text.encode(), digest_size=_DIGEST_BYTES).hexdigest()
        for text, gone in zip(content.array, content.isna().array, strict=True)
    ]
    return pd.Series(digests, index=content.index, dtype="str")
