"""Acts on many commitments at once: done where they can be, refused row by row where not."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from rest_framework import serializers

from commitments import capture, handover, lifecycle
from commitments.api import acts
from commitments.choices import Verb
from commitments.lifecycle import Outcome
from commitments.refusals import Unfit
from reports.models import Organ, Report


class Bulk(serializers.Serializer[Any]):
    commitments = acts.Seen(many=True, max_length=acts.MOST_AT_ONCE)

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
    supports = acts.organs()
    officer = acts.person()
    supervisor = acts.person()
    due_on = acts.day()

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
    reason = acts.words()

    def act(self, wanted: dict[int, int], given: dict[str, Any], how: dict[str, Any]) -> Outcome:
        return lifecycle.chase_all(wanted, given["reason"], **how)


class HandOver(Bulk):
    """``officer`` takes what the leaver works on, ``supervisor`` what the leaver watches over."""

    leaver: Any = serializers.PrimaryKeyRelatedField(queryset=get_user_model().objects.all())
    officer = acts.person()
    supervisor = acts.person()
    reason = acts.words()

    def act(self, wanted: dict[int, int], given: dict[str, Any], how: dict[str, Any]) -> Outcome:
        return handover.hand_over(given.pop("leaver"), wanted, **given, **how)


class Capture(serializers.Serializer[Any]):
    """The passages of a report become candidates. Doing it again adds nothing."""

    report = serializers.IntegerField()

    def perform(self, by: Any, now: datetime) -> Outcome:
        report = get_object_or_404(Report.objects.only("pk"), pk=self.validated_data["report"])
        return Outcome(capture.capture(report.pk, by=by, now=now), {})


BULK: dict[Verb, type[Bulk | Capture]] = {
    Verb.CAPTURE: Capture,
    Verb.CONFIRM: ConfirmAll,
    Verb.ASSIGN: AssignAll,
    Verb.SIGN_OFF: SignOffAll,
    Verb.CHASE: ChaseAll,
    Verb.HAND_OVER: HandOver,
}
