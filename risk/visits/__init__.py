"""Visit lists: most by score, some at random, so that what a list finds stays measurable."""

from risk.visits.choices import Choices, choices
from risk.visits.drawing import RANDOM, SCORE, Pick, VisitSettings, draw
from risk.visits.finding import Hits, hits
from risk.visits.keeping import Drawn, VisitList, keep, lists, picks_of

__all__ = [
    "RANDOM",
    "SCORE",
    "Choices",
    "Drawn",
    "Hits",
    "Pick",
    "VisitList",
    "VisitSettings",
    "choices",
    "draw",
    "hits",
    "keep",
    "lists",
    "picks_of",
]
