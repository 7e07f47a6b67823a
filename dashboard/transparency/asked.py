"""How is what a person wrote shown in a document, and what is missing marked?"""

from __future__ import annotations

from dashboard.transparency.answers import Answer, Answers
from dashboard.transparency.blocks import Block, Section, said
from dashboard.transparency.known import Known

__all__ = ["filled", "told", "written"]


def written(answers: Answers, number: str, heading: str, level: int = 2) -> Section:
    """Return the section of a question that a person answers."""
    return _marked(heading, (), answers[number], (answers, number, level))


def told(
    answers: Answers, number: str, heading: str, blocks: tuple[Block, ...], level: int = 2
) -> Section:
    """Return a section that the system fills in part, and a person in part."""
    return _marked(heading, blocks, answers[number], (answers, number, level))


def filled(known: Known, number: str, heading: str, blocks: tuple[Block, ...]) -> Section:
    """Return a section of level 3 that the system fills."""
    mark = f"Filled by the running system on {known.on:%-d %B %Y}."
    return Section(heading, blocks, 3, mark if blocks else "", not blocks, f"field-{number}")


def _marked(
    heading: str,
    blocks: tuple[Block, ...],
    answer: Answer,
    place: tuple[Answers, str, int],
) -> Section:
    answers, number, level = place
    anchor = f"field-{number}"
    if not answer.text:
        mark = f"A person of the county must write this, in {answers.where}."
        return Section(heading, blocks, level, mark, blank=True, anchor=anchor)
    on = f" on {answer.on:%-d %B %Y}" if answer.on else ""
    mark = f"Written by {answer.by or 'nobody named'}{on}."
    return Section(heading, (*blocks, *_paragraphs(answer.text)), level, mark, anchor=anchor)


def _paragraphs(text: str) -> tuple[Block, ...]:
    return said(*(" ".join(part.split()) for part in text.split("\n\n")))
