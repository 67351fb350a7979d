"""The tables: who publishes, what came in, what was read of it, and what people changed."""

from reports.models.corrections import Correction
from reports.models.organs import Organ, OrganName, line
from reports.models.papers import Item, Report, Section
from reports.models.uploads import Upload

__all__ = ["Correction", "Item", "Organ", "OrganName", "Report", "Section", "Upload", "line"]
