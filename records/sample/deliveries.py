"""Which row comes in which file, on which day, and what is wrong with it?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from records.sample.columns import Contact, Written
from records.sample.settings import SampleSettings
from records.sample.tables import stream, words

__all__ = ["Delivery", "make_deliveries"]

_COUNCIL_FORMATS = ("xml", "xml", "json", "xml", "csv")
_WEEKS = 4
_BAD_DATES = ("31/02/2026", "not known", "30/02/2026", "00/00/0000")
_OLDER_EXTRACT_DAYS = 120
_RERATED = 0.15
_SENT_EARLIER = 2
_CORRECTED = 40
_DATES = (Written.date, Written.datetime)


@dataclass(frozen=True)
class Delivery:
    """One file to write.

    plan: row of words/files.csv. rows: for each of the `cells`, the position of its contact.
    faulty: it must be quarantined. repeated: it stands in the file a second time. daily: the
    file is of the day after the window and kept aside.
    """

    name: str
    source: str
    delivered_on: date
    plan: pd.Series[str]
    cells: pd.DataFrame
    rows: np.ndarray
    faulty: np.ndarray
    repeated: np.ndarray
    daily: bool = False


def make_deliveries(
    contacts: pd.DataFrame, written: pd.DataFrame, daily: np.ndarray, settings: SampleSettings
) -> Iterator[Delivery]:
    """Yield every file, source by source, each source's in order of delivery.

    contacts, written: one row each. daily: marks the contacts of the day after the window.
    """
    for _, plan in words("files").iterrows():
        source = plan["source"]
        of_source = (contacts[Contact.source] == source).to_numpy()
        mine, aside = np.flatnonzero(of_source & ~daily), np.flatnonzero(of_source & daily)
        cells = _cells(source, written.iloc[mine])
        days = contacts[Contact.day].to_numpy()[mine]
        if plan["format"] == "councils":
            yield from _by_council(plan, cells, mine, settings)
        else:
            yield from _by_day(plan, cells, mine, days, settings)
        if source == "trading_standards":
            yield _corrections(plan, cells, mine, settings)
        if len(aside):
            after = settings.next_working_day
            kept = _cells(source, written.iloc[aside])
            yield _whole(_dated_name(plan, after), plan, kept, aside, (after, True))


def _cells(source: str, written: pd.DataFrame) -> pd.DataFrame:
    layout = words("layouts")
    mine = layout[layout["source"] == source]
    columns = dict(zip(mine["heading"], mine["field"], strict=True))
    return pd.DataFrame({h: written[f] for h, f in columns.items()}).reset_index(drop=True)


def _heading(source: str, fields: tuple[str, ...]) -> str:
    layout = words("layouts")
    chosen = layout[(layout["source"] == source) & layout["field"].isin(fields)]
    return str(chosen["heading"].iloc[0]) if len(chosen) else ""


def _dated_name(plan: pd.Series[str], day: date) -> str:
    return f"{plan['source']}_{day:%Y-%m-%d}.{plan['format']}"


def _whole(
    name: str,
    plan: pd.Series[str],
    cells: pd.DataFrame,
    rows: np.ndarray,
    when: tuple[date, bool],
) -> Delivery:
    """Return a delivery without repeated or faulty rows; when: its day, and whether kept aside."""
    none = np.zeros(len(rows), dtype=bool)
    cells = cells.reset_index(drop=True)
    return Delivery(name, plan["source"], when[0], plan, cells, rows, none, none, when[1])


def _by_day(
    plan: pd.Series[str],
    cells: pd.DataFrame,
    mine: np.ndarray,
    days: np.ndarray,
    settings: SampleSettings,
) -> Iterator[Delivery]:
    """Yield the files of one source; a row comes in the first that closes after its day, or late
    in the one after that."""  # noqa: D205, D209
    rng = stream(settings.seed, f"delivery of {plan['source']}")
    ends = _ends(plan["cuts"], settings)
    last = np.array([np.datetime64(day, "D").astype("int64") for day in ends])
    late = rng.random(len(mine)) < settings.noise.row_late
    part = np.minimum(np.searchsorted(last, days) + late, len(ends) - 1)
    for number, day in enumerate(ends):
        here = np.flatnonzero(part == number)
        name = _dated_name(plan, day) if len(ends) > 1 else f"{plan['source']}.{plan['format']}"
        whole = _whole(name, plan, cells.iloc[here], mine[here], (day, False))
        yield _spoilt(whole, settings, rng)


def _ends(cuts: str, settings: SampleSettings) -> list[date]:
    """Return the day each file closes, in order; the last is the window's last day."""
    months = {"halves": 6, "quarters": 3}.get(cuts.split()[0], settings.months)
    firsts = [settings.month_after(months * n) for n in range(1, settings.months // months)]
    ends = [first - timedelta(days=1) for first in firsts] + [settings.ends_on]
    if "weeks" in cuts:
        weeks = [settings.ends_on - timedelta(weeks=n) for n in range(1, _WEEKS + 1)]
        ends = sorted(set(ends) | set(weeks))
    return ends


def _spoilt(delivery: Delivery, settings: SampleSettings, rng: np.random.Generator) -> Delivery:
    """Return the delivery with some rows repeated at its end and some faulty rows among them."""
    size, noise = len(delivery.rows), settings.noise
    again = np.flatnonzero(rng.random(size) < noise.row_repeated)
    date_heading = _heading(delivery.source, _DATES)
    planted = date_heading and delivery.source not in _undated_sources()
    bad = np.flatnonzero(rng.random(size) < noise.row_faulty * bool(planted))
    order = np.concatenate([np.arange(size), again, bad])
    cells = delivery.cells.iloc[order].reset_index(drop=True)
    faulty = np.arange(len(order)) >= size + len(again)
    repeated = (np.arange(len(order)) >= size) & ~faulty
    if faulty.any():
        reference = _heading(delivery.source, (Written.reference,))
        wrong = np.array(_BAD_DATES)[rng.integers(0, len(_BAD_DATES), len(bad))]
        cells.loc[faulty, date_heading] = wrong
        if reference:
            cells.loc[faulty, reference] = cells.loc[faulty, reference] + "F"
    return Delivery(
        delivery.name,
        delivery.source,
        delivery.delivered_on,
        delivery.plan,
        cells,
        delivery.rows[order],
        faulty,
        repeated,
    )


def _undated_sources() -> set[str]:
    """Return the registers, whose rows may lack a day."""
    registers = {"food_hygiene", "companies_house", "company_officers", "cqc", "glaa_register"}
    registers |= {"housing"}
    return registers | {"licensing_personal"}


def _by_council(
    plan: pd.Series[str], cells: pd.DataFrame, mine: np.ndarray, settings: SampleSettings
) -> Iterator[Delivery]:
    """Yield the ratings of each council in its format; the first two sent an older extract too."""
    council = cells[_heading("food_hygiene", (Written.council,))]
    for number, name in enumerate(sorted(council.unique())):
        here = np.flatnonzero(council == name)
        own = plan.copy()
        own["format"] = _COUNCIL_FORMATS[number % len(_COUNCIL_FORMATS)]
        slug = name.lower().replace(" ", "_").replace("-", "_")
        if number < _SENT_EARLIER:
            earlier = settings.ends_on - timedelta(days=_OLDER_EXTRACT_DAYS)
            older = _older_ratings(cells.iloc[here], earlier, settings, name)
            title = f"food_hygiene_{slug}_{earlier:%Y-%m-%d}.{own['format']}"
            yield _whole(title, own, older, mine[here], (earlier, False))
        title = f"food_hygiene_{slug}.{own['format']}"
        yield _whole(title, own, cells.iloc[here], mine[here], (settings.ends_on, False))


def _older_ratings(
    cells: pd.DataFrame, extracted_on: date, settings: SampleSettings, council: str
) -> pd.DataFrame:
    """Return the ratings as they stood on an earlier day: some other, none of a later day."""
    rng = stream(settings.seed, f"older ratings of {council}")
    day, rating = (_heading("food_hygiene", (f,)) for f in (Written.iso_date, Written.rating))
    shown = pd.to_datetime(cells[day].mask(cells[day] == ""))
    later = (shown >= pd.Timestamp(extracted_on)).to_numpy()
    before = (shown - pd.to_timedelta(rng.integers(300, 900, len(cells)), "D")).dt.strftime(
        "%Y-%m-%d"
    )
    changed = later | (rng.random(len(cells)) < _RERATED) & shown.notna().to_numpy()
    other = pd.Series(rng.choice(["2", "3", "4", "5"], len(cells)), index=cells.index)
    return cells.assign(
        **{day: cells[day].mask(changed, before), rating: cells[rating].mask(changed, other)}
    )


def _corrections(
    plan: pd.Series[str], cells: pd.DataFrame, mine: np.ndarray, settings: SampleSettings
) -> Delivery:
    """Return a few rows sent again with the telephone number or summary put right."""
    rng = stream(settings.seed, "corrections")
    size = max(2, round(_CORRECTED * settings.scale))
    chosen = np.sort(rng.choice(len(mine), size, replace=False))
    summary = _heading(plan["source"], (Written.notes,))
    mended = cells.iloc[chosen].assign(**{summary: "Corrected entry"})
    title = f"{plan['source']}_corrections_{settings.ends_on:%Y-%m-%d}.{plan['format']}"
    return _whole(title, plan, mended, mine[chosen], (settings.ends_on, False))
