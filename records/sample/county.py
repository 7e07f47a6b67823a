"""Write the synthetic county: its files, and the truth beside them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path

import numpy as np
import pandas as pd

from records.progress import Progress, silent
from records.sample.businesses import draw_businesses
from records.sample.columns import Business, Contact, Written
from records.sample.contacts import draw_contacts
from records.sample.deliveries import Delivery, make_deliveries
from records.sample.reach import draw_reach, draw_traits
from records.sample.registers import covered_by_registers, draw_registers
from records.sample.settings import SampleSettings
from records.sample.tables import stream
from records.sample.told import tell
from records.sample.truth import Truth, write_truth
from records.sample.writing import write_csv, write_fhrs_json, write_fhrs_xml, write_xlsx
from records.sample.written import write_down

__all__ = ["write_sample"]

_STEPS = 5


@dataclass(frozen=True)
class _World:
    businesses: pd.DataFrame
    contacts: pd.DataFrame
    daily: np.ndarray


def write_sample(folder: Path, settings: SampleSettings, progress: Progress | None = None) -> Truth:
    """Write a county of invented businesses to `folder`, and return the truth about it.

    deliveries/: the agencies' files. daily/: one working day more, kept aside. postcodes.csv.
    truth/: whose each row is, and what each business hides. sample.json: settings, and each
    file's source and day of delivery. The same settings write the same bytes.
    """
    progress = progress or silent
    steps = iter(range(1, _STEPS + 1))

    def tell_step() -> None:
        progress("making the county", next(steps), _STEPS)

    world = _draw(settings)
    tell_step()
    written = _written(world, settings)
    tell_step()
    deliveries = list(make_deliveries(world.contacts, written, world.daily, settings))
    tell_step()
    for part in ("deliveries", "daily", "truth"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    for delivery in deliveries:
        _write(delivery, folder)
    tell_step()
    _write_postcodes(world.businesses, folder)
    _write_manifest(deliveries, folder, settings)
    truth = write_truth(folder / "truth", world.businesses, world.contacts, deliveries)
    tell_step()
    return truth


def _draw(settings: SampleSettings) -> _World:
    businesses = draw_businesses(settings)
    traits = draw_traits(businesses, settings)
    known = draw_reach(businesses, traits, settings)
    covered = covered_by_registers(traits, known)
    contacts, businesses = draw_contacts(businesses, traits, known, covered, settings)
    registers = draw_registers(businesses, traits, known, contacts, settings)
    one_day = _one_day(contacts, businesses, settings)
    every = pd.concat([contacts, registers, one_day], ignore_index=True)
    daily = np.arange(len(every)) >= len(contacts) + len(registers)
    return _World(businesses, Contact.shape(every), daily)


def _one_day(
    contacts: pd.DataFrame, businesses: pd.DataFrame, settings: SampleSettings
) -> pd.DataFrame:
    """Return the contacts of the first working day after the window."""
    rng = stream(settings.seed, "one day")
    recent = contacts[contacts[Contact.day] >= contacts[Contact.day].max() - 120]
    trading = businesses[Business.closed_on].isna().to_numpy()[recent[Contact.business]]
    usual = recent[trading & (recent[Contact.category] != "notice").to_numpy()]
    size = max(10, round(settings.contacts_per_day * settings.scale))
    chosen = usual.iloc[np.sort(rng.choice(len(usual), size, replace=False))]
    day = int(np.datetime64(settings.next_working_day, "D").astype("int64"))
    moved = pd.DataFrame(chosen.assign(**{Contact.day: day}))
    return moved.loc[~moved.duplicated([Contact.source, Contact.code, Contact.business])]


def _written(world: _World, settings: SampleSettings) -> pd.DataFrame:
    where = write_down(world.contacts, world.businesses, settings)
    what = tell(world.contacts, world.businesses, settings)
    named = (world.contacts[Contact.code] == "NMW_NAMED").to_numpy()
    return pd.concat([where, what], axis=1).assign(
        **{
            Written.unnamed_address: where[Written.address].mask(named, ""),
            Written.unnamed_postcode: where[Written.postcode].mask(named, ""),
        }
    )


def _write(delivery: Delivery, folder: Path) -> None:
    path = folder / ("daily" if delivery.daily else "deliveries") / delivery.name
    plan, day = delivery.plan, delivery.delivered_on.isoformat()
    match plan["format"]:
        case "xlsx":
            write_xlsx(delivery.cells, path)
        case "xml":
            write_fhrs_xml(delivery.cells, path, day)
        case "json":
            write_fhrs_json(delivery.cells, path, day)
        case _:
            write_csv(delivery.cells, path, plan["encoding"], plan["delimiter"])


def _write_postcodes(businesses: pd.DataFrame, folder: Path) -> None:
    """Write each postcode with the middle of its premises."""
    columns = [Business.lat, Business.lon]
    groups = businesses.groupby([Business.postcode, Business.district], as_index=False)
    middle = groups[columns].mean().round(6)
    write_csv(
        middle[[Business.postcode, *columns, Business.district]],
        folder / "postcodes.csv",
        "utf-8",
        "comma",
    )


def _write_manifest(deliveries: Iterable[Delivery], folder: Path, settings: SampleSettings) -> None:
    about = asdict(settings) | {"ends_on": settings.ends_on.isoformat()}
    listed: dict[bool, list[dict[str, object]]] = {False: [], True: []}
    for delivery in sorted(deliveries, key=lambda d: (d.delivered_on, d.source, d.name)):
        place = "daily" if delivery.daily else "deliveries"
        listed[delivery.daily].append(
            {
                "file": f"{place}/{delivery.name}",
                "source": delivery.source,
                "delivered_on": delivery.delivered_on.isoformat(),
                "rows": len(delivery.rows),
            }
        )
    manifest = {
        "seed": settings.seed,
        "as_of": settings.as_of.isoformat(),
        "postcodes": "postcodes.csv",
        "deliveries": listed[False],
        "daily": listed[True],
        "daily_as_of": (settings.next_working_day + timedelta(days=1)).isoformat(),
        "settings": about,
    }
    (folder / "sample.json").write_text(
        json.dumps(manifest, indent=1) + "\n", encoding="utf-8", newline="\n"
    )
