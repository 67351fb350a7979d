"""From a request to an act of lifecycle: for each verb what it takes, and its call.

``revision`` is that of the commitment as the caller saw it. What is given wrongly is told by the field.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _
from rest_framework import serializers

from commitments import evidence, lifecycle
from commitments.choices import Verb
from commitments.models import Commitment, Evidence, ProblemLink
from commitments.refusals import Unfit
from reports import limits
from reports.choices import Grade
from reports.models import Organ

MOST_PARTS = 50
MOST_AT_ONCE = 500


class Act(serializers.Serializer[Any]):
    revision = serializers.IntegerField(min_value=0)

    def perform(self, pk: int, by: Any, now: datetime) -> Commitment:
        """Carry it out, and return the commitment as it is then."""
        given = dict(self.validated_data)
        return self.act(pk, given, {"revision": given.pop("revision"), "by": by, "now": now})

    def act(self, pk: int, given: dict[str, Any], how: dict[str, Any]) -> Commitment:
        raise NotImplementedError


def words(**more: Any) -> Any:
    """Whether they may be empty is for lifecycle to say, whose sentence tells what is missing."""
    return serializers.CharField(allow_blank=True, default="", **more)


def organ() -> Any:
    return serializers.PrimaryKeyRelatedField(queryset=Organ.objects.current())


class OrgansField(serializers.ListField):
    """Keys of organs; one query for all of them."""

    child = serializers.IntegerField()

    def to_internal_value(self, data: Any) -> list[Organ]:
        keys = super().to_internal_value(data)
        found = Organ.objects.current().in_bulk(keys)
        for key in keys:
            if key not in found:
                raise serializers.ValidationError(_("There is no organ %(key)s.") % {"key": key})
        return [found[key] for key in keys]


def organs() -> Any:
    return OrgansField(default=list, max_length=MOST_PARTS)


def person() -> Any:
    people = get_user_model().objects.filter(is_active=True)
    return serializers.PrimaryKeyRelatedField(queryset=people, default=None, allow_null=True)


def day(**more: Any) -> Any:
    return serializers.DateField(default=None, allow_null=True, **more)


def figure(**more: Any) -> Any:
    return serializers.DecimalField(max_digits=20, decimal_places=4, **more)


# --- candidates -------------------------------------------------------------------------------------------


class FigureSerializer(serializers.Serializer[Any]):
    counts = serializers.CharField(max_length=100, allow_blank=True, default="")
    number = figure()
    unit = serializers.CharField(max_length=20, allow_blank=True, default="")
    comparison = serializers.CharField(max_length=10, default="at_least")
    upper = figure(default=None, allow_null=True)
    baseline = figure(default=None, allow_null=True)


class Reword(Act):
    """What is left out stays."""

    title = serializers.CharField(required=False)
    completion_mark = serializers.CharField(required=False, allow_blank=True)
    grade = serializers.ChoiceField(Grade.choices, required=False)
    plan_year = serializers.IntegerField(required=False)
    due_on = serializers.DateField(required=False)
    figures = FigureSerializer(many=True, required=False, max_length=MOST_PARTS)

    def act(self, pk: int, given: dict[str, Any], how: dict[str, Any]) -> Commitment:
        if "figures" in given:
            given["figures"] = [lifecycle.Figure(**figure) for figure in given["figures"]]
        return lifecycle.reword(pk, lifecycle.Description(**given), **how)


class Split(Act):
    """A commitment for each title; answered with the first. The others have the same ``source``."""

    titles = serializers.ListField(child=serializers.CharField(), max_length=MOST_PARTS)

    def act(self, pk: int, given: dict[str, Any], how: dict[str, Any]) -> Commitment:
        return lifecycle.split(pk, given["titles"], **how)[0]


class Seen(serializers.Serializer[Any]):
    """A commitment, and its revision as the caller saw it."""

    id = serializers.IntegerField()
    revision = serializers.IntegerField(min_value=0)


class Merge(Act):
    """The others end in this one."""

    others = Seen(many=True, max_length=MOST_PARTS)

    def act(self, pk: int, given: dict[str, Any], how: dict[str, Any]) -> Commitment:
        wanted = {pk: how.pop("revision")} | {row["id"]: row["revision"] for row in given["others"]}
        return lifecycle.merge(pk, wanted, **how)


class Link(Act):
    """Whether it answers the problem of ``link``, one of its ``problem_links``."""

    link = serializers.IntegerField()
    accepted = serializers.BooleanField()

    def act(self, pk: int, given: dict[str, Any], how: dict[str, Any]) -> Commitment:
        if not ProblemLink.objects.filter(pk=given["link"], commitment=pk).exists():
            raise Unfit(_("This link is not one of this commitment."))
        return lifecycle.decide_link(given["link"], given["accepted"], **how)


class Confirm(Act):
    def act(self, pk: int, given: dict[str, Any], how: dict[str, Any]) -> Commitment:
        return lifecycle.confirm(pk, **how)


# --- owners -----------------------------------------------------------------------------------------------


class Assign(Act):
    lead = organ()
    supports = organs()
    officer = person()
    supervisor = person()
    due_on = day()

    def act(self, pk: int, given: dict[str, Any], how: dict[str, Any]) -> Commitment:
        return lifecycle.assign(pk, owners(given), **how)


def owners(given: dict[str, Any]) -> lifecycle.Owners:
    return lifecycle.Owners(**{**given, "supports": tuple(given["supports"])})


class Appoint(Act):
    officer: Any = serializers.PrimaryKeyRelatedField(queryset=get_user_model().objects.all())

    def act(self, pk: int, given: dict[str, Any], how: dict[str, Any]) -> Commitment:
        return lifecycle.appoint(pk, given["officer"], **how)


class Return(Act):
    reason = words()

    def act(self, pk: int, given: dict[str, Any], how: dict[str, Any]) -> Commitment:
        return lifecycle.return_assignment(pk, given["reason"], **how)


class StepSerializer(serializers.Serializer[Any]):
    text = serializers.CharField()
    due_on = day()
    done_on = day()


class Plan(Act):
    """All measures, as they shall be from now on."""

    measures = StepSerializer(many=True, max_length=MOST_PARTS)

    def act(self, pk: int, given: dict[str, Any], how: dict[str, Any]) -> Commitment:
        return lifecycle.plan_measures(pk, [lifecycle.Step(**step) for step in given["measures"]], **how)


# --- work -------------------------------------------------------------------------------------------------


class ReportProgress(Act):
    """Words, a percentage or a figure of one of its ``targets``; or only that nothing changed."""

    text = words()
    percent = serializers.IntegerField(min_value=0, max_value=100, default=None, allow_null=True)
    target = serializers.IntegerField(source="target_id", default=None, allow_null=True)
    reached = figure(default=None, allow_null=True)
    no_change = serializers.BooleanField(default=False)

    def act(self, pk: int, given: dict[str, Any], how: dict[str, Any]) -> Commitment:
        return lifecycle.report_progress(pk, lifecycle.Report(**given), **how)


class Attach(Act):
    """A file that proves something, with ``multipart/form-data``."""

    file = serializers.FileField(allow_empty_file=True)

    def act(self, pk: int, given: dict[str, Any], how: dict[str, Any]) -> Commitment:
        file = given["file"]
        most = limits.configured().max_bytes
        return evidence.attach(pk, file, file.name, most_bytes=most, **how).commitment


class Detach(Act):
    evidence = serializers.IntegerField()
    reason = words()

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
    reason = words()

    def act(self, pk: int, given: dict[str, Any], how: dict[str, Any]) -> Commitment:
        return lifecycle.send_back(pk, given["reason"], **how)


class Chase(Act):
    reason = words()

    def act(self, pk: int, given: dict[str, Any], how: dict[str, Any]) -> Commitment:
        outcome = lifecycle.chase_all({pk: how.pop("revision")}, given["reason"], **how)
        for refusal in outcome.refused.values():
            raise refusal
        return outcome.done[0]


# --- time, turns, ends ------------------------------------------------------------------------------------


class RequestExtension(Act):
    new_due_on = serializers.DateField()
    reason = words()

    def act(self, pk: int, given: dict[str, Any], how: dict[str, Any]) -> Commitment:
        return lifecycle.request_extension(pk, given["new_due_on"], given["reason"], **how)


class DecideExtension(Act):
    granted = serializers.BooleanField()
    remark = words()

    def act(self, pk: int, given: dict[str, Any], how: dict[str, Any]) -> Commitment:
        return lifecycle.decide_extension(pk, given["granted"], given["remark"], **how)


class CarryOver(Act):
    """Answered with the new commitment."""

    plan_year = serializers.IntegerField()
    due_on = day()
    reason = words()

    def act(self, pk: int, given: dict[str, Any], how: dict[str, Any]) -> Commitment:
        return lifecycle.carry_over(pk, given["plan_year"], given["reason"], due_on=given["due_on"], **how)


class Adjust(Act):
    """What is left out stays. ``approval`` names the document or the meeting that allows it."""

    title = serializers.CharField(required=False)
    completion_mark = serializers.CharField(required=False, allow_blank=True)
    due_on = serializers.DateField(required=False)
    approval = words()
    reason = words()

    def act(self, pk: int, given: dict[str, Any], how: dict[str, Any]) -> Commitment:
        approval, reason = given.pop("approval"), given.pop("reason")
        return lifecycle.adjust(pk, lifecycle.Adjustment(**given), approval, reason, **how)


class Cancel(Act):
    reason = words()

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
