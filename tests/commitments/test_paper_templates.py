"""Templates that an office makes its own: tried before they are taken, refused with the place of a fault."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from docx import Document
from docx.oxml import OxmlElement
from pytest_django import DjangoAssertNumQueries

from commitments.choices import Paper
from commitments.models import PaperTemplate
from commitments.papers import admission, defaults, in_force, samples
from commitments.papers.rendering import render
from commitments.refusals import Unfit
from config import people
from reports.models import Organ
from tests.commitments import offices, wordfiles
from tests.commitments.desks import said
from tests.commitments.offices import City
from tests.commitments.wordfiles import edited, packed, parts, saying

FIELDS = samples.SAMPLES[Paper.RESULTS]
DOCUMENT = "word/document.xml"


def refusal(*paragraphs: str, kind: str = Paper.RESULTS) -> str:
    return why(saying(*paragraphs), kind)


def why(file: bytes, kind: str = Paper.SUPERVISE) -> str:
    with pytest.raises(Unfit) as refused:
        admission.admit(kind, file)
    return str(refused.value)


def written(*paragraphs: str, **data: Any) -> str:
    return wordfiles.words(render(saying(*paragraphs), FIELDS, {**FIELDS, **data}))


# --- what a template may say ------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", list(defaults.MADE))
def test_the_templates_that_are_brought_along_are_admitted(kind: str) -> None:
    admission.admit(kind, defaults.shipped(kind))


@pytest.mark.parametrize(
    ("paragraph", "result"),
    [
        pytest.param("{{ 机关 }}{{年度}}年", "青澜市行政审批服务局2024年", id="fields"),
        pytest.param("{% if 未核对数 %}有{% else %}无{% endif %}", "无", id="empty is no"),
        pytest.param("{% for 行 in 工作安排 %}{{ 行.序号 }}{{ loop.index }}{% endfor %}", "11", id="a loop"),
        pytest.param("{{ 未核对数|default('零', true) }}", "零", id="a filter"),
        pytest.param("{% if 年度 == “2024” %}今年{% endif %}", "今年", id="curly quotes of Word"),
        pytest.param("价格｛上浮｝5%、{一}", "价格｛上浮｝5%、{一}", id="braces that are none"),
    ],
)
def test_what_is_written(paragraph: str, result: str) -> None:
    assert written(paragraph) == result


@pytest.mark.parametrize("words", ["<w:p>&amp;{{ 年度 }}", "{% if %}", "a\nb", "甲\x07乙\x0c丙\x00"])
def test_data_is_words_and_nothing_else(words: str) -> None:
    shown = written("{{ 机关 }}", 机关=words)
    assert shown == words.replace("\x07", " ").replace("\x0c", " ").replace("\x00", " ")


@pytest.mark.parametrize(
    ("paragraph", "sentence"),
    [
        pytest.param("单位：{{ 机管 }}", "没有“机管”这个字段，是否要写“机关”", id="a name mistyped"),
        pytest.param("{{ xyz }}", "没有“xyz”这个字段", id="a name unknown"),
        pytest.param("{% if 年度 %}{{ 无 }}{% endif %}", "没有“无”这个字段", id="in a branch"),
        pytest.param("{% if not 年度 %}{{ 甲乙 }}{% endif %}", "没有“甲乙”", id="in a branch not taken"),
        pytest.param("{% for 行 in 工作安排 %}{{ 行.名字 }}{% endfor %}", "没有“名字”", id="of a row"),
        pytest.param("{% for 行 in 年度 %}{% endfor %}", "for 只能用于本公文的表", id="a loop over words"),
        pytest.param("{{ 工作安排 }}", "请用 for 逐行写", id="a list as a whole"),
        pytest.param("甲{% if 年度 %}乙", "缺少 {% endfor %} 或 {% endif %}", id="not ended"),
        pytest.param("甲{% endif %}乙", "“endif”没有对应的开始标签", id="not begun"),
        pytest.param("{% fur 行 in 工作安排 %}", "没有“fur”这种标签", id="no such tag"),
        pytest.param("{{ 机关|大写 }}", "没有“大写”这个过滤器", id="no such filter"),
        pytest.param("{{ 机关 年度 }}", "花括号里的写法有误", id="two names"),
        pytest.param("甲{{ 机关 }乙", "“{{”没有成对", id="half a brace"),
        pytest.param("甲 机关 }}乙", "“}}”没有成对", id="the other half"),
        pytest.param("｛｛ 机关 ｝｝", "花括号是全角的", id="full-width braces"),
        pytest.param("{% if 年度 < 3 %}甲{% endif %}", "条件里比较的内容无法比较", id="words and numbers"),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_its_place(paragraph: str, sentence: str) -> None:
    told = refusal("这一段没有问题。", paragraph)
    assert sentence in told
    assert "这一段没有问题" not in told


def test_the_place_is_named_by_its_words() -> None:
    assert "在“主送：{{ 机管 }}”处" in refusal("{{ 机关 }}", "主送：{{ 机管 }}", "{{ 年度 }}")


@pytest.mark.parametrize(
    "paragraph",
    [
        "{{ 机关.__class__ }}",
        "{{ 机关['__class__'] }}",
        "{{ ''.__class__.__mro__ }}",
        "{{ 机关.upper() }}",
        "{{ 机关|attr('__class__') }}",
        "{{ range(9) }}",
        "{{ self.__init__ }}",
        "{{ lipsum.__globals__ }}",
        "{{ cycler }}",
        "{{ 9 ** 99 }}",
        "{{ 机关 * 99999 }}",
        "{% set x = 机关 %}",
        "{% macro m() %}{% endmacro %}",
        "{% include '/etc/passwd' %}",
        "{% import 'os' as os %}",
        "{% extends 'x' %}",
        "{% autoescape false %}{{ 机关 }}{% endautoescape %}",
        "{{ 机关|safe }}",
        "{% for 行 in 工作安排 recursive %}{{ loop(工作安排) }}{% endfor %}",
        "{% for 行 in 工作安排 %}{% for 又 in 工作安排 %}{% endfor %}{% endfor %}",
        "{% for 行 in [1, 2] %}{% endfor %}",
        "{{ loop.index }}",
        "{{ " + "(" * 5000 + "年度" + ")" * 5000 + " }}",
        "{% if 年度 %}" * 150 + "{% endif %}" * 150,
    ],
)
def test_nothing_is_called_computed_or_read(paragraph: str) -> None:
    assert "模板不能使用" in refusal(paragraph)


def test_a_loop_in_a_loop_goes_over_the_rows_of_the_outer_row() -> None:
    admission.admit(
        Paper.DRAFT,
        saying("{% for 组 in 分组 %}{% for 项 in 组.事项 %}{{ 项.编号 }}{% endfor %}{% endfor %}"),
    )


def test_headers_are_tried_too() -> None:
    paper = Document(io.BytesIO(defaults.shipped(Paper.CHASE)))
    paper.sections[0].header.paragraphs[0].text = "{{ 页眉 }}"
    kept = io.BytesIO()
    paper.save(kept)
    assert "没有“页眉”这个字段" in why(kept.getvalue())


def tabled(*cells: str) -> bytes:
    paper = Document()
    table = paper.add_table(rows=0, cols=2)
    for words in zip(cells[::2], cells[1::2], strict=True):
        for cell, each in zip(table.add_row().cells, words, strict=True):
            cell.text = each
    kept = io.BytesIO()
    paper.save(kept)
    return kept.getvalue()


def test_rows_are_repeated() -> None:
    rows = tabled(
        "甲", "乙", "{%tr for 行 in 工作安排 %}", "", "{{ 行.序号 }}", "{{ 行.评定 }}", "{%tr endfor %}", ""
    )
    admission.admit(Paper.RESULTS, rows)
    data = {**FIELDS, "工作安排": [{**FIELDS["工作安排"][0], "序号": n} for n in "123"]}
    assert wordfiles.words(render(rows, FIELDS, data)).splitlines()[2:] == ["2 | 已完成", "3 | 已完成"]


def test_a_loop_across_cells_is_explained() -> None:
    told = why(tabled("{% for 行 in 工作安排 %}{{ 行.序号 }}", "{{ 行.评定 }}{% endfor %}"), Paper.RESULTS)
    assert "各占一行的 {%tr for … %}" in told


def test_a_table_without_rows_and_a_cell_without_words_are_mended() -> None:
    """Word would call the file damaged."""
    rows = tabled("{%tr for 行 in 工作安排 %}", "", "{{ 行.序号 }}", "", "{%tr endfor %}", "")
    assert not wordfiles.opened(render(rows, FIELDS, samples.nothing(FIELDS))).tables
    paper = Document(io.BytesIO(tabled("{%p if 未核对数 %}", "乙")))
    cell = paper.tables[0].cell(0, 0)
    cell.add_paragraph("{%p endif %}")
    kept = io.BytesIO()
    paper.save(kept)
    made = wordfiles.opened(render(kept.getvalue(), FIELDS, FIELDS))
    assert len(made.tables[0].cell(0, 0).paragraphs) == 1


# --- what a file may be -----------------------------------------------------------------------------------

WORD = defaults.shipped(Paper.SUPERVISE)


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        pytest.param(b"", "这不是 Word 文档", id="empty"),
        pytest.param(b"%PDF-1.7", "这不是 Word 文档", id="pdf"),
        pytest.param(offices.package("xl/workbook.xml"), "这不是 Word 文档", id="workbook"),
        pytest.param(WORD[: len(WORD) // 2], "这不是 Word 文档", id="cut off"),
        pytest.param(b"x" * (admission.MOST_BYTES + 1), "模板超过 2 MB", id="large"),
        pytest.param(saying(*["文字"] * 30_000), "远超一份公文所需", id="long"),
        pytest.param(saying("{{ 编号 }}" * 1001), "标签超过 1000 个", id="many tags"),
        pytest.param(packed({**parts(WORD), "word/vbaProject.bin": b"x"}), "含有宏", id="macros"),
        pytest.param(packed({**parts(WORD), "word/embeddings/oleObject1.bin": b"x"}), "嵌入的程序", id="ole"),
        pytest.param(
            edited(WORD, "[Content_Types].xml", lambda xml: xml.replace("document.main", "template.main")),
            "这不是 Word 文档",
            id="dotx",
        ),
        pytest.param(
            edited(
                WORD,
                "word/_rels/document.xml.rels",
                lambda xml: xml.replace(
                    "</Relationships>",
                    '<Relationship Id="x" Type="http://x/attachedTemplate" Target="http://x/" '
                    'TargetMode="External"/></Relationships>',
                ),
            ),
            "引用了外部",
            id="a template from elsewhere",
        ),
        pytest.param(
            edited(WORD, DOCUMENT, lambda xml: '<!DOCTYPE x [<!ENTITY e "y">]>' + xml.split("?>", 1)[1]),
            "这不是 Word 文档",
            id="entities",
        ),
        pytest.param(packed({**parts(WORD), "word/x.xml": b" " * 13_000_000}), "这不是 Word 文档", id="bomb"),
    ],
)  # fmt: skip
def test_what_is_no_harmless_word_file_is_refused(file: bytes, sentence: str) -> None:
    assert sentence in why(file)


@pytest.mark.parametrize("code", ["INCLUDETEXT c:/x", "DDEAUTO cmd", "INCLUDEPICTURE http://x/"])
def test_fields_that_fetch_something_are_refused(code: str) -> None:
    paper = Document()
    run = paper.add_paragraph().add_run()
    for piece in (code[:4], code[4:]):
        text = OxmlElement("w:instrText")
        text.text = piece
        run._r.append(text)
    kept = io.BytesIO()
    paper.save(kept)
    assert "读取外部内容的域" in why(kept.getvalue())


# --- which one is in force --------------------------------------------------------------------------------

pytestmark = pytest.mark.django_db


def own(town: City, organ: Organ | None, words: str) -> PaperTemplate:
    file = saying(words, "{{ 编号 }}")
    return in_force.adopt(Paper.CHASE, organ, file, f"{words}.docx", by=town["clerk"], now=offices.NOW)


def used(organ: Organ) -> str:
    file = in_force.write(Paper.CHASE, organ, samples.SAMPLES[Paper.CHASE])
    return wordfiles.words(file).splitlines()[0]


def test_the_nearest_template_is_in_force(town: City) -> None:
    assert used(town.windows) == samples.SAMPLES[Paper.CHASE]["发文机关"]
    for organ, words in ((None, "通用"), (town.government, "市"), (town.bureau, "局")):
        own(town, organ, words)
        assert used(town.windows) == words
    assert (used(town.neighbour), used(town.government)) == ("市", "市")
    assert in_force.templates(town.windows)[Paper.CHASE].organ == town.bureau
    assert in_force.drop(Paper.CHASE, town.bureau)
    assert used(town.windows) == "市"
    assert not in_force.drop(Paper.CHASE, town.bureau)


def test_a_new_one_replaces_the_old_one(town: City) -> None:
    own(town, town.bureau, "旧")
    own(town, town.bureau, "新")
    assert (used(town.bureau), PaperTemplate.objects.count()) == ("新", 1)


def test_a_refused_one_leaves_the_old_one(town: City) -> None:
    own(town, town.bureau, "旧")
    with pytest.raises(Unfit):
        own(town, town.bureau, "{{ 没有 }}")
    assert used(town.bureau) == "旧"


# --- the page ---------------------------------------------------------------------------------------------

PAGE = "/admin/commitments/commitment/papers/"


@pytest.fixture
def clerk(client: Client, town: City) -> Client:
    people.write_roles()
    client.force_login(town["clerk"])
    return client


def upload(client: Client, organ: Organ | None, content: bytes, kind: str = Paper.CHASE) -> str:
    file = SimpleUploadedFile("本局催办单.docx", content)
    answer: Any = client.post(f"{PAGE}{organ.pk if organ else 0}/{kind}/", {"file": file})
    return " ".join(said(answer))


def test_a_clerk_takes_a_template_edits_it_and_hands_it_in(clerk: Client, town: City) -> None:
    page = clerk.get(PAGE).content.decode()
    assert page.count("现行：系统自带模板。") == 5
    assert "{{ 承办人 }}" in page
    address = f"{PAGE}{town.bureau.pk}/chase/"
    taken = b"".join(clerk.get(f"{address}template.docx"))
    changed = edited(taken, DOCUMENT, lambda xml: xml.replace("请抓紧推进", "请即推进"))
    assert "已启用“本局催办单.docx”" in upload(clerk, town.bureau, changed)
    assert "请即推进" in wordfiles.words(b"".join(clerk.get(f"{address}sample.docx")))
    assert "自有模板“本局催办单.docx”，林晓于" in clerk.get(PAGE).content.decode()
    assert b"".join(clerk.get(f"{address}template.docx?shipped=")) == taken
    back: Any = clerk.post(address, {"drop": "1"})
    assert "恢复使用" in " ".join(said(back))
    assert b"".join(clerk.get(f"{address}template.docx")) == taken


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"x", "这不是 Word 文档"),
        (saying("致{{ 承办任 }}"), "在“致{{ 承办任 }}”处：没有“承办任”这个字段，是否要写“承办人”"),
    ],
)
def test_a_broken_one_is_refused_on_the_page(
    clerk: Client, town: City, content: bytes, sentence: str
) -> None:
    told = upload(clerk, town.bureau, content)
    assert "催办单：未更换，仍使用原来的模板" in told
    assert sentence in told
    assert not PaperTemplate.objects.exists()


def test_nothing_chosen_is_said(clerk: Client, town: City) -> None:
    answer: Any = clerk.post(f"{PAGE}{town.bureau.pk}/chase/", {"file": "x"})
    assert "请先选择" in " ".join(said(answer))


@pytest.mark.parametrize("place", ["neighbour", "government", "all", "nowhere"])
def test_a_clerk_changes_the_own_organs_only(clerk: Client, town: City, place: str) -> None:
    key = {"all": 0, "nowhere": 999_999}.get(place) or (
        getattr(town, place).pk if hasattr(town, place) else 0
    )
    for ending in ("template.docx", "sample.docx"):
        assert clerk.get(f"{PAGE}{key}/chase/{ending}").status_code == 404
    assert clerk.post(f"{PAGE}{key}/chase/", {"drop": "1"}).status_code == 404
    assert clerk.get(PAGE, {"organ": key or 999_999}).status_code == 404


def test_the_administrator_sets_one_for_all(client: Client, town: City) -> None:
    client.force_login(User.objects.create_superuser("administrator"))
    assert '<option value="">' in client.get(PAGE).content.decode()
    assert "已启用" in upload(client, None, saying("通用{{ 编号 }}"))
    assert used(town.neighbour).startswith("通用")
    assert "全部机关通用的模板" in client.get(PAGE, {"organ": town.bureau.pk}).content.decode()


@pytest.mark.parametrize("name", ["officer", "supervisor", "reviewer", "leader"])
def test_templates_are_the_business_of_clerks(client: Client, town: City, name: str) -> None:
    people.write_roles()
    client.force_login(town[name])
    assert client.get(PAGE).status_code == 403


def test_the_page_asks_as_much_with_many_templates_as_with_none(
    clerk: Client, town: City, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for organ in (town.bureau, town.government, None):
        own(town, organ, "甲")
    with django_assert_max_num_queries(12):
        clerk.get(PAGE)
