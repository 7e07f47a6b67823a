from types import SimpleNamespace

import pandas as pd
import pytest

from records.schema import PlacedRecord, Profile
from records.touchpoints import touchpoints
from risk.prediction.panel import Near, Occasion, panel

TODAY = pd.Timestamp("2026-09-01")


def record(profile, code, days, **values):
    """A record of `profile`, of a contact so many days before TODAY."""
    row = {
        "record_id": f"{profile}-{code}-{days}",
        "event_code": code,
        "event_on": TODAY - pd.Timedelta(days=days),
        "source": "made_up",
        "agency": "LA_EH",
        "delivery_id": "d1",
        "profile_id": profile,
        "handling": "P",
        "located_by": "none",
    }
    return row | values


def tables(rows, **sectors):
    """The profiles, touchpoints and records of these rows; sectors by profile."""
    records = PlacedRecord.shape(pd.DataFrame(rows, columns=None if rows else ["record_id"]))
    ids = sorted({*records["profile_id"].dropna(), *sectors})
    profiles = pd.DataFrame({"profile_id": ids, "name": "Made up", "status": "trading"})
    profiles = profiles.assign(located_by="none", sector=[sectors.get(one, "other") for one in ids])
    found = touchpoints(records, (TODAY + pd.Timedelta(days=9999)).date())
    return SimpleNamespace(profiles=Profile.shape(profiles), touchpoints=found, records=records)


def asked(*pairs):
    """Occasions of (profile, days before TODAY)."""
    rows = [(one, TODAY - pd.Timedelta(days=days)) for one, days in pairs]
    return Occasion.shape(pd.DataFrame(rows, columns=["profile_id", "on"]))


def near(*rows):
    """Rows of (profile, other, kind, probability)."""
    columns = ["profile_id", "other_id", "kind", "probability"]
    return Near.shape(pd.DataFrame(rows, columns=columns))


def known(rows, occasions=None, beside=(), links=None, **sectors):
    """The panel of these rows; by default each profile is asked about TODAY."""
    made = tables(rows, **sectors)
    asks = asked(*((one, 0) for one in made.profiles["profile_id"]))
    return panel(
        asks if occasions is None else occasions,
        made.profiles,
        made.touchpoints,
        made.records,
        near(*beside),
        links,
    )


@pytest.fixture(scope="session")
def made():
    """What tests of the factors make their pasts with."""
    return SimpleNamespace(
        today=TODAY, record=record, tables=tables, asked=asked, near=near, known=known
    )
