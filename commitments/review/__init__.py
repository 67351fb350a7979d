"""What reviewers do with findings: judge, reopen, put the evidence right. The only writer of ``rating``.

An act is: lock, check, write, ledger line, return, in one transaction. Nobody judges work of his or her own
side. Where two reviewers are asked, the second does not see what the first said until both have spoken; what
they disagree on is kept, and settled by a third word.
"""

from commitments.review.acts import HEAVY, Outcome, found
from commitments.review.evidence import cite, mark, search
from commitments.review.judging import accept_all, let_first_stand, rate, reopen
from commitments.review.turns import REVIEWERS, both_words, judgements, revealed, reviewing, sure, turn_of

__all__ = [
    "HEAVY",
    "REVIEWERS",
    "Outcome",
    "accept_all",
    "both_words",
    "cite",
    "found",
    "judgements",
    "let_first_stand",
    "mark",
    "rate",
    "reopen",
    "revealed",
    "reviewing",
    "search",
    "sure",
    "turn_of",
]
