"""What the acts take: words, days, organs, people and figures."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _
from rest_framework import serializers

from reports.models import Organ
from reports.models.papers import YEARS
from reports.typed import LARGEST_ID

MOST = 50


def words(**more: Any) -> Any:
    """Whether they may be empty is for lifecycle to say, whose sentence tells what is missing."""
    return serializers.CharField(allow_blank=True, default="", **more)


def key(**more: Any) -> Any:
    """Of a row. No database takes a larger one."""
    return serializers.IntegerField(min_value=1, max_value=LARGEST_ID, **more)


def year(**more: Any) -> Any:
    return serializers.IntegerField(min_value=YEARS[0], max_value=YEARS[1], **more)


def organ() -> Any:
    return serializers.PrimaryKeyRelatedField(queryset=Organ.objects.current())


class OrgansField(serializers.ListField):
    """Keys of organs; one query for all of them."""

    child = key()

    def to_internal_value(self, data: Any) -> list[Organ]:
        keys = super().to_internal_value(data)
        found = Organ.objects.current().in_bulk(keys)
        for key in keys:
            if key not in found:
                raise serializers.ValidationError(_("There is no organ %(key)s.") % {"key": key})
        return [found[key] for key in keys]


def organs() -> Any:
    return OrgansField(default=list, max_length=MOST)


def person() -> Any:
    people = get_user_model().objects.filter(is_active=True)
    return serializers.PrimaryKeyRelatedField(queryset=people, default=None, allow_null=True)


def day(**more: Any) -> Any:
    return serializers.DateField(default=None, allow_null=True, **more)


def several(of: Any) -> Any:
    return of(many=True, max_length=MOST)


def figure(**more: Any) -> Any:
    return serializers.DecimalField(max_digits=20, decimal_places=4, **more)


class Seen(serializers.Serializer[Any]):
    """A commitment, and its revision as the caller saw it."""

    id = key()
    revision = serializers.IntegerField(min_value=0)


class FigureSerializer(serializers.Serializer[Any]):
    counts = serializers.CharField(max_length=100, allow_blank=True, default="")
    number = figure()
    unit = serializers.CharField(max_length=20, allow_blank=True, default="")
    comparison = serializers.CharField(max_length=10, default="at_least")
    upper = figure(default=None, allow_null=True)
    baseline = figure(default=None, allow_null=True)


class StepSerializer(serializers.Serializer[Any]):
    text = serializers.CharField()
    due_on = day()
    done_on = day()
