"""Roles, and the accounts that the demo starts with.

A role is a Django group; what it may do is this table and nothing else, written into the database each time
the site starts, so that a new model's permissions reach a running site with the release that adds it.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Q

from config.private import write_private

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True, slots=True)
class Role:
    """``name`` is the group's name as users see it; ``may`` gives the verbs for each "app.model"."""

    login: str
    name: str
    may: dict[str, str]


def verbs(models: str, allowed: str, app: str = "reports") -> dict[str, str]:
    return {f"{app}.{model}": allowed for model in models.split()}


# Which commitments a person sees and may act on follows from seats (commitments.access), not from here.
SEE = {
    **verbs("organ organname report upload section item correction", "view"),
    **verbs("commitment", "view", "commitments"),
}
CORRECT = {**SEE, **verbs("report item", "view change")}
UPLOAD = {**CORRECT, **verbs("upload", "view add change")}
SUPERVISE = {**UPLOAD, **verbs("commitment", "view add", "commitments")}
KEEP = {
    **verbs("organ organname upload", "view add change delete"),
    **verbs("report item", "view add change delete"),
    **verbs("section correction", "view"),
    **verbs("commitment", "view add", "commitments"),
    **verbs("membership assignmentrule", "view add change delete", "commitments"),
}
ROLES = (
    Role("officer", "承办人", UPLOAD),
    Role("chief", "科室负责人", UPLOAD),
    Role("supervisor", "督办人", SUPERVISE),
    Role("reviewer", "核对人", CORRECT),
    Role("keeper", "台账管理员", KEEP),
)
ADMINISTRATOR = Role("admin", "系统管理员", {})


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
        raise LookupError(f"{role.login}: no such permission: {sorted(missing)}")
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
    """One account per role, unless the site has people already. Passwords go to ``kept_in``."""
    people = get_user_model()
    if people.objects.exists():
        return False
    lines = ["# 演示账号 / accounts of the demo", "# 用户名 login\t密码 password\t角色 role"]
    for role in (ADMINISTRATOR, *ROLES):
        password = new_password()
        person = people.objects.create_user(
            role.login,
            password=password,
            first_name=role.name,
            is_staff=True,
            is_superuser=role is ADMINISTRATOR,
        )
        person.groups.set(Group.objects.filter(name=role.name))
        lines.append(f"{role.login}\t{password}\t{role.name}")
    # Written before the transaction ends: accounts whose passwords nobody knows must not come to be.
    write_private(kept_in, "\n".join(lines) + "\n")
    return True
