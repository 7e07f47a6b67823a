"""What did people of the county write for the pack? `transparency.toml` in the county's folder."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from records.domain import assurance_questions, atrs_fields
from records.errors import ConcernError

__all__ = ["FILE", "REVIEW_MONTHS", "Answer", "Answers", "answers_of", "questions", "template"]

FILE = "transparency.toml"
REVIEW_MONTHS = 12
"""Months after which an answer must be looked at again, where the file says nothing else."""

NO_SUPPLIER = "2.1.4"
"""Where the answer to this is no, those whose number begins with it are answered."""

_HEAD = """\
# What people of the county must write for the transparency pack; the rest is read from the
# running system. Made into documents by:  concern transparency --out FOLDER
# Answer every field in 'text', say who wrote it (a role is enough; this is published) and on which
# day. An answer grows stale after review_months, and when another model comes into force: read it
# again then, and set the day anew. Write no personal data.

review_months = {months}
"""
_FIELD = '''
# {number} {field}
# {ask}
[answers."{number}"]
text = """
"""
answered_by = ""
answered_on = ""
'''


class _Written(BaseModel):
    model_config = ConfigDict(extra="forbid")

    text: str = ""
    answered_by: str = ""
    answered_on: date | None = None

    @field_validator("answered_on", mode="before")
    @classmethod
    def _no_day(cls, value: object) -> object:
        return None if value == "" else value


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    review_months: int = Field(default=REVIEW_MONTHS, ge=1, le=60)
    answers: dict[str, _Written] = {}


@dataclass(frozen=True)
class Answer:
    """What someone wrote: empty where nothing. on: the day; None where it is not told."""

    text: str = ""
    by: str = ""
    on: date | None = None


@dataclass(frozen=True)
class Answers:
    """Every question and what was answered, by number.

    review_months: after which an answer is stale. where: the file, as it is named in messages.
    """

    given: Mapping[str, Answer]
    review_months: int = REVIEW_MONTHS
    where: str = FILE

    def __getitem__(self, number: str) -> Answer:
        """Return the answer to one question; an empty one where there is none."""
        return self.given.get(number, Answer())


def questions() -> dict[str, tuple[str, str]]:
    """Return what a person must answer: number to the field's name and what is asked."""
    fields = atrs_fields()
    asked = fields[fields["filled_by"] != "system"]
    more = assurance_questions()
    return {
        str(number): (str(field), str(ask))
        for table in (asked, more)
        for number, field, ask in zip(table["number"], table["field"], table["ask"], strict=True)
    }


def template(months: int = REVIEW_MONTHS) -> str:
    """Return an empty file of answers, with every question in it as a comment."""
    fields = [
        _FIELD.format(number=number, field=field, ask=ask)
        for number, (field, ask) in questions().items()
    ]
    return _HEAD.format(months=months) + "".join(fields)


def answers_of(root: Path) -> Answers:
    """Return what the county's file says; nothing where there is none.

    Raises:
        ConcernError: the file cannot be read, is no TOML or has unknown parts; all are named.
    """
    path = root / FILE
    try:
        text = path.read_text(encoding="utf-8")
        written = _File.model_validate(tomllib.loads(text))
    except FileNotFoundError:
        return Answers({})
    except ValidationError as error:
        raise ConcernError(f"{FILE}: {_named(error)}. Mend these parts.") from error
    except (OSError, ValueError) as error:
        raise ConcernError(f"{FILE} cannot be read: {error}. Mend it, or write it anew.") from error
    known = questions()
    if strange := sorted(set(written.answers) - set(known)):
        raise ConcernError(
            f"{FILE} answers what nobody asks: {', '.join(strange)}. Expected the numbers that "
            "'concern transparency --template' writes."
        )
    return Answers(_answered(written), written.review_months)


def _answered(written: _File) -> dict[str, Answer]:
    given = {
        number: Answer(one.text.strip(), one.answered_by.strip(), one.answered_on)
        for number, one in written.answers.items()
    }
    supplier = given.get(NO_SUPPLIER, Answer())
    if supplier.text.lower().rstrip(".") in ("no", "none"):
        said = Answer("Not applicable: no external supplier.", supplier.by, supplier.on)
        parts = [number for number in questions() if number.startswith(f"{NO_SUPPLIER}.")]
        given |= {number: said for number in parts if not given.get(number, Answer()).text}
    return given


def _named(error: ValidationError) -> str:
    return "; ".join(
        f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors()
    )
