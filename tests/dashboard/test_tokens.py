"""The design system holds: one file of colours and sizes, that everyone can tell apart and read."""

import re
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from dashboard.figures.palette import agency_colours, colour, colours, contrasting

ROOT = Path(__file__).parents[2] / "dashboard"
ASSETS = ROOT / "assets"
SHEETS = sorted(path for path in ASSETS.glob("*.css") if path.name != "tokens.css")
CODE = sorted([*ASSETS.glob("*.js"), *ROOT.glob("figures/*.py"), *ROOT.glob("components/*.py")])

RAW = re.compile(r"#[0-9a-fA-F]{3,8}\b(?=[^{}]*\})|\b(?:rgba?|hsla?|oklch|lab)\(")
NAMED = re.compile(
    r":[^;{}]*(?<![-\w])(?:white|black|red|green|blue|gr[ae]y|orange|yellow|purple|navy|silver)(?![-\w])"
)

# Machado, Oliveira and Fernandes 2009: how linear light is seen without one kind of cone.
BLIND = {
    "nobody": np.eye(3),
    "no red": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
               [-0.003882, -0.048116, 1.051998]],
    "no green": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
                 [-0.011820, 0.042940, 0.968881]],
    "no blue": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
                [0.004733, 0.691367, 0.303900]],
}  # fmt: skip
XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
WHITE = np.array([0.95047, 1.0, 1.08883])


def linear(said: str) -> np.ndarray:
    parts = np.array([int(said[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    lights = sorted(float(linear(said) @ XYZ[1]) + 0.05 for said in (one, other))
    return lights[1] / lights[0]


def lab(light: np.ndarray) -> np.ndarray:
    ratio = np.clip(light, 0, 1) @ XYZ.T / WHITE
    f = np.where(ratio > 0.008856, np.cbrt(ratio), 7.787 * ratio + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_no_style_sheet_holds_a_colour_of_its_own(sheet):
    text = re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert RAW.findall(text) + NAMED.findall(text) == []


@pytest.mark.parametrize("code", CODE, ids=lambda path: path.name)
def test_neither_scripts_nor_figures_nor_components_hold_a_colour(code):
    assert re.findall(r"[\"'`]#[0-9a-fA-F]{3,8}[\"'`]|rgba?\(\d", code.read_text("utf-8")) == []


def test_both_ways_to_more_contrast_say_the_same():
    text = (ASSETS / "tokens.css").read_text(encoding="utf-8")
    _, *blocks = re.split(r":root(?=[:\[])[^{]*\{", text)
    wished, switched = (re.findall(r"--[a-z0-9-]+: [^;]+", one.split("}")[0]) for one in blocks)
    assert wished == switched
    assert set(contrasting()) <= set(colours())


@pytest.mark.parametrize("seen_without", BLIND)
def test_any_two_agencies_are_told_apart_by_everyone(seen_without):
    seen = [lab(np.array(BLIND[seen_without]) @ linear(one)) for one in agency_colours()]
    assert min(np.linalg.norm(a - b) for a, b in combinations(seen, 2)) >= 20


def test_no_agency_has_the_colour_of_a_band():
    bands = [lab(linear(colour(f"band-{one}"))) for one in ("low", "moderate", "high", "severe")]
    agencies = [lab(linear(one)) for one in agency_colours()]
    assert min(np.linalg.norm(a - b) for a in agencies for b in bands) >= 10


TEXTS = ("ink", "secondary", "link", "link-hover", "amber-ink", "green-ink", "band-low-text",
         "band-moderate-text", "band-high-text", "band-severe-text")  # fmt: skip
DRAWN = ("band-low", "band-moderate", "band-high", "band-severe")


@pytest.mark.parametrize(("look", "text", "drawn"), [(colours, 4.5, 3), (contrasting, 7, 4.5)])
def test_text_and_marks_stand_out_from_every_ground(look, text, drawn):
    told = {**colours(), **look()}
    grounds = [told[one] for one in ("paper", "ground", "focus-pale", "sea")]
    assert {n for n in TEXTS for g in grounds[:2] if contrast(told[n], g) < text} == set()
    assert {n for n in ("ink",) for g in grounds if contrast(told[n], g) < text} == set()
    assert {n for n in DRAWN if contrast(told[n], told["paper"]) < drawn} == set()


def test_agencies_and_series_stand_out_from_paper():
    paper = colour("paper")
    assert [one for one in agency_colours() if contrast(one, paper) < 3] == []
    assert [n for n in range(1, 5) if contrast(colour(f"series-{n}"), paper) < 4.5] == []


def test_more_contrast_makes_lines_as_clear_as_text():
    assert contrast(contrasting()["line"], colours()["paper"]) >= 4.5
