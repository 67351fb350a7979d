"""Webhooks: registered, switched on and off, given a new secret; and what became of each delivery."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.db.models import Count, Max, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST
from unfold.admin import ModelAdmin
from unfold.decorators import display
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from notifications.admin.records import COLOURS, RecordAdmin
from notifications.choices import Event, Status
from notifications.models import Delivery, Webhook
from notifications.webhooks import keeping, sending, signing
from notifications.webhooks.addresses import target
from reports.refusals import Refusal
from reports.typed import key_of


class WebhookForm(forms.ModelForm):
    events: Any = forms.MultipleChoiceField(
        label=gettext_lazy("events"), choices=Event.choices, widget=UnfoldAdminCheckboxSelectMultipleWidget
    )

    class Meta:
        model = Webhook
        fields = ["name", "organ", "address", "events", "on"]

    def clean_address(self) -> str:
        """Looked up at once, so that a mistake is told to whoever makes it."""
        address: str = self.cleaned_data["address"].strip()
        try:
            target(address, settings.WEBHOOK_NETWORKS)
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal)) from None
        return address


@admin.register(Webhook)
class WebhookAdmin(ModelAdmin):
    form = WebhookForm
    list_display = ("name", "whose", "address", "standing", "last_sent", "failures")
    list_filter = ("on",)
    list_filter_submit = False
    autocomplete_fields = ("organ",)
    # In the order of the form, not of the table.
    fields = ("name", "organ", "address", "events", "on")
    change_form_outer_before_template = "admin/notifications/webhooks/secret.html"

    class Media:
        css = {"all": ["notifications/webhook.css"]}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Webhook]:
        kept = keeping.kept_by(request.user, timezone.now()).values("pk")
        failed = Count("deliveries", filter=Q(deliveries__status=Status.FAILED))
        rows = super().get_queryset(request).filter(pk__in=kept).select_related("organ")
        return rows.annotate(failed=failed, last=Max("deliveries__sent_at"))

    def get_urls(self) -> list[URLPattern]:
        secret = self.admin_site.admin_view(require_POST(self.renew))
        return [path("<int:pk>/secret/", secret, name="notifications_webhook_secret"), *super().get_urls()]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **more: Any) -> Any:
        """Only the administrator tells another system everything."""
        made = super().get_form(request, obj, change, **more)
        if "organ" in made.base_fields:
            field: Any = made.base_fields["organ"]
            field.queryset = keeping.organs(request.user, timezone.now())
            field.required = not request.user.is_superuser
            if field.required:
                field.help_text = _("It is told of what this organ and all below it may see.")
        return made

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """The own organ of a keeper: the highest."""
        if request.user.is_superuser:
            return {}
        return {"organ": keeping.organs(request.user, timezone.now()).order_by("path").first()}

    def save_model(self, request: HttpRequest, obj: Webhook, form: Any, change: bool) -> None:
        if not change or ("on" in form.changed_data and obj.on):
            keeping.begin(obj, timezone.now())
        if not change:
            obj.by_id = request.user.pk
        super().save_model(request, obj, form, change)

    def response_add(
        self, request: HttpRequest, obj: Webhook, post_url_continue: str | None = None
    ) -> HttpResponse:
        """On to its page, which shows the secret, once."""
        return self._shown(request, obj, signing.secret(obj))

    def renew(self, request: HttpRequest, pk: int) -> HttpResponse:
        webhook = self.get_queryset(request).filter(pk=pk).first()
        if webhook is None or not self.has_change_permission(request, webhook):
            raise Http404
        return self._shown(request, webhook, keeping.new_secret(webhook))

    def _shown(self, request: HttpRequest, webhook: Webhook, secret: str) -> HttpResponse:
        request.session[_kept(webhook.pk)] = secret
        return HttpResponseRedirect(reverse("admin:notifications_webhook_change", args=[webhook.pk]))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        key = key_of(object_id) or 0
        more = {"secret": request.session.pop(_kept(key), ""), "webhook_key": key}
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **more})

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """What was sent to it goes along, though nobody may delete that by itself."""
        told = [str(webhook) for webhook in objs]
        return told, {Webhook._meta.verbose_name_plural: len(told)}, set(), []

    @display(description=gettext_lazy("organ"))
    def whose(self, webhook: Webhook) -> str:
        return str(webhook.organ) if webhook.organ else _("All organs")

    @display(description=gettext_lazy("switched on"), boolean=True)
    def standing(self, webhook: Webhook) -> bool:
        return webhook.on

    @display(description=gettext_lazy("last sent"))
    def last_sent(self, webhook: Any) -> Any:
        return webhook.last

    @display(description=gettext_lazy("failed"))
    def failures(self, webhook: Any) -> int:
        return webhook.failed


def _kept(key: int) -> str:
    return f"webhook-secret-{key}"


@admin.register(Delivery)
class DeliveryAdmin(RecordAdmin):
    list_display = ("event", "webhook", "at", "standing", "attempts", "next_attempt", "error")
    list_filter = ("status", "event", "webhook")
    list_filter_submit = False
    list_select_related = ("webhook",)
    show_full_result_count = False
    fields = (
        "webhook", "event", "at", "key", "status", "attempts", "claimed_at", "sent_at", "error", "body",
    )  # fmt: skip
    actions = ("again",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Delivery]:
        kept = keeping.kept_by(request.user, timezone.now()).values("pk")
        return super().get_queryset(request).filter(webhook__in=kept)

    def get_list_filter(self, request: HttpRequest) -> Any:
        """The names of all webhooks are the administrator's to see."""
        return self.list_filter if request.user.is_superuser else self.list_filter[:2]

    def has_retry_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("notifications.change_delivery")

    @admin.action(description=gettext_lazy("Try again"), permissions=["retry"])
    def again(self, request: HttpRequest, chosen: QuerySet[Delivery]) -> None:
        done, now = 0, timezone.now()
        for pk in chosen.values_list("pk", flat=True):
            try:
                sending.again(pk, now=now)
                done += 1
            except Refusal as refusal:
                messages.warning(request, str(refusal))
        if done:
            words = ngettext(
                "%(n)s delivery goes out again within a minute.",
                "%(n)s deliveries go out again within a minute.",
                done,
            )
            messages.success(request, words % {"n": done})

    @display(description=gettext_lazy("status"), label=COLOURS)
    def standing(self, row: Delivery) -> tuple[str, str]:
        return row.status, row.get_status_display()

    @display(description=gettext_lazy("next attempt"))
    def next_attempt(self, row: Delivery) -> Any:
        return row.next_try_at if row.status == Status.PLANNED else None
