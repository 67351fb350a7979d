"""The tables: who answers, what was promised, what was done about it, and the ledger of it all."""

from commitments.models.commitments import Assignment, Commitment
from commitments.models.content import Measure, ProblemLink, Target
from commitments.models.ledger import LedgerEntry
from commitments.models.people import AssignmentRule, Membership
from commitments.models.registers import Register
from commitments.models.saved import SavedFilter
from commitments.models.work import Evidence, Extension, Progress

__all__ = [
    "Assignment",
    "AssignmentRule",
    "Commitment",
    "Evidence",
    "Extension",
    "LedgerEntry",
    "Measure",
    "Membership",
    "ProblemLink",
    "Progress",
    "Register",
    "SavedFilter",
    "Target",
]
