"""What does the model in force say of the businesses of a build? Nothing where none is in force."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

import pandas as pd
import pyarrow as pa

from records.home import Home
from records.state import opened
from risk.prediction.model import ModelError, RiskModel
from risk.prediction.predicting import READ, predicted
from risk.registry import VERSION_ONE, in_force
from risk.telling import as_frame

__all__ = ["Foretold", "foretold", "model_in_force"]

Tables = Mapping[str, pd.DataFrame | pa.Table]


@dataclass(frozen=True)
class Foretold:
    """What a build says by version two, and by which model.

    tables: predictions and their reasons; none where no model is in force. version: what scored;
    version one where no model did. fault: why a model that is in force could not.
    """

    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    version: str = VERSION_ONE
    fault: str = ""

    def said(self) -> dict[str, str]:
        """Return what the build's manifest says of it."""
        return {"model": self.version, **({"model_fault": self.fault} if self.fault else {})}


def model_in_force(home: Home, on: date) -> RiskModel | None:
    """Return the model that is promoted and whose approval holds on that day; None: there is none.

    Raises:
        ModelError: it was trained by another version of the program.
        RegistryError: it is not what was registered.
    """
    with opened(home.state_url) as engine:
        approved = in_force(engine, on)
    return None if approved is None else RiskModel.from_json(approved.body)


def foretold(
    home: Home, tables: Tables, as_of: date, on: date, disputed: Collection[str]
) -> Foretold:
    """Return what the model in force `on` the day of the build says of its profiles, as of a day.

    A model of another version of the program scores nothing: version one goes on, and the build
    says why.
    """
    try:
        model = model_in_force(home, on)
        if model is None:
            return Foretold()
        known = {name: as_frame(name, tables[name]) for name in READ}
        made = predicted(known, model, as_of, disputed)
    except ModelError as error:
        return Foretold(fault=str(error))
    return Foretold(made.tables(), model.version)
