"""What a mail holds: its attachments by name, or the letter itself."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import suppress
from email import policy
from email.message import EmailMessage

import pytest

from reports.readers import Document, Limits, Refused
from tests.reports import papers
from tests.reports.readers.making import MEBIBYTE
from tests.reports.readers.test_archives import PAPER, SMALL, members, names, refused

Read = Callable[..., Document]
Refusal = Callable[..., Refused]


def mail(body: str = "见附件。", html: str = "", **files: bytes) -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = (
        "sifaju@qinglan.example",
        "fazhiban@qinglan.example",
        "报送年度报告",
    )
    made["Date"], made["MIME-Version"] = "Fri, 12 Jan 2024 09:30:00 +0800", "1.0"
    made.set_content(body)
    if html:
        made.add_alternative(html, subtype="html")
    for name, data in files.items():
        made.add_attachment(data, maintype="application", subtype="octet-stream", filename=f"{name}.txt")
    return made


def sent(message: EmailMessage) -> bytes:
    return message.as_bytes(policy=policy.SMTP)


def test_attachments_are_taken_with_their_chinese_names() -> None:
    found = members(sent(mail(青澜市司法局年度报告=PAPER, 附表=b"1")))
    assert [(member.name, member.content) for member in found] == [
        ("青澜市司法局年度报告.txt", PAPER),
        ("附表.txt", b"1"),
    ]


@pytest.mark.parametrize(
    "header",
    [
        pytest.param(b'filename="=?gb2312?B?xOq2yLGouOYudHh0?="', id="encoded in a word"),
        pytest.param(
            b'filename="=?utf-8?B?5bm05bqm?=\r\n =?utf-8?B?5oql5ZGKLnR4dA==?="', id="encoded in two"
        ),
        pytest.param(b'filename="' + "年度报告.txt".encode("gb18030") + b'"', id="bare GBK"),
        pytest.param(b'filename="' + "年度报告.txt".encode() + b'"', id="bare UTF-8"),
        pytest.param(
            b"filename*=utf-8''%E5%B9%B4%E5%BA%A6%E6%8A%A5%E5%91%8A.txt", id="as the standard has it"
        ),
    ],
)
def test_a_name_is_read_however_a_mail_program_wrote_it(header: bytes) -> None:
    data = sent(mail(x=PAPER)).replace(b'filename="x.txt"', header)
    assert header in data
    assert names(data) == ["年度报告.txt"]


def test_pictures_that_the_letter_shows_and_signatures_are_not_taken() -> None:
    made = mail(html="<p>见附件。</p><img src='cid:logo'>", 报告=PAPER)
    made.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="logo.png", cid="<logo>")
    made.add_attachment(b"0", maintype="application", subtype="pkcs7-signature", filename="smime.p7s")
    assert names(sent(made)) == ["报告.txt"]


def test_a_mail_that_was_forwarded_whole_is_a_file_of_its_own() -> None:
    made = mail()
    made.add_attachment(mail(报告=PAPER))
    [member] = members(sent(made))
    assert members(member.content)[0].content == PAPER


def test_a_mail_that_came_alone_is_read_as_its_letter(read: Read) -> None:
    data = sent(mail(papers.paper()))
    assert members(data) == ()
    assert read(data, name="报告.eml").text.strip() == papers.paper()


@pytest.mark.parametrize("charset", ["utf-8", "gb18030", "big5"])
def test_a_letter_is_read_in_its_encoding(read: Read, charset: str) -> None:
    body = "一、主要工作\n本年度共辦理各類事項一千餘件，按時辦結，群眾滿意。\n二、存在不足\n人手不夠。"
    made = mail()
    made.set_content(body, charset=charset)
    assert read(sent(made), name="报告.eml").text.strip() == body


def test_a_formatted_letter_is_read_as_a_page(read: Read) -> None:
    paragraphs = papers.paper().split("\n")
    html = "".join(f"<p>{each}</p>" for each in paragraphs)
    document = read(sent(mail("请用支持格式的程序查看。", f"<html><body>{html}</body></html>")))
    assert (document.text.splitlines(), document.format) == (paragraphs, "html")


def test_a_mail_with_reports_inside_another_file_says_what_to_do(refusal: Refusal) -> None:
    assert refusal(sent(mail(报告=PAPER))).code == "archive"


def test_a_text_that_only_looks_like_a_mail_is_a_text(read: Read) -> None:
    text = "来源: 青澜市司法局\nSubject: 年度报告\n" + papers.paper()
    assert members(text.encode()) == ()
    assert read(text.encode()).text == text


def test_too_many_attachments_are_refused_by_their_number() -> None:
    assert (
        refused(sent(mail(a=PAPER, b=PAPER, c=PAPER, d=PAPER, e=PAPER, f=PAPER)), SMALL) == "too_many_members"
    )


def test_an_attachment_too_large_is_named() -> None:
    [member] = members(sent(mail(报告=b"0" * (3 * MEBIBYTE))), SMALL)
    assert (member.refused, member.values) == ("too_large", {"limit": 2})


def nested(depth: int) -> bytes:
    head = b"From: a@b.example\r\nDate: x\r\nMIME-Version: 1.0\r\n"
    opened = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(depth)
    )
    return head + opened + b"Content-Type: text/plain\r\n\r\nx\r\n"


def test_a_mail_nested_without_end_is_given_up() -> None:
    assert refused(nested(20_000), Limits(seconds=3)) == "too_complex"


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_part_of_a_mail_gives_what_there_is_of_it(share: float) -> None:
    data = sent(mail(报告=PAPER))
    found = members(data[: int(len(data) * share)])
    assert len(found) <= 1
    assert all(PAPER.startswith(member.content[:100]) for member in found)


def test_broken_mails_are_refused_and_crash_nothing(caplog: pytest.LogCaptureFixture) -> None:
    dice, data = random.Random(11), sent(mail(报告=PAPER, 附表=b"1"))
    for _ in range(12):
        broken = bytearray(data)
        for _ in range(dice.randrange(1, 30)):
            broken[dice.randrange(120, len(broken))] = dice.randrange(256)
        with suppress(Refused):
            members(bytes(broken))
    assert "Traceback" not in caplog.text
