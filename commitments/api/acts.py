"""From a request to an act of lifecycle: for each verb what it takes, and its call.

``revision`` is that of the commitment as the caller saw it. What is given wrongly is told by the field.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _
from rest_framework import serializers

from commitments import evidence, lifecycle
from commitments.api import fields
from commitments.choices import Kind, Verb
from commitments.models import Commitment, Evidence, ProblemLink
from commitments.refusals import Unfit
from reports.choices import Grade
from reports.typed import key_of


class Act(serializers.Serializer[Any]):
    revision = serializers.IntegerField(min_value=0)

    def perform(self, pk: int, by: Any, now: datetime) -> Commitment:
        """Carry it out, and return the commitment as it is then."""
        given = dict(self.validated_data)
        return self.act(pk, given, {"revision": given.pop("revision"), "by": by, "now": now})

    def act(self, pk: int, given: dict[str, Any], how: dict[str, Any]) -> Commitment:
        raise NotImplementedError


# --- candidates -------------------------------------------------------------------------------------------


class Reword(Act):
    """What is left out stays."""

    title = serializers.CharField(required=False)
    completion_mark = serializers.CharField(required=False, allow_blank=True)
    grade = serializers.ChoiceField(Grade.choices, required=False)
    plan_year = fields.year(required=False)
    due_on = serializers.DateField(required=False)
    kind = serializers.ChoiceField(Kind.choices, required=False)
    figures: Any = fields.FigureSerializer(many=True, required=False)

    def act(self, pk: int, given: dict[str, Any], how: dict[str, Any]) -> Commitment:
        if "figures" in given:
            given["figures"] = [lifecycle.Figure(**figure) for figure in given["figures"]]
        return lifecycle.reword(pk, lifecycle.Description(**given), **how)


class Split(Act):
    """A commitment for each title; answered with the first. The others have the same ``source``."""

    titles = serializers.ListField(child=serializers.CharField(), max_length=fields.MOST)

    def act(self, pk: int, given: dict[str, Any], how: dict[str, Any]) -> Commitment:
        return lifecycle.split(pk, given["titles"], **how)[0]


class Merge(Act):
    """The others end in this one."""

    others = fields.several(fields.Seen)

    def act(self, pk: int, given: dict[str, Any], how: dict[str, Any]) -> Commitment:
        wanted = {pk: how.pop("revision")} | {row["id"]: row["revision"] for row in given["others"]}
        return lifecycle.merge(pk, wanted, **how)


class Link(Act):
    """Whether it answers the problem of ``link``, one of its ``problem_links``; or, without ``link``, that it
    answers the words from ``start`` to ``end`` of the report, which stand in ``problem``."""

    link = fields.key(default=None, allow_null=True)
    accepted = serializers.BooleanField(default=True)
    problem = fields.key(required=False)
    start = serializers.IntegerField(required=False)
    end = serializers.IntegerField(required=False)

    def act(self, pk: int, given: dict[str, Any], how: dict[str, Any]) -> Commitment:
        if given["link"] is None:
            return self._add(pk, given, how)
        if not ProblemLink.objects.filter(pk=given["link"], commitment=pk).exists():
            raise Unfit(_("This link is not one of this commitment."))
        return lifecycle.decide_link(given["link"], given["accepted"], **how)

    def _add(self, pk: int, given: dict[str, Any], how: dict[str, Any]) -> Commitment:
        if not {"problem", "start", "end"} <= given.keys():
            raise Unfit(_("Name the link, or the problem and the place of its words."))
        place = lifecycle.Place(given["problem"], given["start"], given["end"])
        return lifecycle.add_link(pk, place, **how)


class Confirm(Act):
    def act(self, pk: int, given: dict[str, Any], how: dict[str, Any]) -> Commitment:
        return lifecycle.confirm(pk, **how)


# --- owners -----------------------------------------------------------------------------------------------


class Assign(Act):
    lead = fields.organ()
    supports = fields.organs()
    officer = fields.person()
    supervisor = fields.person()
    due_on = fields.day()

    def act(self, pk: int, given: dict[str, Any], how: dict[str, Any]) -> Commitment:
        return lifecycle.assign(pk, owners(given), **how)


def owners(given: dict[str, Any]) -> lifecycle.Owners:
    return lifecycle.Owners(**{**given, "supports": tuple(given["supports"])})


class Appoint(Act):
    officer: Any = serializers.PrimaryKeyRelatedField(queryset=get_user_model().objects.all())

    def act(self, pk: int, given: dict[str, Any], how: dict[str, Any]) -> Commitment:
        return lifecycle.appoint(pk, given["officer"], **how)


class Return(Act):
    reason = fields.words()

    def act(self, pk: int, given: dict[str, Any], how: dict[str, Any]) -> Commitment:
        return lifecycle.return_assignment(pk, given["reason"], **how)


class Plan(Act):
    """All measures, as they shall be from now on."""

    measures = fields.several(fields.StepSerializer)

    def act(self, pk: int, given: dict[str, Any], how: dict[str, Any]) -> Commitment:
        return lifecycle.plan_measures(pk, [lifecycle.Step(**step) for step in given["measures"]], **how)


# --- work -------------------------------------------------------------------------------------------------


class ReportProgress(Act):
    """Words, a percentage or a figure of one of its ``targets``; or only that nothing changed."""

    text = fields.words()
    percent = serializers.IntegerField(min_value=0, max_value=100, default=None, allow_null=True)
    target = fields.key(source="target_id", default=None, allow_null=True)
    reached = fields.figure(default=None, allow_null=True)
    no_change = serializers.BooleanField(default=False)

    def act(self, pk: int, given: dict[str, Any], how: dict[str, Any]) -> Commitment:
        return lifecycle.report_progress(pk, lifecycle.Report(**given), **how)


class Attach(Act):
    """A file that proves something, with ``multipart/form-data``."""

    file = serializers.FileField(allow_empty_file=True)

    def act(self, pk: int, given: dict[str, Any], how: dict[str, Any]) -> Commitment:
        file = given["file"]
        most = settings.UPLOAD_MAX_BYTES
        return evidence.attach(pk, file, file.name, most_bytes=most, **how).commitment


class Detach(Act):
    evidence = fields.key()
    reason = fields.words()

    def act(self, pk: int, given: dict[str, Any], how: dict[str, Any]) -> Commitment:
        if not Evidence.objects.filter(pk=given["evidence"], commitment=pk).exists():
            raise Unfit(_("This piece of evidence is not there any more."))
        return evidence.detach(given["evidence"], reason=given["reason"], **how)


class Submit(Act):
    def act(self, pk: int, given: dict[str, Any], how: dict[str, Any]) -> Commitment:
        return lifecycle.submit_for_closure(pk, **how)


class SignOff(Act):
    def act(self, pk: int, given: dict[str, Any], how: dict[str, Any]) -> Commitment:
        return lifecycle.sign_off(pk, **how)


class SendBack(Act):
    reason = fields.words()

    def act(self, pk: int, given: dict[str, Any], how: dict[str, Any]) -> Commitment:
        return lifecycle.send_back(pk, given["reason"], **how)


class Chase(Act):
    reason = fields.words()

    def act(self, pk: int, given: dict[str, Any], how: dict[str, Any]) -> Commitment:
        outcome = lifecycle.chase_all({pk: how.pop("revision")}, given["reason"], **how)
        for refusal in outcome.refused.values():
            raise refusal
        return outcome.done[0]


# --- time, turns, ends ------------------------------------------------------------------------------------


class RequestExtension(Act):
    new_due_on = serializers.DateField()
    reason = fields.words()

    def act(self, pk: int, given: dict[str, Any], how: dict[str, Any]) -> Commitment:
        return lifecycle.request_extension(pk, given["new_due_on"], given["reason"], **how)


class DecideExtension(Act):
    granted = serializers.BooleanField()
    remark = fields.words()

    def act(self, pk: int, given: dict[str, Any], how: dict[str, Any]) -> Commitment:
        return lifecycle.decide_extension(pk, given["granted"], given["remark"], **how)


class CarryOver(Act):
    """Answered with the new commitment."""

    plan_year = fields.year()
    due_on = fields.day()
    reason = fields.words()

    def act(self, pk: int, given: dict[str, Any], how: dict[str, Any]) -> Commitment:
        return lifecycle.carry_over(pk, given["plan_year"], given["reason"], due_on=given["due_on"], **how)


class Adjust(Act):
    """What is left out stays. ``approval`` names the document or the meeting that allows it."""

    title = serializers.CharField(required=False)
    completion_mark = serializers.CharField(required=False, allow_blank=True)
    due_on = serializers.DateField(required=False)
    figures: Any = serializers.DictField(
        child=fields.figure(), required=False, help_text="by the key of the target"
    )
    approval = fields.words()
    reason = fields.words()

    def act(self, pk: int, given: dict[str, Any], how: dict[str, Any]) -> Commitment:
        approval, reason = given.pop("approval"), given.pop("reason")
        if "figures" in given:
            named = ((key_of(words), number) for words, number in given["figures"].items())
            given["figures"] = {key: number for key, number in named if key is not None}
        return lifecycle.adjust(pk, lifecycle.Adjustment(**given), approval, reason, **how)


class Cancel(Act):
    reason = fields.words()

    def act(self, pk: int, given: dict[str, Any], how: dict[str, Any]) -> Commitment:
        return lifecycle.cancel(pk, given["reason"], **how)


ACTS: dict[Verb, type[Act]] = {
    Verb.REWORD: Reword,
    Verb.SPLIT: Split,
    Verb.MERGE: Merge,
    Verb.LINK: Link,
    Verb.CONFIRM: Confirm,
    Verb.ASSIGN: Assign,
    Verb.APPOINT: Appoint,
    Verb.RETURN: Return,
    Verb.PLAN: Plan,
    Verb.REPORT: ReportProgress,
    Verb.ATTACH: Attach,
    Verb.DETACH: Detach,
    Verb.SUBMIT: Submit,
    Verb.SIGN_OFF: SignOff,
    Verb.SEND_BACK: SendBack,
    Verb.REQUEST_EXTENSION: RequestExtension,
    Verb.DECIDE_EXTENSION: DecideExtension,
    Verb.CHASE: Chase,
    Verb.CARRY_OVER: CarryOver,
    Verb.ADJUST: Adjust,
    Verb.CANCEL: Cancel,
}
