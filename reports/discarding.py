"""Taking a report or a file out for good: rows, stored bytes, and the numbers of the versions that stay."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from reports import versions
from reports.models import Upload
from reports.refusals import Refusal


def discard_report(report_id: int) -> None:
    """With its files, items and corrections. Raises ProtectedError when a commitment was made of an item."""
    with transaction.atomic():
        report = versions.lock_report(report_id)
        files = list(report.uploads.values_list("file", flat=True))
        group = versions.group_of(report)
        report.delete()
        versions.settle(group)
        _delete_files(files)


def discard_upload(upload_id: int) -> None:
    """A file that became no report. One that did goes with its report."""
    with transaction.atomic():
        upload = Upload.objects.select_for_update().get(pk=upload_id)
        if upload.report_id is not None:
            raise Refusal(_("This file became a report; delete the report instead."))
        upload.delete()
        _delete_files([upload.file.name])


def _delete_files(names: Iterable[str | None]) -> None:
    """Only once the rows are gone for certain: a rollback must not leave rows without their bytes."""
    for name in filter(None, names):
        transaction.on_commit(partial(default_storage.delete, name))
