"""Roles, and the accounts that the demo starts with.

A role is a Django group; what it may do is this table and nothing else, written into the database each time
the site starts, so that a new model's permissions reach a running site with the release that adds it.
Nobody is a member of a group: who has a role today follows from the seats (config.rights).
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Q

from commitments.choices import Role as Seat
from config.private import write_private

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True, slots=True)
class Role:
    """``seat`` is the role of a Membership that gives it, ``name`` the group's; ``may`` gives the verbs for
    each "app.model"."""

    seat: str
    name: str
    may: dict[str, str]


@dataclass(frozen=True, slots=True)
class Account:
    """Of the demo: one for each role, the administrator's, and one of a neighbour. The people are made up."""

    login: str
    person: str
    role: str


def verbs(models: str, allowed: str, app: str = "reports") -> dict[str, str]:
    return {f"{app}.{model}": allowed for model in models.split()}


# Which commitments a person sees and may act on follows from seats (commitments.access), not from here.
SEE = {
    **verbs("organ organname report upload section item correction", "view"),
    **verbs("commitment", "view", "commitments"),
    **verbs("finding", "view", "commitments"),
    **verbs("sheet", "view", "notifications"),
}
CORRECT = {**SEE, **verbs("report item", "view change")}
# Which organs' comparisons and results a person sees follows from seats too.
COMPARE = verbs("comparison finding judgement", "view", "commitments")
UPLOAD = {**CORRECT, **verbs("upload", "view add change")}
SUPERVISE = {**UPLOAD, **COMPARE, **verbs("commitment", "view add", "commitments")}
KEEP = {
    **verbs("organ organname upload", "view add change delete"),
    **verbs("report item", "view add change delete"),
    **verbs("section correction", "view"),
    **verbs("commitment", "view add", "commitments"),
    **verbs("membership assignmentrule", "view add change delete", "commitments"),
    **verbs("papertemplate", "change", "commitments"),
    **verbs("sheet policy step", "view", "notifications"),
    **verbs("webhook", "view add change delete", "notifications"),
    **verbs("delivery", "view change", "notifications"),
    **COMPARE,
}
ROLES = (
    Role(Seat.OFFICER, "承办人", UPLOAD),
    Role(Seat.LEADER, "科室负责人", UPLOAD),
    Role(Seat.SUPERVISOR, "督办人", SUPERVISE),
    Role(Seat.REVIEWER, "核对人", {**CORRECT, **COMPARE}),
    Role(Seat.CLERK, "台账管理员", KEEP),
)
ADMINISTRATOR = "admin"
ACCOUNTS = (
    Account(ADMINISTRATOR, "程明", "系统管理员"),
    Account("officer", "何青", "承办人"),
    Account("chief", "高远", "科室负责人"),
    Account("supervisor", "周岚", "督办人"),
    Account("reviewer", "沈言", "核对人"),
    Account("keeper", "林晓", "台账管理员"),
    Account("wangchuan", "宋禾", "望川区台账管理员"),
)


def permissions_of(role: Role) -> list[Permission]:
    """The role's permissions; a name that no model has is a mistake in the table, and said so."""
    wanted = {
        (app, f"{verb}_{model}")
        for label, allowed in role.may.items()
        for app, model in [label.split(".")]
        for verb in allowed.split()
    }
    query = Q()
    for app, codename in wanted:
        query |= Q(content_type__app_label=app, codename=codename)
    found = list(Permission.objects.filter(query).select_related("content_type"))
    missing = wanted - {(p.content_type.app_label, p.codename) for p in found}
    if missing:
        raise LookupError(f"{role.seat}: no such permission: {sorted(missing)}")
    return found


@transaction.atomic
def write_roles() -> None:
    for role in ROLES:
        group, _ = Group.objects.get_or_create(name=role.name)
        group.permissions.set(permissions_of(role))


def new_password() -> str:
    """59 random bits, in letters that cannot be taken for one another: it is read off a screen and typed."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(3))


@transaction.atomic
def make_accounts(kept_in: Path) -> bool:
    """The accounts of the demo, unless the site has people already. Passwords go to ``kept_in``.

    Their seats are at organs that do not exist yet; loading the demo gives them.
    """
    people = get_user_model()
    if people.objects.exists():
        return False
    lines = ["# 演示账号 / accounts of the demo", "# 用户名 login\t密码 password\t角色 role"]
    for account in ACCOUNTS:
        password = new_password()
        people.objects.create_user(
            account.login,
            password=password,
            first_name=account.person,
            email=f"{account.login}@example.cn",
            is_staff=True,
            is_superuser=account.login == ADMINISTRATOR,
        )
        lines.append(f"{account.login}\t{password}\t{account.role}")
    # Written before the transaction ends: accounts whose passwords nobody knows must not come to be.
    write_private(kept_in, "\n".join(lines) + "\n")
    return True
