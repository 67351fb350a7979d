"""What all acts of the page share: a form that knows its verb, its words and its call of lifecycle."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from commitments.access import Person
from commitments.choices import Verb
from commitments.models import Commitment, LedgerEntry

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

LONGEST = 4000
MOST_FILES = 10


@dataclass(frozen=True, slots=True)
class Deed:
    """Something is about to be done: to what, by whom, when."""

    row: Commitment
    person: Person
    now: datetime
    today: date


@dataclass(frozen=True, slots=True)
class Done:
    """What to say afterwards, and which commitment to show if it is another one."""

    said: str
    leads_to: int | None = None


@dataclass(frozen=True, slots=True)
class Button:
    """``lax``: what the fields ask for need not be filled in to press it."""

    label: Any
    name: str = ""
    value: str = ""
    primary: bool = True
    lax: bool = False


class Act(forms.Form):
    """``label`` stands on the button that opens the form, ``hint`` above its fields."""

    do_not_call_in_templates: ClassVar = True  # the buttons are made of the classes
    verb: ClassVar[Verb]
    label: ClassVar[_StrPromise]
    hint: ClassVar[_StrPromise | str] = ""

    revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, deed: Deed, data: Any = None, files: Any = None, **chosen: Any) -> None:
        """``chosen``: what the link that opens the form has chosen already."""
        self.deed = deed
        super().__init__(data, files, initial=self.suggested(deed) | chosen, auto_id=f"{self.verb}-%s")
        self.prepare()

    def suggested(self, deed: Deed) -> dict[str, Any]:
        """What the fields hold before anybody has typed."""
        return {}

    def prepare(self) -> None:
        """Fit the fields to the commitment."""

    def choose_among(self, field: str, choices: Any) -> None:
        self.fields[field].choices = choices  # type: ignore[attr-defined]

    @property
    def buttons(self) -> Sequence[Button]:
        return (Button(self.label),)

    @property
    def opening(self) -> str:
        """A sentence above the fields."""
        return str(self.hint)

    @property
    def asked(self) -> list[Any]:
        """The fields that the form shows, in order."""
        return self.visible_fields()

    @property
    def how(self) -> dict[str, Any]:
        """What every verb of lifecycle wants besides its own."""
        by, now = self.deed.person.user, self.deed.now
        return {"by": by, "now": now, "revision": self.cleaned_data["revision"]}

    def carry_out(self) -> Done:
        raise NotImplementedError

    def repeats(self, lines: Sequence[LedgerEntry]) -> bool:
        """Whether it was done already by these lines, the latest first: the form was sent twice."""
        same = {self.verb, Verb.ATTACH}
        mine = all(line.actor_id == self.deed.person.user.pk and line.verb in same for line in lines)
        return bool(lines) and mine and lines[0].verb == self.verb and self.says(lines[0])

    def says(self, line: LedgerEntry) -> bool:
        """Whether this line is what the form would write. In doubt the person is asked to look again."""
        return False


class Plain(Act):
    """An act that says nothing, or nothing but its reason."""

    def says(self, line: LedgerEntry) -> bool:
        return line.reason == str(self.cleaned_data.get("reason") or "").strip()


# --- what several of them have -----------------------------------------------------------------------------


def attached(row: Commitment) -> str:
    return _("Evidence attached so far: %(number)s.") % {"number": row.pieces}


def words(label: Any, *, required: bool = True, rows: int = 3, **more: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=required, max_length=LONGEST, widget=widget, **more)


def reason(**more: Any) -> forms.CharField:
    return words(gettext_lazy("Reason"), **more)


def day(label: Any, *, required: bool = True, **more: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget, **more)


class FilesInput(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files; what they are is judged by their content, not here."""

    widget = FilesInput(attrs={"accept": ".pdf,.png,.jpg,.jpeg,.docx,.xlsx,.pptx,.ofd"})

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        files = data or []
        if self.required and not files:
            raise forms.ValidationError(_("Choose a file."))
        if len(files) > MOST_FILES:
            raise forms.ValidationError(
                ngettext("At most %(most)s file at once.", "At most %(most)s files at once.", MOST_FILES)
                % {"most": MOST_FILES}
            )
        return list(files)


def files(*, required: bool) -> FilesField:
    return FilesField(label=gettext_lazy("Evidence"), required=required, help_text=_files_hint)


class _Hint:
    """Lazily: settings are not to be read while forms are defined."""

    def __str__(self) -> str:
        most = settings.UPLOAD_MAX_BYTES // (1024 * 1024)
        return _("PDF, pictures, Word, Excel, PowerPoint or OFD, each up to %(most)s MB.") % {"most": most}


_files_hint: Any = _Hint()
