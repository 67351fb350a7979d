"""A file named on the command line becomes a document, or a sentence that says why not."""

from __future__ import annotations

from pathlib import Path

from django.utils.translation import gettext as _

from reports import limits
from reports.readers import Document, Refused, read_file
from reports.refusals import Refusal


class Unopened(Refusal):
    """The file is missing, may not be read, or holds no text that can be read."""

    code = "unopened"


def opened(path: Path) -> Document:
    try:
        return read_file(path, path.name, limits.configured())
    except Refused as refusal:
        raise Unopened(str(refusal.message)) from refusal
    except FileNotFoundError as error:
        raise Unopened(_("There is no file %(path)s.") % {"path": path}) from error
    except IsADirectoryError as error:
        raise Unopened(_("%(path)s is a folder, not a file.") % {"path": path}) from error
    except OSError as error:
        sentence = _("The file %(path)s cannot be opened. Check that you may read it.")
        raise Unopened(sentence % {"path": path}) from error
