"""The tables: who answers, what was promised, what was done about it, what the next report says of it, and
the ledger of it all."""

from commitments.models.commitments import Assignment, Commitment
from commitments.models.content import Measure, ProblemLink, Target
from commitments.models.exports import Export
from commitments.models.findings import Comparison, Finding, Judgement, Quotation
from commitments.models.ledger import LedgerEntry
from commitments.models.papers import PaperTemplate
from commitments.models.people import AssignmentRule, Membership
from commitments.models.registers import Register
from commitments.models.saved import SavedFilter
from commitments.models.work import Evidence, Extension, Progress

__all__ = [
    "Assignment",
    "AssignmentRule",
    "Commitment",
    "Comparison",
    "Evidence",
    "Export",
    "Extension",
    "Finding",
    "Judgement",
    "LedgerEntry",
    "Measure",
    "Membership",
    "PaperTemplate",
    "ProblemLink",
    "Progress",
    "Quotation",
    "Register",
    "SavedFilter",
    "Target",
]
