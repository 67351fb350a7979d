"""Target figures: what a person may state them to be, and how they change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from commitments.lifecycle.acts import Acting
from commitments.models import Target
from commitments.refusals import Unfit


@dataclass(frozen=True, slots=True)
class Figure:
    """A target figure, as reports.text.model.Figure words it, and the figure at the start."""

    counts: str
    number: Decimal
    unit: str = ""
    comparison: str = "at_least"
    upper: Decimal | None = None
    baseline: Decimal | None = None


def check(figures: Sequence[Figure]) -> None:
    if any(f.upper is not None and f.upper <= f.number for f in figures):
        raise Unfit(_("A range ends above its beginning."))


def replace(acting: Acting, figures: Sequence[Figure]) -> None:
    """These and no others. For candidates alone: nobody has reported on their figures yet."""
    row = acting.commitment
    targets = [
        Target(
            commitment=row, position=n, counts=f.counts, number=f.number, unit=f.unit,
            comparison=f.comparison, upper=f.upper, baseline=f.baseline,
        )
        for n, f in enumerate(figures)
    ]  # fmt: skip
    acting.before["figures"] = [str(target) for target in row.targets.all()]
    acting.after["figures"] = [str(target) for target in targets]
    row.targets.all().delete()
    Target.objects.bulk_create(targets)


def adjust(acting: Acting, numbers: Mapping[int, Decimal]) -> bool:
    """Other numbers for the same figures: what was reached and reported stays. Whether any is another."""
    targets = {target.pk: target for target in acting.commitment.targets.all()}
    if not numbers.keys() <= targets.keys():
        raise Unfit(_("This target figure is not one of this commitment."))
    changed = [targets[pk] for pk, number in numbers.items() if targets[pk].number != number]
    if any(target.upper is not None and target.upper <= numbers[target.pk] for target in changed):
        raise Unfit(_("A range ends above its beginning."))
    if changed:
        acting.before["figures"] = [str(target) for target in changed]
        for target in changed:
            target.number = numbers[target.pk]
        acting.after["figures"] = [str(target) for target in changed]
        Target.objects.bulk_update(changed, ["number"])
    return bool(changed)
