"""What became of a delivery that was taken in before?"""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import date

from records.delivery import folder_of
from records.errors import HomeError
from records.home import Home
from records.ingest import Receipt

__all__ = ["receipt_of"]


def receipt_of(home: Home, delivery_id: str) -> Receipt:
    """Return the receipt of a delivery of the ledger.

    Raises:
        HomeError: it is not there or damaged.
    """
    path = folder_of(home, delivery_id) / "receipt.json"
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        values = {name: said[name] for name in (field.name for field in fields(Receipt))
                  if name in said}  # fmt: skip
        values["received_on"] = date.fromisoformat(values["received_on"])
        values["unread"] = tuple(values["unread"])
        return Receipt(**values)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise HomeError(
            f"Delivery {delivery_id!r} of the ledger cannot be read: {path.name} is missing or "
            "damaged. Restore the deliveries folder from its backup."
        ) from error
