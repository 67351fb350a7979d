import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("notifications", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveField(
            model_name="notice",
            name="message",
        ),
        migrations.RemoveIndex(
            model_name="notice",
            name="notice_in_trouble",
        ),
        migrations.RemoveField(
            model_name="notice",
            name="attempts",
        ),
        migrations.RemoveField(
            model_name="notice",
            name="claim",
        ),
        migrations.RemoveField(
            model_name="notice",
            name="claimed_at",
        ),
        migrations.RemoveField(
            model_name="notice",
            name="error",
        ),
        migrations.RemoveField(
            model_name="notice",
            name="next_try_at",
        ),
        migrations.AddField(
            model_name="preference",
            name="address",
            field=models.CharField(blank=True, max_length=100, verbose_name="address"),
        ),
        migrations.DeleteModel(
            name="Message",
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("site", "In-site message"),
                            ("email", "E-mail"),
                            ("wecom", "WeCom"),
                            ("dingtalk", "DingTalk"),
                            ("feishu", "Feishu"),
                            ("webhook", "Webhook"),
                        ],
                        max_length=10,
                        verbose_name="channel",
                    ),
                ),
                ("day", models.DateField(verbose_name="day")),
                ("address", models.CharField(blank=True, max_length=254, verbose_name="address")),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("lines", models.JSONField(default=list, verbose_name="lines")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("planned", "To be sent"),
                            ("sending", "Being sent"),
                            ("sent", "Sent"),
                            ("failed", "Failed"),
                            ("uncertain", "To be verified"),
                        ],
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=1, verbose_name="attempts")),
                ("claimed_at", models.DateTimeField(verbose_name="last attempt")),
                ("next_try_at", models.DateTimeField(null=True, verbose_name="next attempt")),
                ("sent_at", models.DateTimeField(null=True, verbose_name="sent at")),
                ("error", models.TextField(blank=True, verbose_name="error")),
                ("read_at", models.DateTimeField(blank=True, null=True, verbose_name="read at")),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                (
                    "verified_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="verified by",
                    ),
                ),
            ],
            options={
                "verbose_name": "message",
                "verbose_name_plural": "messages",
                "ordering": ["-id"],
                "default_permissions": ("view", "change"),
            },
        ),
        migrations.AddField(
            model_name="notice",
            name="message",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="notices",
                to="notifications.message",
                verbose_name="message",
            ),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(
                condition=models.Q(("message__isnull", False)), fields=["message"], name="notice_of_a_message"
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(("channel", "site"), ("read_at", None), ("status", "sent")),
                fields=["person"],
                name="message_unread",
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(("status__in", ("planned", "sending", "failed", "uncertain"))),
                fields=["status", "claimed_at"],
                name="message_in_trouble",
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.UniqueConstraint(
                fields=("person", "channel", "day"), name="message_is_one_a_day"
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "planned"), _negated=True),
                    ("next_try_at__isnull", False),
                    _connector="OR",
                ),
                name="message_to_be_repeated_says_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "sent"), _negated=True), ("sent_at__isnull", False), _connector="OR"
                ),
                name="message_sent_says_when",
            ),
        ),
    ]
