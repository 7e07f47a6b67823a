"""The transparency pack: what the public, a board and a regulator are told of the tool."""

from dashboard.transparency.answers import Answer, Answers, answers_of, template
from dashboard.transparency.blocks import Document
from dashboard.transparency.checking import Fault, faults_in, refuse_faults
from dashboard.transparency.known import Known, known_of
from dashboard.transparency.pack import DOCUMENTS, pack_of
from dashboard.transparency.writing import files_of, write_pack

__all__ = [
    "DOCUMENTS",
    "Answer",
    "Answers",
    "Document",
    "Fault",
    "Known",
    "answers_of",
    "faults_in",
    "files_of",
    "known_of",
    "pack_of",
    "refuse_faults",
    "template",
    "write_pack",
]
