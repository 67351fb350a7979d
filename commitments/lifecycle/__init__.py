"""The one door for every change of a commitment, and the only writer of ``status``.

Each act names the ``revision`` that the person saw and the moment ``now``; it returns the commitment as it
is afterwards, or raises one of commitments/refusals.py and has changed nothing. Those that end in ``_all``
take many (key → revision) and report row by row. table.py says what is possible when and for whom.
"""

from commitments.lifecycle.acts import Outcome
from commitments.lifecycle.answers import Place, add_link, decide_link
from commitments.lifecycle.candidates import Description, merge, reword, reword_all, split
from commitments.lifecycle.carrying import carry_over, carry_over_all
from commitments.lifecycle.closing import (
    confirm,
    confirm_all,
    send_back,
    sign_off,
    sign_off_all,
    submit_for_closure,
)
from commitments.lifecycle.ending import Adjustment, adjust, cancel, cancel_all
from commitments.lifecycle.extensions import decide_extension, request_extension
from commitments.lifecycle.figures import Figure
from commitments.lifecycle.owners import Owners, appoint, assign, assign_all, return_assignment
from commitments.lifecycle.table import RULES, possible
from commitments.lifecycle.work import (
    NO_CHANGE,
    Report,
    Step,
    chase_all,
    plan_measures,
    report_progress,
)

__all__ = [
    "NO_CHANGE",
    "RULES",
    "Adjustment",
    "Description",
    "Figure",
    "Outcome",
    "Owners",
    "Place",
    "Report",
    "Step",
    "add_link",
    "adjust",
    "appoint",
    "assign",
    "assign_all",
    "cancel",
    "cancel_all",
    "carry_over",
    "carry_over_all",
    "chase_all",
    "confirm",
    "confirm_all",
    "decide_extension",
    "decide_link",
    "merge",
    "plan_measures",
    "possible",
    "report_progress",
    "request_extension",
    "return_assignment",
    "reword",
    "reword_all",
    "send_back",
    "sign_off",
    "sign_off_all",
    "split",
    "submit_for_closure",
]
