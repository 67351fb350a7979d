"""Which template a paper of an organ is made from: its own, else that of the nearest organ above it that has
one, else that for all, else the one that the site brings along."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Length

from commitments.models import PaperTemplate
from commitments.papers import admission, defaults
from commitments.papers.rendering import render
from commitments.papers.samples import SAMPLES
from reports.intake import shown_name
from reports.models import Organ, line
from reports.people import name_of


def templates(organ: Organ | None) -> dict[str, PaperTemplate]:
    """The template in force of each paper, without its bytes; none where it is the site's. One query."""
    rows = PaperTemplate.objects.select_related("organ").defer("content")
    near = F("depth").asc(nulls_first=True)
    found = rows.filter(_above(organ)).annotate(depth=Length("organ__path")).order_by(near)
    return {row.paper: row for row in found}


def content(paper: str, organ: Organ | None) -> bytes:
    rows = PaperTemplate.objects.filter(_above(organ), paper=paper).annotate(depth=Length("organ__path"))
    row = rows.order_by(F("depth").desc(nulls_last=True)).first()
    return bytes(row.content) if row else defaults.shipped(paper)


def _above(organ: Organ | None) -> Q:
    return Q(organ=None) | Q(organ__in=line(organ.path)) if organ else Q(organ=None)


def write(paper: str, organ: Organ, data: Mapping[str, Any]) -> bytes:
    """The paper as a Word file, by the template in force. One query."""
    return render(content(paper, organ), SAMPLES[paper], data)


@transaction.atomic
def adopt(
    paper: str, organ: Organ | None, file: bytes, name: str, *, by: Any, now: datetime
) -> PaperTemplate:
    """The organ's own from now on. Tried before: a refused file leaves the template that is there."""
    admission.admit(paper, file)
    row, _new = PaperTemplate.objects.update_or_create(
        paper=paper,
        organ=organ,
        defaults={
            "name": shown_name(name),
            "content": file,
            "by": by,
            "by_name": name_of(by),
            "made_at": now,
        },
    )
    return row


def drop(paper: str, organ: Organ | None) -> bool:
    """Back to what is in force above; False if the organ had none of its own."""
    gone, _each = PaperTemplate.objects.filter(paper=paper, organ=organ).delete()
    return bool(gone)
