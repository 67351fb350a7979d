"""A made-up country in PostgreSQL, written set by set: organs in four levels, people, reports, commitments.

Ratios must hold at any size; ``COMMITMENTS`` in the environment gives another (1500000 takes minutes).
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission, User
from django.db import connection

from commitments.models import Membership
from reports.models import Organ

TEXT_INDEX = import_module("commitments.migrations.0005_search_in_chinese_text")
NUMBER = int(os.environ.get("COMMITMENTS", "200000"))
TODAY = date(2026, 3, 10)
LEVELS = (30, 10, 10, 4)  # provinces, cities in each, counties, bureaus
PEOPLE = 10_000

CLAUSES = (
    "持续优化营商环境", "提升政务服务效能", "规范行政执法行为", "健全矛盾纠纷化解机制",
    "推进信用体系建设", "压实部门主体责任", "全面落实行政执法公示制度", "加强窗口队伍建设",
    "完善重大行政决策程序", "开展合法性审核", "推动一件事一次办", "强化服务意识", "服务企业服务群众",
    "组织领导干部学法", "加快数字政府建设", "严格规范性文件备案审查", "办好民生实事", "深化放管服改革",
    "建立服务监督台账", "落实服务评价制度", "扩大服务事项跨省通办", "充实基层执法力量", "编制权责清单",
    "畅通行政复议渠道", "精简审批服务环节", "做实服务督办闭环", "完善服务标准", "延伸便民服务网点",
    "改进热线服务质量", "公开服务指南", "培育服务品牌", "巩固服务成果",
)  # fmt: skip
# Words in every so many rows, and where that begins.
PLANTED = (("普法", 20, 1), ("数据共享", 28, 3), ("海绵城市", 20_000, 7), ("鼋头", 9_000, 11))

ORGANS = """
WITH RECURSIVE sizes(level, many) AS (VALUES (1, %(a)s), (2, %(b)s), (3, %(c)s), (4, %(d)s)),
tree(level, path, n) AS (
    SELECT 0, '/1/', 1::bigint
    UNION ALL
    SELECT level + 1, path || id || '/', id FROM (
        SELECT tree.level, tree.path, tree.n * 100 + k AS id
        FROM tree JOIN sizes ON sizes.level = tree.level + 1, generate_series(0, sizes.many - 1) k) below
)
INSERT INTO reports_organ (id, name, path, confirmed, parent_id)
SELECT n, '第' || n || '号机关', path, true, NULLIF(n / 100, 0) FROM tree ORDER BY level
"""
USERS = """
INSERT INTO auth_user
    (id, username, first_name, last_name, email, password, is_staff, is_active, is_superuser, date_joined)
SELECT 1000 + n, 'person' || n, '干部' || n, '', '', '!', true, true, false, now()
FROM generate_series(0, %(people)s - 1) n
"""
PAPERS = """
INSERT INTO reports_report (id, organ_id, organ_name, kind, title, addressee, plan_year_basis, facts, text,
    text_hash, origins, notes, series, version, superseded, revision, unplaced, created_at, read_at)
VALUES (1, 1, '', 'other', '', '', '', '{}', '', '-', '[]', '[]', '', 1, false, 0, '[]', now(), now());
INSERT INTO reports_item (id, report_id, kind, parent, heading, text, start, "end", reason, due_basis,
    due_text, grade, grade_reason, figures, organs, origin, removed)
SELECT n, 1, 'arrangement', '', '', '', n, n + 1, '', '', '', '', '', '[]', '[]', 'machine', false
FROM generate_series(1, %(number)s / 10000 + 1) n
"""
COMMITMENTS = """
WITH bureaus AS (SELECT array_agg(id ORDER BY path) AS ids, count(*)::int AS many FROM reports_organ
                 WHERE path LIKE '/1/_%%/_%%/_%%/_%%/'),
drawn AS (
    SELECT n, hashint8(n) & 1073741823 AS a, hashint8(n + 1000000007) & 1073741823 AS b,
           hashint8(n + 2000000011) & 1073741823 AS c, 2022 + (n * 5 / (%(number)s + 1))::int AS year
    FROM generate_series(1, %(number)s) n),
-- Two of five in the first province, so that one person sees a great part of all.
placed AS (
    SELECT drawn.*, ids[1 + CASE WHEN a %% 5 < 2 THEN b %% (many / %(a)s) ELSE b %% many END] AS organ,
           make_date(year, 1, 5) + c %% 60 AS begun, 1000 + b %% %(people)s AS officer,
           CASE WHEN a %% 10 < 7 THEN make_date(year, 12, 31)
                ELSE make_date(year, 4, 1) + b %% 270 END AS due,
           CASE WHEN a / 10 %% 100 < (year - 2021) * 2 THEN 'candidate'
                WHEN a / 10 %% 100 < (year - 2021) * (year - 2021) * 3 + 5 THEN 'open'
                WHEN a / 10 %% 100 < (year - 2021) * (year - 2021) * 3 + 7 THEN 'submitted'
                WHEN a / 10 %% 100 < 92 THEN 'closed'
                WHEN a / 10 %% 100 < 96 THEN 'carried_over' ELSE 'cancelled' END AS status
    FROM drawn, bureaus),
worded AS (
    SELECT placed.*, words[1 + b %% 32] || '，' || words[1 + (b / 32) %% 32] || '，'
           || words[1 + c %% 32] || '，' || words[1 + (c / 32) %% 32] || '，' || words[1 + (c / 1024) %% 32]
           || '，' || words[1 + (b / 1024) %% 32] || '，' || words[1 + (a / 64) %% 32] || (
               SELECT string_agg(CASE WHEN (n + shift) %% every = 0 THEN '，推进' || word ELSE '' END, '')
               FROM planted) || '。' AS quote
    FROM placed, (SELECT %(words)s::text[] AS words) w)
INSERT INTO commitments_commitment (id, kind, status, number, organ_id, plan_year, source_id, part, quote,
    place_start, place_end, "group", title, completion_mark, grade, grade_reason, first_due_on, due_on,
    due_basis, due_text, suggested_units, lead_id, officer_id, supervisor_id, percent, pieces,
    times_extended, approval, confirmed_on, submitted_by_id, submitted_on, closed_by_id, closed_on,
    revision, created_at)
SELECT n, CASE WHEN c %% 3 = 0 THEN 'rectification' ELSE 'arrangement' END, status,
    CASE WHEN status = 'candidate' THEN '' ELSE year || '-第' || organ || '-' || n END, organ, year,
    n / 10000 + 1, n %% 10000, quote, 0, 10, '', left(quote, 24), '',
    (ARRAY['measurable', 'checkable', 'direction'])[1 + c %% 3], '', due, due, 'default', '', '[]',
    CASE WHEN status <> 'candidate' THEN CASE WHEN c %% 4 = 0 THEN organ / 100 ELSE organ END END,
    CASE WHEN status IN ('candidate', 'cancelled') OR c %% 20 = 0 THEN NULL ELSE officer END,
    CASE WHEN status IN ('candidate', 'cancelled') OR c %% 25 = 0 THEN NULL ELSE officer + %(people)s / 2
         - CASE WHEN officer + %(people)s / 2 >= 1000 + %(people)s THEN %(people)s ELSE 0 END END,
    CASE WHEN status = 'closed' THEN 100 WHEN status = 'open' THEN b %% 90 ELSE 0 END, 1, 0, '',
    CASE WHEN status = 'candidate' THEN NULL ELSE begun END,
    CASE WHEN status IN ('submitted', 'closed') THEN officer END,
    CASE WHEN status IN ('submitted', 'closed') THEN due - 20 + c %% 25 END,
    CASE WHEN status = 'closed' THEN 999 END, CASE WHEN status = 'closed' THEN due + 10 END, 3, now()
FROM worded
"""
ASSIGNMENTS = """
INSERT INTO commitments_assignment (commitment_id, unit_id, part)
SELECT id, organ_id, 'organ' FROM commitments_commitment
UNION ALL SELECT id, lead_id, 'lead' FROM commitments_commitment WHERE lead_id IS NOT NULL
UNION ALL SELECT id, organ_id / 100 * 100 + id %% 4, 'support' FROM commitments_commitment WHERE id %% 2 = 0
"""


@dataclass(frozen=True, slots=True)
class Country:
    """People who see little, more and much of it, and one who sees all."""

    leaf: User
    county: User
    province: User
    nation: User
    administrator: User


def build(number: int = NUMBER) -> Country:
    administrator = get_user_model().objects.create_superuser("administrator", password="x", id=999)
    a, b, c, d = LEVELS
    values: dict[str, Any] = {
        "number": number,
        "people": PEOPLE,
        "words": list(CLAUSES),
        "a": a,
        "b": b,
        "c": c,
        "d": d,
    }
    planted = ", ".join(f"('{word}', {every}, {shift})" for word, every, shift in PLANTED)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE planted (word, every, shift) AS VALUES " + planted)
        cursor.execute("SET session_replication_role = replica")  # the keys are right; checking takes longer
        # Building an index is faster than filling it.
        cursor.execute("DROP INDEX commitment_grams_index; SET maintenance_work_mem = '512MB'")
        for statement in (ORGANS, USERS, PAPERS, COMMITMENTS, ASSIGNMENTS):
            cursor.execute(statement, values)
        cursor.execute(TEXT_INDEX.INDEX)
        cursor.execute("SET session_replication_role = DEFAULT")
        # As the server does by itself, some minutes later; what is to be rolled back cannot be vacuumed.
        cursor.execute("ANALYZE" if connection.in_atomic_block else "VACUUM ANALYZE")
    return Country(
        _seated("leaf", Organ.objects.get(pk=100_000_001)),
        _seated("county", Organ.objects.get(pk=1_000_000)),
        _seated("province", Organ.objects.get(pk=100)),
        _seated("nation", Organ.objects.get(pk=1)),
        administrator,
    )


def _seated(login: str, unit: Organ) -> User:
    person = get_user_model().objects.create_user(login, password="x", is_staff=True)
    person.user_permissions.set(Permission.objects.filter(codename="view_commitment"))
    Membership.objects.create(user=person, unit=unit, role="supervisor", since=date(2020, 1, 1))
    return person


def remove() -> None:
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE reports_organ, auth_user CASCADE; DROP TABLE planted")
