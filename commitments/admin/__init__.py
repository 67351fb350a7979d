"""The commitments in the admin: list, page, capture, task lists, and the people who answer for them."""

from commitments.admin.commitments import CommitmentAdmin
from commitments.admin.people import AssignmentRuleAdmin, MembershipAdmin

__all__ = ["AssignmentRuleAdmin", "CommitmentAdmin", "MembershipAdmin"]
