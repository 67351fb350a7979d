"""The reports in the admin: organs with their names, files that came in, reports and their corrections."""

from reports.admin.organs import OrganAdmin
from reports.admin.reports import ReportAdmin
from reports.admin.uploads import UploadAdmin

__all__ = ["OrganAdmin", "ReportAdmin", "UploadAdmin"]
