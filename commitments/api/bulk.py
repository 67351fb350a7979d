"""Acts on many commitments at once: done where they can be, refused row by row where not."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from rest_framework import serializers

from commitments import capture, handover, lifecycle
from commitments.api import acts, fields
from commitments.choices import Kind, Verb
from commitments.lifecycle import Outcome
from commitments.refusals import Unfit
from reports.choices import Grade
from reports.models import Organ, Report

MOST = 500


class Bulk(serializers.Serializer[Any]):
    commitments: Any = fields.Seen(many=True)

    def validate_commitments(self, rows: list[Any]) -> list[Any]:
        if len(rows) > MOST:
            raise serializers.ValidationError(_("At most %(most)s at once.") % {"most": MOST})
        return rows

    def perform(self, by: Any, now: datetime) -> Outcome:
        given = dict(self.validated_data)
        wanted = {row["id"]: row["revision"] for row in given.pop("commitments")}
        return self.act(wanted, given, {"by": by, "now": now})

    def act(self, wanted: dict[int, int], given: dict[str, Any], how: dict[str, Any]) -> Outcome:
        raise NotImplementedError


class ConfirmAll(Bulk):
    def act(self, wanted: dict[int, int], given: dict[str, Any], how: dict[str, Any]) -> Outcome:
        return lifecycle.confirm_all(wanted, **how)


class AssignAll(Bulk):
    """All to the same owners; without ``lead``, each to the units suggested for it."""

    lead: Any = serializers.PrimaryKeyRelatedField(
        queryset=Organ.objects.current(), default=None, allow_null=True
    )
    supports = fields.organs()
    officer = fields.person()
    supervisor = fields.person()
    due_on = fields.day()

    def act(self, wanted: dict[int, int], given: dict[str, Any], how: dict[str, Any]) -> Outcome:
        if given["lead"] is not None:
            return lifecycle.assign_all(wanted, dict.fromkeys(wanted, acts.owners(given)), **how)
        if any(given.values()):
            raise Unfit(_("No lead unit is suggested. Please choose one."))
        return lifecycle.assign_all(wanted, **how)


class SignOffAll(Bulk):
    def act(self, wanted: dict[int, int], given: dict[str, Any], how: dict[str, Any]) -> Outcome:
        return lifecycle.sign_off_all(wanted, **how)


class ChaseAll(Bulk):
    reason = fields.words()

    def act(self, wanted: dict[int, int], given: dict[str, Any], how: dict[str, Any]) -> Outcome:
        return lifecycle.chase_all(wanted, given["reason"], **how)


class RewordAll(Bulk):
    """The same for all: a plan year above all, which a whole report may lack. What is left out stays."""

    plan_year = fields.year(required=False)
    due_on = serializers.DateField(required=False)
    grade = serializers.ChoiceField(Grade.choices, required=False)
    kind = serializers.ChoiceField(Kind.choices, required=False)

    def act(self, wanted: dict[int, int], given: dict[str, Any], how: dict[str, Any]) -> Outcome:
        return lifecycle.reword_all(wanted, lifecycle.Description(**given), **how)


class CancelAll(Bulk):
    reason = fields.words()

    def act(self, wanted: dict[int, int], given: dict[str, Any], how: dict[str, Any]) -> Outcome:
        return lifecycle.cancel_all(wanted, given["reason"], **how)


class HandOver(Bulk):
    """``officer`` takes what the leaver works on, ``supervisor`` what the leaver watches over."""

    leaver: Any = serializers.PrimaryKeyRelatedField(queryset=get_user_model().objects.all())
    officer = fields.person()
    supervisor = fields.person()
    reason = fields.words()

    def act(self, wanted: dict[int, int], given: dict[str, Any], how: dict[str, Any]) -> Outcome:
        return handover.hand_over(given.pop("leaver"), wanted, **given, **how)


class Capture(serializers.Serializer[Any]):
    """The passages of a report become candidates. Doing it again adds nothing."""

    report = fields.key()

    def perform(self, by: Any, now: datetime) -> Outcome:
        report = get_object_or_404(Report.objects.only("pk"), pk=self.validated_data["report"])
        return Outcome(capture.capture(report.pk, by=by, now=now), {})


BULK: dict[Verb, type[Bulk | Capture]] = {
    Verb.CAPTURE: Capture,
    Verb.REWORD: RewordAll,
    Verb.CONFIRM: ConfirmAll,
    Verb.ASSIGN: AssignAll,
    Verb.SIGN_OFF: SignOffAll,
    Verb.CHASE: ChaseAll,
    Verb.CANCEL: CancelAll,
    Verb.HAND_OVER: HandOver,
}
